// Reports and business hours over HTTP: filters, files, the drill, who may change what.
#include <gtest/gtest.h>

#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class ReportApi : public test::World {
  protected:
    // One answered in six seconds by Kim, one waiting.
    void two_questions() {
        const auto kim = sign_in(kim_);
        const std::string one = customer_writes("chan", "환불해 주세요", "p1");
        customer_writes("sora", "언제 오나요", "p2");
        EXPECT_EQ(claim(*kim, one).status, 200);
        const Reply said = answer(*kim, one, "오늘 처리했습니다", "\"1\"", "key-0000001");
        ASSERT_EQ(said.status, 202) << said.body;
        clock_.advance(6s);
        network_accepts(text_at(json_of(said), "/answers/0/id"));
        clock_.advance(1s);
    }
};

const std::string kReport = "/api/v1/reports/first-answer";

TEST_F(ReportApi, EveryGroupingHasNamesAndAddsUp) {
    two_questions();
    const auto ahn = sign_in(ahn_);
    for (const std::string by : {"day", "channel", "department", "employee", "hour", "day_kind"}) {
        const auto report = json_of(call(*ahn, "GET", kReport + "?zone=Asia/Seoul&compare=before&by=" + by));
        EXPECT_EQ(text_at(report, "/episodes"), "2");
        EXPECT_EQ(text_at(report, "/answered"), "1");
        EXPECT_EQ(text_at(report, "/p50_seconds"), "6");
        EXPECT_EQ(text_at(report, "/clock"), "wall");
        EXPECT_EQ(text_at(report, "/before/episodes"), "0");
        std::int64_t sum = 0;
        for (const auto& group : report.at("groups").as_array())
            sum += group.at("episodes").to_number<std::int64_t>();
        EXPECT_EQ(sum, 2) << by;
    }
    const auto people = json_of(call(*ahn, "GET", kReport + "?by=employee"));
    EXPECT_EQ(text_at(people, "/groups/0/label"), "Kim Gaon ^" + kim_.initials);
    EXPECT_EQ(text_at(people, "/groups/1/key"), "");
    const auto mine = json_of(call(*ahn, "GET", kReport + "?employee=" + kim_.id.value));
    EXPECT_EQ(text_at(mine, "/episodes"), "1");
    const auto none = json_of(call(*ahn, "GET", kReport + "?department=" + delivery_.id.value));
    EXPECT_EQ(text_at(none, "/episodes"), "0");
    EXPECT_EQ(call(*ahn, "GET", kReport + "?by=colour").status, 400);
}

TEST_F(ReportApi, FromAFigureToItsConversations) {
    two_questions();
    const auto ahn = sign_in(ahn_);
    const std::string drill = kReport + "/conversations?limit=1";
    const auto first = json_of(call(*ahn, "GET", drill));
    EXPECT_EQ(first.at("items").as_array().size(), 1U);
    const std::string next = text_at(first, "/next");
    const auto second = json_of(call(*ahn, "GET", drill + "&cursor=" + next));
    EXPECT_EQ(second.at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(second, "/next"), "null");
    EXPECT_NE(text_at(first, "/items/0/conversation/id"), text_at(second, "/items/0/conversation/id"));
    const auto answered = json_of(call(*ahn, "GET", drill + "&fate=answered&band=0"));
    EXPECT_EQ(text_at(answered, "/items/0/seconds"), "6");
    EXPECT_EQ(text_at(answered, "/items/0/initials"), kim_.initials);
    EXPECT_EQ(call(*ahn, "GET", drill + "&fate=overdue").status, 200);
    EXPECT_EQ(json_of(call(*ahn, "GET", drill + "&fate=never")).at("items").as_array().size(), 0U);
    EXPECT_EQ(call(*ahn, "GET", drill + "&cursor=nonsense").status, 400);
    EXPECT_EQ(call(*ahn, "GET", drill + "&cursor=MTIz").status, 400);
    EXPECT_EQ(call(*ahn, "GET", drill + "&fate=colour").status, 400);
    EXPECT_EQ(call(*ahn, "GET", drill + "&band=9").status, 400);
}

TEST_F(ReportApi, TheFilesHaveTheChartsFigures) {
    two_questions();
    const auto ahn = sign_in(ahn_);
    const Reply csv = ahn->request("GET", kReport + ".csv?by=employee&lang=en&zone=Asia/Seoul");
    EXPECT_EQ(csv.status, 200);
    EXPECT_NE(csv.body.find("All,2,1,1,1,0,0,0,0,6,6,6,6"), std::string::npos) << csv.body;
    EXPECT_NE(csv.body.find("Kim Gaon ^" + kim_.initials + ",1,1,1"), std::string::npos) << csv.body;
    const Reply xlsx = ahn->request("GET", kReport + ".xlsx?by=employee&lang=ko");
    EXPECT_EQ(xlsx.status, 200);
    EXPECT_TRUE(xlsx.body.starts_with("PK"));
    const std::string named = xlsx.header("content-disposition");
    EXPECT_NE(named.find("filename=\"first-answer-2026-"), std::string::npos) << named;
    EXPECT_NE(named.find("filename*=UTF-8''%ED%95%9C%EB%B9%9B%EC%A0%84%EC%9E%90-first-answer-2026-"),
              std::string::npos)
        << "한빛전자: " << named;
    EXPECT_TRUE(named.ends_with(".xlsx")) << named;
    const auto kim = sign_in(kim_);
    EXPECT_EQ(kim->request("GET", kReport + ".xlsx").status, 403) << "the desk sees reports, takes none away";
}

const std::string kOffice =
    R"({"zone":"Asia/Seoul","week":[[{"from":"09:00","to":"18:00"}],[],[],[],[],[],[]],"calendars":["kr"],)"
    R"("own_days":[{"date":"2026-03-12","name":"창립기념일","spans":[]}]})";

TEST_F(ReportApi, BusinessHoursAreSetShownAndInherited) {
    const auto ahn = sign_in(ahn_);
    auto list = json_of(call(*ahn, "GET", "/api/v1/business-hours"));
    EXPECT_EQ(list.at("items").as_array().size(), 3U) << "the brand and two departments";
    EXPECT_TRUE(list.at("items").at(0).at("hours").is_null());
    EXPECT_EQ(call(*ahn, "GET", kReport + "?clock=business").status, 400) << "there are none to count by";
    list = json_of(call(*ahn, "PUT", "/api/v1/business-hours", R"({"hours":)" + kOffice + "}"));
    // Monday, March 9, 2026, 14:23 in Seoul.
    EXPECT_EQ(text_at(list, "/items/0/now/open"), "true");
    EXPECT_EQ(text_at(list, "/items/0/now/changes_at"), "2026-03-09T09:00:00Z");
    EXPECT_EQ(text_at(list, "/items/0/now/next_days/0/name_ko"), "창립기념일");
    EXPECT_EQ(text_at(list, "/items/0/now/next_days/1/name_en"), "Labour Day");
    EXPECT_TRUE(list.at("items").at(1).at("hours").is_null());
    EXPECT_EQ(text_at(list, "/items/1/now/open"), "true") << "as the brand";
    std::string nights = kOffice;
    nights.replace(nights.find("09:00"), 5, "20:00");
    list = json_of(call(*ahn, "PUT", "/api/v1/business-hours",
                        R"({"department_id":")" + delivery_.id.value + R"(","hours":)" + nights + "}"));
    EXPECT_EQ(text_at(list, "/items/2/now/open"), "false");
    EXPECT_EQ(call(*ahn, "GET", kReport + "?clock=business").status, 200);
    list = json_of(call(*ahn, "PUT", "/api/v1/business-hours",
                        R"({"department_id":")" + delivery_.id.value + R"(","hours":null})"));
    EXPECT_EQ(text_at(list, "/items/2/now/open"), "true");
}

TEST_F(ReportApi, HoursThatCannotBeAreRefused) {
    const auto ahn = sign_in(ahn_);
    const auto put = [&](const std::string& body) {
        return call(*ahn, "PUT", "/api/v1/business-hours", body).status;
    };
    EXPECT_EQ(put(R"({"department_id":"01J00000000000000000000000","hours":)" + kOffice + "}"), 404);
    EXPECT_EQ(put("{}"), 400);
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"Asia/Seoul", "Asia/Nowhere"},
                                   {"09:00", "25:00"},
                                   {"\"kr\"", "\"xx\""},
                                   {"2026-03-12", "2026-02-30"}}) {
        std::string bad = kOffice;
        bad.replace(bad.find(from), from.size(), to);
        EXPECT_EQ(put(R"({"hours":)" + bad + "}"), 400) << to;
        EXPECT_EQ(call(*ahn, "POST", "/api/v1/business-hours/preview", bad).status, 400) << to;
    }
    const auto preview = json_of(call(*ahn, "POST", "/api/v1/business-hours/preview", kOffice));
    EXPECT_EQ(text_at(preview, "/open"), "true");
    EXPECT_TRUE(json_of(call(*ahn, "GET", "/api/v1/business-hours")).at("items").at(0).at("hours").is_null())
        << "a preview changes nothing";
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/business-hours").status, 200);
    EXPECT_EQ(call(*kim, "PUT", "/api/v1/business-hours", R"({"hours":)" + kOffice + "}").status, 403);
}

}  // namespace
}  // namespace manyhands::http
