// Sends employees the letters they want: digests, and the leads' weekly report (docs/adr/0057).
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/waker.hpp"
#include "desk/quick.hpp"
#include "identity/identity.hpp"
#include "identity/mails.hpp"
#include "net/letter.hpp"
#include "net/smtp_client.hpp"
#include "reports/first_answer.hpp"

namespace manyhands::app {

struct MailRules {
    identity::Rhythm digest = identity::Rhythm::weekly;
    bool week_report = true;
    std::shared_ptr<const model::PromiseHistory> promises;
};

class MailWorker {
  public:
    struct Ports {
        identity::MailStore& store;
        desk::InboxStore& inbox;
        identity::IdentityStore& people;
        reports::Store& episodes;
        const base::Clock& clock;
        base::IdSource& ids;
        const identity::StopLinks& stop_links;
        net::SmtpServer server;  // url empty: no letters
        net::Mailbox from;
        std::function<std::string()> base_url;  // without a slash at its end
        std::function<MailRules(const model::BrandId&)> rules;
        std::function<base::Result<std::vector<model::ConversationId>>(
            const model::Actor&, const std::vector<model::ConversationId>&)>
            on_topic;
    };
    explicit MailWorker(Ports ports) : ports_(std::move(ports)) {}
    ~MailWorker();

    // Nothing where no mail server is set.
    void start();
    // May wait for a letter under way, a minute at most.
    void stop();
    // Also for tests: who should have a letter by now, then those that are due.
    base::Result<void> run_once();

  private:
    struct Content {
        std::string subject;
        std::vector<std::string> lines;
        std::string button;
        std::string path;
        std::string why;  // the small print
    };
    void loop();
    base::Result<void> queue(const model::BrandId& brand, base::Instant now);
    base::Result<void> deliver(const identity::Mail& mail);
    // Nothing: there is nothing to tell.
    base::Result<std::optional<Content>> digest(const identity::Reader& reader, const identity::Mail& mail);
    base::Result<std::optional<Content>> week_report(const identity::Reader& reader,
                                                     const identity::Mail& mail);
    net::Letter letter(const identity::Reader& reader, const identity::Mail& mail, const Content& content);

    Ports ports_;
    std::set<std::string> queued_;  // so that nobody's row is tried again each minute
    std::optional<base::Instant> pruned_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
