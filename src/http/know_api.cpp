#include "http/know_api.hpp"

#include <algorithm>

#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"
#include "model/query/folded.hpp"
#include "route/know.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using model::query::Folded;
using model::query::Form;
using route::Term;

constexpr std::size_t kPeople = 20;
constexpr std::int64_t kMost = 1'000'000'000;

// Terms whose name has the words in it, whatever their case or width.
base::Result<std::vector<Term>> named(const Deps& deps, const model::BrandId& brand, std::string_view words) {
    MH_LET(all, deps.crowd->know.terms(brand));
    const Folded wanted(words, Form::folded);
    std::erase_if(all, [&](const Term& term) {
        return Folded(term.name, Form::folded).text().find(wanted.text()) == std::string_view::npos;
    });
    return all;
}

base::Result<std::vector<Term>> asked_about(const Deps& deps, Call& call) {
    const model::Actor& actor = call.actor();
    const auto conversation = call.request.query_value("conversation");
    const auto words = call.request.query_value("q");
    if (conversation && !conversation->empty()) {
        const model::ConversationId id{std::string(*conversation)};
        MH_TRY(model::check(actor, Action::see_conversation, model::Scope::brand));
        MH_TRY(deps.inbox.detail(actor.brand, id));
        return deps.crowd->know.terms_of(actor.brand, id);
    }
    if (!words || words->empty())
        return base::fail(base::ErrorCode::invalid, "route.know.nothing_asked", {{"pointer", "/query/q"}});
    return named(deps, actor.brand, *words);
}

Outcome who_knows(const Deps& deps, Call& call) {
    const model::Actor& actor = call.actor();
    MH_TRY(model::check(actor, Action::see_people, model::Scope::brand));
    MH_LET(terms, asked_about(deps, call));
    // Some are gone, or may not answer.
    MH_LET(found, route::who_knows(deps.crowd->know, actor.brand, terms, deps.clock.now(), kPeople * 2));
    JsonWriter out;
    out.begin_object().key("terms").begin_array();
    for (const Term& term : terms)
        out.text(term.name);
    out.end_array().key("items").begin_array();
    std::size_t n = 0;
    for (const route::Knower& one : found) {
        if (n == kPeople) break;
        MH_LET(person, deps.people.employee(one.employee));
        if (!person.active || !model::may(person.role, Action::submit_answer, model::Scope::own)) continue;
        ++n;
        out.begin_object().member("employee_id", person.id.value).member("name", person.name);
        out.member("initials", person.initials).member("department_id", person.department.value);
        out.member("about", one.about).member("answers", one.answers).member("last_at", one.last_at);
        out.member("ticked", one.ticked).member("here", deps.presence.is_here(person.id)).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

SchemaPtr knowers() {
    using namespace shape;  // NOLINT(google-build-using-namespace): nothing but a shape
    const SchemaPtr one = object(
        "Knower", {req("employee_id", id()), req("name", text(0, 1024)), req("initials", text(0, 64)),
                   req("department_id", id()), req("about", text(0, 1024)), req("answers", integer(0, kMost)),
                   req("last_at", nullable(instant())), req("ticked", boolean()), req("here", boolean())});
    return object("Knowers", {req("terms", array(text(0, 1024))), req("items", array(one, kPeople))});
}

}  // namespace

std::vector<Route> know_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    Route r = make_route("GET", "/api/v1/who-knows", "who_knows");
    r.actions = {Action::see_people, Action::see_conversation};
    r.response = knowers();
    r.query = {{"conversation", shape::line(0, 64)}, {"q", shape::line(0, 200)}};
    r.speed = Speed::slow;
    r.handle = [&deps](Call& call) { return who_knows(deps, call); };
    std::vector<Route> routes;
    routes.push_back(std::move(r));
    return routes;
}

}  // namespace manyhands::http
