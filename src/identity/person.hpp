// The rules that hold for one person, whether a form or a file brings them. Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace manyhands::identity {

// 1 to 80 characters. Errors: invalid, "identity.employee.bad_name".
base::Result<void> check_name(std::string_view name);
// In lower case, as it is kept. Errors: invalid, "identity.employee.bad_email" (email).
base::Result<std::string> checked_email(std::string_view email);
// Code points.
std::size_t characters(std::string_view text);
// ASCII only, as in addresses.
std::string lower(std::string_view text);

}  // namespace manyhands::identity
