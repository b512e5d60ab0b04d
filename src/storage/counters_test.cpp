// Whatever happens in whatever order: the kept lengths of the lists equal a count of the rows, and every list
// is as long as its counter says.
#include <algorithm>

#include "model/answered.hpp"
#include "model/apply.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using desk::View;
using testing::StoreTest;

class Counters : public StoreTest {
  protected:
    // Something that may happen to a conversation in this state.
    model::Events something(const model::ConversationState& state) {
        const auto& c = state.conversation;
        const model::Employee& by = random_.below(2) == 0 ? kim_ : lee_;
        const model::Answer* open = state.open_answer();
        switch (random_.below(15)) {
            case 0:
                if (!c.claim) return {claimed(state, by)};
                break;
            case 1:
                if (c.claim && !model::claim_is_pinned(state))
                    return {event(model::ClaimReleased{c.claim->holder, model::ReleaseReason::released})};
                break;
            case 2:
                if (!c.claim) return {event(model::FollowUpOffered{{by.id, now() + base::Minutes(3)}})};
                break;
            case 3:
                return {event(model::OfferedToAll{})};
            case 4:
                return {event(model::PostReceived{customer_post(c, "p" + std::to_string(++posts_), now())})};
            case 5:
            case 6:
                if (open == nullptr && c.episode)
                    return {event(model::AnswerSubmitted{answer_for(state, by, "답")}, &by)};
                break;
            case 7:
                if (open != nullptr) return {event(model::AnswerPaused{open->id, {}})};
                break;
            case 8:
                if (open != nullptr) return {event(model::AnswerSending{open->id, 1, {"k", now()}})};
                break;
            case 9:
                if (open == nullptr) break;
                if (random_.below(3) == 0) return {event(model::AnswerHeld{open->id, {}})};
                if (random_.below(2) == 0) return {event(model::AnswerCancelled{open->id})};
                return {event(model::AnswerFailed{open->id, {base::ErrorCode::invalid, "x", {}, {}}})};
            case 10:
                if (open != nullptr)
                    return model::answered(state, open->id, {"r" + open->id.value, "", "", {}, now()}, now());
                break;
            case 11:
                if (!c.episode)
                    return {event(model::EpisodeOpened{{c.episodes + 1, c.last_customer_post, now()}})};
                if (open == nullptr && !c.claim)
                    return {event(model::EpisodeDropped{c.episode->number, now()}), event(model::Closed{})};
                break;
            case 12:
                if (!c.claim && open == nullptr && c.state != model::State::closed)
                    return {event(model::Snoozed{{now() + base::Minutes(9), by.id, now()}})};
                break;
            case 13:
                if (c.snooze) return {event(model::Woken{model::WakeReason::due})};
                break;
            case 14: {
                const auto& to = random_.below(2) == 0 ? department_.id : other_department_.id;
                return {event(model::HandedOff{c.department, to, ""})};
            }
            default:
                break;
        }
        return {};
    }

    std::int64_t listed(View view, const model::EmployeeId& viewer) {
        desk::PageQuery query;
        query.brand = brand_.id;
        query.viewer = viewer;
        query.view = view;
        query.limit = 7;
        std::int64_t n = 0;
        do {
            const auto page = store_->page(query);
            EXPECT_TRUE(page) << testing::why(page);
            if (!page) return -1;
            n += std::ssize(page->rows);
            query.cursor = page->next;
        } while (!query.cursor.empty());
        return n;
    }

    void expect_equal() {
        sqlite::Connection db(store_->file(), sqlite::Mode::read);
        const auto scan = [&](const std::string& where) {
            return std::stoll(db.scalar("select count(*) from conversations where " + where));
        };
        for (const auto& viewer : {kim_.id, lee_.id}) {
            const auto counts = *store_->counts(brand_.id, viewer);
            EXPECT_EQ(counts.all, scan("true"));
            EXPECT_EQ(counts.queue, scan("episode_number is not null and state in ('waiting', 'claimed')"));
            EXPECT_EQ(counts.going_out, scan("state = 'going_out'"));
            EXPECT_EQ(counts.answered, scan("state = 'answered'"));
            EXPECT_EQ(counts.attention, scan("attention is not null"));
            EXPECT_EQ(
                counts.mine,
                scan("claim_holder = '" + viewer.value + "' or offer_employee = '" + viewer.value +
                     "' or open_answer in (select id from answers where author = '" + viewer.value + "')"));
            EXPECT_EQ(counts.mine, listed(View::mine, viewer));
            EXPECT_EQ(counts.queue, listed(View::queue, viewer));
            EXPECT_EQ(counts.going_out, listed(View::going_out, viewer));
            EXPECT_EQ(counts.attention, listed(View::attention, viewer));
            EXPECT_EQ(counts.answered, listed(View::answered, viewer));
            EXPECT_EQ(counts.all, listed(View::all, viewer));
            EXPECT_EQ(counts.snoozed, scan("state = 'snoozed'"));
            EXPECT_EQ(counts.snoozed, listed(View::snoozed, viewer));
        }
        auto queues = *store_->queues(brand_.id);
        for (const auto& department : {department_.id, other_department_.id})
            EXPECT_EQ(queues[department],
                      scan("urgency is not null and department = '" + department.value + "'"));
        EXPECT_EQ(db.scalar("select count(*) from events where brand = '" + brand_.id.value + "'"),
                  std::to_string(*store_->last_seq(brand_.id)));
        EXPECT_EQ(db.scalar("select max(seq) from events"), std::to_string(*store_->last_seq(brand_.id)));
    }

    int posts_ = 0;
};

TEST_F(Counters, EqualAScanAfterAnything) {
    std::vector<model::ConversationId> ids;
    for (int n = 0; n < 25; ++n)
        ids.push_back(open(n, now(), random_.below(20'000)).conversation.id);
    int happened = 0;
    int refused = 0;
    for (int step = 0; step < 1500; ++step) {
        clock_.advance(base::Seconds(static_cast<std::int64_t>(random_.below(20))));
        const auto& id = ids[random_.below(ids.size())];
        const auto outcome = store_->transact(
            brand_.id, id, [&](const model::ConversationState* state) -> base::Result<model::Events> {
                auto events = something(*state);
                happened += events.empty() ? 0 : 1;
                // Some decisions end in a refusal after all.
                if (random_.below(10) == 0) return base::fail(base::ErrorCode::conflict, "no");
                return events;
            });
        refused += outcome ? 0 : 1;
        ASSERT_TRUE(outcome || outcome.error().key == "no") << testing::why(outcome);
        if (step % 300 == 299) expect_equal();
    }
    EXPECT_GT(happened, 300);
    EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace manyhands::storage
