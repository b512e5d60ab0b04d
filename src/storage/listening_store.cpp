#include "storage/listening_store.hpp"

#include <charconv>

#include <boost/json.hpp>

#include "storage/audit_store.hpp"
#include "storage/hooks_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using listen::Query;

template <class T>
T known(const std::optional<T>& value) {
    if (!value) throw std::logic_error("row: an unknown word of a listening query");
    return *value;
}

// {query_columns}
Query read_query(sqlite::Row row) {
    Query query;
    query.id = row.id<model::QueryId>();
    query.brand = row.id<model::BrandId>();
    query.name = row.text();
    query.text = row.text();
    query.canonical = row.text();
    query.text_key = row.text();
    query.purpose = known(listen::query_purpose(row.text()));
    query.colour = known(listen::query_colour(row.text()));
    query.owner = row.id<model::EmployeeId>();
    query.state = known(listen::query_state(row.text()));
    const auto at_least = row.maybe_number();
    const auto minutes = row.maybe_number();
    if (at_least && minutes) query.alert = {*at_least, *minutes};
    query.alerted_at = row.maybe_at();
    query.created_at = row.at();
    query.updated_at = row.at();
    query.version = row.number();
    const auto tried_at = row.maybe_at();
    const auto source = row.maybe_text();
    const auto posts = row.maybe_number();
    const auto found = row.maybe_number();
    if (tried_at) query.dry_run = {*tried_at, known(listen::dry_kind(*source)), *posts, *found};
    query.marked.ours = row.number();
    query.marked.noise = row.number();
    return query;
}

Result<Query> find(sqlite::Connection& db, const model::BrandId& brand, const model::QueryId& id) {
    auto query = db.use("listening.one");
    query.bind("id", id).bind("brand", brand);
    if (!query.step()) return base::fail(ErrorCode::not_found, "listening.query.not_found");
    return read_query(query.row());
}

// Binds what add and change share, in the order of both.
void bind_words(sqlite::Query& statement, const Query& query) {
    statement.bind("name", query.name)
        .bind("query", query.text)
        .bind("canonical", query.canonical)
        .bind("text_key", query.text_key)
        .bind("purpose", listen::to_string(query.purpose))
        .bind("colour", listen::to_string(query.colour))
        .bind("state", listen::to_string(query.state))
        .bind("alert_at_least", query.alert ? std::optional(query.alert->at_least) : std::nullopt)
        .bind("alert_minutes", query.alert ? std::optional(query.alert->minutes) : std::nullopt)
        .bind("updated_at", query.updated_at)
        .bind("version", query.version);
}

// Who changed what is told by its words before and after.
void audit(sqlite::Connection& db, base::Instant now, std::string_view action, const Query& query,
           const Query* former) {
    boost::json::object detail{{"name", query.name}, {"state", listen::to_string(query.state)}};
    if (former == nullptr || former->text != query.text) detail["query"] = query.text;
    if (former != nullptr && former->text != query.text) detail["former"] = former->text;
    audit_add(db, query.brand, now,
              {action, "listening_query", query.id.value, boost::json::serialize(detail)});
}

bool was_tried(sqlite::Connection& db, const model::QueryId& id, const std::string& text_key) {
    auto query = db.use("listening.tried");
    query.bind("query", id).bind("text_key", text_key);
    return query.step();
}

}  // namespace

Result<std::vector<Query>> ListeningRows::listening_queries(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Query>> {
        auto query = db.use("listening.of_brand");
        query.bind("brand", brand);
        std::vector<Query> all;
        while (query.step())
            all.push_back(read_query(query.row()));
        return all;
    });
}

Result<Query> ListeningRows::listening_query(const model::BrandId& brand, const model::QueryId& id) {
    return engine_.read([&](sqlite::Connection& db) { return find(db, brand, id); });
}

Result<void> ListeningRows::add_listening_query(const Query& query) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        {
            auto count = db.use("listening.count");
            count.bind("brand", query.brand);
            if (count.step() && count.row().number() >= std::int64_t{listen::kQueriesAtMost})
                return base::fail(ErrorCode::conflict, "listening.too_many",
                                  {{"limit", std::to_string(listen::kQueriesAtMost)}});
        }
        {
            auto statement = db.use("listening.add");
            statement.bind("id", query.id).bind("brand", query.brand).bind("owner", query.owner);
            bind_words(statement, query);
            statement.bind("created_at", query.created_at).run();
        }
        audit(db, engine_.clock().now(), "listening.added", query, nullptr);
        return {};
    });
}

Result<Query> ListeningRows::change_listening_query(const model::BrandId& brand, const model::QueryId& id,
                                                    const Decide& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<Query> {
        MH_LET(former, find(db, brand, id));
        MH_LET(query, decide(former, [&](const std::string& key) { return was_tried(db, id, key); }));
        if (query.version == former.version) return query;  // nothing to change
        if (query.owner != former.owner) {
            auto person = db.use("listening.may_own");
            person.bind("brand", brand).bind("owner", query.owner);
            if (!person.step())
                return base::fail(ErrorCode::invalid, "listening.owner.bad", {{"pointer", "/owner_id"}});
        }
        {
            auto statement = db.use("listening.change");
            bind_words(statement, query);
            statement.bind("id", id).bind("brand", brand).bind("owner", query.owner).run();
        }
        audit(db, engine_.clock().now(),
              query.state == former.state ? "listening.changed" : "listening.switched", query, &former);
        return find(db, brand, id);  // with what was tried and marked of its text
    });
}

Result<void> ListeningRows::remove_listening_query(const model::BrandId& brand, const model::QueryId& id) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_LET(query, find(db, brand, id));
        db.use("listening.remove_dry_runs").bind("query", id).run();
        db.use("listening.remove_counts").bind("query", id).run();
        db.use("listening.remove").bind("id", id).bind("brand", brand).run();
        audit(db, engine_.clock().now(), "listening.removed", query, nullptr);
        return {};
    });
}

Result<void> ListeningRows::keep_dry_run(const model::BrandId& brand, const model::QueryId& id,
                                         const std::string& text_key, const listen::DrySummary& run) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (const auto query = find(db, brand, id); !query) return {};  // removed meanwhile
        db.use("listening.keep_dry_run")
            .bind("query", id)
            .bind("text_key", text_key)
            .bind("brand", brand)
            .bind("at", run.at)
            .bind("source", listen::to_string(run.source))
            .bind("posts", run.posts)
            .bind("found", run.found)
            .run();
        db.use("listening.forget_dry_runs").bind("query", id).run();
        return {};
    });
}

Result<std::map<std::string, listen::Verdict>> ListeningRows::marks(const model::BrandId& brand,
                                                                    const std::string& text_key) {
    using Marks = std::map<std::string, listen::Verdict>;
    return engine_.read([&](sqlite::Connection& db) -> Result<Marks> {
        auto query = db.use("listening.marks");
        query.bind("brand", brand).bind("text_key", text_key);
        Marks marks;
        while (query.step()) {
            auto row = query.row();
            std::string key = row.text();
            marks.emplace(std::move(key), known(listen::verdict(row.text())));
        }
        return marks;
    });
}

Result<void> ListeningRows::mark(const model::BrandId& brand, const std::string& text_key,
                                 const std::string& post_key, std::optional<listen::Verdict> verdict) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        auto statement = db.use(verdict ? "listening.mark" : "listening.unmark");
        statement.bind("brand", brand).bind("text_key", text_key).bind("post_key", post_key);
        if (verdict) statement.bind("verdict", listen::to_string(*verdict));
        statement.run();
        return {};
    });
}

Result<std::vector<listen::KeptCount>> ListeningRows::found_counts(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<listen::KeptCount>> {
        auto query = db.use("listening.counts");
        query.bind("brand", brand);
        std::vector<listen::KeptCount> counts;
        while (query.step()) {
            auto row = query.row();
            listen::KeptCount count;
            count.query = row.id<model::QueryId>();
            count.total = row.number();
            count.recent = row.text();
            counts.push_back(std::move(count));
        }
        return counts;
    });
}

Result<void> ListeningRows::save_found_counts(const model::BrandId& brand,
                                              const std::vector<listen::KeptCount>& counts) {
    return engine_.write(
        [&](sqlite::Connection& db) -> Result<void> {
            for (const listen::KeptCount& count : counts)
                db.use("listening.save_count")
                    .bind("total", count.total)
                    .bind("recent", count.recent)
                    .bind("query", count.query)
                    .bind("brand", brand)
                    .run();
            return {};
        },
        sqlite::Turn::delivery);
}

Result<std::vector<model::EmployeeId>> ListeningRows::raise_alert(const listen::Alert& alert) {
    return engine_.write([&](sqlite::Connection& db) -> Result<std::vector<model::EmployeeId>> {
        std::vector<model::EmployeeId> told;
        const auto query = find(db, alert.brand, alert.query);
        if (!query) return told;
        const std::int64_t before = db.changes();
        db.use("listening.alerted")
            .bind("at", alert.at)
            .bind("id", alert.query)
            .bind("brand", alert.brand)
            .bind("before", alert.at - base::Minutes(alert.rule.minutes))
            .run();
        if (db.changes() == before) return told;
        {
            auto people = db.use("listening.to_alert");
            people.bind("brand", alert.brand).bind("owner", query->owner);
            while (people.step())
                told.push_back(people.row().id<model::EmployeeId>());
        }
        const std::string body = query->name + " (" + std::to_string(alert.found) + ")";
        for (const model::EmployeeId& employee : told)
            db.use("desk.notice_add")
                .bind("brand", alert.brand)
                .bind("employee", employee)
                .bind("id", alert.notice)
                .bind("kind", "listening")
                .bind("conversation", "")
                .bind("note", std::optional<model::NoteId>())
                .bind("by", query->owner)
                .bind("body", body)
                .bind("at", alert.at)
                .run();
        const auto message = hooks::message_of(hooks::ListeningAlert{
            alert.brand, alert.query, alert.found, alert.rule.at_least, alert.rule.minutes, alert.at});
        queue_for_all(db, alert.brand, message, alert.notice.value, alert.at);
        return told;
    });
}

Result<listen::StoredPosts::Page> ListeningRows::posts_before(const model::BrandId& brand,
                                                              const std::string& before, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Page> {
        auto query = db.use("listening.posts");
        query.bind("brand", brand)
            .bind("before", before.empty() ? std::string("~") : before)
            .bind("limit", limit);
        Page page;
        std::string last;
        int rows = 0;
        for (; query.step(); ++rows) {
            auto row = query.row();
            model::Post post = read_post(row);
            last = post.id.value;
            listen::HeardPost heard;
            heard.account_handle = row.text();
            if (post.deleted || post.side == model::Side::brand || post.remote.text.empty()) continue;
            heard.post = std::move(post.remote);
            heard.lang = std::move(post.lang);
            heard.account_id = post.account.value;
            heard.conversation = post.conversation.value;
            heard.heard_at = post.seen_at;
            page.posts.push_back(std::move(heard));
        }
        if (rows == limit) page.next = last;
        return page;
    });
}

void save_found(sqlite::Connection& db, const model::BrandId& brand, const model::PostId& post,
                const std::vector<model::FoundBy>& found) {
    if (found.empty()) {
        db.use("listening.remove_found").bind("post", post).run();
        return;
    }
    std::string text;
    for (const model::FoundBy& one : found) {
        if (!text.empty()) text += ' ';
        text += one.query.value + ':';
        for (const auto& [from, to] : one.ranges)
            text.append(text.ends_with(':') ? "" : ",")
                .append(std::to_string(from))
                .append("-")
                .append(std::to_string(to));
    }
    db.use("listening.save_found").bind("post", post).bind("brand", brand).bind("found", text).run();
}

std::map<model::PostId, std::vector<desk::FoundMark>> found_in(sqlite::Connection& db,
                                                               const model::BrandId& brand,
                                                               const model::ConversationId& conversation) {
    std::map<model::PostId, std::vector<desk::FoundMark>> marks;
    {
        auto query = db.use("listening.found_of_conversation");
        query.bind("conversation", conversation);
        while (query.step()) {
            auto row = query.row();
            auto& of_post = marks[row.id<model::PostId>()];
            for (model::FoundBy& found : found_from(row.text()))
                of_post.push_back({std::move(found), {}, {}});
        }
    }
    std::map<model::QueryId, std::pair<std::string, std::string>> words;
    for (auto& [post, of_post] : marks)
        for (desk::FoundMark& mark : of_post) {
            const auto [known, is_new] = words.try_emplace(mark.by.query);
            if (is_new) {
                auto query = db.use("listening.words");
                query.bind("id", mark.by.query).bind("brand", brand);
                if (query.step()) {
                    auto row = query.row();
                    known->second.first = row.text();
                    known->second.second = row.text();
                }
            }
            std::tie(mark.name, mark.colour) = known->second;
        }
    for (auto& [post, of_post] : marks)
        std::erase_if(of_post, [](const desk::FoundMark& mark) { return mark.colour.empty(); });
    return marks;
}

std::vector<model::FoundBy> found_from(std::string_view text) {
    std::vector<model::FoundBy> all;
    const auto piece = [](std::string_view& rest, char end) {
        const auto at = std::min(rest.find(end), rest.size());
        const std::string_view first = rest.substr(0, at);
        rest.remove_prefix(std::min(at + 1, rest.size()));
        return first;
    };
    while (!text.empty()) {
        std::string_view one = piece(text, ' ');
        model::FoundBy found{model::QueryId(std::string(piece(one, ':'))), {}};
        while (!one.empty()) {
            const std::string_view range = piece(one, ',');
            std::uint32_t from = 0;
            std::uint32_t to = 0;
            const char* const begin = range.data();
            const char* const end = begin + range.size();
            const auto first = std::from_chars(begin, end, from);
            if (first.ec != std::errc{} || first.ptr == end) continue;
            if (std::from_chars(first.ptr + 1, end, to).ec != std::errc{}) continue;
            found.ranges.emplace_back(from, to);
        }
        all.push_back(std::move(found));
    }
    return all;
}

}  // namespace manyhands::storage
