#include "storage/shift_store.hpp"

#include <boost/json.hpp>

#include "storage/audit_store.hpp"
#include "storage/event_codec.hpp"
#include "storage/log_places.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;
using identity::Duty;
using identity::Shift;

// {shift_columns}
Shift shift_in(sqlite::Row& row) {
    Shift s;
    s.id = row.id<identity::ShiftId>();
    s.employee = row.id<model::EmployeeId>();
    s.begins_at = row.at();
    s.ends_at = row.at();
    return s;
}

std::string span_of(const Shift& shift) {
    return boost::json::serialize(boost::json::object{{"from", base::to_rfc3339(shift.begins_at)},
                                                      {"until", base::to_rfc3339(shift.ends_at)}});
}

Result<void> add_one(sqlite::Connection& db, const model::BrandId& brand, const Shift& shift) {
    {
        auto query = db.use("shifts.in_the_way");
        query.bind("employee", shift.employee)
            .bind("begins_at", shift.begins_at)
            .bind("ends_at", shift.ends_at);
        if (query.step()) {
            auto row = query.row();
            const Shift other = shift_in(row);
            return fail(ErrorCode::conflict, "identity.shift.overlap",
                        {{"from", base::to_rfc3339(other.begins_at)},
                         {"until", base::to_rfc3339(other.ends_at)},
                         {"employee", other.employee.value}});
        }
    }
    db.use("shifts.add")
        .bind("id", shift.id)
        .bind("brand", brand)
        .bind("employee", shift.employee)
        .bind("begins_at", shift.begins_at)
        .bind("ends_at", shift.ends_at)
        .run();
    return {};
}

}  // namespace

Result<Duty> ShiftRows::duty(const model::EmployeeId& employee, Instant now) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Duty> {
        Duty duty;
        {
            auto query = db.use("shifts.is_hourly");
            query.bind("employee", employee);
            duty.hourly = query.step();
        }
        if (!duty.hourly) return duty;
        auto query = db.use("shifts.not_over");
        query.bind("employee", employee).bind("now", now);
        if (!query.step()) return duty;
        auto row = query.row();
        const Shift shift = shift_in(row);
        if (shift.begins_at <= now)
            duty.now = shift;
        else
            duty.next = shift.begins_at;
        return duty;
    });
}

Result<std::vector<model::EmployeeId>> ShiftRows::hourly(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::EmployeeId>> {
        auto query = db.use("shifts.hourly");
        query.bind("brand", brand);
        std::vector<model::EmployeeId> all;
        while (query.step())
            all.push_back(query.row().id<model::EmployeeId>());
        return all;
    });
}

Result<void> ShiftRows::set_hourly(const model::BrandId& brand, const model::EmployeeId& employee,
                                   bool hourly, Instant at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (brand_of_employee(db, employee) != brand)
            return fail(ErrorCode::not_found, "identity.employee.not_found");
        bool changed = false;
        {
            auto query = db.use(hourly ? "shifts.set_hourly" : "shifts.end_hourly");
            query.bind("employee", employee).bind("brand", brand);
            if (hourly) query.bind("since", at);
            changed = query.step();
        }
        if (changed)
            audit_add(db, brand, at,
                      {hourly ? "employee.hourly" : "employee.not_hourly", "employee", employee.value});
        return {};
    });
}

Result<std::vector<Shift>> ShiftRows::shifts(const model::BrandId& brand, Instant from, Instant until,
                                             const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Shift>> {
        auto query = db.use("shifts.between");
        query.bind("brand", brand)
            .bind("from_at", from)
            .bind("until_at", until)
            .bind("employee", employee)
            .bind("limit", identity::kShiftsAtMost);
        std::vector<Shift> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(shift_in(row));
        }
        return all;
    });
}

Result<void> ShiftRows::add_shifts(const model::BrandId& brand, const std::vector<Shift>& all,
                                   const std::optional<Clear>& clear, Instant at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        model::EmployeeId cleared;
        for (const Shift& shift : all) {  // those of one person stand together
            if (!clear || cleared == shift.employee) continue;
            cleared = shift.employee;
            db.use("shifts.clear")
                .bind("brand", brand)
                .bind("employee", cleared)
                .bind("from_at", clear->from)
                .bind("until_at", clear->until)
                .run();
        }
        for (const Shift& shift : all) {
            MH_TRY(add_one(db, brand, shift));
            audit_add(db, brand, at, {"shift.added", "employee", shift.employee.value, span_of(shift)});
        }
        return {};
    });
}

Result<void> ShiftRows::remove_shift(const model::BrandId& brand, const identity::ShiftId& id, Instant at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::string employee;
        {
            auto query = db.use("shifts.remove");
            query.bind("id", id).bind("brand", brand);
            if (!query.step()) return fail(ErrorCode::not_found, "identity.shift.not_found");
            employee = query.row().text();
        }
        audit_add(db, brand, at, {"shift.removed", "employee", employee});
        return {};
    });
}

Result<std::vector<model::Employee>> ShiftRows::shift_people(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::Employee>> {
        auto query = db.use("identity.people");
        query.bind("brand", brand)
            .bind("pattern", "")
            .bind("role", "")
            .bind("department", "")
            .bind("active", -1)
            .bind("after_name", "")
            .bind("after_id", "")
            .bind("limit", identity::kShiftsAtMost);
        std::vector<model::Employee> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(read_employee(row));
        }
        return all;
    });
}

Result<std::vector<reports::WorkPerson>> ShiftRows::hourly_people(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<reports::WorkPerson>> {
        auto query = db.use("shifts.people");
        query.bind("brand", brand);
        std::vector<reports::WorkPerson> all;
        while (query.step()) {
            auto row = query.row();
            reports::WorkPerson one;
            one.id = row.id<model::EmployeeId>();
            one.name = row.text();
            one.initials = row.text();
            one.email = row.text();
            one.since = row.at();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<std::vector<reports::WorkSpan>> ShiftRows::work_spans(const model::BrandId& brand, Instant from,
                                                             Instant until) {
    MH_LET(found, shifts(brand, from, until, {}));
    std::vector<reports::WorkSpan> spans;
    spans.reserve(found.size());
    for (const Shift& shift : found)
        spans.push_back({shift.employee, shift.begins_at, shift.ends_at});
    return spans;
}

Result<void> ShiftRows::work(const model::BrandId& brand, Instant from, Instant until,
                             const EachEvent& each) {
    return engine_.read([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("shifts.work");
        query.bind("brand", brand)
            .bind("seq", seq_before(db, brand, from))
            .bind("upto", seq_before(db, brand, until));
        while (query.step()) {
            auto row = query.row();
            const std::int64_t seq = row.number();
            const auto conversation = row.id<model::ConversationId>();
            const std::string type = row.text();
            model::Event event;
            event.at = row.at();
            event.by = row.maybe_id<model::EmployeeId>();
            auto body = decode_event(type, row.view(), {});
            if (!body)
                return fail(ErrorCode::internal, "storage.failed", {},
                            "event " + std::to_string(seq) + " " + type + " cannot be read");
            event.body = std::move(*body);
            each(conversation, event);
        }
        return {};
    });
}

}  // namespace manyhands::storage
