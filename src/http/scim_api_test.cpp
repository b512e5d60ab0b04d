// A directory says who is not here any more: sessions and streams end with it.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class ScimApiTest : public test::World {
  protected:
    void SetUp() override {
        const auto ahn = sign_in(ahn_);
        const Reply made =
            call(*ahn, "POST", "/api/v1/tokens", R"({"name":"directory","scopes":["manage"]})");
        directory_ = client();
        directory_->headers["Authorization"] = "Bearer " + text_at(json_of(made), "/token");
    }
    static std::string at(const model::Employee& who) { return "/scim/v2/Users/" + who.id.value; }
    Reply patch(const model::Employee& who, const std::string& operations) {
        return directory_->request(
            "PATCH", at(who),
            R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":)" + operations +
                "}",
            {{"Content-Type", "application/scim+json"}});
    }
    std::unique_ptr<test::Client> directory_;
};

TEST_F(ScimApiTest, FindsSomebodyByTheirAddress) {
    const Reply found =
        directory_->request("GET", "/scim/v2/Users?filter=userName%20eq%20%22" + kim_.email + "%22");
    ASSERT_EQ(found.status, 200) << found.body;
    EXPECT_EQ(found.header("content-type"), "application/scim+json");
    EXPECT_EQ(text_at(json_of(found), "/totalResults"), "1");
    EXPECT_EQ(text_at(json_of(found), "/Resources/0/id"), kim_.id.value);
    const Reply nobody =
        directory_->request("GET", "/scim/v2/Users?filter=userName%20eq%20%22x@y.example%22");
    EXPECT_EQ(text_at(json_of(nobody), "/totalResults"), "0");
    EXPECT_EQ(directory_->request("GET", "/scim/v2/Users?filter=name%20co%20%22K%22").status, 400);
    EXPECT_EQ(directory_->request("GET", "/scim/v2/Users").status, 400) << "the whole list is not given";
    const Reply one = directory_->request("GET", at(kim_));
    EXPECT_EQ(text_at(json_of(one), "/userName"), kim_.email);
    EXPECT_EQ(text_at(json_of(one), "/active"), "true");
}

TEST_F(ScimApiTest, WhoIsGoneThereIsOutHereWithinASecond) {
    const auto kim = sign_in(kim_);
    const auto session = identity_->sign_in_with_link(*identity_->make_link(kim_.id, identity::kLinkLives));
    const auto stream =
        site_->live().open({{kim_.id, kim_.brand, kim_.department, kim_.role, kim_.initials, {}},
                            base::Lang::ko,
                            session->token,
                            {}},
                           std::nullopt);
    const auto begun = std::chrono::steady_clock::now();
    const Reply gone = patch(kim_, R"([{"op":"replace","path":"active","value":false}])");
    ASSERT_EQ(gone.status, 200) << gone.body;
    EXPECT_EQ(text_at(json_of(gone), "/active"), "false");
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 401);
    Stream::Batch batch;
    while (!batch.last && std::chrono::steady_clock::now() - begun < std::chrono::seconds(5)) {
        batch = stream->take(1'000'000);
        std::this_thread::yield();
    }
    ASSERT_TRUE(batch.last);
    EXPECT_NE(batch.frames.back()->find("signed_out"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1));
    // Again changes nothing; and what was cut stays cut until somebody says otherwise.
    EXPECT_EQ(patch(kim_, R"([{"op":"Replace","value":{"active":"False"}}])").status, 200);
    EXPECT_EQ(directory_->request("DELETE", at(kim_)).status, 204);
    EXPECT_EQ(directory_->request("DELETE", at(kim_)).status, 204);
    EXPECT_EQ(patch(kim_, R"([{"op":"add","path":"active","value":"True"}])").status, 200);
    EXPECT_TRUE(store_->employee(kim_.id)->active);
}

TEST_F(ScimApiTest, TakesNothingElseAndNobodyElse) {
    for (const char* operations : {R"([{"op":"replace","path":"userName","value":"a@b.example"}])", R"([])",
                                   R"("x")", R"([{"op":"remove","path":"active","value":true}])",
                                   R"([{"op":"replace","path":"active","value":1}])",
                                   R"([{"op":"replace","value":{"active":false,"userName":"x"}}])",
                                   R"([{"op":"replace","path":"active"}])",
                                   R"([{"op":"replace","path":"active","value":"perhaps"}])", R"([7])"})
        EXPECT_EQ(patch(kim_, operations).status, 400) << operations;
    EXPECT_TRUE(store_->employee(kim_.id)->active);
    EXPECT_EQ(patch(ahn_, R"([{"op":"replace","path":"active","value":false}])").status, 409)
        << "the last admin";
    EXPECT_EQ(directory_->request("DELETE", "/scim/v2/Users/nobody").status, 404);
    EXPECT_EQ(directory_->request("GET", "/scim/v2/Users/nobody").status, 404);
    EXPECT_EQ(client()->request("DELETE", at(kim_)).status, 401);
    const auto lee = sign_in(lee_);
    EXPECT_EQ(lee->request("DELETE", at(kim_)).status, 403);
    // A token that may only read.
    const auto ahn = sign_in(ahn_);
    const Reply made = call(*ahn, "POST", "/api/v1/tokens", R"({"name":"looks","scopes":["read"]})");
    const auto reader = client();
    reader->headers["Authorization"] = "Bearer " + text_at(json_of(made), "/token");
    EXPECT_EQ(reader->request("DELETE", at(kim_)).status, 403);
    EXPECT_TRUE(store_->employee(kim_.id)->active);
}

}  // namespace
}  // namespace manyhands::http
