// Phrases: list, make, change, delete.
#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using model::PhraseId;

void write_phrase(JsonWriter& out, const model::Actor& actor, const model::Phrase& phrase) {
    out.begin_object().member("id", phrase.id.value).member("shortcut", phrase.shortcut);
    out.member("title", phrase.title).key("texts").begin_object();
    if (!phrase.text_ko.empty()) out.member("ko", phrase.text_ko);
    if (!phrase.text_en.empty()) out.member("en", phrase.text_en);
    out.end_object().member("shared", model::to_string(phrase.shared)).member("uses", phrase.uses);
    out.member("owner", phrase.owner.value).member("may_edit", answer::Phrases::may_manage(actor, phrase));
    out.end_object();
}

Response one(Call& call, const model::Phrase& phrase, int status = 200) {
    JsonWriter out;
    write_phrase(out, call.actor(), phrase);
    return json_response(out.take(), status);
}

answer::PhraseChange change_of(const Call& call) {
    answer::PhraseChange change;
    change.shortcut = call.text_if("shortcut");
    change.title = call.text_if("title");
    if (const auto shared = call.text_if("shared")) change.shared = model::shared(*shared);
    if (const auto* texts = call.body.as_object().if_contains("texts")) {
        const auto text = [&](const char* lang) -> std::optional<std::string> {
            const auto* found = texts->as_object().if_contains(lang);
            if (found == nullptr) return std::nullopt;
            return std::string(found->as_string());
        };
        change.text_ko = text("ko");
        change.text_en = text("en");
    }
    return change;
}

base::Result<PhraseId> phrase_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return base::fail(base::ErrorCode::not_found, "answer.phrase.not_found");
    return PhraseId(call.args.at(0));
}

}  // namespace

std::vector<Route> phrase_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/phrases", "list_phrases");
        r.actions = {Action::use_phrase};
        r.response = shapes::phrases();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(all, deps.phrases.list(call.actor()));
            JsonWriter out;
            out.begin_object().key("items").begin_array();
            for (const model::Phrase& phrase : all)
                write_phrase(out, call.actor(), phrase);
            out.end_array().end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/phrases", "add_phrase");
        r.actions = {Action::manage_phrase};
        r.request = shapes::new_phrase_request();
        r.response = shapes::phrase();
        r.status = 201;
        r.handle = [&deps](Call& call) -> Outcome {
            auto made = deps.phrases.add(call.actor(), change_of(call));
            if (!made) return std::unexpected<Failure>(at_field(std::move(made).error()));
            return one(call, *made, 201);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/phrases/{id}", "change_phrase");
        r.actions = {Action::manage_phrase};
        r.request = shapes::phrase_change_request();
        r.response = shapes::phrase();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, phrase_id(call));
            auto changed = deps.phrases.change(call.actor(), id, change_of(call));
            if (!changed) return std::unexpected<Failure>(at_field(std::move(changed).error()));
            return one(call, *changed);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/phrases/{id}", "remove_phrase");
        r.actions = {Action::manage_phrase};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, phrase_id(call));
            MH_TRY(deps.phrases.remove(call.actor(), id));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
