#include "listen/matcher.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>

#include "listen/live_set.hpp"
#include "listen/random_posts_test.hpp"

namespace manyhands::listen {
namespace {

using Found = std::vector<std::uint32_t>;

std::shared_ptr<const QuerySet> compiled(const std::vector<NamedQuery>& queries) {
    std::vector<RefusedQuery> refused;
    auto set = QuerySet::compile(queries, refused);
    EXPECT_TRUE(set) << set.error().cause;
    EXPECT_TRUE(refused.empty());
    return *set;
}

std::vector<NamedQuery> named(const std::vector<std::string>& texts) {
    std::vector<NamedQuery> queries;
    for (const std::string& text : texts)
        queries.push_back({"q" + std::to_string(queries.size()), text});
    return queries;
}

// Which of the queries find the text.
Found find_all(const std::vector<std::string>& queries, std::string_view text) {
    model::query::Message message;
    message.text = text;
    return Matcher(compiled(named(queries))).match(message);
}

bool finds(const std::string& query, std::string_view text) {
    return !find_all({query}, text).empty();
}

// How many (post, query) pairs the properties look at: MH_LISTEN_PAIRS, otherwise few enough for ./test.
std::size_t wanted_pairs() {
    const char* said = std::getenv("MH_LISTEN_PAIRS");
    return said != nullptr ? std::strtoull(said, nullptr, 10) : 60'000;
}
std::uint64_t seed() {
    const char* said = std::getenv("MH_LISTEN_SEED");
    return said != nullptr ? std::strtoull(said, nullptr, 10) : 20'260'101;
}

class Collected final : public Matcher::Posts {
  public:
    explicit Collected(std::vector<RandomPost>& posts) : queries(posts.size()), posts_(posts) {}
    const model::query::Message* post(std::size_t number) override {
        return &RandomPosts::message(posts_[number]);
    }
    void found(std::size_t number, std::span<const std::uint32_t> by) override {
        queries[number].assign(by.begin(), by.end());
    }
    std::vector<Found> queries;

  private:
    std::vector<RandomPost>& posts_;
};

std::vector<Found> match_all(Matcher& matcher, std::vector<RandomPost>& posts) {
    Collected collected(posts);
    for (RandomPost& post : posts)
        matcher.add(RandomPosts::message(post).text, base::Bytes::any, post.from);
    matcher.run(collected);
    return std::move(collected.queries);
}

// 0 when the engine says of every post what the naive evaluator says.
std::size_t differences(const std::vector<NamedQuery>& queries, const Naive& naive,
                        std::vector<RandomPost>& posts, const std::vector<Found>& found) {
    std::size_t different = 0;
    for (std::size_t i = 0; i < posts.size(); ++i) {
        const Found expected = naive.match(RandomPosts::message(posts[i]));
        if (expected == found[i] || ++different > 5) continue;
        Found wrong;
        std::ranges::set_symmetric_difference(expected, found[i], std::back_inserter(wrong));
        ADD_FAILURE() << "in: " << posts[i].text << "\nfrom " << posts[i].from
                      << (std::ranges::binary_search(expected, wrong.front()) ? "\nmissed by: "
                                                                              : "\nfound by: ")
                      << queries[wrong.front()].text;
    }
    return different;
}

TEST(Matcher, EveryOperatorAsTheNaiveEvaluatorSays) {
    const std::size_t pairs = wanted_pairs();
    RandomPosts random(seed());
    std::size_t done = 0;
    std::size_t found = 0;
    while (done < pairs) {
        const std::vector<NamedQuery> queries = random.queries(100);
        Matcher matcher(compiled(queries));
        std::vector<RandomPost> posts;
        for (int i = 0; i < 100; ++i)
            posts.push_back(random.post());
        const std::vector<Found> all = match_all(matcher, posts);
        ASSERT_EQ(differences(queries, Naive(queries), posts, all), 0U);
        for (const Found& one : all)
            found += one.size();
        done += queries.size() * posts.size();
    }
    EXPECT_GT(found, done / 100) << "the property says nothing when nothing is found";
    RecordProperty("pairs", std::to_string(done));
    std::printf("pairs %zu, found %zu, differences 0, seed %llu\n", done, found,
                static_cast<unsigned long long>(seed()));
}

TEST(Matcher, FourThreadsWhileTheQueriesChange) {
    const std::size_t pairs = wanted_pairs() / 3;
    RandomPosts random(seed() + 1);
    std::vector<std::vector<NamedQuery>> versions;
    std::vector<Naive> naive;
    for (int i = 0; i < 3; ++i) {
        versions.push_back(random.queries(60));
        versions.back().front().id = "version" + std::to_string(i);
        naive.emplace_back(versions.back());
    }
    auto live = LiveSet::start();
    ASSERT_TRUE(live) << live.error().key;
    constexpr std::size_t kThreads = 4;
    std::atomic<std::size_t> finished = 0;
    std::atomic<std::size_t> swaps = 0;
    std::vector<std::size_t> different(kThreads, 0);
    std::vector<std::size_t> seen(kThreads, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            RandomPosts own(seed() + 10 + t);
            Matcher matcher((*live)->current());
            for (std::size_t done = 0; done < pairs / kThreads || seen[t] < 2;) {
                if (auto set = (*live)->current(); set.get() != &matcher.set()) {
                    ++seen[t];
                    matcher.use(std::move(set));
                }
                std::vector<RandomPost> posts;
                for (int i = 0; i < 10; ++i)
                    posts.push_back(own.post());
                const std::vector<Found> all = match_all(matcher, posts);
                if (matcher.set().size() == 0) continue;
                // Every batch is matched by one whole set: the one that its first query names.
                const auto version = static_cast<std::size_t>(matcher.set().id(0).back() - '0');
                different[t] += differences(versions[version], naive[version], posts, all);
                done += posts.size() * versions[version].size();
            }
            ++finished;
        });
    }
    for (std::size_t i = 0; finished < kThreads; ++i) {
        std::promise<void> is_live;
        (*live)->replace(versions[i % versions.size()],
                         [&is_live](const base::Result<std::vector<RefusedQuery>>& refused) {
                             EXPECT_TRUE(refused);
                             is_live.set_value();
                         });
        is_live.get_future().wait();
        ++swaps;
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(different, std::vector<std::size_t>(kThreads, 0));
    EXPECT_GT(std::accumulate(seen.begin(), seen.end(), std::size_t{0}), kThreads) << "no swap was seen";
    std::printf("pairs %zu at %zu threads, swaps %zu, differences 0\n", pairs, kThreads, swaps.load());
}

// A set that is compiled after another one scans with what that had and a pass of its own for what is new.
TEST(Matcher, ASetAfterAnother) {
    RandomPosts random(seed() + 2);
    std::vector<RandomPost> posts;
    for (int i = 0; i < 200; ++i)
        posts.push_back(random.post());
    std::vector<NamedQuery> queries = random.queries(60);
    for (int i = 0; i < 600; ++i)
        queries.push_back({"many" + std::to_string(i), "rare" + std::to_string(i)});
    std::shared_ptr<const QuerySet> former = compiled(queries);
    ASSERT_EQ(former->passes().size(), 1U);
    const auto* const first = former->passes()[0].scanned.get();
    std::vector<RefusedQuery> refused;
    for (int change = 0; change < 12; ++change) {
        // Some go, some come, one comes back.
        queries.erase(queries.begin() + change, queries.begin() + change + 3);
        const auto fresh = random.queries(3);
        queries.insert(queries.end(), fresh.begin(), fresh.end());
        queries.push_back({"new", "fresh" + std::to_string(change)});
        posts[0].text = "rare7 and fresh" + std::to_string(change);
        const auto set = QuerySet::compile(queries, refused, former.get());
        ASSERT_TRUE(set && refused.empty());
        EXPECT_EQ((*set)->passes()[0].scanned.get(), first) << "compiled anew";
        EXPECT_EQ((*set)->passes().size(), 2U);
        EXPECT_FALSE((*set)->is_patched());
        Matcher matcher(*set);
        const auto found = match_all(matcher, posts);
        EXPECT_EQ(differences(queries, Naive(queries), posts, found), 0U);
        EXPECT_GE(found[0].size(), 2U) << "of the former pass and of the new one";
        former = *set;
    }
    // What was added may not grow for ever, nor what nobody asks for any more.
    for (int i = 0; i < 60; ++i)
        queries.push_back({"more" + std::to_string(i), "more" + std::to_string(i)});
    auto set = QuerySet::compile(queries, refused, former.get());
    ASSERT_TRUE(set);
    EXPECT_TRUE((*set)->is_patched());
    for (int i = 0; i < 200; ++i)
        queries.push_back({"most" + std::to_string(i), "most" + std::to_string(i)});
    set = QuerySet::compile(queries, refused, former.get());
    ASSERT_TRUE(set);
    EXPECT_EQ((*set)->passes().size(), 1U);
    queries.erase(queries.begin() + 60, queries.end());
    set = QuerySet::compile(queries, refused, set->get());
    ASSERT_TRUE(set);
    EXPECT_LT((*set)->passes()[0].scanned->size(), 200U);
    set = QuerySet::compile({}, refused, set->get());
    ASSERT_TRUE(set);
    EXPECT_TRUE((*set)->passes().empty());
}

TEST(Matcher, ManyQueriesInOneSet) {
    EXPECT_EQ(find_all({"refund", "환불 -광고", "refund 환불", "\"late delivery\"", "=Refund",
                        "refund NEAR/2 late", "refund ONEAR/2 late", "#refund", "@kim"},
                       "Late delivery: 환불이 필요해 Refund #refund @kim"),
              (Found{0, 1, 2, 3, 4, 7, 8}));
    EXPECT_EQ(find_all({"refund"}, "no word of it"), Found{});
    EXPECT_EQ(find_all({"refund"}, ""), Found{});
    EXPECT_EQ(find_all({}, "anything"), Found{});
}

TEST(Matcher, LatinStandsApartAndHangulAnywhereInAWord) {
    EXPECT_TRUE(finds("ad", "an AD."));
    EXPECT_FALSE(finds("ad", "had bad ads"));
    EXPECT_TRUE(finds("ad*", "bad ads"));
    EXPECT_FALSE(finds("ad*", "bad"));
    EXPECT_TRUE(finds("환불", "전액환불해주세요"));
    EXPECT_TRUE(finds("15", "아이폰15를"));
    EXPECT_FALSE(finds("15", "아이폰150"));
}

TEST(Matcher, NothingIsFoundAcrossTwoPosts) {
    const std::vector<NamedQuery> queries = named({"\"late delivery\"", "latedelivery", "late delivery"});
    Matcher matcher(compiled(queries));
    std::vector<RandomPost> posts(2);
    posts[0].text = "late";
    posts[1].text = "delivery";
    EXPECT_EQ(match_all(matcher, posts), (std::vector<Found>{{}, {}}));
}

TEST(Matcher, AWordAsWrittenThatIsOnlyPartOfOneWhenFolded) {
    EXPECT_TRUE(finds("=Apple", "Apple™ 15"));
    EXPECT_FALSE(finds("apple", "Apple™ 15"));
    EXPECT_FALSE(finds("=Apple", "apple"));
}

TEST(Matcher, TheAuthorAloneMayBeWhatFinds) {
    const Matcher plain(compiled(named({"refund"})));
    EXPECT_FALSE(plain.set().needs_author());
    Matcher matcher(compiled(named({"from:kim", "from:ki* lang:ko", "from:김씨"})));
    EXPECT_TRUE(matcher.set().needs_author());
    model::query::Message message;
    message.from = "KIM";
    message.lang = "ko";
    EXPECT_EQ(matcher.match(message), (Found{0, 1}));
    message.from = "kimono";
    EXPECT_EQ(matcher.match(message), Found{1});
    message.from = "김씨";
    EXPECT_EQ(matcher.match(message), Found{2});
    message.from = "";
    EXPECT_EQ(matcher.match(message), Found{});
}

TEST(Matcher, WhatIsRefusedIsToldAndTheRestIsUsed) {
    std::vector<RefusedQuery> refused;
    const auto set = QuerySet::compile(named({"refund", "(late", "-a", "환불"}), refused);
    ASSERT_TRUE(set);
    EXPECT_EQ((*set)->size(), 2U);
    EXPECT_EQ((*set)->id(1), "q3");
    ASSERT_EQ(refused.size(), 2U);
    EXPECT_EQ(refused[0].index, 1U);
    EXPECT_EQ(refused[0].problems.front().key, "query.problem.unclosed_group");
    EXPECT_EQ(refused[1].index, 2U);
}

TEST(Matcher, AMegabyteAndWhatCannotBeRead) {
    std::string long_text;
    while (long_text.size() < (1U << 20U))
        long_text += "환불 late ㅋㅋ #tag @kim 👍 e\u0301 ";
    EXPECT_EQ(
        find_all({"환불 NEAR/0 late", "late ONEAR/0 환불", "\"환불 late ㅋㅋ\"", "absent", "=é"}, long_text),
        (Found{0, 2, 4}));
    EXPECT_TRUE(finds("ok", "\xff\xed\xa0\x80 ok \xc0"));
    EXPECT_TRUE(finds("ok", std::string_view("\0ok\0", 4)));
    EXPECT_TRUE(finds("환불", "\u202e환\u200b불\u200f"));
    EXPECT_TRUE(finds("👨‍👩‍👧", "우리 👨‍👩‍👧!"));
    EXPECT_FALSE(finds("👨‍👩‍👧", "👨 👩 👧 x") && finds("absent", "👨"));
}

// The table of docs/listening.md.
TEST(Matcher, TenHardKoreanCases) {
    EXPECT_TRUE(finds("환불", "환불이") && finds("환불", "환불해주세요") && finds("환불", "전액환불"));
    EXPECT_FALSE(finds("환불", "환전은 했는데 불만"));
    EXPECT_TRUE(finds("=환불", "환불!"));
    EXPECT_FALSE(finds("=환불", "환불이") || finds("=환불", "전액환불"));
    EXPECT_TRUE(finds("\"배송 지연\"", "배송 지연") && finds("\"배송 지연\"", "배송지연"));
    EXPECT_FALSE(finds("\"배송 지연\"", "배송이 많이 지연"));
    EXPECT_TRUE(finds("배송지연", "배송지연"));
    EXPECT_FALSE(finds("배송지연", "배송 지연"));
    EXPECT_TRUE(finds("배송 NEAR/1 지연", "배송이 많이 지연됐어요") && finds("배송 NEAR/1 지연", "배송지연"));
    EXPECT_TRUE(finds("SK", "SK텔레콤") && finds("텔레콤", "SK텔레콤") && finds("\"SK 텔레콤\"", "SK텔레콤"));
    EXPECT_FALSE(finds("SK", "SKT"));
    EXPECT_TRUE(finds("아이폰15", "새아이폰15는"));
    EXPECT_FALSE(finds("아이폰15", "아이폰150"));
    EXPECT_TRUE(finds("환불", "\u1112\u116a\u11ab\u1107\u116e\u11af"));
    EXPECT_FALSE(finds("하", "\u1112\u1161\u11ab"));
    EXPECT_TRUE(finds("환불", "환\u200b불"));
    EXPECT_TRUE(finds("왜", "도대체왜안돼요"));
    EXPECT_FALSE(finds("왜", "외환"));
    EXPECT_TRUE(finds("환불*", "환불받고"));
    EXPECT_FALSE(finds("환불*", "전액환불"));
    EXPECT_TRUE(finds("ㅠㅠ", "안 돼요ㅠㅠㅠ"));
    EXPECT_FALSE(finds("ㅠㅠ", "ㅜㅜ"));
    EXPECT_TRUE(finds("교환 has:question", "교환이 되나요") &&
                finds("버스 has:question", "버스는 언제 옵니까"));
    EXPECT_FALSE(finds("버스 has:question", "버스가 늦었으니까"));
}

TEST(LiveSet, OnlyTheLastOfSeveralChangesCounts) {
    auto live = LiveSet::start();
    ASSERT_TRUE(live);
    EXPECT_EQ((*live)->current()->size(), 0U);
    const auto before = (*live)->current();
    std::promise<std::size_t> refused;
    (*live)->replace(named({"one"}));
    (*live)->replace(named({"one", "two"}));
    (*live)->replace(named({"one", "two", "-three"}),
                     [&](const auto& result) { refused.set_value(result->size()); });
    EXPECT_EQ(refused.get_future().get(), 1U);
    EXPECT_EQ((*live)->current()->size(), 2U);
    EXPECT_EQ(before->size(), 0U) << "whoever holds the former set may go on with it";
}

}  // namespace
}  // namespace manyhands::listen
