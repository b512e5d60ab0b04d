#include <algorithm>

#include "answer/answer.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Actor;
using model::ConversationId;
using model::ConversationState;
using model::Events;

constexpr std::size_t kDraftBytes = 16384;

std::unexpected<base::Error> not_found() {
    return fail(ErrorCode::not_found, "route.conversation.not_found");
}

model::Scope scope(const Actor& actor, const model::Conversation& c) {
    return model::scope_of(actor, c.brand, c.department, c.claim ? c.claim->holder : model::EmployeeId{});
}

// The state holds open answers only; a closed one is put beside them, so that the decision can say what
// became of it. One that was open a moment ago and is not in the state any more has just been sent or closed.
ConversationState with_closed(const ConversationState& state, const model::Answer& row) {
    ConversationState all = state;
    if (all.find_answer(row.id) == nullptr) {
        all.answers.push_back(row);
        if (model::is_open(row.state)) all.answers.back().state = model::AnswerState::sent;
    }
    return all;
}

// One's own answer needs the right to answer; somebody else's the wider one.
Result<void> may_touch(const Actor& actor, const ConversationState& state, const model::AnswerId& id) {
    const auto& c = state.conversation;
    const model::Answer* answer = state.find_answer(id);
    const model::EmployeeId author = answer == nullptr ? model::EmployeeId{} : answer->author;
    const model::Scope reach = model::scope_of(actor, c.brand, c.department, author);
    const bool own = author == actor.employee || answer == nullptr;
    return model::check(actor, own ? Action::submit_answer : Action::manage_any_answer, reach);
}

std::vector<std::string> texts_of(const Submission& submission) {
    std::vector<std::string> texts = submission.parts;
    if (texts.empty()) texts.push_back(submission.text);
    for (const model::Image& image : submission.images)
        if (!image.alt.empty()) texts.push_back(image.alt);
    return texts;
}

}  // namespace

Service::Service(model::Transactor& store, AnswerStore& answers, DraftStore& drafts, Gate& gate,
                 RiskGate& risks, const base::Clock& clock, base::IdSource& ids,
                 std::function<std::string(const model::AccountId&)> text_rule_of, ImageCheck check_images)
    : store_(store),
      answers_(answers),
      drafts_(drafts),
      gate_(gate),
      risks_(risks),
      clock_(clock),
      ids_(ids),
      text_rule_of_(std::move(text_rule_of)),
      check_images_(std::move(check_images)) {}

Result<ConversationState> Service::submit(const Actor& actor, const ConversationId& id,
                                          const Submission& submission) {
    return submit_through(store_, actor, id, submission);
}

Result<ConversationState> Service::submit_through(model::Transactor& store, const Actor& actor,
                                                  const ConversationId& id, const Submission& wish) {
    Submission submission = wish;
    // The same request once more, long after: its answer exists, whatever became of it.
    MH_LET(known, answers_.answer_by_key(actor.brand, actor.employee, submission.idempotency_key));
    if (known && known->conversation != id) return fail(ErrorCode::conflict, "answer.submit.key_used");
    const auto answer_id = ids_.make<model::AnswerId>();
    // The parent's row is loaded beforehand, because a decision does no I/O. If it was deleted meanwhile the
    // public version has risen, and the decision sees that.
    model::PostId wanted = submission.parent.value_or(model::PostId{});
    std::optional<model::Conversation> seen;
    if (!known) {
        MH_LET(now, answers_.conversation_now(actor.brand, id));
        MH_TRY(model::check(actor, Action::submit_answer, scope(actor, now)));
        if (wanted.empty()) wanted = now.last_customer_post;
        if (!submission.images.empty()) {
            if (!check_images_)
                return fail(ErrorCode::invalid, "answer.media.none_there", {{"pointer", "/media"}});
            MH_TRY(check_images_(actor.brand, now.account, submission.images));
        }
        seen = std::move(now);
    }
    SubmitContext context;
    context.id = answer_id;
    context.actor = actor;
    context.sign_every_part = sign_parts_ && sign_parts_(actor.brand);
    for (std::size_t i = 1; i < std::min(submission.parts.size(), kPartsAtMost); ++i)
        context.later_ids.push_back(ids_.make<model::AnswerId>());
    if (!known && !wanted.empty()) {
        auto parent = answers_.post(actor.brand, wanted);
        if (!parent) {
            if (parent.error().code == ErrorCode::not_found)
                return fail(ErrorCode::invalid, "answer.submit.bad_parent");
            return std::unexpected(parent.error());
        }
        context.parent = std::move(*parent);
    }
    Submission below = submission;
    if (seen) {
        if (below.reads_holding && !below.holding_until && read_holding_) {
            MH_LET(until, read_holding_(actor, *seen, below));
            below.holding_until = until;
        }
        MH_LET(with, with_link(actor, *seen, below));
        below = std::move(with);
        MH_LET(asked, gate_.pass(actor, *seen, below, context.parent));
        MH_LET(judged, risks_.judge(actor.employee, *seen, texts_of(below)));
        if (asked) MH_TRY(risks_.except(actor, *seen, *asked, judged));
        context.judged = std::move(judged);
    }
    return store.transact(actor.brand, id, [&](const ConversationState* state) -> Result<Events> {
        if (state == nullptr) return not_found();
        MH_TRY(model::check(actor, Action::submit_answer, scope(actor, state->conversation)));
        if (known) return Events{};
        if (submission.withdraw) MH_TRY(may_touch(actor, *state, *submission.withdraw));
        SubmitContext now = context;
        now.text_rule = text_rule_of_(state->conversation.account);
        now.now = clock_.now();
        return answer::submit(*state, below, now);
    });
}

Result<Submission> Service::with_link(const Actor& actor, const model::Conversation& seen,
                                      const Submission& submission) {
    const auto& parts = submission.parts;
    const bool linked =
        is_link_ && (is_link_(submission.text) ||
                     std::ranges::any_of(parts, [&](const auto& one) { return is_link_(one); }));
    if (submission.holding_until) {
        if (linked) return fail(ErrorCode::invalid, "answer.submit.link_in_holding", {{"pointer", "/text"}});
        return submission;
    }
    if (!below_ || linked) return submission;
    // Nobody waits for a link: what does not fit, or what has none, goes out as it was written.
    const std::string& last = parts.empty() ? submission.text : parts.back();
    const std::string rule = text_rule_of_(seen.account);
    const std::string mark = submission.sign_via ? "via " + submission.via : actor.initials;
    const auto link = below_(actor, seen.id);
    if (!link) return std::unexpected(link.error());
    if (!*link) return submission;
    Submission with = submission;
    std::string& text = with.parts.empty() ? with.text : with.parts.back();
    text = last + "\n" + **link;
    const std::string counted = with.number_parts ? text + " 10/10" : text;
    if (!signed_text(counted, rule, mark)) return submission;
    return with;
}

Result<ConversationState> Service::cancel(const Actor& actor, const model::AnswerId& id) {
    MH_LET(row, answers_.answer(actor.brand, id));
    return store_.transact(
        actor.brand, row.conversation, [&](const ConversationState* state) -> Result<Events> {
            if (state == nullptr) return not_found();
            MH_TRY(may_touch(actor, with_closed(*state, row), id));
            return answer::cancel(with_closed(*state, row), id, actor.employee, clock_.now());
        });
}

Result<ConversationState> Service::send_now(const Actor& actor, const model::AnswerId& id) {
    MH_LET(row, answers_.answer(actor.brand, id));
    // What the customer has written since may have made it risky.
    MH_LET(seen, answers_.conversation_now(actor.brand, row.conversation));
    Judged judged;
    if (model::is_open(row.state)) {
        MH_LET(found, risks_.judge(row.author, seen, answer::texts_of(row)));
        judged = std::move(found);
    }
    return store_.transact(
        actor.brand, row.conversation, [&](const ConversationState* state) -> Result<Events> {
            if (state == nullptr) return not_found();
            MH_TRY(may_touch(actor, with_closed(*state, row), id));
            const base::Instant now = clock_.now();
            auto events = answer::send_now(with_closed(*state, row), id, actor.employee, now);
            if (!events || events->empty() ||
                !std::holds_alternative<model::AnswerResumed>(events->front().body))
                return events;
            const auto& c = state->conversation;
            if (c.public_version != seen.public_version)
                return fail(ErrorCode::stale, "answer.submit.stale",
                            {{"seen", std::to_string(seen.public_version)},
                             {"current", std::to_string(c.public_version)}});
            if (auto approval = to_ask(judged, c, state->find_answer(id)->approval, now))
                return Events{{now, actor.employee, model::ApprovalAsked{id, *std::move(approval)}}};
            return events;
        });
}

Result<base::Instant> Service::save_draft(const Actor& actor, const ConversationId& id,
                                          const std::string& text, const std::vector<model::Image>& images) {
    if (text.size() > kDraftBytes)
        return fail(ErrorCode::too_large, "answer.draft.too_large", {{"limit", std::to_string(kDraftBytes)}});
    if (!base::is_utf8(text)) return fail(ErrorCode::invalid, "answer.submit.bad_text");
    MH_LET(seen, answers_.conversation_now(actor.brand, id));
    MH_TRY(model::check(actor, Action::claim_conversation, scope(actor, seen)));
    const base::Instant now = clock_.now();
    MH_TRY(drafts_.save_draft(actor.brand, id, actor.employee, {text, now, images}));
    return now;
}

}  // namespace manyhands::answer
