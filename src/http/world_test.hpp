// What the tests of the API share: a company in a real store, served by the real site on a port of the
// kernel's choosing, and people who are signed in.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "answer/on_shift.hpp"
#include "http/crowd_deps.hpp"
#include "http/site.hpp"
#include "http/test_client.hpp"
#include "identity/shifts.hpp"
#include "reports/honour.hpp"
#include "reports/time_log.hpp"
#include "storage/honour_audits.hpp"
#include "storage/honour_store.hpp"
#include "storage/shift_store.hpp"
#include "storage/store.hpp"

namespace manyhands::http::test {

// The accounts that app would take from its channels.
class FakeAccounts final : public AccountsPort {
  public:
    explicit FakeAccounts(storage::Store& store) : store_(store) {}
    std::vector<Network> networks() const override;
    base::Result<Test> test(const std::string& network, const Settings& settings) override;
    base::Result<model::Account> add(const model::Actor& actor, const std::string& network,
                                     const Settings& settings) override;
    base::Result<model::Account> set_status(const model::Actor& actor, const model::AccountId& id,
                                            model::AccountStatus status) override;
    base::Result<std::vector<model::Account>> list(const model::BrandId& brand) override;
    std::string text_rule(const model::AccountId& account) override;
    base::Micros settle_time(const model::Account& account) override;
    base::Result<model::Account> gap_seen(const model::Actor& actor, const model::AccountId& id) override;
    base::Result<std::vector<route::LeftOut>> left_out(const model::BrandId& brand, int limit) override {
        return store_.left_out(brand, limit);
    }
    base::Result<route::LeftOut> left_out_seen(const model::Actor& actor, const std::string& id) override {
        return store_.left_out_seen(actor.brand, id);
    }

  private:
    storage::Store& store_;
};

class World : public ::testing::Test {
  protected:
    World();
    ~World() override;

    // Certified, where the brand asks it of their role.
    model::Employee hire(const std::string& name, model::Role role);
    model::Employee hire_new(const std::string& name, model::Role role);
    // A client with a session: cookie and CSRF token are set.
    std::unique_ptr<Client> sign_in(const model::Employee& employee);
    std::unique_ptr<Client> client() { return std::make_unique<Client>(site_->port()); }
    // A customer writes; the same root continues the same conversation. Gives the conversation's id.
    std::string customer_writes(const std::string& customer, const std::string& text, const std::string& post,
                                const std::string& root = {});
    // The network has accepted the answer: what the outbox would record.
    void network_accepts(const std::string& answer_id);
    Reply claim(Client& client, const std::string& conversation);
    Reply answer(Client& client, const std::string& conversation, const std::string& text,
                 const std::string& version, const std::string& key);
    // Requests with a JSON body, checked against the declared response schema.
    Reply call(Client& client, const std::string& method, const std::string& path,
               const std::string& body = {}, const std::map<std::string, std::string>& headers = {});
    // The reply fits what the route table says of this path.
    void expect_declared(const std::string& method, const std::string& path, const Reply& reply);
    void restart(const SiteConfig& config);
    std::shared_ptr<const CrowdDeps> crowd();

    std::filesystem::path folder_;
    base::ManualClock clock_{base::from_micros(1'773'033'780'000'000)};  // 2026-03-09T05:23:00Z
    base::SeededRandom random_{11};
    base::IdSource ids_{clock_, random_};
    std::unique_ptr<storage::Store> store_;
    std::unique_ptr<identity::Service> identity_;
    std::unique_ptr<route::Service> route_;
    std::unique_ptr<identity::People> staff_;
    std::unique_ptr<identity::Joining> joining_;
    std::unique_ptr<identity::SecondFactors> second_factors_;
    std::unique_ptr<identity::Bindings> bindings_;
    std::unique_ptr<answer::OwnClient> own_client_;
    std::unique_ptr<reports::Satisfaction> satisfaction_;
    std::unique_ptr<identity::Cards> cards_;
    // What the provider says; a test sets it.
    std::function<base::Result<identity::SingleSignOn::Said>(const identity::SingleSignOn::Ask&)> provider_;
    std::unique_ptr<identity::SingleSignOn> sso_;
    std::unique_ptr<desk::Notes> notes_;
    std::unique_ptr<desk::Jobs> jobs_;
    std::unique_ptr<route::Joiner> joiner_;
    std::unique_ptr<identity::Settings> settings_;
    std::unique_ptr<answer::Guide> guide_;
    std::unique_ptr<answer::Approvals> approvals_;
    std::unique_ptr<route::Programmes> programmes_;
    std::unique_ptr<knowledge::Tips> tips_;
    std::unique_ptr<answer::Certifier> certifier_;
    std::unique_ptr<identity::Shifts> shifts_;
    std::unique_ptr<reports::TimeLogs> time_logs_;
    std::unique_ptr<answer::OnShift> on_shift_;
    std::unique_ptr<storage::AuditsThen> audits_then_;
    std::unique_ptr<reports::Honour> honour_;
    std::unique_ptr<identity::Nudges> nudges_;
    identity::StopLinks stop_links_{"a secret"};
    std::unique_ptr<desk::PromisedActions> actions_;
    std::unique_ptr<answer::Service> answers_;
    std::unique_ptr<answer::Phrases> phrases_;
    std::unique_ptr<answer::Media> media_;
    std::unique_ptr<outbox::Service> outbox_;
    std::unique_ptr<hooks::Service> hooks_;
    std::unique_ptr<desk::Erasures> erasures_;
    std::unique_ptr<desk::PrivateForms> forms_;
    std::unique_ptr<listen::Live> ears_;
    std::unique_ptr<listen::Queries> listening_;
    std::unique_ptr<listen::DryRuns> dry_runs_;
    std::unique_ptr<quality::Service> quality_;
    std::atomic<bool> read_only_{false};
    std::vector<listen::NetworkFacts> networks_;  // what dry runs are told of them
    std::unique_ptr<desk::Presence> presence_;
    std::unique_ptr<desk::Views> views_;
    std::unique_ptr<FakeAccounts> accounts_;
    bool ready_ = true;
    std::unique_ptr<Site> site_;

    model::Brand brand_;
    model::Department support_, delivery_;
    model::Account account_;
    model::Employee kim_, lee_, ahn_;  // desk, desk, admin
};

boost::json::value json_of(const Reply& reply);
std::string text_at(const boost::json::value& value, std::string_view pointer);

}  // namespace manyhands::http::test
