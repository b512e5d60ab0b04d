// report's newer options, replay and import.
#include <gtest/gtest.h>

#include "cli/command.hpp"

namespace manyhands::cli {
namespace {

std::variant<Command, Ended> read(const std::vector<std::string>& args) {
    return parse(args, base::Lang::en, [](const std::string& name) {
        return name == "MANYHANDS_DATA" ? std::string("/srv/company") : std::string();
    });
}

template <class Verb>
Verb verb(const std::vector<std::string>& args) {
    const auto parsed = read(args);
    const auto* command = std::get_if<Command>(&parsed);
    EXPECT_NE(command, nullptr) << std::get<Ended>(parsed).err;
    return command == nullptr ? Verb{} : std::get<Verb>(*command);
}

bool refused(const std::vector<std::string>& args) {
    const auto parsed = read(args);
    const auto* ended = std::get_if<Ended>(&parsed);
    return ended != nullptr && ended->exit_code == kUsage;
}

TEST(ArchiveVerbs, ReportByAndClock) {
    const auto report =
        verb<Report>({"report", "--by", "day_kind", "--clock", "business", "--xlsx", "f.xlsx"});
    EXPECT_EQ(report.by, "day_kind");
    EXPECT_EQ(report.clock, "business");
    EXPECT_EQ(report.xlsx, "f.xlsx");
    EXPECT_EQ(verb<Report>({"report"}).clock, "wall");
    EXPECT_TRUE(refused({"report", "--by", "colour"}));
    EXPECT_TRUE(refused({"report", "--clock", "moon"}));
}

TEST(ArchiveVerbs, Replay) {
    const auto replay = verb<Replay>({"replay", "f.csv"});
    EXPECT_EQ(replay.file, "f.csv");
    EXPECT_EQ(replay.speed, 0);
    EXPECT_EQ(replay.common.data, "") << "never the company's own folder by way of the environment";
    const auto fast = verb<Replay>(
        {"replay", "f.csv", "--speed", "1000x", "--data", "d", "--columns", "text=body", "--json"});
    EXPECT_EQ(fast.speed, 1000);
    EXPECT_EQ(fast.common.data, "d");
    EXPECT_EQ(fast.columns, "text=body");
    EXPECT_TRUE(fast.common.json);
    EXPECT_EQ(verb<Replay>({"replay", "f.csv", "--speed", "0.5"}).speed, 0.5);
    EXPECT_EQ(verb<Replay>({"replay", "f.csv", "--speed", "max"}).speed, 0);
    for (const char* bad : {"fast", "x", "0", "-1x", "1e99", "nan", ""})
        EXPECT_TRUE(refused({"replay", "f.csv", "--speed", bad})) << bad;
    EXPECT_TRUE(refused({"replay"}));
    EXPECT_TRUE(refused({"replay", "f.csv", "--unknown"}));
}

TEST(ArchiveVerbs, Export) {
    const auto plain = verb<Export>({"export"});
    EXPECT_EQ(plain.common.data, "/srv/company");
    EXPECT_EQ(plain.output, "");
    const auto named = verb<Export>({"export", "--brand", "Hanbit", "--output", "all.ndjson", "--json"});
    EXPECT_EQ(named.brand, "Hanbit");
    EXPECT_EQ(named.output, "all.ndjson");
    EXPECT_TRUE(named.common.json);
    EXPECT_TRUE(refused({"export", "--unknown"}));
    EXPECT_TRUE(refused({"export", "all.ndjson"}));
}

TEST(ListenVerb, NeedsQueriesAndCountsThreads) {
    const auto plain = verb<ListenStream>({"listen", "--queries", "q.ndjson"});
    EXPECT_EQ(plain.queries, "q.ndjson");
    EXPECT_EQ(plain.threads, 1);
    EXPECT_FALSE(plain.explain || plain.stats || plain.common.json);
    const auto all =
        verb<ListenStream>({"listen", "--queries", "q", "--threads", "4", "--explain", "--stats", "--json"});
    EXPECT_EQ(all.threads, 4);
    EXPECT_TRUE(all.explain && all.stats && all.common.json);
    EXPECT_TRUE(refused({"listen"}));
    for (const char* bad : {"0", "65", "x", "-1"})
        EXPECT_TRUE(refused({"listen", "--queries", "q", "--threads", bad})) << bad;
    EXPECT_TRUE(refused({"listen", "--queries", "q", "posts.ndjson"}));
}

TEST(ArchiveVerbs, Import) {
    const auto import = verb<Import>({"import", "--from", "zendesk", "in.json", "--out", "rows.ndjson"});
    EXPECT_EQ(import.from, "zendesk");
    EXPECT_EQ(import.file, "in.json");
    EXPECT_EQ(import.out, "rows.ndjson");
    EXPECT_TRUE(refused({"import", "in.json", "--out", "rows.ndjson"}));
    EXPECT_TRUE(refused({"import", "--from", "otrs", "in.json", "--out", "rows.ndjson"}));
    EXPECT_TRUE(refused({"import", "--from", "zendesk", "in.json"}));
}

}  // namespace
}  // namespace manyhands::cli
