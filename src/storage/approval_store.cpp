#include "storage/approval_store.hpp"

#include "storage/audit_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {

using base::Result;

namespace {
constexpr std::int64_t kPeopleAtMost = 100'000;
}

Result<std::optional<answer::SavedLanes>> ApprovalRows::lanes(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::SavedLanes>> {
        auto query = db.use("answer.lanes");
        query.bind("brand", brand);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        answer::SavedLanes saved;
        saved.version = row.number();
        MH_LET(read, answer::read_lanes(row.text()));
        saved.lanes = std::move(read);
        saved.note = row.text();
        saved.saved_by = row.id<model::EmployeeId>();
        saved.saved_at = row.at();
        return saved;
    });
}

Result<void> ApprovalRows::save_lanes(const model::BrandId& brand, const answer::SavedLanes& saved,
                                      std::int64_t former) {
    const std::string document = answer::write_lanes(saved.lanes);
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::int64_t newest = 0;
        {
            auto query = db.use("answer.lanes");
            query.bind("brand", brand);
            if (query.step()) newest = query.row().number();
        }
        if (newest != former)
            return base::fail(base::ErrorCode::stale, "answer.lanes.stale",
                              {{"current", std::to_string(newest)}});
        db.use("answer.save_lanes")
            .bind("brand", brand)
            .bind("version", saved.version)
            .bind("document", document)
            .bind("note", saved.note)
            .bind("saved_by", saved.saved_by)
            .bind("saved_at", saved.saved_at)
            .run();
        audit_add(db, brand, saved.saved_at,
                  {"lanes.saved", "lanes", std::to_string(saved.version), "{}", saved.saved_by.value});
        return {};
    });
}

Result<std::vector<model::Answer>> ApprovalRows::awaiting(const model::BrandId& brand, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::Answer>> {
        auto query = db.use("answer.awaiting");
        query.bind("brand", brand).bind("how_many", std::int64_t{limit});
        std::vector<model::Answer> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(read_answer(row));
        }
        return all;
    });
}

Result<std::vector<std::string>> ApprovalRows::said_by_customer(const model::BrandId& brand,
                                                                const model::ConversationId& id, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<std::string>> {
        auto query = db.use("answer.said_by_customer");
        query.bind("conversation", id).bind("brand", brand).bind("how_many", std::int64_t{limit});
        std::vector<std::string> all;
        while (query.step())
            all.push_back(query.row().text());
        return all;
    });
}

Result<int> ApprovalRows::sent_by(const model::BrandId& brand, const model::EmployeeId& author, int at_most) {
    return engine_.read([&](sqlite::Connection& db) -> Result<int> {
        auto query = db.use("answer.sent_by");
        query.bind("brand", brand).bind("author", author).bind("how_many", std::int64_t{at_most});
        query.step();
        return query.row().integer();
    });
}

Result<std::vector<model::Employee>> ApprovalRows::active_people(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::Employee>> {
        auto query = db.use("answer.approvers");
        query.bind("brand", brand).bind("how_many", kPeopleAtMost);
        std::vector<model::Employee> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(read_employee(row));
        }
        return all;
    });
}

}  // namespace manyhands::storage
