// manyhands-lab simulate
#include <charconv>
#include <iostream>

#include <boost/json.hpp>

#include "app/lab.hpp"
#include "app/simulate/disk.hpp"
#include "app/simulate/simulate.hpp"
#include "cli/command.hpp"

namespace manyhands::app {

namespace json = boost::json;
using namespace simulate;

namespace {

constexpr std::string_view kHelp =
    R"(manyhands-lab simulate: a whole company on one thread, in a time of its own, while everything breaks

  --seed N        one life; the same seed is the same life, byte for byte (default 1)
  --seeds K       K lives, from --seed on; the first that breaks a rule is named with the command that repeats it
  --hours H       how much of each is lived before the world calms down (default 1; 0.25 is a quarter of an hour)
  --mistake NAME  put a mistake in on purpose: the run must find it
                  fresh-keys, blind-resend, no-settle, lost-posts, lying-disk, stolen-claims, moved-deadline
  --trace         every line of what happens
  --json          one JSON object a life
  --help

Exit codes: 0 every rule held, 1 one was broken, 2 wrong usage.
)";

struct Wanted {
    Life life;
    std::uint64_t seeds = 1;
    double hours = 1;
    bool trace = false;
    bool json = false;
};

template <class T>
bool read(const std::string& text, T& into) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), into);
    return problem == std::errc() && end == text.data() + text.size();
}

// An exit code when there is nothing to do.
std::optional<int> parse(const std::vector<std::string>& args, Wanted& wanted) {
    const auto wrong = [](const std::string& why) {
        std::cerr << "manyhands-lab simulate: " << why << "\n" << kHelp;
        return cli::kUsage;
    };
    for (std::size_t i = 1; i < args.size(); ++i) {
        const std::string& name = args[i];
        if (name == "--help") {
            std::cout << kHelp;
            return cli::kDone;
        }
        if (name == "--trace") {
            wanted.trace = true;
            continue;
        }
        if (name == "--json") {
            wanted.json = true;
            continue;
        }
        const bool known = name == "--seed" || name == "--seeds" || name == "--hours" || name == "--mistake";
        if (!known) return wrong("unknown: " + name);
        if (++i == args.size()) return wrong(name + " needs a value");
        const std::string& value = args[i];
        bool good = true;
        if (name == "--seed") good = read(value, wanted.life.seed);
        if (name == "--seeds") good = read(value, wanted.seeds) && wanted.seeds > 0;
        if (name == "--hours") good = read(value, wanted.hours) && wanted.hours > 0 && wanted.hours <= 1000;
        if (name == "--mistake") {
            const auto found = simulate::mistake(value);
            good = found.has_value();
            if (found) wanted.life.mistake = *found;
        }
        if (!good) return wrong(name + " cannot be " + value);
    }
    wanted.life.lasts = base::Micros(static_cast<std::int64_t>(wanted.hours * 3.6e9));
    return std::nullopt;
}

double hours_of(base::Micros time) {
    return static_cast<double>(time.count()) / 3.6e9;
}

std::string command(const Wanted& wanted, std::uint64_t seed) {
    std::string text = fmt::format("manyhands-lab simulate --seed {} --hours {:g}", seed, wanted.hours);
    if (wanted.life.mistake != Mistake::none)
        text += fmt::format(" --mistake {}", to_string(wanted.life.mistake));
    return text;
}

void print_json(const Wanted& wanted, const Outcome& outcome) {
    json::object counts;
    for (const auto& [name, n] : outcome.counts)
        counts[name] = n;
    json::object failpoints;
    for (const auto& [name, n] : outcome.failpoints)
        failpoints[name] = n;
    json::object line{{"seed", outcome.seed},
                      {"digest", outcome.digest},
                      {"held", !outcome.broken.has_value()},
                      {"hours", hours_of(outcome.simulated)},
                      {"cpu_seconds", outcome.cpu_seconds},
                      {"checks", outcome.checks},
                      {"counts", std::move(counts)},
                      {"failpoints", std::move(failpoints)}};
    if (outcome.broken)
        line["broken"] = json::object{{"rule", outcome.broken->rule},
                                      {"what", outcome.broken->what},
                                      {"at_seconds", static_cast<double>(outcome.broken->at.count()) / 1e6},
                                      {"repeat", command(wanted, outcome.seed)}};
    std::cout << json::serialize(line) << std::endl;
}

void print(const Wanted& wanted, const Outcome& outcome) {
    const double hours = hours_of(outcome.simulated);
    std::cout << fmt::format(
        "seed {}: {} | {:.2f} simulated hours in {:.2f} s of CPU ({:.1f} h/s) | {} checks | digest {}\n",
        outcome.seed, outcome.broken ? "BROKEN" : "held", hours, outcome.cpu_seconds,
        hours / std::max(outcome.cpu_seconds, 1e-6), outcome.checks, outcome.digest);
    if (outcome.broken)
        std::cout << fmt::format("  {}: {}\n  at {:.6f} s; again with: {}\n", outcome.broken->rule,
                                 outcome.broken->what, static_cast<double>(outcome.broken->at.count()) / 1e6,
                                 command(wanted, outcome.seed));
    std::cout << std::flush;
}

struct Sum {
    std::uint64_t lives = 0;
    std::uint64_t broken = 0;
    std::optional<std::uint64_t> first;
    base::Micros simulated{0};
    double cpu_seconds = 0;
    std::int64_t checks = 0;
    std::map<std::string, std::int64_t> counts;
};

void print_sum(const Wanted& wanted, const Sum& sum) {
    const double hours = hours_of(sum.simulated);
    const auto count = [&](const char* name) {
        const auto found = sum.counts.find(name);
        return found == sum.counts.end() ? 0 : found->second;
    };
    std::cout << fmt::format(
        "{} lives, {} broken | {:.1f} simulated hours in {:.1f} s of CPU ({:.2f} h/s) | {} answers posted, "
        "{} crashes, "
        "{} storms, {} clock jumps, {} bands passed, {} checks\n",
        sum.lives, sum.broken, hours, sum.cpu_seconds, hours / std::max(sum.cpu_seconds, 1e-6),
        count("posted"), count("crashes"), count("storms"), count("clock jumps"), count("bands passed"),
        sum.checks);
    if (sum.first) std::cout << "first: " << command(wanted, *sum.first) << "\n";
}

}  // namespace

std::optional<int> lab_verb(const std::vector<std::string>& args) {
    if (args.empty() || args[0] != "simulate") return std::nullopt;
    Wanted wanted;
    if (const auto code = parse(args, wanted)) return code;
    if (wanted.trace) wanted.life.print = [](const std::string& line) { std::cout << line; };
    simulate::Disk::this_process_has_one_thread();
    Sum sum;
    const std::uint64_t from = wanted.life.seed;
    for (std::uint64_t seed = from; seed < from + wanted.seeds; ++seed) {
        Life life = wanted.life;
        life.seed = seed;
        const Outcome outcome = simulate::simulate(life);
        if (wanted.json)
            print_json(wanted, outcome);
        else
            print(wanted, outcome);
        ++sum.lives;
        if (outcome.broken) {
            ++sum.broken;
            if (!sum.first) sum.first = seed;
        }
        sum.simulated += outcome.simulated;
        sum.cpu_seconds += outcome.cpu_seconds;
        sum.checks += outcome.checks;
        for (const auto& [name, n] : outcome.counts)
            sum.counts[name] += n;
    }
    if (!wanted.json && wanted.seeds > 1) print_sum(wanted, sum);
    return sum.broken == 0 ? cli::kDone : cli::kFailed;
}

}  // namespace manyhands::app
