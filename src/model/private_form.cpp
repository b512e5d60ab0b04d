#include "model/private_form.hpp"

#include <array>
#include <utility>

namespace manyhands::model {
namespace {

constexpr std::array<std::pair<FormField, std::string_view>, 6> kFields{
    {{FormField::name, "name"},
     {FormField::order_number, "order_number"},
     {FormField::phone, "phone"},
     {FormField::email, "email"},
     {FormField::address, "address"},
     {FormField::message, "message"}}};

}  // namespace

std::string_view to_string(FormField field) {
    for (const auto& [value, name] : kFields)
        if (value == field) return name;
    return "";
}

std::optional<FormField> form_field(std::string_view text) {
    for (const auto& [value, name] : kFields)
        if (name == text) return value;
    return std::nullopt;
}

std::string_view to_string(FormState state) {
    switch (state) {
        case FormState::open:
            return "open";
        case FormState::given:
            return "given";
        case FormState::expired:
            return "expired";
        case FormState::withdrawn:
            return "withdrawn";
        case FormState::erased:
            return "erased";
    }
    return "";
}

FormState state_of(const PrivateForm& form, base::Instant now) {
    if (form.withdrawn_at) return FormState::withdrawn;
    if (form.erased_at) return FormState::erased;
    if (form.given_at) return FormState::given;
    return form.expires_at <= now ? FormState::expired : FormState::open;
}

}  // namespace manyhands::model
