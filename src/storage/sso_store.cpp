#include "storage/sso_store.hpp"

#include <boost/json.hpp>

#include "storage/audit_people.hpp"
#include "storage/people_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

namespace json = boost::json;
using base::Result;
using identity::GroupRule;
using identity::SsoAdmission;
using identity::SsoAround;
using identity::SsoPerson;
using identity::SsoSettings;
using identity::SsoWay;
using model::Employee;

std::string rules_text(const std::vector<GroupRule>& rules) {
    json::array list;
    for (const GroupRule& rule : rules) {
        json::object one{{"group", rule.group}};
        if (rule.role) one["role"] = model::to_string(*rule.role);
        if (rule.department) one["department"] = rule.department->value;
        list.push_back(std::move(one));
    }
    return json::serialize(list);
}

std::vector<GroupRule> rules_in(const std::string& text) {
    std::vector<GroupRule> rules;
    boost::system::error_code wrong;
    const json::value list = json::parse(text, wrong);
    if (wrong || !list.is_array()) return rules;
    for (const json::value& one : list.as_array()) {
        if (!one.is_object()) continue;
        const auto field = [&](const char* name) {
            return identity::oidc::text_claim(one.as_object(), name);
        };
        GroupRule rule{field("group"), model::role(field("role")), std::nullopt};
        if (const auto id = field("department"); !id.empty()) rule.department = model::DepartmentId(id);
        rules.push_back(std::move(rule));
    }
    return rules;
}

SsoSettings settings_in(sqlite::Row& row) {
    SsoSettings settings;
    settings.brand = row.id<model::BrandId>();
    settings.issuer = row.text();
    settings.client_id = row.text();
    settings.secret_box = row.text();
    settings.scopes = row.text();
    settings.email_claim = row.text();
    settings.name_claim = row.text();
    settings.groups_claim = row.text();
    settings.groups = rules_in(row.text());
    settings.newcomers = identity::newcomers(row.text()).value_or(identity::Newcomers::refused);
    settings.department = row.id<model::DepartmentId>();
    settings.trust_email = row.truth();
    settings.password_allowed = row.truth();
    return settings;
}

SsoAround around_of(sqlite::Connection& db, const model::BrandId& brand, const SsoPerson& person) {
    SsoAround around;
    {
        auto query = db.use("sso.linked");
        query.bind("brand", brand).bind("issuer", person.issuer).bind("subject", person.subject);
        if (query.step()) {
            auto row = query.row();
            around.linked = read_employee(row);
            around.cut = row.maybe_at().has_value();
        }
    }
    if (!person.email.empty()) {
        auto query = db.use("sso.same_email");
        query.bind("brand", brand).bind("email", person.email);
        if (query.step()) {
            auto row = query.row();
            around.same_email = read_employee(row);
        }
        auto waits = db.use("sso.waiting");
        waits.bind("brand", brand).bind("email", person.email);
        around.waiting = waits.step();
    }
    if (around.same_email) {
        auto query = db.use("sso.taken");
        query.bind("employee", around.same_email->id)
            .bind("issuer", person.issuer)
            .bind("subject", person.subject);
        around.taken = query.step();
    }
    const auto& one = around.linked ? around.linked : around.same_email;
    if (one) {
        auto query = db.use("identity.other_admins");
        query.bind("brand", brand).bind("id", one->id);
        query.step();
        around.other_admins = query.row().number();
    }
    auto query = db.use("joining.taken_initials");
    query.bind("brand", brand);
    while (query.step())
        around.initials.insert(query.row().text());
    return around;
}

// Whoever waits stands among those who came by a link; this one is nobody's to give away.
std::string hidden_link(sqlite::Connection& db, const Employee& employee, const std::string& id,
                        base::Instant now) {
    const std::string name = "sso:" + employee.brand.value;
    {
        auto query = db.use("sso.hidden_link");
        query.bind("token_digest", name);
        if (query.step()) return query.row().text();
    }
    std::string by;
    {
        auto query = db.use("sso.changed_by");
        query.bind("brand", employee.brand);
        if (query.step()) by = query.row().text();
    }
    db.use("sso.make_hidden_link")
        .bind("id", id)
        .bind("brand", employee.brand)
        .bind("department", employee.department)
        .bind("token_digest", name)
        .bind("made_by", by)
        .bind("made_at", now)
        .run();
    return id;
}

void ask_in(sqlite::Connection& db, const Employee& employee, const std::string& id, base::Instant now) {
    const std::string link = hidden_link(db, employee, id, now);
    db.use("joining.add")
        .bind("id", id)
        .bind("brand", employee.brand)
        .bind("link", link)
        .bind("department", employee.department)
        .bind("state", "waiting")
        .bind("name", employee.name)
        .bind("email", employee.email)
        .bind("initials", employee.initials)
        .bind("password_hash", "")
        .bind("receipt_digest", "sso:" + id)  // no browser waits with a receipt
        .bind("asked_at", now)
        .bind("decided_at", std::nullopt)
        .bind("employee", std::nullopt)
        .run();
    audit_add(db, employee.brand, now,
              {"join.asked", "join_link", link, json::serialize(json::object{{"join", id}})});
}

void link(sqlite::Connection& db, const SsoPerson& person, const Employee& employee, base::Instant now) {
    db.use("sso.link")
        .bind("brand", employee.brand)
        .bind("issuer", person.issuer)
        .bind("subject", person.subject)
        .bind("employee", employee.id)
        .bind("linked_at", now)
        .run();
    audit_add(db, employee.brand, now,
              {"sso.linked", "employee", employee.id.value, "{}", employee.id.value});
}

}  // namespace

Result<std::vector<SsoSettings>> SsoRows::all_sso() {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<SsoSettings>> {
        auto query = db.use("sso.providers");
        std::vector<SsoSettings> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(settings_in(row));
        }
        return all;
    });
}

Result<void> SsoRows::save_sso(const SsoSettings& settings, const model::EmployeeId& by) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        const base::Instant now = engine_.clock().now();
        db.use("sso.save")
            .bind("brand", settings.brand)
            .bind("issuer", settings.issuer)
            .bind("client_id", settings.client_id)
            .bind("secret_box", settings.secret_box)
            .bind("scopes", settings.scopes)
            .bind("email_claim", settings.email_claim)
            .bind("name_claim", settings.name_claim)
            .bind("groups_claim", settings.groups_claim)
            .bind("group_rules", rules_text(settings.groups))
            .bind("newcomers", identity::to_string(settings.newcomers))
            .bind("department", settings.department)
            .bind("trust_email", settings.trust_email)
            .bind("password_allowed", settings.password_allowed)
            .bind("changed_by", by)
            .bind("changed_at", now)
            .run();
        audit_add(db, settings.brand, now,
                  {"sso.saved", "brand", settings.brand.value,
                   json::serialize(json::object{{"issuer", settings.issuer},
                                                {"newcomers", identity::to_string(settings.newcomers)},
                                                {"password", settings.password_allowed}})});
        return {};
    });
}

Result<void> SsoRows::end_sso(const model::BrandId& brand) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        {
            auto query = db.use("sso.end");
            query.bind("brand", brand);
            if (!query.step()) return {};
            query.run();
        }
        db.use("sso.forget_tokens").bind("brand", brand).run();
        audit_add(db, brand, engine_.clock().now(), {"sso.ended", "brand", brand.value});
        return {};
    });
}

Result<SsoAdmission> SsoRows::admit(const model::BrandId& brand, const SsoPerson& person,
                                    const std::string& request_id, const Decide& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<SsoAdmission> {
        const SsoAround around = around_of(db, brand, person);
        MH_LET(admission, decide(around));
        const Employee& employee = admission.employee;
        const base::Instant now = engine_.clock().now();
        if (admission.way == SsoWay::waits) {
            if (!around.waiting) ask_in(db, employee, request_id, now);
            return admission;
        }
        if (admission.way == SsoWay::enrolled) {
            MH_TRY(check_person(db, employee));
            insert_person(db, now, {employee, true, std::nullopt});
        } else if (admission.changed) {
            MH_TRY(check_person(db, employee));
            update_person(db, now, employee);
        }
        if (admission.way == SsoWay::in) {
            if (around.cut)
                db.use("sso.back").bind("employee", employee.id).bind("issuer", person.issuer).run();
        } else {
            link(db, person, employee, now);
        }
        return admission;
    });
}

Result<void> SsoRows::keep_refresh(const model::EmployeeId& id, const std::string& box,
                                   base::Instant ask_at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("sso.keep_refresh").bind("box", box).bind("ask_at", ask_at).bind("employee", id).run();
        return {};
    });
}

Result<std::vector<identity::SsoAsk>> SsoRows::due_asks(base::Instant now, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<identity::SsoAsk>> {
        auto query = db.use("sso.due");
        query.bind("now", now).bind("limit", limit);
        std::vector<identity::SsoAsk> all;
        while (query.step()) {
            auto row = query.row();
            identity::SsoAsk one;
            one.brand = row.id<model::BrandId>();
            one.employee = row.id<model::EmployeeId>();
            one.issuer = row.text();
            one.refresh_box = row.text();
            one.failures = row.integer();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<std::optional<base::Instant>> SsoRows::next_ask(base::Instant now) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<base::Instant>> {
        auto query = db.use("sso.next");
        query.bind("now", now);
        query.step();
        return query.row().maybe_at();
    });
}

Result<void> SsoRows::asked(const identity::SsoAsk& ask, const std::string& box, int failures,
                            base::Instant ask_at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("sso.asked")
            .bind("box", box)
            .bind("failures", failures)
            .bind("ask_at", ask_at)
            .bind("employee", ask.employee)
            .bind("issuer", ask.issuer)
            .bind("before", ask.refresh_box)
            .run();
        return {};
    });
}

Result<bool> SsoRows::cut(const identity::SsoAsk& ask, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        {
            auto query = db.use("sso.cut");
            query.bind("now", now)
                .bind("employee", ask.employee)
                .bind("issuer", ask.issuer)
                .bind("before", ask.refresh_box);
            if (!query.step()) return false;
            query.run();
        }
        std::optional<Employee> person;
        {
            auto query = db.use("identity.employee");
            query.bind("id", ask.employee);
            if (!query.step()) return false;
            auto row = query.row();
            person = read_employee(row);
        }
        std::int64_t admins = 0;
        {
            auto query = db.use("identity.other_admins");
            query.bind("brand", ask.brand).bind("id", ask.employee);
            query.step();
            admins = query.row().number();
        }
        // Somebody must be able to manage the brand: the last admin is signed out, and may use the password.
        if (person->active && (person->role != model::Role::admin || admins > 0)) {
            person->active = false;
            update_person(db, now, *person);
        }
        db.use("identity.end_sessions_of").bind("employee", ask.employee).run();
        db.use("identity.end_links_of").bind("employee", ask.employee).run();
        audit_add(db, ask.brand, now, {"sso.cut", "employee", ask.employee.value});
        return true;
    });
}

}  // namespace manyhands::storage
