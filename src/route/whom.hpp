// Whom to ask about a waiting question: a few who know at first, twice as many and twice as many again on a
// clock, everybody before the promise is half gone (docs/adr/0060). It says who is told, and hides nothing
// from whoever looks by themselves.
#pragma once

#include <optional>
#include <vector>

#include "base/time.hpp"
#include "model/fit.hpp"
#include "model/ids.hpp"

namespace manyhands::route {

// What a brand set. Minutes are counted from when the question was asked.
struct Rings {
    int few = 3;
    int more = 10;
    base::Minutes more_after{2};
    base::Minutes everyone_after{6};
    friend bool operator==(const Rings&, const Rings&) = default;
};

// How many of `people` may have been told by now: few; more; then by equal factors up to everybody. Where
// half of the promise is over before `everyone_after`, all of it is drawn together so that everybody is asked
// by then. A wait below zero (a network's clock is ahead) counts as none. Pure.
int reach(const Rings& rings, base::Micros waiting, base::Micros promise, int people);

// Somebody who may be told now: here nobody is who sleeps, learns, has enough for today or was told already.
struct Candidate {
    model::EmployeeId employee;
    std::vector<model::Why> why;
    double shown = 0;       // answers about it, decayed by age
    int holding = 0;        // conversations that they hold now
    int asked_today = 0;    // questions that they were told of since their day began
    int answered_week = 0;  // in the last seven days
    std::optional<base::Instant> last_asked;
};

// How well this question and this person go together, less what they are asked and do already. Pure.
double score_of(const Candidate& one);

// Whom to tell now, the best first; indices into `candidates`. `told` is how many were told before, `waiting`
// and `promise` as with reach(). Where nobody knows it, the question begins with more; where nobody even
// shares its department or language, everybody is asked at once. Pure.
std::vector<std::size_t> whom(const std::vector<Candidate>& candidates, int told, const Rings& rings,
                              base::Micros waiting, base::Micros promise);

}  // namespace manyhands::route
