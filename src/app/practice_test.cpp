// The practice company, made once for all these tests: what the files say is what was told.
#include "app/practice.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <set>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "answer/lint.hpp"
#include "app/commands.hpp"
#include "app/practice_data.hpp"
#include "base/asset.hpp"
#include "channels/simulated/simulated.hpp"
#include "reports/first_answer.hpp"

namespace manyhands::app {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr base::Instant kNow = base::from_micros(1'767'250'800'000'000);

// The file itself, read without the code that is under test.
const json::array& conversations() {
    static const json::value file =
        json::parse(std::string(base::asset("practice/conversations.json").value()));
    return file.at("conversations").as_array();
}

// Closed as the file says; else whoever spoke last decides: a customer's last word waits for an answer.
int told(std::string_view state) {
    const auto state_of = [](const json::value& conversation) -> std::string {
        if (conversation.at("state").as_string() == "closed") return "closed";
        std::string last = "waiting";
        for (const json::value& post : conversation.at("posts").as_array()) {
            if (post.at("side").as_string() == "brand") last = "answered";
            if (post.at("side").as_string() == "customer") last = "waiting";
        }
        return last;
    };
    return static_cast<int>(std::count_if(conversations().begin(), conversations().end(),
                                          [&](const json::value& c) { return state_of(c) == state; }));
}

class PracticeTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = std::filesystem::path(::testing::TempDir()) / ("practised-" + std::to_string(::getpid()));
        remove();
        // Somebody pulled the plug while the company was made the first time.
        std::filesystem::create_directories(half_made());
        std::ofstream(half_made() / "manyhands.db") << "half a company";
        ready_ = run_until_ready();
        if (exit_code_ != cli::kDone) return;
        practice_ = std::make_unique<PracticeNetwork>(folder_, clock_, random_);
        auto opened = Company::open({folder_, true, true, practice_->inside()}, clock_, random_);
        if (opened) company_ = std::move(*opened);
    }
    static void TearDownTestSuite() {
        company_.reset();
        practice_.reset();
        remove();
    }
    void SetUp() override {
        ASSERT_EQ(exit_code_, cli::kDone) << ready_;
        ASSERT_NE(company_, nullptr);
        brand_ = store().all_brands()->at(0);
    }

    static std::filesystem::path half_made() { return folder_.string() + ".new"; }
    static void remove() {
        std::filesystem::remove_all(folder_);
        std::filesystem::remove_all(half_made());
    }
    // `manyhands practice` in a process of its own, ended as Ctrl+C does once it is ready: its output.
    static std::string run_until_ready() {
        int ends[2] = {-1, -1};
        if (::pipe(ends) != 0) return "no pipe";
        const pid_t child = ::fork();
        if (child == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
            cli::Practice practice;
            practice.common = {folder_.string(), true};
            practice.listen.port = 0;
            practice.listen.threads = 1;
            ::_exit(run(practice, Console{base::Lang::en, false, clock_, random_}));
        }
        ::close(ends[1]);
        std::string output;
        char piece[512];
        for (ssize_t n = 0;
             output.find('\n') == std::string::npos && (n = ::read(ends[0], piece, sizeof piece)) > 0;)
            output.append(piece, static_cast<std::size_t>(n));
        ::close(ends[0]);
        if (child < 0) return "no process";
        ::kill(child, SIGTERM);
        int status = 0;
        ::waitpid(child, &status, 0);
        exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return output;
    }

    static storage::Store& store() { return company_->store(); }
    const std::vector<desk::Row>& rows() {
        static const std::vector<desk::Row> all = [this] {
            std::vector<desk::Row> found;
            desk::PageQuery query;
            query.brand = brand_.id;
            query.viewer = store().employees(brand_.id)->at(0).id;
            query.view = desk::View::all;
            query.limit = 200;
            do {
                const auto page = store().page(query).value();
                found.insert(found.end(), page.rows.begin(), page.rows.end());
                query.cursor = page.next;
            } while (!query.cursor.empty());
            return found;
        }();
        return all;
    }
    int in(model::State state) {
        return static_cast<int>(std::count_if(
            rows().begin(), rows().end(), [&](const auto& row) { return row.conversation.state == state; }));
    }

    static inline std::filesystem::path folder_;
    static inline base::ManualClock clock_{kNow};
    static inline base::SystemRandom random_;
    static inline std::string ready_;  // what the command printed
    static inline int exit_code_ = -1;
    static inline std::unique_ptr<PracticeNetwork> practice_;
    static inline std::unique_ptr<Company> company_;
    model::Brand brand_;
};

TEST_F(PracticeTest, ItIsMarkedAsPractice) {
    EXPECT_EQ(store().all_brands()->size(), 1U);
    EXPECT_TRUE(brand_.practice);
    EXPECT_NE(brand_.name.find("Onmaru"), std::string::npos);
}

TEST_F(PracticeTest, TheCommandPrintsALinkThatSignsAnAdministratorInOnce) {
    const json::value said = json::parse(ready_);
    EXPECT_TRUE(said.at("ready").as_bool());
    const std::string address(said.at("address").as_string());
    EXPECT_EQ(address.rfind("http://127.0.0.1:", 0), 0U) << address;
    EXPECT_NE(address, "http://127.0.0.1:0") << "the port it really got";
    const std::string link(said.at("link").as_string());
    ASSERT_EQ(link.rfind(address + "/link/", 0), 0U) << link;
    const std::string token = link.substr(address.size() + 6);
    const auto session = company_->identity().sign_in_with_link(token);
    ASSERT_TRUE(session.has_value()) << session.error().key;
    EXPECT_EQ(session->employee.role, model::Role::admin);
    EXPECT_FALSE(company_->identity().sign_in_with_link(token).has_value());
}

TEST_F(PracticeTest, WhatWasHalfMadeIsNotTakenForACompany) {
    EXPECT_FALSE(std::filesystem::exists(half_made())) << "made anew beside, then moved into place";
    EXPECT_TRUE(std::filesystem::exists(folder_ / kPracticeNetworkFile));
}

TEST_F(PracticeTest, FortyPeopleWithInitialsOfTheirOwn) {
    const auto employees = store().employees(brand_.id).value();
    EXPECT_EQ(employees.size(), 40U);
    std::set<std::string> initials;
    std::set<model::DepartmentId> departments;
    std::set<model::Role> roles;
    for (const model::Employee& employee : employees) {
        initials.insert(employee.initials);
        departments.insert(employee.department);
        roles.insert(employee.role);
        EXPECT_TRUE(employee.active) << employee.name;
    }
    EXPECT_EQ(initials.size(), 40U);
    EXPECT_EQ(departments.size(), store().departments(brand_.id)->size()) << "no department is empty";
    EXPECT_EQ(roles.count(model::Role::admin), 1U) << "somebody can be signed in";
    EXPECT_EQ(roles.count(model::Role::lead), 1U);
}

TEST_F(PracticeTest, ThreeHundredConversationsInTheStatesOfTheFile) {
    EXPECT_EQ(conversations().size(), 300U);
    EXPECT_EQ(rows().size(), 300U);
    EXPECT_EQ(in(model::State::waiting), told("waiting"));
    EXPECT_EQ(in(model::State::answered), told("answered"));
    EXPECT_EQ(in(model::State::closed), told("closed"));
    EXPECT_EQ(told("waiting") + told("answered") + told("closed"), 300) << "and in no other";
}

TEST_F(PracticeTest, EveryPostOfTheFileIsThereOnceAndEveryAnswerIsSigned) {
    std::set<std::string> initials;
    const auto employees = store().employees(brand_.id).value();
    for (const model::Employee& employee : employees)
        initials.insert(employee.initials);
    std::size_t posts = 0;
    std::size_t answers = 0;
    std::set<std::string> remote_ids;
    for (const desk::Row& row : rows()) {
        const auto detail = store().detail(brand_.id, row.conversation.id).value();
        for (const model::Post& post : detail.posts) {
            ++posts;
            remote_ids.insert(post.remote.remote_id);
            if (post.side != model::Side::brand) continue;
            ++answers;
            const auto mark = post.remote.text.rfind(" ^");
            ASSERT_NE(mark, std::string::npos) << post.remote.text;
            EXPECT_EQ(initials.count(post.remote.text.substr(mark + 2)), 1U) << post.remote.text;
        }
    }
    std::size_t posts_told = 0;
    std::size_t answers_told = 0;
    for (const json::value& conversation : conversations())
        for (const json::value& post : conversation.at("posts").as_array()) {
            ++posts_told;
            answers_told += post.at("side").as_string() == "brand" ? 1 : 0;
        }
    EXPECT_EQ(posts, posts_told);
    EXPECT_EQ(answers, answers_told);
    EXPECT_EQ(remote_ids.size(), posts_told) << "none twice";
}

TEST_F(PracticeTest, NothingIsLeftOnTheWay) {
    const auto counts = store().counts(brand_.id, store().employees(brand_.id)->at(0).id).value();
    EXPECT_EQ(counts.going_out, 0);
    EXPECT_EQ(counts.attention, 0);
    EXPECT_EQ(counts.all, 300);
    const auto account = store().accounts()->at(0);
    EXPECT_EQ(account.status, model::AccountStatus::listening);
    EXPECT_TRUE(account.problem.key.empty()) << account.problem.key;
}

TEST_F(PracticeTest, TheHouseSpeaksByGuidelinesOfItsOwn) {
    const auto saved = *store().guidelines(brand_.id);
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->about.version, 1);
    EXPECT_TRUE(answer::problems_of(saved->guidelines).empty());
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        answer::Subject subject;
        subject.text = lang == base::Lang::ko ? "플로트를 두세 번 움직여 주세요. 환불이 접수되었습니다."
                                              : "Move the float switch up once. Your refund is on its way.";
        subject.now = kNow;
        std::set<std::string> found;
        const answer::Linter linter(saved->guidelines);
        for (const answer::Finding& one : linter.lint(subject))
            found.insert(saved->guidelines.rules[one.rule].id);
        EXPECT_TRUE(found.contains("refund-days")) << base::to_string(lang);
        EXPECT_TRUE(found.contains(lang == base::Lang::ko ? "float-ko" : "float-en"));
    }
}

TEST_F(PracticeTest, TheHouseIsSetUp) {
    const auto programme = *store().programme(brand_.id);
    ASSERT_TRUE(programme);
    for (const route::StepMark& mark : programme->programme.steps)
        EXPECT_EQ(mark.state, route::StepState::done);
    ASSERT_EQ(programme->programme.rules.size(), 3U);
    EXPECT_EQ(programme->programme.rules.back().tags.size(), 1U);

    const auto lanes = *store().lanes(brand_.id);
    ASSERT_TRUE(lanes);
    EXPECT_TRUE(lanes->lanes.of(model::RiskClass::safety).on);
    EXPECT_EQ(lanes->lanes.of(model::RiskClass::safety).approvers.departments.size(), 1U);
    EXPECT_FALSE(lanes->lanes.of(model::RiskClass::newcomer).on) << "everybody here has answered before";

    const auto tips = *store().tips(brand_.id, false);
    EXPECT_EQ(tips.size(), 4U);
    for (const knowledge::Tip& tip : tips)
        EXPECT_EQ(tip.state, knowledge::TipState::published);

    const auto people = *store().employees(brand_.id);
    const auto auditor = std::ranges::find(people, model::Role::auditor, &model::Employee::role);
    ASSERT_NE(auditor, people.end());
    const auto rounds = *store().audit_rounds(brand_.id, auditor->id);
    ASSERT_EQ(rounds.size(), 2U);
    const auto open = std::ranges::find(rounds, quality::RoundState::open, &quality::Round::state);
    const auto closed = std::ranges::find(rounds, quality::RoundState::closed, &quality::Round::state);
    ASSERT_TRUE(open != rounds.end() && closed != rounds.end());
    EXPECT_EQ(open->marked, 0) << "to try out";
    EXPECT_EQ(closed->marked, closed->items);
    const model::Actor actor{auditor->id,   brand_.id,         auditor->department,
                             auditor->role, auditor->initials, std::nullopt};
    const auto results = company_->quality().results(actor, kNow - 24h * 7, kNow, quality::By::person);
    ASSERT_TRUE(results && results->all);
    EXPECT_GT(results->all->score.mean, 95);
    EXPECT_FALSE(results->agreement.empty());
}

TEST_F(PracticeTest, ThereArePhrasesAndTagsToTryOut) {
    const model::Employee someone = store().employees(brand_.id)->at(0);
    const auto phrases = store().phrases(brand_.id, someone.department, someone.id).value();
    EXPECT_GE(phrases.size(), 5U) << "the brand's; the sixth is a department's";
    std::size_t with_variables = 0;
    for (const model::Phrase& phrase : phrases) {
        EXPECT_FALSE(phrase.text_ko.empty());
        EXPECT_FALSE(phrase.text_en.empty());
        for (const std::string& text : {phrase.text_ko, phrase.text_en})
            for (const model::Variable& variable : model::variables_in(text)) {
                EXPECT_TRUE(model::is_variable(variable.name)) << variable.name;
                ++with_variables;
            }
    }
    EXPECT_GE(with_variables, 4U);
    const auto tags = store().tags(brand_.id).value();
    ASSERT_EQ(tags.size(), 8U);
    for (const desk::Tag& tag : tags)
        EXPECT_GT(tag.conversations, 0) << tag.name;
    std::size_t tagged = 0;
    for (const desk::Row& row : rows())
        tagged += row.conversation.tags.empty() ? 0 : 1;
    EXPECT_GT(tagged, 60U);
    EXPECT_LT(tagged, 250U) << "some";
}

TEST_F(PracticeTest, WhatWaitsHasPassedTheBandsOfItsAge) {
    ASSERT_TRUE(company_->scheduler().run_once().has_value());
    for (const desk::Row& row : rows()) {
        const auto now = store().detail(brand_.id, row.conversation.id)->row.conversation;
        if (now.state != model::State::waiting) continue;
        ASSERT_TRUE(now.episode.has_value());
        int passed = 0;
        for (const int band : model::kBandsMinutes)
            passed += kNow - now.episode->opened_at >= base::Minutes(band) ? 1 : 0;
        EXPECT_EQ(now.episode->bands_passed, passed) << row.conversation.excerpt;
    }
}

TEST_F(PracticeTest, TheReportIsOneACompanyLikeThisWouldHave) {
    const auto report =
        reports::first_answer(store(), brand_.id, kNow - 24h * 7, kNow, "Asia/Seoul", kNow).value();
    EXPECT_GE(report.episodes, 300);
    EXPECT_EQ(report.episodes, report.answered + report.waiting + report.never);
    EXPECT_GT(report.no_answer_needed, 0) << "thanks need none";
    ASSERT_TRUE(report.p50_seconds.has_value());
    EXPECT_GE(*report.p50_seconds, 9 * 60);
    EXPECT_LE(*report.p50_seconds, 10 * 60 + 30);
    EXPECT_GE(*report.p90_seconds, *report.p50_seconds);
    EXPECT_GE(*report.p99_seconds, *report.p90_seconds);
    std::int64_t in_bands = 0;
    for (const reports::Band& band : report.bands)
        in_bands += band.answered;
    EXPECT_EQ(in_bands, report.answered);
    EXPECT_EQ(report.waiting, told("waiting"));
}

TEST_F(PracticeTest, TheMedianIsTheFilesOwn) {
    // Worked out from the file: from the first unanswered post to the next answer.
    std::vector<double> minutes;
    for (const json::value& conversation : conversations()) {
        std::optional<double> since;
        for (const json::value& post : conversation.at("posts").as_array()) {
            const double before = post.at("at_minutes_before").to_number<double>();
            const auto side = post.at("side").as_string();
            if (side == "customer" && !since) since = before;
            if (side == "brand" && since) {
                minutes.push_back(*since - before);
                since.reset();
            }
        }
    }
    std::sort(minutes.begin(), minutes.end());
    const double median = minutes[(minutes.size() + 1) / 2 - 1];
    const auto report = reports::first_answer(store(), brand_.id, kNow - 24h * 7, kNow, "UTC", kNow).value();
    EXPECT_NEAR(static_cast<double>(*report.p50_seconds), median * 60, 15);
    EXPECT_NEAR(static_cast<double>(report.answered), static_cast<double>(minutes.size()), 5);
}

TEST_F(PracticeTest, ACompanyIsNotMadeOverAnother) {
    const auto folder = folder_.string() + "-taken";
    std::filesystem::remove_all(folder);
    {
        base::ManualClock clock(kNow);
        auto other = Company::open({folder, true, true, nullptr}, clock, random_);
        ASSERT_TRUE(other.has_value());
        ASSERT_TRUE((*other)->store().add_brand({model::BrandId("b"), "Somebody's", false, kNow}));
    }
    const auto again = make_practice_company(folder, kNow, random_, [](int, int) {});
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, base::ErrorCode::conflict);
    EXPECT_EQ(again.error().key, "practice.not_empty");
    std::filesystem::remove_all(folder);
    const auto running = make_practice_company(folder_, kNow, random_, [](int, int) {});
    ASSERT_FALSE(running.has_value()) << "nor over one that is running";
    EXPECT_EQ(rows().size(), 300U);
}

TEST_F(PracticeTest, TheNetworkIsStillThereAfterARestart) {
    const auto [us, token] = practice_->network().person("onmaru_care", "", 0);
    base::SystemRandom random;
    PracticeNetwork again(folder_, clock_, random);
    EXPECT_EQ(again.network().person("onmaru_care", "", 0).first, us);
    EXPECT_EQ(again.network().posts_of(us, 0).size(), practice_->network().posts_of(us, 0).size());
    EXPECT_GT(again.network().posts_of(us, 0).size(), 200U);
}

TEST_F(PracticeTest, LiveCustomersComeBySomeTime) {
    auto customers = LiveCustomers::make(*practice_, clock_, random_);
    ASSERT_TRUE(customers.has_value()) << customers.error().key;
    AccountWorker& worker = *company_->accounts().worker(store().accounts()->at(0).id);
    const std::int64_t before = store().last_seq(brand_.id).value();
    const auto opened = [&] {
        const auto events = store().events_after(brand_.id, before, 1'000).value();
        return std::any_of(events.begin(), events.end(),
                           [](const auto& event) { return event.type == "conversation_opened"; });
    };
    ASSERT_TRUE(worker.listen_once().has_value());
    EXPECT_FALSE(opened()) << "nobody came yet";
    clock_.advance(2min);  // longer than the crowd's longest gap
    (*customers)->start();
    while (!opened()) {
        ASSERT_TRUE(worker.listen_once().has_value());
        std::this_thread::yield();
    }
    (*customers)->stop();
    clock_.jump_to(kNow);
}

TEST(PracticeDataTest, IsWhole) {
    const auto data = load_practice_data();
    ASSERT_TRUE(data.has_value()) << data.error().cause;
    EXPECT_EQ(data->account_network, "simulated");
    EXPECT_EQ(data->employees.size(), 40U);
    EXPECT_EQ(data->conversations.size(), 300U);
    std::set<std::string> initials;
    for (const PracticeEmployee& employee : data->employees)
        initials.insert(employee.initials);
    for (const PracticeConversation& conversation : data->conversations) {
        ASSERT_FALSE(conversation.posts.empty()) << conversation.id;
        base::Micros last = conversation.posts[0].before_now;
        for (const PracticePost& post : conversation.posts) {
            EXPECT_LE(post.before_now, last) << conversation.id << ": in order of time";
            EXPECT_GT(post.before_now, base::Micros(0)) << conversation.id << ": nothing from the future";
            last = post.before_now;
            EXPECT_FALSE(post.text.empty());
            if (post.side == PracticeSide::brand) {
                EXPECT_EQ(initials.count(post.initials), 1U) << conversation.id << " " << post.initials;
            }
        }
    }
}

}  // namespace
}  // namespace manyhands::app
