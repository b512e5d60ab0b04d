#include "reports/first_answer.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "reports/test_episodes.hpp"

namespace manyhands::reports {
namespace {

using namespace testing;

TEST(Percentile, NearestRank) {
    EXPECT_EQ(percentile({}, 50), std::nullopt);
    EXPECT_EQ(percentile({7}, 1), 7);
    EXPECT_EQ(percentile({7}, 99), 7);
    EXPECT_EQ(percentile({15, 20, 35, 40, 50}, 5), 15);
    EXPECT_EQ(percentile({15, 20, 35, 40, 50}, 30), 20);
    EXPECT_EQ(percentile({15, 20, 35, 40, 50}, 40), 20);
    EXPECT_EQ(percentile({15, 20, 35, 40, 50}, 50), 35);
    EXPECT_EQ(percentile({15, 20, 35, 40, 50}, 100), 50);
    std::vector<std::int64_t> hundred;
    for (int i = 1; i <= 100; ++i)
        hundred.push_back(i);
    EXPECT_EQ(percentile(hundred, 50), 50);
    EXPECT_EQ(percentile(hundred, 90), 90);
    EXPECT_EQ(percentile(hundred, 99), 99);
}

// Counted by hand.
TEST(FirstAnswer, EqualsTheHandComputedOne) {
    Episodes store;
    const Instant day = at("2026-03-09T00:00:00Z");
    store.answered(day + 1h, 60s);
    store.answered(day + 2h, 420s);           // 7 minutes to the second
    store.answered(day + 3h, 420s + 1us);     // a hair later: the next band
    store.answered(day + 4h, 720s);           // within the promise
    store.answered(day + 25h, 720s + 400ms);  // not any more
    store.answered(day + 26h, 1800s);
    store.answered(day + 27h, 3600s + 900ms);
    store.answered(day + 28h, -5s);           // clocks differ: nobody answers before the question
    store.answered(day + 29h, 7 * 24h + 1s);  // later than a week counts as never
    store.left(day + 30h, EpisodeEnd::open);  // seven days and more at `now`
    store.left(day + 70h, EpisodeEnd::open);  // waits
    store.left(day + 5h, EpisodeEnd::dropped);
    store.answered(day - 1us, 5s);  // before the period
    store.answered(day + 72h, 5s);  // after it

    const auto report = first_answer(store, kBrand, day, day + 72h, "UTC", day + 30h + 7 * 24h);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->episodes, 11);
    EXPECT_EQ(report->answered, 8);
    EXPECT_EQ(report->waiting, 1);
    EXPECT_EQ(report->overdue, 1) << "its twelve minutes are long over";
    EXPECT_EQ(report->never, 2);
    EXPECT_EQ(report->no_answer_needed, 1);
    // 0, 60, 420, 420, 720, 720, 1800, 3600: the sum is 7740.
    EXPECT_DOUBLE_EQ(*report->mean_seconds, 967.5);
    EXPECT_EQ(report->p50_seconds, 420);
    EXPECT_EQ(report->p90_seconds, 3600);
    EXPECT_EQ(report->p99_seconds, 3600);
    ASSERT_EQ(report->bands.size(), 5u);
    EXPECT_EQ(report->bands[0].answered, 3);
    EXPECT_EQ(report->bands[1].answered, 2);
    EXPECT_EQ(report->bands[2].answered, 2);
    EXPECT_EQ(report->bands[3].answered, 0);
    EXPECT_EQ(report->bands[4].answered, 1);
    EXPECT_EQ(report->bands[4].up_to_minutes, std::nullopt);
    ASSERT_EQ(report->by_day.size(), 3u);
    EXPECT_EQ(report->by_day[0].day, "2026-03-09");
    EXPECT_EQ(report->by_day[0].episodes, 4);
    EXPECT_EQ(report->by_day[0].within_promise, 4);
    EXPECT_EQ(report->by_day[0].p50_seconds, 420);
    EXPECT_EQ(report->by_day[1].episodes, 6);
    EXPECT_EQ(report->by_day[1].answered, 4);
    EXPECT_EQ(report->by_day[1].within_promise, 1);
    EXPECT_EQ(report->by_day[2].episodes, 1);
    EXPECT_EQ(report->by_day[2].mean_seconds, std::nullopt);
}

TEST(FirstAnswer, TheBandsAreTheBrandsOwnAndEveryAnswerIsInOne) {
    Episodes store;
    const Instant day = at("2026-03-09T00:00:00Z");
    store.answered(day + 1h, 4min);
    store.answered(day + 2h, 6min);
    store.answered(day + 30h, 13min);
    store.answered(day + 31h, 200min);
    auto promises = std::make_shared<model::PromiseHistory>();
    promises->add(day + 24h, {15, {5, 15, 45}});
    Question question;
    question.brand = kBrand;
    question.from = day;
    question.to = day + 48h;
    question.zone = "UTC";
    question.now = day + 72h;
    question.promises = promises;
    const auto report = first_answer(store, question);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->promise_minutes, 15);
    ASSERT_EQ(report->bands.size(), 4U);
    EXPECT_EQ(report->bands[0].up_to_minutes, 5);
    EXPECT_EQ(report->bands[0].answered, 1);
    EXPECT_EQ(report->bands[1].answered, 2);
    EXPECT_EQ(report->bands[2].answered, 0);
    EXPECT_EQ(report->bands[3].up_to_minutes, std::nullopt);
    EXPECT_EQ(report->bands[3].answered, 1);
    EXPECT_EQ(report->within_promise, 3) << "12 minutes held on the first day, 15 on the second";
}

TEST(FirstAnswer, AnOpenEpisodeIsNeverOnlyAfterAWeek) {
    Episodes store;
    const Instant day = at("2026-03-09T00:00:00Z");
    store.left(day, EpisodeEnd::open);
    EXPECT_EQ(first_answer(store, kBrand, day, day + 24h, "UTC", day + 7 * 24h - 1us)->waiting, 1);
    EXPECT_EQ(first_answer(store, kBrand, day, day + 24h, "UTC", day + 7 * 24h)->never, 1);
    EXPECT_EQ(first_answer(store, kBrand, day, day + 24h, "UTC", day - 1h)->waiting, 1) << "a clock set back";
    EXPECT_EQ(first_answer(store, kBrand, day, day + 24h, "UTC", day - 1h)->overdue, 0) << "nor late then";
}

TEST(FirstAnswer, DaysAreThoseOfTheZone) {
    Episodes store;
    store.answered(at("2026-03-09T14:59:59Z"), 1s);  // 23:59:59 in Seoul
    store.answered(at("2026-03-09T15:00:00Z"), 1s);  // midnight there
    const auto seoul = first_answer(store, kBrand, at("2026-03-08T15:00:00Z"), at("2026-03-10T15:00:00Z"),
                                    "Asia/Seoul", at("2026-03-11T00:00:00Z"));
    ASSERT_EQ(seoul->by_day.size(), 2u);
    EXPECT_EQ(seoul->by_day[0].day, "2026-03-09");
    EXPECT_EQ(seoul->by_day[0].episodes, 1);
    EXPECT_EQ(seoul->by_day[1].episodes, 1);
}

TEST(FirstAnswer, DaysOf23And25Hours) {
    // New York: clocks go forward on 8 March 2026 and back on 1 November 2026.
    for (const auto& [from, to, hours] : {std::tuple("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23),
                                          std::tuple("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", 25)}) {
        Episodes store;
        for (Instant t = at(from) - 2h; t < at(to) + 2h; t += 1h)
            store.answered(t, 1s);
        const auto report =
            first_answer(store, kBrand, at(from) - 24h, at(to) + 24h, "America/New_York", at(to) + 48h);
        ASSERT_TRUE(report);
        const auto day = std::find_if(report->by_day.begin(), report->by_day.end(),
                                      [&](const Day& d) { return d.day == std::string(from).substr(0, 10); });
        ASSERT_NE(day, report->by_day.end());
        EXPECT_EQ(day->episodes, hours);
    }
}

TEST(FirstAnswer, DaysAddUpToThePeriod) {
    base::SeededRandom random(11);
    Episodes store;
    const Instant from = at("2026-10-01T03:17:00Z");
    for (int i = 0; i < 5000; ++i) {
        const Instant opened = from + base::Micros(random.below(60ULL * 24 * 3600 * 1'000'000));
        const auto dice = random.below(10);
        if (dice == 0)
            store.left(opened, EpisodeEnd::open);
        else if (dice == 1)
            store.left(opened, EpisodeEnd::dropped);
        else
            store.answered(opened, base::Micros(random.below(8000ULL * 1'000'000)));
    }
    const auto report =
        first_answer(store, kBrand, from, from + 60 * 24h, "America/New_York", from + 61 * 24h);
    ASSERT_TRUE(report);
    std::int64_t episodes = 0, answered = 0, within = 0, bands = 0;
    for (const Day& day : report->by_day) {
        episodes += day.episodes;
        answered += day.answered;
        within += day.within_promise;
    }
    for (const Band& band : report->bands)
        bands += band.answered;
    EXPECT_EQ(episodes, report->episodes);
    EXPECT_EQ(answered, report->answered);
    EXPECT_EQ(bands, report->answered);
    EXPECT_EQ(within, report->bands[0].answered + report->bands[1].answered);
    EXPECT_EQ(report->episodes, report->answered + report->waiting + report->never);
    EXPECT_EQ(report->episodes + report->no_answer_needed, 5000);

    // The oracle: sorted, the element of rank ceil(p n / 100).
    std::vector<std::int64_t> seconds;
    for (const Episodes::Row& row : store.rows)
        if (row.answered_at) seconds.push_back((*row.answered_at - row.opened_at).count() / 1'000'000);
    std::sort(seconds.begin(), seconds.end());
    const auto n = seconds.size();
    EXPECT_EQ(report->p50_seconds, seconds[(n * 50 + 99) / 100 - 1]);
    EXPECT_EQ(report->p90_seconds, seconds[(n * 90 + 99) / 100 - 1]);
    EXPECT_EQ(report->p99_seconds, seconds[(n * 99 + 99) / 100 - 1]);
}

TEST(FirstAnswer, EmptyPeriodAndErrors) {
    Episodes store;
    const Instant day = at("2026-03-09T00:00:00Z");
    const auto empty = first_answer(store, kBrand, day, day + 48h, "UTC", day);
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->by_day.size(), 2u);
    EXPECT_EQ(empty->mean_seconds, std::nullopt);
    EXPECT_EQ(empty->p99_seconds, std::nullopt);
    EXPECT_EQ(first_answer(store, kBrand, day, day, "UTC", day).error().key, "reports.bad_period");
    EXPECT_EQ(first_answer(store, kBrand, day, day - 1s, "UTC", day).error().key, "reports.bad_period");
    EXPECT_EQ(first_answer(store, kBrand, day, day + 3661 * 24h, "UTC", day).error().key,
              "reports.period_too_long");
    EXPECT_EQ(first_answer(store, kBrand, day, day + 1h, "Mars/Olympus", day).error().key,
              "base.time.unknown_zone");
    EXPECT_EQ(first_answer(store, kBrand, day, day + 400 * 24h, "UTC", day)->by_day.size(), 400u);
}

Question asked(Instant from, Instant to, GroupBy by, ClockKind clock = ClockKind::wall) {
    Question q;
    q.brand = kBrand;
    q.from = from;
    q.to = to;
    q.zone = "Asia/Seoul";
    q.now = to + 30 * 24h;
    q.by = by;
    q.clock = clock;
    return q;
}

model::BusinessHours office() {
    model::BusinessHours hours;
    hours.zone = "Asia/Seoul";
    hours.calendars = {"kr"};
    for (std::size_t day = 0; day < 5; ++day)
        hours.week[day] = {{9 * 60, 18 * 60}};
    return hours;
}

// A store of many kinds of episodes over two months that hold Chuseok and a change of clocks elsewhere.
void fill(Episodes& store, Instant from, int n) {
    base::SeededRandom random(5);
    for (int i = 0; i < n; ++i) {
        const Instant opened = from + base::Micros(random.below(60ULL * 24 * 3600 * 1'000'000));
        const auto dice = random.below(12);
        if (dice == 0)
            store.left(opened, EpisodeEnd::open);
        else if (dice == 1)
            store.left(opened, EpisodeEnd::dropped);
        else
            store.answered(
                opened,
                base::Micros(random.below(dice == 2 ? 9ULL * 24 * 3600 * 1'000'000 : 8000ULL * 1'000'000)),
                "acc" + std::to_string(random.below(3)), "dep" + std::to_string(random.below(2)),
                random.below(5) == 0 ? "" : "emp" + std::to_string(random.below(9)));
        store.rows.back().found_late = random.below(20) == 0;
    }
    std::ranges::sort(store.rows, {}, &Episodes::Row::opened_at);
}

constexpr GroupBy kAllGroupings[] = {GroupBy::day,      GroupBy::account, GroupBy::department,
                                     GroupBy::employee, GroupBy::hour,    GroupBy::day_kind};

TEST(Groups, AddUpToTheWholeInEveryGroupingAndClock) {
    Episodes store;
    const Instant from = at("2026-09-01T00:00:00+09:00");
    fill(store, from, 4000);
    store.office.brand = office();
    for (const ClockKind clock : {ClockKind::wall, ClockKind::business})
        for (const GroupBy by : kAllGroupings) {
            const auto report = first_answer(store, asked(from, from + 60 * 24h, by, clock)).value();
            Figures sum;
            double weighted = 0;
            for (const Group& group : report.groups) {
                sum.episodes += group.episodes;
                sum.answered += group.answered;
                sum.waiting += group.waiting;
                sum.overdue += group.overdue;
                sum.never += group.never;
                sum.no_answer_needed += group.no_answer_needed;
                sum.found_late += group.found_late;
                sum.within_promise += group.within_promise;
                weighted += group.mean_seconds.value_or(0) * static_cast<double>(group.answered);
            }
            const auto what = std::string(to_string(by)) + " " + std::string(to_string(clock));
            EXPECT_EQ(sum.episodes, report.episodes) << what;
            EXPECT_EQ(sum.answered, report.answered) << what;
            EXPECT_EQ(sum.waiting, report.waiting) << what;
            EXPECT_EQ(sum.overdue, report.overdue) << what;
            EXPECT_EQ(sum.never, report.never) << what;
            EXPECT_EQ(sum.no_answer_needed, report.no_answer_needed) << what;
            EXPECT_EQ(sum.found_late, report.found_late) << what;
            EXPECT_EQ(sum.within_promise, report.within_promise) << what;
            EXPECT_NEAR(weighted / static_cast<double>(report.answered), *report.mean_seconds, 1e-6) << what;
            EXPECT_GT(report.never, 0);
        }
}

TEST(Groups, TheirKeysAndOrder) {
    Episodes store;
    const Instant from = at("2026-09-21T00:00:00+09:00");  // Chuseok: Thursday 24 to Saturday 26
    for (int day = 0; day < 7; ++day)
        store.answered(from + day * 24h + 9h + 30min, 60s, "acc", "dep", day == 0 ? "" : "emp");
    store.office.brand = office();
    const auto kinds = first_answer(store, asked(from, from + 7 * 24h, GroupBy::day_kind)).value();
    ASSERT_EQ(kinds.groups.size(), 3U);
    EXPECT_EQ(kinds.groups[0].key, "working");
    EXPECT_EQ(kinds.groups[0].answered, 3);
    EXPECT_EQ(kinds.groups[1].key, "weekend");
    EXPECT_EQ(kinds.groups[1].answered, 1);
    EXPECT_EQ(kinds.groups[2].key, "holiday");
    EXPECT_EQ(kinds.groups[2].answered, 3);
    EXPECT_EQ(kinds.by_day[3].kind, model::DayKind::holiday);
    const auto hours = first_answer(store, asked(from, from + 7 * 24h, GroupBy::hour)).value();
    ASSERT_EQ(hours.groups.size(), 24U);
    EXPECT_EQ(hours.groups[9].key, "9");
    EXPECT_EQ(hours.groups[9].answered, 7);
    const auto people = first_answer(store, asked(from, from + 7 * 24h, GroupBy::employee)).value();
    ASSERT_EQ(people.groups.size(), 2U);
    EXPECT_EQ(people.groups[0].key, "emp");
    EXPECT_EQ(people.groups[1].key, "") << "nobody of ours, last";
    EXPECT_EQ(group_by("channel"), GroupBy::account);
    EXPECT_EQ(group_by("colour"), std::nullopt);
    for (const GroupBy by : kAllGroupings)
        EXPECT_EQ(group_by(to_string(by)), by);
}

TEST(Clock, BusinessCountsOpenTimeOnly) {
    Episodes store;
    store.office.brand = office();
    auto nights = office();
    for (auto& spans : nights.week)
        spans = {{0, 1440}};
    nights.calendars.clear();
    store.office.departments[model::DepartmentId("nights")] = nights;
    const Instant friday = at("2026-03-06T17:59:00+09:00");
    store.answered(friday, 63h + 2min, "", "day");     // Monday 09:01
    store.answered(friday, 63h + 2min, "", "nights");  // always open
    store.left(friday, EpisodeEnd::open);
    auto question = asked(friday - 1h, friday + 1h, GroupBy::department, ClockKind::business);
    const auto business = first_answer(store, question).value();
    ASSERT_EQ(business.answered, 2);
    for (const Group& group : business.groups) {
        if (group.answered == 0) continue;
        EXPECT_EQ(group.p50_seconds, group.key == "day" ? 120 : (63 * 60 + 2) * 60) << group.key;
    }
    EXPECT_EQ(business.within_promise, 1);
    EXPECT_EQ(business.never, 1) << "seven days of the wall clock, whatever the hours";
    question.clock = ClockKind::wall;
    EXPECT_EQ(first_answer(store, question)->within_promise, 0);
    store.office.brand.reset();
    question.clock = ClockKind::business;
    EXPECT_EQ(first_answer(store, question).error().key, "reports.no_hours");
}

TEST(Clock, WhatWasAskedAndAnsweredWhileClosedIsCountedApart) {
    Episodes store;
    store.office.brand = office();
    const Instant night = at("2026-03-06T22:00:00+09:00");  // a Friday
    store.answered(night, 5min);
    store.answered(night, 48h);
    store.answered(night, 63h);       // Monday 13:00
    store.answered(night + 66h, 0s);  // at once, while open
    auto question = asked(night - 1h, night + 70h, GroupBy::day, ClockKind::business);
    const auto business = first_answer(store, question).value();
    EXPECT_EQ(business.answered, 4);
    EXPECT_EQ(business.outside_hours, 2);
    question.clock = ClockKind::wall;
    EXPECT_EQ(first_answer(store, question)->outside_hours, 0);
}

TEST(Filters, AndThePeriodBefore) {
    Episodes store;
    const Instant from = at("2026-03-09T00:00:00+09:00");
    store.answered(from - 24h, 500s, "a", "d", "e");
    store.answered(from - 48h - 1s, 1s, "a", "d", "e");
    store.answered(from + 1h, 100s, "a", "d", "e");
    store.answered(from + 2h, 200s, "b", "d", "e");
    store.answered(from + 3h, 300s, "a", "x", "");
    auto question = asked(from, from + 48h, GroupBy::day);
    question.compare = true;
    const auto answered = [&](Filter filter) {
        question.filter = std::move(filter);
        return first_answer(store, question)->answered;
    };
    EXPECT_EQ(answered({}), 3);
    EXPECT_EQ(answered({"a", "", ""}), 2);
    EXPECT_EQ(answered({"a", "d", ""}), 1);
    EXPECT_EQ(answered({"", "", "e"}), 2);
    EXPECT_EQ(answered({"", "", "nobody"}), 1);
    EXPECT_EQ(answered({"", "", "somebody else"}), 0);
    question.filter = {"a", "", ""};
    const auto report = first_answer(store, question).value();
    ASSERT_TRUE(report.before);
    EXPECT_EQ(report.before->answered, 1);
    EXPECT_EQ(report.before->p50_seconds, 500);
}

// Every figure equals the number of conversations behind it, page by page, in every grouping.
TEST(Drill, AFigureAndItsConversationsAreTheSame) {
    Episodes store;
    const Instant from = at("2026-09-01T00:00:00+09:00");
    fill(store, from, 400);
    store.office.brand = office();
    const auto count = [&](const Question& question, const Pick& pick) {
        std::int64_t n = 0;
        std::optional<EpisodePlace> after;
        Instant last = question.to;
        for (int pages = 0; pages < 1000; ++pages) {
            const auto page = picked(store, question, pick, after, 37).value();
            for (const Picked& item : page.items) {
                EXPECT_LE(item.place.opened_at, last) << "newest first";
                last = item.place.opened_at;
                EXPECT_EQ(item.seconds.has_value(), item.fate == Fate::answered);
            }
            n += std::ssize(page.items);
            if (!page.next) return n;
            after = page.next;
        }
        return std::int64_t{-1};
    };
    for (const ClockKind clock : {ClockKind::wall, ClockKind::business}) {
        for (const GroupBy by : kAllGroupings) {
            const auto question = asked(from, from + 60 * 24h, by, clock);
            const auto report = first_answer(store, question).value();
            const std::size_t step = std::max<std::size_t>(1, report.groups.size() / 4);
            for (std::size_t i = 0; i < report.groups.size(); i += step) {
                const Group& group = report.groups[i];
                EXPECT_EQ(count(question, {group.key, "", {}}), group.episodes) << to_string(by) << group.key;
                EXPECT_EQ(count(question, {group.key, "answered", {}}), group.answered);
                EXPECT_EQ(count(question, {group.key, "found_late", {}}), group.found_late);
                EXPECT_EQ(count(question, {group.key, "within_promise", {}}), group.within_promise);
            }
        }
        const auto question = asked(from, from + 60 * 24h, GroupBy::day, clock);
        const auto report = first_answer(store, question).value();
        EXPECT_EQ(count(question, {{}, "never", {}}), report.never);
        EXPECT_EQ(count(question, {{}, "waiting", {}}), report.waiting);
        EXPECT_EQ(count(question, {{}, "overdue", {}}), report.overdue);
        EXPECT_EQ(count(question, {{}, "no_answer_needed", {}}), report.no_answer_needed);
        EXPECT_EQ(count(question, {{}, "late", {}}), report.answered - report.within_promise);
        for (std::size_t band = 0; band < report.bands.size(); ++band)
            EXPECT_EQ(count(question, {{}, "", static_cast<int>(band)}), report.bands[band].answered) << band;
    }
    EXPECT_EQ(picked(store, asked(from, from + 24h, GroupBy::day), {{}, "colour", {}}, {}, 10).error().key,
              "reports.bad_pick");
}

TEST(RealAnswer, IsTheFirstOneUnlessThatOnlyHeld) {
    testing::Episodes store;
    const Instant from = at("2026-03-09T00:00:00Z");
    store.answered(from + 1h, 60s, "a", "care", "min");
    store.answered(from + 2h, 120s, "a", "care", "min");
    auto& held = store.rows.back();
    held.concern = Concern::held;
    held.real_at = held.opened_at + 2h;
    held.real_end = EpisodeEnd::answered;
    held.real_department = "legal";
    held.real_employee = "sue";
    held.missed = 1;
    held.spans = {{"care", held.opened_at + 30min}};
    store.answered(from + 2h + 10min, 30s, "a", "care", "min");  // asked meanwhile
    store.rows.back().concern = Concern::part;
    store.answered(from + 3h, 10s, "a", "care", "min");
    store.rows.back().concern = Concern::held;
    store.rows.back().let_go = true;
    store.rows.back().real_department = "care";
    Question q = asked(from, from + 24h, GroupBy::employee);
    const auto report = first_answer(store, q).value();
    EXPECT_EQ(report.answered, 4);
    EXPECT_EQ(report.p50_seconds, 30);
    EXPECT_EQ(report.real.counted, 3);
    EXPECT_EQ(report.real.answered, 2);
    EXPECT_EQ(report.real.only_held, 1);
    EXPECT_EQ(report.real.p50_seconds, 60);
    EXPECT_EQ(report.real.p99_seconds, 7200);
    EXPECT_DOUBLE_EQ(*report.real.mean_seconds, 3630);
    EXPECT_EQ(report.held, 2);
    EXPECT_EQ(report.missed, 1);
    EXPECT_FALSE(report.action) << "nothing was promised";
    ASSERT_EQ(report.departments.size(), 2U);
    EXPECT_EQ(report.departments[0].department, "legal");
    EXPECT_EQ(report.departments[0].seconds, 5400);
    EXPECT_EQ(report.departments[1].seconds, 1800 + 60);
    EXPECT_EQ(report.departments[1].concerns, 2);
    const auto sue = std::ranges::find(report.groups, "sue", &Group::key);
    ASSERT_NE(sue, report.groups.end()) << "who gave the real answer, and no first one";
    EXPECT_EQ(sue->episodes, 0);
    EXPECT_EQ(sue->real.answered, 1);
}

TEST(RealAnswer, TheThirdClockShowsWhenSomethingWasDone) {
    testing::Episodes store;
    const Instant from = at("2026-03-09T00:00:00Z");
    store.answered(from + 1h, 60s);
    store.done.push_back({from + 1h, from + 25h, EpisodeEnd::answered, "", "", ""});
    store.done.push_back({from + 2h, {}, EpisodeEnd::open, "", "", ""});
    Question q = asked(from, from + 24h, GroupBy::day);
    q.now = from + 48h;
    const auto report = first_answer(store, q).value();
    ASSERT_TRUE(report.action);
    EXPECT_EQ(report.action->counted, 2);
    EXPECT_EQ(report.action->answered, 1);
    EXPECT_EQ(report.action->p50_seconds, 86'400);
}

TEST(RealAnswer, WhatWasDoneAfterMoreThanAWeekIsCountedAsItIsAndWhatWasCancelledIsNot) {
    testing::Episodes store;
    const Instant from = at("2026-03-09T00:00:00Z");
    store.done.push_back({from + 1h, from + 241h, EpisodeEnd::answered, "", "", "e1"});
    store.done.push_back({from + 1h, {}, EpisodeEnd::open, "", "", "e1"});
    store.done.push_back({from + 1h, from + 2h, EpisodeEnd::dropped, "", "", "e2"});
    Question q = asked(from, from + 24h, GroupBy::employee);
    q.now = from + 24h * 30;
    const auto report = first_answer(store, q).value();
    ASSERT_TRUE(report.action);
    EXPECT_EQ(report.action->counted, 2);
    EXPECT_EQ(report.action->waiting, 1);
    EXPECT_EQ(report.action->never, 0);
    EXPECT_EQ(report.action->p99_seconds, 864'000);
    ASSERT_EQ(report.groups.size(), 1U) << "who has only promised stands there, too";
    EXPECT_EQ(report.groups[0].key, "e1");
    EXPECT_EQ(report.episodes, 0);
}

}  // namespace
}  // namespace manyhands::reports
