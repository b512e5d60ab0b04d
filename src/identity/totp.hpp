// One-time codes of an authenticator app: RFC 6238 over RFC 4226, SHA-1, six digits, 30 seconds, which is
// what every app knows. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace manyhands::identity {

inline constexpr std::int64_t kTotpStep = 30;  // seconds

// RFC 4226: `digits` decimal digits (6 to 8) for the counter.
std::string hotp(std::string_view secret, std::uint64_t counter, int digits = 6);
std::int64_t totp_step(base::Instant now);
// The step in which the code is right: the one of now, or one before or after it (a phone's clock may be
// off), and later than `after`. Nothing: it is wrong, or was used. Blanks in the code do not count.
std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, base::Instant now,
                                       std::int64_t after);
// RFC 4648, without padding, as apps take it.
std::string to_base32(std::string_view bytes);
// What an app reads from a QR code.
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace manyhands::identity
