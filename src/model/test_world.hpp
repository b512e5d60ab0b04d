// For tests only: people, posts and a store in memory that behaves as the real one towards the rooms: one
// decision at a time, events applied by model::apply, closed answers out of the state, every rule of the
// house checked after every event.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "model/apply.hpp"
#include "model/people.hpp"

namespace manyhands::model::testing {

using namespace std::chrono_literals;

inline const BrandId kBrand{"brand"};
inline const BrandId kOtherBrand{"brand-two"};
inline const AccountId kAccount{"account"};
inline const DepartmentId kCare{"care"};
inline const DepartmentId kLegal{"legal"};
inline const EmployeeId kMin{"min"};
inline const EmployeeId kSue{"sue"};
inline const EmployeeId kLee{"lee"};
inline const std::string kUs = "did:us";
inline const base::Instant kNoon =
    base::Instant(std::chrono::sys_days{std::chrono::year{2026} / 3 / 9}) + 12h;

inline Actor actor(const EmployeeId& who, Role role = Role::desk) {
    std::string initials = who == kMin ? "MK" : who == kSue ? "SB" : "LJ";
    return {who, kBrand, kCare, role, std::move(initials), std::nullopt};
}

inline RemotePost remote_post(const std::string& id, const std::string& author = "did:ann",
                              base::Instant at = kNoon, const std::string& text = "My phone is dead") {
    RemotePost post;
    post.network = "testnet";
    post.remote_id = id;
    post.root_remote_id = id;
    post.author.remote_id = author;
    post.author.handle = author.substr(author.find(':') + 1) + ".example";
    post.text = text;
    post.created_at = at;
    post.indexed_at = at;
    post.addressed_to_us = true;
    return post;
}

inline Post customer_post(const std::string& id, base::Instant at = kNoon,
                          const std::string& text = "My phone is dead") {
    Post post;
    post.id = PostId(id);
    post.brand = kBrand;
    post.account = kAccount;
    post.conversation = ConversationId("talk");
    post.remote = remote_post("at://" + id, "did:ann", at, text);
    post.side = Side::customer;
    post.lang = "en";
    post.posted_at = at;
    post.seen_at = at + 1s;
    return post;
}

inline Conversation conversation(base::Instant at = kNoon) {
    Conversation c;
    c.id = ConversationId("talk");
    c.brand = kBrand;
    c.account = kAccount;
    c.network = "testnet";
    c.customer = remote_post("x").author;
    c.root_remote_id = "at://p1";
    c.department = kCare;
    c.opened_at = at;
    c.last_post_at = at;
    return c;
}

inline Event event(EventBody body, base::Instant at = kNoon) {
    return {at, std::nullopt, std::move(body)};
}

// A conversation with one customer's post that waits.
inline Events opening(base::Instant at = kNoon) {
    return {event(ConversationOpened{conversation(at)}, at), event(PostReceived{customer_post("p1", at)}, at),
            event(EpisodeOpened{{1, PostId("p1"), at, false}}, at)};
}

inline Claim claim_of(const EmployeeId& who, std::int64_t fence, base::Instant at = kNoon) {
    return {who, fence, at, at + 5min, at};
}

inline Answer answer_of(const std::string& id, const EmployeeId& who, base::Instant at = kNoon) {
    Answer answer;
    answer.id = AnswerId(id);
    answer.brand = kBrand;
    answer.account = kAccount;
    answer.conversation = ConversationId("talk");
    answer.author = who;
    answer.initials = "MK";
    answer.text = "Please hold the power key";
    answer.published_text = "Please hold the power key ^MK";
    answer.parent = PostId("p1");
    answer.parent_remote_id = "at://p1";
    answer.root_remote_id = "at://p1";
    answer.state = AnswerState::queued;
    answer.public_version_seen = 1;
    answer.idempotency_key = "key-of-" + id;
    answer.submitted_at = at;
    answer.due_at = at + 5s;
    return answer;
}

inline ConversationState after(ConversationState state, const Events& events) {
    for (const Event& e : events)
        apply(state, e);
    return state;
}

// Waiting, claimed by `who`, with an answer in the given state.
inline ConversationState with_answer(AnswerState wanted, const EmployeeId& who = kMin,
                                     base::Instant at = kNoon) {
    const AnswerId id("a1");
    ConversationState state = replay(opening(at));
    state = after(state, {event(Claimed{claim_of(who, 1, at)}, at),
                          event(AnswerSubmitted{answer_of("a1", who, at)}, at)});
    const base::Error problem{base::ErrorCode::conflict, "test.problem", {}, {}};
    const Event sending = event(AnswerSending{id, 1, {"k1", at + 5s}}, at + 5s);
    switch (wanted) {
        case AnswerState::awaiting_approval:
            state.answers[0].state = AnswerState::awaiting_approval;
            state.conversation.state = derive_state(state);
            break;
        case AnswerState::queued:
            break;
        case AnswerState::paused:
            apply(state, event(AnswerPaused{id, problem}, at));
            break;
        case AnswerState::sending:
            apply(state, sending);
            break;
        case AnswerState::unknown:
            state = after(state, {sending, event(AnswerUnknown{id, at + 30s, problem}, at + 6s)});
            break;
        case AnswerState::held:
            state = after(state, {sending, event(AnswerUnknown{id, at + 30s, problem}, at + 6s),
                                  event(AnswerHeld{id, problem}, at + 30s)});
            break;
        case AnswerState::sent:
            state = after(state, {sending, event(AnswerSent{id, "at://a1", "", "", at + 6s}, at + 6s)});
            break;
        case AnswerState::failed:
            state = after(state, {sending, event(AnswerFailed{id, problem}, at + 6s)});
            break;
        case AnswerState::cancelled:
            apply(state, event(AnswerCancelled{id}, at));
            break;
    }
    return state;
}

// What must hold in every state. Empty: all is well; else what is broken.
inline std::string broken_rule(const ConversationState& state) {
    const Conversation& c = state.conversation;
    const auto open = std::count_if(state.answers.begin(), state.answers.end(),
                                    [](const Answer& a) { return is_open(a.state); });
    if (c.department.empty()) return "no department owns it";
    if (open > 1) return "two open answers";
    if (c.claim && c.claim->fence != c.last_fence) return "a claim with an old fence";
    if (c.claim && c.claim->holder.empty()) return "a claim of nobody";
    if (c.episode && c.episode->number != c.episodes) return "the open episode is not the newest";
    if (c.state == State::closed && (c.episode || c.owed || c.claim || open > 0))
        return "closed with something open";
    if (c.state == State::answered && (c.episode || c.owed)) return "answered, yet something is open";
    if (c.state == State::waiting && !c.episode && !c.owed) return "waiting for nothing";
    if (c.owed && c.let_go) return "owed, yet let go";
    if (c.snooze && (c.claim || open > 0 || c.state != State::snoozed)) return "put away, yet at work";
    if (c.merged_into && (c.state != State::closed || c.posts != 0)) return "merged, yet alive";
    if (c.posts < 0 || c.notes < 0) return "less than nothing";
    if (c.state != derive_state(state)) return "the state is not what its parts say";
    if (c.next_episode && (!c.episode || open != 1)) return "a next episode without a leaving answer";
    if (c.public_version > c.version) return "more public changes than changes";
    if (c.excerpt.size() > 280) return "the excerpt is too long";
    return {};
}

inline std::vector<std::string> types(const Events& events) {
    std::vector<std::string> names;
    for (const Event& e : events)
        names.emplace_back(type_of(e.body));
    return names;
}

template <class Body>
const Body* find(const Events& events) {
    for (const Event& e : events)
        if (const Body* body = std::get_if<Body>(&e.body)) return body;
    return nullptr;
}

// Min, Sue and Lee of care; care and legal.
class People final : public Colleagues {
  public:
    base::Result<bool> has_department(const BrandId& brand, const DepartmentId& id) override {
        return brand == kBrand && (id == kCare || id == kLegal);
    }
    base::Result<std::optional<Employee>> colleague(const BrandId& brand, const EmployeeId& id) override {
        if (brand != kBrand || (id != kMin && id != kSue && id != kLee)) return std::nullopt;
        Employee found;
        found.id = id;
        found.brand = kBrand;
        found.department = kCare;
        found.role = Role::desk;
        if (const auto role = roles.find(id); role != roles.end()) found.role = role->second;
        found.active = !gone.contains(id);
        return found;
    }
    std::set<EmployeeId> gone;
    std::map<EmployeeId, Role> roles;
};

class MemoryStore final : public Transactor {
  public:
    base::Result<ConversationState> transact(const BrandId& brand, const ConversationId& id,
                                             const Decide& decide) override {
        const auto found = states.find(id);
        const bool known = found != states.end() && found->second.conversation.brand == brand;
        const ConversationState before = known ? found->second : ConversationState{};
        MH_LET(events, decide(known ? &before : nullptr));
        return commit(id, events);
    }

    ConversationState commit(const ConversationId& id, const Events& events) {
        ConversationState state = states[id];
        for (const Event& e : events) {
            const Conversation before = state.conversation;
            apply(state, e);
            const Conversation& now = state.conversation;
            if (const std::string broken = broken_rule(state); !broken.empty())
                throw std::logic_error(broken + " after " + std::string(type_of(e.body)));
            if (now.version < before.version || now.public_version < before.public_version ||
                now.last_fence < before.last_fence)
                throw std::logic_error("a number went back after " + std::string(type_of(e.body)));
            log[id].push_back(e);
        }
        for (const Answer& answer : state.answers)
            answers[answer.id] = answer;
        states[id] = state;
        std::erase_if(states[id].answers, [](const Answer& a) { return !is_open(a.state); });
        return state;
    }

    std::map<ConversationId, ConversationState> states;
    std::map<ConversationId, Events> log;
    std::map<AnswerId, Answer> answers;  // all that ever were
};

}  // namespace manyhands::model::testing
