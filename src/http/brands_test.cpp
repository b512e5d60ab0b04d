// Two brands on one server: nothing of one can be seen or changed from the other, whatever the route, the
// role and the department. Reads the route table, so a new route is part of it from its first day.
#include <set>

#include "http/live.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using model::Role;
using test::json_of;
using test::Reply;
using test::text_at;

constexpr const char* kMark = "SECRETB";  // in everything that the other brand says
constexpr Role kRoles[] = {Role::employee, Role::desk, Role::lead, Role::auditor, Role::analyst, Role::admin};

// A body that the route accepts, every id in it being `id`.
boost::json::value sample(const Schema& schema, const std::string& id, Need least) {
    switch (schema.type) {
        case Schema::Type::object: {
            boost::json::object out;
            for (const Property& property : schema.properties)
                if (property.need == Need::required || least == Need::optional)
                    out[property.name] = sample(*property.schema, id, least);
            return out;
        }
        case Schema::Type::map:
            return boost::json::object{{"handle", sample(*schema.items, id, least)}};
        case Schema::Type::array:
            return boost::json::array{sample(*schema.items, id, least)};
        case Schema::Type::string:
            if (!schema.values.empty()) return boost::json::value(schema.values.front());
            if (schema.format == Schema::Format::id) return boost::json::value(id);
            if (schema.format == Schema::Format::instant) return boost::json::value("2026-03-10T00:00:00Z");
            return boost::json::value(
                std::string(static_cast<std::size_t>(std::max<std::int64_t>(schema.min, 2)), 'x'));
        case Schema::Type::integer:
            return boost::json::value(schema.choice.empty() ? schema.min : schema.choice.front());
        case Schema::Type::number:
            return boost::json::value(1.0);
        case Schema::Type::boolean:
            return boost::json::value(true);
    }
    return {};
}

class TwoBrands : public test::World {
  protected:
    TwoBrands() {
        clock_.advance(std::chrono::seconds(1));  // the first brand is the older one
        const model::Actor founder{ahn_.id,   brand_.id,     ahn_.department,
                                   ahn_.role, ahn_.initials, std::nullopt};
        const auto made = staff_->add_brand(founder, std::string(kMark) + " 브랜드",
                                            std::string(kMark) + " 부서", std::string(kMark) + " team");
        EXPECT_TRUE(made.has_value()) << made.error().key;
        other_ = *made;
        const auto departments = store_->departments(other_.id);
        other_department_ = departments->front();
        identity::NewEmployee wanted;
        wanted.name = std::string("Bae ") + kMark;
        wanted.email = std::string("bae@") + kMark + ".example";
        wanted.role = Role::admin;
        wanted.department = other_department_.id;
        bae_ = *identity_->add_employee(other_.id, wanted);
        other_account_.id = ids_.make<model::AccountId>();
        other_account_.brand = other_.id;
        other_account_.department = other_department_.id;
        other_account_.network = "simulated";
        other_account_.remote_id = "other";
        other_account_.handle = std::string(kMark) + ".example";
        other_account_.display_name = kMark;
        other_account_.created_at = clock_.now();
        EXPECT_TRUE(store_->add_account(other_account_, {"box", "box"}));
        conversation_ = other_customer_writes("p1");
        token_ =
            identity_
                ->create_token({bae_.id, other_.id, bae_.department, bae_.role, bae_.initials, std::nullopt},
                               kMark, "read")
                ->id;
        listen::QueryChange query;
        query.name = std::string(kMark) + " query";
        query.text = std::string(kMark) + " OR 환불";
        query_ =
            listening_
                ->add({bae_.id, other_.id, bae_.department, bae_.role, bae_.initials, std::nullopt}, query)
                ->id.value;
        quality::Round round;
        round.id = ids_.make<quality::RoundId>();
        round.brand = other_.id;
        round.wish.seed = kMark;
        round.card = 1;
        round.created_at = clock_.now();
        EXPECT_TRUE(store_->add_audit_round(round, {}));
        round_ = round.id.value;
        const auto link = joining_->make_link(
            {bae_.id, other_.id, bae_.department, bae_.role, bae_.initials, std::nullopt}, {});
        join_link_ = link->link.id;
        EXPECT_TRUE(joining_->join(
            link->token, {std::string("Min ") + kMark, "min@somewhere.example", "open sesame", ""}));
        join_ = static_cast<identity::JoinStore&>(*store_).waiting(other_.id)->front().id;
        mine_ = customer_writes("chan", "환불해 주세요", "ours");
    }

    std::string other_customer_writes(const std::string& post) {
        route::Incoming incoming;
        incoming.remote.network = "simulated";
        incoming.remote.remote_id = "b-" + post;
        incoming.remote.root_remote_id = "b-" + post;
        incoming.remote.author = {kMark, std::string(kMark) + ".c", kMark, 1200, "https://c.example/"};
        incoming.remote.text = std::string(kMark) + " 글";
        incoming.remote.created_at = clock_.now();
        incoming.remote.addressed_to_us = true;
        incoming.lang = "ko";
        incoming.concerns_us = true;
        std::string conversation;
        const auto receive = [&](const route::Incoming& one, route::ThreadReader& reader) {
            const route::ReceiveContext context{other_.id,
                                                other_account_.id,
                                                other_department_.id,
                                                other_account_.remote_id,
                                                clock_.now(),
                                                ids_,
                                                [](const model::EmployeeId&) { return true; }};
            auto changes = route::receive(one, reader, context);
            if (!changes.empty()) conversation = changes.front().conversation.value;
            return changes;
        };
        EXPECT_TRUE(store_->ingest({other_.id, other_account_.id, {incoming}, "cursor"}, receive));
        return conversation;
    }

    model::Employee hire_into(Role role, const model::DepartmentId& department) {
        identity::NewEmployee wanted;
        wanted.name = "Role " + std::string(to_string(role));
        wanted.email = ids_.make<model::EmployeeId>().value + "@hanbit.example";
        wanted.role = role;
        wanted.department = department;
        return *identity_->add_employee(brand_.id, wanted);
    }

    // What the other brand is, as its own admin sees it.
    std::string other_brand_now() {
        const auto bae = sign_in(bae_);
        std::string all;
        for (const std::string& path :
             {std::string("/api/v1/conversations/") + conversation_, std::string("/api/v1/employees"),
              std::string("/api/v1/departments"), std::string("/api/v1/accounts"),
              std::string("/api/v1/tokens"), std::string("/api/v1/settings"),
              std::string("/api/v1/listening/queries"), std::string("/api/v1/quality/rounds"),
              std::string("/api/v1/join-links"), std::string("/api/v1/joins")})
            all += bae->request("GET", path).body;
        return all;
    }

    model::Brand other_;
    model::Department other_department_;
    model::Account other_account_;
    model::Employee bae_;
    std::string conversation_, token_, query_, round_, join_link_, join_, mine_;
};

TEST_F(TwoBrands, NoRouteLeadsFromOneToTheOther) {
    const std::string before = other_brand_now();
    ASSERT_NE(before.find(kMark), std::string::npos);
    const std::vector<std::string> theirs{conversation_,
                                          bae_.id.value,
                                          other_department_.id.value,
                                          other_account_.id.value,
                                          token_,
                                          other_.id.value,
                                          query_,
                                          round_,
                                          join_link_,
                                          join_};
    int asked = 0;
    for (const Role role : kRoles)
        for (const auto& department : {support_.id, delivery_.id}) {
            const auto person = sign_in(hire_into(role, department));
            for (const Route& route : site_->router().routes()) {
                if (route.access == Access::open || route.operation == "events" ||
                    route.operation == "sign_out")
                    continue;
                for (const std::string& id : theirs) {
                    std::string path = route.pattern;
                    const bool names = path.find("{id}") != std::string::npos;
                    if (names) path.replace(path.find("{id}"), 4, id);
                    std::string query;
                    for (const QueryField& field : route.query)
                        if (field.name == "account" || field.name == "department" ||
                            field.name == "employee" || field.name == "successor")
                            query += (query.empty() ? "?" : "&") + field.name + "=" + id;
                    for (const Need least : {Need::required, Need::optional}) {
                        std::map<std::string, std::string> headers{{"If-Match", "\"1\""},
                                                                   {"Idempotency-Key", "key-two-brands"}};
                        std::string body;
                        if (route.request) {
                            body = route.takes == "application/json"
                                       ? boost::json::serialize(sample(*route.request, id, least))
                                       : std::string("name,email\n");
                            headers["Content-Type"] = route.takes;
                        }
                        const Reply reply = person->request(route.method, path + query, body, headers);
                        ++asked;
                        const std::string what =
                            route.operation + " as " + std::string(to_string(role)) + " " + body;
                        EXPECT_EQ(reply.body.find(kMark), std::string::npos) << what << "\n" << reply.body;
                        EXPECT_LT(reply.status, 500) << what;
                        if (names) {
                            EXPECT_GE(reply.status, 400) << what << "\n" << reply.body;
                        }
                        if (!route.request) break;
                    }
                }
            }
        }
    EXPECT_GT(asked, 1'000);
    EXPECT_EQ(other_brand_now(), before) << "something of the other brand changed";
}

TEST_F(TwoBrands, TheLiveStreamIsOfOneBrand) {
    std::vector<std::shared_ptr<Stream>> streams;
    for (const Role role : kRoles) {
        const auto person = hire_into(role, support_.id);
        const auto session =
            identity_->sign_in_with_link(*identity_->make_link(person.id, identity::kLinkLives));
        streams.push_back(site_->live().open(
            {{person.id, person.brand, person.department, person.role, person.initials, {}},
             base::Lang::ko,
             session->token,
             {}},
            std::nullopt));
    }
    const auto until = [&](const std::string& wanted, Stream& stream, std::string& heard) {
        const auto begun = std::chrono::steady_clock::now();
        while (heard.find(wanted) == std::string::npos &&
               std::chrono::steady_clock::now() - begun < std::chrono::seconds(20)) {
            for (const auto& frame : stream.take(1'000'000).frames)
                heard += *frame;
            std::this_thread::yield();
        }
    };
    other_customer_writes("p2");
    site_->live().account_changed(other_account_);
    customer_writes("dana", "우리 글", "later");
    for (const auto& stream : streams) {
        std::string heard;
        until("우리 글", *stream, heard);
        EXPECT_NE(heard.find("우리 글"), std::string::npos);
        EXPECT_EQ(heard.find(kMark), std::string::npos) << heard;
    }
}

TEST_F(TwoBrands, OnePersonInTwoOfThemChooses) {
    ASSERT_TRUE(identity_->set_password(ahn_.id, "correct horse"));
    const auto ahn = sign_in(ahn_);
    const Reply made =
        call(*ahn, "POST", "/api/v1/brands", R"({"name":"셋째","department_ko":"가","department_en":"A"})");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string third = text_at(json_of(made), "/id");
    EXPECT_EQ(
        call(*ahn, "POST", "/api/v1/brands", R"({"name":"셋째","department_ko":"가","department_en":"A"})")
            .status,
        409);
    const auto visitor = client();
    const Reply in = call(*visitor, "POST", "/api/v1/session",
                          R"({"email":")" + ahn_.email + R"(","password":"correct horse"})");
    ASSERT_EQ(in.status, 200) << in.body;
    EXPECT_EQ(text_at(json_of(in), "/brand/id"), brand_.id.value) << "the first one";
    ASSERT_EQ(json_of(in).at("brands").as_array().size(), 2U)
        << "the second brand was founded before there was a password: it opens that one not";
    const std::string cookie = in.header("set-cookie");
    visitor->headers["Cookie"] = cookie.substr(0, cookie.find(';'));
    visitor->headers["X-CSRF-Token"] = text_at(json_of(in), "/csrf_token");
    EXPECT_EQ(
        call(*visitor, "POST", "/api/v1/session/brand", R"({"brand_id":")" + other_.id.value + "\"}").status,
        404);
    const Reply there = call(*visitor, "POST", "/api/v1/session/brand", R"({"brand_id":")" + third + "\"}");
    ASSERT_EQ(there.status, 200) << there.body;
    EXPECT_EQ(text_at(json_of(there), "/brand/name"), "셋째");
    EXPECT_EQ(text_at(json_of(there), "/employee/role"), "admin");
    EXPECT_EQ(call(*visitor, "GET", "/api/v1/me").status, 401) << "the old session ended";
    const std::string next = there.header("set-cookie");
    visitor->headers["Cookie"] = next.substr(0, next.find(';'));
    visitor->headers["X-CSRF-Token"] = text_at(json_of(there), "/csrf_token");
    EXPECT_EQ(call(*visitor, "GET", "/api/v1/me").status, 200);
    EXPECT_EQ(
        call(*visitor, "POST", "/api/v1/session/brand", R"({"brand_id":")" + brand_.id.value + "\"}").status,
        200)
        << "and back";
}

TEST_F(TwoBrands, OnlyTheFirstBrandsAdminsAddBrandsAndSeeTheMachine) {
    const auto bae = sign_in(bae_);
    EXPECT_EQ(call(*bae, "POST", "/api/v1/brands", R"({"name":"x","department_ko":"가","department_en":"A"})")
                  .status,
              403);
    EXPECT_EQ(text_at(json_of(call(*bae, "GET", "/api/v1/brands")), "/may_add"), "false");
    const std::string theirs = call(*bae, "GET", "/api/v1/settings").body;
    EXPECT_EQ(theirs.find("server.listen"), std::string::npos);
    const auto ahn = sign_in(ahn_);
    EXPECT_NE(call(*ahn, "GET", "/api/v1/settings").body.find("server.listen"), std::string::npos);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/brands")), "/items/0/current"), "true");
}

// An admin of one brand who creates a person with a stranger's e-mail gets nothing of the stranger's brand.
TEST_F(TwoBrands, AnEMailAloneOpensNoOtherBrand) {
    identity::NewEmployee copy;
    copy.name = "Not Ahn";
    copy.email = ahn_.email;
    copy.role = Role::employee;
    copy.department = other_department_.id;
    // Ahn founded the other brand and is in it: take somebody who is not.
    copy.email = kim_.email;
    const auto not_kim = identity_->add_employee(other_.id, copy);
    ASSERT_TRUE(not_kim.has_value());
    ASSERT_TRUE(identity_->set_password(kim_.id, "kim's own words"));
    ASSERT_TRUE(identity_->set_password(not_kim->id, "another password"));
    const auto visitor = sign_in(*not_kim);
    EXPECT_EQ(json_of(call(*visitor, "GET", "/api/v1/brands")).at("items").as_array().size(), 1U);
    EXPECT_EQ(
        call(*visitor, "POST", "/api/v1/session/brand", R"({"brand_id":")" + brand_.id.value + "\"}").status,
        404);
    const auto session = identity_->sign_in(kim_.email, "another password");
    ASSERT_TRUE(session.has_value());
    EXPECT_EQ(session->employee.brand, other_.id);
    EXPECT_EQ(identity_->brands_of(session->token, identity_->by_session(session->token)->actor)->size(), 1U);
}

TEST_F(TwoBrands, SettingsSayTheirSourceAndBelongToOneBrand) {
    const auto ahn = sign_in(ahn_);
    const auto find = [&](const boost::json::value& list, const std::string& key) {
        for (const auto& item : list.at("items").as_array())
            if (text_at(item, "/key") == key) return item;
        return boost::json::value();
    };
    auto now = json_of(call(*ahn, "GET", "/api/v1/settings"));
    EXPECT_EQ(text_at(find(now, "promise.minutes"), "/source"), "default");
    EXPECT_EQ(call(*ahn, "PATCH", "/api/v1/settings", R"({"promise.minutes":"15"})").status, 400)
        << "not one of the bands";
    now = json_of(
        call(*ahn, "PATCH", "/api/v1/settings", R"({"promise.minutes":"15","promise.bands":"60 5, 15 30"})"));
    EXPECT_EQ(text_at(find(now, "promise.minutes"), "/source"), "interface");
    EXPECT_EQ(text_at(find(now, "promise.bands"), "/value"), "5 15 30 60");
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/me")), "/promise_minutes"), "15");
    EXPECT_EQ(text_at(json_of(call(*sign_in(bae_), "GET", "/api/v1/me")), "/promise_minutes"), "12");
    EXPECT_EQ(call(*ahn, "PATCH", "/api/v1/settings", R"({"server.listen":"0.0.0.0:1"})").status, 400);
    EXPECT_EQ(call(*ahn, "PATCH", "/api/v1/settings", R"({"nothing":"1"})").status, 400);
    EXPECT_EQ(call(*ahn, "PATCH", "/api/v1/settings", R"({"answer.undo_seconds":"20","promise.minutes":"0"})")
                  .status,
              400);
    EXPECT_EQ(text_at(json_of(call(*sign_in(kim_), "GET", "/api/v1/me")), "/settings/undo_seconds"), "5")
        << "all or nothing";
    call(*ahn, "PATCH", "/api/v1/settings", R"({"answer.undo_seconds":"20"})");
    EXPECT_EQ(text_at(json_of(call(*sign_in(kim_), "GET", "/api/v1/me")), "/settings/undo_seconds"), "20");
    now = json_of(call(*ahn, "PATCH", "/api/v1/settings", R"({"answer.undo_seconds":""})"));
    EXPECT_EQ(text_at(find(now, "answer.undo_seconds"), "/source"), "default");
    EXPECT_EQ(call(*sign_in(kim_), "GET", "/api/v1/settings").status, 403);
}

TEST_F(TwoBrands, TokensAreRevokedByTheirOwner) {
    const auto ahn = sign_in(ahn_);
    const auto made = json_of(call(*ahn, "POST", "/api/v1/tokens", R"({"name":"reader","scopes":["read"]})"));
    const auto bot = client();
    bot->headers["Authorization"] = "Bearer " + text_at(made, "/token");
    EXPECT_EQ(call(*bot, "GET", "/api/v1/me").status, 200);
    EXPECT_EQ(call(*sign_in(lee_), "DELETE", "/api/v1/tokens/" + text_at(made, "/id")).status, 404);
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/tokens/" + text_at(made, "/id")).status, 204);
    EXPECT_EQ(call(*bot, "GET", "/api/v1/me").status, 401);
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/tokens/" + text_at(made, "/id")).status, 404);
}

TEST_F(TwoBrands, TheChecklistLooksAtWhatIsThere) {
    const auto list = json_of(call(*sign_in(bae_), "GET", "/api/v1/checklist"));
    EXPECT_EQ(text_at(list, "/items/0/key"), "password");
    EXPECT_EQ(text_at(list, "/items/0/done"), "false");
    EXPECT_EQ(text_at(list, "/items/1/done"), "true") << "an account is connected";
    EXPECT_EQ(text_at(list, "/items/2/done"), "false") << "one department";
    EXPECT_EQ(text_at(list, "/items/3/count"), "2");
    EXPECT_EQ(call(*sign_in(kim_), "GET", "/api/v1/checklist").status, 403);
}

}  // namespace
}  // namespace manyhands::http
