#include "listen/stream.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "base/text/utf8.hpp"
#include "listen/random_posts_test.hpp"

namespace manyhands::listen {
namespace {

// Lines in, lines out; "bad N fault" for each that is none.
class Stream {
  public:
    explicit Stream(const std::vector<NamedQuery>& queries, Explain explain = Explain::no)
        : matcher_(compiled(queries), explain) {}

    std::string run(std::string lines) {
        const std::size_t size = lines.size();
        lines.append(PostLine::kPadding, '"');
        std::string out;
        std::vector<BadLine> bad;
        counts = matcher_.run(std::string_view(lines).substr(0, size), 1, out, bad);
        for (const BadLine& line : bad)
            out += "bad " + std::to_string(line.line) + " " + std::string(to_string(line.fault)) + "\n";
        return out;
    }
    StreamCounts counts;

  private:
    static std::shared_ptr<const QuerySet> compiled(const std::vector<NamedQuery>& queries) {
        std::vector<RefusedQuery> refused;
        auto set = QuerySet::compile(queries, refused);
        EXPECT_TRUE(set && refused.empty());
        return *set;
    }
    StreamMatcher matcher_;
};

TEST(StreamMatcher, OwnPostsAndThoseOfX) {
    Stream stream({{"q1", "환불"}, {"q2", "refund lang:ko"}, {"q3", "late from:kim"}});
    EXPECT_EQ(stream.run(R"({"id":"1","text":"환불이 refund","lang":"ko","author":{"handle":"lee"}})"
                         "\n"
                         R"({"id":"2","text":"nothing"})"
                         "\n\r\n \n"
                         R"({"data":{"author_id":"9","id":"3","text":"so late","lang":"en"},)"
                         R"("includes":{"users":[{"id":"8","username":"lee"},{"id":"9","username":"Kim"}]}})"
                         "\n"
                         R"({"includes":{"users":[{"id":"9","username":"kim"}]},)"
                         R"("data":{"text":"late","author_id":"9","id":"4"}})"
                         "\n"
                         R"({"text":"환불","unknown":[{"id":"x"},1.5e3,null],"id":5})"),
              "{\"id\":\"1\",\"queries\":[\"q1\",\"q2\"]}\n"
              "{\"id\":\"3\",\"queries\":[\"q3\"]}\n"
              "{\"id\":\"4\",\"queries\":[\"q3\"]}\n"
              "{\"id\":\"5\",\"queries\":[\"q1\"]}\n");
    EXPECT_EQ(stream.counts.lines, 7U);
    EXPECT_EQ(stream.counts.posts, 5U);
    EXPECT_EQ(stream.counts.found, 4U);
    EXPECT_EQ(stream.counts.matches, 5U);
    EXPECT_EQ(stream.counts.bad, 0U);
}

TEST(StreamMatcher, EveryFieldOfBothForms) {
    const auto only = [](const std::string& query, const std::string& line) {
        return Stream({NamedQuery{"q", query}}).run(line) != "";
    };
    const std::string own =
        R"({"id":"1","network":"Bluesky","text":"word","lang":"en-GB","created_at":"2026-01-01T00:00:00Z",)"
        R"("author":{"handle":"Kim.Example","followers":1200},"in_reply_to":{"id":"7","handle":"brand.example"},)"
        R"("links":["https://shop.example.com/a"],"media":[{"type":"photo"}],"repost_of":null,"quote_of":"9"})";
    for (const char* query :
         {"word network:bluesky", "word lang:en", "from:kim.example", "word from:kim*",
          "word followers>=1200", "word is:reply", "word to:brand.example", "word has:link",
          "word url:example.com", "word has:media", "word is:quote", "word -is:repost"})
        EXPECT_TRUE(only(query, own)) << query;
    for (const char* query : {"word is:repost", "word lang:ko", "word followers<1200", "word to:kim*"})
        EXPECT_FALSE(only(query, own)) << query;
    const std::string x =
        R"({"data":{"id":"1","text":"word","author_id":"5","lang":"en","in_reply_to_user_id":"6",)"
        R"("referenced_tweets":[{"type":"quoted","id":"2"},{"type":"replied_to","id":"3"}],)"
        R"("attachments":{"media_keys":["3_1"]},"entities":{"urls":[{"start":1,"expanded_url":"https://shop.kr/x"}]},)"
        R"("public_metrics":{"like_count":0}},"includes":{"users":[{"id":"5","username":"kim","public_metrics":)"
        R"({"followers_count":70}},{"id":"6","username":"brand"}]},"matching_rules":[{"id":"1"}]})";
    for (const char* query :
         {"word network:x", "word lang:en", "from:kim", "word followers>=70", "word is:reply",
          "word is:quote", "word to:brand", "word has:link", "word url:shop.kr", "word has:media"})
        EXPECT_TRUE(only(query, x)) << query;
    EXPECT_FALSE(only("word is:repost", x));
    EXPECT_TRUE(only("환불 lang:ko", R"({"id":"1","text":"환불이요"})")) << "by script";
    EXPECT_FALSE(only("word lang:en", R"({"id":"1","text":"word"})")) << "Latin letters tell nothing";
}

TEST(StreamMatcher, WhatIsNoPostIsToldWithItsNumber) {
    Stream stream({NamedQuery{"q1", "ok"}});
    EXPECT_EQ(stream.run("{\"id\":\"1\",\"text\":\"ok\"}\n"
                         "no json\n"
                         "{\"id\":\"2\",\"text\":\"ok\"\n"
                         "[1,2]\n"
                         "{\"text\":\"ok\"}\n"
                         "{\"id\":\"3\"}\n"
                         "{\"id\":\"4\",\"text\":7}\n"
                         "{\"id\":\"\",\"text\":\"ok\"}\n"
                         "{\"id\":{},\"text\":\"ok\"}\n"
                         "{\"id\":\"5\",\"text\":\"o\xff\"}\n"
                         "{\"id\":\"6\",\"text\":\"a\\qb\"}\n"
                         "{\"id\":\"7\" \"x\",\"text\":\"ok\"}\n"
                         "\"text\"\n"
                         "{\"errors\":[{\"title\":\"gone\"}]}\n"
                         "{\"id\":\"8\",\"text\":\"ok\"}\n"),
              "{\"id\":\"1\",\"queries\":[\"q1\"]}\n"
              "{\"id\":\"8\",\"queries\":[\"q1\"]}\n"
              "bad 2 not_json\nbad 3 not_json\nbad 4 not_json\nbad 5 no_id\nbad 6 no_text\nbad 7 no_text\n"
              "bad 8 no_id\nbad 9 no_id\nbad 10 not_utf8\nbad 11 no_text\nbad 12 not_json\n"
              "bad 13 not_json\nbad 14 no_id\n");
    EXPECT_EQ(stream.counts.posts, 2U);
    EXPECT_EQ(stream.counts.bad, 13U);
}

// Whether a line is a post does not depend on the queries: what is broken behind its id and text is as if it
// were not there, whoever asks.
TEST(StreamMatcher, WhatIsBrokenBehindTheTextIsNotThere) {
    const std::string lines =
        "{\"id\":\"1\",\"lang\":\"ko\",\"text\":\"ok\" \"x\"}\n"
        "{\"id\":\"2\",\"text\":\"ok\",\"lang\":]}\n"
        "{\"data\":{\"id\":\"3\",\"lang\":\"ko\",\"text\":\"ok\",\"author_id\":\"9\",},\"includes\":{"
        "\"users\":[{]}}\n"
        "{\"id\":\"a\\qb\",\"text\":\"ok\"}\n"
        "{\"id\":\"a\\u0041b\",\"text\":\"ok\",,}\n"
        "{\"id\":7,\"text\":\"ok\",\"author\":{\"handle\":\"kim\"}\n";
    const auto counts = [&](const std::string& query, std::uint64_t found) {
        Stream stream({NamedQuery{"q1", query}});
        stream.run(lines);
        EXPECT_EQ(stream.counts.posts, 5U) << query;
        EXPECT_EQ(stream.counts.bad, 1U) << query;
        EXPECT_EQ(stream.counts.found, found) << query;
    };
    counts("ok", 5);
    counts("nothing", 0);
    counts("ok lang:ko", 2);
    counts("ok OR from:kim", 5);
    EXPECT_EQ(Stream({NamedQuery{"q1", "ok"}}).run(lines),
              "{\"id\":\"1\",\"queries\":[\"q1\"]}\n{\"id\":\"2\",\"queries\":[\"q1\"]}\n"
              "{\"id\":\"3\",\"queries\":[\"q1\"]}\n{\"id\":\"aAb\",\"queries\":[\"q1\"]}\n"
              "{\"id\":\"7\",\"queries\":[\"q1\"]}\nbad 4 no_id\n");
}

TEST(StreamMatcher, EscapesSurrogatesAndNul) {
    Stream stream({{"q\"1\n", "ok"}, {"q2", "👍"}, {"q3", "환불"}});
    EXPECT_EQ(stream.run(R"({"id":"a\"\u0001b","text":"\u0000ok\n\ud83d\udc4d"})"
                         "\n"
                         R"({"id":"2","text":"ok \ud83d alone \udc4d and \ud658\ubd88\/"})"
                         "\n"
                         R"({"id":"\ud800","text":"ok"})"),
              "{\"id\":\"a\\\"\\u0001b\",\"queries\":[\"q\\\"1\\u000a\",\"q2\"]}\n"
              "{\"id\":\"2\",\"queries\":[\"q\\\"1\\u000a\",\"q3\"]}\n"
              "{\"id\":\"\uFFFD\",\"queries\":[\"q\\\"1\\u000a\"]}\n");
}

TEST(StreamMatcher, ExplainsInBytesOfTheOriginal) {
    Stream stream({{"q1", "환불 OR late"}, {"q2", "late NEAR/3 café -x"}}, Explain::ranges);
    EXPECT_EQ(stream.run("{\"id\":\"1\",\"text\":\"환\u200b불이 LATE cafe\u0301\"}\n"),
              "{\"id\":\"1\",\"queries\":[\"q1\",\"q2\"],\"ranges\":{\"q1\":[[0,9],[13,17]],"
              "\"q2\":[[13,17],[18,24]]}}\n");
}

TEST(StreamMatcher, ALineOfAMegabyteAndOneThatIsTooLong) {
    Stream stream({NamedQuery{"q", "needle"}});
    EXPECT_EQ(stream.run("{\"id\":\"1\",\"text\":\"" + std::string(1U << 20U, 'a') + " needle\"}\n"),
              "{\"id\":\"1\",\"queries\":[\"q\"]}\n");
    EXPECT_EQ(stream.run("{\"id\":\"1\",\"text\":\"" + std::string(PostLine::kLongest, 'a') + "\"}\n"),
              "bad 1 too_long\n");
}

// Random posts through JSON, in one piece and in many: what the naive evaluator finds, in order.
TEST(StreamMatcher, AsTheNaiveEvaluatorThroughJson) {
    RandomPosts random(11);
    const std::vector<NamedQuery> queries = random.queries(40);
    const Naive naive(queries);
    std::string lines;
    std::string expected;
    for (int i = 0; i < 400; ++i) {
        RandomPost p = random.post();
        p.text = base::repair_utf8(p.text);
        p.account.clear();
        p.lang = p.lang.empty() || p.lang == "und" ? "en" : p.lang;
        model::query::Message message = RandomPosts::message(p);
        message.account_id = {};
        const auto yes = [](bool is) { return is ? "\"1\"" : "null"; };
        std::string line = "{\"id\":\"" + std::to_string(i) + "\",\"network\":\"" + p.network +
                           "\",\"lang\":\"" + p.lang + "\",\"repost_of\":" + yes(message.repost) +
                           ",\"quote_of\":" + yes(message.quote) +
                           ",\"media\":" + (message.media ? "true" : "[]");
        message.reply = message.reply || !message.to.empty();
        if (!message.to.empty())
            line += ",\"in_reply_to\":{\"handle\":\"" + message.to.front() + "\"}";
        else
            line += std::string(",\"in_reply_to\":") + yes(message.reply);
        if (!message.links.empty()) line += ",\"links\":[\"" + message.links.front() + "\"]";
        line += ",\"author\":{\"handle\":\"" + p.from + "\"";
        if (message.followers) line += ",\"followers\":" + std::to_string(*message.followers);
        line += "},\"text\":";
        append_json(p.text, line);
        lines += line + "}\n";
        const auto found = naive.match(message);
        if (found.empty()) continue;
        expected += "{\"id\":\"" + std::to_string(i) + "\",\"queries\":[";
        for (const std::uint32_t query : found)
            expected += (query == found.front() ? "\"" : ",\"") + queries[query].id + "\"";
        expected += "]}\n";
    }
    Stream stream(queries);
    EXPECT_EQ(stream.run(lines), expected);
    EXPECT_GT(stream.counts.matches, 300U);
    std::string in_pieces;
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end =
            lines.find('\n', std::min(lines.size() - 1, at + random.post().text.size() * 40)) + 1;
        in_pieces += stream.run(lines.substr(at, end - at));
        at = end;
    }
    EXPECT_EQ(in_pieces, expected);
}

// Lines that were broken somewhere: never a crash, and every line is either a post or told.
TEST(StreamMatcher, AnyBytesAreLinesOrToldToBeNone) {
    RandomPosts random(12);
    base::SeededRandom noise(13);
    Stream stream(random.queries(20));
    for (int round = 0; round < 300; ++round) {
        std::string lines;
        for (int i = 0; i < 10; ++i) {
            std::string line =
                noise.below(2) == 0 ? "{\"id\":\"1\",\"text\":" : "{\"data\":{\"id\":\"1\",\"text\":";
            append_json(base::repair_utf8(random.post().text), line);
            line += line[2] == 'd' ? "}}" : "}";
            for (auto damage = noise.below(4); damage > 0; --damage) {
                const auto at = noise.below(line.size());
                switch (noise.below(3)) {
                    case 0:
                        line[at] = static_cast<char>(noise.below(256));
                        break;
                    case 1:
                        line.erase(at, noise.below(8));
                        break;
                    default:
                        line.insert(at, 1, "{}[]\",:\\0u"[noise.below(10)]);
                }
                if (line.empty()) line = " ";
            }
            lines += line + "\n";
        }
        const std::string out = stream.run(lines);
        ASSERT_LE(stream.counts.posts + stream.counts.bad, stream.counts.lines);
        ASSERT_TRUE(base::is_utf8(out)) << out;
    }
}

}  // namespace
}  // namespace manyhands::listen
