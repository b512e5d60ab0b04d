// First minutes and certification: what somebody new goes through, and the gate that keeps whoever is not
// certified from answering in public. Progress stands on the server; grants stand in the audit log.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "answer/approvals.hpp"
#include "answer/guide.hpp"
#include "answer/training.hpp"
#include "base/random.hpp"

namespace manyhands::answer {

struct SavedTraining {
    std::int64_t version = 0;  // 1, 2 ...; 0: what ships, nobody has saved any yet
    model::EmployeeId saved_by;
    base::Instant saved_at{};
    Training training;
};

struct Certification {
    model::EmployeeId employee;
    std::string level;     // empty: it was taken away
    model::EmployeeId by;  // empty: by finishing the first minutes
    std::string reason;
    base::Instant at{};
};

struct Trainee {
    model::Employee person;  // id, name, initials, role, department
    std::optional<FirstMinutes> minutes;
    std::optional<Certification> certification;
};

class TrainingStore {
  public:
    virtual ~TrainingStore() = default;
    // The newest; nothing: none. Thread-safe, as all.
    virtual base::Result<std::optional<SavedTraining>> training(const model::BrandId& brand) = 0;
    // As version `former` + 1, in the audit log too. `keep`: whoever has one of these roles and no
    // certification gets the last level with it. Errors: stale ("answer.training.stale"), conflict
    // ("answer.training.level_in_use") when somebody has a level that is not there any more.
    virtual base::Result<void> save_training(const model::BrandId& brand, const SavedTraining& saved,
                                             std::int64_t former, const std::vector<model::Role>& keep) = 0;
    virtual base::Result<std::optional<Certification>> certification(const model::BrandId& brand,
                                                                     const model::EmployeeId& employee) = 0;
    // In the audit log too.
    virtual base::Result<void> certify(const model::BrandId& brand, const Certification& given) = 0;
    virtual base::Result<std::optional<FirstMinutes>> first_minutes(const model::BrandId& brand,
                                                                    const model::EmployeeId& employee) = 0;
    // In one turn at the writer, so that two devices lose nothing: the progress as it is, and the
    // certification that stands; what it returns is given with it.
    using Change = std::function<base::Result<std::optional<Certification>>(
        FirstMinutes& minutes, const std::optional<Certification>& now)>;
    virtual base::Result<void> change_first_minutes(const model::BrandId& brand,
                                                    const model::EmployeeId& employee, base::Instant at,
                                                    const Change& change) = 0;
    // Active people by id, those behind `after`.
    virtual base::Result<std::vector<Trainee>> trainees(const model::BrandId& brand,
                                                        const model::EmployeeId& after, int limit) = 0;
    // The listening queries that found the customer's posts of a conversation.
    virtual base::Result<std::vector<std::string>> topics_of(const model::BrandId& brand,
                                                             const model::ConversationId& conversation) = 0;
};

// What stands before one person.
struct Standing {
    std::shared_ptr<const SavedTraining> saved;
    FirstMinutes minutes;
    Left left;
    std::optional<Certification> certification;
    bool asked = false;      // of their role the brand asks it
    bool certified = false;  // may answer in public
    int looked_at = 0;       // so many of their first answers wait for approval; 0: none
    // There is something to do: not certified, or what was gone through has changed. Whoever lost their level
    // has nothing to do: somebody gives it back.
    bool to_do() const;
};

struct QuestionResult {
    bool right = false;
    BothWords reason;  // after a wrong one
    int tries = 0;
};
struct PracticeResult {
    bool passed = false;
    std::string published;  // as it would stand on a network, with the initials
    Checked checked;
};

// Thread-safe.
class Certifier final : public Gate {
  public:
    struct Ports {
        TrainingStore& store;
        ApprovalStore& lanes;
        Guide& guide;
        const base::Clock& clock;
        base::Random& random;
    };
    // `next`: the gate behind this one.
    Certifier(const Ports& ports, Gate& next) : ports_(ports), next_(next) {}

    // -- whoever is new; persons only, a program's token goes through nothing --
    base::Result<Standing> standing(const model::Actor& actor);
    // Errors: not_found ("answer.training.no_such"), of a card or question that is not there any more.
    base::Result<Standing> read_card(const model::Actor& actor, const std::string& card);
    base::Result<QuestionResult> answer_question(const model::Actor& actor, const std::string& question,
                                                 int option);
    // Nothing leaves. Errors: as of signed_text(), with the pointer "/text".
    base::Result<PracticeResult> practise(const model::Actor& actor, const std::string& text);
    // Errors: invalid ("answer.training.no_such_topic").
    base::Result<Standing> tick(const model::Actor& actor, const std::vector<std::string>& topics);
    // Those of `conversations` that are about a topic which the actor ticked.
    base::Result<std::vector<model::ConversationId>> on_topic(
        const model::Actor& actor, const std::vector<model::ConversationId>& conversations);

    // -- whoever leads --
    base::Result<SavedTraining> training(const model::Actor& actor);
    enum class Existing { keep, ask };  // people of a role that is asked from now on
    // Words are a lead's to change; who is asked and what levels allow is an admin's. Errors: forbidden,
    // stale, invalid (as read_training()), conflict.
    base::Result<SavedTraining> save(const model::Actor& actor, const std::string& json, Existing existing,
                                     std::int64_t former);
    base::Result<std::vector<Trainee>> trainees(const model::Actor& actor, const model::EmployeeId& after,
                                                int limit);
    // An empty level takes it away. Errors: invalid (no reason, no such level), forbidden (one's own).
    base::Result<void> grant(const model::Actor& actor, const model::EmployeeId& employee,
                             const std::string& level, const std::string& reason);

    // The gate. Errors: forbidden ("answer.certify.*"), with what to do.
    base::Result<std::optional<model::AskedException>> pass(const model::Actor& actor,
                                                            const model::Conversation& conversation,
                                                            const Submission& submission,
                                                            const model::Post& parent) override;

    // The newest; what ships when there is none.
    base::Result<std::shared_ptr<const SavedTraining>> live(const model::BrandId& brand);

  private:
    base::Result<void> fits(const CertificationLevel& level, const model::Conversation& conversation,
                            const Submission& submission);
    base::Result<Standing> change(
        const model::Actor& actor,
        const std::function<base::Result<void>(const Training&, FirstMinutes&)>& step);

    Ports ports_;
    Gate& next_;
    std::mutex mutex_;
    std::map<model::BrandId, std::shared_ptr<const SavedTraining>> live_;
    std::uint64_t saves_ = 0;  // what was read before one is not kept
};

inline constexpr std::size_t kCertifyReasonBytes = 500;
inline constexpr std::string_view kPracticeTextRule = "graphemes-300";

}  // namespace manyhands::answer
