// Within one brand: what is one person's or one department's own reaches nobody else, by whichever route;
// jobs over many conversations and the search as the API has them.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using model::Role;
using test::json_of;
using test::Reply;
using test::text_at;

constexpr const char* kMark = "SECRETK";
constexpr Role kRoles[] = {Role::employee, Role::desk, Role::lead, Role::auditor, Role::analyst, Role::admin};

class Private : public test::World {
  protected:
    model::Employee hire_into(Role role, const model::DepartmentId& department) {
        identity::NewEmployee wanted;
        wanted.name = "Role " + std::string(to_string(role));
        wanted.email = ids_.make<model::EmployeeId>().value + "@hanbit.example";
        wanted.role = role;
        wanted.department = department;
        return *identity_->add_employee(brand_.id, wanted);
    }
    void made(const Reply& reply) { EXPECT_LT(reply.status, 300) << reply.body; }
    // Everything that GET gives a person, with `id` wherever a route names one.
    std::string all_that_is_read(test::Client& client, const std::vector<std::string>& ids) {
        std::string all;
        for (const Route& route : site_->router().routes()) {
            if (route.method != "GET" || route.access == Access::open || route.operation == "events")
                continue;
            const auto place = route.pattern.find("{id}");
            for (const std::string& id : ids) {
                std::string path = route.pattern;
                if (place != std::string::npos) path.replace(place, 4, id);
                if (route.operation == "search") path += "?q=" + std::string(kMark);
                const Reply reply = client.request("GET", path);
                EXPECT_LT(reply.status, 500) << path;
                all += reply.body;
                if (place == std::string::npos) break;
            }
        }
        return all;
    }
};

TEST_F(Private, WhatIsAPersonsOrADepartmentsStaysThere) {
    const std::string mark = kMark;
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    made(call(*kim, "PUT", "/api/v1/conversations/" + id + "/draft", R"({"text":")" + mark + R"( draft"})"));
    std::vector<std::string> ids{id};
    for (const char* shared : {"me", "department"}) {
        const std::string name = mark + " " + shared;
        const Reply phrase = call(*kim, "POST", "/api/v1/phrases",
                                  R"({"shortcut":"s-)" + std::string(shared) + R"(","title":")" + name +
                                      R"(","texts":{"ko":"x"},"shared":")" + shared + "\"}");
        made(phrase);
        ids.push_back(text_at(json_of(phrase), "/id"));
        const Reply view = call(*kim, "POST", "/api/v1/views",
                                R"({"name":")" + name + R"(","query":"lang:ko","shared":")" + shared + "\"}");
        made(view);
        ids.push_back(text_at(json_of(view), "/id"));
    }
    const Reply job = call(*kim, "POST", "/api/v1/bulk",
                           R"({"ids":[")" + id + R"("],"action":{"kind":"hand_off","department_id":")" +
                               delivery_.id.value + R"(","reason":")" + mark + R"( reason"}})");
    made(job);
    ids.push_back(text_at(json_of(job), "/id"));
    // The owner sees it, so that the test could fail.
    EXPECT_NE(all_that_is_read(*kim, ids).find(mark + " draft"), std::string::npos);
    EXPECT_NE(all_that_is_read(*kim, ids).find(mark + " department"), std::string::npos);
    for (const Role role : kRoles) {
        const auto other = sign_in(hire_into(role, delivery_.id));
        const std::string seen = all_that_is_read(*other, ids);
        EXPECT_EQ(seen.find(mark), std::string::npos) << to_string(role) << " of another department";
        for (const std::string& one : ids)
            if (one != id)
                for (const std::string& path :
                     {"/api/v1/phrases/" + one, "/api/v1/views/" + one, "/api/v1/jobs/" + one + "/undo"}) {
                    const bool undo = path.ends_with("/undo");
                    const Reply reply = other->request(undo ? "POST" : "DELETE", path, "",
                                                       {{"Content-Type", "application/json"}});
                    EXPECT_GE(reply.status, 400) << to_string(role) << " " << path << reply.body;
                }
        // A colleague of the same department sees what the department shares, and no more.
        const auto colleague = sign_in(hire_into(role, support_.id));
        const std::string shared = all_that_is_read(*colleague, ids);
        EXPECT_EQ(shared.find(mark + " me"), std::string::npos) << to_string(role);
        EXPECT_EQ(shared.find(mark + " draft"), std::string::npos) << to_string(role);
        EXPECT_NE(shared.find(mark + " department"), std::string::npos) << to_string(role);
    }
}

TEST_F(Private, AJobIsTakenToldAndItsOwners) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const auto body = [&](const std::string& action) {
        return R"({"ids":[")" + id + R"("],"action":)" + action + "}";
    };
    const Reply begun = call(*kim, "POST", "/api/v1/bulk", body(R"({"kind":"close"})"));
    ASSERT_EQ(begun.status, 202) << begun.body;
    const std::string job = text_at(json_of(begun), "/id");
    EXPECT_EQ(text_at(json_of(begun), "/total"), "1");
    const Reply told = call(*kim, "GET", "/api/v1/jobs/" + job);
    EXPECT_EQ(told.status, 200);
    EXPECT_EQ(text_at(json_of(told), "/state"), "running");
    EXPECT_EQ(call(*sign_in(lee_), "GET", "/api/v1/jobs/" + job).status, 404) << "somebody else's";
    EXPECT_EQ(call(*sign_in(lee_), "POST", "/api/v1/jobs/" + job + "/undo").status, 404);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/jobs/" + job + "/undo").status, 409) << "it has not ended";
    EXPECT_EQ(call(*kim, "GET", "/api/v1/jobs/nothing").status, 404);

    EXPECT_EQ(call(*kim, "POST", "/api/v1/bulk", R"({"ids":[],"action":{"kind":"close"}})").status, 400);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/bulk", body(R"({"kind":"fly"})")).status, 400);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/bulk", body(R"({"kind":"hand_off"})")).status, 400) << "to whom";
    std::string many;
    for (int i = 0; i < 501; ++i)
        many += (i == 0 ? "\"" : ",\"") + ids_.make<model::ConversationId>().value + "\"";
    EXPECT_EQ(
        call(*kim, "POST", "/api/v1/bulk", R"({"ids":[)" + many + R"(],"action":{"kind":"close"}})").status,
        400);
    EXPECT_EQ(call(*sign_in(hire("Min", Role::employee)), "POST", "/api/v1/bulk", body(R"({"kind":"close"})"))
                  .status,
              403);
    EXPECT_EQ(call(*client(), "POST", "/api/v1/bulk", body(R"({"kind":"close"})")).status, 401);
}

TEST_F(Private, TheSearchGivesPostsWithWhatWasFound) {
    const std::string id = customer_writes("chan", "환불 기록을 봐 주세요", "p1");
    customer_writes("minji", "배송이 늦어요", "p2");
    const auto kim = sign_in(kim_);
    const Reply reply = call(*kim, "GET", "/api/v1/search?q=%ED%99%98%EB%B6%88");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto found = json_of(reply);
    ASSERT_EQ(found.at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(found, "/items/0/conversation/id"), id);
    EXPECT_EQ(text_at(found, "/items/0/highlights/0/0"), "0");
    EXPECT_EQ(text_at(found, "/items/0/highlights/0/1"), "6") << "bytes of two syllables";
    EXPECT_EQ(json_of(call(*kim, "GET", "/api/v1/search?q=nowhere")).at("items").as_array().size(), 0U);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/search?q=").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/search").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/search?q=form:x").status, 400);
    EXPECT_EQ(call(*client(), "GET", "/api/v1/search?q=x").status, 401);
}

}  // namespace
}  // namespace manyhands::http
