// Reports: one reading behind the chart, the files and the drill.
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"
#include "reports/names.hpp"

namespace manyhands::http {
namespace {

using base::Result;
using model::Action;

std::string_view given(const Call& call, std::string_view name) {
    return call.request.query_value(name).value_or("");
}

base::Lang file_lang(const Call& call) {
    const auto lang = given(call, "lang");
    return lang == "ko" ? base::Lang::ko : lang == "en" ? base::Lang::en : call.lang;
}

// RFC 5987: what is no letter, digit, dot, dash or underscore of ASCII as %XX.
std::string percent(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_')
            out += c;
        else
            out += fmt::format("%{:02X}", byte);
    }
    return out;
}

Result<reports::Question> question(const Deps& deps, const Call& call) {
    MH_TRY(model::check(call.actor(), Action::see_report, model::Scope::brand));
    reports::Question q;
    q.promises = deps.settings.promises(call.actor().brand);
    q.brand = call.actor().brand;
    q.now = deps.clock.now();
    q.zone = given(call, "zone");
    if (q.zone.empty()) q.zone = zone_of(call.who->employee);
    if (q.zone.empty()) q.zone = "UTC";
    // Without a period: the last seven days.
    q.to = q.now;
    if (const auto text = given(call, "to"); !text.empty()) {
        MH_LET(parsed, base::parse_rfc3339(text));
        q.to = parsed;
    }
    q.from = q.to - std::chrono::hours(24 * 7);
    if (const auto text = given(call, "from"); !text.empty()) {
        MH_LET(parsed, base::parse_rfc3339(text));
        q.from = parsed;
    }
    q.clock = reports::clock_kind(given(call, "clock")).value_or(reports::ClockKind::wall);
    q.by = reports::group_by(given(call, "by")).value_or(reports::GroupBy::day);
    q.filter = {std::string(given(call, "account")), std::string(given(call, "department")),
                std::string(given(call, "employee"))};
    q.compare = given(call, "compare") == "before";
    return q;
}

Result<reports::NameLists> name_lists(const Deps& deps, const Call& call) {
    const model::BrandId& brand = call.actor().brand;
    reports::NameLists lists;
    MH_LET(accounts, deps.accounts.list(brand));
    MH_LET(departments, deps.people.departments(brand));
    MH_LET(employees, deps.people.employees(brand));
    lists.accounts = std::move(accounts);
    lists.departments = std::move(departments);
    lists.employees = std::move(employees);
    for (const auto& network : deps.accounts.networks())
        lists.networks[network.id] = network.label;
    return lists;
}

void write_times(JsonWriter& out, const reports::Figures& figures) {
    out.member("mean_seconds", figures.mean_seconds).member("p50_seconds", figures.p50_seconds);
    out.member("p90_seconds", figures.p90_seconds);
}

void write_clock(JsonWriter& out, const reports::ClockFigures& clock) {
    out.begin_object().member("counted", clock.counted).member("answered", clock.answered);
    out.member("waiting", clock.waiting).member("never", clock.never).member("only_held", clock.only_held);
    out.member("mean_seconds", clock.mean_seconds).member("p50_seconds", clock.p50_seconds);
    out.member("p90_seconds", clock.p90_seconds).member("p99_seconds", clock.p99_seconds).end_object();
}

void write_figures(JsonWriter& out, const reports::Figures& figures) {
    out.member("episodes", figures.episodes).member("answered", figures.answered);
    out.member("waiting", figures.waiting).member("overdue", figures.overdue).member("never", figures.never);
    out.member("no_answer_needed", figures.no_answer_needed).member("found_late", figures.found_late);
    out.member("within_promise", figures.within_promise);
    out.member("outside_hours", figures.outside_hours);
    write_times(out, figures);
    out.member("p99_seconds", figures.p99_seconds).key("bands").begin_array();
    for (const reports::Band& band : figures.bands)
        out.begin_object()
            .member("up_to_minutes", band.up_to_minutes)
            .member("answered", band.answered)
            .end_object();
    out.end_array().key("real");
    write_clock(out, figures.real);
    out.member("held", figures.held).member("missed_promises", figures.missed).key("action");
    if (figures.action) {
        write_clock(out, *figures.action);
    } else {
        out.null();
    }
}

std::string to_json(const reports::FirstAnswer& report, const reports::NameLists& lists, base::Lang lang) {
    const reports::GroupName name_of = reports::group_names(lists, lang);
    JsonWriter out;
    out.begin_object().member("from", report.from).member("to", report.to).member("zone", report.zone);
    out.member("clock", to_string(report.clock)).member("by", to_string(report.by));
    out.member("promise_minutes", report.promise_minutes);
    write_figures(out, report);
    out.key("groups").begin_array();
    for (const reports::Group& group : report.groups) {
        out.begin_object().member("key", group.key).member("label", name_of(report.by, group.key));
        write_figures(out, group);
        out.end_object();
    }
    out.end_array().key("departments").begin_array();
    for (const reports::DepartmentTime& one : report.departments)
        out.begin_object()
            .member("id", one.department)
            .member("label", name_of(reports::GroupBy::department, one.department))
            .member("concerns", one.concerns)
            .member("seconds", one.seconds)
            .end_object();
    out.end_array().key("before");
    if (report.before) {
        out.begin_object().member("from", report.from - (report.to - report.from));
        out.member("to", report.from);
        write_figures(out, *report.before);
        out.end_object();
    } else {
        out.null();
    }
    out.key("by_day").begin_array();
    for (const reports::Day& day : report.by_day) {
        out.begin_object().member("day", day.day).member("kind", to_string(day.kind));
        out.member("episodes", day.episodes).member("answered", day.answered);
        out.member("within_promise", day.within_promise);
        write_times(out, day);
        out.end_object();
    }
    out.end_array().end_object();
    return out.take();
}

Outcome report_file(const Deps& deps, const Call& call, bool spreadsheet) {
    MH_LET(asked, question(deps, call));
    MH_LET(report, reports::first_answer(deps.episodes, asked));
    MH_LET(lists, name_lists(deps, call));
    const base::Lang lang = file_lang(call);
    const reports::GroupName name_of = reports::group_names(lists, lang);
    const auto goal = [&](const char* name) {
        const std::int64_t at = model::whole(deps.settings.value(call.actor().brand, name).value);
        return at > 0 ? std::optional(at) : std::nullopt;
    };
    const reports::Sheet sheet =
        reports::to_sheet(report, lang, name_of, reports::filter_words(asked.filter, name_of, lang),
                          {goal("goals.within_promise"), goal("goals.real_answer_minutes")});
    MH_TRY(deps.audit.note(call.actor().brand, {"report.exported", "report",
                                                spreadsheet ? "first-answer.xlsx" : "first-answer.csv"}));
    Response response;
    if (spreadsheet) {
        MH_LET(bytes, reports::to_xlsx(sheet, base::tr(lang, "reports.sheet")));
        response.body = std::move(bytes);
        response.set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    } else {
        response.body = reports::to_csv(sheet);
        response.set("Content-Type", "text/csv; charset=utf-8");
    }
    MH_LET(brands, deps.people.all_brands());
    std::string brand;
    for (const model::Brand& one : brands)
        if (one.id == call.actor().brand) brand = one.name;
    const std::string ending = spreadsheet ? ".xlsx" : ".csv";
    response.set("Content-Disposition", "attachment; filename=\"" + reports::file_name(report, "") + ending +
                                            "\"; filename*=UTF-8''" +
                                            percent(reports::file_name(report, brand) + ending));
    return response;
}

// -- the drill
// -------------------------------------------------------------------------------------------------
std::string cursor_of(const reports::EpisodePlace& place) {
    return base::to_base64url(std::to_string(base::to_micros(place.opened_at)) + ":" +
                              std::to_string(place.number) + ":" + place.conversation.value);
}

Result<std::optional<reports::EpisodePlace>> place_of(std::string_view cursor) {
    if (cursor.empty()) return std::nullopt;
    const auto bad = [] { return base::fail(base::ErrorCode::invalid, "storage.bad_cursor"); };
    const auto text = base::from_base64url(cursor);
    if (!text) return bad();
    const char* end = text->data() + text->size();
    std::int64_t micros = 0;
    reports::EpisodePlace place;
    const auto [first, why] = std::from_chars(text->data(), end, micros);
    if (why != std::errc{} || first == end || *first != ':') return bad();
    const auto [second, why_2] = std::from_chars(first + 1, end, place.number);
    if (why_2 != std::errc{} || second == end || *second != ':') return bad();
    place.opened_at = base::from_micros(micros);
    place.conversation = model::ConversationId(std::string(second + 1, end));
    return std::optional(std::move(place));
}

Outcome drill(const Deps& deps, const Call& call) {
    MH_LET(asked, question(deps, call));
    MH_TRY(model::check(call.actor(), Action::see_conversation, model::Scope::brand));
    reports::Pick pick;
    if (const auto key = call.request.query_value("group"); key) pick.group = std::string(*key);
    pick.fate = given(call, "fate");
    pick.real = given(call, "answer") == "real";
    if (const auto band = given(call, "band"); !band.empty()) pick.band = std::stoi(std::string(band));
    std::size_t limit = 50;
    if (const auto text = given(call, "limit"); !text.empty())
        limit = static_cast<std::size_t>(std::stoi(std::string(text)));
    MH_LET(after, place_of(given(call, "cursor")));
    MH_LET(page, reports::picked(deps.episodes, asked, pick, after, limit));
    std::vector<model::ConversationId> ids;
    ids.reserve(page.items.size());
    for (const reports::Picked& item : page.items)
        ids.push_back(item.place.conversation);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    MH_LET(rows, deps.inbox.rows(call.actor().brand, ids));
    std::map<model::ConversationId, const desk::Row*> by_id;
    for (const desk::Row& row : rows)
        by_id[row.conversation.id] = &row;
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const reports::Picked& item : page.items) {
        const auto row = by_id.find(item.place.conversation);
        if (row == by_id.end()) continue;  // erased since
        out.begin_object().key("conversation");
        write_row(out, *row->second);
        out.member("episode", item.place.number).member("fate", to_string(item.fate));
        out.member("opened_at", item.place.opened_at).member("answered_at", item.answered_at);
        out.member("seconds", item.seconds).member("found_late", item.found_late);
        out.member_or_null("initials",
                           item.employee.empty() ? "" : who(model::EmployeeId(item.employee)).initials);
        out.end_object();
    }
    out.end_array().member_or_null("next", page.next ? cursor_of(*page.next) : "").end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> report_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    const std::vector<QueryField> asked{
        {"from", shape::instant()},
        {"to", shape::instant()},
        {"zone", shape::line(0, 64)},
        {"lang", shape::one_of({"ko", "en"})},
        {"clock", shape::one_of({"wall", "business"})},
        {"by", shape::one_of({"day", "channel", "account", "department", "employee", "hour", "day_kind"})},
        {"account", shape::line(0, 64)},
        {"department", shape::line(0, 64)},
        {"employee", shape::line(0, 64)},
        {"compare", shape::one_of({"before"})}};
    std::vector<Route> routes;
    const auto add = [&](const char* path, const char* operation, Action action) -> Route& {
        Route r = make_route("GET", std::string("/api/v1/reports/") + path, operation);
        r.actions = {action};
        r.query = asked;
        r.speed = Speed::slow;
        routes.push_back(std::move(r));
        return routes.back();
    };
    {
        Route& r = add("first-answer", "first_answer_report", Action::see_report);
        r.response = shapes::first_answer_report();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(asked_for, question(deps, call));
            MH_LET(report, reports::first_answer(deps.episodes, asked_for));
            MH_LET(lists, name_lists(deps, call));
            return json_response(to_json(report, lists, file_lang(call)));
        };
    }
    {
        Route& r = add("first-answer.csv", "first_answer_file", Action::export_report);
        r.media = "text/csv";
        r.handle = [&deps](Call& call) { return report_file(deps, call, false); };
    }
    {
        Route& r = add("first-answer.xlsx", "first_answer_spreadsheet", Action::export_report);
        r.media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        r.handle = [&deps](Call& call) { return report_file(deps, call, true); };
    }
    {
        Route& r = add("first-answer/conversations", "first_answer_conversations", Action::see_report);
        r.response = shapes::first_answer_conversations();
        r.query.push_back({"group", shape::line(0, 64)});
        r.query.push_back(
            {"fate", shape::one_of({"", "answered", "waiting", "never", "no_answer_needed", "within_promise",
                                    "late", "overdue", "found_late", "only_held", "held", "missed"})});
        r.query.push_back({"answer", shape::one_of({"first", "real"})});
        r.query.push_back({"band", shape::integer(0, 4)});
        r.query.push_back({"cursor", shape::line(0, 200)});
        r.query.push_back({"limit", shape::integer(1, 200)});
        r.handle = [&deps](Call& call) { return drill(deps, call); };
    }
    for (Route& route : hours_routes(w))
        routes.push_back(std::move(route));
    return routes;
}

}  // namespace manyhands::http
