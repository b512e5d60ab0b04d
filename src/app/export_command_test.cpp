// The export as a person at a terminal gets it.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "app/commands.hpp"
#include "app/fixture_test.hpp"

namespace manyhands::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace std::chrono_literals;

class ExportTest : public testing::CompanyTest {
  protected:
    struct Said {
        int code = -1;
        std::string out, err;
    };
    Said run_export(const std::string& output = {}, bool as_json = false) {
        std::ostringstream out;
        std::ostringstream err;
        const Console console{base::Lang::en, false, clock_, random_, &out, &err};
        const int code = app::run(cli::Export{{folder_.string(), as_json}, "", output}, console);
        return {code, out.str(), err.str()};
    }
    static std::map<std::string, std::vector<json::object>> lines_of(const std::string& text) {
        std::map<std::string, std::vector<json::object>> lines;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) {
            auto value = json::parse(line).as_object();
            lines[std::string(value.at("kind").as_string())].push_back(std::move(value));
        }
        return lines;
    }
};

TEST_F(ExportTest, EverythingOnceBesideTheRunningCompany) {
    found();
    // More than one page of posts.
    for (int n = 0; n < 620; ++n)
        post("person" + std::to_string(n % 7), "이어폰이 안 들려요 \"" + std::to_string(n) + "\"\n@hanbit");
    listen();
    const auto all = rows();
    ASSERT_FALSE(all.empty());
    answer(all.front().conversation.id, "바로 바꿔 드리겠습니다.");
    clock_.advance(1min);
    send();

    const auto said = run_export();
    ASSERT_EQ(said.code, cli::kDone) << said.err;
    auto lines = lines_of(said.out);
    EXPECT_EQ(lines["conversation"].size(), rows().size());
    ASSERT_EQ(lines["end"].size(), 1U);
    EXPECT_EQ(lines["brand"].front().at("people").as_array().size(), 1U);
    std::map<std::string, int> ids;
    int answers = 0;
    for (const auto& line : lines["post"]) {
        ++ids[std::string(line.at("id").as_string())];
        answers += line.at("answer").is_null() ? 0 : 1;
    }
    EXPECT_EQ(ids.size(), lines["post"].size()) << "none twice";
    EXPECT_EQ(answers, 1);
    EXPECT_EQ(lines["post"].size(), 621U) << "none left out";
    ASSERT_EQ(lines["answer"].size(), 1U);
    EXPECT_EQ(lines["answer"].front().at("text").as_string(), "바로 바꿔 드리겠습니다.");
    EXPECT_EQ(lines["answer"].front().at("state").as_string(), "sent");
    EXPECT_EQ(lines["episode"].size(), lines["conversation"].size());
    const auto& end = lines["end"].front();
    for (const char* kind : {"conversation", "post", "answer", "note", "episode"})
        EXPECT_EQ(end.at(std::string(kind) + "s").as_int64(), std::ssize(lines[kind])) << kind;
}

TEST_F(ExportTest, AFileIsThereWhenItIsWholeAndNeverOverAnother) {
    found();
    post("min", "배송이 늦어요 @hanbit");
    listen();
    const fs::path file = folder_.string() + "-export.ndjson";
    fs::remove(file);
    const auto said = run_export(file.string(), true);
    ASSERT_EQ(said.code, cli::kDone) << said.out << said.err;
    EXPECT_EQ(json::parse(said.out).as_object().at("conversations").as_int64(), 1);
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_FALSE(fs::exists(file.string() + ".part"));
    const auto size = fs::file_size(file);
    EXPECT_NE(run_export(file.string()).err.find("Name a new file"), std::string::npos);
    EXPECT_EQ(fs::file_size(file), size);
    fs::remove(file);
    const auto nowhere = run_export((folder_ / "not-there" / "x.ndjson").string());
    EXPECT_EQ(nowhere.code, cli::kFailed);
    EXPECT_NE(nowhere.err.find("cannot be written"), std::string::npos) << nowhere.err;
}

TEST_F(ExportTest, ADiskThatIsFullIsSaid) {
    found();
    post("min", "배송이 늦어요 @hanbit");
    listen();
    std::ofstream full("/dev/full");
    std::ostringstream err;
    const Console console{base::Lang::en, false, clock_, random_, &full, &err};
    EXPECT_EQ(app::run(cli::Export{{folder_.string(), false}, "", ""}, console), cli::kFailed);
    EXPECT_NE(err.str().find("cannot be written"), std::string::npos) << err.str();
}

TEST_F(ExportTest, NoCompanyNoFile) {
    const fs::path file = folder_.string() + "-nothing.ndjson";
    EXPECT_EQ(run_export(file.string()).code, cli::kFailed);
    EXPECT_FALSE(fs::exists(file));
}

}  // namespace
}  // namespace manyhands::app
