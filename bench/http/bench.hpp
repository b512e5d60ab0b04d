// The parts of mh_bench_http. Each is a process of its own, so that what one costs is not counted for
// another; run.mjs starts them and makes the figures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/company.hpp"

namespace manyhands::bench {

inline constexpr std::uint64_t kSeed = 20260101;
inline constexpr const char* kBrandRemote = "did:plc:benchmarkbrand000000000";

// One of many customers' posts: Korean and English, a remote id as long as a real network's.
route::Incoming incoming(base::Random& random, std::int64_t n, base::Instant at);
// The brand's own answer to it, given elsewhere.
route::Incoming answer_to(const route::Incoming& question, std::int64_t n, base::Instant at);

// make FOLDER CONVERSATIONS PEOPLE: a company in FOLDER; FOLDER/sessions.txt has "cookie csrf" a line.
int make(const std::string& folder, std::int64_t conversations, int people);
// serve FOLDER THREADS: the product's own server. Says {"ready": ms, "port": n}; then takes lines:
// "mentions N" and "changes N" (a second, from now on), "page" (the path of a first page of each list),
// "quit".
int serve(const std::string& folder, int threads);
// streams PORT FOLDER N SECONDS: that many open event streams; {"deliveries", "p50", "p99", "max"} in ms.
int streams(int port, const std::string& folder, int n, int seconds);
// work PORT FOLDER PEOPLE SECONDS [EVERY]: each claims and answers, one after the other, or once in EVERY
// seconds; figures as above.
int work(int port, const std::string& folder, int people, int seconds, int every = 0);
// fsync FOLDER SECONDS: a lone write of 4 KiB made durable, again and again.
int fsync_alone(const std::string& folder, int seconds);

struct SessionLine {
    std::string cookie, csrf;
};
std::vector<SessionLine> read_sessions(const std::string& folder);
std::string percentiles(std::vector<double>& milliseconds);  // "p50": .., "p99": .., "max": ..
std::int64_t steady_ns();

// When the change with this sequence number was durable, shared with the streams' process.
class Stamps {
  public:
    static constexpr std::size_t kSlots = 1 << 20;
    explicit Stamps(const std::string& folder);
    std::int64_t at(std::int64_t seq) const;
    void set(std::int64_t seq, std::int64_t ns);

  private:
    std::int64_t* slots_;
};

template <class T>
T must(base::Result<T> result) {
    if (result) return std::move(*result);
    fprintf(stderr, "%s: %s\n", result.error().key.c_str(), result.error().cause.c_str());
    std::exit(1);
}
inline void must(const base::Result<void>& result) {
    if (result) return;
    fprintf(stderr, "%s: %s\n", result.error().key.c_str(), result.error().cause.c_str());
    std::exit(1);
}

}  // namespace manyhands::bench
