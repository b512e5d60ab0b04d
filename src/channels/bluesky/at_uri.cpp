#include "channels/bluesky/at_uri.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace manyhands::channels::bluesky {
namespace {

constexpr std::string_view kAlphabet = "234567abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kTidLength = 13;
// The specification allows 2 KB; a host name, the longest in use, has 253 characters.
constexpr std::size_t kMaxDid = 300;

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool only(std::string_view text, std::string_view more) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_alnum(c) || more.find(c) != std::string_view::npos; });
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && only(label, "-") && label.front() != '-' &&
           label.back() != '-';
}

bool is_dotted(std::string_view text, std::size_t at_least) {
    std::size_t labels = 0;
    for (;;) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        ++labels;
        if (dot == std::string_view::npos) return labels >= at_least;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace

bool is_did(std::string_view text) {
    if (!text.starts_with("did:") || text.size() > kMaxDid) return false;
    const auto method_end = text.find(':', 4);
    if (method_end == std::string_view::npos || method_end == 4 || method_end + 1 == text.size())
        return false;
    const auto method = text.substr(4, method_end - 4);
    return std::all_of(method.begin(), method.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
           only(text.substr(method_end + 1), "._:%-") && text.back() != ':' && text.back() != '%';
}

bool is_handle(std::string_view text) {
    if (text.size() > 253 || !is_dotted(text, 2)) return false;
    const char first_of_last = text[text.rfind('.') + 1];
    return first_of_last < '0' || first_of_last > '9';
}

std::optional<AtUri> parse_at_uri(std::string_view text) {
    if (!text.starts_with("at://") || text.size() > 8192) return std::nullopt;
    text.remove_prefix(5);
    const auto first = text.find('/');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = text.find('/', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    AtUri uri{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
              std::string(text.substr(second + 1))};
    const bool good_key = !uri.rkey.empty() && uri.rkey.size() <= 512 && only(uri.rkey, "._:~-") &&
                          uri.rkey != "." && uri.rkey != "..";
    if (!is_did(uri.did) || !is_dotted(uri.collection, 3) || !good_key) return std::nullopt;
    return uri;
}

std::optional<AtUri> parse_post_uri(std::string_view text) {
    auto uri = parse_at_uri(text);
    if (uri && uri->collection != kPostCollection) return std::nullopt;
    return uri;
}

std::string post_url(const AtUri& post) {
    return profile_url(post.did) + "/post/" + post.rkey;
}

std::string profile_url(std::string_view did) {
    return "https://bsky.app/profile/" + std::string(did);
}

std::string make_tid(base::Instant time, unsigned clock_id) {
    const auto micros = static_cast<std::uint64_t>(std::max<std::int64_t>(0, base::to_micros(time)));
    std::uint64_t value = ((micros & ((1ULL << 53U) - 1)) << 10U) | (clock_id & 0x3FFU);
    std::string tid(kTidLength, kAlphabet.front());
    for (std::size_t i = kTidLength; i-- > 0; value >>= 5U)
        tid[i] = kAlphabet[value & 31U];
    return tid;
}

std::optional<base::Instant> tid_time(std::string_view tid) {
    if (tid.size() != kTidLength || kAlphabet.find(tid.front()) >= 16) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : tid) {
        const auto digit = kAlphabet.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        value = (value << 5U) | digit;
    }
    return base::from_micros(static_cast<std::int64_t>(value >> 10U));
}

std::string answer_key(const model::AnswerId& answer, base::Instant now) {
    const std::string hash = base::sha256(answer.value);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i)
        bits = (bits << 8U) | static_cast<unsigned char>(hash[i]);
    const auto back = base::Micros(static_cast<std::int64_t>((bits >> 10U) % 1'000'000));
    return make_tid(now - back, static_cast<unsigned>(bits & 0x3FFU));
}

}  // namespace manyhands::channels::bluesky
