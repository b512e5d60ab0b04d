#include "listen/live.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "listen/random_posts_test.hpp"

namespace manyhands::listen {
namespace {

using namespace std::chrono_literals;

const model::BrandId kBrand("01BRAND");
const model::BrandId kOther("01OTHER");

// The ports as maps: what the store makes of them is tested there.
class Kept final : public QueryStore, public LiveStore {
  public:
    void put(const model::BrandId& brand, const std::string& id, const std::string& text,
             QueryState state = QueryState::on, std::optional<AlertRule> alert = {}) {
        const std::scoped_lock lock(mutex_);
        Query query;
        query.id = model::QueryId(id);
        query.brand = brand;
        query.text = query.canonical = text;
        query.state = state;
        query.alert = alert;
        queries_[brand][query.id] = query;
    }
    base::Result<std::vector<Query>> listening_queries(const model::BrandId& brand) override {
        const std::scoped_lock lock(mutex_);
        std::vector<Query> all;
        for (const auto& [id, query] : queries_[brand])
            all.push_back(query);
        return all;
    }
    base::Result<Query> listening_query(const model::BrandId&, const model::QueryId&) override {
        return none();
    }
    base::Result<void> add_listening_query(const Query&) override { return none(); }
    base::Result<Query> change_listening_query(const model::BrandId&, const model::QueryId&,
                                               const Decide&) override {
        return none();
    }
    base::Result<void> remove_listening_query(const model::BrandId&, const model::QueryId&) override {
        return none();
    }
    base::Result<void> keep_dry_run(const model::BrandId&, const model::QueryId&, const std::string&,
                                    const DrySummary&) override {
        return none();
    }
    base::Result<std::map<std::string, Verdict>> marks(const model::BrandId&, const std::string&) override {
        return none();
    }
    base::Result<void> mark(const model::BrandId&, const std::string&, const std::string&,
                            std::optional<Verdict>) override {
        return none();
    }
    base::Result<std::vector<KeptCount>> found_counts(const model::BrandId& brand) override {
        return counts[brand];
    }
    base::Result<void> save_found_counts(const model::BrandId& brand,
                                         const std::vector<KeptCount>& changed) override {
        if (full) return none();
        for (const KeptCount& count : changed) {
            std::erase_if(counts[brand], [&](const KeptCount& kept) { return kept.query == count.query; });
            counts[brand].push_back(count);
        }
        return {};
    }
    base::Result<std::vector<model::EmployeeId>> raise_alert(const Alert& alert) override {
        alerts.push_back(alert);
        return std::vector{model::EmployeeId("kim")};
    }

    std::map<model::BrandId, std::vector<KeptCount>> counts;
    std::vector<Alert> alerts;
    bool full = false;

  private:
    static std::unexpected<base::Error> none() { return base::fail(base::ErrorCode::unavailable, "none"); }
    std::mutex mutex_;
    std::map<model::BrandId, std::map<model::QueryId, Query>> queries_;
};

class LiveTest : public ::testing::Test {
  protected:
    void live_now(const model::BrandId& brand = kBrand) {
        live_.reload(brand);
        live_.settle(brand);
    }
    HeardPost post(const std::string& text, const std::string& author = "customer") {
        HeardPost heard;
        heard.post.network = "simulated";
        heard.post.remote_id = "p" + std::to_string(++posts_);
        heard.post.author.remote_id = author;
        heard.post.author.handle = author + ".example";
        heard.post.text = text;
        heard.lang = "ko";
        heard.account_id = "01ACCOUNT";
        heard.account_handle = "brand.example";
        heard.heard_at = clock_.now();
        return heard;
    }
    Live& again() {  // as after a restart
        second_ = std::make_unique<Live>(Live::Ports{store_, store_, clock_, ids_});
        return *second_;
    }

    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    base::SeededRandom random_{5};
    base::IdSource ids_{clock_, random_};
    Kept store_;
    Live live_{{store_, store_, clock_, ids_, 64 << 10U}};
    std::unique_ptr<Live> second_;
    int posts_ = 0;
};

TEST_F(LiveTest, WhatIsOnBringsWhatIsMutedOnlyCounts) {
    store_.put(kBrand, "on", "환불");
    store_.put(kBrand, "muted", "refund", QueryState::muted);
    store_.put(kBrand, "draft", "late", QueryState::draft);
    store_.put(kBrand, "off", "broken", QueryState::off);
    live_now();
    EXPECT_EQ(live_.set(kBrand).queries, 2U);
    EXPECT_EQ(live_.set(kBrand).live_since, clock_.now());
    Ear ear(live_, kBrand);
    const auto on = ear.hear(post("전액환불이 안 돼요 refund"), Ear::Time::first);
    EXPECT_TRUE(on.brings);
    ASSERT_EQ(on.found.size(), 2U);
    EXPECT_EQ(on.found[0].query.value, "muted");
    EXPECT_EQ(on.found[1].query.value, "on");
    EXPECT_EQ(on.found[1].ranges, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{6, 12}}));
    const auto muted = ear.hear(post("refund"), Ear::Time::first);
    EXPECT_FALSE(muted.brings);
    EXPECT_EQ(muted.found.size(), 1U);
    EXPECT_TRUE(ear.hear(post("late and broken"), Ear::Time::first).found.empty());
    EXPECT_EQ(live_.counted(kBrand, model::QueryId("muted")).total, 2);
    EXPECT_EQ(live_.counted(kBrand, model::QueryId("on")).of_day, 1);
}

TEST_F(LiveTest, TheFirstPostAfterAStartWaitsForTheQueries) {
    for (int i = 0; i < 1'000; ++i)
        store_.put(kBrand, "q" + std::to_string(i), "word" + std::to_string(i) + " (other OR another)");
    store_.put(kBrand, "asked", "환불");
    live_.reload(kBrand);
    Ear ear(live_, kBrand);
    EXPECT_TRUE(ear.hear(post("환불해 주세요"), Ear::Time::first).brings);
}

TEST_F(LiveTest, OwnPostsTombstonesAndOtherBrands) {
    store_.put(kBrand, "q", "환불");
    live_now();
    live_now(kOther);
    live_.add_own(kBrand, "simulated", "brand");
    Ear ear(live_, kBrand);
    EXPECT_TRUE(ear.hear(post("환불해 드립니다", "brand"), Ear::Time::first).found.empty());
    EXPECT_EQ(live_.ring(kBrand).info().posts, 0U);
    HeardPost gone = post("환불");
    EXPECT_TRUE(ear.hear(gone, Ear::Time::first).brings);
    gone.post.deleted = true;
    EXPECT_TRUE(ear.hear(gone, Ear::Time::again).found.empty());
    EXPECT_EQ(live_.ring(kBrand).info().posts, 0U) << "gone from the ring, too";
    EXPECT_TRUE(Ear(live_, kOther).hear(post("환불"), Ear::Time::first).found.empty());
    EXPECT_EQ(live_.ring(kOther).info().posts, 1U);
}

TEST_F(LiveTest, AnEditIsFoundAnewAndCountedOnce) {
    store_.put(kBrand, "q", "환불");
    live_now();
    Ear ear(live_, kBrand);
    HeardPost edited = post("환불이요");
    EXPECT_TRUE(ear.hear(edited, Ear::Time::first).brings);
    edited.post.text = "아 환불이요";
    EXPECT_EQ(ear.hear(edited, Ear::Time::again).found.at(0).ranges.at(0).first, 4U);
    EXPECT_EQ(live_.counted(kBrand, model::QueryId("q")).total, 1);
    EXPECT_EQ(live_.ring(kBrand).info().posts, 1U);
    EXPECT_EQ(live_.ring(kBrand).newest_first().at(0)->post.text, "아 환불이요");
}

TEST_F(LiveTest, CountsSurviveARestart) {
    store_.put(kBrand, "q", "환불");
    live_now();
    Ear ear(live_, kBrand);
    for (int i = 0; i < 3; ++i)
        ear.hear(post("환불"), Ear::Time::first);
    store_.full = true;
    live_.tend();
    EXPECT_TRUE(store_.counts[kBrand].empty());
    store_.full = false;
    live_.tend();  // comes again
    clock_.advance(23h);
    EXPECT_EQ(again().counted(kBrand, model::QueryId("q")).of_day, 3);
    clock_.advance(2h);
    EXPECT_EQ(second_->counted(kBrand, model::QueryId("q")).of_day, 0);
    EXPECT_EQ(second_->counted(kBrand, model::QueryId("q")).total, 3);
}

TEST_F(LiveTest, SoManyWithinSoManyMinutesAreToldOnceInThatTime) {
    store_.put(kBrand, "q", "환불", QueryState::on, AlertRule{3, 10});
    live_now();
    std::vector<Alert> told;
    live_.on_alert([&](const Alert& alert) { told.push_back(alert); });
    Ear ear(live_, kBrand);
    const auto hear = [&](int n) {
        for (int i = 0; i < n; ++i)
            ear.hear(post("환불"), Ear::Time::first);
        live_.tend();
    };
    hear(2);
    EXPECT_TRUE(store_.alerts.empty());
    clock_.advance(11min);
    hear(2);
    EXPECT_TRUE(store_.alerts.empty()) << "the first two were too long ago";
    hear(1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].found, 3);
    EXPECT_EQ(told[0].told.at(0).value, "kim");
    clock_.advance(5min);
    hear(9);
    EXPECT_EQ(told.size(), 1U) << "once in that time";
    store_.put(kBrand, "q", "환불", QueryState::on, AlertRule{3, 10});
    live_now();  // its row says nothing of the alert yet: what is known stays
    hear(1);
    EXPECT_EQ(told.size(), 1U);
    clock_.advance(6min);
    hear(1);
    EXPECT_EQ(told.size(), 2U);
    store_.put(kBrand, "q", "환불", QueryState::muted, AlertRule{1, 1});
    live_now();
    clock_.advance(2min);
    hear(5);
    EXPECT_EQ(told.size(), 2U) << "muted";
}

TEST_F(LiveTest, TheRingForgetsTheOldestWithinItsBytes) {
    live_now();
    Ear ear(live_, kBrand);
    for (int i = 0; i < 200; ++i) {
        ear.hear(post(std::string(1000, 'x'), "a" + std::to_string(i % 2)), Ear::Time::first);
        clock_.advance(1s);
    }
    const Ring::Info info = live_.ring(kBrand).info();
    EXPECT_LE(info.bytes, info.limit_bytes);
    EXPECT_GT(info.bytes, info.limit_bytes - 4096);
    EXPECT_GT(info.posts, 20U);
    EXPECT_EQ(info.to, clock_.now() - 1s);
    EXPECT_EQ(live_.ring(kBrand).newest_first().front()->post.remote_id, "p200");
    ear.hear(post(std::string(100'000, 'x')), Ear::Time::first);
    EXPECT_EQ(live_.ring(kBrand).info().posts, info.posts) << "larger than the ring";
    live_.ring(kBrand).forget_author("simulated", "a1");
    EXPECT_LT(live_.ring(kBrand).info().bytes, info.bytes);
    for (const auto& kept : live_.ring(kBrand).newest_first())
        EXPECT_EQ(kept->post.author.remote_id, "a0");
}

// Sets of two generations: whole answers of the one or of the other, while four threads listen.
TEST_F(LiveTest, NoPostIsFoundByHalfASet) {
    const auto fill = [&](const std::string& word) {
        for (int i = 0; i < 50; ++i)
            store_.put(kBrand, "q" + std::to_string(i), "always " + word);
        live_now();
    };
    fill("one");
    std::atomic<bool> done = false;
    std::atomic<int> halves = 0, heard = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            Ear ear(live_, kBrand);
            HeardPost both;
            both.post.network = "n";
            both.post.text = "always one or two";
            while (!done || heard < 200) {
                const auto found = ear.hear(both, Ear::Time::first).found;
                if (found.size() != 50) ++halves;
                for (const auto& one : found)
                    if (one.ranges != found.front().ranges) ++halves;
                ++heard;
            }
        });
    for (int i = 0; i < 20; ++i)
        fill(i % 2 == 0 ? "two" : "one");
    done = true;
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(halves, 0);
}

TEST_F(LiveTest, FindsWhatTheNaiveEvaluatorFinds) {
    RandomPosts random(2026);
    const auto queries = random.queries(120);
    for (const NamedQuery& query : queries)
        store_.put(kBrand, query.id, query.text);
    live_now();
    std::vector<NamedQuery> sorted;
    const std::vector<Query> stored = store_.listening_queries(kBrand).value();
    for (const Query& query : stored)
        sorted.push_back({query.id.value, query.text});
    const Naive naive(sorted);
    Ear ear(live_, kBrand);
    int matches = 0;
    for (int i = 0; i < 500; ++i) {
        RandomPost made = random.post();
        const auto& wanted = RandomPosts::message(made);
        HeardPost heard = post(made.text);
        heard.post.author.handle = made.from;
        heard.post.network = made.network;
        heard.post.author.followers = wanted.followers;
        heard.post.parent_remote_id = wanted.reply ? "parent" : "";
        if (wanted.media) heard.post.media.push_back({"https://m.example/1", ""});
        heard.lang = made.lang;
        const model::query::Message message = message_of(heard);
        const model::query::Subject subject(message);
        const auto found = ear.hear(heard, Ear::Time::first).found;
        std::vector<std::string> expected, ids;
        for (const std::uint32_t at : naive.match(message))
            expected.push_back(sorted[at].id);
        for (const model::FoundBy& one : found) {
            ids.push_back(one.query.value);
            std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
            const auto text = std::ranges::find(sorted, one.query.value, &NamedQuery::id)->text;
            const auto root = model::query::parse(text, model::query::Purpose::listening).root.value();
            for (const auto& range : model::query::highlights(root, subject))
                ranges.emplace_back(range.from, range.to);
            EXPECT_EQ(one.ranges, ranges) << text;
        }
        EXPECT_EQ(ids, expected) << made.text;
        matches += static_cast<int>(ids.size());
    }
    EXPECT_GT(matches, 1'000);
}

TEST(FoundCount, KeepsWhatIsStillAskedFor) {
    const auto at = [](std::int64_t minutes) { return base::from_micros(minutes * 60'000'000); };
    FoundCount count;
    for (std::int64_t minute = 0; minute < 100; ++minute)
        count.add(at(minute));
    EXPECT_EQ(count.of_minutes(at(99), 10), 10);
    EXPECT_EQ(count.of_day(at(99)), 100);
    EXPECT_EQ(count.recent(at(99), 2), "h0:60 h1:40 m98:1 m99:1");
    FoundCount back(count.total(), "h0:60 h1:40 m98:1 m99:1 nonsense m:: h7");
    EXPECT_EQ(back.total(), 100);
    EXPECT_EQ(back.of_day(at(99)), 100);
    EXPECT_EQ(back.of_minutes(at(99), 10), 2);
    EXPECT_EQ(back.of_day(at(99 + 24 * 60)), 0);
}

}  // namespace
}  // namespace manyhands::listen
