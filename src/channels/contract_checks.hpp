// The checks of contract.hpp. Include in exactly one file of a test program.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/text/utf8.hpp"
#include "channels/contract.hpp"

namespace manyhands::channels::contract {

class ChannelContract : public testing::TestWithParam<MakeChannelUnderTest> {
  protected:
    void SetUp() override {
        network_ = GetParam()();
        session_ = network_->open({});
    }

    // A poll as the product does it: until the channel says that there is no more for now.
    std::vector<model::RemotePost> poll(const std::vector<std::string>& watched = {}) {
        std::vector<model::RemotePost> posts;
        for (int i = 0; i < 1'000; ++i) {
            auto delivery = session_->listen(cursor_, watched);
            if (!delivery) {
                problem_ = delivery.error();
                ADD_FAILURE() << "listen: " << delivery.error().error.key << ": "
                              << delivery.error().error.cause;
                return posts;
            }
            for (model::RemotePost& post : delivery->posts)
                posts.push_back(std::move(post));
            cursor_ = delivery->next;
            if (!delivery->more) return posts;
        }
        ADD_FAILURE() << "listen never comes to an end";
        return posts;
    }

    // Polls until `enough` says so, at most kPatience times. Keeps everything that was delivered in heard_.
    bool hear(const std::function<bool()>& enough, const std::vector<std::string>& watched = {}) {
        for (int i = 0; i < kPatience && !HasFailure(); ++i) {
            for (model::RemotePost& post : poll(watched)) {
                ++deliveries_[post.remote_id];
                heard_.insert_or_assign(post.remote_id, std::move(post));
            }
            if (enough()) return true;
            network_->wait();
        }
        return false;
    }

    bool hear_all(const std::vector<std::string>& ids, const std::vector<std::string>& watched = {}) {
        const auto heard = [this](const std::string& id) { return heard_.contains(id); };
        return hear([&] { return std::all_of(ids.begin(), ids.end(), heard); }, watched);
    }

    Outgoing answer_to(const std::string& parent, const std::string& root, std::string text) {
        Outgoing out;
        out.id = model::AnswerId("01J000000000000000000" + std::to_string(10'000 + answers_++));
        out.key = session_->make_key(out.id, network_->clock().now());
        out.text = std::move(text);
        out.lang = "ko";
        out.parent_remote_id = parent;
        out.root_remote_id = root;
        return out;
    }

    std::optional<model::RemotePost> in_thread(const std::string& thread_of, const std::string& remote_id) {
        const auto thread = session_->thread(thread_of);
        if (!thread) return std::nullopt;
        const auto found = std::find_if(thread->begin(), thread->end(), [&](const model::RemotePost& post) {
            return post.remote_id == remote_id;
        });
        return found == thread->end() ? std::nullopt : std::optional(*found);
    }

    // The network's reads may lag behind its writes.
    bool eventually(const std::function<bool()>& check) {
        for (int i = 0; i < kPatience; ++i) {
            if (check()) return true;
            network_->wait();
        }
        return false;
    }

    static constexpr int kPatience = 100;
    std::unique_ptr<ChannelUnderTest> network_;
    std::unique_ptr<ChannelSession> session_;
    Cursor cursor_;
    std::map<std::string, model::RemotePost> heard_;
    std::map<std::string, int> deliveries_;
    std::optional<Problem> problem_;
    int answers_ = 0;
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChannelContract);

TEST_P(ChannelContract, EveryMentionIsHeard) {
    const std::vector<std::string> people{network_->customer(), network_->customer(), network_->customer()};
    std::vector<std::string> ids;
    for (int i = 0; i < 30; ++i) {
        ids.push_back(
            network_->mention(people[static_cast<std::size_t>(i) % 3], "냉장고 소음 " + std::to_string(i)));
        if (i % 10 == 4) hear([] { return true; });
    }
    ASSERT_TRUE(hear_all(ids));
    const auto us = session_->who_am_i();
    ASSERT_TRUE(us.has_value());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const model::RemotePost& post = heard_.at(ids[i]);
        SCOPED_TRACE(post.text);
        EXPECT_TRUE(post.text.ends_with("냉장고 소음 " + std::to_string(i)));
        EXPECT_EQ(post.network, network_->channel().info().id);
        EXPECT_TRUE(post.addressed_to_us);
        EXPECT_FALSE(post.deleted);
        EXPECT_FALSE(post.author.remote_id.empty());
        EXPECT_NE(post.author.remote_id, us->person.remote_id);
        EXPECT_FALSE(post.author.handle.empty());
        EXPECT_EQ(post.root_remote_id, post.remote_id);
        EXPECT_TRUE(post.parent_remote_id.empty());
        EXPECT_TRUE(post.created_at.has_value() || post.indexed_at.has_value());
    }
}

TEST_P(ChannelContract, WithoutNewsTheCursorStandsStill) {
    const std::string id = network_->mention(network_->customer(), "안녕하세요");
    ASSERT_TRUE(hear_all({id}));
    // Sweeps that run less often than polls may still move once or twice.
    for (int i = 0; i < 5; ++i) {
        network_->wait();
        poll();
    }
    const Cursor before = cursor_;
    EXPECT_TRUE(poll().empty());
    EXPECT_EQ(cursor_, before);
}

TEST_P(ChannelContract, RepliesToOurPostsAreHeard) {
    const std::string ours = network_->post_elsewhere("새 냉장고가 나왔습니다", "");
    const std::string id = network_->reply(network_->customer(), ours, "얼마예요?");
    ASSERT_TRUE(hear_all({id}));
    EXPECT_EQ(heard_.at(id).parent_remote_id, ours);
    EXPECT_EQ(heard_.at(id).root_remote_id, ours);
    EXPECT_TRUE(heard_.at(id).addressed_to_us);
}

TEST_P(ChannelContract, PostsOfOursMadeElsewhereAreHeard) {
    const std::string question = network_->mention(network_->customer(), "배송이 늦어요");
    const std::string ours = network_->post_elsewhere("확인하겠습니다", question);
    ASSERT_TRUE(hear_all({question, ours}));
    const auto us = session_->who_am_i();
    ASSERT_TRUE(us.has_value());
    EXPECT_EQ(heard_.at(ours).author.remote_id, us->person.remote_id);
    EXPECT_EQ(heard_.at(ours).parent_remote_id, question);
    EXPECT_FALSE(heard_.at(ours).addressed_to_us);
}

TEST_P(ChannelContract, WhatTheCustomerAddsInAWatchedThreadIsHeard) {
    const std::string person = network_->customer();
    const std::string root = network_->mention(person, "고장났어요");
    ASSERT_TRUE(hear_all({root}));
    // To a post of their own, without naming us again.
    const std::string more = network_->reply(person, root, "물도 새요");
    ASSERT_TRUE(hear_all({more}, {root}));
    EXPECT_EQ(heard_.at(more).parent_remote_id, root);
    const std::string still_more = network_->reply(person, more, "사진은 내일 올릴게요");
    ASSERT_TRUE(hear_all({still_more}, {root, more}));
    EXPECT_EQ(heard_.at(still_more).root_remote_id, root);
}

TEST_P(ChannelContract, WhatIsNotAboutUsIsNeverAddressedToUs) {
    const std::string stranger = network_->customer();
    const std::string elsewhere = network_->post(stranger, "오늘 날씨가 좋네요");
    const std::string reply = network_->reply(network_->customer(), elsewhere, "그러게요");
    ASSERT_TRUE(hear_all({network_->mention(stranger, "문의합니다")}));
    for (const std::string& id : {elsewhere, reply})
        if (const auto found = heard_.find(id); found != heard_.end()) {
            EXPECT_FALSE(found->second.addressed_to_us);
        }
}

TEST_P(ChannelContract, ANewSessionGoesOnAtTheCursor) {
    const std::string person = network_->customer();
    const std::string before = network_->mention(person, "첫 번째");
    ASSERT_TRUE(hear_all({before}));
    const SessionState state = session_->state();
    session_.reset();
    std::vector<std::string> meanwhile;
    for (int i = 0; i < 5; ++i)
        meanwhile.push_back(network_->mention(person, "자리를 비운 사이 " + std::to_string(i)));
    session_ = network_->open(state);
    EXPECT_TRUE(hear_all(meanwhile));
}

TEST_P(ChannelContract, ALostOrBrokenCursorLosesNothing) {
    const std::string person = network_->customer();
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i)
        ids.push_back(network_->mention(person, "문의 " + std::to_string(i)));
    ASSERT_TRUE(hear_all(ids));
    for (const Cursor& cursor : {Cursor{}, Cursor{"{\"v\":"}, Cursor{"한국어"}, Cursor(10'000, 'x')}) {
        SCOPED_TRACE(cursor.substr(0, 20));
        heard_.clear();
        cursor_ = cursor;
        EXPECT_TRUE(hear_all(ids));
    }
}

TEST_P(ChannelContract, WhatWeDidNotKeepIsDeliveredAgain) {
    const std::string person = network_->customer();
    ASSERT_TRUE(hear_all({network_->mention(person, "하나")}));
    const Cursor kept = cursor_;
    const std::string id = network_->mention(person, "둘");
    ASSERT_TRUE(hear_all({id}));
    heard_.clear();
    cursor_ = kept;  // our transaction failed: as if the delivery had never come
    EXPECT_TRUE(hear_all({id}));
}

TEST_P(ChannelContract, TheThreadIsWholeAndInOrder) {
    const std::string first = network_->customer(), second = network_->customer();
    const std::string root = network_->mention(first, "고장났어요");
    const std::string answer = network_->reply(second, root, "저도요");
    const std::string deep = network_->reply(first, answer, "언제부터요?");
    const std::string beside = network_->reply(second, root, "제 것은 새것인데요");
    std::vector<std::string> ids;
    ASSERT_TRUE(eventually([&] {
        ids.clear();
        const auto thread = session_->thread(deep);
        if (!thread) return false;
        for (const model::RemotePost& post : *thread)
            ids.push_back(post.remote_id);
        return ids.size() == 4;
    })) << ids.size();
    EXPECT_EQ(ids, (std::vector{root, answer, deep, beside}));
    const auto found = in_thread(root, deep);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->parent_remote_id, answer);
    EXPECT_EQ(found->root_remote_id, root);
}

TEST_P(ChannelContract, AnAnswerGoesIntoTheThreadOnce) {
    const std::string person = network_->customer();
    const std::string root = network_->mention(person, "환불 되나요?");
    const std::string more = network_->reply(person, root, "영수증은 있어요");
    ASSERT_TRUE(hear_all({root, more}, {root}));
    const Outgoing answer = answer_to(more, root, "네, 됩니다. 매장으로 오세요 ^KG");
    const auto sent = session_->send(answer);
    ASSERT_TRUE(sent.has_value()) << sent.error().error.cause;
    EXPECT_FALSE(sent->remote_id.empty());
    EXPECT_FALSE(sent->url.empty());
    EXPECT_LE(sent->at, network_->clock().now() + std::chrono::minutes(1));
    EXPECT_GE(sent->at, network_->clock().now() - std::chrono::minutes(1));
    EXPECT_EQ(network_->posts_of_ours(answer.text), 1);
    std::optional<model::RemotePost> there;
    ASSERT_TRUE(eventually([&] { return (there = in_thread(root, sent->remote_id)).has_value(); }));
    EXPECT_EQ(there->text, answer.text);
    EXPECT_EQ(there->parent_remote_id, more);
    EXPECT_EQ(there->root_remote_id, root);
    // Its echo comes back as a post of ours.
    ASSERT_TRUE(hear_all({sent->remote_id}));
    EXPECT_FALSE(heard_.at(sent->remote_id).addressed_to_us);
}

TEST_P(ChannelContract, TheSameKeyIsOnePostOrCanBeFound) {
    const std::string root = network_->mention(network_->customer(), "두 번 눌렀어요");
    ASSERT_TRUE(hear_all({root}));
    const Outgoing answer = answer_to(root, root, "한 번만 답합니다 ^SB");
    const auto nothing = session_->look_up(answer);
    ASSERT_TRUE(nothing.has_value()) << nothing.error().error.cause;
    EXPECT_FALSE(nothing->has_value());
    const auto sent = session_->send(answer);
    ASSERT_TRUE(sent.has_value()) << sent.error().error.cause;
    if (network_->channel().info().idempotency == Idempotency::keyed) {
        for (int i = 0; i < 3; ++i) {
            const auto again = session_->send(answer);
            ASSERT_TRUE(again.has_value()) << again.error().error.cause;
            EXPECT_EQ(again->remote_id, sent->remote_id);
        }
        // After a restart, too.
        session_ = network_->open(session_->state());
        const auto later = session_->send(answer);
        ASSERT_TRUE(later.has_value()) << later.error().error.cause;
        EXPECT_EQ(later->remote_id, sent->remote_id);
    }
    EXPECT_EQ(network_->posts_of_ours(answer.text), 1);
    ASSERT_TRUE(eventually([&] {
        const auto found = session_->look_up(answer);
        return found && *found && (*found)->remote_id == sent->remote_id;
    }));
}

TEST_P(ChannelContract, KeysAreStableAndDiffer) {
    const base::Instant now = network_->clock().now();
    std::set<std::string> keys;
    for (int i = 0; i < 2'000; ++i) {
        const model::AnswerId id("01J0000000000000000000" + std::to_string(1'000 + i));
        const model::SendKey key = session_->make_key(id, now);
        EXPECT_EQ(session_->make_key(id, now), key);
        EXPECT_LE(key.created, now);
        EXPECT_GT(key.created, now - std::chrono::seconds(2));
        keys.insert(key.key);
    }
    EXPECT_EQ(keys.size(), 2'000U);
}

TEST_P(ChannelContract, ADeletedParentIsSaidSo) {
    const std::string person = network_->customer();
    const std::string root = network_->mention(person, "아니에요, 해결됐어요");
    ASSERT_TRUE(hear_all({root}));
    network_->remove(person, root);
    // Until the network's own reads show it, nobody can know.
    ASSERT_TRUE(eventually([&] {
        const auto thread = session_->thread(root);
        return !thread ||
               std::all_of(thread->begin(), thread->end(), [](const auto& post) { return post.deleted; });
    }));
    const Outgoing answer = answer_to(root, root, "다행입니다 ^KG");
    const auto refused = session_->send(answer);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().refusal, Refusal::parent_gone) << refused.error().error.cause;
    EXPECT_EQ(network_->posts_of_ours(answer.text), 0);
}

TEST_P(ChannelContract, AnOverLongAnswerIsInvalid) {
    if (network_->channel().info().text_rule == "unlimited") GTEST_SKIP() << "this network takes any length";
    const std::string root = network_->mention(network_->customer(), "자세히 알려주세요");
    ASSERT_TRUE(hear_all({root}));
    const Outgoing answer = answer_to(root, root, std::string(20'000, 'x'));
    const auto sent = session_->send(answer);
    ASSERT_FALSE(sent.has_value());
    EXPECT_EQ(sent.error().refusal, Refusal::invalid) << sent.error().error.cause;
    EXPECT_EQ(network_->posts_of_ours(answer.text), 0);
}

TEST_P(ChannelContract, ARevokedAccountIsSignedOut) {
    const std::string root = network_->mention(network_->customer(), "급해요");
    ASSERT_TRUE(hear_all({root}));
    const Outgoing answer = answer_to(root, root, "보내지 않습니다 ^KG");
    session_ = network_->open(network_->revoke(session_->state()));
    const auto sent = session_->send(answer);
    ASSERT_FALSE(sent.has_value());
    EXPECT_EQ(sent.error().refusal, Refusal::signed_out) << sent.error().error.cause;
    EXPECT_FALSE(sent.error().error.key.empty());
    const auto heard = session_->listen(cursor_, {});
    ASSERT_FALSE(heard.has_value());
    EXPECT_EQ(heard.error().refusal, Refusal::signed_out);
    EXPECT_FALSE(session_->probe().ok());
    EXPECT_EQ(network_->posts_of_ours(answer.text), 0);
}

TEST_P(ChannelContract, TextsSurviveTheWayThereAndBack) {
    const std::string person = network_->customer();
    const std::vector<std::string> texts{
        "<script>alert(1)</script> & <b>굵게</b> \"인용\" 'x' \\ / `",
        "👨‍👩‍👧‍👦 🇰🇷 ✊🏽 ㅋㅋㅋ 각 한글 é ü 日本語",
        "첫 줄\n둘째 줄\n\n넷째 줄",
        "{\"json\": [1, null]} %s %00 ../../etc/passwd ' OR 1=1 --",
        "끝에 링크 https://example.com/도움말?a=1&b=2 그리고 @nobody.example.invalid",
    };
    for (const std::string& text : texts) {
        SCOPED_TRACE(text);
        const std::string id = network_->mention(person, text);
        ASSERT_TRUE(hear_all({id}));
        EXPECT_TRUE(heard_.at(id).text.ends_with(text)) << heard_.at(id).text;
        const std::string ours = text + " ^KG";
        const auto sent = session_->send(answer_to(id, id, ours));
        ASSERT_TRUE(sent.has_value()) << sent.error().error.cause;
        std::optional<model::RemotePost> there;
        ASSERT_TRUE(eventually([&] { return (there = in_thread(id, sent->remote_id)).has_value(); }));
        EXPECT_EQ(there->text, ours);
    }
}

TEST_P(ChannelContract, ControlCharactersAreCleaned) {
    const std::string id = network_->mention(network_->customer(),
                                             "a\x01"
                                             "b\x1B[31mc\x7F"
                                             "d\xE2\x80\xAE"
                                             "e\tf\r\ng");
    ASSERT_TRUE(hear_all({id}));
    const std::string& text = heard_.at(id).text;
    EXPECT_TRUE(text.ends_with("ab[31mcde f\ng")) << text;
    EXPECT_EQ(text, base::clean_post(text));
}

TEST_P(ChannelContract, AnEditIsSeen) {
    if (!network_->channel().info().edits) GTEST_SKIP() << "this network has no edits";
    const std::string person = network_->customer();
    const std::string id = network_->mention(person, "처음 글");
    ASSERT_TRUE(hear_all({id}));
    const std::string before = heard_.at(id).remote_version;
    network_->edit(person, id, "고친 글");
    ASSERT_TRUE(hear([&] { return heard_.at(id).text.find("고친 글") != std::string::npos; }, {id}));
    EXPECT_NE(heard_.at(id).remote_version, before);
}

TEST_P(ChannelContract, ADeletedPostLeavesATombstone) {
    if (!network_->channel().info().deletes) GTEST_SKIP() << "this network has no deletes";
    const std::string person = network_->customer();
    const std::string kept = network_->mention(person, "남는 글");
    const std::string id = network_->mention(person, "지울 글");
    ASSERT_TRUE(hear_all({kept, id}));
    network_->remove(person, id);
    ASSERT_TRUE(hear([&] { return heard_.at(id).deleted; }, {kept, id}));
    EXPECT_FALSE(heard_.at(kept).deleted);
    // And once: not a tombstone with every poll.
    const int told = deliveries_[id];
    for (int i = 0; i < 3; ++i) {
        hear([] { return true; }, {kept, id});
        network_->wait();
    }
    EXPECT_LE(deliveries_[id], told + 1);
}

TEST_P(ChannelContract, TheBudgetIsKnownAndDoesNotGrowBySending) {
    const std::string root = network_->mention(network_->customer(), "몇 시까지 하세요?");
    ASSERT_TRUE(hear_all({root}));
    const auto before = session_->budget();
    ASSERT_TRUE(session_->send(answer_to(root, root, "여섯 시까지입니다 ^KG")).has_value());
    const auto after = session_->budget();
    if (network_->channel().info().answers_per_hour == 0) GTEST_SKIP() << "this network names no limit";
    ASSERT_TRUE(before.remaining && after.remaining);
    EXPECT_LT(*after.remaining, *before.remaining);
    EXPECT_GE(*after.remaining, 0);
}

TEST_P(ChannelContract, WherePeopleCanBeFoundSoAreTheirRepliesByTagAndByName) {
    if (!network_->channel().info().finds_people) {
        EXPECT_FALSE(session_->tagged("twelve").has_value());
        EXPECT_FALSE(session_->posts_by("anybody").has_value());
        return;
    }
    const std::string asks = network_->customer();
    const std::string helps = network_->customer();
    const std::string question = network_->mention(asks, "켜지지 않아요");
    const std::string reply = network_->reply(helps, question, "길게 눌러 보세요 #twelve");
    const auto found = [&](const Reply<std::vector<model::RemotePost>>& posts) -> const model::RemotePost* {
        if (!posts) return nullptr;
        const auto at = std::find_if(posts->begin(), posts->end(),
                                     [&](const model::RemotePost& post) { return post.remote_id == reply; });
        return at == posts->end() ? nullptr : &*at;
    };
    std::optional<model::RemotePost> post;
    ASSERT_TRUE(eventually([&] {
        const auto tagged = session_->tagged("twelve");
        if (const auto* one = found(tagged)) post = *one;
        return post.has_value();
    }));
    EXPECT_EQ(post->parent_remote_id, question);
    EXPECT_FALSE(post->author.remote_id.empty());
    EXPECT_FALSE(post->addressed_to_us);
    for (const std::string& name : {post->author.remote_id, post->author.handle})
        EXPECT_TRUE(eventually([&] {
            const auto theirs = session_->posts_by(name);
            const auto* one = found(theirs);
            return one != nullptr && one->author.remote_id == post->author.remote_id;
        })) << name;
    const auto nobody = session_->posts_by("nobody-of-this-name.test");
    ASSERT_FALSE(nobody.has_value());
    EXPECT_EQ(nobody.error().refusal, Refusal::parent_gone);
}

TEST_P(ChannelContract, WhereLikesAreToldTheyAreThoseOfOurPosts) {
    const base::Instant before = network_->clock().now() - base::Minutes(5);
    if (!network_->channel().info().likes) {
        EXPECT_FALSE(session_->likes(before).has_value());
        return;
    }
    const std::string asks = network_->customer();
    const std::string question = network_->mention(asks, "켜지지 않아요");
    const auto sent = session_->send(answer_to(question, question, "길게 눌러 보세요 ^KG"));
    ASSERT_TRUE(sent.has_value());
    const std::string stranger = network_->customer();
    network_->like(stranger, question);  // somebody else's post is nothing to us
    const std::string by = network_->like(asks, sent->remote_id);
    std::vector<Like> likes;
    ASSERT_TRUE(eventually([&] {
        if (auto told = session_->likes(before)) likes = *std::move(told);
        return !likes.empty();
    }));
    ASSERT_EQ(likes.size(), 1U);
    EXPECT_EQ(likes[0].remote_id, sent->remote_id);
    EXPECT_EQ(likes[0].by, by);
    EXPECT_GE(likes[0].at, before);
    const auto later = session_->likes(likes[0].at + base::Seconds(60));
    ASSERT_TRUE(later.has_value());
    EXPECT_TRUE(later->empty());
    // The one who is told of is the one who wrote.
    ASSERT_TRUE(hear_all({question}));
    EXPECT_EQ(heard_.at(question).author.remote_id, by);
}

TEST_P(ChannelContract, TheProbeIsGreenAndPostsNothing) {
    const Probe probe = session_->probe();
    for (const ProbeCheck& check : probe.checks)
        EXPECT_TRUE(check.ok) << check.key << ": " << check.detail.cause;
    EXPECT_TRUE(probe.ok());
    ASSERT_TRUE(probe.identity.has_value());
    const auto identity = session_->who_am_i();
    ASSERT_TRUE(identity.has_value());
    EXPECT_EQ(probe.identity->person, identity->person);
    EXPECT_FALSE(identity->person.handle.empty());
    EXPECT_NE(identity->person.handle.front(), '@');
}

TEST_P(ChannelContract, ListeningAndSendingRunSideBySide) {
    const std::string person = network_->customer();
    const std::string root = network_->mention(person, "동시에");
    ASSERT_TRUE(hear_all({root}));
    std::vector<Outgoing> answers;
    for (int i = 0; i < 10; ++i)
        answers.push_back(answer_to(root, root, "답 " + std::to_string(i) + " ^KG"));
    session_ = network_->open({});  // both threads meet at the sign-in
    int sent = 0;
    std::thread sending([&] {
        for (const Outgoing& answer : answers)
            if (session_->send(answer)) ++sent;
    });
    Cursor cursor = cursor_;
    for (int i = 0; i < 10; ++i)
        if (const auto delivery = session_->listen(cursor, {root})) cursor = delivery->next;
    sending.join();
    EXPECT_EQ(sent, 10);
    for (const Outgoing& answer : answers)
        EXPECT_EQ(network_->posts_of_ours(answer.text), 1);
}

}  // namespace manyhands::channels::contract
