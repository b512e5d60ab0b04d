// Tips as rows.
#pragma once

#include "knowledge/tip.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class KnowledgeRows : public knowledge::TipStore {
  public:
    explicit KnowledgeRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<knowledge::Tip>> tips(const model::BrandId& brand, bool retired) override;
    base::Result<knowledge::Tip> tip(const model::BrandId& brand, const knowledge::TipId& id) override;
    base::Result<void> save_tip(const knowledge::Tip& tip, std::int64_t former,
                                const model::EmployeeId& by) override;
    base::Result<void> use_tips(const model::BrandId& brand, const std::string& conversation,
                                const model::EmployeeId& by, const std::vector<knowledge::TipId>& ids,
                                base::Instant at) override;
    base::Result<knowledge::AnswerSource> answer_source(const model::BrandId& brand,
                                                        const std::string& answer) override;
    base::Result<std::string> asked_in(const model::BrandId& brand, const std::string& conversation) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
