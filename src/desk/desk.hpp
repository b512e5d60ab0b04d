// Desk: the inbox's read model: lists, counts, one conversation whole, the live stream's source, presence.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "model/event.hpp"
#include "model/found.hpp"
#include "model/people.hpp"

namespace manyhands::desk {

enum class View { mine, queue, going_out, attention, answered, all, snoozed };
std::string_view to_string(View view);
std::optional<View> view(std::string_view text);

// A word of the brand's list that conversations are marked with.
struct Tag {
    model::TagId id;
    std::string name;    // unique in the brand, as people compare words
    std::string colour;  // one of kTagColours
    std::int64_t conversations = 0;
};

struct PageQuery {
    model::BrandId brand;
    model::EmployeeId viewer;
    View view = View::queue;
    std::optional<model::AccountId> account;
    std::optional<model::DepartmentId> department;
    std::string cursor;  // opaque, from the page before
    int limit = 50;      // 1 to 200
};

// One line of the inbox: the conversation with what the list shows of its answer.
struct Row {
    model::Conversation conversation;
    std::string account_handle;
    std::optional<model::Employee> holder;
    std::string offered_initials;
    std::string last_initials;            // of the last answerer
    std::optional<model::Answer> answer;  // the open one
    std::vector<Tag> tags;                // those that the brand still has
    std::optional<model::Employee> snoozed_by;
};

struct RowPage {
    std::vector<Row> rows;
    std::string next;      // empty: the end
    std::int64_t seq = 0;  // the brand's log as this page saw it
};

struct Counts {
    std::int64_t mine = 0, queue = 0, going_out = 0, attention = 0, answered = 0, all = 0, snoozed = 0;
};

struct LoggedEvent {
    std::int64_t seq = 0;
    model::ConversationId conversation;
    std::string type;
    base::Instant at{};
    std::optional<model::EmployeeId> by;
    std::string initials;                     // of `by`
    std::map<std::string, std::string> args;  // ids and figures, no text of customers
};

// A listening query that found a post, and where.
struct FoundMark {
    model::FoundBy by;
    std::string name;
    std::string colour;
};

struct Detail {
    Row row;
    std::vector<model::Post> posts;      // oldest first
    std::vector<model::Answer> answers;  // open and failed ones
    std::vector<model::Note> notes;      // oldest first, newest 200
    std::vector<LoggedEvent> timeline;   // newest 50, newest first
    std::map<model::PostId, std::vector<FoundMark>> found = {};
    std::vector<model::PrivateForm> forms = {};       // newest first, the newest 20
    std::vector<model::PromisedAction> actions = {};  // open ones first, at most 50
};

// What a person answered in a while, and how much of it within the promise.
struct Answered {
    std::int64_t all = 0, within = 0;
};

// Reads beside the writer. Thread-safe.
class InboxStore {
  public:
    virtual ~InboxStore() = default;
    virtual base::Result<RowPage> page(const PageQuery& query) = 0;
    virtual base::Result<Counts> counts(const model::BrandId& brand, const model::EmployeeId& viewer) = 0;
    virtual base::Result<Detail> detail(const model::BrandId& brand, const model::ConversationId& id) = 0;
    virtual base::Result<std::vector<Row>> rows(const model::BrandId& brand,
                                                const std::vector<model::ConversationId>& ids) = 0;
    virtual base::Result<std::vector<LoggedEvent>> events_after(const model::BrandId& brand, std::int64_t seq,
                                                                int limit) = 0;
    virtual base::Result<std::int64_t> last_seq(const model::BrandId& brand) = 0;
    virtual base::Result<std::vector<model::BrandId>> brands() = 0;
    // How many conversations of each department are in the queue; kept, not counted. None: not listed.
    virtual base::Result<std::map<model::DepartmentId, std::int64_t>> queues(const model::BrandId& brand) = 0;
    struct Others {
        std::vector<Row> rows;  // newest first
        std::int64_t total = 0;
    };
    // The customer's other conversations, with all accounts of the brand on that network.
    virtual base::Result<Others> of_customer(const model::Conversation& conversation, int limit) = 0;
    // Rises with every commit, before its caller hears of it: what was read while it stood still holds. Ask
    // first, then read. Cheap.
    virtual std::int64_t stamp() const = 0;
    // The quick answer: what waits, is free or held by this person, is offered to nobody else at `now`, and
    // was not passed on by them; most urgent first. `limit` 1 to 200.
    virtual base::Result<std::vector<model::Conversation>> for_one(const model::BrandId& brand,
                                                                   const model::EmployeeId& employee,
                                                                   base::Instant now, int limit) = 0;
    // Durable. Holds for the question that is open now. Errors: not_found ("route.conversation.not_found").
    virtual base::Result<void> pass(const model::BrandId& brand, const model::EmployeeId& employee,
                                    const model::ConversationId& id) = 0;
    virtual base::Result<Answered> answered_since(const model::BrandId& brand,
                                                  const model::EmployeeId& employee, base::Instant since) = 0;
};

// Who looks at what and who types. In memory, never in the log (decision 19). Thread-safe.
class Presence {
  public:
    struct Person {
        model::EmployeeId employee;
        std::string initials;
        std::string name;
        bool typing = false;
    };
    static constexpr base::Seconds kGoneAfter{25};

    explicit Presence(const base::Clock& clock) : clock_(clock) {}
    // Nobody in a conversation: an empty id. Returns the conversations whose list changed.
    std::vector<model::ConversationId> heartbeat(const model::Actor& actor, const std::string& name,
                                                 const model::ConversationId& conversation, bool typing);
    std::vector<Person> in(const model::BrandId& brand, const model::ConversationId& conversation) const;
    // Heard of within kGoneAfter, wherever they look.
    bool is_here(const model::EmployeeId& employee) const;
    // Removes those not heard of for kGoneAfter; returns the (brand, conversation) pairs that changed.
    std::vector<std::pair<model::BrandId, model::ConversationId>> sweep();

  private:
    struct Seen {
        model::BrandId brand;
        model::ConversationId conversation;
        Person person;
        std::chrono::nanoseconds last{0};  // monotonic
    };
    const base::Clock& clock_;
    mutable std::mutex mutex_;
    std::map<model::EmployeeId, Seen> seen_;
};

}  // namespace manyhands::desk
