// The simulated network as a process of its own, so that it stands while the product is killed:
//   mh_fault_network [--port N] [--journal FILE] [--seed N] [--faults JSON]
// Prints {"address": "http://127.0.0.1:<port>"} when it is ready. Ends by SIGTERM or SIGINT, or when the
// program that started it ends.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include <sys/prctl.h>

#include "channels/simulated/front.hpp"
#include "channels/simulated/network.hpp"

int main(int argc, char** argv) {
    using namespace manyhands;
    using namespace manyhands::channels;
    int port = 0;
    std::uint64_t seed = 1;
    std::string journal, faults;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        const std::string value = argv[i + 1];
        if (name == "--port")
            port = std::stoi(value);
        else if (name == "--journal")
            journal = value;
        else if (name == "--seed")
            seed = std::stoull(value);
        else if (name == "--faults")
            faults = value;
        else
            return std::fprintf(stderr, "unknown option %s\n", name.c_str()), 2;
    }
    // Before any thread: all of them leave these two to sigwait.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);

    base::SystemClock clock;
    base::SeededRandom random(seed);
    simulated::Network network(clock, random, journal);
    if (!faults.empty() && network.serve({"PUT", "/faults", {}, faults}).response.status != 200)
        return std::fprintf(stderr, "--faults is no JSON object\n"), 2;
    const auto front = simulated::serve_on_loopback(network, port);
    if (!front)
        return std::fprintf(stderr, "%s %s\n", front.error().key.c_str(), front.error().cause.c_str()), 1;
    std::cout << R"({"address": "http://127.0.0.1:)" << (*front)->port() << "\"}" << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
    return 0;
}
