#include "storage/people_store.hpp"

#include "base/encoding.hpp"
#include "base/text/utf8.hpp"
#include "identity/person.hpp"
#include "storage/approval_store.hpp"
#include "storage/audit_people.hpp"
#include "storage/binding_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using model::Employee;

// A cursor is the name and the id of the last person of a page.
std::string cursor_of(const Employee& person) {
    return base::to_base64url(person.name + "\n" + person.id.value);
}

struct After {
    std::string name;
    std::string id;
};
Result<After> read_cursor(const std::string& cursor) {
    if (cursor.empty()) return After{};
    const auto text = base::from_base64url(cursor);
    const auto line = text ? text->rfind('\n') : std::string::npos;
    if (line == std::string::npos || !base::is_utf8(*text))
        return base::fail(ErrorCode::invalid, "storage.bad_cursor");
    return After{text->substr(0, line), text->substr(line + 1)};
}

std::string pattern_of(const std::string& text) {
    if (text.empty()) return {};
    std::string pattern = "%";
    for (const char c : identity::lower(text)) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

void bind_filter(sqlite::Query& query, const identity::PeopleQuery& wanted) {
    query.bind("brand", wanted.brand)
        .bind("pattern", pattern_of(wanted.text))
        .bind("role", wanted.role ? std::string(to_string(*wanted.role)) : std::string())
        .bind("department", wanted.department ? std::string(wanted.department->value) : std::string())
        .bind("active", wanted.active ? (*wanted.active ? 1 : 0) : -1);
}

// As identity_store.cpp checks them, in the transaction that writes.
Result<void> check_unique(sqlite::Connection& db, const Employee& e) {
    {
        auto query = db.use("identity.email_taken");
        query.bind("brand", e.brand).bind("email", e.email).bind("id", e.id);
        if (query.step()) return base::fail(ErrorCode::conflict, "identity.employee.email_taken");
    }
    {
        auto query = db.use("identity.department_is_live");
        query.bind("brand", e.brand).bind("id", e.department);
        if (!query.step()) return base::fail(ErrorCode::invalid, "identity.employee.bad_department");
    }
    if (!e.active) return {};
    auto query = db.use("identity.initials_taken");
    query.bind("brand", e.brand).bind("initials", e.initials).bind("id", e.id);
    if (query.step())
        return base::fail(ErrorCode::conflict, "identity.employee.initials_taken",
                          {{"initials", e.initials}});
    return {};
}

void update(sqlite::Connection& db, const Employee& e) {
    note_moved(db, e.brand);
    db.use("identity.update_employee")
        .bind("department", e.department)
        .bind("name", e.name)
        .bind("email", e.email)
        .bind("initials", e.initials)
        .bind("role", model::to_string(e.role))
        .bind("active", e.active)
        .bind("settings", e.settings_json)
        .bind("id", e.id)
        .run();
    // Whoever is not here any more is not told anything from this moment on.
    if (!e.active) db.use("nudges.forget_person").bind("employee", e.id).run();
}

void insert(sqlite::Connection& db, base::Instant now, const identity::PersonToSave& person) {
    const Employee& e = person.employee;
    db.use("identity.add_employee")
        .bind("id", e.id)
        .bind("brand", e.brand)
        .bind("department", e.department)
        .bind("name", e.name)
        .bind("email", e.email)
        .bind("initials", e.initials)
        .bind("role", model::to_string(e.role))
        .bind("active", e.active)
        .bind("settings", e.settings_json)
        .bind("created_at", e.created_at)
        .run();
    audit_added(db, now, e);
    if (!person.link) return;
    db.use("identity.add_link")
        .bind("token_digest", person.link->token_digest)
        .bind("expires_at", person.link->expires_at)
        .bind("used_at", person.link->used_at)
        .bind("employee", e.id)
        .run();
    audit_add(db, e.brand, now, {"link.made", "employee", e.id.value});
}

std::optional<Employee> load(sqlite::Connection& db, const model::EmployeeId& id) {
    auto query = db.use("identity.employee");
    query.bind("id", id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return read_employee(row);
}

Result<void> save(sqlite::Connection& db, base::Instant at, const identity::PersonToSave& person) {
    MH_TRY(check_unique(db, person.employee));
    if (person.is_new) {
        insert(db, at, person);
        return {};
    }
    // What the file says nothing about may have changed since it was read.
    auto now = load(db, person.employee.id);
    if (!now || now->brand != person.employee.brand)
        return base::fail(ErrorCode::not_found, "identity.employee.not_found");
    now->name = person.employee.name;
    now->role = person.employee.role;
    now->department = person.employee.department;
    now->initials = person.employee.initials;
    audit_changed(db, at, *now);
    update(db, *now);
    return {};
}

identity::PeopleStore::DepartmentUse use_of(sqlite::Connection& db, const model::BrandId& brand,
                                            const model::DepartmentId& id) {
    auto query = db.use("identity.department_use");
    query.bind("brand", brand).bind("id", id);
    query.step();
    auto row = query.row();
    identity::PeopleStore::DepartmentUse use;
    use.employees = row.number();
    use.accounts = row.number();
    use.conversations = row.number();
    return use;
}

}  // namespace

Result<void> check_person(sqlite::Connection& db, const Employee& employee) {
    return check_unique(db, employee);
}

void insert_person(sqlite::Connection& db, base::Instant now, const identity::PersonToSave& person) {
    insert(db, now, person);
}

void update_person(sqlite::Connection& db, base::Instant now, const Employee& employee) {
    audit_changed(db, now, employee);
    update(db, employee);
}

Result<identity::PeoplePage> PeopleRows::people(const identity::PeopleQuery& wanted) {
    MH_LET(after, read_cursor(wanted.cursor));
    return engine_.read([&](sqlite::Connection& db) -> Result<identity::PeoplePage> {
        identity::PeoplePage page;
        {
            auto total = db.use("identity.people_total");
            bind_filter(total, wanted);
            total.step();
            page.total = total.row().number();
        }
        auto query = db.use("identity.people");
        bind_filter(query, wanted);
        query.bind("after_name", after.name).bind("after_id", after.id).bind("limit", wanted.limit + 1);
        while (query.step()) {
            auto row = query.row();
            if (std::ssize(page.people) == wanted.limit) {
                page.next = cursor_of(page.people.back());
                break;
            }
            page.people.push_back(read_employee(row));
        }
        return page;
    });
}

Result<Employee> PeopleRows::change_employee(const model::BrandId& brand, const model::EmployeeId& id,
                                             const Decide& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<Employee> {
        auto person = load(db, id);
        if (!person || person->brand != brand)
            return base::fail(ErrorCode::not_found, "identity.employee.not_found");
        std::int64_t admins = 0;
        {
            auto query = db.use("identity.other_admins");
            query.bind("brand", brand).bind("id", id);
            query.step();
            admins = query.row().number();
        }
        MH_TRY(decide(*person, admins));
        MH_TRY(check_unique(db, *person));
        update_person(db, engine_.clock().now(), *person);
        if (!person->active) {
            cut_bindings(db, *person, engine_.clock().now());
            db.use("identity.end_sessions_of").bind("employee", id).run();
            db.use("identity.end_links_of").bind("employee", id).run();
        }
        return *person;
    });
}

Result<std::vector<Result<void>>> PeopleRows::save_people(const std::vector<identity::PersonToSave>& people) {
    return engine_.write([&](sqlite::Connection& db) -> Result<std::vector<Result<void>>> {
        std::vector<Result<void>> results;
        results.reserve(people.size());
        for (const identity::PersonToSave& person : people)
            results.push_back(save(db, engine_.clock().now(), person));
        return results;
    });
}

Result<void> PeopleRows::found_brand(const model::Brand& brand, const model::Department& department,
                                     const Employee& admin, const model::EmployeeId& same) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("identity.add_brand")
            .bind("id", brand.id)
            .bind("name", brand.name)
            .bind("practice", brand.practice)
            .bind("created_at", brand.created_at)
            .run();
        db.use("identity.add_department")
            .bind("id", department.id)
            .bind("brand", department.brand)
            .bind("name_ko", department.name_ko)
            .bind("name_en", department.name_en)
            .run();
        const base::Instant now = engine_.clock().now();
        audit_add(db, brand.id, now, {"brand.added", "brand", brand.id.value});
        audit_department(db, now, "department.added", brand.id, department.id);
        MH_TRY(check_unique(db, admin));
        insert(db, now, {admin, true, std::nullopt});
        db.use("identity.same_password").bind("other", same).bind("id", admin.id).run();
        return {};
    });
}

Result<void> PeopleRows::rename_department(const model::Department& department) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("identity.rename_department");
        query.bind("name_ko", department.name_ko)
            .bind("name_en", department.name_en)
            .bind("brand", department.brand)
            .bind("id", department.id);
        if (!query.step()) return base::fail(ErrorCode::not_found, "identity.department.not_found");
        query.run();
        audit_department(db, engine_.clock().now(), "department.renamed", department.brand, department.id);
        return {};
    });
}

Result<identity::PeopleStore::DepartmentUse> PeopleRows::department_use(const model::BrandId& brand,
                                                                        const model::DepartmentId& id) {
    return engine_.read(
        [&](sqlite::Connection& db) -> Result<DepartmentUse> { return use_of(db, brand, id); });
}

Result<void> PeopleRows::close_department(const model::BrandId& brand, const model::DepartmentId& id,
                                          const std::optional<model::DepartmentId>& successor) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        const DepartmentUse use = use_of(db, brand, id);
        const bool used = use.employees > 0 || use.accounts > 0 || use.conversations > 0;
        if (used && !successor)
            return base::fail(
                ErrorCode::conflict, "identity.department.in_use",
                {{"people", std::to_string(use.employees)}, {"accounts", std::to_string(use.accounts)}});
        if (used) {
            for (const char* statement : {"identity.move_employees", "identity.move_accounts"})
                db.use(statement).bind("successor", *successor).bind("brand", brand).bind("id", id).run();
        }
        auto query = db.use(used ? "identity.close_department" : "identity.delete_department");
        query.bind("brand", brand).bind("id", id);
        if (!query.step()) return base::fail(ErrorCode::not_found, "identity.department.not_found");
        query.run();
        // What would go back there goes to the successor; without one it stays where it is.
        db.use("identity.readdress_hand_backs")
            .bind("successor", successor)
            .bind("brand", brand)
            .bind("id", id)
            .run();
        audit_department(db, engine_.clock().now(), used ? "department.closed" : "department.deleted", brand,
                         id);
        return {};
    });
}

Result<std::vector<model::ConversationId>> PeopleRows::open_conversations(const model::BrandId& brand,
                                                                          const model::DepartmentId& id,
                                                                          int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::ConversationId>> {
        auto query = db.use("identity.open_of_department");
        query.bind("brand", brand).bind("id", id).bind("limit", limit);
        std::vector<model::ConversationId> found;
        while (query.step())
            found.push_back(query.row().id<model::ConversationId>());
        return found;
    });
}

}  // namespace manyhands::storage
