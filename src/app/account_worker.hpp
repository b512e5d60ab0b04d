// One account at work: a thread that listens and a thread that sends, over one session of its channel.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "app/carrier.hpp"
#include "app/own_reader.hpp"
#include "base/waker.hpp"
#include "channels/channel.hpp"
#include "identity/identity.hpp"
#include "listen/listen.hpp"
#include "listen/live.hpp"
#include "outbox/outbox.hpp"
#include "route/ports.hpp"

namespace manyhands::app {

// What every worker shares. All must outlive the workers.
struct WorkerPorts {
    model::Transactor& transactor;
    route::IngestStore& ingest;
    outbox::OutboxStore& outbox;
    identity::IdentityStore& identity;
    const identity::SecretBox& secrets;
    const base::Clock& clock;
    base::Random& random;
    base::IdSource& ids;
    std::function<bool(const model::EmployeeId&)> present;
    std::function<void(const model::Account&)> account_changed;  // status, problem, budget; any thread
    ReadImage read_image = {};      // of an answer that goes out; without it none does
    listen::Live* ears = nullptr;   // the brands' queries; without it only the account's terms
    const OwnParts* own = nullptr;  // answers from employees' own clients; without it there are none
    // Told of likes on the account's posts; the same may come again. Without it nobody asks for them.
    std::function<base::Result<void>(const model::AccountId&, const std::vector<channels::Like>&)> liked = {};
};

class AccountWorker {
  public:
    AccountWorker(const WorkerPorts& ports, model::Account account, const channels::Channel& channel,
                  std::unique_ptr<channels::ChannelSession> session, listen::Terms terms);
    ~AccountWorker();  // stops; may wait for a call to the network that is under way

    void start();
    // Asks both threads to end, without waiting.
    void stop();
    void wake_sender() { send_waker_.wake(); }
    // A person has looked for what may be missing.
    void gap_seen();

    // One round of each, for tests and for the practice company's past: no threads, no sleep.
    base::Result<std::optional<base::Instant>> listen_once();
    base::Result<std::optional<base::Instant>> send_once();

    channels::ChannelSession& session() { return *session_; }

  private:
    void listen_loop();
    void send_loop();
    route::IngestBatch batch_of(const channels::Delivery& delivery);
    route::Incoming incoming_of(const model::RemotePost& post);
    bool heard_before(const model::RemotePost& post) const;
    void remember(const route::IngestBatch& batch);
    void add_threads(route::IngestBatch& batch);
    // Follows an answer until it is seen on the network, and keeps how long that took.
    void measure();
    // Who liked the account's posts, once a minute and behind all that is urgent.
    base::Result<void> look_for_likes();
    // Says so where mentions may be missing since the account listened last.
    base::Result<void> look_for_gap(const channels::Delivery& delivery);
    // A network that takes no more for now is shown at once, and so is that it takes answers again.
    void say_budget();
    void keep_and_tell();  // with report_mutex_ held
    // Tells the account's state to the people, when it changed, and keeps the session's tokens.
    void report(const base::Error& problem, model::AccountStatus status);

    WorkerPorts ports_;
    model::Account account_;
    const channels::ChannelInfo& info_;
    std::unique_ptr<channels::ChannelSession> session_;
    listen::Terms terms_;
    std::unique_ptr<listen::Ear> ear_;  // of the listening thread
    std::unique_ptr<OwnReader> own_;    // of the listening thread
    LagMeter meter_;
    ChannelCarrier carrier_;
    outbox::Sender sender_;
    base::Waker listen_waker_;
    base::Waker send_waker_;
    std::mutex report_mutex_;
    channels::SessionState saved_state_;
    std::optional<base::Instant> said_listening_;
    int failures_ = 0;
    std::chrono::nanoseconds likes_due_{0};  // of the listening thread, as likes_since_
    std::optional<base::Instant> likes_since_;
    std::map<std::string, std::string> heard_;  // remote id -> fingerprint of what was stored
    std::thread listening_;
    std::thread sending_;
};

}  // namespace manyhands::app
