#include "answer/terms.hpp"

#include <algorithm>

#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"

namespace manyhands::answer {
namespace {

using model::query::CharClass;
using model::query::class_after;
using model::query::class_before;

// Longest first where one begins another.
constexpr std::array<std::string_view, 84> kParticles{
    "으로부터", "에서부터", "이라든지", "이라도", "이라고", "이라는", "이라서", "이지만", "이었습니다",
    "였습니다", "입니다",   "입니까",   "이에요", "예요",   "이죠",   "이며",   "이고",   "이면",
    "이나",     "이든",     "이란",     "이랑",   "이라",   "인데",   "인지",   "인가요", "일까요",
    "이네요",   "에서",     "에게",     "에도",   "에는",   "에만",   "으로",   "으로서", "으로써",
    "까지",     "부터",     "마저",     "조차",   "보다",   "처럼",   "같이",   "만큼",   "대로",
    "밖에",     "라도",     "라고",     "라는",   "라서",   "든지",   "한테",   "께서",   "하고",
    "마다",     "뿐",       "께",       "은",     "는",     "이",     "가",     "을",     "를",
    "의",       "에",       "로",       "와",     "과",     "도",     "만",     "나",     "든",
    "랑",       "며",       "고",       "란",     "라",     "죠",     "님",     "들",     "요",
    "인",       "일",       "씨"};

bool only_particles(std::string_view rest, int depth) {
    if (rest.empty()) return true;
    if (depth == 0) return false;
    return std::ranges::any_of(kParticles, [&](std::string_view one) {
        return rest.starts_with(one) && only_particles(rest.substr(one.size()), depth - 1);
    });
}

// What is left of the word at `at`: letters of the scripts that particles are written in.
std::string_view rest_of_word(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_hangul_syllable(base::decode_utf8(text, end).code))
        end += 3;
    return text.substr(at, end - at);
}

bool may_begin(std::string_view text, std::size_t at) {
    const CharClass here = class_after(text, at);
    if (here == CharClass::gap) return false;
    if (here == CharClass::symbol || class_before(text, at) != here) return true;
    return is_letter_alone(base::decode_utf8(text, step_back(text, at)).code);  // ㅋㅋ손님
}

bool may_end(std::string_view text, std::size_t at) {
    const CharClass before = class_before(text, at);
    const CharClass after = class_after(text, at);
    if (after == CharClass::gap || after == CharClass::symbol || before == CharClass::symbol) return true;
    if (after == CharClass::spaced) return before != CharClass::spaced;
    if (!is_hangul_syllable(base::decode_utf8(text, at).code)) return true;  // Han, kana: no words to see
    return is_only_particles(rest_of_word(text, at));
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

bool is_only_particles(std::string_view rest) {
    return only_particles(rest, 3);
}

std::string folded_term(std::string_view term) {
    const Reading reading(term);
    std::string out;
    for (const char c : reading.text()) {
        if (!is_blank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

void Terms::add(std::string_view term, std::uint32_t owner) {
    Entry entry;
    entry.owner = owner;
    if (term.ends_with('*')) {
        entry.open = true;
        term.remove_suffix(1);
    }
    entry.text = folded_term(term);
    if (entry.text.empty()) return;
    entries_.push_back(entry);
    // Korean is written with blanks and without: 확인 중, 확인중.
    std::string together;
    for (std::size_t i = 0; i < entry.text.size(); ++i) {
        const bool blank = entry.text[i] == ' ';
        if (blank && class_before(entry.text, i) == CharClass::free &&
            class_after(entry.text, i + 1) == CharClass::free)
            continue;
        together += entry.text[i];
    }
    if (together != entry.text) {
        entry.text = std::move(together);
        entries_.push_back(std::move(entry));
    }
}

void Terms::finish() {
    std::ranges::sort(entries_);
    const auto repeated = std::ranges::unique(entries_);
    entries_.erase(repeated.begin(), repeated.end());
    for (std::size_t byte = 0; byte <= 256; ++byte)
        first_[byte] = static_cast<std::uint32_t>(
            std::ranges::partition_point(
                entries_,
                [byte](const Entry& e) { return static_cast<unsigned char>(e.text.front()) < byte; }) -
            entries_.begin());
}

void Terms::find_at(const Reading& reading, std::size_t begin, std::vector<TermHit>& hits) const {
    const std::string_view text = reading.text();
    const auto lead = static_cast<unsigned char>(text[begin]);
    auto low = entries_.begin() + first_[lead];
    auto high = entries_.begin() + first_[lead + 1U];
    const std::size_t known = hits.size();
    std::size_t at = begin;
    for (std::size_t depth = 0; low != high; ++depth) {
        // Those that end here come first.
        for (; low != high && low->text.size() == depth; ++low) {
            if (!low->open && !may_end(text, at)) continue;
            const auto same = std::ranges::find(hits.begin() + static_cast<std::ptrdiff_t>(known), hits.end(),
                                                low->owner, &TermHit::owner);
            if (same == hits.end())
                hits.push_back({low->owner, {begin, at}});
            else
                same->at.to = at;
        }
        if (at >= text.size() || low == high) return;
        const bool blank = is_blank(text[at]);
        const char want = blank ? ' ' : text[at];
        const auto byte = [depth](const Entry& e) { return static_cast<unsigned char>(e.text[depth]); };
        const auto range = std::ranges::equal_range(low, high, static_cast<unsigned char>(want), {}, byte);
        low = range.begin();
        high = range.end();
        ++at;
        while (blank && at < text.size() && is_blank(text[at]))
            ++at;
    }
}

std::vector<TermHit> Terms::find(const Reading& reading) const {
    std::vector<TermHit> hits;
    const std::string_view text = reading.text();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = base::decode_utf8(text, at).length;
        const auto lead = static_cast<unsigned char>(text[at]);
        if (first_[lead] != first_[lead + 1U] && !reading.is_masked(at) && may_begin(text, at))
            find_at(reading, at, hits);
        at += length;
    }
    return hits;
}

}  // namespace manyhands::answer
