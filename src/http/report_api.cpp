// Reports: one query behind the chart and the file.
#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;

base::Result<reports::FirstAnswer> first_answer(const Deps& deps, const Call& call) {
    const Request& request = call.request;
    std::vector<std::pair<std::string_view, std::string_view>> missing;
    const auto given = [&](std::string_view name) { return request.query_value(name).value_or(""); };
    MH_TRY(model::check(call.actor(), Action::see_report, model::Scope::brand));
    std::string zone(given("zone"));
    if (zone.empty()) zone = zone_of(call.who->employee);
    if (zone.empty()) zone = "UTC";
    // Without a period: the last seven days.
    base::Instant to = deps.clock.now();
    if (const auto text = given("to"); !text.empty()) {
        MH_LET(parsed, base::parse_rfc3339(text));
        to = parsed;
    }
    base::Instant from = to - std::chrono::hours(24 * 7);
    if (const auto text = given("from"); !text.empty()) {
        MH_LET(parsed, base::parse_rfc3339(text));
        from = parsed;
    }
    return reports::first_answer(deps.episodes, call.actor().brand, from, to, zone, deps.clock.now());
}

std::string to_json(const reports::FirstAnswer& report) {
    JsonWriter out;
    out.begin_object().member("from", report.from).member("to", report.to).member("zone", report.zone);
    out.member("business_hours", false).member("promise_minutes", model::kPromiseMinutes);
    out.member("episodes", report.episodes).member("answered", report.answered);
    out.member("waiting", report.waiting).member("never", report.never);
    out.member("no_answer_needed", report.no_answer_needed).member("mean_seconds", report.mean_seconds);
    out.member("p50_seconds", report.p50_seconds).member("p90_seconds", report.p90_seconds);
    out.member("p99_seconds", report.p99_seconds).key("bands").begin_array();
    for (const reports::Band& band : report.bands)
        out.begin_object()
            .member("up_to_minutes", band.up_to_minutes)
            .member("answered", band.answered)
            .end_object();
    out.end_array().key("by_day").begin_array();
    for (const reports::Day& day : report.by_day) {
        out.begin_object().member("day", day.day).member("episodes", day.episodes);
        out.member("answered", day.answered).member("within_promise", day.within_promise);
        out.member("mean_seconds", day.mean_seconds).member("p50_seconds", day.p50_seconds);
        out.member("p90_seconds", day.p90_seconds).end_object();
    }
    out.end_array().end_object();
    return out.take();
}

}  // namespace

std::vector<Route> report_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    const std::vector<QueryField> period{{"from", shape::instant()},
                                         {"to", shape::instant()},
                                         {"zone", shape::line(0, 64)},
                                         {"lang", shape::one_of({"ko", "en"})}};
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/reports/first-answer", "first_answer_report");
        r.actions = {Action::see_report};
        r.response = shapes::first_answer_report();
        r.query = period;
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(report, first_answer(deps, call));
            return json_response(to_json(report));
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/reports/first-answer.csv", "first_answer_file");
        r.actions = {Action::export_report};
        r.media = "text/csv";
        r.query = period;
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(report, first_answer(deps, call));
            const auto lang = call.request.query_value("lang").value_or("");
            Response response;
            response.body = reports::to_csv(
                report, lang.empty() ? std::string(base::to_string(call.lang)) : std::string(lang));
            response.set("Content-Type", "text/csv; charset=utf-8");
            response.set("Content-Disposition", "attachment; filename=\"first-answer.csv\"");
            return response;
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
