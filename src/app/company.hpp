// Everything of one installation but its HTTP server: store, rooms' services, accounts at work, scheduler.
// Made in order, ended in the reverse order.
#pragma once

#include <filesystem>
#include <memory>

#include "answer/approvals.hpp"
#include "answer/certify.hpp"
#include "answer/media.hpp"
#include "answer/on_shift.hpp"
#include "answer/phrases.hpp"
#include "app/accounts.hpp"
#include "app/bulk_worker.hpp"
#include "app/eraser.hpp"
#include "app/hook_worker.hpp"
#include "app/housekeeping.hpp"
#include "app/listening.hpp"
#include "app/scheduler.hpp"
#include "app/source_worker.hpp"
#include "app/thanks.hpp"
#include "channels/channel.hpp"
#include "desk/jobs.hpp"
#include "desk/views.hpp"
#include "identity/identity.hpp"
#include "identity/joining.hpp"
#include "identity/people.hpp"
#include "identity/second_factor.hpp"
#include "identity/settings.hpp"
#include "knowledge/tip.hpp"
#include "net/http_client.hpp"
#include "outbox/outbox.hpp"
#include "quality/service.hpp"
#include "route/programme.hpp"
#include "route/route.hpp"
#include "storage/store.hpp"

namespace manyhands::desk {
class Hints;
}
namespace manyhands::reports {
class Honour;
}

namespace manyhands::app {

class HonourParts;

inline constexpr const char* kKeyFile = "data.key";  // outside the backup set (decision 25)

class Reaching;
class ShiftParts;

struct CompanyOptions {
    std::filesystem::path data;
    bool practice = false;
    // Networks on this machine may be reached: practice, tests, a company's own server here.
    bool allow_loopback = false;
    net::HttpClient* inside = nullptr;    // the practice company's network; null otherwise
    std::filesystem::path key_file = {};  // empty: see key_path
    model::SettingLayers layers = {};     // what flags, environment and file say of the settings
    // The simulator's: networks in place of those of channels.cpp, and no threads below the store.
    std::function<channels::ChannelList()> channels = {};
    storage::sqlite::Threads threads = storage::sqlite::Threads::own;
};

// Where the data key is: the named file, else the credential data.key that systemd gave this process, else
// data.key in the data folder.
std::filesystem::path key_path(const std::filesystem::path& data, const std::filesystem::path& named);

class Company {
  public:
    // Creates the data folder (mode 0700) and the data key when they are not there. Errors: unavailable
    // (locked by a running server, disk, key).
    static base::Result<std::unique_ptr<Company>> open(const CompanyOptions& options,
                                                       const base::Clock& clock, base::Random& random);
    ~Company();

    // Threads: accounts and scheduler. Until then nothing moves by itself.
    void start();
    void stop();

    // Where people reach it, for links that are made beside it; nothing while it is not served. Said once,
    // before anybody can ask.
    void served_at(std::string address) { address_ = std::move(address); }
    const std::string& address() const { return address_; }

    storage::Store& store() { return *store_; }
    base::IdSource& ids() { return ids_; }
    identity::Service& identity() { return identity_; }
    identity::People& staff() { return staff_; }
    identity::Joining& joining() { return joining_; }
    identity::SecondFactors& second_factors() { return second_factors_; }
    identity::SingleSignOn& sso() { return sso_; }
    SourceWorker& source_worker() { return source_worker_; }
    identity::Settings& settings() { return settings_; }
    route::Service& route() { return route_; }
    route::Joiner& joiner() { return joiner_; }
    route::Programmes& programmes() { return programmes_; }
    answer::Certifier& certifier() { return certifier_; }
    ShiftParts& shifts() { return *shifts_; }
    desk::Notes& notes() { return notes_; }
    // As long as this.
    std::shared_ptr<desk::Hints> hints(const base::Clock& clock);
    desk::Jobs& jobs() { return jobs_; }
    BulkWorker& bulk() { return bulk_; }
    answer::Service& answer() { return answer_; }
    answer::OwnClient& own_client() { return own_client_; }
    identity::Bindings& bindings() { return bindings_; }
    Reaching& reaching() { return *reaching_; }
    answer::Phrases& phrases() { return phrases_; }
    answer::Guide& guide() { return guide_; }
    answer::Approvals& approvals() { return approvals_; }
    answer::Media& media() { return media_; }
    outbox::Service& outbox() { return outbox_; }
    desk::Presence& presence() { return presence_; }
    desk::Views& views() { return views_; }
    Accounts& accounts() { return accounts_; }
    hooks::Service& hooks() { return hooks_; }
    desk::Erasures& erasures() { return erasures_; }
    desk::PromisedActions& actions() { return actions_; }
    knowledge::Tips& tips() { return tips_; }
    reports::Honour& honour();
    desk::PrivateForms& forms() { return forms_; }
    Listening& listening() { return listening_; }
    quality::Service& quality() { return quality_; }
    Thanks& thanks() { return thanks_; }
    HookWorker& hook_worker() { return hook_worker_; }
    Scheduler& scheduler() { return scheduler_; }
    bool practice() const { return options_.practice; }
    // Called after each commit, beside what the company itself does then.
    void on_commit(std::function<void()> listener);
    // Called when an account's status, problem or budget changed.
    void on_account(std::function<void(const model::Account&)> listener);
    // Called when people have a new notice that no event tells of.
    using NoticeListener = std::function<void(const std::vector<model::EmployeeId>&, const model::NoticeId&)>;
    void on_notice(NoticeListener listener);

  private:
    base::Minutes back_after(const model::BrandId& brand);
    void put_links_below();
    answer::OwnPorts own_ports(const base::Clock& clock, base::Random& random);
    // How a time in a text is read, and by whom it is asked for.
    void hear_promises();
    std::unique_ptr<Reaching> make_reaching(const base::Clock& clock, base::Random& random,
                                            const identity::SecretBox::Key& key);
    WorkerPorts worker_ports(const base::Clock& clock, base::Random& random);
    Company(const CompanyOptions& options, const base::Clock& clock, base::Random& random,
            std::unique_ptr<storage::Store> store, const identity::SecretBox::Key& key);

    CompanyOptions options_;
    std::mutex listener_mutex_;
    std::function<void()> listener_;
    std::function<void(const model::Account&)> account_listener_;
    NoticeListener notice_listener_;
    OwnParts own_parts_;
    std::unique_ptr<storage::Store> store_;
    base::IdSource ids_;
    identity::SecretBox secrets_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<net::HttpClient> outside_;  // webhooks: the public internet only
    std::unique_ptr<net::HttpClient> inside_;   // webhooks: the hosts that were named
    channels::ChannelList channels_;
    desk::Presence presence_;
    desk::Views views_;
    identity::SecondFactors second_factors_;
    identity::Service identity_;
    identity::SingleSignOn sso_;
    SourceWorker source_worker_;
    route::Service route_;
    identity::People staff_;
    identity::Joining joining_;
    route::Joiner joiner_;
    route::Programmes programmes_;
    desk::Notes notes_;
    BulkWorker bulk_;
    desk::Jobs jobs_;
    identity::Settings settings_;
    outbox::Service outbox_;
    Listening listening_;
    Accounts accounts_;
    answer::Guide guide_;
    answer::Approvals approvals_;
    answer::Certifier certifier_;
    std::unique_ptr<ShiftParts> shifts_;
    answer::OnShift on_shift_;
    answer::Service answer_;
    answer::Phrases phrases_;
    answer::Media media_;
    HookWorker hook_worker_;
    hooks::Service hooks_;
    desk::Erasures erasures_;
    quality::Service quality_;
    Eraser eraser_;
    desk::PrivateForms forms_;
    desk::PromisedActions actions_;
    knowledge::Tips tips_;
    std::unique_ptr<HonourParts> honour_;
    Housekeeping housekeeping_;
    Scheduler scheduler_;
    identity::Bindings bindings_;
    answer::OwnClient own_client_;
    Thanks thanks_;
    std::unique_ptr<Reaching> reaching_;
    std::string address_;
};

}  // namespace manyhands::app
