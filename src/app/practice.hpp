// The practice company: a fictional electronics shop with a past of a week, told through the real rooms, and
// live customers. Nothing leaves this machine.
#pragma once

#include <filesystem>
#include <functional>

#include "app/company.hpp"
#include "channels/simulated/crowd.hpp"

namespace manyhands::app {

inline constexpr const char* kPracticeNetworkFile = "practice-network.ndjson";

// Tells how far it is: done of all.
using Progress = std::function<void(int done, int all)>;

// Fills an empty data folder: brand, departments, employees, account and the week before `now`, replayed with
// a clock of its own through listening, claiming, answering and sending. Errors: conflict (the folder is in
// use by a company already), invalid (the embedded data is damaged).
base::Result<void> make_practice_company(const std::filesystem::path& data, base::Instant now,
                                         base::Random& random, const Progress& progress);

// The network of a practice company, kept in its data folder; reached without leaving the process.
class PracticeNetwork {
  public:
    PracticeNetwork(const std::filesystem::path& data, const base::Clock& clock, base::Random& random);
    channels::simulated::Network& network() { return network_; }
    net::HttpClient* inside() { return inside_.get(); }

  private:
    channels::simulated::Network network_;
    std::unique_ptr<net::HttpClient> inside_;
};

// The customers of a running practice company, on a thread of their own.
class LiveCustomers {
  public:
    static base::Result<std::unique_ptr<LiveCustomers>> make(PracticeNetwork& network,
                                                             const base::Clock& clock, base::Random& random);
    ~LiveCustomers();
    void start();
    void stop() { waker_.stop(); }

  private:
    LiveCustomers(channels::simulated::Crowd crowd, const base::Clock& clock)
        : crowd_(std::move(crowd)), clock_(clock) {}
    channels::simulated::Crowd crowd_;
    const base::Clock& clock_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
