// What the clock brings. It looks at the state only, so a late, early or repeated call does no harm.
#include "model/apply.hpp"
#include "model/promise.hpp"
#include "route/route.hpp"

namespace manyhands::route {
namespace {

std::optional<model::Event> earliest(const ConversationState& state) {
    const auto& c = state.conversation;
    std::optional<model::Event> first;
    const auto consider = [&](base::Instant at, model::EventBody body) {
        if (!first || at < first->at) first = model::Event{at, std::nullopt, std::move(body)};
    };
    if (c.episode) {
        const auto& bands = model::bands_of(state, c.episode->opened_at);
        if (const auto passed = static_cast<std::size_t>(c.episode->bands_passed); passed < bands.size())
            consider(c.episode->opened_at + base::Minutes(bands[passed]),
                     model::BandPassed{c.episode->number, bands[passed]});
    }
    if (c.claim && !model::claim_is_pinned(state))
        consider(c.claim->until, model::ClaimReleased{c.claim->holder, model::ReleaseReason::expired});
    if (const auto wakes = model::wakes_at(c)) consider(*wakes, model::Woken{model::WakeReason::due});
    if (c.offer) consider(c.offer->until, model::OfferedToAll{});
    return first;
}

}  // namespace

Events due(const ConversationState& state, base::Instant now) {
    Events events;
    ConversationState ahead = state;
    for (auto next = earliest(ahead); next && next->at <= now; next = earliest(ahead)) {
        model::apply(ahead, *next);
        events.push_back(std::move(*next));
    }
    return events;
}

}  // namespace manyhands::route
