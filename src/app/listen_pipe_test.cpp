#include "app/listen_pipe.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/commands.hpp"

namespace manyhands::app {
namespace {

std::shared_ptr<const listen::QuerySet> set_of(const std::vector<listen::NamedQuery>& queries) {
    std::vector<listen::RefusedQuery> refused;
    auto set = listen::QuerySet::compile(queries, refused);
    EXPECT_TRUE(set && refused.empty());
    return *set;
}

struct Ran {
    PipeResult result;
    std::string out;
    std::vector<std::uint64_t> bad;
};

// What the pipe makes of `lines`, written in steps of `step` bytes.
Ran run_over(const std::string& lines, unsigned threads, std::size_t step) {
    int in[2];
    int out[2];
    EXPECT_EQ(::pipe(in), 0);
    EXPECT_EQ(::pipe(out), 0);
    Ran ran;
    std::thread writer([&] {
        for (std::size_t at = 0; at < lines.size(); at += step)
            EXPECT_GT(::write(in[1], lines.data() + at, std::min(step, lines.size() - at)), 0);
        ::close(in[1]);
    });
    std::thread reader([&] {
        char bytes[4096];
        for (ssize_t got = 0; (got = ::read(out[0], bytes, sizeof bytes)) > 0;)
            ran.out.append(bytes, static_cast<std::size_t>(got));
    });
    PipeOptions options;
    options.in = in[0];
    options.out = out[1];
    options.threads = threads;
    ran.result = run_pipe(set_of({{"q1", "환불"}, {"q2", "late"}}), options,
                          [&ran](const listen::BadLine& bad) { ran.bad.push_back(bad.line); });
    ::close(out[1]);
    writer.join();
    reader.join();
    ::close(in[0]);
    ::close(out[0]);
    return ran;
}

TEST(ListenPipe, KeepsTheOrderAtAnyNumberOfThreads) {
    std::string lines;
    std::string expected;
    std::vector<std::uint64_t> bad;
    for (std::uint64_t i = 1; i <= 20'000; ++i) {
        const std::string id = std::to_string(i);
        if (i % 5000 == 0) {
            lines += "no post\n";
            bad.push_back(i);
            continue;
        }
        lines += "{\"id\":\"" + id + "\",\"text\":\"" + std::string(i % 300, 'x') +
                 (i % 7 == 0 ? " 환불이 late" : " nothing") + "\"}\n";
        if (i % 7 == 0) expected += "{\"id\":\"" + id + "\",\"queries\":[\"q1\",\"q2\"]}\n";
    }
    lines.pop_back();  // the last line may have no end
    for (const unsigned threads : {1U, 4U}) {
        const Ran ran = run_over(lines, threads, threads == 1 ? 1009 : 60'000);
        EXPECT_TRUE(ran.out == expected) << threads;
        EXPECT_EQ(ran.bad, bad);
        EXPECT_EQ(ran.result.counts.posts, 20'000 - bad.size());
        EXPECT_EQ(ran.result.counts.bytes, lines.size());
        EXPECT_EQ(ran.result.read_error, 0);
        EXPECT_EQ(ran.result.write_error, 0);
    }
}

TEST(ListenPipe, ALineThatNeverEndsIsLeftOutAndForgotten) {
    const std::string good = "{\"id\":\"1\",\"text\":\"late\"}\n";
    const std::string endless(2 * listen::PostLine::kLongest, 'x');
    for (const unsigned threads : {1U, 2U}) {
        const Ran ran = run_over(good + endless + "\n" + good + endless, threads, 60'000);
        EXPECT_EQ(ran.out, "{\"id\":\"1\",\"queries\":[\"q2\"]}\n{\"id\":\"1\",\"queries\":[\"q2\"]}\n");
        EXPECT_EQ(ran.bad, (std::vector<std::uint64_t>{2, 4}));
        EXPECT_EQ(ran.result.counts.bad, 2U);
    }
    EXPECT_EQ(run_over("", 1, 1).out, "");
    EXPECT_EQ(run_over("\n\n", 2, 1).result.counts.posts, 0U);
}

TEST(ListenPipe, EndsQuietlyWhenNobodyReads) {
    std::signal(SIGPIPE, SIG_IGN);
    for (const unsigned threads : {1U, 3U}) {
        int in[2];
        int out[2];
        ASSERT_EQ(::pipe(in), 0);
        ASSERT_EQ(::pipe(out), 0);
        ::close(out[0]);
        std::thread writer([&] {
            const std::string line = "{\"id\":\"1\",\"text\":\"late\"}\n";
            while (::write(in[1], line.data(), line.size()) > 0) {
            }
            ::close(in[1]);
        });
        PipeOptions options;
        options.in = in[0];
        options.out = out[1];
        options.threads = threads;
        EXPECT_EQ(run_pipe(set_of({{"q", "late"}}), options, [](const listen::BadLine&) {}).write_error,
                  EPIPE);
        ::close(in[0]);
        writer.join();
        ::close(out[1]);
    }
}

TEST(ListenPipe, SaysWhatCannotBeRead) {
    PipeOptions options;
    options.in = ::open("/", O_RDONLY | O_DIRECTORY);
    EXPECT_EQ(run_pipe(set_of({}), options, [](const listen::BadLine&) {}).read_error, EISDIR);
    ::close(options.in);
}

TEST(ListenVerb, RefusesQueriesWithTheirLineAndPlace) {
    base::SystemClock clock;
    base::SystemRandom random;
    std::ostringstream out;
    std::ostringstream err;
    Console console{base::Lang::en, false, clock, random, &out, &err};
    std::string file;
    console.file_reader = [&file](const std::string&) { return base::Result<std::string>(file); };
    const auto code = [&](const std::string& queries) {
        file = queries;
        err.str("");
        return run(cli::ListenStream{{}, "queries", 1, false, false}, console);
    };
    EXPECT_EQ(code("{\"id\":\"a\",\"query\":\"refund\"}\n\n{\"id\":\"b\",\"query\":\"form:kim\"}\n"),
              cli::kUsage);
    EXPECT_NE(err.str().find("Line 3, query b, bytes 0 to 4"), std::string::npos) << err.str();
    EXPECT_EQ(code("{\"id\":\"a\"}"), cli::kUsage);
    EXPECT_EQ(code("refund"), cli::kUsage);
    EXPECT_EQ(code("{\"id\":\"a\",\"query\":\"x\"}\n{\"id\":\"a\",\"query\":\"y\"}"), cli::kUsage);
    EXPECT_NE(err.str().find("line 2"), std::string::npos) << err.str();
}

}  // namespace
}  // namespace manyhands::app
