// Small encodings on libsodium: base64url without padding, lower-case hex, SHA-256.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace manyhands::base {

std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
std::string to_hex(std::string_view bytes);
// 32 raw bytes.
std::string sha256(std::string_view bytes);

}  // namespace manyhands::base
