#include "storage/rows.hpp"

#include <boost/json.hpp>

namespace manyhands::storage {
namespace {

namespace json = boost::json;

constexpr std::pair<model::Side, std::string_view> kSides[] = {
    {model::Side::customer, "customer"}, {model::Side::brand, "brand"}, {model::Side::other, "other"}};

model::Side side_of(std::string_view text) {
    for (const auto& [side, name] : kSides)
        if (name == text) return side;
    throw std::logic_error("row: no side " + std::string(text));
}

template <class T>
T known(std::optional<T> value, const char* what) {
    if (!value) throw std::logic_error(std::string("row: unknown ") + what);
    return *value;
}

std::string media_json(const std::vector<model::Media>& media) {
    if (media.empty()) return {};
    json::array list;
    for (const model::Media& one : media)
        list.push_back({{"url", one.url}, {"alt", one.alt}});
    return json::serialize(list);
}

std::vector<model::Media> media_from_json(const std::string& text) {
    std::vector<model::Media> media;
    if (text.empty()) return media;
    const json::value value = json::parse(text);  // named: the loop must not outlive it
    for (const json::value& one : value.as_array())
        media.push_back({std::string(one.at("url").as_string()), std::string(one.at("alt").as_string())});
    return media;
}

std::string images_json(const std::vector<model::Image>& images) {
    if (images.empty()) return {};
    json::array list;
    for (const model::Image& image : images)
        list.push_back({{"id", image.id.value}, {"alt", image.alt}});
    return json::serialize(list);
}

std::vector<model::Image> images_from_json(const std::string& text) {
    std::vector<model::Image> images;
    if (text.empty()) return images;
    const json::value value = json::parse(text);  // named: the loop must not outlive it
    for (const json::value& one : value.as_array())
        images.push_back({model::MediaId(std::string_view(one.at("id").as_string())),
                          std::string(one.at("alt").as_string())});
    return images;
}

std::string parts_json(const std::vector<model::Part>& parts) {
    if (parts.empty()) return {};
    json::array list;
    for (const model::Part& part : parts)
        list.push_back({{"id", part.id.value}, {"text", part.text}, {"published", part.published_text}});
    return json::serialize(list);
}

std::vector<model::Part> parts_from_json(const std::string& text) {
    std::vector<model::Part> parts;
    if (text.empty()) return parts;
    const json::value value = json::parse(text);  // named: the loop must not outlive it
    for (const json::value& one : value.as_array())
        parts.push_back({model::AnswerId(std::string_view(one.at("id").as_string())),
                         std::string(one.at("text").as_string()),
                         std::string(one.at("published").as_string())});
    return parts;
}

// Short names: there is one row an answer, and most have none.
std::string approval_json(const std::optional<model::Approval>& approval) {
    if (!approval) return {};
    const model::Goodwill& g = approval->goodwill;
    json::array waits;
    for (const model::ApprovalWait& wait : approval->waits) {
        json::array whom;
        for (const auto& step : wait.whom) {
            json::array ids;
            for (const model::EmployeeId& id : step)
                ids.emplace_back(id.value);
            whom.push_back(std::move(ids));
        }
        json::object one{{"risk", model::to_string(wait.risk)},
                         {"step", model::to_string(wait.step)},
                         {"minutes", wait.clock.count()},
                         {"words", json::value_from(wait.words)},
                         {"whom", std::move(whom)}};
        if (wait.due_at) one["due_at"] = base::to_micros(*wait.due_at);
        if (wait.approved_by) one["approved_by"] = wait.approved_by->value;
        waits.push_back(std::move(one));
    }
    json::object all{{"version", approval->lanes_version},
                     {"asked_at", base::to_micros(approval->asked_at)},
                     {"krw", g.krw},
                     {"usd_cents", g.usd_cents},
                     {"percent", g.percent},
                     {"beyond", g.beyond},
                     {"waits", std::move(waits)}};
    if (const auto& asked = approval->exception)
        all["exception"] = {{"version", asked->version},
                            {"rules", json::value_from(asked->rules)},
                            {"words", json::value_from(asked->words)},
                            {"reason", asked->reason}};
    return json::serialize(all);
}

std::optional<model::Approval> approval_from_json(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const json::value value = json::parse(text);
    model::Approval approval;
    approval.lanes_version = value.at("version").to_number<std::int64_t>();
    approval.asked_at = base::from_micros(value.at("asked_at").to_number<std::int64_t>());
    approval.goodwill = {value.at("krw").to_number<std::int64_t>(),
                         value.at("usd_cents").to_number<std::int64_t>(),
                         value.at("percent").to_number<std::int64_t>(), value.at("beyond").as_bool()};
    for (const json::value& one : value.at("waits").as_array()) {
        model::ApprovalWait wait;
        wait.risk = known(model::risk_class(std::string_view(one.at("risk").as_string())), "risk class");
        wait.step = known(model::approval_step(std::string_view(one.at("step").as_string())), "step");
        wait.clock = base::Minutes(one.at("minutes").to_number<std::int64_t>());
        for (const json::value& word : one.at("words").as_array())
            wait.words.emplace_back(std::string_view(word.as_string()));
        const json::array& whom = one.at("whom").as_array();
        for (std::size_t step = 0; step < std::min(whom.size(), wait.whom.size()); ++step)
            for (const json::value& id : whom[step].as_array())
                wait.whom[step].emplace_back(std::string_view(id.as_string()));
        const json::object& object = one.as_object();
        if (const auto* due_at = object.if_contains("due_at"))
            wait.due_at = base::from_micros(due_at->to_number<std::int64_t>());
        if (const auto* by = object.if_contains("approved_by"))
            wait.approved_by = model::EmployeeId(std::string_view(by->as_string()));
        approval.waits.push_back(std::move(wait));
    }
    if (const auto* asked = value.as_object().if_contains("exception"))
        approval.exception = {asked->at("version").to_number<std::int64_t>(),
                              json::value_to<std::vector<std::string>>(asked->at("rules")),
                              json::value_to<std::vector<std::string>>(asked->at("words")),
                              std::string(asked->at("reason").as_string())};
    return approval;
}

model::Person read_person(sqlite::Row& row) {
    model::Person person;
    person.remote_id = row.text();
    person.handle = row.text();
    person.display_name = row.text();
    person.followers = row.maybe_number();
    person.url = row.text();
    return person;
}

std::optional<model::Episode> read_episode(sqlite::Row& row) {
    const auto number = row.maybe_number();
    model::Episode episode;
    episode.number = static_cast<int>(number.value_or(0));
    episode.post = row.id<model::PostId>();
    episode.opened_at = row.at();
    episode.found_late = row.truth();
    episode.bands_passed = row.integer();
    episode.posts = row.integer();
    return number ? std::optional(std::move(episode)) : std::nullopt;
}

struct EpisodeNames {
    std::string_view number, post, opened_at, found_late, bands, posts;
};

void bind_episode(sqlite::Query& query, const std::optional<model::Episode>& episode,
                  const EpisodeNames& names) {
    if (!episode) {
        for (const auto name :
             {names.number, names.post, names.opened_at, names.found_late, names.bands, names.posts})
            query.bind(name, std::nullopt);
        return;
    }
    query.bind(names.number, episode->number)
        .bind(names.post, episode->post)
        .bind(names.opened_at, episode->opened_at)
        .bind(names.found_late, episode->found_late)
        .bind(names.bands, episode->bands_passed)
        .bind(names.posts, episode->posts);
}

}  // namespace

std::string_view to_text(model::Side side) {
    for (const auto& [value, name] : kSides)
        if (value == side) return name;
    return "";
}

std::string to_json(const base::Error& problem) {
    if (problem.key.empty()) return {};
    json::object args;
    for (const auto& [name, value] : problem.args)
        args[name] = value;
    return json::serialize(json::object{{"code", static_cast<int>(problem.code)},
                                        {"key", problem.key},
                                        {"args", std::move(args)},
                                        {"cause", problem.cause}});
}

base::Error problem_from_json(std::string_view text) {
    base::Error problem;
    if (text.empty()) return problem;
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    problem.code = static_cast<base::ErrorCode>(value.at("code").as_int64());
    problem.key = std::string(value.at("key").as_string());
    problem.cause = std::string(value.at("cause").as_string());
    for (const auto& [name, arg] : value.at("args").as_object())
        problem.args.emplace_back(std::string(name), std::string(arg.as_string()));
    return problem;
}

namespace {

json::value json_of(const std::optional<model::Owed>& owed) {
    if (!owed) return nullptr;
    return json::array{owed->origin.value,
                       owed->number,
                       owed->post.value,
                       base::to_micros(owed->since),
                       base::to_micros(owed->promised_at),
                       base::to_micros(owed->until),
                       owed->holdings,
                       owed->alarms,
                       owed->missed,
                       owed->posts,
                       owed->by.value};
}

std::optional<model::Owed> owed_of(const json::value& value) {
    if (value.is_null()) return std::nullopt;
    const json::array& list = value.as_array();
    const auto text = [&](std::size_t i) { return std::string_view(list.at(i).as_string()); };
    const auto at = [&](std::size_t i) { return base::from_micros(list.at(i).as_int64()); };
    const auto count = [&](std::size_t i) { return static_cast<int>(list.at(i).as_int64()); };
    return model::Owed{model::ConversationId(text(0)),
                       count(1),
                       model::PostId(text(2)),
                       at(3),
                       at(4),
                       at(5),
                       count(6),
                       count(7),
                       count(8),
                       count(9),
                       model::EmployeeId(text(10))};
}

// What is owed and what was let go, as their fields in order; nearly always nothing.
std::string owed_json(const model::Conversation& c) {
    if (!c.owed && !c.let_go) return {};
    return json::serialize(json::array{json_of(c.owed), json_of(c.let_go)});
}

void read_owed(const std::string& text, model::Conversation& c) {
    if (text.empty()) return;
    const json::value value = json::parse(text);
    c.owed = owed_of(value.at(0));
    c.let_go = owed_of(value.at(1));
}

void read_desk_marks(sqlite::Row& row, model::Conversation& c) {
    model::Snooze snooze;
    const auto since = row.maybe_at();
    snooze.until = row.maybe_at();
    snooze.by = row.id<model::EmployeeId>();
    if (since) {
        snooze.since = *since;
        c.snooze = std::move(snooze);
    }
    c.tags = ids_from<model::TagId>(row.text());
    c.notes = row.integer();
    c.merged_into = row.maybe_id<model::ConversationId>();
    c.splits = row.integer();
    read_owed(row.text(), c);
    const auto back_to = row.maybe_id<model::DepartmentId>();
    const auto back_at = row.at();
    if (back_to) c.hand_back = model::HandBack{*back_to, back_at};
}

void bind_desk_marks(sqlite::Query& query, const model::Conversation& c) {
    query.bind("snoozed_at", c.snooze ? std::optional(c.snooze->since) : std::nullopt)
        .bind("snooze_until", c.snooze ? c.snooze->until : std::nullopt)
        .bind("snooze_by", c.snooze ? std::optional(std::string_view(c.snooze->by.value)) : std::nullopt)
        .bind("tags", joined(c.tags))
        .bind("notes", c.notes)
        .bind("merged_into", c.merged_into)
        .bind("splits", c.splits)
        .bind("owed", owed_json(c))
        .bind("hand_back_to",
              c.hand_back ? std::optional(std::string_view(c.hand_back->to.value)) : std::nullopt)
        .bind("hand_back_at", c.hand_back ? std::optional(c.hand_back->at) : std::nullopt);
}

}  // namespace

ConversationRow read_conversation(sqlite::Row& row) {
    ConversationRow out;
    model::Conversation& c = out.conversation;
    c.id = row.id<model::ConversationId>();
    c.brand = row.id<model::BrandId>();
    c.account = row.id<model::AccountId>();
    c.network = row.text();
    c.customer = read_person(row);
    c.root_remote_id = row.text();
    c.lang = row.text();
    c.state = known(model::conversation_state(row.text()), "conversation state");
    c.department = row.id<model::DepartmentId>();
    model::Claim claim;
    const auto holder = row.maybe_id<model::EmployeeId>();
    claim.fence = row.number();
    claim.since = row.at();
    claim.until = row.at();
    claim.last_typed = row.at();
    if (holder) {
        claim.holder = *holder;
        c.claim = std::move(claim);
    }
    c.last_fence = row.number();
    c.episode = read_episode(row);
    c.next_episode = read_episode(row);
    c.episodes = row.integer();
    const auto offered = row.maybe_id<model::EmployeeId>();
    const auto offered_until = row.at();
    if (offered) c.offer = model::Offer{*offered, offered_until};
    c.last_answerer = row.maybe_id<model::EmployeeId>();
    c.last_answered_at = row.maybe_at();
    c.last_answer_seconds = row.maybe_number();
    c.last_customer_post = row.id<model::PostId>();
    c.last_customer_post_at = row.at();
    c.opened_at = row.at();
    c.last_post_at = row.at();
    c.excerpt = row.text();
    c.posts = row.integer();
    c.found_late = row.truth();
    c.version = row.number();
    c.public_version = row.number();
    out.attention = row.maybe_text();
    out.attention_answer = row.maybe_id<model::AnswerId>();
    read_desk_marks(row, c);
    return out;
}

void bind_conversation(sqlite::Query& query, const model::Conversation& c) {
    query.bind("customer_handle", c.customer.handle)
        .bind("customer_name", c.customer.display_name)
        .bind("customer_followers", c.customer.followers)
        .bind("customer_url", c.customer.url)
        .bind("lang", c.lang)
        .bind("state", model::to_string(c.state));
    const auto& claim = c.claim;
    query.bind("claim_holder", claim ? std::optional(std::string_view(claim->holder.value)) : std::nullopt)
        .bind("claim_fence", claim ? std::optional(claim->fence) : std::nullopt)
        .bind("claim_since", claim ? std::optional(claim->since) : std::nullopt)
        .bind("claim_until", claim ? std::optional(claim->until) : std::nullopt)
        .bind("claim_typed", claim ? std::optional(claim->last_typed) : std::nullopt)
        .bind("last_fence", c.last_fence);
    bind_episode(query, c.episode,
                 {"episode_number", "episode_post", "episode_opened_at", "episode_found_late",
                  "episode_bands", "episode_posts"});
    bind_episode(
        query, c.next_episode,
        {"next_number", "next_post", "next_opened_at", "next_found_late", "next_bands", "next_posts"});
    query.bind("episodes", c.episodes)
        .bind("offer_employee",
              c.offer ? std::optional(std::string_view(c.offer->employee.value)) : std::nullopt)
        .bind("offer_until", c.offer ? std::optional(c.offer->until) : std::nullopt)
        .bind("last_answerer", c.last_answerer)
        .bind("last_answered_at", c.last_answered_at)
        .bind("last_answer_seconds", c.last_answer_seconds)
        .bind("last_customer_post", c.last_customer_post)
        .bind("last_customer_post_at", c.last_customer_post_at)
        .bind("opened_at", c.opened_at)
        .bind("excerpt", c.excerpt)
        .bind("posts", c.posts)
        .bind("found_late", c.found_late)
        .bind("version", c.version)
        .bind("public_version", c.public_version);
    bind_desk_marks(query, c);
}

model::Post read_post(sqlite::Row& row) {
    model::Post post;
    post.id = row.id<model::PostId>();
    post.brand = row.id<model::BrandId>();
    post.account = row.id<model::AccountId>();
    post.conversation = row.id<model::ConversationId>();
    model::RemotePost& remote = post.remote;
    remote.network = row.text();
    remote.remote_id = row.text();
    remote.remote_version = row.text();
    remote.parent_remote_id = row.text();
    remote.root_remote_id = row.text();
    remote.author = read_person(row);
    remote.text = row.text();
    remote.declared_lang = row.text();
    remote.created_at = row.maybe_at();
    remote.indexed_at = row.maybe_at();
    remote.url = row.text();
    remote.media = media_from_json(row.text());
    remote.addressed_to_us = row.truth();
    post.side = side_of(row.text());
    post.lang = row.text();
    post.posted_at = row.at();
    post.seen_at = row.at();
    post.found_late = row.truth();
    post.edited = row.truth();
    post.deleted = row.truth();
    remote.deleted = post.deleted;
    post.answer = row.maybe_id<model::AnswerId>();
    return post;
}

void bind_post(sqlite::Query& query, const model::Post& post) {
    const model::RemotePost& remote = post.remote;
    query.bind("id", post.id)
        .bind("brand", post.brand)
        .bind("account", post.account)
        .bind("conversation", post.conversation)
        .bind("network", remote.network)
        .bind("remote_id", remote.remote_id)
        .bind("remote_version", remote.remote_version)
        .bind("parent_remote_id", remote.parent_remote_id)
        .bind("root_remote_id", remote.root_remote_id)
        .bind("author_remote_id", remote.author.remote_id)
        .bind("author_handle", remote.author.handle)
        .bind("author_name", remote.author.display_name)
        .bind("author_followers", remote.author.followers)
        .bind("author_url", remote.author.url)
        .bind("body", remote.text)
        .bind("declared_lang", remote.declared_lang)
        .bind("created_at", remote.created_at)
        .bind("indexed_at", remote.indexed_at)
        .bind("url", remote.url)
        .bind("media", media_json(remote.media))
        .bind("addressed_to_us", remote.addressed_to_us)
        .bind("side", to_text(post.side))
        .bind("lang", post.lang)
        .bind("posted_at", post.posted_at)
        .bind("seen_at", post.seen_at)
        .bind("found_late", post.found_late)
        .bind("edited", post.edited)
        .bind("deleted", post.deleted)
        .bind("answer", post.answer);
}

model::Answer read_answer(sqlite::Row& row) {
    model::Answer a;
    a.id = row.id<model::AnswerId>();
    a.brand = row.id<model::BrandId>();
    a.account = row.id<model::AccountId>();
    a.conversation = row.id<model::ConversationId>();
    a.author = row.id<model::EmployeeId>();
    a.initials = row.text();
    a.text = row.text();
    a.published_text = row.text();
    a.parent = row.id<model::PostId>();
    a.parent_remote_id = row.text();
    a.root_remote_id = row.text();
    a.state = known(model::answer_state(row.text()), "answer state");
    a.public_version_seen = row.number();
    a.idempotency_key = row.text();
    a.submitted_at = row.at();
    a.due_at = row.at();
    a.attempts = row.integer();
    auto key = row.maybe_text();
    const auto key_created = row.at();
    if (key) a.key = model::SendKey{std::move(*key), key_created};
    a.remote_id = row.text();
    a.url = row.text();
    a.sent_at = row.maybe_at();
    a.problem = problem_from_json(row.text());
    a.confirmed_stale = row.truth();
    a.part = row.integer();
    a.parts = row.integer();
    a.rest = parts_from_json(row.text());
    a.overtaken = row.truth();
    a.images = images_from_json(row.text());
    a.approval = approval_from_json(row.text());
    a.holding_until = row.maybe_at();
    a.behind_episode = row.integer();
    a.own_post = row.text();
    a.via = row.text();
    return a;
}

void bind_answer(sqlite::Query& query, const model::Answer& a) {
    query.bind("id", a.id)
        .bind("brand", a.brand)
        .bind("account", a.account)
        .bind("conversation", a.conversation)
        .bind("author", a.author)
        .bind("initials", a.initials)
        .bind("body", a.text)
        .bind("published_body", a.published_text)
        .bind("parent", a.parent)
        .bind("parent_remote_id", a.parent_remote_id)
        .bind("root_remote_id", a.root_remote_id)
        .bind("state", model::to_string(a.state))
        .bind("public_version_seen", a.public_version_seen)
        .bind("idempotency_key", a.idempotency_key)
        .bind("submitted_at", a.submitted_at)
        .bind("due_at", a.due_at)
        .bind("attempts", a.attempts)
        .bind("send_key", a.key ? std::optional(std::string_view(a.key->key)) : std::nullopt)
        .bind("send_key_created", a.key ? std::optional(a.key->created) : std::nullopt)
        .bind("remote_id", a.remote_id)
        .bind("url", a.url)
        .bind("sent_at", a.sent_at)
        .bind("problem", to_json(a.problem))
        .bind("confirmed_stale", a.confirmed_stale)
        .bind("part", a.part)
        .bind("parts", a.parts)
        .bind("rest", parts_json(a.rest))
        .bind("overtaken", a.overtaken)
        .bind("images", images_json(a.images))
        .bind("approval", approval_json(a.approval))
        .bind("holding_until", a.holding_until)
        .bind("behind_episode", a.behind_episode)
        .bind("own_post", a.own_post)
        .bind("via", a.via);
}

model::Employee read_employee(sqlite::Row& row) {
    model::Employee e;
    e.id = row.id<model::EmployeeId>();
    e.brand = row.id<model::BrandId>();
    e.department = row.id<model::DepartmentId>();
    e.name = row.text();
    e.email = row.text();
    e.initials = row.text();
    e.role = known(model::role(row.text()), "role");
    e.active = row.truth();
    e.settings_json = row.text();
    e.created_at = row.at();
    return e;
}

model::Account read_account(sqlite::Row& row) {
    model::Account a;
    a.id = row.id<model::AccountId>();
    a.brand = row.id<model::BrandId>();
    a.department = row.id<model::DepartmentId>();
    a.network = row.text();
    a.remote_id = row.text();
    a.handle = row.text();
    a.display_name = row.text();
    a.status = known(model::account_status(row.text()), "account status");
    a.problem = problem_from_json(row.text());
    a.last_listened_at = row.maybe_at();
    a.budget_remaining = row.maybe_number();
    a.budget_resets_at = row.maybe_at();
    a.created_at = row.at();
    if (const auto lag = row.maybe_number()) a.lag = base::Micros(*lag);
    const auto from = row.maybe_at();
    const auto to = row.maybe_at();
    if (from && to) a.gap = {*from, *to};
    return a;
}

}  // namespace manyhands::storage
