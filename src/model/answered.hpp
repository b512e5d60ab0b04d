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
// EpisodeAnswered when an episode is open, AnswerOwed of a holding answer or RealAnswerGiven when one is
// owed, ClaimReleased; then, when a customer's post came while the answer was leaving, EpisodeOpened for it
// and FollowUpOffered to the same person first (decision 6). Of a text in several parts, the first confirmed
// one answers the episode; a later one answers nothing new. The next part follows as AnswerSubmitted, hanging
// on the one that was just confirmed; paused when the customer wrote in between. The images stand in our own
// post, under kMediaPath. Empty when the answer is sent already or not one of this conversation's open ones.
Events answered(const ConversationState& state, const AnswerId& answer, const Publication& publication,
                base::Instant now);

// The answer is to go out (again) at `due_at`: AnswerResumed, or AnswerPaused when a customer's post came
// while it was leaving (decision 7): what did not get through must not follow blindly behind a newer post. A
// holding answer is paused, too, when what it promises would be past by then.
EventBody queue_again(const ConversationState& state, const AnswerId& answer, base::Instant due_at);

// Where the web app reads an image of ours, before its id.
inline constexpr std::string_view kMediaPath = "/api/v1/media/";

// Why an answer is paused: the key of a sentence for the writer.
inline constexpr std::string_view kPausedByPost = "answer.paused.new_post";
inline constexpr std::string_view kPausedByEdit = "answer.paused.edited";
inline constexpr std::string_view kPausedByBrand = "answer.paused.brand_answered";
inline constexpr std::string_view kPausedByTime = "answer.paused.promise_past";
// A post that a person linked by hand without naming it: nothing can hang on it.
inline constexpr std::string_view kByHand = "by-hand:";
inline constexpr std::string_view kParentDeleted = "answer.parent_deleted";
// How long a follow-up waits for the one who answered before, if present (decision 6).
inline constexpr base::Minutes kFollowUpOfferFor{3};
// What is owed after a holding answer is offered so long to its author, then to everyone.
inline constexpr base::Minutes kOwedOfferFor{15};

}  // namespace manyhands::model
