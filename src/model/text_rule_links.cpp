#include "model/text_rule_links.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include <unicode/uchar.h>

#include "model/text_rule_tables.hpp"

namespace manyhands::model {

namespace {

using Text = std::u16string_view;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

constexpr bool is_digit(char16_t c) {
    return c >= u'0' && c <= u'9';
}
constexpr char16_t lower(char16_t c) {
    return c >= u'A' && c <= u'Z' ? static_cast<char16_t>(c + 32) : c;
}
char16_t fold(char16_t c) {
    return c < 0x80 ? lower(c) : static_cast<char16_t>(u_tolower(c));
}
constexpr bool is_alnum(char16_t c) {
    return is_digit(c) || (lower(c) >= u'a' && lower(c) <= u'z');
}

bool starts_with(Text text, std::size_t at, Text what) {
    if (text.size() - at < what.size()) return false;
    for (std::size_t i = 0; i < what.size(); ++i)
        if (lower(text[at + i]) != what[i]) return false;
    return true;
}

// Length of "xn--" + the punycode of these code points (RFC 3492); we need no more of it than the length.
std::size_t encoded_length(const std::u32string& codes) {
    constexpr unsigned kBase = 36, kMin = 1, kMax = 26, kSkew = 38, kDamp = 700;
    const auto basic = static_cast<std::size_t>(
        std::count_if(codes.begin(), codes.end(), [](char32_t code) { return code < 0x80; }));
    std::size_t length = 4 + basic + (basic > 0 ? 1 : 0);
    std::size_t handled = basic;
    char32_t next = 0x80;
    unsigned long long delta = 0;
    unsigned bias = 72;
    while (handled < codes.size()) {
        char32_t least = 0x110000;
        for (const char32_t code : codes)
            if (code >= next) least = std::min(least, code);
        delta += static_cast<unsigned long long>(least - next) * (handled + 1);
        next = least;
        for (const char32_t code : codes) {
            if (code < next) ++delta;
            if (code != next) continue;
            unsigned long long rest = delta;
            for (unsigned k = kBase;; k += kBase) {
                const unsigned threshold = k <= bias ? kMin : std::min(k - bias, kMax);
                ++length;
                if (rest < threshold) break;
                rest = (rest - threshold) / (kBase - threshold);
            }
            unsigned long long scaled = handled == basic ? delta / kDamp : delta / 2;
            scaled += scaled / (handled + 1);
            bias = 0;
            for (; scaled > (kBase - kMin) * kMax / 2; bias += kBase)
                scaled /= kBase - kMin;
            bias += static_cast<unsigned>((kBase - kMin + 1) * scaled / (scaled + kSkew));
            delta = 0;
            ++handled;
        }
        ++delta;
        ++next;
    }
    return length;
}

// Where a link's parts end. `path` says whether there is one: a bare domain with a query but no path is only
// a domain.
struct Shape {
    std::size_t end = 0;
    bool path = false;
};

class Scanner {
  public:
    Scanner(const LinkTables& tables, Text text, LinkForm form) : tables_(tables), text_(text), form_(form) {}

    std::vector<FoundLink> run() {
        find_domains();
        std::size_t at = 0;
        while (at < text_.size()) {
            std::size_t end = kNone;
            if (!is(at, LinkChar::not_before)) end = try_at(at + 1, at);
            if (end == kNone && at == 0) end = try_at(0, kNone);
            at = end == kNone ? at + 1 : std::max(end, at + 1);
        }
        return std::move(links_);
    }

  private:
    bool is(std::size_t at, LinkChar what) const { return tables_.is(text_[at], what); }
    bool in_domain(std::size_t at) const { return !is(at, LinkChar::not_in_domain); }

    // A link that begins at `begin`, after the character at `before`: its end, or kNone where none begins.
    std::size_t try_at(std::size_t begin, std::size_t before) {
        for (const Text scheme : {Text(u"https://"), Text(u"http://")}) {
            if (begin >= text_.size() || !starts_with(text_, begin, scheme)) continue;
            const std::size_t domain_end = domain_end_[begin + scheme.size()];
            if (domain_end == kNone) continue;
            const Shape shape = after_domain(domain_end);
            add_with_scheme(begin, begin + scheme.size(), domain_end, shape.end);
            return shape.end;
        }
        const std::size_t domain_end = domain_end_[begin];
        if (domain_end == kNone) return kNone;
        const Shape shape = after_domain(domain_end);
        add_bare(begin, before, domain_end, shape);
        return shape.end;
    }

    // domain_end_[i]: end of the longest domain that begins at i and ends with a known top-level domain, or
    // kNone. A domain is labels of domain characters with "-" inside ("_" too, but not in the label before
    // the top-level domain). One pass from the right, so that a hostile text costs no more than a friendly
    // one.
    void find_domains() {
        domain_end_.assign(text_.size() + 1, kNone);
        std::size_t label_end = text_.size();
        bool underscore = false;  // between here and label_end
        bool good_end = false;    // a dot stands at label_end and a domain character before it
        std::size_t top = kNone;  // end of the top-level domain after that dot
        for (std::size_t at = text_.size(); at-- > 0;) {
            const bool inside = in_domain(at);
            if (!inside && text_[at] != u'-' && text_[at] != u'_') {
                label_end = at;
                underscore = false;
                good_end = text_[at] == u'.' && at > 0 && in_domain(at - 1);
                top = good_end ? top_domain_at(text_, at + 1) : kNone;
                continue;
            }
            underscore = underscore || text_[at] == u'_';
            if (!inside || !good_end) continue;
            const std::size_t longer = domain_end_[label_end + 1];
            domain_end_[at] = longer != kNone ? longer : underscore ? kNone : top;
        }
    }

    // End of a top-level domain that begins at `at` in `text`, or kNone. It may not run on in Latin letters,
    // digits,
    // "@", "+" or "-"; Hangul right after it is fine ("example.com입니다").
    std::size_t top_domain_at(Text text, std::size_t at) const {
        if (at >= text.size() || tables_.is(text[at], LinkChar::not_in_domain)) return kNone;
        const auto cut_off = [&text](std::size_t end) {
            return end >= text.size() ||
                   !(is_alnum(text[end]) || text[end] == u'@' || text[end] == u'+' || text[end] == u'-');
        };
        std::u16string key;
        const std::size_t most = std::min(tables_.longest_domain, text.size() - at);
        for (std::size_t i = 0; i < most; ++i)
            key.push_back(fold(text[at + i]));
        for (; !key.empty(); key.pop_back())
            if (cut_off(at + key.size()) && tables_.domains.contains(key)) return at + key.size();
        if (!starts_with(text, at, u"xn--")) return kNone;
        std::size_t end = at + 4;
        while (end < text.size() && (is_alnum(text[end]) || text[end] == u'-'))
            ++end;
        return end > at + 4 ? end : kNone;
    }

    Shape after_domain(std::size_t end) const {
        Shape shape{end, false};
        std::size_t at = end;
        if (at + 1 < text_.size() && text_[at] == u':' && is_digit(text_[at + 1])) {
            ++at;
            while (at < text_.size() && is_digit(text_[at]))
                ++at;
            shape.end = at;
        }
        if (at < text_.size() && text_[at] == u'/') {
            shape.path = true;
            shape.end = path_end(at + 1);
        }
        if (shape.end < text_.size() && text_[shape.end] == u'?') {
            std::size_t good = kNone;
            for (std::size_t i = shape.end + 1; i < text_.size() && is(i, LinkChar::query); ++i)
                if (is(i, LinkChar::query_end)) good = i + 1;
            if (good != kNone) shape.end = good;
        }
        return shape;
    }

    // Path characters and balanced brackets, up to the last one that may end a path ("." and "," may not).
    std::size_t path_end(std::size_t at) const {
        std::size_t good = at;
        while (at < text_.size()) {
            if (is(at, LinkChar::path)) {
                if (is(at, LinkChar::path_end)) good = at + 1;
                ++at;
            } else {
                const std::size_t close = text_[at] == u'(' ? bracket_end(at) : kNone;
                if (close == kNone) break;
                at = good = close;
            }
        }
        return good;
    }

    std::size_t skip_path(std::size_t at) const {
        while (at < text_.size() && is(at, LinkChar::path))
            ++at;
        return at;
    }

    // "(...)" with at most one pair inside; the end after ")", or kNone.
    std::size_t bracket_end(std::size_t open) const {
        std::size_t at = skip_path(open + 1);
        if (at < text_.size() && text_[at] == u')') return at > open + 1 ? at + 1 : kNone;
        if (at >= text_.size() || text_[at] != u'(') return kNone;
        const std::size_t inner = skip_path(at + 1);
        if (inner == at + 1 || inner >= text_.size() || text_[inner] != u')') return kNone;
        at = skip_path(inner + 1);
        return at < text_.size() && text_[at] == u')' ? at + 1 : kNone;
    }

    bool resolvable(std::size_t begin, std::size_t end) const {
        const Text domain = text_.substr(begin, end - begin);
        if (domain.starts_with(u"xn--") && plain_domains(domain).empty()) return false;
        std::size_t label = 0;
        while (label <= domain.size()) {
            const std::size_t dot = std::min(domain.find(u'.', label), domain.size());
            const std::size_t length =
                resolved_label_length(domain.substr(label, dot - label), tables_.max_label);
            if (length < 1 || length > tables_.max_label) return false;
            label = dot + 1;
        }
        return true;
    }

    void add_with_scheme(std::size_t begin, std::size_t domain, std::size_t domain_end, std::size_t end) {
        if (!resolvable(domain, domain_end)) return;
        if ((domain - begin) + (end - begin) > tables_.max_length) return;
        const std::size_t slug = domain + tables_.short_host.size() + 1;
        if (slug < text_.size() && starts_with(text_, domain, tables_.short_host) &&
            text_[slug - 1] == u'/') {
            std::size_t slug_end = slug;
            while (slug_end < end && is_alnum(text_[slug_end]))
                ++slug_end;
            if (slug_end - slug > tables_.max_slug) return;
            if (slug_end > slug) end = query_after(slug_end);
        }
        links_.push_back({begin, end - begin});
    }

    std::size_t query_after(std::size_t at) const {
        std::size_t good = at;
        if (at < text_.size() && text_[at] == u'?')
            for (std::size_t i = at + 1; i < text_.size() && is(i, LinkChar::query); ++i)
                if (is(i, LinkChar::query_end)) good = i + 1;
        return good;
    }

    // Without a scheme only the Latin part of a domain is a link: "여기example.com" is 4 units and a link.
    void add_bare(std::size_t begin, std::size_t before, std::size_t domain_end, Shape shape) {
        constexpr std::size_t kScheme = 8;  // what the network will put before it
        if (form_ != LinkForm::bare_domains || !resolvable(begin, domain_end)) return;
        if (kScheme + (shape.end - begin) > tables_.max_length) return;
        if (before != kNone && Text(u"-_./").find(text_[before]) != Text::npos) return;
        const std::vector<FoundLink> plain = plain_domains(text_.substr(begin, domain_end - begin));
        for (const FoundLink& found : plain)
            links_.push_back({begin + found.begin, found.length});
        if (!plain.empty() && shape.path) links_.back().length += shape.end - domain_end;
    }

    // Latin domains inside a domain, left to right: one or more labels and a known top-level domain.
    std::vector<FoundLink> plain_domains(Text domain) const {
        std::vector<FoundLink> found;
        const auto plain = [&](std::size_t at) { return tables_.is(domain[at], LinkChar::plain_domain); };
        std::size_t at = 0;
        while (at < domain.size()) {
            std::size_t best = kNone;
            std::size_t label = at;
            std::size_t first_end =
                at;  // where a failure here fails for every later letter of this label too
            while (label < domain.size() && plain(label)) {
                std::size_t end = label;
                while (end < domain.size() && plain(end))
                    ++end;
                if (label == at) first_end = end;
                if (end >= domain.size() || domain[end] != u'.') break;
                const std::size_t top = top_domain_at(domain, end + 1);
                if (top != kNone) best = top;
                label = end + 1;
            }
            if (best != kNone) found.push_back({at, best - at});
            at = best == kNone ? first_end + 1 : best;
        }
        return found;
    }

    const LinkTables& tables_;
    Text text_;
    LinkForm form_;
    std::vector<std::size_t> domain_end_;
    std::vector<FoundLink> links_;
};

}  // namespace

std::size_t resolved_label_length(std::u16string_view label, std::size_t enough) {
    // The resolver also splits at the ideographic and full-width full stops.
    std::size_t length = 0;
    std::u32string codes;
    bool plain = true;
    const auto finish = [&] {
        length += plain ? codes.size() : codes.size() > enough ? enough + 1 : encoded_length(codes);
        codes.clear();
        plain = true;
    };
    for (std::size_t i = 0; i < label.size(); ++i) {
        char32_t code = label[i];
        if (code == 0x3002 || code == 0xFF0E || code == 0xFF61) {
            finish();
            ++length;
            continue;
        }
        if (code >= 0xD800 && code <= 0xDBFF && i + 1 < label.size() && (label[i + 1] & 0xFC00) == 0xDC00)
            code = 0x10000 + ((code - 0xD800) << 10U) + (label[++i] - 0xDC00U);
        plain = plain && code >= 0x20 && code < 0x7F;
        codes.push_back(code);
    }
    finish();
    return length;
}

std::vector<FoundLink> find_links(std::u16string_view text, LinkForm form) {
    if (form == LinkForm::as_written || text.size() > kMaxLinkText) return {};
    if (text.find(form == LinkForm::bare_domains ? u'.' : u':') == std::u16string_view::npos) return {};
    return Scanner(text_tables().links, text, form).run();
}

}  // namespace manyhands::model
