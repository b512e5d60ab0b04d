// The one place where people and conversations become JSON: REST answers and live frames are the same bytes.
#pragma once

#include <functional>
#include <string>

#include "http/deps.hpp"
#include "http/json_writer.hpp"

namespace manyhands::http {

void write_employee(JsonWriter& out, const model::Employee& employee);
void write_row(JsonWriter& out, const desk::Row& row);
void write_customer_conversations(JsonWriter& out, const model::Person& customer,
                                  const desk::InboxStore::Others& others);
void write_notice(JsonWriter& out, const desk::Notice& notice);
// `now` says whether it can still be undone; problems are in the reader's language.
void write_job(JsonWriter& out, const desk::Job& job, base::Instant now, base::Lang lang,
               const std::string& zone, const std::function<model::Employee(const model::EmployeeId&)>& who);
void write_action(JsonWriter& out, const desk::ListedAction& listed,
                  const std::function<model::Employee(const model::EmployeeId&)>& who, bool may_change);
void write_tag(JsonWriter& out, const desk::Tag& tag);
void write_counts(JsonWriter& out, const desk::Counts& counts);
void write_present(JsonWriter& out, const std::vector<desk::Presence::Person>& present);
void write_account(JsonWriter& out, const model::Account& account, AccountsPort& accounts, base::Lang lang);

// The member "exception" of a lane: null but in the lane of exceptions.
void write_asked_exception(JsonWriter& out, const model::Approval& approval, model::RiskClass lane);

struct DetailParts {
    const desk::Detail& detail;
    std::optional<answer::Draft> draft;
    std::vector<desk::Presence::Person> present;
    std::string text_rule;
    std::string signature;
    base::Lang lang = base::Lang::en;
    std::string zone;  // for times inside sentences; empty: UTC
    // Never fails: somebody who is gone has an empty name.
    std::function<model::Employee(const model::EmployeeId&)> who;
    base::Instant now{};
    std::function<bool(const model::PrivateForm&)> may_read = {};
    std::function<bool(const model::PromisedAction&)> may_change = {};
};
void write_detail(JsonWriter& out, const DetailParts& parts);

// Arguments that are ids of employees become initials, and instants become local times, before people read
// them.
base::Error readable(const base::Error& error, const std::string& zone,
                     const std::function<model::Employee(const model::EmployeeId&)>& who);

}  // namespace manyhands::http
