#include "storage/reports_store.hpp"

namespace manyhands::storage {
namespace {

reports::EpisodeEnd end_of(const std::string& outcome) {
    if (outcome == "answered") return reports::EpisodeEnd::answered;
    return outcome == "dropped" ? reports::EpisodeEnd::dropped : reports::EpisodeEnd::open;
}

}  // namespace

base::Result<void> ReportsStore::episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                          const std::function<void(const reports::EpisodeRow&)>& each) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("reports.episodes");
        query.bind("brand", brand).bind("from_at", from).bind("to_at", to);
        while (query.step()) {
            auto row = query.row();
            reports::EpisodeRow episode;
            episode.conversation = row.id<model::ConversationId>();
            episode.number = row.integer();
            episode.opened_at = row.at();
            const auto ended_at = row.maybe_at();
            episode.end = end_of(row.text());
            if (episode.end == reports::EpisodeEnd::answered) episode.answered_at = ended_at;
            episode.account = row.id<model::AccountId>();
            episode.department = row.id<model::DepartmentId>();
            each(episode);
        }
        return {};
    });
}

}  // namespace manyhands::storage
