#include "channels/bluesky/post_view.hpp"

#include <gtest/gtest.h>

#include "base/text/utf8.hpp"
#include "channels/bluesky/thread.hpp"

namespace manyhands::channels::bluesky {
namespace {

const Self kSelf{"did:plc:brand", "brand.example"};

json::value example() {
    return json::parse(R"J({
        "uri": "at://did:plc:kim/app.bsky.feed.post/3mgm63yr3s222", "cid": "bafy1",
        "author": {"did": "did:plc:kim", "handle": "kim.example", "displayName": "김\n철수", "followersCount": 3},
        "record": {"$type": "app.bsky.feed.post", "text": "냉장고가 <b>시끄러워요</b>", "langs": ["ko", "en"],
                   "createdAt": "2026-03-09T05:23:00.500+09:00",
                   "reply": {"parent": {"uri": "at://did:plc:lee/app.bsky.feed.post/3mgm63yr3s22a", "cid": "p"},
                             "root": {"uri": "at://did:plc:park/app.bsky.feed.post/3mgm63yr3s22b", "cid": "r"}}},
        "embed": {"$type": "app.bsky.embed.recordWithMedia#view", "media": {"$type": "app.bsky.embed.images#view",
                  "images": [{"fullsize": "https://cdn.example/1.jpg", "alt": "사진"},
                             {"fullsize": "javascript:alert(1)", "thumb": "https://cdn.example/2.jpg"}]}},
        "indexedAt": "2026-03-09T05:23:00Z", "unknownField": {"deep": [1, 2, 3]}})J");
}

json::value text(std::string_view bytes) {
    return json::value(json::string_view(bytes.data(), bytes.size()));
}

json::value with(std::string_view path, json::value replacement) {
    json::value whole = example();
    json::value* here = &whole;
    for (;;) {
        const auto dot = path.find('.');
        json::object& object = here->as_object();
        const std::string name(path.substr(0, dot));
        if (dot == std::string_view::npos) {
            object[name] = std::move(replacement);
            return whole;
        }
        here = &object[name];
        path.remove_prefix(dot + 1);
    }
}

TEST(PostView, EveryFieldInItsPlace) {
    const auto post = read_post(example(), kSelf);
    ASSERT_TRUE(post.has_value());
    EXPECT_EQ(post->network, "bluesky");
    EXPECT_EQ(post->remote_id, "at://did:plc:kim/app.bsky.feed.post/3mgm63yr3s222");
    EXPECT_EQ(post->remote_version, "bafy1");
    EXPECT_EQ(post->parent_remote_id, "at://did:plc:lee/app.bsky.feed.post/3mgm63yr3s22a");
    EXPECT_EQ(post->root_remote_id, "at://did:plc:park/app.bsky.feed.post/3mgm63yr3s22b");
    EXPECT_EQ(post->author, (model::Person{"did:plc:kim", "kim.example", "김 철수", 3,
                                           "https://bsky.app/profile/did:plc:kim"}));
    EXPECT_EQ(post->text, "냉장고가 <b>시끄러워요</b>");
    EXPECT_EQ(post->declared_lang, "ko");
    EXPECT_EQ(post->created_at, base::parse_rfc3339("2026-03-08T20:23:00.5Z").value());
    EXPECT_EQ(post->indexed_at, base::parse_rfc3339("2026-03-09T05:23:00Z").value());
    EXPECT_EQ(post->url, "https://bsky.app/profile/did:plc:kim/post/3mgm63yr3s222");
    EXPECT_EQ(post->media, (std::vector<model::Media>{{"https://cdn.example/1.jpg", "사진"},
                                                      {"https://cdn.example/2.jpg", ""}}));
    EXPECT_FALSE(post->addressed_to_us);
    EXPECT_FALSE(post->deleted);
}

TEST(PostView, WhatIsAddressedToUs) {
    struct Row {
        const char* what;
        json::value view;
        bool ours;
    };
    const json::value mention = json::parse(R"([{"features":[{"$type":"x"},{"did":"did:plc:brand"}]}])");
    const std::string by_us = "at://did:plc:brand/app.bsky.feed.post/3mgm63yr3s222";
    const std::vector<Row> rows{
        {"nothing", example(), false},
        {"mention facet", with("record.facets", mention), true},
        {"someone else's facet",
         with("record.facets", json::parse(R"([{"features":[{"did":"did:plc:x"}]}])")), false},
        {"answer to us", with("record.reply.parent.uri", text(by_us)), true},
        {"under a post of ours, answering another", with("record.reply.root.uri", text(by_us)), false},
        {"quote", with("record.embed", json::parse(R"({"record":{"uri":")" + by_us + R"("}})")), true},
        {"quote with pictures",
         with("record.embed", json::parse(R"({"record":{"record":{"uri":")" + by_us + R"("}}})")), true},
        {"notified as reply", with("reason", "reply"), true},
        {"notified as like", with("reason", "like"), false},
        {"named without a facet", with("record.text", "문의: @Brand.Example 고장"), true},
        {"another name that begins alike", with("record.text", "@brand.example.com"), false},
    };
    for (const Row& row : rows) {
        const auto post = read_post(row.view, kSelf);
        ASSERT_TRUE(post.has_value()) << row.what;
        EXPECT_EQ(post->addressed_to_us, row.ours) << row.what;
    }
    // What we say ourselves is not addressed to us.
    json::value own = with("record.text", "@brand.example");
    own.as_object()["uri"] = by_us;
    own.at("author").as_object()["did"] = "did:plc:brand";
    EXPECT_FALSE(read_post(own, kSelf)->addressed_to_us);
}

TEST(PostView, NamesOfTheAccount) {
    for (const char* yes : {"brand.example", "@brand.example", "(@BRAND.example)", "안녕@brand.example님",
                            "brand.example.", "brand.example. 네", "xbrand.example brand.example"})
        EXPECT_TRUE(names_handle(yes, "brand.example")) << yes;
    for (const char* no : {"", "brand", "brand example", "mybrand.example", "my.brand.example",
                           "brand.example.com", "brand.example-x", "brand.exampleX"})
        EXPECT_FALSE(names_handle(no, "brand.example")) << no;
    EXPECT_FALSE(names_handle("anything", ""));
}

TEST(PostView, MissingOrWrongFieldsAreNoPostOrNoField) {
    const std::vector<json::value> wrong{nullptr,
                                         true,
                                         1,
                                         1.5,
                                         "",
                                         "x",
                                         json::array{},
                                         json::array{1},
                                         json::object{},
                                         text(std::string(1'000, 'a')),
                                         text("\xC0\x80\xFF"),
                                         text(std::string(3, '\0'))};
    const std::vector<std::string> needed{"uri", "cid", "author", "author.did", "record", "record.text"};
    const std::vector<std::string> optional{"author.handle",
                                            "author.displayName",
                                            "author.followersCount",
                                            "record.langs",
                                            "record.createdAt",
                                            "record.reply",
                                            "record.reply.parent",
                                            "record.reply.parent.uri",
                                            "record.reply.root",
                                            "embed",
                                            "embed.media",
                                            "embed.$type",
                                            "embed.media.images",
                                            "indexedAt",
                                            "record.facets",
                                            "record.embed",
                                            "reason"};
    for (const json::value& value : wrong) {
        for (const std::string& path : needed) {
            SCOPED_TRACE(path + " = " + json::serialize(value));
            const auto post = read_post(with(path, value), kSelf);
            const bool any_text = (path == "record.text" || path == "cid") && value.is_string();
            if (!any_text) {
                EXPECT_FALSE(post.has_value());
            }
        }
        for (const std::string& path : optional) {
            SCOPED_TRACE(path + " = " + json::serialize(value));
            const auto post = read_post(with(path, value), kSelf);
            ASSERT_TRUE(post.has_value());
            EXPECT_TRUE(base::is_utf8(post->author.handle) && base::is_utf8(post->author.display_name));
        }
    }
    EXPECT_FALSE(read_post(with("record.$type", "app.bsky.feed.like"), kSelf).has_value());
    EXPECT_FALSE(read_post(with("author.did", "did:plc:other"), kSelf).has_value());
    EXPECT_EQ(read_post(with("author.handle", "handle.invalid"), kSelf)->author.handle, "");
    EXPECT_EQ(read_post(with("record.langs", json::array{"<script>"}), kSelf)->declared_lang, "");
    EXPECT_EQ(read_post(with("author.followersCount", -5), kSelf)->author.followers, std::nullopt);
}

TEST(PostView, HugeAndDirtyTextsAreCutAndCleaned) {
    std::string korean;
    for (int i = 0; i < 400'000; ++i)
        korean += "가";
    const auto huge = read_post(with("record.text", text(korean)), kSelf);
    ASSERT_TRUE(huge.has_value());
    EXPECT_LE(huge->text.size(), 64U << 10U);
    EXPECT_GT(huge->text.size(), 60U << 10U);
    EXPECT_TRUE(base::is_utf8(huge->text));
    EXPECT_LE(read_post(with("author.displayName", text(korean)), kSelf)->author.display_name.size(), 640U);

    const auto dirty = read_post(with("record.text", text(std::string("a\0b\x1B[2Jc\xE2\x80\xAE"
                                                                      "d\r\ne",
                                                                      15))),
                                 kSelf);
    ASSERT_TRUE(dirty.has_value());
    EXPECT_EQ(dirty->text, base::clean_post(dirty->text));
    EXPECT_EQ(dirty->text.find('\0'), std::string::npos);
}

TEST(PostView, BytesAtRandomNeverThrow) {
    const std::string good = json::serialize(example());
    std::uint32_t state = 7;
    const auto next = [&] { return state = state * 1'664'525U + 1'013'904'223U, state >> 8U; };
    int parsed = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = good;
        for (std::uint32_t i = 0; i <= next() % 4; ++i) {
            const std::size_t at = next() % bytes.size();
            switch (next() % 4) {
                case 0:
                    bytes[at] = static_cast<char>(next());
                    break;
                case 1:
                    bytes.erase(at, next() % 40);
                    break;
                case 2:
                    bytes.insert(at, good.substr(next() % good.size(), next() % 30));
                    break;
                case 3:
                    bytes.insert(at, 1, "{}[]\",:0\\"[next() % 9]);
                    break;
            }
            if (bytes.empty()) bytes = "{";
        }
        const auto value = parse_json(bytes);
        if (!value) continue;
        ++parsed;
        if (const auto post = read_post(*value, kSelf)) {
            ASSERT_TRUE(base::is_utf8(post->text));
        }
        flatten_thread(*value, kSelf);
    }
    EXPECT_GT(parsed, 1'000);
}

TEST(ParseJson, BadBytesAreRepairedAndDepthIsLimited) {
    const auto repaired = parse_json("{\"a\":\"x\xFFy\"}");
    ASSERT_TRUE(repaired.has_value());
    EXPECT_EQ(text_at(*repaired, "a"), "x\xEF\xBF\xBDy");
    EXPECT_TRUE(parse_json(std::string(1'000, '[') + std::string(1'000, ']')).has_value());
    EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).has_value());
    EXPECT_FALSE(parse_json("").has_value());
    EXPECT_FALSE(parse_json("{} x").has_value());
}

json::object node(const std::string& did, const std::string& rkey, const std::string& time) {
    return {{"post", json::object{{"uri", "at://" + did + "/app.bsky.feed.post/" + rkey},
                                  {"cid", "c"},
                                  {"author", json::object{{"did", did}}},
                                  {"record", json::object{{"text", rkey}, {"createdAt", time}}}}}};
}

TEST(Thread, ParentsAndAnswersFlatRootFirstThenByTime) {
    json::object root = node("did:plc:kim", "3la", "2026-03-09T05:00:00Z");
    json::object middle = node("did:plc:lee", "3lb", "2026-03-09T05:01:00Z");
    json::object here = node("did:plc:kim", "3lc", "2026-03-09T05:02:00Z");
    json::object early = node("did:plc:park", "3ld", "2020-01-01T00:00:00Z");  // a clock that lies
    middle["parent"] = root;
    here["parent"] = middle;
    here["replies"] =
        json::array{node("did:plc:lee", "3lz", "2026-03-09T05:09:00Z"),
                    early,
                    7,
                    nullptr,
                    json::object{{"uri", "at://did:plc:kim/app.bsky.feed.post/3lgone"}, {"notFound", true}},
                    json::object{{"uri", "at://did:plc:kim/app.bsky.feed.post/3lhidden"}, {"blocked", true}},
                    node("did:plc:lee", "3lz", "2026-03-09T05:09:00Z")};
    auto posts = flatten_thread(here, kSelf);
    order_thread(posts, "at://did:plc:kim/app.bsky.feed.post/3la");
    std::vector<std::string> seen;
    for (const auto& post : posts)
        seen.push_back(post.remote_id.substr(post.remote_id.rfind('/') + 1) + (post.deleted ? " gone" : ""));
    EXPECT_EQ(seen, (std::vector<std::string>{"3la", "3ld", "3lb", "3lc", "3lz", "3lgone gone"}));
}

TEST(Thread, AThousandLevelsDeepIsNoTrouble) {
    json::value chain = node("did:plc:kim", "3l0", "2026-03-09T05:00:00Z");
    for (int i = 1; i < 900; ++i) {
        json::object above = node("did:plc:kim", "3l" + std::to_string(i), "2026-03-09T05:00:00Z");
        above["replies"] = json::array{std::move(chain)};
        chain = std::move(above);
    }
    const auto parsed = parse_json(json::serialize(chain));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(flatten_thread(*parsed, kSelf).size(), 900U);
}

}  // namespace
}  // namespace manyhands::channels::bluesky
