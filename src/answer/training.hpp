// What a brand asks of somebody new before they answer in public: cards, questions, a practice answer; topics
// that people tick; levels of what they may answer then. One document a brand, in versions. Pure values,
// thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/guideline.hpp"
#include "model/approval.hpp"
#include "model/people.hpp"

namespace manyhands::answer {

struct TrainingCard {
    std::string id;  // a-z, 0-9, '-'; 1 to 32
    BothWords title;
    BothWords text;
    friend bool operator==(const TrainingCard&, const TrainingCard&) = default;
};

struct TrainingQuestion {
    std::string id;
    BothWords ask;
    std::vector<BothWords> options;  // 2 to 4
    int right = 0;                   // which of them
    BothWords reason;                // told after a wrong one
    friend bool operator==(const TrainingQuestion&, const TrainingQuestion&) = default;
};

// A made-up question of a customer.
struct TrainingPractice {
    BothWords customer;  // the name shown
    BothWords text;
    friend bool operator==(const TrainingPractice&, const TrainingPractice&) = default;
};

// A listening query by the name under which people tick it.
struct TrainingTopic {
    std::string query;
    BothWords name;
    friend bool operator==(const TrainingTopic&, const TrainingTopic&) = default;
};

// What somebody of it may answer in public.
struct CertificationLevel {
    std::string id;
    BothWords name;
    std::vector<std::string> topics;       // queries of Training::topics; empty: everything
    std::vector<base::Lang> languages;     // of the conversation; empty: all
    std::vector<model::RiskClass> barred;  // of goodwill, safety, legal, press, personal_data
    friend bool operator==(const CertificationLevel&, const CertificationLevel&) = default;
};

struct Training {
    std::vector<model::Role> asks;  // roles that answer only when they are certified; empty: nobody is asked
    std::vector<TrainingCard> cards;
    std::vector<TrainingQuestion> questions;
    TrainingPractice practice;
    std::vector<TrainingTopic> topics;
    std::vector<CertificationLevel>
        levels;  // the first is what the first minutes give; the last is for old hands

    const CertificationLevel* level(std::string_view id) const;
    bool asks_role(model::Role role) const;
    friend bool operator==(const Training&, const Training&) = default;
};

inline constexpr std::size_t kTrainingCards = 5;
inline constexpr std::size_t kTrainingQuestions = 6;
inline constexpr std::size_t kTrainingOptions = 4;
inline constexpr std::size_t kTrainingTopics = 40;
inline constexpr std::size_t kTrainingLevels = 8;
inline constexpr std::size_t kTrainingTitleBytes = 200;
inline constexpr std::size_t kTrainingTextBytes = 1200;

// Members as in model-data/training.json. Errors: invalid ("answer.training.*") with an argument "pointer":
// no JSON, names that are not known, something empty in one language, too much, an id twice, a topic of a
// level that is not there.
base::Result<Training> read_training(std::string_view json);
std::string write_training(const Training& training);

// The set that ships, in Korean and English: asks employees.
const Training& starter_training();

// What tells one wording of a card or a question from another: a changed one is asked again.
std::string print_of(const TrainingCard& card);
std::string print_of(const TrainingQuestion& question);

// How far one person has come.
struct FirstMinutes {
    std::uint64_t seed = 0;                     // of the order of questions and options; 0: not begun
    std::map<std::string, std::string> cards;   // read: id to print
    std::map<std::string, std::string> passed;  // questions: id to print
    std::map<std::string, int> tries;           // answers given, by question
    std::string practice;                       // the answer that stood; empty: none yet
    int practice_tries = 0;
    bool topics_seen = false;
    std::vector<std::string> topics;  // ticked
    base::Instant began_at{};
    std::optional<base::Instant> finished_at;
    friend bool operator==(const FirstMinutes&, const FirstMinutes&) = default;
};
std::string write_first_minutes(const FirstMinutes& minutes);
// Errors: internal ("answer.training.damaged").
base::Result<FirstMinutes> read_first_minutes(std::string_view stored);

// What is left: cards and questions whose wording was not seen, the practice answer if there never was one.
struct Left {
    std::vector<std::string> cards;
    std::vector<std::string> questions;
    bool practice = false;
    bool none() const { return cards.empty() && questions.empty() && !practice; }
};
Left left_of(const Training& training, const FirstMinutes& minutes);

// 0 to n-1 in an order that the seed and `what` decide.
std::vector<int> drawn_order(std::uint64_t seed, std::string_view what, int n);

}  // namespace manyhands::answer
