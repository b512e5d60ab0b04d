// Small encodings on libsodium: base64url without padding, base64 with it, lower-case hex, SHA-256, HMAC.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace manyhands::base {

std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
// The common alphabet, padded with "=".
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string to_hex(std::string_view bytes);
// 32 raw bytes.
std::string sha256(std::string_view bytes);

// HMAC-SHA256 with a key of any length: 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// SHA-256 in pieces, for what is too large to hold.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    void add(std::string_view bytes);
    std::string finish();  // 32 raw bytes; nothing may be added afterwards

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace manyhands::base
