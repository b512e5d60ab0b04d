// The people of a brand and their departments, as an admin keeps them: changing, finding, importing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"
#include "identity/import.hpp"

namespace manyhands::identity {

struct PeopleQuery {
    model::BrandId brand;
    std::string text;  // in name, e-mail or initials, whatever the case; empty: all
    std::optional<model::Role> role;
    std::optional<model::DepartmentId> department;
    std::optional<bool> active;
    int limit = 100;     // 1 to 5,000
    std::string cursor;  // `next` of the page before
};
struct PeoplePage {
    std::vector<model::Employee> people;  // by name
    std::string next;                     // empty: the last page
    std::int64_t total = 0;               // of all pages
};

// What a person's row is to become, and the link that invites them.
struct PersonToSave {
    model::Employee employee;
    bool is_new = false;
    std::optional<LinkRow> link;
};

// Thread-safe; writes block until durable.
class PeopleStore {
  public:
    // Sees the person as the writing transaction does, and how many other active admins the brand has.
    using Decide = std::function<base::Result<void>(model::Employee&, std::int64_t other_admins)>;

    virtual ~PeopleStore() = default;
    // invalid ("storage.bad_cursor").
    virtual base::Result<PeoplePage> people(const PeopleQuery& query) = 0;
    // Somebody who is not active afterwards has neither sessions nor links. Errors: those of `decide`;
    // not_found ("identity.employee.not_found", also for another brand); conflict
    // ("identity.employee.initials_taken"); invalid ("identity.employee.bad_department").
    virtual base::Result<model::Employee> change_employee(const model::BrandId& brand,
                                                          const model::EmployeeId& id,
                                                          const Decide& decide) = 0;
    // All in one transaction; a person who cannot be saved (conflict) keeps the others from nothing.
    virtual base::Result<std::vector<base::Result<void>>> save_people(
        const std::vector<PersonToSave>& people) = 0;
    // The brand with its first department and its first admin, who signs in with the password of `same`. All
    // or nothing.
    virtual base::Result<void> found_brand(const model::Brand& brand, const model::Department& department,
                                           const model::Employee& admin, const model::EmployeeId& same) = 0;
    virtual base::Result<void> rename_department(const model::Department& department) = 0;
    struct DepartmentUse {
        std::int64_t employees = 0;
        std::int64_t accounts = 0;
        std::int64_t conversations = 0;  // counted no further than 1
    };
    virtual base::Result<DepartmentUse> department_use(const model::BrandId& brand,
                                                       const model::DepartmentId& id) = 0;
    // Its people and accounts go to the successor. Without one it must be unused: conflict
    // ("identity.department.in_use"). A used one is only hidden: what it did keeps its name.
    virtual base::Result<void> close_department(const model::BrandId& brand, const model::DepartmentId& id,
                                                const std::optional<model::DepartmentId>& successor) = 0;
    // Conversations of a department that still want something, at most `limit`.
    virtual base::Result<std::vector<model::ConversationId>> open_conversations(const model::BrandId& brand,
                                                                                const model::DepartmentId& id,
                                                                                int limit) = 0;
};

// What an admin may change; what is not set stays.
struct EmployeeChange {
    std::optional<std::string> name;
    std::optional<std::string> initials;
    std::optional<model::Role> role;
    std::optional<model::DepartmentId> department;
    std::optional<bool> active;
};

// Every call asks the policy (manage_people, or see_people for reading). Thread-safe.
class People {
  public:
    // Gives one conversation to another department; the route room's hand-off.
    using HandOver = std::function<base::Result<void>(const model::Actor&, const model::ConversationId&,
                                                      const model::DepartmentId&)>;

    People(PeopleStore& store, IdentityStore& identity, const base::Clock& clock, base::Random& random,
           base::IdSource& ids, HandOver hand_over = {})
        : store_(store),
          identity_(identity),
          clock_(clock),
          random_(random),
          ids_(ids),
          hand_over_(std::move(hand_over)) {}

    base::Result<PeoplePage> page(const model::Actor& actor, PeopleQuery query);
    // Errors: conflict ("identity.employee.last_admin": somebody must be able to manage the brand;
    // "identity.employee.initials_taken"), invalid, not_found, forbidden.
    base::Result<model::Employee> change(const model::Actor& actor, const model::EmployeeId& id,
                                         const EmployeeChange& change);
    // A new one-time link for somebody who is here already. conflict ("identity.employee.inactive").
    base::Result<std::string> new_link(const model::Actor& actor, const model::EmployeeId& id);

    // invalid ("identity.department.bad_name"), conflict ("identity.department.taken").
    base::Result<model::Department> add_department(const model::Actor& actor, const std::string& name_ko,
                                                   const std::string& name_en);
    base::Result<model::Department> rename_department(const model::Actor& actor,
                                                      const model::DepartmentId& id,
                                                      const std::optional<std::string>& name_ko,
                                                      const std::optional<std::string>& name_en);
    // Its open conversations go to the successor first. conflict ("identity.department.in_use",
    // "identity.department.last").
    base::Result<void> remove_department(const model::Actor& actor, const model::DepartmentId& id,
                                         const std::optional<model::DepartmentId>& successor);

    // Only admins of the first brand. They are its first admin, with their own e-mail and password; `founded`
    // is called with that employee. Errors: invalid ("identity.brand.bad_name"), conflict
    // ("identity.brand.taken"), forbidden ("identity.brand.not_first").
    base::Result<model::Brand> add_brand(
        const model::Actor& actor, const std::string& name, const std::string& department_ko,
        const std::string& department_en,
        const std::function<base::Result<void>(const model::EmployeeId&)>& founded = {});

    // Reads a CSV file and, unless it is only tried, saves what is right in it. Running it again changes
    // nothing more. `progress(done, all)` is called now and then. Errors: invalid (the file as a whole
    // cannot be read: "identity.import.*"); what is wrong in a row stands in the report.
    base::Result<ImportReport> import_people(const model::Actor& actor, std::string_view file,
                                             ImportMode mode,
                                             const std::function<void(int, int)>& progress = {});

  private:
    base::Result<model::Department> department_of(const model::BrandId& brand, const model::DepartmentId& id);

    PeopleStore& store_;
    IdentityStore& identity_;
    const base::Clock& clock_;
    base::Random& random_;
    base::IdSource& ids_;
    HandOver hand_over_;
};

}  // namespace manyhands::identity
