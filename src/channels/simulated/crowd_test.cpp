#include "channels/simulated/crowd.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/asset.hpp"

namespace manyhands::channels::simulated {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant kStart = base::from_micros(1'767'250'800'000'000);

constexpr std::string_view kStream = R"({"gap_seconds": {"least": 20, "most": 90}, "posts": [
  {"author": {"handle": "ann", "name": "Ann", "followers": 10}, "lang": "en", "text": "@hanbit it is dead"},
  {"author": {"handle": "bora", "name": "보라", "followers": 20}, "lang": "ko", "text": "@hanbit 안 켜져요"}]})";

constexpr std::string_view kBook = R"({
  "en": {"thanks": [{"fits": "any", "text": "Thank you!"}], "follow_up": [{"fits": "any", "text": "And then?"}],
         "unhappy": [{"fits": "any", "text": "That does not help."}]},
  "ko": {"thanks": [{"fits": "any", "text": "고맙습니다!"}], "follow_up": [{"fits": "any", "text": "그다음은요?"}],
         "unhappy": [{"fits": "any", "text": "도움이 안 돼요."}]}})";

// A world that its crowd lives in, with a brand that may answer.
struct World {
    explicit World(std::uint64_t seed, std::string_view stream = kStream) : random(seed) {
        auto plan = parse_crowd(stream);
        EXPECT_TRUE(plan.has_value());
        crowd.emplace(network, brand.first, parse_reactions(kBook).value(), *plan, clock, random);
    }
    // Lets the crowd live for a while, always at the instant it asked for.
    void live(base::Micros span) {
        const base::Instant end = clock.now() + span;
        while (true) {
            const base::Instant next = crowd->run_once();
            ASSERT_GT(next, clock.now()) << "it may not spin";
            if (next > end) break;
            clock.jump_to(next);
        }
        clock.jump_to(end);
    }
    std::vector<NetworkPost> said_by(const std::string& handle) {
        return network.posts_of(network.person(handle, "", 0).first, 0);
    }
    std::string all() {
        std::string text;
        for (const char* handle : {"ann", "bora"})
            for (const NetworkPost& post : said_by(handle))
                text += std::to_string(base::to_micros(post.stored_at)) + " " + post.text + "\n";
        return text;
    }

    base::ManualClock clock{kStart};
    base::SeededRandom random;
    base::SeededRandom network_random{99};
    Network network{clock, network_random, ""};
    std::pair<std::string, std::string> brand = network.person("hanbit", "Hanbit", 1'000);
    std::optional<Crowd> crowd;
};

TEST(Crowd, TheSameSeedLivesTheSameLife) {
    const auto life = [](std::uint64_t seed) {
        World world(seed);
        world.live(10min);
        for (const NetworkPost& post : world.said_by("ann"))
            world.network.post_at(world.brand.first, "Please hold the power key", post.id, "en",
                                  world.clock.now());
        world.live(20min);
        return world.all();
    };
    const std::string one = life(1);
    EXPECT_EQ(one, life(1));
    EXPECT_NE(one, life(2));
    EXPECT_FALSE(one.empty());
}

TEST(Crowd, PostsComeInTheRhythmOfThePlan) {
    World world(3);
    world.live(1h);
    std::vector<base::Instant> times;
    for (const char* handle : {"ann", "bora"})
        for (const NetworkPost& post : world.said_by(handle))
            times.push_back(post.stored_at);
    std::sort(times.begin(), times.end());
    // 3,600 s with gaps of 20 to 90 s: 40 at least, 180 at most.
    ASSERT_GE(times.size(), 40U);
    ASSERT_LE(times.size(), 180U);
    EXPECT_GE(times[0] - kStart, 20s) << "nobody speaks at once";
    for (std::size_t i = 1; i < times.size(); ++i) {
        EXPECT_GE(times[i] - times[i - 1], 20s);
        EXPECT_LE(times[i] - times[i - 1], 91s);
    }
}

TEST(Crowd, EverybodyInThePlanSpeaksInTurn) {
    World world(4);
    world.live(10min);
    const auto ann = static_cast<int>(world.said_by("ann").size());
    const auto bora = static_cast<int>(world.said_by("bora").size());
    EXPECT_GE(ann, 2);
    EXPECT_LE(std::abs(ann - bora), 1);
    EXPECT_EQ(world.network.someone(world.network.person("bora", "", 0).first)->name, "보라");
}

TEST(Crowd, AnswersGetReactionsInTheThreadAndTheLanguage) {
    int reactions = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        World world(seed, R"({"gap_seconds": {"least": 1, "most": 2}, "posts": []})");
        const std::string person = world.network.person("bora", "보라", 1).first;
        const NetworkPost question = world.network.post_at(person, "@hanbit 안 켜져요", "", "ko", kStart);
        const NetworkPost answer = world.network.post_at(
            world.brand.first, "전원 버튼을 10초 동안 눌러 주세요 ^KG", question.id, "ko", kStart + 1min);
        world.live(1h);
        const auto said = world.said_by("bora");
        ASSERT_LE(said.size(), 2U) << "one reaction to one answer";
        if (said.size() < 2) continue;
        ++reactions;
        EXPECT_EQ(said[1].parent, answer.id);
        EXPECT_EQ(said[1].root, question.id);
        EXPECT_EQ(said[1].lang, "ko");
        EXPECT_GE(said[1].stored_at - kStart, 4s);
        EXPECT_TRUE(
            (std::set<std::string>{"고맙습니다!", "그다음은요?", "도움이 안 돼요."}.contains(said[1].text)))
            << said[1].text;
    }
    EXPECT_GE(reactions, 5) << "some do, some do not";
    EXPECT_LE(reactions, 20);
}

TEST(Crowd, OldAnswersAndThePastGetNoReaction) {
    World before(1);
    const std::string person = before.network.person("cho", "Cho", 1).first;
    const NetworkPost question = before.network.post_at(person, "@hanbit help", "", "en", kStart);
    before.network.post_at(before.brand.first, "Yes ^KG", question.id, "en", kStart);
    // Restarted: the crowd finds the answer there already.
    Crowd crowd(before.network, before.brand.first, parse_reactions(kBook).value(),
                parse_crowd(R"({"gap_seconds": {"least": 1, "most": 2}, "posts": []})").value(), before.clock,
                before.random);
    for (int i = 0; i < 200; ++i) {
        before.clock.jump_to(crowd.run_once());
    }
    EXPECT_EQ(before.said_by("cho").size(), 1U);
}

TEST(Crowd, TheBrandsOwnPostsGetNoReaction) {
    World world(2, R"({"gap_seconds": {"least": 1, "most": 2}, "posts": []})");
    const NetworkPost news =
        world.network.post_at(world.brand.first, "We are open on Sunday", "", "en", kStart);
    world.network.post_at(world.brand.first, "Until six", news.id, "en", kStart);
    world.live(1h);
    EXPECT_EQ(world.network.posts_of(world.brand.first, 0).size(), 2U);
}

TEST(Crowd, ALoadOfNonsenseIsAnError) {
    for (const std::string_view bad :
         {"", "{", "[]", "{}", R"({"gap_seconds": {"least": 1}, "posts": []})",
          R"({"gap_seconds": {"least": 1, "most": 2}, "posts": [{"text": "x"}]})",
          R"({"gap_seconds": {"least": 1, "most": 2}, "posts": 7})"}) {
        const auto plan = parse_crowd(bad);
        ASSERT_FALSE(plan.has_value()) << bad;
        EXPECT_EQ(plan.error().key, "practice.stream.bad");
    }
}

TEST(Crowd, TheShippedStreamIsReadable) {
    for (const std::string_view name : base::asset_names("practice/")) {
        if (name.find("stream") == std::string_view::npos) continue;
        const auto plan = parse_crowd(*base::asset(name));
        ASSERT_TRUE(plan.has_value()) << name << " " << plan.error().cause;
        EXPECT_GT(plan->posts.size(), 10U);
        EXPECT_LT(plan->gap_least, plan->gap_most);
        for (const StreamPost& post : plan->posts) {
            EXPECT_FALSE(post.handle.empty());
            EXPECT_TRUE(post.lang == "ko" || post.lang == "en") << post.lang;
        }
    }
}

}  // namespace
}  // namespace manyhands::channels::simulated
