// The time that a sentence names, in Korean and English: "15시까지", "내일 오전", "한 시간 안에", "by 3 pm",
// "within two days", "tomorrow". Read off the words; what it means is asked with a clock and a zone. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "answer/reading.hpp"
#include "base/clock.hpp"

namespace manyhands::answer {

struct NamedTime {
    enum class Kind {
        after,  // `minutes` from now
        clock,  // `minutes` of a day
        day,    // until `minutes` of a day
    };
    Span at;  // of the text it was read from
    Kind kind = Kind::clock;
    int minutes = 0;
    bool either = false;         // clock: "세 시", "by three": in the morning or in the afternoon
    std::optional<int> day;      // from today; nothing: not said
    std::optional<int> weekday;  // ISO, 1-7: the next one
};

// The first one; `folded` is one sentence.
std::optional<NamedTime> named_time(std::string_view folded);

// When that is on the clocks of an IANA zone. Nothing: it is over already, or there is no such zone.
std::optional<base::Instant> instant_of(const NamedTime& time, base::Instant now, std::string_view zone);
// Whether whoever reads the time would call `until` the same. A time of the clock is meant to five minutes; a
// day, or "within an hour", is kept by whatever comes before it. What cannot be told apart agrees.
bool agrees(const NamedTime& time, base::Instant until, base::Instant now, std::string_view zone);

}  // namespace manyhands::answer
