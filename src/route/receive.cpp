// What a post that arrives means: known already, our own, a customer's, or somebody else's in the thread.
#include <algorithm>
#include <utility>

#include "model/answered.hpp"
#include "model/owed.hpp"
#include "route/route.hpp"

namespace manyhands::route {
namespace {

using model::Answer;
using model::AnswerState;
using model::Post;
using model::RemotePost;
using model::Side;

// Seen so long after it was posted, a post counts as found late.
constexpr base::Minutes kLateAfter{10};
// A thread is climbed no further than this towards its root.
constexpr int kClimbAtMost = 100;

class Receiver {
  public:
    Receiver(const Incoming& incoming, ThreadReader& reader, const ReceiveContext& context)
        : incoming_(incoming), remote_(incoming.remote), reader_(reader), context_(context) {}

    std::vector<Change> run() {
        if (remote_.remote_id.empty()) return {};
        if (auto known = reader_.find_post(remote_.network, remote_.remote_id)) {
            if (remote_.deleted) return deleted(*known);
            return edited(*known);
        }
        if (remote_.deleted) return {};
        if (!context_.account_remote_id.empty() && remote_.author.remote_id == context_.account_remote_id)
            return by_brand();
        if (incoming_.staff) return by_staff(*incoming_.staff);
        return by_somebody();
    }

  private:
    std::vector<Change> done(const model::ConversationId& id) {
        std::vector<Change> changes;
        if (!events_.empty()) changes.push_back({id, std::move(events_)});
        return changes;
    }

    // An event is large and few posts bring more than three: none is moved about for the next one.
    void add(model::EventBody body) {
        if (events_.empty()) events_.reserve(4);
        events_.emplace_back(context_.now, std::nullopt, std::move(body));
    }

    void pause(const ConversationState& state, std::string_view key) {
        const Answer* open = state.open_answer();
        if (open != nullptr && open->state == AnswerState::queued)
            add(model::AnswerPaused{open->id, {base::ErrorCode::conflict, std::string(key), {}, {}}});
    }

    static bool is_leaving(const Answer* answer) {
        return answer != nullptr &&
               (answer->state == AnswerState::sending || answer->state == AnswerState::unknown ||
                answer->state == AnswerState::held);
    }

    std::string root() const {
        return remote_.root_remote_id.empty() ? remote_.remote_id : remote_.root_remote_id;
    }

    Post make_post(const model::ConversationId& conversation, Side side) {
        Post post;
        post.id = context_.ids.make<model::PostId>();
        post.brand = context_.brand;
        post.account = context_.account;
        post.conversation = conversation;
        post.remote = remote_;
        post.side = side;
        post.lang = incoming_.lang.empty() ? "und" : incoming_.lang;
        post.posted_at = model::post_time(remote_, context_.now);
        post.seen_at = context_.now;
        post.found_late = incoming_.found_late || context_.now - post.posted_at > kLateAfter;
        return post;
    }

    // -- known posts ---------------------------------------------------------------------------------------
    std::vector<Change> edited(const Post& known) {
        if (known.deleted || known.remote.text == remote_.text) return {};
        const bool same_version = known.remote.remote_version == remote_.remote_version;
        const bool has_versions = !known.remote.remote_version.empty() || !remote_.remote_version.empty();
        if (has_versions && same_version) return {};
        // Networks write some texts anew (links, spaces): our own answer is edited only when the version that
        // the network gave us has changed.
        if (known.answer && known.remote.remote_version.empty()) return {};
        const ConversationState state = reader_.load(known.conversation);
        add(model::PostEdited{known.id, remote_.text, remote_.remote_version, known.side});
        if (known.side == Side::customer) pause(state, model::kPausedByEdit);
        return done(known.conversation);
    }

    std::vector<Change> deleted(const Post& known) {
        if (known.deleted) return {};
        const ConversationState state = reader_.load(known.conversation);
        const auto& c = state.conversation;
        add(model::PostDeleted{known.id, known.side, known.posted_at});
        if (known.side != Side::customer) return done(known.conversation);

        const Answer* open = state.open_answer();
        // What already leaves may stand on the network by now: it answers the episode as it would have.
        if (is_leaving(open)) return done(known.conversation);
        bool still_open = open != nullptr;
        if (open != nullptr && open->parent == known.id) {
            add(model::AnswerFailed{open->id,
                                    {base::ErrorCode::conflict, std::string(model::kParentDeleted), {}, {}}});
            still_open = false;
        }
        if (still_open) return done(known.conversation);
        const bool last_one = c.episode && known.posted_at >= c.episode->opened_at && c.episode->posts <= 1;
        const bool last_owed = c.owed && known.posted_at >= c.owed->since && c.owed->posts <= 1;
        if (last_one) add(model::EpisodeDropped{c.episode->number, context_.now});
        if (last_owed)
            add(model::OwedDropped{c.owed->origin, c.owed->number, context_.now, model::OwedEnd::taken_back});
        const bool waits = (c.episode && !last_one) || (c.owed && !last_owed);
        if ((last_one || last_owed) && !waits) {
            if (c.claim) add(model::ClaimReleased{c.claim->holder, model::ReleaseReason::closed});
            add(model::Closed{});
        }
        return done(known.conversation);
    }

    // -- the brand's own account ---------------------------------------------------------------------------
    std::vector<Change> by_brand() {
        auto answer = reader_.find_answer(context_.account, remote_.remote_id);
        // A network without keys: our post shows itself by what it says and where it stands.
        if (!answer && !remote_.parent_remote_id.empty())
            answer = reader_.find_answer_in_flight(context_.account, remote_.parent_remote_id, remote_.text);
        if (answer) {
            // Sent and known under another name (linked by hand): nothing new.
            if (answer->state == AnswerState::sent) return {};
            const ConversationState state = reader_.load(answer->conversation);
            model::Publication publication{remote_.remote_id, remote_.remote_version, remote_.url,
                                           remote_.author, network_time()};
            events_ = model::answered(state, answer->id, publication, context_.now);
            if (!events_.empty()) return done(answer->conversation);
            // We had given it up, yet there it stands: it counts as the brand's post, with its author.
            return brand_post(living(answer->conversation), answer);
        }
        const auto parent = reader_.find_post(remote_.network, remote_.parent_remote_id);
        if (remote_.parent_remote_id.empty() || !parent) return {};  // never opens a conversation
        return brand_post(reader_.load(parent->conversation), std::nullopt);
    }

    base::Instant network_time() const {
        if (remote_.indexed_at) return *remote_.indexed_at;
        return remote_.created_at.value_or(context_.now);
    }

    std::vector<Change> brand_post(const ConversationState& state, const std::optional<Answer>& answer,
                                   std::optional<model::EmployeeId> employee = std::nullopt) {
        const auto& c = state.conversation;
        Post post = make_post(c.id, Side::brand);
        if (answer) post.answer = answer->id;
        const base::Instant at = post.posted_at;
        add(model::PostReceived{std::move(post)});
        const bool answers = c.episode && at >= c.episode->opened_at;  // not older than the question
        const bool settles = c.owed && at >= c.owed->promised_at;      // nor than what was promised
        const bool holds_off = answer && answer->holding_until && (answers || settles);
        if (!answers && !settles) return done(c.id);
        std::optional<model::AnswerId> id;
        if (answer) {
            id = answer->id;
            employee = answer->author;
        }
        if (answers)
            add(model::EpisodeAnswered{c.episode->number, c.episode->opened_at, at, c.episode->post, id,
                                       employee});
        if (holds_off)
            add(model::AnswerOwed{model::owed_after(c, *answer, at)});
        else if (settles)
            add(model::real_answer(*c.owed, at, id, employee));
        pause(state, model::kPausedByBrand);
        const bool waits = (c.episode && !answers) || (c.owed && !settles) || holds_off;
        if (c.claim && state.open_answer() == nullptr && !waits)
            add(model::ClaimReleased{c.claim->holder, model::ReleaseReason::answered});
        return done(c.id);
    }

    // A work handle's or an executive's own reply to the customer is the answer, at the network's time.
    std::vector<Change> by_staff(const StaffPost& staff) {
        const auto parent = reader_.find_post(remote_.network, remote_.parent_remote_id);
        if (!staff.counts || !parent || parent->side != Side::customer || parent->account != context_.account)
            return by_other();
        return brand_post(living(parent->conversation), std::nullopt, staff.employee);
    }

    // -- customers and others ------------------------------------------------------------------------------
    std::vector<Change> by_somebody() {
        if (const auto id = own_conversation()) return follow_up(reader_.load(*id));
        if (incoming_.concerns_us && incoming_.context_of.empty()) return open();
        return by_other();
    }

    // The conversation that this author is the customer of (decision 1): by the thread's root, else by
    // climbing the thread, for networks that name no root.
    std::optional<model::ConversationId> own_conversation() {
        const std::string& author = remote_.author.remote_id;
        if (author.empty()) return std::nullopt;
        const auto known = reader_.find_conversation(context_.account, author, root());
        if (known) {
            const ConversationState state = living(*known);
            if (state.conversation.splits == 0) return state.conversation.id;
        }
        std::string above = remote_.parent_remote_id;
        for (int step = 0; step < kClimbAtMost && !above.empty(); ++step) {
            const auto post = reader_.find_post(remote_.network, above);
            if (!post) break;
            if (post->account == context_.account && belongs_to(*post, author)) return post->conversation;
            above = post->remote.parent_remote_id;
        }
        if (known) return living(*known).conversation.id;
        return std::nullopt;
    }

    // The author is the customer there, or their conversation was merged with somebody else's.
    bool belongs_to(const Post& above, const std::string& author) {
        if (above.side == Side::customer && above.remote.author.remote_id == author) return true;
        return reader_.load(above.conversation).conversation.customer.remote_id == author;
    }

    // The conversation, or the one that it was merged into.
    ConversationState living(const model::ConversationId& id) {
        ConversationState state = reader_.load(id);
        for (int step = 0; step < kClimbAtMost && state.conversation.merged_into; ++step)
            state = reader_.load(*state.conversation.merged_into);
        return state;
    }

    std::vector<Change> open() {
        model::Conversation c;
        c.id = context_.ids.make<model::ConversationId>();
        Post post = make_post(c.id, Side::customer);
        c.brand = context_.brand;
        c.account = context_.account;
        c.network = remote_.network;
        c.customer = remote_.author;
        c.root_remote_id = root();
        c.lang = post.lang;
        c.department = context_.department;
        c.opened_at = post.posted_at;
        c.last_post_at = post.posted_at;
        c.found_late = post.found_late;
        const model::ConversationId id = c.id;
        const model::Episode episode{1, post.id, post.posted_at, post.found_late};
        add(model::ConversationOpened{std::move(c)});
        add(model::PostReceived{std::move(post)});
        add(model::EpisodeOpened{episode});
        return done(id);
    }

    // A customer who talks to somebody else in the thread asks nothing of us.
    bool asks_us() {
        if (!incoming_.context_of.empty()) return false;
        if (incoming_.concerns_us || remote_.parent_remote_id.empty()) return true;
        const auto parent = reader_.find_post(remote_.network, remote_.parent_remote_id);
        return !parent || parent->side != Side::other;
    }

    std::vector<Change> follow_up(const ConversationState& state) {
        const auto& c = state.conversation;
        Post post = make_post(c.id, Side::customer);
        const model::Episode episode{c.episodes + 1, post.id, post.posted_at, post.found_late};
        const bool asks = asks_us();
        add(model::PostReceived{std::move(post), asks});
        if (c.snooze && incoming_.context_of.empty()) add(model::Woken{model::WakeReason::customer});
        if (!asks) return done(c.id);
        if (c.episode) {
            pause(state, model::kPausedByPost);
            // What comes while an answer leaves waits for the next episode, however old it is: nobody read
            // it.
            if (!is_leaving(state.open_answer())) began_earlier(c, episode);
            return done(c.id);
        }
        if (c.state == model::State::closed) add(model::Reopened{});
        add(model::EpisodeOpened{episode});
        // Found late, and older than the question whose answer is owed: the concern began with it.
        if (c.owed && episode.opened_at < c.owed->since) {
            model::Owed longer = *c.owed;
            const model::EpisodeRef now_part{longer.origin, longer.number, longer.since};
            longer.origin = c.id;
            longer.number = episode.number;
            longer.post = episode.post;
            longer.since = episode.opened_at;
            ++longer.posts;
            add(model::AnswerOwed{std::move(longer), {now_part}});
        }
        pause(state, model::kPausedByPost);
        if (c.last_answerer && !c.claim) offer(*c.last_answerer);
        return done(c.id);
    }

    // Posts arrive in any order: an older unanswered one moves the clock back to where it truly began.
    void began_earlier(const model::Conversation& c, const model::Episode& found) {
        if (found.opened_at >= c.episode->opened_at) return;
        if (c.last_answered_at && found.opened_at <= *c.last_answered_at) return;
        model::Episode earlier = *c.episode;
        ++earlier.posts;
        earlier.post = found.post;
        earlier.opened_at = found.opened_at;
        earlier.found_late = found.found_late;
        add(model::EpisodeOpened{earlier});
    }

    void offer(const model::EmployeeId& last) {
        if (context_.present && context_.present(last))
            add(model::FollowUpOffered{{last, context_.now + kFollowUpOffer}});
        else
            add(model::OfferedToAll{});
    }

    // Somebody else in a thread that we know: shown beside the conversation, asks nothing of us.
    std::vector<Change> by_other() {
        auto beside = reader_.find_post(remote_.network, incoming_.context_of);
        if (!beside) beside = reader_.find_post(remote_.network, remote_.parent_remote_id);
        if (!beside) return {};
        add(model::PostReceived{make_post(beside->conversation, Side::other)});
        return done(beside->conversation);
    }

    const Incoming& incoming_;
    const RemotePost& remote_;
    ThreadReader& reader_;
    const ReceiveContext& context_;
    Events events_;
};

}  // namespace

std::vector<Change> receive(const Incoming& incoming, ThreadReader& reader, const ReceiveContext& context) {
    return Receiver(incoming, reader, context).run();
}

}  // namespace manyhands::route
