// The set of queries that is listened with now. A change is compiled beside it and takes its place whole:
// nobody ever sees half of one. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "listen/query_set.hpp"

namespace manyhands::listen {

class LiveSet {
  public:
    // Told on the thread of the compiler when the queries are live, with those that were refused, or why
    // they are not.
    using Done = std::function<void(const base::Result<std::vector<RefusedQuery>>& refused)>;

    // Starts with no query. Errors: those of QuerySet::compile.
    static base::Result<std::unique_ptr<LiveSet>> start();
    // Waits for the compiler; what has not begun is left undone.
    ~LiveSet();
    LiveSet(const LiveSet&) = delete;
    LiveSet& operator=(const LiveSet&) = delete;

    // Never null. Whoever holds it may go on with it; the next call gives what is live by then.
    std::shared_ptr<const QuerySet> current() const;
    // Returns at once. Of several that wait only the last is compiled; the others' `done` is never called.
    void replace(std::vector<NamedQuery> queries, Done done = {});

  private:
    explicit LiveSet(std::shared_ptr<const QuerySet> first);
    void work();
    void put(std::shared_ptr<const QuerySet> set);

    struct Job {
        std::vector<NamedQuery> queries;
        Done done;
    };
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const QuerySet> current_;
    std::optional<Job> next_;
    bool stopped_ = false;
    std::thread compiler_;
};

}  // namespace manyhands::listen
