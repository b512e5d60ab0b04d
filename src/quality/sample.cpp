#include "quality/sample.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "base/encoding.hpp"

namespace manyhands::quality {
namespace {

constexpr std::array kColumns{std::pair{Column::language, std::string_view("language")},
                              std::pair{Column::network, std::string_view("network")},
                              std::pair{Column::newcomer, std::string_view("newcomer")},
                              std::pair{Column::kind, std::string_view("kind")},
                              std::pair{Column::risk, std::string_view("risk")}};

// What harms people before what costs money, and last what says more of its author than of the answer.
constexpr std::array kGravest{
    model::RiskClass::safety,        model::RiskClass::legal,     model::RiskClass::press,
    model::RiskClass::personal_data, model::RiskClass::embargo,   model::RiskClass::incident,
    model::RiskClass::goodwill,      model::RiskClass::exception, model::RiskClass::newcomer};
static_assert(kGravest.size() == model::kRiskClasses.size());

}  // namespace

std::string_view to_string(Column column) {
    for (const auto& [one, name] : kColumns)
        if (one == column) return name;
    return "";
}

std::optional<Column> column(std::string_view text) {
    for (const auto& [one, name] : kColumns)
        if (name == text) return one;
    return std::nullopt;
}

std::vector<Column> all_columns() {
    std::vector<Column> all;
    all.reserve(std::size(kColumns));
    for (const auto& [one, name] : kColumns)
        all.push_back(one);
    return all;
}

std::string to_text(const std::vector<Column>& columns) {
    std::string text;
    for (const Column one : columns)
        text.append(text.empty() ? "" : " ").append(to_string(one));
    return text;
}

std::vector<Column> columns_from(std::string_view text) {
    std::vector<Column> columns;
    for (const auto& [one, name] : kColumns) {
        std::string_view rest = text;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(' '), rest.size());
            if (rest.substr(0, end) == name) {
                columns.push_back(one);
                break;
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return columns;
}

std::string_view to_string(PostKind kind) {
    switch (kind) {
        case PostKind::first:
            return "first";
        case PostKind::later:
            return "later";
        case PostKind::found:
            return "found";
    }
    return "";
}

std::optional<model::RiskClass> gravest(const std::vector<model::RiskClass>& risks) {
    const auto first = std::ranges::find_first_of(kGravest, risks);
    return first == kGravest.end() ? std::nullopt : std::optional(*first);
}

std::string value_of(const Candidate& candidate, Column column) {
    switch (column) {
        case Column::language:
            return candidate.language.empty() ? "?" : candidate.language;
        case Column::network:
            return candidate.network;
        case Column::newcomer:
            return candidate.newcomer ? "yes" : "no";
        case Column::kind:
            return std::string(to_string(candidate.kind));
        case Column::risk:
            return candidate.risk ? std::string(model::to_string(*candidate.risk)) : "none";
    }
    return "";
}

std::string stratum_of(const Candidate& candidate, const std::vector<Column>& columns) {
    std::string name;
    for (const Column one : columns)
        name.append(name.empty() ? "" : " ")
            .append(to_string(one))
            .append("=")
            .append(value_of(candidate, one));
    return name.empty() ? "all" : name;
}

void allocate(std::vector<Stratum>& strata, std::int64_t size) {
    std::int64_t population = 0;
    for (const Stratum& one : strata)
        population += one.population;
    std::int64_t places = std::clamp(size, std::min(std::ssize(strata), population), population);
    std::vector<Stratum*> open;
    open.reserve(strata.size());
    for (Stratum& one : strata)
        open.push_back(&one);
    // Whoever's share is below one gets one; that changes the others' shares, so again until nobody is left.
    for (bool again = true; again;) {
        std::vector<Stratum*> rest;
        std::int64_t given = 0;
        std::int64_t counted = 0;
        for (Stratum* one : open) {
            if (places * one->population < population) {
                one->drawn = 1;
                ++given;
                counted += one->population;
            } else {
                rest.push_back(one);
            }
        }
        again = given > 0;
        places -= given;
        population -= counted;
        open = std::move(rest);
    }
    std::int64_t left = places;
    for (Stratum* one : open) {
        one->drawn = places * one->population / population;
        left -= one->drawn;
    }
    std::ranges::stable_sort(open, std::greater<>{},
                             [&](const Stratum* one) { return places * one->population % population; });
    for (Stratum* one : open)
        if (left > 0) {
            ++one->drawn;
            --left;
        }
}

std::string draw_key(std::string_view seed, const model::AnswerId& answer) {
    return base::to_hex(base::sha256(std::string(seed) + ":" + answer.value));
}

Sample draw(const std::vector<Candidate>& candidates, const std::vector<Column>& columns, std::int64_t size,
            std::string_view seed) {
    struct Keyed {
        std::string key;
        const Candidate* candidate;
    };
    std::map<std::string, std::vector<Keyed>> by_stratum;
    for (const Candidate& one : candidates)
        by_stratum[stratum_of(one, columns)].push_back({draw_key(seed, one.answer), &one});
    Sample sample;
    for (const auto& [name, members] : by_stratum)
        sample.strata.push_back({name, std::ssize(members), 0});
    allocate(sample.strata, size);
    std::vector<std::pair<Keyed, std::size_t>> taken;
    for (std::size_t i = 0; i < sample.strata.size(); ++i) {
        auto& members = by_stratum.at(sample.strata[i].name);
        std::ranges::sort(members, {}, &Keyed::key);
        for (std::int64_t n = 0; n < sample.strata[i].drawn; ++n)
            taken.emplace_back(members[static_cast<std::size_t>(n)], i);
    }
    std::ranges::sort(taken, {}, [](const auto& one) { return one.first.key; });
    for (const auto& [keyed, stratum] : taken)
        sample.items.push_back({*keyed.candidate, stratum});
    return sample;
}

}  // namespace manyhands::quality
