#include "channels/simulated/network.hpp"

#include <algorithm>
#include <fstream>

#include <boost/json.hpp>
#include <boost/url.hpp>

#include "base/id.hpp"

namespace manyhands::channels::simulated {

namespace json = boost::json;
using base::Instant;

namespace {

Served respond(int status, const std::string& body) {
    return {{status, {{"Content-Type", "application/json"}}, body}, HangUp::no};
}

Served refuse(int status, const std::string& error) {
    return respond(status, json::serialize(json::object{{"error", error}}));
}

Served hang_up() {
    return {{}, HangUp::before_answer};
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

template <class T>
T number_of(const json::object& object, std::string_view name, T otherwise) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_number() ? value->to_number<T>() : otherwise;
}

bool flag_of(const json::object& object, std::string_view name, bool otherwise) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_bool() ? value->as_bool() : otherwise;
}

std::optional<json::object> object_of(const std::string& body) {
    boost::system::error_code error;
    json::value value = json::parse(body, error);
    if (error || !value.is_object()) return std::nullopt;
    return value.as_object();
}

std::string query_of(const boost::urls::url_view& url, std::string_view name) {
    const auto found = url.params().find(name);
    return found == url.params().end() ? std::string() : std::string((*found).value);
}

json::object to_json(const NetworkPost& post) {
    return {{"id", post.id},
            {"author", post.author},
            {"text", post.text},
            {"parent", post.parent},
            {"root", post.root},
            {"key", post.key},
            {"lang", post.lang},
            {"created_at", base::to_micros(post.created_at)},
            {"stored_at", base::to_micros(post.stored_at)},
            {"visible_at", base::to_micros(post.visible_at)},
            {"version", post.version},
            {"deleted", post.deleted}};
}

NetworkPost post_from(const json::object& row) {
    NetworkPost post;
    post.id = text_of(row, "id");
    post.author = text_of(row, "author");
    post.text = text_of(row, "text");
    post.parent = text_of(row, "parent");
    post.root = text_of(row, "root");
    post.key = text_of(row, "key");
    post.lang = text_of(row, "lang");
    post.created_at = base::from_micros(number_of<std::int64_t>(row, "created_at", 0));
    post.stored_at = base::from_micros(number_of<std::int64_t>(row, "stored_at", 0));
    post.visible_at = base::from_micros(number_of<std::int64_t>(row, "visible_at", 0));
    post.version = number_of<int>(row, "version", 1);
    post.deleted = flag_of(row, "deleted", false);
    return post;
}

constexpr std::size_t kTextAtMost = 500;  // code points, as rule "code-points-500" counts
constexpr std::size_t kListedAtMost = 100;

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

Network::Network(const base::Clock& clock, base::Random& random, std::string journal)
    : clock_(clock), random_(random), journal_(std::move(journal)) {
    if (!journal_.empty()) load();
}

bool Network::chance(double p) {
    return p > 0 && random_.unit() < p;
}

std::pair<std::string, std::string> Network::person(const std::string& handle, const std::string& name,
                                                    std::int64_t followers) {
    const std::scoped_lock guard(mutex_);
    return join(handle, name, followers);
}

std::pair<std::string, std::string> Network::join(const std::string& handle, const std::string& name,
                                                  std::int64_t followers) {
    if (const auto known = by_handle_.find(handle); known != by_handle_.end())
        return {known->second, people_.at(known->second).token};
    Someone someone{base::make_ulid(clock_.now(), random_), handle, name, followers, random_.token()};
    write(json::serialize(json::object{{"person", someone.id},
                                       {"handle", handle},
                                       {"name", name},
                                       {"followers", followers},
                                       {"token", someone.token}}));
    by_handle_[handle] = someone.id;
    by_token_[someone.token] = someone.id;
    return {someone.id, (people_[someone.id] = someone).token};
}

void Network::set_faults(const Faults& faults) {
    const std::scoped_lock guard(mutex_);
    faults_ = faults;
}

std::optional<NetworkPost> Network::find(const std::string& id) const {
    const std::scoped_lock guard(mutex_);
    const auto found = posts_.find(id);
    return found == posts_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Network::Someone> Network::someone(const std::string& person) const {
    const std::scoped_lock guard(mutex_);
    const auto found = people_.find(person);
    return found == people_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<NetworkPost> Network::posts_of(const std::string& person, std::size_t from) const {
    const std::scoped_lock guard(mutex_);
    std::vector<NetworkPost> out;
    if (const auto mine = by_author_.find(person); mine != by_author_.end())
        for (std::size_t i = from; i < mine->second.size(); ++i)
            out.push_back(posts_.at(mine->second[i]));
    return out;
}

NetworkPost Network::post_at(const std::string& person, const std::string& text, const std::string& parent,
                             const std::string& lang, Instant at) {
    const std::scoped_lock guard(mutex_);
    NetworkPost post;
    post.author = person;
    post.text = text;
    post.parent = parent;
    post.lang = lang;
    post.created_at = post.stored_at = post.visible_at = at;
    return store(std::move(post));
}

// With the mutex held: gives it an id and a place in its thread, and tells the readers.
NetworkPost Network::store(NetworkPost post) {
    if (post.id.empty()) {
        const std::string serial = post.key.empty() ? base::make_ulid(post.stored_at, random_) : post.key;
        post.id = post.author + ":" + serial;
    }
    if (post.root.empty()) {
        const auto parent = posts_.find(post.parent);
        post.root = parent == posts_.end() ? post.id : parent->second.root;
    }
    // Whom a post named hears of it to its end, also of its deletion, which leaves no text.
    if (!post.deleted) said_[post.id] += post.text + "\n";
    const bool is_new = !posts_.contains(post.id);
    posts_[post.id] = post;
    if (is_new) {
        by_author_[post.author].push_back(post.id);
        by_root_[post.root].push_back(post.id);
        if (!post.key.empty()) by_key_[post.author + post.key] = post.id;
    }
    authors_of_root_[post.root].insert(post.author);
    changes_.push_back({post.id, post.version, post.deleted, post.visible_at});
    write(json::serialize(json::object{{"post", to_json(post)}}));
    return post;
}

std::string Network::render(const NetworkPost& post) const {
    json::object out{{"id", post.id},
                     {"version", std::to_string(post.version)},
                     {"parent", post.parent},
                     {"root", post.root},
                     {"deleted", post.deleted}};
    out["url"] = "https://simulated.example/p/" + post.id;
    if (const auto who = people_.find(post.author); who != people_.end())
        out["author"] = json::object{{"id", who->second.id},
                                     {"handle", who->second.handle},
                                     {"name", who->second.name},
                                     {"followers", who->second.followers}};
    if (!post.deleted) {
        out["text"] = post.text;
        out["lang"] = post.lang;
        out["created_at"] = base::to_rfc3339(post.created_at);
        out["indexed_at"] = base::to_rfc3339(post.stored_at);
    }
    return json::serialize(out);
}

bool Network::concerns(const NetworkPost& post, const Someone& who) const {
    if (post.author == who.id) return true;
    // What its text or the thread's first post said names them.
    for (const std::string& id : {post.id, post.root})
        if (const auto said = said_.find(id);
            said != said_.end() && said->second.find("@" + who.handle) != std::string::npos)
            return true;
    const auto authors = authors_of_root_.find(post.root);
    return authors != authors_of_root_.end() && authors->second.contains(who.id);
}

Served Network::serve(const net::HttpRequest& request) {
    const std::scoped_lock guard(mutex_);
    return handle(request);
}

Served Network::handle(const net::HttpRequest& request) {
    const auto parsed = boost::urls::parse_uri_reference(request.url);
    if (!parsed) return refuse(400, "bad address");
    const boost::urls::url_view& url = *parsed;
    std::vector<std::string> path;
    for (const auto& segment : url.segments())
        path.emplace_back(segment);
    if (path.empty()) return refuse(404, "no such place");

    if (path[0] == "faults" && request.method == "PUT") {
        const auto in = object_of(request.body);
        if (!in) return refuse(400, "bad body");
        Faults f;
        f.refuse = number_of(*in, "refuse", 0.0);
        f.hang_up = number_of(*in, "hang_up", 0.0);
        f.hang_up_early = number_of(*in, "hang_up_early", 0.0);
        f.late = number_of(*in, "late", 0.0);
        f.rate_limit = number_of(*in, "rate_limit", 0.0);
        f.rate_limit_seconds = number_of(*in, "rate_limit_seconds", 2);
        f.late_by = std::chrono::milliseconds(number_of<std::int64_t>(*in, "late_by_ms", 2000));
        f.lag_at_most = std::chrono::milliseconds(number_of<std::int64_t>(*in, "lag_at_most_ms", 0));
        f.duplicate = number_of(*in, "duplicate", 0.0);
        f.reorder = number_of(*in, "reorder", 0.0);
        f.shuffle = flag_of(*in, "shuffle", false);
        f.remembers = std::chrono::milliseconds(number_of<std::int64_t>(*in, "remembers_ms", 0));
        f.keys = flag_of(*in, "keys", true);
        f.signed_out = flag_of(*in, "signed_out", false);
        f.silent = flag_of(*in, "silent", false);
        faults_ = f;
        return respond(200, "{}");
    }
    if (path[0] == "record") {  // what was really posted: the tests' witness
        std::string out = R"({"posts":[)";
        const auto mine = by_author_.find(query_of(url, "author"));
        if (mine != by_author_.end())
            for (const std::string& id : mine->second)
                out += (out.back() == '[' ? "" : ",") + json::serialize(to_json(posts_.at(id)));
        return respond(200, out + "]}");
    }
    if (path[0] == "people" && request.method == "POST") {
        const auto in = object_of(request.body);
        if (!in || text_of(*in, "handle").empty()) return refuse(400, "a handle is needed");
        const std::string handle = text_of(*in, "handle");
        const auto [id, token] =
            join(handle, text_of(*in, "name"), number_of<std::int64_t>(*in, "followers", 0));
        return respond(200, json::serialize(json::object{{"id", id}, {"handle", handle}, {"token", token}}));
    }
    if (faults_.silent) return hang_up();

    const std::string bearer = net::header(request.headers, "Authorization");
    const auto token = by_token_.find(bearer.starts_with("Bearer ") ? bearer.substr(7) : std::string());
    if (token == by_token_.end() || faults_.signed_out) return refuse(401, "the token is not valid");
    const Someone& who = people_.at(token->second);

    if (path[0] == "me")
        return respond(
            200,
            json::serialize(json::object{
                {"id", who.id}, {"handle", who.handle}, {"name", who.name}, {"followers", who.followers}}));
    if (path[0] == "changes") {
        const std::string cursor = query_of(url, "cursor");
        const std::string limit = query_of(url, "limit");
        try {
            return changes(who, cursor.empty() ? 0 : std::stoul(cursor),
                           limit.empty() ? 100 : std::stoul(limit));
        } catch (const std::exception&) {  // not numbers
            return refuse(400, "bad cursor");
        }
    }
    if (path[0] == "search") {
        const std::string parent = query_of(url, "parent");
        const std::string author = query_of(url, "author");
        std::string out = R"({"posts":[)";
        const auto mine = by_author_.find(author);
        if (mine != by_author_.end())
            for (const std::string& id : mine->second) {
                const NetworkPost& post = posts_.at(id);
                if (post.parent == parent && post.visible_at <= clock_.now() && !post.deleted)
                    out += (out.back() == '[' ? "" : ",") + render(post);
            }
        return respond(200, out + "]}");
    }
    if (path[0] == "likes" && request.method == "GET") return liked(who);
    if (path[0] == "likes") {
        const auto in = object_of(request.body);
        const std::string post = in ? text_of(*in, "post") : "";
        if (!add_like(who.id, post)) return refuse(404, "no such post");
        return respond(200, json::serialize(json::object{{"id", post}}));
    }
    if (path[0] != "posts") return refuse(404, "no such place");
    if (path.size() == 1 && request.method == "GET") return listed(query_of(url, "by"), query_of(url, "tag"));
    if (path.size() == 1 && request.method == "POST") return create(who, request.body);
    if (path.size() == 3 && path[2] == "thread") return thread(path[1]);
    if (path.size() != 2) return refuse(404, "no such place");
    if (request.method != "GET") return alter(who, request.method, path[1], request.body);
    const auto found = posts_.find(path[1]);
    if (found == posts_.end() || found->second.deleted || found->second.visible_at > clock_.now())
        return refuse(404, "no such post");
    return respond(200, render(found->second));
}

void Network::like(const std::string& person, const std::string& post) {
    const std::scoped_lock guard(mutex_);
    add_like(person, post);
}

// With the mutex held. false: there is no such post.
bool Network::add_like(const std::string& person, const std::string& post) {
    const auto found = posts_.find(post);
    if (found == posts_.end() || found->second.deleted) return false;
    const auto same = [&](const Liking& one) { return one.post == post && one.by == person; };
    if (std::ranges::any_of(likes_, same)) return true;
    likes_.push_back({post, person, clock_.now()});
    write(json::serialize(
        json::object{{"like", post}, {"by", person}, {"at", base::to_rfc3339(likes_.back().at)}}));
    return true;
}

Served Network::liked(const Someone& who) const {
    json::array found;
    for (auto one = likes_.rbegin(); one != likes_.rend() && found.size() < kListedAtMost; ++one)
        if (const auto post = posts_.find(one->post); post != posts_.end() && post->second.author == who.id)
            found.push_back({{"post", one->post}, {"by", one->by}, {"at", base::to_rfc3339(one->at)}});
    return respond(200, json::serialize(json::object{{"likes", std::move(found)}}));
}

Served Network::listed(const std::string& by, const std::string& tag) {
    const auto known = by_handle_.find(by);
    const std::string author = known == by_handle_.end() ? by : known->second;
    if (tag.empty() && !people_.contains(author)) return refuse(404, "no such person");
    const auto has_tag = [&](const std::string& text) {
        const auto at = text.find("#" + tag);
        return at != std::string::npos;
    };
    std::vector<const NetworkPost*> posts;
    for (const auto& [id, post] : posts_) {
        const bool asked = tag.empty() ? post.author == author : has_tag(post.text);
        if (asked && !post.deleted && post.visible_at <= clock_.now()) posts.push_back(&post);
    }
    std::ranges::sort(posts, [](const auto* a, const auto* b) {
        return std::pair(a->stored_at, a->id) > std::pair(b->stored_at, b->id);
    });
    if (posts.size() > kListedAtMost) posts.resize(kListedAtMost);
    std::string out = R"({"posts":[)";
    for (const NetworkPost* post : posts)
        for (int times = chance(faults_.duplicate) ? 2 : 1; times > 0; --times)
            out += (out.back() == '[' ? "" : ",") + render(*post);
    return respond(200, out + "]}");
}

Served Network::create(const Someone& who, const std::string& body) {
    const auto in = object_of(body);
    if (!in || text_of(*in, "text").empty()) return refuse(400, "a text is needed");
    if (chance(faults_.hang_up_early)) return hang_up();
    if (chance(faults_.refuse)) return refuse(503, "not now");
    if (chance(faults_.rate_limit)) {
        Served out = refuse(429, "too many");
        out.response.headers.emplace_back("Retry-After", std::to_string(faults_.rate_limit_seconds));
        return out;
    }
    NetworkPost post;
    post.author = who.id;
    post.text = text_of(*in, "text");
    post.parent = text_of(*in, "parent");
    post.lang = text_of(*in, "lang");
    post.key = faults_.keys ? text_of(*in, "key") : std::string();
    if (code_points(post.text) > kTextAtMost) return refuse(400, "the text is too long");
    if (!post.parent.empty()) {
        const auto parent = posts_.find(post.parent);
        if (parent == posts_.end() || parent->second.deleted) return refuse(410, "the post is gone");
    }
    if (const auto known = by_key_.find(who.id + post.key); !post.key.empty() && known != by_key_.end())
        return respond(200, render(posts_.at(known->second)));  // a repeat changes nothing

    const bool late = chance(faults_.late);
    post.stored_at = clock_.now() + (late ? faults_.late_by : base::Micros{0});
    post.visible_at = post.stored_at;
    if (faults_.lag_at_most.count() > 0)
        post.visible_at += base::Micros(static_cast<std::int64_t>(
            random_.below(static_cast<std::uint64_t>(faults_.lag_at_most.count()))));
    const auto created = base::parse_rfc3339(text_of(*in, "created_at"));
    post.created_at = created ? *created : post.stored_at;
    const NetworkPost stored = store(std::move(post));
    if (late || chance(faults_.hang_up)) return hang_up();
    return respond(201, render(stored));
}

Served Network::alter(const Someone& who, const std::string& method, const std::string& id,
                      const std::string& body) {
    const auto found = posts_.find(id);
    if (found == posts_.end() || found->second.deleted) return refuse(404, "no such post");
    if (found->second.author != who.id) return refuse(403, "somebody else's post");
    NetworkPost post = found->second;
    ++post.version;
    post.visible_at = clock_.now();
    if (method == "DELETE") {
        post.deleted = true;
        post.text.clear();
    } else if (method == "PATCH") {
        const auto in = object_of(body);
        if (!in || text_of(*in, "text").empty()) return refuse(400, "a text is needed");
        post.text = text_of(*in, "text");
    } else {
        return refuse(405, "no such method");
    }
    return respond(200, render(store(std::move(post))));
}

Served Network::changes(const Someone& who, std::size_t cursor, std::size_t limit) {
    const Instant now = clock_.now();
    std::vector<std::string> page;
    std::size_t at = std::min(cursor, changes_.size());
    std::string begins;
    if (faults_.remembers.count() > 0) {
        const Instant oldest = now - faults_.remembers;
        const std::size_t asked = at;
        while (at < changes_.size() && changes_[at].visible_at < oldest)
            ++at;
        if (at != asked) begins = R"(,"begins":")" + base::to_rfc3339(oldest) + '"';
    }
    // A change that is not visible yet holds back those behind it, so that a cursor never jumps over one.
    for (; at < changes_.size() && page.size() < limit && changes_[at].visible_at <= now; ++at) {
        const NetworkPost& post = posts_.at(changes_[at].post);
        if (!concerns(post, who)) continue;
        page.push_back(render(post));
        if (chance(faults_.duplicate)) page.push_back(page.back());
    }
    for (std::size_t i = 1; i < page.size(); ++i)
        if (chance(faults_.reorder)) std::swap(page[i - 1], page[i]);
    if (faults_.shuffle) {
        for (std::size_t i = 0, told = page.size(); i < told; ++i)
            for (std::uint64_t again = random_.below(3); again > 0; --again)
                page.push_back(page[i]);
        for (std::size_t i = page.size(); i > 1; --i)
            std::swap(page[i - 1], page[random_.below(i)]);
    }
    const bool more = at < changes_.size() && changes_[at].visible_at <= now;
    std::string out = R"({"changes":[)";
    for (std::size_t i = 0; i < page.size(); ++i)
        out += (i == 0 ? "" : ",") + page[i];
    return respond(200, out + R"(],"next":")" + std::to_string(at) + R"(","more":)" +
                            (more ? "true" : "false") + begins + "}");
}

Served Network::thread(const std::string& id) const {
    const auto found = posts_.find(id);
    if (found == posts_.end()) return refuse(404, "no such post");
    std::vector<const NetworkPost*> posts;
    for (const std::string& member : by_root_.at(found->second.root)) {
        const NetworkPost& post = posts_.at(member);
        if (post.visible_at <= clock_.now()) posts.push_back(&post);
    }
    std::stable_sort(posts.begin(), posts.end(),
                     [](const auto* a, const auto* b) { return a->stored_at < b->stored_at; });
    std::string out = R"({"posts":[)";
    for (const NetworkPost* post : posts)
        out += (out.back() == '[' ? "" : ",") + render(*post);
    return respond(200, out + "]}");
}

void Network::write(const std::string& line) {
    if (journal_.empty() || loading_) return;
    std::ofstream(journal_, std::ios::app) << line << "\n";
}

void Network::load() {
    loading_ = true;
    std::ifstream in(journal_);
    bool whole = true;
    for (std::string line; std::getline(in, line);) {
        whole = !in.eof();  // the end of the file came before the end of the line
        const auto row = object_of(line);
        if (!row) continue;  // the last line of a process that was killed
        if (const json::value* post = row->if_contains("post"); post != nullptr && post->is_object()) {
            store(post_from(post->as_object()));
        } else if (!text_of(*row, "like").empty()) {
            if (const auto at = base::parse_rfc3339(text_of(*row, "at")))
                likes_.push_back({text_of(*row, "like"), text_of(*row, "by"), *at});
        } else if (!text_of(*row, "person").empty()) {
            Someone someone{text_of(*row, "person"), text_of(*row, "handle"), text_of(*row, "name"),
                            number_of<std::int64_t>(*row, "followers", 0), text_of(*row, "token")};
            by_handle_[someone.handle] = someone.id;
            by_token_[someone.token] = someone.id;
            people_[someone.id] = someone;
        }
    }
    loading_ = false;
    if (!whole) write("");  // what comes next begins on a line of its own
}

namespace {

class InProcess final : public net::HttpClient {
  public:
    explicit InProcess(Network& network) : network_(network) {}
    net::HttpResult exchange(const net::HttpRequest& request) override {
        Served served = network_.serve(request);
        if (served.hang_up == HangUp::no) return std::move(served.response);
        return std::unexpected(net::HttpFailure{
            net::Break::after_send,
            {base::ErrorCode::unavailable, "channels.network_silent", {}, "the simulated network hung up"}});
    }

  private:
    Network& network_;
};

}  // namespace

std::unique_ptr<net::HttpClient> in_process(Network& network) {
    return std::make_unique<InProcess>(network);
}

}  // namespace manyhands::channels::simulated
