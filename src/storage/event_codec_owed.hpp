// The fields of the events about what is owed, for event_codec.cpp alone: Codec writes or reads them.
#pragma once

#include <string>
#include <string_view>

#include "model/event.hpp"

namespace manyhands::storage {

inline constexpr std::string_view kOwedEnds[] = {"closed", "taken_back"};
inline constexpr std::string_view kOwedAlarms[] = {"author", "lead", "missed"};

// Names begin with `of`: several of them may stand in one event.
template <class Codec>
void owed_fields(Codec& c, const std::string& of, model::Owed& owed) {
    c.field(of + "origin", owed.origin);
    c.field(of + "number", owed.number);
    c.field(of + "post", owed.post);
    c.field(of + "since", owed.since);
    c.field(of + "promised_at", owed.promised_at);
    c.field(of + "until", owed.until);
    c.field(of + "holdings", owed.holdings);
    c.field(of + "alarms", owed.alarms);
    c.field(of + "missed", owed.missed);
    c.field(of + "posts", owed.posts);
    c.field(of + "by", owed.by);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerOwed& e) {
    owed_fields(c, "", e.owed);
    // At most three; the timeline needs none of them.
    int count = static_cast<int>(e.with.size());
    c.field("undo_with", count);
    e.with.resize(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < e.with.size(); ++i) {
        const std::string of = "undo_with_" + std::to_string(i + 1);
        c.field(of + "_conversation", e.with[i].conversation);
        c.field(of + "_number", e.with[i].number);
        c.field(of + "_opened_at", e.with[i].opened_at);
    }
}
template <class Codec>
void fields_of(Codec& c, model::RealAnswerGiven& e) {
    c.field("origin", e.origin);
    c.field("number", e.number);
    c.field("since", e.since);
    c.field("answered_at", e.answered_at);
    c.field("answer", e.answer);
    c.field("employee", e.employee);
}
template <class Codec>
void fields_of(Codec& c, model::OwedDropped& e) {
    c.field("origin", e.origin);
    c.field("number", e.number);
    c.field("at", e.at);
    c.named("why", e.why, kOwedEnds);
}
template <class Codec>
void fields_of(Codec&, model::OwedMoved&) {}
template <class Codec>
void fields_of(Codec& c, model::OwedAlarmed& e) {
    c.named("step", e.step, kOwedAlarms);
    c.field("until", e.until);
    c.field("employee", e.employee);
    c.field("notice", e.notice);
}

}  // namespace manyhands::storage
