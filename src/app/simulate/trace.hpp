// What a run did, line by line, as one number: the same seed must give the same one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "app/simulate/clocks.hpp"

namespace manyhands::app::simulate {

class Trace {
  public:
    using Print = std::function<void(const std::string&)>;
    Trace(const TrueClock& clock, Print print) : clock_(clock), print_(std::move(print)) {}

    void say(std::string_view who, std::string_view what) {
        const std::string line =
            fmt::format("{:>14.6f} {} {}\n", static_cast<double>(clock_.since().count()) / 1e6, who, what);
        // FNV-1a, 64 bits.
        for (const char c : line)
            digest_ = (digest_ ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
        ++lines_;
        if (print_) print_(line);
    }
    std::string digest() const { return fmt::format("{:016x}", digest_); }
    std::int64_t lines() const { return lines_; }

  private:
    const TrueClock& clock_;
    Print print_;
    std::uint64_t digest_ = 0xcbf29ce484222325ULL;
    std::int64_t lines_ = 0;
};

}  // namespace manyhands::app::simulate
