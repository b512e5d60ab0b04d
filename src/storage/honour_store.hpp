// What honour is made of, published tables and people's choices, as rows.
#pragma once

#include "reports/honour.hpp"
#include "storage/engine.hpp"
#include "storage/hint_store.hpp"

namespace manyhands::storage {

class HonourRows final : public reports::HonourStore {
  public:
    explicit HonourRows(Engine& engine) : engine_(engine), hints_(engine) {}

    base::Result<std::int64_t> honour_events(const model::BrandId& brand, std::int64_t after_seq,
                                             std::int64_t upto_seq, const EachEvent& each) override;
    base::Result<std::int64_t> seq_before(const model::BrandId& brand, base::Instant when) override;
    base::Result<std::vector<reports::Rating>> ratings(const model::BrandId& brand, base::Instant from,
                                                       base::Instant to) override;
    base::Result<std::vector<reports::TipUse>> tip_uses(const model::BrandId& brand, base::Instant from,
                                                        base::Instant to) override;
    base::Result<std::set<model::ConversationId>> colleague_conversations(const model::BrandId& brand,
                                                                          base::Instant as_of) override;
    base::Result<std::vector<reports::HonourPerson>> honour_people(const model::BrandId& brand) override;
    base::Result<void> choose(const model::BrandId& brand, const model::EmployeeId& who,
                              const reports::Shown& shown, base::Instant at) override;
    base::Result<void> publish(const model::BrandId& brand, const reports::PublishedTable& table) override;
    base::Result<std::optional<reports::PublishedTable>> published(const model::BrandId& brand,
                                                                   const std::string& season) override;
    base::Result<std::vector<std::string>> published_seasons(const model::BrandId& brand) override;
    base::Result<std::vector<reports::Thanks>> thanks(const model::BrandId& brand, int limit) override;
    base::Result<std::vector<reports::DepartmentPart>> participation(const model::BrandId& brand,
                                                                     base::Instant month) override;
    base::Result<std::vector<std::pair<model::EmployeeId, base::Instant>>> answering(
        const model::BrandId& brand, base::Instant since) override;

    // A published answer and what the customer wrote next.
    struct Answered {
        model::AnswerId answer;
        model::ConversationId conversation;
        model::EmployeeId author;
        std::string next_words;
        base::Instant next_at{};
    };
    // For the practice company and for tests: customers there tap nothing by themselves.
    base::Result<std::vector<Answered>> answered(const model::BrandId& brand);
    base::Result<void> rate(const model::BrandId& brand, const std::vector<reports::Rating>& ratings);

    // Hints that helped, which points are counted from. As long as this.
    HintRows& hints() { return hints_; }

  private:
    Engine& engine_;
    HintRows hints_;
};

}  // namespace manyhands::storage
