#include "storage/hooks_store.hpp"

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using hooks::Delivery;
using hooks::DeliveryState;
using hooks::HookState;
using hooks::Webhook;
using testing::StoreTest;

class HookRowsTest : public StoreTest {
  protected:
    Webhook hook(const std::string& url = "https://hooks.example/in") {
        Webhook made;
        made.id = ids_.make<model::WebhookId>();
        made.brand = brand_.id;
        made.url = url;
        made.events = {"conversation.opened", "answer.held"};
        made.created_at = now();
        EXPECT_OK(store_->add_webhook(made, {"box", "", {}}));
        return stored_hook(made.id);
    }
    Webhook stored_hook(const model::WebhookId& id) { return store_->webhook(brand_.id, id).value(); }
    Delivery delivery(const Webhook& to, std::int64_t seq) {
        Delivery made;
        made.id = ids_.make<model::DeliveryId>();
        made.brand = brand_.id;
        made.webhook = to.id;
        made.event = seq == 0 ? "ping" : "conversation.opened";
        made.seq = seq;
        made.body = "{}";
        made.due_at = made.created_at = now();
        return made;
    }
    hooks::Verdict failed(const Delivery& one, HookState state = HookState::on) {
        hooks::Verdict verdict;
        verdict.delivery = one;
        verdict.delivery.attempts = one.attempts + 1;
        verdict.delivery.last_at = now();
        verdict.delivery.last_status = 500;
        verdict.delivery.last_problem = "hooks.problem.status";
        verdict.delivery.due_at = now() + 5s;
        verdict.hook = state;
        verdict.streak = 1;
        verdict.failing_since = now();
        verdict.rest_until = now() + 5s;
        return verdict;
    }
    std::vector<std::string> audited() {
        std::vector<std::string> actions;
        identity::AuditQuery query;
        query.brand = brand_.id;
        query.action = "webhook.";
        const auto entries = store_->audit_page(query).value();
        for (const auto& entry : entries)
            actions.insert(actions.begin(), entry.action);
        return actions;
    }
};

TEST_F(HookRowsTest, ANewOneHearsOfWhatComesAfter) {
    open(1, now());
    const auto made = hook();
    const auto end = *store_->last_seq(brand_.id);
    EXPECT_EQ(made.told_seq, end);
    EXPECT_GT(end, 0);
    open(2, now());
    const auto facts = store_->facts_after(brand_.id, made.told_seq, 100).value();
    ASSERT_EQ(facts.items.size(), 1U) << "only what can be told is decoded";
    EXPECT_EQ(facts.seq, *store_->last_seq(brand_.id));
    EXPECT_TRUE(std::holds_alternative<model::ConversationOpened>(facts.items[0].event.body));
}

TEST_F(HookRowsTest, MessagesAndPlaceMoveTogetherAndOnce) {
    const auto made = hook();
    EXPECT_OK(store_->queue(made, made.told_seq, made.told_seq + 3, {delivery(made, 1), delivery(made, 2)}));
    // The same again, as after a kill between two thoughts: its place is no more what it was.
    EXPECT_OK(store_->queue(made, made.told_seq, made.told_seq + 3, {delivery(made, 1), delivery(made, 2)}));
    reopen();
    EXPECT_EQ(stored_hook(made.id).told_seq, made.told_seq + 3);
    EXPECT_EQ(stored_hook(made.id).waiting, 2);
}

TEST_F(HookRowsTest, TheOldestDueFirstAndNoneWhileItRests) {
    auto made = hook();
    const auto first = delivery(made, 1);
    const auto second = delivery(made, 2);
    EXPECT_OK(store_->queue(made, made.told_seq, 9, {first, second}));
    EXPECT_EQ(store_->next_delivery(made, now()).value()->id, first.id);
    EXPECT_FALSE(store_->next_delivery(made, now() - 1s).value());
    EXPECT_OK(store_->record(failed(first)));
    made = stored_hook(made.id);
    EXPECT_EQ(made.streak, 1);
    EXPECT_FALSE(store_->next_delivery(made, now()).value()) << "it rests";
    clock_.advance(1ms);
    EXPECT_OK(store_->add_delivery(delivery(made, 0)));
    EXPECT_EQ(store_->next_delivery(made, now()).value()->event, "ping") << "a test goes out all the same";
    EXPECT_EQ(store_->next_delivery(made, now() + 6s).value()->id, second.id);
    auto arrived = failed(second);
    arrived.delivery.state = DeliveryState::delivered;
    arrived.arrived = true;
    arrived.rest_until = std::nullopt;
    EXPECT_OK(store_->record(arrived));
    EXPECT_EQ(stored_hook(made.id).last_ok_at, now());
}

TEST_F(HookRowsTest, SwitchedOffAndOnAgain) {
    auto made = hook();
    made.state = HookState::off;
    EXPECT_OK(store_->change_webhook(made));
    EXPECT_OK(store_->queue(made, made.told_seq, 5, {delivery(made, 1)}));
    EXPECT_FALSE(store_->next_delivery(stored_hook(made.id), now()).value());
    open(1, now());
    open(2, now());
    made.state = HookState::on;
    EXPECT_OK(store_->change_webhook(made));
    EXPECT_EQ(stored_hook(made.id).told_seq, *store_->last_seq(brand_.id)) << "from here on";
    EXPECT_EQ(audited(), (std::vector<std::string>{"webhook.added", "webhook.changed", "webhook.changed"}));
}

TEST_F(HookRowsTest, EndedByItsTargetButNotOverAPersonsDecision) {
    const auto made = hook();
    const auto one = delivery(made, 1);
    EXPECT_OK(store_->queue(made, made.told_seq, 5, {one}));
    EXPECT_OK(store_->record(failed(one, HookState::gone)));
    EXPECT_EQ(stored_hook(made.id).state, HookState::gone);
    EXPECT_EQ(audited().back(), "webhook.ended");
    auto off = stored_hook(made.id);
    off.state = HookState::off;
    EXPECT_OK(store_->change_webhook(off));
    EXPECT_OK(store_->record(failed(one, HookState::failing)));
    EXPECT_EQ(stored_hook(made.id).state, HookState::off);
}

TEST_F(HookRowsTest, AdminsHearOfOneThatFailsAndOfOneThatEnded) {
    auto admin = add_employee("Ahn Admin", "AH");
    admin.role = model::Role::admin;
    EXPECT_OK(store_->update_employee(admin));
    const auto made = hook();
    const auto one = delivery(made, 0);
    EXPECT_OK(store_->add_delivery(one));
    const auto told = [&](const model::Employee& whom) { return store_->notices(whom.id, 10).value(); };
    for (int streak = 1; streak <= 8; ++streak) {
        auto verdict = failed(one);
        verdict.streak = streak;
        EXPECT_OK(store_->record(verdict));
        EXPECT_EQ(told(admin).unread, streak < 6 ? 0 : 1) << "once a run of failures: " << streak;
    }
    EXPECT_EQ(told(admin).items.at(0).kind, "webhook_failing");
    EXPECT_EQ(told(admin).items.at(0).excerpt, made.url);
    EXPECT_TRUE(told(admin).items.at(0).by.empty());
    EXPECT_TRUE(told(admin).items.at(0).conversation.empty());
    EXPECT_EQ(told(kim_).unread, 0) << "nobody else";
    clock_.advance(1s);
    EXPECT_OK(store_->record(failed(one, HookState::gone)));
    ASSERT_EQ(told(admin).unread, 2);
    EXPECT_EQ(told(admin).items.at(0).kind, "webhook_ended");
    EXPECT_OK(store_->record(failed(one, HookState::gone)));
    EXPECT_EQ(told(admin).unread, 2) << "it is off already";
}

TEST_F(HookRowsTest, DeadOnesAreSentAgainUnderTheSameId) {
    const auto made = hook();
    auto one = delivery(made, 1);
    EXPECT_OK(store_->queue(made, made.told_seq, 5, {one}));
    EXPECT_ERROR(store_->resend(brand_.id, made.id, one.id, now()), "hooks.delivery.waiting");
    auto verdict = failed(one);
    verdict.delivery.state = DeliveryState::dead;
    EXPECT_OK(store_->record(verdict));
    EXPECT_EQ(stored_hook(made.id).dead, 1);
    const auto page = store_->deliveries(brand_.id, made.id, DeliveryState::dead, "", 10).value();
    ASSERT_EQ(page.size(), 1U);
    EXPECT_EQ(page[0].last_status, 500);
    EXPECT_EQ(store_->resend(brand_.id, made.id, one.id, now())->id, one.id);
    EXPECT_EQ(stored_hook(made.id).waiting, 1);
    EXPECT_FALSE(stored_hook(made.id).rest_until);
    EXPECT_OK(store_->record(verdict));
    EXPECT_EQ(store_->resend_dead(brand_.id, made.id, now()).value(), 1);
    EXPECT_EQ(stored_hook(made.id).dead, 0);
    EXPECT_ERROR(store_->resend(brand_.id, made.id, model::DeliveryId("x"), now()),
                 "hooks.delivery.not_found");
}

TEST_F(HookRowsTest, AnotherBrandSeesNothing) {
    const auto made = hook();
    const model::BrandId other("other");
    EXPECT_ERROR(store_->webhook(other, made.id), "hooks.not_found");
    EXPECT_ERROR(store_->remove_webhook(other, made.id), "hooks.not_found");
    EXPECT_ERROR(store_->rotate_webhook(other, made.id, {"x", "", {}}), "hooks.not_found");
    EXPECT_TRUE(store_->webhooks(other)->empty());
    EXPECT_TRUE(store_->deliveries(other, made.id, {}, "", 10)->empty());
}

TEST_F(HookRowsTest, SecretsRotateAndGoWithIt) {
    const auto made = hook();
    EXPECT_OK(store_->rotate_webhook(brand_.id, made.id, {"new", "box", now() + 24h}));
    const auto boxes = store_->webhook_boxes(made.id).value();
    EXPECT_EQ(boxes.secret, "new");
    EXPECT_EQ(boxes.former, "box");
    EXPECT_EQ(boxes.former_until, now() + 24h);
    EXPECT_OK(store_->remove_webhook(brand_.id, made.id));
    EXPECT_ERROR(store_->webhook_boxes(made.id), "hooks.not_found");
    EXPECT_OK(store_->record(failed(delivery(made, 1))));  // one that was under way
}

TEST_F(HookRowsTest, NoMoreThanTheLimit) {
    for (std::size_t n = 0; n < hooks::kHooksAtMost; ++n)
        hook();
    Webhook more;
    more.id = ids_.make<model::WebhookId>();
    more.brand = brand_.id;
    EXPECT_ERROR(store_->add_webhook(more, {"box", "", {}}), "hooks.too_many");
}

TEST_F(HookRowsTest, OldOnesArePrunedWaitingOnesNever) {
    const auto made = hook();
    const auto old = delivery(made, 1);
    const auto waiting = delivery(made, 2);
    EXPECT_OK(store_->queue(made, made.told_seq, 5, {old, waiting}));
    auto verdict = failed(old);
    verdict.delivery.state = DeliveryState::delivered;
    EXPECT_OK(store_->record(verdict));
    EXPECT_OK(store_->prune_deliveries(now() + 24h * 6));
    EXPECT_EQ(store_->deliveries(brand_.id, made.id, {}, "", 10)->size(), 2U);
    EXPECT_OK(store_->prune_deliveries(now() + 24h * 365));
    const auto left = store_->deliveries(brand_.id, made.id, {}, "", 10).value();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].id, waiting.id);
}

}  // namespace
}  // namespace manyhands::storage
