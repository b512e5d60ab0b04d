#include "identity/passphrase_box.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "base/encoding.hpp"

namespace manyhands::identity {
namespace {

using base::ErrorCode;

base::Result<SecretBox::Key> stretch(std::string_view passphrase, std::string_view salt) {
    SecretBox::Key key{};
    const int failed =
        crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(),
                      reinterpret_cast<const unsigned char*>(salt.data()), crypto_pwhash_OPSLIMIT_MODERATE,
                      crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0)
        return base::fail(ErrorCode::unavailable, "identity.passphrase.memory", {}, "argon2id: no memory");
    return key;
}

}  // namespace

base::Result<std::string> box_key(const SecretBox::Key& key, std::string_view passphrase,
                                  base::Random& random) {
    if (passphrase.size() < kPassphraseAtLeast)
        return base::fail(ErrorCode::invalid, "identity.passphrase.short",
                          {{"characters", std::to_string(kPassphraseAtLeast)}});
    std::string salt(crypto_pwhash_SALTBYTES, '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(salt.data()), salt.size()});
    MH_LET(stretched, stretch(passphrase, salt));
    const SecretBox box(stretched, random);
    return salt + box.seal({reinterpret_cast<const char*>(key.data()), key.size()});
}

base::Result<SecretBox::Key> open_key_box(std::string_view box, std::string_view passphrase) {
    const auto wrong = [] { return base::fail(ErrorCode::invalid, "identity.passphrase.wrong"); };
    // Before the second and the memory that stretching takes.
    if (box.size() != crypto_pwhash_SALTBYTES + crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES +
                          std::tuple_size_v<SecretBox::Key>)
        return wrong();
    MH_LET(stretched, stretch(passphrase, box.substr(0, crypto_pwhash_SALTBYTES)));
    base::SystemRandom unused;
    const auto plain = SecretBox(stretched, unused).open(box.substr(crypto_pwhash_SALTBYTES));
    SecretBox::Key key{};
    if (!plain || plain->size() != key.size()) return wrong();
    std::ranges::transform(*plain, key.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return key;
}

std::string key_mark(const SecretBox::Key& key) {
    std::string bytes = "manyhands data key ";
    bytes.append(reinterpret_cast<const char*>(key.data()), key.size());
    return base::to_hex(base::sha256(bytes)).substr(0, 16);
}

}  // namespace manyhands::identity
