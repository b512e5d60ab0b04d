// What one episode is in a question's figures: its fate, its time, its band, its day and group. The report
// and the drill ask the same object, so that a figure and its conversations cannot differ. Not thread-safe.
#pragma once

#include <deque>

#include "reports/first_answer.hpp"

namespace manyhands::reports {

struct Outcome {
    Fate fate = Fate::waiting;
    std::int64_t seconds = 0;  // of an answered one, on the question's clock, cut to whole seconds
    base::Micros took{0};      // the same, whole
    bool within_promise = false;
    bool overdue = false;  // waiting, and longer than the promise by now
    std::size_t band = 0;
    bool outside_hours = false;  // answered before any office hour passed: 0 s by the business clock
    std::size_t day = 0;         // of the period
};

class Measure {
  public:
    // `hours` and `names` must outlive it. Errors: as first_answer.
    static base::Result<Measure> make(const Question& question, const model::HoursOfBrand& hours,
                                      EpisodeNames& names);

    bool wanted(const EpisodeFact& fact);
    Outcome outcome(const EpisodeFact& fact);
    Outcome outcome(const HeldFact& held);
    // Of what was promised and done: however long it took.
    Outcome outcome_of_action(const EpisodeFact& fact);
    // On the question's clock, by the department's office hours.
    base::Micros between(std::uint32_t department, base::Instant from, base::Instant to);
    // By Question::by: the place among the fixed groups, or the number of the name.
    std::size_t group(const EpisodeFact& fact, const Outcome& outcome);
    std::string group_key(std::size_t group) const;

    // Where waiting times are divided, in minutes, ascending: the last band has no end.
    const std::vector<int>& bands() const { return bands_; }
    std::size_t day_count() const { return begins_.size(); }
    // Of days, hours and kinds; 0 for groups that come with the data.
    std::size_t fixed_groups() const;
    const std::string& day_name(std::size_t day) const { return day_names_[day]; }
    model::DayKind day_kind(std::size_t day) const;  // by the brand's own calendar

  private:
    // One calendar that departments share.
    struct Office {
        const model::BusinessHours* hours = nullptr;
        std::optional<model::BusinessTime> time;
        std::vector<model::DayKind> kinds;  // of each day
    };
    Measure(const Question& question, const model::HoursOfBrand& hours, EpisodeNames& names)
        : question_(question),
          bands_(question.promises ? question.promises->now().bands : model::Promise().bands),
          hours_(hours),
          names_(names) {}
    enum class Never { after_a_week, not_at_all };
    Outcome outcome(const EpisodeFact& fact, Never never);
    base::Result<void> lay_out_days();
    base::Result<void> open_office(const model::BusinessHours* hours);
    const Office& office_of(std::uint32_t department);
    std::size_t day_of(base::Instant t);
    int hour_of(base::Instant t, std::size_t day) const;

    Question question_;
    std::vector<int>
        bands_;  // where waiting times are divided: those of today, so that every answer falls into one
    const model::HoursOfBrand& hours_;
    EpisodeNames& names_;
    std::uint32_t account_ = 0, department_ = 0, employee_ = 0;  // of the filter; 0: all
    std::vector<std::string> day_names_;
    std::vector<std::chrono::sys_days> dates_;
    std::vector<base::Instant> begins_;  // of each day, in the zone; as many as day_names_
    base::Instant end_{};                // of the last day
    std::size_t last_day_ = 0;
    std::deque<Office> offices_;                // the brand's first
    std::vector<const Office*> by_department_;  // by the number of the name
};

}  // namespace manyhands::reports
