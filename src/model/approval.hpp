// Approval: why an answer may not go out by itself, and who is asked about it. Each risk class that it falls
// into waits in a lane of its own, with a clock of its own (ADR 0043).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

enum class RiskClass {
    goodwill,  // promises more than its author may
    safety,    // injury, fire, a battery that swells
    legal,
    press,
    personal_data,  // addresses and numbers of people, in public
    embargo,        // what the guidelines say is not to be told yet
    newcomer,       // its author's first answers
    incident,       // a topic that the brand watches, by tag
    exception       // to a guideline that refuses it
};
inline constexpr std::array kRiskClasses{RiskClass::goodwill, RiskClass::safety,        RiskClass::legal,
                                         RiskClass::press,    RiskClass::personal_data, RiskClass::embargo,
                                         RiskClass::newcomer, RiskClass::incident,      RiskClass::exception};
std::string_view to_string(RiskClass risk);
std::optional<RiskClass> risk_class(std::string_view text);

// Who is asked now. Whoever was asked before may still decide.
enum class ApprovalStep { approvers, deputies, leads /* and admins; the last */ };
std::string_view to_string(ApprovalStep step);
std::optional<ApprovalStep> approval_step(std::string_view text);

// The most of each that a text promises. `beyond`: something that no figure bounds ("a full refund").
struct Goodwill {
    std::int64_t krw = 0;
    std::int64_t usd_cents = 0;
    std::int64_t percent = 0;
    bool beyond = false;
    bool empty() const { return krw == 0 && usd_cents == 0 && percent == 0 && !beyond; }
    friend bool operator==(const Goodwill&, const Goodwill&) = default;
};

// Why an answer should go out although the house's guidelines refuse it. All but the version is private.
struct AskedException {
    std::int64_t version = 0;        // of the guidelines
    std::vector<std::string> rules;  // ids of those that refuse it
    std::vector<std::string> words;  // what they found, as it was written
    std::string reason;              // of whoever asks
    friend bool operator==(const AskedException&, const AskedException&) = default;
};

// One lane that an answer waits in.
struct ApprovalWait {
    RiskClass risk = RiskClass::goodwill;
    ApprovalStep step = ApprovalStep::approvers;
    base::Minutes clock{30};                        // of each step but the last
    std::optional<base::Instant> due_at;            // the next step is asked then; none: this is the last
    std::optional<EmployeeId> approved_by;          // nobody yet
    std::vector<std::string> words;                 // that made it so, as they were written; private
    std::array<std::vector<EmployeeId>, 3> whom{};  // told at each step; what they may is asked anew
    friend bool operator==(const ApprovalWait&, const ApprovalWait&) = default;
};

struct Approval {
    std::int64_t lanes_version = 0;  // of the brand's lanes, when it was judged
    base::Instant asked_at{};
    Goodwill goodwill;
    std::vector<ApprovalWait> waits;
    std::optional<AskedException> exception = {};

    bool complete() const;  // every lane has approved
    const ApprovalWait* wait(RiskClass risk) const;
    // The earliest instant at which a lane asks the next step; none: all are with the last, or done.
    std::optional<base::Instant> next_due() const;
    friend bool operator==(const Approval&, const Approval&) = default;
};

}  // namespace manyhands::model
