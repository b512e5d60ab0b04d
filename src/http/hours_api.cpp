// Business hours and holidays of the brand and its departments.
#include <boost/json/serialize.hpp>

#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"
#include "reports/hours.hpp"

namespace manyhands::http {
namespace {

using base::Result;
using model::Action;

std::string date_text(std::chrono::sys_days day) {
    return base::to_rfc3339(day).substr(0, 10);
}

// What the hours say now: open or not, until when, the next days that differ.
Result<void> write_now(JsonWriter& out, const model::BusinessHours& hours, base::Instant now) {
    MH_LET(state, model::hours_now(hours, now));
    out.begin_object().member("open", state.open).member("changes_at", state.changes_at);
    out.key("next_days").begin_array();
    for (const auto& day : state.next) {
        out.begin_object().member("date", date_text(day.date));
        const bool own = day.own.has_value();
        const auto name = [&](base::Lang lang) {
            return own && !day.own->name.empty() ? day.own->name
                   : day.holiday                 ? model::name_of(*day.holiday, lang)
                                                 : std::string();
        };
        out.member("name_ko", name(base::Lang::ko)).member("name_en", name(base::Lang::en));
        out.member("own", own).member("open", own && !day.own->spans.empty()).end_object();
    }
    out.end_array().end_object();
    return {};
}

Result<void> write_hours(JsonWriter& out, const std::string& department, const model::BusinessHours* own,
                         const model::BusinessHours* used, base::Instant now) {
    out.begin_object().member_or_null("department_id", department).key("hours");
    if (own != nullptr)
        out.raw(model::to_json(*own));
    else
        out.null();
    out.key("now");
    if (used != nullptr)
        MH_TRY(write_now(out, *used, now));
    else
        out.null();
    out.end_object();
    return {};
}

Outcome list(const Deps& deps, Call& call) {
    MH_LET(all, reports::hours_of(deps.episodes, call.actor()));
    MH_LET(departments, deps.people.departments(call.actor().brand));
    const base::Instant now = deps.clock.now();
    const model::BusinessHours* brand = all.brand ? &*all.brand : nullptr;
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    MH_TRY(write_hours(out, "", brand, brand, now));
    for (const model::Department& department : departments) {
        const auto own = all.departments.find(department.id);
        const model::BusinessHours* hours = own == all.departments.end() ? nullptr : &own->second;
        MH_TRY(write_hours(out, department.id.value, hours, hours != nullptr ? hours : brand, now));
    }
    out.end_array().key("calendars").begin_array();
    for (const std::string& calendar : model::holiday_calendars())
        out.begin_object()
            .member("id", calendar)
            .member("label", base::tr(call.lang, "model.calendar." + calendar))
            .end_object();
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> hours_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/business-hours", "business_hours");
        r.actions = {Action::see_hours};
        r.response = shapes::hours_list();
        r.handle = [&deps](Call& call) { return list(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PUT", "/api/v1/business-hours", "set_business_hours");
        r.actions = {Action::manage_hours};
        r.request = shapes::hours_request();
        r.response = shapes::hours_list();
        r.handle = [&deps](Call& call) -> Outcome {
            const auto& body = call.body.as_object();
            std::optional<model::BusinessHours> hours;
            if (!body.at("hours").is_null()) {
                MH_LET(read, model::business_hours(body.at("hours")));
                hours = std::move(read);
            }
            const model::DepartmentId department(call.text_if("department_id").value_or(""));
            MH_TRY(reports::set_hours(deps.episodes, call.actor(), department, hours));
            return list(deps, call);
        };
        routes.push_back(std::move(r));
    }
    {
        // What not yet saved hours would say now. Changes nothing.
        Route r = make_route("POST", "/api/v1/business-hours/preview", "preview_business_hours");
        r.actions = {Action::see_hours};
        r.request = shapes::hours();
        r.response = shapes::hours_now();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(hours, model::business_hours(call.body));
            JsonWriter out;
            MH_TRY(write_now(out, hours, deps.clock.now()));
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
