// Who may put a hint beside a conversation, and who may thank for one.
#include "desk/hints.hpp"

#include <gtest/gtest.h>

#include "model/test_world.hpp"

namespace manyhands::desk {
namespace {

using namespace model::testing;

template <class T>
std::string key(const base::Result<T>& result) {
    return result ? "ok" : result.error().key;
}

model::Note hint_of(const std::string& text, const model::EmployeeId& author = kMin) {
    model::Note note;
    note.id = model::NoteId("n1");
    note.author = author;
    note.text = text;
    note.at = kNoon;
    return note;
}

ConversationState held_by(const model::EmployeeId& holder) {
    return after(model::replay(opening()), {event(model::Claimed{claim_of(holder, 1)})});
}

TEST(Hints, OnlyForSomebodyElseWhoHoldsIt) {
    EXPECT_EQ(key(add_hint(model::replay(opening()), hint_of("3층입니다"))), "desk.hint.not_held");
    EXPECT_EQ(key(add_hint(held_by(kMin), hint_of("3층입니다"))), "desk.hint.held_by_you");
    const auto events = add_hint(held_by(kSue), hint_of(" 3층입니다 "));
    ASSERT_TRUE(events);
    const auto* added = find<model::NoteAdded>(*events);
    EXPECT_TRUE(is_hint(added->note));
    EXPECT_EQ(added->note.text, "3층입니다");
    EXPECT_EQ(added->note.asked, kSue);
    EXPECT_EQ(added->notify, std::vector{kSue});
}

TEST(Hints, AThousandCharactersOfAnyScript) {
    std::string text;
    for (std::size_t i = 0; i < kHintCharacters; ++i)
        text += "가";
    EXPECT_EQ(key(add_hint(held_by(kSue), hint_of(text))), "ok");
    EXPECT_EQ(key(add_hint(held_by(kSue), hint_of(text + "나"))), "desk.hint.too_long");
    EXPECT_EQ(key(add_hint(held_by(kSue), hint_of(" \n"))), "desk.note.empty");
}

TEST(Hints, ThanksComeFromWhomItWasForOrWhoHoldsItNow) {
    auto hint = hint_of("x");
    hint.kind = model::NoteKind::opinion;
    hint.asked = kSue;
    EXPECT_EQ(key(may_thank(held_by(kSue), hint, kSue)), "ok");
    EXPECT_EQ(key(may_thank(held_by(kLee), hint, kSue)), "ok") << "it was for her";
    EXPECT_EQ(key(may_thank(held_by(kLee), hint, kLee)), "ok") << "they hold it now";
    EXPECT_EQ(key(may_thank(held_by(kSue), hint, kLee)), "desk.hint.for_another");
    EXPECT_EQ(key(may_thank(held_by(kMin), hint, kMin)), "desk.hint.own");
    auto gone = hint;
    gone.deleted = true;
    EXPECT_EQ(key(may_thank(held_by(kSue), gone, kSue)), "desk.note.deleted");
    auto opinion = hint;
    opinion.answers = model::NoteId("q");
    EXPECT_EQ(key(may_thank(held_by(kSue), opinion, kSue)), "desk.hint.not_found")
        << "that one was asked for";
}

}  // namespace
}  // namespace manyhands::desk
