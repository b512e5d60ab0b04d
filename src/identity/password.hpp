// Passwords: argon2id, by libsodium. Thread-safe.
#pragma once

#include <string>

#include "base/result.hpp"

namespace manyhands::identity {

// 8 to 256 characters; NIST SP 800-63B asks for length only. Errors: invalid ("identity.password.length").
base::Result<void> check_password(const std::string& password);
// Takes about 50 ms and 64 MB.
std::string hash_password(const std::string& password);

}  // namespace manyhands::identity
