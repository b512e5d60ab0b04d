#include "identity/person.hpp"

#include <algorithm>

namespace manyhands::identity {
namespace {

constexpr std::size_t kNameAtMost = 80;
constexpr std::size_t kEmailAtMost = 254;

bool plausible_email(std::string_view email) {
    const auto at = email.find('@');
    return at != std::string_view::npos && at > 0 && at == email.rfind('@') && at + 3 < email.size() &&
           email.find('.', at) != std::string_view::npos && email.size() <= kEmailAtMost &&
           std::none_of(email.begin(), email.end(),
                        [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>'; });
}

}  // namespace

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

base::Result<void> check_name(std::string_view name) {
    if (name.empty() || characters(name) > kNameAtMost)
        return base::fail(base::ErrorCode::invalid, "identity.employee.bad_name");
    return {};
}

base::Result<std::string> checked_email(std::string_view email) {
    if (!plausible_email(email))
        return base::fail(base::ErrorCode::invalid, "identity.employee.bad_email",
                          {{"email", std::string(email)}});
    return lower(email);
}

}  // namespace manyhands::identity
