// Tokens as a provider makes them, and as forgers do: signed here with real keys.
#include "identity/oidc.hpp"

#include <memory>

#include <boost/json.hpp>
#include <cjose/cjose.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace manyhands::identity::oidc {
namespace {

namespace json = boost::json;

constexpr std::int64_t kNow = 1'773'033'780;
const base::Instant kInstant = base::from_micros(kNow * 1'000'000);
constexpr const char* kIssuer = "https://login.hanbit.example/main";

struct Gone {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
    void operator()(cjose_header_t* header) const { cjose_header_release(header); }
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using PrivateKey = std::unique_ptr<cjose_jwk_t, Gone>;

std::string jwk_of(const PrivateKey& key, bool secret_too = false) {
    cjose_err wrong{};
    char* text = cjose_jwk_to_json(key.get(), secret_too, &wrong);
    std::string out(text);
    cjose_get_dealloc()(text);
    return out;
}

std::string jwks_of(std::vector<std::pair<std::string, std::string>> keys) {
    json::array list;
    for (const auto& [id, jwk] : keys) {
        auto object = json::parse(jwk).as_object();
        object["kid"] = id;
        object["use"] = "sig";
        list.push_back(object);
    }
    return json::serialize(json::object{{"keys", list}});
}

std::string signed_with(const cjose_jwk_t* key, const std::string& algorithm, const std::string& kid,
                        const std::string& payload) {
    cjose_err wrong{};
    std::unique_ptr<cjose_header_t, Gone> header(cjose_header_new(&wrong));
    cjose_header_set(header.get(), "alg", algorithm.c_str(), &wrong);
    if (!kid.empty()) cjose_header_set(header.get(), "kid", kid.c_str(), &wrong);
    std::unique_ptr<cjose_jws_t, Gone> jws(cjose_jws_sign(
        key, header.get(), reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size(), &wrong));
    EXPECT_NE(jws, nullptr) << algorithm << ": " << wrong.message;
    if (!jws) return {};
    const char* text = nullptr;
    EXPECT_TRUE(cjose_jws_export(jws.get(), &text, &wrong));
    return text;
}

class IdToken : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        cjose_err wrong{};
        rsa_ = new PrivateKey(cjose_jwk_create_RSA_random(2048, nullptr, 0, &wrong));
        other_ = new PrivateKey(cjose_jwk_create_RSA_random(2048, nullptr, 0, &wrong));
        curve_ = new PrivateKey(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &wrong));
    }
    static void TearDownTestSuite() {
        delete rsa_;
        delete other_;
        delete curve_;
    }

    json::object good() const {
        return {{"iss", kIssuer},   {"sub", "u-17"},      {"aud", "manyhands"},           {"exp", kNow + 300},
                {"iat", kNow - 10}, {"nonce", "n-nonce"}, {"email", "kim@hanbit.example"}};
    }
    json::object with(std::string_view name, json::value value) const {
        auto claims = good();
        claims[name] = std::move(value);
        return claims;
    }
    json::object without(std::string_view name) const {
        auto claims = good();
        claims.erase(name);
        return claims;
    }
    std::string token(const json::object& claims) const {
        return signed_with(rsa_->get(), "RS256", "k1", json::serialize(claims));
    }
    std::vector<Key> keys() const {
        return *read_keys(jwks_of({{"k1", jwk_of(*rsa_)}, {"e1", jwk_of(*curve_)}}));
    }
    // "" when the token is taken, else what is wrong with it.
    std::string judged(const std::string& token, base::Micros later = {}) const {
        const Expected expected{kIssuer, "manyhands", "n-nonce", {"RS256", "PS256", "ES256"}};
        const auto claims = verify(token, keys(), expected, kInstant + later);
        if (claims) return {};
        if (claims.error().args.empty()) return claims.error().key;
        EXPECT_EQ(claims.error().code, base::ErrorCode::unauthenticated);
        EXPECT_EQ(claims.error().key, "identity.sso.token");
        return claims.error().args.front().second;
    }
    std::string judged(const json::object& claims) const { return judged(token(claims)); }

    static inline PrivateKey* rsa_ = nullptr;
    static inline PrivateKey* other_ = nullptr;
    static inline PrivateKey* curve_ = nullptr;
};

TEST_F(IdToken, IsTakenWhenSignatureAndStatementsHold) {
    EXPECT_EQ(judged(good()), "");
    EXPECT_EQ(judged(signed_with(rsa_->get(), "PS256", "k1", json::serialize(good()))), "");
    EXPECT_EQ(judged(signed_with(curve_->get(), "ES256", "e1", json::serialize(good()))), "");
    EXPECT_EQ(judged(signed_with(rsa_->get(), "RS256", "", json::serialize(good()))), "") << "no key named";
    EXPECT_EQ(judged(with("aud", json::array{"manyhands"})), "");
    auto several = with("aud", json::array{"manyhands", "payroll"});
    several["azp"] = "manyhands";
    EXPECT_EQ(judged(several), "");
}

TEST_F(IdToken, WithoutSignatureIsRefused) {
    const auto part = [](const std::string& text) { return base::to_base64url(text); };
    const std::string body = part(json::serialize(good()));
    for (const char* none : {"none", "None", "NONE", ""})
        EXPECT_NE(judged(part(std::string(R"({"alg":")") + none + R"("})") + "." + body + "."), "") << none;
    EXPECT_NE(judged(part(R"({"typ":"JWT"})") + "." + body + "."), "");
    const std::string whole = token(good());
    EXPECT_NE(judged(whole.substr(0, whole.rfind('.') + 1)), "");
    EXPECT_NE(judged("not a token"), "");
    EXPECT_NE(judged(""), "");
}

TEST_F(IdToken, SignedWithThePublicKeyAsASecretIsRefused) {
    cjose_err wrong{};
    // Whatever form of the public key the forger takes for the secret.
    for (const std::string& secret : {jwk_of(*rsa_), keys().front().jwk}) {
        const PrivateKey shared(cjose_jwk_create_oct_spec(
            reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size(), &wrong));
        for (const char* algorithm : {"HS256", "HS384", "HS512"})
            EXPECT_EQ(judged(signed_with(shared.get(), algorithm, "k1", json::serialize(good()))), "alg");
    }
    // Nor is one taken where the provider publishes it by mistake.
    EXPECT_TRUE(read_keys(R"({"keys":[{"kty":"oct","kid":"k1","k":"c2VjcmV0"}]})")->empty());
}

TEST_F(IdToken, OfAnAlgorithmThatTheProviderDoesNotOfferIsRefused) {
    EXPECT_EQ(judged(signed_with(rsa_->get(), "RS512", "k1", json::serialize(good()))), "alg");
}

TEST_F(IdToken, WithAKeyOfAnotherKindOrForAnotherAlgorithmIsRefused) {
    EXPECT_EQ(judged(signed_with(rsa_->get(), "RS256", "e1", json::serialize(good()))), "signature");
    auto jwk = json::parse(jwk_of(*rsa_)).as_object();
    jwk["alg"] = "PS256";
    const auto pinned = *read_keys(jwks_of({{"k1", json::serialize(jwk)}}));
    const Expected expected{kIssuer, "manyhands", "n-nonce", {"RS256", "PS256"}};
    EXPECT_FALSE(verify(token(good()), pinned, expected, kInstant));
}

TEST_F(IdToken, OfAStrangersKeyOrChangedOnTheWayIsRefused) {
    EXPECT_EQ(judged(signed_with(other_->get(), "RS256", "k1", json::serialize(good()))), "signature");
    const std::string whole = token(good());
    const std::string body = base::to_base64url(json::serialize(with("sub", "u-1")));
    EXPECT_EQ(judged(whole.substr(0, whole.find('.') + 1) + body + whole.substr(whole.rfind('.'))),
              "signature");
}

TEST_F(IdToken, OfAKeyThatIsNotKnownYetSaysSo) {
    EXPECT_EQ(judged(signed_with(other_->get(), "RS256", "k2", json::serialize(good()))), "identity.sso.key");
    const auto rotated = *read_keys(jwks_of({{"k2", jwk_of(*other_)}}));
    const Expected expected{kIssuer, "manyhands", "n-nonce", {"RS256"}};
    EXPECT_TRUE(verify(signed_with(other_->get(), "RS256", "k2", json::serialize(good())), rotated, expected,
                       kInstant));
    EXPECT_FALSE(verify(token(good()), rotated, expected, kInstant)) << "the former key is gone";
}

TEST_F(IdToken, OfAnotherIssuerAudienceOrRequestIsRefused) {
    EXPECT_EQ(judged(with("iss", "https://login.hanbit.example")), "iss");
    EXPECT_EQ(judged(with("iss", json::string(std::string(kIssuer) + "/"))), "iss");
    EXPECT_EQ(judged(without("iss")), "iss");
    EXPECT_EQ(judged(with("aud", "payroll")), "aud");
    EXPECT_EQ(judged(without("aud")), "aud");
    EXPECT_EQ(judged(with("aud", json::array{})), "aud");
    EXPECT_EQ(judged(with("aud", json::array{"manyhands", "payroll"})), "azp");
    EXPECT_EQ(judged(with("azp", "payroll")), "azp");
    EXPECT_EQ(judged(with("azp", 7)), "azp");
    EXPECT_EQ(judged(with("nonce", "of another browser")), "nonce");
    EXPECT_EQ(judged(without("nonce")), "nonce");
    EXPECT_EQ(judged(without("sub")), "sub");
    EXPECT_EQ(judged(with("sub", json::string(std::string(256, 'x')))), "sub");
}

TEST_F(IdToken, IsTakenWithinAMinuteOfItsTimesAndNotBeyond) {
    using namespace std::chrono_literals;
    const std::string whole = token(good());
    EXPECT_EQ(judged(whole, 300s + 59s), "");
    EXPECT_EQ(judged(whole, 300s + 60s), "exp");
    EXPECT_EQ(judged(without("exp")), "exp");
    EXPECT_EQ(judged(with("exp", "tomorrow")), "exp");
    EXPECT_EQ(judged(with("exp", 1e300)), "exp");
    EXPECT_EQ(judged(whole, -70s), "");
    EXPECT_EQ(judged(whole, -71s), "iat") << "made in the future";
    EXPECT_EQ(judged(without("iat")), "iat");
    EXPECT_EQ(judged(with("nbf", kNow + 60)), "");
    EXPECT_EQ(judged(with("nbf", kNow + 61)), "nbf");
}

TEST_F(IdToken, WithAnExtensionThatMustBeKnownIsRefused) {
    const std::string whole = token(good());
    const std::string head = base::to_base64url(R"({"alg":"RS256","kid":"k1","crit":["b64"],"b64":false})");
    EXPECT_NE(judged(head + whole.substr(whole.find('.'))), "");
}

TEST(OidcKeys, LeaveOutWhatIsTooWeakOrNotForSigning) {
    cjose_err wrong{};
    const PrivateKey weak(cjose_jwk_create_RSA_random(1024, nullptr, 0, &wrong));
    EXPECT_TRUE(read_keys(jwks_of({{"k1", jwk_of(weak)}}))->empty());
    const PrivateKey curve(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &wrong));
    auto jwk = json::parse(jwk_of(curve, true)).as_object();
    const auto kept = *read_keys(jwks_of({{"k1", json::serialize(jwk)}}));
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept.front().jwk.find("\"d\""), std::string::npos) << "no private part is kept";
    jwk["use"] = "enc";
    EXPECT_TRUE(read_keys(json::serialize(json::object{{"keys", json::array{jwk}}}))->empty());
    EXPECT_FALSE(read_keys("[]"));
    EXPECT_FALSE(read_keys("{}"));
    EXPECT_TRUE(read_keys(R"({"keys":[1,null,{"kty":"OKP"}]})")->empty());
}

TEST(OidcProvider, IsReadFromItsDocument) {
    json::object said{{"issuer", kIssuer},
                      {"authorization_endpoint", "https://login.hanbit.example/auth"},
                      {"token_endpoint", "https://login.hanbit.example/token"},
                      {"userinfo_endpoint", "https://login.hanbit.example/me"},
                      {"jwks_uri", "https://login.hanbit.example/keys"},
                      {"id_token_signing_alg_values_supported", json::array{"none", "HS256", "ES256"}},
                      {"token_endpoint_auth_methods_supported", json::array{"client_secret_post"}},
                      {"authorization_response_iss_parameter_supported", true}};
    const auto read = [&] { return read_provider(json::serialize(said), kIssuer); };
    ASSERT_TRUE(read());
    EXPECT_EQ(read()->algorithms, std::vector<std::string>{"ES256"}) << "neither none nor a shared secret";
    EXPECT_TRUE(read()->secret_in_body);
    EXPECT_TRUE(read()->names_itself);
    said["id_token_signing_alg_values_supported"] = json::array{"none", "HS256"};
    EXPECT_EQ(read().error().args.front().second, "alg");
    said.erase("id_token_signing_alg_values_supported");
    EXPECT_EQ(read()->algorithms, std::vector<std::string>{"RS256"});
    said["issuer"] = "https://login.hanbit.example/other";
    EXPECT_EQ(read().error().args.front().second, "issuer");
    EXPECT_FALSE(read_provider("<html>", kIssuer));
    said["issuer"] = kIssuer;
    said.erase("jwks_uri");
    EXPECT_EQ(read().error().args.front().second, "endpoint");
}

TEST(OidcWords, AreEncodedAsTheirStandardsSay) {
    // RFC 7636, appendix B.
    EXPECT_EQ(challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    EXPECT_EQ(form({{"a", "x y&z=%"}, {"한", "~"}}), "a=x%20y%26z%3D%25&%ED%95%9C=~");
    EXPECT_EQ(with_query("https://a.example/?t=1", {{"b", "2"}}), "https://a.example/?t=1&b=2");
    EXPECT_EQ(discovery_address("https://a.example/"), "https://a.example/.well-known/openid-configuration");
    EXPECT_EQ(basic("a:b", "c"), "Basic " + base::to_base64("a%3Ab:c"));
}

}  // namespace
}  // namespace manyhands::identity::oidc
