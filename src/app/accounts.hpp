// The brand's accounts: connected, tested, kept at work. http's AccountsPort over the channels.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "app/account_worker.hpp"
#include "http/deps.hpp"

namespace manyhands::app {

class Accounts final : public http::AccountsPort {
  public:
    Accounts(const WorkerPorts& ports, const channels::ChannelList& channels, net::HttpClient& http,
             bool practice)
        : ports_(ports), channels_(channels), http_(http), practice_(practice) {}

    // Opens a worker for every account that is not paused. An account that cannot be opened (its secret is
    // damaged, its network is not in this build) is marked failing and does not stop the others.
    base::Result<void> open_all();
    void start_all();
    void stop_all();
    void wake_senders();
    AccountWorker* worker(const model::AccountId& account);

    // Without a person: for the command line and the practice company.
    base::Result<model::Account> connect(const model::BrandId& brand, const model::DepartmentId& department,
                                         const std::string& network, const Settings& settings);
    base::Result<Test> probe(const std::string& network, const Settings& settings);

    std::vector<Network> networks() const override;
    base::Result<Test> test(const std::string& network, const Settings& settings) override {
        return probe(network, settings);
    }
    base::Result<model::Account> add(const model::Actor& actor, const std::string& network,
                                     const Settings& settings) override;
    base::Result<model::Account> set_status(const model::Actor& actor, const model::AccountId& id,
                                            model::AccountStatus status) override;
    base::Result<std::vector<model::Account>> list(const model::BrandId& brand) override;
    std::string text_rule(const model::AccountId& account) override;
    std::function<std::string(const model::AccountId&)> text_rules() {
        return [this](const model::AccountId& account) { return text_rule(account); };
    }
    base::Micros settle_time(const model::Account& account) override;
    base::Result<model::Account> gap_seen(const model::Actor& actor, const model::AccountId& id) override;
    base::Result<std::vector<route::LeftOut>> left_out(const model::BrandId& brand, int limit) override {
        return ports_.ingest.left_out(brand, limit);
    }
    base::Result<route::LeftOut> left_out_seen(const model::Actor& actor, const std::string& id) override {
        return ports_.ingest.left_out_seen(actor.brand, id);
    }
    // For listening: a network's facts (null: not in this build), and the terms that its search is asked for.
    const channels::ChannelInfo* info(const std::string& network) const;
    std::vector<std::string> searched(const model::AccountId& account);
    // What pictures the account's network takes; none for an account that is not there.
    answer::ImageRules image_rules(const model::AccountId& account);

  private:
    const channels::Channel* channel(const std::string& id) const;
    base::Result<std::unique_ptr<channels::ChannelSession>> open_session(const std::string& network,
                                                                         const Settings& settings,
                                                                         const channels::SessionState& state);
    base::Result<void> open(const model::Account& account);

    WorkerPorts ports_;
    const channels::ChannelList& channels_;
    net::HttpClient& http_;
    bool practice_;
    std::mutex mutex_;
    bool started_ = false;
    std::map<model::AccountId, std::unique_ptr<AccountWorker>> workers_;
    std::map<model::AccountId, std::string> rules_;
};

}  // namespace manyhands::app
