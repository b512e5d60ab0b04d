// Encrypts what must never be readable in a backup: one data key in a file outside the backup set (decision
// 25).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"

namespace manyhands::identity {

// libsodium's secretbox (XSalsa20-Poly1305), a random nonce before each box. Thread-safe.
class SecretBox {
  public:
    using Key = std::array<std::uint8_t, 32>;
    SecretBox(const Key& key, base::Random& random) : key_(key), random_(random) {}
    // Reads the key file, or makes it (mode 0600) when it is not there. Errors: unavailable.
    static base::Result<Key> key_from_file(const std::string& path, base::Random& random);

    std::string seal(std::string_view plain) const;
    // internal ("identity.secret.damaged") when it was not sealed with this key.
    base::Result<std::string> open(std::string_view box) const;

    // The same for a room that knows no box. Both live as long as it does.
    std::function<std::string(std::string_view)> sealer() const {
        return [this](std::string_view plain) { return seal(plain); };
    }
    std::function<base::Result<std::string>(std::string_view)> opener() const {
        return [this](std::string_view box) { return open(box); };
    }

  private:
    Key key_;
    base::Random& random_;
};

}  // namespace manyhands::identity
