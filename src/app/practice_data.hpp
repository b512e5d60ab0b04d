// The embedded practice company (practice/*.json) as values.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/people.hpp"

namespace manyhands::app {

struct PracticeDepartment {
    std::string id, name_ko, name_en;
};
struct PracticeEmployee {
    std::string name, email, initials, department;
    model::Role role = model::Role::employee;
};
struct PracticePerson {
    std::string handle, name;
    std::int64_t followers = 0;
};
enum class PracticeSide { customer, brand, other };
struct PracticePost {
    PracticeSide side = PracticeSide::customer;
    base::Micros before_now{0};
    std::string text, lang, initials;
    PracticePerson author;  // of other people's posts
};
struct PracticeTag {
    std::string name, colour;
    std::vector<std::string> topics, kinds;  // of conversations that get it: one of either
};
struct PracticePhrase {
    std::string shortcut, title, text_ko, text_en;
    std::string by;          // initials of who made it
    std::string department;  // whose it is; empty: the brand's
};
struct PracticeConversation {
    std::string id, topic, kind;
    PracticePerson customer;
    std::vector<PracticePost> posts;  // in order of time
    bool closed = false;
};
// A listening query of the company; what is on or muted listens while the past is told.
struct PracticeQuery {
    std::string name, query, purpose, colour, state, owner;  // owner: initials
    std::int64_t alert_at_least = 0, alert_minutes = 0;      // 0: no alert
};
struct PracticeData {
    std::string brand_name;
    std::string account_network, account_handle, account_name;
    std::int64_t account_followers = 0;
    std::vector<PracticeDepartment> departments;
    std::vector<PracticeEmployee> employees;
    std::vector<PracticeTag> tags;
    std::vector<PracticePhrase> phrases;
    std::vector<PracticeConversation> conversations;
    std::vector<PracticeQuery> queries;
};

// Errors: invalid ("practice.bad_data", with the cause for the log).
base::Result<PracticeData> load_practice_data();

}  // namespace manyhands::app
