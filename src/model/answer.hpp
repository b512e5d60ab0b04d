// An answer: what we publish, with initials. Its way: queued (undo runs) -> sending (intent committed, key
// frozen) -> sent | failed | unknown -> settled to sent or held. Never a blind resend (decision 9).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/approval.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

enum class AnswerState {
    awaiting_approval,
    queued,   // goes out at due_at unless cancelled
    paused,   // a public post of the customer came meanwhile: a person decides
    sending,  // the intent is committed; the network may or may not have it
    sent,
    failed,   // the network refused for good; nothing was published
    unknown,  // the outcome is not known; due_at says when the network is read (settle time)
    held,     // not found after the settle time on a network without keys: a person decides
    cancelled
};

std::string_view to_string(AnswerState state);
std::optional<AnswerState> answer_state(std::string_view text);

// True while something may still happen to it (everything but sent, failed, cancelled).
bool is_open(AnswerState state);

// Frozen when the intent is committed; the same for every attempt.
struct SendKey {
    std::string key;          // deterministic, of the form the channel asked for (Channel::make_key)
    base::Instant created{};  // written into the post as its creation time
    friend bool operator==(const SendKey&, const SendKey&) = default;
};

// A picture that goes out with an answer; its bytes lie in the media folder.
struct Image {
    MediaId id;
    std::string alt;  // what it shows, for those who do not see it; may be empty
    friend bool operator==(const Image&, const Image&) = default;
};

// A part of a thread that has not become an answer of its own yet.
struct Part {
    AnswerId id;  // that it will have
    std::string text;
    std::string published_text;
    friend bool operator==(const Part&, const Part&) = default;
};

struct Answer {
    AnswerId id;
    BrandId brand;
    AccountId account;
    ConversationId conversation;
    EmployeeId author;
    std::string initials;
    std::string text;            // as written
    std::string published_text;  // with the signature, as it goes out
    PostId parent;               // the post it answers
    std::string parent_remote_id;
    std::string root_remote_id;
    AnswerState state = AnswerState::queued;
    std::int64_t public_version_seen = 0;  // of the conversation, when it was submitted
    std::string idempotency_key;           // of the request that submitted it
    base::Instant submitted_at{};
    // queued: goes out at; unknown: the network is read at; sending: none of our business, the sender has it.
    base::Instant due_at{};
    int attempts = 0;
    std::optional<SendKey> key;
    std::string remote_id;  // once sent
    std::string url;
    std::optional<base::Instant> sent_at;  // the network's time of the post
    base::Error problem;                   // why failed, held, paused; key empty when all is well
    bool confirmed_stale = false;          // a person said: send although a new post came
    // Of a text that goes out in several posts, each hanging on the one before. The parts behind this one
    // wait in `rest`: the next becomes an answer of its own when this one is confirmed, so that it can hang
    // on it.
    int part = 1;
    int parts = 1;
    std::vector<Part> rest;
    std::vector<Image> images;  // of the first part
    bool overtaken = false;     // a customer's post came while this left: what stands behind it asks first
    // Why it waits for approval, and who gave it; none: it needed none.
    std::optional<Approval> approval = {};
    int behind_episode = 0;  // the question that was opened while this left: it does not answer that one
    // A holding answer: it promises the real one by then. Stops the clock of the first answer only.
    std::optional<base::Instant> holding_until = {};
    // From the author's own client: their own post that it was made of, and the handle that stands there.
    std::string own_post = {};
    std::string via = {};
    friend bool operator==(const Answer&, const Answer&) = default;
};

// What of it has not gone out when this answer has not: its own text and that of the parts behind it.
std::string unsent_text(const Answer& answer);
// Only that of the parts behind it.
std::string rest_text(const Answer& answer);

}  // namespace manyhands::model
