// An answer in several posts on its way out: in order, each once, and never one whose predecessor is not
// known to stand.
#include "outbox/sender_test.hpp"

namespace manyhands::outbox {
namespace {

class ThreadTest : public SenderTest {
  protected:
    // "one", "two", "three": parts of one answer, the first due now.
    AnswerId thread(const std::string& talk) {
        const Instant now = clock_.now();
        const AnswerId plain = answer(talk, 1h);
        const model::Answer made = stored(plain);
        put(talk, {event(model::AnswerCancelled{plain}, now)});
        model::Answer first = made;
        first.id = AnswerId("one-" + talk);
        first.idempotency_key = "key-thread-" + talk;
        first.text = first.published_text = "one";
        first.due_at = now;
        first.parts = 3;
        first.rest = {{AnswerId("two-" + talk), "two", "two"},
                      {AnswerId("three-" + talk), "three", "three ^MK"}};
        put(talk, {event(model::AnswerSubmitted{first}, now)});
        return first.id;
    }
    void customer_writes(const std::string& talk, const std::string& name) {
        model::Post post = customer_post(name, clock_.now());
        post.conversation = ConversationId(talk);
        post.remote.remote_id = "at://" + name;
        post.remote.author.remote_id = "did:" + talk;
        const auto state = put(talk, {});
        model::Events events{event(model::PostReceived{post}, clock_.now())};
        if (!state.conversation.episode)
            events.push_back(
                event(model::EpisodeOpened{{state.conversation.episodes + 1, post.id, clock_.now(), false}},
                      clock_.now()));
        put(talk, events);
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> all;
        for (const model::Answer& answer : carrier_.sent)
            all.push_back(answer.published_text);
        return all;
    }
    using Texts = std::vector<std::string>;
};

TEST_F(ThreadTest, PartsGoOutInOrderEachHangingOnTheOneBefore) {
    thread("t1");
    carrier_.sends = {posted("at://us/1", {}), posted("at://us/2", {}), posted("at://us/3", {})};
    // Each part is due at once when the one before stands: the sender asks to be called again.
    EXPECT_EQ(run().wake_at, clock_.now());
    EXPECT_EQ(texts(), (Texts{"one"}));
    EXPECT_EQ(run().wake_at, clock_.now());
    run();
    EXPECT_EQ(texts(), (Texts{"one", "two", "three ^MK"}));
    EXPECT_EQ(carrier_.sent[1].parent_remote_id, "at://us/1");
    EXPECT_EQ(carrier_.sent[2].parent_remote_id, "at://us/2");
    EXPECT_EQ(carrier_.sent[2].root_remote_id, "at://t1");
    EXPECT_NE(carrier_.sent[0].key->key, carrier_.sent[1].key->key) << "each has a key of its own";
    EXPECT_EQ(run().touched, 0);
    EXPECT_EQ(put("t1", {}).conversation.state, model::State::answered);
}

TEST_F(ThreadTest, AKillBetweenPartsLosesAndDoublesNothing) {
    const AnswerId first = thread("t1");
    carrier_.sends = {posted("at://us/1", {})};
    run();
    EXPECT_EQ(stored(AnswerId("two-t1")).state, AnswerState::queued)
        << "it came into being with the confirmation";
    start();
    // Killed while the second leaves, after it had arrived: the network is read, and the third follows.
    crash_while_sending(AnswerId("two-t1"), true);
    run();
    SendResult found = posted("at://us/2", kNoon + 1s);
    carrier_.look_ups = {found};
    clock_.advance(kSettle);
    run();
    EXPECT_EQ(stored(AnswerId("two-t1")).remote_id, "at://us/2");
    carrier_.sends = {posted("at://us/3", {})};
    run();
    EXPECT_EQ(texts(), (Texts{"one", "three ^MK"})) << "the second was sent by the process that died";
    EXPECT_EQ(carrier_.sent.back().parent_remote_id, "at://us/2");
    EXPECT_EQ(stored(first).state, AnswerState::sent);
}

TEST_F(ThreadTest, AHeldPartHoldsTheRestUntilAPersonHasSaidSo) {
    const AnswerId first = thread("t1");
    carrier_.is_keyed = false;
    carrier_.sends = {no(Outcome::unknown)};
    run();
    carrier_.look_ups = {no(Outcome::refused)};
    clock_.advance(kSettle);
    run();
    EXPECT_EQ(stored(first).state, AnswerState::held);
    EXPECT_EQ(run_at(1h).touched, 0) << "nothing of the thread moves";
    // It was posted: what the person found is what the next hangs on.
    const auto state = put("t1", {});
    put("t1", resolve(state, first, true, "at://us/1", kMin, clock_.now()).value());
    carrier_.sends = {posted("at://us/2", {}), posted("at://us/3", {})};
    run();
    run();
    EXPECT_EQ(texts(), (Texts{"one", "two", "three ^MK"}));
    EXPECT_EQ(carrier_.sent[1].parent_remote_id, "at://us/1");
}

TEST_F(ThreadTest, ACustomersPostInBetweenStopsTheRestUntilSomebodyHasReadIt) {
    thread("t1");
    carrier_.sends = {posted("at://us/1", {})};
    carrier_.on_send = [&](const model::Answer&) {
        carrier_.on_send = nullptr;
        customer_writes("t1", "p2");
    };
    run();
    EXPECT_EQ(stored(AnswerId("two-t1")).state, AnswerState::paused);
    EXPECT_EQ(run_at(1h).touched, 0);
    put("t1", {event(model::AnswerResumed{AnswerId("two-t1"), clock_.now()}, clock_.now())});
    carrier_.sends = {posted("at://us/2", {}), posted("at://us/3", {})};
    run();
    run();
    EXPECT_EQ(texts(), (Texts{"one", "two", "three ^MK"}));
    const auto state = put("t1", {});
    ASSERT_TRUE(state.conversation.episode)
        << "what the customer wrote in between is not answered by the rest";
    EXPECT_EQ(state.conversation.offer->employee, kMin);
}

TEST_F(ThreadTest, ARefusedPartEndsTheThreadAndItsTextIsADraftAgain) {
    thread("t1");
    carrier_.sends = {posted("at://us/1", {}), no(Outcome::refused)};
    run();
    run();
    EXPECT_EQ(stored(AnswerId("two-t1")).state, AnswerState::failed);
    EXPECT_EQ(run_at(1h).touched, 0);
    EXPECT_EQ((*store_->draft(kBrand, ConversationId("t1"), kMin))->text, "two\n\nthree");
}

TEST_F(ThreadTest, TheEchoOfAPartMayComeBeforeTheResponse) {
    thread("t1");
    carrier_.sends = {posted("at://us/1", {})};
    carrier_.on_send = [&](const model::Answer& answer) {
        // Route sees our own post on the network first.
        const auto state = put("t1", {});
        put("t1", model::answered(state, answer.id, {"at://us/1", "", "", {}, clock_.now()}, clock_.now()));
        carrier_.on_send = nullptr;
    };
    run();
    carrier_.sends = {posted("at://us/2", {}), posted("at://us/3", {})};
    run();
    run();
    EXPECT_EQ(texts(), (Texts{"one", "two", "three ^MK"}));
}

TEST_F(ThreadTest, WhatIsTakenBackIsADraftAgain) {
    const AnswerId first = thread("t1");
    carrier_.sends = {posted("at://us/1", {})};
    carrier_.on_send = [&](const model::Answer&) {
        put("t1", {event(model::AnswerCut{first, "two\n\nthree"}, clock_.now())});
    };
    run();
    EXPECT_EQ(run_at(1h).touched, 0);
    EXPECT_EQ(texts(), (Texts{"one"}));
    EXPECT_EQ((*store_->draft(kBrand, ConversationId("t1"), kMin))->text, "two\n\nthree");
    EXPECT_EQ(put("t1", {}).conversation.state, model::State::answered);

    thread("t2");
    carrier_.on_send = nullptr;
    carrier_.sends = {posted("at://us/9", {})};
    run();
    put("t2", {event(model::AnswerCancelled{AnswerId("two-t2")}, clock_.now())});
    EXPECT_EQ((*store_->draft(kBrand, ConversationId("t2"), kMin))->text, "two\n\nthree");
}

}  // namespace
}  // namespace manyhands::outbox
