// First-answer figures (decision 2): episodes, nearest-rank percentiles, bands, "never" after seven days, no
// answer needed apart, found late shown. One reading behind chart, table, file and drill.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/conversation.hpp"
#include "model/promise.hpp"
#include "reports/episodes.hpp"
#include "reports/hours.hpp"

namespace manyhands::reports {

class Store : public EpisodeStore, public HoursStore {};

// business: only the time in which the episode's department was open counts. "Never" stays seven days of the
// wall clock: it says that nobody came, not that the office was closed.
enum class ClockKind { wall, business };
enum class GroupBy { day, account, department, employee, hour, day_kind };
std::string_view to_string(ClockKind clock);
std::string_view to_string(GroupBy by);
std::optional<ClockKind> clock_kind(std::string_view text);
// "channel" is a word for account.
std::optional<GroupBy> group_by(std::string_view text);

struct Filter {
    std::string account;  // ids; empty: all
    std::string department;
    std::string employee;  // who answered; "nobody": answered by none of our people
};

struct Question {
    model::BrandId brand;
    base::Instant from{};
    base::Instant to{};
    std::string zone;  // IANA: of the days and hours
    base::Instant now{};
    ClockKind clock = ClockKind::wall;
    GroupBy by = GroupBy::day;
    Filter filter;
    bool compare = false;  // also the period of the same length before
    // Each post is counted by the promise of its time; none: the house's own.
    std::shared_ptr<const model::PromiseHistory> promises = {};
};

struct Band {
    std::optional<int> up_to_minutes;  // nothing: more than the last one
    std::int64_t answered = 0;
};

// One of the clocks beside that of the first answer.
struct ClockFigures {
    std::int64_t counted = 0;  // answered + waiting + never + only_held
    std::int64_t answered = 0;
    std::int64_t waiting = 0;    // younger than seven days
    std::int64_t never = 0;      // seven days without any answer
    std::int64_t only_held = 0;  // a holding answer, and in seven days or until it was closed no other
    std::optional<double> mean_seconds;
    std::optional<std::int64_t> p50_seconds;
    std::optional<std::int64_t> p90_seconds;
    std::optional<std::int64_t> p99_seconds;
};

struct Figures {
    std::int64_t episodes = 0;  // that need an answer: answered + waiting + never
    std::int64_t answered = 0;
    std::int64_t waiting = 0;  // younger than seven days
    std::int64_t overdue = 0;  // of the waiting: longer than the promise by now
    std::int64_t never = 0;    // seven days without an answer
    std::int64_t no_answer_needed = 0;
    std::int64_t found_late = 0;  // of the episodes
    std::int64_t within_promise = 0;
    std::int64_t outside_hours =
        0;  // of the answered, by the business clock: asked and answered while closed, 0 s
    std::optional<double> mean_seconds;
    std::optional<std::int64_t> p50_seconds;
    std::optional<std::int64_t> p90_seconds;
    std::optional<std::int64_t> p99_seconds;
    std::vector<Band> bands;
    ClockFigures real;        // by concern: since its first question, to the answer that is no holding one
    std::int64_t held = 0;    // of the concerns: a holding answer came first
    std::int64_t missed = 0;  // of the held: a promise passed
    std::optional<ClockFigures> action;  // to what was promised and done; nothing when there is none
};

// What a department took of the time to the real answers, of the concerns that have one.
struct DepartmentTime {
    std::string department;  // id
    std::int64_t concerns = 0;
    std::int64_t seconds = 0;
};

// Of a grouping: an id ("" of an employee: nobody of ours), "2026-03-09", "0" to "23", a kind of day.
struct Group : Figures {
    std::string key;
};

struct Day : Figures {
    std::string day;                                // "2026-03-09" in the report's zone
    model::DayKind kind = model::DayKind::working;  // by the brand's calendar
};

struct FirstAnswer : Figures {
    base::Instant from{};
    base::Instant to{};
    std::string zone;
    ClockKind clock = ClockKind::wall;
    GroupBy by = GroupBy::day;
    int promise_minutes = model::kPromiseMinutes;  // the one that holds now
    std::vector<Group> groups;  // days, hours and kinds: all of them in order; others: the largest first
    std::vector<Day> by_day;    // every day of the period, also empty ones
    std::vector<DepartmentTime> departments;  // the one that took longest first
    std::optional<Figures> before;            // of [from - (to - from), from)
};

// Nearest rank: the smallest value such that at least p % are not greater. `sorted` ascending; nothing if
// empty.
std::optional<std::int64_t> percentile(const std::vector<std::int64_t>& sorted, double p);

// Errors: invalid ("reports.bad_period", "reports.period_too_long": more than 3,660 days, unknown zone,
// "reports.no_hours": the business clock without business hours).
base::Result<FirstAnswer> first_answer(Store& store, const Question& question);
// By day, wall clock, everything.
base::Result<FirstAnswer> first_answer(Store& store, const model::BrandId& brand, base::Instant from,
                                       base::Instant to, const std::string& zone, base::Instant now);

// -- from a figure to its conversations
// ------------------------------------------------------------------------
enum class Fate { answered, waiting, never, no_answer_needed, only_held };
std::string_view to_string(Fate fate);

// Which of a report's episodes. Everything given must hold; "counted" is answered, waiting or never.
struct Pick {
    std::optional<std::string> group;  // a key of Question::by
    std::string fate;  // of Fate, or "" (counted), "within_promise", "late" (answered, promise not kept),
                       // "found_late"; of the real clock also "only_held", "held", "missed"
    std::optional<int> band;  // place in bands
    bool real = false;        // of the real answer's clock: concerns instead of episodes
};
bool is_pick(std::string_view fate);

struct Picked {
    EpisodePlace place;
    Fate fate = Fate::waiting;
    std::optional<std::int64_t> seconds;  // of an answered one, on the question's clock
    std::optional<base::Instant> answered_at;
    bool found_late = false;
    std::string employee;  // id; empty: nobody of ours
};

struct PickedPage {
    std::vector<Picked> items;
    std::optional<EpisodePlace> next;  // behind this one; nothing: the end
};

// Newest first. Errors: as first_answer. Reads on until `limit` are found or `kLookedAtMost` episodes were
// looked at (then the page is short and goes on).
inline constexpr std::int64_t kLookedAtMost = 200'000;
base::Result<PickedPage> picked(Store& store, const Question& question, const Pick& pick,
                                const std::optional<EpisodePlace>& after, std::size_t limit);

}  // namespace manyhands::reports
