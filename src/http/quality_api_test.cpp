// The quality audit over HTTP: drawn, marked blind, closed, appealed, decided; who may, and what stays
// hidden.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::Client;
using test::json_of;
using test::Reply;
using test::text_at;

constexpr const char* kMarks =
    R"({"marks":{"accuracy":5,"tone":4,"terms":5,"method":5,"privacy":1},"critical":false,"note":"끝인사를 더 짧게"})";

class QualityApiTest : public test::World {
  protected:
    QualityApiTest() {
        auditor_ = hire("Oh Auditor", model::Role::auditor);
        lead_ = hire("Lee Lead", model::Role::lead);
    }
    void publish(Client& client, const std::string& n, const std::string& text = "바로 확인하겠습니다.") {
        const std::string conversation = customer_writes("customer-" + n, "물이 새요 " + n, "p" + n);
        EXPECT_EQ(claim(client, conversation).status, 200);
        const Reply submitted = answer(client, conversation, text, "\"1\"", "key-publish-" + n);
        ASSERT_EQ(submitted.status, 202) << submitted.body;
        clock_.advance(std::chrono::seconds(6));  // the undo time
        network_accepts(text_at(json_of(submitted), "/answers/0/id"));
    }
    std::string wish(const std::string& more = "") const {
        return R"({"kind":"sample","from":")" + base::to_rfc3339(clock_.now() - std::chrono::hours(24)) +
               R"(","to":")" + base::to_rfc3339(clock_.now() + std::chrono::hours(1)) +
               R"(","columns":["language","network"],"confidence":95,"margin":3,"expected":95,"twice_percent":0)" +
               more + "}";
    }
    static std::string path(const std::string& round, const std::string& rest) {
        return "/api/v1/quality/rounds/" + round + rest;
    }
    model::Employee auditor_, lead_;
};

TEST_F(QualityApiTest, FromTheDrawToTheDecision) {
    const auto kim = sign_in(kim_);
    publish(*kim, "1");
    publish(*kim, "2");
    const auto auditor = sign_in(auditor_);
    const Reply preview = call(*auditor, "POST", "/api/v1/quality/preview", wish());
    EXPECT_EQ(text_at(json_of(preview), "/population"), "2");
    EXPECT_EQ(text_at(json_of(preview), "/strata/0/name"), "language=ko network=simulated");
    const Reply drawn = call(*auditor, "POST", "/api/v1/quality/rounds", wish(R"(,"seed":"20260312")"));
    ASSERT_EQ(drawn.status, 201) << drawn.body;
    const std::string round = text_at(json_of(drawn), "/id");
    EXPECT_EQ(text_at(json_of(drawn), "/seed"), "20260312");
    EXPECT_EQ(text_at(json_of(drawn), "/items"), "2");

    const Reply next = call(*auditor, "POST", path(round, "/next"), "{}");
    ASSERT_EQ(next.status, 200) << next.body;
    EXPECT_EQ(next.body.find(kim_.id.value), std::string::npos) << "blind";
    EXPECT_EQ(next.body.find(kim_.name), std::string::npos);
    EXPECT_EQ(next.body.find("^" + kim_.initials), std::string::npos) << next.body;
    const std::string answer = text_at(json_of(next), "/item/answer_id");
    const std::string at = path(round, "/answers/" + answer);
    const Reply poor =
        call(*auditor, "POST", at + "/marks", R"({"marks":{"tone":4},"critical":false,"note":""})");
    EXPECT_EQ(poor.status, 400);
    EXPECT_EQ(text_at(json_of(poor), "/errors/0/pointer"), "/marks");
    EXPECT_EQ(call(*auditor, "POST", at + "/marks", kMarks).status, 204);
    EXPECT_EQ(call(*auditor, "POST", at + "/marks", kMarks).status, 409);
    EXPECT_EQ(call(*kim, "POST", at + "/marks", kMarks).status, 403);
    const std::string second =
        text_at(json_of(call(*auditor, "POST", path(round, "/next"), "{}")), "/item/answer_id");
    EXPECT_NE(second, answer);
    EXPECT_EQ(call(*auditor, "POST", path(round, "/answers/" + second + "/pass"), R"({"reason":" "})").status,
              400);
    EXPECT_EQ(call(*auditor, "POST", path(round, "/answers/" + second + "/pass"), R"({"reason":"아는 고객"})")
                  .status,
              204);
    EXPECT_EQ(text_at(json_of(call(*auditor, "POST", path(round, "/next"), "{}")), "/item"), "null");

    EXPECT_EQ(text_at(json_of(call(*auditor, "GET", path(round, ""))), "/items"), "[]");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/quality/mine")), "/items"), "[]");
    EXPECT_EQ(call(*kim, "POST", at + "/appeal", R"({"reason":"?"})").status, 404)
        << "not before it is closed";
    EXPECT_EQ(text_at(json_of(call(*auditor, "POST", path(round, "/close"), "{}")), "/state"), "closed");
    EXPECT_EQ(call(*auditor, "POST", path(round, "/close"), "{}").status, 409);

    const Reply mine = call(*kim, "GET", "/api/v1/quality/mine");
    EXPECT_EQ(text_at(json_of(mine), "/items/0/judged/score"), "96");
    EXPECT_EQ(text_at(json_of(mine), "/items/0/judged/marks/0/note"), "끝인사를 더 짧게");
    EXPECT_EQ(text_at(json_of(mine), "/items/0/judged/marks/0/by"), "null");
    EXPECT_EQ(mine.body.find(auditor_.id.value), std::string::npos) << "never who marked";
    EXPECT_EQ(mine.body.find(auditor_.name), std::string::npos);
    EXPECT_EQ(call(*kim, "POST", at + "/appeal", R"({"reason":"인사말은 지침에 있습니다."})").status, 204);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/quality/appeals").status, 403);

    EXPECT_EQ(call(*auditor, "POST", at + "/decision", R"({"decision":"no"})").status, 403)
        << "she marked it";
    const auto lead = sign_in(lead_);
    const Reply appeals = call(*lead, "GET", "/api/v1/quality/appeals");
    EXPECT_EQ(text_at(json_of(appeals), "/items/0/may_decide"), "true");
    EXPECT_EQ(text_at(json_of(appeals), "/items/0/judged/author"), "null") << "decided blind, too";
    EXPECT_EQ(
        call(
            *lead, "POST", at + "/decision",
            R"({"decision":"맞습니다.","mark":{"marks":{"accuracy":5,"tone":5,"terms":5,"method":5,"privacy":1},)"
            R"("critical":false,"note":""}})")
            .status,
        204);
    const Reply decided = call(*kim, "GET", "/api/v1/quality/mine");
    EXPECT_EQ(text_at(json_of(decided), "/items/0/judged/appeal/state"), "changed");
    EXPECT_EQ(text_at(json_of(decided), "/items/0/judged/score"), "100");

    const Reply results = call(*lead, "GET", "/api/v1/quality/results?by=person");
    EXPECT_EQ(text_at(json_of(results), "/groups/0/label"), kim_.name);
    EXPECT_EQ(text_at(json_of(results), "/groups/0/answers"), "1");
    EXPECT_EQ(text_at(json_of(results), "/groups/0/band"), "unsure") << "one answer proves nothing";
    EXPECT_EQ(
        text_at(json_of(call(*lead, "GET", "/api/v1/quality/results?by=department")), "/groups/0/label"),
        "Support");
    EXPECT_EQ(text_at(json_of(call(*lead, "GET", "/api/v1/quality/results?by=network")), "/groups/0/key"),
              "simulated");
    EXPECT_EQ(call(*lead, "GET", "/api/v1/quality/results?by=rank").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/quality/results").status, 403);
    const Reply record = call(*lead, "GET", path(round, ""));
    EXPECT_EQ(text_at(json_of(record), "/items/0/author/name"), kim_.name);
}

TEST_F(QualityApiTest, ACardIsChangedByVersion) {
    const auto auditor = sign_in(auditor_);
    const Reply cards = call(*auditor, "GET", "/api/v1/quality/cards");
    EXPECT_EQ(text_at(json_of(cards), "/current/version"), "0");
    EXPECT_EQ(text_at(json_of(cards), "/current/criteria/1/name/ko"), "말투");
    const std::string card =
        R"({"criteria":[{"id":"tone","name":{"ko":"말투","en":"Tone"},"hint":{"ko":"","en":""},"weight":100,"scale":"five"}],)"
        R"("critical":{"ko":"거짓 약속","en":"A false promise"},"version":)";
    const Reply made = call(*auditor, "POST", "/api/v1/quality/cards", card + "0}");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(text_at(json_of(made), "/version"), "1");
    EXPECT_EQ(text_at(json_of(made), "/by/name"), auditor_.name);
    EXPECT_EQ(call(*auditor, "POST", "/api/v1/quality/cards", card + "0}").status, 409);
    const Reply poor = call(*auditor, "POST", "/api/v1/quality/cards",
                            R"({"criteria":[],"critical":{"ko":"x","en":"x"},"version":1})");
    EXPECT_EQ(poor.status, 400);
    EXPECT_EQ(text_at(json_of(poor), "/errors/0/pointer"), "/criteria");
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/quality/cards").status, 200)
        << "everybody knows what they are judged by";
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/quality/cards")), "/may_manage"), "false");
    EXPECT_EQ(call(*kim, "POST", "/api/v1/quality/cards", card + "1}").status, 403);
}

TEST_F(QualityApiTest, WhatCannotBeDrawnSaysWhy) {
    const auto auditor = sign_in(auditor_);
    EXPECT_EQ(call(*auditor, "POST", "/api/v1/quality/rounds", wish()).status, 409)
        << "nothing was published";
    EXPECT_EQ(call(*auditor, "POST", "/api/v1/quality/rounds", wish(R"(,"margin_":3)")).status, 400);
    EXPECT_EQ(call(*auditor, "POST", "/api/v1/quality/rounds", wish(R"(,"seed":"a b")")).status, 400);
    EXPECT_EQ(call(*auditor, "GET", path("nonsense", "")).status, 404);
    EXPECT_EQ(call(*auditor, "POST", path("01ARZ3NDEKTSV4RRFFQ69G5FAV", "/next"), "{}").status, 404);
    EXPECT_EQ(call(*auditor, "POST", path("01ARZ3NDEKTSV4RRFFQ69G5FAV", "/answers/x/marks"), kMarks).status,
              404);
    EXPECT_EQ(text_at(json_of(call(*auditor, "GET", "/api/v1/quality/rounds")), "/may_mark"), "true");
    const auto analyst = sign_in(hire("An Alyst", model::Role::analyst));
    EXPECT_EQ(text_at(json_of(call(*analyst, "GET", "/api/v1/quality/rounds")), "/may_mark"), "false");
    EXPECT_EQ(call(*analyst, "POST", "/api/v1/quality/rounds", wish()).status, 403);
    EXPECT_EQ(call(*sign_in(kim_), "GET", "/api/v1/quality/rounds").status, 403);
}

}  // namespace
}  // namespace manyhands::http
