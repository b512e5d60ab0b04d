#include "http/world_test.hpp"

#include <cstdlib>

#include "http/shapes.hpp"
#include "storage/know_store.hpp"

namespace manyhands::http::test {

std::vector<AccountsPort::Network> FakeAccounts::networks() const {
    return {{"simulated",
             "Simulated",
             "graphemes-300",
             {{"handle", SettingField::Kind::text, true, "http.problem.invalid", "", "shop.example"},
              {"password", SettingField::Kind::secret, true, "http.problem.invalid", "", ""}},
             {2, 1'000'000, 2000, {"image/jpeg", "image/png"}, 100},
             true}};
}

base::Result<AccountsPort::Test> FakeAccounts::test(const std::string& network, const Settings& settings) {
    if (network != "simulated") return base::fail(base::ErrorCode::not_found, "http.path.not_found");
    const auto handle = settings.find("handle");
    if (handle == settings.end()) return base::fail(base::ErrorCode::invalid, "http.field.missing");
    Test result;
    result.ok = settings.contains("password");
    result.checks.push_back({"http.operation.sign_in", result.ok, {}});
    if (result.ok) result.handle = handle->second;
    return result;
}

base::Result<model::Account> FakeAccounts::add(const model::Actor& actor, const std::string& network,
                                               const Settings& settings) {
    MH_TRY(test(network, settings));
    auto departments = store_.departments(actor.brand);
    model::Account account;
    account.id = model::AccountId("01J00000000000000000ACC0NT");
    account.brand = actor.brand;
    account.department = departments->front().id;
    account.network = network;
    account.remote_id = settings.at("handle");
    account.handle = settings.at("handle");
    MH_TRY(store_.add_account(account, {"box", "box"}));
    return account;
}

base::Result<model::Account> FakeAccounts::set_status(const model::Actor& actor, const model::AccountId& id,
                                                      model::AccountStatus status) {
    MH_LET(account, store_.account(id));
    if (account.brand != actor.brand) return base::fail(base::ErrorCode::not_found, "http.path.not_found");
    account.status = status;
    MH_TRY(store_.update_account(account));
    return account;
}

base::Result<std::vector<model::Account>> FakeAccounts::list(const model::BrandId& brand) {
    MH_LET(all, store_.accounts());
    std::erase_if(all, [&](const model::Account& account) { return account.brand != brand; });
    return all;
}

base::Micros FakeAccounts::settle_time(const model::Account& account) {
    return account.lag ? 3 * *account.lag : base::Micros(5'000'000);
}

base::Result<model::Account> FakeAccounts::gap_seen(const model::Actor& actor, const model::AccountId& id) {
    MH_LET(account, store_.account(id));
    if (account.brand != actor.brand) return base::fail(base::ErrorCode::not_found, "http.path.not_found");
    MH_TRY(store_.set_account_gap(id, std::nullopt));
    account.gap.reset();
    return account;
}

std::string FakeAccounts::text_rule(const model::AccountId&) {
    return "graphemes-300";
}

boost::json::value json_of(const Reply& reply) {
    boost::system::error_code ec;
    auto value = boost::json::parse(reply.body, ec);
    EXPECT_FALSE(ec) << reply.status << " " << reply.body;
    return value;
}

std::string text_at(const boost::json::value& value, std::string_view pointer) {
    boost::system::error_code ec;
    const auto* found = value.find_pointer(boost::json::string_view(pointer.data(), pointer.size()), ec);
    if (found == nullptr) return "(nothing at " + std::string(pointer) + ")";
    return found->is_string() ? std::string(found->as_string().c_str()) : boost::json::serialize(*found);
}

World::World() {
    std::string name = (std::filesystem::temp_directory_path() / "mh-http-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder_ = name;
    auto opened = storage::Store::open(folder_, clock_);
    if (!opened) throw std::runtime_error(opened.error().key + " " + opened.error().cause);
    store_ = std::move(*opened);
    second_factors_ = std::make_unique<identity::SecondFactors>(identity::SecondFactors::Ports{
        *store_, *store_, clock_, random_,
        [](std::string_view plain) { return "box of " + std::string(plain); },
        [](std::string_view box) -> base::Result<std::string> { return std::string(box.substr(7)); }});
    identity_ = std::make_unique<identity::Service>(
        *store_, clock_, random_, ids_, [this](const model::EmployeeId& id, const std::string& code) {
            return second_factors_->ask(id, code);
        });
    sso_ = std::make_unique<identity::SingleSignOn>(identity::SingleSignOn::Ports{
        *store_, *store_, *identity_, clock_, random_, ids_,
        [](std::string_view plain) { return "box of " + std::string(plain); },
        [](std::string_view box) -> base::Result<std::string> {
            if (!box.starts_with("box of "))
                return base::fail(base::ErrorCode::internal, "identity.secret.damaged");
            return std::string(box.substr(7));
        },
        [this](const identity::SingleSignOn::Ask& ask) -> base::Result<identity::SingleSignOn::Said> {
            if (!provider_) return base::fail(base::ErrorCode::unavailable, "net.not_connected");
            return provider_(ask);
        }});
    identity_->passwords_of(
        [this](const model::Employee& employee) { return sso_->password_allowed(employee); });
    route_ = std::make_unique<route::Service>(*store_, *store_, ids_, clock_);
    notes_ = std::make_unique<desk::Notes>(*store_, *store_, *store_, *store_, ids_, clock_);
    jobs_ = std::make_unique<desk::Jobs>(*store_, *store_, *store_, ids_, clock_, nullptr);
    joiner_ = std::make_unique<route::Joiner>(*store_, ids_, clock_);
    tips_ = std::make_unique<knowledge::Tips>(*store_, clock_, ids_);
    programmes_ = std::make_unique<route::Programmes>(*store_, clock_, ids_);
    accounts_ = std::make_unique<FakeAccounts>(*store_);
    guide_ = std::make_unique<answer::Guide>(*store_, *store_, clock_);
    guide_->zones([](const model::BrandId&, const model::EmployeeId&) { return std::string("Asia/Seoul"); });
    approvals_ = std::make_unique<answer::Approvals>(
        *store_, *store_, *store_, *guide_, *store_, clock_, ids_,
        [this](const model::AccountId& id) { return accounts_->text_rule(id); });
    nudges_ = std::make_unique<identity::Nudges>(identity::Nudges::Ports{
        *store_, clock_, ids_, [](std::string_view plain) { return "box:" + std::string(plain); },
        [](const identity::Endpoint& endpoint) -> base::Result<std::string> {
            if (endpoint.url.starts_with("https://push.example/")) return std::string("push.example");
            return base::fail(base::ErrorCode::invalid, "identity.nudge.service",
                              {{"host", "?"}, {"pointer", "/endpoint"}});
        },
        "BKEY"});
    certifier_ = std::make_unique<answer::Certifier>(
        answer::Certifier::Ports{*store_, *store_, *guide_, clock_, random_}, *guide_);
    audits_then_ = std::make_unique<storage::AuditsThen>(*store_);
    honour_ = std::make_unique<reports::Honour>(
        reports::Honour::Ports{store_->honour(), *audits_then_, clock_,
                               [this](const model::BrandId& brand) { return settings_->promises(brand); },
                               [](const model::BrandId&) { return std::string("Asia/Seoul"); },
                               [this](const model::EmployeeId& who) { return presence_->is_here(who); }});
    actions_ = std::make_unique<desk::PromisedActions>(
        desk::PromisedActions::Ports{*store_, *store_, *store_, clock_, ids_});
    on_shift_ = std::make_unique<answer::OnShift>(
        [this](const model::Actor& actor) { return shifts_->may_work(actor); }, *certifier_);
    answers_ = std::make_unique<answer::Service>(
        *store_, *store_, *store_, *on_shift_, *approvals_, clock_, ids_,
        [this](const model::AccountId& id) { return accounts_->text_rule(id); },
        [this](const model::BrandId& brand, const model::AccountId&,
               const std::vector<model::Image>& images) {
            return media_->check(brand, accounts_->networks().front().images, images);
        });
    answers_->read_holding([this](const model::Actor& actor, const model::Conversation& conversation,
                                  const answer::Submission& submission) {
        return guide_->promised_by(actor, conversation, submission);
    });
    media_ = std::make_unique<answer::Media>(*store_, clock_, ids_);
    phrases_ = std::make_unique<answer::Phrases>(*store_, clock_, ids_);
    settings_ = std::make_unique<identity::Settings>(*store_, *store_, clock_);
    bindings_ = std::make_unique<identity::Bindings>(*store_, clock_, random_, ids_);
    answer::OwnPorts own{*store_, *store_, *answers_, clock_, random_, ids_, {}, {}};
    own.rules = [this](const model::BrandId& brand) {
        return answer::OwnRules{answer::own_tag(settings_->value(brand, "own.tag").value)};
    };
    satisfaction_ = std::make_unique<reports::Satisfaction>(reports::Satisfaction::Ports{
        *store_, *store_, clock_, random_, ids_,
        // As the practice company's customers speak; understand has its own tests.
        [](std::string_view text, std::string_view) -> std::optional<bool> {
            if (text.find("Still") != std::string_view::npos) return false;
            if (text.find("hank") != std::string_view::npos) return true;
            return std::nullopt;
        },
        [this](const model::BrandId& brand) {
            const std::string rule = settings_->value(brand, "satisfaction.link").value;
            return rule == "always"  ? reports::LinkRule::always
                   : rule == "offer" ? reports::LinkRule::offer
                                     : reports::LinkRule::off;
        }});
    cards_ = std::make_unique<identity::Cards>(*store_, clock_);
    const auto zone = [](const model::BrandId&) { return std::string("Asia/Seoul"); };
    shifts_ = std::make_unique<identity::Shifts>(store_->shifts(), clock_, ids_, zone);
    time_logs_ = std::make_unique<reports::TimeLogs>(store_->shifts(), zone);
    const auto may_work = [this](const model::Actor& actor) { return shifts_->may_work(actor); };
    route_->ask_before_claim(may_work);
    approvals_->ask_before_approval(may_work);
    own_client_ = std::make_unique<answer::OwnClient>(std::move(own));
    staff_ =
        std::make_unique<identity::People>(*store_, *store_, clock_, random_, ids_,
                                           [this](const model::Actor& actor, const model::ConversationId& id,
                                                  const model::DepartmentId& to) -> base::Result<void> {
                                               const auto done = route_->hand_off(actor, id, to, "");
                                               if (!done) return std::unexpected(done.error());
                                               return {};
                                           });
    joining_ = std::make_unique<identity::Joining>(*store_, *store_, clock_, random_, ids_);
    outbox_ = std::make_unique<outbox::Service>(*store_, clock_);
    erasures_ = std::make_unique<desk::Erasures>(
        *store_, *store_, clock_, ids_,
        [this](const model::BrandId& brand) {
            return static_cast<int>(model::whole(settings_->value(brand, "retention.days").value));
        },
        [] {});
    forms_ = std::make_unique<desk::PrivateForms>(desk::PrivateForms::Ports{
        *store_, *store_, clock_, random_, ids_,
        [](std::string_view plain) { return "box of " + std::string(plain); },
        [](std::string_view box) -> base::Result<std::string> { return std::string(box.substr(7)); },
        [](const model::BrandId&) { return 14; }});
    hooks_ = std::make_unique<hooks::Service>(hooks::Service::Ports{
        *store_, clock_, random_, ids_, [](std::string_view plain) { return "box of " + std::string(plain); },
        [](const std::string& url) -> base::Result<void> {
            if (url.starts_with("https://")) return {};
            return base::fail(base::ErrorCode::invalid, "net.target.not_secure", {{"pointer", "/url"}});
        },
        [] {}});
    ears_ = std::make_unique<listen::Live>(listen::Live::Ports{*store_, *store_, clock_, ids_});
    listening_ = std::make_unique<listen::Queries>(
        *store_, clock_, ids_, [this](const model::BrandId& brand) { ears_->reload(brand); });
    dry_runs_ = std::make_unique<listen::DryRuns>(listen::DryRuns::Ports{
        *store_, *store_, *ears_, clock_, ids_,
        [this](const model::BrandId&) -> base::Result<std::vector<listen::NetworkFacts>> {
            return networks_;
        },
        [](const std::string&, const std::string& bytes) -> base::Result<listen::ArchivePosts> {
            listen::ArchivePosts posts;
            posts.posts.push_back({});
            posts.posts.back().post.text = bytes;
            posts.problems.push_back({2, {base::ErrorCode::invalid, "listen.line.no_text", {}, {}}});
            posts.skipped = 1;
            return posts;
        }});
    quality_ = std::make_unique<quality::Service>(
        quality::Service::Ports{*store_, clock_, random_, ids_, [](const auto&) { return quality::Days{}; }});
    presence_ = std::make_unique<desk::Presence>(clock_);
    views_ = std::make_unique<desk::Views>(*store_, clock_, ids_);

    brand_ = {ids_.make<model::BrandId>(), "한빛전자", true, clock_.now()};
    EXPECT_TRUE(store_->add_brand(brand_));
    support_ = {ids_.make<model::DepartmentId>(), brand_.id, "고객지원", "Support"};
    delivery_ = {ids_.make<model::DepartmentId>(), brand_.id, "배송", "Delivery"};
    EXPECT_TRUE(store_->add_department(support_));
    EXPECT_TRUE(store_->add_department(delivery_));
    account_.id = ids_.make<model::AccountId>();
    account_.brand = brand_.id;
    account_.department = support_.id;
    account_.network = "simulated";
    account_.remote_id = "brand";
    account_.handle = "hanbit.example";
    account_.display_name = "한빛전자";
    account_.created_at = clock_.now();
    EXPECT_TRUE(store_->add_account(account_, {"box", "box"}));
    kim_ = hire("Kim Gaon", model::Role::desk);
    lee_ = hire("Lee Nara", model::Role::desk);
    ahn_ = hire("Ahn Admin", model::Role::admin);

    SiteConfig config;
    restart(config);
    store_->on_commit([this] {
        if (site_) site_->live().wake();
    });
}

World::~World() {
    site_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::shared_ptr<const CrowdDeps> World::crowd() {
    return std::make_shared<const CrowdDeps>(CrowdDeps{
        *tips_, *bindings_, *own_client_, *certifier_, *satisfaction_, *cards_, *honour_, *nudges_, *store_,
        stop_links_, *shifts_, *time_logs_,
        std::make_shared<desk::Hints>(*store_, *store_, store_->honour().hints(), ids_, clock_, nullptr),
        store_->know()});
}

void World::restart(const SiteConfig& given) {
    if (site_) site_->stop();
    SiteConfig config = given;
    config.server.port = 0;
    config.server.workers = 16;
    config.live.at_least_between = std::chrono::milliseconds(10);
    config.live.tend_every = std::chrono::milliseconds(20);
    const Deps deps{*identity_,
                    *store_,
                    *store_,
                    *presence_,
                    *views_,
                    *route_,
                    *answers_,
                    *store_,
                    *store_,
                    *outbox_,
                    *store_,
                    *accounts_,
                    clock_,
                    ids_,
                    [this]() -> base::Result<void> {
                        if (!ready_) return base::fail(base::ErrorCode::unavailable, "http.internal");
                        return {};
                    },
                    *phrases_,
                    *staff_,
                    *joining_,
                    *second_factors_,
                    *sso_,
                    *notes_,
                    *store_,
                    *joiner_,
                    *jobs_,
                    *media_,
                    *settings_,
                    *store_,
                    *hooks_,
                    *erasures_,
                    *listening_,
                    *ears_,
                    *dry_runs_,
                    *forms_,
                    *quality_,
                    *guide_,
                    *approvals_,
                    *programmes_,
                    *actions_,
                    crowd(),
                    [this] { return read_only_.load(); }};
    auto site = Site::start(config, deps);
    if (!site) throw std::runtime_error(site.error().key + " " + site.error().cause);
    site_ = std::move(*site);
}

model::Employee World::hire(const std::string& name, model::Role role) {
    const model::Employee employee = hire_new(name, role);
    if (role == model::Role::employee) {
        const auto given = store_->certify(brand_.id, {employee.id, "all", {}, "of old", clock_.now()});
        if (!given) throw std::runtime_error(given.error().key);
    }
    return employee;
}

model::Employee World::hire_new(const std::string& name, model::Role role) {
    identity::NewEmployee wanted;
    wanted.name = name;
    wanted.email =
        name.substr(0, name.find(' ')) + std::to_string(random_.below(1'000'000)) + "@hanbit.example";
    wanted.role = role;
    wanted.department = support_.id;
    auto employee = identity_->add_employee(brand_.id, wanted);
    if (!employee) throw std::runtime_error(employee.error().key);
    return *employee;
}

std::unique_ptr<Client> World::sign_in(const model::Employee& employee) {
    auto made = client();
    const auto token = identity_->make_link(employee.id, identity::kLinkLives);
    const Reply reply = call(*made, "POST", "/api/v1/session/link", R"({"token":")" + *token + "\"}");
    EXPECT_EQ(reply.status, 200) << reply.body;
    const std::string cookie = reply.header("set-cookie");
    made->headers["Cookie"] = cookie.substr(0, cookie.find(';'));
    made->headers["X-CSRF-Token"] = text_at(json_of(reply), "/csrf_token");
    return made;
}

std::string World::customer_writes(const std::string& customer, const std::string& text,
                                   const std::string& post, const std::string& root) {
    route::Incoming incoming;
    incoming.remote.network = "simulated";
    incoming.remote.remote_id = post;
    incoming.remote.root_remote_id = root.empty() ? post : root;
    incoming.remote.parent_remote_id = root;
    incoming.remote.author = {customer, customer + ".example", customer, 1200,
                              "https://c.example/" + customer};
    incoming.remote.text = text;
    incoming.remote.created_at = clock_.now();
    incoming.remote.addressed_to_us = true;
    incoming.lang = "ko";
    incoming.concerns_us = true;
    std::string conversation;
    const auto receive = [&](const route::Incoming& one, route::ThreadReader& reader) {
        const route::ReceiveContext context{brand_.id,
                                            account_.id,
                                            support_.id,
                                            account_.remote_id,
                                            clock_.now(),
                                            ids_,
                                            [](const model::EmployeeId&) { return true; }};
        auto changes = route::receive(one, reader, context);
        if (!changes.empty()) conversation = changes.front().conversation.value;
        return changes;
    };
    const auto counts = store_->ingest({brand_.id, account_.id, {incoming}, "cursor"}, receive);
    EXPECT_TRUE(counts.has_value()) << counts.error().key << counts.error().cause;
    return conversation;
}

void World::network_accepts(const std::string& answer_id) {
    const model::AnswerId id(answer_id);
    const auto answer = store_->answer(brand_.id, id);
    ASSERT_TRUE(answer.has_value());
    const auto begun = store_->transact(brand_.id, answer->conversation, [&](const auto* state) {
        return outbox::begin(*state, id, {"key-" + answer_id, clock_.now()}, clock_.now());
    });
    ASSERT_TRUE(begun.has_value()) << begun.error().key << begun.error().cause;
    outbox::SendResult sent;
    sent.outcome = outbox::Outcome::sent;
    sent.remote_id = "remote-" + answer_id;
    sent.at = clock_.now();
    const auto done = store_->transact(brand_.id, answer->conversation, [&](const auto* state) {
        return outbox::record(*state, id, sent, base::Seconds(5), clock_.now());
    });
    ASSERT_TRUE(done.has_value()) << done.error().key << done.error().cause;
}

Reply World::call(Client& client, const std::string& method, const std::string& path, const std::string& body,
                  const std::map<std::string, std::string>& headers) {
    auto all = headers;
    if (!body.empty() && !all.contains("Content-Type")) all["Content-Type"] = "application/json";
    const Reply reply = client.request(method, path, body, all);
    expect_declared(method, path, reply);
    return reply;
}

void World::expect_declared(const std::string& method, const std::string& path, const Reply& reply) {
    EXPECT_NE(reply.status, 0) << method << " " << path << ": no answer";
    EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply.header("x-request-id").size(), 26U);
    if (reply.status >= 400) {
        EXPECT_EQ(reply.header("content-type"), "application/problem+json");
        const auto value = json_of(reply);
        for (const Violation& violation : violations(*shapes::problem(), value))
            ADD_FAILURE() << method << " " << path << " " << violation.pointer << " " << violation.key;
        EXPECT_EQ(text_at(value, "/status"), std::to_string(reply.status));
        EXPECT_NE(text_at(value, "/detail").substr(0, 5), "http.") << "a sentence is missing: " << reply.body;
        return;
    }
    const auto match = site_->router().match(method, path.substr(0, path.find('?')));
    ASSERT_NE(match.route, nullptr) << method << " " << path;
    EXPECT_EQ(reply.status, match.route->status) << method << " " << path;
    if (!match.route->response) return;
    EXPECT_EQ(reply.header("content-type"), "application/json");
    for (const Violation& violation : violations(*match.route->response, json_of(reply)))
        ADD_FAILURE() << method << " " << path << " " << violation.pointer << " " << violation.key << "\n"
                      << reply.body;
}

Reply World::claim(Client& client, const std::string& conversation) {
    return call(client, "POST", "/api/v1/conversations/" + conversation + "/claim");
}

Reply World::answer(Client& client, const std::string& conversation, const std::string& text,
                    const std::string& version, const std::string& key) {
    return call(client, "POST", "/api/v1/conversations/" + conversation + "/answers",
                boost::json::serialize(boost::json::object{{"text", text}}),
                {{"If-Match", version}, {"Idempotency-Key", key}});
}

}  // namespace manyhands::http::test
