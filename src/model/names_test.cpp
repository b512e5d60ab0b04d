// Every value that is stored or sent has one name and comes back from it; a name of nobody is refused.
#include <set>

#include <gtest/gtest.h>

#include "model/answer.hpp"
#include "model/conversation.hpp"
#include "model/event.hpp"
#include "model/people.hpp"

namespace manyhands::model {
namespace {

template <class Value, class Parse>
void comes_back(const std::vector<Value>& values, const Parse& parse) {
    std::set<std::string> names;
    for (const Value value : values) {
        const std::string name(to_string(value));
        EXPECT_FALSE(name.empty());
        EXPECT_TRUE(names.insert(name).second) << name << " names two values";
        const auto back = parse(name);
        ASSERT_TRUE(back.has_value()) << name;
        EXPECT_EQ(*back, value) << name;
    }
    for (const char* wrong : {"", "Waiting", "waiting ", "nobody", "queued\n"})
        EXPECT_FALSE(parse(std::string_view(wrong)).has_value()) << wrong;
}

TEST(Names, StatesOfAConversation) {
    comes_back<State>({State::waiting, State::claimed, State::awaiting_approval, State::going_out,
                       State::answered, State::snoozed, State::closed},
                      conversation_state);
    EXPECT_EQ(to_string(State::going_out), "going_out");
}

TEST(Names, StatesOfAnAnswer) {
    comes_back<AnswerState>({AnswerState::awaiting_approval, AnswerState::queued, AnswerState::paused,
                             AnswerState::sending, AnswerState::sent, AnswerState::failed,
                             AnswerState::unknown, AnswerState::held, AnswerState::cancelled},
                            answer_state);
}

TEST(Names, Roles) {
    comes_back<Role>({Role::employee, Role::desk, Role::lead, Role::auditor, Role::analyst, Role::admin},
                     role);
}

TEST(Names, StatusOfAnAccount) {
    comes_back<AccountStatus>(
        {AccountStatus::listening, AccountStatus::paused, AccountStatus::failing, AccountStatus::signed_out},
        account_status);
}

TEST(Names, OnlyWhatMayStillMoveIsOpen) {
    for (const AnswerState open : {AnswerState::awaiting_approval, AnswerState::queued, AnswerState::paused,
                                   AnswerState::sending, AnswerState::unknown, AnswerState::held})
        EXPECT_TRUE(is_open(open)) << to_string(open);
    for (const AnswerState ended : {AnswerState::sent, AnswerState::failed, AnswerState::cancelled})
        EXPECT_FALSE(is_open(ended)) << to_string(ended);
}

TEST(Names, EventsOfTheLogAreNamedOnce) {
    const std::vector<EventBody> bodies{PostEdited{},   PostDeleted{},  BandPassed{},    Reopened{},
                                        Claimed{},      ClaimRenewed{}, ClaimReleased{}, HandedOff{},
                                        OfferedToAll{}, Closed{},       AnswerDue{},     AnswerCancelled{},
                                        AnswerHeld{},   AnswerSent{}};
    std::set<std::string_view> names;
    for (const EventBody& body : bodies)
        EXPECT_TRUE(names.insert(type_of(body)).second) << type_of(body);
    EXPECT_EQ(type_of(Claimed{}), "claimed");
    EXPECT_EQ(type_of(AnswerHeld{}), "answer_held");
    EXPECT_EQ(type_of(PostDeleted{}), "post_deleted");
}

TEST(Names, OnlyARenewalStaysOutOfTheLog) {
    EXPECT_FALSE(is_logged(ClaimRenewed{}));
    EXPECT_TRUE(is_logged(Claimed{}));
    EXPECT_TRUE(is_logged(BandPassed{}));
}

}  // namespace
}  // namespace manyhands::model
