#include "reports/first_answer.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/catalogue.hpp"
#include "base/random.hpp"

namespace manyhands::reports {
namespace {

using namespace std::chrono_literals;
using base::Instant;

const model::BrandId kBrand{"brand"};

Instant at(const char* text) {
    return base::parse_rfc3339(text).value();
}

class Episodes final : public EpisodeStore {
  public:
    base::Result<void> episodes(const model::BrandId& brand, Instant from, Instant to,
                                const std::function<void(const EpisodeRow&)>& each) override {
        if (brand != kBrand) return {};
        for (const EpisodeRow& row : rows)
            if (row.opened_at >= from && row.opened_at < to) each(row);
        return {};
    }
    void answered(Instant opened, base::Micros took) {
        rows.push_back({{}, 1, opened, opened + took, EpisodeEnd::answered, {}, {}});
    }
    void left(Instant opened, EpisodeEnd end) { rows.push_back({{}, 1, opened, {}, end, {}, {}}); }

    std::vector<EpisodeRow> rows;
};

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

TEST(FirstAnswer, AnOpenEpisodeIsNeverOnlyAfterAWeek) {
    Episodes store;
    const Instant day = at("2026-03-09T00:00:00Z");
    store.left(day, EpisodeEnd::open);
    EXPECT_EQ(first_answer(store, kBrand, day, day + 24h, "UTC", day + 7 * 24h - 1us)->waiting, 1);
    EXPECT_EQ(first_answer(store, kBrand, day, day + 24h, "UTC", day + 7 * 24h)->never, 1);
    EXPECT_EQ(first_answer(store, kBrand, day, day + 24h, "UTC", day - 1h)->waiting, 1) << "a clock set back";
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
    for (const EpisodeRow& row : store.rows)
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
    EXPECT_EQ(first_answer(store, kBrand, day, day + 401 * 24h, "UTC", day).error().key,
              "reports.period_too_long");
    EXPECT_EQ(first_answer(store, kBrand, day, day + 1h, "Mars/Olympus", day).error().key,
              "base.time.unknown_zone");
    EXPECT_EQ(first_answer(store, kBrand, day, day + 400 * 24h, "UTC", day)->by_day.size(), 400u);
}

// Reads RFC 4180 back, apart from the code that writes it.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
    std::vector<std::vector<std::string>> rows(1, {""});
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        std::string& cell = rows.back().back();
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            cell += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ',') {
            rows.back().emplace_back();
        } else if (!quoted && c == '\r') {
            EXPECT_EQ(text[i + 1], '\n');
            ++i;
            rows.push_back({""});
        } else {
            EXPECT_NE(c, '\n');
            cell += c;
        }
    }
    rows.pop_back();
    return rows;
}

TEST(Csv, HasTheSameFiguresInBothLanguages) {
    Episodes store;
    const Instant day = at("2026-03-09T00:00:00Z");
    store.answered(day + 1h, 100s);
    store.answered(day + 2h, 101s);
    store.answered(day + 3h, 5000s);
    store.left(day + 25h, EpisodeEnd::dropped);
    const auto report = first_answer(store, kBrand, day, day + 48h, "Asia/Seoul", day + 48h);
    ASSERT_TRUE(report);
    for (const char* lang : {"ko", "en"}) {
        const std::string file = to_csv(*report, lang);
        ASSERT_TRUE(file.starts_with("\xEF\xBB\xBF"));
        const auto rows = read_csv(std::string_view(file).substr(3));
        ASSERT_EQ(rows.size(), 13u + 5 + 1 + 1 + report->by_day.size());
        EXPECT_EQ(rows[0][1], "2026-03-09T00:00:00Z");
        EXPECT_EQ(rows[2][1], "Asia/Seoul");
        EXPECT_EQ(rows[4][1], "3");
        EXPECT_EQ(rows[8][1], "1");
        EXPECT_EQ(std::stod(rows[9][1]), *report->mean_seconds) << "to the last unit";
        EXPECT_EQ(rows[10][1], "101");
        EXPECT_EQ(rows[13][1], "2");
        EXPECT_EQ(rows[17][1], "1");
        EXPECT_EQ(rows[20],
                  (std::vector<std::string>{"2026-03-09", "3", "3", "2", rows[9][1], "101", "5000"}));
        EXPECT_EQ(rows.back(), (std::vector<std::string>{"2026-03-11", "0", "0", "0", "", "", ""}));
        for (const auto& row : rows)
            EXPECT_FALSE(row[0].starts_with("reports.")) << "no sentence for " << row[0];
    }
    EXPECT_NE(to_csv(*report, "ko"), to_csv(*report, "en"));
    EXPECT_NE(to_csv(*report, "ko").find("벽시계"), std::string::npos);
}

TEST(Csv, CellsCannotBecomeFormulas) {
    FirstAnswer report;
    report.bands.push_back({7, 0});
    for (const std::string bad : {"=1+1", "+1", "-1", "@sum", "\tx", "\rx"}) {
        report.zone = bad;
        const std::string file = to_csv(report, "en");
        const auto rows = read_csv(std::string_view(file).substr(3));
        EXPECT_EQ(rows[2][1], "'" + bad);
    }
    report.zone = "a \"quoted\", zone";
    const std::string file = to_csv(report, "en");
    EXPECT_NE(file.find("\"a \"\"quoted\"\", zone\""), std::string::npos);
    EXPECT_EQ(read_csv(std::string_view(file).substr(3))[2][1], report.zone);
}

}  // namespace
}  // namespace manyhands::reports
