// The house's guidelines beside whoever writes: kept in versions, tried before they go live, asked while
// somebody types, and the gate that every answer passes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "answer/answer.hpp"
#include "answer/lint.hpp"

namespace manyhands::answer {

struct GuidelineVersion {
    std::int64_t version = 0;  // 1, 2 ...; 0: what ships, nobody has saved any yet
    std::string note;          // why it was changed
    model::EmployeeId saved_by;
    base::Instant saved_at{};
};
struct SavedGuidelines {
    GuidelineVersion about;
    Guidelines guidelines;
};

struct PastAnswer {
    model::AnswerId id;
    model::ConversationId conversation;
    model::EmployeeId author;
    std::string text;
    std::string network;
    std::string customer;  // what it answered
    base::Instant at{};
};

// Somebody asked to answer although a rule blocks it. Written with the answer, in the same transaction.
struct GuidelineException {
    model::BrandId brand;
    model::ConversationId conversation;
    model::AnswerId answer;  // empty: recorded before answers were named
    model::EmployeeId employee;
    std::int64_t version = 0;
    std::vector<std::string> rules;
    std::string reason;
    base::Instant at{};
};

class GuidelineStore {
  public:
    virtual ~GuidelineStore() = default;
    // The newest, or that one; nothing: none. Thread-safe, as all.
    virtual base::Result<std::optional<SavedGuidelines>> guidelines(const model::BrandId& brand) = 0;
    virtual base::Result<std::optional<SavedGuidelines>> guidelines_at(const model::BrandId& brand,
                                                                       std::int64_t version) = 0;
    // The newest 100, newest first.
    virtual base::Result<std::vector<GuidelineVersion>> guideline_versions(const model::BrandId& brand) = 0;
    // As version `former` + 1. Errors: stale ("answer.guideline.stale") when that is not the newest.
    virtual base::Result<void> save_guidelines(const model::BrandId& brand, const SavedGuidelines& saved,
                                               std::int64_t former) = 0;
    // Newest first, of one account or (empty) all.
    virtual base::Result<std::vector<PastAnswer>> past_answers(const model::BrandId& brand,
                                                               const model::AccountId& account,
                                                               base::Instant since, int limit) = 0;
    virtual base::Result<std::vector<GuidelineException>> exceptions(const model::BrandId& brand,
                                                                     int limit) = 0;
};

// A finding in one of the texts of a submission.
struct Located {
    std::string pointer;  // into the request: "/text", "/parts/1", "/media/0/alt"
    Finding finding;
};
struct Checked {
    std::int64_t version = 0;
    std::shared_ptr<const Linter> linter;
    std::vector<Located> findings;
    std::vector<std::string> blocking() const;  // ids of rules that refuse it
};

inline constexpr int kDryRunAnswers = 300;
// A rule, or a lane, that more than half of at least so many answers fall into is saved by whoever has seen
// that.
inline constexpr int kWideAnswers = 10;
inline bool is_wide(int hits, int answers) {
    return answers >= kWideAnswers && 2 * hits > answers;
}
inline constexpr std::size_t kExceptionBytes = 1000;
inline constexpr std::size_t kExceptionCharacters = 10;  // at least

struct DryRun {
    struct Hit {
        std::string rule;
        int answers = 0;
        std::vector<PastAnswer> samples;  // the newest three
        std::vector<Span> at;             // in each
    };
    std::vector<GuidelineProblem> problems;
    int answers = 0;
    std::vector<Hit> rules;  // in their order; only those that found something
    // New or changed rules that nearly every answer falls into: they are saved with `confirm` only.
    struct Wide {
        std::string rule;
        std::string pointer;   // "/rules/3"
        int answers = 0;       // of the last ones
        bool refuses = false;  // whatever is written: what it requires stands in no ordinary answer
    };
    std::vector<Wide> wide;
    std::string confirm;  // says that this document was tried and what it caught; empty: nothing to confirm
};
// What stands for having seen a dry run: changes with the document and with what it caught. Pure.
std::string confirmation(std::string_view document, const std::vector<std::string>& wide);

// A new brand begins with the set that ships, in which nothing refuses an answer yet.
Guidelines first_guidelines();

// Thread-safe.
class Guide final : public Gate {
  public:
    Guide(GuidelineStore& store, AnswerStore& answers, const base::Clock& clock)
        : store_(store), answers_(answers), clock_(clock) {}

    // Whoever may see the brand's conversations reads them.
    base::Result<SavedGuidelines> current(const model::Actor& actor);
    base::Result<std::vector<GuidelineVersion>> versions(const model::Actor& actor);
    base::Result<SavedGuidelines> version(const model::Actor& actor, std::int64_t version);
    // Who may change the brand's settings changes them. Errors: forbidden, stale, invalid (the first of its
    // problems, with the argument "pointer"), conflict ("answer.guideline.wide", "answer.guideline.refuses")
    // for a rule that nearly every answer falls into, without the `confirm` that a dry run of this very
    // document gives.
    base::Result<SavedGuidelines> save(const model::Actor& actor, const std::string& json,
                                       const std::string& note, std::int64_t former,
                                       const std::string& confirm = {});
    base::Result<DryRun> dry_run(const model::Actor& actor, const std::string& json);
    base::Result<std::vector<GuidelineException>> exceptions(const model::Actor& actor);
    static bool may_manage(const model::Actor& actor);

    // What the guidelines have against it, for whoever writes it. At most 64 KiB of text in all. `zone`: of
    // their clock, for the times that a text names; empty: theirs by zones(), if it is known.
    base::Result<Checked> check(const model::Actor& actor, const model::ConversationId& conversation,
                                const Submission& submission, const std::string& zone = {});

    // The zone of an author's clock, where nobody said it. Set before anybody asks; empty: not known.
    using Zones = std::function<std::string(const model::BrandId&, const model::EmployeeId&)>;
    void zones(Zones zones) { zones_ = std::move(zones); }
    // The instant that an answer promises the real one by, read off its text: where a rule for it is on, the
    // time is named and still to come. Nothing: it is an answer like others, as far as can be told.
    base::Result<std::optional<base::Instant>> promised_by(const model::Actor& actor,
                                                           const model::Conversation& conversation,
                                                           const Submission& submission);

    // The same for an answer that leaves nowhere, to a customer who is made up.
    base::Result<Checked> practise(const model::Actor& actor, const std::string& text,
                                   const std::string& customer);

    // What of it is not to be told yet, as it is written; whatever the rule's weight.
    base::Result<std::vector<std::string>> embargoed(const model::Employee& author,
                                                     const model::Conversation& conversation,
                                                     const std::vector<std::string>& texts);

    // What a dry run looks at: the newest of the brand.
    base::Result<std::vector<PastAnswer>> last_answers(const model::BrandId& brand) {
        return store_.past_answers(brand, {}, {}, kDryRunAnswers);
    }

    // The gate. Errors: refused ("answer.submit.guidelines", with the ids of the rules); invalid: a reason
    // that says too little or too much.
    base::Result<std::optional<model::AskedException>> pass(const model::Actor& actor,
                                                            const model::Conversation& conversation,
                                                            const Submission& submission,
                                                            const model::Post& parent) override;

  private:
    struct Live {
        std::int64_t version = 0;
        std::shared_ptr<const Linter> linter;
    };
    base::Result<Live> live(const model::BrandId& brand);
    enum class For { preview, gate };
    base::Result<Checked> look(const model::Actor& actor, const model::Conversation& conversation,
                               const Submission& submission, const std::string& customer, For what,
                               const std::string& zone);
    // Tries a document that can be read on the last answers.
    base::Result<DryRun> tried(const model::BrandId& brand, Guidelines wanted,
                               const std::optional<SavedGuidelines>& known);

    GuidelineStore& store_;
    AnswerStore& answers_;
    const base::Clock& clock_;
    Zones zones_;
    std::mutex mutex_;
    std::map<model::BrandId, Live> live_;
    std::uint64_t saves_ = 0;  // what was read before one is not kept
};

}  // namespace manyhands::answer
