#include "storage/training_store.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "storage/audit_store.hpp"
#include "storage/listening_store.hpp"

namespace manyhands::storage {
namespace {

using answer::Certification;
using answer::FirstMinutes;
using base::Result;

std::optional<Certification> read_certification(sqlite::Connection& db, const model::BrandId& brand,
                                                const model::EmployeeId& employee) {
    auto query = db.use("certification.of");
    query.bind("brand", brand).bind("employee", employee);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    Certification given;
    given.employee = row.id<model::EmployeeId>();
    given.level = row.text();
    given.by = row.id<model::EmployeeId>();
    given.reason = row.text();
    given.at = row.at();
    return given;
}

void give(sqlite::Connection& db, const model::BrandId& brand, const Certification& given) {
    db.use("certification.give")
        .bind("brand", brand)
        .bind("employee", given.employee)
        .bind("level", given.level)
        .bind("given_by", given.by)
        .bind("reason", given.reason)
        .bind("at", given.at)
        .run();
    const boost::json::object detail{{"level", given.level}, {"reason", given.reason}};
    // Who gave it; whoever finished the first minutes gave it to themselves.
    const std::string& who = given.by.empty() ? given.employee.value : given.by.value;
    audit_add(db, brand, given.at,
              {given.level.empty() ? "certification.taken" : "certification.given", "employee",
               given.employee.value, boost::json::serialize(detail), who});
}

Result<FirstMinutes> read_progress(sqlite::Connection& db, const model::BrandId& brand,
                                   const model::EmployeeId& employee) {
    auto query = db.use("certification.progress");
    query.bind("brand", brand).bind("employee", employee);
    if (!query.step()) return FirstMinutes{};
    return answer::read_first_minutes(query.row().text());
}

}  // namespace

Result<std::optional<answer::SavedTraining>> TrainingRows::training(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::SavedTraining>> {
        auto query = db.use("certification.newest");
        query.bind("brand", brand);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        answer::SavedTraining saved;
        saved.version = row.number();
        MH_LET(read, answer::read_training(row.text()));
        saved.training = std::move(read);
        saved.saved_by = row.id<model::EmployeeId>();
        saved.saved_at = row.at();
        return saved;
    });
}

Result<void> TrainingRows::save_training(const model::BrandId& brand, const answer::SavedTraining& saved,
                                         std::int64_t former, const std::vector<model::Role>& keep) {
    const std::string document = answer::write_training(saved.training);
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::int64_t newest = 0;
        {
            auto query = db.use("certification.newest");
            query.bind("brand", brand);
            if (query.step()) newest = query.row().number();
        }
        if (newest != former)
            return base::fail(base::ErrorCode::stale, "answer.training.stale",
                              {{"current", std::to_string(newest)}});
        {
            auto query = db.use("certification.levels");
            query.bind("brand", brand);
            while (query.step())
                if (const std::string level = query.row().text(); saved.training.level(level) == nullptr)
                    return base::fail(base::ErrorCode::conflict, "answer.training.level_in_use",
                                      {{"level", level}, {"pointer", "/levels"}});
        }
        db.use("certification.save")
            .bind("brand", brand)
            .bind("version", saved.version)
            .bind("document", document)
            .bind("saved_by", saved.saved_by)
            .bind("saved_at", saved.saved_at)
            .run();
        boost::json::array kept;
        for (const model::Role role : keep) {
            db.use("certification.give_all")
                .bind("brand", brand)
                .bind("role", model::to_string(role))
                .bind("level", saved.training.levels.back().id)
                .bind("given_by", saved.saved_by)
                .bind("reason", "here before")
                .bind("at", saved.saved_at)
                .run();
            kept.emplace_back(model::to_string(role));
        }
        const boost::json::object detail{{"kept", std::move(kept)}};
        audit_add(db, brand, saved.saved_at,
                  {"training.saved", "training", std::to_string(saved.version),
                   boost::json::serialize(detail), saved.saved_by.value});
        return {};
    });
}

Result<std::optional<Certification>> TrainingRows::certification(const model::BrandId& brand,
                                                                 const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<Certification>> {
        return read_certification(db, brand, employee);
    });
}

Result<void> TrainingRows::certify(const model::BrandId& brand, const Certification& given) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (brand_of_employee(db, given.employee) != brand)
            return base::fail(base::ErrorCode::not_found, "identity.employee.not_found");
        give(db, brand, given);
        return {};
    });
}

Result<std::optional<FirstMinutes>> TrainingRows::first_minutes(const model::BrandId& brand,
                                                                const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<FirstMinutes>> {
        MH_LET(minutes, read_progress(db, brand, employee));
        if (minutes.seed == 0) return std::nullopt;
        return minutes;
    });
}

Result<void> TrainingRows::change_first_minutes(const model::BrandId& brand,
                                                const model::EmployeeId& employee, base::Instant at,
                                                const Change& change) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_LET(minutes, read_progress(db, brand, employee));
        const FirstMinutes was = minutes;
        MH_LET(given, change(minutes, read_certification(db, brand, employee)));
        if (minutes != was)
            db.use("certification.save_progress")
                .bind("employee", employee)
                .bind("brand", brand)
                .bind("document", answer::write_first_minutes(minutes))
                .bind("changed_at", at)
                .run();
        if (given) give(db, brand, *given);
        return {};
    });
}

Result<std::vector<answer::Trainee>> TrainingRows::trainees(const model::BrandId& brand,
                                                            const model::EmployeeId& after, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<answer::Trainee>> {
        auto query = db.use("certification.people");
        query.bind("brand", brand).bind("after", after).bind("limit", limit);
        std::vector<answer::Trainee> all;
        while (query.step()) {
            auto row = query.row();
            answer::Trainee one;
            one.person.id = row.id<model::EmployeeId>();
            one.person.brand = brand;
            one.person.name = row.text();
            one.person.initials = row.text();
            one.person.role = model::role(row.text()).value_or(model::Role::employee);
            one.person.department = row.id<model::DepartmentId>();
            if (const std::string document = row.text(); !document.empty()) {
                MH_LET(minutes, answer::read_first_minutes(document));
                one.minutes = std::move(minutes);
            }
            row.number();
            Certification given;
            given.employee = one.person.id;
            given.level = row.text();
            given.by = row.id<model::EmployeeId>();
            given.reason = row.text();
            if (const auto at = row.maybe_at()) {
                given.at = *at;
                one.certification = std::move(given);
            }
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<std::vector<std::string>> TrainingRows::topics_of(const model::BrandId& brand,
                                                         const model::ConversationId& conversation) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<std::string>> {
        auto query = db.use("certification.found");
        query.bind("brand", brand).bind("conversation", conversation);
        std::vector<std::string> all;
        while (query.step()) {
            const std::string found = query.row().text();
            for (const model::FoundBy& one : found_from(found))
                if (std::ranges::find(all, one.query.value) == all.end()) all.push_back(one.query.value);
        }
        return all;
    });
}

}  // namespace manyhands::storage
