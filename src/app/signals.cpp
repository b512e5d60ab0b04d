#include "app/signals.hpp"

#include <csignal>
#include <string>

#include "base/log.hpp"

namespace manyhands::app {

sigset_t block_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return set;
}

void wait_for_signal(const sigset_t& set) {
    int signal = 0;
    sigwait(&set, &signal);
    base::log(base::LogLevel::info, "app", "stopping", {{"signal", std::to_string(signal)}});
}

}  // namespace manyhands::app
