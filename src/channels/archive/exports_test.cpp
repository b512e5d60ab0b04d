#include "channels/archive/exports.hpp"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

#include "channels/archive/archive.hpp"

namespace manyhands::channels::archive {
namespace {

class Exports : public ::testing::Test {
  protected:
    Exports() {
        std::string name = (std::filesystem::temp_directory_path() / "mh-exports-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = name;
    }
    ~Exports() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    base::Result<ExportCounts> run(Product from, const std::string& bytes) {
        rows_.clear();
        bad_.clear();
        std::ofstream(folder_ / "in.json", std::ios::binary) << bytes;
        return convert(
            from, (folder_ / "in.json").string(), [&](std::string_view row) { rows_ += row; },
            [&](const BadRow& row) { bad_.push_back(row.line); });
    }
    // What the archive makes of the rows.
    Archive archive() {
        std::ofstream(folder_ / "rows.ndjson", std::ios::binary) << rows_;
        return load((folder_ / "rows.ndjson").string(), {}).value();
    }
    std::filesystem::path folder_;
    std::string rows_;
    std::vector<std::int64_t> bad_;
};

TEST_F(Exports, ZendeskTicketsWithComments) {
    const auto counts =
        run(Product::zendesk,
            R"({"id":7,"requester_id":1,"brand_id":9,"comments":[{"id":70,"author_id":1,"created_at":"2026-03-09T00:00:00Z","public":true,"body":"<p>x</p>","plain_body":"help"},)"
            R"({"id":71,"author_id":2,"created_at":"2026-03-09T00:05:00Z","public":false,"body":"inside"},)"
            R"({"id":72,"author_id":2,"created_at":"2026-03-09T00:10:00Z","public":true,"body":"done"}]})"
            "\n{\"id\":8}\nnot json\n")
            .value();
    EXPECT_EQ(counts.messages, 2);
    EXPECT_EQ(counts.left_out, 1) << "a private comment";
    EXPECT_EQ(counts.bad, 2);
    EXPECT_EQ(bad_, (std::vector<std::int64_t>{2, 3}));
    const Archive read = archive();
    ASSERT_EQ(read.posts.size(), 2U);
    EXPECT_EQ(read.posts[0].post.text, "help");
    EXPECT_TRUE(read.posts[0].post.addressed_to_us);
    EXPECT_EQ(read.posts[0].account, "brand-9");
    EXPECT_EQ(read.posts[1].post.author.remote_id, "brand-9") << "the account speaks, whoever wrote";
    EXPECT_EQ(read.posts[1].post.parent_remote_id, "c70");
    EXPECT_EQ(read.posts[1].at - read.posts[0].at, std::chrono::minutes(10));
}

TEST_F(Exports, ChatwootMessages) {
    const std::string messages =
        R"([{"id":1,"conversation_id":5,"inbox_id":3,"message_type":0,"created_at":1773033780,"content":"도와주세요","sender":{"id":11}},)"
        R"({"id":2,"conversation_id":5,"inbox_id":3,"message_type":2,"created_at":1773033790,"content":"assigned"},)"
        R"({"id":3,"conversation_id":5,"inbox_id":3,"message_type":1,"private":true,"created_at":1773033800,"content":"note","sender":{"id":4}},)"
        R"({"id":4,"conversation_id":5,"inbox_id":3,"message_type":1,"created_at":1773033840,"content":"네","sender":{"id":4}}])";
    for (const std::string& file : {messages, "{\"payload\":" + messages + "}",
                                    "{\n \"payload\": [{\"id\":5,\"messages\":" + messages + "}]\n}"}) {
        const auto counts = run(Product::chatwoot, file).value();
        EXPECT_EQ(counts.messages, 2);
        EXPECT_EQ(counts.left_out, 2);
        const Archive read = archive();
        ASSERT_EQ(read.posts.size(), 2U);
        EXPECT_EQ(read.posts[0].post.text, "도와주세요");
        EXPECT_EQ(read.posts[0].post.root_remote_id, "5");
        EXPECT_EQ(read.posts[1].account, "inbox-3");
        EXPECT_EQ(read.posts[1].at - read.posts[0].at, std::chrono::seconds(60));
    }
}

TEST_F(Exports, ZammadArticles) {
    const auto counts =
        run(Product::zammad,
            R"([{"id":1,"ticket_id":9,"sender":"Customer","internal":false,"created_at":"2026-03-09T00:00:00.000Z","content_type":"text/html","body":"<div>A &amp; B<br>C</div>","from":"a@x.example"},)"
            R"({"id":2,"ticket_id":9,"sender":"System","internal":false,"created_at":"2026-03-09T00:00:01.000Z","body":"auto"},)"
            R"({"id":3,"ticket_id":9,"sender":"Agent","internal":true,"created_at":"2026-03-09T00:00:02.000Z","body":"note","created_by_id":4},)"
            R"({"id":4,"ticket_id":9,"sender":"Agent","internal":false,"created_at":"2026-03-09T00:20:00.000Z","content_type":"text/plain","body":"a < b","created_by_id":4}])")
            .value();
    EXPECT_EQ(counts.messages, 2);
    EXPECT_EQ(counts.left_out, 2);
    const Archive read = archive();
    ASSERT_EQ(read.posts.size(), 2U);
    EXPECT_EQ(read.posts[0].post.text, "A & B\nC");
    EXPECT_EQ(read.posts[1].post.text, "a < b");
    EXPECT_EQ(read.posts[1].account, "zammad");
}

TEST_F(Exports, FilesThatAreNone) {
    EXPECT_EQ(convert(
                  Product::zendesk, (folder_ / "no").string(), [](auto) {}, [](auto) {})
                  .error()
                  .key,
              "channels.archive.no_file");
    EXPECT_EQ(run(Product::zendesk, "").error().key, "channels.archive.bad_json");
    EXPECT_EQ(run(Product::zendesk, "{\"id\":\n").error().key, "channels.archive.bad_json");
    EXPECT_EQ(run(Product::zammad, "[]").error().key, "channels.archive.no_messages");
    EXPECT_EQ(run(Product::zammad, "[1,{\"id\":2}]").error().key, "channels.archive.no_messages");
    EXPECT_EQ(product("zendesk"), Product::zendesk);
    EXPECT_EQ(product("otrs"), std::nullopt);
}

}  // namespace
}  // namespace manyhands::channels::archive
