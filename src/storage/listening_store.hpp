// Listening queries, what they were tried on and how much they found, as rows.
#pragma once

#include "desk/desk.hpp"
#include "listen/ports.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ListeningRows : public listen::QueryStore, public listen::LiveStore, public listen::StoredPosts {
  public:
    explicit ListeningRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<listen::Query>> listening_queries(const model::BrandId& brand) override;
    base::Result<listen::Query> listening_query(const model::BrandId& brand,
                                                const model::QueryId& id) override;
    base::Result<void> add_listening_query(const listen::Query& query) override;
    base::Result<listen::Query> change_listening_query(const model::BrandId& brand, const model::QueryId& id,
                                                       const Decide& decide) override;
    base::Result<void> remove_listening_query(const model::BrandId& brand, const model::QueryId& id) override;
    base::Result<void> keep_dry_run(const model::BrandId& brand, const model::QueryId& id,
                                    const std::string& text_key, const listen::DrySummary& run) override;
    base::Result<std::map<std::string, listen::Verdict>> marks(const model::BrandId& brand,
                                                               const std::string& text_key) override;
    base::Result<void> mark(const model::BrandId& brand, const std::string& text_key,
                            const std::string& post_key, std::optional<listen::Verdict> verdict) override;
    base::Result<std::vector<listen::KeptCount>> found_counts(const model::BrandId& brand) override;
    base::Result<void> save_found_counts(const model::BrandId& brand,
                                         const std::vector<listen::KeptCount>& counts) override;
    base::Result<std::vector<model::EmployeeId>> raise_alert(const listen::Alert& alert) override;
    base::Result<Page> posts_before(const model::BrandId& brand, const std::string& before,
                                    int limit) override;

  private:
    Engine& engine_;
};

// Which queries found a post, within the transaction that keeps the post. Nothing: the row goes.
void save_found(sqlite::Connection& db, const model::BrandId& brand, const model::PostId& post,
                const std::vector<model::FoundBy>& found);
// Of a conversation's posts; queries that were removed are left out.
std::map<model::PostId, std::vector<desk::FoundMark>> found_in(sqlite::Connection& db,
                                                               const model::BrandId& brand,
                                                               const model::ConversationId& conversation);
// As kept; what cannot be read is left out.
std::vector<model::FoundBy> found_from(std::string_view text);

}  // namespace manyhands::storage
