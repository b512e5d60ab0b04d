// How a brand was set up: how far the five steps have come, and the hand-off rules that they leave behind.
// What has a place of its own (settings, departments, lanes, guidelines) is kept there and not here
// (docs/adr/0046).
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/conversation.hpp"
#include "model/people.hpp"

namespace manyhands::route {

enum class SetupStep { plan, expectations, collaboration, loop, guidelines };
inline constexpr std::size_t kSetupSteps = 5;
std::string_view to_string(SetupStep step);
std::optional<SetupStep> setup_step(std::string_view text);

enum class StepState { open, done, skipped };
std::string_view to_string(StepState state);
std::optional<StepState> step_state(std::string_view text);

struct StepMark {
    StepState state = StepState::open;
    model::EmployeeId by;  // empty while it was never touched
    base::Instant at{};
    friend bool operator==(const StepMark&, const StepMark&) = default;
};

// What is about these tags or says one of these words goes to `to`; when nobody there takes it within
// `within`, it comes back to `back`. Proposed to whoever hands off; never done by itself.
struct HandOffRule {
    std::string id;  // a ULID, given when it is first saved
    std::vector<model::TagId> tags;
    std::vector<std::string> words;  // each as a term of a query
    model::DepartmentId to;
    model::DepartmentId back;
    base::Minutes within{60};
    bool loop = false;  // of the engineering loop: `to` makes the product
    friend bool operator==(const HandOffRule&, const HandOffRule&) = default;
};

inline constexpr std::size_t kRulesAtMost = 100;
inline constexpr std::size_t kRuleWordsAtMost = 50;
inline constexpr std::size_t kRuleWordBytes = 100;
inline constexpr int kRuleMinutesLeast = 5;
inline constexpr int kRuleMinutesMost = 7 * 24 * 60;

struct Programme {
    std::array<StepMark, kSetupSteps> steps;
    std::vector<HandOffRule> rules;  // the first that fits is proposed first
    friend bool operator==(const Programme&, const Programme&) = default;
};

struct SavedProgramme {
    std::int64_t version = 0;  // 0: nobody has begun
    model::EmployeeId saved_by;
    base::Instant saved_at{};
    Programme programme;
};

// As it is stored. Errors: internal ("route.programme.damaged").
std::string write_programme(const Programme& programme);
base::Result<Programme> read_programme(std::string_view text);

// Errors: invalid ("route.programme.*"), with the pointer of what is wrong: no such department, going back to
// where it came, nothing to go by, a tag that two rules claim, clocks and numbers out of their range.
base::Result<void> check_rules(const std::vector<HandOffRule>& rules,
                               const std::vector<model::DepartmentId>& departments);

// Why a rule is proposed: a tag, or a word of the newest post.
struct Proposal {
    HandOffRule rule;
    std::optional<model::TagId> tag;
    std::string word;
};
// Pure. Rules whose department has it already, or is no more, are left out.
std::vector<Proposal> proposals(const std::vector<HandOffRule>& rules,
                                const model::Conversation& conversation,
                                const std::vector<model::DepartmentId>& departments);

class ProgrammeStore {
  public:
    virtual ~ProgrammeStore() = default;
    // The newest; nothing: none. Thread-safe, as all.
    virtual base::Result<std::optional<SavedProgramme>> programme(const model::BrandId& brand) = 0;
    // As version `former` + 1, in the audit log too. Errors: stale ("route.programme.stale").
    virtual base::Result<void> save_programme(const model::BrandId& brand, const SavedProgramme& saved,
                                              std::int64_t former) = 0;
    // Those that are open.
    virtual base::Result<std::vector<model::DepartmentId>> open_departments(const model::BrandId& brand) = 0;
};

struct ProgrammeChange {
    std::array<StepState, kSetupSteps> steps{};
    std::vector<HandOffRule> rules;
};

// Thread-safe.
class Programmes {
  public:
    Programmes(ProgrammeStore& store, const base::Clock& clock, base::IdSource& ids)
        : store_(store), clock_(clock), ids_(ids) {}

    // Who may change the brand's settings reads and changes it.
    base::Result<SavedProgramme> get(const model::Actor& actor);
    base::Result<SavedProgramme> save(const model::Actor& actor, const ProgrammeChange& change,
                                      std::int64_t former);
    // For whoever may hand this conversation off.
    base::Result<std::vector<Proposal>> propose(const model::Actor& actor,
                                                const model::Conversation& conversation);
    // The return address of a hand-off by that rule. Errors: invalid ("route.programme.no_such_rule"), also
    // when the rule names another department.
    base::Result<model::HandBack> hand_back(const model::Actor& actor, const std::string& rule,
                                            const model::DepartmentId& to);

  private:
    ProgrammeStore& store_;
    const base::Clock& clock_;
    base::IdSource& ids_;
};

}  // namespace manyhands::route
