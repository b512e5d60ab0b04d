// Joining: links and who came by them, for those who manage people; the page of a link, for whoever has it.
#include "base/log.hpp"
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

constexpr int kInvitationsShown = 200;

void write_link(JsonWriter& out, const identity::JoinLink& link, base::Instant now,
                const std::function<model::Employee(const model::EmployeeId&)>& who) {
    out.begin_object().member("id", link.id).member("department_id", link.department.value);
    out.member("made_by", who(link.made_by).initials).key("domains").begin_array();
    for (const std::string& domain : link.domains)
        out.text(domain);
    out.end_array().member("entry", to_string(link.entry)).key("most");
    if (link.most)
        out.integer(*link.most);
    else
        out.null();
    out.member("made_at", link.made_at).member("expires_at", link.expires_at);
    out.member("ended_at", link.ended_at).member("state", to_string(state_of(link, now)));
    out.member("joined", std::int64_t{link.joined}).member("waiting", std::int64_t{link.waiting});
    out.end_object();
}

Outcome links(const Deps& deps, Call& call) {
    MH_LET(all, deps.joining.links(call.actor()));
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const identity::JoinLink& link : all)
        write_link(out, link, deps.clock.now(), who);
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome make_link(const Wiring& w, Call& call) {
    const auto& body = call.body.as_object();
    identity::NewJoinLink wanted;
    wanted.hours = static_cast<int>(body.at("hours").as_int64());
    wanted.department = model::DepartmentId(call.text_if("department_id").value_or(""));
    if (const auto* domains = body.if_contains("domains"))
        for (const auto& domain : domains->as_array())
            wanted.domains.emplace_back(domain.as_string().c_str());
    if (const auto* most = body.if_contains("most"); most != nullptr && most->is_int64())
        wanted.most = static_cast<int>(most->as_int64());
    wanted.entry = *identity::entry(call.text("entry"));
    auto made = w.deps.joining.make_link(call.actor(), wanted);
    if (!made) return std::unexpected<Failure>(at_field(std::move(made).error()));
    JsonWriter out;
    out.begin_object().key("link");
    write_link(out, made->link, w.deps.clock.now(), people_lookup(w.deps));
    out.member("url", url_to(w, call, "join/" + made->token)).end_object();
    return json_response(out.take(), 201);
}

Outcome waiting(const Deps& deps, Call& call) {
    MH_LET(all, deps.joining.waiting(call.actor()));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const identity::JoinRequest& one : all)
        out.begin_object()
            .member("id", one.id)
            .member("link_id", one.link)
            .member("department_id", one.department.value)
            .member("name", one.name)
            .member("email", one.email)
            .member("initials", one.initials)
            .member("asked_at", one.asked_at)
            .member("known", one.known)
            .member("same", std::int64_t{one.same})
            .end_object();
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome confirm(const Deps& deps, Call& call) {
    std::optional<model::DepartmentId> department;
    if (const auto wanted = call.text_if("department_id")) department = model::DepartmentId(*wanted);
    auto employee =
        deps.joining.confirm(call.actor(), call.args[0], call.text_if("initials").value_or(""), department);
    if (!employee) return std::unexpected<Failure>(at_field(std::move(employee).error()));
    JsonWriter out;
    write_employee(out, *employee);
    return json_response(out.take());
}

// Who comes with a link that is over, or with one that never was: the brand's log says so (of a guess, the
// first brand's).
std::unexpected<Failure> turned_away(const Deps& deps, const std::string& token, base::Error error) {
    if (error.code == base::ErrorCode::unauthenticated) {
        base::Result<void> noted;
        if (const auto over = deps.joining.turned_away(token)) {
            noted =
                deps.audit.note(over->brand, {"join.turned_away", "join_link", over->link,
                                              "{\"state\":\"" + std::string(to_string(over->state)) + "\"}"});
        } else if (const auto brands = deps.people.all_brands(); brands && !brands->empty()) {
            noted = deps.audit.note(brands->front().id, {"join.guessed", "join_link", ""});
        }
        if (!noted)
            base::log(base::LogLevel::error, "http", "a refused join link is not in the audit log",
                      {{"cause", noted.error().cause}});
    }
    return std::unexpected<Failure>(at_field(std::move(error)));
}

Outcome page(const Deps& deps, Call& call) {
    auto page = deps.joining.page(call.text("token"));
    if (!page) return turned_away(deps, call.text("token"), std::move(page).error());
    JsonWriter out;
    out.begin_object().member("brand", page->brand.name);
    out.member("department_ko", page->department.name_ko).member("department_en", page->department.name_en);
    out.key("domains").begin_array();
    for (const std::string& domain : page->link.domains)
        out.text(domain);
    out.end_array().member("entry", to_string(page->link.entry));
    out.member("expires_at", page->link.expires_at).end_object();
    return json_response(out.take());
}

Outcome initials(const Deps& deps, Call& call) {
    auto proposal =
        deps.joining.initials(call.text("token"), call.text("name"), call.text_if("initials").value_or(""));
    if (!proposal) return turned_away(deps, call.text("token"), std::move(proposal).error());
    JsonWriter out;
    out.begin_object().member("initials", proposal->initials).member("free", proposal->free).end_object();
    return json_response(out.take());
}

Outcome join(const Deps& deps, Call& call) {
    auto receipt =
        deps.joining.join(call.text("token"), {call.text("name"), call.text("email"), call.text("password"),
                                               call.text_if("initials").value_or("")});
    if (!receipt) return turned_away(deps, call.text("token"), std::move(receipt).error());
    JsonWriter out;
    out.begin_object().member("receipt", *receipt).end_object();
    return json_response(out.take(), 201);
}

Outcome enter(const Wiring& w, Call& call) {
    using Waiting = identity::Joining::Waiting;
    MH_LET(how, w.deps.joining.how(call.text("receipt")));
    if (how != Waiting::in)
        return json_response(std::string(R"({"state":")") + (how == Waiting::still ? "waiting" : "refused") +
                             R"(","me":null})");
    MH_LET(session, w.deps.identity.sign_in_with_link(call.text("receipt")));
    Outcome entered = signed_in(w, call, session);
    if (entered) entered->body = R"({"state":"in","me":)" + entered->body + "}";
    return entered;
}

Outcome invitations(const Deps& deps, Call& call) {
    MH_LET(all, deps.joining.invitations(call.actor(), kInvitationsShown + 1));
    const bool more = std::ssize(all) > kInvitationsShown;
    if (more) all.pop_back();
    const base::Instant now = deps.clock.now();
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const identity::Invitation& one : all) {
        out.begin_object().key("employee");
        write_employee(out, one.employee);
        out.member("expires_at", one.expires_at);
        out.member("state", !one.expires_at ? "ended" : *one.expires_at > now ? "open" : "expired");
        out.end_object();
    }
    out.end_array().member("more", more).end_object();
    return json_response(out.take());
}

// Of the page of a link: nobody is signed in yet, and whoever guesses is slowed down.
Route open_route(const char* path, const char* operation) {
    Route r = make_route("POST", path, operation);
    r.access = Access::open;
    r.csrf = Csrf::exempt;
    r.rate = Rate::sign_in;
    return r;
}

}  // namespace

std::vector<Route> joining_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/join-links", "list_join_links");
        r.actions = {Action::manage_joining};
        r.response = shapes::join_links();
        r.handle = [&deps](Call& call) { return links(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/join-links", "make_join_link");
        r.actions = {Action::manage_joining};
        r.request = shapes::join_link_request();
        r.response = shapes::new_join_link();
        r.status = 201;
        r.handle = [w](Call& call) { return make_link(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/join-links/{id}", "end_join_link");
        r.actions = {Action::manage_joining};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.joining.end_link(call.actor(), call.args[0]));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/joins", "list_joins");
        r.actions = {Action::manage_joining};
        r.response = shapes::join_requests();
        r.handle = [&deps](Call& call) { return waiting(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/joins/{id}/confirm", "confirm_join");
        r.actions = {Action::manage_joining};
        r.request = shapes::join_confirm_request();
        r.response = shapes::employee();
        r.handle = [&deps](Call& call) { return confirm(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/joins/{id}", "refuse_join");
        r.actions = {Action::manage_joining};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.joining.refuse(call.actor(), call.args[0]));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = open_route("/api/v1/join/look", "look_at_join_link");
        r.request = shapes::join_token();
        r.response = shapes::join_page();
        r.handle = [&deps](Call& call) { return page(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = open_route("/api/v1/join/initials", "propose_initials");
        r.request = shapes::join_initials_request();
        r.response = shapes::join_initials();
        r.handle = [&deps](Call& call) { return initials(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = open_route("/api/v1/join", "join");
        r.request = shapes::join_wish();
        r.response = shapes::join_receipt();
        r.status = 201;
        r.handle = [&deps](Call& call) { return join(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = open_route("/api/v1/join/enter", "enter_joined");
        r.request = shapes::join_receipt_request();
        r.response = shapes::join_entry();
        r.handle = [w](Call& call) { return enter(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/invitations", "list_invitations");
        r.actions = {Action::manage_people};
        r.response = shapes::invitations();
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) { return invitations(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/employees/{id}/link", "end_invitation");
        r.actions = {Action::manage_people};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.joining.end_invitations(call.actor(), model::EmployeeId(call.args[0])));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
