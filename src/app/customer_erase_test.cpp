// `customer erase` as a person at a terminal meets it, beside the company that runs.
#include <sstream>

#include "app/commands.hpp"
#include "app/house_test.hpp"
#include "cli/command.hpp"

namespace manyhands::app {
namespace {

namespace json = boost::json;

class CustomerErase : public HouseTest {
  protected:
    struct Said {
        int code = -1;
        std::string out;
        std::string err;
    };
    Said run(cli::CustomerErase command, base::Lang lang = base::Lang::en) {
        std::ostringstream out;
        std::ostringstream err;
        Console console{lang, false, clock_, random_, &out, &err};
        console.company = company_.get();
        command.common.data = folder_.string();
        Said said;
        said.code = app::run(command, console);
        said.out = out.str();
        said.err = err.str();
        return said;
    }
    static cli::CustomerErase of(const std::string& customer, bool yes) {
        cli::CustomerErase command;
        command.common.json = true;
        command.customer = customer;
        command.network = "simulated";
        command.yes = yes;
        return command;
    }
};

TEST_F(CustomerErase, SaysWhatGoesAndErasesOnlyWhenItIsSure) {
    found();
    ASSERT_TRUE(company_->identity().add_employee(
        brand_, {"Ahn Admin", "ahn@hanbit.example", model::Role::admin, care_, ""}));
    const auto id = concern("ann");
    const Said open = run(of("@ann", true));
    EXPECT_EQ(open.code, cli::kFailed);
    EXPECT_EQ(json::parse(open.out).as_object().at("error").as_string(), "desk.erasure.open");
    ASSERT_TRUE(company_->route().close(kim(), id));

    cli::CustomerErase look = of("ann", false);
    look.dry_run = true;
    const Said dry = run(look);
    EXPECT_EQ(dry.code, cli::kDone);
    EXPECT_EQ(json::parse(dry.out).as_object().at("conversations").as_int64(), 1);
    look.dry_run = false;
    look.common.json = false;
    const Said unsure = run(look, base::Lang::ko);
    EXPECT_EQ(unsure.code, cli::kUsage);
    EXPECT_NE(unsure.out.find("남는 것"), std::string::npos) << unsure.out;
    EXPECT_NE(unsure.err.find("아무것도 지우지 않았습니다"), std::string::npos) << unsure.err;
    EXPECT_EQ(conversation(id).customer.handle, "ann");

    const Said done = run(of("ann", true));
    ASSERT_EQ(done.code, cli::kDone) << done.out << done.err;
    EXPECT_TRUE(json::parse(done.out).as_object().at("erased").as_bool());
    EXPECT_EQ(conversation(id).customer.handle, "");
    EXPECT_EQ(conversation(id).excerpt, "");
    EXPECT_TRUE(store().open_erasures()->empty()) << "ended when the verb ends";
    const Said again = run(of("ann", true));
    EXPECT_EQ(again.code, cli::kFailed);
    EXPECT_EQ(json::parse(again.out).as_object().at("error").as_string(), "cli.customer.unknown");
}

TEST_F(CustomerErase, IsReadStrictly) {
    const auto parse = [](const std::vector<std::string>& args) {
        return cli::parse(args, base::Lang::en, [](const std::string&) { return std::string(); });
    };
    const auto good =
        parse({"customer", "erase", "@ann", "--network", "simulated", "--yes", "--json", "--data", "x"});
    const auto* command = std::get_if<cli::Command>(&good);
    ASSERT_NE(command, nullptr);
    const auto& erase = std::get<cli::CustomerErase>(*command);
    EXPECT_EQ(erase.customer, "@ann");
    EXPECT_TRUE(erase.yes);
    EXPECT_FALSE(erase.dry_run);
    EXPECT_EQ(erase.common.data, "x");
    for (const std::vector<std::string>& bad :
         {std::vector<std::string>{"customer", "erase", "--network", "simulated"},
          {"customer", "erase", "@ann"},
          {"customer", "erase", "@ann", "--network", "simulated", "--force"},
          {"customer"}}) {
        const auto refused = parse(bad);
        const auto* ended = std::get_if<cli::Ended>(&refused);
        ASSERT_NE(ended, nullptr);
        EXPECT_EQ(ended->exit_code, cli::kUsage);
    }
    const auto help = parse({"customer", "erase", "--help"});
    EXPECT_NE(std::get<cli::Ended>(help).out.find("--dry-run"), std::string::npos);
}

}  // namespace
}  // namespace manyhands::app
