#include "quality/audit.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/signature.hpp"

namespace manyhands::quality {
namespace {

using base::ErrorCode;
using base::Result;

template <class Value, std::size_t N>
std::optional<Value> value_named(const std::array<Value, N>& values, std::string_view text) {
    for (const Value one : values)
        if (to_string(one) == text) return one;
    return std::nullopt;
}

Result<std::string> words(const std::string& text, std::size_t least, const char* key, const char* pointer) {
    std::string clean = base::nfc(base::clean_post(text));
    while (clean.ends_with(' ') || clean.ends_with('\n'))
        clean.pop_back();
    const std::size_t length = base::code_point_count(clean);
    if (length < least || length > kNoteAtMost)
        return base::fail(ErrorCode::invalid, key,
                          {{"limit", std::to_string(kNoteAtMost)}, {"pointer", pointer}});
    return clean;
}

Result<Mark> made_mark(const Card& card, const model::EmployeeId& by, const MarkWish& wish,
                       base::Instant now) {
    MH_TRY(complete(card, wish.marks));
    Mark mark;
    mark.auditor = by;
    mark.card = card.version;
    mark.marks = wish.marks;
    mark.critical = wish.critical;
    mark.score = score_hundredths(card, wish.marks, wish.critical);
    MH_LET(note, words(wish.note, 0, "quality.note.too_long", "/note"));
    mark.note = std::move(note);
    mark.at = now;
    return mark;
}

bool marked_by(const Judged& judged, const model::EmployeeId& auditor) {
    return std::ranges::any_of(judged.marks, [&](const Mark& one) { return one.auditor == auditor; });
}

std::string key_of(const Item& item, By by) {
    switch (by) {
        case By::person:
            return item.author.value;
        case By::department:
            return item.department.value;
        case By::network:
            return item.network;
    }
    return "";
}

Standing standing_of(const std::string& key, const std::vector<const Judged*>& judged) {
    Standing standing;
    standing.key = key;
    std::vector<Weighed> scores;
    for (const Judged* one : judged) {
        scores.push_back({*final_score(*one), one->item.weight()});
        if (final_critical(*one)) ++standing.critical;
    }
    standing.score = score_of(scores).value_or(Score{});
    return standing;
}

}  // namespace

std::string_view to_string(RoundKind kind) {
    return kind == RoundKind::sample ? "sample" : "calibration";
}
std::string_view to_string(RoundState state) {
    return state == RoundState::open ? "open" : "closed";
}
std::string_view to_string(Band band) {
    switch (band) {
        case Band::in:
            return "in";
        case Band::below:
            return "below";
        case Band::unsure:
            return "unsure";
    }
    return "";
}
std::string_view to_string(AppealState state) {
    switch (state) {
        case AppealState::open:
            return "open";
        case AppealState::stands:
            return "stands";
        case AppealState::changed:
            return "changed";
    }
    return "";
}
std::string_view to_string(By by) {
    switch (by) {
        case By::person:
            return "person";
        case By::department:
            return "department";
        case By::network:
            return "network";
    }
    return "";
}
std::optional<RoundKind> round_kind(std::string_view text) {
    return value_named(std::array{RoundKind::sample, RoundKind::calibration}, text);
}
std::optional<RoundState> round_state(std::string_view text) {
    return value_named(std::array{RoundState::open, RoundState::closed}, text);
}
std::optional<AppealState> appeal_state(std::string_view text) {
    return value_named(std::array{AppealState::open, AppealState::stands, AppealState::changed}, text);
}
std::optional<By> by(std::string_view text) {
    return value_named(std::array{By::person, By::department, By::network}, text);
}

std::optional<double> final_score(const Judged& judged) {
    if (judged.appeal && judged.appeal->mark) return static_cast<double>(judged.appeal->mark->score) / 100;
    if (judged.marks.empty()) return std::nullopt;
    std::int64_t sum = 0;
    for (const Mark& one : judged.marks)
        sum += one.score;
    return static_cast<double>(sum) / 100 / static_cast<double>(judged.marks.size());
}

bool final_critical(const Judged& judged) {
    if (judged.appeal && judged.appeal->mark) return judged.appeal->mark->critical;
    return std::ranges::any_of(judged.marks, &Mark::critical);
}

std::int64_t marked_twice(std::int64_t items, int percent) {
    return (items * percent + 99) / 100;
}

Result<Mark> mark_answer(const Judged& judged, const Card& card, const model::EmployeeId& auditor,
                         const MarkWish& wish, base::Instant now) {
    if (judged.state == RoundState::closed) return base::fail(ErrorCode::conflict, "quality.round.closed");
    if (judged.item.author == auditor) return base::fail(ErrorCode::forbidden, "quality.mark.own");
    if (marked_by(judged, auditor)) return base::fail(ErrorCode::conflict, "quality.mark.already");
    return made_mark(card, auditor, wish, now);
}

base::Instant appeal_until(const Judged& judged, base::Minutes within) {
    return judged.closed_at.value_or(base::Instant{}) + within;
}

Result<Appeal> appeal_against(const Judged& judged, const model::EmployeeId& author,
                              const std::string& reason, base::Minutes within, base::Instant now) {
    if (judged.item.author != author || judged.kind != RoundKind::sample ||
        judged.state != RoundState::closed || judged.marks.empty())
        return base::fail(ErrorCode::not_found, "quality.item.not_found");
    if (judged.appeal) return base::fail(ErrorCode::conflict, "quality.appeal.already");
    if (now >= appeal_until(judged, within)) return base::fail(ErrorCode::conflict, "quality.appeal.late");
    MH_LET(clean, words(reason, 1, "quality.appeal.reason", "/reason"));
    Appeal appeal;
    appeal.reason = std::move(clean);
    appeal.at = now;
    return appeal;
}

Result<Appeal> decide_appeal(const Judged& judged, const Card& card, const model::EmployeeId& by,
                             const std::string& decision, const std::optional<MarkWish>& wish,
                             base::Instant now) {
    if (!judged.appeal) return base::fail(ErrorCode::not_found, "quality.appeal.not_found");
    if (judged.appeal->state != AppealState::open)
        return base::fail(ErrorCode::conflict, "quality.appeal.decided");
    if (judged.item.author == by || marked_by(judged, by))
        return base::fail(ErrorCode::forbidden, "quality.appeal.not_you");
    Appeal appeal = *judged.appeal;
    MH_LET(clean, words(decision, 1, "quality.appeal.decision", "/decision"));
    appeal.decision = std::move(clean);
    appeal.decided_by = by;
    appeal.decided_at = now;
    appeal.state = AppealState::stands;
    if (wish) {
        MH_LET(mark, made_mark(card, by, *wish, now));
        appeal.mark = std::move(mark);
        appeal.state = AppealState::changed;
    }
    return appeal;
}

std::vector<Agreement> agreement_of(const Card& card, const std::vector<Judged>& judged) {
    std::vector<Agreement> all;
    for (const Criterion& criterion : card.criteria) {
        std::vector<std::pair<int, int>> pairs;
        for (const Judged& one : judged) {
            std::vector<const Mark*> marks;
            for (const Mark& mark : one.marks)
                if (mark.marks.contains(criterion.id)) marks.push_back(&mark);
            std::ranges::sort(marks, {}, [](const Mark* mark) { return mark->auditor; });
            for (std::size_t i = 0; i < marks.size(); ++i)
                for (std::size_t j = i + 1; j < marks.size(); ++j)
                    pairs.emplace_back(marks[i]->marks.at(criterion.id), marks[j]->marks.at(criterion.id));
        }
        all.push_back({criterion.id, criterion.scale, kappa_of(criterion.scale, pairs)});
    }
    return all;
}

namespace {

// An answer that was drawn again says nothing new about how good the others are: its newest marks count,
// once.
std::vector<const Judged*> once_each(const std::vector<Judged>& judged) {
    std::vector<const Judged*> kept;
    std::set<std::string_view> seen;
    for (const Judged& one : judged)
        if (final_score(one) && seen.insert(one.item.answer.value).second) kept.push_back(&one);
    return kept;
}

}  // namespace

std::vector<Standing> standings(const std::vector<Judged>& judged, By by) {
    std::map<std::string, std::vector<const Judged*>> groups;
    for (const Judged* one : once_each(judged))
        groups[key_of(one->item, by)].push_back(one);
    std::vector<Standing> all;
    for (const auto& [key, members] : groups)
        all.push_back(standing_of(key, members));
    return all;
}

std::optional<Standing> overall(const std::vector<Judged>& judged) {
    const std::vector<const Judged*> members = once_each(judged);
    if (members.empty()) return std::nullopt;
    return standing_of("", members);
}

void make_blind(std::vector<ThreadPost>& thread) {
    for (ThreadPost& post : thread)
        if (post.ours)
            if (const auto found = model::signature_in(post.text)) post.text = std::string(found->body);
}

}  // namespace manyhands::quality
