// For tests only: a company with one account on the simulated network, worked round by round, without
// threads.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/company.hpp"
#include "channels/simulated/network.hpp"
#include "channels/simulated/simulated.hpp"

namespace manyhands::app::testing {

namespace simulated = channels::simulated;
using namespace std::chrono_literals;

class CompanyTest : public ::testing::Test {
  protected:
    CompanyTest() { std::filesystem::remove_all(folder_); }
    ~CompanyTest() override {
        company_.reset();
        std::filesystem::remove_all(folder_);
    }

    // A company with one account; `keys`: "no" for a network that forgets them.
    void found(const std::string& keys = "yes") {
        open();
        EXPECT_TRUE(company_->store().add_brand({brand_, "Hanbit", true, clock_.now()}));
        EXPECT_TRUE(company_->store().add_department({care_, brand_, "고객지원", "Care"}));
        kim_ = company_->identity()
                   .add_employee(brand_, {"Kim Gaon", "kim@hanbit.example", model::Role::desk, care_, {}})
                   .value();
        const auto account = company_->accounts().connect(
            brand_, care_, "simulated",
            {{"address", std::string(simulated::kInside)}, {"token", us_.second}, {"keys", keys}});
        ASSERT_TRUE(account.has_value()) << account.error().key;
        account_ = account->id;
        faults_.keys = keys == "yes";
        network_.set_faults(faults_);
    }
    void open() {
        company_.reset();
        auto opened = Company::open({folder_, true, true, inside_.get()}, clock_, random_);
        ASSERT_TRUE(opened.has_value()) << opened.error().key << " " << opened.error().cause;
        company_ = std::move(*opened);
    }

    AccountWorker& worker() { return *company_->accounts().worker(account_); }
    void listen() {
        for (bool more = true; more;) {
            const auto next = worker().listen_once();
            ASSERT_TRUE(next.has_value()) << next.error().key << " " << next.error().cause;
            more = next->has_value() && **next <= clock_.now();
        }
    }
    void send() {
        const auto next = worker().send_once();
        ASSERT_TRUE(next.has_value()) << next.error().key << " " << next.error().cause;
    }
    std::string post(const std::string& who, const std::string& text, const std::string& parent = {}) {
        clock_.advance(10ms);
        return network_.post_at(network_.person(who, who, 1).first, text, parent, "en", clock_.now()).id;
    }
    std::vector<desk::Row> rows(desk::View view = desk::View::all) {
        std::vector<desk::Row> all;
        desk::PageQuery query;
        query.brand = brand_;
        query.viewer = kim_.id;
        query.view = view;
        query.limit = 200;
        do {
            auto page = company_->store().page(query);
            EXPECT_TRUE(page.has_value());
            all.insert(all.end(), page->rows.begin(), page->rows.end());
            query.cursor = page->next;
        } while (!query.cursor.empty());
        return all;
    }
    desk::Detail detail(const model::ConversationId& id) {
        return company_->store().detail(brand_, id).value();
    }
    model::AnswerId answer(const model::ConversationId& id, const std::string& text = "Please restart it") {
        const model::Actor actor{kim_.id, brand_, care_, model::Role::desk, kim_.initials, std::nullopt};
        answer::Submission submission;
        submission.text = text;
        submission.undo = 0s;
        submission.public_version_seen = detail(id).row.conversation.public_version;
        submission.idempotency_key = "key-" + std::to_string(++keys_) + "-of-a-test";
        const auto state = company_->answer().submit(actor, id, submission);
        EXPECT_TRUE(state.has_value()) << state.error().key;
        return state->open_answer()->id;
    }
    model::Answer stored(const model::AnswerId& id) { return company_->store().answer(brand_, id).value(); }
    std::size_t posted() { return network_.posts_of(us_.first, 0).size(); }
    model::Account account() { return company_->store().account(account_).value(); }
    void alter(const std::string& who, const std::string& method, const std::string& id,
               const boost::json::object& body) {
        const auto result =
            inside_->exchange({method,
                               "/posts/" + id,
                               {{"Authorization", "Bearer " + network_.person(who, "", 0).second}},
                               boost::json::serialize(body)});
        ASSERT_TRUE(result.has_value() && result->status == 200);
    }

    std::filesystem::path folder_ =
        std::filesystem::path(::testing::TempDir()) / ("company-" + std::to_string(::getpid()));
    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    base::SystemRandom random_;
    base::SeededRandom network_random_{4};
    simulated::Network network_{clock_, network_random_, ""};
    std::unique_ptr<net::HttpClient> inside_ = simulated::in_process(network_);
    std::pair<std::string, std::string> us_ = network_.person("hanbit", "Hanbit", 1'000);
    simulated::Faults faults_;
    std::unique_ptr<Company> company_;
    model::BrandId brand_{"brand"};
    model::DepartmentId care_{"care"};
    model::Employee kim_;
    model::AccountId account_;
    int keys_ = 0;
};

}  // namespace manyhands::app::testing
