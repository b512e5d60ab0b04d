#include "net/letter.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/encoding.hpp"

namespace manyhands::net {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kAddressAtMost = 254;
constexpr std::size_t kLine = 76;
// "=?UTF-8?B?" + "?=" and 45 bytes as base64 are 72 characters.
constexpr std::size_t kWordBytes = 45;

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Control characters would be lines of their own: they become blanks.
std::string one_line(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
    return out;
}

bool is_plain(std::string_view text) {
    return text.find("=?") == std::string_view::npos && std::ranges::all_of(text, [](char c) {
               return static_cast<unsigned char>(c) >= ' ' && static_cast<unsigned char>(c) < 0x7F;
           });
}

std::string header_of(const Mailbox& box, std::size_t used) {
    if (box.name.empty()) return box.address;
    const std::string name = one_line(box.name);
    const bool atoms = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
    });
    if (atoms && used + name.size() + box.address.size() < kLine) return name + " <" + box.address + ">";
    std::string out;
    // Never as it is: a quoted name has rules of its own.
    for (std::string_view rest = name; !rest.empty();) {
        std::size_t size = std::min(rest.size(), kWordBytes);
        while (size > 0 && size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0U) == 0x80U)
            --size;
        out +=
            (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base::to_base64(rest.substr(0, size)) + "?=";
        rest.remove_prefix(size);
    }
    return out + "\r\n <" + box.address + ">";
}

std::string in_lines(std::string_view bytes) {
    const std::string all = base::to_base64(bytes);
    std::string out;
    for (std::size_t at = 0; at < all.size(); at += kLine)
        out.append(all, at, kLine).append("\r\n");
    return out;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

std::string date(base::Instant at) {
    constexpr std::array kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const base::LocalTime t = base::to_local(at, "UTC").value_or(base::LocalTime{1970, 1, 1, 0, 0, 0, 4, 0});
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d +0000",
                        kDays[static_cast<std::size_t>(t.weekday - 1)], t.day,
                        kMonths[static_cast<std::size_t>(t.month - 1)], t.year, t.hour, t.minute, t.second);
    return text.data();
}

std::string part(std::string_view kind, std::string_view body) {
    return "Content-Type: text/" + std::string(kind) +
           "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + in_lines(body);
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (text.size() > kAddressAtMost || at == std::string_view::npos || at == 0 || at + 1 == text.size() ||
        text.find('@', at + 1) != std::string_view::npos)
        return false;
    return std::ranges::all_of(text, [](char c) {
        return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F &&
               std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
    });
}

Result<Mailbox> mailbox_of(std::string_view text) {
    text = trimmed(text);
    Mailbox box;
    const auto open = text.rfind('<');
    if (open != std::string_view::npos && text.ends_with('>')) {
        std::string_view name = trimmed(text.substr(0, open));
        if (name.size() > 1 && name.front() == '"' && name.back() == '"')
            name = name.substr(1, name.size() - 2);
        box.name = std::string(name);
        text = text.substr(open + 1, text.size() - open - 2);
    }
    box.address = std::string(text);
    if (!is_mail_address(box.address))
        return base::fail(ErrorCode::invalid, "net.mail.bad_address", {{"address", box.address}});
    return box;
}

std::string encoded_words(std::string_view given, std::size_t used) {
    std::string text = one_line(given);
    if (is_plain(text) && used + text.size() <= kLine) return text;
    std::string out;
    std::string_view rest = text;
    bool first = true;
    while (!rest.empty()) {
        // The first shares its line with the header's name.
        std::size_t size = std::min(rest.size(), first ? kWordBytes - 12 : kWordBytes);
        while (size > 0 && size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0U) == 0x80U)
            --size;
        if (size == 0) size = std::min(rest.size(), kWordBytes);  // no UTF-8 at all
        out += (first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base::to_base64(rest.substr(0, size)) + "?=";
        rest.remove_prefix(size);
        first = false;
    }
    return out;
}

Result<std::string> compose(const Letter& letter) {
    for (const Mailbox* box : {&letter.from, &letter.to})
        if (!is_mail_address(box->address))
            return base::fail(ErrorCode::invalid, "net.mail.bad_address", {{"address", box->address}});
    const auto word = [](std::string_view text) {
        return !text.empty() && std::ranges::all_of(text, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
    };
    const bool url = std::ranges::all_of(letter.stop_url, [](char c) {
        return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F && c != '<' &&
               c != '>';
    });
    if (!word(letter.id) || !word(letter.lang) || !url)
        return base::fail(ErrorCode::invalid, "net.mail.bad_letter");
    const std::string domain = letter.from.address.substr(letter.from.address.find('@') + 1);
    const std::string boundary = "=_mh_" + letter.id;
    std::string out = "From: " + header_of(letter.from, 6) + "\r\nTo: " + header_of(letter.to, 4) +
                      "\r\nSubject: " + encoded_words(letter.subject, 9) + "\r\nDate: " + date(letter.at) +
                      "\r\nMessage-ID: <" + letter.id + "@" + domain + ">\r\nMIME-Version: 1.0\r\n" +
                      "Content-Language: " + letter.lang +
                      "\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
    if (!letter.stop_url.empty())
        out += "List-Unsubscribe: <" + letter.stop_url +
               ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
    out += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n";
    out += "--" + boundary + "\r\n" + part("plain", with_crlf(letter.text));
    out += "--" + boundary + "\r\n" + part("html", with_crlf(letter.html));
    return out + "--" + boundary + "--\r\n";
}

}  // namespace manyhands::net
