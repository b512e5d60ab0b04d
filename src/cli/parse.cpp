#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"

namespace manyhands::cli {

namespace {

using base::Lang;

// Digits and nothing else: "80x" is a mistake, not port 80.
std::optional<int> port_of(const std::string& text) {
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return port;
}

class Parser {
  public:
    // `said`: of environment and file, the stronger one.
    Parser(Lang lang, const model::SettingValues& said) : lang_(lang), said_(said) {
        app_.description(say("cli.description"));
        app_.require_subcommand(1);
        app_.set_help_flag("-h,--help", say("cli.help"));
        app_.set_version_flag("--version", std::string("manyhands ") + MH_VERSION);
        add_serve();
        add_practice();
        add_init();
        add_user();
        add_join_link();
        add_brand();
        add_token();
        add_account();
        add_report();
        add_leaderboard();
        add_replay();
        add_import();
        add_listen();
        add_doctor();
        add_customer();
        add_export();
        add_operations();
    }

    std::variant<Command, Ended> parse(std::vector<std::string> args) {
        std::reverse(args.begin(), args.end());  // as the library wants them
        try {
            app_.parse(args);
        } catch (const CLI::Success& success) {
            std::ostringstream out;
            app_.exit(success, out, out);
            return Ended{kDone, out.str(), {}};
        } catch (const CLI::ParseError& error) {
            std::ostringstream out;
            std::ostringstream err;
            app_.exit(error, out, err);
            // Left to itself the library says only that a verb is missing, not that this one is unknown.
            if (const auto rest = app_.remaining(true);
                error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && !rest.empty())
                return Ended{kUsage, {}, base::tr(lang_, "cli.unknown", {{"text", rest.front()}}) + "\n"};
            return Ended{kUsage, out.str(), err.str()};
        }
        if (!bad_listen_.empty() &&
            (std::holds_alternative<Serve>(*command_) || std::holds_alternative<Practice>(*command_)))
            return Ended{
                kUsage,
                {},
                base::tr(lang_, "settings.bad_value", {{"key", "server.listen"}, {"value", bad_listen_}}) +
                    "\n"};
        for (const std::string& pair : sets_) {
            const auto equals = pair.find('=');
            if (equals == std::string::npos || equals == 0)
                return Ended{kUsage, {}, base::tr(lang_, "cli.bad_set", {{"text", pair}}) + "\n"};
            std::get<AccountAdd>(*command_).settings[pair.substr(0, equals)] = pair.substr(equals + 1);
        }
        return *command_;
    }

  private:
    std::string say(const std::string& key) const { return base::tr(lang_, key); }

    CLI::App* verb(CLI::App& parent, const std::string& name, const std::string& key) {
        CLI::App* sub = parent.add_subcommand(name, say(key));
        sub->set_help_flag("-h,--help", say("cli.help"));
        return sub;
    }

    // What environment or file say of a setting; empty: nothing.
    std::string said(std::string_view key) const {
        const auto found = said_.find(key);
        return found == said_.end() ? std::string() : found->second;
    }

    // Of a setting without a flag: what was said, else its default.
    int number(std::string_view key) const {
        const std::string value = said(key);
        return static_cast<int>(model::whole(value.empty() ? model::find_setting(key)->standard : value));
    }

    void common(CLI::App* sub, Common& common) {
        if (const std::string data = said("server.data"); !data.empty()) common.data = data;
        common.key_file = said("server.key_file");
        sub->add_option("--data", common.data, say("cli.option.data"))->capture_default_str();
        sub->add_flag("--json", common.json, say("cli.option.json"));
        sub->add_option("--key-file", common.key_file, say("cli.option.key_file"));
        sub->add_option("--config", config_, say("cli.option.config"));
    }

    void base_url(CLI::App* sub, std::string& url) {
        url = said("server.base_url");
        sub->add_option("--base-url", url, say("cli.option.base_url"));
    }

    // False: no address with a port.
    static bool set_address(Listen& listen, const std::string& text) {
        const auto colon = text.rfind(':');
        const auto port = port_of(colon == std::string::npos ? "" : text.substr(colon + 1));
        std::string address = text.substr(0, colon);
        if (address.starts_with('[') && address.ends_with(']'))
            address = address.substr(1, address.size() - 2);
        if (!port || address.empty()) return false;
        listen.address = address;
        listen.port = *port;
        return true;
    }

    void listen(CLI::App* sub, Listen& listen) {
        if (const std::string address = said("server.listen");
            !address.empty() && !set_address(listen, address))
            bad_listen_ = address;
        sub->add_option_function<std::string>(
               "--listen",
               [&listen](const std::string& text) {
                   if (!set_address(listen, text)) throw CLI::ValidationError("--listen", text);
               },
               say("cli.option.listen"))
            ->default_str("127.0.0.1:1212");
        base_url(sub, listen.base_url);
        listen.threads = static_cast<int>(model::whole(said("server.threads")));
        sub->add_option("--threads", listen.threads, say("cli.option.threads"))->check(CLI::Range(0, 64));
        std::istringstream proxies(said("server.trust_proxy"));
        for (std::string proxy; proxies >> proxy;)
            listen.trusted_proxies.push_back(proxy);
        sub->add_option("--trust-proxy", listen.trusted_proxies, say("cli.option.trust_proxy"));
        listen.metrics = said("server.metrics");
        sub->add_option("--metrics", listen.metrics, say("cli.option.metrics"));
        listen.reads_per_minute = number("limits.reads_per_minute");
        listen.changes_per_minute = number("limits.changes_per_minute");
        listen.heavy_per_minute = number("limits.heavy_per_minute");
        listen.visitors_per_minute = number("limits.visitors_per_minute");
        listen.allow_loopback_networks = model::whole(said("server.allow_loopback_networks")) != 0;
        sub->add_flag("--allow-loopback-networks", listen.allow_loopback_networks,
                      say("cli.option.allow_loopback"));
    }

    // Which settings were said by flags, for whoever shows where a value comes from.
    model::SettingValues flags_of(const CLI::App* sub) const {
        model::SettingValues flags;
        for (const model::Setting& setting : model::all_settings()) {
            if (setting.flag.empty()) continue;
            const CLI::Option* option = sub->get_option_no_throw(std::string(setting.flag));
            if (option == nullptr || option->count() == 0) continue;
            std::string all;
            for (const std::string& one : option->results())
                all += (all.empty() ? "" : " ") + one;
            if (const auto value = model::canonical(setting, all)) flags.emplace(setting.key, *value);
        }
        return flags;
    }

    template <class Options>
    void done(CLI::App* sub, Options& options) {
        sub->callback([this, &options] { command_ = options; });
    }

    void add_serve() {
        CLI::App* sub = verb(app_, "serve", "cli.verb.serve");
        common(sub, serve_.common);
        listen(sub, serve_.listen);
        sub->callback([this, sub] {
            serve_.layers.flags = flags_of(sub);
            command_ = serve_;
        });
    }

    void add_practice() {
        CLI::App* sub = verb(app_, "practice", "cli.verb.practice");
        practice_.common.data = "data/practice";
        common(sub, practice_.common);
        listen(sub, practice_.listen);
        sub->add_flag("--fresh", practice_.fresh, say("cli.option.fresh"));
        sub->add_option("--seed", practice_.seed, say("cli.option.seed"));
        sub->callback([this, sub] {
            practice_.layers.flags = flags_of(sub);
            command_ = practice_;
        });
    }

    void add_init() {
        CLI::App* sub = verb(app_, "init", "cli.verb.init");
        common(sub, init_.common);
        sub->add_option("--brand", init_.brand, say("cli.option.brand"))->required();
        sub->add_option("--department", init_.department, say("cli.option.first_department"));
        sub->add_option("--name", init_.name, say("cli.option.admin_name"))->required();
        sub->add_option("--email", init_.email, say("cli.option.email"))->required();
        base_url(sub, init_.base_url);
        done(sub, init_);
    }

    void add_user() {
        CLI::App* user = verb(app_, "user", "cli.verb.user");
        user->require_subcommand(1);
        CLI::App* sub = verb(*user, "add", "cli.verb.user_add");
        common(sub, user_.common);
        sub->add_option("--name", user_.name, say("cli.option.name"))->required();
        sub->add_option("--email", user_.email, say("cli.option.email"))->required();
        sub->add_option("--role", user_.role, say("cli.option.role"))
            ->check(CLI::IsMember({"employee", "desk", "lead", "auditor", "analyst", "admin"}))
            ->capture_default_str();
        sub->add_option("--brand", user_.brand, say("cli.option.which_brand"));
        sub->add_option("--department", user_.department, say("cli.option.which_department"));
        sub->add_option("--initials", user_.initials, say("cli.option.initials"));
        base_url(sub, user_.base_url);
        done(sub, user_);

        CLI::App* again = verb(*user, "link", "cli.verb.user_link");
        common(again, again_.common);
        again->add_option("--email", again_.email, say("cli.option.link_email"))->required();
        again->add_option("--brand", again_.brand, say("cli.option.which_brand"));
        base_url(again, again_.base_url);
        done(again, again_);

        CLI::App* several = verb(*user, "import", "cli.verb.user_import");
        common(several, people_.common);
        several->add_option("FILE", people_.file, say("cli.option.people_file"))->required();
        several->add_flag("--dry-run", people_.dry_run, say("cli.option.dry_run_people"));
        several->add_flag("--csv", people_.csv, say("cli.option.people_csv"));
        several->add_option("--brand", people_.brand, say("cli.option.which_brand"));
        base_url(several, people_.base_url);
        done(several, people_);
    }

    void add_join_link() {
        CLI::App* link = verb(app_, "join-link", "cli.verb.join_link");
        link->require_subcommand(1);
        CLI::App* make = verb(*link, "make", "cli.verb.join_link_make");
        common(make, join_.common);
        make->add_option("--hours", join_.hours, say("cli.option.join_hours"))
            ->check(CLI::Range(1, 2'160))
            ->capture_default_str();
        make->add_option("--domain", join_.domains, say("cli.option.join_domain"));
        make->add_option("--most", join_.most, say("cli.option.join_most"))->check(CLI::Range(1, 5'000));
        make->add_flag("--at-once", join_.at_once, say("cli.option.join_at_once"));
        make->add_option("--department", join_.department, say("cli.option.which_department"));
        make->add_option("--brand", join_.brand, say("cli.option.which_brand"));
        base_url(make, join_.base_url);
        done(make, join_);

        CLI::App* list = verb(*link, "list", "cli.verb.join_link_list");
        common(list, joins_.common);
        list->add_option("--brand", joins_.brand, say("cli.option.which_brand"));
        done(list, joins_);

        CLI::App* end = verb(*link, "end", "cli.verb.join_link_end");
        common(end, join_end_.common);
        end->add_option("ID", join_end_.id, say("cli.option.join_id"))->required();
        end->add_option("--brand", join_end_.brand, say("cli.option.which_brand"));
        done(end, join_end_);
    }

    void add_brand() {
        CLI::App* brand = verb(app_, "brand", "cli.verb.brand");
        brand->require_subcommand(1);
        CLI::App* sub = verb(*brand, "add", "cli.verb.brand_add");
        common(sub, brand_.common);
        sub->add_option("--name", brand_.name, say("cli.option.brand"))->required();
        sub->add_option("--department-ko", brand_.department_ko, say("cli.option.department_ko"));
        sub->add_option("--department-en", brand_.department_en, say("cli.option.department_en"));
        sub->add_option("--email", brand_.email, say("cli.option.brand_admin"));
        done(sub, brand_);
    }

    void add_token() {
        CLI::App* token = verb(app_, "token", "cli.verb.token");
        token->require_subcommand(1);
        CLI::App* sub = verb(*token, "create", "cli.verb.token_create");
        common(sub, token_.common);
        sub->add_option("--email", token_.email, say("cli.option.token_email"))->required();
        sub->add_option("--name", token_.name, say("cli.option.token_name"))->required();
        sub->add_option("--scopes", token_.scopes, say("cli.option.scopes"))->capture_default_str();
        done(sub, token_);
    }

    void add_account() {
        CLI::App* account = verb(app_, "account", "cli.verb.account");
        account->require_subcommand(1);
        for (const char* name : {"add", "test"}) {
            CLI::App* sub = verb(*account, name, std::string("cli.verb.account_") + name);
            common(sub, account_.common);
            sub->add_option("--network", account_.network, say("cli.option.network"))->required();
            sub->add_option("--set", sets_, say("cli.option.set"));
            sub->add_option("--brand", account_.brand, say("cli.option.which_brand"));
            sub->add_option("--department", account_.department, say("cli.option.which_department"));
            const bool only_test = std::string(name) == "test";
            sub->callback([this, only_test] {
                account_.only_test = only_test;
                command_ = account_;
            });
        }
    }

    void add_report() {
        CLI::App* sub = verb(app_, "report", "cli.verb.report");
        common(sub, report_.common);
        sub->add_option("--from", report_.from, say("cli.option.from"));
        sub->add_option("--to", report_.to, say("cli.option.to"));
        sub->add_option("--zone", report_.zone, say("cli.option.zone"))->capture_default_str();
        sub->add_option("--brand", report_.brand, say("cli.option.which_brand"));
        sub->add_option("--by", report_.by, say("cli.option.by"))
            ->check(CLI::IsMember({"day", "channel", "department", "employee", "hour", "day_kind"}));
        sub->add_option("--clock", report_.clock, say("cli.option.clock"))
            ->check(CLI::IsMember({"wall", "business"}))
            ->capture_default_str();
        sub->add_flag("--csv", report_.csv, say("cli.option.csv"));
        sub->add_option("--xlsx", report_.xlsx, say("cli.option.xlsx"));
        done(sub, report_);
    }

    void add_leaderboard() {
        CLI::App* sub = verb(app_, "leaderboard", "cli.verb.leaderboard");
        common(sub, leaderboard_.common);
        sub->add_option("--brand", leaderboard_.brand, say("cli.option.which_brand"));
        sub->add_option("--season", leaderboard_.season, say("cli.option.season"));
        sub->add_flag("--verify", leaderboard_.verify, say("cli.option.verify_season"));
        done(sub, leaderboard_);
    }

    void add_export() {
        CLI::App* sub = verb(app_, "export", "cli.verb.export");
        common(sub, export_.common);
        sub->add_option("--brand", export_.brand, say("cli.option.which_brand"));
        sub->add_option("--output", export_.output, say("cli.option.export_output"));
        done(sub, export_);
    }

    void add_replay() {
        CLI::App* sub = verb(app_, "replay", "cli.verb.replay");
        replay_.common.data.clear();  // not the company's own folder, whatever the environment says
        sub->add_option("--data", replay_.common.data, say("cli.option.replay_data"));
        sub->add_flag("--json", replay_.common.json, say("cli.option.json"));
        sub->add_option("file", replay_.file, say("cli.option.replay_file"))->required();
        sub->add_option("--columns", replay_.columns, say("cli.option.columns"));
        sub->add_option_function<std::string>(
               "--speed",
               [this](const std::string& text) {
                   if (text == "max") return;
                   std::string number = text;
                   if (number.ends_with('x')) number.pop_back();
                   char* end = nullptr;
                   const double speed = std::strtod(number.c_str(), &end);
                   if (number.empty() || *end != '\0' || !(speed > 0) || speed > 1e9)
                       throw CLI::ValidationError("--speed", text);
                   replay_.speed = speed;
               },
               say("cli.option.speed"))
            ->default_str("max");
        done(sub, replay_);
    }

    void add_listen() {
        CLI::App* sub = verb(app_, "listen", "cli.verb.listen");
        sub->add_option("--queries", listen_.queries, say("cli.option.queries"))->required();
        sub->add_option("--threads", listen_.threads, say("cli.option.listen_threads"))
            ->check(CLI::Range(1, 64))
            ->capture_default_str();
        sub->add_flag("--explain", listen_.explain, say("cli.option.explain"));
        sub->add_flag("--stats", listen_.stats, say("cli.option.stats"));
        sub->add_flag("--json", listen_.common.json, say("cli.option.listen_json"));
        done(sub, listen_);
    }

    void add_import() {
        CLI::App* sub = verb(app_, "import", "cli.verb.import");
        sub->add_flag("--json", import_.common.json, say("cli.option.json"));
        sub->add_option("--from", import_.from, say("cli.option.import_from"))
            ->required()
            ->check(CLI::IsMember({"chatwoot", "zammad", "zendesk"}));
        sub->add_option("file", import_.file, say("cli.option.import_file"))->required();
        sub->add_option("--out", import_.out, say("cli.option.import_out"))->required();
        done(sub, import_);
    }

    void add_doctor() {
        CLI::App* sub = verb(app_, "doctor", "cli.verb.doctor");
        common(sub, doctor_.common);
        done(sub, doctor_);
    }

    void add_customer() {
        CLI::App* customer = verb(app_, "customer", "cli.verb.customer");
        customer->require_subcommand(1);
        CLI::App* sub = verb(*customer, "erase", "cli.verb.customer_erase");
        common(sub, erase_.common);
        sub->add_option("CUSTOMER", erase_.customer, say("cli.option.customer"))->required();
        sub->add_option("--network", erase_.network, say("cli.option.customer_network"))->required();
        sub->add_option("--brand", erase_.brand, say("cli.option.which_brand"));
        sub->add_flag("--dry-run", erase_.dry_run, say("cli.option.dry_run"));
        sub->add_flag("--yes", erase_.yes, say("cli.option.erase_yes"));
        done(sub, erase_);
    }

    void add_operations() {
        CLI::App* backup = verb(app_, "backup", "cli.verb.backup");
        common(backup, backup_.common);
        backup->add_option("target", backup_.target, say("cli.option.backup_target"))->required();
        backup->add_flag("--without-media", backup_.without_media, say("cli.option.without_media"));
        backup->add_option("--with-key", backup_.passphrase_file, say("cli.option.with_key"));
        backup->add_option("--keep", backup_.keep, say("cli.option.keep"))->check(CLI::Range(1, 10'000));
        done(backup, backup_);

        CLI::App* restore = verb(app_, "restore", "cli.verb.restore");
        common(restore, restore_.common);
        restore->add_option("file", restore_.file, say("cli.option.backup_file"))->required();
        restore->add_flag("--force", restore_.force, say("cli.option.restore_force"));
        restore->add_flag("--check", restore_.only_check, say("cli.option.restore_check"));
        restore->add_option("--with-key", restore_.passphrase_file, say("cli.option.restore_key"));
        done(restore, restore_);

        CLI::App* migrate = verb(app_, "migrate", "cli.verb.migrate");
        common(migrate, migrate_.common);
        migrate->add_flag("--dry-run", migrate_.dry_run, say("cli.option.dry_run"));
        done(migrate, migrate_);

        CLI::App* audit = verb(app_, "audit", "cli.verb.audit");
        audit->require_subcommand(1);
        CLI::App* verify = verb(*audit, "verify", "cli.verb.audit_verify");
        common(verify, audit_verify_.common);
        verify->add_option("--heads", audit_verify_.heads, say("cli.option.audit_heads"));
        done(verify, audit_verify_);

        CLI::App* config = verb(app_, "config", "cli.verb.config");
        config->require_subcommand(1);
        CLI::App* check = verb(*config, "check", "cli.verb.config_check");
        common(check, config_check_.common);
        check->callback([this] {
            config_check_.file = config_;
            command_ = config_check_;
        });
        CLI::App* example = verb(*config, "example", "cli.verb.config_example");
        common(example, config_example_.common);
        done(example, config_example_);
    }

    Lang lang_;
    const model::SettingValues& said_;
    std::string config_;      // read before the arguments are (config_path)
    std::string bad_listen_;  // in environment or file
    CLI::App app_;
    std::optional<Command> command_;
    std::vector<std::string> sets_;
    Serve serve_;
    Practice practice_;
    Init init_;
    UserAdd user_;
    UserLink again_;
    UserImport people_;
    JoinLinkMake join_;
    JoinLinkList joins_;
    JoinLinkEnd join_end_;
    BrandAdd brand_;
    TokenCreate token_;
    AccountAdd account_;
    Report report_;
    Leaderboard leaderboard_;
    Export export_;
    Replay replay_;
    ListenStream listen_;
    Import import_;
    Doctor doctor_;
    CustomerErase erase_;
    Backup backup_;
    Restore restore_;
    Migrate migrate_;
    ConfigCheck config_check_;
    ConfigExample config_example_;
    AuditVerify audit_verify_;
};

}  // namespace

base::Result<model::SettingValues> environment_settings(
    const std::function<std::string(const std::string&)>& env) {
    model::SettingValues values;
    for (const model::Setting& setting : model::all_settings()) {
        const std::string name = model::environment_name(setting);
        std::string value = env(name);
        if (const std::string path = value.empty() ? env(name + "_FILE") : ""; !path.empty()) {
            std::ifstream in(path);
            if (!std::getline(in, value))
                return base::fail(base::ErrorCode::invalid, "cli.config.unreadable",
                                  {{"key", name + "_FILE"}, {"file", path}});
        }
        if (value.empty()) continue;
        MH_LET(canonical, model::canonical(setting, value));
        values.emplace(setting.key, std::move(canonical));
    }
    return values;
}

std::variant<Command, Ended> parse(const std::vector<std::string>& args, Lang lang,
                                   const std::function<std::string(const std::string&)>& env,
                                   const model::SettingValues& file) {
    const auto environment = environment_settings(env);
    if (!environment) return Ended{kUsage, {}, base::tr(lang, environment.error()) + "\n"};
    model::SettingValues said = *environment;
    said.insert(file.begin(), file.end());  // only where the environment says nothing
    Parser parser(lang, said);
    auto parsed = parser.parse(args);
    auto* command = std::get_if<Command>(&parsed);
    if (command == nullptr) return parsed;
    if (auto* serve = std::get_if<Serve>(command)) {
        serve->layers.environment = *environment;
        serve->layers.file = file;
    }
    if (auto* practice = std::get_if<Practice>(command)) {
        practice->layers.environment = *environment;
        practice->layers.file = file;
    }
    if (auto* check = std::get_if<ConfigCheck>(command); check != nullptr && check->file.empty())
        check->file = env("MANYHANDS_CONFIG");
    return parsed;
}

std::string address_of(const Listen& listen, std::uint16_t port) {
    if (!listen.base_url.empty()) return listen.base_url;
    // "Everywhere" is nobody's address, and no Host that the server lets in: this machine's own is.
    const std::string host = listen.address == "0.0.0.0" ? "127.0.0.1"
                             : listen.address == "::"    ? "::1"
                                                         : listen.address;
    return "http://" + (host.contains(':') ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace manyhands::cli
