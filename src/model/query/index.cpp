#include "model/query/index.hpp"

#include <vector>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"

namespace manyhands::model::query {
namespace {

constexpr std::size_t kLongest = 60;  // bytes of a token; the rest of a longer word is left to the evaluator

// A part of a word in one kind of script.
struct Run {
    std::string_view text;
    bool whole = false;  // a term is whole in it; otherwise it is kept as pairs
};

std::vector<Run> runs_of(std::string_view word) {
    std::vector<Run> runs;
    std::size_t begin = 0;
    bool whole = false;
    for (std::size_t i = 0; i < word.size();) {
        const base::Decoded at = base::decode_utf8(word, i);
        const bool continues = i > 0 && is_mark(at.code);
        const bool here = continues ? whole : char_class(at.code) == CharClass::spaced;
        if (i > begin && here != whole) {
            runs.push_back({word.substr(begin, i - begin), whole});
            begin = i;
        }
        whole = here;
        i += at.length;
    }
    if (begin < word.size()) runs.push_back({word.substr(begin), whole});
    return runs;
}

std::string_view cut(std::string_view token) {
    if (token.size() <= kLongest) return token;
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(token[end]) & 0xC0U) == 0x80U)
        --end;
    return token.substr(0, end);
}

// Calls each(pair) for every two neighbouring characters, and last(character) for the one at the end.
template <class Each, class Last>
void pairs_of(std::string_view run, const Each& each, const Last& last) {
    std::size_t before = run.size();
    for (std::size_t i = 0; i < run.size();) {
        const std::size_t next = i + base::decode_utf8(run, i).length;
        if (before < run.size()) each(run.substr(before, next - before));
        before = i;
        i = next;
    }
    if (before < run.size()) last(run.substr(before));
}

std::string author_token(std::string_view handle) {
    std::string token = "f:";
    for (const char c : base::fold_case(handle))
        if (static_cast<unsigned char>(c) >= 0x80 ||
            char_class(static_cast<unsigned char>(c)) != CharClass::gap || c == '.' || c == '-' || c == '@' ||
            c == ':')
            token += c;
    return std::string(cut(token));
}

class Expression {
  public:
    explicit Expression(Dialect dialect) : dialect_(dialect) {}

    std::optional<std::string> of(const Node& node) const {
        switch (node.kind) {
            case Kind::all:
            case Kind::near: {
                std::vector<std::string> parts;
                for (const Node& child : node.children)
                    if (auto part = of(child)) parts.push_back(std::move(*part));
                return join(parts, dialect_ == Dialect::fts5 ? " AND " : " & ");
            }
            case Kind::any: {
                std::vector<std::string> parts;
                for (const Node& child : node.children) {
                    auto part = of(child);
                    if (!part) return std::nullopt;
                    parts.push_back(std::move(*part));
                }
                return join(parts, dialect_ == Dialect::fts5 ? " OR " : " | ");
            }
            case Kind::text:
            case Kind::hashtag:
            case Kind::handle:
                return of_text(node);
            case Kind::field:
                if (node.field == Field::from) return token(author_token(node.text), node.extent);
                if (node.field == Field::url) return of_text(make_text(node.text));
                return std::nullopt;
            case Kind::none:
            case Kind::compare:
                return std::nullopt;
        }
        return std::nullopt;
    }

  private:
    std::string token(std::string_view text, Extent extent) const {
        const std::string_view kept = cut(text);
        const bool prefix = extent == Extent::prefix && kept.size() == text.size();
        if (dialect_ == Dialect::fts5) return "\"" + std::string(kept) + "\"" + (prefix ? "*" : "");
        return "'" + std::string(kept) + "'" + (prefix ? ":*" : "");
    }

    static std::optional<std::string> join(const std::vector<std::string>& parts, std::string_view by) {
        if (parts.empty()) return std::nullopt;
        if (parts.size() == 1) return parts.front();
        std::string out = "(";
        for (std::size_t i = 0; i < parts.size(); ++i)
            out.append(i > 0 ? by : "").append(parts[i]);
        return out + ")";
    }

    std::optional<std::string> of_text(const Node& node) const {
        const Folded folded(node.text, Form::folded);
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < folded.words().size(); ++i) {
            const std::vector<Run> runs = runs_of(folded.word(i));
            for (std::size_t r = 0; r < runs.size(); ++r) {
                const bool last = i + 1 == folded.words().size() && r + 1 == runs.size();
                if (runs[r].whole) {
                    parts.push_back(token(runs[r].text, last ? node.extent : Extent::whole));
                    continue;
                }
                bool pairs = false;
                pairs_of(
                    runs[r].text,
                    [&](std::string_view pair) {
                        parts.push_back(token(pair, Extent::whole));
                        pairs = true;
                    },
                    [&](std::string_view only) {
                        if (!pairs) parts.push_back(token(only, Extent::prefix));
                    });
            }
        }
        return join(parts, dialect_ == Dialect::fts5 ? " AND " : " & ");
    }

    Dialect dialect_;
};

}  // namespace

std::string index_tokens(std::string_view text, std::string_view author_handle) {
    const Folded folded(text, Form::folded);
    std::string out;
    out.reserve(text.size() * 3 + 64);
    const auto add = [&out](std::string_view token) {
        if (!out.empty()) out += ' ';
        out += token;
    };
    for (std::size_t i = 0; i < folded.words().size(); ++i) {
        for (const Run& run : runs_of(folded.word(i))) {
            if (run.whole)
                add(cut(run.text));
            else
                pairs_of(run.text, add, add);
        }
    }
    if (!author_handle.empty()) add(author_token(author_handle));
    return out;
}

std::optional<std::string> index_expression(const Node& root, Dialect dialect) {
    return Expression(dialect).of(root);
}

}  // namespace manyhands::model::query
