// Many queries as one immutable set (docs/adr/0027-listening-engine.md). Every query names literals of which
// one must stand in a post that it finds (a word, #tag, @handle; or the author's handle); these are the only
// ones looked for in every post, all at once. What a set is asked is asked by a Matcher. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "model/query/ast.hpp"
#include "model/query/parser.hpp"

struct hs_database;

namespace manyhands::listen {

struct NamedQuery {
    std::string id;
    std::string text;
};

// A query that the language refuses, by its place in the list.
struct RefusedQuery {
    std::size_t index = 0;
    std::vector<model::query::Problem> problems;
};

// A leaf of a query, ready to be compared; equal leaves of all queries are one.
struct Leaf {
    model::query::Kind kind = model::query::Kind::text;
    model::query::Form form = model::query::Form::folded;
    model::query::Extent extent = model::query::Extent::whole;
    model::query::Field field = model::query::Field::from;
    model::query::Comparison comparison = model::query::Comparison::at_least;
    bool ordered = false;      // near
    bool scanned = false;      // stands in no post in which the scanner does not find it
    std::uint32_t first = 0;   // of words(), or near: of sides()
    std::uint32_t count = 0;   // words; near: leaves of the left side
    std::uint32_t others = 0;  // near: leaves of the right side
    std::int64_t number = 0;   // compare; near: how many words may stand between
};

// One step of a query's tree, children behind their parent.
struct Step {
    model::query::Kind kind = model::query::Kind::text;  // all, any, none; text: a leaf
    std::uint32_t value = 0;  // the query's step behind the last child; leaf: its number
};

// Literals compiled for the scanner, which tells their places in this list. Sets that follow each other share
// it.
class Scanned {
  public:
    // Errors: internal ("listen.compile").
    static base::Result<std::shared_ptr<const Scanned>> compile(std::vector<std::string> literals);
    ~Scanned();
    Scanned(const Scanned&) = delete;
    Scanned& operator=(const Scanned&) = delete;

    std::size_t size() const { return literals_.size(); }
    bool has(const std::string& literal) const;
    std::string_view literal(std::size_t place) const { return literals_[place]; }
    const hs_database* database() const { return database_; }
    std::size_t bytes() const;

  private:
    Scanned() = default;
    std::vector<std::string> literals_;  // sorted
    hs_database* database_ = nullptr;
};

class QuerySet {
  public:
    // The queries that are well-formed; what is wrong with the others goes to `refused`. With the set before
    // it only the literals that are new are compiled, while they are few. Errors: unavailable
    // ("listen.unsupported_cpu") where the processor cannot run the scanner, internal ("listen.compile").
    static base::Result<std::shared_ptr<const QuerySet>> compile(std::span<const NamedQuery> queries,
                                                                 std::vector<RefusedQuery>& refused,
                                                                 const QuerySet* former = nullptr);
    QuerySet(const QuerySet&) = delete;
    QuerySet& operator=(const QuerySet&) = delete;

    // Queries keep the order in which they were given, without the refused ones.
    std::size_t size() const { return queries_.size(); }
    std::string_view id(std::size_t query) const { return queries_[query].id; }
    std::string_view text(std::size_t query) const { return queries_[query].text; }

    std::size_t literals() const { return anchors_.size(); }
    std::size_t bytes() const;  // of memory, about
    // Whether a post's author can be what finds it, so that every post's is needed.
    bool needs_author() const { return !authors_.empty() || !author_prefixes_.empty(); }

    // ---- for Matcher and Judge ----
    // A literal that is looked for, without its bytes: small, because it is looked at at every hit.
    struct Anchor {
        std::uint32_t first_query = 0, end_query = 0;
        std::uint32_t length = 0;
        bool begins = true;  // only where a word may begin
        bool ends = true;    // only where a word may end
    };
    const Anchor& anchor(std::uint32_t number) const { return anchors_[number]; }
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
    // Leaves that stand in no post without this literal; kNone: none. `certain`: where it stands, so does
    // `whole`.
    struct Leaves {
        std::uint32_t whole = kNone, prefix = kNone;
        bool certain = false;
    };
    const Leaves& leaves_of(std::uint32_t anchor) const { return anchor_leaves_[anchor]; }
    std::span<const std::uint32_t> queries_of(const Anchor& anchor) const {
        return std::span(anchor_queries_).subspan(anchor.first_query, anchor.end_query - anchor.first_query);
    }
    std::string_view literal(std::uint32_t number) const { return literals_[number]; }
    // Numbers of anchors that the author's case-folded handle meets.
    void authors(std::string_view folded_handle, std::vector<std::uint32_t>& into) const;
    // What the scanner is to look for, in one pass each: nearly all of it, and what was added since.
    struct Pass {
        std::shared_ptr<const Scanned> scanned;
        std::vector<std::uint32_t> anchors;  // of each of its literals; kNone: nobody asks for it any more
    };
    const std::vector<Pass>& passes() const { return passes_; }
    // Whether so much was added since that compiling all of it anew would pay.
    bool is_patched() const;
    // Of the first pass; null when no literal is looked for.
    const hs_database* database() const { return passes_.empty() ? nullptr : passes_[0].scanned->database(); }
    std::span<const Step> steps(std::size_t query) const {
        return std::span(steps_).subspan(first_steps_[query], first_steps_[query + 1] - first_steps_[query]);
    }
    const Leaf& leaf(std::uint32_t number) const { return leaves_[number]; }
    // Whether the folded text alone decides: no field, no =exact word.
    bool needs_text_only(std::size_t query) const { return text_only_[query] != 0; }
    std::size_t leaves() const { return leaves_.size(); }
    std::string_view word(std::uint32_t number) const { return words_[number]; }
    std::uint32_t side(std::uint32_t number) const { return sides_[number]; }

  private:
    friend class Compiler;
    QuerySet() = default;

    std::vector<NamedQuery> queries_;
    std::vector<std::uint32_t> first_steps_{0};  // and the end of the last one
    std::vector<std::uint8_t> text_only_;        // of each query
    std::vector<Step> steps_;
    std::vector<Leaf> leaves_;
    std::vector<std::string> words_;
    std::vector<std::uint32_t> sides_;
    std::vector<Anchor> anchors_;
    std::vector<Leaves> anchor_leaves_;
    std::vector<std::uint32_t> anchor_queries_;
    std::vector<std::string> literals_;
    std::unordered_map<std::string, std::uint32_t> authors_;
    std::vector<std::pair<std::string, std::uint32_t>> author_prefixes_;
    std::vector<Pass> passes_;
};

}  // namespace manyhands::listen
