#include "quality/card.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>
#include <utility>

#include "base/catalogue.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::quality {
namespace {

using base::ErrorCode;

std::unexpected<base::Error> refused(std::string pointer, std::string key,
                                     std::vector<std::pair<std::string, std::string>> args = {}) {
    args.emplace_back("pointer", std::move(pointer));
    return base::fail(ErrorCode::invalid, std::move(key), std::move(args));
}

void clean(Words& words) {
    for (std::string* one : {&words.ko, &words.en}) {
        *one = base::nfc(base::clean_line(*one));
        while (one->ends_with(' '))
            one->pop_back();
        one->erase(0, std::min(one->find_first_not_of(' '), one->size()));
    }
}

bool within(const Words& words, std::size_t most) {
    return base::code_point_count(words.ko) <= most && base::code_point_count(words.en) <= most;
}

bool good_id(std::string_view id) {
    return !id.empty() && id.size() <= 40 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

int lowest(Scale scale) {
    return scale == Scale::five ? 1 : 0;
}
int highest(Scale scale) {
    return scale == Scale::five ? 5 : 1;
}

}  // namespace

std::string_view to_string(Scale scale) {
    switch (scale) {
        case Scale::five:
            return "five";
        case Scale::yes_no:
            return "yes_no";
    }
    return "";
}

std::optional<Scale> scale(std::string_view text) {
    for (const Scale one : {Scale::five, Scale::yes_no})
        if (to_string(one) == text) return one;
    return std::nullopt;
}

Card starter_card() {
    const auto words = [](const std::string& key) {
        return Words{base::tr(base::Lang::ko, key), base::tr(base::Lang::en, key)};
    };
    Card card;
    for (const auto& [id, weight, scale] : {std::tuple{"accuracy", 30, Scale::five},
                                            {"tone", 20, Scale::five},
                                            {"terms", 15, Scale::five},
                                            {"method", 20, Scale::five},
                                            {"privacy", 15, Scale::yes_no}}) {
        const std::string key = "quality.starter." + std::string(id);
        card.criteria.push_back({id, words(key), words(key + ".hint"), weight, scale});
    }
    card.critical = words("quality.starter.critical");
    return card;
}

base::Result<Card> checked(Card card) {
    if (card.criteria.empty()) return refused("/criteria", "quality.card.empty");
    if (card.criteria.size() > kCriteriaAtMost)
        return refused("/criteria", "quality.card.too_many", {{"limit", std::to_string(kCriteriaAtMost)}});
    std::set<std::string, std::less<>> ids;
    int sum = 0;
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
        Criterion& one = card.criteria[i];
        const std::string at = "/criteria/" + std::to_string(i);
        clean(one.name);
        clean(one.hint);
        if (one.name.ko.empty() || one.name.en.empty() || !within(one.name, kCriterionNameAtMost) ||
            !good_id(one.id))
            return refused(at + "/name", "quality.card.name",
                           {{"limit", std::to_string(kCriterionNameAtMost)}});
        if (!within(one.hint, kCriterionHintAtMost))
            return refused(at + "/hint", "quality.card.hint",
                           {{"limit", std::to_string(kCriterionHintAtMost)}});
        if (!ids.insert(one.id).second) return refused(at + "/id", "quality.card.same_id", {{"id", one.id}});
        if (one.weight < 1) return refused(at + "/weight", "quality.card.weight");
        sum += one.weight;
    }
    if (sum != 100) return refused("/criteria", "quality.card.weights", {{"sum", std::to_string(sum)}});
    clean(card.critical);
    if (card.critical.ko.empty() || card.critical.en.empty() || !within(card.critical, kCriterionHintAtMost))
        return refused("/critical", "quality.card.hint", {{"limit", std::to_string(kCriterionHintAtMost)}});
    return card;
}

base::Result<void> complete(const Card& card, const Marks& marks) {
    for (const Criterion& one : card.criteria) {
        const auto mark = marks.find(one.id);
        if (mark == marks.end()) return refused("/marks", "quality.mark.incomplete", {{"criterion", one.id}});
        if (mark->second < lowest(one.scale) || mark->second > highest(one.scale))
            return refused("/marks", "quality.mark.bad", {{"criterion", one.id}});
    }
    if (marks.size() != card.criteria.size()) return refused("/marks", "quality.mark.incomplete");
    return {};
}

std::int64_t score_hundredths(const Card& card, const Marks& marks, bool critical) {
    if (critical) return 0;
    // Best marks are 5 and 1: in fifths of a point everything is whole.
    std::int64_t fifths = 0;
    for (const Criterion& one : card.criteria) {
        const auto mark = marks.find(one.id);
        if (mark == marks.end()) continue;
        fifths += std::int64_t{one.weight} * mark->second * (one.scale == Scale::five ? 1 : 5);
    }
    return fifths * 20;
}

std::string to_text(const Marks& marks) {
    std::string text;
    for (const auto& [id, mark] : marks)
        text.append(text.empty() ? "" : " ").append(id).append(":").append(std::to_string(mark));
    return text;
}

Marks marks_from(std::string_view text) {
    Marks marks;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const std::string_view one = text.substr(0, end);
        const auto colon = one.rfind(':');
        int mark = 0;
        if (colon != std::string_view::npos &&
            std::from_chars(one.data() + colon + 1, one.data() + one.size(), mark).ec == std::errc{})
            marks[std::string(one.substr(0, colon))] = mark;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return marks;
}

}  // namespace manyhands::quality
