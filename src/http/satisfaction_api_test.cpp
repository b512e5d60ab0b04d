// The page with one tap, its links, the report and its file; and how customers see who answers.
#include "base/encoding.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class SatisfactionApiTest : public test::World {
  protected:
    void rule(const std::string& value) {
        ASSERT_TRUE(settings_
                        ->change({ahn_.id, brand_.id, ahn_.department, ahn_.role, ahn_.initials, {}},
                                 {{"satisfaction.link", value}})
                        .has_value());
    }
    // Claims, puts a link below the answer, sends it, and gives the link's path.
    std::string answered(test::Client& by, const std::string& conversation) {
        claim(by, conversation);
        const Reply made = call(by, "POST", "/api/v1/conversations/" + conversation + "/thanks-link", "{}");
        EXPECT_EQ(made.status, 201) << made.body;
        const std::string url = text_at(json_of(made), "/url");
        const Reply sent =
            answer(by, conversation, "내일 도착합니다. " + url, "\"1\"", "key-" + conversation);
        EXPECT_EQ(sent.status, 202) << sent.body;
        clock_.advance(6s);
        network_accepts(text_at(json_of(sent), "/answers/0/id"));
        return url.substr(url.find("/r/"));
    }
    Reply look(const std::string& path, const std::map<std::string, std::string>& headers = {}) {
        return client()->request("GET", path, "", headers);
    }
    Reply tap(const std::string& path, const std::string& body,
              const std::map<std::string, std::string>& more = {}) {
        std::map<std::string, std::string> headers = more;
        headers["Content-Type"] = "application/x-www-form-urlencoded";
        Reply reply = client()->request("POST", path, body, headers);
        clock_.advance(1s);  // the report ends now
        return reply;
    }
};

TEST_F(SatisfactionApiTest, OneTapAndNothingElse) {
    const std::string id = customer_writes("chan", "주문이 안 왔어요", "p1");
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/conversations/" + id + "/thanks-link", "{}").status, 409)
        << "off until the brand says otherwise";
    rule("offer");
    const std::string path = answered(*kim, id);
    // Previews and robots open links: nothing comes of it.
    for (int i = 0; i < 3; ++i) {
        const Reply page = look(path + "?utm_source=network");
        EXPECT_EQ(page.status, 200);
        EXPECT_NE(page.body.find("도움이 되었나요"), std::string::npos) << "in the customer's language";
        EXPECT_EQ(page.body.find("<script"), std::string::npos);
        EXPECT_EQ(page.header("cache-control"), "no-store");
        EXPECT_EQ(page.body.find("주문이"), std::string::npos) << "nothing of the thread stands there";
    }
    const auto ahn = sign_in(ahn_);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/reports/satisfaction")), "/answers/all"), "0");
    EXPECT_EQ(tap(path, "").status, 200) << "nothing chosen: asked again";
    const Reply thanks = tap(path, "good=1");
    EXPECT_EQ(thanks.status, 200);
    EXPECT_NE(thanks.body.find("고맙습니다"), std::string::npos) << thanks.body;
    const std::string cookie = std::string(thanks.header("set-cookie"));
    ASSERT_NE(cookie.find("HttpOnly"), std::string::npos) << cookie;
    const std::string kept = cookie.substr(0, cookie.find(';'));
    // A stranger with the link, then the one who tapped.
    EXPECT_EQ(tap(path, "good=0").status, 409);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/reports/satisfaction")), "/answers/good"), "1");
    EXPECT_EQ(tap(path, "good=0", {{"Cookie", kept}}).status, 200);
    const Reply report = call(*ahn, "GET", "/api/v1/reports/satisfaction");
    EXPECT_EQ(text_at(json_of(report), "/answers/good"), "0");
    EXPECT_EQ(text_at(json_of(report), "/answers/all"), "1");
    const Reply file = ahn->request("GET", "/api/v1/reports/satisfaction.csv?lang=ko");
    EXPECT_NE(file.body.find("답변 (답변마다 한 번),0,1,0,"), std::string::npos) << file.body;
    const Reply behind =
        call(*ahn, "GET", "/api/v1/reports/satisfaction/conversations?said=not_good&source=tap");
    EXPECT_EQ(text_at(json_of(behind), "/signals/0/conversation_id"), id);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/conversations/" + id + "/satisfaction")),
                      "/signals/0/source"),
              "tap");
    EXPECT_EQ(look("/r/nonsense").status, 404);
    EXPECT_EQ(tap("/r/nonsense", "good=1").status, 404);
}

TEST_F(SatisfactionApiTest, WhoIsSignedInHereDoesNotCount) {
    rule("offer");
    const std::string id = customer_writes("chan", "주문이 안 왔어요", "p1");
    const auto kim = sign_in(kim_);
    const std::string path = answered(*kim, id);
    const Reply own =
        kim->request("POST", path, "good=1", {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(own.status, 200) << own.body;
    clock_.advance(1s);
    const auto ahn = sign_in(ahn_);
    const Reply report = call(*ahn, "GET", "/api/v1/reports/satisfaction");
    EXPECT_EQ(text_at(json_of(report), "/answers/all"), "0");
    EXPECT_EQ(text_at(json_of(report), "/not_counted"), "1");
}

TEST_F(SatisfactionApiTest, ByRuleItStandsBelowWhatHasRoomAndNeverBelowAHoldingAnswer) {
    int made = 0;
    answers_->put_below(
        [&](const auto&, const auto&) -> base::Result<std::optional<std::string>> {
            return "http://127.0.0.1/r/abcdefghij" + std::to_string(10 + ++made);
        },
        [](std::string_view text) { return text.find("http://127.0.0.1/r/") != std::string_view::npos; });
    const auto kim = sign_in(kim_);
    const std::string first = customer_writes("a", "주문이 안 왔어요", "p1");
    claim(*kim, first);
    Reply sent = answer(*kim, first, "내일 도착합니다.", "\"1\"", "key-first-1");
    EXPECT_NE(text_at(json_of(sent), "/answers/0/text").find("\nhttp://127.0.0.1/r/abcdefghij11"),
              std::string::npos)
        << sent.body;
    // The same request again is the same answer.
    (void)answer(*kim, first, "내일 도착합니다.", "\"1\"", "key-first-1");
    EXPECT_EQ(made, 1);
    const std::string second = customer_writes("b", "주문이 안 왔어요", "p2");
    claim(*kim, second);
    std::string full;
    for (int i = 0; i < 290; ++i)
        full += "가";
    sent = answer(*kim, second, full, "\"1\"", "key-second");
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/text").find("/r/"), std::string::npos)
        << "no room: it goes out without";
    const std::string third = customer_writes("c", "주문이 안 왔어요", "p3");
    claim(*kim, third);
    const std::string until = base::to_rfc3339(clock_.now() + 2h);
    const auto hold = [&](const std::string& text, const std::string& key) {
        return call(*kim, "POST", "/api/v1/conversations/" + third + "/answers",
                    R"({"text":")" + text + R"(","holding_until":")" + until + "\"}",
                    {{"If-Match", "\"1\""}, {"Idempotency-Key", key}});
    };
    EXPECT_EQ(hold("알아보겠습니다. http://127.0.0.1/r/abcdefghij99", "key-third-1").status, 400);
    sent = hold("알아보겠습니다.", "key-third-2");
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/text").find("/r/"), std::string::npos);
}

class CardApiTest : public test::World {
  protected:
    std::string team() { return "/team/" + brand_.id.value; }
    std::string one(const model::Employee& who) { return team() + "/" + who.initials; }
    Reply look(const std::string& path) {
        return client()->request("GET", path, "", {{"Accept-Language", "en"}});
    }
    static constexpr const char* kCard =
        R"({"shown":true,"name":"Captain <Kim>","about":"Store in Mapo, kettles","languages":"ko en","photo":null})";
};

TEST_F(CardApiTest, IsShownByChoiceOnlyAndGoneAtOnce) {
    EXPECT_EQ(look(one(kim_)).status, 404) << "nobody who answered, nobody who chose to be shown";
    EXPECT_EQ(look(team()).body.find(kim_.name), std::string::npos);
    const auto kim = sign_in(kim_);
    ASSERT_EQ(call(*kim, "PUT", "/api/v1/me/card", kCard).status, 200);
    for (const std::string& path : {team(), one(kim_)}) {
        const Reply page = look(path);
        EXPECT_EQ(page.status, 200);
        EXPECT_NE(page.body.find("Captain &lt;Kim&gt;"), std::string::npos) << page.body;
        EXPECT_NE(page.body.find("Store in Mapo"), std::string::npos);
        EXPECT_NE(page.body.find("Answers in Korean and English"), std::string::npos);
        EXPECT_EQ(page.body.find("<script"), std::string::npos);
        EXPECT_EQ(page.header("cache-control"), "no-store") << "nobody keeps what may be taken back";
    }
    // Taken back: everywhere, at once, and forgotten; the signature stays.
    ASSERT_EQ(call(*kim, "PUT", "/api/v1/me/card",
                   R"({"shown":false,"name":"x","about":"y","languages":"ko","photo":null})")
                  .status,
              200);
    EXPECT_EQ(look(team()).body.find("Captain"), std::string::npos);
    const Reply signature = look(one(kim_));
    EXPECT_EQ(signature.status, 200);
    EXPECT_NE(signature.body.find("^" + kim_.initials), std::string::npos);
    EXPECT_EQ(signature.body.find("Captain"), std::string::npos);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/me/card")), "/name"), "");
    ASSERT_EQ(call(*kim, "PUT", "/api/v1/me/card", kCard).status, 200);
    model::Employee gone = kim_;
    gone.active = false;
    ASSERT_TRUE(store_->update_employee(gone).has_value());
    EXPECT_EQ(look(one(kim_)).status, 404) << "who is gone is nobody's answerer";
    EXPECT_EQ(look(team()).body.find("Captain"), std::string::npos);
}

// All that we know of a person and that is nobody's business.
TEST_F(CardApiTest, NothingPrivateStandsThere) {
    const auto kim = sign_in(kim_);
    ASSERT_EQ(call(*kim, "PUT", "/api/v1/me/card", kCard).status, 200);
    const auto row = store_->employee(kim_.id);
    for (const std::string& path : {team(), one(kim_)}) {
        const std::string body = look(path).body;
        for (const std::string& secret :
             {row->email, row->name, row->id.value, row->department.value, support_.name_en, support_.name_ko,
              std::string(model::to_string(row->role)), lee_.name, lee_.email, ahn_.email})
            EXPECT_EQ(body.find(secret), std::string::npos) << secret << " on " << path;
    }
}

TEST_F(CardApiTest, TellsOursFromLookAlikes) {
    const auto kim = sign_in(kim_);
    ASSERT_EQ(call(*kim, "PUT", "/api/v1/me/card", kCard).status, 200);
    const auto bind = [&](const std::string& handle, identity::BindingKind kind, const model::Employee& who) {
        const identity::BindingWish wish{
            "wish-" + handle, brand_.id,           "simulated", who.id, handle, "7KMD-42RX", "",
            clock_.now(),     clock_.now() + 15min};
        ASSERT_TRUE(store_->add_wish(wish).has_value());
        ASSERT_TRUE(store_
                        ->bind(wish, {"bind-" + handle,
                                      brand_.id,
                                      "simulated",
                                      handle,
                                      handle,
                                      who.id,
                                      kind,
                                      clock_.now(),
                                      {},
                                      ""})
                        .has_value());
    };
    bind("kim_at_work", identity::BindingKind::work, kim_);
    bind("kim_at_home", identity::BindingKind::personal, kim_);
    bind("lee_at_work", identity::BindingKind::work, lee_);
    const std::string body = look(team()).body;
    EXPECT_NE(body.find("@" + account_.handle), std::string::npos) << body;
    EXPECT_NE(body.find("@kim_at_work"), std::string::npos);
    EXPECT_EQ(body.find("kim_at_home"), std::string::npos) << "a private account is private";
    EXPECT_EQ(body.find("lee_at_work"), std::string::npos) << "who shows nothing";
    EXPECT_EQ(look(team() + "/ZZZZ").status, 404);
    EXPECT_EQ(look("/team/nonsense").status, 404);
    EXPECT_EQ(look("/team/" + ids_.make<model::BrandId>().value).status, 404);
    EXPECT_EQ(look(one(kim_) + "/photo").status, 404);
}

TEST_F(CardApiTest, BadInputLosesNothing) {
    const auto kim = sign_in(kim_);
    ASSERT_EQ(call(*kim, "PUT", "/api/v1/me/card", kCard).status, 200);
    EXPECT_EQ(call(*kim, "PUT", "/api/v1/me/card",
                   R"({"shown":true,"name":"  ","about":"","languages":"","photo":null})")
                  .status,
              400);
    EXPECT_EQ(
        call(*kim, "PUT", "/api/v1/me/card",
             R"({"shown":true,"name":"K","about":"","languages":"","photo":"01J00000000000000000000000"})")
            .status,
        404)
        << "somebody else's picture, or none";
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/me/card")), "/name"), "Captain <Kim>");
    EXPECT_EQ(client()->request("GET", "/api/v1/me/card").status, 401);
}

}  // namespace
}  // namespace manyhands::http
