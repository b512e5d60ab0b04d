// One seed is one life of a whole company: its server (the real rooms over a real SQLite), four networks, two
// hundred people and their customers, on one thread and in a time of its own, while everything breaks that
// can. See docs/adr/0034-deterministic-simulation.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/simulate/trace.hpp"

namespace manyhands::app::simulate {

// Mistakes that are put in on purpose, at the product's borders: what the simulator is worth is that it finds
// them.
enum class Mistake {
    none,
    fresh_keys,      // every attempt to send has a key and a creation time of its own
    blind_resend,    // an unknown answer is sent again without looking
    no_settle,       // the network is read too early, and believed
    lost_posts,      // what a network tells is forgotten now and then
    lying_disk,      // nothing is ever synced
    stolen_claims,   // a claim is ended in its holder's name
    moved_deadline,  // a question's clock is set later
};
inline constexpr Mistake kMistakes[] = {Mistake::fresh_keys,    Mistake::blind_resend, Mistake::no_settle,
                                        Mistake::lost_posts,    Mistake::lying_disk,   Mistake::stolen_claims,
                                        Mistake::moved_deadline};
std::string_view to_string(Mistake mistake);
std::optional<Mistake> mistake(std::string_view text);

struct Life {
    std::uint64_t seed = 1;
    base::Micros lasts =
        std::chrono::hours(1);  // simulated; then the world calms down and is looked at as a whole
    Mistake mistake = Mistake::none;
    Trace::Print print;  // each line of the trace; empty: nobody
};

struct Broken {
    std::string rule;  // "an answer is posted once"
    std::string what;
    base::Micros at{0};
};

struct Outcome {
    std::uint64_t seed = 0;
    std::string digest;
    std::optional<Broken> broken;  // the first; the run ends with it
    base::Micros simulated{0};
    double cpu_seconds = 0;
    std::int64_t checks = 0;
    std::map<std::string, std::int64_t> counts;      // "posts", "answers sent", "crashes" ...
    std::map<std::string, std::int64_t> failpoints;  // how often each was passed
};

// One at a time in a process: the disk stands below every database of the process, the failpoints are
// watched.
Outcome simulate(const Life& life);

}  // namespace manyhands::app::simulate
