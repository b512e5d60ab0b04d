// Everything the HTTP edge is wired to. References must outlive the site.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "answer/answer.hpp"
#include "answer/approvals.hpp"
#include "answer/guide.hpp"
#include "answer/media.hpp"
#include "answer/phrases.hpp"
#include "base/catalogue.hpp"
#include "base/clock.hpp"
#include "desk/erasure.hpp"
#include "desk/jobs.hpp"
#include "desk/private_forms.hpp"
#include "desk/promised_actions.hpp"
#include "desk/views.hpp"
#include "hooks/hooks.hpp"
#include "identity/audit.hpp"
#include "identity/identity.hpp"
#include "identity/joining.hpp"
#include "identity/people.hpp"
#include "identity/second_factor.hpp"
#include "identity/settings.hpp"
#include "identity/single_sign_on.hpp"
#include "listen/dry_run.hpp"
#include "listen/queries.hpp"
#include "outbox/outbox.hpp"
#include "quality/service.hpp"
#include "reports/first_answer.hpp"
#include "route/programme.hpp"
#include "route/route.hpp"

namespace manyhands::http {

// In a header of its own: most routes have nothing to do with it.
struct CrowdDeps;

// The brand's accounts on networks, for the connect form. app implements it over the channels; this edge
// knows no network. Thread-safe; test() and add() may take as long as a network takes (30 s at most).
class AccountsPort {
  public:
    struct SettingField {
        enum class Kind { text, secret, url };
        std::string name;
        Kind kind = Kind::text;
        bool required = true;
        std::string label_key;  // of the catalogue
        std::string hint_key;
        std::string placeholder;
    };
    struct Network {
        std::string id;
        std::string label;  // the network's own name, the same in every language
        std::string text_rule;
        std::vector<SettingField> settings_form;
        answer::ImageRules images = {};
        bool finds_people = false;  // employees may bind accounts of their own there
    };
    struct Check {
        std::string key;  // of the catalogue: the check's label
        bool ok = false;
        base::Error detail;
    };
    struct Test {
        bool ok = false;
        std::vector<Check> checks;
        std::string handle;  // empty: not known
        std::string display_name;
    };
    using Settings = std::map<std::string, std::string>;

    virtual ~AccountsPort() = default;
    virtual std::vector<Network> networks() const = 0;
    // Posts nothing. Errors: not_found (no such network), invalid (a setting is missing or malformed).
    virtual base::Result<Test> test(const std::string& network, const Settings& settings) = 0;
    // Errors: as test(); conflict when the brand has that account already.
    virtual base::Result<model::Account> add(const model::Actor& actor, const std::string& network,
                                             const Settings& settings) = 0;
    // listening or paused. Errors: not_found (also for another brand's account).
    virtual base::Result<model::Account> set_status(const model::Actor& actor, const model::AccountId& id,
                                                    model::AccountStatus status) = 0;
    virtual base::Result<std::vector<model::Account>> list(const model::BrandId& brand) = 0;
    // The counting rule of an account (a server may announce its own limit); the network's rule otherwise.
    virtual std::string text_rule(const model::AccountId& account) = 0;
    // After which an outcome that is not known is looked up there.
    virtual base::Micros settle_time(const model::Account& account) = 0;
    // A person has looked for what may be missing. Errors: not_found (also for another brand's account).
    virtual base::Result<model::Account> gap_seen(const model::Actor& actor, const model::AccountId& id) = 0;
    // Posts that could not be taken in and that nobody has looked at, newest first.
    virtual base::Result<std::vector<route::LeftOut>> left_out(const model::BrandId& brand, int limit) = 0;
    // A person has looked. Errors: not_found.
    virtual base::Result<route::LeftOut> left_out_seen(const model::Actor& actor, const std::string& id) = 0;
};

struct Deps {
    identity::Service& identity;
    identity::IdentityStore& people;
    desk::InboxStore& inbox;
    desk::Presence& presence;
    desk::Views& views;
    route::Service& route;
    answer::Service& answers;
    answer::AnswerStore& answer_store;
    answer::DraftStore& drafts;
    outbox::Service& outbox;
    reports::Store& episodes;
    AccountsPort& accounts;
    const base::Clock& clock;
    base::IdSource& ids;
    // /readyz: the database, its migrations, the queue. Empty: always ready.
    std::function<base::Result<void>()> ready;
    answer::Phrases& phrases;
    identity::People& staff;
    identity::Joining& joining;
    identity::SecondFactors& second_factors;
    identity::SingleSignOn& sso;
    // -- the desk --
    desk::Notes& notes;
    desk::NoteStore& note_store;
    route::Joiner& joiner;
    desk::Jobs& jobs;
    answer::Media& media;
    identity::Settings& settings;
    identity::AuditStore& audit;
    hooks::Service& hooks;
    desk::Erasures& erasures;
    listen::Queries& listening;
    listen::Live& ears;
    listen::DryRuns& dry_runs;
    desk::PrivateForms& forms;
    quality::Service& quality;
    answer::Guide& guide;
    answer::Approvals& approvals;
    route::Programmes& programmes;
    desk::PromisedActions& actions;
    std::shared_ptr<const CrowdDeps> crowd;  // never null
    // No change goes through for now (full disk); reads do. Any thread, cheap. Empty: never.
    std::function<bool()> read_only = {};
};

}  // namespace manyhands::http
