// Hourly staff: who they are, their shifts, the log of their time.
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/schema.hpp"
#include "identity/shifts.hpp"
#include "reports/time_log.hpp"

namespace manyhands::http {
namespace {

using identity::Shift;
using model::Action;
using model::EmployeeId;
using namespace shape;  // NOLINT(google-build-using-namespace): the shapes of this file

SchemaPtr count() {
    return integer(0, 1'000'000'000);
}

SchemaPtr shift() {
    static const SchemaPtr s = object("Shift", {req("id", id()), req("employee_id", id()),
                                                req("begins_at", instant()), req("ends_at", instant())});
    return s;
}

SchemaPtr duty() {
    static const SchemaPtr s =
        object("MyShift", {req("hourly", boolean()), req("on_shift", boolean()),
                           req("ends_at", nullable(instant())), req("next_at", nullable(instant()))});
    return s;
}

SchemaPtr plan() {
    static const SchemaPtr s = object(
        "ShiftPlan", {req("items", array(shift())), req("hourly", array(id())), req("zone", text(0, 4096))});
    return s;
}

SchemaPtr import_report() {
    static const SchemaPtr row =
        object("ShiftImportRow", {req("line", count()), req("ok", boolean()), req("email", text(0, 4096)),
                                  req("begins_at", nullable(instant())), req("ends_at", nullable(instant())),
                                  req("problem", nullable(text(0, 4096)))});
    static const SchemaPtr s =
        object("ShiftImport", {req("saved", boolean()), req("total", count()), req("good", count()),
                               req("encoding", one_of({"utf-8", "cp949"})), req("rows", array(row))});
    return s;
}

SchemaPtr time_log() {
    static const SchemaPtr entry =
        object("WorkEntry", {req("employee_id", id()), req("conversation_id", id()), req("answer_id", id()),
                             req("began_at", instant()), req("ended_at", instant()),
                             req("counted_seconds", count()), req("outside_seconds", count())});
    static const SchemaPtr s =
        object("TimeLog", {req("items", array(entry)), req("zone", text(0, 4096)), req("answers", count()),
                           req("counted_seconds", count()), req("outside_seconds", count())});
    return s;
}

std::optional<base::Instant> maybe(const std::optional<Shift>& shift, base::Instant Shift::* which) {
    return shift ? std::optional((*shift).*which) : std::nullopt;
}

Outcome my_shift(const Deps& deps, Call& call) {
    MH_LET(now, deps.crowd->shifts.duty(call.actor()));
    JsonWriter out;
    out.begin_object().member("hourly", now.hourly).member("on_shift", now.now.has_value());
    out.member("ends_at", maybe(now.now, &Shift::ends_at)).member("next_at", now.next).end_object();
    return json_response(out.take());
}

void write_shifts(JsonWriter& out, const std::vector<Shift>& shifts) {
    out.begin_array();
    for (const Shift& one : shifts)
        out.begin_object()
            .member("id", one.id.value)
            .member("employee_id", one.employee.value)
            .member("begins_at", one.begins_at)
            .member("ends_at", one.ends_at)
            .end_object();
    out.end_array();
}

struct Period {
    base::Instant from{}, until{};
    EmployeeId employee;
};
base::Result<Period> period_of(const Call& call) {
    Period period;
    MH_LET(from, base::parse_rfc3339(call.request.query_value("from").value_or("")));
    MH_LET(until, base::parse_rfc3339(call.request.query_value("until").value_or("")));
    period.from = from;
    period.until = until;
    period.employee = EmployeeId(call.request.query_value("employee").value_or(""));
    return period;
}

Outcome list(const Deps& deps, Call& call, bool own) {
    MH_LET(period, period_of(call));
    MH_LET(plan, deps.crowd->shifts.plan(call.actor(), period.from, period.until,
                                         own ? call.actor().employee : period.employee));
    JsonWriter out;
    out.begin_object().key("items");
    write_shifts(out, plan.shifts);
    out.key("hourly").begin_array();
    for (const EmployeeId& one : plan.hourly)
        out.text(one.value);
    out.end_array().member("zone", plan.zone).end_object();
    return json_response(out.take());
}

Outcome add(const Deps& deps, Call& call) {
    const auto& body = call.body.as_object();
    MH_LET(begins_at, base::parse_rfc3339(call.text("begins_at")));
    MH_LET(ends_at, base::parse_rfc3339(call.text("ends_at")));
    const auto* weeks = body.if_contains("weeks");
    MH_LET(made, deps.crowd->shifts.add(call.actor(), EmployeeId(call.text("employee_id")), begins_at,
                                        ends_at, weeks == nullptr ? 1 : static_cast<int>(weeks->as_int64())));
    JsonWriter out;
    out.begin_object().key("items");
    write_shifts(out, made);
    out.end_object();
    return json_response(out.take(), 201);
}

Outcome import(const Deps& deps, Call& call) {
    using Mode = identity::Shifts::Mode;
    const Mode mode = call.request.query_value("dry_run") == "1" ? Mode::dry_run : Mode::save;
    MH_LET(report, deps.crowd->shifts.import(call.actor(), call.request.body, mode,
                                             call.request.query_value("replace") == "1"));
    const bool good = report.good() == static_cast<int>(report.rows.size());
    JsonWriter out;
    out.begin_object().member("saved", mode == Mode::save && good && !report.rows.empty());
    out.member("total", static_cast<std::int64_t>(report.rows.size())).member("good", report.good());
    out.member("encoding", report.encoding).key("rows").begin_array();
    for (const identity::ShiftRow& row : report.rows) {
        const bool ok = row.problem.key.empty();
        out.begin_object().member("line", static_cast<std::int64_t>(row.line)).member("ok", ok);
        out.member("email", row.email);
        out.member("begins_at", ok ? std::optional(row.shift.begins_at) : std::nullopt);
        out.member("ends_at", ok ? std::optional(row.shift.ends_at) : std::nullopt);
        out.member_or_null("problem", ok ? "" : base::tr(call.lang, row.problem)).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome set_hourly(const Deps& deps, Call& call) {
    MH_TRY(deps.crowd->shifts.set_hourly(call.actor(), EmployeeId(call.args[0]),
                                         call.body.as_object().at("hourly").as_bool()));
    return no_content();
}

std::int64_t seconds(base::Micros time) {
    return std::chrono::round<base::Seconds>(time).count();
}

Outcome log(const Deps& deps, Call& call, bool own) {
    MH_LET(period, period_of(call));
    MH_LET(log, deps.crowd->time_logs.log(call.actor(), period.from, period.until,
                                          own ? call.actor().employee : period.employee));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    base::Micros counted{0};
    base::Micros outside{0};
    for (const reports::WorkEntry& one : log.entries) {
        counted += one.counted;
        outside += one.outside;
        out.begin_object().member("employee_id", one.employee.value);
        out.member("conversation_id", one.conversation.value).member("answer_id", one.answer.value);
        out.member("began_at", one.began).member("ended_at", one.ended);
        out.member("counted_seconds", seconds(one.counted)).member("outside_seconds", seconds(one.outside));
        out.end_object();
    }
    out.end_array().member("zone", log.zone).member("answers", static_cast<std::int64_t>(log.entries.size()));
    out.member("counted_seconds", seconds(counted)).member("outside_seconds", seconds(outside)).end_object();
    return json_response(out.take());
}

Outcome file(const Deps& deps, Call& call) {
    MH_LET(period, period_of(call));
    MH_LET(log, deps.crowd->time_logs.log(call.actor(), period.from, period.until, period.employee));
    MH_TRY(deps.audit.note(call.actor().brand, {"report.exported", "report", "time-log.csv"}));
    const auto asked = call.request.query_value("lang");
    const base::Lang lang = !asked ? call.lang : *asked == "ko" ? base::Lang::ko : base::Lang::en;
    const auto kind = call.request.query_value("kind") == "answers" ? reports::TimeLogKind::answers
                                                                    : reports::TimeLogKind::days;
    Response response;
    response.body = reports::to_csv(reports::to_sheet(log, kind, lang));
    response.set("Content-Type", "text/csv; charset=utf-8");
    response.set("Content-Disposition", "attachment; filename=\"time-log.csv\"");
    return response;
}

}  // namespace

std::vector<Route> shift_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add_route = [&](const char* method, const char* path, const char* operation, Action action,
                               SchemaPtr response, Endpoint handle) -> Route& {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.response = std::move(response);
        r.speed = Speed::slow;
        r.handle = std::move(handle);
        routes.push_back(std::move(r));
        return routes.back();
    };
    const std::vector<QueryField> period = {{"from", instant()}, {"until", instant()}};
    std::vector<QueryField> of_one = period;
    of_one.push_back({"employee", id()});
    add_route("GET", "/api/v1/me/shift", "my_shift", Action::manage_self, duty(),
              [&deps](Call& call) { return my_shift(deps, call); });
    add_route("GET", "/api/v1/me/shifts", "my_shifts", Action::manage_self, plan(), [&deps](Call& call) {
        return list(deps, call, true);
    }).query = period;
    add_route("GET", "/api/v1/me/time-log", "my_time_log", Action::manage_self, time_log(),
              [&deps](Call& call) { return log(deps, call, true); })
        .query = period;
    add_route("GET", "/api/v1/shifts", "list_shifts", Action::manage_shifts, plan(), [&deps](Call& call) {
        return list(deps, call, false);
    }).query = of_one;
    Route& added = add_route("POST", "/api/v1/shifts", "add_shifts", Action::manage_shifts,
                             object("ShiftsAdded", {req("items", array(shift()))}),
                             [&deps](Call& call) { return add(deps, call); });
    added.request = object("ShiftToAdd",
                           {req("employee_id", id()), req("begins_at", instant()), req("ends_at", instant()),
                            opt("weeks", integer(1, identity::kShiftWeeksAtMost))});
    added.status = 201;
    Route& gone =
        add_route("DELETE", "/api/v1/shifts/{id}", "remove_shift", Action::manage_shifts, nullptr,
                  [&deps](Call& call) -> Outcome {
                      MH_TRY(deps.crowd->shifts.remove(call.actor(), identity::ShiftId(call.args[0])));
                      return no_content();
                  });
    gone.status = 204;
    Route& imported = add_route("POST", "/api/v1/shifts/import", "import_shifts", Action::manage_shifts,
                                import_report(), [&deps](Call& call) { return import(deps, call); });
    imported.takes = "text/csv";
    imported.request = text(0, 1024 * 1024);
    imported.query = {{"dry_run", one_of({"0", "1"})}, {"replace", one_of({"0", "1"})}};
    Route& hourly = add_route("PUT", "/api/v1/employees/{id}/hourly", "set_hourly", Action::manage_shifts,
                              nullptr, [&deps](Call& call) { return set_hourly(deps, call); });
    hourly.request = object("HourlyRequest", {req("hourly", boolean())});
    hourly.status = 204;
    add_route("GET", "/api/v1/reports/time-log", "time_log", Action::manage_shifts, time_log(),
              [&deps](Call& call) { return log(deps, call, false); })
        .query = of_one;
    Route& csv = add_route("GET", "/api/v1/reports/time-log.csv", "time_log_file", Action::manage_shifts,
                           nullptr, [&deps](Call& call) { return file(deps, call); });
    csv.media = "text/csv";
    csv.query = of_one;
    csv.query.push_back({"kind", one_of({"days", "answers"})});
    csv.query.push_back({"lang", one_of({"ko", "en"})});
    return routes;
}

}  // namespace manyhands::http
