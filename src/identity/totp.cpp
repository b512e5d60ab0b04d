#include "identity/totp.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace manyhands::identity {
namespace {

constexpr int kDigits = 6;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// What a URI may hold as it is.
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '@';
}

std::string escaped(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_plain(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4U];
        out += kHex[byte & 15U];
    }
    return out;
}

// As long whichever digits are wrong.
bool same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned differs = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        differs |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return differs == 0;
}

}  // namespace

std::string hotp(std::string_view secret, std::uint64_t counter, int digits) {
    std::array<unsigned char, 8> message{};
    for (std::size_t i = 0; i < message.size(); ++i)
        message[i] = static_cast<unsigned char>(counter >> (56U - 8U * i));
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned length = 0;
    HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(),
         mac.data(), &length);
    const std::size_t at = mac[length - 1] & 15U;
    const std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 127U) << 24U) |
                                 (static_cast<std::uint32_t>(mac[at + 1]) << 16U) |
                                 (static_cast<std::uint32_t>(mac[at + 2]) << 8U) |
                                 static_cast<std::uint32_t>(mac[at + 3]);
    std::uint32_t modulus = 1;
    for (int i = 0; i < digits; ++i)
        modulus *= 10;
    std::string code = std::to_string(number % modulus);
    return std::string(static_cast<std::size_t>(digits) - code.size(), '0') + code;
}

std::int64_t totp_step(base::Instant now) {
    return base::to_micros(now) / 1'000'000 / kTotpStep;
}

std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, base::Instant now,
                                       std::int64_t after) {
    std::string digits;
    for (const char c : code)
        if (c != ' ') digits += c;
    if (digits.size() != kDigits) return std::nullopt;
    std::optional<std::int64_t> found;
    const std::int64_t here = totp_step(now);
    for (std::int64_t step = here - 1; step <= here + 1; ++step)
        if (step > after && same(hotp(secret, static_cast<std::uint64_t>(step)), digits)) found = step;
    return found;
}

std::string to_base32(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned have = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        have += 8;
        while (have >= 5) {
            have -= 5;
            out += kBase32[(bits >> have) & 31U];
        }
    }
    if (have > 0) out += kBase32[(bits << (5 - have)) & 31U];
    return out;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
    return "otpauth://totp/" + escaped(issuer) + ":" + escaped(account) + "?secret=" + to_base32(secret) +
           "&issuer=" + escaped(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace manyhands::identity
