// The real AT network of tests/servers/atnet.mjs, with customers to command. Addresses come from the
// environment (MH_AT_PDS, MH_AT_CONTROL), which tests/contract/run.sh sets.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "channels/bluesky/json.hpp"
#include "channels/contract.hpp"
#include "net/http_client.hpp"

namespace manyhands::channels::contract {

namespace json = boost::json;

class AtNetwork final : public ChannelUnderTest {
  public:
    AtNetwork();
    ~AtNetwork() override;

    const Channel& channel() override { return *channel_; }
    const base::Clock& clock() override { return clock_; }
    std::unique_ptr<ChannelSession> open(const SessionState& state) override;
    std::string customer() override;
    std::string post(const std::string& customer, const std::string& text) override;
    std::string mention(const std::string& customer, const std::string& text) override;
    std::string reply(const std::string& customer, const std::string& parent,
                      const std::string& text) override;
    void edit(const std::string& customer, const std::string& remote_id, const std::string& text) override;
    void remove(const std::string& customer, const std::string& remote_id) override;
    std::string like(const std::string& customer, const std::string& remote_id) override;
    std::string post_elsewhere(const std::string& text, const std::string& parent) override;
    int posts_of_ours(const std::string& text) override;
    SessionState revoke(const SessionState& state) override;
    void wait() override;

    // Beyond the contract: what only this network has.
    // Publishes any record as a post; fields given here win.
    std::string post_record(const std::string& customer, json::object record);
    json::object mention_record(const std::string& text) const;
    // Any other record: a block, a follow, a thread gate.
    void put(const std::string& customer, const std::string& collection, const std::string& rkey,
             json::object record);
    std::unique_ptr<ChannelSession> open_with(const Settings& settings);
    json::value call(const std::string& method, const json::object& body, const std::string& token);
    json::value ask(const std::string& path_and_query, const std::string& token);
    std::string brand_token() const;
    std::string brand_did() const;
    std::string brand_handle() const;
    std::string customer_did(const std::string& customer) const;
    std::string customer_token(const std::string& customer) const;
    std::string customer_handle(const std::string& customer) const;
    // The commit that the repository of our account stands at.
    std::string brand_revision();
    Settings settings() const;

  private:
    struct Account {
        std::string did, handle, token;
    };
    Account create(const std::string& prefix);
    const Account& known(const std::string& customer) const;
    json::value record_of(const std::string& uri);
    json::object reply_record(const std::string& parent, const std::string& text);
    std::string publish(const Account& account, json::object record);
    json::value exchange(const net::HttpRequest& request);

    base::SystemClock clock_;
    base::SystemRandom random_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<Channel> channel_;
    std::string pds_;
    std::string control_;
    Account brand_;
    std::string app_password_;
    std::map<std::string, Account> customers_;
};

}  // namespace manyhands::channels::contract
