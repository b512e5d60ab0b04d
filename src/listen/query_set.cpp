#include "listen/query_set.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <hs/hs.h>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"

namespace manyhands::listen {

using model::query::Extent;
using model::query::Field;
using model::query::Folded;
using model::query::Form;
using model::query::Kind;
using model::query::Node;

namespace {

// About how often a literal stands at one place of a text: the letters' own frequencies, as if they were
// independent. Only the order matters: the rarest literal of a branch is the one that is looked for.
double frequency(std::string_view literal) {
    static constexpr double kLetters[26] = {.080, .015, .028, .043, .127, .022, .020, .061, .070,
                                            .002, .008, .040, .024, .067, .075, .019, .001, .060,
                                            .063, .091, .028, .010, .024, .002, .020, .001};
    double bits = 0;
    for (std::size_t i = 0; i < literal.size();) {
        const base::Decoded at = base::decode_utf8(literal, i);
        if (at.code >= 'a' && at.code <= 'z')
            bits -= std::log2(kLetters[at.code - 'a']);
        else
            bits += at.code < 0x80 ? 6 : 8;
        i += at.length;
    }
    return std::exp2(-bits);
}

struct Literal {
    std::string text;
    bool begins = false, ends = false;
    std::optional<Extent> author = {};  // not in the text: the author's handle
};

// Literals of which one must be there, and how often that is expected.
struct Anchoring {
    std::vector<Literal> literals;
    double often = 0;
};

// In how many queries of the set a word stands. What many ask for is what many say, and looking for it would
// make a candidate of each of them.
using Uses = std::unordered_map<std::string, unsigned>;

class Anchorer {
  public:
    explicit Anchorer(const Uses& uses) : uses_(uses) {}

    std::optional<Anchoring> of(const Node& node) const {
        switch (node.kind) {
            case Kind::all:
            case Kind::near: {
                std::optional<Anchoring> best;
                for (const Node& child : node.children)
                    if (auto one = of(child); one && (!best || one->often < best->often))
                        best = std::move(one);
                return best;
            }
            case Kind::any:
                return of_any(node);
            case Kind::text:
                return of_text(node);
            case Kind::hashtag:
                return single({"#" + std::string(Folded(node.text, Form::folded).text())});
            case Kind::handle: {
                // Only accents of letters may differ between a handle's two ways of folding.
                std::string folded = base::fold_case(node.text);
                folded.erase(std::ranges::find_if(folded, [](char c) { return (c & 0x80) != 0; }),
                             folded.end());
                return single({"@" + folded});
            }
            case Kind::field:
                if (node.field != Field::from) return std::nullopt;
                return single({base::fold_case(node.text), false, false, node.extent});
            case Kind::none:
            case Kind::compare:
                return std::nullopt;
        }
        return std::nullopt;
    }

  private:
    Anchoring single(Literal literal) const {
        Anchoring one;
        if (literal.author) {
            one.often = 1e-9;
        } else {
            const auto found = uses_.find(literal.text);
            const double uses = found == uses_.end() ? 1 : found->second;
            one.often = frequency(literal.text) * uses * uses;
        }
        one.literals.push_back(std::move(literal));
        return one;
    }

    std::optional<Anchoring> of_any(const Node& node) const {
        Anchoring all;
        for (const Node& child : node.children) {
            auto one = of(child);
            if (!one) return std::nullopt;
            all.often += one->often;
            std::ranges::move(one->literals, std::back_inserter(all.literals));
        }
        return all;
    }

    std::optional<Anchoring> of_text(const Node& node) const {
        std::optional<Anchoring> best;
        const auto offer = [&](Literal literal) {
            Anchoring one = single(std::move(literal));
            if (!best || one.often < best->often) best = std::move(one);
        };
        const Folded wanted(node.text, node.form);
        for (std::size_t i = 0; i < wanted.words().size(); ++i) {
            const bool last = i + 1 == wanted.words().size();
            if (node.form == Form::folded) {
                offer({std::string(wanted.word(i)), true, !last || node.extent == Extent::whole});
            } else {
                // A word as written may stand within one when folded: Apple™ becomes appletm.
                std::string folded(Folded(wanted.word(i), Form::folded).text());
                if (!folded.empty()) offer({std::move(folded)});
            }
        }
        return best;
    }

    const Uses& uses_;
};

void count_uses(const Node& node, Uses& uses) {
    for (const Node& child : node.children)
        count_uses(child, uses);
    if (node.kind != Kind::text) return;
    const Folded words(node.text, Form::folded);
    for (std::size_t i = 0; i < words.words().size(); ++i)
        ++uses[std::string(words.word(i))];
}

// What is quickly said stands first: fields, then texts by rarity, what walks the text last.
double effort(const Node& node) {
    double most = 0;
    switch (node.kind) {
        case Kind::all:
        case Kind::any:
        case Kind::none:
            for (const Node& child : node.children)
                most = std::max(most, effort(child));
            return most + 0.01;
        case Kind::near:
            return 4;
        case Kind::text:
            return 1 + frequency(node.text) + (node.form == Form::exact ? 2 : 0);
        case Kind::hashtag:
        case Kind::handle:
            return 2;
        case Kind::field:
            return node.field == Field::has || node.field == Field::url ? 5 : 0;
        case Kind::compare:
            return 0;
    }
    return 0;
}

bool of_folded_text(const Node& node) {
    if (node.kind == Kind::field || node.kind == Kind::compare || node.form == Form::exact) return false;
    return std::ranges::all_of(node.children, of_folded_text);
}

}  // namespace

// How much may be looked for in a pass of its own before all is compiled anew.
constexpr std::size_t kFew = 64;
constexpr std::size_t kPart = 8;

base::Result<std::shared_ptr<const Scanned>> Scanned::compile(std::vector<std::string> literals) {
    const std::shared_ptr<Scanned> scanned(new Scanned);
    std::ranges::sort(literals);
    scanned->literals_ = std::move(literals);
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    std::vector<unsigned> ids;
    for (const std::string& text : scanned->literals_) {
        texts.push_back(text.data());
        lengths.push_back(text.size());
        ids.push_back(static_cast<unsigned>(ids.size()));
    }
    const std::vector<unsigned> flags(texts.size(), 0);
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(),
                             static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &scanned->database_,
                             &error) != HS_SUCCESS) {
        std::string why = error != nullptr ? error->message : "";
        hs_free_compile_error(error);
        return base::fail(base::ErrorCode::internal, "listen.compile", {}, std::move(why));
    }
    return std::shared_ptr<const Scanned>(scanned);
}

Scanned::~Scanned() {
    hs_free_database(database_);
}

bool Scanned::has(const std::string& literal) const {
    return std::ranges::binary_search(literals_, literal);
}

std::size_t Scanned::bytes() const {
    std::size_t sum = 0;
    hs_database_size(database_, &sum);
    for (const std::string& literal : literals_)
        sum += sizeof literal + (literal.capacity() > 15 ? literal.capacity() : 0);
    return sum;
}

class Compiler {
  public:
    Compiler(QuerySet& set, const Uses& uses) : set_(set), anchorer_(uses) {}

    // False when nothing in it could be looked for.
    bool add(const NamedQuery& query, const Node& root) {
        const auto anchors = anchorer_.of(root);
        if (!anchors) return false;
        const auto number = static_cast<std::uint32_t>(set_.queries_.size());
        for (const Literal& literal : anchors->literals) {
            const std::uint32_t at = anchor_of(literal);
            QuerySet::Anchor& anchor = set_.anchors_[at];
            anchor.begins = anchor.begins && literal.begins;
            anchor.ends = anchor.ends && literal.ends;
            if (found_by_[at].empty() || found_by_[at].back() != number) found_by_[at].push_back(number);
        }
        emit(root, set_.first_steps_.back());
        set_.first_steps_.push_back(static_cast<std::uint32_t>(set_.steps_.size()));
        set_.queries_.push_back(query);
        set_.text_only_.push_back(of_folded_text(root) ? 1 : 0);
        return true;
    }

    base::Result<void> finish(const QuerySet* former) {
        tell_leaves();
        for (std::size_t i = 0; i < found_by_.size(); ++i) {
            set_.anchors_[i].first_query = static_cast<std::uint32_t>(set_.anchor_queries_.size());
            set_.anchor_queries_.insert(set_.anchor_queries_.end(), found_by_[i].begin(), found_by_[i].end());
            set_.anchors_[i].end_query = static_cast<std::uint32_t>(set_.anchor_queries_.size());
        }
        std::vector<std::string> all;
        std::vector<std::string> fresh;
        const std::shared_ptr<const Scanned> before =
            former == nullptr || former->passes_.empty() ? nullptr : former->passes_[0].scanned;
        for (const auto& [text, number] : literals_) {
            all.push_back(text);
            if (before && !before->has(text)) fresh.push_back(text);
        }
        if (before && fresh.size() <= kFew + before->size() / kPart && all.size() >= before->size() / 2) {
            add_pass(before);
            all = std::move(fresh);
        }
        if (all.empty()) return {};
        MH_LET(scanned, Scanned::compile(std::move(all)));
        add_pass(std::move(scanned));
        return {};
    }

  private:
    void add_pass(std::shared_ptr<const Scanned> scanned) {
        std::vector<std::uint32_t> anchors;
        for (std::size_t i = 0; i < scanned->size(); ++i) {
            const auto found = literals_.find(std::string(scanned->literal(i)));
            anchors.push_back(found == literals_.end() ? QuerySet::kNone : found->second);
        }
        set_.passes_.push_back({std::move(scanned), std::move(anchors)});
    }

    // Of a leaf that is one literal the scanner tells whether it stands in a post.
    void tell_leaves() {
        set_.anchor_leaves_.resize(set_.anchors_.size());
        for (std::uint32_t i = 0; i < set_.leaves_.size(); ++i) {
            Leaf& leaf = set_.leaves_[i];
            std::string literal;
            if (leaf.kind == Kind::hashtag) literal = "#";
            if (leaf.kind == Kind::handle) literal = "@";
            if (leaf.kind == Kind::text ? leaf.count != 1 || leaf.form != Form::folded : literal.empty())
                continue;
            literal += set_.words_[leaf.first];
            const auto found = literals_.find(literal);
            if (found == literals_.end()) continue;
            const QuerySet::Anchor& anchor = set_.anchors_[found->second];
            if (anchor.ends && leaf.extent == Extent::prefix) continue;
            QuerySet::Leaves& leaves = set_.anchor_leaves_[found->second];
            // Of leaves that differ only in what is between words, one is told.
            std::uint32_t& told = leaf.extent == Extent::whole ? leaves.whole : leaves.prefix;
            if (told != QuerySet::kNone) continue;
            told = i;
            leaf.scanned = true;
            leaves.certain = leaves.certain || (leaf.kind == Kind::text && leaf.extent == Extent::whole &&
                                                anchor.begins && anchor.ends);
        }
    }

    std::uint32_t anchor_of(const Literal& literal) {
        const auto fresh = static_cast<std::uint32_t>(set_.anchors_.size());
        const auto make = [&] {
            set_.anchors_.push_back({0, 0, static_cast<std::uint32_t>(literal.text.size()), true, true});
            set_.literals_.push_back(literal.text);
            found_by_.emplace_back();
            return fresh;
        };
        if (literal.author == Extent::prefix) {
            set_.author_prefixes_.emplace_back(literal.text, fresh);
            return make();
        }
        auto& numbers = literal.author ? set_.authors_ : literals_;
        const auto [found, is_new] = numbers.try_emplace(literal.text, fresh);
        return is_new ? make() : found->second;
    }

    void emit(const Node& node, std::uint32_t first) {
        if (node.kind != Kind::all && node.kind != Kind::any && node.kind != Kind::none) {
            set_.steps_.push_back({Kind::text, leaf(node)});
            return;
        }
        const std::size_t at = set_.steps_.size();
        set_.steps_.push_back({node.kind, 0});
        std::vector<const Node*> children;
        children.reserve(node.children.size());
        for (const Node& child : node.children)
            children.push_back(&child);
        std::ranges::sort(children, {}, [](const Node* child) { return effort(*child); });
        for (const Node* child : children)
            emit(*child, first);
        set_.steps_[at].value = static_cast<std::uint32_t>(set_.steps_.size()) - first;
    }

    std::uint32_t leaf(const Node& node) {
        // Nodes that print the same mean the same.
        const auto [found, is_new] = known_.try_emplace(print(node), 0);
        if (!is_new) return found->second;
        Leaf leaf;
        leaf.kind = node.kind;
        leaf.form = node.form;
        leaf.extent = node.extent;
        leaf.field = node.field;
        leaf.comparison = node.comparison;
        leaf.ordered = node.ordered;
        leaf.number = node.number;
        if (node.kind == Kind::near) {
            std::vector<std::uint32_t> sides;
            const auto add = [&](const Node& side) {
                if (side.kind == Kind::any)
                    for (const Node& child : side.children)
                        sides.push_back(this->leaf(child));
                else
                    sides.push_back(this->leaf(side));
            };
            add(node.children[0]);
            leaf.count = static_cast<std::uint32_t>(sides.size());
            add(node.children[1]);
            leaf.others = static_cast<std::uint32_t>(sides.size()) - leaf.count;
            leaf.first = static_cast<std::uint32_t>(set_.sides_.size());
            leaf.number = node.words;
            set_.sides_.insert(set_.sides_.end(), sides.begin(), sides.end());
        } else {
            leaf.first = static_cast<std::uint32_t>(set_.words_.size());
            words_of(node);
            leaf.count = static_cast<std::uint32_t>(set_.words_.size()) - leaf.first;
        }
        const auto number = static_cast<std::uint32_t>(set_.leaves_.size());
        set_.leaves_.push_back(leaf);
        return known_[print(node)] = number;
    }

    void words_of(const Node& node) {
        if (node.kind == Kind::text) {
            const Folded wanted(node.text, node.form);
            for (std::size_t i = 0; i < wanted.words().size(); ++i)
                set_.words_.emplace_back(wanted.word(i));
        } else if (node.kind == Kind::hashtag) {
            set_.words_.emplace_back(Folded(node.text, Form::folded).text());
        } else if (node.kind == Kind::handle) {
            set_.words_.push_back(base::fold_case(node.text));
        } else if (node.kind == Kind::field) {
            set_.words_.push_back(node.text);
            // Handles and names are compared case-folded.
            const std::string_view bare = node.text.starts_with('@') && node.field == Field::account
                                              ? std::string_view(node.text).substr(1)
                                              : std::string_view(node.text);
            set_.words_.push_back(base::fold_case(bare));
        }
    }

    QuerySet& set_;
    Anchorer anchorer_;
    std::vector<std::vector<std::uint32_t>> found_by_;         // queries of each anchor
    std::unordered_map<std::string, std::uint32_t> literals_;  // of texts
    std::unordered_map<std::string, std::uint32_t> known_;
};

base::Result<std::shared_ptr<const QuerySet>> QuerySet::compile(std::span<const NamedQuery> queries,
                                                                std::vector<RefusedQuery>& refused,
                                                                const QuerySet* former) {
    if (hs_valid_platform() != HS_SUCCESS)
        return base::fail(base::ErrorCode::unavailable, "listen.unsupported_cpu");
    const std::shared_ptr<QuerySet> set(new QuerySet);
    std::vector<model::query::Parsed> parsed;
    Uses uses;
    for (const NamedQuery& query : queries) {
        parsed.push_back(model::query::parse(query.text, model::query::Purpose::listening));
        if (parsed.back().root) count_uses(*parsed.back().root, uses);
    }
    Compiler compiler(*set, uses);
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (!parsed[i].root)
            refused.push_back({i, std::move(parsed[i].problems)});
        else if (!compiler.add(queries[i], *parsed[i].root))
            refused.push_back({i, {{{0, queries[i].text.size()}, "query.problem.no_anchor", {}, {}}}});
    }
    MH_TRY(compiler.finish(former));
    return std::shared_ptr<const QuerySet>(set);
}

bool QuerySet::is_patched() const {
    return passes_.size() > 1 && passes_[1].scanned->size() > passes_[0].scanned->size() / kPart / 2;
}

std::size_t QuerySet::bytes() const {
    std::size_t sum = 0;
    for (const Pass& pass : passes_)
        sum += pass.scanned->bytes() + pass.anchors.size() * sizeof(std::uint32_t);
    constexpr std::size_t kString = sizeof(std::string);
    for (const NamedQuery& query : queries_)
        sum += sizeof query + query.id.capacity() + query.text.capacity();
    for (const std::string& literal : literals_)
        sum += kString + (literal.capacity() > 15 ? literal.capacity() : 0);
    for (const std::string& word : words_)
        sum += kString + (word.capacity() > 15 ? word.capacity() : 0);
    return sum + steps_.size() * sizeof(Step) + leaves_.size() * sizeof(Leaf) +
           anchors_.size() * (sizeof(Anchor) + sizeof(Leaves)) +
           (sides_.size() + anchor_queries_.size() + first_steps_.size()) * sizeof(std::uint32_t) +
           text_only_.size();
}

void QuerySet::authors(std::string_view folded_handle, std::vector<std::uint32_t>& into) const {
    if (const auto found = authors_.find(std::string(folded_handle)); found != authors_.end())
        into.push_back(found->second);
    for (const auto& [prefix, anchor] : author_prefixes_)
        if (folded_handle.starts_with(prefix)) into.push_back(anchor);
}

}  // namespace manyhands::listen
