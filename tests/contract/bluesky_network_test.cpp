// What only this network has, on the real one: facets, closed threads, blocks, clocks that lie, limits, and
// how fast a post reaches us.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "at_network.hpp"
#include "channels/bluesky/at_uri.hpp"

namespace manyhands::channels::contract {
namespace {

using namespace std::chrono_literals;

class OnAtNetwork : public testing::Test {
  protected:
    void SetUp() override { session_ = network_.open({}); }

    // Polls until the post was delivered (given back) or patience ends.
    std::optional<model::RemotePost> hear(const std::string& id,
                                          const std::vector<std::string>& watched = {}) {
        for (int i = 0; i < 100; ++i) {
            const auto delivery = session_->listen(cursor_, watched);
            if (!delivery) {
                ADD_FAILURE() << delivery.error().error.cause;
                return std::nullopt;
            }
            cursor_ = delivery->next;
            for (const model::RemotePost& post : delivery->posts)
                if (post.remote_id == id) return post;
            network_.wait();
        }
        return std::nullopt;
    }

    bool eventually(const std::function<bool()>& check) {
        for (int i = 0; i < 100; ++i) {
            if (check()) return true;
            network_.wait();
        }
        return false;
    }

    Outgoing answer_to(const std::string& parent, const std::string& text) {
        Outgoing out;
        out.id = model::AnswerId("01J00000000000000000000" + std::to_string(100 + answers_++));
        out.key = session_->make_key(out.id, network_.clock().now());
        out.text = text;
        out.lang = "ko";
        out.parent_remote_id = out.root_remote_id = parent;
        return out;
    }

    int notifications(const std::string& customer, const std::string& reason) {
        const auto page = network_.ask("app.bsky.notification.listNotifications?limit=50",
                                       network_.customer_token(customer));
        int count = 0;
        for (const json::value& one : bluesky::list_at(page, "notifications"))
            if (bluesky::text_at(one, "reason") == reason) ++count;
        return count;
    }

    AtNetwork network_;
    std::unique_ptr<ChannelSession> session_;
    Cursor cursor_;
    int answers_ = 0;
};

TEST_F(OnAtNetwork, AMentionInOurAnswerReachesThePerson) {
    const std::string asker = network_.customer(), colleague = network_.customer();
    const std::string question = network_.mention(asker, "누구에게 물어볼까요?");
    const std::string text = "👨‍👩‍👧 여기 @" + network_.customer_handle(colleague) +
                             "님이 압니다 https://example.com/도움말 ^KG";
    ASSERT_TRUE(eventually([&] { return session_->send(answer_to(question, text)).has_value(); }));
    EXPECT_TRUE(eventually([&] { return notifications(colleague, "mention") == 1; }));
    EXPECT_TRUE(eventually([&] { return notifications(asker, "reply") == 1; }));
}

TEST_F(OnAtNetwork, ARepeatedSendMakesNoCommitAndNoSecondNotification) {
    const std::string asker = network_.customer();
    const std::string question = network_.mention(asker, "환불이요");
    const Outgoing answer = answer_to(question, "확인했습니다 ^KG");
    ASSERT_TRUE(session_->send(answer).has_value());
    const std::string revision = network_.brand_revision();
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(session_->send(answer).has_value());
    EXPECT_EQ(network_.brand_revision(), revision);
    ASSERT_TRUE(eventually([&] { return notifications(asker, "reply") >= 1; }));
    EXPECT_EQ(notifications(asker, "reply"), 1);

    // Another text under the same key does not write over what is published.
    Outgoing other = answer;
    other.text = "다른 답 ^SB";
    const auto refused = session_->send(other);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().refusal, Refusal::invalid);
    EXPECT_EQ(network_.posts_of_ours(answer.text), 1);
    EXPECT_EQ(network_.posts_of_ours(other.text), 0);
}

TEST_F(OnAtNetwork, AClosedThreadIsSaidSo) {
    const std::string asker = network_.customer();
    const std::string question = network_.mention(asker, "답글은 안 받아요");
    network_.put(asker, "app.bsky.feed.threadgate", bluesky::parse_at_uri(question)->rkey,
                 {{"post", question}, {"allow", json::array{}}});
    const Outgoing answer = answer_to(question, "그래도 ^KG");
    ASSERT_TRUE(eventually([&] {
        const auto page = network_.ask("app.bsky.feed.getPosts?uris=" + question, network_.brand_token());
        const auto& posts = bluesky::list_at(page, "posts");
        return !posts.empty() && bluesky::is_true(posts.front(), "viewer.replyDisabled");
    }));
    const auto sent = session_->send(answer);
    ASSERT_FALSE(sent.has_value());
    EXPECT_EQ(sent.error().refusal, Refusal::parent_gone);
    EXPECT_EQ(network_.posts_of_ours(answer.text), 0);
}

TEST_F(OnAtNetwork, ABlockIsForbiddenAndNotADeletion) {
    const std::string asker = network_.customer();
    const std::string question = network_.mention(asker, "차단할 거예요");
    ASSERT_TRUE(hear(question).has_value());
    network_.put(asker, "app.bsky.graph.block", bluesky::make_tid(network_.clock().now(), 1),
                 {{"subject", network_.brand_did()}});
    const Outgoing answer = answer_to(question, "죄송합니다 ^KG");
    ASSERT_TRUE(eventually([&] {
        const auto page = network_.ask("app.bsky.feed.getPosts?uris=" + question, network_.brand_token());
        return bluesky::list_at(page, "posts").empty();
    }));
    const auto sent = session_->send(answer);
    ASSERT_FALSE(sent.has_value());
    EXPECT_EQ(sent.error().refusal, Refusal::forbidden) << sent.error().error.cause;
    EXPECT_EQ(network_.posts_of_ours(answer.text), 0);
    for (int i = 0; i < 15; ++i) {  // three looks at the watched posts
        network_.wait();
        const auto delivery = session_->listen(cursor_, {question});
        ASSERT_TRUE(delivery.has_value());
        for (const auto& post : delivery->posts)
            EXPECT_FALSE(post.deleted);
        std::this_thread::sleep_for(800ms);
    }
}

TEST_F(OnAtNetwork, SearchTermsQuotesAndClocksThatLie) {
    const std::string someone = network_.customer();
    Settings settings = network_.settings();
    settings["search"] = "청소기";
    session_ = network_.open_with(settings);
    const std::string found = network_.post(someone, "청소기 추천 좀 해주세요");
    const auto by_term = hear(found);
    ASSERT_TRUE(by_term.has_value());
    EXPECT_FALSE(by_term->addressed_to_us);

    const std::string named = network_.post(someone, "링크 없이 " + network_.brand_handle() + " 이야기");
    ASSERT_TRUE(hear(named).has_value());

    const std::string ours = network_.post_elsewhere("새 소식입니다", "");
    const json::value record =
        network_.ask("com.atproto.repo.getRecord?repo=" + network_.brand_did() +
                         "&collection=app.bsky.feed.post&rkey=" + bluesky::parse_at_uri(ours)->rkey,
                     "");
    const std::string quote = network_.post_record(
        someone,
        {{"text", "이게 뭔가요"},
         {"embed", json::object{{"$type", "app.bsky.embed.record"},
                                {"record", json::object{{"uri", ours}, {"cid", record.at("cid")}}}}}});
    const auto quoted = hear(quote);
    ASSERT_TRUE(quoted.has_value());
    EXPECT_TRUE(quoted->addressed_to_us);

    for (const char* time : {"2025-01-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"}) {
        json::object lying = network_.mention_record(std::string("시계가 틀려요 ") + time);
        lying["createdAt"] = time;
        EXPECT_TRUE(hear(network_.post_record(someone, lying)).has_value()) << time;
    }
    const std::string after = network_.mention(someone, "그 뒤의 글");
    EXPECT_TRUE(hear(after).has_value());
}

TEST_F(OnAtNetwork, ReachAndLanguageArriveWithThePost) {
    const std::string someone = network_.customer(), fan = network_.customer();
    network_.put(fan, "app.bsky.graph.follow", bluesky::make_tid(network_.clock().now(), 2),
                 {{"subject", network_.customer_did(someone)}});
    ASSERT_TRUE(eventually([&] {
        const auto profile = network_.ask("app.bsky.actor.getProfile?actor=" + network_.customer_did(someone),
                                          network_.brand_token());
        return bluesky::integer_at(profile, "followersCount") == 1;
    }));
    const auto post = hear(network_.mention(someone, "안녕하세요"));
    ASSERT_TRUE(post.has_value());
    EXPECT_EQ(post->author.followers, 1);
    EXPECT_EQ(post->declared_lang, "ko");
    EXPECT_EQ(post->author.remote_id, network_.customer_did(someone));
}

TEST_F(OnAtNetwork, TheLengthRuleIsTheNetworks) {
    const std::string question = network_.mention(network_.customer(), "길게 답해 주세요");
    const auto many = [](const std::string& piece, int count) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += piece;
        return text;
    };
    const std::vector<std::pair<std::string, bool>> rows{{many("가", 300), true},
                                                         {many("가", 301), false},
                                                         {many("a", 300), true},
                                                         {many("a", 301), false},
                                                         {many("👨‍👩‍👧‍👦", 120), true},
                                                         {many("👨‍👩‍👧‍👦", 121), false},
                                                         {many("🇰🇷", 300), true},
                                                         {many("🇰🇷", 301), false}};
    for (const auto& [text, fits] : rows) {
        const auto sent = session_->send(answer_to(question, text));
        EXPECT_EQ(sent.has_value(), fits) << text.size();
        if (!fits && !sent) {
            EXPECT_EQ(sent.error().refusal, Refusal::invalid);
        }
    }
}

// Promise: in the inbox within 2 s of the network's own list showing it, by polling.
TEST_F(OnAtNetwork, HowFastAPostReachesUs) {
    constexpr int kPosts = 40;
    const std::string someone = network_.customer();
    ASSERT_TRUE(hear(network_.mention(someone, "준비")).has_value());
    using Moment = std::chrono::steady_clock::time_point;
    std::mutex mutex;
    std::map<std::string, Moment> posted, listed, heard;
    std::atomic<bool> stop{false};
    const auto ms = [](auto span) { return std::chrono::duration<double, std::milli>(span).count(); };
    std::vector<double> requests, calls;  // each written by one thread, read after it ended
    const auto note = [&](std::map<std::string, Moment>& where, const std::string& id) {
        const std::scoped_lock guard(mutex);
        where.try_emplace(id, std::chrono::steady_clock::now());
    };
    std::thread watching([&] {  // the network's own list, looked at all the time
        while (!stop) {
            const auto before = std::chrono::steady_clock::now();
            const auto page =
                network_.ask("app.bsky.notification.listNotifications?limit=50", network_.brand_token());
            requests.push_back(ms(std::chrono::steady_clock::now() - before));
            for (const json::value& one : bluesky::list_at(page, "notifications"))
                note(listed, std::string(bluesky::text_at(one, "uri")));
            std::this_thread::sleep_for(10ms);
        }
    });
    std::thread listening([&] {  // as the product does it
        while (!stop) {
            const auto before = std::chrono::steady_clock::now();
            const auto delivery = session_->listen(cursor_, {});
            calls.push_back(ms(std::chrono::steady_clock::now() - before));
            if (delivery) {
                cursor_ = delivery->next;
                for (const auto& post : delivery->posts)
                    note(heard, post.remote_id);
                if (delivery->more) continue;
            }
            std::this_thread::sleep_for(network_.channel().info().poll_every);
        }
    });
    base::SeededRandom random(5);
    for (int i = 0; i < kPosts; ++i) {
        const auto before = std::chrono::steady_clock::now();
        const std::string id = network_.mention(someone, "빠르기 " + std::to_string(i));
        {
            const std::scoped_lock guard(mutex);
            posted.emplace(id, before);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100 + random.below(500)));
    }
    const auto all = [&] {
        const std::scoped_lock guard(mutex);
        return std::all_of(posted.begin(), posted.end(), [&](const auto& one) {
            return listed.contains(one.first) && heard.contains(one.first);
        });
    };
    for (int i = 0; i < 100 && !all(); ++i)
        network_.wait();
    stop = true;
    watching.join();
    listening.join();
    ASSERT_TRUE(all());
    std::vector<double> shown, after_shown, whole;
    for (const auto& [id, when] : posted) {
        shown.push_back(ms(listed[id] - when));
        after_shown.push_back(ms(heard[id] - listed[id]));
        whole.push_back(ms(heard[id] - when));
    }
    const auto row = [](const char* what, std::vector<double> values) {
        if (values.empty()) values.push_back(0);
        std::sort(values.begin(), values.end());
        const auto at = [&](double p) {
            return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
        };
        std::printf("%-36s p50 %6.0f ms   p90 %6.0f ms   max %6.0f ms\n", what, at(0.5), at(0.9),
                    values.back());
        return values.back();
    };
    std::printf("%d mentions, a poll every %lld ms\n", kPosts,
                static_cast<long long>(network_.channel().info().poll_every / 1ms));
    row("posted -> the network lists it", shown);
    const double slowest = row("the network lists it -> heard", after_shown);
    row("posted -> heard", whole);
    const double slowest_request = row("one read of the network's list", requests);
    row("one call of listen", calls);
    // On a machine with nothing else to do the slowest is about a poll and two requests. Where a single
    // request takes a second, no poller can keep the promise; then the bound follows the requests.
    EXPECT_LT(slowest, std::max(2'000.0, 1'000.0 + 4 * slowest_request));
}

}  // namespace
}  // namespace manyhands::channels::contract
