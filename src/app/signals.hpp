// How a server that stays is told to end.
#pragma once

#include <signal.h>

namespace manyhands::app {

// SIGINT and SIGTERM wait for wait_for_signal; SIGPIPE is no reason to end. Before the first thread starts,
// so that every thread inherits the mask.
sigset_t block_signals();

// Returns when one of `set` came.
void wait_for_signal(const sigset_t& set);

}  // namespace manyhands::app
