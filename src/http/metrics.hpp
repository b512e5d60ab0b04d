// What the API counts of itself: requests by operation and kind of answer, how long they took. Names of
// operations and figures only: no paths, no texts, no persons. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::http {

class Metrics {
  public:
    // The operations in the order of the route table; whatever is none of them counts as "other".
    explicit Metrics(std::vector<std::string> operations);
    void count(std::size_t operation, int status, std::chrono::nanoseconds took);
    std::size_t other() const { return operations_.size() - 1; }
    // As Prometheus reads it (text format 0.0.4), only what has been asked for at least once.
    std::string text() const;

  private:
    static constexpr std::array<std::int64_t, 10> kBucketsUs{
        1'000, 2'500, 5'000, 10'000, 25'000, 100'000, 250'000, 1'000'000, 5'000'000, 30'000'000};
    struct Counts {
        std::array<std::atomic<std::uint64_t>, 6> answers{};                   // by the status's hundreds
        std::array<std::atomic<std::uint64_t>, kBucketsUs.size() + 1> took{};  // not cumulated
        std::atomic<std::uint64_t> microseconds{0};
    };
    std::vector<std::string> operations_;
    std::unique_ptr<Counts[]> counts_;
};

// One line of a metric, with its kind and explanation before it.
void write_metric(std::string& out, std::string_view name, std::string_view kind, std::string_view help);
void write_sample(std::string& out, std::string_view name, std::string_view labels, double value);

}  // namespace manyhands::http
