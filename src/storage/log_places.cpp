#include "storage/log_places.hpp"

#include <algorithm>
#include <optional>

namespace manyhands::storage {
namespace {

// The nearest entry at or behind a place: its number and its instant.
std::optional<std::pair<std::int64_t, base::Instant>> entry_from(sqlite::Connection& db,
                                                                 const model::BrandId& brand,
                                                                 std::int64_t seq) {
    auto query = db.use("honour.entry_from");
    query.bind("brand", brand).bind("seq", seq);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    const std::int64_t found = row.number();
    return std::pair(found, row.at());
}

}  // namespace

std::int64_t last_seq(sqlite::Connection& db, const model::BrandId& brand) {
    auto query = db.use("honour.last_seq");
    query.bind("brand", brand);
    return query.step() ? query.row().number() : 0;
}

std::int64_t seq_before(sqlite::Connection& db, const model::BrandId& brand, base::Instant when) {
    std::int64_t low = 0;  // everything up to here is earlier
    std::int64_t high = last_seq(db, brand);
    while (low < high) {
        const std::int64_t middle = low + (high - low + 1) / 2;
        const auto entry = entry_from(db, brand, middle);
        if (entry && entry->second < when)
            low = std::max(middle, std::min(entry->first, high));
        else
            high = middle - 1;
    }
    return low;
}

}  // namespace manyhands::storage
