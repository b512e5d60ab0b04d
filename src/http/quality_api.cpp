// The quality audit: score cards, rounds, marking, results, appeals.
#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using base::Result;
using model::Action;
using quality::Judged;
using quality::Round;
using quality::Service;

using Who = std::function<model::Employee(const model::EmployeeId&)>;

void write_words(JsonWriter& out, std::string_view name, const quality::Words& words) {
    out.key(name).begin_object().member("ko", words.ko).member("en", words.en).end_object();
}

void write_person(JsonWriter& out, std::string_view name, const model::EmployeeId& id, const Who& who) {
    out.key(name);
    if (id.empty()) {
        out.null();
        return;
    }
    const model::Employee employee = who(id);
    out.begin_object().member("id", id.value).member("initials", employee.initials);
    out.member("name", employee.name).end_object();
}

void write_card(JsonWriter& out, const quality::Card& card, const Who& who) {
    out.begin_object().member("version", card.version).key("criteria").begin_array();
    for (const quality::Criterion& one : card.criteria) {
        out.begin_object().member("id", one.id);
        write_words(out, "name", one.name);
        write_words(out, "hint", one.hint);
        out.member("weight", one.weight).member("scale", quality::to_string(one.scale)).end_object();
    }
    out.end_array();
    write_words(out, "critical", card.critical);
    write_person(out, "by", card.by, who);
    out.member("at", card.version == 0 ? std::optional<base::Instant>() : card.at).end_object();
}

void write_columns(JsonWriter& out, const std::vector<quality::Column>& columns) {
    out.key("columns").begin_array();
    for (const quality::Column one : columns)
        out.text(quality::to_string(one));
    out.end_array();
}

void write_strata(JsonWriter& out, const std::vector<quality::Stratum>& strata) {
    out.key("strata").begin_array();
    for (const quality::Stratum& one : strata)
        out.begin_object()
            .member("name", one.name)
            .member("population", one.population)
            .member("drawn", one.drawn)
            .end_object();
    out.end_array();
}

void write_round(JsonWriter& out, const Round& round, const Who& who) {
    const quality::Wish& wish = round.wish;
    out.begin_object().member("id", round.id.value).member("kind", quality::to_string(wish.kind));
    out.member("state", quality::to_string(round.state)).member("from", wish.from).member("to", wish.to);
    write_columns(out, wish.columns);
    out.member("seed", wish.seed.value_or(""))
        .member("confidence", wish.confidence)
        .member("margin", wish.margin);
    out.member("expected", wish.expected)
        .member("twice_percent", wish.twice_percent)
        .member("size", wish.size);
    out.member("newcomer_days", round.newcomer_days).member("population", round.population);
    write_strata(out, round.strata);
    out.member("card", round.card);
    write_person(out, "created_by", round.created_by, who);
    out.member("created_at", round.created_at)
        .member("closed_at", round.closed_at)
        .member("items", round.items);
    out.member("gone", round.gone).member("marked", round.marked).member("wanted", round.wanted);
    out.member("by_me", round.by_me).end_object();
}

void write_thread(JsonWriter& out, const std::vector<quality::ThreadPost>& thread) {
    out.key("thread").begin_array();
    for (const quality::ThreadPost& post : thread) {
        out.begin_object()
            .member("ours", post.ours)
            .member("judged", post.judged)
            .member("author", post.author);
        out.member("text", post.text).member("lang", post.lang).member("at", post.at);
        out.member("edited", post.edited).member("deleted", post.deleted).end_object();
    }
    out.end_array();
}

// Blind: neither who marked nor who wrote it.
enum class Names { shown, hidden };

void write_mark(JsonWriter& out, const quality::Mark& mark, const Who& who, Names names) {
    out.begin_object();
    write_person(out, "by", names == Names::shown ? mark.auditor : model::EmployeeId(), who);
    out.key("marks").begin_object();
    for (const auto& [criterion, value] : mark.marks)
        out.member(criterion, value);
    out.end_object().member("critical", mark.critical).member("score", static_cast<double>(mark.score) / 100);
    out.member("note", mark.note).member("at", mark.at).end_object();
}

void write_judged(JsonWriter& out, const Judged& judged, const Who& who, Names names) {
    const bool shown = names == Names::shown;
    out.begin_object()
        .member("round_id", judged.item.round.value)
        .member("answer_id", judged.item.answer.value);
    out.member_or_null("conversation_id", shown ? judged.item.conversation.value : std::string());
    write_person(out, "author", shown ? judged.item.author : model::EmployeeId(), who);
    out.member("network", judged.item.network).member("sent_at", judged.item.sent_at);
    out.member("stratum", judged.item.stratum).member("weight", judged.item.weight());
    out.member("score", quality::final_score(judged)).member("critical", quality::final_critical(judged));
    out.member("gone", judged.gone).key("marks").begin_array();
    for (const quality::Mark& mark : judged.marks)
        write_mark(out, mark, who, names);
    out.end_array().key("appeal");
    if (judged.appeal) {
        const quality::Appeal& appeal = *judged.appeal;
        out.begin_object().member("reason", appeal.reason).member("at", appeal.at);
        out.member("state", quality::to_string(appeal.state)).member("decision", appeal.decision);
        out.member("decided_at", appeal.decided_at).key("mark");
        if (appeal.mark)
            write_mark(out, *appeal.mark, who, names);
        else
            out.null();
        out.end_object();
    } else {
        out.null();
    }
    out.end_object();
}

void write_agreement(JsonWriter& out, const std::vector<quality::Agreement>& agreement) {
    out.key("agreement").begin_array();
    for (const quality::Agreement& one : agreement) {
        out.begin_object().member("criterion", one.criterion).member("scale", quality::to_string(one.scale));
        out.member("pairs", one.kappa.pairs)
            .member("equal", one.kappa.equal)
            .member("kappa", one.kappa.kappa);
        out.key("matrix").begin_array();
        for (const auto& row : one.kappa.matrix) {
            out.begin_array();
            for (const std::int64_t cell : row)
                out.integer(cell);
            out.end_array();
        }
        out.end_array().end_object();
    }
    out.end_array();
}

void write_standing(JsonWriter& out, const quality::Standing& standing, const std::string& label) {
    const quality::Score& score = standing.score;
    out.begin_object().member("key", standing.key).member("label", label).member("answers", score.answers);
    out.member("effective", score.effective).member("mean", score.mean).member("low", score.low);
    out.member("high", score.high).member("critical", standing.critical);
    out.member("band", quality::to_string(quality::band_of(score))).end_object();
}

quality::Words words_of(const boost::json::value& value) {
    return {std::string(value.at("ko").as_string()), std::string(value.at("en").as_string())};
}

quality::Card card_of(const boost::json::value& body) {
    quality::Card card;
    const boost::json::array& criteria = body.at("criteria").as_array();
    for (const auto& one : criteria)
        card.criteria.push_back({std::string(one.at("id").as_string()), words_of(one.at("name")),
                                 words_of(one.at("hint")), one.at("weight").to_number<int>(),
                                 quality::scale(one.at("scale").as_string()).value_or(quality::Scale::five)});
    card.critical = words_of(body.at("critical"));
    return card;
}

Result<quality::Wish> wish_of(const Call& call) {
    const auto& body = call.body.as_object();
    quality::Wish wish;
    wish.kind = quality::round_kind(call.text("kind")).value_or(quality::RoundKind::sample);
    MH_LET(from, base::parse_rfc3339(call.text("from")));
    MH_LET(to, base::parse_rfc3339(call.text("to")));
    wish.from = from;
    wish.to = to;
    std::string columns;
    const boost::json::array& named = body.at("columns").as_array();
    for (const auto& one : named)
        columns.append(columns.empty() ? "" : " ").append(one.as_string());
    wish.columns = quality::columns_from(columns);
    const auto whole = [&](std::string_view name) { return body.at(name).to_number<int>(); };
    wish.confidence = whole("confidence");
    wish.margin = whole("margin");
    wish.expected = whole("expected");
    wish.twice_percent = whole("twice_percent");
    if (const auto* size = body.if_contains("size")) wish.size = size->to_number<std::int64_t>();
    wish.seed = call.text_if("seed");
    return wish;
}

quality::MarkWish mark_of(const boost::json::value& body) {
    quality::MarkWish wish;
    const boost::json::object& marks = body.at("marks").as_object();
    for (const auto& one : marks)
        wish.marks[std::string(one.key())] = one.value().to_number<int>();
    wish.critical = body.at("critical").as_bool();
    wish.note = std::string(body.at("note").as_string());
    return wish;
}

Result<quality::RoundId> round_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return base::fail(base::ErrorCode::not_found, "quality.round.not_found");
    return quality::RoundId(call.args.at(0));
}
Result<model::AnswerId> answer_id(const Call& call) {
    if (!base::is_ulid(call.args.at(1)))
        return base::fail(base::ErrorCode::not_found, "quality.item.not_found");
    return model::AnswerId(call.args.at(1));
}

Outcome one_round(const Deps& deps, const Result<Round>& round, int status = 200) {
    if (!round) return std::unexpected<Failure>(at_field(round.error()));
    JsonWriter out;
    write_round(out, *round, people_lookup(deps));
    return json_response(out.take(), status);
}

Outcome done(const Result<void>& result) {
    if (!result) return std::unexpected<Failure>(at_field(result.error()));
    return no_content();
}

Outcome cards(const Deps& deps, const Call& call) {
    MH_LET(cards, deps.quality.cards(call.actor()));
    const Who who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("current");
    write_card(out, cards.current, who);
    out.key("versions").begin_array();
    for (const quality::Card& card : cards.versions)
        write_card(out, card, who);
    out.end_array().member("may_manage", Service::may_manage(call.actor())).end_object();
    return json_response(out.take());
}

Outcome change_card(const Deps& deps, const Call& call) {
    const auto card = deps.quality.change_card(call.actor(), card_of(call.body),
                                               call.body.at("version").to_number<std::int64_t>());
    if (!card) return std::unexpected<Failure>(at_field(card.error()));
    JsonWriter out;
    write_card(out, *card, people_lookup(deps));
    return json_response(out.take(), 201);
}

Outcome preview(const Deps& deps, const Call& call) {
    MH_LET(wish, wish_of(call));
    const auto preview = deps.quality.preview(call.actor(), wish);
    if (!preview) return std::unexpected<Failure>(at_field(preview.error()));
    JsonWriter out;
    out.begin_object().member("population", preview->population).member("size", preview->size);
    write_strata(out, preview->strata);
    out.end_object();
    return json_response(out.take());
}

Outcome rounds(const Deps& deps, const Call& call) {
    MH_LET(rounds, deps.quality.rounds(call.actor()));
    const Who who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const Round& round : rounds)
        write_round(out, round, who);
    out.end_array().member("may_mark", Service::may_mark(call.actor()));
    out.member("may_manage", Service::may_manage(call.actor())).end_object();
    return json_response(out.take());
}

Outcome record(const Deps& deps, const Call& call) {
    MH_LET(id, round_id(call));
    MH_LET(record, deps.quality.record(call.actor(), id));
    const Who who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("round");
    write_round(out, record.round, who);
    out.key("card");
    write_card(out, record.card, who);
    out.key("items").begin_array();
    for (const Judged& one : record.items)
        write_judged(out, one, who, Names::shown);
    out.end_array();
    write_agreement(out, record.agreement);
    out.end_object();
    return json_response(out.take());
}

Outcome next(const Deps& deps, const Call& call) {
    MH_LET(id, round_id(call));
    MH_LET(next, deps.quality.next(call.actor(), id));
    const Who who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("round");
    write_round(out, next.round, who);
    out.key("card");
    write_card(out, next.card, who);
    out.key("item");
    if (next.pick) {
        const quality::Item& item = next.pick->item;
        out.begin_object().member("answer_id", item.answer.value).member("position", item.position);
        out.member("network", item.network).member("sent_at", item.sent_at).member("stratum", item.stratum);
        out.member("stratum_population", item.stratum_population).member("twice", item.wanted != 1);
        write_thread(out, next.pick->thread);
        out.end_object();
    } else {
        out.null();
    }
    out.end_object();
    return json_response(out.take());
}

Outcome shown(const Deps& deps, const Call& call, const Result<std::vector<Service::Shown>>& all) {
    if (!all) return std::unexpected<Failure>(all.error());
    const Who who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const Service::Shown& one : *all) {
        out.begin_object().key("card");
        write_card(out, one.card, who);
        out.key("judged");
        write_judged(out, one.judged, who, Names::hidden);
        write_thread(out, one.thread);
        out.member("appeal_until", one.appeal_until).member("may_appeal", one.may_appeal);
        out.member("may_decide", one.may_decide).end_object();
    }
    out.end_array();
    out.member("appeal_days",
               model::whole(deps.settings.value(call.actor().brand, "quality.appeal_days").value));
    out.end_object();
    return json_response(out.take());
}

Outcome results(const Deps& deps, const Call& call) {
    const auto given = [&](std::string_view name) { return call.request.query_value(name).value_or(""); };
    base::Instant to = deps.clock.now();
    if (!given("to").empty()) {
        MH_LET(parsed, base::parse_rfc3339(given("to")));
        to = parsed;
    }
    base::Instant from = to - std::chrono::hours(24 * 28);
    if (!given("from").empty()) {
        MH_LET(parsed, base::parse_rfc3339(given("from")));
        from = parsed;
    }
    const quality::By by = quality::by(given("by")).value_or(quality::By::person);
    MH_LET(results, deps.quality.results(call.actor(), from, to, by));
    MH_LET(cards, deps.quality.cards(call.actor()));
    const Who who = people_lookup(deps);
    std::map<std::string, std::string, std::less<>> labels;
    MH_LET(departments, deps.people.departments(call.actor().brand));
    for (const model::Department& one : departments)
        labels[one.id.value] = call.lang == base::Lang::ko ? one.name_ko : one.name_en;
    for (const auto& network : deps.accounts.networks())
        labels[network.id] = network.label;
    JsonWriter out;
    out.begin_object().member("from", from).member("to", to).member("by", quality::to_string(by)).key("all");
    if (results.all)
        write_standing(out, *results.all, "");
    else
        out.null();
    out.key("groups").begin_array();
    for (const quality::Standing& one : results.groups)
        write_standing(out, one,
                       by == quality::By::person ? who(model::EmployeeId(one.key)).name : labels[one.key]);
    out.end_array();
    write_agreement(out, results.agreement);
    out.key("card");
    write_card(out, cards.current, who);
    out.end_object();
    return json_response(out.take());
}

Route quality_route(std::string method, const std::string& rest, std::string operation, Action action) {
    Route r = make_route(std::move(method), "/api/v1/quality" + rest, std::move(operation));
    r.actions = {action};
    r.speed = Speed::slow;
    return r;
}

}  // namespace

std::vector<Route> quality_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](Route r, SchemaPtr request, SchemaPtr response, int status, Endpoint handle) {
        r.request = std::move(request);
        r.response = std::move(response);
        r.status = status;
        r.handle = std::move(handle);
        routes.push_back(std::move(r));
    };
    const std::string one = "/rounds/{id}";
    const std::string answer = one + "/answers/{answer}";
    add(quality_route("GET", "/cards", "list_score_cards", Action::see_quality), nullptr,
        shapes::audit_cards(), 200, [&deps](Call& call) { return cards(deps, call); });
    add(quality_route("POST", "/cards", "change_score_card", Action::manage_quality),
        shapes::audit_card_request(), shapes::audit_card(), 201,
        [&deps](Call& call) { return change_card(deps, call); });
    add(quality_route("GET", "/rounds", "list_audit_rounds", Action::see_quality), nullptr,
        shapes::audit_rounds(), 200, [&deps](Call& call) { return rounds(deps, call); });
    add(quality_route("POST", "/rounds", "draw_audit_round", Action::manage_quality),
        shapes::audit_round_request(), shapes::audit_round(), 201, [&deps](Call& call) -> Outcome {
            MH_LET(wish, wish_of(call));
            return one_round(deps, deps.quality.draw_round(call.actor(), wish), 201);
        });
    add(quality_route("POST", "/preview", "preview_audit_round", Action::manage_quality),
        shapes::audit_round_request(), shapes::audit_preview(), 200,
        [&deps](Call& call) { return preview(deps, call); });
    add(quality_route("GET", one, "get_audit_round", Action::see_quality), nullptr, shapes::audit_record(),
        200, [&deps](Call& call) { return record(deps, call); });
    add(quality_route("POST", one + "/close", "close_audit_round", Action::manage_quality), shapes::nothing(),
        shapes::audit_round(), 200, [&deps](Call& call) -> Outcome {
            MH_LET(id, round_id(call));
            return one_round(deps, deps.quality.close(call.actor(), id));
        });
    add(quality_route("POST", one + "/next", "next_to_audit", Action::mark_answers), shapes::nothing(),
        shapes::audit_next(), 200, [&deps](Call& call) { return next(deps, call); });
    add(quality_route("POST", answer + "/marks", "mark_answer", Action::mark_answers),
        shapes::audit_mark_request(), nullptr, 204, [&deps](Call& call) -> Outcome {
            MH_LET(id, round_id(call));
            MH_LET(which, answer_id(call));
            return done(deps.quality.mark(call.actor(), id, which, mark_of(call.body)));
        });
    add(quality_route("POST", answer + "/pass", "pass_over_answer", Action::mark_answers),
        shapes::audit_reason_request(), nullptr, 204, [&deps](Call& call) -> Outcome {
            MH_LET(id, round_id(call));
            MH_LET(which, answer_id(call));
            return done(deps.quality.pass_over(call.actor(), id, which, call.text("reason")));
        });
    add(quality_route("POST", answer + "/appeal", "appeal_mark", Action::appeal_mark),
        shapes::audit_reason_request(), nullptr, 204, [&deps](Call& call) -> Outcome {
            MH_LET(id, round_id(call));
            MH_LET(which, answer_id(call));
            return done(deps.quality.appeal(call.actor(), id, which, call.text("reason")));
        });
    add(quality_route("POST", answer + "/decision", "decide_appeal", Action::mark_answers),
        shapes::audit_decision_request(), nullptr, 204, [&deps](Call& call) -> Outcome {
            MH_LET(id, round_id(call));
            MH_LET(which, answer_id(call));
            std::optional<quality::MarkWish> wish;
            if (const auto* mark = call.body.as_object().if_contains("mark")) wish = mark_of(*mark);
            return done(deps.quality.decide(call.actor(), id, which, call.text("decision"), wish));
        });
    add(quality_route("GET", "/appeals", "list_appeals", Action::mark_answers), nullptr,
        shapes::audit_shown(), 200,
        [&deps](Call& call) { return shown(deps, call, deps.quality.appeals(call.actor())); });
    add(quality_route("GET", "/mine", "my_audits", Action::see_quality), nullptr, shapes::audit_shown(), 200,
        [&deps](Call& call) { return shown(deps, call, deps.quality.mine(call.actor())); });
    {
        Route r = quality_route("GET", "/results", "audit_results", Action::see_quality);
        r.query = {{"from", shape::instant()},
                   {"to", shape::instant()},
                   {"by", shape::one_of({"person", "department", "network"})}};
        add(std::move(r), nullptr, shapes::audit_results(), 200,
            [&deps](Call& call) { return results(deps, call); });
    }
    return routes;
}

}  // namespace manyhands::http
