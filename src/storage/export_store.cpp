#include "storage/export_store.hpp"

#include "storage/notes_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

using base::Result;

template <class Read>
auto page_of(Engine& engine, std::string_view statement, const model::BrandId& brand,
             const std::string& after, int limit, Read read) {
    using Item = std::invoke_result_t<Read, sqlite::Row&>;
    return engine.read([&](sqlite::Connection& db) -> Result<std::vector<Item>> {
        auto query = db.use(statement);
        query.bind("after", after).bind("brand", brand).bind("limit", limit);
        std::vector<Item> items;
        while (query.step()) {
            auto row = query.row();
            items.push_back(read(row));
        }
        return items;
    });
}

}  // namespace

Result<std::unique_ptr<ExportRows>> ExportRows::open_for_reading(const std::filesystem::path& data_dir,
                                                                 const base::Clock& clock) {
    MH_LET(engine, Engine::open_for_reading(data_dir, clock));
    return std::unique_ptr<ExportRows>(new ExportRows(std::move(engine)));
}

Result<std::vector<model::Conversation>> ExportRows::export_conversations(const model::BrandId& brand,
                                                                          const std::string& after,
                                                                          int limit) {
    return page_of(*engine_, "export.conversations", brand, after, limit,
                   [](sqlite::Row& row) { return read_conversation(row).conversation; });
}

Result<std::vector<model::Post>> ExportRows::export_posts(const model::BrandId& brand,
                                                          const std::string& after, int limit) {
    return page_of(*engine_, "export.posts", brand, after, limit, read_post);
}

Result<std::vector<model::Answer>> ExportRows::export_answers(const model::BrandId& brand,
                                                              const std::string& after, int limit) {
    return page_of(*engine_, "export.answers", brand, after, limit, read_answer);
}

Result<std::vector<model::Note>> ExportRows::export_notes(const model::BrandId& brand,
                                                          const std::string& after, int limit) {
    return page_of(*engine_, "export.notes", brand, after, limit, read_note);
}

Result<std::vector<EpisodeRow>> ExportRows::export_episodes(const model::BrandId& brand,
                                                            const std::string& conversation, int number,
                                                            int limit) {
    return engine_->read([&](sqlite::Connection& db) -> Result<std::vector<EpisodeRow>> {
        auto query = db.use("export.episodes");
        query.bind("after", conversation).bind("number", number).bind("brand", brand).bind("limit", limit);
        std::vector<EpisodeRow> items;
        while (query.step()) {
            auto row = query.row();
            EpisodeRow item;
            item.conversation = row.id<model::ConversationId>();
            item.number = row.integer();
            item.account = row.id<model::AccountId>();
            item.department = row.id<model::DepartmentId>();
            item.post = row.id<model::PostId>();
            item.opened_at = row.at();
            item.found_late = row.truth();
            item.outcome = row.text();
            item.ended_at = row.maybe_at();
            item.answer_post = row.maybe_id<model::PostId>();
            item.answer = row.maybe_id<model::AnswerId>();
            item.employee = row.maybe_id<model::EmployeeId>();
            items.push_back(std::move(item));
        }
        return items;
    });
}

}  // namespace manyhands::storage
