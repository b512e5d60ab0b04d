#include <gtest/gtest.h>

#include "answer/answer.hpp"
#include "model/test_world.hpp"

namespace manyhands::answer {
namespace {

using namespace model::testing;
using base::ErrorCode;
using base::Result;
using model::AnswerState;
using model::ConversationState;
using model::Events;
using Names = std::vector<std::string>;

Submission submission(const std::string& text = "Please hold the power key") {
    Submission s;
    s.text = text;
    s.public_version_seen = 1;
    s.idempotency_key = "12345678";
    return s;
}

SubmitContext context(const model::EmployeeId& who = kMin, base::Instant now = kNoon + 1min) {
    SubmitContext c;
    c.id = model::AnswerId("a1");
    c.actor = actor(who);
    c.text_rule = "graphemes-300";
    c.parent = customer_post("p1");
    c.now = now;
    return c;
}

ConversationState waiting() {
    return model::replay(opening());
}
ConversationState held(const model::EmployeeId& who = kMin) {
    return after(waiting(), {event(model::Claimed{claim_of(who, 1)})});
}

std::string key(const Result<Events>& result) {
    return result ? "no error" : result.error().key;
}
std::string arg(const Result<Events>& result, const std::string& name) {
    for (const auto& [key, value] : result.error().args)
        if (key == name) return value;
    return "none";
}

TEST(Submit, TheHolderSubmits) {
    const auto events = submit(held(), submission("  Please hold\r\nthe power key \x07 "), context());
    ASSERT_TRUE(events);
    ASSERT_EQ(types(*events), (Names{"answer_submitted"}));
    const model::Answer& made = find<model::AnswerSubmitted>(*events)->answer;
    EXPECT_EQ(made.state, AnswerState::queued);
    EXPECT_EQ(made.published_text, "Please hold\nthe power key ^MK");
    EXPECT_EQ(made.initials, "MK");
    EXPECT_EQ(made.due_at, kNoon + 1min + 5s);
    EXPECT_EQ(made.parent_remote_id, "at://p1");
    EXPECT_EQ(made.public_version_seen, 1);
    EXPECT_FALSE(made.key) << "frozen when the intent is committed, not now";
    const auto state = after(held(), *events);
    EXPECT_EQ(state.conversation.state, model::State::going_out);
    EXPECT_EQ(broken_rule(state), "");
}

TEST(Submit, WithoutAClaimItTakesOne) {
    EXPECT_EQ(types(*submit(waiting(), submission(), context())), (Names{"claimed", "answer_submitted"}));
    // Expired, and nobody took it: the text is not lost.
    const auto late = submit(held(), submission(), context(kMin, kNoon + 20min));
    ASSERT_TRUE(late);
    EXPECT_EQ(types(*late), (Names{"claim_released", "claimed", "answer_submitted"}));
    EXPECT_EQ(find<model::Claimed>(*late)->claim.fence, 2);
    EXPECT_EQ(broken_rule(after(held(), *late)), "");
    EXPECT_TRUE(submit(held(kSue), submission(), context(kMin, kNoon + 20min))) << "somebody else's, expired";
}

TEST(Submit, HeldByAnother) {
    const auto refused = submit(held(kSue), submission(), context());
    EXPECT_EQ(key(refused), "answer.submit.held_by_other");
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_EQ(arg(refused, "employee"), "sue");
    const auto offered = after(waiting(), {event(model::FollowUpOffered{{kSue, kNoon + 3min}})});
    EXPECT_EQ(key(submit(offered, submission(), context())), "route.claim.offered_to_other");
    EXPECT_TRUE(submit(offered, submission(), context(kSue)));
}

TEST(Submit, StaleWhenThePublicVersionMoved) {
    Submission old = submission();
    const auto newer = after(held(), {event(model::PostReceived{customer_post("p2", kNoon + 30s)})});
    const auto refused = submit(newer, old, context());
    EXPECT_EQ(key(refused), "answer.submit.stale");
    EXPECT_EQ(refused.error().code, ErrorCode::stale);
    EXPECT_EQ(arg(refused, "current"), "2");
    old.public_version_seen = 2;
    EXPECT_TRUE(submit(newer, old, context()));
    // Renewals, bands and the like are no reason.
    const auto banded = after(
        held(), {event(model::BandPassed{1, 7}), event(model::ClaimRenewed{kNoon + 9min, kNoon + 4min})});
    EXPECT_TRUE(submit(banded, submission(), context()));
}

TEST(Submit, OneOpenAnswerAtATime) {
    for (const AnswerState open : {AnswerState::queued, AnswerState::paused, AnswerState::sending,
                                   AnswerState::unknown, AnswerState::held}) {
        const auto refused = submit(with_answer(open), submission(), context());
        EXPECT_EQ(key(refused), "answer.submit.another_open") << to_string(open);
        EXPECT_EQ(arg(refused, "employee"), "min");
    }
    Submission same = submission();
    same.idempotency_key = "key-of-a1";
    EXPECT_TRUE(submit(with_answer(AnswerState::queued), same, context())->empty())
        << "the same request again";
    EXPECT_EQ(key(submit(with_answer(AnswerState::queued), same, context(kSue))),
              "answer.submit.another_open");
    EXPECT_TRUE(submit(with_answer(AnswerState::failed), submission(), context()));
    EXPECT_TRUE(submit(with_answer(AnswerState::cancelled), submission(), context()));
}

TEST(Submit, NothingWaitsOrClosed) {
    auto state = after(held(), {event(model::EpisodeAnswered{1, kNoon, kNoon, {}, {}, {}})});
    EXPECT_EQ(key(submit(state, submission(), context())), "answer.submit.nothing_waits");
    state = after(
        state, {event(model::ClaimReleased{kMin, model::ReleaseReason::answered}), event(model::Closed{})});
    EXPECT_EQ(key(submit(state, submission(), context())), "answer.submit.closed");
}

TEST(Submit, OneFollowUpOfWhatIsDoneByWhomItIsOfferedTo) {
    const auto answered = after(held(), {event(model::EpisodeAnswered{1, kNoon, kNoon, {}, {}, {}}),
                                         event(model::ClaimReleased{kMin, model::ReleaseReason::answered})});
    EXPECT_EQ(key(submit(answered, submission(), context())), "answer.submit.nothing_waits");
    const auto offered = after(answered, {event(model::FollowUpOffered{{kMin, kNoon + 1h}})});
    EXPECT_NE(key(submit(offered, submission(), context(kSue))), "no error");
    EXPECT_EQ(key(submit(offered, submission(), context(kMin, kNoon + 1h))), "answer.submit.nothing_waits");
    const auto events = submit(offered, submission(), context());
    ASSERT_TRUE(events);
    EXPECT_EQ(types(*events), (Names{"answer_submitted"})) << "nobody is kept out by a claim";
    // Taken back, it may be sent later; sent, it was the one.
    const auto queued = after(offered, *events);
    const auto back = after(queued, {event(model::AnswerCancelled{model::AnswerId("a1")})});
    EXPECT_TRUE(submit(back, submission(), context()));
    const auto sent = after(queued, {event(model::AnswerSending{model::AnswerId("a1"), 1, {"k", kNoon}}),
                                     event(model::AnswerSent{model::AnswerId("a1"), "r", "", "", kNoon})});
    EXPECT_EQ(key(submit(sent, submission(), context())), "answer.submit.nothing_waits");
}

TEST(Submit, TextsThatCannotGoOut) {
    for (const char* empty : {"", "   ", "\n\t \r\n", "\x01\x02", "^MK", "  ^MK  "})
        EXPECT_EQ(key(submit(held(), submission(empty), context())), "answer.submit.empty") << empty;
    EXPECT_EQ(key(submit(held(), submission("\xC3\x28"), context())), "answer.submit.bad_text");
    EXPECT_EQ(key(submit(held(), submission(std::string(65537, 'x')), context())), "answer.submit.too_large");
    // 300 graphemes with " ^MK": 296 are left.
    std::string hangul;
    for (int i = 0; i < 296; ++i)
        hangul += "가";
    EXPECT_TRUE(submit(held(), submission(hangul), context()));
    const auto over = submit(held(), submission(hangul + "가"), context());
    EXPECT_EQ(key(over), "answer.submit.too_long");
    EXPECT_EQ(over.error().code, ErrorCode::invalid);
    EXPECT_EQ(arg(over, "used"), "301");
    EXPECT_EQ(arg(over, "limit"), "300");
    // 300 families of 25 bytes fit the graphemes and not the bytes.
    std::string families;
    for (int i = 0; i < 290; ++i)
        families += "👨‍👩‍👧‍👦";
    EXPECT_EQ(key(submit(held(), submission(families), context())), "answer.submit.too_many_bytes");
}

TEST(Submit, AShortcutAloneSaysNothing) {
    for (const char* bare : {"/sorry", " /sorry \n", "/환불", "/a/b"}) {
        Submission said = submission();
        said.text = bare;
        const auto refused = submit(held(), said, context());
        EXPECT_EQ(key(refused), "answer.submit.only_a_shortcut") << bare;
        EXPECT_EQ(arg(refused, "pointer"), "/text");
    }
    for (const char* fine : {"/sorry about that", "and/or", "/", "A / B"}) {
        Submission said = submission();
        said.text = fine;
        EXPECT_TRUE(submit(held(), said, context())) << fine;
    }
}

TEST(Submit, ExactlyOneSignature) {
    const auto once = submit(held(), submission("Hold the key ^MK"), context());
    EXPECT_EQ(find<model::AnswerSubmitted>(*once)->answer.published_text, "Hold the key ^MK");
    SubmitContext nameless = context();
    nameless.actor.initials.clear();
    EXPECT_EQ(key(submit(held(), submission(), nameless)), "answer.submit.no_initials");
}

TEST(Submit, BadRequests) {
    for (const int undo : {0, 5, 10, 20}) {
        Submission s = submission();
        s.undo = base::Seconds(undo);
        EXPECT_TRUE(submit(held(), s, context())) << undo;
    }
    for (const int undo : {-5, 1, 6, 3600}) {
        Submission s = submission();
        s.undo = base::Seconds(undo);
        EXPECT_EQ(key(submit(held(), s, context())), "answer.submit.bad_undo") << undo;
    }
    for (const std::string& bad : {std::string("1234567"), std::string(129, 'k'), std::string("with space"),
                                   std::string("new\nline")}) {
        Submission s = submission();
        s.idempotency_key = bad;
        EXPECT_EQ(key(submit(held(), s, context())), "answer.submit.bad_key") << bad;
    }
    SubmitContext no_rule = context();
    no_rule.text_rule = "nonsense";
    EXPECT_EQ(key(submit(held(), submission(), no_rule)), "model.text_rule.unknown");
}

TEST(Submit, TheParentMustStand) {
    SubmitContext c = context();
    c.parent.deleted = true;
    EXPECT_EQ(key(submit(held(), submission(), c)), "answer.parent_deleted");
    c = context();
    c.parent.conversation = model::ConversationId("another");
    EXPECT_EQ(key(submit(held(), submission(), c)), "answer.submit.bad_parent");
    c = context();
    c.parent.side = model::Side::brand;
    EXPECT_EQ(key(submit(held(), submission(), c)), "answer.submit.bad_parent");
    c.parent = {};
    EXPECT_EQ(key(submit(held(), submission(), c)), "answer.submit.bad_parent");
}

TEST(Cancel, UntilItLeaves) {
    const model::AnswerId id("a1");
    for (const AnswerState before :
         {AnswerState::queued, AnswerState::paused, AnswerState::awaiting_approval})
        EXPECT_EQ(types(*cancel(with_answer(before), id, kMin, kNoon)), (Names{"answer_cancelled"}));
    EXPECT_EQ(key(cancel(with_answer(AnswerState::sending), id, kMin, kNoon)), "answer.already_leaving");
    EXPECT_EQ(key(cancel(with_answer(AnswerState::unknown), id, kMin, kNoon)), "answer.already_leaving");
    EXPECT_EQ(key(cancel(with_answer(AnswerState::sent), id, kMin, kNoon)), "answer.already_sent");
    EXPECT_EQ(key(cancel(with_answer(AnswerState::held), id, kMin, kNoon)), "answer.cancel.held");
    EXPECT_TRUE(cancel(with_answer(AnswerState::cancelled), id, kMin, kNoon)->empty());
    EXPECT_EQ(key(cancel(waiting(), id, kMin, kNoon)), "answer.not_found");
}

TEST(SendNow, EndsTheUndoOrThePause) {
    const model::AnswerId id("a1");
    const auto now = send_now(with_answer(AnswerState::queued), id, kMin, kNoon + 1s);
    EXPECT_EQ(find<model::AnswerDue>(*now)->due_at, kNoon + 1s);
    EXPECT_TRUE(send_now(with_answer(AnswerState::queued), id, kMin, kNoon + 5s)->empty());
    const auto confirmed = send_now(with_answer(AnswerState::paused), id, kMin, kNoon + 1s);
    EXPECT_EQ(types(*confirmed), (Names{"answer_resumed"}));
    EXPECT_TRUE(send_now(with_answer(AnswerState::sending), id, kMin, kNoon)->empty());
    EXPECT_EQ(key(send_now(with_answer(AnswerState::held), id, kMin, kNoon)), "answer.send_now.held");
    EXPECT_EQ(key(send_now(with_answer(AnswerState::failed), id, kMin, kNoon)), "answer.send_now.closed");
    EXPECT_EQ(key(send_now(with_answer(AnswerState::awaiting_approval), id, kMin, kNoon)),
              "answer.send_now.awaiting_approval");
    EXPECT_EQ(key(send_now(waiting(), id, kMin, kNoon)), "answer.not_found");
}

TEST(Submit, AHoldingAnswerPromisesATimeThatIsStillToComeAndNotFarAway) {
    const auto now = kNoon + 1min;
    const auto promising = [&](base::Instant until, base::Seconds undo = 5s) {
        Submission s = submission("We are checking");
        s.holding_until = until;
        s.undo = undo;
        return submit(held(), s, context());
    };
    const auto fine = promising(now + 2h);
    ASSERT_TRUE(fine);
    EXPECT_EQ(find<model::AnswerSubmitted>(*fine)->answer.holding_until, now + 2h);
    EXPECT_EQ(key(promising(now)), "answer.holding.past");
    EXPECT_EQ(key(promising(now - 1s)), "answer.holding.past");
    EXPECT_EQ(key(promising(now + 20s, 20s)), "answer.holding.past") << "it leaves then";
    EXPECT_EQ(arg(promising(now), "pointer"), "/holding_until");
    EXPECT_TRUE(promising(now + kHoldingAtMost));
    EXPECT_EQ(key(promising(now + kHoldingAtMost + 1s)), "answer.holding.too_long");
    EXPECT_EQ(arg(promising(now + 999h), "days"), "7");
}

TEST(Submit, WhatIsOwedCanBeAnsweredWithoutANewQuestion) {
    ConversationState state = held();
    model::Owed owed;
    owed.origin = state.conversation.id;
    owed.number = 1;
    owed.post = model::PostId("p1");
    owed.since = kNoon;
    owed.until = kNoon + 2h;
    owed.by = kMin;
    state = after(state, {event(model::EpisodeAnswered{1, kNoon, kNoon + 10s, model::PostId("p1"), {}, kMin}),
                          event(model::AnswerOwed{owed})});
    EXPECT_TRUE(submit(state, submission("Here it is"), context()));
    EXPECT_EQ(key(submit(after(state, {event(model::OwedMoved{})}), submission(), context())),
              "answer.submit.nothing_waits");
}

TEST(SendNow, NotWhenWhatItPromisesIsPast) {
    ConversationState state = with_answer(AnswerState::paused);
    state.answers[0].holding_until = kNoon + 1h;
    EXPECT_TRUE(send_now(state, model::AnswerId("a1"), kMin, kNoon + 59min));
    EXPECT_EQ(key(send_now(state, model::AnswerId("a1"), kMin, kNoon + 1h)), "answer.holding.past");
    EXPECT_TRUE(cancel(state, model::AnswerId("a1"), kMin, kNoon + 1h)) << "its text becomes a draft again";
}

}  // namespace
}  // namespace manyhands::answer
