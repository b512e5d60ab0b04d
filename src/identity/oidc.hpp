// OpenID Connect as a relying party reads and writes it: what a provider says of itself, its keys, its ID
// tokens. Pure: no network, no clock, no store. Every function here reads what somebody else wrote, so
// nothing is believed that was not checked. docs/adr/0049. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "base/time.hpp"

namespace manyhands::identity::oidc {

// How far two clocks may be apart (OpenID Connect Core 1.0, 3.1.3.7).
inline constexpr base::Seconds kLeeway{60};

// OpenID Connect Discovery 1.0, of which this much is used.
struct Provider {
    std::string issuer;
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string userinfo_endpoint;  // empty: none
    std::string jwks_uri;
    std::vector<std::string> algorithms;  // that we take: never "none", never a shared secret
    bool secret_in_body = false;          // the token endpoint takes client_secret_post only
    bool names_itself = false;            // its answers carry `iss` (RFC 9207)
};

// One key of a JWKS. Others than RSA of 2,048 bits and more and the three curves of NIST are left out.
struct Key {
    std::string id;  // empty: none
    std::string kind;
    std::string algorithm;  // empty: it does not say
    std::string jwk;        // as cjose reads it
};

// What an ID token must say.
struct Expected {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    std::vector<std::string> algorithms;
};

std::string discovery_address(const std::string& issuer);
// unavailable ("identity.sso.discovery", reason).
base::Result<Provider> read_provider(std::string_view document, const std::string& issuer);
// unavailable ("identity.sso.discovery", reason).
base::Result<std::vector<Key>> read_keys(std::string_view document);

// The claims of a token whose signature and statements hold. Errors: not_found ("identity.sso.key"): none of
// the keys has its id, so they may have been changed; unauthenticated ("identity.sso.token", reason).
base::Result<boost::json::object> verify(std::string_view token, const std::vector<Key>& keys,
                                         const Expected& expected, base::Instant now);

// RFC 7636, method S256.
std::string challenge_of(std::string_view verifier);

using Fields = std::vector<std::pair<std::string, std::string>>;
// application/x-www-form-urlencoded.
std::string form(const Fields& fields);
std::string with_query(const std::string& address, const Fields& fields);
// The value of an Authorization header for a client's id and secret (RFC 6749, 2.3.1).
std::string basic(const std::string& client_id, const std::string& secret);

// A claim that is a text; empty: not there, or something else.
std::string text_claim(const boost::json::object& claims, std::string_view name);
// A claim that is a list of texts, or one.
std::vector<std::string> list_claim(const boost::json::object& claims, std::string_view name);
// true and "true".
bool true_claim(const boost::json::object& claims, std::string_view name);

}  // namespace manyhands::identity::oidc
