// Hourly staff over HTTP: they answer on shift only, everybody else when they like, and their time is logged.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class ShiftApiTest : public test::World {
  protected:
    void SetUp() override {
        choi_ = hire("Choi Shop", model::Role::employee);
        choi = sign_in(choi_);
        lead = sign_in(hire("Han Lead", model::Role::lead));
        id_ = customer_writes("chan", "my parcel is late", "p1");
    }
    static std::string type_of(const Reply& reply) { return text_at(json_of(reply), "/type").substr(22); }
    std::string in(base::Micros from_now) { return base::to_rfc3339(clock_.now() + from_now); }
    Reply hourly(bool yes, const model::EmployeeId& who) {
        return call(*lead, "PUT", "/api/v1/employees/" + who.value + "/hourly",
                    yes ? R"({"hourly":true})" : R"({"hourly":false})");
    }
    Reply plan(base::Micros from, base::Micros until, int weeks = 1) {
        return call(*lead, "POST", "/api/v1/shifts",
                    R"({"employee_id":")" + choi_.id.value + R"(","begins_at":")" + in(from) +
                        R"(","ends_at":")" + in(until) + R"(","weeks":)" + std::to_string(weeks) + "}");
    }
    Reply submit(test::Client& client, const std::string& id, const std::string& key) {
        const std::string seen = call(client, "GET", "/api/v1/conversations/" + id).header("etag");
        return answer(client, id, "We look into it at once.", seen, key);
    }
    Reply claimed(test::Client& client, const std::string& id) {
        return call(client, "POST", "/api/v1/conversations/" + id + "/claim", "{}");
    }
    boost::json::value log_of(test::Client& client, const char* path = "/api/v1/me/time-log") {
        const Reply reply = call(client, "GET", std::string(path) + "?from=" + in(-24h) + "&until=" + in(1h));
        EXPECT_EQ(reply.status, 200) << reply.body;
        return json_of(reply);
    }
    Reply import(const std::string& file, const char* query = "") {
        return call(*lead, "POST", std::string("/api/v1/shifts/import") + query, file,
                    {{"Content-Type", "text/csv"}});
    }

    model::Employee choi_;
    std::unique_ptr<test::Client> choi, lead;
    std::string id_;
};

TEST_F(ShiftApiTest, OffShiftNothingCountsAndNothingIsLost) {
    EXPECT_EQ(claimed(*choi, id_).status, 200) << "who is not paid by the hour answers when they like";
    EXPECT_EQ(call(*choi, "DELETE", "/api/v1/conversations/" + id_ + "/claim").status / 100, 2);
    EXPECT_EQ(hourly(true, choi_.id).status, 204);
    const auto off = claimed(*choi, id_);
    EXPECT_EQ(off.status, 403);
    EXPECT_EQ(type_of(off), "identity.shift.none");
    EXPECT_EQ(type_of(submit(*choi, id_, "key-00000001")), "identity.shift.none");
    EXPECT_EQ(call(*choi, "GET", "/api/v1/conversations/" + id_).status, 200) << "reading is no work";
    EXPECT_EQ(
        call(*choi, "PUT", "/api/v1/conversations/" + id_ + "/draft", R"({"text":"kept"})").status / 100, 2)
        << "what was written stays";

    EXPECT_EQ(plan(1h, 5h).status, 201);
    const auto later = submit(*choi, id_, "key-00000001");
    EXPECT_EQ(type_of(later), "identity.shift.off");
    EXPECT_NE(text_at(json_of(later), "/detail").find("2026-03-09 15:23 (Asia/Seoul)"), std::string::npos);
    const auto waiting = json_of(call(*choi, "GET", "/api/v1/me/shift"));
    EXPECT_EQ(text_at(waiting, "/on_shift"), "false");
    EXPECT_EQ(text_at(waiting, "/next_at"), in(1h));

    clock_.advance(1h);
    EXPECT_EQ(text_at(json_of(call(*choi, "GET", "/api/v1/me/shift")), "/on_shift"), "true");
    EXPECT_EQ(claimed(*choi, id_).status, 200);
    clock_.advance(3min);
    const auto sent = submit(*choi, id_, "key-00000001");
    EXPECT_EQ(sent.status, 202) << sent.body;
    clock_.advance(4h - 3min);
    const std::string next = customer_writes("dana", "and mine?", "p2");
    EXPECT_EQ(claimed(*choi, next).status, 403) << "the shift is over";
    EXPECT_EQ(hourly(false, choi_.id).status, 204);
    EXPECT_EQ(claimed(*choi, next).status, 200);
}

TEST_F(ShiftApiTest, ATokenOfTheirsIsNoWayAround) {
    auto kim = sign_in(kim_);
    const Reply token = call(*kim, "POST", "/api/v1/tokens", R"({"name":"bot","scopes":["read","answer"]})");
    ASSERT_EQ(token.status, 201) << token.body;
    const std::map<std::string, std::string> bearer{
        {"Authorization", "Bearer " + text_at(json_of(token), "/token")}};
    auto bot = client();
    EXPECT_EQ(hourly(true, kim_.id).status, 204);
    const std::string path = "/api/v1/conversations/" + id_ + "/claim";
    EXPECT_EQ(type_of(call(*bot, "POST", path, "{}", bearer)), "identity.shift.none");
    EXPECT_EQ(hourly(false, kim_.id).status, 204);
    EXPECT_EQ(call(*bot, "POST", path, "{}", bearer).status, 200);
}

TEST_F(ShiftApiTest, OnlyThoseWhoPlanMayPlan) {
    EXPECT_EQ(
        call(*choi, "PUT", "/api/v1/employees/" + choi_.id.value + "/hourly", R"({"hourly":false})").status,
        403);
    EXPECT_EQ(call(*choi, "GET", "/api/v1/shifts?from=" + in(0h) + "&until=" + in(24h)).status, 403);
    EXPECT_EQ(call(*choi, "GET", "/api/v1/me/shifts?from=" + in(0h) + "&until=" + in(24h)).status, 200);
    EXPECT_EQ(call(*choi, "GET", "/api/v1/reports/time-log?from=" + in(-1h) + "&until=" + in(0h)).status,
              403);
    EXPECT_EQ(call(*lead, "PUT", "/api/v1/employees/01ARZ3NDEKTSV4RRFFQ69G5FAV/hourly", R"({"hourly":true})")
                  .status,
              404);
}

TEST_F(ShiftApiTest, ShiftsAreRefusedClearlyAndAllOrNone) {
    EXPECT_EQ(type_of(plan(1h, 2h)), "identity.shift.not_hourly");
    hourly(true, choi_.id);
    EXPECT_EQ(type_of(plan(1h, 1h)), "identity.shift.bad_span");
    EXPECT_EQ(type_of(plan(1h, 30h)), "identity.shift.bad_span");
    ASSERT_EQ(plan(1h, 5h).status, 201);
    const auto twice = plan(4h, 6h);
    EXPECT_EQ(twice.status, 409);
    EXPECT_NE(text_at(json_of(twice), "/detail").find("2026-03-09 15:23"), std::string::npos) << twice.body;
    // Three weeks, the first of which is in the way: none is added.
    EXPECT_EQ(plan(-1h, 2h, 3).status, 409);
    const std::string all = "/api/v1/shifts?from=" + in(-24h) + "&until=" + in(24h * 30);
    auto known = json_of(call(*lead, "GET", all));
    ASSERT_EQ(known.at("items").as_array().size(), 1U);
    EXPECT_EQ(known.at("hourly").as_array().size(), 1U);
    EXPECT_EQ(plan(24h, 28h, 3).status, 201);
    EXPECT_EQ(json_of(call(*lead, "GET", all)).at("items").as_array().size(), 4U);
    const std::string first = text_at(known, "/items/0/id");
    EXPECT_EQ(call(*lead, "DELETE", "/api/v1/shifts/" + first).status, 204);
    EXPECT_EQ(call(*lead, "DELETE", "/api/v1/shifts/" + first).status, 404);
    EXPECT_EQ(call(*lead, "GET", "/api/v1/shifts?from=" + in(0h) + "&until=" + in(24h * 90)).status, 400)
        << "a period has its bound";
}

TEST_F(ShiftApiTest, AFileIsSavedWholeOrNotAtAll) {
    const std::string good = "email,from,until\r\n" + choi_.email + ",2026-03-10 09:00,2026-03-10 13:00\r\n";
    auto report = json_of(import(good + choi_.email + ",2026-03-10 12:00,2026-03-10 15:00\r\n" +
                                 "nobody@example.com,2026-03-10 09:00,2026-03-10 13:00\r\n" + choi_.email +
                                 ",tomorrow,2026-03-11 13:00\r\n"));
    EXPECT_EQ(text_at(report, "/saved"), "false");
    EXPECT_EQ(text_at(report, "/good"), "1");
    EXPECT_EQ(text_at(report, "/rows/1/ok"), "false");
    EXPECT_EQ(text_at(report, "/rows/2/line"), "4");
    EXPECT_EQ(text_at(json_of(call(*choi, "GET", "/api/v1/me/shift")), "/hourly"), "false");

    EXPECT_EQ(text_at(json_of(import(good, "?dry_run=1")), "/saved"), "false");
    EXPECT_EQ(text_at(json_of(import(good)), "/saved"), "true");
    auto mine = json_of(call(*choi, "GET", "/api/v1/me/shift"));
    EXPECT_EQ(text_at(mine, "/hourly"), "true");
    EXPECT_EQ(text_at(mine, "/next_at"), "2026-03-10T00:00:00Z");
    EXPECT_EQ(import(good).status, 409) << "it is there already";
    EXPECT_EQ(
        text_at(json_of(import("이메일;시작;끝\n" + choi_.email + ";2026-03-10 10:00;2026-03-10 12:00\n",
                               "?replace=1")),
                "/saved"),
        "true");
    EXPECT_EQ(text_at(json_of(call(*choi, "GET", "/api/v1/me/shift")), "/next_at"), "2026-03-10T01:00:00Z")
        << "the file's days are as the file says";
    EXPECT_EQ(type_of(import("name,from\nx,y\n")), "identity.shift.no_columns");
}

TEST_F(ShiftApiTest, TheTimeOfEachAnswerIsLoggedOnce) {
    const std::string before = customer_writes("eve", "hello", "p0");
    ASSERT_EQ(claimed(*choi, before).status, 200);
    ASSERT_EQ(submit(*choi, before, "key-00000000").status, 202);
    clock_.advance(1min);  // what was answered before one was paid by the hour is not logged
    hourly(true, choi_.id);
    plan(-1h, 1h);
    const std::string other = customer_writes("dana", "and mine?", "p2");
    ASSERT_EQ(claimed(*choi, id_).status, 200);
    clock_.advance(2min);
    ASSERT_EQ(claimed(*choi, other).status, 200);
    clock_.advance(3min);
    ASSERT_EQ(submit(*choi, id_, "key-00000001").status, 202);
    clock_.advance(1min);
    ASSERT_EQ(submit(*choi, other, "key-00000002").status, 202);
    const auto log = log_of(*choi);
    ASSERT_EQ(log.at("items").as_array().size(), 2U);
    EXPECT_EQ(text_at(log, "/items/0/counted_seconds"), "300");
    EXPECT_EQ(text_at(log, "/items/1/counted_seconds"), "60") << "two at once are paid once";
    EXPECT_EQ(text_at(log, "/counted_seconds"), "360");
    EXPECT_EQ(text_at(log, "/outside_seconds"), "0");
    EXPECT_EQ(log_of(*lead, "/api/v1/reports/time-log"), log);
    const Reply file =
        call(*lead, "GET", "/api/v1/reports/time-log.csv?lang=en&from=" + in(-24h) + "&until=" + in(1h));
    EXPECT_EQ(file.status, 200);
    EXPECT_NE(file.body.find("2026-03-09,Choi Shop," + choi_.initials + "," + choi_.email + ",2,6,0"),
              std::string::npos)
        << file.body;
    EXPECT_EQ(json_of(call(*lead, "GET", "/api/v1/reports/time-log?from=" + in(-24h) + "&until=" + in(-6min)))
                  .at("items")
                  .as_array()
                  .size(),
              0U);
}

}  // namespace
}  // namespace manyhands::http
