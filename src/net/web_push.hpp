// Web push as RFC 8291 encrypts it and RFC 8292 (VAPID) signs it: only the browser that subscribed can read a
// message, and its push service takes it from nobody but the one who holds the key. Pure but for the
// signature's own random number; thread-safe. Bytes are raw, not base64url.
#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace manyhands::net {

// More may be cut off or refused by a push service: 4,096 bytes of a record, without its head, its padding
// mark and tag.
inline constexpr std::size_t kPushPlainAtMost = 3'993;

// What a browser gave with its subscription.
struct PushReceiver {
    std::string p256dh;  // 65 bytes: a point of P-256, uncompressed
    std::string auth;    // 16 bytes
};
// Whether these are such bytes, and the point lies on the curve.
bool is_receiver(const PushReceiver& receiver);

// A key of P-256.
struct PushKey {
    std::string secret;  // 32 bytes
    std::string open;    // 65 bytes, uncompressed
};
// Errors: internal ("net.push.bad_key") when the 32 bytes are no key.
base::Result<PushKey> push_key(std::string_view secret);
// The same key for the same seed, so that it needs no place of its own; the seed is a secret.
base::Result<PushKey> push_key_of(std::string_view seed);
base::Result<PushKey> new_push_key(base::Random& random);

// The body of a message (Content-Encoding: aes128gcm), one record. `once` and `salt` (16 bytes) are for this
// message only. Errors: invalid ("net.push.bad_receiver"), too_large ("net.push.too_long").
base::Result<std::string> seal_push(std::string_view plain, const PushReceiver& to, const PushKey& once,
                                    std::string_view salt);

// The value of Authorization. `origin`: of the push service's address ("https://push.example"); `until` at
// most 24 hours away; `contact`: "mailto:..." or "https://...", empty: none is told.
base::Result<std::string> vapid(const PushKey& key, std::string_view origin, base::Instant until,
                                std::string_view contact);

}  // namespace manyhands::net
