#include "knowledge/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/text/utf8.hpp"
#include "model/query/index.hpp"

namespace manyhands::knowledge {
namespace {

constexpr double kK1 = 1.2;
constexpr double kB = 0.75;
constexpr std::size_t kSharedLeast = 2;

// Endings and small words that every question has. In a set of a few tips they would be as rare as its nouns.
constexpr std::array<std::string_view, 84> kSaysNothing{
    "니다", "습니", "입니", "합니", "됩니", "세요", "하세", "네요", "어요", "아요", "해요", "나요",
    "까요", "는데", "은데", "인데", "에서", "으로", "하는", "하고", "해서", "되는", "되나", "하나",
    "있나", "있는", "없는", "있습", "없습", "했는", "했습", "부터", "까지", "에게", "한테", "이나",
    "거나", "지만", "그런", "이런", "안녕", "녕하", "주세", "부탁", "탁드", "드립", "립니", "감사",
    "고맙", "the",  "an",   "and",  "or",   "of",   "to",   "in",   "on",   "at",   "is",   "it",
    "my",   "me",   "we",   "you",  "your", "are",  "was",  "be",   "do",   "does", "not",  "can",
    "how",  "what", "when", "why",  "for",  "with", "from", "this", "that", "have", "has",  "please"};

// One syllable alone says nothing.
std::vector<std::string> tokens_of(std::string_view text) {
    const std::string all = model::query::index_tokens(text, {});
    std::vector<std::string> tokens;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find(' ', at), all.size());
        const std::string_view token = std::string_view(all).substr(at, end - at);
        const bool says = !token.starts_with("f:") && base::code_point_count(token) >= 2 &&
                          std::ranges::find(kSaysNothing, token) == kSaysNothing.end();
        if (says) tokens.emplace_back(token);
        at = end + 1;
    }
    return tokens;
}

}  // namespace

Suggester::Suggester(const std::vector<std::string>& texts) {
    double all = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto tokens = tokens_of(texts[i]);
        std::map<std::string_view, double> times;
        for (const std::string& token : tokens)
            times[token] += 1;
        for (const auto& [token, count] : times)
            postings_[std::string(token)].push_back({i, count});
        lengths_.push_back(static_cast<double>(tokens.size()));
        all += lengths_.back();
    }
    if (all > 0) mean_length_ = all / static_cast<double>(texts.size());
}

std::vector<Fit> Suggester::fitting(std::string_view asked, std::size_t at_most) const {
    const auto tokens = tokens_of(asked);
    const std::set<std::string> wanted(tokens.begin(), tokens.end());
    const auto texts = static_cast<double>(lengths_.size());
    std::map<std::size_t, std::pair<double, std::size_t>> found;  // score, tokens shared
    for (const std::string& token : wanted) {
        const auto at = postings_.find(token);
        if (at == postings_.end()) continue;
        const auto holders = static_cast<double>(at->second.size());
        const double rare = std::log(1 + (texts - holders + 0.5) / (holders + 0.5));
        for (const Posting& one : at->second) {
            const double long_for = 1 - kB + kB * lengths_[one.text] / mean_length_;
            auto& [score, shared] = found[one.text];
            score += rare * one.times * (kK1 + 1) / (one.times + kK1 * long_for);
            ++shared;
        }
    }
    const std::size_t least = std::min(kSharedLeast, wanted.size());
    std::vector<Fit> fits;
    for (const auto& [index, fit] : found)
        if (fit.second >= least) fits.push_back({index, fit.first});
    std::ranges::stable_sort(fits, [](const Fit& a, const Fit& b) { return a.score > b.score; });
    if (fits.size() > at_most) fits.resize(at_most);
    return fits;
}

}  // namespace manyhands::knowledge
