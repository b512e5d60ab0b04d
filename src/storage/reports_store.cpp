#include "storage/reports_store.hpp"

namespace manyhands::storage {
namespace {

using base::Result;

reports::EpisodeEnd end_of(const std::string& outcome) {
    if (outcome == "answered") return reports::EpisodeEnd::answered;
    return outcome == "dropped" ? reports::EpisodeEnd::dropped : reports::EpisodeEnd::open;
}

// opened_at, ended_at, outcome, account, department, employee, found_late
reports::EpisodeFact read_fact(sqlite::Row& row, reports::EpisodeNames& names) {
    reports::EpisodeFact fact;
    fact.opened_at = row.at();
    fact.ended_at = base::from_micros(row.maybe_number().value_or(0));
    fact.end = end_of(row.text());
    fact.account = names.accounts.of(row.text());
    fact.department = names.departments.of(row.text());
    fact.employee = names.employees.of(row.maybe_text().value_or(""));
    fact.found_late = row.truth();
    return fact;
}

}  // namespace

Result<void> ReportsStore::episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                    reports::EpisodeNames& names,
                                    const std::function<void(const reports::EpisodeFact&)>& each) {
    return engine_.read([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("reports.episodes");
        query.bind("brand", brand).bind("from_at", from).bind("to_at", to);
        while (query.step()) {
            auto row = query.row();
            each(read_fact(row, names));
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
            if (!each(episode)) break;
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
