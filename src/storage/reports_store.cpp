#include "storage/reports_store.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "storage/audit_store.hpp"

namespace manyhands::storage {
namespace {

using base::Result;

reports::EpisodeEnd end_of(std::string_view outcome) {
    if (outcome == "answered") return reports::EpisodeEnd::answered;
    return outcome == "dropped" ? reports::EpisodeEnd::dropped : reports::EpisodeEnd::open;
}

// Of the real answer: "dropped" is what was closed without one, which is no end of the customer's asking.
reports::EpisodeEnd real_end_of(std::string_view outcome) {
    if (outcome == "answered") return reports::EpisodeEnd::answered;
    return outcome == "taken_back" ? reports::EpisodeEnd::dropped : reports::EpisodeEnd::open;
}

// What was cancelled is not waited for.
reports::EpisodeEnd action_end_of(std::string_view state) {
    if (state == "done") return reports::EpisodeEnd::answered;
    return state == "open" ? reports::EpisodeEnd::open : reports::EpisodeEnd::dropped;
}

reports::Concern concern_of(std::int64_t held) {
    if (held == 1) return reports::Concern::held;
    return held == 2 ? reports::Concern::part : reports::Concern::its_own;
}

// opened_at, ended_at, outcome, account, department, employee, found_late, held
reports::EpisodeFact read_fact(sqlite::Row& row, reports::EpisodeNames& names) {
    reports::EpisodeFact fact;
    fact.opened_at = row.at();
    fact.ended_at = base::from_micros(row.maybe_number().value_or(0));
    fact.end = end_of(row.view());
    fact.account = names.accounts.of(row.view());
    fact.department = names.departments.of(row.view());
    fact.employee = names.employees.of(row.view());  // nothing: nobody
    fact.found_late = row.truth();
    fact.concern = concern_of(row.number());
    return fact;
}

// The same of the real answer.
reports::EpisodeFact read_real(sqlite::Row& row, reports::EpisodeNames& names, bool& let_go) {
    reports::EpisodeFact fact;
    fact.opened_at = row.at();
    fact.ended_at = base::from_micros(row.maybe_number().value_or(0));
    const std::string_view outcome = row.view();
    fact.end = real_end_of(outcome);
    let_go = outcome == "dropped";
    fact.account = names.accounts.of(row.view());
    fact.department = names.departments.of(row.view());
    fact.employee = names.employees.of(row.view());
    fact.found_late = row.truth();
    fact.concern = concern_of(row.number());
    return fact;
}

reports::HeldFact read_held(sqlite::Row& row, reports::EpisodeNames& names) {
    reports::HeldFact held;
    held.real = read_real(row, names, held.let_go);
    held.holdings = row.integer();
    held.missed = row.integer();
    return held;
}

using Each = std::function<void(const reports::EpisodeFact&)>;

// Days that are not kept, one behind the other: one reading. What is whole and past is kept for the next
// time.
void read_days(sqlite::Connection& db, EpisodeDays& kept, const model::BrandId& brand,
               std::span<const EpisodeDays::Day> days, std::int64_t today, reports::EpisodeNames& names,
               const Each& each) {
    auto query = db.use("reports.episodes");
    query.bind("brand", brand)
        .bind("from_at", EpisodeDays::begin_of(days.front().day))
        .bind("to_at", EpisodeDays::begin_of(days.back().day + 1));
    EpisodeDays::Facts facts;
    std::size_t at = 0;
    const auto until = [&](std::int64_t day) {
        for (; at < days.size() && days[at].day < day; ++at)
            if (days[at].day < today) kept.keep(brand, days[at], std::exchange(facts, {}), names);
    };
    while (query.step()) {
        auto row = query.row();
        const reports::EpisodeFact fact = read_fact(row, names);
        const std::int64_t day = EpisodeDays::day_of(fact.opened_at);
        until(day);
        if (day < today) facts.push_back(fact);
        each(fact);
    }
    until(days.back().day + 1);
}

}  // namespace

Result<void> ReportsStore::episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                    reports::EpisodeNames& names, const Each& each) {
    if (from >= to) return {};
    EpisodeDays& kept = engine_.episode_days();
    const std::int64_t today = EpisodeDays::day_of(engine_.clock().now());
    // Before the first reading: what changes from now on is not taken for current.
    const auto days = kept.look(brand, EpisodeDays::day_of(from), EpisodeDays::day_of(to - base::Micros(1)));
    const auto known = kept.translation(brand, names);
    const Each within = [&](const reports::EpisodeFact& fact) {
        if (fact.opened_at >= from && fact.opened_at < to) each(fact);
    };
    return engine_.read([&](sqlite::Connection& db) -> Result<void> {
        for (std::size_t at = 0; at < days.size();) {
            if (!days[at].facts) {
                const std::size_t begin = at;
                while (at < days.size() && !days[at].facts)
                    ++at;
                read_days(db, kept, brand, std::span(days).subspan(begin, at - begin), today, names, within);
                continue;
            }
            for (reports::EpisodeFact fact : *days[at].facts) {
                fact.account = known.accounts[fact.account];
                fact.department = known.departments[fact.department];
                fact.employee = known.employees[fact.employee];
                within(fact);
            }
            ++at;
        }
        return {};
    });
}

Result<void> ReportsStore::episode_page(const model::BrandId& brand, base::Instant from, base::Instant to,
                                        const std::optional<reports::EpisodePlace>& after,
                                        reports::EpisodeNames& names,
                                        const std::function<bool(const reports::EpisodeRow&)>& each) {
    return engine_.read([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("reports.episode_page");
        // A copy: the caller may keep its place in `after` while we read.
        const auto behind = after.value_or(reports::EpisodePlace{to, model::ConversationId(), 0});
        query.bind("brand", brand).bind("from_at", from).bind("to_at", std::min(to, behind.opened_at));
        query.bind("behind", behind.conversation).bind("behind_number", behind.number);
        while (query.step()) {
            auto row = query.row();
            reports::EpisodeRow episode;
            episode.conversation = row.id<model::ConversationId>();
            episode.number = row.integer();
            episode.fact = read_fact(row, names);
            if (episode.fact.concern == reports::Concern::held) episode.held = read_held(row, names);
            if (!each(episode)) break;
        }
        return {};
    });
}

Result<void> ReportsStore::held(const model::BrandId& brand, base::Instant from, base::Instant to,
                                reports::EpisodeNames& names,
                                const std::function<void(const reports::HeldFact&)>& each) {
    return engine_.read([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("reports.held");
        query.bind("brand", brand).bind("from_at", from).bind("to_at", to);
        while (query.step()) {
            auto row = query.row();
            each(read_held(row, names));
        }
        return {};
    });
}

Result<void> ReportsStore::handed(const model::BrandId& brand, base::Instant from, base::Instant to,
                                  reports::EpisodeNames& names,
                                  const std::function<void(const reports::HandedFact&)>& each) {
    return engine_.read([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("reports.handed");
        query.bind("brand", brand).bind("from_at", from).bind("to_at", to);
        std::optional<reports::HandedFact> one;
        std::pair<model::ConversationId, int> of;
        while (query.step()) {
            auto row = query.row();
            std::pair<model::ConversationId, int> at{row.id<model::ConversationId>(), 0};
            at.second = row.integer();
            const std::uint32_t department = names.departments.of(row.view());
            const base::Instant until = row.at();
            if (!one || at != of) {
                if (one) each(*one);
                one.emplace();
                of = std::move(at);
                one->fact = read_real(row, names, one->let_go);
                // Of one that was not held, "dropped" means that no answer was needed.
                if (one->fact.concern == reports::Concern::its_own && one->let_go) {
                    one->let_go = false;
                    one->fact.end = reports::EpisodeEnd::dropped;
                }
            }
            one->spans.push_back({department, until});
        }
        if (one) each(*one);
        return {};
    });
}

Result<void> ReportsStore::actions(const model::BrandId& brand, base::Instant from, base::Instant to,
                                   reports::EpisodeNames& names, const Each& each) {
    return engine_.read([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("reports.actions");
        query.bind("brand", brand).bind("from_at", from).bind("to_at", to);
        while (query.step()) {
            auto row = query.row();
            reports::EpisodeFact fact;
            fact.opened_at = row.at();
            fact.ended_at = base::from_micros(row.maybe_number().value_or(0));
            fact.end = action_end_of(row.view());
            fact.account = names.accounts.of(row.view());
            fact.department = names.departments.of(row.view());
            fact.employee = names.employees.of(row.view());
            each(fact);
        }
        return {};
    });
}

Result<model::HoursOfBrand> ReportsStore::hours(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<model::HoursOfBrand> {
        auto query = db.use("reports.hours");
        query.bind("brand", brand);
        model::HoursOfBrand all;
        while (query.step()) {
            auto row = query.row();
            const auto department = row.id<model::DepartmentId>();
            MH_LET(hours, model::business_hours(std::string_view(row.text())));
            if (department.empty())
                all.brand = std::move(hours);
            else
                all.departments.emplace(department, std::move(hours));
        }
        return all;
    });
}

Result<void> ReportsStore::set_hours(const model::BrandId& brand, const model::DepartmentId& department,
                                     const std::optional<model::BusinessHours>& hours) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (!department.empty()) {
            auto known = db.use("reports.department_exists");
            known.bind("brand", brand).bind("department", department);
            if (!known.step())
                return base::fail(base::ErrorCode::not_found, "identity.employee.bad_department");
        }
        audit_add(db, brand, engine_.clock().now(),
                  {hours ? "hours.changed" : "hours.removed", department.empty() ? "brand" : "department",
                   department.empty() ? brand.value : department.value});
        if (!hours) {
            db.use("reports.remove_hours").bind("brand", brand).bind("department", department).run();
            return {};
        }
        db.use("reports.set_hours")
            .bind("brand", brand)
            .bind("department", department)
            .bind("body", model::to_json(*hours))
            .bind("updated_at", engine_.clock().now())
            .run();
        return {};
    });
}

}  // namespace manyhands::storage
