// EventBody's members, compiled here and nowhere else.
#include <utility>

#include "model/event.hpp"

namespace manyhands::model {

template <IsEvent T>
EventBody::EventBody(T happened) : AnyEvent(std::in_place_type<T>, std::move(happened)) {}

EventBody::EventBody() = default;
EventBody::EventBody(const EventBody& other) = default;
EventBody::EventBody(EventBody&& other) noexcept = default;
EventBody& EventBody::operator=(const EventBody& other) = default;
EventBody& EventBody::operator=(EventBody&& other) noexcept = default;
EventBody::~EventBody() = default;

template EventBody::EventBody(ConversationOpened);
template EventBody::EventBody(PostReceived);
template EventBody::EventBody(PostEdited);
template EventBody::EventBody(PostDeleted);
template EventBody::EventBody(EpisodeOpened);
template EventBody::EventBody(EpisodeAnswered);
template EventBody::EventBody(EpisodeDropped);
template EventBody::EventBody(BandPassed);
template EventBody::EventBody(Reopened);
template EventBody::EventBody(Claimed);
template EventBody::EventBody(ClaimRenewed);
template EventBody::EventBody(ClaimReleased);
template EventBody::EventBody(HandedOff);
template EventBody::EventBody(FollowUpOffered);
template EventBody::EventBody(OfferedToAll);
template EventBody::EventBody(Closed);
template EventBody::EventBody(AnswerSubmitted);
template EventBody::EventBody(AnswerCancelled);
template EventBody::EventBody(AnswerDue);
template EventBody::EventBody(AnswerPaused);
template EventBody::EventBody(AnswerResumed);
template EventBody::EventBody(AnswerSending);
template EventBody::EventBody(AnswerSent);
template EventBody::EventBody(AnswerFailed);
template EventBody::EventBody(AnswerUnknown);
template EventBody::EventBody(AnswerHeld);
template EventBody::EventBody(Snoozed);
template EventBody::EventBody(Woken);
template EventBody::EventBody(Tagged);
template EventBody::EventBody(Untagged);
template EventBody::EventBody(NoteAdded);
template EventBody::EventBody(NoteEdited);
template EventBody::EventBody(NoteDeleted);
template EventBody::EventBody(MergedInto);
template EventBody::EventBody(MergedFrom);
template EventBody::EventBody(SplitOff);
template EventBody::EventBody(SplitFrom);
template EventBody::EventBody(EpisodeWithdrawn);
template EventBody::EventBody(EpisodeRestored);
template EventBody::EventBody(AnswerCut);
template EventBody::EventBody(Unmerged);
template EventBody::EventBody(MergeUndone);
template EventBody::EventBody(DetailsAsked);
template EventBody::EventBody(DetailsGiven);
template EventBody::EventBody(DetailsWithdrawn);
template EventBody::EventBody(ApprovalAsked);
template EventBody::EventBody(ApprovalEscalated);
template EventBody::EventBody(AnswerApproved);
template EventBody::EventBody(AnswerReturned);
template EventBody::EventBody(AnswerOwed);
template EventBody::EventBody(RealAnswerGiven);
template EventBody::EventBody(OwedDropped);
template EventBody::EventBody(OwedMoved);
template EventBody::EventBody(OwedAlarmed);
template EventBody::EventBody(ActionPromised);
template EventBody::EventBody(ActionChanged);
template EventBody::EventBody(ActionDone);
template EventBody::EventBody(ActionCancelled);
template EventBody::EventBody(ActionOverdue);

}  // namespace manyhands::model
