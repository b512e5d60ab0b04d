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

TEST_F(ExportTest, AuditsAndTipsAreInIt) {
    found();
    post("min", "이어폰이 안 들려요 @hanbit");
    listen();
    const auto conversation = rows().front().conversation.id;
    const auto answered = answer(conversation, "바로 바꿔 드리겠습니다.");
    clock_.advance(1min);
    send();
    const auto person = [&](const std::string& name, model::Role role) {
        const auto made = company_->identity()
                              .add_employee(brand_, {name, name + "@hanbit.example", role, care_, {}})
                              .value();
        return model::Actor{made.id, brand_, care_, role, made.initials, std::nullopt};
    };
    const auto auditor = person("ahn", model::Role::auditor);
    const auto second = person("bae", model::Role::auditor);
    const auto admin = person("seo", model::Role::admin);
    const model::Actor kim{kim_.id, brand_, care_, model::Role::desk, kim_.initials, std::nullopt};
    quality::Wish wish;
    wish.from = clock_.now() - 24h;
    wish.to = clock_.now() + 24h;
    wish.columns = {quality::Column::risk};
    wish.seed = "7";
    const auto round = company_->quality().draw_round(auditor, wish).value().id;
    quality::MarkWish mark{{{"accuracy", 5}, {"tone", 3}, {"terms", 5}, {"method", 5}, {"privacy", 1}},
                           false,
                           "인사가 좋습니다"};
    ASSERT_TRUE(company_->quality().mark(auditor, round, answered, mark));
    std::vector<model::EmployeeId> told;
    company_->on_notice([&](const auto& people, const auto&) { told = people; });
    ASSERT_TRUE(company_->quality().close(auditor, round));
    EXPECT_EQ(told, std::vector{kim_.id}) << "whoever is signed in hears of it at once";
    ASSERT_TRUE(company_->quality().appeal(kim, round, answered, "사과를 했습니다"));
    mark.marks["tone"] = 5;
    ASSERT_TRUE(company_->quality().decide(second, round, answered, "맞습니다", mark));
    const auto tip =
        company_->tips().propose(kim, {"이어폰", "다시 켜 주세요.", "Please restart.", {}}, {}).value();
    knowledge::TipChange publish;
    publish.state = knowledge::TipState::published;
    ASSERT_TRUE(company_->tips().change(admin, tip.id, publish, tip.version));

    const auto said = run_export();
    ASSERT_EQ(said.code, cli::kDone) << said.err;
    auto lines = lines_of(said.out);
    const auto& end = lines["end"].front();
    for (const char* kind :
         {"score_card", "audit_round", "audit_stratum", "audit_item", "audit_mark", "audit_appeal", "tip"}) {
        ASSERT_EQ(lines[kind].size(), 1U) << kind;
        EXPECT_EQ(end.at(std::string(kind) + "s").as_int64(), 1) << kind;
    }
    EXPECT_EQ(end.at("tip_uses").as_int64(), 0);
    EXPECT_EQ(lines["audit_round"][0].at("seed").as_string(), "7");
    EXPECT_EQ(lines["audit_round"][0].at("state").as_string(), "closed");
    EXPECT_EQ(lines["audit_stratum"][0].at("name").as_string(), "risk=none");
    EXPECT_EQ(lines["audit_item"][0].at("answer").as_string(), answered.value);
    EXPECT_EQ(lines["audit_item"][0].at("author").as_string(), kim_.id.value);
    EXPECT_EQ(lines["audit_mark"][0].at("auditor").as_string(), auditor.employee.value);
    EXPECT_EQ(lines["audit_mark"][0].at("marks").at("tone").as_int64(), 3);
    EXPECT_EQ(lines["audit_mark"][0].at("note").as_string(), "인사가 좋습니다");
    EXPECT_EQ(lines["audit_appeal"][0].at("state").as_string(), "changed");
    EXPECT_EQ(lines["audit_appeal"][0].at("counts_now").at("score").as_double(), 100);
    EXPECT_EQ(lines["score_card"][0].at("version").as_int64(), 1);
    EXPECT_EQ(lines["tip"][0].at("ko").as_string(), "다시 켜 주세요.");
    EXPECT_EQ(lines["tip"][0].at("state").as_string(), "published");
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
