// What people have shown to know, and whom to ask, as rows.
#pragma once

#include "route/know.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class KnowRows final : public route::KnowStore {
  public:
    explicit KnowRows(Engine& engine) : engine_(engine) {}

    base::Result<bool> learn(const model::BrandId& brand, int at_most) override;
    base::Result<std::vector<route::Term>> terms_of(const model::BrandId& brand,
                                                    const model::ConversationId& conversation) override;
    base::Result<std::vector<route::Term>> terms(const model::BrandId& brand) override;
    base::Result<std::vector<route::Shown>> shown(const model::BrandId& brand,
                                                  const std::string& term) override;
    base::Result<std::vector<route::Shown>> shown_by(const model::BrandId& brand,
                                                     const model::EmployeeId& employee) override;
    base::Result<std::map<model::EmployeeId, std::set<std::string>>> ticked(
        const model::BrandId& brand) override;
    base::Result<std::vector<model::Conversation>> asking(const model::BrandId& brand, int limit) override;
    base::Result<Heard> heard(const model::ConversationId& conversation, std::int64_t question) override;
    base::Result<std::map<model::EmployeeId, int>> asked_since(const model::BrandId& brand,
                                                               base::Instant since) override;
    base::Result<std::map<model::EmployeeId, Load>> loads(const model::BrandId& brand,
                                                          base::Instant since) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
