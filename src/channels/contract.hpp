// The contract suite: what every channel must do, whatever the network. A channel's tests bring a
// ChannelUnderTest (its network with customers to command) and include contract_checks.hpp in exactly one
// file of a test program:
//
//   #include "channels/contract_checks.hpp"
//   INSTANTIATE_TEST_SUITE_P(Simulated, ChannelContract, testing::Values(make_simulated_under_test));
//
// Only for tests.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "channels/channel.hpp"

namespace manyhands::channels::contract {

// A network with one account of ours on it, and people who are not us. Every call that cannot do its work
// throws std::runtime_error: then the test's own network is broken, not the channel.
class ChannelUnderTest {
  public:
    virtual ~ChannelUnderTest() = default;

    virtual const Channel& channel() = 0;
    virtual const base::Clock& clock() = 0;
    // A new session of our account; `state` as an earlier session kept it.
    virtual std::unique_ptr<ChannelSession> open(const SessionState& state) = 0;

    // Creates a person and gives the name by which the calls below know them.
    virtual std::string customer() = 0;
    // Each gives the remote id of the new post. `text` is published as it is.
    virtual std::string post(const std::string& customer, const std::string& text) = 0;
    // A post that names our account the way people do there, with `text` behind the name.
    virtual std::string mention(const std::string& customer, const std::string& text) = 0;
    virtual std::string reply(const std::string& customer, const std::string& parent,
                              const std::string& text) = 0;
    virtual void edit(const std::string& customer, const std::string& remote_id, const std::string& text) = 0;
    virtual void remove(const std::string& customer, const std::string& remote_id) = 0;
    // Gives the network's stable id of whoever likes it.
    virtual std::string like(const std::string& customer, const std::string& remote_id) = 0;

    // A post of our account made with the network's own app; `parent` may be empty.
    virtual std::string post_elsewhere(const std::string& text, const std::string& parent) = 0;
    // How many posts of our account there really are with exactly this text, read without the channel.
    virtual int posts_of_ours(const std::string& text) = 0;

    // From now on the network refuses our tokens and our password. Gives the state with which a session that
    // was signed in before goes on.
    virtual SessionState revoke(const SessionState& state) = 0;

    // Lets time pass until the next poll: turns a manual clock, or waits a moment.
    virtual void wait() = 0;
};

using MakeChannelUnderTest = std::function<std::unique_ptr<ChannelUnderTest>()>;

}  // namespace manyhands::channels::contract
