#include "channels/bluesky/at_uri.hpp"

#include <set>

#include <gtest/gtest.h>

namespace manyhands::channels::bluesky {
namespace {

TEST(AtUri, StrictAddressesOnly) {
    const auto uri = parse_at_uri("at://did:plc:abc123/app.bsky.feed.post/3l2abc");
    ASSERT_TRUE(uri.has_value());
    EXPECT_EQ(*uri, (AtUri{"did:plc:abc123", "app.bsky.feed.post", "3l2abc"}));
    EXPECT_EQ(uri->text(), "at://did:plc:abc123/app.bsky.feed.post/3l2abc");
    EXPECT_EQ(post_url(*uri), "https://bsky.app/profile/did:plc:abc123/post/3l2abc");
    EXPECT_TRUE(parse_at_uri("at://did:web:example.com%3A8080/com.example.thing/self").has_value());
    for (const char* bad : {"",
                            "at://",
                            "at://did:plc:abc",
                            "at://did:plc:abc/",
                            "at://did:plc:abc/app.bsky.feed.post",
                            "at://did:plc:abc/app.bsky.feed.post/",
                            "at://did:plc:abc/app.bsky.feed.post/a/b",
                            "at://kim.example/app.bsky.feed.post/3l2",
                            "at://did:plc:/app.bsky.feed.post/3l2",
                            "at://did:PLC:abc/app.bsky.feed.post/3l2",
                            "at://did:plc:abc:/app.bsky.feed.post/3l2",
                            "at://did:plc:abc/post/3l2",
                            "at://did:plc:abc/app.bsky.feed.post/.",
                            "at://did:plc:abc/app.bsky.feed.post/..",
                            "at://did:plc:abc/app.bsky.feed.post/a b",
                            "at://did:plc:abc/app.bsky.feed.post/3l2?x=1",
                            "at://did:plc:abc/app.bsky.feed.post/3l2#x",
                            "https://did:plc:abc/app.bsky.feed.post/3l2",
                            "at://did:plc:한국/app.bsky.feed.post/3l2",
                            "at://did:plc:a\n/app.bsky.feed.post/3l2",
                            "AT://did:plc:abc/app.bsky.feed.post/3l2"})
        EXPECT_FALSE(parse_at_uri(bad).has_value()) << bad;
    EXPECT_FALSE(parse_at_uri("at://did:plc:abc/app.bsky.feed.post/" + std::string(513, 'a')).has_value());
    EXPECT_FALSE(
        parse_at_uri("at://did:plc:" + std::string(9'000, 'a') + "/app.bsky.feed.post/a").has_value());
    EXPECT_FALSE(parse_post_uri("at://did:plc:abc/app.bsky.feed.like/3l2").has_value());
}

TEST(AtUri, Handles) {
    for (const char* good : {"kim.example", "a.b", "brand.bsky.social", "x-1.y2.co", "1.com", "8.cn"})
        EXPECT_TRUE(is_handle(good)) << good;
    for (const char* bad : {"", "kim", ".kim", "kim.", "kim..example", "-a.b", "a-.b", "a_b.c",
                            "kim.example ", "김.한국", "a.1", "127.0.0.1", "a@b.c"})
        EXPECT_FALSE(is_handle(bad)) << bad;
    EXPECT_FALSE(is_handle(std::string(64, 'a') + ".b"));
}

TEST(Tid, KnownValueAndOrder) {
    // 63 bits in thirteen digits of five: the first digit holds three.
    EXPECT_EQ(make_tid(base::from_micros(0), 0), "2222222222222");
    EXPECT_EQ(make_tid(base::from_micros((1LL << 53) - 1), 1023), "bzzzzzzzzzzzz");
    std::string before;
    for (const std::int64_t micros :
         {0LL, 1LL, 31LL, 1'000'000LL, 1'773'033'780'000'000LL, 1'773'033'780'000'001LL}) {
        const std::string tid = make_tid(base::from_micros(micros), 5);
        EXPECT_EQ(tid.size(), 13U);
        EXPECT_LT(before, tid);
        EXPECT_EQ(tid_time(tid), base::from_micros(micros));
        before = tid;
    }
    for (const char* bad : {"", "222222222222", "22222222222222", "k222222222222", "z222222222222",
                            "222222222222A", "2222222222220", "222222222222 ", "222222222222!"})
        EXPECT_EQ(tid_time(bad), std::nullopt) << bad;
}

TEST(Tid, AnswerKeysAreStableNearNowAndDoNotMeet) {
    const base::Instant now = base::parse_rfc3339("2026-03-09T05:23:00Z").value();
    std::set<std::string> keys;
    for (int i = 0; i < 5'000; ++i) {
        const model::AnswerId id("01J0000000000000000000" + std::to_string(1'000 + i));
        const std::string key = answer_key(id, now);
        EXPECT_EQ(answer_key(id, now), key);
        const auto time = tid_time(key);
        ASSERT_TRUE(time.has_value()) << key;
        EXPECT_LE(*time, now);
        EXPECT_GT(*time, now - std::chrono::seconds(1));
        keys.insert(key);
    }
    // All made in the same microsecond: with a clock id alone there would be 1,024 keys.
    EXPECT_EQ(keys.size(), 5'000U);
    const model::AnswerId id("01J00000000000000000000001");
    EXPECT_NE(answer_key(id, now), answer_key(id, now + std::chrono::microseconds(1)));
}

}  // namespace
}  // namespace manyhands::channels::bluesky
