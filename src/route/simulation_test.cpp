// Random posts, edits, deletes, commands, sends and clocks. The store in memory checks every rule of the
// house after each event (model/test_world.hpp); here stand the rules that only a whole history can show.
#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "route/test_thread.hpp"

namespace manyhands::route {
namespace {

using namespace testing;
using model::AnswerState;

const std::vector<model::EmployeeId> kPeople{kMin, kSue, kLee};
const std::vector<std::string> kCustomers{"did:ann", "did:bob"};

class Life {
  public:
    explicit Life(std::uint64_t seed) : dice_(seed) {}

    void live(int steps) {
        for (int i = 0; i < steps; ++i) {
            step();
            if (roll(4) == 0) world.clock.advance(base::Micros(roll(200'000'000)));
            if (roll(60) == 0) world.clock.jump_to(world.clock.now() - std::chrono::minutes(roll(30)));
        }
    }

    World world;
    int answers_sent = 0;
    int joined = 0;
    int unjoined = 0;

  private:
    std::uint64_t roll(std::uint64_t below) { return dice_.below(below); }

    model::RemotePost some_post() {
        const std::string id = "n" + std::to_string(roll(60));
        const std::string root = "n" + std::to_string(roll(4));
        const std::string author = roll(5) == 0 ? kUs : kCustomers[roll(2)];
        const base::Instant at = world.clock.now() - base::Micros(roll(900'000'000));
        if (const auto known = world.thread.find_post("testnet", id)) {
            model::RemotePost again = known->remote;
            if (roll(3) == 0) again.text += "!", again.remote_version += "+";
            again.deleted = roll(4) == 0;
            return again;
        }
        return World::reply(id, roll(3) == 0 ? "" : "n" + std::to_string(roll(60)), root, author, at);
    }

    void command() {
        if (world.store.states.empty()) return;
        auto it = world.store.states.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(roll(world.store.states.size())));
        world.last = it->first;
        const ConversationState state = it->second;
        const model::EmployeeId& who = kPeople[roll(3)];
        const base::Instant now = world.clock.now();
        const auto run = [&](const base::Result<Events>& events) {
            if (events) world.commit(*events);
        };
        switch (roll(21)) {
            case 0:
                return run(claim(state, who, now));
            case 1:
                return run(release(state, who, now));
            case 2:
                return run(renew(state, who, now));
            case 3:
                return run(take_over(
                    state, who, roll(2) == 0 ? TakeOverRight::at_once : TakeOverRight::when_silent, now));
            case 4:
                return run(hand_off(state, who, roll(2) == 0 ? kCare : kLegal, "", now));
            case 5:
                return run(roll(3) == 0 ? close(state, who, now) : reopen(state, who, now));
            case 6:
                return world.commit(due(state, now));
            case 7:
                return run(roll(3) == 0
                               ? wake(state, who, now)
                               : snooze(state, who,
                                        roll(2) == 0 ? std::nullopt
                                                     : std::optional(now + base::Micros(roll(600'000'000))),
                                        now));
            case 8:
                return run(
                    hand_off(state, who, HandOff{kLegal, kPeople[roll(3)], "", model::NoticeId("n")}, now));
            case 9:
                return roll(2) == 0 ? join(state, who, now) : part(state, who, now);
            default:
                return answer(state, now);
        }
    }

    void together(const std::vector<model::ConversationId>& ids, const DecideTogether& decide) {
        if (world.thread.transact_together(kBrand, ids, decide)) ++joined;
    }

    void join(const ConversationState& state, const model::EmployeeId& who, base::Instant now) {
        auto other = world.store.states.begin();
        std::advance(other, static_cast<std::ptrdiff_t>(roll(world.store.states.size())));
        const model::ConversationId from = state.conversation.id;
        const model::ConversationId into = other->first;
        if (into == from) return;
        together({from, into}, [&](const Together& both) { return merge(both, who, now); });
        if (roll(2) == 0) return;
        // Undone at once, or after whatever comes.
        for (auto wait = roll(3); wait > 0; --wait)
            step();
        if (world.thread.transact_together(kBrand, {from, into}, [&](const Together& both) {
                return unmerge(both, who, world.clock.now());
            }))
            ++unjoined;
    }

    void part(const ConversationState& state, const model::EmployeeId& who, base::Instant now) {
        std::vector<model::PostId> chosen;
        for (const auto& [key, post] : world.thread.posts)
            if (post.conversation == state.conversation.id && roll(2) == 0) chosen.push_back(post.id);
        together({state.conversation.id}, [&](const Together& one) {
            return split(one, chosen, world.ids.make<model::ConversationId>(), who, now);
        });
    }

    // What the rooms answer and outbox do, in short.
    void answer(const ConversationState& state, base::Instant now) {
        const auto& c = state.conversation;
        const model::Answer* open = state.open_answer();
        if (open == nullptr) {
            if (!c.claim || (!c.episode && !c.owed) || c.last_customer_post.empty()) return;
            model::Answer made = answer_of("a" + std::to_string(++made_), c.claim->holder, now);
            made.conversation = c.id;
            made.parent = c.last_customer_post;
            if (roll(3) == 0) made.holding_until = now + base::Seconds(1 + roll(3000));
            return world.commit(model::AnswerSubmitted{made});
        }
        const model::AnswerId id = open->id;
        switch (open->state) {
            case AnswerState::queued:
                if (roll(5) == 0) return world.commit(model::AnswerCancelled{id});
                return world.commit(model::AnswerSending{id, open->attempts + 1, {"key-" + id.value, now}});
            case AnswerState::paused:
                if (roll(2) == 0) return world.commit(model::AnswerCancelled{id});
                return world.commit(model::AnswerResumed{id, now});
            case AnswerState::sending:
                if (roll(3) == 0) return world.commit(model::AnswerUnknown{id, now + 30s, {}});
                if (roll(4) == 0) return world.commit(model::queue_again(state, id, now + 5s));
                if (roll(6) == 0) return world.commit(model::AnswerFailed{id, {}});
                return sent(state, id, now);
            case AnswerState::unknown:
                if (roll(3) == 0) return world.commit(model::AnswerHeld{id, {}});
                if (roll(3) == 0) {
                    world.deliver(World::reply("key-" + id.value, "", "", kUs, now));  // its echo
                    ++answers_sent;
                    return;
                }
                return sent(state, id, now);
            case AnswerState::held:
                return sent(state, id, now);
            case AnswerState::awaiting_approval:
            case AnswerState::sent:
            case AnswerState::failed:
            case AnswerState::cancelled:
                return;
        }
    }

    void sent(const ConversationState& state, const model::AnswerId& id, base::Instant now) {
        world.commit(model::answered(state, id, {"at://" + id.value, "", "", {}, now - 1s}, now));
        ++answers_sent;
    }

    void step() {
        if (roll(2) == 0) {
            world.deliver(some_post(), roll(4) != 0, roll(20) == 0,
                          roll(8) == 0 ? "n" + std::to_string(roll(60)) : "");
        } else {
            if (roll(10) == 0) {
                const auto& who = kPeople[roll(3)];
                if (!world.present.erase(who)) world.present.insert(who);
            }
            command();
        }
    }

    base::SeededRandom dice_;
    int made_ = 0;
};

void check_history(const model::ConversationState& now, const Events& log) {
    // The log alone gives the same state (but for the answers that are closed and so no more in it).
    ConversationState replayed = model::replay(log);
    std::erase_if(replayed.answers, [](const model::Answer& a) { return !is_open(a.state); });
    EXPECT_EQ(replayed.conversation, now.conversation);
    EXPECT_EQ(replayed.answers, now.answers);

    int open_episode = 0;
    int last_number = 0;
    std::int64_t fence = 0;
    bool held = false;
    bool owed = false;
    std::set<model::AnswerId> sent;
    for (const model::Event& e : log) {
        if (const auto* opened = std::get_if<model::EpisodeOpened>(&e.body)) {
            if (open_episode == opened->episode.number) continue;  // its clock moved
            EXPECT_EQ(open_episode, 0) << "two episodes open";
            EXPECT_EQ(opened->episode.number, last_number + 1);
            open_episode = last_number = opened->episode.number;
        } else if (const auto* answered = std::get_if<model::EpisodeAnswered>(&e.body)) {
            EXPECT_EQ(open_episode, answered->number);
            open_episode = 0;
        } else if (const auto* dropped = std::get_if<model::EpisodeDropped>(&e.body)) {
            EXPECT_EQ(open_episode, dropped->number);
            open_episode = 0;
        } else if (const auto* restored = std::get_if<model::EpisodeRestored>(&e.body)) {
            EXPECT_EQ(open_episode, 0);
            EXPECT_EQ(restored->episode.number, last_number);
            open_episode = restored->episode.number;
        } else if (const auto* withdrawn = std::get_if<model::EpisodeWithdrawn>(&e.body)) {
            EXPECT_EQ(open_episode, withdrawn->number);
            open_episode = 0;
        } else if (std::holds_alternative<model::AnswerOwed>(e.body)) {
            owed = true;
        } else if (std::holds_alternative<model::RealAnswerGiven>(e.body) ||
                   std::holds_alternative<model::OwedDropped>(e.body) ||
                   std::holds_alternative<model::OwedMoved>(e.body)) {
            EXPECT_TRUE(owed) << "nothing was owed";
            owed = false;
        } else if (std::holds_alternative<model::OwedAlarmed>(e.body)) {
            EXPECT_TRUE(owed) << "an alarm for nothing";
        } else if (const auto* claimed = std::get_if<model::Claimed>(&e.body)) {
            EXPECT_FALSE(held) << "two claims";
            EXPECT_GT(claimed->claim.fence, fence);
            fence = claimed->claim.fence;
            held = true;
        } else if (std::holds_alternative<model::ClaimReleased>(e.body)) {
            EXPECT_TRUE(held);
            held = false;
        } else if (const auto* out = std::get_if<model::AnswerSent>(&e.body)) {
            EXPECT_TRUE(sent.insert(out->answer).second) << "sent twice";
        }
    }
}

TEST(Simulation, ThousandsOfRandomLivesKeepTheRules) {
    int sent = 0;
    int joined = 0;
    int unjoined = 0;
    std::size_t conversations = 0;
    std::size_t events = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Life life(seed);
        ASSERT_NO_THROW(life.live(400));
        for (const auto& [id, state] : life.world.store.states) {
            check_history(state, life.world.store.log.at(id));
            events += life.world.store.log.at(id).size();
            // What is due fires once, whatever the clock has done.
            const base::Instant later = life.world.clock.now() + 24h;
            const auto calm = after(state, due(state, later));
            EXPECT_TRUE(due(calm, later).empty());
            const auto next = model::next_due(calm);
            EXPECT_TRUE(!next || *next > later);
        }
        sent += life.answers_sent;
        joined += life.joined;
        unjoined += life.unjoined;
        conversations += life.world.store.states.size();
        if (::testing::Test::HasFailure()) return;
    }
    // The lives were not empty ones.
    EXPECT_GT(sent, 600);
    EXPECT_GT(joined, 200);
    EXPECT_GT(unjoined, 20);
    EXPECT_GT(conversations, 800u);
    EXPECT_GT(events, 20000u);
}

}  // namespace
}  // namespace manyhands::route
