#include "model/apply.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/owed.hpp"
#include "model/promise.hpp"

namespace manyhands::model {
namespace {

constexpr std::size_t kExcerptBytes = 280;
// Who took an answer back, or had it refused, keeps the claim long enough to write it anew.
constexpr base::Minutes kGraceAfterAnswer{5};

void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(std::string("impossible event: ") + what);
}

std::string one_line(const std::string& text) {
    std::string line;
    for (const char c : base::clean_line(text)) {
        if (c == ' ' && (line.empty() || line.back() == ' ')) continue;
        line += c;
    }
    while (line.ends_with(' '))
        line.pop_back();
    return std::string(base::clamp_bytes(line, kExcerptBytes));
}

// The answer has left our hands, or may have: what comes now is not answered by it.
bool is_leaving(AnswerState state) {
    return state == AnswerState::sending || state == AnswerState::unknown || state == AnswerState::held;
}

class Applier {
  public:
    Applier(ConversationState& state, const Event& event)
        : state_(state), c_(state.conversation), event_(event) {}

    void operator()(const ConversationOpened& e) {
        require(c_.id.empty(), "a conversation opens once");
        require(!e.conversation.department.empty(), "a conversation has a department");
        c_ = e.conversation;
    }

    void operator()(const PostReceived& e) {
        require(!c_.merged_into, "what is merged gets no posts");
        ++c_.posts;
        c_.last_post_at = std::max(c_.last_post_at, e.post.posted_at);
        if (e.post.side != Side::customer) return;
        if (c_.lang.empty() || c_.lang == "und") c_.lang = e.post.lang;
        // Handles, names and reach change; the newest post knows them best. Of merged customers the first
        // stays.
        if (!e.post.remote.author.remote_id.empty() &&
            (c_.customer.remote_id.empty() || c_.customer.remote_id == e.post.remote.author.remote_id))
            c_.customer = e.post.remote.author;
        // By time, as PostDeleted takes them out again: context from before the episode is no part of it.
        if (c_.episode && e.post.posted_at >= c_.episode->opened_at) ++c_.episode->posts;
        if (c_.owed && e.post.posted_at >= c_.owed->since) ++c_.owed->posts;
        if (!e.asks) return;
        // Posts may arrive in any order; the newest one is what we show and answer.
        if (c_.last_customer_post.empty() || e.post.posted_at >= c_.last_customer_post_at) {
            c_.last_customer_post = e.post.id;
            c_.last_customer_post_at = e.post.posted_at;
            c_.excerpt = one_line(e.post.remote.text);
        }
        overtake();
        const Answer* open = state_.open_answer();
        if (!c_.episode || open == nullptr || !is_leaving(open->state)) return;
        if (c_.next_episode) {
            ++c_.next_episode->posts;
        } else {
            c_.next_episode = Episode{c_.episode->number + 1, e.post.id, e.post.posted_at, e.post.found_late};
        }
    }

    void operator()(const PostEdited& e) {
        if (e.side != Side::customer) return;
        if (e.post == c_.last_customer_post) c_.excerpt = one_line(e.text);
        overtake();
    }

    void operator()(const PostDeleted& e) {
        if (e.side != Side::customer) return;
        if (c_.next_episode && e.posted_at >= c_.next_episode->opened_at && --c_.next_episode->posts <= 0)
            c_.next_episode.reset();
        if (c_.episode && e.posted_at >= c_.episode->opened_at)
            c_.episode->posts = std::max(0, c_.episode->posts - 1);
        if (c_.owed && e.posted_at >= c_.owed->since) c_.owed->posts = std::max(0, c_.owed->posts - 1);
        const bool some_stand = c_.episode && c_.episode->posts > 0;
        const bool some_owed = c_.owed && c_.owed->posts > 0;
        // The clock stays where the customer started it: they waited from then on.
        if (some_stand && e.post == c_.episode->post) c_.episode->post = c_.last_customer_post;
        if (some_owed && e.post == c_.owed->post) c_.owed->post = c_.last_customer_post;
        if (e.post != c_.last_customer_post) return;
        c_.excerpt.clear();  // what its author took back is shown no more
        c_.last_customer_post = some_stand ? c_.episode->post : some_owed ? c_.owed->post : PostId{};
        if (some_stand)
            c_.last_customer_post_at = c_.episode->opened_at;
        else if (some_owed)
            c_.last_customer_post_at = c_.owed->since;
    }

    void operator()(const EpisodeOpened& e) {
        if (c_.episode) {
            require(c_.episode->number == e.episode.number, "an episode is open already");
            c_.episode = e.episode;
        } else {
            require(e.episode.number == c_.episodes + 1, "episodes are numbered one by one");
            c_.episode = e.episode;
            c_.episodes = e.episode.number;
            c_.next_episode.reset();
            c_.let_go.reset();
            for (Answer& answer : state_.answers)
                if (is_leaving(answer.state)) answer.behind_episode = e.episode.number;
        }
        c_.found_late = e.episode.found_late;
    }

    void operator()(const EpisodeAnswered& e) {
        require(c_.episode && c_.episode->number == e.number, "this episode is not open");
        c_.episode.reset();
        c_.next_episode.reset();
        nobody_is_asked();
        c_.last_answered_at = e.answered_at;
        c_.last_answer_seconds =
            std::max<std::int64_t>(0, std::chrono::floor<base::Seconds>(e.answered_at - e.opened_at).count());
        if (e.employee) c_.last_answerer = e.employee;
    }

    void operator()(const EpisodeDropped& e) {
        require(c_.episode && c_.episode->number == e.number, "this episode is not open");
        c_.episode.reset();
        c_.next_episode.reset();
        c_.offer.reset();
        c_.last_answer_seconds.reset();
    }

    void operator()(const BandPassed& e) {
        require(c_.episode && c_.episode->number == e.number, "this episode is not open");
        const auto passed = static_cast<std::size_t>(c_.episode->bands_passed);
        const auto& bands = bands_of(state_, c_.episode->opened_at);
        require(passed < bands.size() && bands[passed] == e.minutes, "bands pass in order");
        ++c_.episode->bands_passed;
    }

    void operator()(const Reopened&) {
        require(c_.state == State::closed && !c_.merged_into, "only a closed conversation opens again");
        c_.state = State::answered;
    }

    void operator()(const Claimed& e) {
        require(!c_.claim, "somebody holds it");
        require(e.claim.fence > c_.last_fence, "the fence rises");
        c_.claim = e.claim;
        c_.last_fence = e.claim.fence;
        nobody_is_asked();
    }

    void operator()(const ClaimRenewed& e) {
        require(c_.claim.has_value(), "nobody holds it");
        c_.claim->until = e.until;
        c_.claim->last_typed = e.last_typed;
    }

    void operator()(const ClaimReleased& e) {
        require(c_.claim && c_.claim->holder == e.holder, "this person does not hold it");
        c_.claim.reset();
    }

    void operator()(const HandedOff& e) {
        require(c_.department == e.from && !e.to.empty(), "a conversation has one department");
        require(!c_.claim || !e.employee, "somebody holds it");
        c_.department = e.to;
        nobody_is_asked();
        if (e.employee) c_.offer = Offer{*e.employee, e.until};
        c_.hand_back = e.back;
    }

    void operator()(const FollowUpOffered& e) {
        require(!c_.claim, "somebody holds it");
        c_.offer = e.offer;
    }
    void operator()(const OfferedToAll&) { c_.offer.reset(); }

    void operator()(const Closed&) {
        require(!c_.episode && !c_.owed && !c_.claim && state_.open_answer() == nullptr,
                "something is still open");
        nobody_is_asked();
        c_.state = State::closed;
    }

    void operator()(const Snoozed& e) {
        require(!c_.claim && c_.state != State::closed && state_.open_answer() == nullptr,
                "what is at work cannot be put away");
        nobody_is_asked();
        c_.snooze = e.snooze;
    }

    void operator()(const Woken&) {
        require(c_.snooze.has_value(), "it is not put away");
        c_.snooze.reset();
    }

    void operator()(const Tagged& e) {
        require(std::ranges::find(c_.tags, e.tag) == c_.tags.end(), "a tag once");
        c_.tags.push_back(e.tag);
    }
    void operator()(const Untagged& e) { require(std::erase(c_.tags, e.tag) == 1, "no such tag on it"); }

    void operator()(const NoteAdded&) { ++c_.notes; }
    void operator()(const NoteEdited&) {}
    void operator()(const NoteDeleted&) { require(--c_.notes >= 0, "no note stands"); }

    // They stand beside the conversation, in rows of their own.
    void operator()(const DetailsAsked&) {}
    void operator()(const DetailsGiven&) {}
    void operator()(const DetailsWithdrawn&) {}
    void operator()(const ActionPromised&) {}
    void operator()(const ActionChanged&) {}
    void operator()(const ActionDone&) {}
    void operator()(const ActionCancelled&) {}
    void operator()(const ActionOverdue&) {}

    void operator()(const MergedInto& e) {
        require(!c_.episode && !c_.owed && !c_.claim && !c_.merged_into && state_.open_answer() == nullptr,
                "something is still open");
        c_.merged_into = e.into;
        nobody_is_asked();
        c_.posts = 0;
        c_.notes = 0;
        c_.state = State::closed;
    }

    void operator()(const MergedFrom& e) {
        require(!c_.merged_into && state_.open_answer() == nullptr, "nothing merges into what is going out");
        c_.posts += e.moved.count;
        c_.notes += e.notes;
        c_.last_post_at = std::max(c_.last_post_at, e.moved.last_post_at);
        if (c_.lang.empty() || c_.lang == "und") c_.lang = e.moved.lang;
        if (e.moved.last_customer_post.empty()) return;
        if (c_.last_customer_post.empty() || e.moved.last_customer_post_at >= c_.last_customer_post_at)
            show(e.moved);
    }

    void operator()(const Unmerged& e) {
        require(c_.merged_into == e.from, "it is not merged there");
        c_.merged_into.reset();
        c_.posts = static_cast<int>(e.posts.size());
        c_.notes = e.standing_notes;
        if (!e.closed) c_.state = State::answered;
    }

    void operator()(const MergeUndone& e) {
        require(!c_.merged_into && state_.open_answer() == nullptr, "nothing comes out of what is going out");
        c_.posts = e.left.count;
        c_.notes -= e.notes;
        require(c_.notes >= 0, "no note stands");
        c_.last_post_at = e.left.last_post_at;
        show(e.left);
    }

    void operator()(const SplitOff& e) {
        require(state_.open_answer() == nullptr, "nothing splits off what is going out");
        ++c_.splits;
        c_.posts = e.left.count;
        c_.last_post_at = e.left.last_post_at;
        show(e.left);
    }

    void operator()(const SplitFrom& e) {
        c_.posts = e.moved.count;
        c_.last_post_at = e.moved.last_post_at;
        show(e.moved);
    }

    void operator()(const EpisodeWithdrawn& e) {
        require(c_.episode && c_.episode->number == e.number, "this episode is not open");
        c_.episode.reset();
        c_.next_episode.reset();
        c_.offer.reset();
    }

    void operator()(const EpisodeRestored& e) {
        require(!c_.episode && c_.state != State::closed && e.episode.number == c_.episodes,
                "only the newest episode comes back");
        c_.episode = e.episode;
        c_.last_answer_seconds = e.last_answer_seconds;
    }

    void operator()(const AnswerSubmitted& e) {
        require(state_.open_answer() == nullptr, "one open answer at a time");
        require(is_open(e.answer.state), "a new answer is open");
        c_.snooze.reset();
        c_.hand_back.reset();
        state_.answers.push_back(e.answer);
    }

    void operator()(const AnswerCancelled& e) {
        Answer& a = open(e.answer);
        a.state = AnswerState::cancelled;
        nothing_left(a);
    }

    void operator()(const AnswerDue& e) { going(e.answer).due_at = e.due_at; }

    void operator()(const AnswerPaused& e) {
        Answer& a = going(e.answer);
        a.state = AnswerState::paused;
        a.problem = e.problem;
        c_.next_episode.reset();
    }

    void operator()(const AnswerResumed& e) {
        Answer& a = going(e.answer);
        if (a.state == AnswerState::paused) {
            a.confirmed_stale = true;
            a.public_version_seen = c_.public_version;
        }
        a.overtaken = false;
        a.behind_episode = 0;
        a.state = AnswerState::queued;
        a.due_at = e.due_at;
        a.problem = {};
        c_.next_episode.reset();
    }

    void operator()(const AnswerSending& e) {
        Answer& a = going(e.answer);
        a.state = AnswerState::sending;
        a.attempts = e.attempt;
        a.key = e.key;
        a.problem = {};
    }

    void operator()(const AnswerSent& e) {
        Answer& a = known(e.answer);
        require(a.state != AnswerState::sent, "an answer is sent once");
        a.state = AnswerState::sent;
        a.rest.clear();  // answered() has put the next part into the events that follow
        a.remote_id = e.remote_id;
        a.url = e.url;
        a.sent_at = e.sent_at;
        a.problem = {};
        c_.next_episode.reset();  // answered() has put its opening into the events that follow
        // The post itself follows as PostReceived: that is what raises the public version.
        c_.last_answerer = a.author;
        c_.last_answered_at = e.sent_at;
        if (!c_.episode && !c_.owed) c_.offer.reset();  // a follow-up: there is one
    }

    void operator()(const AnswerCut& e) {
        Answer& a = known(e.answer);
        a.rest.clear();
        a.parts = a.part;
    }

    void operator()(const AnswerFailed& e) {
        Answer& a = open(e.answer);
        a.state = AnswerState::failed;
        a.problem = e.problem;
        nothing_left(a);
    }

    void operator()(const AnswerUnknown& e) {
        Answer& a = open(e.answer);
        a.state = AnswerState::unknown;
        a.due_at = e.settle_at;
        a.problem = e.problem;
    }

    void operator()(const AnswerHeld& e) {
        Answer& a = open(e.answer);
        a.state = AnswerState::held;
        a.problem = e.problem;
    }

    void operator()(const ApprovalAsked& e) {
        Answer& a = open(e.answer);
        require(a.state == AnswerState::awaiting_approval || a.state == AnswerState::paused,
                "what has gone out or is about to asks nobody");
        a.state = AnswerState::awaiting_approval;
        a.approval = e.approval;
        a.problem = {};
    }

    void operator()(const ApprovalEscalated& e) {
        Answer& a = awaiting(e.answer);
        if (!a.approval) return;
        for (ApprovalWait& wait : a.approval->waits) {
            if (wait.risk != e.risk) continue;
            wait.step = e.step;
            wait.due_at = e.due_at;
        }
    }

    void operator()(const AnswerApproved& e) {
        Answer& a = awaiting(e.answer);
        require(!e.goes_out || e.approval.complete(), "a lane still waits");
        a.approval = e.approval;
        if (e.edit) {
            a.text = e.edit->text;
            a.published_text = e.edit->published_text;
        }
        if (!e.goes_out) return;
        // Whoever approved saw what stands there now.
        a.confirmed_stale = a.confirmed_stale || a.public_version_seen != c_.public_version;
        a.public_version_seen = c_.public_version;
        a.overtaken = false;
        a.state = AnswerState::queued;
        a.due_at = e.due_at;
    }

    void operator()(const AnswerReturned& e) {
        Answer& a = awaiting(e.answer);
        a.state = AnswerState::cancelled;
        nothing_left(a);
    }

    void operator()(const AnswerOwed& e) {
        require(c_.state != State::closed && !c_.merged_into, "what is closed owes nothing");
        c_.owed = e.owed;
        c_.let_go.reset();
    }

    void operator()(const RealAnswerGiven& e) {
        owed(e.origin, e.number);
        c_.owed.reset();
        if (!c_.episode) nobody_is_asked();
        c_.last_answered_at = std::max(c_.last_answered_at.value_or(e.answered_at), e.answered_at);
        if (e.employee) c_.last_answerer = e.employee;
    }

    void operator()(const OwedDropped& e) {
        owed(e.origin, e.number);
        if (e.why == OwedEnd::closed) c_.let_go = c_.owed;
        c_.owed.reset();
    }

    void operator()(const OwedMoved&) {
        require(c_.owed.has_value(), "nothing is owed");
        c_.owed.reset();
    }

    void operator()(const OwedAlarmed& e) {
        require(c_.owed && c_.owed->until == e.until && c_.owed->alarms == static_cast<int>(e.step),
                "alarms come in order");
        ++c_.owed->alarms;
        c_.owed->missed += e.step == OwedAlarm::missed ? 1 : 0;
    }

  private:
    // Neither offered, nor put away, nor on its way back to where it was handed from.
    void nobody_is_asked() {
        c_.offer.reset();
        c_.snooze.reset();
        c_.hand_back.reset();
    }
    void owed(const ConversationId& origin, int number) {
        require(c_.owed && c_.owed->origin == origin && c_.owed->number == number, "this is not owed");
    }

    // The customer has said something while an answer leaves.
    void overtake() {
        for (Answer& answer : state_.answers)
            if (is_leaving(answer.state)) answer.overtaken = true;
    }

    Answer& known(const AnswerId& id) {
        const auto found = std::find_if(state_.answers.begin(), state_.answers.end(),
                                        [&](const Answer& a) { return a.id == id; });
        require(found != state_.answers.end(), "no such answer");
        return *found;
    }

    Answer& open(const AnswerId& id) {
        Answer& a = known(id);
        require(is_open(a.state), "the answer is closed");
        return a;
    }

    // Nothing but its approval sends what waits for one.
    Answer& going(const AnswerId& id) {
        Answer& a = open(id);
        require(a.state != AnswerState::awaiting_approval, "the answer is not approved");
        return a;
    }

    Answer& awaiting(const AnswerId& id) {
        Answer& a = known(id);
        require(a.state == AnswerState::awaiting_approval, "the answer waits for no approval");
        return a;
    }

    void show(const PostsMoved& moved) {
        c_.last_customer_post = moved.last_customer_post;
        c_.last_customer_post_at = moved.last_customer_post_at;
        c_.excerpt = one_line(moved.excerpt);
    }

    void nothing_left(const Answer& a) {
        c_.next_episode.reset();
        if (c_.claim && c_.claim->holder == a.author)
            c_.claim->until = std::max(c_.claim->until, event_.at + kGraceAfterAnswer);
    }

    ConversationState& state_;
    Conversation& c_;
    const Event& event_;
};

bool is_public(const EventBody& body) {
    return std::holds_alternative<PostReceived>(body) || std::holds_alternative<PostEdited>(body) ||
           std::holds_alternative<PostDeleted>(body) || std::holds_alternative<MergedInto>(body) ||
           std::holds_alternative<MergedFrom>(body) || std::holds_alternative<SplitOff>(body) ||
           std::holds_alternative<SplitFrom>(body) || std::holds_alternative<Unmerged>(body) ||
           std::holds_alternative<MergeUndone>(body);
}

}  // namespace

void apply(ConversationState& state, const Event& event) {
    require(!state.conversation.id.empty() || std::holds_alternative<ConversationOpened>(event.body),
            "a conversation begins by opening");
    std::visit(Applier(state, event), event.body);
    if (is_logged(event.body)) ++state.conversation.version;
    if (is_public(event.body)) ++state.conversation.public_version;
    state.conversation.state = derive_state(state);
}

ConversationState replay(const Events& events) {
    ConversationState state;
    for (const Event& event : events)
        apply(state, event);
    return state;
}

}  // namespace manyhands::model
