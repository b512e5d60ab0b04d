// Webhooks and what is on its way to them, as rows.
#pragma once

#include "hooks/hooks.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// Puts a message that is not of the log into the queue of each webhook of the brand that is on and wants it,
// within the caller's transaction: it is told if and only if the rest is kept. `id` is a ULID of the caller's
// that is not used again.
void queue_for_all(sqlite::Connection& db, const model::BrandId& brand, const hooks::Message& message,
                   const std::string& id, base::Instant at);

class HookRows : public hooks::HookStore {
  public:
    explicit HookRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<hooks::Webhook>> webhooks(const model::BrandId& brand) override;
    base::Result<std::vector<hooks::Webhook>> all_webhooks() override;
    base::Result<hooks::Webhook> webhook(const model::BrandId& brand, const model::WebhookId& id) override;
    base::Result<hooks::Boxes> webhook_boxes(const model::WebhookId& id) override;
    base::Result<void> add_webhook(const hooks::Webhook& hook, const hooks::Boxes& boxes) override;
    base::Result<void> change_webhook(const hooks::Webhook& hook) override;
    base::Result<void> rotate_webhook(const model::BrandId& brand, const model::WebhookId& id,
                                      const hooks::Boxes& boxes) override;
    base::Result<void> remove_webhook(const model::BrandId& brand, const model::WebhookId& id) override;
    base::Result<hooks::Facts> facts_after(const model::BrandId& brand, std::int64_t seq, int limit) override;
    base::Result<void> queue(const hooks::Webhook& hook, std::int64_t former, std::int64_t seq,
                             const std::vector<hooks::Delivery>& deliveries) override;
    base::Result<void> add_delivery(const hooks::Delivery& delivery) override;
    base::Result<std::optional<hooks::Delivery>> next_delivery(const hooks::Webhook& hook,
                                                               base::Instant now) override;
    base::Result<void> record(const hooks::Verdict& verdict) override;
    base::Result<std::vector<hooks::Delivery>> deliveries(const model::BrandId& brand,
                                                          const model::WebhookId& hook,
                                                          std::optional<hooks::DeliveryState> state,
                                                          const std::string& before, int limit) override;
    base::Result<hooks::Delivery> resend(const model::BrandId& brand, const model::WebhookId& hook,
                                         const model::DeliveryId& id, base::Instant now) override;
    base::Result<std::int64_t> resend_dead(const model::BrandId& brand, const model::WebhookId& hook,
                                           base::Instant now) override;
    base::Result<void> prune_deliveries(base::Instant now) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
