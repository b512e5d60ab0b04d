// A brand's rows for the export, a page at a time in the order of their keys: memory stays bounded however
// much there is, no reading lasts longer than a page, and what was there when it began comes exactly once.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "model/answer.hpp"
#include "model/conversation.hpp"
#include "model/note.hpp"
#include "model/post.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

struct EpisodeRow {
    model::ConversationId conversation;
    int number = 0;
    model::AccountId account;
    model::DepartmentId department;
    model::PostId post;  // the first that waited
    base::Instant opened_at{};
    bool found_late = false;
    std::string outcome;  // "open", "answered", "dropped"
    std::optional<base::Instant> ended_at;
    std::optional<model::PostId> answer_post;
    std::optional<model::AnswerId> answer;
    std::optional<model::EmployeeId> employee;
};

// Thread-safe; each call sees one snapshot. `after`: the key of the last one that is known, empty at the
// beginning. Fewer than `limit`: there are no more.
class ExportRows {
  public:
    // Beside a running server; the errors of Store::open_for_reading.
    static base::Result<std::unique_ptr<ExportRows>> open_for_reading(const std::filesystem::path& data_dir,
                                                                      const base::Clock& clock);

    base::Result<std::vector<model::Conversation>> export_conversations(const model::BrandId& brand,
                                                                        const std::string& after, int limit);
    base::Result<std::vector<model::Post>> export_posts(const model::BrandId& brand, const std::string& after,
                                                        int limit);
    base::Result<std::vector<model::Answer>> export_answers(const model::BrandId& brand,
                                                            const std::string& after, int limit);
    base::Result<std::vector<model::Note>> export_notes(const model::BrandId& brand, const std::string& after,
                                                        int limit);
    // What is written as it is kept: audits and tips. Within one kind by `key`; `after`: that of the last
    // one, empty at the beginning.
    struct Line {
        std::array<std::string, 3> key;
        boost::json::object line;  // without its "kind"
    };
    using Kept = std::vector<Line>;
    base::Result<Kept> export_kept(std::string_view kind, const model::BrandId& brand,
                                   const std::array<std::string, 3>& after, int limit);
    // "score_card", "audit_round" ... in the order in which they are to be read back: what is named comes
    // first.
    static const std::vector<std::string_view>& kept_kinds();

    base::Result<std::vector<EpisodeRow>> export_episodes(const model::BrandId& brand,
                                                          const std::string& conversation, int number,
                                                          int limit);

  private:
    explicit ExportRows(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

    std::unique_ptr<Engine> engine_;
};

}  // namespace manyhands::storage
