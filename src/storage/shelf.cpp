#include "storage/shelf.hpp"

#include <algorithm>

namespace manyhands::storage {
namespace {

constexpr std::pair<desk::View, std::string_view> kViews[] = {
    {desk::View::mine, "mine"},           {desk::View::queue, "queue"},
    {desk::View::going_out, "going_out"}, {desk::View::attention, "attention"},
    {desk::View::answered, "answered"},   {desk::View::all, "all"},
    {desk::View::snoozed, "snoozed"}};

// 0 below 1,000 followers, then one more for each power of ten.
std::int64_t reach_band(const std::optional<std::int64_t>& followers) {
    std::int64_t band = 0;
    for (std::int64_t left = followers.value_or(0) / 1000; left > 0; left /= 10)
        ++band;
    return std::min<std::int64_t>(band, 15);
}

}  // namespace

std::string_view view_name(desk::View view) {
    for (const auto& [value, name] : kViews)
        if (value == view) return name;
    return "";
}

Attention attention_of(const model::ConversationState& state, const Attention& before) {
    if (const model::Answer* open = state.open_answer()) {
        if (open->state == model::AnswerState::held) return {"held", open->id};
        if (open->state == model::AnswerState::paused) return {"paused", open->id};
        return {};
    }
    if (!state.conversation.episode && !state.conversation.owed) return {};
    // The newest stands last. None at all: this change touched no answer.
    if (state.answers.empty()) return before.why == "failed" ? before : Attention{};
    const model::Answer& newest = state.answers.back();
    return newest.state == model::AnswerState::failed ? Attention{"failed", newest.id} : Attention{};
}

std::optional<std::int64_t> urgency_of(const model::Conversation& c) {
    if ((!c.episode && !c.owed) || (c.state != model::State::waiting && c.state != model::State::claimed))
        return std::nullopt;
    constexpr std::int64_t kMinute = 60'000'000;  // fits into 26 bits
    base::Instant began = c.episode ? c.episode->opened_at : base::Instant::max();
    if (c.owed) began = std::min(began, c.owed->until - base::Minutes(model::kPromiseMinutes));
    const std::int64_t opened = std::max<std::int64_t>(0, base::to_micros(began));
    return (opened / kMinute) << 30 | (15 - reach_band(c.customer.followers)) << 26 | opened % kMinute;
}

Shelf shelve(const model::ConversationState& state, const Attention& attention) {
    using desk::View;
    const model::Conversation& c = state.conversation;
    Shelf shelf;
    shelf.last_post_at = c.last_post_at;
    shelf.views.insert(View::all);
    if (urgency_of(c)) {
        shelf.views.insert(View::queue);
        shelf.queued_in = c.department;
    }
    if (c.state == model::State::snoozed) shelf.views.insert(View::snoozed);
    if (c.state == model::State::going_out) shelf.views.insert(View::going_out);
    if (c.state == model::State::answered) shelf.views.insert(View::answered);
    if (!attention.why.empty()) shelf.views.insert(View::attention);
    if (c.claim) shelf.mine.insert(c.claim->holder);
    if (c.offer) shelf.mine.insert(c.offer->employee);
    if (c.owed) shelf.mine.insert(c.owed->by);  // who promised sees it until it is kept
    if (const model::Answer* open = state.open_answer()) shelf.mine.insert(open->author);
    return shelf;
}

void count_change(CountChanges& changes, const Shelf* before, const Shelf& after) {
    const auto add = [&changes](const Shelf& shelf, std::int64_t by) {
        for (const desk::View view : shelf.views)
            changes[{view, model::EmployeeId()}] += by;
        for (const model::EmployeeId& employee : shelf.mine)
            changes[{desk::View::mine, employee}] += by;
        if (!shelf.queued_in.empty())
            changes[{desk::View::queue, model::EmployeeId(shelf.queued_in.value)}] += by;
    };
    if (before != nullptr) add(*before, -1);
    add(after, 1);
}

}  // namespace manyhands::storage
