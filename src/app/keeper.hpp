// Looks after the running server: tells systemd's watchdog that the store still answers, and writes the ends
// of the audit log's chains into the server's log, which is kept at another place than the database.
#pragma once

#include <functional>
#include <thread>

#include "base/waker.hpp"
#include "identity/audit.hpp"
#include "identity/identity.hpp"

namespace manyhands::app {

class Keeper {
  public:
    // `alive`: whether the server still does its work; asked before each sign of life.
    Keeper(identity::IdentityStore& people, identity::AuditStore& audit, const base::Clock& clock,
           std::function<bool()> alive);
    ~Keeper();
    void start();
    void stop() { waker_.stop(); }
    // One round; says when to come back. Never sleeps.
    base::Instant run_once();

  private:
    identity::IdentityStore& people_;
    identity::AuditStore& audit_;
    const base::Clock& clock_;
    std::function<bool()> alive_;
    base::Instant next_heads_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
