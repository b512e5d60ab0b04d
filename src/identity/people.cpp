#include "identity/people.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "identity/person.hpp"
#include "identity/settings.hpp"
#include "model/policy.hpp"
#include "model/signature.hpp"

namespace manyhands::identity {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Actor;
using model::Department;
using model::Employee;

namespace {

constexpr int kBatch = 200;  // people in one transaction: others get their turn in between
constexpr int kOpenAtOnce = 200;

Result<void> may_manage(const Actor& actor) {
    return model::check(actor, Action::manage_people, model::Scope::brand);
}

Result<void> check_department_name(const std::string& name) {
    if (name.empty() || characters(name) > 60)
        return base::fail(ErrorCode::invalid, "identity.department.bad_name");
    return {};
}

Result<void> check_free(const std::vector<Department>& all, const Department& wanted) {
    for (const Department& other : all)
        if (other.id != wanted.id && (other.name_ko == wanted.name_ko || other.name_en == wanted.name_en))
            return base::fail(ErrorCode::conflict, "identity.department.taken",
                              {{"name", other.name_ko == wanted.name_ko ? wanted.name_ko : wanted.name_en}});
    return {};
}

}  // namespace

Result<PeoplePage> People::page(const Actor& actor, PeopleQuery query) {
    MH_TRY(model::check(actor, Action::see_people, model::Scope::brand));
    query.brand = actor.brand;
    return store_.people(query);
}

Result<Employee> People::change(const Actor& actor, const model::EmployeeId& id,
                                const EmployeeChange& change) {
    MH_TRY(may_manage(actor));
    if (change.name) MH_TRY(check_name(*change.name));
    if (change.department) MH_TRY(department_of(actor.brand, *change.department));
    std::optional<std::string> initials;
    if (change.initials) {
        auto read = model::initials_from(*change.initials);
        if (!read)
            return base::fail(ErrorCode::invalid, "identity.employee.bad_initials",
                              {{"initials", *change.initials}});
        initials = *read;
    }
    return store_.change_employee(
        actor.brand, id, [&](Employee& person, std::int64_t other_admins) -> Result<void> {
            const bool was_admin = person.active && person.role == model::Role::admin;
            person.name = change.name.value_or(person.name);
            person.initials = initials.value_or(person.initials);
            person.role = change.role.value_or(person.role);
            person.department = change.department.value_or(person.department);
            person.active = change.active.value_or(person.active);
            const bool is_admin = person.active && person.role == model::Role::admin;
            if (was_admin && !is_admin && other_admins == 0)
                return base::fail(ErrorCode::conflict, "identity.employee.last_admin");
            return {};
        });
}

Result<std::string> People::new_link(const Actor& actor, const model::EmployeeId& id) {
    MH_TRY(may_manage(actor));
    auto person = identity_.employee(id);
    if (!person || person->brand != actor.brand)
        return base::fail(ErrorCode::not_found, "identity.employee.not_found");
    if (!person->active)
        return base::fail(ErrorCode::conflict, "identity.employee.inactive", {{"name", person->name}});
    std::string token = random_.token();
    MH_TRY(identity_.add_link(
        {base::to_hex(base::sha256(token)), id, clock_.now() + kInvitationLives, std::nullopt}));
    return token;
}

Result<Department> People::department_of(const model::BrandId& brand, const model::DepartmentId& id) {
    MH_LET(all, identity_.departments(brand));
    const auto found = std::ranges::find(all, id, &Department::id);
    if (found == all.end()) return base::fail(ErrorCode::invalid, "identity.employee.bad_department");
    return *found;
}

Result<Department> People::add_department(const Actor& actor, const std::string& name_ko,
                                          const std::string& name_en) {
    MH_TRY(may_manage(actor));
    Department department{ids_.make<model::DepartmentId>(), actor.brand, name_ko, name_en};
    MH_TRY(check_department_name(name_ko));
    MH_TRY(check_department_name(name_en));
    MH_LET(all, identity_.departments(actor.brand));
    MH_TRY(check_free(all, department));
    MH_TRY(identity_.add_department(department));
    return department;
}

Result<Department> People::rename_department(const Actor& actor, const model::DepartmentId& id,
                                             const std::optional<std::string>& name_ko,
                                             const std::optional<std::string>& name_en) {
    MH_TRY(may_manage(actor));
    MH_LET(all, identity_.departments(actor.brand));
    const auto found = std::ranges::find(all, id, &Department::id);
    if (found == all.end()) return base::fail(ErrorCode::not_found, "identity.department.not_found");
    Department department = *found;
    department.name_ko = name_ko.value_or(department.name_ko);
    department.name_en = name_en.value_or(department.name_en);
    MH_TRY(check_department_name(department.name_ko));
    MH_TRY(check_department_name(department.name_en));
    MH_TRY(check_free(all, department));
    MH_TRY(store_.rename_department(department));
    return department;
}

Result<void> People::remove_department(const Actor& actor, const model::DepartmentId& id,
                                       const std::optional<model::DepartmentId>& successor) {
    MH_TRY(may_manage(actor));
    MH_LET(all, identity_.departments(actor.brand));
    const auto known = [&](const model::DepartmentId& one) {
        return std::ranges::find(all, one, &Department::id) != all.end();
    };
    if (!known(id)) return base::fail(ErrorCode::not_found, "identity.department.not_found");
    if (all.size() == 1) return base::fail(ErrorCode::conflict, "identity.department.last");
    if (successor && (!known(*successor) || *successor == id))
        return base::fail(ErrorCode::invalid, "identity.employee.bad_department");
    if (successor && hand_over_) {
        // Conversations change by events only, one after the other; new ones may still come meanwhile.
        bool more = true;
        while (more) {
            MH_LET(open, store_.open_conversations(actor.brand, id, kOpenAtOnce));
            more = std::ssize(open) == kOpenAtOnce;
            for (const model::ConversationId& conversation : open)
                MH_TRY(hand_over_(actor, conversation, *successor));
        }
    }
    return store_.close_department(actor.brand, id, successor);
}

Result<model::Brand> People::add_brand(const Actor& actor, const std::string& name,
                                       const std::string& department_ko, const std::string& department_en,
                                       const std::function<Result<void>(const model::EmployeeId&)>& founded) {
    MH_TRY(check_installation(identity_, actor));
    if (name.empty() || characters(name) > 80)
        return base::fail(ErrorCode::invalid, "identity.brand.bad_name");
    MH_TRY(check_department_name(department_ko));
    MH_TRY(check_department_name(department_en));
    MH_LET(brands, identity_.all_brands());
    model::Brand brand{ids_.make<model::BrandId>(), name, false, clock_.now()};
    for (const model::Brand& other : brands) {
        if (other.name == name)
            return base::fail(ErrorCode::conflict, "identity.brand.taken", {{"name", name}});
        if (other.id == actor.brand) brand.practice = other.practice;
    }
    MH_LET(admin, identity_.employee(actor.employee));
    const Department department{ids_.make<model::DepartmentId>(), brand.id, department_ko, department_en};
    admin.id = ids_.make<model::EmployeeId>();
    admin.brand = brand.id;
    admin.department = department.id;
    admin.role = model::Role::admin;
    admin.created_at = clock_.now();
    MH_TRY(store_.found_brand(brand, department, admin, actor.employee));
    if (founded) MH_TRY(founded(admin.id));
    return brand;
}

Result<ImportReport> People::import_people(const Actor& actor, std::string_view file, ImportMode mode,
                                           const std::function<void(int, int)>& progress) {
    MH_TRY(may_manage(actor));
    ImportContext context{actor.brand, {}, {}};
    MH_LET(departments, identity_.departments(actor.brand));
    MH_LET(people, identity_.employees(actor.brand));
    context.departments = std::move(departments);
    context.people = std::move(people);
    MH_LET(report, plan_import(file, context));
    report.mode = mode;
    if (mode == ImportMode::dry_run) return report;

    std::vector<ImportRow*> waiting;
    for (ImportRow& row : report.rows)
        if (row.outcome == RowOutcome::created || row.outcome == RowOutcome::updated) waiting.push_back(&row);
    const base::Instant now = clock_.now();
    for (std::size_t at = 0; at < waiting.size(); at += kBatch) {
        std::vector<PersonToSave> batch;
        const std::size_t end = std::min(at + kBatch, waiting.size());
        for (std::size_t i = at; i < end; ++i) {
            ImportRow& row = *waiting[i];
            PersonToSave person{row.employee, row.outcome == RowOutcome::created, std::nullopt};
            if (person.is_new) {
                person.employee.id = row.employee.id = ids_.make<model::EmployeeId>();
                person.employee.created_at = row.employee.created_at = now;
                row.link_token = random_.token();
                person.link = LinkRow{base::to_hex(base::sha256(row.link_token)), person.employee.id,
                                      now + kInvitationLives, std::nullopt};
            }
            batch.push_back(std::move(person));
        }
        MH_LET(saved, store_.save_people(batch));
        for (std::size_t i = at; i < end; ++i) {
            auto& one = saved[i - at];
            if (one) continue;
            waiting[i]->outcome = RowOutcome::failed;
            waiting[i]->problem = std::move(one).error();
            waiting[i]->link_token.clear();
        }
        if (progress) progress(static_cast<int>(end), static_cast<int>(waiting.size()));
    }
    return report;
}

}  // namespace manyhands::identity
