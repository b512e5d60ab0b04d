// What an admin sets about answers holds for the next one that is submitted.
#include "app/house_test.hpp"

namespace manyhands::app {
namespace {

class AnswerSettings : public HouseTest {
  protected:
    model::Actor admin() const {
        model::Actor actor = kim();
        actor.role = model::Role::admin;
        return actor;
    }
    void set(const std::string& key, const std::string& value) {
        const auto done = company_->settings().change(admin(), {{key, value}});
        ASSERT_TRUE(done.has_value()) << done.error().key;
    }
    answer::Submission submission(const model::ConversationId& id) {
        answer::Submission made;
        made.text = "Hold the power key";
        made.undo = base::Seconds(0);
        made.public_version_seen = conversation(id).public_version;
        made.idempotency_key = "key-" + std::to_string(++keys_) + "-of-a-test";
        return made;
    }
};

TEST_F(AnswerSettings, ADescriptionOfEveryPictureIsWantedWhereItIsSaid) {
    found();
    const auto id = concern();
    const auto refusal = [&](const std::string& alt) {
        answer::Submission one = submission(id);
        one.images = {{model::MediaId("01J0000000000000000000NONE"), alt}};
        const auto done = company_->answer().submit(kim(), id, one);
        EXPECT_FALSE(done.has_value());
        return done ? std::string() : done.error().key;
    };
    EXPECT_EQ(refusal(""), "answer.media.not_found") << "the network asks for none";
    set("answer.alt_required", "1");
    EXPECT_EQ(refusal(""), "answer.media.alt_missing");
    EXPECT_EQ(refusal(" \n "), "answer.media.alt_missing") << "blanks describe nothing";
    EXPECT_EQ(refusal("the buoy"), "answer.media.not_found") << "described, it is looked at";
    set("answer.alt_required", "");
    EXPECT_EQ(refusal(""), "answer.media.not_found");
}

TEST_F(AnswerSettings, EveryPartOfAThreadIsSignedWhereItIsSaid) {
    found();
    const std::string mark = "^" + kim_.initials;
    for (const bool every : {false, true}) {
        const auto id = concern(every ? "bob" : "ann");
        set("answer.sign_parts", every ? "1" : "");
        answer::Submission one = submission(id);
        one.text.clear();
        one.parts = {"First", "Second", "Third"};
        const auto done = company_->answer().submit(kim(), id, one);
        ASSERT_TRUE(done.has_value()) << done.error().key;
        const model::Answer* answer = done->open_answer();
        ASSERT_NE(answer, nullptr);
        EXPECT_EQ(answer->published_text.ends_with(mark), every);
        ASSERT_EQ(answer->rest.size(), 2U);
        EXPECT_EQ(answer->rest[0].published_text.ends_with(mark), every);
        EXPECT_TRUE(answer->rest[1].published_text.ends_with(mark)) << "the last one always";
    }
}

TEST_F(AnswerSettings, TheClockOfAQuestionIsThatOfThePromiseItCameUnder) {
    found();
    const auto before = concern("ann");
    const base::Instant opened = conversation(before).episode->opened_at;
    EXPECT_EQ(store().next_due().value(), opened + base::Minutes(7));
    clock_.advance(base::Seconds(1));
    const auto change =
        company_->settings().change(admin(), {{"promise.minutes", "3"}, {"promise.bands", "1 3 30 60"}});
    ASSERT_TRUE(change.has_value()) << change.error().key;
    clock_.advance(base::Minutes(1));
    const auto after = concern("bob");
    EXPECT_EQ(store().next_due().value(), conversation(after).episode->opened_at + base::Minutes(1));
    clock_.advance(base::Minutes(8));
    for (const auto& due : {before, after}) {
        const auto fired = company_->route().fire({brand_, due, clock_.now()});
        EXPECT_TRUE(fired.has_value()) << fired.error().key;
    }
    EXPECT_EQ(conversation(before).episode->bands_passed, 1) << "7 of 7 12 30 60";
    EXPECT_EQ(conversation(after).episode->bands_passed, 2) << "1 and 3";
}

}  // namespace
}  // namespace manyhands::app
