// The events that say "our answer is on the network": used by the outbox when the network confirms, and by
// route when the answer's echo comes first. One place, so that both ways leave the same state.
#pragma once

#include "model/event.hpp"

namespace manyhands::model {

struct Publication {
    std::string remote_id;
    std::string remote_version;
    std::string url;
    Person brand_author;  // as far as known; the handle may be empty
    base::Instant at{};   // the network's time of the post
};

// AnswerSent, PostReceived (our own post, its id is the answer's id, so that it can exist only once),
// EpisodeAnswered when an episode is open that began before the answer's post, ClaimReleased.
// Empty when the answer is sent already or not one of this conversation's open ones.
Events answered(const ConversationState& state, const AnswerId& answer, const Publication& publication,
                base::Instant now);

}  // namespace manyhands::model
