// One e-mail as bytes (RFC 5322, 2047, 2045, 8058): plain text and HTML, UTF-8 in whatever language, lines of
// at most 76 characters. Nothing that somebody typed can end a header. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace manyhands::net {

struct Mailbox {
    std::string name;     // as people read it; may be empty
    std::string address;  // "kim@shop.example"
};
// "Name <address>" or "address". Errors: invalid ("net.mail.bad_address").
base::Result<Mailbox> mailbox_of(std::string_view text);
// Whether it is an address that can stand in an envelope: ASCII, one @, no blanks, nothing that separates.
bool is_mail_address(std::string_view text);

struct Letter {
    Mailbox from;
    Mailbox to;
    std::string subject;
    std::string text;
    std::string html;
    std::string id;  // before the @ of the Message-ID, letters and digits; the same when it is sent again
    std::string stop_url;  // ends such letters by one press (RFC 8058); empty: none
    std::string lang;      // "ko", "en"
    base::Instant at{};
};
// Errors: invalid ("net.mail.bad_address", "net.mail.bad_letter").
base::Result<std::string> compose(const Letter& letter);

// A header's text: as it is when it is plain and short, else in encoded words that never cut a character.
std::string encoded_words(std::string_view text, std::size_t used);

}  // namespace manyhands::net
