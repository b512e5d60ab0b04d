// docs/policy.md is written from the policy and the route table, and is held against them here:
//   MH_WRITE_POLICY=1 build/<preset>/mh_test_http --gtest_filter='PolicyPage*'
#include <cstdlib>
#include <fstream>

#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using model::Role;
using model::Scope;

constexpr std::array kRoles{Role::employee, Role::desk,    Role::lead,
                            Role::auditor,  Role::analyst, Role::admin};

std::string heading(const std::vector<std::string>& first) {
    std::string line = "|";
    std::string rule = "|";
    const auto add = [&](const std::string& cell) {
        line += " " + cell + " |";
        rule += " --- |";
    };
    for (const std::string& cell : first)
        add(cell);
    for (const Role role : kRoles)
        add(std::string(model::to_string(role)));
    return line + "\n" + rule + "\n";
}

// How far a role gets with all of these, in one word.
std::string far(Role role, const std::vector<Action>& actions) {
    model::Reach least = model::Reach::brand;
    for (const Action action : actions)
        least = std::min(least, model::reach(role, action));
    return least == model::Reach::none ? "-" : std::string(to_string(least));
}

class PolicyPage : public test::World {
  protected:
    std::string page() {
        std::string out =
            "# Who may do what\n\n"
            "Written from `src/model/policy.cpp` and the route table by `src/http/policy_page_test.cpp`, "
            "which "
            "also checks it.\n\n"
            "A cell says how far a role reaches: `own` (what one holds or wrote), `department` (one's own), "
            "`brand`, or `-` (not\nat all). Nothing reaches another brand: there every role gets 404, on "
            "every "
            "route and in every stream, tried one by\none in `src/http/brands_test.cpp`. A department is no "
            "wall inside a brand: the whole workforce answers. Where a row says\n`own` or `department`, what "
            "is "
            "further away is refused with 403.\n\n"
            "## Actions\n\n";
        out += heading({"action", "token"});
        for (const Action action : model::all_actions()) {
            out += "| `" + std::string(to_string(action)) + "` | " + std::string(model::token_scope(action)) +
                   " |";
            for (const Role role : kRoles)
                out += " " + far(role, {action}) + " |";
            out += "\n";
        }
        out += "\n## Routes and streams\n\n";
        out += heading({"route", "operation", "asks for"});
        for (const Route& route : site_->router().routes()) {
            out += "| " + route.method + " " + route.pattern + " | `" + route.operation + "` |";
            std::string asks;
            for (const Action action : route.actions)
                asks += (asks.empty() ? "`" : ", `") + std::string(to_string(action)) + "`";
            out +=
                " " + (route.access == Access::open ? std::string("open, nobody is signed in") : asks) + " |";
            for (const Role role : kRoles)
                out += route.access == Access::open ? " open |" : " " + far(role, route.actions) + " |";
            out += "\n";
        }
        return out;
    }
};

TEST_F(PolicyPage, IsWhatThePolicySays) {
    const std::string path = std::string(MH_SOURCE_DIR) + "/docs/policy.md";
    const std::string wanted = page();
    if (std::getenv("MH_WRITE_POLICY") != nullptr) std::ofstream(path) << wanted;
    std::ifstream file(path);
    const std::string found{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(found, wanted) << "write it anew: MH_WRITE_POLICY=1 mh_test_http --gtest_filter='PolicyPage*'";
}

// What the page says of scopes is what `may` answers.
TEST_F(PolicyPage, ReachesAreWhatMayAnswers) {
    for (const Action action : model::all_actions())
        for (const Role role : kRoles) {
            const model::Reach reach = model::reach(role, action);
            EXPECT_EQ(model::may(role, action, Scope::own), reach != model::Reach::none);
            EXPECT_EQ(model::may(role, action, Scope::department),
                      reach == model::Reach::department || reach == model::Reach::brand);
            EXPECT_EQ(model::may(role, action, Scope::brand), reach == model::Reach::brand);
            EXPECT_FALSE(model::may(role, action, Scope::other_brand));
        }
}

}  // namespace
}  // namespace manyhands::http
