// What customers say of answers, from the log to the figures: the story of the lost phone, and whoever does
// not count.
#include "reports/satisfaction.hpp"
#include "storage/fixture_test.hpp"
#include "understand/tone.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using reports::ThanksSource;

class SatisfactionTest : public testing::StoreTest {
  protected:
    model::Conversation writes(const model::Person& who, const std::string& text,
                               const std::string& lang = "en") {
        clock_.advance(60s);
        model::Conversation c;
        c.id = ids_.make<model::ConversationId>();
        c.brand = brand_.id;
        c.account = account_.id;
        c.network = "simulated";
        c.customer = who;
        c.root_remote_id = "root-" + std::to_string(++n_);
        c.department = department_.id;
        c.opened_at = now();
        const model::Post post = post_of(c, who, c.root_remote_id, text, lang);
        EXPECT_OK(put(c.id, {event(model::ConversationOpened{c}), event(model::PostReceived{post}),
                             event(model::EpisodeOpened{{1, post.id, now()}})}));
        return c;
    }
    model::Post post_of(const model::Conversation& c, const model::Person& who, const std::string& remote,
                        const std::string& text, const std::string& lang) {
        model::Post post = customer_post(c, remote, now());
        post.remote.author = who;
        post.remote.text = text;
        post.lang = lang;
        if (who.remote_id != c.customer.remote_id) post.side = model::Side::other;
        return post;
    }
    void adds(const model::Conversation& c, const model::Person& who, const std::string& text,
              const std::string& lang = "en") {
        clock_.advance(60s);
        EXPECT_OK(
            put(c.id,
                {event(model::PostReceived{post_of(c, who, "reply-" + std::to_string(++n_), text, lang)})}));
    }
    model::AnswerId answers(const model::Conversation& c, const model::Employee& who, const std::string& text,
                            std::optional<base::Instant> holding = {}) {
        clock_.advance(60s);
        model::Answer answer = answer_for(stored(c.id), who, text);
        answer.holding_until = holding;
        EXPECT_OK(put(c.id, {event(model::AnswerSubmitted{answer}, &who),
                             event(model::AnswerSending{answer.id, 1, {"key-" + answer.id.value, now()}}),
                             event(model::AnswerSent{answer.id, "sent-" + answer.id.value, "", "", now()})}));
        return answer.id;
    }
    void read() {
        for (bool more = true; more;) {
            const auto done = satisfaction_.read_on(3);
            ASSERT_TRUE(done.has_value()) << testing::why(done);
            more = *done;
        }
    }
    reports::SatisfactionReport report() {
        const auto got = satisfaction_.report(lead(), now() - 24h * 60, now() + 1h);
        EXPECT_OK(got);
        return *got;
    }
    model::Actor lead() {
        return {kim_.id, brand_.id, kim_.department, model::Role::lead, kim_.initials, {}};
    }
    void own(const std::string& remote_id, const model::Employee& who) {
        const identity::BindingWish wish{"wish-" + remote_id, brand_.id, "simulated", who.id,       remote_id,
                                         "7KMD-42RX",         "",        now(),       now() + 15min};
        ASSERT_TRUE(store_->add_wish(wish).has_value());
        ASSERT_TRUE(store_
                        ->bind(wish, {"bind-" + remote_id,
                                      brand_.id,
                                      "simulated",
                                      remote_id,
                                      remote_id,
                                      who.id,
                                      identity::BindingKind::personal,
                                      now(),
                                      {},
                                      ""})
                        .has_value());
    }

    const model::Person customer_{"did:jim", "jim.example", "Jim", 240, ""};
    const model::Person spouse_{"did:ann", "ann.example", "Ann", 3000, ""};
    int n_ = 0;
    reports::LinkRule rule_ = reports::LinkRule::offer;
    reports::Satisfaction satisfaction_{
        {*store_, *store_, clock_, random_, ids_,
         [](std::string_view text, std::string_view lang) -> std::optional<bool> {
             switch (understand::tone(text, lang)) {
                 case understand::Tone::thanks:
                     return true;
                 case understand::Tone::unhappy:
                     return false;
                 case understand::Tone::neither:
                     return std::nullopt;
             }
             return std::nullopt;
         },
         [this](const auto&) { return rule_; }}};
};

TEST_F(SatisfactionTest, TheLostPhoneInFivePosts) {
    // 1: angry. 2: our answer, which promises. 3: what was promised is told as done. 4: praise. 5: the
    // spouse's.
    const auto lost =
        writes(customer_, "Lost my iPhone in your store and nobody there would help me. Furious.");
    answers(lost, kim_,
            "That must not happen. I have asked the store, and we will call you tomorrow by noon.");
    clock_.advance(24h);
    const auto done = answers(lost, kim_, "Found: it was in the stock room. A courier is on the way to you.");
    clock_.advance(24h);
    const auto praise =
        writes(customer_, "Shout out to @hanbit: they had my phone at my door the next day. Thank you!");
    clock_.advance(2h);
    const auto wife =
        writes(spouse_, "My husband @jim.example lost his phone and @hanbit got it back. Amazing service");
    read();

    const auto found = satisfaction_.of(brand_.id, lost.id);
    ASSERT_TRUE(found.has_value());
    ASSERT_TRUE(found->turned.has_value()) << "not seen as recovered";
    const auto& turned = found->turned->turned;
    EXPECT_EQ(turned.answer, done);
    ASSERT_EQ(turned.praises.size(), 2U) << "the spouse's praise is linked";
    EXPECT_TRUE(turned.praises[0].by_customer);
    EXPECT_EQ(turned.praises[0].conversation, praise.id);
    EXPECT_FALSE(turned.praises[1].by_customer);
    EXPECT_EQ(turned.praises[1].conversation, wife.id);
    EXPECT_EQ(turned.praises[1].followers, 3000);
    const auto sum = report();
    EXPECT_EQ(sum.recovered, 1);
    EXPECT_EQ(sum.praised_by_others, 1);
    EXPECT_EQ(sum.reach, 3240);
    read();
    EXPECT_EQ(report().recovered, 1) << "read again, counted once";
}

TEST_F(SatisfactionTest, TheSpouseMayComeMuchLater) {
    const auto lost = writes(customer_, "I lost my phone and nobody helps");
    answers(lost, kim_, "We have it.");
    adds(lost, customer_, "Thank you so much!");
    read();
    EXPECT_EQ(report().reach, 240);
    clock_.advance(48h);
    (void)writes(spouse_, "What @jim.example told me about you is amazing, thank you");
    read();
    EXPECT_EQ(report().reach, 3240) << "found from the other side, too";
}

TEST_F(SatisfactionTest, WhatIsNoTurnaround) {
    // Praise of somebody else alone, praise after 30 days, a complaint that came back, no complaint at all.
    const auto a = writes({"did:a", "a.example", "A", 10, ""}, "It broke again. Worst service");
    answers(a, kim_, "We will look.");
    adds(a, {"did:b", "b.example", "B", 9000, ""}, "they helped me too, thank you");
    const auto c = writes({"did:c", "c.example", "C", 10, ""}, "Still broken");
    answers(c, kim_, "We will look.");
    clock_.advance(24h * 31);
    adds(c, {"did:c", "c.example", "C", 10, ""}, "thank you");
    const auto d = writes({"did:d", "d.example", "D", 10, ""}, "Not working, useless");
    answers(d, kim_, "Try this.");
    adds(d, {"did:d", "d.example", "D", 10, ""}, "thank you, it works");
    adds(d, {"did:d", "d.example", "D", 10, ""}, "broke again. I want my money back");
    const auto e = writes({"did:e", "e.example", "E", 10, ""}, "When do you open?");
    answers(e, kim_, "At nine.");
    adds(e, {"did:e", "e.example", "E", 10, ""}, "thanks");
    read();
    EXPECT_EQ(report().recovered, 0);
    EXPECT_EQ(report().answers.good, 1) << "E was thanked for";
    EXPECT_EQ(report().answers.all, 2) << "and D is unhappy";
}

TEST_F(SatisfactionTest, WhatOurOwnPeopleSayDoesNotCount) {
    const model::Person own_account{"did:lee", "lee.example", "Lee", 500, ""};
    own("did:lee", lee_);
    const auto c = writes(own_account, "It is broken and nobody helps");
    answers(c, lee_, "We will look.");
    adds(c, own_account, "Thank you, brilliant service");
    read();
    const auto sum = report();
    EXPECT_EQ(sum.answers.all, 0);
    EXPECT_EQ(sum.not_counted, 1) << "kept, and said";
    EXPECT_EQ(sum.recovered, 0);
    const auto rows = satisfaction_.of(brand_.id, c.id);
    ASSERT_EQ(rows->signals.size(), 1U);
    EXPECT_FALSE(rows->signals[0].signal.counted);
    // And an employee's praise adds nobody to another's reach.
    const auto lost = writes(customer_, "I lost my phone and nobody helps");
    answers(lost, kim_, "We have it.");
    adds(lost, customer_, "Thank you so much!");
    (void)writes(own_account, "My customer @jim.example is happy, amazing");
    read();
    EXPECT_EQ(report().reach, 240);
}

TEST_F(SatisfactionTest, EachAnswerCountsOnceByItsClearestSource) {
    const auto c = writes(customer_, "When do you open?");
    const auto link = *satisfaction_.make_link(lead(), c.id);
    const auto id = answers(c, kim_, "At nine. http://127.0.0.1/r/" + link);
    adds(c, customer_, "Thanks, but that is wrong. Useless");
    read();
    EXPECT_EQ(report().answers.good, 0);
    ASSERT_TRUE(satisfaction_.tap(link, "", true, false).has_value());
    const auto sum = report();
    EXPECT_EQ(sum.answers.all, 1);
    EXPECT_EQ(sum.answers.good, 1) << "what they tapped, not what was read";
    ASSERT_EQ(sum.by_source.size(), 3U);
    EXPECT_EQ(sum.by_source[2].share.all, 1) << "the other source is told all the same";
    EXPECT_EQ(satisfaction_.of(brand_.id, c.id)->signals[0].signal.answer, id);
    const auto sheet = reports::to_csv(reports::to_sheet(sum, base::Lang::en));
    EXPECT_NE(sheet.find("Answers (each once),1,1,1,"), std::string::npos) << sheet;
    EXPECT_NE(sheet.find("Follow-up words,0,1,0,"), std::string::npos) << sheet;
}

TEST_F(SatisfactionTest, ALinkTakesOneTapAndOneChangeOfMind) {
    const auto c = writes(customer_, "When do you open?");
    const auto token = *satisfaction_.make_link(lead(), c.id);
    using State = reports::Satisfaction::LinkState;
    EXPECT_EQ(satisfaction_.page(token, "")->state, State::over) << "not published yet";
    EXPECT_ERROR(satisfaction_.tap(token, "", true, false), "reports.thanks.over");
    answers(c, kim_, "At nine. http://127.0.0.1/r/" + token);
    EXPECT_EQ(satisfaction_.page(token, "")->state, State::open);
    const auto tapped = satisfaction_.tap(token, "", true, false);
    ASSERT_TRUE(tapped.has_value());
    // Somebody else with the link.
    EXPECT_EQ(satisfaction_.page(token, "")->state, State::given);
    EXPECT_ERROR(satisfaction_.tap(token, "", false, false), "reports.thanks.over");
    EXPECT_ERROR(satisfaction_.tap(token, "another", false, false), "reports.thanks.over");
    EXPECT_EQ(report().answers.good, 1);
    // The one who tapped, within a day.
    clock_.advance(23h);
    ASSERT_TRUE(satisfaction_.tap(token, tapped->voter, false, false).has_value());
    EXPECT_EQ(report().answers.good, 0);
    EXPECT_EQ(report().answers.all, 1);
    clock_.advance(2h);
    EXPECT_ERROR(satisfaction_.tap(token, tapped->voter, true, false), "reports.thanks.over");
    EXPECT_ERROR(satisfaction_.page("no-such-token", ""), "reports.thanks.not_found");
}

TEST_F(SatisfactionTest, AnotherLinkBelowTheSameAnswerAndOneThatExpired) {
    const auto c = writes(customer_, "When do you open?");
    const auto one = *satisfaction_.make_link(lead(), c.id);
    const auto two = *satisfaction_.make_link(lead(), c.id);
    answers(c, kim_, "At nine. http://a/r/" + one + " http://a/r/" + two);
    ASSERT_TRUE(satisfaction_.tap(one, "", true, false).has_value());
    EXPECT_ERROR(satisfaction_.tap(two, "", false, false), "reports.thanks.over");
    const auto late = writes(spouse_, "And on Sunday?");
    const auto third = *satisfaction_.make_link(lead(), late.id);
    answers(late, kim_, "At ten. http://a/r/" + third);
    clock_.advance(24h * 14);
    EXPECT_ERROR(satisfaction_.tap(third, "", true, false), "reports.thanks.over");
}

TEST_F(SatisfactionTest, AHoldingAnswerIsNotRated) {
    const auto c = writes(customer_, "It is broken, nobody helps");
    const auto token = *satisfaction_.make_link(lead(), c.id);
    answers(c, kim_, "I will look. http://a/r/" + token, now() + 2h);
    EXPECT_ERROR(satisfaction_.tap(token, "", true, false), "reports.thanks.over");
    adds(c, customer_, "ok thank you");
    read();
    EXPECT_EQ(report().answers.all, 0) << "nothing was answered yet";
    EXPECT_EQ(report().recovered, 0);
}

TEST_F(SatisfactionTest, TheRuleMayBeOffAndRolesHold) {
    const auto c = writes(customer_, "When do you open?");
    rule_ = reports::LinkRule::off;
    EXPECT_ERROR(satisfaction_.make_link(lead(), c.id), "reports.thanks.off");
    model::Actor person = lead();
    person.role = model::Role::employee;
    EXPECT_ERROR(satisfaction_.report(person, now() - 24h, now()), "policy.forbidden");
    EXPECT_ERROR(satisfaction_.report(lead(), now(), now() - 24h), "reports.bad_period");
}

TEST_F(SatisfactionTest, InitialsBelowPublishedAnswersAreNobodyElses) {
    const auto c = writes(customer_, "When do you open?");
    answers(c, lee_, "At nine.");
    model::Employee gone = lee_;
    gone.active = false;
    EXPECT_OK(store_->update_employee(gone));
    model::Employee heir = kim_;
    heir.initials = lee_.initials;
    EXPECT_ERROR(store_->update_employee(heir), "identity.employee.initials_taken");
    EXPECT_TRUE(store_->taken_initials(brand_.id)->contains(lee_.initials));
    // Whose they were gets them back.
    gone.active = true;
    EXPECT_OK(store_->update_employee(gone));
}

}  // namespace
}  // namespace manyhands::storage
