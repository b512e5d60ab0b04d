// Promises over HTTP: one owner, a clock, a return address, and one follow-up that nobody sends by itself.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class ActionApiTest : public test::World {
  protected:
    ActionApiTest() { id_ = customer_writes("chan", "The tank is broken", "p1"); }

    std::string in(std::chrono::minutes later) { return base::to_rfc3339(clock_.now() + later); }
    Reply promise(test::Client& client, boost::json::object more = {}) {
        boost::json::object body{{"kind", "exchange"}, {"what", "새 물통을 매장에서"}, {"due_at", in(60min)}};
        for (const auto& [name, value] : more)
            body[name] = value;
        return call(client, "POST", "/api/v1/conversations/" + id_ + "/actions",
                    boost::json::serialize(body));
    }
    std::string made(test::Client& client, boost::json::object more = {}) {
        const Reply reply = promise(client, std::move(more));
        EXPECT_EQ(reply.status, 201) << reply.body;
        return text_at(json_of(reply), "/id");
    }
    Reply act(test::Client& client, const std::string& action, const std::string& what) {
        return call(client, "POST", "/api/v1/actions/" + action + "/" + what, "{}");
    }
    std::string list(test::Client& client, const std::string& query) {
        const Reply reply = call(client, "GET", "/api/v1/actions?" + query);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return std::to_string(json_of(reply).at("items").as_array().size());
    }
    boost::json::value detail(test::Client& client) {
        return json_of(call(client, "GET", "/api/v1/conversations/" + id_));
    }
    std::string notices(test::Client& client) { return call(client, "GET", "/api/v1/notices").body; }
    int logged(std::string_view type) {
        const auto events = store_->events_after(brand_.id, 0, 1000);
        return static_cast<int>(
            std::ranges::count_if(*events, [&](const auto& event) { return event.type == type; }));
    }

    std::string id_;
};

TEST_F(ActionApiTest, IsMadeWithOneOwnerAClockAndAReturnAddress) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    claim(*kim, id_);
    const Reply reply = promise(*kim, {{"owner_id", lee_.id.value}});
    ASSERT_EQ(reply.status, 201) << reply.body;
    const auto action = json_of(reply);
    EXPECT_EQ(text_at(action, "/owner/id"), lee_.id.value);
    EXPECT_EQ(text_at(action, "/promised_by/id"), kim_.id.value);
    EXPECT_EQ(text_at(action, "/department_id"), lee_.department.value);
    EXPECT_EQ(text_at(action, "/customer/handle"), "chan.example");
    EXPECT_EQ(text_at(action, "/state"), "open");
    EXPECT_EQ(text_at(detail(*kim), "/actions/0/what"), "새 물통을 매장에서");
    EXPECT_NE(notices(*lee).find("action_given"), std::string::npos);
    EXPECT_EQ(notices(*kim).find("action_given"), std::string::npos);
    EXPECT_EQ(list(*lee, "mine=true"), "1");
    EXPECT_EQ(list(*kim, "mine=true"), "0");
    EXPECT_EQ(list(*kim, "department=" + lee_.department.value), "1");
    EXPECT_EQ(list(*kim, "which=overdue"), "0");
    // The log keeps no text.
    const auto events = store_->events_after(brand_.id, 0, 1000);
    for (const desk::LoggedEvent& event : *events)
        for (const auto& [name, value] : event.args)
            EXPECT_EQ(value.find("물통"), std::string::npos) << event.type;
}

TEST_F(ActionApiTest, WhatCannotBeKeptIsRefused) {
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    const auto refused = [&](boost::json::object more) {
        const Reply reply = promise(*kim, std::move(more));
        EXPECT_EQ(reply.status, 400) << reply.body;
        return text_at(json_of(reply), "/errors/0/pointer") + " " + text_at(json_of(reply), "/type");
    };
    EXPECT_EQ(refused({{"due_at", in(0min)}}), "/due_at urn:manyhands:problem:desk.action.past");
    EXPECT_EQ(refused({{"due_at", in(24h * 367)}}), "/due_at urn:manyhands:problem:desk.action.too_far");
    EXPECT_EQ(refused({{"what", " \n"}}), "/what urn:manyhands:problem:desk.action.empty");
    EXPECT_EQ(refused({{"what", std::string(501, 'x')}}), "/what urn:manyhands:problem:desk.action.too_long");
    const model::Employee auditor = hire("Ada", model::Role::auditor);
    EXPECT_EQ(refused({{"owner_id", auditor.id.value}}),
              "/owner_id urn:manyhands:problem:desk.action.bad_owner");
    EXPECT_EQ(refused({{"department_id", id_}}),
              "/department_id urn:manyhands:problem:desk.action.bad_department");
    EXPECT_EQ(logged("action_promised"), 0);
    EXPECT_EQ(act(*kim, id_, "done").status, 404);
    EXPECT_EQ(act(*kim, "x", "done").status, 404);
}

TEST_F(ActionApiTest, IsHandedOnAndComesBackAsOneDraft) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    claim(*kim, id_);
    const std::string action = made(*kim);
    const Reply changed = call(*kim, "PATCH", "/api/v1/actions/" + action,
                               R"({"owner_id":")" + lee_.id.value + R"(","due_at":")" + in(90min) + "\"}");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(text_at(json_of(changed), "/owner/id"), lee_.id.value);
    EXPECT_EQ(text_at(json_of(changed), "/promised_by/id"), kim_.id.value);
    // The same again changes nothing.
    EXPECT_EQ(
        call(*kim, "PATCH", "/api/v1/actions/" + action, R"({"owner_id":")" + lee_.id.value + "\"}").status,
        200);
    EXPECT_EQ(logged("action_changed"), 1);
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/actions/" + action, R"({"due_at":")" + in(-1min) + "\"}").status,
              400);

    const Reply done = act(*lee, action, "done");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(text_at(json_of(done), "/state"), "done");
    EXPECT_EQ(text_at(json_of(done), "/ended_by/id"), lee_.id.value);
    EXPECT_EQ(act(*lee, action, "done").status, 200);
    EXPECT_EQ(act(*kim, action, "done").status, 200);
    EXPECT_EQ(logged("action_done"), 1);
    EXPECT_EQ(act(*kim, action, "cancel").status, 409);
    const auto draft = store_->draft(brand_.id, model::ConversationId(id_), kim_.id);
    ASSERT_TRUE(draft && *draft);
    EXPECT_EQ((*draft)->text, base::tr(base::Lang::ko, "desk.action.follow_up.exchange"));
    EXPECT_TRUE(store_->detail(brand_.id, model::ConversationId(id_))->answers.empty()) << "never sent";
    EXPECT_NE(notices(*kim).find("action_done"), std::string::npos);
    EXPECT_EQ(list(*kim, "which=ended"), "1");
    EXPECT_EQ(list(*kim, "which=open"), "0");
}

TEST_F(ActionApiTest, OneFollowUpGoesOutThoughEverythingIsAnswered) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    claim(*kim, id_);
    const std::string action = made(*kim, {{"owner_id", lee_.id.value}});
    int n = 0;
    const auto say = [&](test::Client& who, const std::string& text) {
        const std::string seen = call(who, "GET", "/api/v1/conversations/" + id_).header("etag");
        return answer(who, id_, text, seen, "key-0000000" + std::to_string(++n));
    };
    const auto sent = [&](const Reply& reply) {
        EXPECT_EQ(reply.status, 202) << reply.body;
        clock_.advance(30s);  // nobody undoes it
        network_accepts(text_at(json_of(reply), "/conversation/going_out/answer_id"));
    };
    sent(say(*kim, "내일 새 물통을 드리겠습니다."));
    EXPECT_EQ(say(*kim, "하나 더").status, 409) << "answered already";
    ASSERT_EQ(call(*kim, "POST", "/api/v1/conversations/" + id_ + "/close").status, 200);
    ASSERT_EQ(act(*lee, action, "done").status, 200);
    EXPECT_EQ(text_at(detail(*kim), "/conversation/state"), "answered") << "opened again";
    EXPECT_EQ(text_at(detail(*kim), "/conversation/offered_to/employee_id"), kim_.id.value);
    EXPECT_NE(call(*kim, "GET", "/api/v1/conversations?view=mine&limit=10").body.find(id_),
              std::string::npos);
    EXPECT_EQ(say(*lee, "바꿔 드렸습니다.").status, 409) << "it is Kim's";
    const Reply first = say(*kim, text_at(detail(*kim), "/draft/text"));
    ASSERT_EQ(first.status, 202) << first.body;
    const std::string taken_back = text_at(json_of(first), "/conversation/going_out/answer_id");
    ASSERT_EQ(call(*kim, "POST", "/api/v1/answers/" + taken_back + "/cancel", "{}").status, 200);
    sent(say(*kim, text_at(detail(*kim), "/draft/text")));
    EXPECT_EQ(act(*lee, action, "done").status, 200);
    EXPECT_EQ(say(*kim, "하나 더").status, 409) << "there is one";
    EXPECT_EQ(text_at(detail(*kim), "/conversation/state"), "answered");
}

TEST_F(ActionApiTest, TheFollowUpStandsBehindWhatIsWritten) {
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    call(*kim, "PUT", "/api/v1/conversations/" + id_ + "/draft", R"({"text":"잠시만요."})");
    act(*kim, made(*kim, {{"kind", "call_back"}}), "done");
    const auto draft = store_->draft(brand_.id, model::ConversationId(id_), kim_.id);
    EXPECT_EQ((*draft)->text, "잠시만요.\n\n" + base::tr(base::Lang::ko, "desk.action.follow_up.call_back"));
}

TEST_F(ActionApiTest, IsAlarmedOnceForEachDueTime) {
    const auto kim = sign_in(kim_);
    const model::Employee boss = hire("Boss", model::Role::lead);
    claim(*kim, id_);
    const std::string action = made(*kim, {{"owner_id", lee_.id.value}});
    const base::Instant due = clock_.now() + 60min;
    EXPECT_EQ(actions_->fire_due().value(), due);
    clock_.advance(60min - 1us);
    EXPECT_EQ(actions_->fire_due().value(), due) << "not a moment early";
    EXPECT_EQ(logged("action_overdue"), 0);
    clock_.advance(1us);
    EXPECT_EQ(actions_->fire_due().value(), std::nullopt);
    EXPECT_EQ(actions_->fire_due().value(), std::nullopt);
    EXPECT_EQ(logged("action_overdue"), 1);
    const auto lee = sign_in(lee_);
    EXPECT_NE(notices(*lee).find("action_overdue"), std::string::npos);
    EXPECT_NE(notices(*sign_in(boss)).find("action_overdue"), std::string::npos);
    EXPECT_EQ(list(*lee, "which=overdue"), "1");
    EXPECT_EQ(text_at(detail(*lee), "/actions/0/overdue"), "true");
    // A new time, a new alarm.
    EXPECT_EQ(call(*lee, "PATCH", "/api/v1/actions/" + action, R"({"due_at":")" + in(30min) + "\"}").status,
              200);
    EXPECT_EQ(actions_->fire_due().value(), clock_.now() + 30min);
    clock_.advance(30min);
    EXPECT_EQ(actions_->fire_due().value(), std::nullopt);
    EXPECT_EQ(logged("action_overdue"), 2);
    // What is over is not late.
    EXPECT_EQ(act(*lee, made(*lee), "cancel").status, 200);
    clock_.advance(60min);
    EXPECT_EQ(actions_->fire_due().value(), std::nullopt);
    EXPECT_EQ(logged("action_overdue"), 2);
}

TEST_F(ActionApiTest, OfAnOwnerWhoIsGoneItIsShownAndTheAlarmGoesToTheLeads) {
    const model::Employee boss = hire("Boss", model::Role::lead);
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    const std::string action = made(*kim, {{"owner_id", lee_.id.value}});
    EXPECT_EQ(text_at(detail(*kim), "/actions/0/owner_gone"), "false");
    ASSERT_TRUE(identity_->deactivate(lee_.id));
    EXPECT_EQ(text_at(detail(*kim), "/actions/0/owner_gone"), "true");
    EXPECT_EQ(text_at(detail(*kim), "/actions/0/owner/name"), lee_.name);
    const Reply refused = promise(*kim, {{"owner_id", lee_.id.value}});
    EXPECT_EQ(text_at(json_of(refused), "/type"), "urn:manyhands:problem:desk.action.bad_owner");
    clock_.advance(60min);
    ASSERT_TRUE(actions_->fire_due());
    EXPECT_NE(notices(*sign_in(boss)).find("action_overdue"), std::string::npos);
    EXPECT_EQ(notices(*kim).find("action_overdue"), std::string::npos);
    // Somebody takes it on.
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/actions/" + action,
                   R"({"owner_id":")" + kim_.id.value + R"(","due_at":")" + in(60min) + "\"}")
                  .status,
              200);
    EXPECT_EQ(text_at(detail(*kim), "/actions/0/owner_gone"), "false");
    EXPECT_EQ(act(*kim, action, "done").status, 200);
}

TEST_F(ActionApiTest, AFollowUpIsNotLostWhenAColleagueAnswersWhatWaited) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    claim(*kim, id_);
    const std::string action = made(*kim);
    ASSERT_EQ(call(*kim, "DELETE", "/api/v1/conversations/" + id_ + "/claim").status, 200);
    ASSERT_EQ(act(*kim, action, "done").status, 200);
    ASSERT_TRUE(actions_->fire_due());
    EXPECT_EQ(logged("follow_up_offered"), 0) << "a question waits: it is everybody's";
    const auto say = [&](test::Client& who, const std::string& key) {
        const std::string seen = call(who, "GET", "/api/v1/conversations/" + id_).header("etag");
        return answer(who, id_, "확인했습니다. 곧 다시 알려 드리겠습니다.", seen, key);
    };
    ASSERT_EQ(claim(*lee, id_).status, 200);
    const Reply sent = say(*lee, "key-of-a-colleague");
    ASSERT_EQ(sent.status, 202) << sent.body;
    clock_.advance(30s);
    network_accepts(text_at(json_of(sent), "/conversation/going_out/answer_id"));
    EXPECT_EQ(say(*kim, "key-too-early").status, 409);
    ASSERT_TRUE(actions_->fire_due());
    EXPECT_EQ(text_at(detail(*kim), "/conversation/offered_to/employee_id"), kim_.id.value);
    EXPECT_EQ(say(*kim, "key-of-the-follow-up").status, 202);
    const auto offered = logged("follow_up_offered");
    ASSERT_TRUE(actions_->fire_due());
    EXPECT_EQ(logged("follow_up_offered"), offered) << "once";
}

TEST_F(ActionApiTest, OfPromiserAndOwnerGoneWhoeverSaysDoneWritesTheFollowUp) {
    const auto boss = hire("Boss", model::Role::lead);
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    const std::string action = made(*kim, {{"owner_id", lee_.id.value}});
    ASSERT_TRUE(identity_->deactivate(lee_.id));
    ASSERT_TRUE(identity_->deactivate(kim_.id));
    const auto lead = sign_in(boss);
    ASSERT_EQ(act(*lead, action, "done").status, 200);
    const auto draft = store_->draft(brand_.id, model::ConversationId(id_), boss.id);
    ASSERT_TRUE(draft && *draft);
    EXPECT_EQ((*draft)->text, base::tr(base::Lang::ko, "desk.action.follow_up.exchange"));
}

TEST_F(ActionApiTest, WithoutOwnerAndLeadsWhoPromisedItIsTold) {
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    made(*kim, {{"owner_id", lee_.id.value}});
    ASSERT_TRUE(identity_->deactivate(lee_.id));
    clock_.advance(60min);
    ASSERT_TRUE(actions_->fire_due());
    EXPECT_NE(notices(*kim).find("action_overdue"), std::string::npos);
}

TEST_F(ActionApiTest, GoesAlongWhenConversationsAreMergedAndBackWhenThatIsUndone) {
    const std::string into = customer_writes("chan", "It is still broken", "p2");
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    const std::string action = made(*kim);
    const auto of = [&](const std::string& conversation) {
        return text_at(json_of(call(*kim, "GET", "/api/v1/conversations/" + conversation)), "/actions/0/id");
    };
    const std::string at = "/api/v1/conversations/" + id_;
    EXPECT_EQ(call(*kim, "DELETE", at + "/claim").status, 200);
    ASSERT_EQ(call(*kim, "POST", at + "/merge", R"({"into":")" + into + R"("})").status, 200);
    EXPECT_EQ(of(into), action);
    EXPECT_NE(of(id_), action);
    const std::string second =
        text_at(json_of(call(*kim, "POST", "/api/v1/conversations/" + into + "/actions",
                             R"({"kind":"repair","what":"its own","due_at":")" + in(30min) + "\"}")),
                "/id");
    ASSERT_EQ(call(*kim, "POST", at + "/unmerge").status, 200);
    EXPECT_EQ(of(id_), action);
    EXPECT_EQ(of(into), second) << "what was promised there stays there";
    // Done while it is elsewhere: the draft is where the promise is.
    ASSERT_EQ(call(*kim, "POST", at + "/merge", R"({"into":")" + into + R"("})").status, 200);
    EXPECT_EQ(act(*kim, action, "done").status, 200);
    EXPECT_TRUE((*store_->draft(brand_.id, model::ConversationId(into), kim_.id)).has_value());
    EXPECT_FALSE((*store_->draft(brand_.id, model::ConversationId(id_), kim_.id)).has_value());
}

TEST_F(ActionApiTest, ItsTextIsErasedWithTheCustomer) {
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    const std::string action = made(*kim, {{"owner_id", lee_.id.value}});
    const std::string secret = "새 물통을";
    const auto held = [&] {
        storage::sqlite::Connection db(store_->file(), storage::sqlite::Mode::read);
        return db.scalar("select (select count(*) from promised_actions where what like '%" + secret +
                         "%') + (select count(*) from notices where body like '%" + secret + "%')");
    };
    EXPECT_EQ(held(), "2");
    EXPECT_EQ(call(*kim, "POST", "/api/v1/conversations/" + id_ + "/close").status, 200);
    const auto ahn = sign_in(ahn_);
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/conversations/" + id_ + "/erase-customer").status, 202);
    for (int n = 0; n < 100 && erasures_->run_once(n == 0).value(); ++n) {
    }
    EXPECT_EQ(held(), "0");
    const auto left = json_of(call(*ahn, "GET", "/api/v1/actions?which=open"));
    EXPECT_EQ(text_at(left, "/items/0/id"), action) << "somebody still has to do it";
    EXPECT_EQ(text_at(left, "/items/0/what"), "");
    EXPECT_EQ(act(*ahn, action, "done").status, 200);
}

TEST_F(ActionApiTest, OnlyItsPeopleAndTheDeskChangeIt) {
    const model::Employee helper = hire("Helper", model::Role::employee);
    const model::Employee other = hire("Other", model::Role::employee);
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    const std::string action = made(*kim, {{"owner_id", helper.id.value}});
    const auto stranger = sign_in(other);
    EXPECT_EQ(act(*stranger, action, "done").status, 403);
    EXPECT_EQ(promise(*stranger).status, 403) << "they do not hold it";
    EXPECT_EQ(text_at(detail(*stranger), "/actions/0/may_change"), "false");
    const auto owner = sign_in(helper);
    EXPECT_EQ(text_at(detail(*owner), "/actions/0/may_change"), "true");
    EXPECT_EQ(act(*owner, action, "done").status, 200);
}

TEST_F(ActionApiTest, AnOrderSystemSaysThatItIsDone) {
    const auto ahn = sign_in(ahn_);
    const auto kim = sign_in(kim_);
    claim(*kim, id_);
    const std::string action = made(*kim);
    const Reply token =
        call(*ahn, "POST", "/api/v1/tokens", R"({"name":"orders","scopes":["read","answer"]})");
    const auto orders = client();
    orders->headers["Authorization"] = "Bearer " + text_at(json_of(token), "/token");
    EXPECT_EQ(list(*orders, "which=open"), "1");
    EXPECT_EQ(act(*orders, action, "done").status, 200);
    EXPECT_EQ(act(*orders, action, "done").status, 200);
    EXPECT_EQ(logged("action_done"), 1);
    EXPECT_TRUE((*store_->draft(brand_.id, model::ConversationId(id_), kim_.id)).has_value());
}

}  // namespace
}  // namespace manyhands::http
