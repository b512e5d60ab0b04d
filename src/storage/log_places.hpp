// Places in a brand's log.
#pragma once

#include "model/ids.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// 0 when the log is empty.
std::int64_t last_seq(sqlite::Connection& db, const model::BrandId& brand);
// The place before the first entry at or after that instant. The log has no index by time; its numbers ascend
// with it, so halving finds the place in a few steps.
std::int64_t seq_before(sqlite::Connection& db, const model::BrandId& brand, base::Instant when);

}  // namespace manyhands::storage
