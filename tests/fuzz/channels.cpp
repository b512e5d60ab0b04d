// What networks send: whatever a server answers, a session returns something usable or a refusal. An input is
// a row of HTTP answers, each a line with the status and headers ("200|Retry-After: 5"), then the body up to
// a line with "--". tools/check-fuzz asks for a target channel_<folder> for every folder of src/channels.
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "app/listening_ports.hpp"
#include "base/text/utf8.hpp"
#include "channels/archive/archive.hpp"
#include "channels/archive/exports.hpp"
#include "channels/bluesky/bluesky.hpp"
#include "channels/bluesky/cursor.hpp"
#include "channels/bluesky/facets.hpp"
#include "channels/bluesky/post_view.hpp"
#include "channels/bluesky/thread.hpp"
#include "channels/simulated/crowd.hpp"
#include "channels/simulated/network.hpp"
#include "channels/simulated/reactions.hpp"
#include "channels/simulated/simulated.hpp"
#include "fuzz/target.hpp"

namespace manyhands::fuzz {
namespace {

using namespace manyhands::channels;

// A network that answers with what the input holds, one after the other; then it breaks off.
class Answers final : public net::HttpClient {
  public:
    explicit Answers(std::string_view bytes) : left_(bytes) {}
    // What is answered to requests whose address ends so, whatever the input says.
    void always(std::string ending, std::string body) {
        fixed_.emplace_back(std::move(ending), std::move(body));
    }

    net::HttpResult exchange(const net::HttpRequest& request) override {
        expect(request.url.size() < 100'000, "an endless address");
        for (const auto& [ending, body] : fixed_)
            if (request.url.ends_with(ending)) return net::HttpResponse{200, {}, body};
        if (left_.empty() || ++asked_ > 400) return broken();
        std::string_view answer = left_.substr(0, left_.find("\n--\n"));
        left_.remove_prefix(std::min(left_.size(), answer.size() + 4));
        const auto end = std::min(answer.find('\n'), answer.size());
        Bytes head(answer.substr(0, end));
        net::HttpResponse response;
        for (const char c : head.part('|'))
            if (c >= '0' && c <= '9') response.status = (response.status * 10 + c - '0') % 1000;
        if (response.status == 0) return broken();
        while (!head.empty()) {
            Bytes line(head.part('|'));
            std::string name(line.part(':'));
            response.headers.emplace_back(std::move(name), std::string(line.rest()));
        }
        response.body = answer.substr(std::min(end + 1, answer.size()));
        return response;
    }

  private:
    static net::HttpResult broken() {
        return std::unexpected(net::HttpFailure{net::Break::after_send,
                                                {base::ErrorCode::unavailable, "net.broke_off", {}, {}}});
    }
    std::string_view left_;
    std::vector<std::pair<std::string, std::string>> fixed_;
    int asked_ = 0;
};

void look_at(const std::vector<model::RemotePost>& posts) {
    for (const model::RemotePost& post : posts) {
        expect(!post.remote_id.empty(), "a post without an address");
        expect(base::is_utf8(post.text) && base::clean_post(post.text) == post.text,
               "a text that is not clean", post.text);
        expect(base::is_utf8(post.author.display_name), "a name that is no UTF-8", post.author.display_name);
    }
}

// Everything that a session can be asked, on a network that answers from the input.
void all_calls(const Channel& channel, const Settings& settings, const std::string& state, Answers& http,
               std::uint8_t order, const Cursor& cursor) {
    base::ManualClock clock(base::from_micros(1'773'033'780'000'000));
    base::SeededRandom random(1);
    const auto session = channel.open(settings, state, SessionContext{clock, random, http});
    if (!session) return;
    Outgoing answer;
    answer.id = model::AnswerId("01J0000000000000000000000A");
    answer.key = (*session)->make_key(answer.id, clock.now());
    answer.text = "@kim.example 안녕하세요 https://a.kr/b ^KG";
    answer.lang = "ko";
    answer.parent_remote_id = answer.root_remote_id = "at://did:plc:customer/app.bsky.feed.post/3kabc";
    for (int step = 0; step < 7; ++step) {
        switch ((order + step) % 7) {
            case 0:
                if (const auto got = (*session)->listen(cursor, {answer.parent_remote_id})) {
                    look_at(got->posts);
                    clock.advance(std::chrono::minutes(10));
                    if (const auto again = (*session)->listen(got->next, {answer.parent_remote_id}))
                        look_at(again->posts);
                }
                break;
            case 1:
                if (const auto got = (*session)->thread(answer.parent_remote_id)) look_at(*got);
                break;
            case 2:
                if (const auto sent = (*session)->send(answer))
                    expect(!sent->remote_id.empty(), "published without an address");
                break;
            case 3:
                if (const auto found = (*session)->look_up(answer); found && *found)
                    expect(!(*found)->remote_id.empty(), "found without an address");
                break;
            case 4:
                (void)(*session)->who_am_i();
                break;
            case 5:
                (void)(*session)->probe();
                break;
            default:
                (void)(*session)->budget();
                // What a session keeps, the next one reads.
                (void)channel.open(settings, (*session)->state(), SessionContext{clock, random, http});
        }
    }
}

const std::vector<std::string> kJson{"{",
                                     "}",
                                     "[",
                                     "]",
                                     "\"",
                                     ":",
                                     ",",
                                     "null",
                                     "true",
                                     "1e400",
                                     "-1",
                                     "\\ud83d",
                                     "\\u0000",
                                     "\n--\n",
                                     "200\n",
                                     "200|Retry-After: 5\n",
                                     "429|ratelimit-reset: 1773033790\n",
                                     "500\n",
                                     "401\n{\"error\":\"ExpiredToken\"}",
                                     "9223372036854775807"};
std::vector<std::string> with(std::vector<std::string> more) {
    more.insert(more.end(), kJson.begin(), kJson.end());
    return more;
}

constexpr std::string_view kSignedIn =
    R"({"did":"did:plc:brand","handle":"brand.example","accessJwt":"a1","refreshJwt":"r1","active":true})";

MH_FUZZ(channel_bluesky,
        with({"\"uri\":\"at://did:plc:customer/app.bsky.feed.post/3kabc\"", "\"cid\":\"c1\"", "\"record\":{",
              "\"text\":\"", "\"createdAt\":\"2026-03-09T05:23:00Z\"",
              "\"indexedAt\":\"2026-03-09T05:23:00Z\"",
              "\"author\":{\"did\":\"did:plc:customer\",\"handle\":\"kim.example\"}",
              "\"reason\":\"mention\"", "\"notifications\":[", "\"posts\":[", "\"feed\":[{\"post\":{",
              "\"thread\":{\"$type\":", "\"cursor\":\"x\"", "\"replies\":[", "\"parent\":{",
              "\"reply\":{\"root\":{\"uri\":", "app.bsky.feed.defs#notFoundPost",
              "\"embed\":{\"$type\":\"app.bsky.embed.images#view\",\"images\":[",
              "\"facets\":[{\"index\":{\"byteStart\":0"}),
        nullptr, nullptr, 60) {
    Bytes input(bytes);
    const auto order = input.byte();
    const auto kind = input.byte();
    Answers http(input.rest());
    // Mostly signing in works: what lies behind it is more.
    if (kind % 8 != 0) http.always("com.atproto.server.createSession", std::string(kSignedIn));
    static const auto channel = bluesky::make_channel();
    all_calls(*channel,
              {{"service", "https://pds.example"},
               {"handle", "brand.example"},
               {"app_password", "secret"},
               {"search", "환불"}},
              kind % 4 == 1 ? std::string(bytes) : std::string(), http, order,
              kind % 4 == 2 ? std::string(bytes) : Cursor());
    // The parts by themselves, on all of the input.
    if (const auto cursor = bluesky::from_cursor(std::string(bytes)))
        expect(bluesky::from_cursor(bluesky::to_cursor(*cursor)) == cursor,
               "a cursor written and read is another one");
    if (const auto uri = bluesky::parse_at_uri(bytes))
        expect(uri->text() == bytes, "two texts of one address");
    (void)bluesky::parse_post_uri(bytes);
    (void)bluesky::tid_time(bytes);
    (void)(bluesky::is_did(bytes) && bluesky::is_handle(bytes));
    (void)bluesky::names_handle(bytes, "kim.example");
    std::size_t last = 0;
    for (const auto& span : bluesky::find_spans(bytes)) {
        expect(span.begin >= last && span.begin < span.end && span.end <= bytes.size(),
               "a link outside the text");
        last = span.end;
    }
    if (const auto value = bluesky::parse_json(input.rest())) {
        const bluesky::Self self{"did:plc:brand", "brand.example"};
        if (const auto post = bluesky::read_post(*value, self)) look_at({*post});
        auto posts = bluesky::flatten_thread(*value, self);
        look_at(posts);
        bluesky::order_thread(posts, "at://did:plc:customer/app.bsky.feed.post/3kabc");
        (void)bluesky::read_person(*value);
    }
    return 0;
}

MH_FUZZ(channel_simulated,
        with({"\"id\":\"p:1\"", "\"text\":\"", "\"changes\":[", "\"posts\":[", "\"next\":\"5\"",
              "\"more\":true", "\"handle\":\"kim\"", "\"followers\":", "\"author\":{", "\"deleted\":true",
              "\"created_at\":\"2026-03-09T05:23:00Z\"", "POST /posts\n", "GET /changes?cursor=",
              "POST /people\n", "POST /faults\n", "\"least\":1", "\"gap_seconds\":{"}),
        nullptr, nullptr, 60) {
    Bytes input(bytes);
    const auto kind = input.byte();
    const auto order = input.byte();
    if (kind % 3 == 0) {  // our side: what the network answers
        Answers http(input.rest());
        static const auto channel = simulated::make_channel(nullptr);
        static const Settings settings = [] {
            Settings all;
            for (const SettingField& field : channel->info().settings_form)
                all[field.name] = field.kind == SettingField::Kind::url ? "http://127.0.0.1:1" : "brand";
            return all;
        }();
        base::ManualClock clock(base::from_micros(0));
        all_calls(*channel, settings, {}, http, order, std::string(input.rest().substr(0, 10)));
    } else if (kind % 3 == 1) {  // its own side, which stands on loopback in the lab
        base::ManualClock clock(base::from_micros(1'773'033'780'000'000));
        base::SeededRandom random(1);
        simulated::Network network(clock, random);
        const auto [person, token] = network.person("brand", "Brand", 3);
        for (int asked = 0; asked < 20 && !input.empty(); ++asked) {
            std::string_view request = input.rest().substr(0, input.rest().find("\n--\n"));
            (void)input.take(request.size() + 4);
            Bytes parts(request);
            Bytes line(parts.part('\n'));
            net::HttpRequest wanted;
            wanted.method = line.part(' ');
            wanted.url = "http://network" + std::string(line.rest());
            wanted.headers = {{"Authorization", "Bearer " + token}};
            wanted.body = parts.rest();
            const auto served = network.serve(wanted);
            expect(served.response.status < 600, "an odd status");
        }
    } else {
        (void)simulated::parse_reactions(input.rest());
        (void)simulated::parse_crowd(input.rest());
        (void)simulated::parse_signal(input.rest());
    }
    return 0;
}

// Files: the archive's tables, exports of other products, and what a dry run is given. The file is in memory.
MH_FUZZ(channel_archive,
        {"text,created_at,author,brand\n",
         "\t",
         ",",
         "\"",
         "\"\"",
         "\r\n",
         "{\"text\":\"",
         "\",\"created_at\":\"2026-03-09T05:23:00Z\"}\n",
         "\xFD"
         "7zXZ",
         "환불",
         "\xff",
         "[",
         "]",
         "{\"messages\":[",
         "\"body\":\"<p>a&amp;b<br>\"",
         "\"comments\":[",
         "\"public\":true",
         "\"message_type\":0",
         "\"private\":false",
         "\"sender\":{",
         "\"articles\":[",
         "\"internal\":false",
         "1773033780",
         "in_reply_to"},
        nullptr, nullptr, 30) {
    Bytes input(bytes);
    const auto kind = input.byte();
    static constexpr const char* kEndings[]{".csv", ".tsv", ".ndjson", ".json", ".csv.xz", ""};
    const std::string content(input.rest());
    static const std::string folder = [] {
        std::string name = (std::filesystem::temp_directory_path() / "mh-fuzz-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) wrong("no folder");
        static const struct Remover {
            std::string path;
            ~Remover() {
                std::error_code ignored;
                std::filesystem::remove_all(path, ignored);
            }
        } remover{name};
        return name;
    }();
    const std::string path = folder + "/file" + kEndings[kind % std::size(kEndings)];
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    const auto columns = archive::columns(kind % 2 == 0 ? "" : "text=body,at=created");
    if (columns)
        if (const auto loaded = archive::load(path, *columns)) {
            std::vector<model::RemotePost> posts;
            for (const auto& post : loaded->posts)
                posts.push_back(post.post);
            for (const auto& post : posts)
                expect(base::is_utf8(post.text), "a text that is no UTF-8", post.text);
        }
    (void)archive::columns(content.substr(0, 200));
    static constexpr archive::Product kProducts[]{archive::Product::chatwoot, archive::Product::zammad,
                                                  archive::Product::zendesk};
    (void)archive::convert(
        kProducts[kind % 3], path,
        [](std::string_view row) {
            expect(row.find('\n') + 1 == row.size(), "a row that is not one line", row);
        },
        [](const archive::BadRow&) {});
    if (const auto heard =
            app::read_listening_archive("file" + std::string(kEndings[kind % std::size(kEndings)]), content,
                                        base::from_micros(1'773'033'780'000'000)))
        for (const auto& post : heard->posts)
            expect(base::is_utf8(post.post.text), "a text that is no UTF-8", post.post.text);
    std::filesystem::remove(path);
    return 0;
}

}  // namespace
}  // namespace manyhands::fuzz
