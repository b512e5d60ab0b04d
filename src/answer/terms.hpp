// Many terms looked for at once in a Reading. Immutable after it is made; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "answer/reading.hpp"

namespace manyhands::answer {

// True when what is left of an eojeol is nothing, or particles and forms of 이다: 에서는, 입니다, 이라고도.
bool is_only_particles(std::string_view rest);

struct TermHit {
    std::uint32_t owner = 0;
    Span at;  // of the folded text
};

class Terms {
  public:
    // "term" or "term*". Before finish() only.
    void add(std::string_view term, std::uint32_t owner);
    void finish();
    bool empty() const { return entries_.empty(); }
    // In order of place; of one owner at one place the longest.
    std::vector<TermHit> find(const Reading& reading) const;

  private:
    struct Entry {
        std::string text;  // folded, one blank where there are blanks
        std::uint32_t owner = 0;
        bool open = false;  // term*
        auto operator<=>(const Entry&) const = default;
    };
    void find_at(const Reading& reading, std::size_t at, std::vector<TermHit>& hits) const;

    std::vector<Entry> entries_;              // sorted
    std::array<std::uint32_t, 257> first_{};  // where those begin that begin with this byte
};

// Its letters, marks and invisible characters left out, as it is looked for; empty: nothing to look for.
std::string folded_term(std::string_view term);

}  // namespace manyhands::answer
