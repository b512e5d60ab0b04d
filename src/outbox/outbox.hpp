// Outbox: an answer is published exactly once or held for a person; never twice, never silently dropped.
//
// queued -> (undo over) -> sending: the intent with its frozen key is committed BEFORE the call -> sent |
// failed | unknown -> after the settle time the network is read -> sent, sent again with the same key (keyed
// networks only), or held. A crash anywhere leaves "sending", which becomes unknown at the next start.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/event.hpp"
#include "model/people.hpp"

namespace manyhands::outbox {

// What the outbox knows of a network: filled by app from the channel's ChannelInfo and session, so that this
// room knows no channel.
enum class Outcome { sent, refused, signed_out, rate_limited, unavailable, unknown };

struct SendResult {
    Outcome outcome = Outcome::unknown;
    std::string remote_id;
    std::string remote_version;
    std::string url;
    base::Instant at{};
    base::Error problem;
    std::optional<base::Instant> retry_at;
};

// One account's way out. Implemented in app over channels::ChannelSession. Blocking; not thread-safe.
class Carrier {
  public:
    virtual ~Carrier() = default;
    virtual bool keyed() const = 0;  // a repeated send with the same key makes no second post
    virtual base::Micros settle_time() const = 0;
    virtual model::SendKey make_key(const model::AnswerId& answer, base::Instant now) = 0;
    virtual SendResult send(const model::Answer& answer) = 0;
    // sent: found; refused: certainly not there; unknown/unavailable: ask again later.
    virtual SendResult look_up(const model::Answer& answer) = 0;
    virtual std::optional<std::int64_t> remaining() const = 0;  // answers left in the network's budget
    virtual std::optional<base::Instant> resets_at() const = 0;
};

class OutboxStore {
  public:
    virtual ~OutboxStore() = default;
    // Answers of the account that are queued, sending or unknown with due_at <= now, oldest promise first.
    virtual base::Result<std::vector<model::Answer>> due_answers(const model::AccountId& account,
                                                                 base::Instant now, int limit) = 0;
    virtual base::Result<std::optional<base::Instant>> next_due_answer(const model::AccountId& account) = 0;
    // One sender per account: takes or renews the lease and returns its fencing number; conflict when another
    // process holds it. A number older than the stored one may not commit an intent.
    virtual base::Result<std::int64_t> sender_lease(const model::AccountId& account,
                                                    const std::string& holder, base::Instant now,
                                                    base::Micros length) = 0;
    virtual base::Result<bool> lease_is_current(const model::AccountId& account, std::int64_t fence) = 0;
};

// How long until a send is tried again that certainly did not arrive: 2 s, doubled up to a minute.
base::Micros back_off(int failures);

// Pure decisions. An answer that is not in the state a decision needs gives conflict ("outbox.not_queued",
// "outbox.not_held") or no events, so that repeating one changes nothing. A holding answer whose promise is
// past is paused instead of sent.
base::Result<model::Events> begin(const model::ConversationState& state, const model::AnswerId& id,
                                  const model::SendKey& key, base::Instant now);
base::Result<model::Events> record(const model::ConversationState& state, const model::AnswerId& id,
                                   const SendResult& result, base::Micros settle, base::Instant now);
base::Result<model::Events> settle(const model::ConversationState& state, const model::AnswerId& id,
                                   const SendResult& looked_up, bool keyed, base::Micros settle_time,
                                   base::Instant now);
// A person's word on a held answer: it was posted (remote id, may be empty), or it was not: send again.
base::Result<model::Events> resolve(const model::ConversationState& state, const model::AnswerId& id,
                                    bool was_posted, const std::string& remote_id,
                                    const model::EmployeeId& by, base::Instant now);

// Sends for one account. One thread at a time.
class Sender {
  public:
    Sender(model::Transactor& store, OutboxStore& outbox, Carrier& carrier, const base::Clock& clock,
           model::AccountId account, std::string holder);

    struct Step {
        int sent = 0;
        int touched = 0;
        std::optional<base::Instant> wake_at;  // nothing: until somebody submits
        base::Error problem;                   // signed out, network gone: shown on the account
    };
    // Does what is due now and says when to come back. Never sleeps. An answer found in "sending" was left
    // there by a crash (or by a disk that failed in between): its outcome is unknown.
    base::Result<Step> run_once();

  private:
    base::Result<void> send(const model::Answer& answer, Step& step);
    base::Result<void> settle(const model::Answer& answer, Step& step);
    base::Result<void> postpone(const model::Answer& answer, base::Instant until, Step& step);
    void learn(const SendResult& result, Step& step);

    model::Transactor& store_;
    OutboxStore& outbox_;
    Carrier& carrier_;
    const base::Clock& clock_;
    model::AccountId account_;
    std::string holder_;
    base::Instant leased_until_{};
    std::optional<base::Instant> not_before_;  // the network said "later"
    int failures_ = 0;                         // in a row, for back-off
};

// Commands for http: what a person decides about a held answer.
class Service {
  public:
    Service(model::Transactor& store, const base::Clock& clock) : store_(store), clock_(clock) {}
    base::Result<model::ConversationState> resolve(const model::Actor& actor, const model::ConversationId& id,
                                                   const model::AnswerId& answer, bool was_posted,
                                                   const std::string& remote_id);

  private:
    model::Transactor& store_;
    const base::Clock& clock_;
};

}  // namespace manyhands::outbox
