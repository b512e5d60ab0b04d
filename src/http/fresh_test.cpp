// What is remembered between requests is never older than the store.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::text_at;

class Fresh : public test::World {
  protected:
    static constexpr const char* kQueue = "/api/v1/conversations?view=queue";
    static constexpr const char* kMine = "/api/v1/conversations?view=mine";
};

TEST_F(Fresh, APageShowsEveryChangeAtOnce) {
    const auto kim = sign_in(kim_);
    const auto id = customer_writes("c1", "배송이 언제 되나요?", "p1");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", kQueue)), "/items/0/id"), id);
    EXPECT_EQ(call(*kim, "GET", kQueue).body, call(*kim, "GET", kQueue).body);
    const auto lee = sign_in(lee_);
    EXPECT_EQ(claim(*lee, id).status, 200);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", kQueue)), "/items/0/claim/holder/name"), lee_.name);
    // Not in the log, and yet on the page.
    lee_.name = "이새이름";
    ASSERT_TRUE(store_->update_employee(lee_).has_value());
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", kQueue)), "/items/0/claim/holder/name"), "이새이름");
}

TEST_F(Fresh, OnesOwnListIsNobodyElses) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    const auto id = customer_writes("c1", "hello", "p1");
    EXPECT_EQ(claim(*lee, id).status, 200);
    EXPECT_TRUE(json_of(call(*kim, "GET", kMine)).at("items").as_array().empty());
    EXPECT_EQ(text_at(json_of(call(*lee, "GET", kMine)), "/items/0/id"), id);
    EXPECT_TRUE(json_of(call(*kim, "GET", kMine)).at("items").as_array().empty());
}

TEST_F(Fresh, ASessionThatIsOverIsOverAtOnce) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    EXPECT_EQ(call(*kim, "GET", kQueue).status, 200);
    ASSERT_TRUE(identity_->deactivate(kim_.id).has_value());
    EXPECT_EQ(call(*kim, "GET", kQueue).status, 401);
    EXPECT_EQ(call(*lee, "GET", kQueue).status, 200);
    clock_.advance(identity::kSessionLives + base::Seconds(1));
    EXPECT_EQ(call(*lee, "GET", kQueue).status, 401);
}

}  // namespace
}  // namespace manyhands::http
