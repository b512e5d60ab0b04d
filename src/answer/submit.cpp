// What may be submitted, taken back, sent at once. Pure.
#include <algorithm>
#include <array>
#include <iterator>

#include "answer/answer.hpp"
#include "base/text/utf8.hpp"
#include "model/answered.hpp"
#include "model/apply.hpp"
#include "model/owed.hpp"
#include "model/phrase.hpp"
#include "model/text_rule.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;
using model::Answer;
using model::AnswerState;
using model::ConversationState;
using model::Events;

constexpr std::array kUndoSeconds{0, 5, 10, 20};
constexpr std::size_t kKeyAtLeast = 8;
constexpr std::size_t kKeyAtMost = 128;
// More than any network takes: longer ones are refused before they are counted.
constexpr std::size_t kTextBytes = 65536;
// A claim that submit takes anew lasts as long as any.
constexpr base::Minutes kClaimLease{5};

// One post's text as it is written and where it stands in the request.
struct Written {
    const std::string& text;
    std::string pointer;
    std::string tail;      // "1/2", or nothing
    std::string initials;  // nothing: not signed
};

std::string with_tail(const std::string& text, const std::string& tail) {
    if (tail.empty()) return text;
    const auto end = text.find_last_not_of(" \r\n");
    if (end == std::string::npos) return {};  // a number alone says nothing
    return text.substr(0, end + 1) + " " + tail;
}

// "/sorry" and nothing else; empty for every other text.
std::string_view only_a_shortcut(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto from = text.find_first_not_of(kBlanks);
    if (from == std::string_view::npos || text[from] != '/') return {};
    text = text.substr(from, text.find_last_not_of(kBlanks) + 1 - from);
    return text.size() > 1 && text.find_first_of(kBlanks) == std::string_view::npos ? text
                                                                                    : std::string_view{};
}

Result<std::string> published_text(const Written& written, const std::string& text_rule) {
    const std::string& text = written.text;
    if (text.size() > kTextBytes)
        return fail(ErrorCode::too_large, "answer.submit.too_large",
                    {{"limit", std::to_string(kTextBytes)}, {"pointer", written.pointer}});
    if (!base::is_utf8(text))
        return fail(ErrorCode::invalid, "answer.submit.bad_text", {{"pointer", written.pointer}});
    // What a phrase left open must not stand on the network.
    if (const auto open = model::variables_in(text); !open.empty())
        return fail(ErrorCode::invalid, "answer.submit.unresolved",
                    {{"name", "{{" + open.front().name + "}}"},
                     {"from", std::to_string(open.front().begin)},
                     {"to", std::to_string(open.front().end)},
                     {"pointer", written.pointer}});
    // A phrase that was asked for and never put in says nothing to a customer.
    if (const auto asked = only_a_shortcut(text); !asked.empty())
        return fail(ErrorCode::invalid, "answer.submit.only_a_shortcut",
                    {{"shortcut", std::string(asked)}, {"pointer", written.pointer}});
    MH_LET(rule, model::text_rule(text_rule));
    const model::Fitted fitted = model::compose(rule, with_tail(text, written.tail), written.initials);
    if (fitted.empty) return fail(ErrorCode::invalid, "answer.submit.empty", {{"pointer", written.pointer}});
    if (!fitted.count.fits) {
        const bool by_bytes = fitted.count.limit == 0 || fitted.count.used <= fitted.count.limit;
        return fail(ErrorCode::invalid, by_bytes ? "answer.submit.too_many_bytes" : "answer.submit.too_long",
                    {{"used", std::to_string(by_bytes ? fitted.count.bytes : fitted.count.used)},
                     {"limit", std::to_string(by_bytes ? fitted.count.byte_limit : fitted.count.limit)},
                     {"pointer", written.pointer}});
    }
    return fitted.text;
}

}  // namespace

Result<std::string> signed_text(const std::string& text, const std::string& text_rule,
                                const std::string& initials) {
    return published_text({text, "/text", {}, initials}, text_rule);
}

Result<std::string> signed_again(const Answer& answer, const std::string& text,
                                 const std::string& text_rule) {
    const std::string mark = "via @" + answer.via;
    if (!answer.via.empty() && answer.published_text.ends_with(mark))
        return published_text({text, "/text", mark, {}}, text_rule);
    return signed_text(text, text_rule, answer.initials);
}

std::vector<std::string> texts_of(const Answer& answer) {
    std::vector<std::string> texts{answer.text};
    for (const model::Part& part : answer.rest)
        texts.push_back(part.text);
    for (const model::Image& image : answer.images)
        if (!image.alt.empty()) texts.push_back(image.alt);
    return texts;
}

std::optional<model::Approval> to_ask(const Judged& judged, const model::Conversation& conversation,
                                      const std::optional<model::Approval>& former, Instant now) {
    model::Approval approval = judged.approval;
    const bool on_topic = std::ranges::any_of(judged.topics, [&](const model::TagId& tag) {
        return std::ranges::find(conversation.tags, tag) != conversation.tags.end();
    });
    if (judged.incident && on_topic) approval.waits.push_back(*judged.incident);
    std::erase_if(approval.waits, [&](const model::ApprovalWait& one) {
        const model::ApprovalWait* known = former ? former->wait(one.risk) : nullptr;
        return known != nullptr && known->approved_by;
    });
    if (approval.complete()) return std::nullopt;
    approval.asked_at = now;
    for (model::ApprovalWait& one : approval.waits)
        if (one.step != model::ApprovalStep::leads && !one.approved_by) one.due_at = now + one.clock;
    return approval;
}

namespace {

// The posts that the submission asks for, first to last; each must fit by itself.
Result<std::vector<model::Part>> written_posts(const Submission& submission, const SubmitContext& context) {
    const std::string& initials = context.actor.initials;
    const std::vector<std::string>& parts = submission.parts;
    if (parts.empty()) {
        const bool via = submission.sign_via && !submission.via.empty();
        MH_LET(published,
               published_text({submission.text, "/text", via ? "via @" + submission.via : std::string(),
                               via ? std::string() : initials},
                              context.text_rule));
        return std::vector<model::Part>{
            {context.id, base::clean_post(submission.text), std::move(published)}};
    }
    if (parts.size() < 2 || parts.size() > kPartsAtMost || context.later_ids.size() + 1 != parts.size())
        return fail(ErrorCode::invalid, "answer.submit.bad_parts",
                    {{"limit", std::to_string(kPartsAtMost)}, {"pointer", "/parts"}});
    std::vector<model::Part> posts;
    const std::string all = std::to_string(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool is_signed = context.sign_every_part || i + 1 == parts.size();
        MH_LET(published,
               published_text({parts[i], "/parts/" + std::to_string(i),
                               submission.number_parts ? std::to_string(i + 1) + "/" + all : std::string(),
                               is_signed ? initials : std::string()},
                              context.text_rule));
        posts.push_back({i == 0 ? context.id : context.later_ids[i - 1], base::clean_post(parts[i]),
                         std::move(published)});
    }
    return posts;
}

Result<void> well_formed(const Submission& submission, const SubmitContext& context) {
    if (std::find(kUndoSeconds.begin(), kUndoSeconds.end(), submission.undo.count()) == kUndoSeconds.end())
        return fail(ErrorCode::invalid, "answer.submit.bad_undo");
    const std::string& key = submission.idempotency_key;
    const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (key.size() < kKeyAtLeast || key.size() > kKeyAtMost || !visible)
        return fail(ErrorCode::invalid, "answer.submit.bad_key");
    if (context.actor.initials.empty()) return fail(ErrorCode::conflict, "answer.submit.no_initials");
    if (const auto& until = submission.holding_until) {
        if (*until <= context.now + submission.undo)
            return fail(ErrorCode::invalid, "answer.holding.past", {{"pointer", "/holding_until"}});
        if (*until > context.now + kHoldingAtMost)
            return fail(
                ErrorCode::invalid, "answer.holding.too_long",
                {{"days", std::to_string(kHoldingAtMost.count() / 24)}, {"pointer", "/holding_until"}});
    }
    return {};
}

// The parent that was loaded beforehand must still be what the writer saw.
Result<void> parent_stands(const ConversationState& state, const SubmitContext& context) {
    const model::Post& parent = context.parent;
    if (parent.id.empty() || parent.conversation != state.conversation.id)
        return fail(ErrorCode::invalid, "answer.submit.bad_parent");
    if (parent.deleted) return fail(ErrorCode::conflict, "answer.parent_deleted");
    if (parent.side == model::Side::brand) return fail(ErrorCode::invalid, "answer.submit.bad_parent");
    return {};
}

// One voice: the holder answers; without a holder (or an expired one) the writer takes the claim with it.
Result<Events> holding(const ConversationState& state, const model::EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    Events events;
    if (c.claim) {
        if (c.claim->holder == by) {
            if (c.claim->until > now) return events;
        } else if (c.claim->until > now || model::claim_is_pinned(state)) {
            return fail(ErrorCode::conflict, "answer.submit.held_by_other",
                        {{"employee", c.claim->holder.value}, {"until", base::to_rfc3339(c.claim->until)}});
        }
        events.push_back({c.claim->until, std::nullopt,
                          model::ClaimReleased{c.claim->holder, model::ReleaseReason::expired}});
    } else if (c.offer && c.offer->until > now && c.offer->employee != by) {
        return fail(ErrorCode::conflict, "route.claim.offered_to_other",
                    {{"employee", c.offer->employee.value}, {"until", base::to_rfc3339(c.offer->until)}});
    }
    events.push_back({now, by, model::Claimed{{by, c.last_fence + 1, now, now + kClaimLease, now}}});
    return events;
}

// Nothing waits, and what was promised is done: its follow-up is offered to one person. It needs no claim,
// since nobody else may answer; the offer goes when it is sent.
bool follows_up(const model::Conversation& c, const SubmitContext& context) {
    return !c.episode && !c.owed && !c.claim && c.offer && c.offer->employee == context.actor.employee &&
           c.offer->until > context.now;
}

std::unexpected<base::Error> no_such_answer() {
    return fail(ErrorCode::not_found, "answer.not_found");
}

// The part that goes on a thread of which this one has left already.
const Answer* part_behind(const ConversationState& state, const Answer& answer) {
    const Answer* open = state.open_answer();
    const bool follows = open != nullptr && open->id != answer.id && open->part > answer.part &&
                         open->author == answer.author && answer.parts > answer.part;
    return follows ? open : nullptr;
}

std::unexpected<base::Error> too_late(const Answer& answer) {
    const bool sent = answer.state == AnswerState::sent;
    return fail(ErrorCode::conflict, sent ? "answer.already_sent" : "answer.already_leaving");
}

}  // namespace

Result<Events> submit(const ConversationState& state, const Submission& submission,
                      const SubmitContext& context) {
    const auto& c = state.conversation;
    MH_TRY(well_formed(submission, context));
    MH_LET(posts, written_posts(submission, context));
    const Answer* open = state.open_answer();
    if (open != nullptr) {
        // The same request again (its first response got lost) changes nothing.
        if (open->author == context.actor.employee && open->idempotency_key == submission.idempotency_key)
            return Events{};
        // Two for one question: the writer says which.
        const bool waits = open->state == AnswerState::awaiting_approval;
        if (!waits || submission.withdraw != open->id)
            return fail(ErrorCode::conflict,
                        waits ? "answer.submit.another_waits" : "answer.submit.another_open",
                        {{"employee", open->author.value}, {"answer", open->id.value}});
    }
    if (c.state == model::State::closed) return fail(ErrorCode::conflict, "answer.submit.closed");
    const bool follow_up = follows_up(c, context);
    Events events;
    if (!follow_up) {
        MH_LET(claimed, holding(state, context.actor.employee, context.now));
        events = std::move(claimed);
    }
    if (open != nullptr)
        events.insert(events.begin(),
                      {context.now, context.actor.employee, model::AnswerCancelled{open->id}});
    if (submission.public_version_seen != c.public_version)
        return fail(ErrorCode::stale, "answer.submit.stale",
                    {{"seen", std::to_string(submission.public_version_seen)},
                     {"current", std::to_string(c.public_version)}});
    if (!c.episode && !c.owed && !follow_up) return fail(ErrorCode::conflict, "answer.submit.nothing_waits");
    MH_TRY(parent_stands(state, context));

    Answer answer;
    answer.id = context.id;
    answer.brand = c.brand;
    answer.account = c.account;
    answer.conversation = c.id;
    answer.author = context.actor.employee;
    answer.initials = context.actor.initials;
    answer.text = std::move(posts.front().text);
    answer.published_text = std::move(posts.front().published_text);
    answer.parts = static_cast<int>(posts.size());
    for (const model::Image& image : submission.images)
        answer.images.push_back({image.id, base::clean_post(image.alt)});
    answer.rest.assign(std::make_move_iterator(posts.begin() + 1), std::make_move_iterator(posts.end()));
    answer.parent = context.parent.id;
    answer.parent_remote_id = context.parent.remote.remote_id;
    answer.root_remote_id = context.parent.remote.root_remote_id.empty()
                                ? context.parent.remote.remote_id
                                : context.parent.remote.root_remote_id;
    answer.holding_until = submission.holding_until;
    answer.own_post = submission.own_post;
    answer.via = submission.via;
    answer.state = AnswerState::queued;
    answer.public_version_seen = submission.public_version_seen;
    answer.idempotency_key = submission.idempotency_key;
    answer.submitted_at = context.now;
    answer.due_at = context.now + submission.undo;
    auto approval = to_ask(context.judged, c, std::nullopt, context.now);
    if (approval) answer.state = AnswerState::awaiting_approval;
    const model::AnswerId id = answer.id;
    events.push_back({context.now, context.actor.employee,
                      model::AnswerSubmitted{std::move(answer), context.judged.approval.exception}});
    if (approval)
        events.push_back(
            {context.now, context.actor.employee, model::ApprovalAsked{id, *std::move(approval)}});
    return events;
}

Result<Events> cancel(const ConversationState& state, const model::AnswerId& id, const model::EmployeeId& by,
                      Instant now) {
    const Answer* answer = state.find_answer(id);
    if (answer == nullptr) return no_such_answer();
    switch (answer->state) {
        case AnswerState::awaiting_approval:
        case AnswerState::queued:
        case AnswerState::paused:
            return Events{{now, by, model::AnswerCancelled{id}}};
        case AnswerState::cancelled:
        case AnswerState::failed:
            return Events{};
        case AnswerState::held:
            if (!answer->rest.empty()) break;
            return fail(ErrorCode::conflict, "answer.cancel.held");
        case AnswerState::sent:
            if (const Answer* behind = part_behind(state, *answer)) return cancel(state, behind->id, by, now);
            return too_late(*answer);
        case AnswerState::sending:
        case AnswerState::unknown:
            if (!answer->rest.empty()) break;
            return too_late(*answer);
    }
    // This part cannot be called back any more; those behind it can.
    return Events{{now, by, model::AnswerCut{id, model::rest_text(*answer)}}};
}

Result<Events> send_now(const ConversationState& state, const model::AnswerId& id,
                        const model::EmployeeId& by, Instant now) {
    const Answer* answer = state.find_answer(id);
    if (answer == nullptr) return no_such_answer();
    const bool leaves = answer->state == AnswerState::queued || answer->state == AnswerState::paused;
    if (leaves && model::is_past(*answer, now)) return fail(ErrorCode::conflict, "answer.holding.past");
    switch (answer->state) {
        case AnswerState::queued:
            if (answer->due_at <= now) return Events{};
            return Events{{now, by, model::AnswerDue{id, now}}};
        case AnswerState::paused:
            return Events{{now, by, model::AnswerResumed{id, now}}};
        case AnswerState::sending:
        case AnswerState::sent:
        case AnswerState::unknown:
            return Events{};  // it is what was wished for
        case AnswerState::awaiting_approval:
            return fail(ErrorCode::conflict, "answer.send_now.awaiting_approval");
        case AnswerState::held:
            return fail(ErrorCode::conflict, "answer.send_now.held");
        case AnswerState::failed:
        case AnswerState::cancelled:
            return fail(ErrorCode::conflict, "answer.send_now.closed");
    }
    return Events{};
}

}  // namespace manyhands::answer
