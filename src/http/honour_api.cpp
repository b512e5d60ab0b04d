// Honour: boards, thanks, what one chose about being shown, participation, who answers now.
#include <fmt/format.h>

#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/duty_page.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"
#include "reports/honour.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using reports::BoardLine;

std::string brand_name(const Deps& deps, const model::BrandId& brand) {
    if (const auto brands = deps.people.all_brands())
        for (const model::Brand& one : *brands)
            if (one.id == brand) return one.name;
    return {};
}

void write_bounds(JsonWriter& out, const char* name, std::int64_t good, std::int64_t all) {
    out.key(name).begin_object().member("good", good).member("all", all);
    out.member("low", reports::wilson_low(good, all)).member("high", reports::wilson_high(good, all));
    out.end_object();
}

void write_line(JsonWriter& out, const BoardLine& line) {
    const reports::Score& s = line.score;
    out.begin_object().member("place",
                              line.place > 0 ? std::optional<std::int64_t>(line.place) : std::nullopt);
    out.member("employee_id", line.person.value).member("initials", line.initials).member("name", line.name);
    out.member("department_id", s.department.value).member("answered", s.answered);
    write_bounds(out, "timing", s.in_time, s.taken);
    write_bounds(out, "satisfaction", s.good, s.rated);
    out.member("score", s.score).member("help", s.help).member("provisional", s.provisional);
    out.member("standing", to_string(s.standing)).end_object();
}

void write_lines(JsonWriter& out, const char* name, const std::vector<BoardLine>& lines) {
    out.key(name).begin_array();
    for (const BoardLine& line : lines)
        write_line(out, line);
    out.end_array();
}

void write_choice(JsonWriter& out, const reports::Shown& shown) {
    out.begin_object().member("on_board", shown.on_board).member("name_on_card", shown.name_on_card);
    out.end_object();
}

void write_season(JsonWriter& out, const reports::BoardView& view) {
    const reports::Season& season = view.table.season;
    out.member("board", to_string(season.board)).member("season", season.key).member("from", season.from);
    out.member("to", season.to).member("final_at", season.final_at).member("zone", view.zone);
    out.member("stage", to_string(view.stage));
    out.member("published_at",
               view.published ? std::optional<base::Instant>(view.published->published_at) : std::nullopt);
    out.member_or_null("digest", view.published ? view.published->digest : "");
    out.member("ratings_count", view.table.ratings).member("audited", view.table.audits);
}

void write_teams(JsonWriter& out, const std::vector<reports::Team>& teams) {
    out.key("teams").begin_array();
    for (const reports::Team& team : teams) {
        out.begin_object().member("department_id", team.department.value).member("people", team.people);
        out.member("answered", team.answered);
        write_bounds(out, "timing", team.in_time, team.taken);
        write_bounds(out, "satisfaction", team.good, team.rated);
        out.member("score", team.score).end_object();
    }
    out.end_array();
}

void write_formula(JsonWriter& out, int promise_minutes) {
    out.key("formula").begin_object().member("least_answered", reports::kLeastAnswered);
    out.member("audit_floor", static_cast<std::int64_t>(reports::kAuditFloor));
    out.member("rated_people", reports::kRatedPeople).member("help_by_pair", reports::kHelpByPair);
    out.member("help_at_most", reports::kHelpAtMost).member("team_people", reports::kTeamLeastPeople);
    out.member("promise_minutes", promise_minutes).end_object();
}

Outcome board(const Deps& deps, Call& call) {
    const auto which = reports::board_of(call.request.query_value("board").value_or("crowd"));
    const std::string season(call.request.query_value("season").value_or(""));
    MH_LET(view, deps.crowd->honour.board(call.actor(), which.value_or(reports::Board::crowd), season));
    MH_LET(departments, deps.people.departments(call.actor().brand));
    JsonWriter out;
    out.begin_object();
    write_season(out, view);
    out.member("people", view.people);
    write_lines(out, "top", view.top);
    write_lines(out, "near", view.near);
    out.key("me");
    if (view.me)
        write_line(out, *view.me);
    else
        out.null();
    out.member("my_audit", view.me && view.me->score.audit
                               ? std::optional<std::int64_t>(view.me->score.audit->mean)
                               : std::nullopt);
    write_lines(out, "helpers", view.helpers);
    write_teams(out, view.teams);
    out.key("departments").begin_array();
    for (const model::Department& one : departments)
        out.begin_object()
            .member("id", one.id.value)
            .member("name", call.lang == base::Lang::ko ? one.name_ko : one.name_en)
            .end_object();
    out.end_array().key("seasons").begin_array();
    for (const std::string& key : view.seasons)
        out.text(key);
    out.end_array().key("choice");
    write_choice(out, view.mine);
    write_formula(out, deps.settings.promises(call.actor().brand)->now().minutes);
    out.member("brand", brand_name(deps, call.actor().brand)).end_object();
    return json_response(out.take());
}

Outcome thanks(const Deps& deps, Call& call) {
    MH_LET(wall, deps.crowd->honour.thanks(call.actor()));
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const reports::Thanks& one : wall) {
        const model::Employee to = who(one.to);
        out.begin_object().member("conversation_id", one.conversation.value);
        out.member("initials", to.initials).member("name", to.name).member("network", one.network);
        out.member("customer", one.name.empty() ? one.handle : one.name).member("text", one.text);
        out.member("lang", one.lang).member("at", one.at).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome choose(const Deps& deps, Call& call) {
    const auto& body = call.body.as_object();
    const auto wanted = [&](const char* name) -> std::optional<bool> {
        const auto* found = body.if_contains(name);
        return found == nullptr ? std::nullopt : std::optional(found->as_bool());
    };
    MH_LET(shown, deps.crowd->honour.choose(call.actor(), wanted("on_board"), wanted("name_on_card")));
    JsonWriter out;
    write_choice(out, shown);
    return json_response(out.take());
}

Outcome duty(const Wiring& w, Call& call) {
    const Deps& deps = w.deps;
    const model::BrandId& brand = call.actor().brand;
    MH_LET(now, deps.crowd->honour.on_duty(brand));
    MH_LET(board, deps.crowd->honour.board(call.actor(), reports::Board::crowd, ""));
    now.brand = brand_name(deps, brand);
    JsonWriter out;
    out.begin_object().member("page_on", deps.settings.value(brand, "honour.duty_page").value == "1");
    out.member("url", url_to(w, call, "on-duty/" + brand.value))
        .member("at", now.at)
        .member("zone", now.zone);
    out.key("people").begin_array();
    for (const reports::OnDuty::Person& one : now.people)
        out.begin_object().member("initials", one.initials).member_or_null("name", one.name).end_object();
    out.end_array().key("texts").begin_object();
    out.member("ko", duty_text(base::Lang::ko, now))
        .member("en", duty_text(base::Lang::en, now))
        .end_object();
    out.member("name_on_card", board.mine.name_on_card).end_object();
    return json_response(out.take());
}

Outcome participation(const Deps& deps, Call& call) {
    MH_LET(parts, deps.crowd->honour.participation(call.actor()));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const reports::DepartmentPart& one : parts) {
        out.begin_object().member("department_id", one.department.value);
        out.member("name", call.lang == base::Lang::ko ? one.name_ko : one.name_en);
        out.member("invited", one.invited).member("joined", one.joined).member("certified", one.certified);
        out.member("first_answer", one.first_answer).member("active", one.active).end_object();
    }
    out.end_array()
        .member("zone", deps.crowd->honour.zone(call.actor().brand))
        .member("at", deps.clock.now());
    out.end_object();
    return json_response(out.take());
}

Outcome participation_file(const Deps& deps, Call& call) {
    MH_LET(parts, deps.crowd->honour.participation(call.actor()));
    MH_TRY(deps.audit.note(call.actor().brand, {"report.exported", "report", "participation.csv"}));
    const auto asked = call.request.query_value("lang");
    const base::Lang lang = !asked ? call.lang : *asked == "ko" ? base::Lang::ko : base::Lang::en;
    Response response;
    response.body = reports::to_csv(reports::to_sheet(parts, lang));
    response.set("Content-Type", "text/csv; charset=utf-8");
    response.set("Content-Disposition", "attachment; filename=\"participation.csv\"");
    return response;
}

// For everybody on the internet, where the brand switched it on. Off and unknown look the same.
Outcome duty_card(const Deps& deps, Call& call) {
    const auto asked = call.request.query_value("lang");
    const base::Lang lang = asked == "ko" ? base::Lang::ko : asked == "en" ? base::Lang::en : call.lang;
    const model::BrandId brand(call.args.at(0));
    const std::string name = brand_name(deps, brand);
    if (name.empty() || deps.settings.value(brand, "honour.duty_page").value != "1")
        return no_duty_page(lang);
    MH_LET(now, deps.crowd->honour.on_duty(brand));
    now.brand = name;
    return duty_page(lang, now);
}

}  // namespace

std::vector<Route> honour_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* method, const char* path, const char* operation, Action action,
                         SchemaPtr response, Endpoint handle) -> Route& {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.response = std::move(response);
        r.speed = Speed::slow;
        r.handle = std::move(handle);
        routes.push_back(std::move(r));
        return routes.back();
    };
    add("GET", "/api/v1/honour/board", "honour_board", Action::see_people, shapes::honour_board(),
        [&deps](Call& call) { return board(deps, call); })
        .query = {{"board", shape::one_of({"crowd", "desk"})}, {"season", shape::line(6, 8)}};
    add("GET", "/api/v1/honour/thanks", "honour_thanks", Action::see_people, shapes::honour_thanks(),
        [&deps](Call& call) { return thanks(deps, call); });
    add("PATCH", "/api/v1/me/honour", "choose_honour", Action::manage_self, shapes::honour_choice(),
        [&deps](Call& call) { return choose(deps, call); })
        .request = shapes::honour_choice_request();
    add("GET", "/api/v1/honour/duty", "on_duty", Action::see_people, shapes::honour_duty(),
        [w](Call& call) { return duty(w, call); });
    add("GET", "/api/v1/reports/participation", "participation_report", Action::see_report,
        shapes::participation(), [&deps](Call& call) { return participation(deps, call); });
    Route& file = add("GET", "/api/v1/reports/participation.csv", "participation_file", Action::export_report,
                      nullptr, [&deps](Call& call) { return participation_file(deps, call); });
    file.media = "text/csv";
    file.query = {{"lang", shape::one_of({"ko", "en"})}};
    Route card = make_route("GET", "/on-duty/{brand}", "show_duty_card");
    card.access = Access::open;
    card.csrf = Csrf::exempt;
    card.media = "text/html";
    card.speed = Speed::slow;
    card.any_query = true;
    card.handle = [&deps](Call& call) { return duty_card(deps, call); };
    routes.push_back(std::move(card));
    return routes;
}

}  // namespace manyhands::http
