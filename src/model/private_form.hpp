// A private form: details that must not stand in public (an order number, a phone number) are asked for by a
// link that can be filled in once, until it expires. Without saying anything in the thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

enum class FormField { name, order_number, phone, email, address, message };
std::string_view to_string(FormField field);
std::optional<FormField> form_field(std::string_view text);

// open: may be filled in. given: was, and can be read. expired: was not, in time. withdrawn: by a person.
// erased: what was given is gone, as was said when it was asked for.
enum class FormState { open, given, expired, withdrawn, erased };
std::string_view to_string(FormState state);

struct PrivateForm {
    PrivateFormId id;
    BrandId brand;
    ConversationId conversation;
    EmployeeId asked_by;
    std::vector<FormField> fields;  // each once, in the order of the enumeration
    std::string lang;               // "ko" or "en": of the page
    std::string digest;             // SHA-256 of the link's token, lower-case hex; the token is kept nowhere
    base::Instant asked_at{};
    base::Instant expires_at{};
    std::optional<base::Instant> given_at;
    std::optional<base::Instant> withdrawn_at;
    std::optional<base::Instant> erase_at;  // once given
    std::optional<base::Instant> erased_at;
};

FormState state_of(const PrivateForm& form, base::Instant now);

}  // namespace manyhands::model
