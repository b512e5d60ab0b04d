#include "storage/nudge_store.hpp"

#include "storage/rows.hpp"

namespace manyhands::storage {

using base::ErrorCode;
using base::Result;
using identity::Device;
using identity::DeviceId;
using identity::Nudge;
using identity::Reachable;
using identity::ReachWishes;
using model::EmployeeId;

namespace {

Device read_device(sqlite::Row& row) {
    Device device;
    device.id = row.id<DeviceId>();
    device.brand = row.id<model::BrandId>();
    device.employee = row.id<EmployeeId>();
    device.digest = row.text();
    device.service = row.text();
    device.name = row.text();
    device.box = row.text();
    device.made_at = row.at();
    device.last_ok_at = row.maybe_at();
    device.failures = row.integer();
    device.rest_until = row.maybe_at();
    return device;
}

void drop(sqlite::Connection& db, const DeviceId& id) {
    db.use("nudges.end_nudges_of_device").bind("id", id).run();
    db.use("nudges.drop_device").bind("id", id).run();
}

}  // namespace

ReachWishes read_reach_wishes(sqlite::Row& row) {
    ReachWishes wishes;
    const auto from = row.maybe_number();
    const auto until = row.maybe_number();
    wishes.zone = row.text();
    wishes.lang = row.text();
    wishes.digest = identity::rhythm(row.text());
    const auto report = row.maybe_number();
    if (from && until) wishes.quiet = {static_cast<int>(*from), static_cast<int>(*until)};
    wishes.week_report = report.value_or(1) != 0;
    return wishes;
}

Result<ReachWishes> NudgeRows::reach_wishes(const EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> Result<ReachWishes> {
        auto query = db.use("nudges.wishes");
        query.bind("employee", employee);
        if (!query.step()) return ReachWishes{};
        auto row = query.row();
        return read_reach_wishes(row);
    });
}

Result<void> NudgeRows::save_reach_wishes(const model::Employee& employee, const ReachWishes& wishes,
                                          base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::optional<std::string> digest;
        if (wishes.digest) digest = to_string(*wishes.digest);
        db.use("nudges.save_wishes")
            .bind("employee", employee.id)
            .bind("brand", employee.brand)
            .bind("quiet_from", wishes.quiet.from)
            .bind("quiet_until", wishes.quiet.until)
            .bind("zone", wishes.zone)
            .bind("lang", wishes.lang)
            .bind("digest", digest)
            .bind("week_report", wishes.week_report)
            .bind("changed_at", now)
            .run();
        return {};
    });
}

Result<std::vector<Device>> NudgeRows::devices_of(const EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Device>> {
        auto query = db.use("nudges.devices");
        query.bind("employee", employee);
        std::vector<Device> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(read_device(row));
        }
        return all;
    });
}

Result<void> NudgeRows::add_device(const Device& device) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("nudges.end_same").bind("digest", device.digest).run();
        {
            auto query = db.use("nudges.add_device");
            query.bind("id", device.id)
                .bind("brand", device.brand)
                .bind("employee", device.employee)
                .bind("digest", device.digest)
                .bind("service", device.service)
                .bind("name", device.name)
                .bind("box", device.box)
                .bind("made_at", device.made_at);
            if (!query.step()) return base::fail(ErrorCode::not_found, "identity.employee.not_found");
            query.run();
        }
        db.use("nudges.end_oldest")
            .bind("employee", device.employee)
            .bind("limit", identity::kDevicesAtMost)
            .run();
        return {};
    });
}

Result<bool> NudgeRows::end_device(const EmployeeId& employee, const DeviceId& id) {
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        auto query = db.use("nudges.end_device");
        query.bind("id", id).bind("employee", employee);
        if (!query.step()) return false;
        query.run();
        db.use("nudges.end_nudges_of_device").bind("id", id).run();
        return true;
    });
}

Result<void> NudgeRows::drop_device(const DeviceId& id) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        drop(db, id);
        return {};
    });
}

Result<std::vector<model::BrandId>> NudgeRows::brands_with_devices() {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::BrandId>> {
        auto query = db.use("nudges.brands");
        std::vector<model::BrandId> all;
        while (query.step())
            all.push_back(query.row().id<model::BrandId>());
        return all;
    });
}

Result<std::vector<Reachable>> NudgeRows::reachable(const model::BrandId& brand, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Reachable>> {
        auto query = db.use("nudges.reachable");
        query.bind("brand", brand).bind("limit", limit);
        std::vector<Reachable> all;
        while (query.step()) {
            auto row = query.row();
            Reachable one;
            one.employee = read_employee(row);
            one.wishes = read_reach_wishes(row);
            one.last_nudge = row.maybe_at();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<int> NudgeRows::queue_nudges(const std::vector<Nudge>& nudges) {
    return engine_.write([&](sqlite::Connection& db) -> Result<int> {
        int added = 0;
        for (const Nudge& nudge : nudges) {
            auto query = db.use("nudges.queue");
            query.bind("id", nudge.id)
                .bind("brand", nudge.brand)
                .bind("employee", nudge.employee)
                .bind("device", nudge.device)
                .bind("conversation", nudge.conversation)
                .bind("question", nudge.question)
                .bind("made_at", nudge.made_at)
                .bind("due_at", nudge.due_at);
            if (!query.step()) continue;
            query.run();
            ++added;
        }
        return added;
    });
}

Result<std::vector<identity::NudgeStore::Due>> NudgeRows::due_nudges(base::Instant now, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Due>> {
        auto query = db.use("nudges.due");
        query.bind("now", now).bind("limit", limit);
        std::vector<Due> all;
        while (query.step()) {
            auto row = query.row();
            Due due;
            due.person.employee = read_employee(row);
            due.person.wishes = read_reach_wishes(row);
            due.device = read_device(row);
            due.nudge.id = row.id<identity::NudgeId>();
            due.nudge.conversation = row.id<model::ConversationId>();
            due.nudge.question = row.number();
            due.nudge.attempts = row.integer();
            due.nudge.made_at = row.at();
            due.nudge.due_at = row.at();
            due.nudge.brand = due.device.brand;
            due.nudge.employee = due.device.employee;
            due.nudge.device = due.device.id;
            all.push_back(std::move(due));
        }
        return all;
    });
}

Result<void> NudgeRows::end_nudge(const Nudge& nudge, identity::NudgeEnd end, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("nudges.end")
            .bind("state", to_string(end))
            .bind("attempts", nudge.attempts + 1)
            .bind("now", now)
            .bind("id", nudge.id)
            .run();
        return {};
    });
}

Result<void> NudgeRows::delay_nudge(const Nudge& nudge, base::Instant due_at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("nudges.delay")
            .bind("attempts", nudge.attempts + 1)
            .bind("due_at", due_at)
            .bind("id", nudge.id)
            .run();
        return {};
    });
}

Result<void> NudgeRows::device_state(const Device& device) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("nudges.device_state")
            .bind("last_ok_at", device.last_ok_at)
            .bind("failures", device.failures)
            .bind("rest_until", device.rest_until)
            .bind("id", device.id)
            .run();
        return {};
    });
}

Result<void> NudgeRows::prune_nudges(base::Instant before) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("nudges.prune").bind("before", before).run();
        return {};
    });
}

}  // namespace manyhands::storage
