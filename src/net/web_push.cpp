#include "net/web_push.hpp"

#include <array>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/encoding.hpp"

namespace manyhands::net {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kSecret = 32;
constexpr std::size_t kPoint = 65;
constexpr std::size_t kAuth = 16;
constexpr std::size_t kSalt = 16;
constexpr std::size_t kContentKey = 16;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;
constexpr std::uint32_t kRecord = 4'096;
constexpr int kTries = 64;

template <class T, void (*End)(T*)>
struct Ended {
    void operator()(T* it) const { End(it); }
};
template <class T, void (*End)(T*)>
using Owned = std::unique_ptr<T, Ended<T, End>>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using Point = Owned<EC_POINT, EC_POINT_free>;
using Number = Owned<BIGNUM, BN_clear_free>;
using Pkey = Owned<EVP_PKEY, EVP_PKEY_free>;
using PkeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Params = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using Cipher = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Digest = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Signature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::unexpected<base::Error> broken(const char* what) {
    return base::fail(ErrorCode::internal, "net.push.bad_key", {}, what);
}

Group curve() {
    return Group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
}

bool on_curve(std::string_view point) {
    if (point.size() != kPoint || point.front() != '\x04') return false;
    const Group group = curve();
    const Point read(EC_POINT_new(group.get()));
    return EC_POINT_oct2point(group.get(), read.get(), bytes(point), point.size(), nullptr) == 1 &&
           EC_POINT_is_on_curve(group.get(), read.get(), nullptr) == 1;
}

Result<Pkey> pkey(const PushKey& key) {
    const Builder builder(OSSL_PARAM_BLD_new());
    const Number secret(BN_bin2bn(bytes(key.secret), static_cast<int>(key.secret.size()), nullptr));
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, key.open.data(),
                                     key.open.size());
    if (!key.secret.empty()) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get());
    const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
    const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, key.secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR,
                          params.get()) != 1)
        return broken("no key of P-256");
    return Pkey(made);
}

Result<std::string> shared_secret(const PushKey& mine, const std::string& theirs) {
    MH_LET(own, pkey(mine));
    MH_LET(other, pkey(PushKey{{}, theirs}));
    const PkeyContext context(EVP_PKEY_CTX_new(own.get(), nullptr));
    std::string out(kSecret, '\0');
    std::size_t size = out.size();
    if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
        EVP_PKEY_derive(context.get(), bytes(out), &size) != 1 || size != kSecret)
        return broken("no shared secret");
    return out;
}

// HKDF (RFC 5869) of at most one block.
std::string hkdf(std::string_view salt, std::string_view secret, std::string_view info, std::size_t size) {
    std::string last(info);
    last += '\x01';
    return base::hmac_sha256(base::hmac_sha256(salt, secret), last).substr(0, size);
}

Result<std::string> gcm(std::string_view key, std::string_view nonce, std::string_view plain) {
    const Cipher cipher(EVP_CIPHER_CTX_new());
    std::string out(plain.size() + kTag, '\0');
    int size = 0;
    int rest = 0;
    if (!cipher ||
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, bytes(key), bytes(nonce)) != 1 ||
        EVP_EncryptUpdate(cipher.get(), bytes(out), &size, bytes(plain), static_cast<int>(plain.size())) !=
            1 ||
        EVP_EncryptFinal_ex(cipher.get(), bytes(out) + size, &rest) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTag),
                            out.data() + plain.size()) != 1)
        return broken("nothing encrypted");
    return out;
}

// ES256 as JOSE writes it: r and s, 32 bytes each.
Result<std::string> es256(const PushKey& key, std::string_view text) {
    MH_LET(own, pkey(key));
    const Digest digest(EVP_MD_CTX_new());
    std::array<unsigned char, 128> der{};
    std::size_t size = der.size();
    if (!digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, own.get()) != 1 ||
        EVP_DigestSign(digest.get(), der.data(), &size, bytes(text), text.size()) != 1)
        return broken("nothing signed");
    const unsigned char* at = der.data();
    const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    if (!signature) return broken("nothing signed");
    std::string out(2 * kSecret, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes(out), static_cast<int>(kSecret));
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes(out) + kSecret, static_cast<int>(kSecret));
    return out;
}

// For what goes into JSON: both are ours or the configuration's, and neither may end the string.
bool plain_text(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' ||
            static_cast<unsigned char>(c) >= 0x7F)
            return false;
    return true;
}

}  // namespace

bool is_receiver(const PushReceiver& receiver) {
    return receiver.auth.size() == kAuth && on_curve(receiver.p256dh);
}

Result<PushKey> push_key(std::string_view secret) {
    if (secret.size() != kSecret) return broken("a key has 32 bytes");
    const Group group = curve();
    const Number number(BN_bin2bn(bytes(secret), static_cast<int>(secret.size()), nullptr));
    if (BN_is_zero(number.get()) == 1 || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0)
        return broken("no number of the curve");
    const Point point(EC_POINT_new(group.get()));
    PushKey key{std::string(secret), std::string(kPoint, '\0')};
    if (EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
        EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes(key.open), kPoint,
                           nullptr) != kPoint)
        return broken("no point of the curve");
    return key;
}

Result<PushKey> push_key_of(std::string_view seed) {
    for (int i = 0; i < kTries; ++i)
        if (auto key = push_key(hkdf("manyhands", seed, "vapid " + std::to_string(i), kSecret))) return key;
    return broken("no key of this seed");
}

Result<PushKey> new_push_key(base::Random& random) {
    std::array<std::uint8_t, kSecret> secret{};
    for (int i = 0; i < kTries; ++i) {
        random.fill(secret);
        if (auto key = push_key({reinterpret_cast<const char*>(secret.data()), secret.size()})) return key;
    }
    return broken("no key of this random source");
}

Result<std::string> seal_push(std::string_view plain, const PushReceiver& to, const PushKey& once,
                              std::string_view salt) {
    if (!is_receiver(to)) return base::fail(ErrorCode::invalid, "net.push.bad_receiver");
    if (salt.size() != kSalt) return broken("a salt has 16 bytes");
    if (plain.size() > kPushPlainAtMost) return base::fail(ErrorCode::too_large, "net.push.too_long");
    MH_LET(secret, shared_secret(once, to.p256dh));
    // RFC 8291, 3.4: both sides' keys bind the message to this pair.
    const std::string key_info = std::string("WebPush: info") + '\0' + to.p256dh + once.open;
    const std::string ikm = hkdf(to.auth, secret, key_info, kSecret);
    using namespace std::string_view_literals;
    const std::string key = hkdf(salt, ikm, "Content-Encoding: aes128gcm\0"sv, kContentKey);
    const std::string nonce = hkdf(salt, ikm, "Content-Encoding: nonce\0"sv, kNonce);
    std::string record(plain);
    record += '\x02';  // the last record
    MH_LET(sealed, gcm(key, nonce, record));
    std::string body(salt);
    for (int shift = 24; shift >= 0; shift -= 8)
        body += static_cast<char>((kRecord >> static_cast<unsigned>(shift)) & 0xFFU);
    body += static_cast<char>(kPoint);
    return body + once.open + sealed;
}

Result<std::string> vapid(const PushKey& key, std::string_view origin, base::Instant until,
                          std::string_view contact) {
    if (!plain_text(origin) || !plain_text(contact)) return base::fail(ErrorCode::invalid, "net.bad_address");
    const auto seconds = std::chrono::duration_cast<base::Seconds>(until.time_since_epoch()).count();
    std::string claims = R"({"aud":")" + std::string(origin) + R"(","exp":)" + std::to_string(seconds);
    if (!contact.empty()) claims += R"(,"sub":")" + std::string(contact) + "\"";
    const std::string text =
        base::to_base64url(R"({"typ":"JWT","alg":"ES256"})") + "." + base::to_base64url(claims + "}");
    MH_LET(signature, es256(key, text));
    return "vapid t=" + text + "." + base::to_base64url(signature) + ", k=" + base::to_base64url(key.open);
}

}  // namespace manyhands::net
