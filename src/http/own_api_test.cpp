// Own accounts over HTTP: asked for, seen by leads, ended; short codes.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class OwnApiTest : public test::World {
  protected:
    identity::Binding bound(const model::Employee& whose, const std::string& remote_id) {
        identity::BindingWish wish;
        wish.id = ids_.make<model::NoteId>().value;
        wish.brand = whose.brand;
        wish.network = "simulated";
        wish.employee = whose.id;
        wish.handle = remote_id;
        wish.code = "7KMD-42RX";
        wish.made_at = clock_.now();
        wish.expires_at = clock_.now() + identity::kWishLives;
        EXPECT_TRUE(store_->add_wish(wish));
        identity::Binding binding;
        binding.id = ids_.make<model::NoteId>().value;
        binding.brand = whose.brand;
        binding.network = "simulated";
        binding.remote_id = remote_id;
        binding.handle = remote_id;
        binding.employee = whose.id;
        binding.bound_at = clock_.now();
        EXPECT_TRUE(store_->bind(wish, binding));
        return binding;
    }
};

TEST_F(OwnApiTest, ACodeIsAskedForAndFewAreGiven) {
    const auto worker = hire("Han Sol", model::Role::employee);
    const auto han = sign_in(worker);
    const Reply none =
        call(*han, "POST", "/api/v1/me/bindings", R"({"network":"mail","handle":"@han.example"})");
    EXPECT_EQ(none.status, 400);
    EXPECT_EQ(text_at(json_of(none), "/errors/0/pointer"), "/network");
    const Reply bad = call(*han, "POST", "/api/v1/me/bindings", R"({"network":"simulated","handle":"a/b"})");
    EXPECT_EQ(bad.status, 400);
    EXPECT_EQ(text_at(json_of(bad), "/errors/0/pointer"), "/handle");
    const Reply asked =
        call(*han, "POST", "/api/v1/me/bindings", R"({"network":"simulated","handle":"@han.example"})");
    ASSERT_EQ(asked.status, 201) << asked.body;
    EXPECT_EQ(text_at(json_of(asked), "/handle"), "han.example");
    EXPECT_EQ(text_at(json_of(asked), "/code").size(), 9U);
    const Reply mine = call(*han, "GET", "/api/v1/me/bindings");
    EXPECT_EQ(text_at(json_of(mine), "/wishes/0/code"), text_at(json_of(asked), "/code"));
    EXPECT_EQ(text_at(json_of(mine), "/networks/0/id"), "simulated");
    EXPECT_EQ(call(*han, "DELETE", "/api/v1/me/binding-wishes/" + text_at(json_of(asked), "/id")).status,
              204);
    EXPECT_EQ(json_of(call(*han, "GET", "/api/v1/me/bindings")).at("wishes").as_array().size(), 0U);
    int given = 1;
    while (call(*han, "POST", "/api/v1/me/bindings", R"({"network":"simulated","handle":"han.example"})")
               .status == 201)
        ++given;
    EXPECT_EQ(given, identity::kWishesAnHour);
}

TEST_F(OwnApiTest, LeadsSeeThemAllAndOthersOnlyTheirOwn) {
    const auto worker = hire("Han Sol", model::Role::employee);
    const auto boss = hire("Lee Ara", model::Role::lead);
    const auto han = sign_in(worker);
    const auto lead = sign_in(boss);
    const auto hers = bound(worker, "han");
    const auto theirs = bound(boss, "lead");
    EXPECT_EQ(call(*han, "GET", "/api/v1/bindings").status, 403);
    EXPECT_EQ(call(*han, "DELETE", "/api/v1/bindings/" + theirs.id).status, 403);
    EXPECT_EQ(call(*han, "PATCH", "/api/v1/bindings/" + hers.id, R"({"kind":"work"})").status, 403);
    const auto all = json_of(call(*lead, "GET", "/api/v1/bindings"));
    EXPECT_EQ(all.at("items").as_array().size(), 2U);
    EXPECT_EQ(call(*lead, "PATCH", "/api/v1/bindings/" + theirs.id, R"({"kind":"work"})").status, 403)
        << "one's own";
    EXPECT_EQ(call(*lead, "PATCH", "/api/v1/bindings/" + hers.id, R"({"kind":"work"})").status, 204);
    EXPECT_EQ(text_at(json_of(call(*han, "GET", "/api/v1/me/bindings")), "/items/0/kind"), "work");
    EXPECT_EQ(call(*lead, "DELETE", "/api/v1/bindings/" + hers.id).status, 204);
    EXPECT_EQ(text_at(json_of(call(*han, "GET", "/api/v1/me/bindings")), "/items/0/ended_why"), "lead");
    EXPECT_EQ(call(*lead, "DELETE", "/api/v1/bindings/01J0000000000000000000NONE").status, 404);
}

TEST_F(OwnApiTest, AConversationHasACodeWhileItsQuestionIsOpen) {
    const auto kim = sign_in(kim_);
    const std::string id = customer_writes("ann", "it does not start", "p1");
    const std::string path = "/api/v1/conversations/" + id + "/code";
    EXPECT_EQ(call(*kim, "POST", path, "{}").status, 409) << "switched off";
    const auto admin = hire("Boss", model::Role::admin);
    ASSERT_TRUE(settings_->change({admin.id, admin.brand, admin.department, admin.role, "B", std::nullopt},
                                  {{"own.tag", "#twelve"}}));
    const Reply made = call(*kim, "POST", path, "{}");
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(text_at(json_of(made), "/code").size(), 5U);
    EXPECT_EQ(text_at(json_of(made), "/tag"), "twelve");
    EXPECT_EQ(text_at(json_of(call(*kim, "POST", path, "{}")), "/code"), text_at(json_of(made), "/code"));
    EXPECT_EQ(call(*kim, "POST", "/api/v1/conversations/01J0000000000000000000N0NE/code", "{}").status, 404);
}

}  // namespace
}  // namespace manyhands::http
