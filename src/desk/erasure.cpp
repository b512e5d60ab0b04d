#include "desk/erasure.hpp"

#include <algorithm>

#include "model/policy.hpp"

namespace manyhands::desk {
namespace {

using base::Result;

// One transaction of so many: people who write wait for one at most.
constexpr int kConversationsAtOnce = 20;
constexpr int kRunsShown = 5;

base::Instant cut(base::Instant now, int days) {
    return now - std::chrono::hours(24) * days;
}

}  // namespace

std::string_view to_string(ErasureKind kind) {
    return kind == ErasureKind::retention ? "retention" : "customer";
}

std::optional<ErasureKind> erasure_kind(std::string_view text) {
    if (text == "retention") return ErasureKind::retention;
    if (text == "customer") return ErasureKind::customer;
    return std::nullopt;
}

Result<Erasures::Overview> Erasures::overview(const model::Actor& actor, std::optional<int> days) {
    MH_TRY(model::check(actor, model::Action::manage_settings, model::Scope::brand));
    Overview found;
    found.days = days_(actor.brand);
    found.asked = days.value_or(found.days);
    if (found.asked > 0) {
        MH_LET(due, store_.due_for_erasure(actor.brand, cut(clock_.now(), found.asked)));
        found.due = due;
    }
    MH_LET(runs, store_.erasures(actor.brand, kRunsShown));
    found.runs = std::move(runs);
    return found;
}

Result<CustomerTexts> Erasures::customer_texts(const model::Actor& actor,
                                               const model::ConversationId& conversation) {
    MH_TRY(model::check(actor, model::Action::erase_customer, model::Scope::brand));
    return store_.customer_texts(actor.brand, conversation);
}

Result<Erasure> Erasures::find(const model::Actor& actor, const std::string& id) {
    MH_TRY(model::check(actor, model::Action::erase_customer, model::Scope::brand));
    return store_.erasure(actor.brand, id);
}

Result<Erasure> Erasures::erase_customer(const model::Actor& actor,
                                         const model::ConversationId& conversation) {
    MH_TRY(model::check(actor, model::Action::erase_customer, model::Scope::brand));
    Erasure run;
    run.id = ids_.make<base::Id<struct ErasureTag>>().value;
    run.brand = actor.brand;
    run.kind = ErasureKind::customer;
    run.employee = actor.employee;
    run.created_at = clock_.now();
    MH_LET(begun, store_.begin_customer_erasure(run, conversation));
    wake_();
    return begun;
}

Result<bool> Erasures::run_once(bool look_at_periods) {
    MH_LET(open, store_.open_erasures());
    if (look_at_periods) {
        MH_LET(brands, inbox_.brands());
        for (const model::BrandId& brand : brands) {
            const int days = days_(brand);
            const bool running = std::ranges::any_of(open, [&](const Erasure& run) {
                return run.brand == brand && run.kind == ErasureKind::retention;
            });
            if (days <= 0 || running) continue;
            Erasure run;
            run.created_at = clock_.now();
            MH_LET(due, store_.due_for_erasure(brand, cut(run.created_at, days)));
            if (due.conversations == 0) continue;
            run.id = ids_.make<base::Id<struct ErasureTag>>().value;
            run.brand = brand;
            run.days = days;
            run.total = due.conversations;
            MH_TRY(store_.begin_erasure(run));
            open.push_back(std::move(run));
        }
    }
    for (const Erasure& run : open) {
        MH_TRY(store_.erase_some(run, kConversationsAtOnce));
        untidy_ = true;
    }
    if (!open.empty()) return true;
    if (untidy_) {
        MH_LET(more, store_.tidy_search());
        untidy_ = more;
    }
    return untidy_;
}

}  // namespace manyhands::desk
