// Fuzz targets: one function each, `int fuzz_<name>(std::string_view bytes)`, which takes whatever a stranger
// might send and ends the program (wrong()) when what must hold does not. Two programs are made of the same
// targets: the driver of our own (driver.cpp), a part of ./test, and libFuzzer with clang (tools/fuzz).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::fuzz {

struct Target {
    std::string_view name;
    int (*run)(std::string_view bytes);
    // What mutations put in, besides bytes.
    std::vector<std::string> words = {};
    // Inputs that the target makes itself, beside tests/fuzz/corpus/<name>.
    std::vector<std::string> (*seeds)() = nullptr;
    // After all inputs: what was not reached, as a sentence; empty: all was.
    std::string (*missed)() = nullptr;
    // How many inputs of the short run one unit of effort buys: less for what is slow.
    int share = 100;
};

std::vector<Target>& targets();

struct Registered {
    explicit Registered(Target target) { targets().push_back(std::move(target)); }
};

// Something does not hold: says so and ends the program; the input is kept.
[[noreturn]] void wrong(std::string_view what, std::string_view detail = {});
inline void expect(bool holds, std::string_view what, std::string_view detail = {}) {
    if (!holds) wrong(what, detail);
}

// Takes an input apart, for targets that need more than one thing of it. At its end everything is zero and
// empty.
class Bytes {
  public:
    explicit Bytes(std::string_view bytes) : left_(bytes) {}
    bool empty() const { return left_.empty(); }
    std::uint8_t byte() {
        if (left_.empty()) return 0;
        const auto value = static_cast<std::uint8_t>(left_.front());
        left_.remove_prefix(1);
        return value;
    }
    // 0 to bound - 1; bound at most 65536.
    std::size_t below(std::size_t bound) {
        const std::size_t high = bound > 256 ? byte() : 0U;
        return (high * 256 + byte()) % bound;
    }
    // Up to the next separator, which is taken away, too.
    std::string_view part(char separator) {
        const auto at = left_.find(separator);
        const auto found = left_.substr(0, at);
        left_.remove_prefix(at == std::string_view::npos ? left_.size() : at + 1);
        return found;
    }
    std::string_view take(std::size_t count) {
        const auto found = left_.substr(0, count);
        left_.remove_prefix(found.size());
        return found;
    }
    std::string_view rest() const { return left_; }

  private:
    std::string_view left_;
};

}  // namespace manyhands::fuzz

// MH_FUZZ(name, more...) { ... bytes ... }: defines and registers fuzz_<name>; `more` are further fields of
// Target.
#define MH_FUZZ(name, ...)                                                          \
    int fuzz_##name(std::string_view bytes);                                        \
    const ::manyhands::fuzz::Registered registered_##name{                          \
        ::manyhands::fuzz::Target{#name, &fuzz_##name __VA_OPT__(, ) __VA_ARGS__}}; \
    int fuzz_##name([[maybe_unused]] std::string_view bytes)
