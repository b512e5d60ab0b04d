// For tests only: what an ingest transaction sees, over the store in memory.
#pragma once

#include <set>

#include "model/test_world.hpp"
#include "route/route.hpp"

namespace manyhands::route::testing {

using namespace model::testing;

class Thread final : public ThreadReader, public TogetherStore {
  public:
    explicit Thread(model::testing::MemoryStore& to) : store(to) {}

    std::optional<model::Post> find_post(const std::string& network, const std::string& remote_id) override {
        const auto found = posts.find(network + " " + remote_id);
        return found == posts.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<model::ConversationId> find_conversation(const model::AccountId& account,
                                                           const std::string& customer,
                                                           const std::string& root) override {
        for (const auto& [id, state] : store.states) {
            const auto& c = state.conversation;
            if (c.account == account && c.customer.remote_id == customer && c.root_remote_id == root)
                return id;
        }
        return std::nullopt;
    }
    ConversationState load(const model::ConversationId& id) override { return store.states.at(id); }
    std::optional<model::Answer> find_answer(const model::AccountId&, const std::string& remote_id) override {
        for (const auto& [id, answer] : store.answers)
            if (answer.remote_id == remote_id || (answer.key && answer.key->key == remote_id)) return answer;
        return std::nullopt;
    }

    std::optional<model::Answer> find_answer_in_flight(const model::AccountId&, const std::string& parent,
                                                       const std::string& text) override {
        for (const auto& [id, answer] : store.answers)
            if ((answer.state == model::AnswerState::sending ||
                 answer.state == model::AnswerState::unknown) &&
                answer.parent_remote_id == parent && answer.published_text == text)
                return answer;
        return std::nullopt;
    }

    base::Result<std::vector<ConversationState>> transact_together(
        const model::BrandId& brand, const std::vector<model::ConversationId>& ids,
        const DecideTogether& decide) override {
        Together all;
        for (const auto& id : ids) {
            const auto found = store.states.find(id);
            if (found == store.states.end() || found->second.conversation.brand != brand)
                return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
            all.states.push_back(found->second);
            auto& list = all.posts.emplace_back();
            for (const auto& [key, post] : posts)
                if (post.conversation == id) list.push_back(post);
            std::ranges::stable_sort(list, {}, &model::Post::posted_at);
        }
        if (const auto found = kept.find(ids.front());
            found != kept.end() && all.states.front().conversation.merged_into)
            all.kept = found->second;
        MH_LET(changes, decide(all));
        std::vector<ConversationState> after;
        for (const Change& change : changes) {
            commit(change.conversation, change.events);
            after.push_back(store.states.at(change.conversation));
        }
        return after;
    }

    base::Result<std::optional<model::ConversationId>> merged_into(const model::BrandId&,
                                                                   const model::ConversationId& id) override {
        return store.states.at(id).conversation.merged_into;
    }

    // As the store does: applies, and keeps the posts.
    void commit(const model::ConversationId& id, const Events& events) {
        store.commit(id, events);
        for (const model::Event& e : events) {
            if (const auto* merged = std::get_if<model::MergedInto>(&e.body)) kept[id] = merged->kept;
            if (const auto* received = std::get_if<model::PostReceived>(&e.body)) {
                const model::Post& post = received->post;
                const bool fresh =
                    posts.emplace(post.remote.network + " " + post.remote.remote_id, post).second;
                if (!fresh && !post.answer) throw std::logic_error("a post twice");
            }
            for (auto& [key, post] : posts) {
                if (const auto* merged = std::get_if<model::MergedFrom>(&e.body);
                    merged && post.conversation == merged->from)
                    post.conversation = id;
                if (const auto* split = std::get_if<model::SplitFrom>(&e.body);
                    split && std::ranges::find(split->moved.posts, post.id) != split->moved.posts.end())
                    post.conversation = id;
                if (const auto* back = std::get_if<model::Unmerged>(&e.body);
                    back && std::ranges::find(back->posts, post.id) != back->posts.end())
                    post.conversation = id;
                if (const auto* edited = std::get_if<model::PostEdited>(&e.body);
                    edited && edited->post == post.id) {
                    post.remote.text = edited->text;
                    post.remote.remote_version = edited->remote_version;
                }
                if (const auto* deleted = std::get_if<model::PostDeleted>(&e.body);
                    deleted && deleted->post == post.id)
                    post.deleted = true;
            }
        }
    }

    model::testing::MemoryStore& store;
    std::map<std::string, model::Post> posts;
    std::map<model::ConversationId, model::MergeKept> kept;  // of the newest merge of each
};

// A brand's account that listens, with a clock that one turns by hand.
class World {
  public:
    // Returns what happened to the one conversation that changed; empty when none did.
    Events deliver(const model::RemotePost& remote, bool concerns_us = true, bool found_late = false,
                   const std::string& context_of = {}) {
        const ReceiveContext context{kBrand,
                                     kAccount,
                                     kCare,
                                     kUs,
                                     clock.now(),
                                     ids,
                                     [this](const auto& who) { return present.contains(who); }};
        const auto changes = receive({.remote = remote,
                                      .lang = "en",
                                      .concerns_us = concerns_us,
                                      .context_of = context_of,
                                      .found_late = found_late},
                                     thread, context);
        if (changes.empty()) return {};
        if (changes.size() != 1) throw std::logic_error("one post changes one conversation");
        last = changes[0].conversation;
        thread.commit(last, changes[0].events);
        return changes[0].events;
    }
    // A reply in the thread of `root`.
    static model::RemotePost reply(const std::string& id, const std::string& parent, const std::string& root,
                                   const std::string& author, base::Instant at,
                                   const std::string& text = "and?") {
        model::RemotePost post = remote_post(id, author, at, text);
        post.parent_remote_id = parent;
        post.root_remote_id = root;
        return post;
    }
    const ConversationState& state() { return store.states.at(last); }
    const model::Conversation& talk() { return state().conversation; }
    void commit(const Events& events) { thread.commit(last, events); }
    void commit(model::EventBody body) { commit(Events{event(std::move(body), clock.now())}); }
    // The person claims the conversation and submits an answer, which stays queued.
    void answer(const model::EmployeeId& who, const std::string& id = "a1") {
        commit(model::Claimed{claim_of(who, talk().last_fence + 1, clock.now())});
        model::Answer answer = answer_of(id, who, clock.now());
        answer.conversation = last;
        answer.parent = talk().last_customer_post;
        commit(model::AnswerSubmitted{answer});
    }
    void send(const std::string& id = "a1") {
        commit(model::AnswerSending{model::AnswerId(id), 1, {"key-of-" + id, clock.now()}});
    }

    base::ManualClock clock{kNoon};
    base::SeededRandom random{7};
    base::IdSource ids{clock, random};
    model::testing::MemoryStore store;
    Thread thread{store};
    std::set<model::EmployeeId> present;
    model::ConversationId last;
};

}  // namespace manyhands::route::testing
