// Private forms: their rows, and the sealed details.
#pragma once

#include "desk/private_forms.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class FormRows : public desk::PrivateFormStore {
  public:
    explicit FormRows(Engine& engine) : engine_(engine) {}

    base::Result<desk::FoundForm> form_by_digest(const std::string& digest) override;
    base::Result<model::ConversationState> transact_form(const model::BrandId& brand,
                                                         const model::PrivateFormId& id,
                                                         const DecideForm& decide) override;
    base::Result<std::string> read_form(const model::BrandId& brand, const model::PrivateFormId& id,
                                        const MayRead& may) override;
    base::Result<int> erase_forms(base::Instant now) override;

  private:
    Engine& engine_;
};

std::string fields_text(const std::vector<model::FormField>& fields);
// The newest first, inside a snapshot.
std::vector<model::PrivateForm> forms_of(sqlite::Connection& db, const model::ConversationId& conversation);

}  // namespace manyhands::storage
