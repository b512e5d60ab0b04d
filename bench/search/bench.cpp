// Search and saved views over many conversations:
//   index          what the search index costs an ingest: the same posts, tokens and index alone, same
//   batches of 100 page           p99 of a page of 50 through a query: common, rare and absent words, fields
//   that match all or none search         p99 of a page of 30 posts; beside it the evaluator over every post,
//   and whether both find the same
// mh_bench_search [folder] [conversations]; the seed is fixed and printed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "desk/views.hpp"
#include "model/query/index.hpp"
#include "model/query/parser.hpp"
#include "route/route.hpp"
#include "storage/search_index.hpp"
#include "storage/store.hpp"

namespace manyhands {
namespace {

constexpr std::uint64_t kSeed = 20260102;
constexpr int kBatch = 100;

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

class Bench {
  public:
    Bench(std::filesystem::path folder, int conversations)
        : folder_(std::move(folder)), conversations_(conversations), random_(kSeed), ids_(clock_, random_) {
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
        // The first are said often, the last hardly ever.
        for (int i = 0; i < 4000; ++i)
            words_.push_back(word());
    }

    void run() {
        const auto began = Steady::now();
        while (next_ < conversations_)
            ingest_one();
        const double ingest = seconds_since(began) / conversations_ * 1e6;
        const double index = index_alone();
        fmt::print("index, us a post | {:.1f} | ingest {:.1f} | {:.2f} | share <= 0.35 | {}\n", index, ingest,
                   index / ingest, index / ingest <= 0.35 ? "met" : "short");
        std::fflush(stdout);
        for (const char* query : {"환불",
                                  "희귀한말",
                                  "없는말이다",
                                  "환불 희귀한말",
                                  "환불 OR 희귀한말",
                                  "환불 -요청",
                                  "followers>=0",
                                  "followers>=100000000",
                                  "lang:ko",
                                  "state:waiting",
                                  "state:closed",
                                  "holder:me",
                                  "waiting>30m",
                                  "waiting<1m -환불",
                                  "department:고객지원",
                                  "왜",
                                  "=환불",
                                  "환불 NEAR/2 요청",
                                  "is:reply",
                                  "has:question"})
            page(query);
        for (const char* query : {"환불", "희귀한말", "왜", "환불 희귀한말", "환불 NEAR/2 요청", "lang:en"})
            search(query);
        same();
    }

  private:
    std::string word() {
        static constexpr std::string_view kSyllables[] = {
            "가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "고", "노", "도", "로", "모",
            "보", "소", "오", "조", "초", "배", "송", "지", "연", "교", "환", "불", "요", "청", "기"};
        std::string out;
        if (random_.below(4) == 0) {
            for (auto n = 3 + random_.below(6); n > 0; --n)
                out += static_cast<char>('a' + random_.below(26));
            return out;
        }
        for (auto n = 2 + random_.below(3); n > 0; --n)
            out += kSyllables[random_.below(std::size(kSyllables))];
        return out;
    }

    std::string text() {
        std::string out;
        for (int i = 0; i < 12; ++i) {
            // Zipf-like: half of the words are among a few.
            const double place = std::pow(random_.unit(), 3.0) * static_cast<double>(words_.size());
            out += words_[static_cast<std::size_t>(place)];
            out += random_.below(6) == 0 ? "이 " : " ";
        }
        if (random_.below(20) == 0) out += "환불 바로 요청해요 ";
        if (random_.below(200) == 0) out += "도대체왜이래요 ";
        if (random_.below(20'000) == 0) out += "희귀한말이 있어요";
        return out;
    }

    std::vector<route::Incoming> batch() {
        std::vector<route::Incoming> posts;
        for (int i = 0; i < kBatch; ++i) {
            route::Incoming in;
            in.remote.network = "simulated";
            in.remote.remote_id = in.remote.root_remote_id = "post-" + std::to_string(next_);
            in.remote.author = {"customer-" + std::to_string(next_), "c" + std::to_string(next_) + ".example",
                                "고객", static_cast<std::int64_t>(random_.below(50'000)), ""};
            in.remote.text = text();
            in.remote.created_at = clock_.now();
            in.remote.addressed_to_us = true;
            in.lang = "ko";
            in.concerns_us = true;
            posts.push_back(std::move(in));
            ++next_;
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
            {brand_.id, account_.id, batch(), std::to_string(next_)},
            [&](const auto& in, auto& reader) { return route::receive(in, reader, context); }));
        if (counts.posts != kBatch) std::exit(1);
    }

    // The index by itself, in a store of its own, in the same batches.
    double index_alone() {
        auto other = must(storage::Store::open(folder_ / "index", clock_));
        const auto file = other->file();
        other.reset();
        storage::sqlite::Connection db(file, storage::sqlite::Mode::write);
        const int posts = std::min(conversations_, 50'000);
        std::vector<std::string> texts;
        for (int i = 0; i < posts; ++i)
            texts.push_back(text());
        const auto began = Steady::now();
        for (int n = 0; n < posts;) {
            db.exec("begin immediate");
            storage::SearchIndex index(db);
            for (int i = 0; i < kBatch && n < posts; ++i, ++n)
                index.add(brand_.id, ids_.make<model::PostId>(), clock_.now(),
                          texts[static_cast<std::size_t>(n)], "c.example");
            index.flush();
            db.exec("commit");
        }
        return seconds_since(began) / posts * 1e6;
    }

    desk::Filter filter(const std::string& text) {
        auto root = must(model::query::parse_or_refuse(text, model::query::Purpose::view));
        auto names = must(store_->names_in(brand_.id, root));
        return {std::move(root), std::move(names), {model::EmployeeId("me"), clock_.now(), "Asia/Seoul"}};
    }

    void page(const std::string& text) {
        std::vector<double> times;
        std::size_t rows = 0;
        int looked = 0;
        for (const auto view : {desk::View::all, desk::View::queue}) {
            desk::PageQuery query;
            query.brand = brand_.id;
            query.viewer = model::EmployeeId("me");
            query.view = view;
            for (int i = 0; i < 60; ++i) {
                const auto began = Steady::now();
                const auto by = filter(text);
                const auto page = must(store_->filtered_page(query, by));
                times.push_back(seconds_since(began));
                rows += page.page.rows.size();
                looked = std::max(looked, page.looked_at);
                query.cursor = page.page.next;
            }
        }
        const double p99 = percentile(times, 99);
        fmt::print(
            "page through {}, p50 and p99 ms | {:.2f} {:.2f} | rows {} looked at <= {} | - | <= 5 | {}\n",
            text, percentile(times, 50), p99, rows, looked, p99 <= 5 ? "met" : "short");
        std::fflush(stdout);
    }

    void search(const std::string& text) {
        std::vector<double> times;
        std::size_t hits = 0;
        std::string cursor;
        for (int i = 0; i < 100; ++i) {
            const auto began = Steady::now();
            const auto found = must(store_->search(brand_.id, filter(text), cursor, 30));
            times.push_back(seconds_since(began));
            hits += found.hits.size();
            cursor = found.next;
        }
        const double p99 = percentile(times, 99);
        fmt::print("search {}, p50 and p99 ms | {:.2f} {:.2f} | hits {} | - | <= 20 | {}\n", text,
                   percentile(times, 50), p99, hits, p99 <= 20 ? "met" : "short");
        std::fflush(stdout);
    }

    // Everything that a scan finds, for a rare word.
    void same() {
        const auto by = filter("희귀한말");
        std::size_t found = 0;
        std::string cursor;
        do {
            const auto page = must(store_->search(brand_.id, by, cursor, 100));
            found += page.hits.size();
            cursor = page.next;
        } while (!cursor.empty());
        std::size_t scanned = 0;
        const auto began = Steady::now();
        storage::sqlite::Connection db(store_->file(), storage::sqlite::Mode::read);
        auto query = db.use("search.posts_to_index");
        while (query.step()) {
            auto row = query.row();
            row.text();
            row.text();
            row.number();
            const std::string body = row.text();
            model::query::Message message;
            message.text = body;
            scanned += model::query::matches(by.root(), model::query::Subject(message)) ? 1 : 0;
        }
        fmt::print("found of what a scan finds | {} | scan {} in {:.1f} s | {:.2f} | 1.00 | {}\n", found,
                   scanned, seconds_since(began),
                   scanned == 0 ? 1.0 : static_cast<double>(found) / static_cast<double>(scanned),
                   found == scanned ? "met" : "short");
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
    std::vector<std::string> words_;
    int next_ = 0;
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
    fmt::print("search, seed {}, {} conversations\n", kSeed, conversations);
    fmt::print("name | measured | reference | ratio | goal | met\n");
    std::fflush(stdout);
    Bench(folder, conversations).run();
    if (own) std::filesystem::remove_all(folder);
    return 0;
}
