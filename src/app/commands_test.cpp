// The verbs that end, as a person at a terminal meets them: what is printed, what the exit code says, what is
// in the folder afterwards.
#include "app/commands.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "app/company.hpp"

namespace manyhands::app {
namespace {

namespace json = boost::json;

class CommandsTest : public ::testing::Test {
  protected:
    struct Said {
        int code = -1;
        std::string out;
        std::string err;
        json::object object() const {
            boost::system::error_code error;
            const json::value value = json::parse(out, error);
            EXPECT_FALSE(error) << "one JSON object and nothing else: " << out;
            return value.is_object() ? value.as_object() : json::object{};
        }
    };

    CommandsTest() {
        std::filesystem::remove_all(folder_);
        pthread_sigmask(SIG_SETMASK, nullptr, &signals_);
    }
    ~CommandsTest() override {
        pthread_sigmask(SIG_SETMASK, &signals_, nullptr);  // the verbs that stay block what ends them
        std::filesystem::remove_all(folder_);
    }

    template <class Verb>
    Said run(const Verb& verb, base::Lang lang = base::Lang::en) {
        const Console console{lang, false, clock_, random_};
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        Said said;
        said.code = app::run(verb, console);
        said.out = ::testing::internal::GetCapturedStdout();
        said.err = ::testing::internal::GetCapturedStderr();
        return said;
    }
    cli::Common in_json() const { return {folder_.string(), true}; }
    cli::Common in_words() const { return {folder_.string(), false}; }
    cli::Init init(const cli::Common& common) const {
        return {common, "Hanbit", "Care", "Kim Gaon", "kim@hanbit.example", "https://care.example"};
    }
    void found() { ASSERT_EQ(run(init(in_json())).code, cli::kDone); }
    cli::UserAdd user(const std::string& name, const std::string& email) const {
        cli::UserAdd add;
        add.common = in_json();
        add.name = name;
        add.email = email;
        add.base_url = "https://care.example";
        return add;
    }
    std::unique_ptr<Company> open() {
        auto company = Company::open({folder_, false, true, nullptr}, clock_, random_);
        EXPECT_TRUE(company.has_value());
        return company ? std::move(*company) : nullptr;
    }
    static std::string token_of(const std::string& link) {
        const std::string before = "https://care.example/link/";
        EXPECT_EQ(link.rfind(before, 0), 0U) << link;
        return link.size() > before.size() ? link.substr(before.size()) : std::string();
    }
    static std::string text(const json::object& object, const char* name) {
        const json::value* value = object.if_contains(name);
        EXPECT_TRUE(value != nullptr && value->is_string()) << name;
        return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    std::filesystem::path folder_ =
        std::filesystem::path(::testing::TempDir()) / ("commands-" + std::to_string(::getpid()));
    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    base::SystemRandom random_;
    sigset_t signals_{};
};

TEST_F(CommandsTest, InitFoundsACompanyWhoseLinkWorksOnce) {
    const Said said = run(init(in_json()));
    EXPECT_EQ(said.code, cli::kDone);
    EXPECT_TRUE(said.err.empty()) << said.err;
    const auto object = said.object();
    EXPECT_EQ(text(object, "brand"), "Hanbit");
    EXPECT_EQ(text(object, "email"), "kim@hanbit.example");
    const std::string token = token_of(text(object, "link"));

    const auto company = open();
    ASSERT_NE(company, nullptr);
    const auto brands = company->store().all_brands().value();
    ASSERT_EQ(brands.size(), 1U);
    EXPECT_FALSE(brands[0].practice) << "a real one";
    const auto session = company->identity().sign_in_with_link(token);
    ASSERT_TRUE(session.has_value()) << session.error().key;
    EXPECT_EQ(session->employee.email, "kim@hanbit.example");
    EXPECT_EQ(session->employee.role, model::Role::admin);
    const auto again = company->identity().sign_in_with_link(token);
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().key, "identity.link.spent");
}

TEST_F(CommandsTest, AnImportWithAWrongRowSavesTheOthersAndFails) {
    found();
    cli::UserImport import;
    import.common = in_json();
    import.file = (folder_ / "people.csv").string();
    import.base_url = "https://care.example";
    const auto imported = [&](const std::string& rows) {
        std::ofstream(import.file) << "name,e-mail\n" << rows;
        return run(import);
    };
    const Said partly = imported("Lee Doyun,lee@hanbit.example\nNobody,no address\n");
    EXPECT_EQ(partly.code, cli::kFailed) << "a script must not take it for done";
    EXPECT_EQ(partly.object().at("created").as_int64(), 1);
    EXPECT_EQ(partly.object().at("failed").as_int64(), 1);
    EXPECT_EQ(imported("Lee Doyun,lee@hanbit.example\n").code, cli::kDone);
}

TEST_F(CommandsTest, TheFirstLinkEndsAfterAQuarterOfAnHour) {
    const std::string token = token_of(text(run(init(in_json())).object(), "link"));
    clock_.advance(identity::kLinkLives + std::chrono::seconds(1));
    EXPECT_FALSE(open()->identity().sign_in_with_link(token).has_value());
}

TEST_F(CommandsTest, InitInWordsShowsTheLinkInBothLanguages) {
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        std::filesystem::remove_all(folder_);
        cli::Init nameless = init(in_words());
        nameless.department.clear();
        const Said said = run(nameless, lang);
        EXPECT_EQ(said.code, cli::kDone);
        EXPECT_TRUE(has(said.out, "https://care.example/link/")) << said.out;
        EXPECT_TRUE(has(said.out, "Hanbit"));
        EXPECT_FALSE(has(said.out, "{")) << "every argument is filled in: " << said.out;
        const auto company = open();
        const auto brand = company->store().all_brands()->at(0).id;
        const auto departments = company->store().departments(brand).value();
        ASSERT_EQ(departments.size(), 1U);
        EXPECT_EQ(departments[0].name_ko, base::tr(base::Lang::ko, "cli.first_department"));
        EXPECT_EQ(departments[0].name_en, base::tr(base::Lang::en, "cli.first_department"));
    }
}

TEST_F(CommandsTest, InitTwiceChangesNothingAndSaysWhatToDo) {
    found();
    cli::Init other = init(in_words());
    other.brand = "Another";
    other.email = "other@hanbit.example";
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        const Said said = run(other, lang);
        EXPECT_EQ(said.code, cli::kFailed);
        EXPECT_TRUE(said.out.empty()) << said.out;
        EXPECT_EQ(said.err,
                  "manyhands: " + base::tr(lang, "cli.already_founded", {{"data", folder_.string()}}) + "\n");
    }
    const auto company = open();
    const auto brands = company->store().all_brands().value();
    ASSERT_EQ(brands.size(), 1U);
    EXPECT_EQ(brands[0].name, "Hanbit");
    EXPECT_FALSE(company->store().employee_by_email("other@hanbit.example")->has_value());
}

TEST_F(CommandsTest, AnErrorIsAnObjectForPrograms) {
    found();
    const Said said = run(init(in_json()));
    EXPECT_EQ(said.code, cli::kFailed);
    const auto object = said.object();
    EXPECT_EQ(text(object, "error"), "cli.already_founded");
    EXPECT_EQ(text(object, "code"), "conflict");
    EXPECT_FALSE(text(object, "title").empty());
}

TEST_F(CommandsTest, AFolderInUseIsLeftAlone) {
    found();
    const auto company = open();
    const Said said = run(user("Lee", "lee@hanbit.example"));
    EXPECT_EQ(said.code, cli::kFailed);
    EXPECT_EQ(text(said.object(), "error"), "storage.in_use");
}

TEST_F(CommandsTest, AUserIsAddedAndTheLinkWorksOnce) {
    found();
    const Said said = run(user("Park Jun", "Jun@Hanbit.example"));
    EXPECT_EQ(said.code, cli::kDone);
    const auto object = said.object();
    EXPECT_EQ(text(object, "role"), "employee");
    EXPECT_FALSE(text(object, "initials").empty());
    const std::string token = token_of(text(object, "link"));
    clock_.advance(std::chrono::hours(24 * 6));  // an invitation waits longer than a sign-in link
    const auto company = open();
    const auto session = company->identity().sign_in_with_link(token);
    ASSERT_TRUE(session.has_value()) << session.error().key;
    EXPECT_EQ(session->employee.id.value, text(object, "id"));
    EXPECT_EQ(session->employee.email, "jun@hanbit.example");
    EXPECT_FALSE(company->identity().sign_in_with_link(token).has_value());
}

TEST_F(CommandsTest, AUserWithEverythingSaid) {
    found();
    cli::UserAdd add = user("Park Jun", "jun@hanbit.example");
    add.role = "lead";
    add.initials = "PJ";
    add.brand = "Hanbit";
    add.department = "Care";
    const auto object = run(add).object();
    EXPECT_EQ(text(object, "role"), "lead");
    EXPECT_EQ(text(object, "initials"), "PJ");
}

TEST_F(CommandsTest, AUserThatCannotBeIsNotAdded) {
    found();
    const Said taken = run(user("Another Kim", "kim@hanbit.example"));
    EXPECT_EQ(taken.code, cli::kFailed);
    EXPECT_EQ(text(taken.object(), "error"), "identity.employee.email_taken");
    cli::UserAdd lost = user("Park Jun", "jun@hanbit.example");
    lost.brand = "Nobody's";
    const Said nowhere = run(lost);
    EXPECT_EQ(nowhere.code, cli::kUsage);
    EXPECT_EQ(text(nowhere.object(), "error"), "cli.which_brand");
    lost.brand.clear();
    lost.department = "Nowhere";
    const Said homeless = run(lost);
    EXPECT_EQ(homeless.code, cli::kUsage);
    EXPECT_EQ(text(homeless.object(), "error"), "identity.employee.bad_department");
    const auto company = open();
    EXPECT_EQ(company->store().employees(company->store().all_brands()->at(0).id)->size(), 1U);
}

TEST_F(CommandsTest, WhoLostTheirWayInGetsALink) {
    found();
    const Said said = run(cli::UserLink{in_json(), "kim@hanbit.example", {}, "https://care.example"});
    ASSERT_EQ(said.code, cli::kDone) << said.err;
    const std::string link = text(said.object(), "link");
    ASSERT_TRUE(link.starts_with("https://care.example/link/")) << link;
    EXPECT_TRUE(open()->identity().sign_in_with_link(link.substr(link.rfind('/') + 1)));
    EXPECT_EQ(text(run(cli::UserLink{in_json(), "nobody@hanbit.example", {}, {}}).object(), "error"),
              "identity.employee.not_found");
}

TEST_F(CommandsTest, AJoinLinkIsMadeListedAndEnded) {
    found();
    cli::JoinLinkMake make{in_json(), {}, {}, 4, {"hanbit.example"}, 30, true, "https://care.example"};
    const Said made = run(make);
    ASSERT_EQ(made.code, cli::kDone) << made.err;
    const std::string url = text(made.object(), "url");
    EXPECT_TRUE(url.starts_with("https://care.example/join/")) << url;
    EXPECT_EQ(text(made.object(), "entry"), "at_once");
    const Said listed = run(cli::JoinLinkList{in_json(), {}});
    const auto one = listed.object().at("items").as_array().at(0).as_object();
    EXPECT_EQ(one.at("state").as_string(), "open");
    EXPECT_EQ(one.at("joined").as_int64(), 0);
    EXPECT_FALSE(has(listed.out, url.substr(url.rfind('/') + 1))) << "shown once";
    EXPECT_EQ(run(cli::JoinLinkEnd{in_json(), {}, text(made.object(), "id")}).code, cli::kDone);
    EXPECT_TRUE(has(run(cli::JoinLinkList{in_json(), {}}).out, "\"ended\""));
    EXPECT_EQ(text(run(cli::JoinLinkEnd{in_json(), {}, "nothing"}).object(), "error"),
              "identity.join.not_found");
    make.hours = 48;
    const Said long_one = run(make);
    EXPECT_EQ(long_one.code, cli::kUsage);
    EXPECT_EQ(text(long_one.object(), "error"), "identity.join.at_once_day");
}

TEST_F(CommandsTest, BeforeThereIsACompanyEveryVerbSaysSo) {
    EXPECT_EQ(text(run(user("Lee", "lee@hanbit.example")).object(), "error"), "cli.no_company");
    cli::Report report;
    report.common = in_json();
    const Said said = run(report);
    EXPECT_EQ(said.code, cli::kFailed);
    EXPECT_EQ(text(said.object(), "error"), "cli.no_company");
}

TEST_F(CommandsTest, ATokenActsForItsPersonAndNoFurtherThanItsScopes) {
    found();
    const Said said = run(cli::TokenCreate{in_json(), "kim@hanbit.example", "the shop", "read"});
    EXPECT_EQ(said.code, cli::kDone);
    const std::string token = text(said.object(), "token");
    {
        const auto company = open();
        const auto known = company->identity().by_token(token);
        ASSERT_TRUE(known.has_value()) << known.error().key;
        EXPECT_EQ(known->employee.email, "kim@hanbit.example");
        EXPECT_EQ(known->actor.token_scopes, "read");
        const auto rows = company->store().tokens_of(known->employee.id).value();
        ASSERT_EQ(rows.size(), 1U);
        EXPECT_FALSE(has(rows[0].token_digest, token)) << "kept as a digest only";
    }
    const Said nobody = run(cli::TokenCreate{in_json(), "nobody@hanbit.example", "n", "read"});
    EXPECT_EQ(nobody.code, cli::kFailed);
    EXPECT_EQ(text(nobody.object(), "error"), "identity.employee.not_found");
    const Said wrong = run(cli::TokenCreate{in_json(), "kim@hanbit.example", "n", "everything"});
    EXPECT_NE(wrong.code, cli::kDone) << "there is no such scope";
}

TEST_F(CommandsTest, AnAccountOfAnUnknownNetworkIsWrongUsage) {
    found();
    cli::AccountAdd add;
    add.common = in_json();
    add.network = "nowhere";
    for (const bool only_test : {false, true}) {
        add.only_test = only_test;
        const Said said = run(add);
        EXPECT_EQ(said.code, cli::kUsage);
        EXPECT_EQ(text(said.object(), "error"), "accounts.network_unknown");
        EXPECT_TRUE(has(text(said.object(), "title"), "nowhere"));
    }
    EXPECT_TRUE(open()->store().accounts()->empty());
}

TEST_F(CommandsTest, AnEmptyReportHasNoFiguresRatherThanZeroes) {
    found();
    cli::Report report;
    report.common = in_json();
    const Said said = run(report);
    EXPECT_EQ(said.code, cli::kDone);
    const auto object = said.object();
    EXPECT_EQ(object.at("episodes").to_number<int>(), 0);
    EXPECT_TRUE(object.at("p50_seconds").is_null());
    EXPECT_TRUE(object.at("mean_seconds").is_null());
    EXPECT_EQ(text(object, "zone"), "UTC");
    EXPECT_EQ(text(object, "to"), base::to_rfc3339(clock_.now()));
    EXPECT_EQ(text(object, "from"), base::to_rfc3339(clock_.now() - std::chrono::hours(24 * 7)));
    report.common = in_words();
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        const Said words = run(report, lang);
        EXPECT_EQ(words.code, cli::kDone);
        EXPECT_FALSE(has(words.out, "{")) << words.out;
    }
}

TEST_F(CommandsTest, AReportAsAFileBeginsAsSpreadsheetsWantIt) {
    found();
    cli::Report report;
    report.common = in_words();
    report.csv = true;
    report.zone = "Asia/Seoul";
    const Said ko = run(report, base::Lang::ko);
    const Said en = run(report, base::Lang::en);
    EXPECT_EQ(ko.code, cli::kDone);
    for (const Said& said : {ko, en}) {
        EXPECT_EQ(said.out.rfind("\xEF\xBB\xBF", 0), 0U) << "a byte order mark";
        EXPECT_TRUE(has(said.out, "Asia/Seoul"));
    }
    EXPECT_NE(ko.out, en.out) << "in the person's language";
}

TEST_F(CommandsTest, AReportOfANonsensePeriodIsWrongUsage) {
    found();
    const auto asked = [&](const std::string& from, const std::string& to, const std::string& zone) {
        cli::Report report;
        report.common = in_json();
        report.from = from;
        report.to = to;
        report.zone = zone;
        return run(report).code;
    };
    EXPECT_EQ(asked("2026-01-01T00:00:00Z", "2026-01-01T06:00:00Z", "Asia/Seoul"), cli::kDone);
    EXPECT_EQ(asked("yesterday", "", "UTC"), cli::kUsage);
    EXPECT_EQ(asked("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "UTC"), cli::kUsage);
    EXPECT_EQ(asked("", "", "Nowhere/Atlantis"), cli::kUsage);
}

TEST_F(CommandsTest, DoctorSaysWhatIsLeftToDo) {
    const Said empty = run(cli::Doctor{in_json()});
    EXPECT_EQ(empty.code, cli::kFailed) << "not ready: no brand, no account";
    const auto ok = [](const Said& said, const std::string& check) -> std::optional<bool> {
        const auto object = said.object();
        for (const json::value& each : object.at("checks").as_array())
            if (each.at("check").as_string() == check) return each.at("ok").as_bool();
        return std::nullopt;
    };
    EXPECT_EQ(ok(empty, "cli.doctor.store"), true);
    EXPECT_EQ(ok(empty, "cli.doctor.brand"), false);
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en})
        EXPECT_TRUE(has(run(cli::Doctor{in_words()}, lang).out, "manyhands init")) << "says what to do";
    found();
    const Said founded = run(cli::Doctor{in_json()});
    EXPECT_EQ(founded.code, cli::kFailed);
    EXPECT_EQ(ok(founded, "cli.doctor.brand"), true);
    EXPECT_EQ(ok(founded, "cli.doctor.account"), false);
    {
        const auto company = open();
        model::Account account;
        account.id = model::AccountId("a");
        account.brand = company->store().all_brands()->at(0).id;
        account.department = company->store().departments(account.brand)->at(0).id;
        account.network = "simulated";
        account.remote_id = "u1";
        account.handle = "hanbit";
        ASSERT_TRUE(company->store().add_account(account, {"damaged", ""}).has_value());
    }
    const Said broken = run(cli::Doctor{in_words()});
    EXPECT_EQ(broken.code, cli::kFailed);
    EXPECT_TRUE(has(broken.out, "@hanbit")) << broken.out;
    EXPECT_TRUE(has(broken.out, base::tr(base::Lang::en, "cli.doctor.account_state.todo"))) << broken.out;
    EXPECT_TRUE(has(broken.out, base::tr(base::Lang::en, "identity.secret.damaged"))) << broken.out;
    {
        const auto company = open();
        model::Account account = company->store().accounts()->at(0);
        account.status = model::AccountStatus::paused;
        account.problem = {};
        ASSERT_TRUE(company->store().update_account(account).has_value());
    }
    const Said well = run(cli::Doctor{in_json()});
    EXPECT_EQ(well.code, cli::kDone) << well.out;
    EXPECT_TRUE(well.object().at("ok").as_bool());
}

TEST_F(CommandsTest, DoctorNamesAFolderThatCannotBeOpened) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "manyhands.db") << std::string(8192, 'x');
    const Said said = run(cli::Doctor{in_json()});
    EXPECT_EQ(said.code, cli::kFailed);
    EXPECT_FALSE(said.object().at("ok").as_bool());
    EXPECT_FALSE(said.object().at("checks").as_array().at(0).at("ok").as_bool());
}

TEST_F(CommandsTest, ReportAndDoctorLookBesideARunningServer) {
    found();
    const auto company = open();  // a server has it
    const Said doctor = run(cli::Doctor{in_json()});
    EXPECT_EQ(doctor.code, cli::kFailed) << "no account yet";
    EXPECT_TRUE(doctor.object().at("checks").as_array().at(0).at("ok").as_bool()) << doctor.out;
    cli::Report report;
    report.common = in_json();
    EXPECT_EQ(run(report).code, cli::kDone);
    report.common.data += "-nothing-here";
    const Said nothing = run(report);
    EXPECT_EQ(text(nothing.object(), "error"), "cli.no_company");
    EXPECT_FALSE(std::filesystem::exists(report.common.data)) << "who only looks makes no folder";
}

TEST_F(CommandsTest, AVerbCarriedOutInsideTheServerSaysTheSame) {
    found();
    const auto company = open();
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in;
    const Console inside{base::Lang::en, false, clock_, random_, &out, &err, &in, company.get()};
    EXPECT_EQ(app::run(user("Ann Lee", "ann@hanbit.example"), inside), cli::kDone);
    EXPECT_EQ(text(json::parse(out.str()).as_object(), "email"), "ann@hanbit.example");
    EXPECT_TRUE(company->store().employee_by_email("ann@hanbit.example")->has_value());
    out.str({});
    EXPECT_EQ(app::run(user("Ann Lee", "ann@hanbit.example"), inside), cli::kFailed);
    EXPECT_EQ(text(json::parse(out.str()).as_object(), "error"), "identity.employee.email_taken");
    EXPECT_TRUE(has(err.str(), "manyhands: ")) << err.str();
}

TEST_F(CommandsTest, PracticeTakesNoFolderThatIsSomethingElse) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "letters.txt") << "dear Ann";
    cli::Practice practice;
    practice.common = in_json();
    EXPECT_EQ(text(run(practice).object(), "error"), "practice.not_practice");
    practice.fresh = true;
    EXPECT_EQ(text(run(practice).object(), "error"), "practice.not_practice");
    std::ifstream letters(folder_ / "letters.txt");
    std::stringstream kept;
    kept << letters.rdbuf();
    EXPECT_EQ(kept.str(), "dear Ann");
}

TEST_F(CommandsTest, PracticeNeverThrowsARealCompanyAway) {
    found();
    cli::Practice practice;
    practice.common = in_json();
    practice.fresh = true;
    const Said said = run(practice);
    EXPECT_EQ(said.code, cli::kFailed);
    EXPECT_EQ(text(said.object(), "error"), "practice.not_practice");
    EXPECT_EQ(open()->store().all_brands()->size(), 1U);
}

TEST_F(CommandsTest, ServeSaysWhyItCannotStart) {
    found();
    const auto company = open();
    cli::Serve serve;
    serve.common = in_json();
    const Said said = run(serve);
    EXPECT_EQ(said.code, cli::kFailed);
    EXPECT_EQ(text(said.object(), "error"), "storage.in_use");
}

}  // namespace
}  // namespace manyhands::app
