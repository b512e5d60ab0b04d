// What must hold, whatever happened. It knows what was told to people and what really stands on the networks,
// replays the log beside the product, and looks after every step.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/simulate/network.hpp"
#include "model/apply.hpp"
#include "storage/store.hpp"

namespace manyhands::app::simulate {

class Oracle {
  public:
    Oracle(model::BrandId brand, std::vector<Net*> nets, const ProductClock& clock)
        : brand_(std::move(brand)), nets_(std::move(nets)), clock_(clock) {}

    // After every step: what the log has new, and what the networks have. A read that fails is no finding.
    void look(storage::Store& store);
    // After a start: nothing of what was there is gone.
    void look_after_start(storage::Store& store);
    // All of it: the lengths of the lists, the file, what people were told.
    void look_at_everything(storage::Store& store);
    // The world has been calm for long: nothing may be on its way any more.
    void look_at_the_end(storage::Store& store, const std::vector<std::vector<std::string>>& customers);

    void say(std::string rule, std::string what) {
        if (!broken_) broken_ = Broken{std::move(rule), std::move(what), {}};
    }
    std::optional<Broken>& broken() { return broken_; }
    // An error that no circumstance excuses.
    template <class T>
    bool fine(const base::Result<T>& result, std::string_view what) {
        if (result) return true;
        if (result.error().code == base::ErrorCode::internal)
            say("no invariant of the product breaks", std::string(what) + ": " + result.error().cause);
        return false;
    }

    // What was acknowledged.
    void submitted(const model::AnswerId& id) { submitted_.insert(id); }
    void drafted(const model::ConversationId& conversation, const model::EmployeeId& employee,
                 std::string text) {
        drafts_[{conversation, employee}] = std::move(text);
    }
    void draft_unsure(const model::ConversationId& conversation, const model::EmployeeId& employee) {
        drafts_.erase({conversation, employee});
    }

    const std::vector<model::ConversationId>& conversations() const { return order_; }
    const model::ConversationState* state(const model::ConversationId& id) const {
        const auto found = replayed_.find(id);
        return found == replayed_.end() ? nullptr : &found->second.state;
    }
    // How many posts of ours stand on this network.
    std::size_t said_on(std::size_t net) const { return net < read_.size() ? read_[net] : 0; }
    // What the newest events want to be woken; emptied by whoever wakes.
    std::set<model::AccountId> senders;
    bool scheduler = false;
    std::int64_t events = 0;
    std::int64_t checks = 0;
    std::int64_t posted = 0;
    std::int64_t bands = 0;  // of promises, that passed and were held beside the question's clock
    // Our posts on the networks by the word that stands in the answer's text.
    std::map<std::string, std::vector<std::string>> posted_words;

    // "[k17]" of a text; empty when there is none.
    static std::string word_of(const std::string& text);

  private:
    struct Replayed {
        model::ConversationState state;
        std::optional<model::Episode> episode;  // as the events said, kept apart from apply()
    };
    void read_log(storage::Store& store);
    void read_networks();
    void hear(storage::Store& store, const storage::LogRows::Entry& entry,
              const storage::LogRows::Entry* next);
    void check_owner(const model::ConversationState& before, const storage::LogRows::Entry& entry);
    void check_deadline(Replayed& replayed, const storage::LogRows::Entry& entry,
                        const std::vector<storage::LogRows::Entry>& all, std::size_t at);
    void compare(storage::Store& store, const model::ConversationId& id);
    void check_missed_bands();
    void check_lists(storage::Store& store);

    model::BrandId brand_;
    std::vector<Net*> nets_;
    const ProductClock& clock_;
    std::optional<Broken> broken_;
    std::int64_t seq_ = 0;
    std::int64_t commits_ = -1;
    std::map<model::ConversationId, Replayed> replayed_;
    std::vector<model::ConversationId> order_;
    std::map<std::string, model::PostId> heard_;             // remote id -> post
    std::map<model::AnswerId, model::AnswerState> answers_;  // as the log said
    std::set<model::AnswerId> submitted_;
    std::map<std::pair<model::ConversationId, model::EmployeeId>, std::string> drafts_;
    std::vector<std::size_t> read_;  // of each network's record of our posts
};

}  // namespace manyhands::app::simulate
