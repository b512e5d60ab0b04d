// The naive evaluator: what a query means, written for plainness and not for speed. Faster engines are
// measured against it, search and saved views confirm with it what their indexes suggest. Pure; thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/query/ast.hpp"
#include "model/query/folded.hpp"

namespace manyhands::model::query {

// A post as a query sees it. Views and lists must outlive the Subject made of it.
struct Message {
    std::string_view text;  // any bytes
    std::string_view from;  // the author's handle
    std::string_view network;
    std::string_view account;        // the brand's account's handle
    std::string_view account_id;     // and its id
    std::string_view lang;           // "ko"; as declared, otherwise by script
    std::vector<std::string> to;     // handles of those it answers
    std::vector<std::string> links;  // those that the network gives beside the text
    std::optional<std::int64_t> followers;
    bool reply = false, repost = false, quote = false, media = false;
};

// Where a text was found in a folded text: bytes, and the first and last word touched.
struct Occurrence {
    std::size_t from = 0, to = 0;
    std::size_t first_word = 0, last_word = 0;
    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

// Every place where the text of a text node stands in a text folded in the node's form, by place; those of
// one beginning once.
std::vector<Occurrence> occurrences(const Node& text_node, const Folded& folded);

// A message made ready: folded once, asked often.
class Subject {
  public:
    explicit Subject(Message message);
    // Whether a leaf or NEAR holds. Fields of conversations never hold: they are not a post's.
    bool holds(const Node& node) const;
    // Bytes of the original text in which a leaf or NEAR that holds was found.
    std::vector<Range> found(const Node& node) const;

  private:
    const Folded& folded(Form form) const;
    std::vector<Occurrence> near(const Node& node) const;
    std::vector<Occurrence> hashtags(const Node& node) const;
    std::vector<Occurrence> handles(const Node& node) const;
    bool field_holds(const Node& node) const;

    Message message_;
    Folded folded_;
    mutable std::optional<Folded> exact_;  // made when first asked for: a Subject belongs to one thread
};

// The boolean part alone: `holds(node)` answers for leaves and NEAR.
template <class Holds>
bool evaluate(const Node& node, const Holds& holds) {
    const auto child = [&holds](const Node& c) { return evaluate(c, holds); };
    switch (node.kind) {
        case Kind::all:
            return std::ranges::all_of(node.children, child);
        case Kind::any:
            return std::ranges::any_of(node.children, child);
        case Kind::none:
            return !child(node.children.front());
        case Kind::near:
        case Kind::text:
        case Kind::hashtag:
        case Kind::handle:
        case Kind::field:
        case Kind::compare:
            return holds(node);
    }
    return false;
}

inline bool matches(const Node& root, const Subject& subject) {
    return evaluate(root, [&subject](const Node& leaf) { return subject.holds(leaf); });
}

// What to show as found: everything outside a negation, merged and ascending.
std::vector<Range> highlights(const Node& root, const Subject& subject);

// "shop.example.com/a" and every address of its kind in a text, lower case, without scheme; and whether a
// domain (with a path or without) names it or a part of its site.
std::vector<std::string> links_in(std::string_view text);
bool is_of_domain(std::string_view link, std::string_view domain);

bool compare(std::int64_t value, Comparison comparison, std::int64_t with);
// Handles are the same in any case.
bool is_handle_of(const Node& node, std::string_view handle);

}  // namespace manyhands::model::query
