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
            const EpisodeRow row{model::ConversationId(fmt::format("c{:06}", i)), 1, fact(rows[i], names)};
            if (after &&
                std::pair(opened_at, row.conversation) >= std::pair(after->opened_at, after->conversation))
                continue;
            if (!each(row)) break;
        }
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
    model::HoursOfBrand office;

  private:
    static EpisodeFact fact(const Row& row, EpisodeNames& names) {
        return {row.opened_at,
                row.answered_at.value_or(Instant{}),
                row.end,
                row.found_late,
                names.accounts.of(row.account),
                names.departments.of(row.department),
                names.employees.of(row.employee)};
    }
};

}  // namespace manyhands::reports::testing
