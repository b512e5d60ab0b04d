// Who knows about what: what people ticked, and what they have shown by answering. Terms are "q:" with a
// listening query's id or "t:" with a tag's.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/conversation.hpp"
#include "model/ids.hpp"

namespace manyhands::route {

// What somebody has shown to know of one term.
struct Shown {
    model::EmployeeId employee;
    std::string term;
    int answers = 0;
    std::int64_t thousandths = 0;  // of answers, decayed: each is worth half after kHalfLife; as of `last_at`
    base::Instant last_at{};
    friend bool operator==(const Shown&, const Shown&) = default;
};
inline constexpr std::chrono::hours kHalfLife{24 * 90};

// With one more answer, which may be older than the last. Pure.
Shown with_answer(const Shown& before, base::Instant at);
// What it is worth now, in answers. Pure.
double worth(const Shown& shown, base::Instant now);
// Below this it is no reason any more: one answer half a year ago.
inline constexpr double kWorthKnowing = 0.25;

struct Term {
    std::string key;
    std::string name;
    friend bool operator==(const Term&, const Term&) = default;
};

// What whom() is asked with, as the store has it. Thread-safe; writes block until durable. Errors: those of
// the store.
class KnowStore {
  public:
    virtual ~KnowStore() = default;
    // Reads on in the brand's log, `at_most` entries of it, and keeps what answers show. True: there is more.
    virtual base::Result<bool> learn(const model::BrandId& brand, int at_most) = 0;
    // What a conversation is about: what found its posts, and its tags.
    virtual base::Result<std::vector<Term>> terms_of(const model::BrandId& brand,
                                                     const model::ConversationId& conversation) = 0;
    // All that somebody can have shown to know: the brand's listening queries and its tags.
    virtual base::Result<std::vector<Term>> terms(const model::BrandId& brand) = 0;
    // Of people who are active.
    virtual base::Result<std::vector<Shown>> shown(const model::BrandId& brand, const std::string& term) = 0;
    virtual base::Result<std::vector<Shown>> shown_by(const model::BrandId& brand,
                                                      const model::EmployeeId& employee) = 0;
    // The terms that people ticked in their first minutes.
    virtual base::Result<std::map<model::EmployeeId, std::set<std::string>>> ticked(
        const model::BrandId& brand) = 0;
    // Questions that wait and that nobody holds, the most urgent first.
    virtual base::Result<std::vector<model::Conversation>> asking(const model::BrandId& brand, int limit) = 0;
    // Who was told of this question, and who passed it on. `question`: when its episode opened, microseconds.
    struct Heard {
        std::set<model::EmployeeId> told, passed;
    };
    virtual base::Result<Heard> heard(const model::ConversationId& conversation, std::int64_t question) = 0;
    // Questions that people were told of since then.
    virtual base::Result<std::map<model::EmployeeId, int>> asked_since(const model::BrandId& brand,
                                                                       base::Instant since) = 0;
    struct Load {
        int holding = 0;
        int answered = 0;
    };
    // What people hold now, and what they answered of the questions since then.
    virtual base::Result<std::map<model::EmployeeId, Load>> loads(const model::BrandId& brand,
                                                                  base::Instant since) = 0;
};

// Somebody who knows about some terms, and why we say so.
struct Knower {
    model::EmployeeId employee;
    bool ticked = false;
    std::string about;  // the name of the term that they know best
    int answers = 0;    // about that; 0: they only ticked it
    std::optional<base::Instant> last_at;
    double worth = 0;  // over all the terms
};
// Who knows about any of these, the best first, at most `limit`; people who are gone may be among those who
// only ticked. Errors: those of the store.
base::Result<std::vector<Knower>> who_knows(KnowStore& store, const model::BrandId& brand,
                                            const std::vector<Term>& terms, base::Instant now,
                                            std::size_t limit);

// Of these conversations, those about something that this person has shown to know. Errors: those of the
// store.
base::Result<std::vector<model::ConversationId>> known_to(
    KnowStore& store, const model::BrandId& brand, const model::EmployeeId& employee,
    const std::vector<model::ConversationId>& conversations, base::Instant now);

}  // namespace manyhands::route
