// Erasing: what people wrote, their pictures and what is known of them go; ids and figures stay, so that
// reports, the log and the audit chain remain whole. By age (the brand's retention period) or for one
// customer at their wish.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "desk/desk.hpp"
#include "model/people.hpp"

namespace manyhands::desk {

enum class ErasureKind { retention, customer };
std::string_view to_string(ErasureKind kind);
std::optional<ErasureKind> erasure_kind(std::string_view text);

// One run. It survives a restart and goes on where it was.
struct Erasure {
    std::string id;
    model::BrandId brand;
    ErasureKind kind = ErasureKind::retention;
    model::EmployeeId employee;  // who wished it; empty: the retention period
    int days = 0;                // of the period
    std::int64_t total = 0;      // conversations, when it began
    std::int64_t done = 0;
    base::Instant created_at{};
    std::optional<base::Instant> finished_at;
};

// What erasing a customer at their wish would take: their conversations with the brand on that network.
struct CustomerTexts {
    std::string network;
    std::string handle;
    std::int64_t conversations = 0;
    std::int64_t open = 0;  // of them, not ended yet
};

// Thread-safe; writes block until durable.
class ErasureStore {
  public:
    struct Due {
        std::int64_t conversations = 0;
        std::optional<base::Instant> oldest;  // its last post
    };
    virtual ~ErasureStore() = default;
    // Ended conversations whose last post is older and that still hold texts.
    virtual base::Result<Due> due_for_erasure(const model::BrandId& brand, base::Instant before) = 0;
    virtual base::Result<std::vector<Erasure>> erasures(const model::BrandId& brand,
                                                        int limit) = 0;  // newest first
    virtual base::Result<std::vector<Erasure>> open_erasures() = 0;
    // Errors: not_found ("desk.erasure.not_found").
    virtual base::Result<Erasure> erasure(const model::BrandId& brand, const std::string& id) = 0;
    // Errors: not_found ("route.conversation.not_found"), conflict ("desk.erasure.done").
    virtual base::Result<CustomerTexts> customer_texts(const model::BrandId& brand,
                                                       const model::ConversationId& conversation) = 0;
    // Any conversation of a customer by handle (with or without @) or id on the network; none: nobody of that
    // name.
    virtual base::Result<std::optional<model::ConversationId>> conversation_of_customer(
        const model::BrandId& brand, const std::string& network, const std::string& name) = 0;
    virtual base::Result<void> begin_erasure(const Erasure& run) = 0;
    // Of this conversation's customer, with all accounts of the brand on that network. Gives the run with its
    // total. Errors: not_found; conflict ("desk.erasure.open", count: some are not ended;
    // "desk.erasure.done").
    virtual base::Result<Erasure> begin_customer_erasure(const Erasure& run,
                                                         const model::ConversationId& conversation) = 0;
    // The next conversations of the run, in one transaction; false: nothing was left, the run is finished and
    // audited.
    virtual base::Result<bool> erase_some(const Erasure& run, int conversations) = 0;
    // Tokens of erased texts leave the search index's file, too: a bounded piece of that work; false: done.
    virtual base::Result<bool> tidy_search() = 0;
};

class Erasures {
  public:
    using DaysOf = std::function<int(const model::BrandId&)>;  // of the retention period; 0: keep
    Erasures(ErasureStore& store, InboxStore& inbox, const base::Clock& clock, base::IdSource& ids,
             DaysOf days, std::function<void()> wake)
        : store_(store),
          inbox_(inbox),
          clock_(clock),
          ids_(ids),
          days_(std::move(days)),
          wake_(std::move(wake)) {}

    struct Overview {
        int days = 0;           // as set
        int asked = 0;          // what `due` was counted for
        ErasureStore::Due due;  // none for 0 days
        std::vector<Erasure> runs;
    };
    // What a period of `days` (1 to 3650; nothing: as set) would erase now, and what was erased. Errors:
    // forbidden.
    base::Result<Overview> overview(const model::Actor& actor, std::optional<int> days);
    // Errors: forbidden, those of the store.
    base::Result<CustomerTexts> customer_texts(const model::Actor& actor,
                                               const model::ConversationId& conversation);
    base::Result<Erasure> find(const model::Actor& actor, const std::string& id);
    // Begins; errors: forbidden, those of the store.
    base::Result<Erasure> erase_customer(const model::Actor& actor,
                                         const model::ConversationId& conversation);

    // For the thread that does the work: begins what the periods ask for, then does one piece. Whether more
    // is left.
    base::Result<bool> run_once(bool look_at_periods);

  private:
    ErasureStore& store_;
    InboxStore& inbox_;
    const base::Clock& clock_;
    base::IdSource& ids_;
    DaysOf days_;
    std::function<void()> wake_;
    bool untidy_ = true;  // after a restart nobody knows; looking costs little
};

}  // namespace manyhands::desk
