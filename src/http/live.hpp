// The live hub: reads the event log behind the writer, renders a changed conversation once, and hands the
// same bytes to every stream that may see it. One thread for conversations, one for the slower rest (counts,
// presence, sessions); none a stream.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "http/deps.hpp"
#include "http/stream.hpp"

namespace manyhands::http {

struct LiveConfig {
    std::chrono::milliseconds at_least_between{
        20};                                    // two frames to one stream; longer when a round takes long
    std::chrono::milliseconds tend_every{250};  // sessions, presence and counts: each within a second
    std::int64_t too_far_behind = 5'000;        // events: then the browser fetches again
};

class LiveHub {
  public:
    LiveHub(const Deps& deps, const LiveConfig& config);
    ~LiveHub();
    LiveHub(const LiveHub&) = delete;
    LiveHub& operator=(const LiveHub&) = delete;

    void start();
    // Ends the threads; streams are ended by the server. Once; thread-safe.
    void stop();

    // Something was committed. Cheap, from any thread: register it at the store's on_commit.
    void wake();

    struct Viewer {
        model::Actor actor;
        base::Lang lang = base::Lang::en;
        std::string session_token;  // one of the two
        std::string bearer_token;
    };
    // Resumes behind `after`; without it, from now.
    std::shared_ptr<Stream> open(Viewer viewer, std::optional<std::int64_t> after);

    void presence_changed(const model::BrandId& brand, const std::vector<model::ConversationId>& changed);
    // Also for accounts that the listener changed (failing, signed out, listening again).
    void account_changed(const model::Account& account);
    // To its person alone.
    void job_changed(const desk::Job& job);
    // A notice that belongs to no event of the log. To these people alone.
    void notice_added(const std::vector<model::EmployeeId>& people, const model::NoticeId& id);
    // Looks at every stream's session now: after a sign-out, a deactivation, a change of role.
    void recheck_sessions();

    std::size_t streams() const;

  private:
    struct Member;
    struct BrandLog;
    using Members = std::vector<std::shared_ptr<Member>>;

    void run();
    void tend();
    void follow_brand(const model::BrandId& brand, const Members& members);
    void push_rows(const model::BrandId& brand, const Members& members,
                   const std::map<model::ConversationId, std::int64_t>& changed, std::int64_t last);
    // What the events between say that somebody is to see, to that person alone.
    void push_notices(const Members& members, const std::vector<desk::LoggedEvent>& events);
    void push_server(const Members& members);
    void push_counts(const Members& members);
    void push_presence();
    void check_session(Member& member);
    void push(Member& member, const Frame& frame);
    Members members() const;

    const Deps& deps_;
    const LiveConfig config_;
    mutable std::mutex mutex_;
    std::condition_variable woken_;
    std::condition_variable tended_;
    bool dirty_ = false;
    bool stopping_ = false;
    bool recheck_ = false;
    Members members_;
    std::set<std::pair<model::BrandId, model::ConversationId>> presence_;
    std::map<model::BrandId, std::int64_t> seen_;  // of the log, by the hub's thread only
    std::thread follower_;
    std::thread tender_;
};

}  // namespace manyhands::http
