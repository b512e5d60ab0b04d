#include "model/query/parser.hpp"

#include <algorithm>
#include <charconv>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"
#include "model/query/lexer.hpp"
#include "model/query/values.hpp"

namespace manyhands::model::query {
namespace {

constexpr std::size_t kMaxProblems = 20;

using Args = std::vector<std::pair<std::string, std::string>>;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

// One spelling for what is looked for: composed, blanks single.
std::string tidy(std::string_view text) {
    const std::string composed = base::nfc(text);
    std::string out;
    for (std::size_t i = 0; i < composed.size();) {
        const base::Decoded at = base::decode_utf8(composed, i);
        if (!is_blank(at.code))
            out.append(composed, i, at.length);
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
        i += at.length;
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

bool is_handle(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const base::Decoded at = base::decode_utf8(text, i);
        const bool mark = at.code == U'.' || at.code == U'-' || at.code == U'@' || at.code == U':';
        if (!mark && char_class(at.code) == CharClass::gap) return false;
        i += at.length;
    }
    return !text.empty();
}

// A branch that names nothing to look for cannot be listened for.
bool is_anchored(const Node& node) {
    switch (node.kind) {
        case Kind::all:
            return std::ranges::any_of(node.children, is_anchored);
        case Kind::any:
            return std::ranges::all_of(node.children, is_anchored);
        case Kind::none:
        case Kind::compare:
            return false;
        case Kind::field:
            return node.field == Field::from;
        case Kind::near:
        case Kind::text:
        case Kind::hashtag:
        case Kind::handle:
            return true;
    }
    return false;
}

bool only_negates(const Node& node) {
    if (node.kind == Kind::none) return true;
    return node.kind == Kind::all && std::ranges::all_of(node.children, only_negates);
}

class Parser {
  public:
    Parser(std::string_view query, Purpose purpose)
        : query_(query), purpose_(purpose), tokens_(tokens_of(query)) {}

    Parsed run() {
        Parsed parsed;
        if (tokens_.empty()) {
            problem({0, query_.size()}, "query.problem.empty");
        } else {
            too_many();
            auto root = any(0);
            while (at_ < tokens_.size()) {
                // Only a closing parenthesis ends an expression before the end.
                problem(tokens_[at_].at, "query.problem.unopened", {}, "");
                ++at_;
                auto rest = at_ < tokens_.size() ? any(0) : std::nullopt;
                if (!root) root = std::move(rest);
            }
            if (root && problems_.empty() && purpose_ == Purpose::listening) need_anchor(*root);
            if (root && problems_.empty()) parsed.root = std::move(root);
        }
        if (!parsed.root && problems_.empty()) problem({0, query_.size()}, "query.problem.empty");
        std::ranges::stable_sort(problems_, {}, [](const Problem& p) { return p.at.from; });
        parsed.problems = std::move(problems_);
        return parsed;
    }

  private:
    using Type = Token::Type;

    void problem(Range at, const char* key, Args args = {}, std::optional<std::string> suggestion = {}) {
        if (problems_.size() < kMaxProblems)
            problems_.push_back({at, key, std::move(args), std::move(suggestion)});
    }
    bool is(Type type) const { return at_ < tokens_.size() && tokens_[at_].type == type; }
    std::string_view text(Range at) const { return query_.substr(at.from, at.to - at.from); }

    void too_many() {
        int terms = 0;
        for (const Token& token : tokens_) {
            if (token.type != Type::term || ++terms <= kMaxTerms) continue;
            problem({token.at.from, query_.size()}, "query.problem.too_many_terms",
                    {{"limit", std::to_string(kMaxTerms)}});
            return;
        }
    }

    // What follows OR, AND, NOT or a minus is missing.
    void missing(const Token& operator_token) {
        problem(operator_token.at, "query.problem.missing_term",
                {{"operator", std::string(text(operator_token.at))}}, "");
    }

    std::optional<Node> any(int depth) {
        std::vector<Node> branches;
        while (true) {
            const std::size_t before = at_;
            auto branch = all(depth);
            if (branch) branches.push_back(std::move(*branch));
            if (!is(Type::disjunction)) break;
            if (!branch && problems_.empty()) missing(tokens_[at_]);
            const Token& token = tokens_[at_++];
            if (at_ >= tokens_.size() || is(Type::close)) missing(token);
            if (at_ == before) break;
        }
        if (branches.empty()) return std::nullopt;
        return make_group(Kind::any, std::move(branches));
    }

    std::optional<Node> all(int depth) {
        std::vector<Node> parts;
        while (at_ < tokens_.size() && !is(Type::close) && !is(Type::disjunction)) {
            if (is(Type::conjunction)) {
                const Token& token = tokens_[at_++];
                if (parts.empty() || at_ >= tokens_.size() || is(Type::close) || is(Type::disjunction) ||
                    is(Type::conjunction))
                    missing(token);
                continue;
            }
            if (auto part = negated(depth)) parts.push_back(std::move(*part));
        }
        if (parts.empty()) return std::nullopt;
        return make_group(Kind::all, std::move(parts));
    }

    std::optional<Node> negated(int depth) {
        if (!is(Type::minus) && !is(Type::negation)) return near(depth);
        const Token& token = tokens_[at_++];
        if (at_ >= tokens_.size() || is(Type::close) || is(Type::disjunction) || is(Type::conjunction)) {
            missing(token);
            return std::nullopt;
        }
        if (depth >= kMaxDepth) return too_deep();
        auto child = negated(depth + 1);
        if (!child) return std::nullopt;
        Node node = make_not(std::move(*child));
        node.at.from = token.at.from;
        return node;
    }

    std::optional<Node> too_deep() {
        problem({tokens_[at_].at.from, query_.size()}, "query.problem.too_deep",
                {{"limit", std::to_string(kMaxDepth)}});
        at_ = tokens_.size();
        gave_up_ = true;
        return std::nullopt;
    }

    std::optional<Node> near(int depth) {
        if (is(Type::near)) {
            missing(tokens_[at_++]);
            return std::nullopt;
        }
        auto left = primary(depth);
        if (!is(Type::near)) return left;
        const Token token = tokens_[at_++];
        const std::string name = token.ordered ? "ONEAR" : "NEAR";
        if (token.words < 0 || token.words > kMaxNear)
            problem(token.at, "query.problem.near_words", {{"limit", std::to_string(kMaxNear)}},
                    name + (token.words > kMaxNear ? "/" + std::to_string(kMaxNear) : "/5"));
        if (at_ >= tokens_.size() || (!is(Type::open) && !is(Type::term))) {
            missing(token);
            return left;
        }
        auto right = primary(depth);
        if (is(Type::near)) {
            problem(tokens_[at_].at, "query.problem.near_chain", {{"operator", name}});
            while (is(Type::near) || is(Type::term))
                ++at_;
        }
        if (!left || !right) return std::nullopt;
        for (const Node& side : {std::cref(*left), std::cref(*right)})
            if (!is_near_side(side)) problem(side.at, "query.problem.near_side", {{"operator", name}});
        Node node;
        node.kind = Kind::near;
        node.words = std::max(token.words, 0);
        node.ordered = token.ordered;
        node.at = {left->at.from, right->at.to};
        node.children.push_back(std::move(*left));
        node.children.push_back(std::move(*right));
        return node;
    }

    static bool is_near_side(const Node& node) {
        if (node.kind == Kind::any)
            return std::ranges::all_of(node.children, [](const Node& c) { return c.kind == Kind::text; });
        return node.kind == Kind::text;
    }

    std::optional<Node> primary(int depth) {
        if (is(Type::close)) return std::nullopt;
        if (!is(Type::open)) {
            if (!is(Type::term)) {
                missing(tokens_[at_++]);
                return std::nullopt;
            }
            return term(tokens_[at_++]);
        }
        if (depth >= kMaxDepth) return too_deep();
        const Range open = tokens_[at_++].at;
        auto inner = any(depth + 1);
        if (is(Type::close)) {
            const Range close = tokens_[at_++].at;
            if (!inner && problems_.empty())
                problem({open.from, close.to}, "query.problem.empty_group", {}, "");
            if (inner) inner->at = {open.from, close.to};
        } else if (!gave_up_) {
            const Range rest{open.from, query_.size()};
            problem(rest, "query.problem.unclosed_group", {}, std::string(text(rest)) + ")");
        }
        return inner;
    }

    std::optional<Node> term(const Token& token) {
        if (!token.closed) {
            const Range rest{token.at.from, query_.size()};
            problem(rest, "query.problem.unclosed_quote", {}, std::string(text(rest)) + "\"");
            return std::nullopt;
        }
        if (!token.name.empty()) return field_term(token);
        Node node;
        node.at = token.at;
        node.extent = token.starred ? Extent::prefix : Extent::whole;
        node.text = tidy(token.text);
        if (token.sigil == Token::Sigil::handle) return handle(token, std::move(node));
        if (!token.quoted && token.text.find('*') != std::string_view::npos) {
            std::string without;
            for (const char c : token.text)
                if (c != '*') without += c;
            problem(token.at, "query.problem.star", {}, without.empty() ? "" : without + "*");
            return std::nullopt;
        }
        const Folded folded(node.text, Form::folded);
        if (folded.words().empty()) {
            problem(token.at, "query.problem.no_word", {{"text", std::string(text(token.at))}}, "");
            return std::nullopt;
        }
        node.kind = Kind::text;
        if (token.sigil == Token::Sigil::exact) node.form = Form::exact;
        if (token.sigil != Token::Sigil::hashtag) return node;
        const Folded::Word whole{0, static_cast<std::uint32_t>(folded.text().size())};
        if (folded.words().size() != 1 || folded.words().front() != whole) {
            problem(token.at, "query.problem.hashtag", {}, "#" + std::string(folded.word(0)));
            return std::nullopt;
        }
        node.kind = Kind::hashtag;
        return node;
    }

    std::optional<Node> handle(const Token& token, Node node) {
        node.kind = Kind::handle;
        if (!token.quoted && is_handle(node.text)) return node;
        problem(token.at, "query.problem.handle", {{"text", std::string(text(token.at))}});
        return std::nullopt;
    }

    std::optional<Node> field_term(const Token& token) {
        const Range name_at{token.at.from, token.at.from + token.name.size()};
        const auto known = field(lower(token.name));
        if (!known) {
            unknown_field(token, name_at);
            return std::nullopt;
        }
        if (purpose_ == Purpose::listening && is_of_conversation(*known)) {
            problem(token.at, "query.problem.view_only", {{"field", std::string(to_string(*known))}});
            return std::nullopt;
        }
        Node node;
        node.at = token.at;
        node.field = *known;
        return is_compared(*known) ? compared(token, std::move(node)) : named(token, std::move(node));
    }

    void unknown_field(const Token& token, Range name_at) {
        const Args args{{"field", std::string(token.name)}};
        if (token.text.starts_with("//")) {
            const std::string domain = parse_domain(std::string(token.name) + ":" + std::string(token.text));
            if (!domain.empty()) {
                problem(token.at, "query.problem.address", {}, "url:" + domain);
                return;
            }
        }
        const std::string_view meant = nearest(token.name, field_names());
        if (!meant.empty())
            problem(name_at, "query.problem.misspelt_field",
                    {{"field", args[0].second}, {"meant", std::string(meant)}}, std::string(meant));
        else
            problem(token.at, "query.problem.unknown_field", args, "\"" + std::string(text(token.at)) + "\"");
    }

    std::optional<Node> compared(const Token& token, Node node) {
        const std::string name(to_string(node.field));
        node.kind = Kind::compare;
        if (token.operator_ == ">") node.comparison = Comparison::more;
        if (token.operator_ == "<") node.comparison = Comparison::less;
        if (token.operator_ == "<=") node.comparison = Comparison::at_most;
        if (token.operator_ == ":" || token.operator_ == "=") {
            const std::string better = node.field == Field::followers ? ">=" : ">";
            problem(token.at, "query.problem.compare", {{"field", name}},
                    name + better + std::string(token.text));
            return std::nullopt;
        }
        bool good = !token.starred;
        const char* key = "query.problem.number";
        if (node.field == Field::followers) {
            const char* const end = token.text.data() + token.text.size();
            const auto [at, bad] = std::from_chars(token.text.data(), end, node.number);
            good = good && bad == std::errc() && at == end && node.number >= 0;
        } else if (node.field == Field::waiting) {
            key = "query.problem.duration";
            const auto seconds = parse_duration(token.text);
            good = good && seconds.has_value();
            node.number = seconds.value_or(0);
        } else {
            key = "query.problem.date";
            node.text = std::string(token.text);
            good = good && parse_moment(token.text, "UTC").has_value();
        }
        if (good) return node;
        problem(token.at, key, {{"field", name}, {"text", std::string(token.text)}});
        return std::nullopt;
    }

    std::optional<Node> named(const Token& token, Node node) {
        const std::string name(to_string(node.field));
        node.kind = Kind::field;
        node.text = tidy(token.text);
        const bool person = node.field == Field::from || node.field == Field::to;
        if (person && node.text.starts_with('@')) node.text.erase(0, 1);
        if (person && token.starred) node.extent = Extent::prefix;
        if (token.operator_ != ":") {
            problem(token.at, "query.problem.colon", {{"field", name}}, name + ":" + std::string(token.text));
            return std::nullopt;
        }
        if (node.text.empty() || (token.starred && !person)) {
            problem(token.at, "query.problem.value", {{"field", name}});
            return std::nullopt;
        }
        if (const auto& words = words_of_field(node.field); !words.empty()) {
            node.text = lower(node.text);
            std::ranges::replace(node.text, '-', '_');
            if (std::ranges::find(words, node.text) != words.end()) return node;
            std::string list;
            for (const std::string_view word : words)
                list.append(list.empty() ? "" : ", ").append(word);
            const std::string_view meant = nearest(node.text, words);
            problem(token.at, "query.problem.value_of", {{"field", name}, {"values", list}},
                    meant.empty() ? std::nullopt : std::optional(name + ":" + std::string(meant)));
            return std::nullopt;
        }
        return checked(token, std::move(node), name);
    }

    // The fields whose value has a form of its own.
    std::optional<Node> checked(const Token& token, Node node, const std::string& name) {
        bool good = true;
        if (node.field == Field::from || node.field == Field::to) {
            good = is_handle(node.text);
        } else if (node.field == Field::lang) {
            node.text = lower(node.text);
            good = node.text.size() >= 2 && node.text.size() <= 3 &&
                   std::ranges::all_of(node.text, [](char c) { return c >= 'a' && c <= 'z'; });
        } else if (node.field == Field::url) {
            node.text = parse_domain(node.text);
            good = !node.text.empty();
        } else if (node.field == Field::network) {
            node.text = lower(node.text);
        } else if (node.field == Field::holder || node.field == Field::answered_by) {
            const std::string word = lower(node.text);
            const bool nobody = word == "none" && node.field == Field::holder;
            if (word == "me" || nobody)
                node.text = word;
            else
                good = node.text.starts_with('@') && node.text.size() > 1;
            if (!good) {
                problem(token.at, "query.problem.employee", {{"field", name}}, name + ":@" + node.text);
                return std::nullopt;
            }
        }
        if (good) return node;
        problem(token.at, "query.problem.value", {{"field", name}});
        return std::nullopt;
    }

    void need_anchor(const Node& node) {
        if (is_anchored(node)) return;
        if (node.kind == Kind::any) {
            for (const Node& child : node.children)
                need_anchor(child);
            return;
        }
        problem(node.at, only_negates(node) ? "query.problem.only_negation" : "query.problem.no_anchor");
    }

    std::string_view query_;
    Purpose purpose_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::vector<Problem> problems_;
    bool gave_up_ = false;  // the rest was not read, so nothing is known to be missing there
};

Parsed refused(Range at, const char* key, Args args = {}) {
    return {std::nullopt, {{at, key, std::move(args), std::nullopt}}};
}

}  // namespace

Parsed parse(std::string_view query, Purpose purpose) {
    if (query.size() > kMaxBytes)
        return refused({kMaxBytes, query.size()}, "query.problem.too_long",
                       {{"limit", std::to_string(kMaxBytes)}});
    for (std::size_t i = 0; i < query.size();) {
        const base::Decoded at = base::decode_utf8(query, i);
        if (!at.valid || at.code == 0) return refused({i, i + at.length}, "query.problem.not_text");
        i += at.length;
    }
    return Parser(query, purpose).run();
}

base::Result<Node> parse_or_refuse(std::string_view query, Purpose purpose) {
    Parsed parsed = parse(query, purpose);
    if (parsed.root) return std::move(*parsed.root);
    Problem& first = parsed.problems.front();
    return base::fail(base::ErrorCode::invalid, std::move(first.key), std::move(first.args));
}

}  // namespace manyhands::model::query
