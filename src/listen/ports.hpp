// What listening with queries needs of the store beside the queries themselves.
#pragma once

#include <string>
#include <vector>

#include "listen/heard.hpp"
#include "listen/queries.hpp"

namespace manyhands::listen {

// One query's count, as it is kept.
struct KeptCount {
    model::QueryId query;
    std::int64_t total = 0;
    std::string recent;
};

struct Alert {
    model::BrandId brand;
    model::QueryId query;
    std::int64_t found = 0;
    AlertRule rule;
    base::Instant at{};
    model::NoticeId notice;                 // the same for everybody who is told
    std::vector<model::EmployeeId> told{};  // by the store
};

// Thread-safe; writes block until durable.
class LiveStore {
  public:
    virtual ~LiveStore() = default;
    virtual base::Result<std::vector<KeptCount>> found_counts(const model::BrandId& brand) = 0;
    virtual base::Result<void> save_found_counts(const model::BrandId& brand,
                                                 const std::vector<KeptCount>& counts) = 0;
    // Leaves a notice for the query's owner and the leads, and gives who they are; nobody: told within the
    // rule's time already, or the query is not on (any more).
    virtual base::Result<std::vector<model::EmployeeId>> raise_alert(const Alert& alert) = 0;
};

// Reads beside the writer. Thread-safe.
class StoredPosts {
  public:
    virtual ~StoredPosts() = default;
    struct Page {
        std::vector<HeardPost> posts;  // newest first; nobody's own, none that is deleted or erased
        std::string next;              // for `before`; empty: the end
    };
    virtual base::Result<Page> posts_before(const model::BrandId& brand, const std::string& before,
                                            int limit) = 0;
};

}  // namespace manyhands::listen
