// Connecting, testing, pausing: the brand's accounts.
#include "app/accounts.hpp"

#include <algorithm>
#include <set>

#include "app/house_test.hpp"

namespace manyhands::app {
namespace {

using model::AccountStatus;

class AccountsTest : public HouseTest {
  protected:
    base::Result<model::Account> connect(const std::string& token) {
        return company_->accounts().connect(brand_, care_, "simulated", settings(token));
    }
    static channels::Settings settings(const std::string& token) {
        return {{"address", std::string(channels::simulated::kInside)}, {"token", token}};
    }
    Accounts& accounts() { return company_->accounts(); }
    // A second account of the brand's.
    model::Account second() {
        const auto account = connect(network_.person("hanbit_tv", "Hanbit TV", 10).second);
        EXPECT_TRUE(account.has_value());
        return account.value_or(model::Account{});
    }
    void damage(const model::AccountId& id) {
        ASSERT_TRUE(store().set_account_secret(id, {"not a box", ""}).has_value());
    }
};

TEST_F(AccountsTest, AConnectedAccountIsWhoTheNetworkSays) {
    found();
    const model::Account known = account();
    EXPECT_EQ(known.network, "simulated");
    EXPECT_EQ(known.handle, "hanbit");
    EXPECT_EQ(known.display_name, "Hanbit");
    EXPECT_EQ(known.remote_id, us_.first);
    EXPECT_EQ(known.department, care_);
    EXPECT_EQ(known.status, AccountStatus::listening);
    EXPECT_EQ(known.created_at, clock_.now());
}

TEST_F(AccountsTest, ItsSecretIsNotReadableInTheFolder) {
    found();
    const auto secret = store().account_secret(account_);
    ASSERT_TRUE(secret.has_value());
    EXPECT_EQ(secret->settings_box.find(us_.second), std::string::npos);
    open();
    listen();
    EXPECT_EQ(account().status, AccountStatus::listening);
}

TEST_F(AccountsTest, ATestSaysWhoItIsAndPostsNothing) {
    found();
    const auto test = accounts().test("simulated", settings(us_.second));
    ASSERT_TRUE(test.has_value());
    EXPECT_TRUE(test->ok);
    EXPECT_EQ(test->handle, "hanbit");
    EXPECT_EQ(test->display_name, "Hanbit");
    ASSERT_FALSE(test->checks.empty());
    for (const auto& check : test->checks) {
        EXPECT_TRUE(check.ok) << check.key;
        EXPECT_NE(base::tr(base::Lang::ko, check.key), check.key) << "a check has a name";
        EXPECT_NE(base::tr(base::Lang::en, check.key), check.key);
    }
    EXPECT_TRUE(published().empty());
}

TEST_F(AccountsTest, ATestThatFailsSaysWhere) {
    found();
    const auto test = accounts().test("simulated", settings("a token of nobody's"));
    ASSERT_TRUE(test.has_value()) << "the test itself went well";
    EXPECT_FALSE(test->ok);
    const auto failed =
        std::find_if(test->checks.begin(), test->checks.end(), [](const auto& check) { return !check.ok; });
    ASSERT_NE(failed, test->checks.end());
    EXPECT_NE(base::tr(base::Lang::en, failed->detail), failed->detail.key) << "why, in a sentence";
    EXPECT_FALSE(accounts().test("nowhere", {}).has_value());
}

TEST_F(AccountsTest, ADamagedSecretStopsThatAccountAlone) {
    found();
    const model::AccountId healthy = second().id;
    damage(account_);
    open();
    EXPECT_EQ(account().status, AccountStatus::failing);
    EXPECT_EQ(account().problem.key, "identity.secret.damaged");
    EXPECT_EQ(accounts().worker(account_), nullptr);
    ASSERT_NE(accounts().worker(healthy), nullptr);
    post("ann", "@hanbit_tv help");
    ASSERT_TRUE(accounts().worker(healthy)->listen_once().has_value());
    EXPECT_EQ(logged("conversation_opened"), 1);
}

TEST_F(AccountsTest, AnAccountThatCannotBeOpenedIsNotSaidToListen) {
    found();
    damage(account_);
    open();
    const auto resumed = accounts().set_status(kim(), account_, AccountStatus::listening);
    ASSERT_FALSE(resumed.has_value());
    EXPECT_EQ(resumed.error().key, "identity.secret.damaged");
    EXPECT_EQ(account().status, AccountStatus::failing);
    EXPECT_EQ(account().problem.key, "identity.secret.damaged");
}

TEST_F(AccountsTest, WithoutItsKeyTheFolderStillOpens) {
    found();
    company_.reset();
    std::filesystem::remove(folder_ / "data.key");  // restored from a backup, which does not hold it
    open();
    EXPECT_EQ(account().status, AccountStatus::failing);
    EXPECT_EQ(store().all_brands()->size(), 1U);
}

TEST_F(AccountsTest, PausedMeansNobodyListensOrSends) {
    found();
    const auto id = concern();
    ASSERT_TRUE(submit(id, "Please restart it").has_value());
    const auto paused = accounts().set_status(kim(), account_, AccountStatus::paused);
    ASSERT_TRUE(paused.has_value());
    EXPECT_EQ(paused->status, AccountStatus::paused);
    EXPECT_EQ(accounts().worker(account_), nullptr);
    open();
    EXPECT_EQ(accounts().worker(account_), nullptr) << "after a restart too";
    EXPECT_EQ(account().status, AccountStatus::paused);
    post("bob", "@hanbit help");

    ASSERT_TRUE(accounts().set_status(kim(), account_, AccountStatus::listening).has_value());
    ASSERT_NE(accounts().worker(account_), nullptr);
    listen();
    EXPECT_EQ(logged("conversation_opened"), 2) << "what came meanwhile is not lost";
    send();
    EXPECT_EQ(published().size(), 1U) << "and what waited goes out, once";
    EXPECT_EQ(account().status, AccountStatus::listening);
}

TEST_F(AccountsTest, APersonConnectsForTheirOwnBrandAndDepartment) {
    found();
    const auto added =
        accounts().add(kim(), "simulated", settings(network_.person("hanbit_tv", "Hanbit TV", 1).second));
    ASSERT_TRUE(added.has_value());
    EXPECT_EQ(added->brand, brand_);
    EXPECT_EQ(added->department, care_);
    EXPECT_NE(accounts().worker(added->id), nullptr) << "at work at once";
}

TEST_F(AccountsTest, EveryFieldOfEveryFormHasItsWords) {
    found();
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        const auto keys = base::catalogue_keys(lang);
        const std::set<std::string> known(keys.begin(), keys.end());
        for (const auto& network : accounts().networks()) {
            EXPECT_FALSE(network.label.empty());
            EXPECT_FALSE(network.settings_form.empty()) << network.id;
            for (const auto& field : network.settings_form) {
                EXPECT_EQ(known.count(field.label_key), 1U) << field.label_key;
                EXPECT_EQ(known.count(field.hint_key), 1U) << field.hint_key;
            }
        }
    }
}

TEST_F(AccountsTest, APasswordIsNeverAPlainField) {
    found();
    using Kind = http::AccountsPort::SettingField::Kind;
    int secrets = 0;
    for (const auto& network : accounts().networks())
        for (const auto& field : network.settings_form) {
            const bool tells = field.name.find("password") != std::string::npos ||
                               field.name.find("token") != std::string::npos;
            EXPECT_EQ(field.kind == Kind::secret, tells) << network.id << " " << field.name;
            secrets += field.kind == Kind::secret ? 1 : 0;
        }
    EXPECT_GE(secrets, 2) << "of the networks that one signs in to";
}

}  // namespace
}  // namespace manyhands::app
