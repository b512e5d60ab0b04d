#include "base/encoding.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace manyhands::base {
namespace {

TEST(Base64Url, KnownAnswers) {
    // RFC 4648, section 10, without padding.
    const std::pair<std::string_view, std::string_view> table[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"},
    };
    for (const auto& [plain, coded] : table) {
        EXPECT_EQ(to_base64url(plain), coded);
        EXPECT_EQ(from_base64url(coded), std::string(plain));
    }
}

TEST(Base64Url, RefusesWhatIsNotCanonical) {
    for (const std::string_view bad :
         {"Zg==", "Zg=", "Z", "Zm9vY", "Zm9v+", "Zm9v/", "Zm 9v", "Zm9v\n", "\xec\x95\x88"})
        EXPECT_FALSE(from_base64url(bad).has_value()) << bad;
    // Bits that no byte needs must be zero: two texts never stand for the same bytes.
    EXPECT_FALSE(
        from_base64("Y\x86Q=").has_value());  // found by fuzzing: libsodium takes the \x86 for a letter
    EXPECT_FALSE(from_base64url("Zh").has_value());
    EXPECT_FALSE(from_base64url("Zm9").has_value());
    EXPECT_FALSE(from_base64url(std::string_view("Zm9v\0", 5)).has_value());
}

TEST(Base64Url, ComesBackAsItWas) {
    SeededRandom random(11);
    for (std::size_t length = 0; length < 200; ++length) {
        std::string bytes(length, '\0');
        random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        const std::string coded = to_base64url(bytes);
        EXPECT_EQ(coded.find_first_of("+/="), std::string::npos);
        EXPECT_EQ(from_base64url(coded), bytes);
    }
}

// RFC 4648, section 10.
TEST(Base64, KnownAnswers) {
    EXPECT_EQ(to_base64(""), "");
    EXPECT_EQ(to_base64("f"), "Zg==");
    EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(to_base64("\xfb\xff"), "+/8=");
    EXPECT_EQ(from_base64("+/8="), "\xfb\xff");
    EXPECT_FALSE(from_base64("+/8"));
    EXPECT_FALSE(from_base64("-_8="));
    EXPECT_FALSE(from_base64("Zg== "));
}

TEST(Hex, IsLowerCase) {
    EXPECT_EQ(to_hex(""), "");
    EXPECT_EQ(to_hex(std::string_view("\x00\x7f\xff\xab", 4)), "007fffab");
}

TEST(Sha256, KnownAnswers) {
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abc").size(), 32U);
}

// RFC 4231, cases 1, 2 and 6 (a key longer than a block).
TEST(HmacSha256, KnownAnswers) {
    EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace manyhands::base
