// Two conversations become one, or one becomes two. Figures count episodes, so a wait moves with its posts
// and is counted in one place only.
#include <algorithm>
#include <set>

#include "base/time.hpp"
#include "model/apply.hpp"
#include "model/owed.hpp"
#include "model/policy.hpp"
#include "model/promise.hpp"
#include "route/route.hpp"

namespace manyhands::route {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;
using model::EmployeeId;
using model::Post;

using Posts = std::vector<const Post*>;

Result<void> free_for(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (c.merged_into) return fail(ErrorCode::conflict, "route.merge.already");
    if (const model::Answer* open = state.open_answer())
        return fail(ErrorCode::conflict, "route.merge.going_out", {{"employee", open->author.value}});
    if (c.claim && c.claim->holder != by && c.claim->until > now)
        return fail(ErrorCode::conflict, "route.claim.held_by_other",
                    {{"employee", c.claim->holder.value}, {"until", base::to_rfc3339(c.claim->until)}});
    return {};
}

bool stands(const Post& post) {
    return post.side == model::Side::customer && !post.deleted;
}

int standing_since(const Posts& posts, Instant since) {
    const auto n = std::ranges::count_if(
        posts, [&](const Post* post) { return stands(*post) && post->posted_at >= since; });
    return std::max(1, static_cast<int>(n));
}

int bands_by(const ConversationState& state, Instant opened_at, Instant now) {
    int passed = 0;
    for (const int minutes : model::bands_of(state, opened_at))
        passed += opened_at + base::Minutes(minutes) <= now ? 1 : 0;
    return passed;
}

// What a conversation with these posts shows of them.
model::PostsMoved shown(const Posts& posts) {
    model::PostsMoved moved;
    moved.count = static_cast<int>(posts.size());
    for (const Post* post : posts) {
        moved.last_post_at = std::max(moved.last_post_at, post->posted_at);
        if (!stands(*post) || post->posted_at < moved.last_customer_post_at) continue;
        moved.last_customer_post = post->id;
        moved.last_customer_post_at = post->posted_at;
        moved.excerpt = post->remote.text;
        moved.lang = post->lang;
    }
    return moved;
}

// What an undo of this merge needs; `goes_on` is what happens to the second.
model::MergeKept kept(const Together& both, const Events& goes_on) {
    const auto& source = both.states.at(0).conversation;
    const auto& target = both.states.at(1).conversation;
    model::MergeKept kept;
    for (const Post& post : both.posts.at(0))
        kept.posts.push_back(post.id);
    if (!both.notes.empty()) kept.notes = both.notes.front();
    kept.standing_notes = source.notes;
    kept.closed = source.state == model::State::closed;
    kept.episode = source.episode;
    kept.snooze = source.snooze;
    kept.tags = source.tags;
    kept.into_closed = target.state == model::State::closed;
    kept.into_episode = target.episode;
    kept.into_snooze = target.snooze;
    kept.owed = source.owed;
    kept.into_owed = target.owed;
    kept.into_last_post = target.last_customer_post;
    kept.into_last_post_at = target.last_customer_post_at;
    ConversationState after = both.states.at(1);
    for (const model::Event& event : goes_on) {
        model::apply(after, event);
        if (const auto* tagged = std::get_if<model::Tagged>(&event.body))
            kept.new_tags.push_back(tagged->tag);
    }
    const auto& c = after.conversation;
    kept.public_version = c.public_version;
    kept.fence = c.last_fence;
    kept.episodes = c.episodes;
    kept.episode_open = c.episode ? c.episode->number : 0;
    kept.all_notes = c.notes;
    kept.still_owed = c.owed.has_value();
    kept.department = c.department;
    return kept;
}

bool as_left(const ConversationState& state, const model::MergeKept& kept) {
    const auto& c = state.conversation;
    return !c.merged_into && state.open_answer() == nullptr && c.public_version == kept.public_version &&
           c.last_fence == kept.fence && c.episodes == kept.episodes &&
           (c.episode ? c.episode->number : 0) == kept.episode_open && c.notes == kept.all_notes &&
           c.department == kept.department && c.owed.has_value() == kept.still_owed;
}

// What is owed once `source` has gone into `target`, whose open question is then `merged`: one debt, since
// the earliest question of all, by the earlier promise.
std::optional<model::AnswerOwed> owed_together(const model::Conversation& source,
                                               const model::Conversation& target,
                                               const std::optional<model::Episode>& merged,
                                               const Posts& all) {
    if (!source.owed && !target.owed) return std::nullopt;
    model::AnswerOwed result;
    model::Owed& one = result.owed;
    one = source.owed ? *source.owed : *target.owed;
    if (source.owed && target.owed) {
        if (target.owed->until < one.until) one = *target.owed;
        one.holdings = source.owed->holdings + target.owed->holdings;
        one.missed = source.owed->missed + target.owed->missed;
    }
    struct Beginning {
        model::EpisodeRef episode;
        model::PostId post;
    };
    std::vector<Beginning> all_of_it;
    if (merged) all_of_it.push_back({{target.id, merged->number, merged->opened_at}, merged->post});
    for (const auto* owed : {&target.owed, &source.owed})
        if (*owed) all_of_it.push_back({{(*owed)->origin, (*owed)->number, (*owed)->since}, (*owed)->post});
    const auto first =
        std::ranges::min_element(all_of_it, {}, [](const Beginning& b) { return b.episode.opened_at; });
    one.origin = first->episode.conversation;
    one.number = first->episode.number;
    one.since = first->episode.opened_at;
    one.post = first->post;
    one.posts = standing_since(all, one.since);
    for (auto it = all_of_it.begin(); it != all_of_it.end(); ++it)
        if (it != first && it->episode.number > 0 && it->episode != first->episode)
            result.with.push_back(it->episode);
    return result;
}

bool still_put_away(const std::optional<model::Snooze>& snooze, Instant now) {
    return snooze && (!snooze->until || *snooze->until > now);
}

class Splitter {
  public:
    Splitter(const Together& one, const std::vector<model::PostId>& chosen, const EmployeeId& by, Instant now)
        : state_(one.states.at(0)), c_(state_.conversation), by_(by), now_(now) {
        const std::set<model::PostId> wanted(chosen.begin(), chosen.end());
        asked_ = wanted.size();
        for (const Post& post : one.posts.at(0))
            (wanted.contains(post.id) ? going_ : staying_).push_back(&post);
    }

    Result<std::vector<Change>> run(const model::ConversationId& made) {
        if (c_.state == model::State::closed) return fail(ErrorCode::conflict, "route.split.closed");
        MH_TRY(free_for(state_, by_, now_));
        if (asked_ == 0 || going_.size() != asked_)
            return fail(ErrorCode::invalid, "route.split.no_such_post");
        const auto is_standing = [](const Post* post) { return stands(*post); };
        const auto first = std::ranges::find_if(going_, is_standing);
        if (first == going_.end()) return fail(ErrorCode::invalid, "route.split.no_customer");
        if (std::ranges::none_of(staying_, is_standing))
            return fail(ErrorCode::invalid, "route.split.nothing_left");
        for (const Post* post : going_)
            if (stands(*post) && post->remote.author.remote_id != (*first)->remote.author.remote_id)
                return fail(ErrorCode::invalid, "route.split.two_customers");
        return std::vector<Change>{{c_.id, leave(made)}, {made, arrive(made, **first)}};
    }

  private:
    // The open question's customer posts among `posts`, oldest first.
    Posts waiting(const Posts& posts) const {
        Posts found;
        for (const Post* post : posts)
            if (c_.episode && stands(*post) && post->posted_at >= c_.episode->opened_at)
                found.push_back(post);
        std::ranges::stable_sort(found, {}, [](const Post* post) { return post->posted_at; });
        return found;
    }

    model::Episode episode(int number, const Posts& posts) const {
        const Post& first = *posts.front();
        return {number,
                first.id,
                first.posted_at,
                first.found_late,
                bands_by(state_, first.posted_at, now_),
                static_cast<int>(posts.size())};
    }

    // What is owed goes with the question that it began with.
    bool owed_goes() const {
        return c_.owed &&
               std::ranges::any_of(going_, [&](const Post* post) { return post->id == c_.owed->post; });
    }

    Events leave(const model::ConversationId& made) const {
        Events events;
        const auto add = [&](model::EventBody body) { events.push_back({now_, by_, std::move(body)}); };
        add(model::SplitOff{made, shown(staying_)});
        if (owed_goes()) {
            add(model::OwedMoved{});
        } else if (c_.owed) {
            model::Owed stays = *c_.owed;
            stays.posts = standing_since(staying_, stays.since);
            if (stays != *c_.owed) add(model::AnswerOwed{std::move(stays)});
        }
        const bool opens = c_.episode && !waiting(going_).empty();
        bool waits = c_.episode && !opens;
        if (opens) {
            if (const Posts rest = waiting(staying_); !rest.empty()) {
                add(model::EpisodeOpened{episode(c_.episode->number, rest)});
                waits = true;
            } else {
                add(model::EpisodeWithdrawn{c_.episode->number});
            }
        }
        waits = waits || (c_.owed && !owed_goes());
        const bool took = opens || owed_goes();
        if (c_.claim && took && !waits)
            add(model::ClaimReleased{c_.claim->holder, model::ReleaseReason::moved});
        return events;
    }

    Events arrive(const model::ConversationId& made, const Post& first) const {
        model::Conversation c;
        c.id = made;
        c.brand = c_.brand;
        c.account = c_.account;
        c.network = c_.network;
        c.customer = first.remote.author;
        // The thread's root leads to the conversation that was split; what follows these posts is found by
        // climbing.
        c.root_remote_id = "split:" + made.value;
        c.lang = first.lang;
        c.department = c_.department;
        c.opened_at = first.posted_at;
        c.last_post_at = first.posted_at;
        Events events;
        const auto add = [&](model::EventBody body) { events.push_back({now_, by_, std::move(body)}); };
        add(model::ConversationOpened{std::move(c)});
        model::SplitFrom from{c_.id, shown(going_)};
        for (const Post* post : going_)
            from.moved.posts.push_back(post->id);
        add(std::move(from));
        const Posts open = waiting(going_);
        if (owed_goes()) {
            model::Owed goes = *c_.owed;
            goes.posts = standing_since(going_, goes.since);
            // Counted with the question that is still open itself: then it is counted here.
            if (!open.empty() && goes.origin == c_.id && goes.number == c_.episode->number) {
                goes.origin = made;
                goes.number = 1;
                goes.since = open.front()->posted_at;
            }
            add(model::AnswerOwed{std::move(goes)});
        }
        if (!open.empty()) add(model::EpisodeOpened{episode(1, open)});
        return events;
    }

    const ConversationState& state_;
    const model::Conversation& c_;
    const EmployeeId& by_;
    Instant now_;
    std::size_t asked_ = 0;
    Posts going_;
    Posts staying_;
};

}  // namespace

Result<std::vector<Change>> merge(const Together& both, const EmployeeId& by, Instant now) {
    const auto& source = both.states.at(0).conversation;
    const auto& target = both.states.at(1).conversation;
    if (source.id == target.id) return fail(ErrorCode::invalid, "route.merge.itself");
    if (source.account != target.account) return fail(ErrorCode::conflict, "route.merge.other_account");
    MH_TRY(free_for(both.states[0], by, now));
    MH_TRY(free_for(both.states[1], by, now));

    Events ends;
    Events goes_on;
    const auto end = [&](model::EventBody body) { ends.push_back({now, by, std::move(body)}); };
    const auto go_on = [&](model::EventBody body) { goes_on.push_back({now, by, std::move(body)}); };
    if (source.episode) end(model::EpisodeWithdrawn{source.episode->number});
    if (source.owed) end(model::OwedMoved{});
    if (source.episode || source.owed) {
        if (target.state == model::State::closed) go_on(model::Reopened{});
        if (target.snooze) go_on(model::Woken{model::WakeReason::person});
    }
    model::PostsMoved moved;
    moved.count = source.posts;
    moved.last_customer_post = source.last_customer_post;
    moved.last_customer_post_at = source.last_customer_post_at;
    moved.last_post_at = source.last_post_at;
    moved.excerpt = source.excerpt;
    moved.lang = source.lang;
    go_on(model::MergedFrom{source.id, std::move(moved), source.notes});
    Posts all;
    for (const auto& list : both.posts)
        for (const Post& post : list)
            all.push_back(&post);
    std::optional<model::Episode> merged = target.episode;
    if (source.episode) {
        // The earlier opening wins: the customer has waited since then.
        model::Episode one = *source.episode;
        if (target.episode && target.episode->opened_at <= one.opened_at) one = *target.episode;
        if (target.episode) {
            one.number = target.episode->number;
            one.bands_passed = std::max(source.episode->bands_passed, target.episode->bands_passed);
        } else {
            one.number = target.episodes + 1;
        }
        one.posts = standing_since(all, one.opened_at);
        go_on(model::EpisodeOpened{one});
        merged = one;
    }
    if (auto owed = owed_together(source, target, merged, all)) go_on(std::move(*owed));
    for (const model::TagId& tag : source.tags) {
        end(model::Untagged{tag});
        if (std::ranges::find(target.tags, tag) == target.tags.end()) go_on(model::Tagged{tag});
    }
    if (source.claim) end(model::ClaimReleased{source.claim->holder, model::ReleaseReason::moved});
    end(model::MergedInto{target.id, kept(both, goes_on)});
    return std::vector<Change>{{source.id, std::move(ends)}, {target.id, std::move(goes_on)}};
}

Result<std::vector<Change>> unmerge(const Together& both, const EmployeeId& by, Instant now) {
    const ConversationState& source = both.states.at(0);
    const ConversationState& target = both.states.at(1);
    const auto& gone = source.conversation;
    const auto& c = target.conversation;
    if (gone.merged_into != c.id) return fail(ErrorCode::conflict, "route.merge.not_merged");
    if (!both.kept || both.kept->posts.empty()) return fail(ErrorCode::conflict, "route.merge.too_old");
    const model::MergeKept& kept = *both.kept;
    if (!as_left(target, kept)) return fail(ErrorCode::conflict, "route.merge.changed_since");
    MH_TRY(free_for(target, by, now));

    Events comes;
    Events stays;
    const auto come = [&](model::EventBody body) { comes.push_back({now, by, std::move(body)}); };
    const auto stay = [&](model::EventBody body) { stays.push_back({now, by, std::move(body)}); };
    const std::set<model::PostId> moved(kept.posts.begin(), kept.posts.end());
    Posts left;
    for (const Post& post : both.posts.at(1))
        if (!moved.contains(post.id)) left.push_back(&post);

    model::PostsMoved rest = shown(left);
    rest.last_customer_post = kept.into_last_post;
    rest.last_customer_post_at = kept.into_last_post_at;
    rest.excerpt.clear();
    for (const Post* post : left)
        if (post->id == kept.into_last_post && stands(*post)) rest.excerpt = post->remote.text;
    stay(model::MergeUndone{gone.id, std::move(rest), kept.standing_notes});
    // Before the open questions, which ask whether they are part of what is owed.
    if (kept.into_owed)
        stay(model::AnswerOwed{model::with_alarms_by(*kept.into_owed, now)});
    else if (c.owed)
        stay(model::OwedMoved{});
    if (kept.into_episode) {
        model::Episode one = *kept.into_episode;
        one.bands_passed = bands_by(target, one.opened_at, now);
        stay(model::EpisodeOpened{one});
    } else if (c.episode) {
        stay(model::EpisodeWithdrawn{c.episode->number});
    }
    for (const model::TagId& tag : kept.new_tags)
        if (std::ranges::find(c.tags, tag) != c.tags.end()) stay(model::Untagged{tag});
    if (kept.into_closed && c.state != model::State::closed)
        stay(model::Closed{});
    else if (!c.snooze && !c.claim && still_put_away(kept.into_snooze, now))
        stay(model::Snoozed{*kept.into_snooze});

    come(model::Unmerged{c.id, kept.posts, kept.notes, kept.standing_notes, kept.closed});
    if (kept.owed) come(model::AnswerOwed{model::with_alarms_by(*kept.owed, now)});
    if (kept.episode) {
        model::Episode one = *kept.episode;
        one.bands_passed = bands_by(source, one.opened_at, now);
        come(model::EpisodeRestored{one, gone.last_answer_seconds});
    }
    for (const model::TagId& tag : kept.tags)
        come(model::Tagged{tag});
    if (!kept.closed && still_put_away(kept.snooze, now)) come(model::Snoozed{*kept.snooze});
    return std::vector<Change>{{gone.id, std::move(comes)}, {c.id, std::move(stays)}};
}

Result<std::vector<Change>> split(const Together& one, const std::vector<model::PostId>& chosen,
                                  const model::ConversationId& made, const EmployeeId& by, Instant now) {
    return Splitter(one, chosen, by, now).run(made);
}

namespace {

Result<void> allowed(const model::Actor& actor, const Together& all) {
    for (const ConversationState& state : all.states) {
        const auto& c = state.conversation;
        const EmployeeId holder = c.claim ? c.claim->holder : EmployeeId{};
        MH_TRY(model::check(actor, model::Action::merge_conversations,
                            model::scope_of(actor, c.brand, c.department, holder)));
    }
    return {};
}

}  // namespace

Result<ConversationState> Joiner::merge(const model::Actor& actor, const model::ConversationId& id,
                                        const model::ConversationId& into) {
    if (id == into) return fail(ErrorCode::invalid, "route.merge.itself");
    MH_LET(states, store_.transact_together(actor.brand, {id, into},
                                            [&](const Together& both) -> Result<std::vector<Change>> {
                                                MH_TRY(allowed(actor, both));
                                                return route::merge(both, actor.employee, clock_.now());
                                            }));
    return std::move(states.at(1));
}

Result<ConversationState> Joiner::unmerge(const model::Actor& actor, const model::ConversationId& id) {
    MH_LET(into, store_.merged_into(actor.brand, id));
    if (!into) return fail(ErrorCode::conflict, "route.merge.not_merged");
    MH_LET(states, store_.transact_together(actor.brand, {id, *into},
                                            [&](const Together& both) -> Result<std::vector<Change>> {
                                                MH_TRY(allowed(actor, both));
                                                return route::unmerge(both, actor.employee, clock_.now());
                                            }));
    return std::move(states.at(0));
}

Result<ConversationState> Joiner::split(const model::Actor& actor, const model::ConversationId& id,
                                        const std::vector<model::PostId>& posts) {
    const auto made = ids_.make<model::ConversationId>();
    MH_LET(states, store_.transact_together(
                       actor.brand, {id}, [&](const Together& one) -> Result<std::vector<Change>> {
                           MH_TRY(allowed(actor, one));
                           return route::split(one, posts, made, actor.employee, clock_.now());
                       }));
    return std::move(states.at(1));
}

}  // namespace manyhands::route
