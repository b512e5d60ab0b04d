// What may be written, changed and marked: decided without a store.
#include "desk/notes.hpp"

#include <gtest/gtest.h>

#include "desk/jobs.hpp"
#include "model/test_world.hpp"

namespace manyhands::desk {
namespace {

using namespace model::testing;

template <class T>
std::string key(const base::Result<T>& result) {
    return result ? "ok" : result.error().key;
}

model::Note note_of(const std::string& text, const model::EmployeeId& author = kMin) {
    model::Note note;
    note.id = model::NoteId("n1");
    note.author = author;
    note.text = text;
    note.at = kNoon;
    return note;
}

TEST(Notes, ATextIsCleanedAndMustSaySomething) {
    const auto events = add_note(note_of("  하나\x01둘 \n"), {});
    ASSERT_TRUE(events);
    EXPECT_EQ(find<model::NoteAdded>(*events)->note.text, "하나둘");
    EXPECT_EQ(key(add_note(note_of(" \n\t"), {})), "desk.note.empty");
    EXPECT_EQ(key(add_note(note_of(std::string(kNoteBytes, 'x')), {})), "ok");
    EXPECT_EQ(key(add_note(note_of(std::string(kNoteBytes + 1, 'x')), {})), "desk.note.too_long");
}

TEST(Notes, EverybodyIsToldOnceTheAuthorNever) {
    const auto events = add_note(note_of("x"), {kSue, kMin, kSue, kLee});
    EXPECT_EQ(find<model::NoteAdded>(*events)->notify, (std::vector{kSue, kLee}));
}

TEST(Notes, WhoMayChangeWhatAndUntilWhen) {
    const auto note = note_of("x");
    const auto late = kNoon + kNoteEditableFor + 1us;
    EXPECT_EQ(key(edit_note(note, kMin, NoteRight::of_author, "y", kNoon + kNoteEditableFor)), "ok");
    EXPECT_EQ(key(edit_note(note, kMin, NoteRight::of_author, "y", late)), "desk.note.too_old");
    EXPECT_EQ(key(edit_note(note, kSue, NoteRight::of_author, "y", kNoon)), "desk.note.of_another");
    EXPECT_EQ(key(edit_note(note, kSue, NoteRight::of_lead, "y", late)), "ok");
    EXPECT_TRUE(edit_note(note, kMin, NoteRight::of_author, " x ", kNoon)->empty()) << "nothing changed";
    auto gone = note;
    gone.deleted = true;
    EXPECT_EQ(key(edit_note(gone, kMin, NoteRight::of_lead, "y", kNoon)), "desk.note.deleted");
    EXPECT_TRUE(delete_note(gone, kMin, NoteRight::of_author, late)->empty());
    EXPECT_EQ(key(delete_note(note, kMin, NoteRight::of_author, late)), "desk.note.too_old");
}

TEST(Tags, OnlyWhatChangesHappens) {
    auto state = model::replay(opening());
    const model::TagId a("a"), b("b"), c("c");
    state = after(state, *change_tags(state, {a, b, a}, {c}, kMin, kNoon));
    EXPECT_EQ(state.conversation.tags, (std::vector{a, b}));
    EXPECT_TRUE(change_tags(state, {a}, {c}, kMin, kNoon)->empty());
    state = after(state, *change_tags(state, {c}, {a}, kMin, kNoon));
    EXPECT_EQ(state.conversation.tags, (std::vector{b, c}));
    std::vector<model::TagId> many;
    for (std::size_t i = 0; i < kTagsAtMost; ++i)
        many.emplace_back("t" + std::to_string(i));
    EXPECT_EQ(key(change_tags(state, many, {}, kMin, kNoon)), "desk.tag.too_many");
    EXPECT_EQ(key(change_tags(state, many, {b, c}, kMin, kNoon)), "ok");
}

// What a job did to one conversation, and then somebody else.
class UndoTest : public ::testing::Test {
  protected:
    std::string undone_after(BulkKind kind, const model::Events& job, const model::Events& since) {
        const auto found = model::replay(opening());
        const auto made = after(found, job);
        auto now = after(made, since);
        const auto events = undo({.kind = kind}, mark_of(found.conversation), mark_of(made.conversation), now,
                                 kMin, kNoon + 1min);
        if (!events) return events.error().key;
        now = after(now, *events);
        return broken_rule(now).empty() ? "ok" : broken_rule(now);
    }
};

TEST_F(UndoTest, AClosedQuestionWaitsOnAsIfItHadNotBeenClosed) {
    const model::Events closed{event(model::EpisodeDropped{1, kNoon}), event(model::Closed{})};
    EXPECT_EQ(undone_after(BulkKind::close, closed, {}), "ok");
    EXPECT_EQ(undone_after(BulkKind::close, closed, {event(model::Tagged{model::TagId("t")})}), "ok");
    EXPECT_EQ(undone_after(BulkKind::close, closed, {event(model::Reopened{})}), "desk.job.changed_since");
    EXPECT_EQ(
        undone_after(BulkKind::close, closed,
                     {event(model::Reopened{}), event(model::EpisodeOpened{{2, model::PostId("p1"), kNoon}}),
                      event(model::EpisodeDropped{2, kNoon}), event(model::Closed{})}),
        "desk.job.changed_since")
        << "closed again by somebody is theirs";
}

TEST_F(UndoTest, ASnoozeOfSomebodyElseStays) {
    const auto snoozed = [](base::Instant until) { return event(model::Snoozed{{until, kMin, kNoon}}); };
    EXPECT_EQ(undone_after(BulkKind::snooze, {snoozed(kNoon + 1h)}, {}), "ok");
    EXPECT_EQ(undone_after(BulkKind::snooze, {snoozed(kNoon + 1h)}, {snoozed(kNoon + 2h)}),
              "desk.job.changed_since");
    EXPECT_EQ(undone_after(BulkKind::snooze, {snoozed(kNoon + 1h)},
                           {event(model::Woken{model::WakeReason::customer})}),
              "desk.job.changed_since");
}

TEST_F(UndoTest, WhatSomebodyClaimedSinceIsNotHandedBack) {
    const model::Events handed{event(model::HandedOff{kCare, kLegal, ""})};
    EXPECT_EQ(undone_after(BulkKind::hand_off, handed, {}), "ok");
    EXPECT_EQ(undone_after(BulkKind::hand_off, handed, {event(model::BandPassed{1, 7})}), "ok")
        << "the clock is nobody";
    EXPECT_EQ(undone_after(BulkKind::hand_off, handed, {event(model::Claimed{claim_of(kSue, 1)})}),
              "desk.job.changed_since");
    EXPECT_EQ(undone_after(BulkKind::hand_off, handed, {event(model::HandedOff{kLegal, kCare, ""})}),
              "desk.job.changed_since");
}

TEST_F(UndoTest, OnlyTheTagsOfTheJobComeOff) {
    const model::Events tagged{event(model::Tagged{model::TagId("t")})};
    EXPECT_EQ(undone_after(BulkKind::tag, tagged, {event(model::Tagged{model::TagId("u")})}), "ok");
    EXPECT_EQ(undone_after(BulkKind::tag, tagged, {event(model::Untagged{model::TagId("t")})}),
              "desk.job.changed_since");
}

TEST(Jobs, NamesBothWays) {
    for (int i = 0; i <= static_cast<int>(BulkKind::claim); ++i)
        EXPECT_EQ(bulk_kind(to_string(static_cast<BulkKind>(i))), static_cast<BulkKind>(i));
    for (int i = 0; i <= static_cast<int>(JobState::undone); ++i)
        EXPECT_EQ(job_state(to_string(static_cast<JobState>(i))), static_cast<JobState>(i));
    EXPECT_EQ(bulk_kind("explode"), std::nullopt);
    EXPECT_EQ(job_state(""), std::nullopt);
}

}  // namespace
}  // namespace manyhands::desk
