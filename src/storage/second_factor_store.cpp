#include "storage/second_factor_store.hpp"

#include "storage/audit_store.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;

std::optional<identity::SecondFactorStore::Row> one(sqlite::Connection& db, const model::EmployeeId& id) {
    auto query = db.use("second_factor.one");
    query.bind("employee", id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    identity::SecondFactorStore::Row found;
    found.box = row.text();
    found.on = row.truth();
    found.last_step = row.number();
    return found;
}

Result<void> check_off(sqlite::Connection& db, const model::EmployeeId& id) {
    if (const auto now = one(db, id); now && now->on)
        return base::fail(ErrorCode::conflict, "identity.second.on");
    return {};
}

}  // namespace

Result<std::optional<identity::SecondFactorStore::Row>> SecondFactorRows::second_factor(
    const model::EmployeeId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<Row>> { return one(db, id); });
}

Result<void> SecondFactorRows::begin_second_factor(const model::EmployeeId& id, const std::string& box) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_TRY(check_off(db, id));
        db.use("second_factor.begin").bind("employee", id).bind("box", box).run();
        return {};
    });
}

Result<void> SecondFactorRows::second_factor_on(const model::EmployeeId& id, std::int64_t step,
                                                const std::vector<std::string>& digests) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_TRY(check_off(db, id));
        db.use("second_factor.on").bind("step", step).bind("employee", id).run();
        db.use("second_factor.end_recovery").bind("employee", id).run();
        for (const std::string& digest : digests)
            db.use("second_factor.add_recovery").bind("digest", digest).bind("employee", id).run();
        audit_add(db, brand_of_employee(db, id), engine_.clock().now(),
                  {"second_factor.on", "employee", id.value});
        return {};
    });
}

Result<bool> SecondFactorRows::use_step(const model::EmployeeId& id, std::int64_t step) {
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        auto query = db.use("second_factor.use_step");
        query.bind("step", step).bind("employee", id);
        if (!query.step()) return false;
        query.run();
        return true;
    });
}

Result<bool> SecondFactorRows::use_recovery(const model::EmployeeId& id, const std::string& digest,
                                            base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        {
            auto query = db.use("second_factor.use_recovery");
            query.bind("now", now).bind("employee", id).bind("digest", digest);
            if (!query.step()) return false;
            query.run();
        }
        audit_add(db, brand_of_employee(db, id), now,
                  {"second_factor.recovered", "employee", id.value, "{}", id.value});
        return true;
    });
}

Result<int> SecondFactorRows::recovery_left(const model::EmployeeId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<int> {
        auto query = db.use("second_factor.recovery_left");
        query.bind("employee", id);
        query.step();
        return query.row().integer();
    });
}

Result<void> SecondFactorRows::end_second_factor(const model::EmployeeId& id) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        const auto now = one(db, id);
        if (!now) return {};
        db.use("second_factor.end").bind("employee", id).run();
        db.use("second_factor.end_recovery").bind("employee", id).run();
        if (now->on)
            audit_add(db, brand_of_employee(db, id), engine_.clock().now(),
                      {"second_factor.off", "employee", id.value});
        return {};
    });
}

}  // namespace manyhands::storage
