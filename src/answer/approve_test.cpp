// What approvers may decide, and when the next are asked.
#include <gtest/gtest.h>

#include "answer/approvals.hpp"
#include "model/test_world.hpp"

namespace manyhands::answer {
namespace {

using namespace model::testing;
using model::AnswerState;
using model::Approval;
using model::ApprovalStep;
using model::ApprovalWait;
using model::ConversationState;
using model::EmployeeId;
using model::Events;
using model::RiskClass;
using model::Role;

const EmployeeId kLead{"lead"};
const EmployeeId kLawyer{"lawyer"};
const EmployeeId kPress{"press"};
const EmployeeId kAdmin{"admin"};
const model::TagId kFireTag{"tag-fire"};

model::Employee person(const EmployeeId& id, Role role, bool active = true) {
    model::Employee e;
    e.id = id;
    e.brand = kBrand;
    e.department = kCare;
    e.role = role;
    e.active = active;
    return e;
}

struct House {
    Lanes lanes = starter_lanes();
    std::vector<model::Employee> people{person(kMin, Role::employee),   person(kSue, Role::desk),
                                        person(kLead, Role::lead),      person(kLawyer, Role::employee),
                                        person(kPress, Role::employee), person(kAdmin, Role::admin)};

    House() {
        lane(RiskClass::legal).approvers = {{}, {}, {kLawyer}};
        lane(RiskClass::legal).deputies = {{}, {}, {kPress}};
        lane(RiskClass::press).approvers = {{}, {}, {kPress}};
        lane(RiskClass::press).deputies = {};
        for (Lane& one : lanes.lanes)
            one.on = true;
        lane(RiskClass::incident).tags = {kFireTag};
    }
    Lane& lane(RiskClass risk) { return lanes.lanes[static_cast<std::size_t>(risk)]; }
    void dismiss(const EmployeeId& id) {
        for (model::Employee& one : people)
            if (one.id == id) one.active = false;
    }

    Judged judged(const std::vector<RiskClass>& risks, const model::Goodwill& goodwill = {},
                  const EmployeeId& author = kMin) const {
        Judged out;
        out.approval.goodwill = goodwill;
        for (const RiskClass risk : risks) {
            ApprovalWait wait;
            wait.risk = risk;
            wait.clock = lanes.of(risk).clock;
            wait.words = {"word"};
            wait.whom[0] = deciders(lanes, wait, ApprovalStep::approvers, people, author, goodwill);
            wait.step = step_now(lanes, wait, people, author, goodwill);
            out.approval.waits.push_back(wait);
        }
        return out;
    }
    base::Result<Events> approve(const ConversationState& state, const EmployeeId& by, const Judged& judged,
                                 std::optional<model::ApprovalEdit> edit = {},
                                 base::Instant now = kNoon + 3min) const {
        return answer::approve(
            state, model::AnswerId("a1"),
            {by, now, state.conversation.public_version, judged, lanes, people, edit, model::NoticeId("n1")});
    }
};

// Waits in the lanes of `risks` since noon.
ConversationState waiting(const House& house, const std::vector<RiskClass>& risks,
                          const model::Goodwill& goodwill = {}) {
    model::Answer answer = answer_of("a1", kMin);
    answer.state = AnswerState::awaiting_approval;
    const auto approval =
        to_ask(house.judged(risks, goodwill), replay(opening()).conversation, std::nullopt, kNoon);
    return after(replay(opening()),
                 {event(model::Claimed{claim_of(kMin, 1)}), event(model::AnswerSubmitted{answer}),
                  event(model::ApprovalAsked{model::AnswerId("a1"), *approval})});
}

std::string key(const base::Result<Events>& result) {
    return result ? "no error" : result.error().key;
}

const model::Answer& only(const ConversationState& state) {
    return state.answers.at(0);
}

TEST(Approve, TheOneLaneSendsIt) {
    const House house;
    const auto state = waiting(house, {RiskClass::legal});
    EXPECT_EQ(state.conversation.state, model::State::awaiting_approval);
    EXPECT_TRUE(model::claim_is_pinned(state));
    const auto events = house.approve(state, kLawyer, house.judged({RiskClass::legal}));
    ASSERT_TRUE(events) << key(events);
    const auto done = after(state, *events);
    EXPECT_EQ(only(done).state, AnswerState::queued);
    EXPECT_EQ(only(done).due_at, kNoon + 3min);
    EXPECT_EQ(only(done).initials, "MK") << "the author's";
    EXPECT_EQ(only(done).approval->waits.at(0).approved_by, kLawyer);
    EXPECT_EQ(key(house.approve(done, kLawyer, house.judged({RiskClass::legal}))), "no error")
        << "the same request again";
    EXPECT_EQ(key(house.approve(done, kPress, house.judged({RiskClass::legal}))),
              "answer.approve.not_waiting");
}

TEST(Approve, NeverOnesOwnAndNobodyElses) {
    House house;
    house.lane(RiskClass::legal).approvers.people = {kMin, kLawyer};
    const auto state = waiting(house, {RiskClass::legal});
    EXPECT_EQ(key(house.approve(state, kMin, house.judged({RiskClass::legal}))), "answer.approve.own");
    EXPECT_EQ(key(house.approve(state, kSue, house.judged({RiskClass::legal}))), "answer.approve.not_yours");
    EXPECT_EQ(key(house.approve(state, kPress, house.judged({RiskClass::legal}))), "answer.approve.not_yours")
        << "a deputy, while the approvers' clock runs";
    EXPECT_EQ(key(house.approve(state, kAdmin, house.judged({RiskClass::legal}))),
              "answer.approve.not_yours");
}

TEST(Approve, EveryLaneConcerned) {
    const House house;
    const auto both = {RiskClass::legal, RiskClass::press};
    auto state = waiting(house, both);
    const auto first = house.approve(state, kLawyer, house.judged(both));
    ASSERT_TRUE(first);
    state = after(state, *first);
    EXPECT_EQ(only(state).state, AnswerState::awaiting_approval) << "one of two";
    EXPECT_EQ(key(house.approve(state, kLawyer, house.judged(both))), "answer.approve.not_yours");
    const auto second = house.approve(state, kPress, house.judged(both));
    ASSERT_TRUE(second) << key(second);
    EXPECT_EQ(only(after(state, *second)).state, AnswerState::queued);
}

TEST(Approve, AnEditAsksTheOtherLanesAnew) {
    const House house;
    const auto both = {RiskClass::legal, RiskClass::press};
    auto state = waiting(house, both);
    state = after(state, *house.approve(state, kPress, house.judged(both)));
    const model::ApprovalEdit edit{"Better", "Better ^MK"};
    state = after(state, *house.approve(state, kLawyer, house.judged(both), edit));
    EXPECT_EQ(only(state).text, "Better");
    EXPECT_EQ(only(state).published_text, "Better ^MK");
    EXPECT_EQ(only(state).state, AnswerState::awaiting_approval) << "press approved another text";
    EXPECT_EQ(only(after(state, *house.approve(state, kPress, house.judged(both)))).state,
              AnswerState::queued);
}

TEST(Approve, AnEditThatIsHarmlessGoesOut) {
    const House house;
    const auto state = waiting(house, {RiskClass::legal, RiskClass::press});
    const model::ApprovalEdit edit{"Hello", "Hello ^MK"};
    EXPECT_EQ(key(house.approve(state, kSue, house.judged({}), edit)), "answer.approve.not_yours");
    const auto events = house.approve(state, kLawyer, house.judged({}), edit);
    ASSERT_TRUE(events) << key(events);
    EXPECT_EQ(only(after(state, *events)).state, AnswerState::queued);
}

TEST(Approve, WhatBecameRiskyMeanwhileWaitsOn) {
    const House house;
    auto state = waiting(house, {RiskClass::legal});
    // The customer writes that they are a journalist: whoever did not see it decides about nothing.
    const auto seen = state.conversation.public_version;
    apply(state, event(model::PostReceived{customer_post("p2", kNoon + 1min)}));
    const auto judged = house.judged({RiskClass::legal, RiskClass::press});
    EXPECT_EQ(key(answer::approve(state, model::AnswerId("a1"),
                                  {kLawyer, kNoon + 2min, seen, judged, house.lanes, house.people, {}, {}})),
              "answer.submit.stale");
    const auto events = house.approve(state, kLawyer, judged);
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 2u) << "the new lane is asked";
    state = after(state, *events);
    EXPECT_EQ(only(state).state, AnswerState::awaiting_approval);
    EXPECT_EQ(only(state).approval->wait(RiskClass::legal)->approved_by, kLawyer);
    EXPECT_EQ(only(state).approval->wait(RiskClass::press)->due_at, kNoon + 3min + 30min);
    state = after(state, *house.approve(state, kPress, judged));
    EXPECT_EQ(only(state).state, AnswerState::queued);
    EXPECT_TRUE(only(state).confirmed_stale) << "approved in view of the new post";
    EXPECT_EQ(only(state).public_version_seen, state.conversation.public_version);
}

TEST(Approve, GoodwillByTheApproversOwnLimit) {
    const House house;
    const model::Goodwill big{600'000, 0, 0, false};
    const auto state = waiting(house, {RiskClass::goodwill}, big);
    EXPECT_EQ(only(state).approval->waits.at(0).step, ApprovalStep::deputies)
        << "no lead's limit suffices: the deputies are asked at once";
    EXPECT_EQ(key(house.approve(state, kLead, house.judged({RiskClass::goodwill}, big))),
              "answer.approve.not_yours");
    EXPECT_EQ(key(house.approve(state, kAdmin, house.judged({RiskClass::goodwill}, big))), "no error");
    const model::Goodwill some{500'000, 0, 0, false};
    const auto less = waiting(house, {RiskClass::goodwill}, some);
    EXPECT_EQ(key(house.approve(less, kLead, house.judged({RiskClass::goodwill}, some))), "no error");
    EXPECT_EQ(key(house.approve(less, kLead, house.judged({RiskClass::goodwill}, big),
                                model::ApprovalEdit{"More", "More ^MK"})),
              "answer.approve.limit")
        << "nobody edits it beyond their own limit";
}

TEST(Approve, TheTopicIsPartOfTheState) {
    House house;
    Judged judged = house.judged({});
    judged.incident = house.judged({RiskClass::incident}).approval.waits.at(0);
    judged.topics = {kFireTag};
    auto talk = replay(opening());
    EXPECT_FALSE(to_ask(judged, talk.conversation, std::nullopt, kNoon));
    apply(talk, event(model::Tagged{kFireTag}));
    const auto asked = to_ask(judged, talk.conversation, std::nullopt, kNoon);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->waits.at(0).risk, RiskClass::incident);
    EXPECT_EQ(asked->waits.at(0).due_at, kNoon + 15min);
}

TEST(Approve, WhomNobodyReplacesLeadsAndAdminsDo) {
    House house;
    house.dismiss(kLawyer);
    const auto state = waiting(house, {RiskClass::legal});
    EXPECT_EQ(only(state).approval->waits.at(0).step, ApprovalStep::deputies);
    EXPECT_EQ(key(house.approve(state, kPress, house.judged({RiskClass::legal}))), "no error");
    house.dismiss(kPress);
    EXPECT_EQ(key(house.approve(state, kLead, house.judged({RiskClass::legal}))), "no error")
        << "deactivated since: the next are asked at once";
    for (const EmployeeId& id : {kLead, kAdmin})
        house.dismiss(id);
    EXPECT_EQ(key(house.approve(state, kLead, house.judged({RiskClass::legal}))), "answer.approve.not_yours");
    ApprovalWait wait = only(state).approval->waits.at(0);
    EXPECT_TRUE(deciders(house.lanes, wait, step_now(house.lanes, wait, house.people, kMin, {}), house.people,
                         kMin, {})
                    .empty());
    EXPECT_EQ(only(state).state, AnswerState::awaiting_approval) << "nobody there: it waits";
}

TEST(Approve, AnAuditorIsNobodysApprover) {
    House house;
    house.people.push_back(person(EmployeeId("auditor"), Role::auditor));
    house.lane(RiskClass::legal).approvers.people = {EmployeeId("auditor")};
    const auto state = waiting(house, {RiskClass::legal});
    EXPECT_EQ(key(house.approve(state, EmployeeId("auditor"), house.judged({RiskClass::legal}))),
              "answer.approve.not_yours");
}

TEST(Return, ItIsTheAuthorsDraftAgain) {
    const House house;
    const auto state = waiting(house, {RiskClass::legal});
    const auto back = [&](const EmployeeId& by, const std::string& reason) {
        const Judged nothing;
        return send_back(state, model::AnswerId("a1"), reason,
                         {by, kNoon + 1min, 0, nothing, house.lanes, house.people, {}, {}});
    };
    EXPECT_EQ(key(back(kLawyer, " \t")), "answer.return.no_reason");
    EXPECT_EQ(key(back(kLawyer, std::string(1001, 'x'))), "answer.return.too_long");
    EXPECT_EQ(key(back(kSue, "no")), "answer.approve.not_yours");
    EXPECT_EQ(key(back(kMin, "no")), "answer.approve.own");
    const auto events = back(kLawyer, "Say when it comes");
    ASSERT_TRUE(events);
    const auto done = after(state, *events);
    EXPECT_EQ(only(done).state, AnswerState::cancelled);
    EXPECT_EQ(done.conversation.state, model::State::claimed) << "its author goes on with it";
}

TEST(PassedOn, WhoeverIsNextHearsWhenTheApproverHasLeft) {
    House house;
    auto state = waiting(house, {RiskClass::legal});
    const base::Instant now = kNoon + 1min;
    EXPECT_TRUE(passed_on(state, house.lanes, house.people, now).empty()) << "the lawyer is there";
    house.dismiss(kPress);
    EXPECT_TRUE(passed_on(state, house.lanes, house.people, now).empty()) << "not asked yet";
    house = House();
    house.dismiss(kLawyer);
    const Events events = passed_on(state, house.lanes, house.people, now);
    ASSERT_EQ(events.size(), 1U);
    const auto& moved = std::get<model::ApprovalEscalated>(events[0].body);
    EXPECT_EQ(moved.step, ApprovalStep::deputies);
    EXPECT_EQ(moved.notify, std::vector{kPress});
    EXPECT_EQ(moved.due_at, now + house.lanes.of(RiskClass::legal).clock) << "with a clock of their own";
    EXPECT_FALSE(events[0].by);
    state = after(state, events);
    house.dismiss(kPress);
    const Events last = passed_on(state, house.lanes, house.people, now + 1min);
    ASSERT_EQ(last.size(), 1U);
    const auto& leads = std::get<model::ApprovalEscalated>(last[0].body);
    EXPECT_EQ(leads.step, ApprovalStep::leads);
    EXPECT_EQ(leads.notify, (std::vector{kLead, kAdmin}));
    EXPECT_FALSE(leads.due_at);
    state = after(state, last);
    house.dismiss(kLead);
    house.dismiss(kAdmin);
    EXPECT_TRUE(passed_on(state, house.lanes, house.people, now + 2min).empty()) << "there is nobody to tell";
}

TEST(PassedOn, WhoWasNeverToldHearsAtTheSameStep) {
    House house;
    const auto state = waiting(house, {RiskClass::legal});
    house.dismiss(kLawyer);
    // The lane has another approver by now.
    house.lane(RiskClass::legal).approvers.people.push_back(kSue);
    const Events events = passed_on(state, house.lanes, house.people, kNoon + 1min);
    ASSERT_EQ(events.size(), 1U);
    const auto& moved = std::get<model::ApprovalEscalated>(events[0].body);
    EXPECT_EQ(moved.step, ApprovalStep::approvers);
    EXPECT_EQ(moved.notify, std::vector{kSue});
    EXPECT_EQ(moved.due_at, state.answers.at(0).approval->waits.at(0).due_at) << "the clock runs on";
}

TEST(Waiting, NothingButItsApprovalSendsIt) {
    const House house;
    const auto state = waiting(house, {RiskClass::legal});
    const model::AnswerId id("a1");
    const std::vector<model::EventBody> ways{
        model::AnswerDue{id, kNoon}, model::AnswerResumed{id, kNoon}, model::AnswerPaused{id, {}},
        model::AnswerSending{id, 1, {"k", kNoon}},
        model::AnswerApproved{id, {}, true, kNoon, *only(state).approval}};
    for (const model::EventBody& way : ways) {
        ConversationState copy = state;
        EXPECT_THROW(apply(copy, event(way)), std::logic_error) << type_of(way);
    }
    EXPECT_EQ(key(send_now(state, id, kMin, kNoon)), "answer.send_now.awaiting_approval");
    EXPECT_EQ(key(cancel(state, id, kMin, kNoon)), "no error") << "its author may take it back";
}

TEST(Waiting, TheOtherIsTakenBackExplicitly) {
    const House house;
    const auto state = after(waiting(house, {RiskClass::legal}),
                             {event(model::ClaimReleased{kMin, model::ReleaseReason::taken_over}),
                              event(model::Claimed{claim_of(kLead, 2)})});
    Submission mine;
    mine.text = "I answer this";
    mine.public_version_seen = state.conversation.public_version;
    mine.idempotency_key = "key-00000002";
    SubmitContext context;
    context.id = model::AnswerId("a2");
    context.actor = actor(kLead, Role::lead);
    context.text_rule = "graphemes-300";
    context.parent = customer_post("p1");
    context.now = kNoon + 1min;
    EXPECT_EQ(key(submit(state, mine, context)), "answer.submit.another_waits") << "which of the two?";
    mine.withdraw = model::AnswerId("another");
    EXPECT_EQ(key(submit(state, mine, context)), "answer.submit.another_waits");
    mine.withdraw = model::AnswerId("a1");
    const auto events = submit(state, mine, context);
    ASSERT_TRUE(events) << key(events);
    const auto done = after(state, *events);
    EXPECT_EQ(done.find_answer(model::AnswerId("a1"))->state, AnswerState::cancelled);
    EXPECT_EQ(done.find_answer(model::AnswerId("a2"))->state, AnswerState::queued);
}

}  // namespace
}  // namespace manyhands::answer
