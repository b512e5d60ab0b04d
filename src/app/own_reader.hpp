// What bound people write for the brand, as one account's listener comes to see it: mentions come by
// themselves, tagged replies are searched for, and their own lists are read in turn behind that
// (docs/channels/bluesky.md says how late).
#pragma once

#include <map>
#include <set>

#include "answer/own_client.hpp"
#include "channels/channel.hpp"
#include "identity/bindings.hpp"
#include "route/ports.hpp"

namespace manyhands::app {

struct OwnParts {
    answer::OwnClient* client = nullptr;
    answer::OwnClientStore* posts = nullptr;
    identity::BindingStore* bindings = nullptr;
};

// Not thread-safe: of the account's listening thread.
class OwnReader {
  public:
    OwnReader(const OwnParts& parts, const model::Account& account, const base::Clock& clock,
              base::IdSource& ids)
        : parts_(parts), account_(account), clock_(clock), ids_(ids) {}

    // Asks the network for what listening does not bring, and for the codes that prove accounts. A network
    // that does not answer brings nothing this time.
    void look(channels::ChannelSession& session, std::vector<model::RemotePost>& posts);
    // By a bound person and meant for us, or counting as an answer: not a customer's.
    std::optional<route::StaffPost> staff(const model::RemotePost& post) const;
    // What is to be decided, durably.
    base::Result<void> keep(const std::vector<route::Incoming>& posts);
    // Decides on all that is kept, also on what an earlier start has left.
    base::Result<void> decide();

  private:
    void refresh();
    void look_for_codes(channels::ChannelSession& session);
    void prove(const identity::BindingWish& wish, const std::vector<model::RemotePost>& posts);
    void look_for_tag(channels::ChannelSession& session, std::vector<model::RemotePost>& posts);
    void read_one(channels::ChannelSession& session, std::vector<model::RemotePost>& posts);
    const identity::Binding* bound(const model::RemotePost& post) const;
    answer::OwnIntent intent(const model::RemotePost& post) const;
    bool is_for_us(const model::RemotePost& post) const;
    bool due(std::chrono::nanoseconds& next, std::chrono::nanoseconds every) const;

    const OwnParts& parts_;
    const model::Account& account_;
    const base::Clock& clock_;
    base::IdSource& ids_;
    answer::OwnRules rules_;
    std::map<std::string, identity::Binding> bound_;  // by remote id
    std::string read_last_;                           // of these
    std::set<std::string> strangers_;                 // posts that were counted
    std::chrono::nanoseconds refresh_due_{0}, codes_due_{0}, tag_due_{0}, read_due_{0}, forget_due_{0};
};

}  // namespace manyhands::app
