#include "http/live.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "http/json_desk.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

constexpr int kLogPage = 1'000;
constexpr std::chrono::seconds kCheckAnyway{10};

Frame make_frame(std::string_view event, std::string_view data, std::int64_t id = 0) {
    std::string text;
    text.reserve(data.size() + 64);
    if (id > 0) text += "id: " + std::to_string(id) + "\n";
    text += "event: ";
    text += event;
    text += "\ndata: ";
    text += data;
    text += "\n\n";
    return std::make_shared<const std::string>(std::move(text));
}

// Carries an id of its own, so that the browser does not come back for the same gap.
Frame reset_frame(std::int64_t seq) {
    return make_frame("reset", "{\"seq\":" + std::to_string(seq) + "}", seq);
}

bool may_see(const model::Actor& actor, const model::Conversation& c) {
    const model::EmployeeId holder = c.claim ? c.claim->holder : model::EmployeeId{};
    return model::check(actor, model::Action::see_conversation,
                        model::scope_of(actor, c.brand, c.department, holder))
        .has_value();
}

}  // namespace

struct LiveHub::Member {
    Member(Viewer v, std::optional<std::int64_t> resume)
        : lang(v.lang),
          session_token(std::move(v.session_token)),
          bearer_token(std::move(v.bearer_token)),
          brand(v.actor.brand),
          employee(v.actor.employee),
          after(resume),
          actor_(std::make_shared<const model::Actor>(std::move(v.actor))) {}

    const base::Lang lang;
    const std::string session_token;
    const std::string bearer_token;
    const model::BrandId brand;
    const model::EmployeeId employee;
    const std::shared_ptr<Stream> stream = std::make_shared<Stream>();
    const std::optional<std::int64_t> after;

    // Of the following thread only: everything up to here was sent, or is none of this viewer's business.
    bool joined = false;
    std::int64_t position = 0;
    // Of the tending thread only.
    std::int64_t checked_stamp = -1;
    std::chrono::steady_clock::time_point checked_at{};
    std::int64_t counted = -1;
    std::string counts;
    bool told_read_only = false;

    std::shared_ptr<const model::Actor> actor() const {
        const std::scoped_lock guard(mutex_);
        return actor_;
    }
    void become(model::Actor now) {
        auto next = std::make_shared<const model::Actor>(std::move(now));
        const std::scoped_lock guard(mutex_);
        actor_ = std::move(next);
    }

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const model::Actor> actor_;
};

LiveHub::LiveHub(const Deps& deps, const LiveConfig& config) : deps_(deps), config_(config) {}

LiveHub::~LiveHub() {
    stop();
}

void LiveHub::start() {
    follower_ = std::thread([this] { run(); });
    tender_ = std::thread([this] { tend(); });
}

void LiveHub::stop() {
    {
        const std::scoped_lock guard(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    tended_.notify_all();
    if (follower_.joinable()) follower_.join();
    if (tender_.joinable()) tender_.join();
}

void LiveHub::wake() {
    {
        const std::scoped_lock guard(mutex_);
        if (dirty_) return;
        dirty_ = true;
    }
    woken_.notify_one();
}

std::shared_ptr<Stream> LiveHub::open(Viewer viewer, std::optional<std::int64_t> after) {
    // "From now" is now, not when the following thread gets to it: a change in between would be missed.
    if (!after) {
        if (const auto last = deps_.inbox.last_seq(viewer.actor.brand)) after = *last;
    }
    auto member = std::make_shared<Member>(std::move(viewer), after);
    auto stream = member->stream;
    {
        const std::scoped_lock guard(mutex_);
        members_.push_back(std::move(member));
        dirty_ = true;
    }
    woken_.notify_one();
    return stream;
}

void LiveHub::presence_changed(const model::BrandId& brand,
                               const std::vector<model::ConversationId>& changed) {
    if (changed.empty()) return;
    {
        const std::scoped_lock guard(mutex_);
        for (const auto& id : changed)
            presence_.emplace(brand, id);
    }
    tended_.notify_one();
}

void LiveHub::account_changed(const model::Account& account) {
    std::array<Frame, 2> frames;  // by language
    for (const auto& member : members()) {
        const auto actor = member->actor();
        const auto scope = model::scope_of(*actor, account.brand, account.department, {});
        if (!model::check(*actor, model::Action::see_account, scope)) continue;
        Frame& frame = frames.at(member->lang == base::Lang::ko ? 0 : 1);
        if (!frame) {
            JsonWriter out;
            write_account(out, account, deps_.accounts, member->lang);
            frame = make_frame("account", out.str());
        }
        push(*member, frame);
    }
}

void LiveHub::job_changed(const desk::Job& job) {
    const auto who = [this](const model::EmployeeId& id) {
        auto employee = deps_.people.employee(id);
        return employee ? std::move(*employee) : model::Employee{};
    };
    for (const auto& member : members()) {
        if (member->employee != job.employee) continue;
        JsonWriter out;
        write_job(out, job, deps_.clock.now(), member->lang, "", who);
        push(*member, make_frame("job", out.str()));
    }
}

void LiveHub::notice_added(const std::vector<model::EmployeeId>& people, const model::NoticeId& id) {
    for (const auto& member : members()) {
        if (std::ranges::find(people, member->employee) == people.end()) continue;
        const auto notice = deps_.note_store.notice(member->employee, id);
        if (!notice || !*notice) continue;
        JsonWriter out;
        write_notice(out, **notice);
        push(*member, make_frame("notice", out.str()));
    }
}

void LiveHub::recheck_sessions() {
    {
        const std::scoped_lock guard(mutex_);
        recheck_ = true;
    }
    tended_.notify_one();
}

std::size_t LiveHub::streams() const {
    const std::scoped_lock guard(mutex_);
    return members_.size();
}

LiveHub::Members LiveHub::members() const {
    const std::scoped_lock guard(mutex_);
    return members_;
}

void LiveHub::push(Member& member, const Frame& frame) {
    if (member.stream->push(frame) == Stream::Pushed::overflow)
        member.stream->finish(reset_frame(deps_.inbox.last_seq(member.brand).value_or(0)));
}

// ---- conversations
// -------------------------------------------------------------------------------------------

void LiveHub::run() {
    std::unique_lock guard(mutex_);
    while (!stopping_) {
        woken_.wait(guard, [this] { return dirty_ || stopping_; });
        if (stopping_) return;
        dirty_ = false;
        std::map<model::BrandId, Members> by_brand;
        for (const auto& member : members_)
            by_brand[member->brand].push_back(member);
        guard.unlock();
        const auto began = std::chrono::steady_clock::now();
        for (const auto& [brand, group] : by_brand)
            follow_brand(brand, group);
        const auto took = std::chrono::steady_clock::now() - began;
        guard.lock();
        // The first change of a quiet moment went out at once; a burst meets in one frame a stream. Half of a
        // core at most: whoever writes the frames needs time, too.
        woken_.wait_for(guard, std::max<std::chrono::nanoseconds>(config_.at_least_between, took),
                        [this] { return stopping_; });
    }
}

void LiveHub::follow_brand(const model::BrandId& brand, const Members& group) {
    const auto last = deps_.inbox.last_seq(brand);
    if (!last) {
        base::log(base::LogLevel::warn, "http", "the live stream cannot read the log",
                  {{"brand", brand.value}, {"cause", last.error().cause}});
        return;
    }
    std::int64_t from = *last;
    for (const auto& member : group) {
        if (!member->joined) {
            member->joined = true;
            member->position = member->after.value_or(*last);
        }
        if (member->position > *last || *last - member->position > config_.too_far_behind) {
            push(*member, reset_frame(*last));
            member->position = *last;
        }
        from = std::min(from, member->position);
    }
    if (from == *last) return;

    std::map<model::ConversationId, std::int64_t> changed;
    std::vector<desk::LoggedEvent> noticed;
    std::int64_t at = from;
    while (at < *last) {
        const auto events = deps_.inbox.events_after(brand, at, kLogPage);
        if (!events || events->empty()) break;
        for (const auto& event : *events) {
            changed[event.conversation] = event.seq;
            at = std::max(at, event.seq);
            if (event.args.contains("notify") || event.args.contains("notice")) noticed.push_back(event);
        }
    }
    push_notices(group, noticed);
    push_rows(brand, group, changed, std::max(at, *last));
}

void LiveHub::push_rows(const model::BrandId& brand, const Members& group,
                        const std::map<model::ConversationId, std::int64_t>& changed, std::int64_t last) {
    std::vector<model::ConversationId> ids;
    ids.reserve(changed.size());
    for (const auto& [id, seq] : changed)
        ids.push_back(id);
    const auto rows = deps_.inbox.rows(brand, ids);
    if (!rows) {
        base::log(base::LogLevel::warn, "http", "the live stream cannot read conversations",
                  {{"brand", brand.value}, {"cause", rows.error().cause}});
        return;  // positions stay: the next wake-up tries again
    }
    struct Rendered {
        std::int64_t seq;
        const model::Conversation* conversation;
        Frame frame;
    };
    std::vector<Rendered> rendered;
    rendered.reserve(rows->size());
    for (const desk::Row& row : *rows) {
        JsonWriter out;
        write_row(out, row);
        const std::int64_t seq = changed.at(row.conversation.id);
        rendered.push_back({seq, &row.conversation, make_frame("conversation", out.str(), seq)});
    }
    std::sort(rendered.begin(), rendered.end(),
              [](const Rendered& a, const Rendered& b) { return a.seq < b.seq; });

    // Nearly everybody stands at the same place and sees everything: one frame for all of them.
    std::map<std::int64_t, Frame> joined;
    for (const auto& member : group) {
        if (member->position >= last) continue;
        const auto actor = member->actor();
        const bool sees_all = std::all_of(rendered.begin(), rendered.end(), [&](const Rendered& r) {
            return r.seq <= member->position || may_see(*actor, *r.conversation);
        });
        if (sees_all) {
            Frame& frame = joined[member->position];
            if (!frame) {
                std::string text;
                for (const Rendered& r : rendered)
                    if (r.seq > member->position) text += *r.frame;
                frame = std::make_shared<const std::string>(std::move(text));
            }
            if (!frame->empty() && member->stream->push(frame) == Stream::Pushed::overflow)
                member->stream->finish(reset_frame(last));
        } else {
            for (const Rendered& r : rendered) {
                if (r.seq <= member->position || !may_see(*actor, *r.conversation)) continue;
                if (member->stream->push(r.frame) == Stream::Pushed::overflow)
                    member->stream->finish(reset_frame(last));
            }
        }
        member->position = last;
    }
}

// Before the rows, whose sending moves the members' positions.
void LiveHub::push_notices(const Members& group, const std::vector<desk::LoggedEvent>& events) {
    for (const desk::LoggedEvent& event : events) {
        const auto arg = [&event](const char* name) {
            const auto found = event.args.find(name);
            return found == event.args.end() ? std::string() : found->second;
        };
        // A note goes to several (its notice has its id, that of an answer to approve the answer's), so does
        // an action; a hand-off goes to one.
        const bool of_note = event.args.contains("notify");
        const std::string to = " " + (of_note ? arg("notify") : arg("employee")) + " ";
        const std::string note = arg("note");
        const std::string own = arg("notice");
        const model::NoticeId id(!own.empty() ? own : note.empty() ? arg("answer") : note);
        for (const auto& member : group) {
            // Of a promise that is near, the store knows whom it told.
            const bool told = event.type == "owed_alarmed" ||
                              to.find(" " + member->employee.value + " ") != std::string::npos;
            if (member->position >= event.seq || !told) continue;
            const auto notice = deps_.note_store.notice(member->employee, id);
            if (!notice || !*notice) continue;
            JsonWriter out;
            write_notice(out, **notice);
            push(*member, make_frame("notice", out.str()));
        }
    }
}

// ---- the slower rest
// -----------------------------------------------------------------------------------------

void LiveHub::tend() {
    std::size_t turn = 0;
    auto next_turn = std::chrono::steady_clock::now();
    while (true) {
        bool recheck = false;
        bool presence = false;
        Members now;
        {
            std::unique_lock guard(mutex_);
            const bool called = tended_.wait_for(
                guard, config_.tend_every, [this] { return stopping_ || recheck_ || !presence_.empty(); });
            if (stopping_) return;
            recheck = std::exchange(recheck_, false);
            presence = called;
            std::erase_if(members_, [](const auto& member) { return member->stream->closed(); });
            now = members_;
        }
        if (recheck) {
            for (const auto& member : now)
                check_session(*member);
        }
        if (presence) push_presence();
        if (recheck || presence) {
            // A burst of heartbeats meets in one frame.
            std::unique_lock guard(mutex_);
            tended_.wait_for(guard, config_.at_least_between, [this] { return stopping_; });
            if (stopping_) return;
        }
        if (std::chrono::steady_clock::now() < next_turn) continue;
        next_turn = std::chrono::steady_clock::now() + config_.tend_every;
        // A quarter of the sessions and of the counts a time spreads the reads over a second.
        Members quarter;
        for (std::size_t i = turn; i < now.size(); i += 4)
            quarter.push_back(now[i]);
        turn = (turn + 1) % 4;
        const std::int64_t stamp = deps_.inbox.stamp();
        for (const auto& member : quarter) {
            // A session ends by a commit, or by its time, which is counted in days.
            if (member->checked_stamp == stamp && next_turn - member->checked_at < kCheckAnyway) continue;
            member->checked_stamp = stamp;
            member->checked_at = next_turn;
            check_session(*member);
        }
        push_server(quarter);
        push_counts(quarter);
        for (const auto& [brand, conversation] : deps_.presence.sweep())
            presence_changed(brand, {conversation});
    }
}

void LiveHub::check_session(Member& member) {
    static const Frame kSignedOut = make_frame("signed_out", "{}");
    auto known = member.session_token.empty() ? deps_.identity.by_token(member.bearer_token)
                                              : deps_.identity.by_session(member.session_token);
    if (known) {
        member.become(std::move(known->actor));
    } else if (known.error().code == base::ErrorCode::unauthenticated ||
               known.error().code == base::ErrorCode::not_found) {
        member.stream->finish(kSignedOut);
    }
}

// Nobody should find out by losing a sentence that the server takes no changes.
void LiveHub::push_server(const Members& group) {
    const bool read_only = deps_.read_only && deps_.read_only();
    for (const auto& member : group) {
        if (member->told_read_only == read_only) continue;
        member->told_read_only = read_only;
        JsonWriter out;
        out.begin_object().member("read_only", read_only).end_object();
        push(*member, make_frame("server", out.str()));
    }
}

void LiveHub::push_counts(const Members& group) {
    std::map<model::BrandId, std::int64_t> last;
    std::map<model::EmployeeId, std::string> counted;
    for (const auto& member : group) {
        if (!last.contains(member->brand))
            last[member->brand] = deps_.inbox.last_seq(member->brand).value_or(-1);
        const std::int64_t seq = last[member->brand];
        if (seq < 0 || seq == member->counted) continue;
        std::string& json = counted[member->employee];
        if (json.empty()) {
            const auto counts = deps_.inbox.counts(member->brand, member->employee);
            if (!counts) continue;
            JsonWriter out;
            write_counts(out, *counts);
            json = out.take();
        }
        member->counted = seq;
        if (json == member->counts) continue;
        member->counts = json;
        if (model::check(*member->actor(), model::Action::see_conversation, model::Scope::brand))
            push(*member, make_frame("counts", json));
    }
}

void LiveHub::push_presence() {
    std::set<std::pair<model::BrandId, model::ConversationId>> changed;
    {
        const std::scoped_lock guard(mutex_);
        changed.swap(presence_);
    }
    const Members all = members();
    for (const auto& [brand, id] : changed) {
        const auto rows = deps_.inbox.rows(brand, {id});
        if (!rows || rows->empty()) continue;
        JsonWriter out;
        out.begin_object().member("conversation_id", id.value).key("present");
        write_present(out, deps_.presence.in(brand, id));
        out.end_object();
        const Frame frame = make_frame("presence", out.str());
        for (const auto& member : all)
            if (member->brand == brand && may_see(*member->actor(), rows->front().conversation))
                push(*member, frame);
    }
}

}  // namespace manyhands::http
