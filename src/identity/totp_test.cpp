#include "identity/totp.hpp"

#include <gtest/gtest.h>

namespace manyhands::identity {
namespace {

const std::string kSecret = "12345678901234567890";  // of both RFCs

base::Instant at(std::int64_t seconds) {
    return base::from_micros(seconds * 1'000'000);
}

// RFC 4226, appendix D.
TEST(Totp, CountsAsTheRfcDoes) {
    const char* wanted[] = {"755224", "287082", "359152", "969429", "338314",
                            "254676", "287922", "162583", "399871", "520489"};
    for (std::uint64_t i = 0; i < std::size(wanted); ++i)
        EXPECT_EQ(hotp(kSecret, i), wanted[i]) << i;
}

// RFC 6238, appendix B, the rows of SHA-1.
TEST(Totp, KeepsTheTimeOfTheRfc) {
    const std::pair<std::int64_t, const char*> wanted[] = {{59, "94287082"},
                                                           {1'111'111'109, "07081804"},
                                                           {1'111'111'111, "14050471"},
                                                           {1'234'567'890, "89005924"},
                                                           {2'000'000'000, "69279037"},
                                                           {20'000'000'000, "65353130"}};
    for (const auto& [seconds, code] : wanted)
        EXPECT_EQ(hotp(kSecret, static_cast<std::uint64_t>(totp_step(at(seconds))), 8), code) << seconds;
}

TEST(Totp, TakesOneStepBeforeAndAfterAndNoFurther) {
    const std::string code = hotp(kSecret, 100);
    for (const std::int64_t step : {99, 100, 101})
        EXPECT_EQ(totp_match(kSecret, code, at(step * kTotpStep), 0), 100) << step;
    EXPECT_FALSE(totp_match(kSecret, code, at(98 * kTotpStep + 29), 0));
    EXPECT_FALSE(totp_match(kSecret, code, at(102 * kTotpStep), 0));
}

TEST(Totp, TakesACodeOnce) {
    const std::string code = hotp(kSecret, 100);
    EXPECT_FALSE(totp_match(kSecret, code, at(100 * kTotpStep), 100)) << "the same again";
    EXPECT_FALSE(totp_match(kSecret, code, at(100 * kTotpStep), 101)) << "an older one";
    EXPECT_TRUE(totp_match(kSecret, hotp(kSecret, 101), at(100 * kTotpStep), 100));
}

TEST(Totp, ReadsWhatPeopleType) {
    std::string code = hotp(kSecret, 100);
    code.insert(3, " ");
    EXPECT_TRUE(totp_match(kSecret, code, at(100 * kTotpStep), 0));
    for (const char* wrong : {"", "000000", "75522", "7552244", "abcdef", "-55224"})
        EXPECT_FALSE(totp_match(kSecret, wrong, at(100 * kTotpStep), 0)) << wrong;
}

TEST(Totp, GivesAppsWhatTheyRead) {
    EXPECT_EQ(to_base32(""), "");
    EXPECT_EQ(to_base32("f"), "MY");
    EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");  // RFC 4648, section 10, without padding
    EXPECT_EQ(to_base32(kSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(totp_uri("foobar", "Many hands", "k+g@hanbit.example"),
              "otpauth://totp/Many%20hands:k%2Bg@hanbit.example?secret=MZXW6YTBOI&issuer=Many%20hands"
              "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace manyhands::identity
