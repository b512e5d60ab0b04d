// The route table against the policy, the schemas, the catalogue and the contract of the web app.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "http/shapes.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::Reply;

std::string read(const std::string& path) {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/" + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

class ContractTest : public test::World {
  protected:
    const std::vector<Route>& routes() { return site_->router().routes(); }
};

TEST_F(ContractTest, EveryRouteSaysWhoMayUseIt) {
    const std::set<std::string> open{"sign_in_with_link", "sign_in",
                                     "healthz",           "readyz",
                                     "openapi",           "show_private_form",
                                     "fill_private_form", "look_at_join_link",
                                     "propose_initials",  "join",
                                     "enter_joined",      "sso_brands",
                                     "start_sso",         "finish_sso",
                                     "show_thanks_page",  "tap_thanks_page",
                                     "show_team",         "show_public_card",
                                     "show_public_photo", "show_duty_card",
                                     "stop_mails_page",   "stop_mails"};
    for (const Route& route : routes()) {
        EXPECT_EQ(route.access == Access::open, open.contains(route.operation)) << route.operation;
        EXPECT_EQ(route.actions.empty(), route.access == Access::open)
            << route.operation << " has no policy row";
    }
}

TEST_F(ContractTest, EveryRouteSaysWhatItTakesAndGives) {
    for (const Route& route : routes()) {
        const bool takes_body = route.method == "POST" || route.method == "PUT" || route.method == "PATCH";
        EXPECT_EQ(route.request != nullptr || !route.raw_body.empty(), takes_body) << route.operation;
        const bool gives_json = route.status != 204 && route.media == "application/json";
        EXPECT_EQ(route.response != nullptr, gives_json) << route.operation;
        EXPECT_TRUE(route.handle) << route.operation;
    }
}

TEST_F(ContractTest, OperationsAreNamedOnceAndInBothLanguages) {
    std::set<std::string> seen;
    for (const Route& route : routes()) {
        EXPECT_TRUE(seen.insert(route.operation).second) << route.operation;
        const std::string key = "http.operation." + route.operation;
        EXPECT_NE(base::tr(base::Lang::ko, key), key);
        EXPECT_NE(base::tr(base::Lang::en, key), key);
    }
}

// web/src/api/routes.ts lists "METHOD /path" in a comment; both sides must know the same routes.
TEST_F(ContractTest, TheWebAppKnowsTheSameRoutes) {
    const std::string types = read("web/src/api/routes.ts");
    const std::string comment =
        types.substr(types.find("/* Routes"), types.find("SSE events") - types.find("/* Routes"));
    const std::regex route_line(R"((GET|POST|PUT|PATCH|DELETE)\s+(/[A-Za-z0-9_{}/.-]*))");
    std::set<std::string> wanted;
    for (std::sregex_iterator it(comment.begin(), comment.end(), route_line), end; it != end; ++it) {
        if (it->str(2).starts_with("/api")) continue;
        wanted.insert(it->str(1) + " /api/v1" + it->str(2));
    }
    ASSERT_GT(wanted.size(), 30U);
    std::set<std::string> have;
    for (const Route& route : routes())
        if (route.pattern.starts_with("/api/v1/")) have.insert(route.method + " " + route.pattern);
    EXPECT_EQ(have, wanted);
}

TEST_F(ContractTest, TheDescriptionIsServedAndComplete) {
    const auto visitor = client();
    const Reply reply = visitor->request("GET", "/api/openapi.json");
    ASSERT_EQ(reply.status, 200);
    const auto document = test::json_of(reply).as_object();
    EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");
    const auto& schemas = document.at("components").at("schemas").as_object();
    for (const Route& route : routes()) {
        const auto& operation = document.at("paths").at(route.pattern);
        std::string method = route.method;
        for (char& c : method)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        EXPECT_EQ(operation.at(method).at("operationId").as_string(), route.operation);
    }
    // Every reference leads somewhere.
    const std::regex reference(R"(#/components/schemas/([A-Za-z]+))");
    for (std::sregex_iterator it(reply.body.begin(), reply.body.end(), reference), end; it != end; ++it)
        EXPECT_TRUE(schemas.contains(it->str(1))) << it->str(1);
    EXPECT_TRUE(schemas.contains("ConversationDetail"));
    EXPECT_FALSE(schemas.at("ConversationDetail").is_null());
}

// Promise 9: every route, every role and nobody at all; generated from the table.
TEST_F(ContractTest, NobodyDoesWhatTheirRoleDoesNotAllow) {
    const std::string conversation = customer_writes("chan", "환불해 주세요", "p1");
    const auto visitor = client();
    std::map<model::Role, std::unique_ptr<test::Client>> people;
    for (const auto role :
         {model::Role::employee, model::Role::auditor, model::Role::analyst, model::Role::desk})
        people[role] = sign_in(hire("Role " + std::string(model::to_string(role)), role));
    int refused = 0;
    for (const Route& route : routes()) {
        if (route.access == Access::open || route.operation == "events" || route.operation == "sign_out")
            continue;
        std::string path = route.pattern;
        if (const auto slot = path.find("{id}"); slot != std::string::npos)
            path.replace(slot, 4, conversation);
        EXPECT_EQ(call(*visitor, route.method, path).status, 401) << route.operation;
        for (const auto& [role, person] : people) {
            const bool may = std::all_of(
                route.actions.begin(), route.actions.end(),
                [r = role](model::Action action) { return model::may(r, action, model::Scope::own); });
            if (may) continue;
            const Reply reply = person->request(route.method, path);
            EXPECT_EQ(reply.status, 403) << route.operation << " as " << model::to_string(role);
            ++refused;
        }
    }
    EXPECT_GT(refused, 20);
}

TEST_F(ContractTest, RandomBodiesNeverBreakARoute) {
    const std::string conversation = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(ahn_);
    const char* pieces[] = {"{",
                            "}",
                            "[",
                            "]",
                            "\"text\"",
                            ":",
                            ",",
                            "null",
                            "1e999",
                            "-0",
                            "\"\\u0000\"",
                            "\"\\ud83d\"",
                            "true",
                            "\"reason\"",
                            "{\"text\":\"a\"}",
                            "18446744073709551615"};
    for (const Route& route : routes()) {
        if (!route.request || route.operation == "sign_out") continue;
        std::string path = route.pattern;
        if (const auto slot = path.find("{id}"); slot != std::string::npos)
            path.replace(slot, 4, conversation);
        for (int i = 0; i < 12; ++i) {
            std::string body;
            for (std::uint64_t n = random_.below(8) + 1; n > 0; --n)
                body += pieces[random_.below(std::size(pieces))];
            const Reply reply = kim->request(route.method, path, body,
                                             {{"Content-Type", "application/json"},
                                              {"If-Match", "\"1\""},
                                              {"Idempotency-Key", "key-random"}});
            EXPECT_LT(reply.status, 500) << route.operation << " " << body;
            EXPECT_NE(reply.status, 0) << route.operation << " " << body;
        }
    }
}

}  // namespace
}  // namespace manyhands::http
