#include "storage/erasure_store.hpp"

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
constexpr int kPostsAtOnce = 200;

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
    for (const char* statement : {"erasure.media", "erasure.answers", "erasure.drafts", "erasure.notes"})
        db.use(statement).bind("conversation", id).run();
    for (const char* statement : {"erasure.notices", "erasure.event_texts"})
        db.use(statement).bind("conversation", id).bind("brand", brand).run();
    db.use("erasure.conversation")
        .bind("at", now)
        .bind("customer", whom.remote_id)
        .bind("pseudonym", whom.pseudonym)
        .bind("id", id)
        .run();
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

Result<void> ErasureRows::begin_erasure(const Erasure& run) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        begin(db, run, {});
        return {};
    });
}

Result<Erasure> ErasureRows::begin_customer_erasure(const Erasure& wanted,
                                                    const model::ConversationId& conversation) {
    return engine_.write([&](sqlite::Connection& db) -> Result<Erasure> {
        std::string network;
        std::string customer;
        {
            auto query = db.use("erasure.customer_of");
            query.bind("id", conversation).bind("brand", wanted.brand);
            if (!query.step()) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
            auto row = query.row();
            network = row.text();
            customer = row.text();
        }
        if (customer.starts_with(kPseudonym)) return base::fail(ErrorCode::conflict, "desk.erasure.done");
        Erasure run = wanted;
        std::int64_t open = 0;
        {
            auto query = db.use("erasure.count_of_customer");
            query.bind("brand", run.brand).bind("network", network).bind("customer", customer);
            if (query.step()) {
                auto row = query.row();
                run.total = row.number();
                open = row.number();
            }
        }
        if (open > 0)
            return base::fail(ErrorCode::conflict, "desk.erasure.open", {{"count", std::to_string(open)}});
        begin(db, run, network + "\n" + customer);
        audit_add(db, run.brand, run.created_at,
                  {"customer.erasure_begun", "erasure", run.id,
                   R"({"conversations":)" + std::to_string(run.total) + "}", run.employee.value});
        return run;
    });
}

Result<bool> ErasureRows::erase_some(const Erasure& run, int conversations) {
    const base::Instant now = engine_.clock().now();
    return engine_.write(
        [&](sqlite::Connection& db) -> Result<bool> {
            std::int64_t place_at = 0;
            std::string place_id;
            std::string customer;
            {
                auto query = db.use("erasure.place");
                query.bind("id", run.id);
                if (!query.step()) return false;  // finished
                auto row = query.row();
                place_at = row.number();
                place_id = row.text();
                customer = row.text();
            }
            base::SystemRandom random;
            const Whom whose = whom(customer, random.token());
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
            for (const std::string& id : ids)
                erase_conversation(db, run.brand, id, whose, now);
            std::vector<std::string> posts;
            if (ids.empty() && !whose.remote_id.empty()) {
                auto query = db.use("erasure.next_posts");
                query.bind("brand", run.brand)
                    .bind("network", whose.network)
                    .bind("customer", whose.remote_id)
                    .bind("limit", kPostsAtOnce);
                posts = ids_of(query);
            }
            if (!posts.empty()) {
                SearchIndex index(db);
                for (const std::string& post : posts)
                    erase_post(db, index, post, whose);
                index.flush();
                return true;
            }
            if (ids.empty()) {
                finish(db, run, now);
                return false;
            }
            db.use("erasure.move")
                .bind("place_at", place_at)
                .bind("place_id", place_id)
                .bind("done", std::ssize(ids))
                .bind("id", run.id)
                .run();
            return true;
        },
        sqlite::Turn::delivery);
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
