#include "model/approval.hpp"

#include <algorithm>
#include <utility>

namespace manyhands::model {
namespace {

constexpr std::array<std::pair<RiskClass, std::string_view>, 9> kRisks{{
    {RiskClass::goodwill, "goodwill"},
    {RiskClass::safety, "safety"},
    {RiskClass::legal, "legal"},
    {RiskClass::press, "press"},
    {RiskClass::personal_data, "personal_data"},
    {RiskClass::embargo, "embargo"},
    {RiskClass::newcomer, "newcomer"},
    {RiskClass::incident, "incident"},
    {RiskClass::exception, "exception"},
}};
constexpr std::array<std::pair<ApprovalStep, std::string_view>, 3> kSteps{{
    {ApprovalStep::approvers, "approvers"},
    {ApprovalStep::deputies, "deputies"},
    {ApprovalStep::leads, "leads"},
}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value wanted) {
    for (const auto& [value, name] : table)
        if (value == wanted) return name;
    return "";
}

template <class Value, class Table>
std::optional<Value> value_in(const Table& table, std::string_view text) {
    for (const auto& [value, name] : table)
        if (name == text) return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(RiskClass risk) {
    return name_in(kRisks, risk);
}
std::optional<RiskClass> risk_class(std::string_view text) {
    return value_in<RiskClass>(kRisks, text);
}
std::string_view to_string(ApprovalStep step) {
    return name_in(kSteps, step);
}
std::optional<ApprovalStep> approval_step(std::string_view text) {
    return value_in<ApprovalStep>(kSteps, text);
}

bool Approval::complete() const {
    return std::ranges::all_of(waits, [](const ApprovalWait& one) { return one.approved_by.has_value(); });
}

const ApprovalWait* Approval::wait(RiskClass risk) const {
    const auto found = std::ranges::find(waits, risk, &ApprovalWait::risk);
    return found == waits.end() ? nullptr : &*found;
}

std::optional<base::Instant> Approval::next_due() const {
    std::optional<base::Instant> next;
    for (const ApprovalWait& one : waits)
        if (one.due_at && !one.approved_by && (!next || *one.due_at < *next)) next = one.due_at;
    return next;
}

}  // namespace manyhands::model
