// What is known of each code point, computed once, 256 at a time, when first asked for. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace manyhands::base {

// `make(code)` must be pure: two threads may compute the same block at once, and one of the two is kept.
template <class Entry, Entry (*make)(char32_t)>
class CodeTable {
  public:
    CodeTable() = default;
    CodeTable(const CodeTable&) = delete;
    CodeTable& operator=(const CodeTable&) = delete;
    ~CodeTable() {
        for (const auto& block : blocks_)
            delete block.load();
    }

    // `code` is at most U+10FFFF.
    const Entry& at(char32_t code) {
        const Block* block = blocks_[code >> 8U].load(std::memory_order_acquire);
        if (block == nullptr) block = fill(code >> 8U);
        return (*block)[code & 0xFFU];
    }

  private:
    using Block = std::array<Entry, 256>;

    const Block* fill(std::size_t index) {
        auto made = std::make_unique<Block>();
        for (char32_t low = 0; low < 256; ++low)
            (*made)[low] = make(static_cast<char32_t>(index << 8U) | low);
        const Block* expected = nullptr;
        if (blocks_[index].compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel))
            return made.release();
        return expected;
    }

    std::array<std::atomic<const Block*>, 0x1100> blocks_{};
};

}  // namespace manyhands::base
