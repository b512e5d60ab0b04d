#include "storage/erasure_store.hpp"

#include <tuple>

#include "base/encoding.hpp"
#include "storage/audit_store.hpp"
#include "storage/search_index.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using desk::Erasure;
using desk::ErasureKind;

constexpr std::string_view kPseudonym = "erased:";
constexpr std::size_t kPostsAtOnce = 200;
constexpr int kPostsLookedAt = 20'000;    // in one reading
constexpr std::int64_t kAmongPosts = -1;  // no conversation's last post

// {erasure_columns}
Erasure read_run(sqlite::Row row) {
    Erasure run;
    run.id = row.text();
    run.brand = row.id<model::BrandId>();
    const auto kind = desk::erasure_kind(row.text());
    if (!kind) throw std::logic_error("row: unknown kind of an erasure");
    run.kind = *kind;
    run.employee = row.id<model::EmployeeId>();
    run.days = row.integer();
    run.total = row.number();
    run.done = row.number();
    run.created_at = row.at();
    run.finished_at = row.maybe_at();
    return run;
}

void begin(sqlite::Connection& db, const Erasure& run, const std::string& customer) {
    db.use("erasure.begin")
        .bind("id", run.id)
        .bind("brand", run.brand)
        .bind("kind", desk::to_string(run.kind))
        .bind("employee", run.employee)
        .bind("days", run.days)
        .bind("customer", customer)
        .bind("total", run.total)
        .bind("created_at", run.created_at)
        .run();
}

// Whose texts go, and what stands in place of their id. Empty ids: everybody's in the conversation; ids stay.
struct Whom {
    std::string network;
    std::string remote_id;
    std::string pseudonym;
};

// A customer of a run: "network\nremote id". The salt is kept nowhere: the pseudonym cannot be computed
// again.
Whom whom(const std::string& customer, const std::string& salt) {
    Whom found;
    const auto line = customer.find('\n');
    if (line == std::string::npos) return found;
    found.network = customer.substr(0, line);
    found.remote_id = customer.substr(line + 1);
    found.pseudonym = std::string(kPseudonym) + base::to_hex(base::sha256(salt + customer)).substr(0, 32);
    return found;
}

void erase_post(sqlite::Connection& db, SearchIndex& index, const std::string& id, const Whom& whom) {
    index.remove(model::PostId(id));
    db.use("erasure.post")
        .bind("customer", whom.remote_id)
        .bind("pseudonym", whom.pseudonym)
        .bind("id", id)
        .run();
    db.use("erasure.found").bind("id", id).run();
}

std::vector<std::string> ids_of(sqlite::Query& query) {
    std::vector<std::string> ids;
    while (query.step())
        ids.push_back(query.row().text());
    return ids;
}

void erase_conversation(sqlite::Connection& db, const model::BrandId& brand, const std::string& id,
                        const Whom& whom, base::Instant now) {
    std::vector<std::string> posts;
    {
        auto query = db.use("erasure.posts");
        query.bind("conversation", id);
        posts = ids_of(query);
    }
    SearchIndex index(db);
    for (const std::string& post : posts)
        erase_post(db, index, post, whom);
    index.flush();
    for (const char* statement :
         {"erasure.media", "erasure.answers", "erasure.exceptions", "erasure.actions", "erasure.drafts",
          "erasure.draft_images", "erasure.notes", "erasure.quality_notes", "erasure.quality_appeals",
          "erasure.quality_picks"})
        db.use(statement).bind("conversation", id).run();
    db.use("erasure.forms").bind("at", now).bind("conversation", id).run();
    for (const char* statement : {"erasure.notices", "erasure.event_texts"})
        db.use(statement).bind("conversation", id).bind("brand", brand).run();
    db.use("erasure.conversation")
        .bind("at", now)
        .bind("customer", whom.remote_id)
        .bind("pseudonym", whom.pseudonym)
        .bind("id", id)
        .run();
}

struct Customer {
    std::string network, remote_id, handle;
};

Result<Customer> customer_of(sqlite::Connection& db, const model::BrandId& brand,
                             const model::ConversationId& conversation) {
    auto query = db.use("erasure.customer_of");
    query.bind("id", conversation).bind("brand", brand);
    if (!query.step()) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
    auto row = query.row();
    Customer found;
    found.network = row.text();
    found.remote_id = row.text();
    found.handle = row.text();
    if (found.remote_id.starts_with(kPseudonym)) return base::fail(ErrorCode::conflict, "desk.erasure.done");
    return found;
}

// All, and those that are not ended.
std::pair<std::int64_t, std::int64_t> count_of(sqlite::Connection& db, const model::BrandId& brand,
                                               const Customer& customer) {
    auto query = db.use("erasure.count_of_customer");
    query.bind("brand", brand).bind("network", customer.network).bind("customer", customer.remote_id);
    if (!query.step()) return {0, 0};
    auto row = query.row();
    const std::int64_t all = row.number();
    return {all, row.number()};
}

// How far a run has come.
struct Place {
    std::int64_t at = 0;  // the last post of conversation `id`, or kAmongPosts: then `id` is a post's
    std::string id;
    std::string customer;  // "network\nremote id"; empty: everybody's
};

// Nothing: it is finished.
std::optional<Place> place_of(sqlite::Connection& db, const Erasure& run) {
    auto query = db.use("erasure.place");
    query.bind("id", run.id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    Place place;
    place.at = row.number();
    place.id = row.text();
    place.customer = row.text();
    return place;
}

void move(sqlite::Connection& db, const Erasure& run, std::int64_t at, const std::string& id,
          std::int64_t done) {
    db.use("erasure.move")
        .bind("place_at", at)
        .bind("place_id", id)
        .bind("done", done)
        .bind("id", run.id)
        .run();
}

// Of a piece of all posts, the customer's.
struct PostsOf {
    std::vector<std::string> ids;
    std::string last;        // that was looked at
    bool to_the_end = true;  // nothing stands behind it
};

PostsOf next_posts(sqlite::Connection& db, const Erasure& run, const Place& place) {
    PostsOf found;
    if (place.at == kAmongPosts) found.last = place.id;
    const Whom whose = whom(place.customer, {});
    if (whose.remote_id.empty()) return found;
    const std::string from = found.last;
    auto query = db.use("erasure.next_posts");
    query.bind("brand", run.brand)
        .bind("network", whose.network)
        .bind("customer", whose.remote_id)
        .bind("place", from)
        .bind("limit", kPostsLookedAt);
    int looked_at = 0;
    while (found.ids.size() < kPostsAtOnce && query.step()) {
        auto row = query.row();
        found.last = row.text();
        if (row.truth()) found.ids.push_back(found.last);
        ++looked_at;
    }
    found.to_the_end = looked_at < kPostsLookedAt && found.ids.size() < kPostsAtOnce;
    return found;
}

void finish(sqlite::Connection& db, const Erasure& run, base::Instant now) {
    db.use("erasure.finish").bind("at", now).bind("id", run.id).run();
    std::int64_t done = 0;
    {
        auto query = db.use("erasure.done");
        query.bind("id", run.id);
        if (query.step()) done = query.row().number();
    }
    std::string detail = R"({"conversations":)" + std::to_string(done);
    if (run.kind == ErasureKind::retention) detail += R"(,"days":)" + std::to_string(run.days);
    audit_add(db, run.brand, now,
              {run.kind == ErasureKind::retention ? "retention.erased" : "customer.erased", "erasure", run.id,
               detail + "}", run.employee.value});
}

}  // namespace

Result<desk::ErasureStore::Due> ErasureRows::due_for_erasure(const model::BrandId& brand,
                                                             base::Instant before) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Due> {
        auto query = db.use("erasure.due");
        query.bind("brand", brand).bind("before", before);
        Due due;
        if (!query.step()) return due;
        auto row = query.row();
        due.conversations = row.number();
        due.oldest = row.maybe_at();
        return due;
    });
}

Result<std::vector<Erasure>> ErasureRows::erasures(const model::BrandId& brand, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Erasure>> {
        auto query = db.use("erasure.of_brand");
        query.bind("brand", brand).bind("limit", limit);
        std::vector<Erasure> runs;
        while (query.step())
            runs.push_back(read_run(query.row()));
        return runs;
    });
}

Result<std::vector<Erasure>> ErasureRows::open_erasures() {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Erasure>> {
        auto query = db.use("erasure.open");
        std::vector<Erasure> runs;
        while (query.step())
            runs.push_back(read_run(query.row()));
        return runs;
    });
}

Result<Erasure> ErasureRows::erasure(const model::BrandId& brand, const std::string& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Erasure> {
        auto query = db.use("erasure.one");
        query.bind("brand", brand).bind("id", id);
        if (!query.step()) return base::fail(ErrorCode::not_found, "desk.erasure.not_found");
        return read_run(query.row());
    });
}

Result<desk::CustomerTexts> ErasureRows::customer_texts(const model::BrandId& brand,
                                                        const model::ConversationId& conversation) {
    return engine_.read([&](sqlite::Connection& db) -> Result<desk::CustomerTexts> {
        MH_LET(found, customer_of(db, brand, conversation));
        desk::CustomerTexts texts;
        texts.network = found.network;
        texts.handle = found.handle;
        std::tie(texts.conversations, texts.open) = count_of(db, brand, found);
        return texts;
    });
}

Result<std::optional<model::ConversationId>> ErasureRows::conversation_of_customer(
    const model::BrandId& brand, const std::string& network, const std::string& name) {
    using Found = std::optional<model::ConversationId>;
    const std::string handle = name.starts_with('@') ? name.substr(1) : name;
    return engine_.read([&](sqlite::Connection& db) -> Result<Found> {
        for (const char* statement : {"erasure.by_remote_id", "erasure.by_handle"}) {
            auto query = db.use(statement);
            query.bind("brand", brand).bind("network", network).bind("customer", handle);
            if (query.step()) return query.row().id<model::ConversationId>();
        }
        return std::nullopt;
    });
}

Result<void> ErasureRows::begin_erasure(const Erasure& run) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        begin(db, run, {});
        return {};
    });
}

Result<Erasure> ErasureRows::begin_customer_erasure(const Erasure& wanted,
                                                    const model::ConversationId& conversation) {
    return engine_.write([&](sqlite::Connection& db) -> Result<Erasure> {
        MH_LET(customer, customer_of(db, wanted.brand, conversation));
        Erasure run = wanted;
        const auto [total, open] = count_of(db, run.brand, customer);
        run.total = total;
        if (open > 0)
            return base::fail(ErrorCode::conflict, "desk.erasure.open", {{"count", std::to_string(open)}});
        begin(db, run, customer.network + "\n" + customer.remote_id);
        audit_add(db, run.brand, run.created_at,
                  {"customer.erasure_begun", "erasure", run.id,
                   R"({"conversations":)" + std::to_string(run.total) + "}", run.employee.value});
        return run;
    });
}

Result<ErasureRows::Piece> ErasureRows::erase_conversations(const Erasure& run, int conversations,
                                                            base::Instant now) {
    return engine_.write(
        [&](sqlite::Connection& db) -> Result<Piece> {
            const auto place = place_of(db, run);
            if (!place) return Piece::over;
            std::int64_t place_at = place->at;
            std::string place_id = place->id;
            base::SystemRandom random;
            const Whom whose = whom(place->customer, random.token());
            std::vector<std::string> ids;
            {
                auto query =
                    db.use(whose.remote_id.empty() ? "erasure.next_old" : "erasure.next_of_customer");
                query.bind("brand", run.brand);
                if (whose.remote_id.empty()) {
                    query.bind("before", run.created_at - std::chrono::hours(24) * run.days)
                        .bind("place_at", place_at)
                        .bind("place_id", place_id);
                } else {
                    query.bind("network", whose.network).bind("customer", whose.remote_id);
                }
                query.bind("limit", conversations);
                while (query.step()) {
                    auto row = query.row();
                    place_id = ids.emplace_back(row.text());
                    place_at = row.number();
                }
            }
            if (ids.empty()) return Piece::none;
            for (const std::string& id : ids)
                erase_conversation(db, run.brand, id, whose, now);
            move(db, run, place_at, place_id, std::ssize(ids));
            return Piece::some;
        },
        sqlite::Turn::delivery);
}

// What the customer wrote in conversations of others. Every post is looked at for it, so a reader looks, a
// piece at a time.
Result<bool> ErasureRows::erase_elsewhere(const Erasure& run, base::Instant now) {
    MH_LET(found, engine_.read([&](sqlite::Connection& db) -> Result<PostsOf> {
        const auto place = place_of(db, run);
        return place ? next_posts(db, run, *place) : PostsOf();
    }));
    return engine_.write(
        [&](sqlite::Connection& db) -> Result<bool> {
            const auto place = place_of(db, run);
            if (!place) return false;  // another thread finished it
            if (found.ids.empty() && found.to_the_end) {
                if (const Whom gone = whom(place->customer, {}); !gone.remote_id.empty())
                    db.use("erasure.left_out")
                        .bind("brand", run.brand)
                        .bind("network", gone.network)
                        .bind("customer", gone.remote_id)
                        .run();
                finish(db, run, now);
                return false;
            }
            base::SystemRandom random;
            const Whom whose = whom(place->customer, random.token());
            SearchIndex index(db);
            for (const std::string& post : found.ids) {
                erase_post(db, index, post, whose);
                db.use("erasure.excerpt").bind("post", post).run();
            }
            index.flush();
            move(db, run, kAmongPosts, found.last, 0);
            return true;
        },
        sqlite::Turn::delivery);
}

Result<bool> ErasureRows::erase_some(const Erasure& run, int conversations) {
    const base::Instant now = engine_.clock().now();
    MH_LET(piece, erase_conversations(run, conversations, now));
    switch (piece) {
        case Piece::over:
            return false;
        case Piece::some:
            return true;
        case Piece::none:
            break;
    }
    return erase_elsewhere(run, now);
}

Result<bool> ErasureRows::tidy_search() {
    const bool on = merging_;
    const auto more = engine_.write(
        [&](sqlite::Connection& db) -> Result<bool> {
            const std::int64_t before = db.changes();
            db.use(on ? "search.merge_on" : "search.merge_all").run();
            // FTS5 counts its own command as one row.
            return db.changes() - before > 1;
        },
        sqlite::Turn::delivery);
    if (more) merging_ = *more;
    return more;
}

}  // namespace manyhands::storage
