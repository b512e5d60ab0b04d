// Texts, numbers and times as anybody might write them. ICU and the C library are the oracles where they know
// the answer.
#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <unicode/brkiter.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "base/catalogue.hpp"
#include "base/encoding.hpp"
#include "base/id.hpp"
#include "base/text/fold.hpp"
#include "base/text/josa.hpp"
#include "base/text/legacy.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "base/time.hpp"
#include "channels/archive/archive.hpp"
#include "fuzz/target.hpp"
#include "hooks/hooks.hpp"
#include "identity/oidc.hpp"
#include "model/phrase.hpp"
#include "model/query/evaluate.hpp"
#include "model/query/values.hpp"
#include "model/signature.hpp"
#include "model/text_rule.hpp"
#include "net/address_guard.hpp"
#include "net/rate_headers.hpp"
#include "net/target.hpp"

namespace manyhands::fuzz {
namespace {

const std::vector<std::string> kLetters{"환불",
                                        "ㅎㅏㄴ",
                                        "ᄒ",
                                        "ᅡ",
                                        "ᆫ",
                                        "e\u0301",
                                        "ﬁ",
                                        "\u200b",
                                        "\u200d",
                                        "\u202e",
                                        "👨‍👩‍👧",
                                        "🇰🇷",
                                        "\u20e3",
                                        "\u00ad",
                                        "\xff",
                                        "\xc0\x80",
                                        "\xed\xa0\x80",
                                        "\xf4\x90\x80\x80",
                                        "\xe1\x80",
                                        "\r\n",
                                        "{{customer.name}}",
                                        "{{",
                                        "https://a.kr/b",
                                        "@kim",
                                        "#tag"};

// ICU's macro mixes widths.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
UChar32 next_of_icu(std::string_view text, std::int32_t& at) {
    UChar32 code = 0;
    U8_NEXT(text.data(), at, static_cast<std::int32_t>(text.size()), code);
    return code;
}
#pragma GCC diagnostic pop

// Our UTF-8 against ICU's, and what is let into a post.
MH_FUZZ(
    utf8, kLetters,
    [] { return std::vector<std::string>{"", "환불 해주세요 🇰🇷", "caf\u00e9\xff\xed\xa0\x80"}; }, nullptr,
    100) {
    const auto size = static_cast<std::int32_t>(bytes.size());
    std::int32_t at = 0;
    bool well_formed = true;
    while (at < size) {
        const auto from = static_cast<std::size_t>(at);
        const UChar32 code = next_of_icu(bytes, at);
        const auto mine = base::decode_utf8(bytes, from);
        expect(mine.valid == (code >= 0), "decode_utf8 and ICU differ on what is valid");
        expect(mine.length == static_cast<std::size_t>(at) - from, "decode_utf8 and ICU differ on a length");
        if (code >= 0)
            expect(mine.code == static_cast<char32_t>(code), "decode_utf8 and ICU differ on a letter");
        if (code < 0) well_formed = false;
    }
    expect(base::is_utf8(bytes) == well_formed, "is_utf8 and ICU differ");
    const auto icu = icu::UnicodeString::fromUTF8(icu::StringPiece(bytes.data(), size));
    std::string repaired;
    icu.toUTF8String(repaired);
    expect(base::repair_utf8(bytes) == repaired, "repair_utf8 and ICU differ", repaired);
    const auto wide = base::to_utf16(bytes);
    expect(icu == icu::UnicodeString(wide.data(), static_cast<std::int32_t>(wide.size())),
           "to_utf16 and ICU differ");
    expect(base::to_utf8(wide) == repaired, "there and back it is another text");

    const std::string post = base::clean_post(bytes);
    expect(base::is_utf8(post), "a cleaned post is no UTF-8");
    expect(base::clean_post(post) == post, "cleaning twice changes something", post);
    const std::string line = base::clean_line(bytes);
    expect(line.find('\n') == std::string::npos && base::clean_line(line) == line, "a cleaned line is none",
           line);
    if (const auto old = base::from_cp949(bytes)) expect(base::is_utf8(*old), "CP949 became no UTF-8");
    return 0;
}

// Graphemes and folding against ICU; counting by every rule; what is made of a text before it is published.
MH_FUZZ(
    letters, kLetters,
    [] { return std::vector<std::string>{"환불 해주세요 🇰🇷 ^KG", "https://a.kr/b @kim@b.example 안녕"}; },
    nullptr, 30) {
    const std::string text = base::repair_utf8(bytes);
    UErrorCode status = U_ZERO_ERROR;
    static const std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    const auto wide = icu::UnicodeString::fromUTF8(text);
    breaks->setText(wide);
    std::size_t count = 0;
    while (breaks->next() != icu::BreakIterator::DONE)
        ++count;
    expect(base::grapheme_count(text) == count, "grapheme_count and ICU differ", text);
    const auto ends = base::grapheme_ends(text);
    expect(ends.size() == count && std::is_sorted(ends.begin(), ends.end()), "grapheme_ends and ICU differ",
           text);
    expect(count == 0 || ends.back() == text.size(), "the last grapheme does not end the text", text);
    for (const std::size_t most : {0U, 1U, 7U, 300U}) {
        expect(base::clamp_bytes(text, most).size() <= most, "clamped to more bytes than were allowed", text);
        expect(base::grapheme_count(base::clamp_graphemes(text, most)) <= most, "clamped to more graphemes",
               text);
    }
    std::string folded;
    std::vector<base::FoldedPiece> pieces;
    base::append_folded(bytes, base::Bytes::any, folded, &pieces);
    expect(folded == base::fold_for_search(bytes), "the fast fold and the plain one differ", folded);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        expect(pieces[i].folded <= folded.size() && pieces[i].original <= bytes.size(),
               "a piece outside the text");
        expect(i == 0 || pieces[i - 1].original <= pieces[i].original, "pieces out of order");
    }
    for (const char* id : {"weighted-280", "graphemes-300", "code-points-500", "unlimited"}) {
        const auto rule = model::text_rule(id);
        const auto whole = model::count(*rule, bytes);
        expect(whole.used >= 0 && whole.bytes >= 0, "a negative count");
        const auto fitted = model::compose(*rule, bytes, "KG");
        expect(base::is_utf8(fitted.text), "what would be published is no UTF-8");
        expect(model::count(*rule, fitted.text) == fitted.count, "composed, it counts otherwise",
               fitted.text);
    }
    for (const auto& variable : model::variables_in(text))
        expect(variable.begin < variable.end && variable.end <= text.size(), "a variable outside the text",
               text);
    (void)model::fill(text, {{"customer.name", "김"}});
    if (const auto found = model::signature_in(text))
        expect(model::valid_initials(found->initials), "a signature that is none", text);
    if (const auto initials = model::initials_from(text))
        expect(model::valid_initials(*initials), "initials that are none", *initials);
    expect(model::valid_initials(model::unique_initials(text, {"KG"})), "a name without initials", text);
    (void)base::tr(base::Lang::ko, "web.audit.do.x", {{"name", text}});
    (void)base::pick_lang(text);
    return 0;
}

// Times, zones, durations, domains.
MH_FUZZ(
    times,
    {"2026-03-09T05:23:00Z", "+09:00", "Asia/Seoul", "Mon, 09 Mar 2026 05:23:00 GMT", "99999999999999999999",
     "-", ".", "T", "24:00", "1773033780", "Wed Oct 11 06:55:44 +0000 2017", "../", "/etc/passwd"},
    [] {
        return std::vector<std::string>{"2026-03-09T05:23:00.123456Z",
                                        "Asia/Seoul",
                                        "30m",
                                        "2026-03-09",
                                        "Sun, 06 Nov 1994 08:49:37 GMT",
                                        "2017-10-31 22:10:47",
                                        "Wed Oct 11 06:55:44 +0000 2017",
                                        "https://Shop.example.com/a?b"};
    },
    nullptr, 400) {
    if (const auto instant = base::parse_rfc3339(bytes)) {
        const auto again = base::parse_rfc3339(base::to_rfc3339(*instant));
        expect(again && *again == *instant, "a time written and read is another one",
               base::to_rfc3339(*instant));
    }
    const auto instant = base::from_micros(1'773'033'780'000'000);
    if (const auto local = base::to_local(instant, bytes)) {
        const auto back =
            base::from_local(local->year, local->month, local->day, local->hour, local->minute, bytes);
        expect(back.has_value(), "a zone that knows a time and not its way back", bytes);
    }
    (void)net::parse_http_date(bytes);
    (void)channels::archive::read_time(std::string(bytes));
    (void)model::query::parse_duration(bytes);
    (void)model::query::parse_moment(bytes, "Asia/Seoul");
    (void)model::query::parse_moment("2026-03-09", bytes);
    const std::string domain = model::query::parse_domain(bytes);
    (void)model::query::is_of_domain(domain, bytes);
    (void)model::query::links_in(bytes);
    return 0;
}

// Encodings, ids, signed secrets.
MH_FUZZ(
    encodings, {"=", "==", "whsec_", "-", "_", "+", "/", "01J00000000000000000000000"},
    [] { return std::vector<std::string>{"d2hzZWM", "YQ==", "whsec_YQ==", "01J00000000000000000000000"}; },
    nullptr, 400) {
    expect(base::from_base64url(base::to_base64url(bytes)) == bytes,
           "base64url there and back is something else");
    expect(base::from_base64(base::to_base64(bytes)) == bytes, "base64 there and back is something else");
    if (const auto raw = base::from_base64url(bytes))
        expect(base::from_base64url(base::to_base64url(*raw)) == raw, "base64url read is something else");
    if (const auto raw = base::from_base64(bytes))
        expect(base::to_base64(*raw) == bytes, "two base64 texts of the same bytes");
    if (base::is_ulid(bytes)) expect(bytes.size() == 26, "an id of another length");
    (void)hooks::signature(bytes, "msg", base::from_micros(0), bytes);
    return 0;
}

// Addresses that somebody names, and what networks say of their limits in headers: a name, a colon, a value a
// line.
MH_FUZZ(
    addresses,
    {"https://", "http://", "127.0.0.1", "[::1]", "0x7f.1", "@", ":443", "%00", "ratelimit-reset: ",
     "retry-after: 5", "x-rate-limit-remaining: -1", "99999999999999999999", "::ffff:10.0.0.1", "xn--", "。"},
    [] {
        return std::vector<std::string>{"https://hooks.example.com:8443/in?a=b", "127.0.0.1",
                                        "::ffff:127.0.0.1",
                                        "Retry-After: 120\nRateLimit-Policy: 100;w=60\nratelimit-reset: 5",
                                        "x-rate-limit-reset: 1773033790\nx-rate-limit-remaining: 0"};
    },
    nullptr, 300) {
    const std::string text(bytes);
    const auto target = net::read_target(text);
    if (target) {
        expect(!target->host.empty() && target->port > 0 && target->port <= 65535,
               "a target without a host or port");
        expect(target->host.find('@') == std::string::npos, "a name in the host");
    }
    const net::NamedHosts named("10.0.0.5 intern.example");
    if (const auto checked = named.check(text)) {
        expect(target.has_value(), "checked but not read");
        if (!named.has(checked->host)) {
            expect(checked->secure, "an address of others without TLS", text);
            const auto kind = net::classify(checked->host);
            expect(!kind || *kind == net::AddressKind::public_internet, "an address of the house let through",
                   text);
        }
    }
    std::array<unsigned char, 16> raw{};
    const bool numeric = ::inet_pton(AF_INET, text.c_str(), raw.data()) == 1 ||
                         ::inet_pton(AF_INET6, text.c_str(), raw.data()) == 1;
    if (net::classify(bytes))
        expect(numeric && text.find('\0') == std::string::npos, "numeric for us alone", text);
    net::Headers headers;
    Bytes lines(bytes);
    while (!lines.empty() && headers.size() < 50) {
        Bytes line(lines.part('\n'));
        std::string name(line.part(':'));
        headers.emplace_back(std::move(name), std::string(line.rest()));
    }
    const auto now = base::from_micros(1'773'033'780'000'000);
    const auto limit = net::read_rate_headers(headers, now);
    if (limit.remaining) expect(*limit.remaining >= 0, "a negative rest");
    if (limit.retry_at) expect(*limit.retry_at >= now, "try again in the past");
    if (const auto again = net::retry_time(limit, now))
        expect(*again >= now && *again <= now + std::chrono::hours(24),
               "try again in the past or after a day");
    return 0;
}

// What a sign-in provider says of itself, its keys and a token: nothing that was not signed is ever taken.
MH_FUZZ(
    provider,
    {"{", "}", "\"issuer\":", "\"https://a.example\"", "\"keys\":[", "]", "\"kty\":\"RSA\"", "\"kty\":\"EC\"",
     "\"crv\":\"P-256\"", "\"n\":", "\"jwks_uri\":", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJFUzI1NiJ9", "."},
    [] {
        return std::vector<std::string>{
            R"({"issuer":"https://a.example","authorization_endpoint":"https://a.example/a",)"
            R"("token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/k"})",
            R"({"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
            R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA"};
    },
    nullptr, 30) {
    namespace oidc = identity::oidc;
    const std::string text(bytes);
    if (const auto provider = oidc::read_provider(text, "https://a.example")) {
        expect(provider->issuer == "https://a.example", "another issuer was taken", text);
        for (const std::string& algorithm : provider->algorithms)
            expect(algorithm != "none" && !algorithm.starts_with("HS"), "an algorithm that proves nothing",
                   text);
    }
    const auto keys = oidc::read_keys(text);
    if (keys)
        for (const auto& key : *keys)
            expect(key.kind == "RSA" || key.kind == "EC", "a key of another kind", text);
    static const auto known = oidc::read_keys(
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
        R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
    const oidc::Expected expected{"https://a.example", "us", "nonce", {"ES256", "RS256"}};
    const auto now = base::from_micros(1'773'033'780'000'000);
    expect(!oidc::verify(text, *known, expected, now), "a token that nobody signed was taken", text);
    if (keys) expect(!oidc::verify(text, *keys, expected, now), "a token that nobody signed was taken", text);
    return 0;
}

}  // namespace
}  // namespace manyhands::fuzz
