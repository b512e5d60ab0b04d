#include "channels/archive/archive.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <lzma.h>

#include "base/random.hpp"
#include "channels/archive/channel.hpp"

namespace manyhands::channels::archive {
namespace {

using namespace std::chrono_literals;

base::Instant at(const char* text) {
    return base::parse_rfc3339(text).value();
}

class ArchiveTest : public ::testing::Test {
  protected:
    ArchiveTest() {
        std::string name = (std::filesystem::temp_directory_path() / "mh-archive-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = name;
    }
    ~ArchiveTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    std::string file(const std::string& name, const std::string& bytes) {
        const auto path = folder_ / name;
        std::ofstream(path, std::ios::binary) << bytes;
        return path.string();
    }
    base::Result<Archive> read(const std::string& name, const std::string& bytes,
                               const std::string& names = {}) {
        return load(file(name, bytes), columns(names).value());
    }
    std::filesystem::path folder_;
};

std::string packed(const std::string& text) {
    std::string out(text.size() + 4096, '\0');
    std::size_t size = 0;
    EXPECT_EQ(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr,
                                      reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                      reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size()),
              LZMA_OK);
    out.resize(size);
    return out;
}

const std::string kTsv =
    "tweet_id\tthread\tauthor_id\tinbound\tcreated_at\tin_response_to\ttext\n"
    "2\t1\tonmaru\tFalse\tTue Oct 31 22:10:47 +0000 2017\t1\t@c1 sorry\n"
    "1\t1\tc1\tTrue\tTue Oct 31 22:08:27 +0000 2017\t\t@onmaru help\n"
    "3\t3\tc2\tTrue\tTue Oct 31 23:00:00 +0900 2017\t\t@onmaru hello\n"
    "4\t4\tc3\tTrue\tTue Oct 31 23:00:00 +0000 2017\t\tto nobody\n";

TEST_F(ArchiveTest, SortedByTimeAndGivenToAnAccount) {
    const auto archive = read("a.tsv", kTsv).value();
    ASSERT_EQ(archive.posts.size(), 3U);
    EXPECT_EQ(archive.posts[0].post.remote_id, "3");
    EXPECT_EQ(archive.posts[0].at, at("2017-10-31T14:00:00Z"));
    EXPECT_EQ(archive.posts[0].account, "onmaru") << "called by name";
    EXPECT_EQ(archive.posts[1].post.remote_id, "1");
    EXPECT_TRUE(archive.posts[1].post.addressed_to_us);
    EXPECT_EQ(archive.posts[2].post.parent_remote_id, "1");
    EXPECT_EQ(archive.posts[2].post.author.remote_id, "onmaru");
    EXPECT_FALSE(archive.posts[2].post.addressed_to_us);
    EXPECT_EQ(archive.left_out, 1);
    EXPECT_EQ(archive.rows, 4);
    EXPECT_EQ(archive.accounts, std::vector<std::string>{"onmaru"});
}

TEST_F(ArchiveTest, SessionsAndSnowflakes) {
    const auto archive = read("a.tsv",
                              "session\tcompany\tturn\trole\tauthor\tdatetime\ttweet_id\ttext\n"
                              "s\tZoom\t1\tclient\tu1\t2020-04-01T17:31:32.000Z\t1245403438755852288\thelp\n"
                              "s\tZoom\t2\tanswer\tZoom\t\t1245425308704149506\there\n")
                             .value();
    ASSERT_EQ(archive.posts.size(), 2U);
    EXPECT_EQ(archive.posts[0].at, at("2020-04-01T17:31:32Z")) << "the earlier of the two";
    EXPECT_EQ(archive.posts[1].at, at("2020-04-01T18:58:27.135Z"));
    EXPECT_EQ(archive.posts[1].post.parent_remote_id, "1245403438755852288") << "the turn before";
    EXPECT_EQ(archive.posts[1].account, "Zoom");
}

TEST_F(ArchiveTest, EveryFormatSaysTheSame) {
    const auto tsv = read("a.tsv", kTsv).value();
    std::string csv = kTsv;
    std::ranges::replace(csv, '\t', ',');
    for (const auto& archive : {read("a.csv", csv).value(), read("b.csv.xz", packed(csv)).value(),
                                read("c.tsv.xz", packed(kTsv)).value(), read("unnamed", kTsv).value()}) {
        ASSERT_EQ(archive.posts.size(), tsv.posts.size());
        for (std::size_t i = 0; i < tsv.posts.size(); ++i)
            EXPECT_EQ(archive.posts[i].post, tsv.posts[i].post);
    }
    const auto json =
        read("a.ndjson",
             "{\"id\":7,\"author\":\"c\",\"side\":\"customer\",\"created\":\"2026-03-09T00:00:00Z\","
             "\"brand\":\"onmaru\",\"text\":\"두 줄\\n입니다\",\"more\":[1]}\n")
            .value();
    ASSERT_EQ(json.posts.size(), 1U);
    EXPECT_EQ(json.posts[0].post.remote_id, "7");
    EXPECT_EQ(json.posts[0].post.text, "두 줄\n입니다");
    EXPECT_EQ(json.posts[0].post.root_remote_id, "7");
}

TEST_F(ArchiveTest, CsvCellsMayHoldCommasQuotesAndLines) {
    const auto archive = read("a.csv",
                              "\xEF\xBB\xBFid,author,side,created,brand,text\r\n"
                              "1,c,customer,1700000000,b,\"a, \"\"b\"\"\nc\"\r\n"
                              "2,c,customer,1700000001000,b,plain\r\n")
                             .value();
    ASSERT_EQ(archive.posts.size(), 2U);
    EXPECT_EQ(archive.posts[0].post.text, "a, \"b\"\nc");
    EXPECT_EQ(archive.posts[1].at - archive.posts[0].at, 1s) << "seconds and milliseconds since 1970";
}

TEST_F(ArchiveTest, ABadRowIsNamedAndTheRestGoesOn) {
    const auto archive = read("a.csv",
                              "id,author,side,created,brand,text\n"
                              "1,c,customer,yesterday,b,x\n"      // 2
                              "2,c,customer\n"                    // 3
                              ",c,customer,1700000000,b,x\n"      // 4
                              "3,,customer,1700000000,b,x\n"      // 5
                              "4,c,somebody,1700000000,b,x\n"     // 6
                              "5,c,customer,,b,x\n"               // 7
                              "6,c,customer,1700000000,b,\xFF\n"  // 8
                              "7,c,customer,1700000000,b,\"two\nlines\"\n"
                              "7,c,customer,1700000000,b,again\n"  // 11
                              "8,b,agent,1700000060,b,fine\n"
                              "9,c,customer,99999989999999999,b,x\n")  // 13
                             .value();
    EXPECT_EQ(archive.bad_rows, 9);
    std::vector<std::pair<std::int64_t, std::string>> found;
    for (const BadRow& row : archive.bad)
        found.emplace_back(row.line, row.why.key.substr(std::string("channels.archive.").size()));
    EXPECT_EQ(found, (std::vector<std::pair<std::int64_t, std::string>>{{2, "bad_time"},
                                                                        {3, "bad_columns"},
                                                                        {4, "no_id"},
                                                                        {5, "no_author"},
                                                                        {6, "no_side"},
                                                                        {7, "no_time"},
                                                                        {8, "not_utf8"},
                                                                        {11, "twice"},
                                                                        {13, "bad_time"}}));
    EXPECT_EQ(archive.posts.size(), 2U);
    const auto json = read("a.ndjson",
                           "{\"id\":1\n[]\n\n{\"id\":1,\"author\":\"c\",\"side\":\"1\",\"at\":1700000000,"
                           "\"text\":\"\",\"brand\":\"b\"}\n")
                          .value();
    EXPECT_EQ(json.bad_rows, 2);
    EXPECT_EQ(json.posts.size(), 1U);
}

TEST_F(ArchiveTest, FilesThatAreNone) {
    EXPECT_EQ(load((folder_ / "nothing.csv").string(), {}).error().key, "channels.archive.no_file");
    EXPECT_EQ(read("a.csv", "").error().key, "channels.archive.no_columns");
    const std::string whole = packed(kTsv);
    EXPECT_EQ(read("a.tsv.xz", whole.substr(0, whole.size() - 40)).error().key, "channels.archive.damaged");
    std::string broken = whole;
    broken[broken.size() / 2] = static_cast<char>(~broken[broken.size() / 2]);
    EXPECT_EQ(read("b.tsv.xz", broken).error().key, "channels.archive.damaged");
    EXPECT_EQ(read("a.csv", "id,author,side\n1,c,customer\n").error().key, "channels.archive.missing_column");
    EXPECT_EQ(columns("colour=red").error().key, "channels.archive.bad_column");
    EXPECT_EQ(columns("text").error().key, "channels.archive.bad_column");
    EXPECT_EQ(columns("text=").error().key, "channels.archive.bad_column");
    EXPECT_TRUE(columns("").value().empty());
}

TEST_F(ArchiveTest, OtherNamesOfColumns) {
    const auto archive = read("a.csv", "nr,who,what,When,firm,Words\n1,c,customer,2026-03-09 01:02:03,b,x\n",
                              "id=nr,author=who,side=what,created=When,brand=firm,text=words")
                             .value();
    ASSERT_EQ(archive.posts.size(), 1U);
    EXPECT_EQ(archive.posts[0].at, at("2026-03-09T01:02:03Z"));
}

TEST_F(ArchiveTest, TheChannelShowsPostsWhenTheirTimeHasCome) {
    const auto channel = make_channel();
    EXPECT_TRUE(channel->info().practice_only);
    base::ManualClock clock(at("2017-10-31T14:00:00Z") - 1us);
    base::SeededRandom random(1);
    const Settings settings{{"file", file("a.tsv", kTsv)}, {"account", "onmaru"}};
    // It never goes out: a reference that is not used.
    alignas(8) static char nothing[8];
    const SessionContext context{clock, random, reinterpret_cast<net::HttpClient&>(nothing)};
    auto session = channel->open(settings, {}, context).value();
    EXPECT_EQ(session->who_am_i()->person.remote_id, "onmaru");
    EXPECT_TRUE(session->probe().ok());
    auto delivery = session->listen("", {}).value();
    EXPECT_TRUE(delivery.posts.empty());
    clock.advance(1us);
    delivery = session->listen(delivery.next, {}).value();
    EXPECT_EQ(delivery.posts.size(), 1U);
    clock.advance(std::chrono::hours(24));
    delivery = session->listen(delivery.next, {}).value();
    EXPECT_EQ(delivery.posts.size(), 2U);
    EXPECT_TRUE(session->listen(delivery.next, {})->posts.empty());
    EXPECT_EQ(session->listen("", {})->posts.size(), 3U) << "from the beginning";
    EXPECT_EQ(session->send({}).error().refusal, Refusal::forbidden);
    EXPECT_EQ(channel->open({{"file", settings.at("file")}, {"account", "x"}}, {}, context).error().key,
              "channels.archive.no_account");
}

}  // namespace
}  // namespace manyhands::channels::archive
