#include "app/company.hpp"

#include <fstream>
#include <thread>

#include <sys/stat.h>

#include "app/fixture_test.hpp"
#include "app/practice.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using model::AccountStatus;
using model::AnswerState;
using model::State;

class Companies : public testing::CompanyTest {
  protected:
    channels::Settings settings(const std::string& token) {
        return {{"address", std::string(testing::simulated::kInside)}, {"token", token}, {"keys", "yes"}};
    }
    model::Actor kim() { return {kim_.id, brand_, care_, model::Role::admin, kim_.initials, std::nullopt}; }
};

TEST_F(Companies, TheDataFolderIsForTheServerAlone) {
    found();
    struct stat about{};
    ASSERT_EQ(::stat(folder_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0700U);
    ASSERT_EQ(::stat((folder_ / "data.key").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(Companies, AFolderHasOneServer) {
    found();
    const auto second = Company::open({folder_, true, true, inside_.get()}, clock_, random_);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_EQ(second.error().key, "storage.in_use");
}

TEST_F(Companies, ATokenIsNeverReadableOnTheDisk) {
    found();
    company_.reset();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        EXPECT_EQ(bytes.find(us_.second), std::string::npos) << entry.path();
    }
}

// -- accounts
// ------------------------------------------------------------------------------------------------

TEST_F(Companies, AnAccountIsConnectedOnce) {
    found();
    const auto again = company_->accounts().connect(brand_, care_, "simulated", settings(us_.second));
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().key, "identity.account.taken");
    const auto other = network_.person("hanbit-care", "Hanbit Care", 5);
    EXPECT_TRUE(company_->accounts().connect(brand_, care_, "simulated", settings(other.second)).has_value());
    EXPECT_EQ(company_->accounts().list(brand_)->size(), 2U);
    EXPECT_TRUE(company_->accounts().list(model::BrandId("other"))->empty());
}

TEST_F(Companies, WhatCannotBeConnectedLeavesNothing) {
    found();
    EXPECT_FALSE(company_->accounts().connect(brand_, care_, "simulated", settings("wrong")).has_value());
    EXPECT_FALSE(company_->accounts().connect(brand_, care_, "nowhere", settings("x")).has_value());
    EXPECT_FALSE(company_->accounts().connect(brand_, care_, "simulated", {}).has_value());
    EXPECT_EQ(company_->accounts().list(brand_)->size(), 1U);
}

TEST_F(Companies, ATestSaysWhoItWouldBe) {
    found();
    const auto good = company_->accounts().test("simulated", settings(us_.second));
    ASSERT_TRUE(good.has_value());
    EXPECT_TRUE(good->ok);
    EXPECT_EQ(good->handle, "hanbit");
    const auto bad = company_->accounts().test("simulated", settings("wrong"));
    ASSERT_TRUE(bad.has_value());
    EXPECT_FALSE(bad->ok);
    EXPECT_EQ(posted(), 0U) << "a test posts nothing";
}

TEST_F(Companies, ARealCompanyIsNotOfferedThePracticeNetwork) {
    found();
    const auto offers = [](const auto& networks) {
        return std::any_of(networks.begin(), networks.end(),
                           [](const auto& network) { return network.id == "simulated"; });
    };
    EXPECT_TRUE(offers(company_->accounts().networks()));
    company_.reset();
    const auto real = Company::open({folder_, false, false, nullptr}, clock_, random_);
    ASSERT_TRUE(real.has_value());
    EXPECT_FALSE(offers((*real)->accounts().networks()));
    EXPECT_FALSE((*real)->accounts().networks().empty());
}

TEST_F(Companies, APausedAccountRestsAndGoesOn) {
    found();
    post("ann", "@hanbit help");
    listen();
    const auto id = rows()[0].conversation.id;
    // It has sent before: its sender holds the lease.
    answer(id);
    send();
    EXPECT_EQ(posted(), 1U);
    ASSERT_TRUE(company_->accounts().set_status(kim(), account_, AccountStatus::paused).has_value());
    EXPECT_EQ(company_->accounts().worker(account_), nullptr);
    post("ann", "@hanbit again");
    open();
    EXPECT_EQ(company_->accounts().worker(account_), nullptr) << "paused over a restart, too";
    ASSERT_TRUE(company_->accounts().set_status(kim(), account_, AccountStatus::listening).has_value());
    listen();
    const auto waiting = rows(desk::View::queue);
    ASSERT_EQ(waiting.size(), 1U) << "what came meanwhile was not missed";
    answer(waiting[0].conversation.id, "Another answer");
    send();
    EXPECT_EQ(posted(), 2U) << "at once: no lease of the worker before must run out first";
}

TEST_F(Companies, AnotherBrandsAccountIsNotThere) {
    found();
    model::Actor stranger = kim();
    stranger.brand = model::BrandId("other");
    const auto changed = company_->accounts().set_status(stranger, account_, AccountStatus::paused);
    ASSERT_FALSE(changed.has_value());
    EXPECT_EQ(changed.error().code, ErrorCode::not_found);
    EXPECT_NE(company_->accounts().worker(account_), nullptr);
}

TEST_F(Companies, AnAccountThatCannotBeOpenedDoesNotStopTheOthers) {
    found();
    const auto other = network_.person("hanbit-care", "Hanbit Care", 5);
    const auto second = company_->accounts().connect(brand_, care_, "simulated", settings(other.second));
    ASSERT_TRUE(second.has_value());
    ASSERT_TRUE(company_->store().set_account_secret(account_, {"damaged", "damaged"}).has_value());
    open();
    EXPECT_EQ(company_->accounts().worker(account_), nullptr);
    EXPECT_NE(company_->accounts().worker(second->id), nullptr);
    EXPECT_EQ(account().status, AccountStatus::failing);
    EXPECT_EQ(account().problem.key, "identity.secret.damaged");
}

TEST_F(Companies, TheCounterKnowsTheAccountsRule) {
    found();
    EXPECT_EQ(company_->accounts().text_rule(account_), "code-points-500");
    EXPECT_EQ(company_->accounts().text_rule(model::AccountId("nobody")), "");
}

// -- restarts
// ------------------------------------------------------------------------------------------------

TEST_F(Companies, ARestartSendsWhatWaitsAtOnce) {
    found();
    post("ann", "@hanbit help");
    post("bob", "@hanbit help me, too");
    listen();
    const auto both = rows();
    answer(both[0].conversation.id);
    send();
    const auto a = answer(both[1].conversation.id);
    open();
    send();
    EXPECT_EQ(stored(a).state, AnswerState::sent);
    EXPECT_EQ(posted(), 2U);
}

TEST_F(Companies, ARestartListensOnWhereItWas) {
    found();
    post("ann", "@hanbit one");
    listen();
    open();
    post("ann", "@hanbit two");
    listen();
    EXPECT_EQ(rows().size(), 2U);
}

// -- what the clock brings
// -----------------------------------------------------------------------------------

TEST_F(Companies, AClaimThatNobodyUsesEnds) {
    found();
    post("ann", "@hanbit help");
    listen();
    const auto id = rows()[0].conversation.id;
    ASSERT_TRUE(company_->route().claim(kim(), id).has_value());
    auto next = company_->scheduler().run_once();
    ASSERT_TRUE(next.has_value() && next->has_value());
    EXPECT_EQ(detail(id).row.conversation.state, State::claimed);
    clock_.advance(5min);
    ASSERT_TRUE(company_->scheduler().run_once().has_value());
    EXPECT_EQ(detail(id).row.conversation.state, State::waiting);
}

TEST_F(Companies, TheBandsOfThePromisePassAndAreTold) {
    found();
    post("ann", "@hanbit help");
    listen();
    const auto id = rows()[0].conversation.id;
    for (int minute = 0; minute < 70; ++minute) {
        clock_.advance(1min);
        ASSERT_TRUE(company_->scheduler().run_once().has_value());
    }
    ASSERT_TRUE(detail(id).row.conversation.episode.has_value());
    EXPECT_EQ(detail(id).row.conversation.episode->bands_passed, 4);
    // Looked at late, or twice, nothing passes again.
    ASSERT_TRUE(company_->scheduler().run_once().has_value());
    EXPECT_EQ(detail(id).row.conversation.episode->bands_passed, 4);
}

TEST_F(Companies, WithThreadsEverythingGoesByItself) {
    // Real time from here on: the threads sleep by the machine's clock.
    base::SystemClock clock;
    testing::simulated::Network network(clock, network_random_, "");
    const auto inside = testing::simulated::in_process(network);
    const auto us = network.person("hanbit", "Hanbit", 1);
    auto company = Company::open({folder_, true, true, inside.get()}, clock, random_);
    ASSERT_TRUE(company.has_value());
    ASSERT_TRUE((*company)->store().add_brand({brand_, "Hanbit", true, clock.now()}).has_value());
    ASSERT_TRUE((*company)->store().add_department({care_, brand_, "고객지원", "Care"}).has_value());
    kim_ = (*company)
               ->identity()
               .add_employee(brand_, {"Kim Gaon", "kim@hanbit.example", model::Role::desk, care_, {}})
               .value();
    const auto account = (*company)->accounts().connect(brand_, care_, "simulated", settings(us.second));
    ASSERT_TRUE(account.has_value());
    (*company)->start();
    network.post_at(network.person("ann", "Ann", 1).first, "@hanbit help", "", "en", clock.now());
    desk::PageQuery query;
    query.brand = brand_;
    query.viewer = kim_.id;
    query.view = desk::View::all;
    std::vector<desk::Row> rows;
    while ((rows = (*company)->store().page(query)->rows).empty())
        std::this_thread::yield();
    answer::Submission submission;
    submission.text = "Please restart it";
    submission.undo = 0s;
    submission.public_version_seen = rows[0].conversation.public_version;
    submission.idempotency_key = "key-of-this-test";
    ASSERT_TRUE((*company)->answer().submit(kim(), rows[0].conversation.id, submission).has_value());
    while (network.posts_of(us.first, 0).empty())
        std::this_thread::yield();
    (*company)->stop();
    company->reset();  // joins while the network still stands
    EXPECT_EQ(network.posts_of(us.first, 0).size(), 1U);
}

// -- the practice company
// ------------------------------------------------------------------------------------

TEST(PracticeCompany, HasAPastThatHoldsTogether) {
    const auto folder =
        std::filesystem::path(::testing::TempDir()) / ("practice-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    const base::Instant now = base::from_micros(1'767'250'800'000'000);
    base::SeededRandom random(3);
    int last = -1;
    const auto made = make_practice_company(folder, now, random, [&](int done, int all) {
        EXPECT_GE(done, last);
        EXPECT_LE(done, all);
        last = done;
    });
    ASSERT_TRUE(made.has_value()) << made.error().key << " " << made.error().cause;
    EXPECT_GT(last, 0);
    {
        base::ManualClock clock(now);
        PracticeNetwork practice(folder, clock, random);
        const auto company = Company::open({folder, true, true, practice.inside()}, clock, random);
        ASSERT_TRUE(company.has_value());
        storage::Store& store = (*company)->store();
        const auto brands = store.all_brands().value();
        ASSERT_EQ(brands.size(), 1U);
        EXPECT_TRUE(brands[0].practice);
        const auto people = store.employees(brands[0].id).value();
        EXPECT_GT(people.size(), 3U);
        const auto counts = store.counts(brands[0].id, people[0].id).value();
        EXPECT_GT(counts.answered, 10);
        EXPECT_GT(counts.queue, 0) << "something waits for the newcomer";
        EXPECT_EQ(counts.going_out, 0) << "the past is over";
        desk::PageQuery query;
        query.brand = brands[0].id;
        query.viewer = people[0].id;
        query.view = desk::View::all;
        query.limit = 200;
        const auto page = store.page(query).value();
        for (const desk::Row& row : page.rows) {
            EXPECT_LE(row.conversation.last_post_at, now) << "nothing comes from the future";
            EXPECT_GE(row.conversation.opened_at, now - std::chrono::hours(24 * 9));
            EXPECT_FALSE(row.conversation.excerpt.empty());
        }
    }
    base::SeededRandom again(3);
    const auto twice = make_practice_company(folder, now, again, {});
    ASSERT_FALSE(twice.has_value()) << "a company that is there is never written over";
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace manyhands::app
