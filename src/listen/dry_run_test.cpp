#include "listen/dry_run.hpp"

#include <gtest/gtest.h>

#include "model/query/parser.hpp"

namespace manyhands::listen {
namespace {

using namespace std::chrono_literals;

const model::BrandId kBrand("01BRAND");

model::query::Node tree(const std::string& text) {
    return model::query::parse(text, model::query::Purpose::listening).root.value();
}

std::vector<std::string> said(const Vocabulary& words, const std::string& query, SuggestionKind kind) {
    std::vector<std::string> list;
    for (const Suggestion& one : words.suggest(tree(query)))
        if (one.kind == kind)
            list.push_back(one.word + " " + std::to_string(one.seen) + " " + one.of + " | " + one.query);
    return list;
}

TEST(Vocabulary, OneEditApart) {
    const auto apart = [](std::string_view a, std::string_view b) {
        return one_edit_apart(letters_of(a), letters_of(b));
    };
    EXPECT_TRUE(apart("refund", "refnd"));
    EXPECT_TRUE(apart("refund", "refunds"));
    EXPECT_TRUE(apart("refund", "refumd"));
    EXPECT_TRUE(apart("refund", "reufnd"));
    EXPECT_FALSE(apart("refund", "refund"));
    EXPECT_FALSE(apart("refund", "ferund"));
    EXPECT_FALSE(apart("refund", "refuuund"));
    EXPECT_TRUE(apart("", "a"));
    EXPECT_TRUE(apart("케이스", "캐이스")) << "one letter of a syllable";
    EXPECT_TRUE(apart("제습기", "제습키"));
    EXPECT_FALSE(apart("제습기", "가습키"));
}

TEST(Vocabulary, MisspellingsOfLatinAndHangul) {
    Vocabulary words;
    for (int i = 0; i < 3; ++i) {
        words.add("where is my refnud?", Vocabulary::Found::no);
        words.add("재습기가 안 돼요", Vocabulary::Found::no);
        words.add("재습기는 또 왜", Vocabulary::Found::no);
        words.add("refund please, 제습기", Vocabulary::Found::yes);
    }
    words.add("refudn", Vocabulary::Found::no);
    EXPECT_EQ(said(words, "refund late", SuggestionKind::misspelling),
              (std::vector<std::string>{"refnud 3 refund | (refund OR refnud) late"}));
    EXPECT_EQ(said(words, "제습기 OR 가습기", SuggestionKind::misspelling),
              (std::vector<std::string>{"재습기 6 제습기 | 제습기 OR 재습기 OR 가습기"}))
        << "particles are left aside";
    EXPECT_TRUE(said(words, "x -refund", SuggestionKind::misspelling).empty());
    EXPECT_TRUE(said(words, "=refund", SuggestionKind::misspelling).size() <= 1);
}

TEST(Vocabulary, NearWordsAreThoseThatSurprise) {
    Vocabulary words;
    for (int i = 0; i < 20; ++i) {
        words.add("환불 카드취소 언제", Vocabulary::Found::yes);
        for (int other = 0; other < 10; ++other)
            words.add("오늘 날씨 언제 좋아지나", Vocabulary::Found::no);
    }
    for (int i = 0; i < 4; ++i)
        words.add("카드취소 했는데", Vocabulary::Found::no);
    for (int i = 0; i < 15; ++i)
        words.add("환불 좀", Vocabulary::Found::yes);
    for (int i = 0; i < 50; ++i)
        words.add("그것 좀", Vocabulary::Found::no);
    EXPECT_EQ(said(words, "환불", SuggestionKind::near_word),
              (std::vector<std::string>{"카드취소 4  | 환불 OR 카드취소"}))
        << "'언제' stands everywhere, '좀' nearly twice as often: that is not much more";
}

TEST(Vocabulary, NoiseWordsStandInNoiseAlone) {
    Vocabulary words;
    for (int i = 0; i < 2; ++i) {
        words.add_marked("환불 원정대 콘서트 예매", Verdict::noise);
        words.add_marked("환불 예매 취소", Verdict::ours);
    }
    words.add_marked("환불 한번", Verdict::noise);
    EXPECT_EQ(said(words, "환불 OR 반품", SuggestionKind::noise_word),
              (std::vector<std::string>{"원정대 2  | (환불 OR 반품) -원정대",
                                        "콘서트 2  | (환불 OR 반품) -콘서트"}));
}

TEST(EvenSample, IsSpreadOverAll) {
    for (const int offered : {0, 3, 50, 99, 100, 101, 1'000, 12'345}) {
        EvenSample<int> sample(50);
        for (int i = 0; i < offered; ++i)
            sample.offer([i] { return i; });
        const std::vector<int> taken = sample.take();
        EXPECT_EQ(std::ssize(taken), std::min(offered, 50));
        for (std::size_t i = 1; i < taken.size(); ++i) {
            EXPECT_GT(taken[i], taken[i - 1]);
            EXPECT_LE(taken[i] - taken[i - 1], offered / 50 * 3 + 1) << offered;
        }
        if (offered > 0) {
            EXPECT_EQ(taken.front(), 0);
        }
    }
}

// The store as maps; what SQLite makes of them is tested there.
class Kept final : public QueryStore, public LiveStore, public StoredPosts {
  public:
    base::Result<std::vector<Query>> listening_queries(const model::BrandId&) override { return queries; }
    base::Result<Query> listening_query(const model::BrandId& brand, const model::QueryId& id) override {
        for (const Query& query : queries)
            if (query.id == id && brand == kBrand) return query;
        return base::fail(base::ErrorCode::not_found, "listening.query.not_found");
    }
    base::Result<void> add_listening_query(const Query&) override { return {}; }
    base::Result<Query> change_listening_query(const model::BrandId& brand, const model::QueryId& id,
                                               const Decide&) override {
        return listening_query(brand, id);
    }
    base::Result<void> remove_listening_query(const model::BrandId&, const model::QueryId&) override {
        return {};
    }
    base::Result<void> keep_dry_run(const model::BrandId&, const model::QueryId& id, const std::string& key,
                                    const DrySummary& run) override {
        runs.push_back(id.value + " " + key + " " + std::to_string(run.found));
        return {};
    }
    base::Result<std::map<std::string, Verdict>> marks(const model::BrandId&,
                                                       const std::string& key) override {
        return marked[key];
    }
    base::Result<void> mark(const model::BrandId&, const std::string& key, const std::string& post,
                            std::optional<Verdict> verdict) override {
        marked[key].erase(post);
        if (verdict) marked[key].emplace(post, *verdict);
        return {};
    }
    base::Result<std::vector<KeptCount>> found_counts(const model::BrandId&) override {
        return std::vector<KeptCount>();
    }
    base::Result<void> save_found_counts(const model::BrandId&, const std::vector<KeptCount>&) override {
        return {};
    }
    base::Result<std::vector<model::EmployeeId>> raise_alert(const Alert&) override {
        return std::vector<model::EmployeeId>();
    }
    base::Result<Page> posts_before(const model::BrandId&, const std::string& before, int limit) override {
        Page page;
        std::size_t at = before.empty() ? 0 : std::stoul(before);
        for (; at < posts.size() && std::ssize(page.posts) < limit; ++at)
            page.posts.push_back(posts[at]);
        if (at < posts.size()) page.next = std::to_string(at);
        return page;
    }

    std::vector<Query> queries;
    std::vector<HeardPost> posts;  // newest first
    std::vector<std::string> runs;
    std::map<std::string, std::map<std::string, Verdict>> marked;
};

class DryRunTest : public ::testing::Test {
  protected:
    HeardPost post(const std::string& text, base::Micros ago = 0min,
                   const std::string& network = "simulated") {
        HeardPost heard;
        heard.post.network = network;
        heard.post.remote_id = "p" + std::to_string(++made_);
        heard.post.author = {"customer", "customer.example", "C", 12, ""};
        heard.post.text = text;
        heard.post.created_at = clock_.now() - ago;
        heard.lang = text.starts_with("환") ? "ko" : "en";
        heard.heard_at = clock_.now();
        return heard;
    }
    void live(const std::string& id, const std::string& text) {
        Query query;
        query.id = model::QueryId(id);
        query.brand = kBrand;
        query.text = query.canonical = text;
        query.name = id;
        query.state = QueryState::on;
        store_.queries.push_back(query);
    }
    base::Result<DryRun> stored(const std::string& query, std::optional<model::QueryId> id = {}) {
        return runs_.run(lead_, query, id, {DryKind::stored, {}});
    }

    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    base::SeededRandom random_{5};
    base::IdSource ids_{clock_, random_};
    Kept store_;
    Live live_{{store_, store_, clock_, ids_}};
    std::vector<NetworkFacts> networks_;
    ArchivePosts archive_;
    DryRuns runs_{{store_, store_, live_, clock_, ids_,
                   [this](const auto&) -> base::Result<std::vector<NetworkFacts>> { return networks_; },
                   [this](const auto&, const auto&) -> base::Result<ArchivePosts> { return archive_; }}};
    model::Actor lead_{model::EmployeeId("kim"), kBrand, model::DepartmentId("d"),
                       model::Role::lead,        "KG",   {}};
    int made_ = 0;
};

TEST_F(DryRunTest, SaysWhatItFindsWhereAndHowOften) {
    for (int i = 0; i < 2'400; ++i)
        store_.posts.push_back(post(i % 24 == 0 ? "환불 왜 안 돼요" : "nothing of ours", base::Minutes(i)));
    store_.posts.push_back(store_.posts[3]);  // heard twice
    const auto run = stored("환불");
    ASSERT_TRUE(run) << run.error().key;
    EXPECT_EQ(run->summary.posts, 2'400);
    EXPECT_EQ(run->summary.found, 100);
    EXPECT_TRUE(run->complete);
    EXPECT_NEAR(run->per_day.value(), 60.0, 0.1) << "one in 24 minutes";
    ASSERT_EQ(run->sample.size(), 50U);
    std::set<std::string> keys;
    for (const DryHit& hit : run->sample)
        keys.insert(hit.key);
    EXPECT_EQ(keys.size(), 50U);
    EXPECT_FALSE(keys.contains("")) << "each can be marked";
    EXPECT_EQ(run->sample[0].highlights, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 6}}));
    EXPECT_GT(run->sample.front().post->post.created_at, run->sample.back().post->post.created_at);
    EXPECT_LT(run->sample.back().post->post.created_at, clock_.now() - 2'000min) << "spread over all of it";
    EXPECT_EQ(run->by_lang, (std::vector<std::pair<std::string, std::int64_t>>{{"ko", 100}}));
    EXPECT_EQ(run->marked.ours, 0);
    EXPECT_TRUE(store_.runs.empty()) << "of no query";
}

TEST_F(DryRunTest, LongTextsAreShownAroundTheFirstPlace) {
    std::string text(5'000, 'x');
    for (std::size_t i = 9; i < text.size(); i += 10)
        text[i] = ' ';
    store_.posts.push_back(post(text + "환불 " + text));
    const auto run = stored("환불");
    ASSERT_TRUE(run);
    const DryHit& hit = run->sample.at(0);
    EXPECT_LE(hit.text.size(), kHitBytes);
    const auto [from, to] = hit.highlights.at(0);
    EXPECT_EQ(hit.text.substr(from, to - from), "환불");
}

TEST_F(DryRunTest, OverlapsWithWhatIsOn) {
    live("q1", "환불");
    live("q2", "nothing");
    live("mine", "환불 OR 반품");
    store_.posts = {post("환불"), post("환불 반품"), post("반품"), post("nothing 반품"), post("nothing")};
    const auto run = stored("반품 OR 교환", model::QueryId("mine"));
    ASSERT_TRUE(run);
    ASSERT_EQ(run->overlap.size(), 2U) << "not with itself";
    EXPECT_EQ(run->overlap[0].query.id.value, "q1");
    EXPECT_EQ(run->overlap[0].both, 1);
    EXPECT_EQ(run->overlap[0].only_new, 2);
    EXPECT_EQ(run->overlap[0].only_other, 1);
    EXPECT_EQ(store_.runs, (std::vector<std::string>{"mine " + text_key_of("반품 OR 교환") + " 3"}));
}

TEST_F(DryRunTest, MarksAreKeptForTheTextAndFoundAgain) {
    for (int i = 0; i < 12; ++i)
        store_.posts.push_back(post(i % 2 == 0 ? "환불 원정대 신곡" : "환불 언제 돼요", base::Minutes(i)));
    auto run = stored("환불");
    ASSERT_TRUE(run);
    for (const DryHit& hit : run->sample)
        EXPECT_TRUE(
            runs_.mark(lead_, run->id, hit.key,
                       hit.text.find("원정대") == std::string::npos ? Verdict::ours : Verdict::noise));
    const auto marked = runs_.mark(lead_, run->id, run->sample[0].key, std::nullopt);
    EXPECT_EQ(marked->noise, 5);
    EXPECT_EQ(marked->ours, 6);
    run = stored("(환불)");  // the same text, written otherwise
    EXPECT_EQ(run->marked.ours, 6);
    EXPECT_FALSE(run->sample[0].verdict);
    EXPECT_EQ(run->sample[1].verdict, Verdict::ours);
    ASSERT_FALSE(run->suggestions.empty());
    EXPECT_EQ(run->suggestions.back().kind, SuggestionKind::noise_word);
    EXPECT_EQ(stored("환불 신곡")->marked.ours, 0) << "another text";

    EXPECT_EQ(runs_.mark(lead_, run->id, "nothing", Verdict::ours).error().key,
              "listening.dry_run.no_such_post");
    model::Actor other = lead_;
    other.brand = model::BrandId("01OTHER");
    EXPECT_EQ(runs_.mark(other, run->id, run->sample[0].key, Verdict::ours).error().key,
              "listening.dry_run.not_found");
    clock_.advance(61min);
    EXPECT_EQ(runs_.mark(lead_, run->id, run->sample[0].key, Verdict::ours).error().key,
              "listening.dry_run.not_found");
}

TEST_F(DryRunTest, CostsAndWhatIsNotAskedFor) {
    for (int i = 0; i < 48; ++i)
        store_.posts.push_back(post(i % 2 == 0 ? "Refund late" : "nothing", base::Minutes(60 * i),
                                    i % 4 == 0 ? "dear" : "free"));
    networks_ = {{"dear", "Dear", 2, "channels.simulated.sees", 2, 5.0, {"REFUND"}},
                 {"free", "Free", 1, "channels.simulated.sees", {}, {}, {}}};
    const auto run = stored("refund late -noise");
    ASSERT_TRUE(run);
    ASSERT_EQ(run->networks.size(), 2U);
    const double days = 47.0 / 24;
    EXPECT_NEAR(run->networks[0].month_usd.value(), 24 / days * 0.5 * 30 / 1'000 * 5.0, 0.001);
    EXPECT_EQ(run->networks[0].not_searched, (std::vector<std::string>{"late"}));
    EXPECT_FALSE(run->networks[1].month_usd);
    EXPECT_EQ(run->networks[1].not_searched, (std::vector<std::string>{"late", "refund"}));
}

TEST_F(DryRunTest, OnTheRingAndOnAFile) {
    Ear ear(live_, kBrand);
    ear.hear(post("환불"), Ear::Time::first);
    ear.hear(post("nothing"), Ear::Time::first);
    const auto ring = runs_.run(lead_, "환불", {}, {DryKind::ring, {}});
    ASSERT_TRUE(ring);
    EXPECT_EQ(ring->summary.posts, 2);
    EXPECT_EQ(ring->summary.found, 1);
    EXPECT_FALSE(ring->per_day) << "too short a span";

    archive_.posts = {post("환불", 120min), post("환불 2", 60min)};
    archive_.skipped = 1;
    const auto given = runs_.add_archive(lead_, "posts.ndjson", "...");
    ASSERT_TRUE(given);
    EXPECT_EQ(given->posts, 2);
    EXPECT_EQ(runs_.run(lead_, "환불", {}, {DryKind::archive, given->id})->summary.found, 2);
    model::Actor other = lead_;
    other.employee = model::EmployeeId("lee");
    EXPECT_EQ(runs_.run(other, "환불", {}, {DryKind::archive, given->id}).error().key,
              "listening.archive.not_found");
    runs_.forget();
    live_.forget_heard();
    EXPECT_EQ(runs_.run(lead_, "환불", {}, {DryKind::archive, given->id}).error().key,
              "listening.archive.not_found");
    EXPECT_EQ(runs_.run(lead_, "환불", {}, {DryKind::ring, {}})->summary.posts, 0);
    EXPECT_EQ(runs_.add_archive(lead_, "x", std::string(kArchiveBytes + 1, 'x')).error().key,
              "listening.archive.too_large");
}

TEST_F(DryRunTest, RefusalsAndRights) {
    EXPECT_EQ(stored("환불 OR -x").error().key, "listening.query.refused");
    EXPECT_EQ(stored("환불", model::QueryId("no")).error().key, "listening.query.not_found");
    EXPECT_EQ(stored("환불")->summary.posts, 0);
    model::Actor desk = lead_;
    desk.role = model::Role::desk;
    EXPECT_EQ(runs_.run(desk, "환불", {}, {}).error().key, "policy.forbidden");
    EXPECT_EQ(runs_.add_archive(desk, "", "").error().key, "policy.forbidden");
}

}  // namespace
}  // namespace manyhands::listen
