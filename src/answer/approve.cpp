// What an approver may decide. Pure.
#include <algorithm>

#include "answer/approvals.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Answer;
using model::AnswerState;
using model::Approval;
using model::ApprovalStep;
using model::ApprovalWait;
using model::Events;

bool may_decide(const ApprovalWait& wait, const model::Goodwill& promised, const Answer& answer,
                const ApproveContext& context) {
    const ApprovalStep step = step_now(context.lanes, wait, context.people, answer.author, promised);
    const auto who = deciders(context.lanes, wait, step, context.people, answer.author, promised);
    return std::ranges::find(who, context.by) != who.end();
}

// It waits, and `by` is not its author.
Result<const Answer*> decidable(const model::ConversationState& state, const model::AnswerId& id,
                                const ApproveContext& context) {
    const Answer* answer = state.find_answer(id);
    if (answer == nullptr) return fail(ErrorCode::not_found, "answer.not_found");
    if (answer->author == context.by) return fail(ErrorCode::forbidden, "answer.approve.own");
    if (answer->state != AnswerState::awaiting_approval)
        return fail(ErrorCode::conflict, "answer.approve.not_waiting");
    return answer;
}

bool is_decider(const Answer& answer, const ApproveContext& context) {
    if (!answer.approval) return false;
    return std::ranges::any_of(answer.approval->waits, [&](const ApprovalWait& one) {
        return !one.approved_by && may_decide(one, answer.approval->goodwill, answer, context);
    });
}

// The lanes of the text that is to go out: what was known of them stays; what others approved counts for the
// text that they saw.
Approval carried_on(const Answer& answer, const model::Conversation& conversation,
                    const ApproveContext& context) {
    auto next = to_ask(context.judged, conversation, std::nullopt, context.now).value_or(Approval{});
    if (next.waits.empty()) next.lanes_version = context.judged.approval.lanes_version;
    next.goodwill = context.judged.approval.goodwill;
    if (!answer.approval) return next;
    next.asked_at = answer.approval->asked_at;
    // The guidelines are not asked about a text that stays as it is: what was asked of it stays asked.
    next.exception = context.edit ? context.judged.approval.exception : answer.approval->exception;
    if (const ApprovalWait* asked = answer.approval->wait(model::RiskClass::exception);
        asked != nullptr && !context.edit)
        next.waits.push_back(*asked);
    for (ApprovalWait& one : next.waits) {
        const ApprovalWait* known = answer.approval->wait(one.risk);
        if (known == nullptr) continue;
        one.step = known->step;
        one.due_at = known->due_at;
        if (!context.edit) one.approved_by = known->approved_by;
    }
    return next;
}

}  // namespace

Result<Events> approve(const model::ConversationState& state, const model::AnswerId& id,
                       const ApproveContext& context) {
    const Answer* there = state.find_answer(id);
    // The same request once more: it is on its way by this person's word.
    const auto given = [&](const ApprovalWait& one) { return one.approved_by == context.by; };
    if (there != nullptr && there->state != AnswerState::awaiting_approval && there->approval &&
        std::ranges::any_of(there->approval->waits, given) && there->state != AnswerState::cancelled &&
        there->state != AnswerState::failed && !context.edit)
        return Events{};
    MH_LET(answer, decidable(state, id, context));
    const auto& c = state.conversation;
    if (context.seen != c.public_version)
        return fail(ErrorCode::stale, "answer.submit.stale",
                    {{"seen", std::to_string(context.seen)}, {"current", std::to_string(c.public_version)}});
    if (answer->published_text.empty()) return fail(ErrorCode::conflict, "answer.approve.erased");

    Approval next = carried_on(*answer, c, context);
    std::vector<model::RiskClass> mine;
    bool is_new = false;
    for (ApprovalWait& one : next.waits) {
        is_new = is_new || !answer->approval || answer->approval->wait(one.risk) == nullptr;
        if (one.approved_by || !may_decide(one, next.goodwill, *answer, context)) continue;
        one.approved_by = context.by;
        one.due_at.reset();
        mine.push_back(one.risk);
    }
    // Whoever a lane asks may edit it out of every lane; nobody else edits.
    const bool decider = is_decider(*answer, context);
    const bool settled = decider && next.complete();
    if (mine.empty() && !settled)
        return fail(ErrorCode::forbidden, decider ? "answer.approve.limit" : "answer.approve.not_yours");
    if (context.edit && !decider) return fail(ErrorCode::forbidden, "answer.approve.not_yours");

    model::AnswerApproved approved;
    approved.answer = id;
    approved.risks = std::move(mine);
    approved.goes_out = next.complete();
    approved.due_at = context.now;
    approved.edit = context.edit;
    approved.author = answer->author;
    approved.notice = context.notice;
    approved.approval = next;
    Events events{{context.now, context.by, std::move(approved)}};
    // A lane that nobody has asked yet.
    if (is_new && !next.complete())
        events.push_back({context.now, context.by, model::ApprovalAsked{id, next}});
    return events;
}

Events passed_on(const model::ConversationState& state, const Lanes& lanes,
                 const std::vector<model::Employee>& people, base::Instant now) {
    Events events;
    const Answer* answer = state.open_answer();
    if (answer == nullptr || answer->state != AnswerState::awaiting_approval || !answer->approval)
        return events;
    const model::Goodwill& promised = answer->approval->goodwill;
    for (const ApprovalWait& wait : answer->approval->waits) {
        if (wait.approved_by) continue;
        const ApprovalStep step = step_now(lanes, wait, people, answer->author, promised);
        auto who = deciders(lanes, wait, step, people, answer->author, promised);
        const bool heard = std::ranges::any_of(who, [&](const model::EmployeeId& one) {
            for (std::size_t i = 0; i <= static_cast<std::size_t>(wait.step); ++i)
                if (std::ranges::find(wait.whom[i], one) != wait.whom[i].end()) return true;
            return false;
        });
        if (step == wait.step && (heard || who.empty())) continue;
        if (who.size() > kWhomAtMost) who.resize(kWhomAtMost);
        model::ApprovalEscalated event{answer->id,  wait.risk,      step,
                                       wait.due_at, std::move(who), answer->author};
        if (step != wait.step)
            event.due_at = step == ApprovalStep::leads ? std::nullopt : std::optional(now + wait.clock);
        events.push_back({now, std::nullopt, std::move(event)});
    }
    return events;
}

Result<Events> send_back(const model::ConversationState& state, const model::AnswerId& id,
                         const std::string& reason, const ApproveContext& context) {
    if (reason.size() > kReturnReasonBytes)
        return fail(ErrorCode::too_large, "answer.return.too_long",
                    {{"limit", std::to_string(kReturnReasonBytes)}, {"pointer", "/reason"}});
    const std::string said = base::clean_line(reason);
    if (said.find_first_not_of(' ') == std::string::npos)
        return fail(ErrorCode::invalid, "answer.return.no_reason", {{"pointer", "/reason"}});
    MH_LET(answer, decidable(state, id, context));
    if (!is_decider(*answer, context)) return fail(ErrorCode::forbidden, "answer.approve.not_yours");
    return Events{{context.now, context.by, model::AnswerReturned{id, said, answer->author, context.notice}}};
}

}  // namespace manyhands::answer
