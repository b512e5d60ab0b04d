// Guidelines: how the house speaks. One document per brand, a list of rules; each says what it looks for, how
// heavy it is, for which languages and networks, and shows the writer a reason and an example of wrong and
// right. Pure values, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "base/result.hpp"
#include "model/people.hpp"

namespace manyhands::answer {

enum class Severity {
    hint,     // good to know
    warning,  // most would change it
    block,    // does not go out without an exception
};

enum class Check {
    // terms
    banned,
    preferred,   // say `instead`
    required,    // one of `terms`, where one of `when` stands (or always)
    embargo,     // not before `until`
    competitor,  // other companies' names
    spelling,    // a name is written as `instead` has it
    // tone
    speech,   // Korean levels of speech, as `level` says
    orders,   // no orders to a customer
    apology,  // to a complaint
    marks,    // !!, ㅋㅋ, words in capitals
    // method
    greeting,
    one_step,       // at most `at_most` things asked for
    asks_private,   // never in public
    shows_private,  // addresses and numbers of people; `terms` are the house's own
    promise,        // only by `roles`; `terms` name what is promised, the usual things when empty
    repetition,     // the same text `at_most` times within `hours`
    holding,        // only holds off and is not sent as a holding answer, or says another time than it
};

enum class Level {
    consistent,  // one level within one answer
    formal,      // 합니다
    polite,      // 해요
};

std::string_view to_string(Severity severity);
std::optional<Severity> severity(std::string_view name);
std::string_view to_string(Check check);
std::optional<Check> check(std::string_view name);
std::string_view to_string(Level level);
std::optional<Level> level(std::string_view name);
enum class Group { tone, terms, method };
Group group_of(Check check);
std::string_view to_string(Group group);

struct BothWords {
    std::string ko;
    std::string en;
    const std::string& in(base::Lang lang) const { return lang == base::Lang::ko ? ko : en; }
    bool empty() const { return ko.empty() && en.empty(); }
    friend bool operator==(const BothWords&, const BothWords&) = default;
};

struct Rule {
    std::string id;  // a-z, 0-9, '-'; 1 to 48
    Check check = Check::banned;
    Severity severity = Severity::hint;
    bool on = true;
    std::vector<base::Lang> languages;  // of the answer; empty: all
    std::vector<std::string> networks;  // empty: all
    // A term is whole: a Latin word, or Hangul with nothing but particles behind it. `term*`: anything may
    // follow. Case, width, accents and invisible characters do not count.
    std::vector<std::string> terms;
    std::vector<std::string> when;
    std::string instead;
    std::optional<base::Instant> until;
    Level level = Level::consistent;
    int at_most = 0;                 // 1 to 100
    int hours = 24;                  // 1 to 720
    std::vector<model::Role> roles;  // to whom it does not apply
    BothWords reason;                // both are required
    BothWords wrong;                 // examples: at least in one language of the rule
    BothWords right;
    friend bool operator==(const Rule&, const Rule&) = default;
};

struct Guidelines {
    std::vector<Rule> rules;
    friend bool operator==(const Guidelines&, const Guidelines&) = default;
};

inline constexpr std::size_t kRulesAtMost = 1000;
inline constexpr std::size_t kTermsAtMost = 64;     // of one rule
inline constexpr std::size_t kTermCharacters = 80;  // code points
inline constexpr std::size_t kReasonBytes = 600;
inline constexpr std::size_t kExampleBytes = 1200;
inline constexpr std::size_t kDocumentBytes = 1U << 20U;

// What is wrong with a document. `pointer` is a JSON pointer into it ("/rules/3/terms/0").
struct GuidelineProblem {
    std::string pointer;
    std::string key;  // of the catalogue
    std::vector<std::pair<std::string, std::string>> args;
};

// {"rules":[...]}, members as in model-data/guidelines.json. Errors: invalid, with an argument "pointer": no
// JSON, unknown or missing members, unknown names. What the rules mean is checked by problems_of().
base::Result<Guidelines> read_guidelines(std::string_view json);
std::string write_guidelines(const Guidelines& guidelines);

// Everything that makes a document unfit, at most 50: too many rules, the same id or the same thing twice,
// rules that contradict each other, terms that are in every answer, an example that its own rule does not
// find or finds. Pure.
std::vector<GuidelineProblem> problems_of(const Guidelines& guidelines);
// Rules that refuse every ordinary answer: what they require, wherever nothing is named, stands in none.
// Pure.
std::vector<std::size_t> refuse_everything(const Guidelines& guidelines);

// The set that ships: Korean and English, nothing in it blocks but private data in public.
const Guidelines& starter_guidelines();

}  // namespace manyhands::answer
