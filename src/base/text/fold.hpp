// Folding for comparison (decisions, 12) at the speed of a stream: NFKC, case folded, no accents on Latin
// letters, as fold_for_search() does it, with the way back to the original. ASCII and precomposed Hangul are
// copied sixteen bytes at a time, single characters and Hangul in letters come out of a table, the rest goes
// to ICU. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::base {

// From here on until the next one: bytes of the folded text, and the bytes of the original they came from.
// A piece is one character with everything that may join it; a run of plain characters is one piece whose
// bytes stand side by side.
struct FoldedPiece {
    std::uint32_t folded = 0;
    std::uint32_t original = 0;
    bool plain = false;  // as long as its original, byte for byte
};

enum class Bytes {
    utf8,  // known to be well-formed
    any,   // each ill-formed sequence becomes U+FFFD
};

// Appends the folded text to `out`. True when every byte stands where its original stood, so that offsets
// are the same. `pieces`, where wanted, get places relative to the beginning of what was appended. At most
// 2^31 bytes.
bool append_folded(std::string_view text, Bytes bytes, std::string& out,
                   std::vector<FoldedPiece>* pieces = nullptr);

}  // namespace manyhands::base
