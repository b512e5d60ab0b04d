#include "model/owed.hpp"

#include <algorithm>

namespace manyhands::model {

base::Instant alarm_at(const Owed& owed, OwedAlarm step) {
    const base::Micros span = std::max(base::Micros(0), owed.until - owed.promised_at);
    const base::Micros lead = std::min(span, std::max<base::Micros>(kOwedAlarmAtLeast, span / 4));
    switch (step) {
        case OwedAlarm::author:
            return owed.until - lead;
        case OwedAlarm::lead:
            return owed.until - lead / 2;
        case OwedAlarm::missed:
            break;
    }
    return owed.until;
}

std::optional<NextAlarm> next_alarm(const Owed& owed) {
    if (owed.alarms > static_cast<int>(OwedAlarm::missed)) return std::nullopt;
    const auto step = static_cast<OwedAlarm>(owed.alarms);
    return NextAlarm{step, alarm_at(owed, step)};
}

Owed with_alarms_by(Owed owed, base::Instant now) {
    for (auto next = next_alarm(owed); next && next->at <= now && next->step != OwedAlarm::missed;
         next = next_alarm(owed))
        ++owed.alarms;
    return owed;
}

Owed owed_after(const Conversation& c, const Answer& holding, base::Instant at) {
    Owed owed;
    if (c.owed) {
        owed = *c.owed;
        ++owed.holdings;
    } else if (c.episode && c.episode->opened_at <= at && c.episode->number != holding.behind_episode) {
        owed.origin = c.id;
        owed.number = c.episode->number;
        owed.post = c.episode->post;
        owed.since = c.episode->opened_at;
        owed.posts = c.episode->posts;
    } else {
        owed.origin = c.id;
        owed.post = holding.parent;
        owed.since = at;
    }
    owed.promised_at = at;
    owed.until = holding.holding_until.value_or(at);
    owed.alarms = 0;
    owed.by = holding.author;
    return owed;
}

RealAnswerGiven real_answer(const Owed& owed, base::Instant at, const std::optional<AnswerId>& answer,
                            const std::optional<EmployeeId>& employee) {
    return {owed.origin, owed.number, owed.since, at, answer, employee};
}

bool is_past(const Answer& answer, base::Instant due_at) {
    return answer.holding_until && *answer.holding_until <= due_at;
}

}  // namespace manyhands::model
