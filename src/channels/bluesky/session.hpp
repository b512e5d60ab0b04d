// One account on the network: listening, the thread around a post, sending, checks. See channels/channel.hpp.
#pragma once

#include <string>
#include <vector>

#include "channels/bluesky/listener.hpp"
#include "channels/bluesky/sender.hpp"
#include "channels/bluesky/xrpc.hpp"
#include "channels/channel.hpp"

namespace manyhands::channels::bluesky {

class BlueskySession final : public ChannelSession {
  public:
    BlueskySession(Login login, std::vector<std::string> terms, const SessionState& state,
                   const SessionContext& context);

    Reply<Delivery> listen(const Cursor& cursor, const std::vector<std::string>& watched) override;
    Reply<std::vector<model::RemotePost>> thread(const std::string& remote_id) override;
    model::SendKey make_key(const model::AnswerId& answer, base::Instant now) override;
    Reply<Published> send(const Outgoing& answer) override;
    Reply<std::optional<Published>> look_up(const Outgoing& answer) override;
    Reply<std::vector<model::RemotePost>> posts_by(const std::string& person) override;
    Reply<std::vector<model::RemotePost>> tagged(const std::string& tag) override;
    Reply<std::vector<Like>> likes(base::Instant since) override;
    Reply<Identity> who_am_i() override;
    Probe probe() override;
    Budget budget() const override { return xrpc_.budget(); }
    SessionState state() const override { return xrpc_.state(); }

  private:
    const base::Clock& clock_;
    Xrpc xrpc_;
    Listener listener_;
    Profiles thread_profiles_;
    Sender sender_;
};

}  // namespace manyhands::channels::bluesky
