// Episodes as the figures read them, and the port to the store.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::reports {

enum class EpisodeEnd : std::uint8_t { open, answered, dropped };

// Ids as small numbers in the order of their first appearance; 0 is always the empty one (nobody).
class Names {
  public:
    Names() { of(""); }
    std::uint32_t of(std::string_view id) {
        if (last_ < texts_.size() && texts_[last_] == id) return last_;
        const auto found = numbers_.find(id);
        if (found != numbers_.end()) return last_ = found->second;
        texts_.emplace_back(id);
        last_ = static_cast<std::uint32_t>(texts_.size() - 1);
        numbers_.emplace(texts_.back(), last_);
        return last_;
    }
    const std::string& text(std::uint32_t number) const { return texts_[number]; }
    std::size_t size() const { return texts_.size(); }

  private:
    std::uint32_t last_ = 0;
    std::vector<std::string> texts_;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

struct EpisodeNames {
    Names accounts;
    Names departments;
    Names employees;
};

// its_own: the first answer was the real one, or none came yet. held: a holding answer came first, or more,
// and the real answer's clock runs (or ran) on. part: opened while an answer to an earlier question was owed;
// that one counts it.
enum class Concern : std::uint8_t { its_own, held, part };

struct EpisodeFact {
    base::Instant opened_at{};
    base::Instant ended_at{};  // when it was answered; meaningless otherwise
    EpisodeEnd end = EpisodeEnd::open;
    bool found_late = false;
    // For the clock of the real answer: most are counted as they are here; of the others `held` and `handed`
    // tell.
    Concern concern = Concern::its_own;
    std::uint32_t account = 0;  // of EpisodeNames
    std::uint32_t department = 0;
    std::uint32_t employee = 0;  // who answered; 0: nobody, or somebody on the network itself
};

// What became of a concern that was held. `real` is the fact of its real answer: when it ended, whose it was
// then, who gave it; dropped: the customer took the question back.
struct HeldFact {
    EpisodeFact real;
    bool let_go = false;  // closed without a real answer
    int holdings = 0;
    int missed = 0;  // promises that passed
};

// A concern that went from one department to another before its real answer.
struct HandedFact {
    EpisodeFact fact;  // of the real answer, as HeldFact::real
    bool let_go = false;
    struct Span {
        std::uint32_t department = 0;
        base::Instant until{};  // from the end of the one before; the first from the question on
    };
    std::vector<Span> spans;  // in order; the last department's ends with the answer
};

struct EpisodeRow {
    model::ConversationId conversation;
    int number = 0;
    EpisodeFact fact;
    std::optional<HeldFact> held;  // of Concern::held
};

// A place in the list of episodes, newest first.
struct EpisodePlace {
    base::Instant opened_at{};
    model::ConversationId conversation;
    int number = 0;
};

class EpisodeStore {
  public:
    virtual ~EpisodeStore() = default;
    // Episodes opened in [from, to), in the order of opening; fills `names` on the way. Thread-safe.
    virtual base::Result<void> episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                        EpisodeNames& names,
                                        const std::function<void(const EpisodeFact&)>& each) = 0;
    // The same ones, newest first, behind `after` when it is given, until `each` returns false.
    virtual base::Result<void> episode_page(const model::BrandId& brand, base::Instant from, base::Instant to,
                                            const std::optional<EpisodePlace>& after, EpisodeNames& names,
                                            const std::function<bool(const EpisodeRow&)>& each) = 0;
    // Of those opened in [from, to), in the order of opening: the held ones, and those that changed
    // departments.
    virtual base::Result<void> held(const model::BrandId& brand, base::Instant from, base::Instant to,
                                    EpisodeNames& names,
                                    const std::function<void(const HeldFact&)>& each) = 0;
    virtual base::Result<void> handed(const model::BrandId& brand, base::Instant from, base::Instant to,
                                      EpisodeNames& names,
                                      const std::function<void(const HandedFact&)>& each) = 0;
    // The third clock: what was promised for a question of [from, to), in that order. opened_at is the
    // question, ended_at when it was done; dropped: cancelled. The department and the person whose it is.
    virtual base::Result<void> actions(const model::BrandId& brand, base::Instant from, base::Instant to,
                                       EpisodeNames& names,
                                       const std::function<void(const EpisodeFact&)>& each) = 0;
};

}  // namespace manyhands::reports
