#include "at_network.hpp"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "channels/bluesky/at_uri.hpp"
#include "channels/bluesky/bluesky.hpp"
#include "channels/bluesky/sender.hpp"

namespace manyhands::channels::contract {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0')
        throw std::runtime_error(std::string(name) + " is not set: run tests/contract/run.sh");
    return value;
}

// Handles are unique on a network that may outlive this program.
std::string fresh_handle(const std::string& prefix, base::Random& random) {
    static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
    std::string handle = prefix;
    for (int i = 0; i < 9; ++i)
        handle += kLetters[random.below(kLetters.size())];
    return handle + ".test";
}

std::string text_of(const json::value& value, std::string_view path) {
    const auto text = bluesky::text_at(value, path);
    if (text.empty()) throw std::runtime_error("no " + std::string(path) + " in " + json::serialize(value));
    return std::string(text);
}

bluesky::AtUri uri_of(const std::string& text) {
    auto uri = bluesky::parse_at_uri(text);
    if (!uri) throw std::runtime_error("not an address: " + text);
    return *std::move(uri);
}

}  // namespace

AtNetwork::AtNetwork()
    : http_(net::make_http_client({.allow_loopback = true}, "manyhands-contract/1")),
      channel_(bluesky::make_channel()),
      pds_(environment("MH_AT_PDS")),
      control_(environment("MH_AT_CONTROL")),
      brand_(create("b")) {
    app_password_ = text_of(
        call("com.atproto.server.createAppPassword", {{"name", "manyhands"}}, brand_.token), "password");
}

AtNetwork::~AtNetwork() = default;

AtNetwork::Account AtNetwork::create(const std::string& prefix) {
    const std::string handle = fresh_handle(prefix, random_);
    net::HttpRequest request{.method = "POST", .url = control_ + "/account"};
    request.headers = {{"Content-Type", "application/json"}};
    request.body = json::serialize(json::object{{"handle", handle}, {"displayName", "사람 " + handle}});
    const json::value account = exchange(request);
    return {text_of(account, "did"), handle, text_of(account, "accessJwt")};
}

json::value AtNetwork::exchange(const net::HttpRequest& request) {
    const auto result = http_->exchange(request);
    if (!result) throw std::runtime_error(request.url + ": " + result.error().error.cause);
    if (result->status != 200)
        throw std::runtime_error(request.url + ": " + std::to_string(result->status) + " " + result->body);
    if (result->body.empty()) return nullptr;
    auto parsed = bluesky::parse_json(result->body);
    return parsed ? *std::move(parsed) : json::value{};
}

json::value AtNetwork::call(const std::string& method, const json::object& body, const std::string& token) {
    net::HttpRequest request{.method = "POST", .url = pds_ + "/xrpc/" + method};
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}};
    request.body = json::serialize(body);
    return exchange(request);
}

json::value AtNetwork::ask(const std::string& path_and_query, const std::string& token) {
    net::HttpRequest request{.url = pds_ + "/xrpc/" + path_and_query};
    if (!token.empty()) request.headers = {{"Authorization", "Bearer " + token}};
    return exchange(request);
}

Settings AtNetwork::settings() const {
    return {{"service", pds_}, {"handle", brand_.handle}, {"app_password", app_password_}};
}

std::unique_ptr<ChannelSession> AtNetwork::open(const SessionState& state) {
    auto session = channel_->open(settings(), state, SessionContext{clock_, random_, *http_});
    if (!session) throw std::runtime_error(session.error().key);
    return *std::move(session);
}

const AtNetwork::Account& AtNetwork::known(const std::string& customer) const {
    return customers_.at(customer);
}

std::string AtNetwork::customer() {
    Account account = create("c");
    std::string name = account.handle;
    customers_.emplace(name, std::move(account));
    return name;
}

std::string AtNetwork::publish(const Account& account, json::object record) {
    record.emplace("$type", bluesky::kPostCollection);
    record.emplace("createdAt", bluesky::created_text(clock_.now()));
    return text_of(
        call("com.atproto.repo.createRecord",
             {{"repo", account.did}, {"collection", bluesky::kPostCollection}, {"record", std::move(record)}},
             account.token),
        "uri");
}

std::string AtNetwork::post_record(const std::string& customer, json::object record) {
    return publish(known(customer), std::move(record));
}

json::value AtNetwork::record_of(const std::string& text) {
    const auto uri = uri_of(text);
    return ask(
        "com.atproto.repo.getRecord?repo=" + uri.did + "&collection=" + uri.collection + "&rkey=" + uri.rkey,
        brand_.token);
}

json::object AtNetwork::mention_record(const std::string& text) const {
    const std::string name = "@" + brand_.handle;
    const json::object feature{{"$type", "app.bsky.richtext.facet#mention"}, {"did", brand_.did}};
    const json::object facet{{"index", json::object{{"byteStart", 0}, {"byteEnd", name.size()}}},
                             {"features", json::array{feature}}};
    return {{"text", name + " " + text}, {"langs", json::array{"ko"}}, {"facets", json::array{facet}}};
}

json::object AtNetwork::reply_record(const std::string& parent, const std::string& text) {
    const json::value above = record_of(parent);
    const json::object reference{{"uri", parent}, {"cid", text_of(above, "cid")}};
    const json::value* root = bluesky::find(above, "value.reply.root");
    return {{"text", text},
            {"reply", json::object{{"parent", reference},
                                   {"root", root != nullptr ? *root : json::value(reference)}}}};
}

std::string AtNetwork::post(const std::string& customer, const std::string& text) {
    return publish(known(customer), {{"text", text}});
}

std::string AtNetwork::mention(const std::string& customer, const std::string& text) {
    return publish(known(customer), mention_record(text));
}

std::string AtNetwork::reply(const std::string& customer, const std::string& parent,
                             const std::string& text) {
    return publish(known(customer), reply_record(parent, text));
}

void AtNetwork::edit(const std::string& customer, const std::string& remote_id, const std::string& text) {
    const auto uri = uri_of(remote_id);
    json::value record = record_of(remote_id).at("value");
    record.as_object()["text"] = mention_record(text).at("text");
    call("com.atproto.repo.putRecord",
         {{"repo", uri.did},
          {"collection", uri.collection},
          {"rkey", uri.rkey},
          {"record", std::move(record)}},
         known(customer).token);
}

void AtNetwork::remove(const std::string& customer, const std::string& remote_id) {
    const auto uri = uri_of(remote_id);
    call("com.atproto.repo.deleteRecord",
         {{"repo", uri.did}, {"collection", uri.collection}, {"rkey", uri.rkey}}, known(customer).token);
}

std::string AtNetwork::like(const std::string& customer, const std::string& remote_id) {
    const Account& who = known(customer);
    const std::string collection = "app.bsky.feed.like";
    const json::object subject{{"uri", remote_id}, {"cid", text_of(record_of(remote_id), "cid")}};
    call("com.atproto.repo.createRecord",
         {{"repo", who.did},
          {"collection", collection},
          {"record", json::object{{"$type", collection},
                                  {"subject", subject},
                                  {"createdAt", bluesky::created_text(clock_.now())}}}},
         who.token);
    return who.did;
}

std::string AtNetwork::post_elsewhere(const std::string& text, const std::string& parent) {
    return publish(brand_, parent.empty() ? json::object{{"text", text}} : reply_record(parent, text));
}

int AtNetwork::posts_of_ours(const std::string& text) {
    int count = 0;
    std::string cursor;
    do {
        const json::value page = ask("com.atproto.repo.listRecords?repo=" + brand_.did +
                                         "&collection=" + std::string(bluesky::kPostCollection) +
                                         "&limit=100" + (cursor.empty() ? "" : "&cursor=" + cursor),
                                     "");
        for (const json::value& record : bluesky::list_at(page, "records"))
            if (bluesky::text_at(record, "value.text") == text) ++count;
        cursor = std::string(bluesky::text_at(page, "cursor"));
    } while (!cursor.empty());
    return count;
}

SessionState AtNetwork::revoke(const SessionState& state) {
    call("com.atproto.server.revokeAppPassword", {{"name", "manyhands"}}, brand_.token);
    // The network lets an access token live for two hours after that; here it has run out.
    auto kept = bluesky::parse_json(state);
    if (!kept || !kept->is_object()) throw std::runtime_error("the session kept no state");
    kept->as_object()["access"] = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.AAAA";
    return json::serialize(*kept);
}

void AtNetwork::put(const std::string& customer, const std::string& collection, const std::string& rkey,
                    json::object record) {
    record.emplace("$type", collection);
    record.emplace("createdAt", bluesky::created_text(clock_.now()));
    const Account& account = known(customer);
    call("com.atproto.repo.putRecord",
         {{"repo", account.did}, {"collection", collection}, {"rkey", rkey}, {"record", std::move(record)}},
         account.token);
}

std::unique_ptr<ChannelSession> AtNetwork::open_with(const Settings& settings) {
    auto session = channel_->open(settings, {}, SessionContext{clock_, random_, *http_});
    if (!session) throw std::runtime_error(session.error().key);
    return *std::move(session);
}

std::string AtNetwork::customer_token(const std::string& customer) const {
    return known(customer).token;
}

void AtNetwork::wait() {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
}

std::string AtNetwork::brand_token() const {
    return brand_.token;
}
std::string AtNetwork::brand_did() const {
    return brand_.did;
}
std::string AtNetwork::brand_handle() const {
    return brand_.handle;
}
std::string AtNetwork::customer_did(const std::string& customer) const {
    return known(customer).did;
}
std::string AtNetwork::customer_handle(const std::string& customer) const {
    return known(customer).handle;
}

std::string AtNetwork::brand_revision() {
    return text_of(ask("com.atproto.sync.getLatestCommit?did=" + brand_.did, ""), "rev");
}

}  // namespace manyhands::channels::contract
