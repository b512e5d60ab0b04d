// One question a card, and passing it on.
#include "http/web_files.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::text_at;

class QuickApiTest : public test::World {};

TEST_F(QuickApiTest, ShowsTheNextQuestionAndWhyMe) {
    const auto kim = sign_in(kim_);
    auto empty = call(*kim, "GET", "/api/v1/quick/next");
    ASSERT_EQ(empty.status, 200) << empty.body;
    EXPECT_EQ(text_at(json_of(empty), "/conversation"), "null");
    EXPECT_EQ(text_at(json_of(empty), "/why"), "[]");
    EXPECT_EQ(text_at(json_of(empty), "/today/answered"), "0");

    const std::string first = customer_writes("bori", "환불은 언제 되나요?", "p-1");
    clock_.advance(base::Seconds(20));
    const std::string second = customer_writes("mina", "배송이 늦어요.", "p-2");
    auto card = json_of(call(*kim, "GET", "/api/v1/quick/next?since=2026-03-08T15:00:00Z"));
    EXPECT_EQ(text_at(card, "/conversation/conversation/id"), first);
    EXPECT_EQ(text_at(card, "/waiting"), "2");

    // Passing is for this person, and for good.
    EXPECT_EQ(call(*kim, "POST", "/api/v1/quick/pass", R"({"conversation_id":")" + first + "\"}").status,
              204);
    card = json_of(call(*kim, "GET", "/api/v1/quick/next"));
    EXPECT_EQ(text_at(card, "/conversation/conversation/id"), second);
    const auto lee = sign_in(lee_);
    EXPECT_EQ(text_at(json_of(call(*lee, "GET", "/api/v1/quick/next")), "/conversation/conversation/id"),
              first);

    // What one holds comes first, and says so.
    EXPECT_EQ(claim(*lee, second).status, 200);
    card = json_of(call(*lee, "GET", "/api/v1/quick/next"));
    EXPECT_EQ(text_at(card, "/conversation/conversation/id"), second);
    EXPECT_EQ(text_at(card, "/why/0"), "held");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/quick/next")), "/conversation"), "null");
}

TEST_F(QuickApiTest, RefusesWhatItShould) {
    const auto kim = sign_in(kim_);
    const auto analyst = sign_in(hire("Analyst Park", model::Role::analyst));
    EXPECT_EQ(call(*analyst, "GET", "/api/v1/quick/next").status, 403);
    EXPECT_EQ(
        call(*analyst, "POST", "/api/v1/quick/pass", R"({"conversation_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"})")
            .status,
        403);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/quick/pass", R"({"conversation_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"})")
                  .status,
              404);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/quick/pass", "{}").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/quick/next?since=yesterday").status, 400);
    EXPECT_EQ(call(*client(), "GET", "/api/v1/quick/next").status, 401);
}

TEST(QuickPage, IsServedUnderItsOwnAddress) {
    const WebFiles files({{"index.html", "inbox"}, {"quick.html", "quick"}});
    const auto page = [&](const std::string& path) {
        Request request;
        request.method = "GET";
        request.path = path;
        return std::string(files.serve(request).static_body);
    };
    EXPECT_EQ(page("/quick"), "quick");
    EXPECT_EQ(page("/quick/anything"), "quick");
    EXPECT_EQ(page("/quickly"), "inbox");
    EXPECT_EQ(page("/inbox/queue"), "inbox");
}

}  // namespace
}  // namespace manyhands::http
