// The product's own server, with a hand that lets mentions come and people work inside it.
#include "app/serve.hpp"

#include <atomic>
#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

#include <fmt/core.h>

#include "http/bench.hpp"

namespace manyhands::bench {
namespace {

class Load {
  public:
    Load(app::Company& company, const std::string& folder)
        : company_(company),
          stamps_(folder),
          mentions_thread_([this] { bring_mentions(); }),
          changes_thread_([this] { make_changes(); }) {}
    ~Load() {
        stop_ = true;
        mentions_thread_.join();
        changes_thread_.join();
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    std::atomic<int> mentions{0};
    std::atomic<int> changes{0};
    std::atomic<std::int64_t> received{0};
    std::atomic<std::int64_t> committed_at{0};

  private:
    // Waits for the next of `per_second` turns; false when there is none for now.
    bool turn(int per_second, std::int64_t& next) {
        if (per_second <= 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            next = steady_ns();
            return false;
        }
        next = std::max(next + 1'000'000'000 / per_second, steady_ns() - 200'000'000);
        std::this_thread::sleep_for(std::chrono::nanoseconds(next - steady_ns()));
        return !stop_;
    }

    // Deliveries as a listener makes them, twenty a second; every fourth post follows up on an earlier one.
    void bring_mentions() {
        storage::Store& store = company_.store();
        const model::Account account = must(store.accounts()).front();
        base::SeededRandom random(kSeed + 1);
        std::int64_t n = base::to_micros(clock_.now()) / 1000;  // others than those of an earlier run
        std::vector<route::Incoming> recent;
        for (std::int64_t next = steady_ns(); !stop_;) {
            const int rate = mentions;
            if (!turn(rate > 0 ? 20 : 0, next)) continue;
            std::vector<route::Incoming> posts;
            for (int i = 0; i < rate / 20; ++i) {
                posts.push_back(incoming(random, ++n, clock_.now()));
                if (i % 4 == 0 && !recent.empty()) {
                    const auto& old = recent[random.below(recent.size())].remote;
                    posts.back().remote.author = old.author;
                    posts.back().remote.root_remote_id = old.root_remote_id;
                    posts.back().remote.parent_remote_id = old.remote_id;
                }
            }
            const route::ReceiveContext context{account.brand,
                                                account.id,
                                                account.department,
                                                account.remote_id,
                                                clock_.now(),
                                                company_.ids(),
                                                [](const model::EmployeeId&) { return false; }};
            const auto counts = must(store.ingest(
                {account.brand, account.id, posts, std::to_string(n)},
                [&](const auto& in, auto& reader) { return route::receive(in, reader, context); }));
            received += counts.posts;
            if (recent.size() < 1000) recent.insert(recent.end(), posts.begin(), posts.end());
        }
    }

    // One change at a time, stamped with the instant in which it was durable.
    void make_changes() {
        storage::Store& store = company_.store();
        const model::Account account = must(store.accounts()).front();
        const auto people = must(store.employees(account.brand));
        const model::Employee& who = people.back();
        const model::Actor actor{who.id, who.brand, who.department, who.role, who.initials, std::nullopt};
        const auto page = must(store.page({account.brand, who.id, desk::View::queue, {}, {}, "", 200}));
        std::size_t at = 0;
        for (std::int64_t next = steady_ns(); !stop_;) {
            if (!turn(changes, next) || page.rows.empty()) continue;
            const auto& id = page.rows[at++ / 2 % page.rows.size()].conversation.id;
            const bool done =
                (at % 2 != 0 ? company_.route().claim(actor, id) : company_.route().release(actor, id))
                    .has_value();
            const std::int64_t when = committed_at;
            if (done) stamps_.set(must(store.last_seq(account.brand)), when);
        }
    }

    app::Company& company_;
    Stamps stamps_;
    base::SystemClock clock_;
    std::atomic<bool> stop_ = false;
    std::thread mentions_thread_;
    std::thread changes_thread_;
};

}  // namespace

int serve(const std::string& folder, int threads) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto began = steady_ns();
    const base::SystemClock clock;
    base::SystemRandom random;
    const auto company = must(app::Company::open({folder, false, false, nullptr}, clock, random));
    http::SiteConfig config;
    config.server.threads = threads;
    const auto site = must(http::Site::start(config, app::deps_of(*company, clock)));
    Load load(*company, folder);
    company->on_commit([&] {
        load.committed_at = steady_ns();
        site->live().wake();
    });
    company->start();
    fmt::print("{{\"ready\":{:.1f},\"port\":{}}}\n", static_cast<double>(steady_ns() - began) / 1e6,
               site->port());
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string verb;
        int n = 0;
        words >> verb >> n;
        if (verb == "quit") break;
        if (verb == "mentions") load.mentions = n;
        if (verb == "changes") load.changes = n;
        fmt::print("{{\"received\":{},\"account\":\"{}\"}}\n", load.received.load(),
                   must(company->store().accounts()).front().id.value);
        std::fflush(stdout);
    }
    load.mentions = 0;
    load.changes = 0;
    company->on_commit(nullptr);
    site->stop();
    company->stop();
    return 0;
}

}  // namespace manyhands::bench
