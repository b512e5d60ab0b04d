#include "net/letter.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace manyhands::net {
namespace {

Letter letter() {
    Letter one;
    one.from = {"만손", "desk@hanbit.example"};
    one.to = {"Kim Gaon", "kim@hanbit.example"};
    one.subject = "답을 기다리는 질문이 세 건 있습니다";
    one.text = "안녕하세요.\n.\nFrom here on";
    one.html = "<p>안녕하세요.</p>";
    one.id = "01K0000000";
    one.stop_url = "https://answers.example/stop/x";
    one.lang = "ko";
    one.at = base::parse_rfc3339("2026-03-09T05:03:07Z").value();
    return one;
}

std::string decoded(const std::string& value) {
    std::string out;
    for (std::size_t at = 0; (at = value.find("=?UTF-8?B?", at)) != std::string::npos;) {
        const auto end = value.find("?=", at + 10);
        out += base::from_base64(value.substr(at + 10, end - at - 10)).value();
        at = end;
    }
    return out;
}

TEST(Letter, SaysWhatItSaysInLinesThatEveryServerTakes) {
    const auto composed = compose(letter());
    ASSERT_TRUE(composed) << composed.error().key;
    std::size_t from = 0;
    for (std::size_t end; (end = composed->find("\r\n", from)) != std::string::npos; from = end + 2) {
        EXPECT_LE(end - from, 78U) << composed->substr(from, end - from);
        EXPECT_EQ(composed->substr(from, end - from).find_first_of("\r\n"), std::string::npos);
    }
    EXPECT_EQ(from, composed->size());
    for (const char byte : *composed)
        EXPECT_LT(static_cast<unsigned char>(byte), 0x80);
    const auto subject = composed->find("Subject: ");
    EXPECT_EQ(decoded(composed->substr(subject, composed->find("\r\nDate:") - subject)), letter().subject);
    EXPECT_NE(composed->find("From: =?UTF-8?B?66eM7IaQ?=\r\n <desk@hanbit.example>\r\n"), std::string::npos);
    EXPECT_NE(composed->find("To: Kim Gaon <kim@hanbit.example>\r\n"), std::string::npos);
    EXPECT_NE(composed->find("Date: Mon, 09 Mar 2026 05:03:07 +0000\r\n"), std::string::npos);
    EXPECT_NE(composed->find("Message-ID: <01K0000000@hanbit.example>\r\n"), std::string::npos);
    EXPECT_NE(composed->find("List-Unsubscribe: <https://answers.example/stop/x>\r\n"
                             "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
              std::string::npos);
    EXPECT_NE(composed->find(base::to_base64("안녕하세요.\r\n.\r\nFrom here on")), std::string::npos);
}

TEST(Letter, NothingThatSomebodyTypedEndsAHeader) {
    Letter one = letter();
    one.subject = "A\r\nBcc: all@hanbit.example\r\n\r\nhello";
    one.to.name = "Eve\"\r\nBcc: all@hanbit.example";
    const auto composed = compose(one);
    ASSERT_TRUE(composed);
    EXPECT_EQ(composed->find("Bcc:"), composed->find("Subject: A  Bcc:") == std::string::npos
                                          ? std::string::npos
                                          : composed->find("Bcc:"));
    EXPECT_EQ(composed->find("\r\nBcc"), std::string::npos);
    for (const char* wrong :
         {"a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a@", "@b", "a", "a@b,c@d", "é@b"}) {
        one = letter();
        one.to.address = wrong;
        EXPECT_EQ(compose(one).error().key, "net.mail.bad_address") << wrong;
    }
    one = letter();
    one.stop_url = "https://x/>\r\nBcc: y";
    EXPECT_EQ(compose(one).error().key, "net.mail.bad_letter");
    one = letter();
    one.id = "a@b>";
    EXPECT_EQ(compose(one).error().key, "net.mail.bad_letter");
}

TEST(Letter, EncodedWordsNeverCutACharacter) {
    std::string text;
    for (int i = 0; i < 60; ++i)
        text += i % 2 == 0 ? "한" : "a";
    const std::string words = encoded_words(text, 9);
    EXPECT_EQ(decoded(words), text);
    for (std::size_t at = 0; (at = words.find("=?UTF-8?B?", at)) != std::string::npos; ++at) {
        const std::string one = decoded(words.substr(at, words.find("?=", at + 10) + 2 - at));
        EXPECT_NE(static_cast<unsigned char>(one.front()) & 0xC0U, 0x80U);
    }
    EXPECT_EQ(encoded_words("Plain words", 9), "Plain words");
    EXPECT_EQ(decoded(encoded_words("=?UTF-8?Q?no?=", 9)), "=?UTF-8?Q?no?=");
}

TEST(Letter, TheSendersAddressIsRead) {
    EXPECT_EQ(mailbox_of("desk@shop.example")->address, "desk@shop.example");
    const auto both = mailbox_of("한빛 고객지원 <desk@shop.example>");
    ASSERT_TRUE(both);
    EXPECT_EQ(both->name, "한빛 고객지원");
    EXPECT_EQ(both->address, "desk@shop.example");
    EXPECT_EQ(mailbox_of("\"Desk, Hanbit\" <desk@shop.example>")->name, "Desk, Hanbit");
    EXPECT_FALSE(mailbox_of("desk"));
}

}  // namespace
}  // namespace manyhands::net
