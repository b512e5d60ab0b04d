// The store against what the disk and the bare database can do on the same machine in the same minute:
//   ingest        mentions a second through route, journal, lists and log, deliveries of 100 by four
//   listeners;
//                 beside it bare rows (conversation and post with their unique indexes) in batches of 100
//   acknowledged  p99 of a claim while that ingest goes on; beside it p99 of a lone write + fsync of 4 KiB
//   page          p99 of a queue page of 50 from N conversations; beside it 50 rows by their primary key
// mh_bench_storage [folder] [conversations] [ingest]; the seed is fixed and printed. With "ingest" it does
// only that and says what it cost: for a profiler.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <unistd.h>

#include "route/route.hpp"
#include "storage/store.hpp"

namespace manyhands {
namespace {

constexpr std::uint64_t kSeed = 20260101;
constexpr int kBatch = 100;
constexpr int kListeners = 4;

using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point began) {
    return std::chrono::duration<double>(Steady::now() - began).count();
}

// Nearest rank, in milliseconds.
double percentile(std::vector<double> values, double p) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const auto rank =
        static_cast<std::size_t>(std::max(1.0, p / 100 * static_cast<double>(values.size()) + 0.999999));
    return values[std::min(rank, values.size()) - 1] * 1000;
}

template <class T>
T must(base::Result<T> result) {
    if (result) return std::move(*result);
    fmt::print(stderr, "{}: {}\n", result.error().key, result.error().cause);
    std::exit(1);
}
void must(const base::Result<void>& result) {
    if (result) return;
    fmt::print(stderr, "{}: {}\n", result.error().key, result.error().cause);
    std::exit(1);
}

void print(const char* name, const std::string& measured, const std::string& reference, double ratio,
           const std::string& goal, bool met) {
    fmt::print("{} | {} | {} | {:.2f} | {} | {}\n", name, measured, reference, ratio, goal,
               met ? "met" : "short");
}

class Bench {
  public:
    Bench(const std::filesystem::path& folder, int conversations)
        : folder_(folder), conversations_(conversations), random_(kSeed), ids_(clock_, random_) {
        store_ = must(storage::Store::open(folder_ / "store", clock_));
        brand_ = {ids_.make<model::BrandId>(), "Bench", true, clock_.now()};
        must(store_->add_brand(brand_));
        department_ = {ids_.make<model::DepartmentId>(), brand_.id, "고객지원", "Support"};
        must(store_->add_department(department_));
        account_.id = ids_.make<model::AccountId>();
        account_.brand = brand_.id;
        account_.department = department_.id;
        account_.network = "simulated";
        account_.remote_id = "brand";
        account_.handle = "brand.example";
        must(store_->add_account(account_, {}));
    }

    void ingest_only() {
        const double rate = fill();
        fmt::print("ingest, mentions/s | {:.0f}\n", rate);
    }

    void run() {
        const double ingest = fill();
        const double bare = bare_rows();
        print("ingest, mentions/s", fmt::format("{:.0f}", ingest), fmt::format("bare rows {:.0f}", bare),
              ingest / bare, ">= 20000", ingest >= 20'000);
        const double flush = fsync_p99();
        const double claim = claims_under_ingest();
        print("claim acknowledged under ingest, p99 ms", fmt::format("{:.2f}", claim),
              fmt::format("write + fsync of 4 KiB {:.2f}", flush), claim / flush, "<= 10", claim <= 10);
        const auto [page, rows] = pages();
        print("queue page of 50, p99 ms", fmt::format("{:.2f}", page),
              fmt::format("50 rows by primary key {:.2f}", rows), page / rows, "<= 5", page <= 5);
    }

  private:
    std::vector<route::Incoming> batch() {
        std::vector<route::Incoming> posts;
        const int first = next_.fetch_add(kBatch);
        for (int n = first; n < first + kBatch; ++n) {
            route::Incoming in;
            in.remote.network = "simulated";
            in.remote.remote_id = in.remote.root_remote_id = "post-" + std::to_string(n);
            in.remote.author = {"customer-" + std::to_string(n), "c.example", "고객",
                                static_cast<std::int64_t>(random_.below(50'000)), ""};
            in.remote.text = "어제 산 이어폰이 한쪽만 들려요. 교환이 되나요? " + std::to_string(n);
            in.remote.created_at = clock_.now();
            in.remote.addressed_to_us = true;
            in.lang = "ko";
            in.concerns_us = true;
            posts.push_back(std::move(in));
        }
        return posts;
    }

    void ingest_one() {
        const route::ReceiveContext context{brand_.id,
                                            account_.id,
                                            department_.id,
                                            account_.remote_id,
                                            clock_.now(),
                                            ids_,
                                            [](const model::EmployeeId&) { return false; }};
        const auto counts = must(store_->ingest(
            {brand_.id, account_.id, batch(), std::to_string(next_.load())},
            [&](const auto& in, auto& reader) { return route::receive(in, reader, context); }));
        if (counts.posts != kBatch) std::exit(1);
    }

    double fill() {
        const auto began = Steady::now();
        std::vector<std::thread> listeners;
        for (int i = 0; i < kListeners; ++i)
            listeners.emplace_back([this] {
                while (next_ < conversations_)
                    ingest_one();
            });
        for (auto& listener : listeners)
            listener.join();
        return next_ / seconds_since(began);
    }

    // The same posts as bare rows: what SQLite itself does on this disk.
    double bare_rows() {
        sqlite3* db = nullptr;
        sqlite3_open((folder_ / "bare.db").c_str(), &db);
        const auto exec = [db](const char* sql) { sqlite3_exec(db, sql, nullptr, nullptr, nullptr); };
        exec(
            "pragma journal_mode=wal; pragma synchronous=full;"
            "create table c(id text primary key, brand text, customer text, root text, at integer, excerpt "
            "text);"
            "create unique index c1 on c(brand, customer, root); create index c2 on c(brand, at, id);"
            "create table p(id text primary key, brand text, network text, remote text, c text, at integer, "
            "body text);"
            "create unique index p1 on p(brand, network, remote); create index p2 on p(c, at)");
        sqlite3_stmt* c = nullptr;
        sqlite3_stmt* p = nullptr;
        sqlite3_prepare_v2(db, "insert into c values(?1, ?2, ?3, ?3, ?4, ?5)", -1, &c, nullptr);
        sqlite3_prepare_v2(db, "insert into p values(?1, ?2, 'simulated', ?3, ?1, ?4, ?5)", -1, &p, nullptr);
        const int rows = std::min(conversations_, 20'000);
        const auto began = Steady::now();
        for (int n = 0; n < rows;) {
            exec("begin immediate");
            for (int i = 0; i < kBatch; ++i, ++n) {
                const std::string id = ids_.make<model::PostId>().value;
                const std::string remote = "post-" + std::to_string(n);
                const std::string text = "어제 산 이어폰이 한쪽만 들려요. 교환이 되나요? " + remote;
                for (sqlite3_stmt* statement : {c, p}) {
                    sqlite3_bind_text(statement, 1, id.c_str(), -1, SQLITE_STATIC);
                    sqlite3_bind_text(statement, 2, brand_.id.value.c_str(), -1, SQLITE_STATIC);
                    sqlite3_bind_text(statement, 3, remote.c_str(), -1, SQLITE_STATIC);
                    sqlite3_bind_int64(statement, 4, n);
                    sqlite3_bind_text(statement, 5, text.c_str(), -1, SQLITE_STATIC);
                    sqlite3_step(statement);
                    sqlite3_reset(statement);
                }
            }
            exec("commit");
        }
        const double rate = rows / seconds_since(began);
        sqlite3_finalize(c);
        sqlite3_finalize(p);
        sqlite3_close(db);
        return rate;
    }

    double fsync_p99() {
        const int file = ::open((folder_ / "fsync").c_str(), O_CREAT | O_RDWR, 0600);
        const std::string block(4096, 'x');
        std::vector<double> times;
        for (int i = 0; i < 300; ++i) {
            const auto began = Steady::now();
            if (::pwrite(file, block.data(), block.size(), i * 4096) < 0 || ::fdatasync(file) != 0)
                std::exit(1);
            times.push_back(seconds_since(began));
        }
        ::close(file);
        return percentile(times, 99);
    }

    double claims_under_ingest() {
        const auto page = must(store_->page({brand_.id, {}, desk::View::queue, {}, {}, "", 200}));
        std::atomic<bool> stop = false;
        std::thread listener([&] {
            while (!stop)
                ingest_one();
        });
        std::vector<double> times;
        const model::EmployeeId person("someone");
        for (int round = 0; round < 3; ++round) {
            for (const auto& row : page.rows) {
                const auto began = Steady::now();
                must(store_->transact(brand_.id, row.conversation.id,
                                      [&](const model::ConversationState* state) {
                                          return round == 1 ? route::release(*state, person, clock_.now())
                                                            : route::claim(*state, person, clock_.now());
                                      }));
                times.push_back(seconds_since(began));
            }
        }
        stop = true;
        listener.join();
        return percentile(times, 99);
    }

    std::pair<double, double> pages() {
        std::vector<double> page_times;
        std::vector<double> row_times;
        std::vector<model::ConversationId> ids;
        std::string cursor;
        for (int i = 0; i < 1000; ++i) {
            desk::PageQuery query;
            query.brand = brand_.id;
            query.view = desk::View::queue;
            query.cursor = cursor;
            const auto began = Steady::now();
            const auto page = must(store_->page(query));
            page_times.push_back(seconds_since(began));
            cursor = page.next;
            ids.clear();
            for (const auto& row : page.rows)
                ids.push_back(row.conversation.id);
            const auto rows_began = Steady::now();
            if (must(store_->rows(brand_.id, ids)).size() != ids.size()) std::exit(1);
            row_times.push_back(seconds_since(rows_began));
        }
        return {percentile(page_times, 99), percentile(row_times, 99)};
    }

    std::filesystem::path folder_;
    int conversations_;
    base::SystemClock clock_;
    base::SeededRandom random_;
    base::IdSource ids_;
    std::unique_ptr<storage::Store> store_;
    model::Brand brand_;
    model::Department department_;
    model::Account account_;
    std::atomic<int> next_ = 0;
};

}  // namespace
}  // namespace manyhands

int main(int argc, char** argv) {
    using namespace manyhands;
    std::string made = (std::filesystem::temp_directory_path() / "mh-bench-XXXXXX").string();
    const bool own = argc < 2;
    if (own && ::mkdtemp(made.data()) == nullptr) return 1;
    const std::filesystem::path folder = own ? made : argv[1];
    std::filesystem::create_directories(folder);
    const int conversations = argc > 2 ? std::atoi(argv[2]) : 100'000;
    fmt::print("storage, seed {}, {} conversations\n", kSeed, conversations);
    std::fflush(stdout);
    Bench bench(folder, conversations);
    if (argc > 3 && std::string(argv[3]) == "ingest")
        bench.ingest_only();
    else
        bench.run();
    if (own) std::filesystem::remove_all(folder);
    return 0;
}
