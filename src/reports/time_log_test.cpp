#include "reports/time_log.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace manyhands::reports {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant kStart = base::from_micros(1'767'250'800'000'000);

model::Event at(base::Micros when, model::EventBody body) {
    model::Event event;
    event.at = kStart + when;
    event.body = std::move(body);
    return event;
}
model::Event claim(base::Micros when, const char* who) {
    model::Claim claim;
    claim.holder = model::EmployeeId(who);
    claim.since = kStart + when;
    return at(when, model::Claimed{claim});
}
model::Event release(base::Micros when, const char* who, model::ReleaseReason reason) {
    return at(when, model::ClaimReleased{model::EmployeeId(who), reason});
}
model::Event submit(base::Micros when, const char* who, const char* id, int part = 1) {
    model::Answer answer;
    answer.id = model::AnswerId(id);
    answer.author = model::EmployeeId(who);
    answer.part = part;
    return at(when, model::AnswerSubmitted{answer});
}
const model::ConversationId kOne("one");

TEST(TimeLog, WorkIsFromTheClaimToTheSubmission) {
    WorkFold fold;
    fold.take(kOne, claim(0s, "kim"));
    fold.take(kOne, submit(3min, "kim", "a"));
    fold.take(kOne, submit(3min, "kim", "a2", 2));  // its second part
    fold.take(kOne, submit(5min, "kim", "b"));      // within the same claim
    fold.take(kOne, claim(20min, "kim"));
    fold.take(kOne, release(25min, "kim", model::ReleaseReason::expired));
    fold.take(kOne, claim(26min, "kim"));  // an expired claim may still submit: it is taken anew at once
    fold.take(kOne, submit(26min, "kim", "c"));
    fold.take(kOne, claim(30min, "kim"));
    fold.take(kOne, release(31min, "kim", model::ReleaseReason::released));
    fold.take(kOne, submit(39min, "kim", "d"));  // what was let go is no work
    fold.take(kOne, claim(40min, "kim"));
    fold.take(kOne, submit(41min, "lee", "e"));   // somebody else's claim is not theirs
    fold.take(kOne, submit(120min, "kim", "f"));  // and no claim lasts that long
    std::vector<base::Micros> lasted;
    for (const WorkEntry& entry : fold.entries())
        lasted.push_back(entry.ended - entry.began);
    EXPECT_EQ(lasted, (std::vector<base::Micros>{3min, 2min, 6min, 0min, 0min, 15min}));
}

// Second by second, as somebody with a stopwatch would: what is counted is each second in which somebody was
// at work once, and of them those in no shift.
TEST(TimeLog, WhatIsCountedIsWhatAStopwatchSays) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        base::SeededRandom random(seed);
        std::vector<WorkEntry> entries;
        std::vector<WorkSpan> shifts;
        const auto second = [&](std::uint64_t below) {
            return static_cast<std::int64_t>(random.below(below));
        };
        for (const char* who : {"kim", "lee"}) {
            const model::EmployeeId id(who);
            for (std::uint64_t i = 0, n = random.below(12); i < n; ++i) {
                const base::Instant from = kStart + base::Seconds(second(3000));
                entries.push_back({id,
                                   kOne,
                                   model::AnswerId(std::to_string(i)),
                                   from,
                                   from + base::Seconds(second(900)),
                                   {},
                                   {}});
            }
            for (std::int64_t from = second(500); from < 4000; from += 600 + second(900))
                shifts.push_back(
                    {id, kStart + base::Seconds(from), kStart + base::Seconds(from + 300 + second(200))});
        }
        const std::vector<WorkEntry> asked = entries;
        count_work(entries, shifts);
        for (const char* who : {"kim", "lee"}) {
            std::int64_t worked = 0;
            std::int64_t outside = 0;
            for (std::int64_t s = 0; s < 4000; ++s) {
                const base::Instant now = kStart + base::Seconds(s);
                const auto within = [&](const auto& list, auto from, auto until) {
                    return std::ranges::any_of(list, [&](const auto& one) {
                        return one.employee.value == who && one.*from <= now && now < one.*until;
                    });
                };
                if (!within(asked, &WorkEntry::began, &WorkEntry::ended)) continue;
                ++worked;
                outside += within(shifts, &WorkSpan::from, &WorkSpan::until) ? 0 : 1;
            }
            base::Micros counted{0};
            base::Micros apart{0};
            for (const WorkEntry& entry : entries)
                if (entry.employee.value == who) {
                    counted += entry.counted;
                    apart += entry.outside;
                }
            EXPECT_EQ(counted, base::Seconds(worked)) << "seed " << seed;
            EXPECT_EQ(apart, base::Seconds(outside)) << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace manyhands::reports
