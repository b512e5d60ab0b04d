#include "storage/binding_store.hpp"

#include <boost/json.hpp>

#include "base/acting.hpp"
#include "storage/audit_store.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using identity::Binding;
using identity::BindingWish;

// {binding_columns}
Binding binding_in(sqlite::Row& row) {
    Binding b;
    b.id = row.text();
    b.brand = row.id<model::BrandId>();
    b.network = row.text();
    b.remote_id = row.text();
    b.handle = row.text();
    b.employee = row.id<model::EmployeeId>();
    b.kind = identity::binding_kind(row.text()).value_or(identity::BindingKind::personal);
    b.bound_at = row.at();
    b.ended_at = row.maybe_at();
    b.ended_why = row.maybe_text().value_or("");
    return b;
}

// {wish_columns}
BindingWish wish_in(sqlite::Row& row) {
    BindingWish w;
    w.id = row.text();
    w.brand = row.id<model::BrandId>();
    w.network = row.text();
    w.employee = row.id<model::EmployeeId>();
    w.handle = row.text();
    w.code = row.text();
    w.problem = row.text();
    w.made_at = row.at();
    w.expires_at = row.at();
    return w;
}

std::vector<Binding> all_bindings(sqlite::Query& query) {
    std::vector<Binding> list;
    while (query.step()) {
        auto row = query.row();
        list.push_back(binding_in(row));
    }
    return list;
}

std::vector<BindingWish> all_wishes(sqlite::Query& query) {
    std::vector<BindingWish> list;
    while (query.step()) {
        auto row = query.row();
        list.push_back(wish_in(row));
    }
    return list;
}

std::string about(const std::string& network, const std::string& kind = {}) {
    boost::json::object detail{{"network", network}};
    if (!kind.empty()) detail["kind"] = kind;
    return boost::json::serialize(detail);
}

std::int64_t counted(sqlite::Query& query) {
    return query.step() ? query.row().number() : 0;
}

}  // namespace

void cut_bindings(sqlite::Connection& db, const model::Employee& employee, base::Instant now) {
    db.use("own.end_wishes_of").bind("now", now).bind("employee", employee.id).run();
    std::vector<std::string> ended;
    {
        auto query = db.use("own.end_bindings_of");
        const std::string by = base::acting().employee;
        query.bind("now", now).bind("by", by).bind("employee", employee.id);
        while (query.step())
            ended.push_back(query.row().text());
    }
    for (const std::string& id : ended)
        audit_add(db, employee.brand, now, {"binding.ended", "binding", id, R"({"why":"inactive"})"});
}

std::optional<Binding> bound_now(sqlite::Connection& db, const model::BrandId& brand,
                                 const std::string& network, const std::string& remote_id) {
    auto query = db.use("own.bound");
    query.bind("brand", brand).bind("network", network).bind("remote_id", remote_id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return binding_in(row);
}

Result<void> BindingRows::add_wish(const BindingWish& wish) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        {
            auto query = db.use("own.wishes_since");
            query.bind("employee", wish.employee).bind("since", wish.made_at - std::chrono::hours(1));
            if (counted(query) >= identity::kWishesAnHour)
                return fail(ErrorCode::rate_limited, "identity.binding.too_many_codes",
                            {{"limit", std::to_string(identity::kWishesAnHour)}});
        }
        {
            auto query = db.use("own.live_of");
            query.bind("employee", wish.employee);
            if (counted(query) >= static_cast<std::int64_t>(identity::kBindingsAtMost))
                return fail(ErrorCode::conflict, "identity.binding.too_many",
                            {{"limit", std::to_string(identity::kBindingsAtMost)}});
        }
        db.use("own.end_former_wishes")
            .bind("now", wish.made_at)
            .bind("employee", wish.employee)
            .bind("network", wish.network)
            .run();
        db.use("own.add_wish")
            .bind("id", wish.id)
            .bind("brand", wish.brand)
            .bind("network", wish.network)
            .bind("employee", wish.employee)
            .bind("handle", wish.handle)
            .bind("code", wish.code)
            .bind("made_at", wish.made_at)
            .bind("expires_at", wish.expires_at)
            .run();
        audit_add(db, wish.brand, wish.made_at,
                  {"binding.asked", "binding_wish", wish.id, about(wish.network)});
        return {};
    });
}

Result<void> BindingRows::end_wish(const model::EmployeeId& employee, const std::string& id,
                                   base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        const std::int64_t before = db.changes();
        db.use("own.end_wish").bind("now", now).bind("employee", employee).bind("id", id).run();
        if (db.changes() == before)
            return base::fail(base::ErrorCode::not_found, "identity.binding.wish_over");
        return {};
    });
}

Result<std::vector<BindingWish>> BindingRows::wishes_of(const model::EmployeeId& employee,
                                                        base::Instant now) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<BindingWish>> {
        auto query = db.use("own.wishes_of");
        query.bind("employee", employee).bind("now", now);
        return all_wishes(query);
    });
}

Result<std::vector<BindingWish>> BindingRows::open_wishes(const model::BrandId& brand,
                                                          const std::string& network, base::Instant now,
                                                          int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<BindingWish>> {
        auto query = db.use("own.open_wishes");
        query.bind("brand", brand).bind("network", network).bind("now", now).bind("limit", limit);
        return all_wishes(query);
    });
}

Result<void> BindingRows::wish_problem(const std::string& id, const std::string& problem) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("own.wish_problem").bind("problem", problem).bind("id", id).run();
        return {};
    });
}

Result<void> BindingRows::bind(const BindingWish& wish, const Binding& binding) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        {
            auto query = db.use("own.brand_account");
            query.bind("brand", binding.brand)
                .bind("network", binding.network)
                .bind("remote_id", binding.remote_id);
            if (query.step()) return fail(ErrorCode::conflict, "identity.binding.brand_account");
        }
        {
            auto query = db.use("own.use_wish");
            query.bind("now", binding.bound_at).bind("id", wish.id);
            if (!query.step()) return fail(ErrorCode::not_found, "identity.binding.wish_over");
            query.run();
        }
        {
            auto query = db.use("own.add_binding");
            query.bind("id", binding.id)
                .bind("brand", binding.brand)
                .bind("network", binding.network)
                .bind("remote_id", binding.remote_id)
                .bind("handle", binding.handle)
                .bind("employee", binding.employee)
                .bind("kind", identity::to_string(binding.kind))
                .bind("bound_at", binding.bound_at);
            if (!query.step()) return fail(ErrorCode::conflict, "identity.binding.bound_already");
            query.run();
        }
        audit_add(db, binding.brand, binding.bound_at,
                  {"binding.made", "binding", binding.id, about(binding.network), binding.employee.value});
        return {};
    });
}

Result<std::vector<Binding>> BindingRows::bindings_of(const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Binding>> {
        auto query = db.use("own.bindings_of");
        query.bind("employee", employee);
        return all_bindings(query);
    });
}

Result<std::vector<Binding>> BindingRows::live_bindings(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Binding>> {
        auto query = db.use("own.live_bindings");
        query.bind("brand", brand);
        return all_bindings(query);
    });
}

Result<Binding> BindingRows::binding(const model::BrandId& brand, const std::string& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Binding> {
        auto query = db.use("own.binding");
        query.bind("brand", brand).bind("id", id);
        if (!query.step()) return fail(ErrorCode::not_found, "identity.binding.not_found");
        auto row = query.row();
        return binding_in(row);
    });
}

Result<void> BindingRows::end_binding(const Binding& binding, const std::string& why, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        {
            auto query = db.use("own.end_binding");
            const std::string by = base::acting().employee;
            query.bind("now", now).bind("by", by).bind("why", why).bind("id", binding.id);
            if (!query.step()) return {};
            query.run();
        }
        audit_add(db, binding.brand, now,
                  {"binding.ended", "binding", binding.id, "{\"why\":\"" + why + "\"}"});
        return {};
    });
}

Result<void> BindingRows::set_kind(const Binding& binding, identity::BindingKind kind, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        const std::string name(identity::to_string(kind));
        db.use("own.set_kind").bind("kind", name).bind("id", binding.id).run();
        audit_add(db, binding.brand, now,
                  {"binding.kind", "binding", binding.id, about(binding.network, name)});
        return {};
    });
}

Result<std::optional<Binding>> BindingRows::bound(const model::BrandId& brand, const std::string& network,
                                                  const std::string& remote_id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<Binding>> {
        return bound_now(db, brand, network, remote_id);
    });
}

Result<void> BindingRows::count_strangers(const model::BrandId& brand, std::int64_t n) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("own.count_strangers").bind("brand", brand).bind("n", n).run();
        return {};
    });
}

Result<std::int64_t> BindingRows::strangers(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::int64_t> {
        auto query = db.use("own.strangers");
        query.bind("brand", brand);
        return counted(query);
    });
}

}  // namespace manyhands::storage
