// People and departments as an admin keeps them.
#pragma once

#include "identity/people.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class PeopleRows : public identity::PeopleStore {
  public:
    explicit PeopleRows(Engine& engine) : engine_(engine) {}

    base::Result<identity::PeoplePage> people(const identity::PeopleQuery& query) override;
    base::Result<model::Employee> change_employee(const model::BrandId& brand, const model::EmployeeId& id,
                                                  const Decide& decide) override;
    base::Result<std::vector<base::Result<void>>> save_people(
        const std::vector<identity::PersonToSave>& people) override;
    base::Result<void> found_brand(const model::Brand& brand, const model::Department& department,
                                   const model::Employee& admin, const model::EmployeeId& same) override;
    base::Result<void> rename_department(const model::Department& department) override;
    base::Result<DepartmentUse> department_use(const model::BrandId& brand,
                                               const model::DepartmentId& id) override;
    base::Result<void> close_department(const model::BrandId& brand, const model::DepartmentId& id,
                                        const std::optional<model::DepartmentId>& successor) override;
    base::Result<std::vector<model::ConversationId>> open_conversations(const model::BrandId& brand,
                                                                        const model::DepartmentId& id,
                                                                        int limit) override;

  private:
    Engine& engine_;
};

// Within a transaction. Errors: conflict ("identity.employee.email_taken",
// "identity.employee.initials_taken"), invalid ("identity.employee.bad_department").
base::Result<void> check_person(sqlite::Connection& db, const model::Employee& employee);
void insert_person(sqlite::Connection& db, base::Instant now, const identity::PersonToSave& person);
// With what the audit log says of it.
void update_person(sqlite::Connection& db, base::Instant now, const model::Employee& employee);

}  // namespace manyhands::storage
