// Approvals over HTTP: no way that publishes a risky answer unapproved, and the ways of those who approve.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class ApprovalApiTest : public test::World {
  protected:
    static constexpr const char* kLanes = "/api/v1/approvals/lanes";
    static std::string limits() {
        return R"("limits":{"employee":{"krw":0,"usd":0,"percent":0},"desk":{"krw":50000,"usd":50,"percent":10},)"
               R"("lead":{"krw":500000,"usd":500,"percent":50},"admin":{"krw":null,"usd":null,"percent":null}})";
    }
    // Legal matters are Lee's; goodwill the leads' and admins'.
    std::string lanes(std::int64_t version) {
        return R"({"version":)" + std::to_string(version) +
               R"(,"note":"처음","document":{"lanes":[{"risk":"legal","on":true,"minutes":20,"approvers":{"people":[")" +
               lee_.id.value +
               R"("]},"deputies":{"roles":["admin"]},"terms":["lawyer*","소송*"]},{"risk":"goodwill","on":true,"minutes":30,)"
               R"("approvers":{"roles":["lead"]},"deputies":{"roles":["admin"]},"terms":["refund*","환불*"]}],)" +
               limits() + "}}";
    }
    void SetUp() override {
        kim = sign_in(kim_);
        lee = sign_in(lee_);
        ahn = sign_in(ahn_);
        const Reply saved = call(*ahn, "PUT", kLanes, lanes(0));
        ASSERT_EQ(saved.status, 200) << saved.body;
    }
    Reply submit(test::Client& client, const std::string& id, const std::string& key,
                 boost::json::object body) {
        return call(client, "POST", "/api/v1/conversations/" + id + "/answers", boost::json::serialize(body),
                    {{"If-Match", version_of(client, id)}, {"Idempotency-Key", key}});
    }
    std::string version_of(test::Client& client, const std::string& id) {
        return call(client, "GET", "/api/v1/conversations/" + id).header("etag");
    }
    // Kim's answer about a lawyer; its id.
    std::string waiting_answer(const std::string& id) {
        const Reply sent = submit(*kim, id, "key-00000001", {{"text", "Our lawyer will write to you"}});
        EXPECT_EQ(sent.status, 202) << sent.body;
        return text_at(json_of(sent), "/answers/0/id");
    }
    Reply approve(test::Client& client, const std::string& conversation, const std::string& answer,
                  const std::string& body = "{}") {
        return call(client, "POST", "/api/v1/answers/" + answer + "/approve", body,
                    {{"If-Match", version_of(client, conversation)}});
    }
    Reply send_back(test::Client& client, const std::string& answer, const std::string& reason) {
        return call(client, "POST", "/api/v1/answers/" + answer + "/return",
                    R"({"reason":")" + reason + "\"}");
    }
    std::string state_of(const std::string& id, const std::string& answer) {
        const auto stored = store_->answer(brand_.id, model::AnswerId(answer));
        (void)id;
        return stored ? std::string(model::to_string(stored->state)) : stored.error().key;
    }
    void fire() {
        const auto due = store_->due(clock_.now(), 10);
        ASSERT_TRUE(due);
        for (const auto& one : *due)
            ASSERT_TRUE(route_->fire(one));
    }
    static std::string type_of(const Reply& reply) { return text_at(json_of(reply), "/type"); }

    std::unique_ptr<test::Client> kim, lee, ahn;
};

TEST_F(ApprovalApiTest, NoWayPublishesWhatIsNotApproved) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    EXPECT_EQ(state_of(id, answer), "awaiting_approval");
    const std::string at = "/api/v1/answers/" + answer;
    // Sending it now, undoing, resolving, approving it oneself, submitting it again: it waits on.
    EXPECT_EQ(call(*kim, "POST", at + "/send-now", "{}").status, 409);
    EXPECT_NE(call(*kim, "POST", at + "/resolve", R"({"was_posted":false})").status, 200);
    EXPECT_NE(call(*kim, "POST", at + "/resolve", R"({"was_posted":true})").status, 200);
    EXPECT_EQ(type_of(approve(*kim, id, answer)), "urn:manyhands:problem:answer.approve.own");
    EXPECT_EQ(submit(*kim, id, "key-00000001", {{"text", "Our lawyer will write to you"}}).status, 202);
    EXPECT_EQ(submit(*kim, id, "key-00000002", {{"text", "Hello"}}).status, 409);
    EXPECT_EQ(call(*ahn, "POST", at + "/send-now", "{}").status, 409) << "not even an admin";
    EXPECT_EQ(state_of(id, answer), "awaiting_approval");
    // The sender's own question: what is due?
    clock_.advance(std::chrono::hours(24));
    const auto due = store_->due_answers(account_.id, clock_.now(), 10);
    ASSERT_TRUE(due);
    EXPECT_TRUE(due->empty());
    // In the second part of a thread, beside a picture, in a promise beyond the limit.
    EXPECT_EQ(call(*kim, "POST", at + "/cancel", "{}").status, 200);
    int n = 3;
    for (const boost::json::object& body :
         {boost::json::object{{"text", ""}, {"parts", {"Hello", "our lawyer will write"}}},
          boost::json::object{{"text", "소송을 준비하겠습니다"}},
          boost::json::object{{"text", "We will refund you $51"}},
          boost::json::object{{"text", "Our ｌａｗｙｅｒ"}, {"undo_seconds", 0}}}) {
        const Reply sent = submit(*kim, id, "key-0000000" + std::to_string(n++), body);
        ASSERT_EQ(sent.status, 202) << sent.body;
        const std::string one = text_at(json_of(sent), "/conversation/going_out/answer_id");
        EXPECT_EQ(state_of(id, one), "awaiting_approval") << sent.body;
        EXPECT_EQ(call(*kim, "POST", "/api/v1/answers/" + one + "/cancel", "{}").status, 200);
    }
    const Reply fine = submit(*kim, id, "key-00000009", {{"text", "We will refund you $50"}});
    EXPECT_EQ(text_at(json_of(fine), "/conversation/going_out/state"), "queued") << "within the limit";
}

TEST_F(ApprovalApiTest, ATokenNeitherPublishesNorApproves) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    const Reply made = call(*lee, "POST", "/api/v1/tokens", R"({"name":"bot","scopes":["read","answer"]})");
    ASSERT_LT(made.status, 300) << made.body;
    const auto bot = client();
    const std::map<std::string, std::string> bearer{
        {"Authorization", "Bearer " + text_at(json_of(made), "/token")}, {"If-Match", version_of(*lee, id)}};
    const Reply refused = call(*bot, "POST", "/api/v1/answers/" + answer + "/approve", "{}", bearer);
    EXPECT_EQ(refused.status, 403) << refused.body;
    EXPECT_EQ(type_of(refused), "urn:manyhands:problem:answer.approve.person");
    EXPECT_EQ(state_of(id, answer), "awaiting_approval");
}

TEST_F(ApprovalApiTest, TheApproverSeesWhyAndSendsIt) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    const Reply mine = call(*lee, "GET", "/api/v1/approvals");
    ASSERT_EQ(mine.status, 200) << mine.body;
    const auto list = json_of(mine);
    EXPECT_EQ(text_at(list, "/total"), "1");
    EXPECT_EQ(text_at(list, "/items/0/answer_id"), answer);
    EXPECT_EQ(text_at(list, "/items/0/author/id"), kim_.id.value);
    EXPECT_EQ(text_at(list, "/items/0/lanes/0/risk"), "legal");
    EXPECT_EQ(text_at(list, "/items/0/lanes/0/words/0"), "lawyer");
    EXPECT_EQ(text_at(list, "/items/0/lanes/0/mine"), "true");
    EXPECT_EQ(text_at(list, "/items/0/lanes/0/deciders/0/id"), lee_.id.value);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/approvals")), "/total"), "0") << "not yet";
    EXPECT_EQ(text_at(json_of(call(*lee, "GET", "/api/v1/notices")), "/items/0/kind"), "approval");
    const auto detail = json_of(call(*kim, "GET", "/api/v1/conversations/" + id));
    EXPECT_EQ(text_at(detail, "/conversation/state"), "awaiting_approval");
    EXPECT_EQ(text_at(detail, "/answers/0/approval/lanes/0/whom/0/id"), lee_.id.value);
    EXPECT_EQ(text_at(detail, "/conversation/claim/holder/id"), kim_.id.value) << "the claim stays";

    EXPECT_EQ(type_of(approve(*ahn, id, answer)), "urn:manyhands:problem:answer.approve.not_yours");
    const Reply done = approve(*lee, id, answer);
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(text_at(json_of(done), "/answers/0/state"), "queued");
    EXPECT_EQ(text_at(json_of(done), "/answers/0/published_text"),
              "Our lawyer will write to you ^" + kim_.initials);
    EXPECT_EQ(approve(*lee, id, answer).status, 200) << "the same request again";
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/notices")), "/items/0/kind"), "approved");
    EXPECT_EQ(type_of(send_back(*lee, answer, "no")), "urn:manyhands:problem:answer.approve.not_waiting");
}

TEST_F(ApprovalApiTest, WhatIsEditedIsCheckedAgain) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    EXPECT_EQ(approve(*lee, id, answer, R"({"text":""})").status, 400);
    const Reply long_one = approve(*lee, id, answer, R"({"text":")" + std::string(400, 'x') + " lawyer\"}");
    EXPECT_EQ(long_one.status, 400) << long_one.body;
    EXPECT_EQ(text_at(json_of(long_one), "/errors/0/pointer"), "/text");
    // A refund beyond the limit of its author, put in by the approver, asks its own lane.
    const Reply more = approve(*lee, id, answer, R"({"text":"Our lawyer says: we will refund you $90"})");
    ASSERT_EQ(more.status, 200) << more.body;
    EXPECT_EQ(state_of(id, answer), "awaiting_approval");
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/approvals")), "/total"), "1")
        << "no lead is there: the deputies are asked at once";
    const Reply done = approve(*ahn, id, answer, R"({"text":"고객님, 확인했습니다."})");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(state_of(id, answer), "queued");
    EXPECT_EQ(text_at(json_of(done), "/answers/0/published_text"), "고객님, 확인했습니다. ^" + kim_.initials);
    EXPECT_EQ(text_at(json_of(done), "/answers/0/author/id"), kim_.id.value);
}

TEST_F(ApprovalApiTest, WhatTheCustomerWritesMeanwhileIsSeenFirst) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    const std::string seen = version_of(*lee, id);
    customer_writes("chan", "and I want my money back", "p2", "p1");
    const Reply old =
        call(*lee, "POST", "/api/v1/answers/" + answer + "/approve", "{}", {{"If-Match", seen}});
    EXPECT_EQ(old.status, 412) << old.body;
    EXPECT_EQ(approve(*lee, id, answer).status, 200);
    EXPECT_EQ(state_of(id, answer), "queued");
}

TEST_F(ApprovalApiTest, ReturnedWithAReason) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    EXPECT_EQ(send_back(*lee, answer, "  ").status, 400);
    EXPECT_EQ(send_back(*ahn, answer, "no").status, 403);
    const Reply done = send_back(*lee, answer, "언제 오는지 적어 주세요");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(state_of(id, answer), "cancelled");
    const auto detail = json_of(call(*kim, "GET", "/api/v1/conversations/" + id));
    EXPECT_EQ(text_at(detail, "/draft/text"), "Our lawyer will write to you");
    const auto notice = json_of(call(*kim, "GET", "/api/v1/notices"));
    EXPECT_EQ(text_at(notice, "/items/0/kind"), "returned");
    EXPECT_EQ(text_at(notice, "/items/0/excerpt"), "언제 오는지 적어 주세요");
    EXPECT_EQ(call(*kim, "POST", "/api/v1/answers/nonsense/return", R"({"reason":"x"})").status, 404);
    EXPECT_EQ(
        call(*lee, "POST", "/api/v1/answers/01ARZ3NDEKTSV4RRFFQ69G5FAV/return", R"({"reason":"x"})").status,
        404);
}

TEST_F(ApprovalApiTest, TheClockPassesItOn) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    clock_.advance(std::chrono::minutes(20));
    fire();
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/approvals")), "/items/0/lanes/0/step"), "deputies");
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/notices")), "/items/0/kind"), "approval");
    EXPECT_EQ(text_at(json_of(call(*lee, "GET", "/api/v1/approvals")), "/total"), "1") << "still asked";
    clock_.advance(std::chrono::minutes(20));
    fire();
    const auto stored = store_->answer(brand_.id, model::AnswerId(answer));
    EXPECT_EQ(stored->approval->waits.at(0).step, model::ApprovalStep::leads);
    EXPECT_FALSE(stored->approval->waits.at(0).due_at) << "the last step has no clock";
    EXPECT_EQ(state_of(id, answer), "awaiting_approval") << "nothing goes out because nobody answered";
    EXPECT_EQ(approve(*ahn, id, answer).status, 200);
}

TEST_F(ApprovalApiTest, TheListGoesOnBehindItsCursor) {
    for (const char* customer : {"ann", "bob", "cho"}) {
        const std::string id = customer_writes(customer, "my phone is dead", std::string("p-") + customer);
        const std::string key = std::string("key-of-") + customer + "-1";
        ASSERT_EQ(submit(*kim, id, key, {{"text", "Our lawyer will write to you"}}).status, 202);
        clock_.advance(std::chrono::minutes(1));
    }
    const auto first = json_of(call(*lee, "GET", "/api/v1/approvals?limit=2"));
    EXPECT_EQ(text_at(first, "/total"), "3");
    EXPECT_EQ(text_at(first, "/items/0/customer"), "ann") << "the oldest clock first";
    const std::string next = text_at(first, "/next");
    const auto second = json_of(call(*lee, "GET", "/api/v1/approvals?limit=2&cursor=" + next));
    EXPECT_EQ(second.at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(second, "/items/0/customer"), "cho");
    EXPECT_EQ(text_at(second, "/next"), "null");
    EXPECT_EQ(call(*lee, "GET", "/api/v1/approvals?cursor=nonsense").status, 400);
}

TEST_F(ApprovalApiTest, LanesAreTheAdmins) {
    EXPECT_EQ(call(*kim, "GET", kLanes).status, 403);
    EXPECT_EQ(call(*kim, "PUT", kLanes, lanes(1)).status, 403);
    const auto live = json_of(call(*ahn, "GET", kLanes));
    EXPECT_EQ(text_at(live, "/version"), "1");
    EXPECT_EQ(text_at(live, "/note"), "처음");
    EXPECT_EQ(live.at("document").at("lanes").as_array().size(), 9U);
    EXPECT_EQ(call(*ahn, "PUT", kLanes, lanes(0)).status, 412);
    const Reply wrong = call(*ahn, "PUT", kLanes,
                             R"({"version":1,"document":{"lanes":[{"risk":"press","on":true,"minutes":5,)"
                             R"("approvers":{},"deputies":{},"terms":["press"]}],)" +
                                 limits() + "}}");
    EXPECT_EQ(wrong.status, 400) << wrong.body;
    EXPECT_EQ(text_at(json_of(wrong), "/errors/0/pointer"), "/document/lanes/0/approvers");
    EXPECT_EQ(text_at(live, "/document/lanes/8/risk"), "exception");
    EXPECT_EQ(text_at(live, "/document/lanes/8/on"), "true") << "also for whoever did not name it";
}

TEST_F(ApprovalApiTest, LanesThatWouldNotWorkAreRefusedAtTheirPlace) {
    const auto refused = [&](const std::string& approvers, const std::string& terms) {
        const Reply reply =
            call(*ahn, "PUT", kLanes,
                 R"({"version":1,"document":{"lanes":[{"risk":"press","on":true,"minutes":5,)"
                 R"("approvers":)" +
                     approvers + R"(,"deputies":{},"terms":)" + terms + "}]," + limits() + "}}");
        if (reply.status != 400) return std::to_string(reply.status) + reply.body;
        const auto why = json_of(reply);
        return type_of(reply).substr(std::string("urn:manyhands:problem:answer.lanes.").size()) + " " +
               text_at(why, "/errors/0/pointer").substr(std::string("/document/lanes/0").size());
    };
    const std::string lead = R"({"roles":["lead"]})", fine = R"(["journalist*"])";
    for (const char* ordinary : {"the", "고객님", "감사합니다"})
        EXPECT_EQ(refused(lead, std::string(R"(["journalist*",")") + ordinary + "\"]"),
                  "matches_everything /terms/1");
    EXPECT_EQ(refused(R"({"roles":["lead","auditor"]})", fine), "never_approves /approvers/roles/1");
    EXPECT_EQ(refused(R"({"people":["01J0000000000000000000N0NE"]})", fine), "no_person /approvers/people/0");
    EXPECT_EQ(refused(R"({"departments":["01J0000000000000000000N0NE"]})", fine),
              "no_department /approvers/departments/0");
    const model::Employee marker = hire("Yu Auditor", model::Role::auditor);
    EXPECT_EQ(refused(R"({"people":[")" + marker.id.value + "\"]}", fine),
              "never_approves /approvers/people/0");
    const model::Employee gone = hire("Oh Gone", model::Role::lead);
    ASSERT_TRUE(identity_->deactivate(gone.id));
    EXPECT_EQ(refused(R"({"people":[")" + gone.id.value + "\"]}", fine), "not_active /approvers/people/0");
    EXPECT_EQ(refused(lead, fine).substr(0, 3), "200");
}

TEST_F(ApprovalApiTest, NobodySpeaksUnderTheInitialsOfSomebodyWhoLeft) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    ASSERT_TRUE(identity_->deactivate(kim_.id));
    const Reply refused = approve(*lee, id, answer);
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(type_of(refused), "urn:manyhands:problem:answer.approve.author_gone");
    EXPECT_NE(state_of(id, answer), "queued");
}

TEST_F(ApprovalApiTest, WhoeverIsNextHearsAtOnceWhenTheApproverLeaves) {
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    ASSERT_TRUE(approvals_->pass_on());
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/notices")), "/items"), "[]") << "Lee is asked";
    ASSERT_TRUE(identity_->deactivate(lee_.id));
    ASSERT_TRUE(approvals_->pass_on());
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/notices")), "/items/0/kind"), "approval");
    const auto stored = store_->answer(brand_.id, model::AnswerId(answer));
    EXPECT_EQ(stored->approval->waits.at(0).step, model::ApprovalStep::deputies);
    EXPECT_EQ(stored->approval->waits.at(0).due_at, clock_.now() + std::chrono::minutes(20));
    ASSERT_TRUE(store_->unheard());
    EXPECT_TRUE(store_->unheard()->empty()) << "done once";
    EXPECT_EQ(approve(*ahn, id, answer).status, 200);
}

TEST_F(ApprovalApiTest, WhoEditsIntoWhatIsBlockedGivesTheExceptionAsTheirLaneDoes) {
    const Reply ruled = call(
        *ahn, "PUT", "/api/v1/guidelines",
        R"({"version":0,"rules":[{"id":"no-bonk","check":"banned","severity":"block","on":true,"terms":["bonk"],)"
        R"("reason":{"ko":"쓰지 않는 말입니다.","en":"Not a word of ours."},"wrong":{"en":"A bonk."},"right":{"en":"A bang."}}]})");
    ASSERT_EQ(ruled.status, 200) << ruled.body;
    const std::string id = customer_writes("chan", "my phone is dead", "p1");
    const std::string answer = waiting_answer(id);
    const std::string edit =
        R"({"text":"A bonk, says our lawyer","exception":"The customer said bonk first"})";
    const Reply refused = approve(*lee, id, answer, edit);
    EXPECT_EQ(refused.status, 403) << refused.body;
    EXPECT_EQ(type_of(refused), "urn:manyhands:problem:answer.approve.exception");
    EXPECT_EQ(state_of(id, answer), "awaiting_approval");
    // A deputy of that lane may; so that they may decide here at all, Lee leaves.
    ASSERT_TRUE(identity_->deactivate(lee_.id));
    const Reply given = approve(*ahn, id, answer, edit);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(state_of(id, answer), "queued");
}

TEST_F(ApprovalApiTest, ALaneForNearlyEverythingIsSavedByWhoeverHasTriedIt) {
    const auto with_press = [&](std::int64_t version, const std::string& confirm = "") {
        return R"({"version":)" + std::to_string(version) +
               (confirm.empty() ? "" : R"(,"confirm":")" + confirm + "\"") +
               R"(,"document":{"lanes":[{"risk":"press","on":true,"minutes":30,"approvers":{"roles":["lead"]},)"
               R"("deputies":{"roles":["admin"]},"terms":["phone"]}],)" +
               limits() + "}}";
    };
    const auto of_dry_run = [&](const std::string& body) {
        return R"({"document":)" + body.substr(body.find(R"("document":)") + 11);
    };
    // Nine answers say nothing about nearly all.
    for (int n = 0; n < 10; ++n) {
        const std::string name = "c" + std::to_string(n);
        const std::string id = customer_writes(name, n < 6 ? "my phone is dead" : "hello", "p-" + name);
        ASSERT_EQ(
            submit(*kim, id, "key-0000001" + std::to_string(n), {{"text", "Thank you, " + name}}).status,
            202);
        if (n == 8) {
            ASSERT_EQ(call(*ahn, "PUT", kLanes, with_press(1)).status, 200);
            ASSERT_EQ(call(*ahn, "PUT", kLanes, lanes(2)).status, 200);
        }
    }
    const Reply refused = call(*ahn, "PUT", kLanes, with_press(3));
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(type_of(refused), "urn:manyhands:problem:answer.lanes.wide");
    EXPECT_EQ(text_at(json_of(refused), "/errors/0/pointer"), "/document/lanes/0");
    EXPECT_EQ(call(*ahn, "PUT", kLanes, with_press(3, "guessed")).status, 409);

    const Reply run = call(*ahn, "POST", "/api/v1/approvals/lanes/dry-run", of_dry_run(with_press(3)));
    ASSERT_EQ(run.status, 200) << run.body;
    EXPECT_EQ(text_at(json_of(run), "/answers"), "10");
    EXPECT_EQ(text_at(json_of(run), "/waiting"), "6");
    EXPECT_EQ(text_at(json_of(run), "/wide"), R"(["press"])");
    EXPECT_EQ(text_at(json_of(run), "/lanes/0/risk"), "press");
    EXPECT_EQ(text_at(json_of(run), "/lanes/0/answers"), "6");
    EXPECT_EQ(text_at(json_of(run), "/lanes/0/samples/0/words/0"), "phone");
    EXPECT_EQ(call(*kim, "POST", "/api/v1/approvals/lanes/dry-run", of_dry_run(with_press(3))).status, 403);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", kLanes)), "/version"), "3") << "trying changes nothing";

    const std::string confirm = text_at(json_of(run), "/confirm");
    std::string other = with_press(3, confirm);
    other.replace(other.find(R"(["phone"])"), 9, R"(["phone","dead"])");
    EXPECT_EQ(call(*ahn, "PUT", kLanes, other).status, 409) << "another document than the one that was tried";
    ASSERT_EQ(call(*ahn, "PUT", kLanes, with_press(3, confirm)).status, 200);
    EXPECT_EQ(call(*ahn, "PUT", kLanes, with_press(4)).status, 200)
        << "what stays as it is asks nobody again";
}

TEST_F(ApprovalApiTest, FormerLanesAreKeptAndComeBack) {
    ASSERT_EQ(
        call(*ahn, "PUT", kLanes, R"({"version":1,"note":"다 끔","document":{"lanes":[],)" + limits() + "}}")
            .status,
        200);
    const auto all = json_of(call(*ahn, "GET", "/api/v1/approvals/lanes/versions"));
    EXPECT_EQ(text_at(all, "/items/0/version"), "2");
    EXPECT_EQ(text_at(all, "/items/0/note"), "다 끔");
    EXPECT_EQ(text_at(all, "/items/1/note"), "처음");
    EXPECT_EQ(text_at(all, "/items/1/saved_by"), ahn_.id.value);
    const auto first = json_of(call(*ahn, "GET", "/api/v1/approvals/lanes/versions/1"));
    EXPECT_EQ(text_at(first, "/version"), "1");
    const boost::json::value back = boost::json::object{{"version", 2}, {"document", first.at("document")}};
    ASSERT_EQ(call(*ahn, "PUT", kLanes, boost::json::serialize(back)).status, 200);
    EXPECT_EQ(json_of(call(*ahn, "GET", kLanes)).at("document"), first.at("document"));
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/approvals/lanes/versions/0")), "/version"), "0");
    for (const char* nothing : {"9", "x", "-1"})
        EXPECT_EQ(call(*ahn, "GET", std::string("/api/v1/approvals/lanes/versions/") + nothing).status, 404);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/approvals/lanes/versions").status, 403);
}

}  // namespace
}  // namespace manyhands::http
