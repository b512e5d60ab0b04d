// Hands one letter to the company's own mail server. Thread-safe.
#pragma once

#include <expected>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace manyhands::net {

struct SmtpServer {
    std::string url;   // smtp://host:port (STARTTLS) or smtps://host:port
    std::string user;  // empty: without signing in
    std::string password;
    bool encrypted = true;  // false: plain text is taken, for a server on the same machine
    std::string ca_file;    // PEM; empty: the system's
    base::Micros timeout{std::chrono::seconds(60)};  // of one letter
};

struct SmtpFailure {
    // The server will say the same again: no such mailbox, not allowed. Otherwise it may go well later.
    bool permanent = false;
    base::Error
        error;  // key: net.mail.refused, net.mail.not_reached, net.mail.not_trusted, net.mail.signed_out
};

// Both addresses must be such (is_mail_address). Only where the server said "250" after the letter it is
// handed over; when the line broke right then, nobody knows: send it again with the same Message-ID.
std::expected<void, SmtpFailure> send_letter(const SmtpServer& server, const std::string& from,
                                             const std::string& to, const std::string& letter);

}  // namespace manyhands::net
