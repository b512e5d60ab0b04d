#include "storage/approval_store.hpp"

#include "storage/documents.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {

using base::Result;

namespace {
constexpr std::int64_t kPeopleAtMost = 100'000;
constexpr Documents kLanes{"answer.lanes",      "answer.lanes_at",    "answer.lane_versions",
                           "answer.save_lanes", "answer.lanes.stale", "lanes"};
}  // namespace

Result<std::optional<answer::SavedLanes>> ApprovalRows::lanes(const model::BrandId& brand) {
    return read_lanes(brand, std::nullopt);
}

Result<std::optional<answer::SavedLanes>> ApprovalRows::lanes_at(const model::BrandId& brand,
                                                                 std::int64_t version) {
    return read_lanes(brand, version);
}

Result<std::optional<answer::SavedLanes>> ApprovalRows::read_lanes(const model::BrandId& brand,
                                                                   std::optional<std::int64_t> version) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::SavedLanes>> {
        MH_LET(row, newest_document(db, kLanes, brand, version));
        if (!row) return std::nullopt;
        MH_LET(read, answer::read_lanes(row->document));
        const answer::GuidelineVersion& about = row->about;
        return answer::SavedLanes{about.version, about.note, about.saved_by, about.saved_at, std::move(read)};
    });
}

Result<std::vector<answer::GuidelineVersion>> ApprovalRows::lane_versions(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) { return versions_of(db, kLanes, brand); });
}

Result<void> ApprovalRows::save_lanes(const model::BrandId& brand, const answer::SavedLanes& saved,
                                      std::int64_t former) {
    const SavedDocument document{{saved.version, saved.note, saved.saved_by, saved.saved_at},
                                 answer::write_lanes(saved.lanes)};
    return engine_.write(
        [&](sqlite::Connection& db) { return save_document(db, kLanes, brand, document, former); });
}

void note_moved(sqlite::Connection& db, const model::BrandId& brand) {
    db.use("answer.note_moved").bind("brand", brand).run();
}

Result<std::vector<std::pair<model::BrandId, std::int64_t>>> ApprovalRows::unheard() {
    using Brands = std::vector<std::pair<model::BrandId, std::int64_t>>;
    return engine_.read([&](sqlite::Connection& db) -> Result<Brands> {
        Brands all;
        auto query = db.use("answer.unheard");
        while (query.step()) {
            auto row = query.row();
            auto brand = row.id<model::BrandId>();
            all.emplace_back(std::move(brand), row.number());
        }
        return all;
    });
}

Result<void> ApprovalRows::heard(const model::BrandId& brand, std::int64_t changes) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("answer.heard").bind("brand", brand).bind("changes", changes).run();
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
