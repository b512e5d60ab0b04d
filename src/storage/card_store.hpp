// Public cards of the people who answer.
#pragma once

#include "identity/cards.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class CardRows : public identity::CardStore {
  public:
    explicit CardRows(Engine& engine) : engine_(engine) {}

    base::Result<identity::Card> card(const model::BrandId& brand, const model::EmployeeId& id) override;
    base::Result<void> save_card(const model::BrandId& brand, const model::EmployeeId& id,
                                 const identity::Card& card) override;
    base::Result<identity::PublicBrand> public_brand(const model::BrandId& brand) override;
    base::Result<identity::PublicCard> public_card(const model::BrandId& brand,
                                                   const std::string& initials) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
