// Second factors and recovery codes.
#pragma once

#include "identity/second_factor.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class SecondFactorRows : public identity::SecondFactorStore {
  public:
    explicit SecondFactorRows(Engine& engine) : engine_(engine) {}

    base::Result<std::optional<Row>> second_factor(const model::EmployeeId& id) override;
    base::Result<void> begin_second_factor(const model::EmployeeId& id, const std::string& box) override;
    base::Result<void> second_factor_on(const model::EmployeeId& id, std::int64_t step,
                                        const std::vector<std::string>& digests) override;
    base::Result<bool> use_step(const model::EmployeeId& id, std::int64_t step) override;
    base::Result<bool> use_recovery(const model::EmployeeId& id, const std::string& digest,
                                    base::Instant now) override;
    base::Result<int> recovery_left(const model::EmployeeId& id) override;
    base::Result<void> end_second_factor(const model::EmployeeId& id) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
