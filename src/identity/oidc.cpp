#include "identity/oidc.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>

#include <boost/json.hpp>
#include <cjose/cjose.h>
#include <openssl/crypto.h>

#include "base/encoding.hpp"

namespace manyhands::identity::oidc {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;

constexpr std::array<std::string_view, 9> kAlgorithms{"RS256", "RS384", "RS512", "PS256", "PS384",
                                                      "PS512", "ES256", "ES384", "ES512"};
constexpr std::size_t kTokenAtMost = 64 * 1024;
constexpr std::size_t kKeysAtMost = 50;
constexpr std::size_t kSubjectAtMost = 255;
constexpr std::size_t kModulusBytes = 256;

std::unexpected<base::Error> not_a_provider(const char* reason) {
    return base::fail(ErrorCode::unavailable, "identity.sso.discovery", {{"reason", reason}});
}

std::unexpected<base::Error> forged(const char* reason) {
    return base::fail(ErrorCode::unauthenticated, "identity.sso.token", {{"reason", reason}}, reason);
}

std::optional<json::object> object_in(std::string_view text) {
    boost::system::error_code wrong;
    json::value value = json::parse(text, wrong);
    if (wrong || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

std::string text_of(const json::value& value) {
    return {value.as_string().data(), value.as_string().size()};
}

bool says(const json::object& object, std::string_view name) {
    return object.if_contains(name) != nullptr;
}

// Seconds since 1970; a fraction is allowed (RFC 7519, NumericDate).
std::optional<base::Instant> date_claim(const json::object& claims, std::string_view name) {
    constexpr double kFarthest = 1e11;
    const json::value* value = claims.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const double seconds = value->to_number<double>();
    if (!std::isfinite(seconds) || std::abs(seconds) > kFarthest) return std::nullopt;
    return base::from_micros(static_cast<std::int64_t>(seconds * 1e6));
}

bool equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct Release {
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
    void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};
using Jws = std::unique_ptr<cjose_jws_t, Release>;
using Jwk = std::unique_ptr<cjose_jwk_t, Release>;

// Only the kind of key that an algorithm is made for: otherwise a public key could pass for a shared secret.
bool fits(const Key& key, std::string_view algorithm) {
    if (!key.algorithm.empty() && key.algorithm != algorithm) return false;
    return algorithm.starts_with('E') ? key.kind == "EC" : key.kind == "RSA";
}

std::optional<Key> read_key(const json::object& object) {
    Key key{text_claim(object, "kid"), text_claim(object, "kty"), text_claim(object, "alg"), {}};
    if (const auto use = text_claim(object, "use"); !use.empty() && use != "sig") return std::nullopt;
    json::object kept{{"kty", key.kind}};  // public parts only, and nothing that cjose need not see
    if (key.kind == "RSA") {
        const auto modulus = base::from_base64url(text_claim(object, "n"));
        if (!modulus || modulus->size() < kModulusBytes) return std::nullopt;
        kept["n"] = text_claim(object, "n");
        kept["e"] = text_claim(object, "e");
    } else if (key.kind == "EC") {
        kept["crv"] = text_claim(object, "crv");
        kept["x"] = text_claim(object, "x");
        kept["y"] = text_claim(object, "y");
    } else {
        return std::nullopt;
    }
    key.jwk = json::serialize(kept);
    return key;
}

Result<void> check_statements(const json::object& claims, const Expected& expected, base::Instant now) {
    if (text_claim(claims, "iss") != expected.issuer) return forged("iss");
    const auto audience = list_claim(claims, "aud");
    if (std::ranges::find(audience, expected.client_id) == audience.end()) return forged("aud");
    const std::string party = text_claim(claims, "azp");
    if (audience.size() > 1 && party.empty()) return forged("azp");
    if (says(claims, "azp") && party != expected.client_id) return forged("azp");
    const auto ends = date_claim(claims, "exp");
    if (!ends || *ends + kLeeway <= now) return forged("exp");
    const auto made = date_claim(claims, "iat");
    if (!made || *made - kLeeway > now) return forged("iat");
    if (says(claims, "nbf")) {
        const auto begins = date_claim(claims, "nbf");
        if (!begins || *begins - kLeeway > now) return forged("nbf");
    }
    if (expected.nonce.empty() || !equal(text_claim(claims, "nonce"), expected.nonce)) return forged("nonce");
    const std::string subject = text_claim(claims, "sub");
    if (subject.empty() || subject.size() > kSubjectAtMost) return forged("sub");
    return {};
}

// What may stand as it is in a form (RFC 3986, unreserved).
std::string escaped(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
    return out;
}

}  // namespace

std::string discovery_address(const std::string& issuer) {
    const bool slash = !issuer.empty() && issuer.back() == '/';
    return issuer.substr(0, issuer.size() - (slash ? 1 : 0)) + "/.well-known/openid-configuration";
}

Result<Provider> read_provider(std::string_view document, const std::string& issuer) {
    const auto said = object_in(document);
    if (!said) return not_a_provider("json");
    Provider provider;
    provider.issuer = text_claim(*said, "issuer");
    // Character by character (Discovery 1.0, 4.3): otherwise one tenant could speak for another.
    if (provider.issuer != issuer) return not_a_provider("issuer");
    provider.authorization_endpoint = text_claim(*said, "authorization_endpoint");
    provider.token_endpoint = text_claim(*said, "token_endpoint");
    provider.userinfo_endpoint = text_claim(*said, "userinfo_endpoint");
    provider.jwks_uri = text_claim(*said, "jwks_uri");
    if (provider.authorization_endpoint.empty() || provider.token_endpoint.empty() ||
        provider.jwks_uri.empty())
        return not_a_provider("endpoint");
    auto offered = list_claim(*said, "id_token_signing_alg_values_supported");
    if (offered.empty()) offered = {"RS256"};
    for (const std::string& one : offered)
        if (std::ranges::find(kAlgorithms, one) != kAlgorithms.end()) provider.algorithms.push_back(one);
    if (provider.algorithms.empty()) return not_a_provider("alg");
    const auto ways = list_claim(*said, "token_endpoint_auth_methods_supported");
    const auto has = [&](const char* way) { return std::ranges::find(ways, way) != ways.end(); };
    provider.secret_in_body = !ways.empty() && !has("client_secret_basic") && has("client_secret_post");
    provider.names_itself = true_claim(*said, "authorization_response_iss_parameter_supported");
    return provider;
}

Result<std::vector<Key>> read_keys(std::string_view document) {
    const auto said = object_in(document);
    const json::value* list = said ? said->if_contains("keys") : nullptr;
    if (list == nullptr || !list->is_array()) return not_a_provider("keys");
    std::vector<Key> keys;
    for (const json::value& one : list->as_array()) {
        if (!one.is_object() || keys.size() >= kKeysAtMost) continue;
        if (auto key = read_key(one.as_object())) keys.push_back(std::move(*key));
    }
    return keys;
}

Result<json::object> verify(std::string_view token, const std::vector<Key>& keys, const Expected& expected,
                            base::Instant now) {
    if (token.size() > kTokenAtMost) return forged("size");
    cjose_err wrong{};
    const Jws jws(cjose_jws_import(token.data(), token.size(), &wrong));
    if (!jws) return forged("format");
    cjose_header_t* header = cjose_jws_get_protected(jws.get());
    const auto head = [&](const char* name) {
        const char* value = cjose_header_get(header, name, &wrong);
        return std::string(value == nullptr ? "" : value);
    };
    // What the library verifies by, not what we read beside it. A name it may not have is refused before a
    // key is looked at.
    const std::string algorithm = head("alg");
    if (std::ranges::find(kAlgorithms, algorithm) == kAlgorithms.end() ||
        std::ranges::find(expected.algorithms, algorithm) == expected.algorithms.end())
        return forged("alg");
    const auto written = base::from_base64url(token.substr(0, token.find('.')));
    const auto shown = written ? object_in(*written) : std::nullopt;
    if (!shown || says(*shown, "crit")) return forged("format");  // an extension that we do not know
    const std::string id = head("kid");
    bool known = false;
    bool right = false;
    for (const Key& key : keys) {
        if (!id.empty() && key.id != id) continue;
        known = true;
        if (right || !fits(key, algorithm)) continue;
        const Jwk jwk(cjose_jwk_import(key.jwk.data(), key.jwk.size(), &wrong));
        right = jwk && cjose_jws_verify(jws.get(), jwk.get(), &wrong);
    }
    if (!known) return base::fail(ErrorCode::not_found, "identity.sso.key");
    if (!right) return forged("signature");
    std::uint8_t* bytes = nullptr;  // stays the library's
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &wrong)) return forged("format");
    auto claims = object_in(std::string_view(reinterpret_cast<const char*>(bytes), size));
    if (!claims) return forged("format");
    MH_TRY(check_statements(*claims, expected, now));
    return std::move(*claims);
}

std::string challenge_of(std::string_view verifier) {
    return base::to_base64url(base::sha256(verifier));
}

std::string form(const Fields& fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        out += (out.empty() ? "" : "&") + escaped(name) + "=" + escaped(value);
    return out;
}

std::string with_query(const std::string& address, const Fields& fields) {
    return address + (address.find('?') == std::string::npos ? "?" : "&") + form(fields);
}

std::string basic(const std::string& client_id, const std::string& secret) {
    return "Basic " + base::to_base64(escaped(client_id) + ":" + escaped(secret));
}

std::string text_claim(const json::object& claims, std::string_view name) {
    const json::value* value = claims.if_contains(name);
    return value == nullptr || !value->is_string() ? std::string() : text_of(*value);
}

std::vector<std::string> list_claim(const json::object& claims, std::string_view name) {
    const json::value* value = claims.if_contains(name);
    std::vector<std::string> out;
    if (value == nullptr) return out;
    if (value->is_string()) out.push_back(text_of(*value));
    if (value->is_array())
        for (const json::value& one : value->as_array())
            if (one.is_string()) out.push_back(text_of(one));
    return out;
}

bool true_claim(const json::object& claims, std::string_view name) {
    const json::value* value = claims.if_contains(name);
    if (value == nullptr) return false;
    return value->is_bool() ? value->as_bool() : value->is_string() && text_of(*value) == "true";
}

}  // namespace manyhands::identity::oidc
