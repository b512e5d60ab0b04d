// How long an answer that the network took is not yet where we look for it. An outcome that is not known may
// only be looked up after that time: read sooner, "it is not there" means nothing. Measured on answers that
// certainly arrived, now and then, so that it costs few requests.
#pragma once

#include <optional>

#include "channels/channel.hpp"

namespace manyhands::app {

// What is kept of the account: a slower network counts at once, a faster one little by little.
base::Micros learnt_lag(std::optional<base::Micros> former, base::Micros sample);

// Three times the lag, never less than the channel asks for and never more than ten minutes.
base::Micros settle_time(const channels::ChannelInfo& info, std::optional<base::Micros> lag);

// Belongs to the account's sending thread.
class LagMeter {
  public:
    explicit LagMeter(const base::Clock& clock) : clock_(clock) {}

    // The network took it just now. Every minute one is followed.
    void sent(const channels::Outgoing& answer);
    // When look() has something to do.
    std::optional<base::Instant> next() const { return followed_ ? std::optional(due_) : std::nullopt; }
    // Looks for the answer that is followed, when it is time. A sample: how long it was not there, at most.
    std::optional<base::Micros> look(channels::ChannelSession& session);

  private:
    const base::Clock& clock_;
    std::optional<channels::Outgoing> followed_;
    base::Instant sent_at_{};
    base::Instant due_{};
    std::optional<base::Instant> last_;
};

}  // namespace manyhands::app
