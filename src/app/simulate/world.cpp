#include "app/simulate/world.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include <unistd.h>

#include "app/account_worker.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "channels/simulated/simulated.hpp"

namespace manyhands::app::simulate {

using namespace std::chrono_literals;

namespace {

// How deep waiting may nest: somebody waits for a network, meanwhile somebody else begins to wait, and so on.
constexpr int kNested = 5;
// A loop of the product that comes back more often than this in a second has lost its head.
constexpr int kRoundsASecond = 60;
constexpr base::Micros kEverything = 10min;
constexpr base::Micros kCalm = 12min;

double cpu_now() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::vector<Rules> four_networks() {
    Rules keyed{"keyed", true, 0us, 4s, 3s, {}};
    Rules plain{"plain", false, 0us, 5s, 8s, {}};
    Rules lagging{"lagging", false, 5s, 6s, 15s, {}};
    Rules slow{"slow", true, 1s, 12s, 10s, {}};
    slow.weather.latency_least = 400ms;
    slow.weather.latency_most = 6s;
    slow.weather.told_to_wait = 0.03;
    return {keyed, plain, lagging, slow};
}

}  // namespace

World::World(const Life& life)
    : life_(life),
      random_(life.seed * 2 + 1),
      product_(life.seed * 2),
      trace_(truth_, life.print),
      disk_(random_) {
    const WirePorts ports{truth_, random_, trace_, [this](Micros by) { pass(by); }};
    for (Rules& rules : four_networks())
        nets_.push_back(std::make_unique<Net>(std::move(rules), ports, life.mistake));
    std::vector<Net*> nets;
    nets.reserve(nets_.size());
    for (const auto& net : nets_)
        nets.push_back(net.get());
    oracle_ = std::make_unique<Oracle>(brand_, nets, clock_);
    const Ground ground{clock_, random_, trace_, *oracle_, nets, life.mistake, counts_};
    staff_ = std::make_unique<Staff>(ground);
    crowd_ = std::make_unique<Crowd>(ground);
    std::string name = (std::filesystem::temp_directory_path() / "manyhands-simulate-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    if (life.mistake == Mistake::lying_disk) disk_.lie_about_syncs();
    base::watch_failpoints([this](std::string_view name_of) { passed(name_of); });
    base::set_log_sink(
        [this](base::LogLevel, std::string_view, std::string_view message, base::LogFields fields) {
            std::string cause;
            for (const auto& [key, value] : fields)
                if (key == "cause") cause = value;
            const bool ours = message == "broken invariant" || message == "a post was left out";
            if (ours && !disk_.dead())
                oracle_->say("no invariant of the product breaks", std::string(message) + ": " + cause);
        });
}

World::~World() {
    base::watch_failpoints({});
    base::set_log_sink({});
    disk_.cut();
    end_company();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

base::Micros World::a_while(Micros mean) {
    const double u = std::max(random_.unit(), 1e-9);
    return Micros(static_cast<std::int64_t>(-std::log(u) * static_cast<double>(mean.count()))) + 1us;
}

void World::at(Micros when, std::function<void()> deed) {
    turns_.push({when, ++order_, std::move(deed)});
}

void World::now_and_then(Micros mean, std::function<void()> deed) {
    at(now() + a_while(mean), [this, mean, deed] {
        if (calm_) return;
        now_and_then(mean, deed);
        deed();
    });
}

// -- the company
// ---------------------------------------------------------------------------------------------

bool World::open_company() {
    CompanyOptions options;
    options.data = folder_;
    options.threads = storage::sqlite::Threads::none;
    options.channels = [this] {
        channels::ChannelList list;
        for (const auto& net : nets_)
            list.push_back(net->channel());
        return list;
    };
    auto opened = Company::open(options, clock_, product_);
    if (!opened) {
        trace_.say("server", "does not start: " + opened.error().key);
        oracle_->fine(opened, "start");
        return false;
    }
    company_ = std::move(*opened);
    return true;
}

void World::found() {
    const auto must = [](const auto& result, const char* what) {
        if (!result)
            throw std::runtime_error(std::string(what) + ": " + result.error().key + " " +
                                     result.error().cause);
    };
    if (!open_company()) throw std::runtime_error("the company does not open");
    auto& store = company_->store();
    must(store.add_brand({brand_, "Hanbit", false, clock_.now()}), "brand");
    for (const auto& department : departments_)
        must(store.add_department({department, brand_, department.value, department.value}), "department");
    must(staff_->hire(*company_, brand_, departments_), "staff");
    for (std::size_t i = 0; i < nets_.size(); ++i) {
        Net& net = *nets_[i];
        net.weather = Weather{};
        must(company_->accounts().connect(brand_, departments_[i % departments_.size()], net.rules().id,
                                          {{"address", std::string(channels::simulated::kInside)},
                                           {"token", net.token()},
                                           {"keys", net.rules().keys ? "yes" : "no"}}),
             "account");
        net.weather = net.rules().weather;
    }
    make_loops();
}

void World::make_loops() {
    loops_.clear();
    sender_of_.clear();
    const auto add = [this](std::string name, auto round) {
        loops_.push_back(Loop{std::move(name),
                              std::move(round),
                              base::Alarm(clock_, clock_.now()),
                              {},
                              false,
                              false,
                              0,
                              {},
                              0});
    };
    const auto accounts = company_->store().accounts();
    if (accounts)
        for (const model::Account& account : *accounts) {
            AccountWorker* worker = company_->accounts().worker(account.id);
            if (worker == nullptr) continue;
            add(account.network + " listens", [worker] { return worker->listen_once(); });
            sender_of_[account.id] = loops_.size();
            add(account.network + " sends", [worker] { return worker->send_once(); });
        }
    scheduler_ = loops_.size();
    add("scheduler", [this] { return company_->scheduler().run_once(); });
}

void World::end_company() {
    loops_.clear();
    company_.reset();
}

void World::crash(std::string_view where) {
    trace_.say("server", fmt::format("crashes: {}", where));
    ++counts_["crashes"];
    disk_.cut();
    end_company();
    disk_.power_on();
    for (const auto& net : nets_)
        net->forget_what_was_said();
    crash_at_.clear();
    up_again_ = now() + 300ms + a_while(4s);
}

void World::start_again() {
    starting_ = true;
    // Now and then the power goes again at once.
    if (!calm_ && one_in(8)) disk_.cut_after(static_cast<std::int64_t>(1 + below(20)));
    const bool open = open_company();
    starting_ = false;
    if (!open || disk_.dead()) {
        if (disk_.dead()) return crash("while it starts");
        end_company();
        up_again_ = now() + 2s;
        return;
    }
    up_again_.reset();
    make_loops();
    trace_.say("server", "is there again");
    oracle_->look_after_start(company_->store());
}

// -- whose turn it is
// ----------------------------------------------------------------------------------------

void World::wake(Loop& loop) {
    if (loop.running) {
        loop.again = true;
        return;
    }
    const Micros when = now() + Micros(static_cast<std::int64_t>(below(20'000)));
    if (!loop.woken_at || *loop.woken_at > when) loop.woken_at = when;
}

// The product wakes all of them at every commit. Those to whom the news is nothing find nothing and sleep on,
// so they are woken here only now and then: a simulated hour has some ten thousand commits.
void World::wake_by_events() {
    for (const model::AccountId& account : oracle_->senders)
        if (const auto found = sender_of_.find(account); found != sender_of_.end())
            wake(loops_[found->second]);
    oracle_->senders.clear();
    if (oracle_->scheduler && scheduler_ < loops_.size()) wake(loops_[scheduler_]);
    oracle_->scheduler = false;
    if (one_in(50))
        for (Loop& loop : loops_)
            if (!loop.name.ends_with("listens")) wake(loop);
}

void World::run(Loop& loop) {
    loop.woken_at.reset();
    loop.running = true;
    loop.again = false;
    if (now() - loop.second > 1s) {
        loop.second = now();
        loop.rounds = 0;
    }
    if (++loop.rounds > kRoundsASecond) oracle_->say("a loop sleeps when it has nothing to do", loop.name);
    const auto next = loop.round();
    loop.running = false;
    ++loop.all;
    oracle_->fine(next, loop.name);
    // As the loops of the product do when their own store fails.
    const std::optional<base::Instant> deadline =
        next ? *next : std::optional<base::Instant>(clock_.now() + 5s);
    loop.alarm = base::Alarm(clock_, deadline);
    if (loop.again) wake(loop);
}

bool World::step(Micros end) {
    // The earliest of the people's and the world's turns and the product's alarms.
    std::optional<Micros> first;
    Loop* whose = nullptr;
    if (!turns_.empty()) first = turns_.top().at;
    for (Loop& loop : loops_) {
        if (loop.running) continue;
        std::optional<Micros> when = loop.woken_at;
        if (const auto left = loop.alarm.left(clock_))
            when = when ? std::min(*when, now() + *left) : now() + *left;
        if (when && (!first || *when < *first)) {
            first = when;
            whose = &loop;
        }
    }
    if (up_again_ && depth_ == 0 && (!first || *up_again_ <= *first)) {
        if (*up_again_ > end) return false;
        if (*up_again_ > now()) truth_.advance(*up_again_ - now());
        start_again();
        return true;
    }
    if (!first || *first > end) return false;
    if (*first > now()) truth_.advance(*first - now());
    ++steps_;
    if (whose != nullptr) {
        run(*whose);
    } else {
        const auto deed = turns_.top().deed;
        turns_.pop();
        deed();
    }
    after_step();
    return true;
}

void World::after_step() {
    if (disk_.dead()) throw Crash{};
    if (!company_) return;
    oracle_->look(company_->store());
    wake_by_events();
    if (disk_.dead()) throw Crash{};
}

void World::run_until(Micros end) {
    while (!oracle_->broken()) {
        try {
            if (!step(end)) break;
        } catch (const Crash&) {
            depth_ = 0;
            crash(crash_at_.empty() ? "power" : crash_at_);
        }
    }
    if (!oracle_->broken() && now() < end) truth_.advance(end - now());
}

// Somebody of the product waits: the others go on meanwhile.
void World::pass(Micros by) {
    if (disk_.dead()) throw Crash{};
    const Micros end = now() + by;
    if (depth_ >= kNested || !company_ || loops_.empty()) {
        truth_.advance(by);
        return;
    }
    ++depth_;
    while (!oracle_->broken() && step(end)) {
    }
    --depth_;
    if (now() < end) truth_.advance(end - now());
}

void World::passed(std::string_view name) {
    ++failpoints_[std::string(name)];
    if (starting_) return;
    if (disk_.dead()) throw Crash{};
    if (!crash_at_.empty() && crash_at_ == name && --crash_visits_ <= 0) {
        disk_.cut();
        throw Crash{};
    }
    // Between two steps of one of them another may come, but not inside a transaction.
    const bool inside = name.starts_with("storage.");
    if (!inside && !loops_.empty() && one_in(12)) pass(Micros(static_cast<std::int64_t>(below(400'000))));
}

// -- what happens
// --------------------------------------------------------------------------------------------

void World::plan_life() {
    now_and_then(6s, [this] { crowd_->act(); });
    now_and_then(1500ms, [this] {
        if (company_) staff_->act(*company_);
    });
    now_and_then(4min, [this] { plan_crash(); });
    now_and_then(90s, [this] { storm(); });
    now_and_then(5min, [this] { disk_trouble(); });
    now_and_then(20min, [this] { turn_the_clock(); });
    now_and_then(kEverything, [this] {
        if (company_) oracle_->look_at_everything(company_->store());
    });
}

void World::plan_crash() {
    if (!company_) return;
    switch (below(5)) {
        case 0:
            disk_.cut();
            return;
        case 1:
        case 2:
            disk_.cut_after(static_cast<std::int64_t>(1 + below(60)));
            return;
        default: {
            if (failpoints_.empty()) return;
            auto chosen = failpoints_.begin();
            std::advance(chosen, static_cast<std::ptrdiff_t>(below(failpoints_.size())));
            crash_at_ = chosen->first;
            crash_visits_ = static_cast<int>(1 + below(4));
            return;
        }
    }
}

void World::storm() {
    Net& net = *nets_[below(nets_.size())];
    if (!net.well()) return;
    net.set_well(false);
    simulated::Faults faults = net.calm();
    Weather& weather = net.weather;
    Micros lasts = 10s + a_while(40s);
    const auto kind = below(10);
    switch (kind) {
        case 0:
            faults.refuse = 0.6;
            weather.server_error = 0.3;
            break;
        case 1:
            weather.server_error = 0.7;
            break;
        case 2:
            weather.told_to_wait = 0.6;
            break;
        case 3:
            faults.signed_out = true;
            break;
        case 4:
            faults.silent = true;
            break;
        case 5:
            faults.hang_up = 0.4;
            faults.hang_up_early = 0.2;
            break;
        case 6:
            faults.late = 0.4;
            faults.late_by = 1500ms;
            break;
        case 7:
            weather.answer_lost = 0.4;
            weather.request_lost = 0.2;
            break;
        case 8:
            faults.duplicate = 0.5;
            faults.reorder = 0.5;
            break;
        default:
            weather.latency_least = 2s;
            weather.latency_most = 20s;
            weather.not_connected = 0.3;
            break;
    }
    net.set_faults(faults);
    trace_.say(net.rules().id, fmt::format("storm {} for {}", kind, lasts.count()));
    ++counts_["storms"];
    at(now() + lasts, [&net] {
        net.set_faults(net.calm());
        net.weather = net.rules().weather;
        net.set_well(true);
    });
}

void World::disk_trouble() {
    const auto kind = below(3);
    trace_.say("disk", fmt::format("trouble {}", kind));
    ++counts_["disk troubles"];
    if (kind == 0) {
        disk_.fill(true);
        at(now() + 5s + a_while(40s), [this] { disk_.fill(false); });
    } else if (kind == 1) {
        disk_.break_calls(static_cast<std::int64_t>(1 + below(3)));
    } else {
        disk_.on_sync([this] { truth_.advance(Micros(static_cast<std::int64_t>(below(300'000)))); });
        at(now() + 5s + a_while(40s), [this] { disk_.on_sync({}); });
    }
}

void World::turn_the_clock() {
    const auto by = Micros(static_cast<std::int64_t>(1'000'000 + below(1'200'000'000)));
    const Micros jump = one_in(2) ? by : -by;
    clock_.jump(jump);
    for (const auto& net : nets_)
        net->forget_what_was_said();
    trace_.say("clock", fmt::format("jumps by {}", jump.count()));
    ++counts_["clock jumps"];
}

void World::calm_down() {
    calm_ = true;
    trace_.say("world", "calms down");
    disk_.fill(false);
    disk_.break_calls(0);
    disk_.on_sync({});
    crash_at_.clear();
    // What was due at an instant that the clock had passed once is due then again: somebody sets it right.
    clock_.jump(clock_.behind());
    for (const auto& net : nets_) {
        net->forget_what_was_said();  // an instant that was named may have come with it
        net->set_faults(net->calm());
        net->weather = net->rules().weather;
    }
    // People decide what is left to decide.
    for (Micros when = now() + 5s; when < now() + kCalm; when += 3s)
        at(when, [this] {
            if (company_) staff_->tidy(*company_);
        });
}

Outcome World::live() {
    const double began = cpu_now();
    found();
    plan_life();
    run_until(life_.lasts);
    const Micros end = now() + kCalm;
    if (!oracle_->broken()) {
        calm_down();
        run_until(end);
    }
    if (!oracle_->broken() && company_) oracle_->look_at_the_end(company_->store(), crowd_->ids());
    if (!oracle_->broken() && !company_)
        oracle_->say("it starts again", "the company is not there at the end");

    Outcome outcome;
    outcome.seed = life_.seed;
    outcome.broken = oracle_->broken();
    if (outcome.broken) {
        outcome.broken->at = now();
        trace_.say("broken", outcome.broken->rule + ": " + outcome.broken->what);
    }
    outcome.simulated = now();
    counts_["events"] = oracle_->events;
    counts_["conversations"] = static_cast<std::int64_t>(oracle_->conversations().size());
    counts_["posted"] = oracle_->posted;
    counts_["bands passed"] = oracle_->bands;
    counts_["steps"] = steps_;
    for (const auto& net : nets_)
        counts_["requests"] += net->requests;
    const DiskCounts& disk = disk_.counts();
    counts_["disk writes"] = disk.writes;
    counts_["disk syncs"] = disk.syncs;
    counts_["disk writes forgotten"] = disk.forgotten;
    counts_["disk writes torn"] = disk.torn;
    outcome.counts = counts_;
    outcome.failpoints = failpoints_;
    outcome.checks = oracle_->checks;
    for (const auto& [name, n] : counts_)
        trace_.say("count", fmt::format("{} {}", name, n));
    outcome.digest = trace_.digest();
    outcome.cpu_seconds = cpu_now() - began;
    return outcome;
}

Outcome simulate(const Life& life) {
    World world(life);
    return world.live();
}

}  // namespace manyhands::app::simulate
