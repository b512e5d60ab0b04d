// Puts back what a job did to one conversation: only what it changed, and only while nobody changed that
// since.
#include <algorithm>

#include "desk/jobs.hpp"

namespace manyhands::desk {
namespace {

using base::Instant;
using base::Result;
using model::EmployeeId;
using model::Events;

// As long as any claim (decision 5).
constexpr base::Minutes kClaimAgain{5};

class Undo {
  public:
    Undo(const Mark& found, const Mark& made, const ConversationState& state, const EmployeeId& by,
         Instant now)
        : found_(found), made_(made), c_(state.conversation), now_(mark_of(c_)), by_(by), at_(now) {
        at_work_ = c_.claim.has_value() || state.open_answer() != nullptr;
        merged_ = c_.merged_into.has_value();
    }

    // Each returns whether what the job changed is still as it left it, and says what puts it back.
    bool close() {
        if (!now_.closed || merged_ || !same_posts() || now_.episodes != made_.episodes) return false;
        add(model::Reopened{});
        if (c_.let_go) add(model::AnswerOwed{*c_.let_go});
        if (found_.episode) add(model::EpisodeRestored{*found_.episode, found_.last_answer_seconds});
        put_away_again();
        return true;
    }
    bool reopen() {
        if (now_.closed || at_work_ || now_.snooze || !same_posts() || now_.episodes != made_.episodes ||
            now_.episode.has_value() != made_.episode.has_value())
            return false;
        if (now_.episode) add(model::EpisodeWithdrawn{now_.episode->number});
        if (c_.owed) add(model::OwedDropped{c_.owed->origin, c_.owed->number, at_, model::OwedEnd::closed});
        add(model::Closed{});
        return true;
    }
    bool snooze() {
        if (!now_.snooze || now_.snooze != made_.snooze) return false;
        if (!put_away_again()) add(model::Woken{model::WakeReason::person});
        return true;
    }
    bool wake() {
        if (now_.snooze || now_.closed || at_work_ || !same_posts()) return false;
        return put_away_again();
    }
    bool tag() {
        bool any = false;
        for (const model::TagId& tag : made_.tags)
            if (!has(found_, tag) && has(now_, tag)) {
                add(model::Untagged{tag});
                any = true;
            }
        return any;
    }
    bool untag() {
        bool any = false;
        for (const model::TagId& tag : found_.tags)
            if (!has(made_, tag) && !has(now_, tag)) {
                add(model::Tagged{tag});
                any = true;
            }
        return any;
    }
    bool hand_off() {
        if (now_.department != made_.department || now_.closed || at_work_ || now_.fence != made_.fence)
            return false;
        if (found_.department != made_.department) {
            add(model::HandedOff{now_.department, found_.department, ""});
        } else if (now_.offered == made_.offered && c_.offer) {
            add(model::OfferedToAll{});
        }
        put_away_again();
        return !events_.empty();
    }
    bool release() {
        if (found_.holder != by_ || at_work_ || now_.fence != made_.fence || (!now_.episode && !c_.owed) ||
            now_.snooze)
            return false;
        add(model::Claimed{{by_, now_.fence + 1, at_, at_ + kClaimAgain, at_}});
        return true;
    }
    bool claim() {
        if (!c_.claim || now_.holder != made_.holder || now_.fence != made_.fence || going_out())
            return false;
        add(model::ClaimReleased{now_.holder, model::ReleaseReason::released});
        return true;
    }

    Events take() { return std::move(events_); }

  private:
    void add(model::EventBody body) { events_.push_back({at_, by_, std::move(body)}); }
    static bool has(const Mark& mark, const model::TagId& tag) {
        return std::ranges::find(mark.tags, tag) != mark.tags.end();
    }
    bool same_posts() const { return now_.public_version == made_.public_version; }
    bool going_out() const {
        return c_.state == model::State::going_out || c_.state == model::State::awaiting_approval;
    }
    // The snooze that the job ended, unless its time is over.
    bool put_away_again() {
        if (!found_.snooze || (found_.snooze->until && *found_.snooze->until <= at_)) return false;
        add(model::Snoozed{*found_.snooze});
        return true;
    }

    const Mark& found_;
    const Mark& made_;
    const model::Conversation& c_;
    const Mark now_;
    const EmployeeId& by_;
    Instant at_;
    bool at_work_ = false;
    bool merged_ = false;
    Events events_;
};

bool run(Undo& undo, BulkKind kind) {
    switch (kind) {
        case BulkKind::close:
            return undo.close();
        case BulkKind::reopen:
            return undo.reopen();
        case BulkKind::snooze:
            return undo.snooze();
        case BulkKind::wake:
            return undo.wake();
        case BulkKind::tag:
            return undo.tag();
        case BulkKind::untag:
            return undo.untag();
        case BulkKind::hand_off:
            return undo.hand_off();
        case BulkKind::release:
            return undo.release();
        case BulkKind::claim:
            return undo.claim();
    }
    return false;
}

}  // namespace

Mark mark_of(const model::Conversation& c) {
    Mark mark;
    mark.closed = c.state == model::State::closed;
    mark.episodes = c.episodes;
    mark.episode = c.episode;
    mark.last_answer_seconds = c.last_answer_seconds;
    mark.department = c.department;
    mark.snooze = c.snooze;
    if (c.claim) mark.holder = c.claim->holder;
    mark.fence = c.last_fence;
    if (c.offer) mark.offered = c.offer->employee;
    mark.tags = c.tags;
    mark.public_version = c.public_version;
    return mark;
}

Result<Events> undo(const BulkAction& action, const Mark& found, const Mark& made,
                    const ConversationState& state, const EmployeeId& by, Instant now) {
    if (found == made) return Events{};
    Undo undo(found, made, state, by, now);
    if (!run(undo, action.kind)) return base::fail(base::ErrorCode::conflict, "desk.job.changed_since");
    return undo.take();
}

}  // namespace manyhands::desk
