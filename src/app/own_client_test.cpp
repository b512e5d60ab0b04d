// Answers from employees' own clients, between the real store and the simulated network: who may, who may
// not, once.
#include "app/house_test.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using answer::OwnState;
using model::AnswerState;

class OwnClientTest : public HouseTest {
  protected:
    void SetUp() override {
        found();
        boss_ = hire("Boss", model::Role::admin);
        lee_ = hire("Lee Doyun", model::Role::employee);
        certify(lee_);
        rules("#twelve");
    }
    model::Employee hire(const std::string& name, model::Role role) {
        return company_->identity()
            .add_employee(brand_, {name, std::to_string(++people_) + "@hanbit.example", role, care_, {}})
            .value();
    }
    void certify(const model::Employee& e) {
        ASSERT_TRUE(company_->store().certify(brand_, {e.id, "all", {}, "of old", clock_.now()}));
    }
    model::Actor actor(const model::Employee& e) const {
        return {e.id, brand_, care_, e.role, e.initials, std::nullopt};
    }
    void rules(const std::string& tag, const std::string& signature = "handle") {
        ASSERT_TRUE(
            company_->settings().change(actor(boss_), {{"own.tag", tag}, {"own.signature", signature}}));
    }
    void listen_on(base::Micros after = 4s) {
        for (int i = 0; i < 3; ++i) {
            clock_.advance(after);
            listen();
        }
    }
    identity::BindingWish wish(const model::Employee& who, const std::string& handle) {
        auto wish = company_->bindings().begin(actor(who), "simulated", handle);
        EXPECT_TRUE(wish.has_value()) << wish.error().key;
        return wish.value_or(identity::BindingWish{});
    }
    void bind(const model::Employee& who, const std::string& handle) {
        network_.person(handle, handle, 1);
        const auto code = wish(who, handle).code;
        post(handle, code);
        listen_on();
        ASSERT_EQ(live(who).size(), 1U) << handle;
    }
    std::vector<identity::Binding> live(const model::Employee& who) {
        auto all = store().bindings_of(who.id).value();
        std::erase_if(all, [](const auto& one) { return one.ended_at.has_value(); });
        return all;
    }
    std::vector<answer::OwnPost> own(const model::Employee& who) {
        return store().own_posts_of(who.id, 20).value();
    }
    std::string refused(const model::Employee& who) {
        const auto posts = own(who);
        if (posts.empty() || posts[0].state != OwnState::refused) return "";
        const auto notices = store().notices(who.id, 10).value();
        const bool told = !notices.items.empty() && notices.items[0].kind == "own_refused" &&
                          notices.items[0].excerpt == posts[0].reason;
        return told ? posts[0].reason : "nobody was told: " + posts[0].reason;
    }
    std::string question(const std::string& who = "ann") {
        const std::string id = post(who, "@hanbit it does not start");
        listen();
        return id;
    }

    model::Employee boss_, lee_;
    int people_ = 0;
};

TEST_F(OwnClientTest, ATaggedReplyBecomesTheBrandsAnswerOnce) {
    bind(kim_, "kim.own");
    const std::string mention = question();
    const auto id = rows()[0].conversation.id;
    clock_.advance(1min);
    const std::string reply = post("kim.own", "Hold it for ten seconds #twelve", mention);
    listen_on();
    send();
    ASSERT_EQ(published().size(), 1U);
    EXPECT_EQ(published()[0].text, "Hold it for ten seconds via @kim.own");
    EXPECT_EQ(published()[0].parent, mention);
    ASSERT_TRUE(own(kim_).at(0).answer.has_value());
    const model::Answer made = stored(*own(kim_).at(0).answer);
    EXPECT_EQ(made.author, kim_.id);
    EXPECT_EQ(made.via, "kim.own");
    EXPECT_EQ(made.own_post, reply);
    const auto timeline = detail(id).timeline;
    EXPECT_TRUE(std::ranges::any_of(timeline, [](const auto& event) {
        const auto via = event.args.find("via");
        return via != event.args.end() && via->second == "kim.own";
    })) << "shown where it came from";
    EXPECT_EQ(conversation(id).state, model::State::answered);
    EXPECT_EQ(own(kim_).at(0).state, OwnState::taken);
    EXPECT_EQ(own(kim_).at(0).text, "") << "kept only until it is decided";

    // Told again and again, the cursor lost, started anew: once.
    for (int i = 0; i < 3; ++i) {
        open();
        ASSERT_TRUE(store().ingest({brand_, account_, {}, ""},
                                   [](const auto&, auto&) { return std::vector<route::Change>{}; }));
        listen_on();
        send();
    }
    EXPECT_EQ(published().size(), 1U);
    EXPECT_EQ(rows().size(), 1U) << "staff are no customers";
}

TEST_F(OwnClientTest, WithInitialsInsteadWhereTheBrandWishes) {
    rules("twelve", "initials");
    bind(kim_, "kim.own");
    post("kim.own", "#TWELVE Hold it", question());
    listen_on();
    send();
    ASSERT_EQ(published().size(), 1U);
    EXPECT_EQ(published()[0].text, "Hold it ^" + kim_.initials);
}

TEST_F(OwnClientTest, StrangersWithTheTagAreCountedAndNothingElse) {
    bind(kim_, "kim.own");
    const std::string mention = question();
    post("mallory", "Buy my coins #twelve", mention);
    listen_on();
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_EQ(store().strangers(brand_).value(), 1) << "however often it is told";
    EXPECT_EQ(rows().size(), 1U);
    EXPECT_EQ(company_->bindings().strangers(actor(boss_)).value(), 1);
    EXPECT_FALSE(company_->bindings().strangers(actor(lee_)).has_value()) << "leads only";
}

TEST_F(OwnClientTest, ACodeProvesOnlyTheAccountItStandsOn) {
    network_.person("kim.own", "Kim", 1);
    const auto code = wish(kim_, "kim.own").code;
    post("mallory", code);                            // quoted by a stranger
    post("kim.own", "they gave me " + code + " ?!");  // and not said alone
    listen_on();
    EXPECT_TRUE(live(kim_).empty());
    EXPECT_TRUE(store().live_bindings(brand_).value().empty());
    post("kim.own", " " + code + "\n");
    listen_on();
    ASSERT_EQ(live(kim_).size(), 1U);
    EXPECT_EQ(live(kim_)[0].remote_id, network_.person("kim.own", "", 0).first);

    // The same code again binds nobody else, and a bound account stays whose it is.
    post("mallory", code);
    listen_on();
    EXPECT_EQ(store().live_bindings(brand_).value().size(), 1U);
    const auto other = wish(lee_, "kim.own");
    post("kim.own", other.code);
    listen_on();
    EXPECT_TRUE(live(lee_).empty());
    EXPECT_EQ(store().wishes_of(lee_.id, clock_.now()).value().size(), 1U);
}

TEST_F(OwnClientTest, CodesEndAndAreFew) {
    network_.person("kim.own", "Kim", 1);
    const auto first = wish(kim_, "kim.own");
    clock_.advance(16min);
    post("kim.own", first.code);
    listen_on();
    EXPECT_TRUE(live(kim_).empty()) << "too late";
    for (int i = 1; i < identity::kWishesAnHour; ++i)
        wish(kim_, "@kim.own");
    const auto one_more = company_->bindings().begin(actor(kim_), "simulated", "kim.own");
    ASSERT_FALSE(one_more.has_value());
    EXPECT_EQ(one_more.error().key, "identity.binding.too_many_codes");
    EXPECT_FALSE(company_->bindings().begin(actor(lee_), "simulated", "no such/handle").has_value());
}

TEST_F(OwnClientTest, TheBrandsOwnAccountIsNobodys) {
    const auto code = wish(kim_, "hanbit").code;
    network_.post_at(us_.first, code, {}, "en", clock_.now());
    listen_on();
    EXPECT_TRUE(live(kim_).empty());
    EXPECT_EQ(store().wishes_of(kim_.id, clock_.now()).value().at(0).problem, "brand_account");
    wish(lee_, "nobody.own");
    listen_on();
    EXPECT_EQ(store().wishes_of(lee_.id, clock_.now()).value().at(0).problem, "no_such_handle");
}

TEST_F(OwnClientTest, WhoIsDeactivatedBetweenPostAndReadingSaysNothingForTheBrand) {
    bind(kim_, "kim.own");
    post("kim.own", "Hold it #twelve", question());
    ASSERT_TRUE(company_->identity().deactivate(kim_.id));
    listen_on();
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_TRUE(live(kim_).empty()) << "cut, also for when they come back";
    // And where it was read already, but not decided: the transaction looks again.
    bind(lee_, "lee.own");
    const std::string reply = post("lee.own", "Hold it #twelve", question("bob"));
    const auto binding = live(lee_).at(0);
    ASSERT_TRUE(
        store().keep_own({brand_, "simulated", reply, account_, lee_.id, binding.remote_id, "lee.own", "",
                          "Hold it #twelve", network_.find(reply)->parent, clock_.now(), clock_.now()}));
    ASSERT_TRUE(company_->identity().deactivate(lee_.id));
    listen_on();
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_EQ(refused(lee_), "not_bound");
}

TEST_F(OwnClientTest, TheTransactionItselfRefusesWhoIsNotBound) {
    bind(kim_, "kim.own");
    const std::string reply = post("kim.own", "Hold it #twelve", question());
    const auto id = rows()[0].conversation.id;
    const answer::OwnPost row{
        brand_, "simulated",       reply, account_,     kim_.id,     live(kim_).at(0).remote_id, "kim.own",
        "",     "Hold it #twelve", "",    clock_.now(), clock_.now()};
    ASSERT_TRUE(store().keep_own(row));
    const auto nothing = [](const model::ConversationState*) -> base::Result<model::Events> {
        return model::Events{};
    };
    auto stranger = row;
    stranger.author_remote_id = "person-of-nobody";
    EXPECT_EQ(store().transact_own(stranger, id, nothing).error().key, "own.not_bound");
    auto other = row;
    other.employee = lee_.id;
    EXPECT_EQ(store().transact_own(other, id, nothing).error().key, "own.not_bound");
    EXPECT_TRUE(store().transact_own(row, id, nothing)) << "the one who is entitled may";
    EXPECT_EQ(store().transact_own(row, id, nothing).error().key, "own.decided") << "once";
}

TEST_F(OwnClientTest, UnboundByThemselvesOrALeadItIsOverAtOnce) {
    bind(kim_, "kim.own");
    const auto id = live(kim_).at(0).id;
    EXPECT_FALSE(company_->bindings().end(actor(lee_), id).has_value()) << "somebody else's";
    EXPECT_TRUE(company_->bindings().end(actor(boss_), id).has_value());
    post("kim.own", "Hold it #twelve", question());
    listen_on();
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_EQ(store().bindings_of(kim_.id).value().at(0).ended_why, "lead");
}

TEST_F(OwnClientTest, UnderAPostThatIsNoConversationItIsRefusedInPrivate) {
    bind(kim_, "kim.own");
    question();
    const std::string chatter = post("carol", "nice weather");
    post("kim.own", "indeed #twelve", chatter);
    listen_on(15s);
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_EQ(refused(kim_), "no_conversation");
    EXPECT_EQ(rows().size(), 1U);
}

TEST_F(OwnClientTest, OfTwoAtOnceOneAnswersAndTheOtherIsTold) {
    bind(kim_, "kim.own");
    bind(lee_, "lee.own");
    const std::string mention = question();
    post("kim.own", "Hold it #twelve", mention);
    post("lee.own", "Unplug it #twelve", mention);
    listen_on();
    send();
    listen_on();
    ASSERT_EQ(published().size(), 1U);
    const bool kim_was_first = published()[0].text.starts_with("Hold");
    EXPECT_EQ(refused(kim_was_first ? lee_ : kim_), "held");
    // And who comes when it is answered already.
    post(kim_was_first ? "lee.own" : "kim.own", "Me too #twelve", mention);
    listen_on();
    send();
    EXPECT_EQ(published().size(), 1U);
    EXPECT_EQ(refused(kim_was_first ? lee_ : kim_), "answered");
}

TEST_F(OwnClientTest, WhatTheCustomerWroteSinceWasNotRead) {
    bind(kim_, "kim.own");
    const std::string mention = question();
    post("kim.own", "Hold it #twelve", mention);
    clock_.advance(1s);
    post("ann", "@hanbit it works again, forget it", mention);
    listen_on();
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_EQ(refused(kim_), "stale");
}

TEST_F(OwnClientTest, ByCodeFromAPostOfItsOwn) {
    bind(kim_, "kim.own");
    question();
    const auto id = rows()[0].conversation.id;
    const auto code = company_->own_client().short_code(kim(), id).value().code;
    EXPECT_EQ(company_->own_client().short_code(actor(lee_), id).value().code, code) << "one for a question";
    post("kim.own", "@hanbit ?" + code + " who knows this model?");
    listen_on();
    EXPECT_EQ(detail(id).notes.size(), 1U) << "asked among ourselves";
    EXPECT_EQ(detail(id).notes.at(0).text, "who knows this model?");
    EXPECT_TRUE(detail(id).answers.empty());
    post("kim.own", "@hanbit #" + code + " Hold it for ten seconds");
    listen_on();
    send();
    ASSERT_EQ(published().size(), 1U);
    EXPECT_EQ(published()[0].text, "Hold it for ten seconds via @kim.own");
    EXPECT_EQ(rows().size(), 1U) << "a mention by staff with a code is no customer's";
    // It ends with its question, and no other brand's leads anywhere.
    post("kim.own", "@hanbit #" + code + " once more");
    listen_on();
    EXPECT_EQ(refused(kim_), "code_over");
    ASSERT_TRUE(store().add_brand({model::BrandId("other"), "Other", true, clock_.now()}));
    EXPECT_FALSE(store().code_target(model::BrandId("other"), code, clock_.now()).value().has_value());
    post("kim.own", "@hanbit #9ZZZZ hello");
    listen_on();
    send();
    EXPECT_EQ(refused(kim_), "code");
    EXPECT_EQ(published().size(), 1U);
}

TEST_F(OwnClientTest, APlainMentionOfTheirsIsWhatItIsForEverybody) {
    bind(kim_, "kim.own");
    post("kim.own", "@hanbit my own fridge is broken");
    listen_on();
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_TRUE(own(kim_).empty());
}

TEST_F(OwnClientTest, AWorkHandlesOwnReplyIsTheAnswer) {
    bind(kim_, "kim.own");
    const auto binding = live(kim_).at(0);
    EXPECT_FALSE(company_->bindings().set_kind(kim(), binding.id, identity::BindingKind::work).has_value());
    ASSERT_TRUE(company_->bindings().set_kind(actor(boss_), binding.id, identity::BindingKind::work));
    const std::string mention = question();
    const auto id = rows()[0].conversation.id;
    clock_.advance(30s);
    post("kim.own", "I will look into it myself", mention);
    listen_on();
    send();
    EXPECT_TRUE(published().empty()) << "not taken over";
    EXPECT_EQ(conversation(id).state, model::State::answered);
    EXPECT_EQ(conversation(id).last_answer_seconds, 30) << "at the network's time";
    EXPECT_EQ(logged("episode_answered"), 1);
}

TEST_F(OwnClientTest, WhatIsRiskyWaitsAndALeadIsTold) {
    const auto lead = hire("Lead", model::Role::lead);
    const auto lanes = company_->approvals().save(
        actor(boss_),
        R"({"lanes": [{"risk": "goodwill", "on": true, "minutes": 30, "approvers": {"roles": ["lead"]},
            "deputies": {"roles": ["admin"]}, "terms": ["refund*"]}],
            "limits": {"employee": {"krw": 0, "usd": 0, "percent": 0}, "desk": {"krw": 0, "usd": 0, "percent": 0},
                       "lead": {"krw": 0, "usd": 0, "percent": 0},
                       "admin": {"krw": null, "usd": null, "percent": null}}})",
        "", 0);
    ASSERT_TRUE(lanes.has_value()) << lanes.error().key;
    bind(kim_, "kim.own");
    const std::string mention = question();
    const auto id = rows()[0].conversation.id;
    post("kim.own", "We will refund you $80 #twelve", mention);
    listen_on();
    send();
    EXPECT_TRUE(published().empty());
    ASSERT_EQ(detail(id).answers.size(), 1U);
    EXPECT_EQ(detail(id).answers[0].state, AnswerState::awaiting_approval);
    const auto kinds = [&](const model::Employee& who) {
        std::set<std::string> found;
        const auto notices = store().notices(who.id, 10).value();
        for (const auto& one : notices.items)
            found.insert(one.kind);
        return found;
    };
    EXPECT_TRUE(kinds(lead).contains("own_risky"));
    EXPECT_TRUE(kinds(kim_).contains("own_waits"));
}

TEST_F(OwnClientTest, EditedBeforeItIsReadItIsTakenAsEditedAndDeletedNotAtAll) {
    bind(kim_, "kim.own");
    const std::string mention = question();
    faults_.lag_at_most = 0s;
    const std::string first = post("kim.own", "Hold it for tenn seconds #twelve", mention);
    alter("kim.own", "PATCH", first, {{"text", "Hold it for ten seconds #twelve"}});
    const std::string other = question("bob");
    const std::string second = post("kim.own", "Wrong #twelve", other);
    alter("kim.own", "DELETE", second, {});
    listen_on();
    send();
    ASSERT_EQ(published().size(), 1U);
    EXPECT_EQ(published()[0].text, "Hold it for ten seconds via @kim.own");
}

TEST_F(OwnClientTest, SwitchedOffNothingIsRead) {
    bind(kim_, "kim.own");
    rules("");
    post("kim.own", "Hold it #twelve", question());
    listen_on();
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_TRUE(own(kim_).empty());
    const auto code = company_->own_client().short_code(kim(), rows()[0].conversation.id);
    ASSERT_FALSE(code.has_value());
    EXPECT_EQ(code.error().key, "own.off");
}

}  // namespace
}  // namespace manyhands::app
