// Posts that could not be taken in: kept with the delivery that brought them, until a person has looked.
#include "base/encoding.hpp"
#include "base/text/utf8.hpp"
#include "storage/audit_store.hpp"
#include "storage/route_store.hpp"

namespace manyhands::storage {
namespace {

// {left_out_columns}
route::LeftOut left_out_in(sqlite::Row& row) {
    route::LeftOut post;
    post.id = row.text();
    post.brand = row.id<model::BrandId>();
    post.account = row.id<model::AccountId>();
    post.remote_id = row.text();
    post.url = row.text();
    post.told = row.text();
    post.cause = row.text();
    post.at = row.at();
    return post;
}

}  // namespace

void leave_out(sqlite::Connection& db, const route::IngestBatch& batch, base::Instant now,
               const route::LeftOut& post, const std::string& author_remote_id) {
    const std::string whole = batch.account.value + "\n" + post.remote_id + "\n" + post.told;
    db.use("route.leave_out")
        .bind("id", base::to_hex(base::sha256(whole)).substr(0, 32))
        .bind("brand", batch.brand)
        .bind("account", batch.account)
        .bind("remote_id", post.remote_id)
        .bind("author_remote_id", author_remote_id)
        .bind("url", post.url)
        .bind("told", base::clean_post(std::string_view(post.told).substr(0, route::kToldAtMost)))
        .bind("cause", post.cause)
        .bind("at", now)
        .run();
}

base::Result<std::vector<route::LeftOut>> RouteStore::left_out(const model::BrandId& brand, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<route::LeftOut>> {
        auto query = db.use("route.left_out");
        query.bind("brand", brand).bind("limit", limit);
        std::vector<route::LeftOut> posts;
        while (query.step()) {
            auto row = query.row();
            posts.push_back(left_out_in(row));
        }
        return posts;
    });
}

base::Result<route::LeftOut> RouteStore::left_out_seen(const model::BrandId& brand, const std::string& id) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<route::LeftOut> {
        route::LeftOut post;
        {
            auto query = db.use("route.left_out_seen");
            query.bind("at", engine_.clock().now()).bind("brand", brand).bind("id", id);
            if (!query.step()) return base::fail(base::ErrorCode::not_found, "route.left_out.not_found");
            auto row = query.row();
            post = left_out_in(row);
            query.run();
        }
        audit_add(db, brand, engine_.clock().now(), {"account.left_out_seen", "account", post.account.value});
        return post;
    });
}

base::Result<int> RouteStore::erase_left_out(base::Instant before) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<int> {
        const std::int64_t so_far = db.changes();
        db.use("route.erase_left_out").bind("before", before).run();
        return static_cast<int>(db.changes() - so_far);
    });
}

}  // namespace manyhands::storage
