// What a target is told of each event: ids, figures, instants and public addresses. Texts of customers, their
// names and our employees' names are never here; whoever may read them asks the API with the ids.
#include <boost/json.hpp>

#include "hooks/hooks.hpp"

namespace manyhands::hooks {
namespace {

namespace json = boost::json;

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

json::string text(std::string_view value) {
    return json::string(value.data(), value.size());
}

std::string envelope(std::string_view type, base::Instant at, json::object data) {
    return json::serialize(json::object{
        {"type", text(type)}, {"timestamp", text(base::to_rfc3339(at))}, {"data", std::move(data)}});
}

// Those that still wait for somebody.
json::array risks_of(const model::Approval& approval) {
    json::array risks;
    for (const model::ApprovalWait& wait : approval.waits)
        risks.push_back(text(model::to_string(wait.risk)));
    return risks;
}

struct Told {
    std::string_view event;
    json::object data;
};

std::optional<Told> told(const model::EventBody& body) {
    using Maybe = std::optional<Told>;
    return std::visit(
        Overloaded{[](const model::ConversationOpened& e) -> Maybe {
                       return Told{"conversation.opened",
                                   {{"network", text(e.conversation.network)},
                                    {"account", text(e.conversation.account.value)},
                                    {"department", text(e.conversation.department.value)},
                                    {"found_late", e.conversation.found_late}}};
                   },
                   [](const model::Claimed& e) -> Maybe {
                       return Told{"conversation.claimed", {{"employee", text(e.claim.holder.value)}}};
                   },
                   [](const model::HandedOff& e) -> Maybe {
                       json::object data{{"from_department", text(e.from.value)},
                                         {"to_department", text(e.to.value)}};
                       if (e.employee) data["to_employee"] = text(e.employee->value);
                       return Told{"conversation.handed_off", std::move(data)};
                   },
                   [](const model::BandPassed& e) -> Maybe {
                       return Told{"conversation.waiting", {{"minutes", e.minutes}}};
                   },
                   [](const model::EpisodeAnswered& e) -> Maybe {
                       json::object data{
                           {"opened_at", text(base::to_rfc3339(e.opened_at))},
                           {"answered_at", text(base::to_rfc3339(e.answered_at))},
                           {"seconds",
                            std::chrono::duration_cast<base::Seconds>(e.answered_at - e.opened_at).count()}};
                       if (e.answer) data["answer"] = text(e.answer->value);
                       if (e.employee) data["employee"] = text(e.employee->value);
                       return Told{"conversation.answered", std::move(data)};
                   },
                   [](const model::OwedAlarmed& e) -> Maybe {
                       const char* step = e.step == model::OwedAlarm::missed ? "missed" : "near";
                       return Told{"conversation.promise",
                                   {{"step", step}, {"until", text(base::to_rfc3339(e.until))}}};
                   },
                   [](const model::Closed&) -> Maybe { return Told{"conversation.closed", {}}; },
                   [](const model::AnswerSent& e) -> Maybe {
                       return Told{"answer.published",
                                   {{"answer", text(e.answer.value)},
                                    {"url", text(e.url)},
                                    {"published_at", text(base::to_rfc3339(e.sent_at))}}};
                   },
                   [](const model::AnswerHeld& e) -> Maybe {
                       return Told{"answer.held",
                                   {{"answer", text(e.answer.value)}, {"problem", text(e.problem.key)}}};
                   },
                   [](const model::ActionPromised& e) -> Maybe {
                       return Told{"action.promised",
                                   {{"action", text(e.action.id.value)},
                                    {"kind", text(model::to_string(e.action.kind))},
                                    {"owner", text(e.action.owner.value)},
                                    {"department", text(e.action.department.value)},
                                    {"due_at", text(base::to_rfc3339(e.action.due_at))}}};
                   },
                   [](const model::ActionChanged& e) -> Maybe {
                       return Told{"action.changed",
                                   {{"action", text(e.action.value)},
                                    {"state", "open"},
                                    {"owner", text(e.owner.value)},
                                    {"department", text(e.department.value)},
                                    {"due_at", text(base::to_rfc3339(e.due_at))}}};
                   },
                   [](const model::ActionCancelled& e) -> Maybe {
                       return Told{"action.changed",
                                   {{"action", text(e.action.value)}, {"state", "cancelled"}}};
                   },
                   [](const model::ActionDone& e) -> Maybe {
                       return Told{"action.done", {{"action", text(e.action.value)}}};
                   },
                   [](const model::ActionOverdue& e) -> Maybe {
                       return Told{"action.overdue", {{"action", text(e.action.value)}}};
                   },
                   [](const model::ApprovalAsked& e) -> Maybe {
                       json::object data{{"answer", text(e.answer.value)}, {"risks", risks_of(e.approval)}};
                       if (const auto due = e.approval.next_due())
                           data["due_at"] = text(base::to_rfc3339(*due));
                       return Told{"approval.asked", std::move(data)};
                   },
                   [](const model::ApprovalEscalated& e) -> Maybe {
                       json::object data{{"answer", text(e.answer.value)},
                                         {"risk", text(model::to_string(e.risk))},
                                         {"step", text(model::to_string(e.step))}};
                       if (e.due_at) data["due_at"] = text(base::to_rfc3339(*e.due_at));
                       return Told{"approval.escalated", std::move(data)};
                   },
                   [](const model::AnswerApproved& e) -> Maybe {
                       json::array risks;
                       for (const model::RiskClass risk : e.risks)
                           risks.push_back(text(model::to_string(risk)));
                       return Told{"approval.approved",
                                   {{"answer", text(e.answer.value)},
                                    {"risks", std::move(risks)},
                                    {"goes_out", e.goes_out}}};
                   },
                   [](const model::AnswerReturned& e) -> Maybe {
                       return Told{"approval.returned", {{"answer", text(e.answer.value)}}};
                   },
                   [](const auto&) -> Maybe { return std::nullopt; }},
        body);
}

}  // namespace

std::optional<Message> message_of(const Fact& fact) {
    auto found = told(fact.event.body);
    if (!found) return std::nullopt;
    found->data["brand"] = text(fact.brand.value);
    found->data["conversation"] = text(fact.conversation.value);
    found->data["sequence"] = fact.seq;
    if (fact.event.by) found->data["by"] = text(fact.event.by->value);
    return Message{found->event, envelope(found->event, fact.event.at, std::move(found->data))};
}

Message message_of(const ListeningAlert& alert) {
    constexpr std::string_view kEvent = "listening.alert";
    return {kEvent, envelope(kEvent, alert.at,
                             {{"brand", text(alert.brand.value)},
                              {"query", text(alert.query.value)},
                              {"found", alert.found},
                              {"at_least", alert.at_least},
                              {"minutes", alert.minutes}})};
}

std::string ping_body(const model::WebhookId& id, base::Instant at) {
    return envelope(kPing, at, {{"webhook", text(id.value)}});
}

bool tells(std::string_view log_type) {
    for (const std::string_view type :
         {"conversation_opened", "claimed", "handed_off", "band_passed", "episode_answered", "closed",
          "answer_sent", "answer_held", "owed_alarmed", "action_promised", "action_changed",
          "action_cancelled", "action_done", "action_overdue", "approval_asked", "approval_escalated",
          "answer_approved", "answer_returned"})
        if (type == log_type) return true;
    return false;
}

}  // namespace manyhands::hooks
