#include "identity/nudges.hpp"

#include <gtest/gtest.h>

#include "identity/mails.hpp"

namespace manyhands::identity {
namespace {

using namespace std::chrono_literals;

base::Instant at(const char* text) {
    return base::parse_rfc3339(text).value();
}

TEST(QuietHours, GoOverMidnightInTheReadersZone) {
    const QuietHours night;                                                   // 21:00 to 08:00
    EXPECT_FALSE(is_quiet(night, at("2026-03-09T05:23:00Z"), "Asia/Seoul"));  // 14:23
    EXPECT_TRUE(is_quiet(night, at("2026-03-09T12:00:00Z"), "Asia/Seoul"));   // 21:00
    EXPECT_FALSE(is_quiet(night, at("2026-03-09T11:59:59Z"), "Asia/Seoul"));
    EXPECT_TRUE(is_quiet(night, at("2026-03-08T22:59:59Z"), "Asia/Seoul"));  // 07:59
    EXPECT_FALSE(is_quiet(night, at("2026-03-08T23:00:00Z"), "Asia/Seoul"));
    EXPECT_TRUE(is_quiet(night, at("2026-03-09T05:23:00Z"), "America/New_York"));  // 01:23
    EXPECT_TRUE(is_quiet(night, at("2026-03-09T23:00:00Z"), "No/Where")) << "as UTC";
    EXPECT_FALSE(is_quiet({600, 600}, at("2026-03-09T10:00:00Z"), "UTC")) << "none";
    EXPECT_TRUE(is_quiet({600, 720}, at("2026-03-09T11:59:00Z"), "UTC"));
    EXPECT_FALSE(is_quiet({600, 720}, at("2026-03-09T12:00:00Z"), "UTC"));
}

TEST(QuietHours, EndWhenTheySay) {
    const QuietHours night;
    EXPECT_EQ(quiet_ends(night, at("2026-03-09T12:30:10Z"), "Asia/Seoul"), at("2026-03-09T23:00:00Z"));
    EXPECT_EQ(quiet_ends(night, at("2026-03-09T05:23:00Z"), "Asia/Seoul"), at("2026-03-09T05:23:00Z"));
    EXPECT_EQ(day_began(at("2026-03-09T05:23:00Z"), "Asia/Seoul"), at("2026-03-08T15:00:00Z"));
}

TEST(QuietHours, AreWrittenAndRead) {
    EXPECT_EQ(minutes_of("08:30"), 510);
    EXPECT_EQ(clock_text(510), "08:30");
    for (const char* wrong : {"24:00", "08:60", "8:30", "0830", "08:3x", ""})
        EXPECT_FALSE(minutes_of(wrong)) << wrong;
}

TEST(Nudges, AnEndpointComesBackFromItsBox) {
    const Endpoint one{"https://push.example/a b", std::string("\0\x01", 2), "auth"};
    const auto read = endpoint_of(endpoint_text(one));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->url, one.url);
    EXPECT_EQ(read->p256dh, one.p256dh);
    EXPECT_EQ(read->auth, one.auth);
    EXPECT_FALSE(endpoint_of("nothing"));
}

class Judge : public ::testing::Test {
  protected:
    PushVerdict after(int status, int attempts = 0, std::optional<base::Micros> retry = {}) {
        nudge_.attempts = attempts;
        nudge_.made_at = now_;
        return judge_push(device_, nudge_, {status, false, retry, now_}, random_);
    }
    using Next = PushVerdict::Next;
    base::Instant now_ = at("2026-03-09T05:23:00Z");
    base::SeededRandom random_{1};
    Device device_;
    Nudge nudge_;
};

TEST_F(Judge, WhatAnAttemptMeans) {
    device_.failures = 3;
    EXPECT_EQ(after(201).next, Next::done);
    EXPECT_EQ(after(201).device.failures, 0);
    for (const int gone : {404, 410, 401, 403})
        EXPECT_EQ(after(gone).next, Next::device_gone) << gone;
    for (const int again : {0, 408, 429, 500, 503})
        EXPECT_EQ(after(again).next, Next::again) << again;
    for (const int wrong : {400, 413, 302})
        EXPECT_EQ(after(wrong).next, Next::failed) << wrong;
    EXPECT_EQ(judge_push(device_, nudge_, {0, true, {}, now_}, random_).next, Next::failed)
        << "our own guard says the same the next time";
}

TEST_F(Judge, WaitsLongerAndAsLongAsItIsAsked) {
    const auto first = after(503);
    EXPECT_GE(first.due_at, now_ + 2s);
    EXPECT_LE(first.due_at, now_ + 5s);
    EXPECT_GE(after(503, 2).due_at, now_ + 1min);
    const auto asked = after(429, 0, base::Micros(4min));
    EXPECT_GE(asked.due_at, now_ + 4min);
    EXPECT_GE(*asked.device.rest_until, now_ + 4min);
    EXPECT_EQ(after(429, 0, base::Micros(20min)).next, Next::failed) << "by then nobody wants to hear it";
    EXPECT_EQ(after(503, 4).next, Next::failed) << "the fifth was the last";
    device_.failures = 19;
    EXPECT_EQ(after(503).next, Next::device_gone) << "it has not taken anything twenty times";
}

TEST(Letters, ComeInTheMorningOfTheReaderAndOnceAPeriod) {
    Reader reader;
    reader.employee.id = model::EmployeeId("kim");
    reader.employee.email = "kim@hanbit.example";
    reader.wishes.zone = "Asia/Seoul";
    const auto monday = at("2026-03-09T00:10:00Z");  // 09:10 in Seoul
    const auto weekly = letters_due(reader, Rhythm::weekly, true, monday);
    ASSERT_EQ(weekly.size(), 1U);
    EXPECT_EQ(weekly[0].period, "week of 2026-03-02");
    EXPECT_EQ(weekly[0].from, at("2026-03-01T15:00:00Z"));
    EXPECT_EQ(weekly[0].to, at("2026-03-08T15:00:00Z"));
    EXPECT_TRUE(letters_due(reader, Rhythm::weekly, true, at("2026-03-08T22:50:00Z")).empty()) << "07:50";
    EXPECT_TRUE(letters_due(reader, Rhythm::weekly, true, at("2026-03-09T13:00:00Z")).empty()) << "quiet";
    EXPECT_EQ(letters_due(reader, Rhythm::weekly, true, at("2026-03-10T00:10:00Z")).size(), 1U);
    EXPECT_TRUE(letters_due(reader, Rhythm::weekly, true, at("2026-03-11T00:10:00Z")).empty()) << "too late";
    const auto daily = letters_due(reader, Rhythm::daily, true, monday);
    ASSERT_EQ(daily.size(), 1U);
    EXPECT_EQ(daily[0].period, "2026-03-08");
    EXPECT_TRUE(letters_due(reader, Rhythm::never, true, monday).empty());
    reader.has_device = true;
    EXPECT_TRUE(letters_due(reader, Rhythm::weekly, true, monday).empty()) << "pushes reach them";
    reader.wishes.digest = Rhythm::daily;
    EXPECT_EQ(letters_due(reader, Rhythm::never, true, monday).size(), 1U) << "their own wish";
    reader.employee.role = model::Role::lead;
    const auto both = letters_due(reader, Rhythm::never, true, monday);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[1].kind, MailKind::week_report);
    reader.wishes.week_report = false;
    EXPECT_EQ(letters_due(reader, Rhythm::never, true, monday).size(), 1U);
    reader.employee.email.clear();
    EXPECT_TRUE(letters_due(reader, Rhythm::daily, true, monday).empty());
}

TEST(StopLinks, HoldForOnePersonAndOneKind) {
    const StopLinks links("secret");
    const model::EmployeeId kim("01K0000000000000000000KIMS");
    const std::string token = links.token(kim, MailKind::digest);
    const auto of = links.read(token);
    ASSERT_TRUE(of);
    EXPECT_EQ(of->employee, kim);
    EXPECT_EQ(of->kind, MailKind::digest);
    EXPECT_FALSE(StopLinks("another").read(token));
    EXPECT_FALSE(links.read("week_report" + token.substr(6)));
    EXPECT_FALSE(links.read(token + "A"));
    for (const char* wrong : {"", ".", "..", "digest", "digest..", "x.y.z"})
        EXPECT_FALSE(links.read(wrong)) << wrong;
}

}  // namespace
}  // namespace manyhands::identity
