#include "model/answered.hpp"

#include <algorithm>
#include <utility>

namespace manyhands::model {

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
    // An episode that began after the answer stood on the network (known late) is not answered by it.
    const bool younger = conversation.episode && conversation.episode->opened_at > at;
    if (conversation.episode && !younger)
        add(EpisodeAnswered{conversation.episode->number, conversation.episode->opened_at, at,
                            conversation.episode->post, answer->id, answer->author});
    // Whoever holds it has nothing left to answer, unless it is somebody else and the customer wrote again.
    const bool writer_holds = conversation.claim && conversation.claim->holder == answer->author;
    if (conversation.claim && (writer_holds || !(conversation.next_episode || younger)))
        add(ClaimReleased{conversation.claim->holder, ReleaseReason::answered});
    // What came after the intent was frozen cannot have been answered by it. By arrival and not by time: the
    // customer's clock and the way to us are not ours.
    if (conversation.next_episode && !younger) {
        add(EpisodeOpened{*conversation.next_episode});
        if (!conversation.claim || writer_holds)
            add(FollowUpOffered{{answer->author, now + kFollowUpOfferFor}});
    }
    return events;
}

EventBody queue_again(const ConversationState& state, const AnswerId& answer, base::Instant due_at) {
    if (state.conversation.next_episode)
        return AnswerPaused{answer, {base::ErrorCode::conflict, std::string(kPausedByPost), {}, {}}};
    return AnswerResumed{answer, due_at};
}

}  // namespace manyhands::model
