// What a holding answer leaves behind: the real answer, owed by an instant that the customer was told. Pure.
#pragma once

#include <optional>

#include "model/event.hpp"

namespace manyhands::model {

struct NextAlarm {
    OwedAlarm step;
    base::Instant at{};
};

// The author (or holder) is told a quarter of the promised span before its end, at least ten minutes before,
// but never before the promise was given; the leads in the middle of what is left then; "missed" is the end.
inline constexpr base::Minutes kOwedAlarmAtLeast{10};
base::Instant alarm_at(const Owed& owed, OwedAlarm step);
// Nothing: all were given.
std::optional<NextAlarm> next_alarm(const Owed& owed);
// The same debt with the warnings that it has had by `now`, for one that comes back; that it is missed is
// said anew.
Owed with_alarms_by(Owed owed, base::Instant now);

// What is owed once this holding answer is on the network, published at `at`: the open question's real
// answer, or what was owed before, by a later time.
Owed owed_after(const Conversation& conversation, const Answer& holding, base::Instant at);
RealAnswerGiven real_answer(const Owed& owed, base::Instant at, const std::optional<AnswerId>& answer,
                            const std::optional<EmployeeId>& employee);

// A holding answer whose promise would be past when it goes out at `due_at`.
bool is_past(const Answer& answer, base::Instant due_at);

}  // namespace manyhands::model
