// Guidelines over HTTP, and the answers that they do not let out.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class GuidelineApiTest : public test::World {
  protected:
    static constexpr const char* kPath = "/api/v1/guidelines";
    // One rule more, which refuses "bonk".
    static std::string with_bonk(std::int64_t version, const std::string& severity = "block") {
        return R"({"version":)" + std::to_string(version) +
               R"(,"note":"처음","rules":[{"id":"no-bonk","check":"banned","severity":")" + severity +
               R"(","on":true,"terms":["bonk"],"instead":"bang","reason":{"ko":"쓰지 않는 말입니다.","en":"Not a word of ours."},)" +
               R"("wrong":{"en":"A bonk."},"right":{"en":"A bang."}}]})";
    }
    Reply submit(test::Client& client, const std::string& id, const std::string& version,
                 const std::string& key, boost::json::object body) {
        return call(client, "POST", "/api/v1/conversations/" + id + "/answers", boost::json::serialize(body),
                    {{"If-Match", version}, {"Idempotency-Key", key}});
    }
};

TEST_F(GuidelineApiTest, ANewBrandBeginsWithWhatShips) {
    const auto kim = sign_in(kim_);
    const Reply first = call(*kim, "GET", kPath);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(text_at(json_of(first), "/version"), "0");
    EXPECT_EQ(text_at(json_of(first), "/saved_by"), "null");
    EXPECT_EQ(text_at(json_of(first), "/may_edit"), "false");
    EXPECT_GE(json_of(first).at("rules").as_array().size(), 15U);
    EXPECT_EQ(first.body.find("\"block\""), std::string::npos);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/guidelines/versions")), "/items"), "[]");
}

TEST_F(GuidelineApiTest, OnlyAnAdminSavesAndOnlyOnTopOfTheNewest) {
    const auto kim = sign_in(kim_);
    const auto ahn = sign_in(ahn_);
    EXPECT_EQ(call(*kim, "PUT", kPath, with_bonk(0)).status, 403);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/guidelines/dry-run", R"({"rules":[]})").status, 403);
    const Reply saved = call(*ahn, "PUT", kPath, with_bonk(0));
    ASSERT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(text_at(json_of(saved), "/version"), "1");
    EXPECT_EQ(call(*ahn, "PUT", kPath, with_bonk(0)).status, 412);
    EXPECT_EQ(call(*ahn, "PUT", kPath, with_bonk(1, "hint")).status, 200);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/guidelines/versions")), "/items/1/note"), "처음");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/guidelines/versions/1")), "/rules/0/severity"),
              "block");
    EXPECT_EQ(call(*kim, "GET", "/api/v1/guidelines/versions/9").status, 404);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/guidelines/versions/x").status, 404);
    const Reply wrong = call(
        *ahn, "PUT", kPath,
        R"({"version":2,"rules":[{"id":"a","check":"banned","severity":"hint","on":true,"terms":["x"],"reason":{"ko":"가","en":"a"},"wrong":{"en":"x"},"right":{"en":"y"}}]})");
    EXPECT_EQ(wrong.status, 400) << wrong.body;
    EXPECT_EQ(text_at(json_of(wrong), "/errors/0/pointer"), "/rules/0/terms/0");
}

TEST_F(GuidelineApiTest, ADryRunSaysWhatItWouldFind) {
    const auto kim = sign_in(kim_);
    const auto ahn = sign_in(ahn_);
    const std::string id = customer_writes("chan", "what was that", "p1");
    ASSERT_EQ(answer(*kim, id, "It was a Bonk, sorry", claim(*kim, id).header("etag"), "key-00000001").status,
              202);
    std::string document = with_bonk(0);
    document = "{" + document.substr(document.find("\"rules\""));
    const Reply run = call(*ahn, "POST", "/api/v1/guidelines/dry-run", document);
    ASSERT_EQ(run.status, 200) << run.body;
    EXPECT_EQ(text_at(json_of(run), "/answers"), "1");
    EXPECT_EQ(text_at(json_of(run), "/rules/0/id"), "no-bonk");
    EXPECT_EQ(text_at(json_of(run), "/rules/0/samples/0/from"), "9");
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", kPath)), "/version"), "0");
}

TEST_F(GuidelineApiTest, WhatBlocksIsAskedForWithAReasonAndGivenBySomebodyElse) {
    const auto kim = sign_in(kim_);
    const auto ahn = sign_in(ahn_);
    ASSERT_EQ(call(*ahn, "PUT", kPath, with_bonk(0)).status, 200);
    const std::string id = customer_writes("chan", "what was that", "p1");
    const std::string seen = claim(*kim, id).header("etag");

    const Reply found =
        call(*kim, "POST", "/api/v1/conversations/" + id + "/answers/check", R"({"text":"네 Bonk!"})");
    ASSERT_EQ(found.status, 200) << found.body;
    EXPECT_EQ(text_at(json_of(found), "/findings/0/rule"), "no-bonk");
    EXPECT_EQ(text_at(json_of(found), "/findings/0/from"), "4");
    EXPECT_EQ(text_at(json_of(found), "/findings/0/to"), "8");
    EXPECT_EQ(text_at(json_of(found), "/findings/0/replacement"), "Bang");

    const Reply refused = submit(*kim, id, seen, "key-00000001", {{"text", "a bonk"}});
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(text_at(json_of(refused), "/type"), "urn:manyhands:problem:answer.submit.guidelines");
    EXPECT_EQ(text_at(json_of(refused), "/errors/0/pointer"), "/text");
    EXPECT_EQ(text_at(json_of(refused), "/errors/0/from"), "2");
    EXPECT_EQ(text_at(json_of(refused), "/errors/0/suggestion"), "bang");
    // In any part, and beside a picture.
    EXPECT_EQ(submit(*kim, id, seen, "key-00000002", {{"text", ""}, {"parts", {"one", "a bonk"}}}).status,
              422);
    EXPECT_EQ(submit(*kim, id, seen, "key-00000003", {{"text", "a bonk"}, {"exception", "  "}}).status, 422);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/guidelines/exceptions")), "/items"), "[]");

    const Reply little =
        submit(*kim, id, seen, "key-00000003", {{"text", "a bonk"}, {"exception", " 그냥 보냄   "}});
    EXPECT_EQ(little.status, 400) << little.body;
    EXPECT_EQ(text_at(json_of(little), "/errors/0/pointer"), "/exception");
    EXPECT_EQ(
        submit(*kim, id, "\"9\"", "key-00000003", {{"text", "a bonk"}, {"exception", "고객의 말을 되풀이함"}})
            .status,
        412);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/guidelines/exceptions")), "/items"), "[]")
        << "an answer that was refused has none";

    const Reply sent =
        submit(*kim, id, seen, "key-00000004", {{"text", "a bonk"}, {"exception", "고객의 말을 되풀이함"}});
    EXPECT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/state"), "awaiting_approval");
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/approval/lanes/0/risk"), "exception");
    const std::string asked = text_at(json_of(sent), "/answers/0/id");
    const auto list = json_of(call(*ahn, "GET", "/api/v1/approvals"));
    EXPECT_EQ(text_at(list, "/items/0/answer_id"), asked);
    EXPECT_EQ(text_at(list, "/items/0/lanes/0/exception/reason"), "고객의 말을 되풀이함");
    EXPECT_EQ(text_at(list, "/items/0/lanes/0/exception/rules/0"), "no-bonk");
    EXPECT_EQ(text_at(list, "/items/0/lanes/0/words/0"), "bonk");
    EXPECT_EQ(
        submit(*kim, id, seen, "key-00000005", {{"text", "a bonk"}, {"exception", "고객의 말을 되풀이함"}})
            .status,
        409);
    const Reply kept = call(*ahn, "GET", "/api/v1/guidelines/exceptions");
    EXPECT_EQ(text_at(json_of(kept), "/items/0/answer_id"), asked);
    EXPECT_EQ(text_at(json_of(kept), "/items/0/reason"), "고객의 말을 되풀이함");
    EXPECT_EQ(text_at(json_of(kept), "/items/0/rules/0"), "no-bonk");
    EXPECT_EQ(call(*kim, "GET", "/api/v1/guidelines/exceptions").status, 403);
    // The same request again is not asked for anew.
    EXPECT_EQ(
        submit(*kim, id, seen, "key-00000004", {{"text", "a bonk"}, {"exception", "고객의 말을 되풀이함"}})
            .status,
        202);
    EXPECT_EQ(json_of(call(*ahn, "GET", "/api/v1/guidelines/exceptions")).at("items").as_array().size(), 1U);
    const Reply given =
        call(*ahn, "POST", "/api/v1/answers/" + asked + "/approve", "{}", {{"If-Match", seen}});
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(text_at(json_of(given), "/answers/0/state"), "queued");
}

TEST_F(GuidelineApiTest, LeadsAndAdminsGiveThemselvesAnExceptionAndTheirProgramsNever) {
    const auto ahn = sign_in(ahn_);
    ASSERT_EQ(call(*ahn, "PUT", kPath, with_bonk(0)).status, 200);
    const boost::json::object wish{{"text", "a bonk"}, {"exception", "the customer's own word"}};
    const std::string first = customer_writes("chan", "what was that", "p1");
    const Reply sent = submit(*ahn, first, claim(*ahn, first).header("etag"), "key-00000001", wish);
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/state"), "queued");
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/guidelines/exceptions")), "/items/0/answer_id"),
              text_at(json_of(sent), "/answers/0/id"));

    const std::string second = customer_writes("dora", "and what is that", "p2");
    const Reply made = call(*ahn, "POST", "/api/v1/tokens", R"({"name":"bot","scopes":["read","answer"]})");
    ASSERT_LT(made.status, 300) << made.body;
    const auto bot = client();
    const Reply by_bot =
        call(*bot, "POST", "/api/v1/conversations/" + second + "/answers", boost::json::serialize(wish),
             {{"Authorization", "Bearer " + text_at(json_of(made), "/token")},
              {"If-Match", claim(*ahn, second).header("etag")},
              {"Idempotency-Key", "key-00000002"}});
    ASSERT_EQ(by_bot.status, 202) << by_bot.body;
    EXPECT_EQ(text_at(json_of(by_bot), "/answers/0/state"), "awaiting_approval");
}

TEST_F(GuidelineApiTest, AWarningLetsItGo) {
    const auto kim = sign_in(kim_);
    const auto ahn = sign_in(ahn_);
    ASSERT_EQ(call(*ahn, "PUT", kPath, with_bonk(0, "warning")).status, 200);
    const std::string id = customer_writes("chan", "what was that", "p1");
    const std::string seen = claim(*kim, id).header("etag");
    EXPECT_EQ(submit(*kim, id, seen, "key-00000001", {{"text", "a bonk"}}).status, 202);
}

TEST_F(GuidelineApiTest, TheSameTextAgainAndAgainIsTold) {
    const auto kim = sign_in(kim_);
    const std::string text = "Sorry about that, a new tank is on its way to you today.";
    const auto told = [&](const std::string& id) {
        const Reply found = call(*kim, "POST", "/api/v1/conversations/" + id + "/answers/check",
                                 boost::json::serialize(boost::json::object{{"text", text}}));
        EXPECT_EQ(found.status, 200) << found.body;
        return found.body.find("\"repetition\"") != std::string::npos;
    };
    for (int i = 1; i <= 3; ++i) {
        const std::string n = std::to_string(i);
        const std::string id = customer_writes("chan" + n, "The tank is broken", "p" + n);
        const std::string seen = claim(*kim, id).header("etag");
        EXPECT_EQ(told(id), i == 3) << i;
        EXPECT_EQ(answer(*kim, id, text, seen, "key-0000000" + n).status, 202);
    }
    // A day later nobody remembers.
    clock_.advance(std::chrono::hours(25));
    const auto later = sign_in(kim_);
    const std::string id = customer_writes("chan9", "The tank is broken", "p9");
    claim(*later, id);
    const Reply found = call(*later, "POST", "/api/v1/conversations/" + id + "/answers/check",
                             boost::json::serialize(boost::json::object{{"text", text}}));
    EXPECT_EQ(found.body.find("\"repetition\""), std::string::npos) << found.body;
}

TEST_F(GuidelineApiTest, RulesThatContradictAreRefused) {
    const auto ahn = sign_in(ahn_);
    const auto rule = [](const std::string& id, const std::string& terms, const std::string& more) {
        return R"({"id":")" + id + R"(","severity":"warning","on":true,"terms":[)" + terms + "]," + more +
               R"(,"reason":{"ko":"가","en":"a"}})";
    };
    const std::string rules =
        "[" +
        rule(
            "say-float", R"("bobber")",
            R"("check":"preferred","instead":"white float","wrong":{"en":"The bobber."},"right":{"en":"The white float."})") +
        "," +
        rule("no-float", R"("white float")",
             R"("check":"banned","wrong":{"en":"The white float."},"right":{"en":"The part."})") +
        "]";
    const Reply run = call(*ahn, "POST", "/api/v1/guidelines/dry-run", R"({"rules":)" + rules + "}");
    ASSERT_EQ(run.status, 200) << run.body;
    EXPECT_NE(text_at(json_of(run), "/problems/0/detail").find("-float"), std::string::npos) << run.body;
    const Reply saved = call(*ahn, "PUT", kPath, R"({"version":0,"rules":)" + rules + "}");
    EXPECT_EQ(saved.status, 400) << saved.body;
    EXPECT_TRUE(text_at(json_of(saved), "/errors/0/pointer").starts_with("/rules/")) << saved.body;
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", kPath)), "/version"), "0");
}

TEST_F(GuidelineApiTest, ARuleForNearlyEverythingIsSavedByWhoeverHasTriedIt) {
    const auto kim = sign_in(kim_);
    const auto ahn = sign_in(ahn_);
    const auto of_dry_run = [](const std::string& body) { return "{" + body.substr(body.find("\"rules\"")); };
    const auto confirmed = [](std::string body, const std::string& confirm) {
        return body.replace(0, 1, R"({"confirm":")" + confirm + "\",");
    };
    for (int n = 0; n < 10; ++n) {
        const std::string name = "c" + std::to_string(n);
        const std::string id = customer_writes(name, "what was that", "p-" + name);
        ASSERT_EQ(answer(*kim, id, (n < 6 ? "A bonk, " : "Nothing, ") + name, claim(*kim, id).header("etag"),
                         "key-0000001" + std::to_string(n))
                      .status,
                  202);
    }
    const Reply refused = call(*ahn, "PUT", kPath, with_bonk(0));
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(text_at(json_of(refused), "/type"), "urn:manyhands:problem:answer.guideline.wide");
    EXPECT_EQ(text_at(json_of(refused), "/errors/0/pointer"), "/rules/0");
    const Reply run = call(*ahn, "POST", "/api/v1/guidelines/dry-run", of_dry_run(with_bonk(0)));
    EXPECT_EQ(text_at(json_of(run), "/wide/0/id"), "no-bonk");
    EXPECT_EQ(text_at(json_of(run), "/wide/0/answers"), "6");
    const std::string confirm = text_at(json_of(run), "/confirm");
    EXPECT_EQ(call(*ahn, "PUT", kPath, confirmed(with_bonk(0, "hint"), confirm)).status, 409)
        << "another document than the one that was tried";
    ASSERT_EQ(call(*ahn, "PUT", kPath, confirmed(with_bonk(0), confirm)).status, 200);
    EXPECT_EQ(call(*ahn, "PUT", kPath, with_bonk(1)).status, 200) << "what stays as it is asks nobody again";
}

TEST_F(GuidelineApiTest, WhatRefusesEveryAnswerIsConfirmedAfterADryRun) {
    const auto ahn = sign_in(ahn_);
    const std::string rules =
        R"("rules":[{"id":"must","check":"required","severity":"block","on":true,"terms":["tonk"],)"
        R"("reason":{"ko":"가","en":"a"},"wrong":{"en":"Well."},"right":{"en":"Well, tonk."}}]})";
    const Reply refused = call(*ahn, "PUT", kPath, R"({"version":0,)" + rules);
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(text_at(json_of(refused), "/type"), "urn:manyhands:problem:answer.guideline.refuses");
    const Reply run = call(*ahn, "POST", "/api/v1/guidelines/dry-run", "{" + rules);
    EXPECT_EQ(text_at(json_of(run), "/problems"), "[]");
    EXPECT_EQ(text_at(json_of(run), "/wide/0/refuses"), "true");
    const std::string confirm = text_at(json_of(run), "/confirm");
    EXPECT_EQ(call(*ahn, "PUT", kPath, R"({"version":0,"confirm":")" + confirm + "\"," + rules).status, 200);
}

TEST_F(GuidelineApiTest, WhatHoldsOffIsSentAsAHoldingAnswer) {
    const auto kim = sign_in(kim_);
    const std::string id = customer_writes("chan", "where is my phone", "p1");
    const std::string etag = claim(*kim, id).header("etag");
    const std::string at = "/api/v1/conversations/" + id + "/answers/check";
    const auto found = [&](boost::json::object body) {
        const auto checked = json_of(call(*kim, "POST", at, boost::json::serialize(body)));
        for (const auto& one : checked.at("findings").as_array())
            if (one.at("rule").as_string() == "holding") return one;
        return boost::json::value();
    };
    const std::string text = "확인 중입니다. 30분 안에 알려 드리겠습니다.";
    const auto finding = found({{"text", text}, {"zone", "Europe/Berlin"}});
    ASSERT_TRUE(finding.is_object());
    EXPECT_EQ(text_at(finding, "/severity"), "warning");
    const auto in_half_an_hour = base::to_rfc3339(clock_.now() + base::Minutes(30));
    EXPECT_EQ(text_at(finding, "/holding/until"), in_half_an_hour);
    EXPECT_EQ(text_at(finding, "/holding/differs"), "false");
    EXPECT_TRUE(found({{"text", text}, {"holding_until", in_half_an_hour}}).is_null());
    const auto late = base::to_rfc3339(clock_.now() + base::Minutes(300));
    EXPECT_EQ(text_at(found({{"text", text}, {"holding_until", late}}), "/holding/differs"), "true");
    EXPECT_TRUE(found({{"text", "확인했습니다. 내일 도착합니다."}}).is_null());

    // Who says nothing about it was not asked: the text counts. Who says null was.
    const Reply held = submit(*kim, id, etag, "key-00000001", {{"text", text}});
    ASSERT_EQ(held.status, 202) << held.body;
    EXPECT_EQ(text_at(json_of(held), "/answers/0/holding_until"), in_half_an_hour);
    const std::string answer_id = text_at(json_of(held), "/answers/0/id");
    ASSERT_EQ(call(*kim, "POST", "/api/v1/answers/" + answer_id + "/cancel", "{}").status, 200);
    const Reply real = submit(*kim, id, etag, "key-00000002", {{"text", text}, {"holding_until", nullptr}});
    ASSERT_EQ(real.status, 202) << real.body;
    EXPECT_EQ(text_at(json_of(real), "/conversation/going_out/holding_until"), "null");
}

TEST_F(GuidelineApiTest, NobodyChecksWhatTheyMayNotAnswer) {
    const auto lee = sign_in(lee_);
    EXPECT_EQ(call(*lee, "POST", "/api/v1/conversations/01ARZ3NDEKTSV4RRFFQ69G5FAV/answers/check",
                   R"({"text":"a"})")
                  .status,
              404);
    EXPECT_EQ(call(*lee, "POST", "/api/v1/conversations/x/answers/check", R"({"text":"a"})").status, 404);
}

}  // namespace
}  // namespace manyhands::http
