// The verbs that change or read a company and end: init, user, token, account, doctor.
#include "app/commands.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <boost/json.hpp>
#include <unistd.h>

#include "app/company.hpp"
#include "app/verbs.hpp"
#include "base/acting.hpp"
#include "model/text_rule.hpp"

namespace manyhands::app {

namespace json = boost::json;
using base::Error;
using base::ErrorCode;
using base::Result;

Result<model::BrandId> pick_brand(identity::IdentityStore& store, const std::string& wanted) {
    MH_LET(brands, store.all_brands());
    for (const model::Brand& brand : brands)
        if ((wanted.empty() && brands.size() == 1) || brand.id.value == wanted || brand.name == wanted)
            return brand.id;
    if (brands.empty()) return base::fail(ErrorCode::not_found, "cli.no_company");
    return base::fail(ErrorCode::invalid, "cli.which_brand", {{"brand", wanted}});
}

Result<std::unique_ptr<storage::Store>> open_to_look(const cli::Common& common, const Console& console) {
    auto store = storage::Store::open_for_reading(common.data, console.clock);
    if (!store && store.error().key == "storage.no_data")
        return base::fail(ErrorCode::not_found, "cli.no_company");
    return store;
}

namespace {

using Opened = Result<std::unique_ptr<Company>>;

Opened open_company(const cli::Common& common, const Console& console, bool practice = false) {
    return Company::open({common.data, practice, true, nullptr, common.key_file}, console.clock,
                         console.random);
}

Result<model::BrandId> pick_brand(Company& company, const std::string& wanted) {
    return app::pick_brand(company.store(), wanted);
}

Result<model::DepartmentId> pick_department(Company& company, const model::BrandId& brand,
                                            const std::string& wanted) {
    MH_LET(departments, company.store().departments(brand));
    for (const model::Department& d : departments)
        if (wanted.empty() || d.id.value == wanted || d.name_en == wanted || d.name_ko == wanted) return d.id;
    return base::fail(ErrorCode::invalid, "identity.employee.bad_department");
}

// Where people reach the server: as the caller says, as the running server knows, else as it listens by
// itself.
std::string link_of(const Company& company, const std::string& base_url, const std::string& token) {
    const std::string base = !base_url.empty() ? base_url : company.address();
    return (base.empty() ? std::string("http://127.0.0.1:1212") : base) + "/link/" + token;
}

// The running server's company when it carries the verb out, else the folder's own.
template <class Work>
int within(const cli::Common& common, const Console& console, const Work& work) {
    const base::ActAs as({"", "console", ""});
    if (console.company != nullptr) {
        if (const Result<void> done = work(*console.company); !done)
            return say_error(console, common.json, done.error());
        return cli::kDone;
    }
    const Opened company = open_company(common, console);
    if (!company) return say_error(console, common.json, company.error());
    if (const Result<void> done = work(**company); !done)
        return say_error(console, common.json, done.error());
    return cli::kDone;
}

}  // namespace

void print(const Console& console, bool as_json, const json::object& object, const std::string& key) {
    if (as_json) {
        console.out() << json::serialize(object) << "\n";
        return;
    }
    std::vector<std::pair<std::string, std::string>> args;
    for (const auto& [name, value] : object)
        args.emplace_back(name, value.is_string() ? std::string(value.as_string()) : json::serialize(value));
    console.out() << base::tr(console.lang, key, args) << "\n";
}

Result<std::string> Console::read_file(const std::string& path) const {
    if (file_reader) return file_reader(path);
    std::ifstream in(path, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (!in.is_open() || in.bad())
        return base::fail(ErrorCode::not_found, "cli.file.unreadable", {{"file", path}},
                          std::generic_category().message(errno));
    return bytes;
}

int say_error(const Console& console, bool as_json, const Error& error) {
    const std::string text = base::tr(console.lang, error);
    if (as_json)
        console.out() << json::serialize(json::object{
                             {"error", error.key}, {"title", text}, {"code", to_string(error.code)}})
                      << "\n";
    console.err() << "manyhands: " << text << "\n";
    if (!error.cause.empty()) console.err() << "  (" << error.cause << ")\n";
    return error.code == ErrorCode::invalid ? cli::kUsage : cli::kFailed;
}

int run(const cli::Init& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brands, company.store().all_brands());
        if (!brands.empty())
            return base::fail(ErrorCode::conflict, "cli.already_founded", {{"data", command.common.data}});
        const base::Instant now = console.clock.now();
        const model::Brand brand{company.ids().make<model::BrandId>(), command.brand, false, now};
        MH_TRY(company.store().add_brand(brand));
        const std::string first = command.department;
        const model::Department department{
            company.ids().make<model::DepartmentId>(), brand.id,
            first.empty() ? base::tr(base::Lang::ko, "cli.first_department") : first,
            first.empty() ? base::tr(base::Lang::en, "cli.first_department") : first};
        MH_TRY(company.store().add_department(department));
        MH_LET(admin, company.identity().add_employee(
                          brand.id, {command.name, command.email, model::Role::admin, department.id, {}}));
        MH_LET(token, company.identity().make_link(admin.id, identity::kLinkLives));
        print(console, command.common.json,
              {{"brand", brand.name},
               {"initials", admin.initials},
               {"email", admin.email},
               {"data", std::filesystem::absolute(command.common.data).string()},
               {"link", link_of(company, command.base_url, token)}},
              "cli.init.done");
        return {};
    });
}

int run(const cli::UserAdd& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(department, pick_department(company, brand, command.department));
        MH_LET(employee, company.identity().add_employee(
                             brand, {command.name, command.email,
                                     model::role(command.role).value_or(model::Role::employee), department,
                                     command.initials}));
        MH_LET(token, company.identity().make_link(employee.id, identity::kInvitationLives));
        print(console, command.common.json,
              {{"id", employee.id.value},
               {"name", employee.name},
               {"email", employee.email},
               {"initials", employee.initials},
               {"role", to_string(employee.role)},
               {"link", link_of(company, command.base_url, token)}},
              "cli.user.added");
        return {};
    });
}

namespace {

constexpr int kErasedAtOnce = 20;  // conversations: who answers meanwhile waits for one transaction at most

// Verbs act for an admin: the named one, or the first of the brand.
Result<model::Actor> admin_of(Company& company, const model::BrandId& brand, const std::string& email) {
    MH_LET(people, company.store().employees(brand));
    for (const model::Employee& e : people)
        if (e.active && e.role == model::Role::admin && (email.empty() || e.email == email))
            return model::Actor{e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
    return base::fail(ErrorCode::not_found, "cli.no_admin", {{"email", email}});
}

void print_report(const Console& console, const identity::ImportReport& report, const Company& company,
                  const std::string& base_url) {
    for (const identity::ImportRow& row : report.rows) {
        if (row.outcome == identity::RowOutcome::failed)
            console.out() << base::tr(console.lang, "cli.import.wrong",
                                      {{"line", std::to_string(row.line)},
                                       {"problem", base::tr(console.lang, row.problem)}})
                          << "\n";
        else if (!row.link_token.empty())
            console.out() << "  ^" << row.employee.initials << "  " << row.employee.email << "  "
                          << link_of(company, base_url, row.link_token) << "\n";
    }
}

}  // namespace

int run(const cli::UserLink& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(people, company.store().employees_by_email(command.email));
        const auto person = std::ranges::find_if(
            people, [&](const model::Employee& one) { return one.brand == brand && one.active; });
        if (person == people.end()) return base::fail(ErrorCode::not_found, "identity.employee.not_found");
        MH_LET(token, company.identity().make_link(person->id, identity::kLinkLives));
        print(console, command.common.json,
              {{"name", person->name}, {"link", link_of(company, command.base_url, token)}}, "cli.user.link");
        return {};
    });
}

int run(const cli::UserImport& command, const Console& console) {
    bool all_taken = true;
    const int code = within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(bytes, console.read_file(command.file));
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(actor, admin_of(company, brand, {}));
        const bool talks = !command.common.json && !command.csv;
        const auto progress = [&](int done, int all) {
            if (talks && console.terminal)
                console.out() << "\r  " << done << " / " << all << (done == all ? "\n" : "") << std::flush;
        };
        MH_LET(report,
               company.staff().import_people(
                   actor, bytes, command.dry_run ? identity::ImportMode::dry_run : identity::ImportMode::save,
                   progress));
        all_taken = report.count(identity::RowOutcome::failed) == 0;
        if (command.csv) {
            const std::string base = link_of(company, command.base_url, "");
            console.out() << identity::import_csv(report,
                                                  base.substr(0, base.size() - std::size("/link/") + 1),
                                                  std::string(to_string(console.lang)));
            return {};
        }
        using identity::RowOutcome;
        json::object out{{"dry_run", command.dry_run},
                         {"total", report.rows.size()},
                         {"created", report.count(RowOutcome::created)},
                         {"updated", report.count(RowOutcome::updated)},
                         {"unchanged", report.count(RowOutcome::unchanged)},
                         {"failed", report.count(RowOutcome::failed)}};
        if (command.common.json) {
            json::array rows;
            for (const identity::ImportRow& row : report.rows)
                rows.push_back(
                    {{"line", row.line},
                     {"outcome", to_string(row.outcome)},
                     {"email", row.email},
                     {"initials", row.employee.initials},
                     {"link", row.link_token.empty()
                                  ? json::value(nullptr)
                                  : json::value(link_of(company, command.base_url, row.link_token))},
                     {"problem", row.problem.key.empty()
                                     ? json::value(nullptr)
                                     : json::value(base::tr(console.lang, row.problem))}});
            out["rows"] = std::move(rows);
        } else {
            print_report(console, report, company, command.base_url);
        }
        print(console, command.common.json, out, command.dry_run ? "cli.import.tried" : "cli.import.done");
        return {};
    });
    return code == cli::kDone && !all_taken ? cli::kFailed : code;
}

int run(const cli::JoinLinkMake& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(actor, admin_of(company, brand, {}));
        MH_LET(department, pick_department(company, brand, command.department));
        identity::NewJoinLink wanted{command.hours, department, command.domains, {}, {}};
        if (command.most > 0) wanted.most = command.most;
        wanted.entry = command.at_once ? identity::Entry::at_once : identity::Entry::confirmed;
        MH_LET(made, company.joining().make_link(actor, wanted));
        const std::string url = link_of(company, command.base_url, "");
        print(console, command.common.json,
              {{"id", made.link.id},
               {"expires_at", base::to_rfc3339(made.link.expires_at)},
               {"entry", to_string(made.link.entry)},
               {"url", url.substr(0, url.size() - std::size("link/") + 1) + "join/" + made.token}},
              "cli.join.made");
        return {};
    });
}

int run(const cli::JoinLinkList& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(actor, admin_of(company, brand, {}));
        MH_LET(links, company.joining().links(actor));
        json::array out;
        for (const identity::JoinLink& link : links) {
            const json::object one{{"id", link.id},
                                   {"state", to_string(state_of(link, console.clock.now()))},
                                   {"expires_at", base::to_rfc3339(link.expires_at)},
                                   {"joined", link.joined},
                                   {"waiting", link.waiting}};
            if (!command.common.json) print(console, false, one, "cli.join.line");
            out.push_back(one);
        }
        if (command.common.json)
            print(console, true, {{"items", out}}, "");
        else if (links.empty())
            console.out() << base::tr(console.lang, "cli.join.none") << "\n";
        return {};
    });
}

int run(const cli::JoinLinkEnd& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(actor, admin_of(company, brand, {}));
        MH_TRY(company.joining().end_link(actor, command.id));
        print(console, command.common.json, {{"id", command.id}, {"state", "ended"}}, "cli.join.ended");
        return {};
    });
}

int run(const cli::BrandAdd& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brands, company.store().all_brands());
        if (brands.empty()) return base::fail(ErrorCode::not_found, "cli.no_company");
        const auto first = std::min_element(brands.begin(), brands.end(), [](const auto& a, const auto& b) {
            return std::pair(a.created_at, a.id.value) < std::pair(b.created_at, b.id.value);
        });
        MH_LET(actor, admin_of(company, first->id, command.email));
        const auto named = [](const std::string& given, base::Lang lang) {
            return given.empty() ? base::tr(lang, "cli.first_department") : given;
        };
        MH_LET(brand,
               company.staff().add_brand(actor, command.name, named(command.department_ko, base::Lang::ko),
                                         named(command.department_en, base::Lang::en)));
        MH_LET(admin, company.store().employee(actor.employee));
        print(console, command.common.json,
              {{"id", brand.id.value}, {"name", brand.name}, {"email", admin.email}}, "cli.brand.added");
        return {};
    });
}

int run(const cli::TokenCreate& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(employee, company.store().employee_by_email(command.email));
        if (!employee) return base::fail(ErrorCode::not_found, "identity.employee.not_found");
        const model::Actor actor{employee->id,   employee->brand,    employee->department,
                                 employee->role, employee->initials, std::nullopt};
        MH_LET(made, company.identity().create_token(actor, command.name, command.scopes));
        print(console, command.common.json,
              {{"id", made.id}, {"token", made.token}, {"name", command.name}, {"scopes", command.scopes}},
              "cli.token.created");
        return {};
    });
}

int run(const cli::AccountAdd& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        // A value "-" is read from standard input, so that a password stands in no shell history.
        channels::Settings settings = command.settings;
        for (auto& [name, value] : settings)
            if (value == "-") value = console.read_line();
        MH_LET(test, company.accounts().probe(command.network, settings));
        json::array checks;
        for (const auto& check : test.checks) {
            checks.push_back({{"key", check.key}, {"ok", check.ok}});
            if (command.common.json) continue;
            console.out() << (check.ok ? "  ok      " : "  FAILED  ") << base::tr(console.lang, check.key);
            if (!check.detail.key.empty()) console.out() << ": " << base::tr(console.lang, check.detail);
            console.out() << "\n";
        }
        if (!test.ok || command.only_test) {
            if (!test.ok && !command.common.json)
                return base::fail(ErrorCode::unavailable, "cli.account.test_failed");
            print(console, command.common.json,
                  {{"ok", test.ok}, {"handle", test.handle}, {"checks", checks}}, "cli.account.tested");
            return {};
        }
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(department, pick_department(company, brand, command.department));
        MH_LET(account, company.accounts().connect(brand, department, command.network, settings));
        print(console, command.common.json,
              {{"id", account.id.value},
               {"handle", account.handle},
               {"network", account.network},
               {"ok", true}},
              "cli.account.added");
        return {};
    });
}

int run(const cli::CustomerErase& command, const Console& console) {
    return within(command.common, console, [&](Company& company) -> Result<void> {
        MH_LET(brand, pick_brand(company, command.brand));
        MH_LET(actor, admin_of(company, brand, {}));
        MH_LET(conversation,
               company.store().conversation_of_customer(brand, command.network, command.customer));
        if (!conversation)
            return base::fail(ErrorCode::not_found, "cli.customer.unknown",
                              {{"customer", command.customer}, {"network", command.network}});
        MH_LET(texts, company.erasures().customer_texts(actor, *conversation));
        json::object said{{"network", texts.network},
                          {"handle", texts.handle},
                          {"conversations", texts.conversations},
                          {"open", texts.open},
                          {"erased", false}};
        if (command.dry_run || !command.yes) {
            print(console, command.common.json, said, "cli.customer.would");
            if (!command.dry_run) return base::fail(ErrorCode::invalid, "cli.customer.say_yes");
            return {};
        }
        MH_LET(run, company.erasures().erase_customer(actor, *conversation));
        // The server's own thread may help; what one has done the other does not find any more.
        for (bool more = true; more;) {
            MH_LET(some, company.store().erase_some(run, kErasedAtOnce));
            more = some;
        }
        for (bool more = true; more;) {
            MH_LET(some, company.store().tidy_search());
            more = some;
        }
        said["erased"] = true;
        print(console, command.common.json, said, "cli.customer.erased");
        return {};
    });
}

int run(const cli::Doctor& command, const Console& console) {
    // A folder that nobody uses is opened whole: that tests the key and the accounts' secrets too.
    const Opened company = open_company(command.common, console);
    auto beside = Result<std::unique_ptr<storage::Store>>();
    if (!company)
        beside = company.error().key == "storage.in_use" ? open_to_look(command.common, console)
                                                         : std::unexpected(company.error());
    storage::Store* store = company ? &(*company)->store() : beside ? beside->get() : nullptr;
    struct Check {
        std::string key;
        bool ok;
        std::string detail;
        std::string todo() const { return ok ? std::string() : key + ".todo"; }
    };
    std::vector<Check> checks;
    checks.push_back({"cli.doctor.store", store != nullptr,
                      store != nullptr ? std::string() : base::tr(console.lang, beside.error())});
    if (store != nullptr) {
        const auto brands = store->all_brands();
        checks.push_back({"cli.doctor.brand", brands && !brands->empty(), {}});
        const auto accounts = store->accounts();
        if (accounts) {
            checks.push_back({"cli.doctor.account", !accounts->empty(), {}});
            for (const model::Account& account : *accounts)
                checks.push_back(
                    {"cli.doctor.account_state", account.problem.key.empty(),
                     "@" + account.handle + " " + std::string(to_string(account.status)) +
                         (account.problem.key.empty() ? ""
                                                      : ": " + base::tr(console.lang, account.problem))});
        }
    }
    bool all = true;
    json::array out;
    for (const Check& check : checks) {
        all = all && check.ok;
        const std::string todo = check.ok ? std::string() : base::tr(console.lang, check.todo());
        out.push_back({{"check", check.key}, {"ok", check.ok}, {"detail", check.detail}, {"todo", todo}});
        if (command.common.json) continue;
        console.out() << (check.ok ? "  ok      " : "  to do   ") << base::tr(console.lang, check.key)
                      << (check.detail.empty() ? "" : "  " + check.detail) << "\n";
        if (!todo.empty()) console.out() << "          " << todo << "\n";
    }
    if (command.common.json)
        console.out() << json::serialize(json::object{{"ok", all}, {"checks", out}}) << "\n";
    else if (all)
        console.out() << base::tr(console.lang, "cli.doctor.all_well") << "\n";
    return all ? cli::kDone : cli::kFailed;
}

}  // namespace manyhands::app
