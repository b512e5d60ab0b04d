// What asking those who know gains: the same crowd and the same questions under three policies, with the
// functions that production runs. Nobody measured a crowd here: every figure of how people behave is an
// assumption, written below.
//   MH_WHOM_PEOPLE, MH_WHOM_QUESTIONS, MH_WHOM_SEED: the size (tests/know/proof.sh: 2,600 people)
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>
#include <random>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "route/know.hpp"
#include "route/whom.hpp"

namespace manyhands::route {
namespace {

using namespace std::chrono_literals;
using model::Why;

// ---- assumptions about people
// ------------------------------------------------------------------------------------
constexpr int kTopics = 40;
constexpr int kDepartments = 12;
constexpr double kTicked = 0.6;       // of people ticked topics in their first minutes
constexpr double kTickedTruly = 0.7;  // of the ticks are topics that they know
constexpr double kBilingual = 0.45;   // the others speak Korean only
constexpr double kEnglish = 0.2;      // of the questions
constexpr double kFound =
    0.8;  // of the questions are found by the topic's query; of the others nobody knows the topic
constexpr double kAwake =
    0.5;  // of the people can be told at a given time: not asleep, on leave or in a meeting
// Of those told, who looks within a quarter of an hour: falls with the pushes of the last seven days.
constexpr double kReacts = 0.4;
constexpr double kTires = 0.1;
// Each push beyond five in seven days makes somebody switch them off for good.
constexpr int kBearable = 5;
constexpr double kSwitchesOff = 0.005;
constexpr double kLookSeconds = 75;  // median until somebody looks, lognormal, sigma 1
constexpr double kTakesKnown = 0.85;
constexpr double kTakesUnknown = 0.15;
constexpr double kWriteKnown = 90;  // seconds, median, lognormal, sigma 0.6
constexpr double kWriteUnknown = 280;
constexpr double kWrongKnown = 0.05;  // answers that need a second one
constexpr double kWrongUnknown = 0.35;
constexpr double kFromQueue =
    25 * 60;                   // mean seconds until somebody who looks into the queue by themselves takes it
constexpr int kDailyMost = 5;  // push.daily_most; asking everybody knows no such bound
constexpr double kQuestionsADay = 77;  // 28,000 a year

constexpr base::Minutes kPromise{12};

enum class Policy { random, everybody, ours };

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    double unit() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(unit() * static_cast<double>(n)); }
    bool yes(double p) { return unit() < p; }
    double lognormal(double median, double sigma) {
        const double normal = std::sqrt(-2 * std::log(1 - unit())) * std::cos(2 * std::numbers::pi * unit());
        return median * std::exp(sigma * normal);
    }
    double wait(double mean) { return -mean * std::log(1 - unit()); }

  private:
    std::mt19937_64 engine_;
};

struct Person {
    std::vector<int> knows;
    std::vector<int> ticked;
    bool english = false;
    int department = 0;
    // what happened to them
    std::map<int, Shown> shown;
    std::vector<double> pushes;   // instants, seconds
    std::vector<double> answers;  // instants
    double busy_until = 0;
    int all_pushes = 0;
    bool off = false;
};

struct Question {
    double at = 0;
    int topic = 0;
    bool found = false;
    bool english = false;
    int department = 0;
};

struct Outcome {
    std::vector<double> minutes;
    double pushes = 0;  // a person a week
    double by_knowers = 0;
    double wrong = 0;
    double most_pushes = 0;  // of one person in a week
};

int recent(const std::vector<double>& instants, double now, double seconds) {
    int n = 0;
    for (auto at = instants.rbegin(); at != instants.rend() && now - *at < seconds; ++at)
        ++n;
    return n;
}

class Crowd {
  public:
    Crowd(std::uint64_t seed, int people, int questions, bool tiring)
        : dice_(seed), seed_(seed), tiring_(tiring) {
        for (int i = 0; i < people; ++i) {
            Person one;
            one.department = static_cast<int>(dice_.below(kDepartments));
            one.english = dice_.yes(kBilingual);
            for (std::size_t n = 1 + dice_.below(3); n > 0; --n)
                one.knows.push_back(topic());
            if (dice_.yes(kTicked))
                for (std::size_t n = 1 + dice_.below(3); n > 0; --n)
                    one.ticked.push_back(dice_.yes(kTickedTruly) ? one.knows[dice_.below(one.knows.size())]
                                                                 : topic());
            people_.push_back(std::move(one));
        }
        double at = 0;
        for (int i = 0; i < questions; ++i) {
            at += dice_.wait(86'400 / (kQuestionsADay * people / 2600));
            const int about = topic();
            questions_.push_back({at, about, dice_.yes(kFound), dice_.yes(kEnglish),
                                  dice_.yes(0.3) ? about % kDepartments : 0});
        }
    }

    Outcome live(Policy policy) {
        Dice dice(seed_ + 1);
        std::vector<Person> people = people_;
        Outcome outcome;
        int knowers = 0;
        int wrong = 0;
        for (const Question& question : questions_) {
            const auto [who, taken] = ask(people, question, policy, dice);
            Person& one = people[who];
            const bool known = std::ranges::find(one.knows, question.topic) != one.knows.end();
            const double done = taken + dice.lognormal(known ? kWriteKnown : kWriteUnknown, 0.6);
            one.busy_until = done;
            one.answers.push_back(done);
            if (question.found)
                one.shown[question.topic] = with_answer(one.shown[question.topic], instant(done));
            outcome.minutes.push_back((done - question.at) / 60);
            knowers += known ? 1 : 0;
            wrong += dice.yes(known ? kWrongKnown : kWrongUnknown) ? 1 : 0;
        }
        std::ranges::sort(outcome.minutes);
        const double weeks = questions_.back().at / (7 * 86'400);
        double most = 0;
        for (const Person& one : people) {
            outcome.pushes += one.all_pushes;
            most = std::max(most, static_cast<double>(one.all_pushes));
        }
        outcome.pushes /= static_cast<double>(people.size()) * weeks;
        outcome.most_pushes = most / weeks;
        outcome.by_knowers = 100.0 * knowers / static_cast<double>(questions_.size());
        outcome.wrong = 100.0 * wrong / static_cast<double>(questions_.size());
        return outcome;
    }

  private:
    static base::Instant instant(double seconds) {
        return base::from_micros(static_cast<std::int64_t>(seconds * 1e6));
    }
    // A few topics are asked about and known by many.
    int topic() { return static_cast<int>(kTopics * dice_.unit() * dice_.unit()); }

    static Candidate candidate(const Person& one, std::size_t i, const Question& question, double now) {
        Candidate c;
        c.employee = model::EmployeeId(std::to_string(i));
        if (question.found) {
            const auto shown = one.shown.find(question.topic);
            if (shown != one.shown.end() && worth(shown->second, instant(now)) >= kWorthKnowing) {
                c.shown = worth(shown->second, instant(now));
                c.why.push_back(Why::knows);
            }
            if (std::ranges::find(one.ticked, question.topic) != one.ticked.end())
                c.why.push_back(Why::topic);
        }
        if (one.department == question.department) c.why.push_back(Why::department);
        if (!question.english || one.english) c.why.push_back(Why::language);
        c.holding = one.busy_until > now ? 1 : 0;
        c.asked_today = recent(one.pushes, now, 86'400);
        c.answered_week = recent(one.answers, now, 7 * 86'400);
        if (!one.pushes.empty()) c.last_asked = instant(one.pushes.back());
        return c;
    }

    // Who takes it, and when.
    std::pair<std::size_t, double> ask(std::vector<Person>& people, const Question& question, Policy policy,
                                       Dice& dice) {
        std::size_t who = dice.below(people.size());
        double taken = question.at + dice.wait(kFromQueue);
        std::vector<std::size_t> free;
        for (std::size_t i = 0; i < people.size(); ++i) {
            const bool awake = dice.yes(kAwake);
            if (!awake || people[i].off || people[i].busy_until > question.at) continue;
            if (policy != Policy::everybody && recent(people[i].pushes, question.at, 86'400) >= kDailyMost)
                continue;
            free.push_back(i);
        }
        int told = 0;
        for (base::Seconds after{0}; after <= 6min; after += 15s) {
            const double now = question.at + static_cast<double>(after.count());
            if (taken <= now) break;
            if (policy == Policy::everybody && told > 0) continue;
            if (after > 0s && after < 2min) continue;
            for (const std::size_t one : chosen(people, free, question, policy, told, after, dice)) {
                const std::size_t person = free[one];
                const double at = tell(people[person], question, now, dice);
                ++told;
                free[one] = people.size();
                if (at < taken) {
                    taken = at;
                    who = person;
                }
            }
            std::erase(free, people.size());
        }
        return {who, taken};
    }

    std::vector<std::size_t> chosen(const std::vector<Person>& people, const std::vector<std::size_t>& free,
                                    const Question& question, Policy policy, int told, base::Seconds after,
                                    Dice& dice) const {
        std::vector<std::size_t> all(free.size());
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = i;
        if (policy == Policy::everybody) return all;
        if (policy == Policy::ours) {
            std::vector<Candidate> candidates;
            candidates.reserve(free.size());
            for (const std::size_t i : free)
                candidates.push_back(
                    candidate(people[i], i, question, question.at + static_cast<double>(after.count())));
            return whom(candidates, told, Rings{}, after, kPromise);
        }
        // As many as we would ask at that time, whoever they are.
        for (std::size_t i = all.size(); i > 1; --i)
            std::swap(all[i - 1], all[dice.below(i)]);
        const int wanted = reach(Rings{}, after, kPromise, told + static_cast<int>(all.size())) - told;
        all.resize(std::min(all.size(), static_cast<std::size_t>(std::max(0, wanted))));
        return all;
    }

    // When they take it; never: far away.
    double tell(Person& one, const Question& question, double now, Dice& dice) const {
        constexpr double kNever = 1e18;
        const int week = recent(one.pushes, now, 7 * 86'400);
        one.pushes.push_back(now);
        ++one.all_pushes;
        if (tiring_ && week >= kBearable && dice.yes(kSwitchesOff)) one.off = true;
        const double looks = dice.lognormal(kLookSeconds, 1);
        const bool known = std::ranges::find(one.knows, question.topic) != one.knows.end();
        const bool reacts = dice.yes(tiring_ ? kReacts / (1 + kTires * week) : kReacts);
        const bool takes = dice.yes(known ? kTakesKnown : kTakesUnknown);
        return reacts && takes && (!question.english || one.english) ? now + looks : kNever;
    }

    Dice dice_;
    std::uint64_t seed_;
    bool tiring_;
    std::vector<Person> people_;
    std::vector<Question> questions_;
};

int from_environment(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoi(text);
}

double at_rank(const Outcome& outcome, double p) {
    return outcome.minutes[static_cast<std::size_t>(p * static_cast<double>(outcome.minutes.size() - 1))];
}

void print(const char* what, double ours, double random, double everybody, bool less) {
    const auto line = [&](const char* reference, double other) {
        const bool met = less ? ours < other : ours > other;
        fmt::print("know: {} against {} | {:.2f} | {:.2f} | {:.2f} | {} 1 | {}\n", what, reference, ours,
                   other, ours / other, less ? "<" : ">", met ? "met" : "short");
    };
    line("random", random);
    line("first-come", everybody);
}

TEST(WhomSimulation, AskingWhoKnowsIsFasterThanChanceAndThanAskingEverybody) {
    const int people = from_environment("MH_WHOM_PEOPLE", 400);
    const int questions = from_environment("MH_WHOM_QUESTIONS", 500);
    const auto seed = static_cast<std::uint64_t>(from_environment("MH_WHOM_SEED", 20081124));
    fmt::print("# {} people, {} questions | seed {}\n", people, questions, seed);
    Crowd crowd(seed, people, questions, true);
    const Outcome random = crowd.live(Policy::random);
    const Outcome everybody = crowd.live(Policy::everybody);
    const Outcome ours = crowd.live(Policy::ours);
    print("minutes to the first answer, p50", at_rank(ours, 0.5), at_rank(random, 0.5),
          at_rank(everybody, 0.5), true);
    print("minutes to the first answer, p90", at_rank(ours, 0.9), at_rank(random, 0.9),
          at_rank(everybody, 0.9), true);
    print("pushes a person a week", ours.pushes, random.pushes, everybody.pushes, true);
    print("pushes a week of whom most were sent", ours.most_pushes, random.most_pushes, everybody.most_pushes,
          true);
    print("% answered by somebody who knows", ours.by_knowers, random.by_knowers, everybody.by_knowers,
          false);
    print("% that need a second answer", ours.wrong, random.wrong, everybody.wrong, true);
    // What asking everybody rests on: people who never tire of pushes.
    Crowd tireless(seed, people, questions, false);
    const Outcome fast = tireless.live(Policy::everybody);
    const Outcome calm = tireless.live(Policy::ours);
    fmt::print(
        "know: the same if nobody ever tired of pushes, p50 against first-come | {:.2f} | {:.2f} | {:.2f} | "
        "- | -\n",
        at_rank(calm, 0.5), at_rank(fast, 0.5), at_rank(calm, 0.5) / at_rank(fast, 0.5));
    EXPECT_LT(at_rank(ours, 0.5), at_rank(random, 0.5));
    EXPECT_LT(at_rank(ours, 0.9), at_rank(random, 0.9));
    EXPECT_LT(ours.pushes, random.pushes);
    EXPECT_LT(ours.pushes, everybody.pushes);
    EXPECT_GT(ours.by_knowers, random.by_knowers);
    EXPECT_GT(ours.by_knowers, everybody.by_knowers);
    EXPECT_LT(ours.wrong, random.wrong);
}

}  // namespace
}  // namespace manyhands::route
