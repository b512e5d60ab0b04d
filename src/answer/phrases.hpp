// Phrases: texts kept for using again, one's own, a department's or the brand's.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/people.hpp"
#include "model/phrase.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {

class PhraseStore {
  public:
    virtual ~PhraseStore() = default;
    // Those shared with the brand, with the department, and the employee's own; most used first. Thread-safe,
    // as all.
    virtual base::Result<std::vector<model::Phrase>> phrases(const model::BrandId& brand,
                                                             const model::DepartmentId& department,
                                                             const model::EmployeeId& employee) = 0;
    // Errors: not_found ("answer.phrase.not_found").
    virtual base::Result<model::Phrase> phrase(const model::BrandId& brand, const model::PhraseId& id) = 0;
    // New or changed; uses stay. Errors: conflict ("answer.phrase.shortcut_taken") within the same reach.
    virtual base::Result<void> save_phrase(const model::Phrase& phrase) = 0;
    virtual base::Result<void> remove_phrase(const model::BrandId& brand, const model::PhraseId& id) = 0;
    virtual base::Result<void> count_phrase_uses(const model::BrandId& brand,
                                                 const std::vector<model::PhraseId>& ids) = 0;
};

// What a person writes; nothing: as it is (of a new one: empty, shared with nobody).
struct PhraseChange {
    std::optional<std::string> shortcut;
    std::optional<std::string> title;
    std::optional<std::string> text_ko;
    std::optional<std::string> text_en;
    std::optional<model::Shared> shared;
};

// The same reach in words of the policy: own, department or brand.
model::Scope scope_of(const model::Actor& actor, const model::Phrase& phrase);

// Checks and cleans: shortcut 1 to 24 letters, digits, '-' or '_' (folded to lower case); title 1 to 80 code
// points; one text at least, up to 4,000 bytes each, with variables we know. Pure. Errors: invalid, with an
// argument "pointer".
base::Result<model::Phrase> changed(model::Phrase phrase, const PhraseChange& change);

class Phrases {
  public:
    Phrases(PhraseStore& store, const base::Clock& clock, base::IdSource& ids)
        : store_(store), clock_(clock), ids_(ids) {}

    // Errors of all: forbidden; not_found, also for what is not shared with one.
    base::Result<std::vector<model::Phrase>> list(const model::Actor& actor);
    base::Result<model::Phrase> add(const model::Actor& actor, const PhraseChange& wanted);
    base::Result<model::Phrase> change(const model::Actor& actor, const model::PhraseId& id,
                                       const PhraseChange& change);
    base::Result<void> remove(const model::Actor& actor, const model::PhraseId& id);
    // They went into an answer. Unknown ones are passed over.
    base::Result<void> used(const model::Actor& actor, const std::vector<model::PhraseId>& ids);
    static bool may_manage(const model::Actor& actor, const model::Phrase& phrase);

  private:
    base::Result<model::Phrase> mine_to_change(const model::Actor& actor, const model::PhraseId& id);

    PhraseStore& store_;
    const base::Clock& clock_;
    base::IdSource& ids_;
};

}  // namespace manyhands::answer
