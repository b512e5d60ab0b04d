#include "model/query/lexer.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"

namespace manyhands::model::query {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// " and the curly ones that phones and word processors make of it.
bool is_quote(char32_t code) {
    return code == U'"' || code == 0x201C || code == 0x201D || code == 0x201E;
}

class Lexer {
  public:
    explicit Lexer(std::string_view query) : query_(query) {}

    std::vector<Token> run() {
        while (skip_blanks()) {
            const char c = query_[at_];
            if (c == '(' || c == ')')
                take(c == '(' ? Token::Type::open : Token::Type::close, 1);
            else if (c == '-' && (!ends_word(at_ + 1) || query_.substr(at_ + 1).starts_with('(')))
                take(Token::Type::minus, 1);
            else if (!keyword())
                term();
        }
        return std::move(tokens_);
    }

  private:
    char32_t code(std::size_t at) const { return base::decode_utf8(query_, at).code; }
    std::size_t after(std::size_t at) const { return at + base::decode_utf8(query_, at).length; }

    bool skip_blanks() {
        while (at_ < query_.size() && is_blank(code(at_)))
            at_ = after(at_);
        return at_ < query_.size();
    }

    bool ends_word(std::size_t at) const {
        return at >= query_.size() || is_blank(code(at)) || query_[at] == '(' || query_[at] == ')';
    }
    bool ends_bare(std::size_t at) const { return ends_word(at) || is_quote(code(at)); }

    std::size_t end_of_bare(std::size_t at) const {
        while (!ends_bare(at))
            at = after(at);
        return at;
    }

    Token& take(Token::Type type, std::size_t length) {
        Token token;
        token.type = type;
        token.at = {at_, at_ + length};
        tokens_.push_back(token);
        at_ += length;
        return tokens_.back();
    }

    bool keyword() {
        const std::string_view word = query_.substr(at_, end_of_bare(at_) - at_);
        if (word == "AND") return take(Token::Type::conjunction, word.size()), true;
        if (word == "OR") return take(Token::Type::disjunction, word.size()), true;
        if (word == "NOT") return take(Token::Type::negation, word.size()), true;
        for (const auto& [name, ordered] :
             {std::pair<std::string_view, bool>{"NEAR", false}, {"ONEAR", true}}) {
            if (!word.starts_with(name)) continue;
            const std::string_view rest = word.substr(name.size());
            int words = -1;
            if (!rest.empty()) {
                if (rest.front() != '/') continue;
                const auto [end, problem] =
                    std::from_chars(rest.data() + 1, rest.data() + rest.size(), words);
                if (problem != std::errc() || end != rest.data() + rest.size() || words < 0) words = -1;
            }
            Token& token = take(Token::Type::near, word.size());
            token.words = words;
            token.ordered = ordered;
            return true;
        }
        return false;
    }

    // name: or name>=; leaves at_ behind it.
    void field(Token& token) {
        std::size_t end = at_;
        while (end < query_.size() && (is_letter(query_[end]) || (end > at_ && query_[end] == '-')))
            ++end;
        if (end == at_ || end >= query_.size()) return;
        std::size_t length = 0;
        if (query_[end] == ':' || query_[end] == '=') length = 1;
        if (query_[end] == '<' || query_[end] == '>')
            length = end + 1 < query_.size() && query_[end + 1] == '=' ? 2 : 1;
        if (length == 0) return;
        const std::string_view name = query_.substr(at_, end - at_);
        const std::string_view op = query_.substr(end, length);
        // A colon makes a field of every name; a>b is a text unless the name is one that we know.
        if (op != ":") {
            const std::string known(nearest(name, {"followers", "waiting", "opened"}));
            if (known.empty() || name.size() < 5) return;
        }
        token.name = name;
        token.operator_ = op;
        at_ = end + length;
    }

    void term() {
        Token token;
        const std::size_t begin = at_;
        const char32_t first = code(at_);
        if (first == U'=') token.sigil = Token::Sigil::exact;
        if (first == U'#' || first == 0xFF03) token.sigil = Token::Sigil::hashtag;
        if (first == U'@' || first == 0xFF20) token.sigil = Token::Sigil::handle;
        if (token.sigil != Token::Sigil::none)
            at_ = after(at_);
        else
            field(token);
        if (at_ < query_.size() && is_quote(code(at_)))
            quoted(token);
        else
            bare(token);
        token.at = {begin, at_};
        tokens_.push_back(token);
    }

    void quoted(Token& token) {
        token.quoted = true;
        at_ = after(at_);
        std::size_t end = at_;
        while (end < query_.size() && !is_quote(code(end)))
            end = after(end);
        token.text = query_.substr(at_, end - at_);
        token.closed = end < query_.size();
        at_ = token.closed ? after(end) : end;
        if (token.closed && at_ < query_.size() && query_[at_] == '*') {
            token.starred = true;
            ++at_;
        }
    }

    void bare(Token& token) {
        const std::size_t end = end_of_bare(at_);
        token.text = query_.substr(at_, end - at_);
        if (token.text.ends_with('*')) {
            token.starred = true;
            token.text.remove_suffix(1);
        }
        at_ = end;
    }

    std::string_view query_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
};

// How many letters must be added, left out, changed or swapped with their neighbour.
int distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<int>> cost(a.size() + 1, std::vector<int>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = static_cast<int>(i + j);
                continue;
            }
            const int change = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

}  // namespace

std::vector<Token> tokens_of(std::string_view query) {
    return Lexer(query).run();
}

bool stands_bare(std::string_view text) {
    const std::vector<Token> tokens = tokens_of(text);
    if (tokens.size() != 1) return false;
    const Token& only = tokens.front();
    return only.type == Token::Type::term && only.sigil == Token::Sigil::none && only.name.empty() &&
           !only.quoted && !only.starred && only.text == text && text.find('*') == std::string_view::npos;
}

bool stands_bare_as_value(std::string_view text) {
    if (text.empty() || text.find('*') != std::string_view::npos) return false;
    const std::string behind = "x:" + std::string(text);
    const std::vector<Token> tokens = tokens_of(behind);
    return tokens.size() == 1 && !tokens.front().quoted && tokens.front().text == text;
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    if (word.size() > 32) return {};
    std::string lower(word);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    std::string_view best;
    int least = 3;
    for (const std::string_view candidate : candidates) {
        const int changes = distance(lower, candidate);
        // A third of the letters may be wrong, and at most two.
        if (changes < least && changes * 3 <= static_cast<int>(candidate.size())) {
            least = changes;
            best = candidate;
        }
    }
    return best;
}

}  // namespace manyhands::model::query
