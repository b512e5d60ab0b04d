// Random numbers are injected. SystemRandom is for secrets and ids; SeededRandom makes runs reproducible and
// must never make a secret.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>

namespace manyhands::base {

// Thread-safe.
class Random {
  public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;

    std::uint64_t next();
    // Uniform in [0, bound); bound > 0. Lemire, "Fast Random Integer Generation in an Interval" (2019).
    std::uint64_t below(std::uint64_t bound);
    // Uniform in [0, 1).
    double unit();
    // `bytes` random bytes as base64url without padding: tokens, links.
    std::string token(std::size_t bytes = 32);
};

class SystemRandom final : public Random {
  public:
    void fill(std::span<std::uint8_t> out) override;
};

// xoshiro256** seeded by splitmix64 (Blackman and Vigna, 2018).
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed);
    void fill(std::span<std::uint8_t> out) override;

  private:
    std::uint64_t step();
    std::mutex mutex_;
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace manyhands::base
