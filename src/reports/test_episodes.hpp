// What the tests of this room share: episodes in memory, written down by hand.
#pragma once

#include <algorithm>

#include <fmt/format.h>

#include "reports/first_answer.hpp"

namespace manyhands::reports::testing {

using namespace std::chrono_literals;
using base::Instant;

inline const model::BrandId kBrand{"brand"};

inline Instant at(const char* text) {
    return base::parse_rfc3339(text).value();
}

class Episodes final : public Store {
  public:
    struct Row {
        Instant opened_at;
        std::optional<Instant> answered_at;
        EpisodeEnd end;
        std::string account, department, employee;
        bool found_late = false;
        Concern concern = Concern::its_own;
        // Of a held one: when and by whom the real answer came, if it did; its departments until then.
        std::optional<Instant> real_at = {};
        EpisodeEnd real_end = EpisodeEnd::open;
        bool let_go = false;
        std::string real_department = {}, real_employee = {};
        int missed = 0;
        std::vector<std::pair<std::string, Instant>> spans = {};
    };
    base::Result<void> episodes(const model::BrandId& brand, Instant from, Instant to, EpisodeNames& names,
                                const std::function<void(const EpisodeFact&)>& each) override {
        if (brand != kBrand) return {};
        for (const Row& row : rows)
            if (row.opened_at >= from && row.opened_at < to) each(fact(row, names));
        return {};
    }
    base::Result<void> episode_page(const model::BrandId& brand, Instant from, Instant to,
                                    const std::optional<EpisodePlace>& after, EpisodeNames& names,
                                    const std::function<bool(const EpisodeRow&)>& each) override {
        if (brand != kBrand) return {};
        std::vector<std::pair<Instant, std::size_t>> order;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i].opened_at >= from && rows[i].opened_at < to) order.emplace_back(rows[i].opened_at, i);
        std::ranges::sort(order, std::greater{});
        for (const auto& [opened_at, i] : order) {
            EpisodeRow row{model::ConversationId(fmt::format("c{:06}", i)), 1, fact(rows[i], names), {}};
            if (rows[i].concern == Concern::held) row.held = held_fact(rows[i], names);
            if (after &&
                std::pair(opened_at, row.conversation) >= std::pair(after->opened_at, after->conversation))
                continue;
            if (!each(row)) break;
        }
        return {};
    }
    base::Result<void> held(const model::BrandId&, Instant from, Instant to, EpisodeNames& names,
                            const std::function<void(const HeldFact&)>& each) override {
        for (const Row& row : rows)
            if (row.concern == Concern::held && row.opened_at >= from && row.opened_at < to)
                each(held_fact(row, names));
        return {};
    }
    base::Result<void> handed(const model::BrandId&, Instant from, Instant to, EpisodeNames& names,
                              const std::function<void(const HandedFact&)>& each) override {
        for (const Row& row : rows) {
            if (row.spans.empty() || row.opened_at < from || row.opened_at >= to) continue;
            HandedFact one{
                row.concern == Concern::held ? held_fact(row, names).real : fact(row, names), row.let_go, {}};
            for (const auto& [department, until] : row.spans)
                one.spans.push_back({names.departments.of(department), until});
            each(one);
        }
        return {};
    }
    base::Result<void> actions(const model::BrandId&, Instant from, Instant to, EpisodeNames& names,
                               const std::function<void(const EpisodeFact&)>& each) override {
        for (const Row& row : done)
            if (row.opened_at >= from && row.opened_at < to) each(fact(row, names));
        return {};
    }
    base::Result<model::HoursOfBrand> hours(const model::BrandId&) override { return office; }
    base::Result<void> set_hours(const model::BrandId&, const model::DepartmentId&,
                                 const std::optional<model::BusinessHours>&) override {
        return {};
    }
    void answered(Instant opened, base::Micros took, const std::string& account = {},
                  const std::string& department = {}, const std::string& employee = {}) {
        rows.push_back({opened, opened + took, EpisodeEnd::answered, account, department, employee});
    }
    void left(Instant opened, EpisodeEnd end) { rows.push_back({opened, {}, end, {}, {}, {}}); }

    std::vector<Row> rows;
    std::vector<Row> done;  // of the third clock
    model::HoursOfBrand office;

  private:
    static HeldFact held_fact(const Row& row, EpisodeNames& names) {
        HeldFact held;
        held.real = fact(row, names);
        held.real.end = row.real_end;
        held.real.ended_at = row.real_at.value_or(Instant{});
        held.real.department = names.departments.of(row.real_department);
        held.real.employee = names.employees.of(row.real_employee);
        held.let_go = row.let_go;
        held.missed = row.missed;
        return held;
    }
    static EpisodeFact fact(const Row& row, EpisodeNames& names) {
        return {row.opened_at,
                row.answered_at.value_or(Instant{}),
                row.end,
                row.found_late,
                row.concern,
                names.accounts.of(row.account),
                names.departments.of(row.department),
                names.employees.of(row.employee)};
    }
};

}  // namespace manyhands::reports::testing
