// Answers that employees give from their own client on the network (docs/adr/0051): a reply under the
// customer's post with the brand's tag, or a post to the brand with the conversation's short code, becomes
// the brand's answer, once. Their own post stays their own speech (decision 10); only what the brand's
// account says is decided here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answer.hpp"

namespace manyhands::answer {

// The brand's settings of it.
enum class OwnSignature { handle, initials };
struct OwnRules {
    std::string tag;  // without '#', folded; empty: it is off
    OwnSignature signature = OwnSignature::handle;
};
// What an admin typed: "#twelve", "twelve". Empty for what cannot be a tag. Pure.
std::string own_tag(std::string_view typed);

// What a post is for. Pure.
struct OwnIntent {
    enum class Kind { none, reply, answer, note } kind = Kind::none;
    std::string code;  // of answer and note, in capitals
    std::string text;  // without tag, code and the brand's name at the beginning
};
// `brand_handle`: as people name the brand's account there. A code counts only where the post names the brand
// (`addressed`), a tag only in a reply.
OwnIntent read_own(std::string_view text, bool is_reply, bool addressed, const OwnRules& rules,
                   std::string_view brand_handle);
// Has the text the tag as a word of its own?
bool has_own_tag(std::string_view text, const std::string& tag);

// "#7KMDB" answers, "?7KMDB" asks among ourselves. A digit first, so that no word is one.
std::string new_short_code(base::Random& random);
inline constexpr std::chrono::hours kCodeLives{24 * 7};

enum class OwnState { seen, taken, noted, refused };
std::string_view to_string(OwnState state);
std::optional<OwnState> own_state(std::string_view text);

// What a bound person wrote for the brand. Unique per (brand, network, remote_id).
struct OwnPost {
    model::BrandId brand;
    std::string network;
    std::string remote_id;
    model::AccountId account;  // whose listener found it
    model::EmployeeId employee;
    std::string author_remote_id;
    std::string handle;
    std::string url;
    std::string text;  // only while it is `seen`
    std::string parent_remote_id;
    base::Instant posted_at{};
    base::Instant seen_at{};
    OwnState state = OwnState::seen;
    std::string reason =
        {};  // refused: a word of `own.reason.<word>`; taken: "waits" when it waits for approval
    std::optional<model::AnswerId> answer = {};
    std::optional<model::ConversationId> conversation = {};
};

struct ShortCode {
    std::string code;
    base::Instant expires_at{};
};
// What a code or a post leads to.
struct OwnTarget {
    model::ConversationId conversation;
    std::optional<model::PostId> post;  // a reply's; none: the newest of the customer's
    bool over = false;                  // of a code: its question is answered, or it is too old
};
// Something that somebody is to see.
struct OwnNotice {
    model::NoticeId id;
    std::string kind;  // "own_refused", "own_waits", "own_risky"
    std::vector<model::EmployeeId> to;
    model::EmployeeId by;
    std::optional<model::ConversationId> conversation;
    std::string word;  // the reason
};

// Thread-safe; writes block until durable.
class OwnClientStore {
  public:
    virtual ~OwnClientStore() = default;
    // True: it is new. An edit of one that is still `seen` takes its text; what was decided stays.
    virtual base::Result<bool> keep_own(const OwnPost& post) = 0;
    virtual base::Result<std::vector<OwnPost>> own_to_decide(const model::BrandId& brand,
                                                             const std::string& network, int limit) = 0;
    virtual base::Result<std::vector<OwnPost>> own_posts_of(const model::EmployeeId& employee, int limit) = 0;
    // A customer's post that stands.
    virtual base::Result<std::optional<OwnTarget>> own_target(const model::BrandId& brand,
                                                              const std::string& network,
                                                              const std::string& parent_remote_id) = 0;
    virtual base::Result<std::optional<OwnTarget>> code_target(const model::BrandId& brand,
                                                               const std::string& code,
                                                               base::Instant now) = 0;
    // The code of the conversation's open question; `made` if it has none. conflict ("own.code.nothing_open",
    // "own.code.taken": another conversation has `made`).
    virtual base::Result<ShortCode> short_code(const model::BrandId& brand, const model::ConversationId& id,
                                               const ShortCode& made, base::Instant now) = 0;
    // Whose account it is now, if they are active: who acts. Nothing: nobody.
    virtual base::Result<std::optional<model::Employee>> own_author(const OwnPost& post) = 0;
    // As model::Transactor, and in the same transaction: the post is still to be decided, the account still
    // bound to its employee, the employee active; then it is `taken` with the answer (or `noted`). Errors:
    // conflict
    // ("own.decided"), forbidden ("own.not_bound").
    virtual base::Result<model::ConversationState> transact_own(const OwnPost& post,
                                                                const model::ConversationId& id,
                                                                const model::Decide& decide) = 0;
    // Errors: none for one that is decided already.
    virtual base::Result<void> refuse_own(const OwnPost& post, const std::string& reason,
                                          const std::optional<model::ConversationId>& conversation,
                                          base::Instant now) = 0;
    virtual base::Result<void> add_notice(const model::BrandId& brand, const OwnNotice& notice,
                                          base::Instant now) = 0;
    // Decided posts and codes that nobody can use any more.
    virtual base::Result<void> forget_own(base::Instant before) = 0;
    // Who leads the department (of the conversation), otherwise every lead, otherwise the admins.
    virtual base::Result<std::vector<model::EmployeeId>> leads(const model::BrandId& brand,
                                                               const model::DepartmentId& department) = 0;
};

struct OwnPorts {
    OwnClientStore& store;
    AnswerStore& answers;
    Service& service;
    const base::Clock& clock;
    base::Random& random;
    base::IdSource& ids;
    std::function<OwnRules(const model::BrandId&)> rules;
    // A private note of `actor`, through the given transactor.
    std::function<base::Result<void>(model::Transactor&, const model::Actor&, const model::ConversationId&,
                                     const std::string& text)>
        note;
    // The one place where a law's shifts are asked for hourly staff. Errors: why they may not answer now.
    // Empty: everybody may.
    std::function<base::Result<void>(const model::Employee&)> may_answer_now = {};
    // A notice is there. Empty: nobody is told at once.
    std::function<void(const std::vector<model::EmployeeId>&, const model::NoticeId&)> noticed = {};
};

// Thread-safe.
class OwnClient {
  public:
    explicit OwnClient(OwnPorts ports) : ports_(std::move(ports)) {}

    OwnRules rules(const model::BrandId& brand) const { return ports_.rules(brand); }
    // Decides on one post that is to be decided. What only hangs on time (the customer's post is not here
    // yet, the store is busy) stays; the next call tries again. Errors: of our own store.
    base::Result<void> decide(const OwnPost& post, std::string_view brand_handle);

    // For the desk: how to answer this from one's own client. Errors: forbidden; conflict ("own.off",
    // "own.code.nothing_open").
    base::Result<ShortCode> short_code(const model::Actor& actor, const model::ConversationId& id);
    // The person's own, the newest first.
    base::Result<std::vector<OwnPost>> mine(const model::Actor& actor);

  private:
    base::Result<std::optional<OwnTarget>> target(const OwnPost& post, const OwnIntent& intent);
    base::Result<void> submit(const OwnPost& post, const OwnIntent& intent, const OwnRules& rules,
                              const OwnTarget& target, const model::Employee& author);
    base::Result<void> refuse(const OwnPost& post, const std::string& word,
                              const std::optional<model::ConversationId>& conversation);
    base::Result<void> tell(const model::BrandId& brand, OwnNotice notice);
    base::Result<void> tell_leads(const OwnPost& post, const model::Conversation& conversation,
                                  const std::string& word);

    OwnPorts ports_;
};

}  // namespace manyhands::answer
