#include "model/answered.hpp"

#include <algorithm>
#include <utility>

#include "model/owed.hpp"

namespace manyhands::model {
namespace {

// The part behind the one that now stands on the network.
Answer next_part(const Answer& sent, const std::string& remote_id, bool ask_first, base::Instant now) {
    Answer next;
    next.id = sent.rest.front().id;
    next.brand = sent.brand;
    next.account = sent.account;
    next.conversation = sent.conversation;
    next.author = sent.author;
    next.initials = sent.initials;
    next.text = sent.rest.front().text;
    next.published_text = sent.rest.front().published_text;
    const bool linked_by_hand = remote_id.starts_with(kByHand);
    next.parent = linked_by_hand ? sent.parent : PostId(sent.id.value);
    next.parent_remote_id = linked_by_hand ? sent.parent_remote_id : remote_id;
    next.root_remote_id = sent.root_remote_id;
    next.state = ask_first ? AnswerState::paused : AnswerState::queued;
    if (ask_first) next.problem = {base::ErrorCode::conflict, std::string(kPausedByPost), {}, {}};
    next.public_version_seen = sent.public_version_seen;
    next.submitted_at = now;
    next.due_at = now;
    next.part = sent.part + 1;
    next.parts = sent.parts;
    next.holding_until = sent.holding_until;
    next.rest.assign(sent.rest.begin() + 1, sent.rest.end());
    next.approval = sent.approval;  // they were judged as one
    return next;
}

}  // namespace

Events answered(const ConversationState& state, const AnswerId& id, const Publication& publication,
                base::Instant now) {
    const Answer* answer = state.find_answer(id);
    if (answer == nullptr || !is_open(answer->state)) return {};
    const Conversation& conversation = state.conversation;
    // A network whose clock runs ahead must not lengthen our time, nor one that lags make it negative.
    const base::Instant at = std::clamp(publication.at, std::min(answer->submitted_at, now), now);

    Post post;
    post.id = PostId(answer->id.value);
    post.brand = conversation.brand;
    post.account = conversation.account;
    post.conversation = conversation.id;
    post.remote.network = conversation.network;
    post.remote.remote_id = publication.remote_id;
    post.remote.remote_version = publication.remote_version;
    post.remote.parent_remote_id = answer->parent_remote_id;
    post.remote.root_remote_id = answer->root_remote_id;
    post.remote.author = publication.brand_author;
    post.remote.text = answer->published_text;
    post.remote.url = publication.url;
    for (const Image& image : answer->images)
        post.remote.media.push_back({std::string(kMediaPath) + image.id.value, image.alt});
    post.remote.created_at = at;
    post.side = Side::brand;
    post.lang = conversation.lang;
    post.posted_at = at;
    post.seen_at = now;
    post.answer = answer->id;

    Events events;
    const auto add = [&](EventBody body) { events.push_back({now, answer->author, std::move(body)}); };
    add(AnswerSent{answer->id, publication.remote_id, publication.remote_version, publication.url, at});
    add(PostReceived{post});
    // An episode that began after the answer stood on the network (known late), or was opened while it left,
    // is not answered by it.
    const bool younger = conversation.episode && (conversation.episode->opened_at > at ||
                                                  conversation.episode->number == answer->behind_episode);
    const bool first = answer->part == 1;
    if (conversation.episode && !younger && first)
        add(EpisodeAnswered{conversation.episode->number, conversation.episode->opened_at, at,
                            conversation.episode->post, answer->id, answer->author});
    bool holds_off = false;
    if (answer->holding_until && first) {
        const Owed owed = owed_after(conversation, *answer, at);
        add(AnswerOwed{owed});
        holds_off = owed.posts > 0;
        // The question was taken back while this left.
        if (!holds_off) add(OwedDropped{owed.origin, owed.number, now, OwedEnd::taken_back});
    } else if (first && conversation.owed) {
        add(real_answer(*conversation.owed, at, answer->id, answer->author));
    }
    // Whoever holds it has nothing left to answer, unless it is somebody else and the customer wrote again.
    const bool writer_holds = conversation.claim && conversation.claim->holder == answer->author;
    if (!answer->rest.empty()) {
        // The claim lasts until the last part stands.
        const bool wrote_again = conversation.next_episode.has_value() && !younger;
        if (wrote_again && first) add(EpisodeOpened{*conversation.next_episode});
        add(AnswerSubmitted{
            next_part(*answer, publication.remote_id, wrote_again || answer->overtaken, now)});
        return events;
    }
    const bool waits = conversation.next_episode || younger || (conversation.episode && !first) ||
                       holds_off || (conversation.owed && !first);
    if (conversation.claim && (writer_holds || !waits))
        add(ClaimReleased{conversation.claim->holder, ReleaseReason::answered});
    // What came after the intent was frozen cannot have been answered by it. By arrival and not by time: the
    // customer's clock and the way to us are not ours.
    const bool opens = conversation.next_episode && !younger && first;
    if (opens) add(EpisodeOpened{*conversation.next_episode});
    const bool to_author = !conversation.claim || writer_holds;
    if ((opens || (conversation.episode && !first)) && to_author)
        add(FollowUpOffered{{answer->author, now + kFollowUpOfferFor}});
    else if ((holds_off || (conversation.owed && !first)) && to_author)
        add(FollowUpOffered{{answer->author, now + kOwedOfferFor}});
    return events;
}

EventBody queue_again(const ConversationState& state, const AnswerId& answer, base::Instant due_at) {
    const Answer* waiting = state.find_answer(answer);
    if (state.conversation.next_episode || (waiting != nullptr && waiting->overtaken))
        return AnswerPaused{answer, {base::ErrorCode::conflict, std::string(kPausedByPost), {}, {}}};
    if (waiting != nullptr && is_past(*waiting, due_at))
        return AnswerPaused{answer, {base::ErrorCode::conflict, std::string(kPausedByTime), {}, {}}};
    return AnswerResumed{answer, due_at};
}

}  // namespace manyhands::model
