// What the log shows that people know, over the real store.
#include "storage/know_store.hpp"

#include "answer/training.hpp"
#include "desk/notes.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using testing::StoreTest;

class KnowStoreTest : public StoreTest {
  protected:
    desk::Notes notes_{*store_, *store_, *store_, *store_, ids_, clock_};
    model::Actor lead() {
        return {kim_.id, brand_.id, kim_.department, model::Role::lead, kim_.initials, {}};
    }
    void answered(const model::ConversationId& id, const model::Employee& who) {
        const auto state = stored(id);
        model::EpisodeAnswered done{state.conversation.episode->number,
                                    state.conversation.episode->opened_at,
                                    now(),
                                    state.conversation.episode->post,
                                    {},
                                    who.id};
        EXPECT_OK(put(id, {event(done, &who)}));
    }
    void learn() {
        for (;;) {
            const auto more = store_->know().learn(brand_.id, 3);
            ASSERT_TRUE(more) << more.error().cause;
            if (!*more) return;
        }
    }
};

TEST_F(KnowStoreTest, AnswersShowWhatSomebodyKnowsOnceEach) {
    const auto tag = notes_.make_tag(lead(), "refund", "red");
    ASSERT_TRUE(tag);
    const std::string term = "t:" + tag->id.value;
    const auto first = open(1, now()).conversation.id;
    const auto second = open(2, now()).conversation.id;
    EXPECT_OK(notes_.tag(lead(), first, {tag->id}, {}));
    EXPECT_EQ(store_->know().terms_of(brand_.id, first)->at(0), (route::Term{term, "refund"}));
    clock_.advance(1min);
    answered(first, kim_);
    answered(second, lee_);
    learn();
    auto shown = *store_->know().shown(brand_.id, term);
    ASSERT_EQ(shown.size(), 1U) << "the other one was about nothing known";
    EXPECT_EQ(shown[0].employee, kim_.id);
    EXPECT_EQ(shown[0].answers, 1);
    learn();
    EXPECT_EQ(store_->know().shown(brand_.id, term)->at(0).answers, 1) << "read once";
    clock_.advance(1min);
    EXPECT_OK(notes_.tag(lead(), second, {tag->id}, {}));
    learn();
    shown = *store_->know().shown(brand_.id, term);
    EXPECT_EQ(shown.size(), 2U) << "its tag came after the answer";
    reopen();
    EXPECT_FALSE(*store_->know().learn(brand_.id, 1)) << "the place is kept";
    EXPECT_EQ(store_->know().shown_by(brand_.id, lee_.id)->at(0).term, term);
    kim_.active = false;
    EXPECT_OK(store_->update_employee(kim_));
    EXPECT_EQ(store_->know().shown(brand_.id, term)->size(), 1U) << "who is gone is not asked";
}

TEST_F(KnowStoreTest, ReadLateItCountsTheSame) {
    const auto tag = notes_.make_tag(lead(), "refund", "red");
    ASSERT_TRUE(tag);
    const auto id = open(1, now()).conversation.id;
    answered(id, kim_);
    clock_.advance(1min);
    EXPECT_OK(notes_.tag(lead(), id, {tag->id}, {}));
    learn();
    EXPECT_EQ(store_->know().shown(brand_.id, "t:" + tag->id.value)->at(0).answers, 1);
}

TEST_F(KnowStoreTest, QuestionsThatNobodyHoldsAreAsking) {
    auto held = open(1, now());
    const auto free = open(2, now()).conversation.id;
    EXPECT_OK(put(held.conversation.id, {claimed(held, kim_)}));
    const auto asking = *store_->know().asking(brand_.id, 10);
    ASSERT_EQ(asking.size(), 1U);
    EXPECT_EQ(asking[0].id, free);
    EXPECT_OK(store_->pass(brand_.id, lee_.id, free));
    const auto heard = *store_->know().heard(free, base::to_micros(asking[0].episode->opened_at));
    EXPECT_TRUE(heard.passed.contains(lee_.id));
    EXPECT_TRUE(heard.told.empty());
    answered(free, lee_);
    const auto loads = *store_->know().loads(brand_.id, now() - 1h);
    EXPECT_EQ(loads.at(kim_.id).holding, 1);
    EXPECT_EQ(loads.at(lee_.id).answered, 1);
}

}  // namespace
}  // namespace manyhands::storage
