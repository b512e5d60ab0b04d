// The simulated network as a server of its own on loopback, so that a killed product leaves it standing.
// Blocking, one thread a connection: for the lab and tests only.
#pragma once

#include <memory>

#include "channels/simulated/network.hpp"

namespace manyhands::channels::simulated {

class Front {
  public:
    virtual ~Front() = default;  // stops accepting and joins
    virtual int port() const = 0;
};

// Listens on 127.0.0.1; port 0: the kernel chooses. Errors: unavailable.
base::Result<std::unique_ptr<Front>> serve_on_loopback(Network& network, int port);

}  // namespace manyhands::channels::simulated
