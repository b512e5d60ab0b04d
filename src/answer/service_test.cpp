#include <gtest/gtest.h>

#include "answer/answer.hpp"
#include "model/answered.hpp"
#include "model/test_world.hpp"

namespace manyhands::answer {
namespace {

using namespace model::testing;
using base::ErrorCode;
using base::Result;
using model::AnswerState;
using model::ConversationState;
using model::Role;

// The answers of the store in memory, and the posts that the test put there.
class Shelf final : public AnswerStore, public DraftStore {
  public:
    explicit Shelf(MemoryStore& store) : store_(store) {}

    Result<model::Answer> answer(const model::BrandId& brand, const model::AnswerId& id) override {
        const auto found = store_.answers.find(id);
        if (found == store_.answers.end() || found->second.brand != brand)
            return base::fail(ErrorCode::not_found, "answer.not_found");
        return found->second;
    }
    Result<std::optional<model::Answer>> answer_by_key(const model::BrandId& brand,
                                                       const model::EmployeeId& who,
                                                       const std::string& key) override {
        for (const auto& [id, answer] : store_.answers)
            if (answer.brand == brand && answer.author == who && answer.idempotency_key == key) return answer;
        return std::nullopt;
    }
    Result<model::Post> post(const model::BrandId& brand, const model::PostId& id) override {
        const auto found = posts.find(id);
        if (found == posts.end() || found->second.brand != brand)
            return base::fail(ErrorCode::not_found, "storage.not_found");
        return found->second;
    }
    Result<model::Conversation> conversation_now(const model::BrandId& brand,
                                                 const model::ConversationId& id) override {
        const auto found = store_.states.find(id);
        if (found == store_.states.end() || found->second.conversation.brand != brand)
            return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        return found->second.conversation;
    }
    Result<void> save_draft(const model::BrandId&, const model::ConversationId&, const model::EmployeeId& who,
                            const Draft& draft) override {
        drafts[who] = draft;
        return {};
    }
    Result<std::optional<Draft>> draft(const model::BrandId&, const model::ConversationId&,
                                       const model::EmployeeId& who) override {
        const auto found = drafts.find(who);
        return found == drafts.end() ? std::nullopt : std::optional(found->second);
    }

    std::map<model::PostId, model::Post> posts;
    std::map<model::EmployeeId, Draft> drafts;

  private:
    MemoryStore& store_;
};

// Lets everything through but what says so.
class Doorman final : public Gate {
  public:
    Result<std::optional<model::AskedException>> pass(const model::Actor&, const model::Conversation&,
                                                      const Submission& submission,
                                                      const model::Post&) override {
        ++asked;
        if (submission.text != "nonsense") return std::nullopt;
        if (submission.exception.empty()) return base::fail(ErrorCode::invalid, "answer.submit.guidelines");
        return model::AskedException{1, {"sense"}, {"nonsense"}, submission.exception};
    }
    int asked = 0;
};

// Sends to approval what says so.
class Careful final : public RiskGate {
  public:
    Result<Judged> judge(const model::EmployeeId&, const model::Conversation&,
                         const std::vector<std::string>& texts) override {
        ++asked;
        Judged judged;
        for (const std::string& text : texts)
            if (text.find("risky") != std::string::npos || always) {
                model::ApprovalWait wait;
                wait.risk = model::RiskClass::legal;
                judged.approval.waits = {wait};
            }
        return judged;
    }
    Result<void> except(const model::Actor& by, const model::Conversation&, const model::AskedException& what,
                        Judged& judged) override {
        model::ApprovalWait wait;
        wait.risk = model::RiskClass::exception;
        if (by.role == Role::lead) wait.approved_by = by.employee;
        judged.approval.waits.push_back(wait);
        judged.approval.exception = what;
        return {};
    }
    int asked = 0;
    bool always = false;
};

class AnswerService : public ::testing::Test {
  protected:
    AnswerService() {
        store.commit(talk, opening());
        shelf.posts.emplace("p1", customer_post("p1"));
        clock.advance(1min);
    }
    Submission submission(const std::string& key = "12345678") {
        Submission s;
        s.text = "Please hold the power key";
        s.public_version_seen = store.states.at(talk).conversation.public_version;
        s.idempotency_key = key;
        return s;
    }
    template <class T>
    static std::string key(const Result<T>& result) {
        return result ? "no error" : result.error().key;
    }
    // Sent, as the outbox would.
    void publish(const model::AnswerId& id) {
        store.commit(talk, {event(model::AnswerSending{id, 1, {"k", clock.now()}}, clock.now())});
        store.commit(talk, model::answered(store.states.at(talk), id,
                                           {"at://x" + id.value, "", "", {}, clock.now()}, clock.now()));
    }

    base::ManualClock clock{kNoon};
    base::SeededRandom random{3};
    base::IdSource ids{clock, random};
    MemoryStore store;
    Shelf shelf{store};
    Doorman door;
    Careful risks;
    Service service{
        store, shelf, shelf, door,
        risks, clock, ids,   [](const model::AccountId&) { return std::string("graphemes-300"); }};
    const model::ConversationId talk{"talk"};
};

TEST_F(AnswerService, SubmitsToTheNewestCustomerPost) {
    const auto done = service.submit(actor(kMin), talk, submission());
    ASSERT_TRUE(done) << key(done);
    ASSERT_EQ(done->answers.size(), 1u);
    EXPECT_EQ(done->answers[0].parent, model::PostId("p1"));
    EXPECT_EQ(done->answers[0].published_text, "Please hold the power key ^MK");
    EXPECT_EQ(done->conversation.claim->holder, kMin);
}

TEST_F(AnswerService, TheSameRequestAgainIsTheSameAnswer) {
    const auto first = service.submit(actor(kMin), talk, submission());
    const auto again = service.submit(actor(kMin), talk, submission());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->conversation.version, first->conversation.version);
    publish(first->answers[0].id);
    const auto late = service.submit(actor(kMin), talk, submission());
    ASSERT_TRUE(late) << "long after it was sent, with an old version: " << key(late);
    EXPECT_EQ(store.answers.size(), 1u);
    // The key is the employee's own.
    EXPECT_NE(key(service.submit(actor(kSue), talk, submission())), "no error");
    EXPECT_EQ(key(service.submit(actor(kMin), model::ConversationId("other"), submission())),
              "answer.submit.key_used");
}

TEST_F(AnswerService, FiveHundredAnswerAtOnceAndOneGoesOut) {
    int taken = 0;
    for (int i = 0; i < 500; ++i) {
        const auto who = actor(model::EmployeeId("e" + std::to_string(i)));
        taken += service.submit(who, talk, submission("key-of-" + std::to_string(i))) ? 1 : 0;
    }
    EXPECT_EQ(taken, 1);
    EXPECT_EQ(store.answers.size(), 1u);
    publish(store.answers.begin()->first);
    EXPECT_EQ(key(service.submit(actor(kSue), talk, submission())), "answer.submit.nothing_waits");
}

TEST_F(AnswerService, AParentThatIsNotOfThisConversation) {
    Submission s = submission();
    s.parent = model::PostId("nowhere");
    EXPECT_EQ(key(service.submit(actor(kMin), talk, s)), "answer.submit.bad_parent");
    model::Post elsewhere = customer_post("p9");
    elsewhere.conversation = model::ConversationId("other");
    shelf.posts.emplace("p9", elsewhere);
    s.parent = model::PostId("p9");
    EXPECT_EQ(key(service.submit(actor(kMin), talk, s)), "answer.submit.bad_parent");
}

TEST_F(AnswerService, RolesAndBrands) {
    EXPECT_EQ(key(service.submit(actor(kMin, Role::auditor), talk, submission())), "policy.forbidden");
    model::Actor stranger = actor(kMin);
    stranger.brand = kOtherBrand;
    EXPECT_EQ(key(service.submit(stranger, talk, submission())), "route.conversation.not_found");
    EXPECT_EQ(key(service.submit(actor(kMin), model::ConversationId("none"), submission())),
              "route.conversation.not_found");
    model::Actor reader = actor(kMin);
    reader.token_scopes = "read";
    EXPECT_EQ(key(service.submit(reader, talk, submission())), "policy.token_scope");
}

TEST_F(AnswerService, UndoByTheWriterOrALead) {
    const auto id = service.submit(actor(kMin), talk, submission())->answers[0].id;
    EXPECT_EQ(key(service.cancel(actor(kSue), id)), "policy.forbidden");
    ASSERT_TRUE(service.cancel(actor(kLee, Role::lead), id));
    EXPECT_EQ(store.answers.at(id).state, AnswerState::cancelled);
    EXPECT_TRUE(service.cancel(actor(kMin), id)) << "again: nothing";
    EXPECT_EQ(key(service.send_now(actor(kMin), id)), "answer.send_now.closed");

    const auto second = service.submit(actor(kMin), talk, submission("another-key"))->answers[0].id;
    ASSERT_TRUE(service.send_now(actor(kMin), second));
    EXPECT_EQ(store.answers.at(second).due_at, clock.now());
    publish(second);
    EXPECT_EQ(key(service.cancel(actor(kMin), second)), "answer.already_sent");
    EXPECT_TRUE(service.send_now(actor(kMin), second)) << "it is what was wished for";
    EXPECT_EQ(key(service.cancel(actor(kMin), model::AnswerId("none"))), "answer.not_found");
}

TEST_F(AnswerService, Drafts) {
    const auto saved = service.save_draft(actor(kMin), talk, "Plea");
    ASSERT_TRUE(saved);
    EXPECT_EQ(*saved, clock.now());
    EXPECT_EQ(shelf.drafts.at(kMin).text, "Plea");
    EXPECT_EQ(store.states.at(talk).conversation.version, 3) << "a draft is no event";
    EXPECT_EQ(key(service.save_draft(actor(kMin), talk, std::string(16385, 'x'))), "answer.draft.too_large");
    EXPECT_EQ(key(service.save_draft(actor(kMin), talk, "\xFF")), "answer.submit.bad_text");
    EXPECT_EQ(key(service.save_draft(actor(kMin, Role::analyst), talk, "x")), "policy.forbidden");
    EXPECT_EQ(key(service.save_draft(actor(kMin), model::ConversationId("none"), "x")),
              "route.conversation.not_found");
}

TEST_F(AnswerService, EveryNewAnswerPassesTheGate) {
    Submission wanted = submission();
    wanted.text = "nonsense";
    EXPECT_EQ(key(service.submit(actor(kMin), talk, wanted)), "answer.submit.guidelines");
    EXPECT_TRUE(store.states.at(talk).answers.empty());
    wanted.exception = "The customer asked for it";
    const auto asked = service.submit(actor(kMin), talk, wanted);
    ASSERT_TRUE(asked) << key(asked);
    EXPECT_EQ(door.asked, 2);
    ASSERT_EQ(asked->answers.at(0).state, AnswerState::awaiting_approval) << "nobody gives it to themselves";
    EXPECT_EQ(asked->answers.at(0).approval->exception->reason, wanted.exception);
    // The same request again is no new answer.
    EXPECT_EQ(key(service.submit(actor(kMin), talk, wanted)), "no error");
    EXPECT_EQ(door.asked, 2);
}

TEST_F(AnswerService, WhatNobodyWasAskedAboutIsReadOffTheText) {
    const base::Instant by = clock.now() + std::chrono::hours(3);
    int asked = 0;
    service.read_holding([&](const model::Actor&, const model::Conversation&, const Submission&) {
        ++asked;
        return Result<std::optional<base::Instant>>(by);
    });
    Submission wanted = submission();
    const auto real = service.submit(actor(kMin), talk, wanted);
    ASSERT_TRUE(real) << key(real);
    EXPECT_EQ(real->answers.at(0).holding_until, std::nullopt) << "its writer was asked, and said no";
    EXPECT_EQ(asked, 0);
    ASSERT_TRUE(service.cancel(actor(kMin), real->answers.at(0).id));
    wanted.idempotency_key = "key-00000077";
    wanted.reads_holding = true;
    const auto read = service.submit(actor(kMin), talk, wanted);
    ASSERT_TRUE(read) << key(read);
    EXPECT_EQ(read->answers.back().holding_until, by);
    EXPECT_EQ(asked, 1);
}

TEST_F(AnswerService, AnExceptionThatIsGivenAlreadyWaitsForNobody) {
    Submission wanted = submission();
    wanted.text = "nonsense";
    wanted.exception = "The customer asked for it";
    const auto done = service.submit(actor(kMin, Role::lead), talk, wanted);
    ASSERT_TRUE(done) << key(done);
    EXPECT_EQ(done->answers.at(0).state, AnswerState::queued);
}

TEST_F(AnswerService, EveryWayOutAsksForApproval) {
    Submission wanted = submission();
    wanted.text = "risky";
    const auto whole = service.submit(actor(kMin), talk, wanted);
    ASSERT_TRUE(whole) << key(whole);
    EXPECT_EQ(whole->answers.at(0).state, AnswerState::awaiting_approval);
    const model::AnswerId id = whole->answers.at(0).id;
    EXPECT_EQ(key(service.send_now(actor(kMin), id)), "answer.send_now.awaiting_approval");
    EXPECT_EQ(key(service.submit(actor(kMin), talk, wanted)), "no error") << "the same request again";
    EXPECT_EQ(store.answers.at(id).state, AnswerState::awaiting_approval);
    ASSERT_TRUE(service.cancel(actor(kMin), id));

    wanted = submission("key-of-parts");
    wanted.text.clear();
    wanted.parts = {"harmless", "risky"};
    const auto parts = service.submit(actor(kMin), talk, wanted);
    ASSERT_TRUE(parts) << key(parts);
    EXPECT_EQ(parts->open_answer()->state, AnswerState::awaiting_approval) << "what stands in a later part";
    // Somebody else's stays theirs.
    wanted = submission("key-of-other");
    wanted.withdraw = parts->open_answer()->id;
    EXPECT_EQ(key(service.submit(actor(kSue), talk, wanted)), "policy.forbidden");
    ASSERT_TRUE(service.cancel(actor(kMin), parts->open_answer()->id));

    model::Actor bot = actor(kMin);
    bot.token_scopes = "answer";
    wanted = submission("key-of-bot-1");
    wanted.text = "risky";
    const auto by_program = service.submit(bot, talk, wanted);
    ASSERT_TRUE(by_program) << key(by_program);
    EXPECT_EQ(by_program->open_answer()->state, AnswerState::awaiting_approval);
}

TEST_F(AnswerService, WhatBecameRiskyAsksBeforeItGoesOn) {
    const auto done = service.submit(actor(kMin), talk, submission());
    ASSERT_TRUE(done);
    const model::AnswerId id = done->answers.at(0).id;
    store.commit(talk, {event(model::AnswerPaused{id, {}}, clock.now())});
    risks.always = true;  // the customer wrote of a lawyer
    const auto again = service.send_now(actor(kMin), id);
    ASSERT_TRUE(again) << key(again);
    EXPECT_EQ(again->answers.at(0).state, AnswerState::awaiting_approval);
    EXPECT_EQ(again->answers.at(0).approval->waits.at(0).due_at, clock.now() + 30min);
}

TEST_F(AnswerService, WhatIsNotRiskyGoesAtOnce) {
    const auto done = service.submit(actor(kMin), talk, submission());
    ASSERT_TRUE(done);
    EXPECT_EQ(done->answers.at(0).state, AnswerState::queued);
    EXPECT_FALSE(done->answers.at(0).approval);
}

}  // namespace
}  // namespace manyhands::answer
