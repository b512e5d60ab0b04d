// Phrases over HTTP, and the text that may not go out because something in it was left open.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class PhraseApiTest : public test::World {
  protected:
    const std::string kRefund =
        R"({"shortcut":"환불","title":"환불 안내","texts":{"ko":"{{customer.name}}님, 사흘 안에 됩니다."},"shared":"me"})";
};

TEST_F(PhraseApiTest, FromMakingToDeleting) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    const Reply made = call(*kim, "POST", "/api/v1/phrases", kRefund);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string id = text_at(json_of(made), "/id");
    EXPECT_EQ(text_at(json_of(made), "/may_edit"), "true");
    EXPECT_EQ(text_at(json_of(made), "/uses"), "0");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/phrases")), "/items/0/shortcut"), "환불");
    EXPECT_EQ(text_at(json_of(call(*lee, "GET", "/api/v1/phrases")), "/items"), "[]");
    EXPECT_EQ(call(*lee, "PATCH", "/api/v1/phrases/" + id, R"({"title":"x"})").status, 404);

    const Reply shared = call(*kim, "PATCH", "/api/v1/phrases/" + id,
                              R"({"shared":"department","texts":{"en":"Three days, {{customer.name}}."}})");
    ASSERT_EQ(shared.status, 200) << shared.body;
    EXPECT_EQ(text_at(json_of(shared), "/texts/ko"), "{{customer.name}}님, 사흘 안에 됩니다.");
    EXPECT_EQ(text_at(json_of(call(*lee, "GET", "/api/v1/phrases")), "/items/0/texts/en"),
              "Three days, {{customer.name}}.");
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/phrases/" + id, R"({"shared":"brand"})").status, 403);
    EXPECT_EQ(call(*lee, "DELETE", "/api/v1/phrases/" + id).status, 204);
    EXPECT_EQ(call(*kim, "DELETE", "/api/v1/phrases/" + id).status, 404);
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/phrases/nonsense", "{}").status, 404);
}

TEST_F(PhraseApiTest, AMistakeIsSaidAtItsPlace) {
    const auto kim = sign_in(kim_);
    const Reply unknown =
        call(*kim, "POST", "/api/v1/phrases",
             R"({"shortcut":"a","title":"b","texts":{"ko":"좋아요","en":"Hi {{name}}"},"shared":"me"})");
    EXPECT_EQ(unknown.status, 400);
    EXPECT_EQ(text_at(json_of(unknown), "/errors/0/pointer"), "/texts/en");
    EXPECT_NE(text_at(json_of(unknown), "/errors/0/detail").find("{{name}}"), std::string::npos);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/phrases", kRefund).status, 201);
    const Reply twice = call(*kim, "POST", "/api/v1/phrases", kRefund);
    EXPECT_EQ(twice.status, 409);
    EXPECT_EQ(text_at(json_of(twice), "/errors/0/pointer"), "/shortcut");
}

TEST_F(PhraseApiTest, AVariableLeftInAnAnswerStopsIt) {
    const auto kim = sign_in(kim_);
    const std::string id = customer_writes("chan", "환불 언제 되나요", "p1");
    const std::string seen = claim(*kim, id).header("etag");
    const Reply refused = answer(*kim, id, "네 {{customer.name}}님", seen, "key-00000001");
    EXPECT_EQ(refused.status, 400) << refused.body;
    EXPECT_EQ(text_at(json_of(refused), "/type"), "urn:manyhands:problem:answer.submit.unresolved");
    EXPECT_EQ(text_at(json_of(refused), "/errors/0/pointer"), "/text");
    EXPECT_EQ(answer(*kim, id, "네 찬님", seen, "key-00000001").status, 202);
}

TEST_F(PhraseApiTest, AnAnswerCountsThePhrasesInIt) {
    const auto kim = sign_in(kim_);
    const std::string phrase = text_at(json_of(call(*kim, "POST", "/api/v1/phrases", kRefund)), "/id");
    const std::string id = customer_writes("chan", "환불 언제 되나요", "p1");
    const std::string seen = claim(*kim, id).header("etag");
    const Reply sent = call(*kim, "POST", "/api/v1/conversations/" + id + "/answers",
                            R"({"text":"찬님, 사흘 안에 됩니다.","phrases":[")" + phrase + R"("]})",
                            {{"If-Match", seen}, {"Idempotency-Key", "key-00000001"}});
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/phrases")), "/items/0/uses"), "1");
}

}  // namespace
}  // namespace manyhands::http
