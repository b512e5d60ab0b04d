// People; accounts and what signs a person in stand in identity_access_store.cpp.
#include "storage/identity_store.hpp"

#include <boost/json.hpp>

#include "storage/approval_store.hpp"
#include "storage/audit_people.hpp"
#include "storage/audit_store.hpp"
#include "storage/binding_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

std::unexpected<base::Error> not_found() {
    return base::fail(base::ErrorCode::not_found, "storage.not_found");
}

// Checked in the transaction that writes; the unique indexes stand behind it.
base::Result<void> check_unique(sqlite::Connection& db, const model::Employee& e) {
    {
        auto query = db.use("identity.email_taken");
        query.bind("brand", e.brand).bind("email", e.email).bind("id", e.id);
        if (query.step()) return base::fail(base::ErrorCode::conflict, "identity.employee.email_taken");
    }
    if (!e.active) return {};
    auto query = db.use("identity.initials_taken");
    query.bind("brand", e.brand).bind("initials", e.initials).bind("id", e.id);
    if (query.step())
        return base::fail(base::ErrorCode::conflict, "identity.employee.initials_taken",
                          {{"initials", e.initials}});
    return {};
}

}  // namespace

base::Result<void> IdentityRows::add_brand(const model::Brand& brand) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        db.use("identity.add_brand")
            .bind("id", brand.id)
            .bind("name", brand.name)
            .bind("practice", brand.practice)
            .bind("created_at", brand.created_at)
            .run();
        audit_add(db, brand.id, engine_.clock().now(), {"brand.added", "brand", brand.id.value});
        return {};
    });
}

base::Result<std::vector<model::Brand>> IdentityRows::all_brands() {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Brand>> {
        auto query = db.use("identity.brands");
        std::vector<model::Brand> brands;
        while (query.step()) {
            auto row = query.row();
            model::Brand brand;
            brand.id = row.id<model::BrandId>();
            brand.name = row.text();
            brand.practice = row.truth();
            brand.created_at = row.at();
            brands.push_back(std::move(brand));
        }
        return brands;
    });
}

base::Result<void> IdentityRows::add_department(const model::Department& department) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        db.use("identity.add_department")
            .bind("id", department.id)
            .bind("brand", department.brand)
            .bind("name_ko", department.name_ko)
            .bind("name_en", department.name_en)
            .run();
        audit_department(db, engine_.clock().now(), "department.added", department.brand, department.id);
        return {};
    });
}

base::Result<std::vector<model::Department>> IdentityRows::departments(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Department>> {
        auto query = db.use("identity.departments");
        query.bind("brand", brand);
        std::vector<model::Department> list;
        while (query.step()) {
            auto row = query.row();
            model::Department department;
            department.id = row.id<model::DepartmentId>();
            department.brand = row.id<model::BrandId>();
            department.name_ko = row.text();
            department.name_en = row.text();
            list.push_back(std::move(department));
        }
        return list;
    });
}

base::Result<void> IdentityRows::add_employee(const model::Employee& e) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        MH_TRY(check_unique(db, e));
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
        audit_added(db, engine_.clock().now(), e);
        return {};
    });
}

base::Result<void> IdentityRows::update_employee(const model::Employee& e) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        MH_TRY(check_unique(db, e));
        audit_changed(db, engine_.clock().now(), e);
        note_moved(db, e.brand);
        auto query = db.use("identity.update_employee");
        query.bind("department", e.department)
            .bind("name", e.name)
            .bind("email", e.email)
            .bind("initials", e.initials)
            .bind("role", model::to_string(e.role))
            .bind("active", e.active)
            .bind("settings", e.settings_json)
            .bind("id", e.id);
        if (!query.step()) return not_found();
        query.run();
        if (e.active) return {};
        cut_bindings(db, e, engine_.clock().now());
        db.use("nudges.forget_person").bind("employee", e.id).run();
        return {};
    });
}

base::Result<model::Employee> IdentityRows::employee(const model::EmployeeId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<model::Employee> {
        auto query = db.use("identity.employee");
        query.bind("id", id);
        if (!query.step()) return not_found();
        auto row = query.row();
        return read_employee(row);
    });
}

base::Result<std::optional<model::Employee>> IdentityRows::employee_by_email(const std::string& email) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<model::Employee>> {
        auto query = db.use("identity.employee_by_email");
        query.bind("email", email);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_employee(row);
    });
}

base::Result<std::vector<model::Employee>> IdentityRows::employees(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Employee>> {
        auto query = db.use("identity.employees");
        query.bind("brand", brand);
        std::vector<model::Employee> list;
        while (query.step()) {
            auto row = query.row();
            list.push_back(read_employee(row));
        }
        return list;
    });
}

base::Result<std::vector<model::Employee>> IdentityRows::employees_by_email(const std::string& email) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Employee>> {
        auto query = db.use("identity.employees_by_email");
        query.bind("email", email);
        std::vector<model::Employee> list;
        while (query.step()) {
            auto row = query.row();
            list.push_back(read_employee(row));
        }
        return list;
    });
}

base::Result<void> IdentityRows::set_password_hash(const model::EmployeeId& id, const std::string& hash) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.set_password_hash");
        query.bind("hash", hash).bind("id", id);
        if (!query.step()) return not_found();
        query.run();
        audit_add(db, brand_of_employee(db, id), engine_.clock().now(),
                  {"employee.password_set", "employee", id.value});
        return {};
    });
}

base::Result<std::string> IdentityRows::password_hash(const model::EmployeeId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::string> {
        auto query = db.use("identity.password_hash");
        query.bind("id", id);
        if (!query.step()) return not_found();
        return query.row().text();
    });
}

}  // namespace manyhands::storage
