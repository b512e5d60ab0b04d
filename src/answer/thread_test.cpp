// Submitting and taking back an answer that goes out in several posts.
#include <gtest/gtest.h>

#include "answer/answer.hpp"
#include "model/answered.hpp"
#include "model/test_world.hpp"

namespace manyhands::answer {
namespace {

using namespace model::testing;
using base::Result;
using model::AnswerId;
using model::AnswerState;
using model::ConversationState;
using model::Events;
using Names = std::vector<std::string>;

Submission in_parts(std::vector<std::string> parts) {
    Submission s;
    s.parts = std::move(parts);
    s.public_version_seen = 1;
    s.idempotency_key = "12345678";
    return s;
}

SubmitContext context(std::size_t parts) {
    SubmitContext c;
    c.id = AnswerId("a1");
    c.actor = actor(kMin);
    c.text_rule = "graphemes-300";
    c.parent = customer_post("p1");
    c.now = kNoon + 1min;
    for (std::size_t i = 1; i < parts; ++i)
        c.later_ids.emplace_back("a" + std::to_string(i + 1));
    return c;
}

ConversationState held() {
    return after(model::replay(opening()), {event(model::Claimed{claim_of(kMin, 1)})});
}

std::string key(const Result<Events>& result) {
    return result ? "no error" : result.error().key;
}
std::string arg(const Result<Events>& result, const std::string& name) {
    for (const auto& [key, value] : result.error().args)
        if (key == name) return value;
    return "none";
}

TEST(SubmitThread, TheLastPartIsSigned) {
    const auto events = submit(held(), in_parts({" 첫째 글입니다. \n", "둘째 글입니다."}), context(2));
    ASSERT_TRUE(events) << key(events);
    const model::Answer& made = find<model::AnswerSubmitted>(*events)->answer;
    EXPECT_EQ(made.id, AnswerId("a1"));
    EXPECT_EQ(made.published_text, "첫째 글입니다.");
    EXPECT_EQ(made.parts, 2);
    ASSERT_EQ(made.rest.size(), 1U);
    EXPECT_EQ(made.rest[0].id, AnswerId("a2"));
    EXPECT_EQ(made.rest[0].published_text, "둘째 글입니다. ^MK");
}

TEST(SubmitThread, EveryPartIsSignedOrNumberedWhereWished) {
    SubmitContext c = context(2);
    c.sign_every_part = true;
    Submission s = in_parts({"one \n", "two"});
    s.number_parts = true;
    const auto events = submit(held(), s, c);
    ASSERT_TRUE(events) << key(events);
    const model::Answer& made = find<model::AnswerSubmitted>(*events)->answer;
    EXPECT_EQ(made.published_text, "one 1/2 ^MK");
    EXPECT_EQ(made.rest[0].published_text, "two 2/2 ^MK");
    EXPECT_EQ(made.rest[0].text, "two") << "as written, without number and initials";
}

TEST(SubmitThread, EachPartMustStandByItself) {
    const auto too_long = submit(held(), in_parts({"fine", std::string(301, 'x')}), context(2));
    EXPECT_EQ(key(too_long), "answer.submit.too_long");
    EXPECT_EQ(arg(too_long, "pointer"), "/parts/1");
    // The signature counts where it stands: 300 fit into a part without it, not into the last one.
    EXPECT_TRUE(submit(held(), in_parts({std::string(300, 'x'), "end"}), context(2)));
    EXPECT_EQ(key(submit(held(), in_parts({"start", std::string(300, 'x')}), context(2))),
              "answer.submit.too_long");
    const auto empty = submit(held(), in_parts({"fine", " \n", "end"}), context(3));
    EXPECT_EQ(key(empty), "answer.submit.empty");
    EXPECT_EQ(arg(empty, "pointer"), "/parts/1");
    Submission numbered = in_parts({"fine", " \n"});
    numbered.number_parts = true;
    EXPECT_EQ(key(submit(held(), numbered, context(2))), "answer.submit.empty") << "a number says nothing";
    const auto open = submit(held(), in_parts({"Hi {{customer.name}}", "end"}), context(2));
    EXPECT_EQ(key(open), "answer.submit.unresolved");
    EXPECT_EQ(arg(open, "pointer"), "/parts/0");
}

TEST(SubmitThread, TwoToTenParts) {
    EXPECT_EQ(key(submit(held(), in_parts({"alone"}), context(1))), "answer.submit.bad_parts");
    EXPECT_EQ(key(submit(held(), in_parts(std::vector<std::string>(11, "x")), context(11))),
              "answer.submit.bad_parts");
    EXPECT_TRUE(submit(held(), in_parts(std::vector<std::string>(10, "x")), context(10)));
}

// With the first part sent, the second queued and a third behind it.
ConversationState second_queued() {
    const auto events = submit(held(), in_parts({"one", "two", "three"}), context(3));
    ConversationState state = after(held(), *events);
    state = after(state, {event(model::AnswerSending{AnswerId("a1"), 1, {"k", kNoon}}, kNoon + 2min)});
    return after(state,
                 model::answered(state, AnswerId("a1"), {"at://a1", "", "", {}, kNoon + 2min}, kNoon + 2min));
}

TEST(CancelThread, BeforeTheFirstPartNothingGoesOut) {
    const auto events = submit(held(), in_parts({"one", "two"}), context(2));
    ConversationState state = after(held(), *events);
    const auto undone = cancel(state, AnswerId("a1"), kMin, kNoon + 61s);
    ASSERT_TRUE(undone) << key(undone);
    EXPECT_EQ(types(*undone), (Names{"answer_cancelled"}));
    state = after(state, *undone);
    EXPECT_EQ(state.open_answer(), nullptr);
}

TEST(CancelThread, WhileAPartLeavesThoseBehindItStay) {
    const auto events = submit(held(), in_parts({"one", "two", "three"}), context(3));
    ConversationState state = after(held(), *events);
    apply(state, event(model::AnswerSending{AnswerId("a1"), 1, {"k", kNoon}}, kNoon + 2min));
    const auto cut = cancel(state, AnswerId("a1"), kMin, kNoon + 2min);
    ASSERT_TRUE(cut) << key(cut);
    ASSERT_EQ(types(*cut), (Names{"answer_cut"}));
    EXPECT_EQ(find<model::AnswerCut>(*cut)->draft, "two\n\nthree");
    state = after(state, *cut);
    EXPECT_EQ(key(cancel(state, AnswerId("a1"), kMin, kNoon + 2min)), "answer.already_leaving");
}

TEST(CancelThread, TheFirstPartsNameStandsForTheRestToo) {
    const ConversationState state = second_queued();
    const auto undone = cancel(state, AnswerId("a1"), kMin, kNoon + 3min);
    ASSERT_TRUE(undone) << key(undone);
    EXPECT_EQ(find<model::AnswerCancelled>(*undone)->answer, AnswerId("a2"));
    // With nothing behind it, it is simply out.
    const ConversationState done = after(state, *undone);
    EXPECT_EQ(key(cancel(done, AnswerId("a1"), kMin, kNoon + 3min)), "answer.already_sent");
}

TEST(CancelThread, SendNowGoesOnAfterAPause) {
    ConversationState state = second_queued();
    apply(state, event(model::AnswerPaused{AnswerId("a2"), {base::ErrorCode::conflict, "x", {}, {}}}));
    const auto sent = send_now(state, AnswerId("a2"), kMin, kNoon + 3min);
    ASSERT_TRUE(sent) << key(sent);
    EXPECT_EQ(types(*sent), (Names{"answer_resumed"}));
}

}  // namespace
}  // namespace manyhands::answer
