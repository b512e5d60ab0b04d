#include "net/web_push.hpp"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "base/encoding.hpp"

namespace manyhands::net {
namespace {

std::string raw(std::string_view text) {
    return base::from_base64url(text).value();
}

// RFC 8291, appendix A.
const PushReceiver kReceiver{
    raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    raw("BTBZMqHH6r4Tts7J_aSIgg")};
const std::string kSalt = raw("DGv6ra1nlYgDCS1FRnbzlw");
const std::string kOnce = raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
constexpr const char* kPlain = "When I grow up, I want to be a watermelon";
constexpr const char* kBody =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
    "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6"
    "cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

TEST(WebPush, TheVectorOfTheRfcByteForByte) {
    const auto once = push_key(kOnce);
    ASSERT_TRUE(once) << once.error().cause;
    EXPECT_EQ(base::to_base64url(once->open),
              "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
    const auto body = seal_push(kPlain, kReceiver, *once, kSalt);
    ASSERT_TRUE(body) << body.error().cause;
    EXPECT_EQ(base::to_base64url(*body), kBody);
}

TEST(WebPush, AReceiverThatIsNoneIsRefused) {
    const auto once = push_key(kOnce);
    auto off = kReceiver;
    off.p256dh[40] = static_cast<char>(off.p256dh[40] ^ 1);  // beside the curve
    EXPECT_FALSE(is_receiver(off));
    EXPECT_EQ(seal_push(kPlain, off, *once, kSalt).error().key, "net.push.bad_receiver");
    auto brief = kReceiver;
    brief.auth.pop_back();
    EXPECT_FALSE(is_receiver(brief));
    EXPECT_FALSE(is_receiver({std::string(65, '\0'), kReceiver.auth}));
    EXPECT_TRUE(is_receiver(kReceiver));
    EXPECT_EQ(seal_push(std::string(kPushPlainAtMost + 1, 'x'), kReceiver, *once, kSalt).error().key,
              "net.push.too_long");
    EXPECT_EQ(seal_push(std::string(kPushPlainAtMost, 'x'), kReceiver, *once, kSalt)->size(), 4'096U);
}

TEST(WebPush, AKeyComesOfItsSeedAndOnlyOfThat) {
    const auto one = push_key_of("seed");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->open, push_key_of("seed")->open);
    EXPECT_NE(one->open, push_key_of("seed 2")->open);
    EXPECT_FALSE(push_key(std::string(32, '\0')));
    EXPECT_FALSE(push_key(std::string(32, '\xFF')));
    EXPECT_FALSE(push_key("short"));
}

// By OpenSSL's own verification, from the public key alone.
bool signed_by(const std::string& open, const std::string& text, const std::string& signature) {
    const unsigned char* at = reinterpret_cast<const unsigned char*>(open.data());
    EVP_PKEY* key = EVP_PKEY_new();
    EVP_PKEY* frame = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "prime256v1");
    EVP_PKEY_copy_parameters(key, frame);
    EVP_PKEY_set1_encoded_public_key(key, at, open.size());
    ECDSA_SIG* both = ECDSA_SIG_new();
    const auto* r = reinterpret_cast<const unsigned char*>(signature.data());
    ECDSA_SIG_set0(both, BN_bin2bn(r, 32, nullptr), BN_bin2bn(r + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(both, &der);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
    const bool good = EVP_DigestVerify(context, der, static_cast<std::size_t>(size),
                                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
    EVP_MD_CTX_free(context);
    OPENSSL_free(der);
    ECDSA_SIG_free(both);
    EVP_PKEY_free(frame);
    EVP_PKEY_free(key);
    return good;
}

TEST(WebPush, TheSignatureSaysForWhomUntilWhenAndHolds) {
    const auto key = push_key_of("seed").value();
    const auto value = vapid(key, "https://push.example", base::Instant(base::Seconds(1'700'000'000)),
                             "mailto:desk@shop.example");
    ASSERT_TRUE(value) << value.error().cause;
    ASSERT_TRUE(value->starts_with("vapid t="));
    const auto end = value->find(", k=");
    const std::string token = value->substr(8, end - 8);
    EXPECT_EQ(raw(value->substr(end + 4)), key.open);
    const auto dot = token.find('.');
    const auto last = token.rfind('.');
    EXPECT_EQ(raw(token.substr(0, dot)), R"({"typ":"JWT","alg":"ES256"})");
    EXPECT_EQ(raw(token.substr(dot + 1, last - dot - 1)),
              R"({"aud":"https://push.example","exp":1700000000,"sub":"mailto:desk@shop.example"})");
    const std::string signature = raw(token.substr(last + 1));
    ASSERT_EQ(signature.size(), 64U);
    EXPECT_TRUE(signed_by(key.open, token.substr(0, last), signature));
    EXPECT_FALSE(signed_by(key.open, token.substr(0, last) + "x", signature));
    EXPECT_FALSE(vapid(key, "https://push.example", {}, "mailto:a\"b"));
}

}  // namespace
}  // namespace manyhands::net
