// Private forms for those who answer: ask for details, read what was given, end a form.
#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

base::Result<model::PrivateFormId> form_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0))) return base::fail(base::ErrorCode::not_found, "desk.form.not_found");
    return model::PrivateFormId(call.args.at(0));
}

Outcome ask(const Wiring& w, const Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(
            Failure(404, base::ErrorCode::not_found, "route.conversation.not_found"));
    const auto& body = call.body.as_object();
    std::vector<model::FormField> fields;
    for (const auto& name : body.at("fields").as_array())
        if (const auto field = model::form_field(name.as_string())) fields.push_back(*field);
    auto asked = w.deps.forms.ask(call.actor(), model::ConversationId(call.args.at(0)), fields,
                                  static_cast<int>(body.at("hours").as_int64()));
    if (!asked) return std::unexpected<Failure>(at_field(std::move(asked).error()));
    JsonWriter out;
    out.begin_object().member("id", asked->form.id.value).member("url", url_to(w, call, "f/" + asked->token));
    out.member("expires_at", asked->form.expires_at).end_object();
    return json_response(out.take(), 201);
}

Outcome read(const Deps& deps, const Call& call) {
    MH_LET(id, form_id(call));
    MH_LET(details, deps.forms.read(call.actor(), id));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const auto& [field, text] : details)
        out.begin_object().member("field", model::to_string(field)).member("text", text).end_object();
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> form_routes(const Wiring& w) {
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/conversations/{id}/forms", "ask_details");
        r.actions = {Action::ask_details};
        r.request = shapes::private_form_request();
        r.response = shapes::private_form_link();
        r.status = 201;
        r.handle = [w](Call& call) { return ask(w, call); };
        routes.push_back(std::move(r));
    }
    {
        // POST: that it was read is written down.
        Route r = make_route("POST", "/api/v1/forms/{id}/read", "read_details");
        r.actions = {Action::see_details};
        r.request = shapes::nothing();
        r.response = shapes::private_details();
        r.handle = [w](Call& call) { return read(w.deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/forms/{id}", "withdraw_form");
        r.actions = {Action::ask_details};
        r.query = {{"seen", shape::one_of({"open", "given"})}};
        r.status = 204;
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(id, form_id(call));
            const bool given = call.request.query_value("seen") == "given";
            MH_TRY(w.deps.forms.withdraw(call.actor(), id,
                                         given ? model::FormState::given : model::FormState::open));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
