#include "storage/event_codec.hpp"

#include <set>

#include <gtest/gtest.h>

namespace manyhands::storage {
namespace {

using namespace model;

constexpr base::Instant at(std::int64_t seconds) {
    return base::from_micros(seconds * 1'000'000 + 7);
}

// One of each, every logged field set to something that is not its default.
std::vector<EventBody> one_of_each() {
    Conversation c;
    c.id = ConversationId("c1");
    c.brand = BrandId("b1");
    c.account = AccountId("a1");
    c.network = "simulated";
    c.department = DepartmentId("d1");
    c.opened_at = at(1);
    c.found_late = true;
    Post p;
    p.id = PostId("p1");
    p.side = Side::other;
    p.posted_at = at(2);
    p.seen_at = at(3);
    p.found_late = true;
    p.answer = AnswerId("n1");
    Answer a;
    a.id = AnswerId("n1");
    a.author = EmployeeId("e1");
    a.initials = "KG";
    a.parent = PostId("p1");
    a.due_at = at(4);
    a.holding_until = at(40);
    const Owed owed{ConversationId("c2"), 3, PostId("p1"), at(30), at(31), at(32), 2, 1, 1, 4,
                    EmployeeId("e1")};
    const AnswerId n("n1");
    const base::Error problem{base::ErrorCode::internal, "some.key", {}, {}};
    Note note;
    note.id = NoteId("o1");
    note.kind = NoteKind::opinion;
    note.mentions = {EmployeeId("e2"), EmployeeId("e3")};
    note.asked = EmployeeId("e2");
    note.answers = NoteId("o0");
    const PostsMoved moved{{PostId("p1"), PostId("p2")}, 2, PostId("p2"), at(21), at(22)};
    MergeKept kept;
    kept.posts = {PostId("p1"), PostId("p2")};
    kept.notes = {NoteId("o1")};
    kept.standing_notes = 1;
    kept.closed = true;
    kept.episode = Episode{3, PostId("p1"), at(21), true, 1, 2};
    kept.snooze = Snooze{at(22), EmployeeId("e1"), at(21)};
    kept.tags = {TagId("t1")};
    kept.owed = owed;
    kept.still_owed = true;
    kept.into_snooze = Snooze{std::nullopt, EmployeeId("e2"), at(23)};
    kept.new_tags = {TagId("t1")};
    kept.into_last_post = PostId("q1");
    kept.into_last_post_at = at(24);
    kept.public_version = 7;
    kept.department = DepartmentId("d1");
    PrivateForm form;
    form.id = PrivateFormId("f1");
    form.digest = "never in the log";
    form.expires_at = at(20);
    ApprovalWait wait;
    wait.risk = RiskClass::legal;
    wait.due_at = at(31);
    wait.words = {"never in the log"};
    wait.whom[0] = {EmployeeId("e2"), EmployeeId("e3")};
    Approval approval;
    approval.lanes_version = 3;
    approval.waits = {wait};
    Answer waiting = a;
    waiting.state = AnswerState::awaiting_approval;
    PromisedAction promised;
    promised.id = ActionId("a1");
    promised.kind = ActionKind::call_back;
    promised.what = "never in the log";
    promised.owner = EmployeeId("e1");
    promised.department = DepartmentId("d1");
    promised.due_at = at(29);
    return {ConversationOpened{c},
            AnswerSubmitted{waiting},
            ApprovalAsked{n, approval},
            ApprovalEscalated{
                n, RiskClass::legal, ApprovalStep::deputies, at(32), {EmployeeId("e4")}, EmployeeId("e1")},
            ApprovalEscalated{n, RiskClass::press, ApprovalStep::leads, std::nullopt, {}, EmployeeId("e1")},
            AnswerApproved{n,
                           {RiskClass::legal, RiskClass::press},
                           true,
                           at(33),
                           {},
                           ApprovalEdit{"never in the log", "never in the log"},
                           EmployeeId("e1"),
                           NoticeId("o5")},
            AnswerReturned{n, "Say when it comes", EmployeeId("e1"), NoticeId("o6")},
            PostReceived{p},
            PostEdited{PostId("p1"), "", "v2", Side::customer},
            PostDeleted{PostId("p1"), Side::brand},
            EpisodeOpened{{2, PostId("p1"), at(5), true, 1, 3}},
            EpisodeAnswered{2, at(5), at(6), PostId("p2"), n, EmployeeId("e1")},
            EpisodeAnswered{2, at(5), at(6), PostId("p2"), std::nullopt, std::nullopt},
            EpisodeDropped{2, at(7)},
            BandPassed{2, 12},
            Reopened{},
            Claimed{{EmployeeId("e1"), 4, at(8), at(9), at(10)}},
            ClaimRenewed{at(11), at(12)},
            ClaimReleased{EmployeeId("e1"), ReleaseReason::taken_over},
            HandedOff{DepartmentId("d1"), DepartmentId("d2"), "여기 일이 아닙니다"},
            AnswerOwed{owed, {{ConversationId("c1"), 1, at(33)}, {ConversationId("c2"), 2, at(34)}}},
            RealAnswerGiven{ConversationId("c2"), 3, at(30), at(35), n, EmployeeId("e1")},
            RealAnswerGiven{ConversationId("c2"), 3, at(30), at(35), std::nullopt, std::nullopt},
            OwedDropped{ConversationId("c2"), 3, at(36), OwedEnd::taken_back},
            OwedMoved{},
            OwedAlarmed{OwedAlarm::lead, at(32), EmployeeId("e1"), NoticeId("i1")},
            FollowUpOffered{{EmployeeId("e1"), at(13)}},
            OfferedToAll{},
            Closed{},
            AnswerSubmitted{a},
            AnswerCancelled{n},
            AnswerDue{n, at(14)},
            AnswerPaused{n, problem},
            AnswerResumed{n, at(15)},
            AnswerSending{n, 3, {"key", at(16)}},
            AnswerSent{n, "r1", "v1", "https://n.example/1", at(17)},
            AnswerFailed{n, problem},
            AnswerUnknown{n, at(18), problem},
            AnswerHeld{n, problem},
            HandedOff{DepartmentId("d1"), DepartmentId("d1"), "", EmployeeId("e2"), at(19), NoticeId("x1")},
            HandedOff{
                DepartmentId("d1"), DepartmentId("d2"), "", {}, {}, {}, HandBack{DepartmentId("d1"), at(20)}},
            Snoozed{{at(20), EmployeeId("e1"), at(19)}},
            Snoozed{{std::nullopt, EmployeeId("e1"), at(19)}},
            Woken{WakeReason::customer},
            Tagged{TagId("t1")},
            Untagged{TagId("t1")},
            NoteAdded{note, {EmployeeId("e2"), EmployeeId("e3")}},
            NoteEdited{NoteId("o1"), ""},
            NoteDeleted{NoteId("o1")},
            MergedInto{ConversationId("c2")},
            MergedInto{ConversationId("c2"), kept},
            Unmerged{ConversationId("c2"), {PostId("p1"), PostId("p2")}, {NoteId("o1")}, 1, true},
            MergeUndone{ConversationId("c2"), moved, 1},
            MergedFrom{ConversationId("c2"), moved, 2},
            SplitOff{ConversationId("c2"), moved},
            SplitFrom{ConversationId("c2"), moved},
            EpisodeWithdrawn{2},
            EpisodeRestored{{2, PostId("p1"), at(5), true, 1, 3}, 55},
            AnswerCut{n, "the rest"},
            DetailsAsked{form},
            DetailsGiven{PrivateFormId("f1"), at(21), EmployeeId("e1"), NoticeId("x1"), "sealed"},
            DetailsWithdrawn{PrivateFormId("f1")},
            ActionPromised{promised, {EmployeeId("e1")}, NoticeId("x2")},
            ActionChanged{ActionId("a1"), EmployeeId("e2"), DepartmentId("d2"), at(30), {}, NoticeId("x3")},
            ActionDone{ActionId("a1"), EmployeeId("e1"), {EmployeeId("e1")}, NoticeId("x4"), "thanks"},
            ActionCancelled{ActionId("a1")},
            ActionOverdue{
                ActionId("a1"), EmployeeId("e1"), {EmployeeId("e1"), EmployeeId("e2")}, NoticeId("x5")}};
}

TEST(EventCodec, EveryEventComesBackAsItWentInto) {
    std::set<std::size_t> kinds;
    for (const EventBody& body : one_of_each()) {
        kinds.insert(body.index());
        const std::string payload = encode_event(body);
        const auto back = decode_event(type_of(body), payload, event_text(body));
        ASSERT_TRUE(back.has_value()) << type_of(body);
        EXPECT_EQ(back->index(), body.index());
        // The payload has every logged field, so that equal payloads mean equal events.
        EXPECT_EQ(encode_event(*back), payload) << type_of(body);
        EXPECT_EQ(event_text(*back), event_text(body));
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<AnyEvent>);
}

TEST(EventCodec, NothingPrivateIsInTheLog) {
    for (const EventBody& body : one_of_each())
        for (const std::string& part : {encode_event(body), std::string(event_text(body))}) {
            EXPECT_EQ(part.find("sealed"), std::string::npos) << part;
            EXPECT_EQ(part.find("never in the log"), std::string::npos) << part;
        }
}

TEST(EventCodec, WhatAnUndoNeedsIsKeptAndNotShown) {
    for (const EventBody& body : one_of_each()) {
        const auto* merged = std::get_if<MergedInto>(&body);
        if (merged == nullptr || merged->kept.posts.empty()) continue;
        const std::string payload = encode_event(body);
        const auto back = std::get<MergedInto>(*decode_event("merged_into", payload, ""));
        EXPECT_EQ(back.kept.posts, merged->kept.posts);
        ASSERT_TRUE(back.kept.episode);
        EXPECT_EQ(back.kept.owed, merged->kept.owed);
        EXPECT_FALSE(back.kept.into_owed);
        EXPECT_EQ(back.kept.episode->opened_at, merged->kept.episode->opened_at);
        EXPECT_EQ(back.kept.episode->number, 3);
        EXPECT_EQ(back.kept.episode->posts, 2);
        EXPECT_EQ(back.kept.snooze, merged->kept.snooze);
        EXPECT_EQ(back.kept.into_snooze, merged->kept.into_snooze);
        EXPECT_EQ(back.kept.into_episode, std::nullopt);
        EXPECT_EQ(event_args(payload), (std::map<std::string, std::string>{{"into", "c2"}}));
    }
}

TEST(EventCodec, FieldsAreWhatTheyWere) {
    const auto body = decode_event("claim_released", R"({"holder":"e1","reason":"expired"})", "");
    ASSERT_TRUE(body.has_value());
    EXPECT_EQ(std::get<ClaimReleased>(*body).reason, ReleaseReason::expired);
    EXPECT_EQ(std::get<ClaimReleased>(*body).holder, EmployeeId("e1"));
    EXPECT_EQ(encode_event(BandPassed{2, 12}), R"({"number":2,"minutes":12})");
}

// What the replay of the log needs beside what people see of it.
TEST(EventCodec, WhatChangesTheStateIsInTheLog) {
    Post quiet;
    const auto post = decode_event("post_received", encode_event(PostReceived{quiet, false}), "");
    EXPECT_FALSE(std::get<PostReceived>(*post).asks);
    EXPECT_EQ(encode_event(PostReceived{quiet, true}).find("quiet"), std::string::npos);
    const auto old = decode_event("post_received", R"({"post":"p","side":"customer"})", "");
    EXPECT_TRUE(std::get<PostReceived>(*old).asks);
    const auto gone =
        decode_event("post_deleted", encode_event(PostDeleted{PostId("p"), Side::customer, at(3)}), "");
    EXPECT_EQ(std::get<PostDeleted>(*gone).posted_at, at(3));
    Answer asks_first;
    asks_first.state = AnswerState::paused;
    const auto part = decode_event("answer_submitted", encode_event(AnswerSubmitted{asks_first}), "");
    EXPECT_EQ(std::get<AnswerSubmitted>(*part).answer.state, AnswerState::paused);
    const auto first = decode_event("answer_submitted", encode_event(AnswerSubmitted{Answer{}}), "");
    EXPECT_EQ(std::get<AnswerSubmitted>(*first).answer.state, AnswerState::queued);
}

TEST(EventCodec, TextsStayOut) {
    Post post;
    post.remote.text = "비밀";
    post.remote.author.display_name = "홍길동";
    Answer answer;
    answer.text = answer.published_text = "비밀";
    Note note;
    note.text = "비밀";
    PostsMoved moved;
    moved.excerpt = "비밀";
    for (const EventBody& body :
         {EventBody(PostReceived{post}), EventBody(AnswerSubmitted{answer}), EventBody(NoteAdded{note}),
          EventBody(NoteEdited{NoteId("o"), "비밀"}), EventBody(MergedFrom{ConversationId("c"), moved, 0}),
          EventBody(SplitOff{ConversationId("c"), moved}),
          EventBody(PostEdited{PostId("p"), "비밀", "v", Side::customer}),
          EventBody(HandedOff{DepartmentId("a"), DepartmentId("b"), "비밀"})}) {
        EXPECT_EQ(encode_event(body).find("비밀"), std::string::npos);
        EXPECT_EQ(encode_event(body).find("홍길동"), std::string::npos);
    }
}

TEST(EventCodec, WhatANewerProgramWroteIsNotGuessed) {
    EXPECT_EQ(decode_event("rain_fell", "{}", ""), std::nullopt);
    EXPECT_EQ(decode_event("claim_released", R"({"holder":"e1","reason":"bored"})", ""), std::nullopt);
    EXPECT_EQ(decode_event("claimed", "not json", ""), std::nullopt);
    EXPECT_EQ(decode_event("claimed", R"({"fence":"four"})", ""), std::nullopt);
}

TEST(EventCodec, ArgumentsForTheTimelineAreText) {
    for (const char* damaged : {"", "{", "[]", "{\"at\":1.5,\"deep\":{}}"})
        EXPECT_TRUE(event_args(damaged).empty()) << damaged;
    const auto args = event_args(encode_event(BandPassed{2, 12}));
    EXPECT_EQ(args, (std::map<std::string, std::string>{{"minutes", "12"}, {"number", "2"}}));
}

}  // namespace
}  // namespace manyhands::storage
