// The first minutes of whoever is new, and certification for whoever leads.
#include <algorithm>

#include <boost/json.hpp>

#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;

constexpr int kPeoplePage = 200;

Response first_minutes_response(const Call& call, const answer::Standing& standing) {
    const answer::Training& training = standing.saved->training;
    const auto left = [](const std::vector<std::string>& all, const std::string& id) {
        return std::ranges::find(all, id) != all.end();
    };
    const std::string level = standing.certification ? standing.certification->level : std::string();
    const answer::CertificationLevel* known = training.level(level);
    JsonWriter out;
    out.begin_object().member("to_do", standing.to_do()).member("certified", standing.certified);
    out.member_or_null("level", known == nullptr ? std::string_view() : known->name.in(call.lang));
    out.member("taken", standing.asked && standing.certification && !standing.certified);
    out.member("looked_at", standing.looked_at).member("text_rule", answer::kPracticeTextRule);
    out.key("cards").begin_array();
    for (const answer::TrainingCard& card : training.cards)
        out.begin_object()
            .member("id", card.id)
            .member("title", card.title.in(call.lang))
            .member("text", card.text.in(call.lang))
            .member("done", !left(standing.left.cards, card.id))
            .end_object();
    out.end_array().key("questions").begin_array();
    const std::uint64_t seed = standing.minutes.seed;
    for (const int n : answer::drawn_order(seed, "questions", static_cast<int>(training.questions.size()))) {
        const answer::TrainingQuestion& question = training.questions[static_cast<std::size_t>(n)];
        out.begin_object().member("id", question.id).member("ask", question.ask.in(call.lang));
        out.key("options").begin_array();
        for (const int o : answer::drawn_order(seed, question.id, static_cast<int>(question.options.size())))
            out.begin_object()
                .member("n", o)
                .member("text", question.options[static_cast<std::size_t>(o)].in(call.lang))
                .end_object();
        const auto tries = standing.minutes.tries.find(question.id);
        out.end_array().member("done", !left(standing.left.questions, question.id));
        out.member("tries", tries == standing.minutes.tries.end() ? 0 : tries->second).end_object();
    }
    out.end_array().key("practice").begin_object();
    out.member("customer", training.practice.customer.in(call.lang));
    out.member("text", training.practice.text.in(call.lang)).member("done", !standing.left.practice);
    out.end_object().key("topics").begin_array();
    for (const answer::TrainingTopic& topic : training.topics)
        out.begin_object()
            .member("id", topic.query)
            .member("name", topic.name.in(call.lang))
            .member("ticked", left(standing.minutes.topics, topic.query))
            .end_object();
    out.end_array().member("topics_done", standing.minutes.topics_seen).end_object();
    return json_response(out.take());
}

Outcome get(const Deps& deps, Call& call) {
    MH_LET(standing, deps.crowd->certifier.standing(call.actor()));
    return first_minutes_response(call, standing);
}

Outcome read_card(const Deps& deps, Call& call) {
    MH_LET(standing, deps.crowd->certifier.read_card(call.actor(), call.args.at(0)));
    return first_minutes_response(call, standing);
}

Outcome answer_question(const Deps& deps, Call& call) {
    const int option = call.body.as_object().at("option").to_number<int>();
    MH_LET(result, deps.crowd->certifier.answer_question(call.actor(), call.args.at(0), option));
    JsonWriter out;
    out.begin_object().member("right", result.right);
    out.member_or_null("reason", result.reason.in(call.lang)).member("tries", result.tries).end_object();
    return json_response(out.take());
}

Outcome practise(const Deps& deps, Call& call) {
    const std::string text = call.text("text");
    auto result = deps.crowd->certifier.practise(call.actor(), text);
    if (!result) return std::unexpected<Failure>(at_field(std::move(result).error()));
    JsonWriter out;
    out.begin_object().member("passed", result->passed).member("published", result->published);
    out.key("findings").begin_array();
    for (const auto& [pointer, finding] : result->checked.findings) {
        const answer::Rule& rule = result->checked.linter->guidelines().rules[finding.rule];
        out.begin_object().member("severity", answer::to_string(finding.severity));
        out.member("words", std::string_view(text).substr(finding.at.from, finding.at.to - finding.at.from));
        out.member("replacement", finding.replacement).member("reason", rule.reason.in(call.lang));
        out.member_or_null("right", rule.right.in(call.lang)).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome tick(const Deps& deps, Call& call) {
    std::vector<std::string> topics;
    for (const auto& topic : call.body.as_object().at("topics").as_array())
        topics.emplace_back(std::string_view(topic.as_string()));
    auto standing = deps.crowd->certifier.tick(call.actor(), topics);
    if (!standing) return std::unexpected<Failure>(at_field(std::move(standing).error()));
    return first_minutes_response(call, *standing);
}

Response training_response(const Call& call, const answer::SavedTraining& saved) {
    JsonWriter out;
    out.begin_object().member("version", saved.version);
    out.member("saved_at", saved.version > 0 ? std::optional(saved.saved_at) : std::nullopt);
    out.member_or_null("saved_by", saved.saved_by.value);
    out.member("may_levels",
               model::check(call.actor(), Action::manage_settings, model::Scope::brand).has_value());
    out.key("document").raw(answer::write_training(saved.training)).end_object();
    return json_response(out.take());
}

Outcome save(const Deps& deps, Call& call) {
    const auto& body = call.body.as_object();
    const auto existing = call.text_if("existing").value_or("keep") == "ask"
                              ? answer::Certifier::Existing::ask
                              : answer::Certifier::Existing::keep;
    auto saved = deps.crowd->certifier.save(call.actor(), boost::json::serialize(body.at("document")),
                                            existing, body.at("version").to_number<std::int64_t>());
    if (!saved) {
        Failure why(std::move(saved).error());
        for (const auto& [name, value] : why.error.args)
            if (name == "pointer") why.fields.push_back({"/document" + value, why.error.key, why.error.args});
        return std::unexpected<Failure>(std::move(why));
    }
    return training_response(call, *saved);
}

Outcome people(const Deps& deps, Call& call) {
    const model::EmployeeId after(call.request.query_value("cursor").value_or(""));
    MH_LET(now, deps.crowd->certifier.training(call.actor()));
    MH_LET(all, deps.crowd->certifier.trainees(call.actor(), after, kPeoplePage + 1));
    const bool more = all.size() > kPeoplePage;
    if (more) all.pop_back();
    const answer::Training& training = now.training;
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const answer::Trainee& one : all) {
        const answer::FirstMinutes minutes = one.minutes.value_or(answer::FirstMinutes{});
        const answer::Left left = answer::left_of(training, minutes);
        int tries = 0;
        for (const auto& [id, n] : minutes.tries)
            tries += n;
        out.begin_object().key("person").begin_object().member("id", one.person.id.value);
        out.member("initials", one.person.initials).member("name", one.person.name).end_object();
        out.member("role", to_string(one.person.role)).member("department_id", one.person.department.value);
        out.member("asked", training.asks_role(one.person.role));
        out.member("cards", static_cast<std::int64_t>(training.cards.size() - left.cards.size()));
        out.member("questions", static_cast<std::int64_t>(training.questions.size() - left.questions.size()));
        out.member("tries", tries).member("practice", !left.practice);
        out.member("finished_at", minutes.finished_at);
        const bool has = one.certification.has_value();
        out.member_or_null("level", has ? one.certification->level : "");
        out.member("level_at", has ? std::optional(one.certification->at) : std::nullopt);
        out.member_or_null("level_by", has ? one.certification->by.value : "");
        out.member("reason", has ? one.certification->reason : "").end_object();
    }
    out.end_array().member("cards", static_cast<std::int64_t>(training.cards.size()));
    out.member("questions", static_cast<std::int64_t>(training.questions.size()));
    out.member_or_null("next", more ? all.back().person.id.value : "").end_object();
    return json_response(out.take());
}

Outcome certify(const Deps& deps, Call& call) {
    auto done = deps.crowd->certifier.grant(call.actor(), model::EmployeeId(call.args.at(0)),
                                            call.text_if("level").value_or(""), call.text("reason"));
    if (!done) return std::unexpected<Failure>(at_field(std::move(done).error()));
    return no_content();
}

}  // namespace

std::vector<Route> training_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* method, const char* path, const char* operation, Action action,
                         SchemaPtr request, SchemaPtr response,
                         Outcome (*handle)(const Deps&, Call&)) -> Route& {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.request = std::move(request);
        r.response = std::move(response);
        r.handle = [&deps, handle](Call& call) { return handle(deps, call); };
        routes.push_back(std::move(r));
        return routes.back();
    };
    add("GET", "/api/v1/first-minutes", "get_first_minutes", Action::submit_answer, nullptr,
        shapes::first_minutes(), get);
    add("POST", "/api/v1/first-minutes/cards/{id}", "read_first_card", Action::submit_answer,
        shapes::nothing(), shapes::first_minutes(), read_card);
    add("POST", "/api/v1/first-minutes/questions/{id}", "answer_first_question", Action::submit_answer,
        shapes::first_answer_request(), shapes::first_answer(), answer_question);
    add("POST", "/api/v1/first-minutes/practice", "practise_answer", Action::submit_answer,
        shapes::first_practice_request(), shapes::first_practice(), practise);
    add("PUT", "/api/v1/first-minutes/topics", "tick_topics", Action::submit_answer,
        shapes::first_topics_request(), shapes::first_minutes(), tick);
    add("GET", "/api/v1/training", "get_training", Action::manage_training, nullptr, shapes::training(),
        [](const Deps& d, Call& call) -> Outcome {
            MH_LET(saved, d.crowd->certifier.training(call.actor()));
            return training_response(call, saved);
        });
    add("PUT", "/api/v1/training", "save_training", Action::manage_training, shapes::save_training_request(),
        shapes::training(), save);
    add("GET", "/api/v1/training/people", "list_trainees", Action::manage_training, nullptr,
        shapes::trainees(), people)
        .query = {{"cursor", shape::line(0, 64)}};
    add("POST", "/api/v1/employees/{id}/certification", "certify_employee", Action::manage_training,
        shapes::certification_request(), nullptr, certify)
        .status = 204;
    return routes;
}

}  // namespace manyhands::http
