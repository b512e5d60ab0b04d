#include "app/company.hpp"

#include <cstdlib>

#include <sys/stat.h>

#include "app/channels.hpp"
#include "app/honour.hpp"
#include "app/listening_ports.hpp"
#include "app/reaching.hpp"
#include "app/shifts.hpp"

namespace manyhands::app {

using base::ErrorCode;
using base::Result;

namespace {
constexpr const char* kUserAgent = "Manyhands (self-hosted customer answers)";
}  // namespace

std::filesystem::path key_path(const std::filesystem::path& data, const std::filesystem::path& named) {
    if (!named.empty()) return named;
    std::error_code failed;
    if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); folder != nullptr)
        if (const auto credential = std::filesystem::path(folder) / kKeyFile;
            std::filesystem::exists(credential, failed))
            return credential;
    return data / kKeyFile;
}

Result<std::unique_ptr<Company>> Company::open(const CompanyOptions& options, const base::Clock& clock,
                                               base::Random& random) {
    std::error_code error;
    std::filesystem::create_directories(options.data, error);
    if (error)
        return base::fail(ErrorCode::unavailable, "app.data.unusable", {{"path", options.data.string()}},
                          error.message());
    ::chmod(options.data.c_str(), 0700);
    MH_LET(store, storage::Store::open(options.data, clock, options.threads));
    MH_LET(key,
           identity::SecretBox::key_from_file(key_path(options.data, options.key_file).string(), random));
    std::unique_ptr<Company> company(new Company(options, clock, random, std::move(store), key));
    MH_TRY(company->listening_.open());
    MH_TRY(company->accounts_.open_all());
    return company;
}

Company::Company(const CompanyOptions& options, const base::Clock& clock, base::Random& random,
                 std::unique_ptr<storage::Store> store, const identity::SecretBox::Key& key)
    : options_(options),
      store_(std::move(store)),
      ids_(clock, random),
      secrets_(key, random),
      http_(net::make_http_client({options.allow_loopback, options.allow_loopback}, kUserAgent)),
      outside_(net::make_http_client({}, kUserAgent)),
      inside_(net::make_http_client({true, true}, kUserAgent)),
      channels_(options.channels ? options.channels() : make_channels(options.inside)),
      presence_(clock),
      views_(*store_, clock, ids_),
      second_factors_({*store_, *store_, clock, random, secrets_.sealer(), secrets_.opener()}),
      identity_(*store_, clock, random, ids_,
                [this](const auto& id, const std::string& code) { return second_factors_.ask(id, code); }),
      sso_({*store_, *store_, identity_, clock, random, ids_, secrets_.sealer(), secrets_.opener(),
            provider_calls(*outside_, *inside_, options.layers), ask_every(options.layers)}),
      source_worker_(sso_, clock),
      route_(*store_, *store_, ids_, clock, [this](const auto& brand) { return back_after(brand); }),
      staff_(*store_, *store_, clock, random, ids_,
             [this](const model::Actor& actor, const model::ConversationId& id,
                    const model::DepartmentId& to) -> Result<void> {
                 MH_TRY(route_.hand_off(actor, id, to, "", {true, {}}));  // the department is no more
                 return {};
             }),
      joining_(*store_, *store_, clock, random, ids_),
      joiner_(*store_, ids_, clock),
      programmes_(*store_, clock, ids_),
      notes_(*store_, *store_, *store_, *store_, ids_, clock),
      bulk_({*store_, *store_, *store_, *store_, ids_, clock,
             [this](const auto& brand) { return back_after(brand); }}),
      jobs_(*store_, *store_, *store_, ids_, clock, [this] { bulk_.wake(); }),
      settings_(*store_, *store_, clock, options.layers),
      outbox_(*store_, clock),
      listening_(*store_, clock, ids_, options.layers,
                 [this](const model::BrandId& brand) { return network_facts(accounts_, brand); }),
      accounts_(worker_ports(clock, random), channels_, *http_, options.practice),
      guide_(*store_, *store_, clock),
      approvals_(*store_, *store_, *store_, guide_, *store_, clock, ids_, accounts_.text_rules()),
      certifier_({*store_, *store_, guide_, clock, random}, guide_),
      shifts_(std::make_unique<ShiftParts>(*store_, settings_, clock, ids_)),
      on_shift_([this](const auto& actor) { return shifts_->shifts().may_work(actor); }, certifier_),
      answer_(*store_, *store_, *store_, on_shift_, approvals_, clock, ids_, accounts_.text_rules(),
              [this](const model::BrandId& brand, const model::AccountId& account,
                     const std::vector<model::Image>& images) {
                  answer::ImageRules rules = accounts_.image_rules(account);
                  if (settings_.value(brand, "answer.alt_required").value == "1") rules.alt_required = true;
                  return media_.check(brand, rules, images);
              }),
      phrases_(*store_, clock, ids_),
      media_(*store_, clock, ids_),
      hook_worker_(
          {*store_, secrets_, *outside_, *inside_, named_hosts(options.layers), clock, random, ids_}),
      hooks_(hook_worker_.service_ports()),
      erasures_(
          *store_, *store_, clock, ids_,
          [this](const auto& brand) { return model::whole(settings_.value(brand, "retention.days").value); },
          [this] {
              listening_.forget();
              eraser_.wake();
          }),
      quality_({*store_, clock, random, ids_,
                [this](const auto& brand) {
                    const auto days = [&](auto name) {
                        return model::whole(settings_.value(brand, name).value);
                    };
                    return quality::Days{static_cast<int>(days("quality.appeal_days")),
                                         static_cast<int>(days("quality.newcomer_days"))};
                },
                [this](const auto& people, const auto& id) {
                    const std::scoped_lock guard(listener_mutex_);
                    if (notice_listener_) notice_listener_(people, id);
                }}),
      eraser_(erasures_, clock),
      forms_({*store_, *store_, clock, random, ids_, secrets_.sealer(), secrets_.opener(),
              [this](const auto& brand) {
                  return model::whole(settings_.value(brand, "retention.private_days").value);
              }}),
      actions_({*store_, *store_, *store_, clock, ids_}),
      tips_(*store_, clock, ids_),
      honour_(std::make_unique<HonourParts>(*store_, settings_, presence_, clock)),
      housekeeping_(media_, forms_, *store_, *store_, *store_, clock),
      scheduler_(*store_, route_, clock),
      bindings_(*store_, clock, random, ids_),
      own_client_(own_ports(clock, random)),
      thanks_(*store_, settings_, clock, random, ids_),
      reaching_(make_reaching(clock, random, key)) {
    own_parts_ = {&own_client_, store_.get(), store_.get()};
    identity_.passwords_of([this](const auto& employee) { return sso_.password_allowed(employee); });
    scheduler_.also([this]() -> Result<std::optional<base::Instant>> {
        MH_TRY(approvals_.pass_on());
        return actions_.fire_due();
    });
    housekeeping_.also([this] { honour_->publish_due(); });
    route_.ask_before_claim([this](const auto& actor) { return shifts_->shifts().may_work(actor); });
    approvals_.ask_before_approval([this](const auto& actor) { return shifts_->shifts().may_work(actor); });
    hear_promises();
    answer_.sign_parts(
        [this](const auto& b) { return settings_.value(b, "answer.sign_parts").value == "1"; });
    put_links_below();
    store_->on_promises([this](const model::BrandId& brand) { return settings_.promises(brand); });
    // The log's readers are only woken here; what happened they read themselves (decision 19).
    store_->on_commit([this] {
        accounts_.wake_senders();
        scheduler_.wake();
        hook_worker_.wake();
        const std::scoped_lock guard(listener_mutex_);
        if (listener_) listener_();
    });
}

Company::~Company() {
    stop();
    store_->on_commit(nullptr);
    store_->on_promises(nullptr);
}

void Company::start() {
    scheduler_.start();
    bulk_.start();
    source_worker_.start();
    hook_worker_.start();
    reaching_->start();
    eraser_.start();
    housekeeping_.start();
    thanks_.start();
    listening_.start();
    accounts_.start_all();
}

void Company::stop() {
    scheduler_.stop();
    bulk_.stop();
    source_worker_.stop();
    hook_worker_.stop();
    reaching_->stop();
    eraser_.stop();
    housekeeping_.stop();
    thanks_.stop();
    listening_.stop();
    accounts_.stop_all();
}

void Company::on_commit(std::function<void()> listener) {
    const std::scoped_lock guard(listener_mutex_);
    listener_ = std::move(listener);
}

void Company::on_notice(NoticeListener listener) {
    const std::scoped_lock guard(listener_mutex_);
    notice_listener_ = std::move(listener);
}

void Company::on_account(std::function<void(const model::Account&)> listener) {
    const std::scoped_lock guard(listener_mutex_);
    account_listener_ = std::move(listener);
}

}  // namespace manyhands::app
