// The data key in a box that a passphrase opens, for a backup that brings its own key. argon2id makes
// guessing slow: a weak passphrase is still a weak passphrase.
#pragma once

#include "identity/secret_box.hpp"

namespace manyhands::identity {

inline constexpr std::size_t kPassphraseAtLeast = 12;  // bytes

// Takes about a second and 256 MiB, as opening does. Errors: invalid ("identity.passphrase.short").
base::Result<std::string> box_key(const SecretBox::Key& key, std::string_view passphrase,
                                  base::Random& random);

// Errors: invalid ("identity.passphrase.wrong"), also for a box that is damaged.
base::Result<SecretBox::Key> open_key_box(std::string_view box, std::string_view passphrase);

// Tells whether two keys are the same and nothing else about them: 16 hex digits.
std::string key_mark(const SecretBox::Key& key);

}  // namespace manyhands::identity
