#include "identity/passphrase_box.hpp"

#include <gtest/gtest.h>

namespace manyhands::identity {
namespace {

TEST(PassphraseBox, OpensWithItsWordsOnly) {
    base::SystemRandom random;
    SecretBox::Key key{};
    random.fill(key);
    const auto box = box_key(key, "ten words 그리고 한글", random);
    ASSERT_TRUE(box.has_value());
    EXPECT_EQ(box->find(std::string(reinterpret_cast<const char*>(key.data()), key.size())),
              std::string::npos);
    EXPECT_EQ(open_key_box(*box, "ten words 그리고 한글").value(), key);
    for (const std::string& wrong : {std::string("ten words 그리고 한글 "), std::string()})
        EXPECT_EQ(open_key_box(*box, wrong).error().key, "identity.passphrase.wrong");
    std::string damaged = *box;
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    EXPECT_EQ(open_key_box(damaged, "ten words 그리고 한글").error().key, "identity.passphrase.wrong");
    EXPECT_EQ(open_key_box("short", "ten words 그리고 한글").error().key, "identity.passphrase.wrong");
    EXPECT_EQ(box_key(key, "too short", random).error().key, "identity.passphrase.short");
}

TEST(PassphraseBox, AMarkTellsKeysApart) {
    base::SeededRandom random(3);
    SecretBox::Key one{};
    SecretBox::Key other{};
    random.fill(one);
    random.fill(other);
    EXPECT_EQ(key_mark(one), key_mark(one));
    EXPECT_NE(key_mark(one), key_mark(other));
    EXPECT_EQ(key_mark(one).size(), 16U);
}

}  // namespace
}  // namespace manyhands::identity
