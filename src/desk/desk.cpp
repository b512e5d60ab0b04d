#include "desk/desk.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace manyhands::desk {
namespace {

constexpr std::array<std::pair<View, std::string_view>, 7> kViews{{{View::mine, "mine"},
                                                                   {View::queue, "queue"},
                                                                   {View::going_out, "going_out"},
                                                                   {View::attention, "attention"},
                                                                   {View::answered, "answered"},
                                                                   {View::all, "all"},
                                                                   {View::snoozed, "snoozed"}}};

}  // namespace

std::string_view to_string(View view) {
    for (const auto& [value, name] : kViews)
        if (value == view) return name;
    return "";
}

std::optional<View> view(std::string_view text) {
    for (const auto& [value, name] : kViews)
        if (name == text) return value;
    return std::nullopt;
}

std::vector<model::ConversationId> Presence::heartbeat(const model::Actor& actor, const std::string& name,
                                                       const model::ConversationId& conversation,
                                                       bool typing) {
    const std::scoped_lock guard(mutex_);
    std::vector<model::ConversationId> changed;
    const auto found = seen_.find(actor.employee);
    if (found != seen_.end()) {
        Seen& seen = found->second;
        seen.last = clock_.monotonic();
        const bool same = seen.conversation == conversation && seen.brand == actor.brand;
        if (same && seen.person.typing == typing && seen.person.initials == actor.initials &&
            seen.person.name == name)
            return {};
        if (!same && !seen.conversation.empty()) changed.push_back(seen.conversation);
    }
    // Also with an empty conversation: whoever looks at the list is here, too.
    seen_[actor.employee] =
        Seen{actor.brand, conversation, {actor.employee, actor.initials, name, typing}, clock_.monotonic()};
    if (!conversation.empty()) changed.push_back(conversation);
    return changed;
}

std::vector<Presence::Person> Presence::in(const model::BrandId& brand,
                                           const model::ConversationId& conversation) const {
    const std::scoped_lock guard(mutex_);
    const auto now = clock_.monotonic();
    std::vector<Person> people;
    for (const auto& [employee, seen] : seen_)
        if (!conversation.empty() && seen.brand == brand && seen.conversation == conversation &&
            now - seen.last <= kGoneAfter)
            people.push_back(seen.person);
    return people;
}

bool Presence::is_here(const model::EmployeeId& employee) const {
    const std::scoped_lock guard(mutex_);
    const auto found = seen_.find(employee);
    return found != seen_.end() && clock_.monotonic() - found->second.last <= kGoneAfter;
}

std::vector<std::pair<model::BrandId, model::ConversationId>> Presence::sweep() {
    const std::scoped_lock guard(mutex_);
    const auto now = clock_.monotonic();
    std::set<std::pair<model::BrandId, model::ConversationId>> changed;
    for (auto it = seen_.begin(); it != seen_.end();) {
        if (now - it->second.last <= kGoneAfter) {
            ++it;
            continue;
        }
        if (!it->second.conversation.empty()) changed.emplace(it->second.brand, it->second.conversation);
        it = seen_.erase(it);
    }
    return {changed.begin(), changed.end()};
}

}  // namespace manyhands::desk
