// What happened to a conversation. A room's pure decide() returns events; the store applies them to the state
// (apply.hpp) and writes state and log in one transaction. The log itself keeps ids and figures only: texts
// live in rows that can be erased (decision 24).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "model/answer.hpp"
#include "model/conversation.hpp"
#include "model/note.hpp"
#include "model/post.hpp"
#include "model/private_form.hpp"
#include "model/promised_action.hpp"

namespace manyhands::model {

// -- posts -------------------------------------------------------------------------------------------------
struct ConversationOpened {
    Conversation conversation;
};  // always the first event of a conversation
struct PostReceived {
    Post post;
    bool asks = true;  // a customer's post that wants something of us; not: talk with others, older context
};
struct PostEdited {
    PostId post;
    std::string text;
    std::string remote_version;
    Side side;
};
struct PostDeleted {
    PostId post;
    Side side;
    base::Instant posted_at{};  // of the deleted post: tells whether it is part of the open episode
};

// -- episodes and the promise ------------------------------------------------------------------------------
// Again with the number of the open one: its clock begins elsewhere now (an older unanswered post was found,
// posts came or went by a merge or a split); then it replaces the open one.
struct EpisodeOpened {
    Episode episode;
};
// By an answer of ours (answer set) or by a post that the brand made elsewhere.
struct EpisodeAnswered {
    int number;
    base::Instant opened_at;
    base::Instant answered_at;
    PostId post;
    std::optional<AnswerId> answer;
    std::optional<EmployeeId> employee;
};
// Ended without an answer: closed by a person as needing none, or its only customer post was deleted.
struct EpisodeDropped {
    int number;
    base::Instant at;
};
struct BandPassed {
    int number;
    int minutes;
};
struct Reopened {};

// -- who holds it ------------------------------------------------------------------------------------------
struct Claimed {
    Claim claim;
};
struct ClaimRenewed {
    base::Instant until;
    base::Instant last_typed;
};  // not logged (decision 5)
enum class ReleaseReason { released, expired, taken_over, handed_off, answered, closed, snoozed, moved };
struct ClaimReleased {
    EmployeeId holder;
    ReleaseReason reason;
};
struct HandedOff {
    DepartmentId from;
    DepartmentId to;  // the same as `from` when only the person is new
    std::string reason;
    std::optional<EmployeeId> employee = {};  // asked first, until `until`
    base::Instant until = {};
    NoticeId notice = {};  // to `employee`
    std::optional<HandBack> back = {};
};
struct FollowUpOffered {
    Offer offer;
};
struct OfferedToAll {};
struct Closed {};
struct Snoozed {
    Snooze snooze;
};
enum class WakeReason { person, due, customer };
struct Woken {
    WakeReason reason;
};

// -- what the desk marks and writes ------------------------------------------------------------------------
struct Tagged {
    TagId tag;
};
struct Untagged {
    TagId tag;
};
struct NoteAdded {
    Note note;
    std::vector<EmployeeId> notify = {};  // who is to see it; never its author
};
struct NoteEdited {
    NoteId note;
    std::string text;
};
struct NoteDeleted {
    NoteId note;
};

// -- merge and split ---------------------------------------------------------------------------------------
// Posts that moved, or that stayed, as the conversation they are in must know them.
struct PostsMoved {
    std::vector<PostId> posts = {};  // named when only some of them move
    int count = 0;
    PostId last_customer_post = {};
    base::Instant last_customer_post_at = {};
    base::Instant last_post_at = {};
    std::string excerpt = {};  // of last_customer_post; like the language not in the log
    std::string lang = {};
};
// What a merge took and found, and how it left the one that goes on: what differs there later is new. Ids and
// figures.
struct MergeKept {
    std::vector<PostId> posts = {};
    std::vector<NoteId> notes = {};
    int standing_notes = 0;
    bool closed = false;
    std::optional<Episode> episode = {};
    std::optional<Snooze> snooze = {};
    std::vector<TagId> tags = {};
    bool into_closed = false;
    std::optional<Episode> into_episode = {};
    std::optional<Snooze> into_snooze = {};
    std::vector<TagId> new_tags = {};  // that the other one got
    std::optional<Owed> owed = {};
    std::optional<Owed> into_owed = {};
    bool still_owed = false;     // of the other one, afterwards
    PostId into_last_post = {};  // of the customer
    base::Instant into_last_post_at{};
    // Of the other one, afterwards.
    std::int64_t public_version = 0;
    std::int64_t fence = 0;
    int episodes = 0;
    int episode_open = 0;  // its number; 0: none
    int all_notes = 0;
    DepartmentId department = {};
};
struct MergedInto {
    ConversationId into;
    MergeKept kept = {};
};  // closed; all its posts and notes went over
struct MergedFrom {
    ConversationId from;
    PostsMoved moved;
    int notes = 0;
};
struct SplitOff {
    ConversationId into;
    PostsMoved left;  // what stays
};
struct SplitFrom {
    ConversationId from;
    PostsMoved moved;
};  // the second event of a conversation that came out of another
// A merge was undone: what had gone into `from` is here again.
struct Unmerged {
    ConversationId from;
    std::vector<PostId> posts = {};
    std::vector<NoteId> notes = {};
    int standing_notes = 0;
    bool closed = false;  // as it was before
};
struct MergeUndone {
    ConversationId with;
    PostsMoved left;  // what stays
    int notes = 0;    // that stood and went
};
// No longer counted here: another conversation has the wait now, or its opening was undone.
struct EpisodeWithdrawn {
    int number;
};
// A drop was undone: the clock runs as if it had not been.
struct EpisodeRestored {
    Episode episode;
    std::optional<std::int64_t> last_answer_seconds = {};  // as before the drop
};

// -- the answer's way --------------------------------------------------------------------------------------
struct AnswerSubmitted {
    Answer answer;
    // Beside the log: its reason can be erased.
    std::optional<AskedException> exception = {};
};
struct AnswerCancelled {
    AnswerId answer;
};
struct AnswerDue {
    AnswerId answer;
    base::Instant due_at;
};  // send now, or later than thought
struct AnswerPaused {
    AnswerId answer;
    base::Error problem;
};
struct AnswerResumed {
    AnswerId answer;
    base::Instant due_at;
};  // a person confirmed; or it is sent again
struct AnswerSending {
    AnswerId answer;
    int attempt;
    SendKey key;
};
struct AnswerSent {
    AnswerId answer;
    std::string remote_id;
    std::string remote_version;
    std::string url;
    base::Instant sent_at;
};
struct AnswerFailed {
    AnswerId answer;
    base::Error problem;
};
struct AnswerUnknown {
    AnswerId answer;
    base::Instant settle_at;
    base::Error problem;
};
struct AnswerHeld {
    AnswerId answer;
    base::Error problem;
};

// What stands behind a leaving part will not go out: it is a draft again. The part itself goes on.
struct AnswerCut {
    AnswerId answer;
    std::string draft;  // not in the log
};

// -- approval ----------------------------------------------------------------------------------------------
// It waits: just submitted, or a paused one that was to go on and has become risky.
struct ApprovalAsked {
    AnswerId answer;
    Approval approval;  // its words are not in the log
};
// A lane's clock ran out.
struct ApprovalEscalated {
    AnswerId answer;
    RiskClass risk = RiskClass::goodwill;
    ApprovalStep step = ApprovalStep::deputies;
    std::optional<base::Instant> due_at = {};
    std::vector<EmployeeId> notify = {};
    EmployeeId author = {};
};
struct ApprovalEdit {
    std::string text;
    std::string published_text;
};
// In the lanes `risks`, by whoever did it. It goes out when no lane is left.
struct AnswerApproved {
    AnswerId answer;
    std::vector<RiskClass> risks = {};
    bool goes_out = false;
    base::Instant due_at{};
    Approval approval = {};
    std::optional<ApprovalEdit> edit = {};  // that it was edited is in the log, not what it says
    EmployeeId author = {};                 // gets the notice, when it goes out
    NoticeId notice = {};
};
// It is its author's draft again.
struct AnswerReturned {
    AnswerId answer;
    std::string reason;  // beside the log: it can be erased
    EmployeeId author = {};
    NoticeId notice = {};
};

// -- details asked for in private --------------------------------------------------------------------------
struct DetailsAsked {
    PrivateForm form;  // its digest is not in the log
};
// By the customer, through the link.
struct DetailsGiven {
    PrivateFormId form;
    base::Instant erase_at{};
    EmployeeId asked_by;  // gets the notice
    NoticeId notice;
    std::string sealed;  // not in the log
};
// By a person; what was given is erased with it.
struct DetailsWithdrawn {
    PrivateFormId form;
};

// -- what is owed after a holding answer (docs/adr/0044) ----------------------------------------------------
struct EpisodeRef {
    ConversationId conversation;
    int number = 0;
    base::Instant opened_at{};
    friend bool operator==(const EpisodeRef&, const EpisodeRef&) = default;
};
// By a holding answer, the first one or one more; or it came here by a merge, a split, a reopening.
struct AnswerOwed {
    Owed owed;
    std::vector<EpisodeRef> with = {};  // episodes that are part of this concern from now on
};
// The next answer of ours that is no holding answer, or a post that the brand made elsewhere.
struct RealAnswerGiven {
    ConversationId origin;
    int number;
    base::Instant since;
    base::Instant answered_at;
    std::optional<AnswerId> answer;
    std::optional<EmployeeId> employee;
};
enum class OwedEnd { closed, taken_back };
// Ended without the real answer: closed by a person, or the customer took every post of it back.
struct OwedDropped {
    ConversationId origin;
    int number;
    base::Instant at;
    OwedEnd why;
};
// It is owed in another conversation now, or its coming here was undone.
struct OwedMoved {};
enum class OwedAlarm { author, lead, missed };
// The promise is about to be missed (author, then the leads), or has been.
struct OwedAlarmed {
    OwedAlarm step;
    base::Instant until;
    EmployeeId employee;   // of the first step: who is told
    NoticeId notice = {};  // none: nobody is told
};

// -- what was promised beyond the answer -------------------------------------------------------------------
// `notify` get a notice each, of the same id. What was promised is not in the log.
struct ActionPromised {
    PromisedAction action;
    std::vector<EmployeeId> notify;
    NoticeId notice;
};
// As it is from now on. A new due time has an alarm of its own.
struct ActionChanged {
    ActionId action;
    EmployeeId owner;
    DepartmentId department;
    base::Instant due_at{};
    std::vector<EmployeeId> notify;
    NoticeId notice;
};
struct ActionDone {
    ActionId action;
    EmployeeId drafts;  // for whom the follow-up is drafted
    std::vector<EmployeeId> notify;
    NoticeId notice;
    std::string draft;  // not in the log
};
struct ActionCancelled {
    ActionId action;
};
// By the clock, once for each due time.
struct ActionOverdue {
    ActionId action;
    EmployeeId promised_by;
    std::vector<EmployeeId> notify;
    NoticeId notice;
};

using AnyEvent =
    std::variant<ConversationOpened, PostReceived, PostEdited, PostDeleted, EpisodeOpened, EpisodeAnswered,
                 EpisodeDropped, BandPassed, Reopened, Claimed, ClaimRenewed, ClaimReleased, HandedOff,
                 FollowUpOffered, OfferedToAll, Closed, AnswerSubmitted, AnswerCancelled, AnswerDue,
                 AnswerPaused, AnswerResumed, AnswerSending, AnswerSent, AnswerFailed, AnswerUnknown,
                 AnswerHeld, Snoozed, Woken, Tagged, Untagged, NoteAdded, NoteEdited, NoteDeleted, MergedInto,
                 MergedFrom, SplitOff, SplitFrom, EpisodeWithdrawn, EpisodeRestored, AnswerCut, Unmerged,
                 MergeUndone, DetailsAsked, DetailsGiven, DetailsWithdrawn, ApprovalAsked, ApprovalEscalated,
                 AnswerApproved, AnswerReturned, AnswerOwed, RealAnswerGiven, OwedDropped, OwedMoved,
                 OwedAlarmed, ActionPromised, ActionChanged, ActionDone, ActionCancelled, ActionOverdue>;

template <class T, class... Events>
constexpr bool is_one_of(const std::variant<Events...>*) {
    return (std::is_same_v<T, Events> || ...);
}
template <class T>
concept IsEvent = is_one_of<T>(static_cast<AnyEvent*>(nullptr));

// What happened: one of the above, used as the std::variant it is (std::visit, std::get_if, index()).
// Copying, moving and destroying it are compiled once (event_body.cpp) and not in every file that knows an
// event: over so many alternatives that took a third of the time the sanitized build takes.
struct EventBody : AnyEvent {
    template <IsEvent T>
    EventBody(T happened);
    EventBody();
    EventBody(const EventBody& other);
    EventBody(EventBody&& other) noexcept;
    EventBody& operator=(const EventBody& other);
    EventBody& operator=(EventBody&& other) noexcept;
    ~EventBody();
};

struct Event {
    base::Instant at{};
    std::optional<EmployeeId> by;  // the person who did it; nobody for the system
    EventBody body;
};

using Events = std::vector<Event>;

// The event's name in the log, the timeline and the API: "post_received", "claimed", ...
std::string_view type_of(const EventBody& body);

// ClaimRenewed is applied and kept in the row, but not written to the log.
bool is_logged(const EventBody& body);

// A decision looks at the state (nullptr: the conversation does not exist yet) and says what happens.
// It must be pure: it runs inside the writer's transaction, and may run again on PostgreSQL.
using Decide = std::function<base::Result<Events>(const ConversationState*)>;

// What a room needs to change a conversation. Thread-safe; blocks until the change is durable.
// Errors: those of decide; not_found ("route.conversation.not_found"); unavailable when the disk is full or
// the store is closing.
class Transactor {
  public:
    virtual ~Transactor() = default;
    virtual base::Result<ConversationState> transact(const BrandId& brand, const ConversationId& id,
                                                     const Decide& decide) = 0;
};

}  // namespace manyhands::model
