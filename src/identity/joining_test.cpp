#include "identity/joining.hpp"

#include <gtest/gtest.h>

#include "identity/password.hpp"

namespace manyhands::identity {
namespace {

using namespace std::chrono_literals;

const base::Instant kNow = base::from_micros(1'773'033'780'000'000);

TEST(JoinLink, IsOpenUntilItsHourItsEndOrItsLastPlace) {
    JoinLink link;
    link.expires_at = kNow + 1h;
    EXPECT_EQ(state_of(link, kNow), LinkState::open);
    EXPECT_EQ(state_of(link, kNow + 1h - 1us), LinkState::open);
    EXPECT_EQ(state_of(link, kNow + 1h), LinkState::expired) << "the instant itself is too late";
    link.most = 2;
    link.joined = 1;
    EXPECT_EQ(state_of(link, kNow), LinkState::open);
    link.waiting = 1;
    EXPECT_EQ(state_of(link, kNow), LinkState::full) << "who waits has a place";
    link.ended_at = kNow;
    EXPECT_EQ(state_of(link, kNow), LinkState::ended);
}

TEST(JoinLink, EndsWithWhoeverMadeIt) {
    JoinLink link;
    link.expires_at = kNow + 1h;
    link.holds = false;
    EXPECT_EQ(state_of(link, kNow), LinkState::ended);
}

TEST(JoinLink, NamesAreReadAsTheyAreWritten) {
    for (const Entry one : {Entry::confirmed, Entry::at_once})
        EXPECT_EQ(entry(to_string(one)), one);
    EXPECT_EQ(entry("whenever"), std::nullopt);
    for (const LinkState one : {LinkState::open, LinkState::ended, LinkState::expired, LinkState::full})
        EXPECT_NE(to_string(one), "");
}

TEST(Password, CountsCharactersNotBytes) {
    EXPECT_FALSE(check_password("1234567").has_value());
    EXPECT_TRUE(check_password("12345678").has_value());
    EXPECT_FALSE(check_password("가나다라마바사").has_value()) << "21 bytes, 7 characters";
    EXPECT_TRUE(check_password("가나다라마바사아").has_value());
    EXPECT_TRUE(check_password(std::string(256, 'x')).has_value());
    EXPECT_FALSE(check_password(std::string(257, 'x')).has_value());
    EXPECT_NE(hash_password("12345678"), hash_password("12345678")) << "salted";
    EXPECT_TRUE(hash_password("12345678").starts_with("$argon2id$"));
}

}  // namespace
}  // namespace manyhands::identity
