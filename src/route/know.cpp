#include "route/know.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace manyhands::route {
namespace {

constexpr double kWhole = 1000;

double faded(base::Micros age) {
    return std::exp2(-static_cast<double>(age.count()) /
                     static_cast<double>(base::Micros(kHalfLife).count()));
}

}  // namespace

Shown with_answer(const Shown& before, base::Instant at) {
    Shown now = before;
    now.answers = before.answers + 1;
    now.last_at = before.answers == 0 ? at : std::max(before.last_at, at);
    const double old = before.answers == 0
                           ? 0
                           : static_cast<double>(before.thousandths) * faded(now.last_at - before.last_at);
    now.thousandths = static_cast<std::int64_t>(std::llround(old + kWhole * faded(now.last_at - at)));
    return now;
}

double worth(const Shown& shown, base::Instant now) {
    return static_cast<double>(shown.thousandths) / kWhole *
           faded(std::max(base::Micros(0), base::Micros(now - shown.last_at)));
}

base::Result<std::vector<Knower>> who_knows(KnowStore& store, const model::BrandId& brand,
                                            const std::vector<Term>& terms, base::Instant now,
                                            std::size_t limit) {
    std::map<model::EmployeeId, Knower> found;
    std::map<model::EmployeeId, double> best;
    for (const Term& term : terms) {
        MH_LET(shown, store.shown(brand, term.key));
        for (const Shown& one : shown) {
            const double value = worth(one, now);
            if (value < kWorthKnowing) continue;
            Knower& knower = found[one.employee];
            knower.worth += value;
            if (value <= best[one.employee]) continue;
            best[one.employee] = value;
            knower.about = term.name;
            knower.answers = one.answers;
            knower.last_at = one.last_at;
        }
    }
    MH_LET(ticked, store.ticked(brand));
    for (const auto& [employee, topics] : ticked)
        for (const Term& term : terms)
            if (topics.contains(term.key)) {
                Knower& knower = found[employee];
                if (!knower.ticked) knower.worth += 1;
                knower.ticked = true;
                if (knower.about.empty()) knower.about = term.name;
            }
    std::vector<Knower> all;
    for (auto& [employee, knower] : found) {
        knower.employee = employee;
        all.push_back(std::move(knower));
    }
    std::ranges::stable_sort(all, std::ranges::greater{}, &Knower::worth);
    if (all.size() > limit) all.resize(limit);
    return all;
}

base::Result<std::vector<model::ConversationId>> known_to(
    KnowStore& store, const model::BrandId& brand, const model::EmployeeId& employee,
    const std::vector<model::ConversationId>& conversations, base::Instant now) {
    std::vector<model::ConversationId> found;
    MH_LET(shown, store.shown_by(brand, employee));
    std::set<std::string> known;
    for (const Shown& one : shown)
        if (worth(one, now) >= kWorthKnowing) known.insert(one.term);
    if (known.empty()) return found;
    for (const model::ConversationId& id : conversations) {
        MH_LET(terms, store.terms_of(brand, id));
        if (std::ranges::any_of(terms, [&](const Term& term) { return known.contains(term.key); }))
            found.push_back(id);
    }
    return found;
}

}  // namespace manyhands::route
