#include "made.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string_view>

#include "base/text/utf8.hpp"
#include "listen/stream.hpp"
#include "model/query/folded.hpp"
#include "model/query/parser.hpp"

namespace manyhands::bench {

namespace {

constexpr std::size_t kVocabulary = 20'000;

}  // namespace

Maker::Maker(std::uint64_t seed) : random_(seed) {
    std::set<std::string> seen;
    while (english_.size() < kVocabulary)
        if (auto made = english(); seen.insert(made).second) english_.push_back(std::move(made));
    while (korean_.size() < kVocabulary)
        if (auto made = korean(); seen.insert(made).second) korean_.push_back(std::move(made));
    // The commoner a word, the shorter it is, more or less.
    for (auto* list : {&english_, &korean_}) {
        std::vector<std::pair<std::uint64_t, std::string>> ranked;
        for (std::string& made : *list)
            ranked.emplace_back(2 * base::code_point_count(made) + random_.below(8), std::move(made));
        std::ranges::sort(ranked);
        for (std::size_t i = 0; i < kVocabulary; ++i)
            (*list)[i] = std::move(ranked[i].second);
    }
    double sum = 0;
    for (std::size_t i = 0; i < kVocabulary; ++i)
        cumulated_.push_back(sum += 1.0 / static_cast<double>(i + 3));
    for (double& value : cumulated_)
        value /= sum;
}

void Maker::learn(const std::vector<std::string>& texts) {
    std::map<std::string, std::uint64_t> often[2];
    for (const std::string& text : texts) {
        const model::query::Folded folded(text, model::query::Form::folded);
        for (std::size_t i = 0; i < folded.words().size(); ++i) {
            std::string word(folded.word(i));
            const char32_t first = base::decode_utf8(word, 0).code;
            if (first >= 0xAC00 && first <= 0xD7A3) {
                // Without what may be a particle: its first three syllables.
                ++often[1][word.substr(0, 9)];
            } else if (first >= 'a' && first <= 'z') {
                ++often[0][word];
            }
        }
    }
    for (const int which : {0, 1}) {
        std::vector<std::pair<std::uint64_t, std::string>> ranked;
        for (const auto& [word, count] : often[which])
            if (base::is_utf8(word)) ranked.emplace_back(count, word);
        std::ranges::sort(ranked, std::greater());
        auto& list = which == 0 ? english_ : korean_;
        if (ranked.size() < 100) continue;
        list.clear();
        for (std::size_t i = 0; i < std::min(ranked.size(), kVocabulary); ++i)
            list.push_back(std::move(ranked[i].second));
    }
}

std::string Maker::english() {
    static constexpr std::array<std::string_view, 24> kBegin{"b",  "c",  "d",  "f",  "g",  "h",  "l",  "m",
                                                             "n",  "p",  "r",  "s",  "t",  "w",  "st", "tr",
                                                             "ch", "sh", "pr", "re", "in", "co", "de", ""};
    static constexpr std::array<std::string_view, 12> kMiddle{"a",  "e",  "i",  "o",   "u",   "ea",
                                                              "ou", "ai", "er", "ing", "ion", "at"};
    static constexpr std::array<std::string_view, 12> kEnd{"",  "",  "n",  "r",  "t",  "s",
                                                           "d", "l", "ck", "ng", "st", "ly"};
    std::string out;
    for (auto left = 1 + random_.below(3); left > 0; --left) {
        out += kBegin[random_.below(kBegin.size())];
        out += kMiddle[random_.below(kMiddle.size())];
        out += kEnd[random_.below(kEnd.size())];
    }
    return out;
}

std::string Maker::korean() {
    std::string out;
    for (auto left = 2 + random_.below(3); left > 0; --left) {
        // Lead, vowel and, every second time, a final consonant, of the common ones.
        const auto lead = static_cast<char32_t>(random_.below(19));
        static constexpr std::array<char32_t, 8> kVowels{0, 1, 4, 5, 8, 13, 18, 20};
        static constexpr std::array<char32_t, 8> kFinals{0, 0, 0, 1, 4, 8, 16, 21};
        base::append_utf8(out,
                          0xAC00 + (lead * 21 + kVowels[random_.below(8)]) * 28 + kFinals[random_.below(8)]);
    }
    return out;
}

const std::string& Maker::word(const std::vector<std::string>& list, std::size_t from) {
    while (true) {
        const auto found = std::ranges::lower_bound(cumulated_, random_.unit());
        const auto rank = static_cast<std::size_t>(found - cumulated_.begin());
        if (rank >= std::min(from, list.size() / 4) && rank < list.size()) return list[rank];
    }
}

std::string Maker::sentence(bool is_korean, std::size_t words) {
    static constexpr std::array<std::string_view, 14> kParticles{
        "이", "가", "은", "는", "을", "를", "에서", "으로", "하고", "해주세요", "합니다", "", "", "도"};
    std::string out;
    for (std::size_t i = 0; i < words; ++i) {
        std::string next = is_korean
                               ? word(korean_) + std::string(kParticles[random_.below(kParticles.size())])
                               : word(english_);
        if (!is_korean && (i == 0 || random_.below(12) == 0) && next[0] >= 'a' && next[0] <= 'z')
            next[0] = static_cast<char>(next[0] - 'a' + 'A');
        out += next;
        const auto between = random_.below(20);
        out += between == 0 ? ". " : between == 1 ? ", " : between == 2 ? "! " : " ";
    }
    return out;
}

std::string Maker::post_text() {
    const auto kind = random_.below(100);
    std::string text;
    if (kind < 55) text = sentence(false, 14 + random_.below(24));
    if (kind >= 55 && kind < 90) text = sentence(true, 7 + random_.below(14));
    if (kind >= 90) {
        text = sentence(true, 4 + random_.below(6)) + sentence(false, 4 + random_.below(8));
    }
    static constexpr std::array<std::string_view, 8> kFeelings{"👍", "😂😂", "ㅋㅋㅋ", "ㅠㅠ",
                                                               "❤️",  "🔥",   "…",      "’"};
    if (random_.below(4) == 0) text += kFeelings[random_.below(kFeelings.size())];
    if (random_.below(5) == 0) text += " #" + word(random_.below(2) == 0 ? english_ : korean_);
    if (random_.below(4) == 0) text = "@" + word(english_) + "_" + number(2) + " " + text;
    if (random_.below(5) == 0) text += " https://t.co/" + english() + number(4);
    if (random_.below(12) == 0) text += "\n\n" + sentence(kind >= 55, 5);
    return text;
}

std::string Maker::number(int digits) {
    std::string out(1, static_cast<char>('1' + random_.below(9)));
    while (--digits > 0)
        out += static_cast<char>('0' + random_.below(10));
    return out;
}

void Maker::append_line(const std::string& text, std::string& out) {
    const std::string author = number(10);
    const std::string id = std::to_string(1'700'000'000'000'000'000 + made_++ * 4'194'304);
    const std::string when = "2026-01-02T03:" + std::to_string(10 + made_ % 50) + ":" +
                             std::to_string(10 + made_ / 50 % 50) + ".000Z";
    out += R"({"data":{"author_id":")" + author + R"(","conversation_id":")" + id + R"(","created_at":")" +
           when + R"(","edit_history_tweet_ids":[")" + id +
           R"("],"entities":{"annotations":[{"start":4,"end":12,)" + R"("probability":0.7)" + number(3) +
           R"(,"type":"Product","normalized_text":")" + word(english_) +
           R"("}],"mentions":[{"start":0,"end":9,"username":")" + word(english_) + R"(","id":")" +
           number(10) + R"("}]},"id":")" + id + R"(","lang":")" + (text.find("\xEA") < 60 ? "ko" : "en") +
           R"(","possibly_sensitive":false,"public_metrics":{"retweet_count":0,"reply_count":)" + number(1) +
           R"(,"like_count":)" + number(2) + R"(,"quote_count":0,"bookmark_count":0,"impression_count":)" +
           number(3) + R"(},"reply_settings":"everyone","text":)";
    listen::append_json(text, out);
    out += R"(},"includes":{"users":[{"created_at":"2019-05-06T07:08:09.000Z","description":)";
    listen::append_json(sentence(random_.below(3) == 0, 8), out);
    out += R"(,"id":")" + author + R"(","name":")" + word(english_) + R"(","profile_image_url":)" +
           R"("https://pbs.twimg.com/profile_images/)" + number(19) + "/" + english() +
           R"(_normal.jpg","protected":)" + R"(false,"public_metrics":{"followers_count":)" + number(3) +
           R"(,"following_count":)" + number(3) + R"(,"tweet_count":)" + number(4) + R"(,"listed_count":)" +
           number(1) + R"(},"username":")" + word(english_) + number(3) +
           R"(","verified":false}]},"matching_rules":[{"id":")" + number(19) + R"(","tag":"everything"}]})" +
           "\n";
}

std::vector<listen::NamedQuery> Maker::queries(std::size_t count) {
    std::vector<listen::NamedQuery> made;
    while (made.size() < count) {
        const bool is_korean = random_.below(100) < 45;
        // A name: out of the rarer part of the vocabulary, or one that hardly anybody says.
        const auto name = [&] {
            if (random_.below(4) == 0) return word(is_korean ? korean_ : english_, 5'000);
            return is_korean ? korean() + korean() : english() + english();
        };
        const auto common = [&] { return word(is_korean ? korean_ : english_, 50); };
        std::string text;
        switch (random_.below(10)) {
            case 0:
            case 1:
                text = name();
                break;
            case 2:
            case 3:
                text = name() + " " + common();
                break;
            case 4:
                text = "(" + name() + " OR " + name() + ") (" + common() + " OR " + common() + " OR " +
                       common() + ")";
                break;
            case 5:
                text = "\"" + name() + " " + common() + "\"";
                break;
            case 6:
                text = name() + " -" + common() + " -" + common();
                break;
            case 7:
                text = name() + " NEAR/5 (" + common() + " OR " + common() + ")";
                break;
            case 8:
                text = name() + "* OR #" + name();
                break;
            default:
                text = "=" + name() + " lang:" + (is_korean ? "ko" : "en") + " OR @" + english() + number(2);
                break;
        }
        if (model::query::parse(text, model::query::Purpose::listening).ok())
            made.push_back({"q" + std::to_string(made.size()), std::move(text)});
    }
    return made;
}

namespace {

std::string tsquery(const model::query::Node& node) {
    using model::query::Kind;
    const auto joined = [&node](const char* by) {
        std::string out;
        for (const model::query::Node& child : node.children)
            if (const std::string one = tsquery(child); !one.empty()) out += (out.empty() ? "(" : by) + one;
        return out.empty() ? out : out + ")";
    };
    switch (node.kind) {
        case Kind::all:
        case Kind::near:
            return joined(" & ");
        case Kind::any:
            return joined(" | ");
        case Kind::none:
            return "!" + tsquery(node.children.front());
        case Kind::text: {
            std::string out;
            for (std::size_t at = 0; at < node.text.size();) {
                const std::size_t end = std::min(node.text.find(' ', at), node.text.size());
                out += (out.empty() ? "'" : " <-> '") + node.text.substr(at, end - at) + "'";
                at = end + 1;
            }
            return out + (node.extent == model::query::Extent::prefix ? ":*" : "");
        }
        case Kind::hashtag:
        case Kind::handle:
            return "'" + node.text + "'";
        case Kind::field:
        case Kind::compare:
            return "";
    }
    return "";
}

}  // namespace

std::string Maker::as_tsquery(const listen::NamedQuery& query) {
    return tsquery(*model::query::parse(query.text, model::query::Purpose::listening).root);
}

}  // namespace manyhands::bench
