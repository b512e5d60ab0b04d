// Private forms: asked for by those who answer, filled in once by whoever has the link, read on record.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class FormApiTest : public test::World {
  protected:
    struct Made {
        std::string id, path;
    };
    Made ask(test::Client& by, const std::string& conversation,
             const std::string& body = R"({"fields":["phone","order_number"],"hours":72})") {
        const Reply reply = call(by, "POST", "/api/v1/conversations/" + conversation + "/forms", body);
        EXPECT_EQ(reply.status, 201) << reply.body;
        const std::string url = text_at(json_of(reply), "/url");
        EXPECT_NE(url.find("/f/"), std::string::npos) << url;
        return {text_at(json_of(reply), "/id"), url.substr(url.find("/f/"))};
    }
    Reply fill(const std::string& path, const std::string& body) {
        return client()->request("POST", path, body, {{"Content-Type", "application/x-www-form-urlencoded"}});
    }
    Reply look(const std::string& path) { return client()->request("GET", path); }
    std::string state(test::Client& by, const std::string& conversation) {
        return text_at(json_of(call(by, "GET", "/api/v1/conversations/" + conversation)), "/forms/0/state");
    }
    static constexpr const char* kGood = "order_number=A-20260311&phone=010-1234-5678&card=4111";
};

TEST_F(FormApiTest, IsFilledInOnceAndReadOnRecord) {
    const std::string id = customer_writes("chan", "주문이 안 왔어요", "p1");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const Made made = ask(*kim, id);
    EXPECT_EQ(state(*kim, id), "open");
    EXPECT_EQ(call(*kim, "POST", "/api/v1/forms/" + made.id + "/read").status, 409) << "nothing came yet";

    // A network that previews the link changes nothing.
    for (int i = 0; i < 3; ++i) {
        const Reply page = look(made.path);
        EXPECT_EQ(page.status, 200);
        EXPECT_NE(page.body.find("전화번호"), std::string::npos) << "asked in the customer's language";
        EXPECT_EQ(page.body.find("<script"), std::string::npos);
        EXPECT_EQ(page.header("cache-control"), "no-store");
        EXPECT_EQ(page.header("referrer-policy"), "same-origin");
        EXPECT_NE(page.header("content-security-policy").find("default-src 'none'"), std::string::npos);
    }
    const Reply thanks = fill(made.path, kGood);
    EXPECT_EQ(thanks.status, 200);
    EXPECT_NE(thanks.body.find("잘 받았습니다"), std::string::npos) << thanks.body;
    EXPECT_EQ(thanks.body.find("010-1234"), std::string::npos) << "never shown again to whoever has the link";
    EXPECT_EQ(state(*kim, id), "given");

    // Opened or sent again: what came first holds.
    EXPECT_NE(look(made.path).body.find("잘 받았습니다"), std::string::npos);
    const Reply second = fill(made.path, "order_number=OTHER&phone=010-9999-9999");
    EXPECT_EQ(second.status, 409);
    EXPECT_NE(second.body.find("이미 사용한 링크입니다"), std::string::npos) << second.body;
    EXPECT_NE(second.body.find(">010-9999-9999</textarea>"), std::string::npos) << "nothing is lost silently";
    EXPECT_EQ(second.body.find("010-1234"), std::string::npos) << "of the first sender it says nothing";
    const Reply read = call(*kim, "POST", "/api/v1/forms/" + made.id + "/read");
    ASSERT_EQ(read.status, 200) << read.body;
    EXPECT_EQ(text_at(json_of(read), "/items/0/text"), "A-20260311");
    EXPECT_EQ(text_at(json_of(read), "/items/1/text"), "010-1234-5678");
    EXPECT_EQ(read.body.find("4111"), std::string::npos) << "nobody asked for it";
    EXPECT_NE(call(*sign_in(ahn_), "GET", "/api/v1/audit?action=details.").body.find("details.read"),
              std::string::npos);
    const Reply notices = call(*kim, "GET", "/api/v1/notices");
    EXPECT_EQ(text_at(json_of(notices), "/items/0/kind"), "details");
    EXPECT_EQ(text_at(json_of(notices), "/items/0/conversation_id"), id);
    const Reply detail = call(*kim, "GET", "/api/v1/conversations/" + id);
    EXPECT_EQ(detail.body.find("010-1234"), std::string::npos) << "not beside the thread either";
    EXPECT_NE(detail.body.find("details_given"), std::string::npos);
}

// Two who looked before either had sent: the page has let both through, the store takes one.
TEST_F(FormApiTest, OfTwoWhoSendAtOnceTheFirstCounts) {
    const std::string id = customer_writes("chan", "주문이 안 왔어요", "p1");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const Made made = ask(*kim, id, R"({"fields":["name"],"hours":1})");
    const std::string token = made.path.substr(3);
    ASSERT_TRUE(forms_->give(token, {{model::FormField::name, "first"}}).has_value());
    const auto second = forms_->give(token, {{model::FormField::name, "second"}});
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().key, "desk.form.over");
    EXPECT_EQ(text_at(json_of(call(*kim, "POST", "/api/v1/forms/" + made.id + "/read")), "/items/0/text"),
              "first");
}

TEST_F(FormApiTest, WhatIsWrongIsSaidBesideTheField) {
    const std::string id = customer_writes("dana", "My order never came, please help me", "p1");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const Made made = ask(*kim, id);
    const Reply page = fill(made.path, "order_number=&phone=%3Cscript%3Ealert(1)%3C/script%3E");
    EXPECT_EQ(page.status, 422);
    EXPECT_NE(page.body.find("aria-invalid"), std::string::npos);
    EXPECT_NE(page.body.find("이 항목을 써 주세요."), std::string::npos) << page.body;
    EXPECT_EQ(page.body.find("<script"), std::string::npos);
    EXPECT_NE(page.body.find("&lt;script&gt;"), std::string::npos) << "what was written is not lost";
    EXPECT_EQ(state(*kim, id), "open");
    EXPECT_EQ(fill(made.path, "\xff=%ff&&&=&phone").status, 422);
    EXPECT_EQ(fill(made.path, std::string(70'000, 'x')).status, 413);
    EXPECT_EQ(client()->request("POST", made.path, "{}", {{"Content-Type", "application/json"}}).status, 415);
    EXPECT_EQ(client()
                  ->request("POST", made.path, kGood,
                            {{"Content-Type", "application/x-www-form-urlencoded"},
                             {"Origin", "https://elsewhere.example"}})
                  .status,
              403);
    EXPECT_EQ(fill(made.path, kGood).status, 200);
}

TEST_F(FormApiTest, ALinkThatIsOverOrUnknownTakesNothing) {
    const std::string id = customer_writes("chan", "주문이 안 왔어요", "p1");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const Made late = ask(*kim, id, R"({"fields":["name"],"hours":1})");
    clock_.advance(1h);
    EXPECT_EQ(look(late.path).status, 410);
    EXPECT_EQ(fill(late.path, "name=%EA%B9%80").status, 410);
    EXPECT_EQ(state(*kim, id), "expired");

    const Made ended = ask(*kim, id);
    EXPECT_EQ(call(*kim, "DELETE", "/api/v1/forms/" + ended.id).status, 204);
    EXPECT_EQ(call(*kim, "DELETE", "/api/v1/forms/" + ended.id).status, 204) << "twice is once";
    EXPECT_EQ(fill(ended.path, kGood).status, 410);
    EXPECT_EQ(state(*kim, id), "withdrawn");

    const Reply unknown = look("/f/AAAAAAAAAAAAAAAAAAAAAAAA");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_NE(unknown.header("content-type").find("text/html"), std::string::npos);
    EXPECT_EQ(fill("/f/" + std::string(5'000, 'A'), kGood).status, 404);
    EXPECT_EQ(
        call(*kim, "POST", "/api/v1/conversations/" + id + "/forms", R"({"fields":[],"hours":24})").status,
        400);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/conversations/" + id + "/forms",
                   R"({"fields":["card_number"],"hours":24})")
                  .status,
              400);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/conversations/" + id + "/forms", R"({"fields":["name"],"hours":0})")
                  .status,
              400);
}

TEST_F(FormApiTest, IsReadByWhoAskedWhoHoldsItAndLeads) {
    const std::string id = customer_writes("chan", "주문이 안 왔어요", "p1");
    const auto worker = sign_in(hire("Seo Worker", model::Role::employee));
    EXPECT_EQ(
        call(*worker, "POST", "/api/v1/conversations/" + id + "/forms", R"({"fields":["name"],"hours":1})")
            .status,
        403)
        << "not theirs yet";
    claim(*worker, id);
    const Made made = ask(*worker, id, R"({"fields":["name"],"hours":1})");
    EXPECT_EQ(fill(made.path, "name=%EA%B9%80%EB%AF%BC%EC%A7%80").status, 200);
    const std::string read = "/api/v1/forms/" + made.id + "/read";
    EXPECT_EQ(call(*worker, "POST", read).status, 200);
    EXPECT_EQ(call(*sign_in(hire("Oh Other", model::Role::employee)), "POST", read).status, 403);
    EXPECT_EQ(call(*sign_in(hire("Yu Auditor", model::Role::auditor)), "POST", read).status, 403);
    EXPECT_EQ(call(*sign_in(hire("Park Lead", model::Role::lead)), "POST", read).status, 200);
    const auto other = sign_in(hire("Moon Other", model::Role::employee));
    EXPECT_EQ(text_at(json_of(call(*other, "GET", "/api/v1/conversations/" + id)), "/forms/0/may_read"),
              "false");
    EXPECT_EQ(call(*other, "DELETE", "/api/v1/forms/" + made.id).status, 403);
    EXPECT_EQ(call(*worker, "DELETE", "/api/v1/forms/" + made.id + "?seen=open").status, 409)
        << "it came meanwhile";
    EXPECT_EQ(call(*worker, "DELETE", "/api/v1/forms/" + made.id + "?seen=given").status, 204);
    EXPECT_EQ(call(*worker, "POST", read).status, 409);
    EXPECT_EQ(call(*worker, "POST", "/api/v1/forms/01J0000000000000000000NONE/read").status, 404);
}

TEST_F(FormApiTest, WhatWasGivenIsErasedOnItsDayAndWithTheCustomer) {
    const std::string id = customer_writes("chan", "주문이 안 왔어요", "p1");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const Made made = ask(*kim, id);
    ASSERT_EQ(fill(made.path, kGood).status, 200);
    clock_.advance(14 * 24h - 1s);
    EXPECT_EQ(forms_->erase_due().value(), 0);
    clock_.advance(1s);
    EXPECT_EQ(forms_->erase_due().value(), 1);
    EXPECT_EQ(forms_->erase_due().value(), 0);
    const auto again = sign_in(kim_);
    EXPECT_EQ(state(*again, id), "erased");
    EXPECT_EQ(call(*again, "POST", "/api/v1/forms/" + made.id + "/read").status, 409);
    EXPECT_EQ(look(made.path).status, 410);

    const Made second = ask(*again, id);
    ASSERT_EQ(fill(second.path, kGood).status, 200);
    claim(*again, id);
    EXPECT_EQ(call(*again, "POST", "/api/v1/conversations/" + id + "/close").status, 200);
    const auto ahn = sign_in(ahn_);
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/conversations/" + id + "/erase-customer").status, 202);
    for (int n = 0; n < 100 && erasures_->run_once(n == 0).value(); ++n) {
    }
    EXPECT_EQ(state(*ahn, id), "erased");
}

TEST_F(FormApiTest, GoesAlongWhenConversationsAreMergedAndBackWhenThatIsUndone) {
    const std::string from = customer_writes("chan", "주문이 안 왔어요", "p1");
    const std::string into = customer_writes("chan", "아직도 안 왔어요", "p2");
    const auto kim = sign_in(kim_);
    claim(*kim, from);
    const Made made = ask(*kim, from);
    EXPECT_EQ(call(*kim, "DELETE", "/api/v1/conversations/" + from + "/claim").status, 200);
    const Reply merged =
        call(*kim, "POST", "/api/v1/conversations/" + from + "/merge", R"({"into":")" + into + R"("})");
    ASSERT_EQ(merged.status, 200) << merged.body;
    EXPECT_EQ(state(*kim, into), "open");
    EXPECT_EQ(state(*kim, from).find("(nothing"), 0u);
    ASSERT_EQ(call(*kim, "POST", "/api/v1/conversations/" + from + "/unmerge").status, 200);
    EXPECT_EQ(state(*kim, from), "open");
    EXPECT_EQ(state(*kim, into).find("(nothing"), 0u);
    ASSERT_EQ(fill(made.path, kGood).status, 200);
    EXPECT_EQ(state(*kim, from), "given");
}

}  // namespace
}  // namespace manyhands::http
