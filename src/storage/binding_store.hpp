// Bindings of employees' own accounts, and the codes that prove them.
#pragma once

#include "identity/bindings.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// For the stores that end somebody's work: in the same transaction their accounts are theirs no more for us.
void cut_bindings(sqlite::Connection& db, const model::Employee& employee, base::Instant now);
// Whose account it is: live, of somebody active.
std::optional<identity::Binding> bound_now(sqlite::Connection& db, const model::BrandId& brand,
                                           const std::string& network, const std::string& remote_id);

class BindingRows : public identity::BindingStore {
  public:
    explicit BindingRows(Engine& engine) : engine_(engine) {}

    base::Result<void> add_wish(const identity::BindingWish& wish) override;
    base::Result<void> end_wish(const model::EmployeeId& employee, const std::string& id,
                                base::Instant now) override;
    base::Result<std::vector<identity::BindingWish>> wishes_of(const model::EmployeeId& employee,
                                                               base::Instant now) override;
    base::Result<std::vector<identity::BindingWish>> open_wishes(const model::BrandId& brand,
                                                                 const std::string& network,
                                                                 base::Instant now, int limit) override;
    base::Result<void> wish_problem(const std::string& id, const std::string& problem) override;
    base::Result<void> bind(const identity::BindingWish& wish, const identity::Binding& binding) override;
    base::Result<std::vector<identity::Binding>> bindings_of(const model::EmployeeId& employee) override;
    base::Result<std::vector<identity::Binding>> live_bindings(const model::BrandId& brand) override;
    base::Result<identity::Binding> binding(const model::BrandId& brand, const std::string& id) override;
    base::Result<void> end_binding(const identity::Binding& binding, const std::string& why,
                                   base::Instant now) override;
    base::Result<void> set_kind(const identity::Binding& binding, identity::BindingKind kind,
                                base::Instant now) override;
    base::Result<std::optional<identity::Binding>> bound(const model::BrandId& brand,
                                                         const std::string& network,
                                                         const std::string& remote_id) override;
    base::Result<void> count_strangers(const model::BrandId& brand, std::int64_t n) override;
    base::Result<std::int64_t> strangers(const model::BrandId& brand) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
