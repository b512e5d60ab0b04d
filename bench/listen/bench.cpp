// The listening engine over a made stream, beside a minimal loop of simdjson and Vectorscan and a plain
// Aho-Corasick over the same bytes, in the same run. mh_bench_listen FOLDER [TEXTS]: writes what PostgreSQL
// is to do into FOLDER; TEXTS are real ones, one a line. BENCH=short: little of everything.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <hs/hs.h>
#include <simdjson.h>
#include <unistd.h>

#include "base/text/utf8.hpp"
#include "listen/live_set.hpp"
#include "listen/stream.hpp"
#include "made.hpp"

namespace manyhands::bench {
namespace {

constexpr std::uint64_t kSeed = 20260102;
constexpr std::size_t kPiece = 1U << 20U;

using Clock = std::chrono::steady_clock;

double since(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
}

bool is_short() {
    const char* said = std::getenv("BENCH");
    return said != nullptr && std::string_view(said) == "short";
}

void print(const std::string& name, const std::string& measured, const std::string& reference, double ratio,
           const std::string& goal, int met) {
    fmt::print("{} | {} | {} | {} | {} | {}\n", name, measured, reference,
               ratio > 0 ? fmt::format("{:.2f}", ratio) : "-", goal,
               met < 0   ? "-"
               : met > 0 ? "met"
                         : "short");
    std::fflush(stdout);
}

// Lines of a stream, cut into pieces as the pipe does it.
struct Stream {
    std::string bytes;
    std::vector<std::pair<std::size_t, std::size_t>> pieces;
    std::size_t posts = 0;

    void seal() {
        const std::size_t size = bytes.size();
        bytes.append(listen::PostLine::kPadding, ' ');
        for (std::size_t at = 0; at < size;) {
            std::size_t end = std::min(at + kPiece, size);
            if (end < size) end = bytes.rfind('\n', end) + 1;
            pieces.emplace_back(at, end);
            at = end;
        }
    }
    std::string_view piece(std::size_t i) const {
        return std::string_view(bytes).substr(pieces[i].first, pieces[i].second - pieces[i].first);
    }
};

// ---- (a): nothing but the two libraries
// -----------------------------------------------------------------------

template <class Each>
void each_text(const Stream& stream, const Each& each) {
    simdjson::ondemand::parser parser;
    for (std::size_t i = 0; i < stream.pieces.size(); ++i) {
        std::string_view left = stream.piece(i);
        while (!left.empty()) {
            const std::size_t end = left.find('\n');
            simdjson::ondemand::document document;
            std::string_view text;
            if (parser.iterate(
                          simdjson::padded_string_view(left.data(), end, end + listen::PostLine::kPadding))
                        .get(document) == simdjson::SUCCESS &&
                document["data"]["text"].get_string().get(text) == simdjson::SUCCESS)
                each(text);
            left.remove_prefix(end + 1);
        }
    }
}

// The same literals as ours, in the same database.
class Bare {
  public:
    explicit Bare(const listen::QuerySet& set) : set_(set) { hs_alloc_scratch(set.database(), &scratch_); }
    ~Bare() { hs_free_scratch(scratch_); }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;
    std::size_t run(const Stream& stream) {
        std::size_t hits = 0;
        const auto count = [](unsigned, unsigned long long, unsigned long long, unsigned, void* sum) {
            ++*static_cast<std::size_t*>(sum);
            return 0;
        };
        each_text(stream, [&](std::string_view text) {
            hs_scan(set_.database(), text.data(), static_cast<unsigned>(text.size()), 0, scratch_, count,
                    &hits);
        });
        return hits;
    }

  private:
    const listen::QuerySet& set_;
    hs_scratch* scratch_ = nullptr;
};

// ---- (b): Aho and Corasick's machine, as in the books
// ---------------------------------------------------------

class Machine {
  public:
    explicit Machine(const listen::QuerySet& set) {
        nodes_.emplace_back();
        for (std::uint32_t i = 0; i < set.literals(); ++i) {
            std::uint32_t at = 0;
            for (const char c : set.literal(i)) {
                auto& next = nodes_[at].next;
                const auto found = std::ranges::lower_bound(next, c, {}, &Edge::first);
                if (found != next.end() && found->first == c) {
                    at = found->second;
                    continue;
                }
                const auto fresh = static_cast<std::uint32_t>(nodes_.size());
                next.insert(found, {c, fresh});
                nodes_.emplace_back();
                at = fresh;
            }
            ++nodes_[at].ends;
        }
        std::vector<std::uint32_t> line{0};
        for (std::size_t i = 0; i < line.size(); ++i) {
            for (const auto& [c, child] : nodes_[line[i]].next) {
                if (line[i] != 0) nodes_[child].back = step(nodes_[line[i]].back, c);
                nodes_[child].ends += nodes_[nodes_[child].back].ends;
                line.push_back(child);
            }
        }
    }
    std::size_t run(const Stream& stream) const {
        std::size_t hits = 0;
        each_text(stream, [&](std::string_view text) {
            std::uint32_t at = 0;
            for (const char c : text) {
                at = step(at, c);
                hits += nodes_[at].ends;
            }
        });
        return hits;
    }

  private:
    using Edge = std::pair<char, std::uint32_t>;
    struct Node {
        std::vector<Edge> next;
        std::uint32_t back = 0, ends = 0;
    };
    std::uint32_t step(std::uint32_t at, char c) const {
        while (true) {
            const auto& next = nodes_[at].next;
            const auto found = std::ranges::lower_bound(next, c, {}, &Edge::first);
            if (found != next.end() && found->first == c) return found->second;
            if (at == 0) return 0;
            at = nodes_[at].back;
        }
    }
    std::vector<Node> nodes_;
};

// ---- ours
// -----------------------------------------------------------------------------------------------------

listen::StreamCounts ours(const std::shared_ptr<const listen::QuerySet>& set, const Stream& stream,
                          std::size_t first = 0, std::size_t step = 1) {
    listen::StreamMatcher matcher(set, listen::Explain::no);
    listen::StreamCounts counts;
    std::string out;
    std::vector<listen::BadLine> bad;
    for (std::size_t i = first; i < stream.pieces.size(); i += step) {
        out.clear();
        counts += matcher.run(stream.piece(i), 1, out, bad);
    }
    return counts;
}

// Seconds of this thread's own processor time: others may be on the machine.
double own_seconds(const std::function<void()>& work) {
    const auto now = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    const double began = now();
    work();
    return now() - began;
}

double fastest(int rounds, const std::function<void()>& work) {
    double best = 1e9;
    for (int i = 0; i < rounds; ++i) {
        const auto began = Clock::now();
        work();
        best = std::min(best, since(began));
    }
    return best;
}

double resident_mib() {
    std::ifstream in("/proc/self/statm");
    double pages = 0;
    in >> pages >> pages;
    return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1U << 20U);
}

std::string count_name(std::size_t count) {
    return fmt::format("{} queries", count);
}

void measure(const Stream& stream, const std::vector<listen::NamedQuery>& queries, const std::string& of) {
    const int rounds = is_short() ? 1 : 5;
    const double before = resident_mib();
    auto began = Clock::now();
    std::vector<listen::RefusedQuery> refused;
    const auto compiled = listen::QuerySet::compile(queries, refused);
    const double compile = since(began);
    if (!compiled || !refused.empty()) std::exit(1);
    const auto& set = *compiled;
    const double memory = resident_mib() - before;

    listen::StreamCounts counts;
    Bare bare(*set);
    const Machine machine(*set);
    std::size_t hits = 0;
    ours(set, stream);  // what is made once is made
    double us = 1e9;
    double minimal = 1e9;
    double classic = 1e9;
    for (int i = 0; i < rounds; ++i) {  // in turns, so that all see the same weather
        us = std::min(us, own_seconds([&] { counts = ours(set, stream); }));
        minimal = std::min(minimal, own_seconds([&] { hits += bare.run(stream); }));
        if (i < 2) classic = std::min(classic, own_seconds([&] { hits += machine.run(stream); }));
    }
    const auto posts = static_cast<double>(stream.posts);
    const std::size_t n = queries.size();
    const double rate = posts / us;
    const double goal = n == 1'000 ? 1e6 : n == 10'000 ? 4e5 : 0;
    const std::string name = of + count_name(n);
    print("listen " + name + ", posts/s/core", fmt::format("{:.0f}", rate),
          fmt::format("finds {:.1f} % of posts", 100 * static_cast<double>(counts.found) / posts), 0,
          goal > 0 ? fmt::format(">= {:.0f}", goal) : "-", goal > 0 ? rate >= goal : -1);
    print("listen " + name + ", beside simdjson and Vectorscan alone", fmt::format("{:.0f}", rate),
          fmt::format("{:.0f}", posts / minimal), minimal / us, set->needs_author() ? "-" : ">= 0.70",
          set->needs_author() ? -1 : minimal / us >= 0.7);  // the loop reads no author
    print("listen " + name + ", beside Aho-Corasick", fmt::format("{:.0f}", rate),
          fmt::format("{:.0f}", posts / classic), classic / us, "-", -1);
    if (!of.empty()) return;

    // A change goes live while the former set is being used.
    double swap = 0;
    if (auto live = listen::LiveSet::start()) {
        std::promise<void> first;
        (*live)->replace(queries, [&](const auto&) { first.set_value(); });
        first.get_future().wait();
        std::atomic<bool> stop = false;
        std::thread user([&] {
            while (!stop)
                ours((*live)->current(), stream, 0, stream.pieces.size());
        });
        auto changed = queries;
        changed.back().text = "changed";
        std::promise<void> second;
        const auto start = Clock::now();
        (*live)->replace(std::move(changed), [&](const auto&) { second.set_value(); });
        second.get_future().wait();
        swap = since(start);
        stop = true;
        user.join();
    }
    print("listen " + name + ", a changed query is live, s", fmt::format("{:.3f}", swap),
          fmt::format("compile {:.3f} s", compile), 0, n == 10'000 ? "<= 1" : "-",
          n == 10'000 ? swap <= 1 : -1);
    print("listen " + name + ", memory of the set, MiB",
          fmt::format("{:.1f}", static_cast<double>(set->bytes()) / (1U << 20U)),
          fmt::format("resident +{:.1f}, {} literals", memory, set->literals()), 0, "-", -1);

    if (n != 1'000) return;
    const unsigned cores = std::thread::hardware_concurrency();
    const auto at_once = [](std::size_t count, const std::function<void(std::size_t)>& work) {
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < count; ++t)
            threads.emplace_back(work, t);
        for (std::thread& thread : threads)
            thread.join();
    };
    // What four threads are on this machine now: sums that touch no memory.
    const auto sums = [](std::size_t) {
        std::uint64_t a = 1;
        for (std::uint64_t i = 0; i < 60'000'000; ++i)
            a = (a ^ i) * 0x9E37'79B9'7F4A'7C15U;
        static std::atomic<std::uint64_t> kept;
        kept = a;
    };
    double one = 1e9;
    double four = 1e9;
    double one_sums = 1e9;
    double four_sums = 1e9;
    for (int i = 0; i < rounds; ++i) {  // in turns, so that all see the same weather
        one = std::min(one, fastest(1, [&] { ours(set, stream); }));
        four =
            std::min(four, fastest(1, [&] { at_once(4, [&](std::size_t t) { ours(set, stream, t, 4); }); }));
        one_sums = std::min(one_sums, fastest(1, [&] { at_once(1, sums); }));
        four_sums = std::min(four_sums, fastest(1, [&] { at_once(4, sums); }));
    }
    print("listen " + name + ", four threads, posts/s", fmt::format("{:.0f}", posts / four),
          fmt::format("one {:.0f}, {} cores; sums without memory {:.2f} times", posts / one, cores,
                      4 * one_sums / four_sums),
          one / four, cores >= 4 ? ">= 3" : "-", cores >= 4 ? one / four >= 3 : -1);
}

void write_for_postgres(const std::string& folder, const std::vector<std::string>& texts,
                        const std::vector<listen::NamedQuery>& queries) {
    std::ofstream posts(folder + "/posts.txt");
    for (std::size_t i = 0; i < texts.size() && i < 500; ++i) {
        std::string line = texts[i];
        std::ranges::replace(line, '\n', ' ');
        std::erase_if(line, [](char c) { return c == '\\' || c == '\t'; });
        posts << line << "\n";
    }
    std::ofstream out(folder + "/queries.txt");
    for (const listen::NamedQuery& query : queries)
        out << Maker::as_tsquery(query) << "\n";
}

}  // namespace

int run(int argc, char** argv) {
    if (argc < 2) return 2;
    const std::string folder = argv[1];
    const std::size_t posts = is_short() ? 2'000 : 60'000;
    Maker maker(kSeed);
    Stream stream;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < posts; ++i) {
        std::string text = maker.post_text();
        maker.append_line(text, stream.bytes);
        if (i < 500) texts.push_back(std::move(text));
    }
    stream.posts = posts;
    stream.seal();
    fmt::print("listen, seed {}, {} posts of {} bytes in the middle\n", kSeed, posts,
               stream.bytes.size() / posts);
    const auto queries = maker.queries(is_short() ? 1'000 : 100'000);
    std::vector<std::size_t> sizes{100, 1'000};
    if (!is_short()) sizes.insert(sizes.end(), {10'000, 100'000});
    for (const std::size_t size : sizes)
        measure(stream, {queries.begin(), queries.begin() + static_cast<std::ptrdiff_t>(size)}, "");
    // Every post's author is needed as soon as one query names one.
    std::vector<listen::NamedQuery> with_authors(queries.begin(), queries.begin() + 1'000);
    for (std::size_t i = 0; i < with_authors.size(); i += 20)
        with_authors[i].text = "from:author" + std::to_string(i);
    measure(stream, with_authors, "with from: in 50 of ");
    write_for_postgres(folder, texts, {queries.begin(), queries.begin() + 1'000});

    if (argc < 3) return 0;
    Stream real;
    std::vector<std::string> said;
    std::ifstream in(argv[2]);
    for (std::string text; said.size() < posts && std::getline(in, text);)
        said.push_back(base::repair_utf8(text));
    if (said.empty()) return 0;
    Maker of_real(kSeed);
    of_real.learn(said);
    for (const std::string& text : said)
        of_real.append_line(text, real.bytes);
    real.posts = said.size();
    real.seal();
    const auto asked = of_real.queries(10'000);
    measure(real, {asked.begin(), asked.begin() + 1'000}, "over real texts, ");
    if (!is_short()) measure(real, asked, "over real texts, ");
    return 0;
}

}  // namespace manyhands::bench

int main(int argc, char** argv) {
    return manyhands::bench::run(argc, argv);
}
