// Answer: draft, counting, initials, submit, undo. What leaves this room is an answer row that the outbox
// sends.
#pragma once

#include "model/event.hpp"
#include "model/people.hpp"

namespace manyhands::answer {

struct Draft {
    std::string text;
    base::Instant saved_at{};
    std::vector<model::Image> images = {};
    bool empty() const { return text.empty() && images.empty(); }
};

class DraftStore {
  public:
    virtual ~DraftStore() = default;
    // An empty one removes the draft. Thread-safe.
    virtual base::Result<void> save_draft(const model::BrandId& brand,
                                          const model::ConversationId& conversation,
                                          const model::EmployeeId& employee, const Draft& draft) = 0;
    virtual base::Result<std::optional<Draft>> draft(const model::BrandId& brand,
                                                     const model::ConversationId& conversation,
                                                     const model::EmployeeId& employee) = 0;
};

class AnswerStore {
  public:
    virtual ~AnswerStore() = default;
    // An answer of any state by its id, or by the request's key (the same employee's); thread-safe.
    virtual base::Result<model::Answer> answer(const model::BrandId& brand, const model::AnswerId& id) = 0;
    virtual base::Result<std::optional<model::Answer>> answer_by_key(const model::BrandId& brand,
                                                                     const model::EmployeeId& employee,
                                                                     const std::string& idempotency_key) = 0;
    // A post of the conversation: what an answer replies to.
    virtual base::Result<model::Post> post(const model::BrandId& brand, const model::PostId& id) = 0;
    // The conversation as it stands: what is asked before a change, without a turn at the writer. not_found
    // ("route.conversation.not_found").
    virtual base::Result<model::Conversation> conversation_now(const model::BrandId& brand,
                                                               const model::ConversationId& id) = 0;
};

// A text too long for one post goes out in so many at most.
inline constexpr std::size_t kPartsAtMost = 10;
inline constexpr std::chrono::hours kHoldingAtMost{24 * 7};

struct Submission {
    std::string text;
    // Instead of `text`: what goes out in several posts, each hanging on the one before. Two at least.
    std::vector<std::string> parts;
    bool number_parts = false;            // "1/2" at the end of each
    std::vector<model::Image> images;     // of the first part
    std::optional<model::PostId> parent;  // default: the newest customer post
    // A holding answer, which promises the real one by then: later than it goes out, at most kHoldingAtMost
    // away.
    std::optional<base::Instant> holding_until = {};
    // Nobody was asked whether it holds off (a program, the quick answer, somebody's own client): where the
    // text says by when the answer comes, it does. Says so in the answer's holding_until.
    bool reads_holding = false;
    base::Seconds undo{5};                 // 0, 5, 10 or 20
    std::int64_t public_version_seen = 0;  // If-Match
    std::string idempotency_key;           // 8 to 128 characters
    // Why it should go out although the house's guidelines refuse it; 10 characters to 1,000 bytes. Asking is
    // recorded; whether it goes out somebody else decides.
    std::string exception = {};
    // Instead of this one of the conversation, which waits for approval: it is taken back.
    std::optional<model::AnswerId> withdraw = {};
    // From the author's own client: their own post, and the handle it came by. With `sign_via` that stands at
    // the end in place of the initials.
    std::string own_post = {};
    std::string via = {};
    bool sign_via = false;
};

// Every answer passes here before it is decided on, whichever way it came: the web app, a program, the
// command line. Thread-safe. Errors: why it may not go out as it is. Nothing: as far as the guidelines go it
// may; otherwise the exception that has to be given first.
class Gate {
  public:
    virtual ~Gate() = default;
    virtual base::Result<std::optional<model::AskedException>> pass(const model::Actor& actor,
                                                                    const model::Conversation& conversation,
                                                                    const Submission& submission,
                                                                    const model::Post& parent) = 0;
};

// What an answer's texts and its author's standing make of it. A topic is part of the state: the decision
// looks at it itself.
struct Judged {
    model::Approval approval;                     // the lanes it falls into; without instants
    std::optional<model::ApprovalWait> incident;  // one more, when the conversation has one of `topics`
    std::vector<model::TagId> topics;
};

// Which answers a person has to approve first. Thread-safe.
class RiskGate {
  public:
    virtual ~RiskGate() = default;
    // `texts`: all that goes out. What the customer wrote is read at `conversation`'s public version or
    // later.
    virtual base::Result<Judged> judge(const model::EmployeeId& author,
                                       const model::Conversation& conversation,
                                       const std::vector<std::string>& texts) = 0;
    // `asked` waits in a lane of its own; leads and admins, in a session of theirs, give it to themselves.
    // Errors: forbidden ("answer.exception.off") where the brand gives none.
    virtual base::Result<void> except(const model::Actor& actor, const model::Conversation& conversation,
                                      const model::AskedException& asked, Judged& judged) = 0;
};

// What is to be asked now: every lane of `judged` and of the state's topics, without those that `former` has
// approved. Nothing: it goes out by itself. Pure.
std::optional<model::Approval> to_ask(const Judged& judged, const model::Conversation& conversation,
                                      const std::optional<model::Approval>& former, base::Instant now);

struct SubmitContext {
    model::AnswerId id;
    model::Actor actor;
    std::string text_rule;  // rule id of the account's network
    model::Post parent;     // loaded beforehand; decide checks that it still stands
    base::Instant now{};
    std::vector<model::AnswerId> later_ids;  // of the parts behind the first
    bool sign_every_part = false;            // otherwise the last one only
    Judged judged = {};
};

// Pure. Errors, those of a text with the argument "pointer" ("/text", "/parts/1"): stale (a public post came
// since), conflict (held by another, another answer is open), invalid (empty, too long: args used, limit; bad
// undo; a promise that is past or too far away).
base::Result<model::Events> submit(const model::ConversationState& state, const Submission& submission,
                                   const SubmitContext& context);
// One post's text as it would go out: counted, with the initials. Errors as of submit().
base::Result<std::string> signed_text(const std::string& text, const std::string& text_rule,
                                      const std::string& initials);
// Another text for an answer that was written already: signed as that one is.
base::Result<std::string> signed_again(const model::Answer& answer, const std::string& text,
                                       const std::string& text_rule);
// All texts that go out: the first part, those behind it, the descriptions of pictures.
std::vector<std::string> texts_of(const model::Answer& answer);
// conflict when it already left.
base::Result<model::Events> cancel(const model::ConversationState& state, const model::AnswerId& id,
                                   const model::EmployeeId& by, base::Instant now);
// Also: send although a post came since (state paused). conflict: what it promises is past.
base::Result<model::Events> send_now(const model::ConversationState& state, const model::AnswerId& id,
                                     const model::EmployeeId& by, base::Instant now);

// Do these pictures go out there? Asked before the decision, because it reads the store.
using ImageCheck = std::function<base::Result<void>(const model::BrandId&, const model::AccountId&,
                                                    const std::vector<model::Image>&)>;

class Service {
  public:
    // text_rule_of: the rule id for an account. Without `check_images` no answer carries any.
    Service(model::Transactor& store, AnswerStore& answers, DraftStore& drafts, Gate& gate, RiskGate& risks,
            const base::Clock& clock, base::IdSource& ids,
            std::function<std::string(const model::AccountId&)> text_rule_of, ImageCheck check_images = {});

    // Whether a brand signs every post of an answer that goes out in several; otherwise the last one only.
    // Set before anybody submits.
    void sign_parts(std::function<bool(const model::BrandId&)> every_part) {
        sign_parts_ = std::move(every_part);
    }

    // What the brand's rule puts below an answer (a link), asked once per submission; nothing: the answer as
    // it is. It stands there when it fits, and never below a holding answer. Set before anybody submits.
    using Below = std::function<base::Result<std::optional<std::string>>(const model::Actor&,
                                                                         const model::ConversationId&)>;
    // `is_link`: whether a text carries such a link: then no other is added, and a holding answer is refused
    // (invalid, "answer.submit.link_in_holding").
    void put_below(Below below, std::function<bool(std::string_view)> is_link) {
        below_ = std::move(below);
        is_link_ = std::move(is_link);
    }

    // Reads the promised time off a text, for submissions with `reads_holding`; Guide::promised_by. Set
    // before anybody submits.
    using HoldingReader = std::function<base::Result<std::optional<base::Instant>>(
        const model::Actor&, const model::Conversation&, const Submission&)>;
    void read_holding(HoldingReader reader) { read_holding_ = std::move(reader); }

    base::Result<model::ConversationState> submit(const model::Actor& actor, const model::ConversationId& id,
                                                  const Submission& submission);
    // The same, decided in a transaction of the caller's: one that asks for more before it is done.
    base::Result<model::ConversationState> submit_through(model::Transactor& store, const model::Actor& actor,
                                                          const model::ConversationId& id,
                                                          const Submission& submission);
    base::Result<model::ConversationState> cancel(const model::Actor& actor, const model::AnswerId& id);
    base::Result<model::ConversationState> send_now(const model::Actor& actor, const model::AnswerId& id);
    base::Result<base::Instant> save_draft(const model::Actor& actor, const model::ConversationId& id,
                                           const std::string& text,  // at most 16 KiB
                                           const std::vector<model::Image>& images = {});

  private:
    model::Transactor& store_;
    AnswerStore& answers_;
    DraftStore& drafts_;
    Gate& gate_;
    RiskGate& risks_;
    const base::Clock& clock_;
    base::IdSource& ids_;
    std::function<std::string(const model::AccountId&)> text_rule_of_;
    ImageCheck check_images_;
    std::function<bool(const model::BrandId&)> sign_parts_;
    HoldingReader read_holding_;
    Below below_;
    std::function<bool(std::string_view)> is_link_;

    base::Result<Submission> with_link(const model::Actor& actor, const model::Conversation& seen,
                                       const Submission& submission);
};

}  // namespace manyhands::answer
