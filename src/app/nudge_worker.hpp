// Tells people who are not here that a question waits for them, by web push (docs/adr/0057): who is told of
// what, and how it gets there.
#pragma once

#include <functional>
#include <mutex>
#include <thread>

#include "base/waker.hpp"
#include "desk/quick.hpp"
#include "identity/nudges.hpp"
#include "net/http_client.hpp"
#include "net/target.hpp"
#include "net/web_push.hpp"
#include "route/know.hpp"
#include "route/whom.hpp"

namespace manyhands::app {

// Which push services are spoken to: hosts, ".example" for all below it, and those of the company's own,
// which alone may be inside its network or without https.
class PushServices {
  public:
    PushServices(const std::string& services, const std::string& own) : list_(services), own_(own) {}
    // The service's host. Errors: invalid ("net.bad_address", "net.target.*", "identity.nudge.service",
    // "net.push.bad_receiver"), with the pointer of the request's field.
    base::Result<std::string> check(const identity::Endpoint& endpoint) const;
    bool is_own(const std::string& host) const { return own_.has(host); }

  private:
    std::string list_;
    net::NamedHosts own_;
};

// What a brand set.
struct NudgeRules {
    int daily_most = 5;  // of one person; 0: nobody is told anything
    route::Rings rings;
    bool show_text = false;  // the customer's words go into the message
    base::Minutes promise{model::kPromiseMinutes};
};

class NudgeWorker {
  public:
    struct Ports {
        identity::NudgeStore& store;
        route::KnowStore& know;
        desk::InboxStore& inbox;
        const base::Clock& clock;
        base::Random& random;
        base::IdSource& ids;
        std::function<base::Result<std::string>(std::string_view)> open;  // what was sealed
        net::HttpClient& outside;
        net::HttpClient& inside;
        PushServices services;
        net::PushKey key;
        std::string contact;
        std::function<NudgeRules(const model::BrandId&)> rules;
        std::function<bool(const model::EmployeeId&)> is_here;
        std::function<base::Result<std::vector<model::ConversationId>>(
            const model::Actor&, const std::vector<model::ConversationId>&)>
            on_topic;
        // Has somebody something to go through before they may answer?
        std::function<base::Result<bool>(const model::Actor&)> still_learning;
        base::Micros timeout = std::chrono::seconds(10);
        // Whether somebody may answer now, on shift where they must be. None: everybody may.
        std::function<bool(const model::Actor&)> may_now = {};
    };
    explicit NudgeWorker(Ports ports) : ports_(std::move(ports)) {}
    ~NudgeWorker();

    void start();
    // May wait for messages under way, each at most ten seconds.
    void stop();
    // One round, also for tests: who is to be told now, then what is due.
    base::Result<void> run_once();

  private:
    using Due = identity::NudgeStore::Due;
    void loop();
    base::Result<void> offer(const model::BrandId& brand, base::Instant now);
    struct Round;
    struct Choice;
    // Who can be told anything now: neither asleep nor here nor told enough.
    base::Result<void> gather(Round& round);
    base::Result<void> ask(Round& round, const model::Conversation& question);
    base::Result<Choice> candidates(const Round& round, const model::Conversation& question);
    base::Result<void> tell_best(Round& round, const model::Conversation& question, Choice choice,
                                 base::Micros waiting);
    // False: they have something to go through first.
    base::Result<bool> tell(Round& round, std::size_t person, const model::Conversation& question);
    base::Result<void> send(const Due& due);
    base::Result<std::string> message(const Due& due, const model::Conversation& question,
                                      std::size_t waiting);
    base::Result<identity::PushAttempt> attempt(const Due& due, const std::string& text);

    Ports ports_;
    std::optional<base::Instant> pruned_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
