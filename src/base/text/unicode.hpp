// Graphemes (what a person sees as one character), normal forms and case folding, by ICU 72. Thread-safe:
// each thread keeps one break iterator of its own. Ill-formed UTF-8 is counted as U+FFFD. ASCII and
// precomposed Hangul take a path without ICU.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::base {

// True when the text is only ASCII, precomposed Hangul, compatibility jamo (ㅋㅋㅋ), Han, kana and the like:
// then it is in normal form C, holds no emoji, and every code point is one grapheme.
bool is_plain(std::string_view text);

std::size_t grapheme_count(std::string_view text);

// Byte offset of the end of each grapheme, ascending; the last one is text.size().
std::vector<std::size_t> grapheme_ends(std::string_view text);

// The longest beginning of at most `max_bytes` bytes (or `max_graphemes`) that cuts no grapheme.
std::string_view clamp_bytes(std::string_view text, std::size_t max_bytes);
std::string_view clamp_graphemes(std::string_view text, std::size_t max_graphemes);

// Normal form C. The result is valid UTF-8 whatever comes in.
std::string nfc(std::string_view text);

// Upper and lower case are the same after this, and nothing else changes.
std::string fold_case(std::string_view text);

// How we compare words: NFKC, case folded, accents removed from Latin letters (decisions, 12).
std::string fold_for_search(std::string_view text);

}  // namespace manyhands::base
