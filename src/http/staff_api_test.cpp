#include "http/live.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class StaffApi : public test::World {
  protected:
    std::string at(const model::Employee& who, const std::string& rest = {}) {
        return "/api/v1/employees/" + who.id.value + rest;
    }
};

TEST_F(StaffApi, APersonIsChanged) {
    const auto ahn = sign_in(ahn_);
    const Reply changed = call(*ahn, "PATCH", at(lee_), R"({"name":"이나라","role":"lead","initials":"nr"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(text_at(json_of(changed), "/initials"), "NR");
    EXPECT_EQ(text_at(json_of(changed), "/role"), "lead");
    EXPECT_EQ(call(*ahn, "PATCH", at(lee_), R"({"initials":"KG"})").status, 409);
    EXPECT_EQ(call(*ahn, "PATCH", at(ahn_), R"({"role":"desk"})").status, 409);
    EXPECT_EQ(call(*ahn, "PATCH", at(lee_), R"({"email":"x@x.example"})").status, 400);
    EXPECT_EQ(call(*ahn, "PATCH", "/api/v1/employees/01J0000000000000000000N0NE", "{}").status, 404);
}

TEST_F(StaffApi, WhoeverIsDeactivatedIsOutWithinASecond) {
    const auto ahn = sign_in(ahn_);
    const auto kim = sign_in(kim_);
    const auto known = identity_->make_link(kim_.id, identity::kLinkLives);
    const auto session = identity_->sign_in_with_link(*known);
    const auto stream =
        site_->live().open({{kim_.id, kim_.brand, kim_.department, kim_.role, kim_.initials, {}},
                            base::Lang::ko,
                            session->token,
                            {}},
                           std::nullopt);
    ASSERT_EQ(call(*ahn, "PATCH", at(kim_), R"({"active":false})").status, 200);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 401);
    Stream::Batch batch;
    while (!batch.last && std::chrono::steady_clock::now() - begun < std::chrono::seconds(5)) {
        batch = stream->take(1'000'000);
        std::this_thread::yield();
    }
    ASSERT_TRUE(batch.last);
    EXPECT_NE(batch.frames.back()->find("signed_out"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1));
    EXPECT_EQ(call(*ahn, "POST", at(kim_, "/link")).status, 409);
    ASSERT_EQ(call(*ahn, "PATCH", at(kim_), R"({"active":true})").status, 200);
    const Reply link = call(*ahn, "POST", at(kim_, "/link"));
    ASSERT_EQ(link.status, 201) << link.body;
    const std::string token =
        text_at(json_of(link), "/link").substr(std::string("http://localhost/link/").size());
    EXPECT_EQ(call(*client(), "POST", "/api/v1/session/link", R"({"token":")" + token + "\"}").status, 200);
}

TEST_F(StaffApi, PeopleCanBeSearchedAndPaged) {
    const auto kim = sign_in(kim_);
    const auto page = json_of(call(*kim, "GET", "/api/v1/employees?limit=2"));
    EXPECT_EQ(text_at(page, "/total"), "3");
    EXPECT_EQ(page.at("items").as_array().size(), 2U);
    const auto rest =
        json_of(call(*kim, "GET", "/api/v1/employees?limit=2&cursor=" + text_at(page, "/next")));
    EXPECT_EQ(rest.at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(rest, "/next"), "null");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/employees?q=NARA")), "/items/0/id"), lee_.id.value);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/employees?role=admin&active=1")), "/total"), "1");
    EXPECT_EQ(call(*kim, "GET", "/api/v1/employees?role=king").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/employees?cursor=x").status, 400);
}

TEST_F(StaffApi, AFileOfPeople) {
    const auto ahn = sign_in(ahn_);
    const std::string file = "이름,이메일,부서\n박새로,new@hanbit.example,배송\n틀림,이메일 아님,배송\n";
    const std::map<std::string, std::string> csv{{"Content-Type", "text/csv; charset=utf-8"}};
    const auto tried = json_of(call(*ahn, "POST", "/api/v1/employees/import?dry_run=1", file, csv));
    EXPECT_EQ(text_at(tried, "/created"), "1");
    EXPECT_EQ(text_at(tried, "/rows/0/link"), "null");
    const auto done = json_of(call(*ahn, "POST", "/api/v1/employees/import", file, csv));
    EXPECT_EQ(text_at(done, "/created"), "1");
    EXPECT_EQ(text_at(done, "/failed"), "1");
    EXPECT_TRUE(text_at(done, "/rows/0/link").starts_with("http://localhost/link/"));
    EXPECT_EQ(text_at(done, "/rows/1/line"), "3");
    EXPECT_NE(text_at(done, "/rows/1/problem").find("이메일 아님"), std::string::npos);
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/employees/import", file).status, 415) << "says JSON";
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/employees/import", "phone\n1\n", csv).status, 400);
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/employees/import", {}, csv).status, 400);
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/employees/import", file, csv).status, 403);
}

TEST_F(StaffApi, DepartmentsAndWhoTakesOver) {
    const std::string conversation = customer_writes("chan", "환불해 주세요", "p1");
    const auto ahn = sign_in(ahn_);
    const Reply made = call(*ahn, "POST", "/api/v1/departments", R"({"name_ko":"법무","name_en":"Legal"})");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string legal = text_at(json_of(made), "/id");
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/departments", R"({"name_ko":"법무","name_en":"Law"})").status, 409);
    EXPECT_EQ(text_at(json_of(call(*ahn, "PATCH", "/api/v1/departments/" + legal, R"({"name_en":"Law"})")),
                      "/name_ko"),
              "법무");
    const std::string support = "/api/v1/departments/" + support_.id.value;
    EXPECT_EQ(call(*ahn, "DELETE", support).status, 409);
    EXPECT_EQ(call(*ahn, "DELETE", support + "?successor=" + legal).status, 204);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/conversations/" + conversation)),
                      "/conversation/department_id"),
              legal);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/me")), "/employee/department_id"), legal);
    EXPECT_EQ(call(*ahn, "DELETE", support).status, 404);
}

TEST_F(StaffApi, TheTableOfRolesIsThePolicy) {
    const auto kim = sign_in(kim_);
    const auto table = json_of(call(*kim, "GET", "/api/v1/roles"));
    ASSERT_EQ(table.at("items").as_array().size(), model::all_actions().size());
    int compared = 0;
    for (const auto& item : table.at("items").as_array())
        for (const model::Action action : model::all_actions())
            if (text_at(item, "/action") == model::to_string(action)) {
                EXPECT_EQ(text_at(item, "/reach/lead"), to_string(model::reach(model::Role::lead, action)));
                ++compared;
            }
    EXPECT_EQ(compared, std::ssize(model::all_actions()));
}

}  // namespace
}  // namespace manyhands::http
