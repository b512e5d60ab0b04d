// The linter: what an answer has against the house's guidelines. One for the preview while somebody types and
// for the gate at submitting. Pure: no I/O, no clock of its own; immutable after it is made, thread-safe. An
// answer with 1,000 rules takes well under 5 ms (bench/guidelines).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/guideline.hpp"
#include "answer/terms.hpp"

namespace manyhands::answer {

struct Finding {
    std::size_t rule = 0;  // of Linter::guidelines()
    Severity severity = Severity::hint;
    Span at;  // bytes of the text as it was given; empty: something is missing there
    std::optional<std::string> replacement;  // of those bytes; nothing: a person has to think
    // Of Check::holding: the instant that the text names, and whether the answer promises another one.
    std::optional<base::Instant> until = {};
    bool differs = false;
    friend bool operator==(const Finding&, const Finding&) = default;
};

// An answer that the account gave before.
struct Earlier {
    std::string fingerprint;
    base::Instant at{};
};
// Two texts are the same to a reader: letters and digits alone, without handles, links and initials.
std::string fingerprint(std::string_view text);

struct Subject {
    std::string_view text;     // without the initials; any bytes
    std::string_view network;  // of the account
    model::Role role = model::Role::employee;
    std::string_view customer;  // what it answers; empty: not known
    std::span<const Earlier> earlier = {};
    base::Instant now{};
    std::optional<base::Instant> holding_until = {};  // it is sent as a holding answer
    std::string_view zone = {};  // IANA, of whoever writes: what a time in the text means; empty: not known
    enum class Part {
        whole,   // one post, or all of them
        begin,   // the first of several
        rest,    // the following ones: no greeting, no apology are missed there
        beside,  // a picture's description: terms and private data only
    } part = Part::whole;
};

// No answer has more findings; the gravest stay.
inline constexpr std::size_t kFindingsAtMost = 100;

class Linter {
  public:
    // Rules that are off are never applied. Of a document with problems_of() it does what it can.
    explicit Linter(Guidelines guidelines);

    const Guidelines& guidelines() const { return guidelines_; }
    // By place; of one rule the findings do not overlap.
    std::vector<Finding> lint(const Subject& subject) const;

  private:
    // A rule that looks at more than terms.
    struct Slow {
        std::size_t rule = 0;
        std::vector<std::string> terms;  // folded
    };
    struct Hits {
        std::vector<TermHit> terms, when;
    };
    void apply(const Slow& slow, const Reading& reading, const Subject& subject, const Hits& hits,
               std::vector<Finding>& out) const;
    void speech(const Rule& rule, std::size_t index, const Reading& reading, std::vector<Finding>& out) const;

    Guidelines guidelines_;
    Terms terms_;  // owner: the rule
    Terms when_;   // owner: the rule
    std::vector<Slow> slow_;
};

}  // namespace manyhands::answer
