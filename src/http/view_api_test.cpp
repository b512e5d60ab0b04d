// Saved views, q= and the query's check over the wire.
#include "http/world_test.hpp"

namespace manyhands::http::test {
namespace {

class ViewApiTest : public World {
  protected:
    std::string checked(Client& client, const std::string& query, const std::string& purpose = "view") {
        boost::json::object body;
        body["query"] = query;
        body["for"] = purpose;
        return call(client, "POST", "/api/v1/queries/check", boost::json::serialize(body)).body;
    }
};

TEST_F(ViewApiTest, AViewIsSavedListedChangedAndRemoved) {
    const auto kim = sign_in(kim_);
    customer_writes("chan", "환불해 주세요", "p1");
    customer_writes("minji", "배송이 늦어요", "p2");
    auto reply =
        call(*kim, "POST", "/api/v1/views", R"({"name":"환불","query":"환불 state:waiting","shared":"me"})");
    ASSERT_EQ(reply.status, 201) << reply.body;
    const std::string id = text_at(json_of(reply), "/id");
    EXPECT_EQ(json_of(reply).at("count").as_int64(), 1);
    EXPECT_EQ(json_of(reply).at("owner").at("initials").as_string(), kim_.initials);
    reply = call(*kim, "GET", "/api/v1/views");
    EXPECT_EQ(json_of(reply).at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(json_of(reply), "/items/0/name"), "환불");
    reply = call(*kim, "PATCH", "/api/v1/views/" + id, R"({"query":"state:waiting","position":3})");
    EXPECT_EQ(json_of(reply).at("count").as_int64(), 2);
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/views/" + id, R"({"query":"(환불"})").status, 400);
    const auto lee = sign_in(lee_);
    EXPECT_EQ(json_of(call(*lee, "GET", "/api/v1/views")).at("items").as_array().size(), 0U);
    EXPECT_EQ(call(*lee, "DELETE", "/api/v1/views/" + id).status, 404);
    EXPECT_EQ(call(*kim, "DELETE", "/api/v1/views/" + id).status, 204);
    EXPECT_EQ(call(*kim, "DELETE", "/api/v1/views/" + id).status, 404);
}

TEST_F(ViewApiTest, SharingIsAllowedToSome) {
    const auto employee = sign_in(hire("Park Employee", model::Role::employee));
    const std::string shared = R"({"name":"모두","query":"lang:ko","shared":"brand"})";
    EXPECT_EQ(call(*employee, "POST", "/api/v1/views", shared).status, 403);
    EXPECT_EQ(
        call(*employee, "POST", "/api/v1/views", R"({"name":"나","query":"lang:ko","shared":"me"})").status,
        201);
    const auto lee = sign_in(lee_);
    const auto reply = call(*lee, "POST", "/api/v1/views", shared);
    ASSERT_EQ(reply.status, 201);
    const std::string path = "/api/v1/views/" + text_at(json_of(reply), "/id");
    EXPECT_EQ(json_of(call(*employee, "GET", "/api/v1/views")).at("items").as_array().size(), 2U);
    EXPECT_EQ(call(*employee, "DELETE", path).status, 403);
    EXPECT_EQ(call(*sign_in(kim_), "DELETE", path).status, 403);  // somebody else's
    EXPECT_EQ(call(*sign_in(ahn_), "PATCH", path, R"({"shared":"department"})").status, 200);
}

TEST_F(ViewApiTest, AListIsNarrowedAndSaysHowFarItLooked) {
    const auto kim = sign_in(kim_);
    const std::string refund = customer_writes("chan", "환불해 주세요", "p1");
    customer_writes("minji", "배송이 늦어요", "p2");
    auto reply = call(*kim, "GET", "/api/v1/conversations?q=%ED%99%98%EB%B6%88&view=queue");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(json_of(reply).at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(json_of(reply), "/items/0/id"), refund);
    EXPECT_GE(json_of(reply).at("looked").at("conversations").as_int64(), 1);
    EXPECT_TRUE(json_of(reply).at("looked").at("to").is_null());
    EXPECT_FALSE(json_of(call(*kim, "GET", "/api/v1/conversations")).as_object().contains("looked"));
    reply = call(*kim, "GET", "/api/v1/conversations?q=form:kim");
    EXPECT_EQ(reply.status, 400);
    EXPECT_NE(reply.body.find("from"), std::string::npos);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?q=%FF").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?q=%00").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?q=" + std::string(4097, 'a')).status, 400);
}

TEST_F(ViewApiTest, AQueryIsCheckedWithPlaces) {
    const auto kim = sign_in(kim_);
    EXPECT_EQ(checked(*kim, "a  OR   b"), R"({"ok":true,"problems":[],"canonical":"a OR b"})");
    const auto problem = boost::json::parse(checked(*kim, "환불 form:kim"));
    EXPECT_FALSE(problem.at("ok").as_bool());
    EXPECT_EQ(problem.at("problems").at(0).at("from").as_int64(), 7);
    EXPECT_EQ(problem.at("problems").at(0).at("to").as_int64(), 11);
    EXPECT_EQ(problem.at("problems").at(0).at("suggestion").as_string(), "from");
    EXPECT_FALSE(boost::json::parse(checked(*kim, "state:waiting", "listening")).at("ok").as_bool());
    EXPECT_FALSE(boost::json::parse(checked(*kim, std::string(5000, 'a'))).at("ok").as_bool());
    EXPECT_FALSE(boost::json::parse(checked(*kim, "")).at("ok").as_bool());
}

}  // namespace
}  // namespace manyhands::http::test
