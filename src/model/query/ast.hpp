// The query language as a tree (docs/listening.md has the grammar). The same language writes saved views,
// search and listening; which fields may stand where is the parser's business. Pure values, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::model::query {

// UTF-8 bytes of the query as it was given, half-open.
struct Range {
    std::size_t from = 0;
    std::size_t to = 0;
};

enum class Kind {
    all,      // children side by side: every one holds
    any,      // OR
    none,     // NOT: its one child holds nowhere in the message
    near,     // NEAR/n, ONEAR/n: two children, each a text or an `any` of texts
    text,     // word, "phrase", word*, =word
    hashtag,  // #tag
    handle,   // @handle: named in the text
    field,    // from:name
    compare,  // followers>=1000
};

enum class Field {
    // of a post
    from,
    to,
    network,
    account,
    lang,
    is,
    has,
    url,
    followers,
    // of a conversation: saved views only
    state,
    tag,
    holder,
    department,
    kind,
    waiting,
    snoozed,
    owed,
    opened,
    answered_by,
};

enum class Comparison { more, at_least, less, at_most };

std::string_view to_string(Field field);
std::optional<Field> field(std::string_view name);
std::string_view to_string(Comparison comparison);
// True for what only a saved view can ask.
bool is_of_conversation(Field field);
// True for fields that are compared (followers>=N) rather than named (from:x).
bool is_compared(Field field);

// How a text is looked for.
enum class Form {
    folded,  // case, width and Latin accents are the same
    exact,   // = : as written, and only the bare word
};
enum class Extent { whole, prefix };  // prefix: term*

// One node. Which members count follows from `kind`; the others are as made. Two nodes are equal when they
// mean the same way of writing: `at` does not count.
struct Node {
    Kind kind = Kind::all;
    Range at;
    std::vector<Node> children;

    std::string text;  // of text, hashtag (without #), handle (without @); the value of a field
    Form form = Form::folded;
    Extent extent = Extent::whole;

    int words = 0;         // near: how many words may stand between
    bool ordered = false;  // near: the first child first

    Field field = Field::from;
    Comparison comparison = Comparison::at_least;
    // compare: followers as they are, durations (waiting) in seconds. What `opened` is compared with stays in
    // `text`: a date means its first moment in the reader's zone.
    std::int64_t number = 0;

    friend bool operator==(const Node& a, const Node& b);
};

// Deepest nesting of parentheses and NOT, and the other limits of a query.
inline constexpr int kMaxDepth = 40;
inline constexpr std::size_t kMaxBytes = 4096;
inline constexpr int kMaxTerms = 200;
inline constexpr int kMaxNear = 50;

// Makes `all` or `any` of the children, with children of the same kind taken in; a single child is itself.
Node make_group(Kind kind, std::vector<Node> children);
Node make_not(Node child);
Node make_text(std::string text, Form form = Form::folded, Extent extent = Extent::whole);

// The canonical text: one blank between terms, OR in parentheses only where needed, - for NOT. Parsing it
// gives the same tree.
std::string print(const Node& node);

// Texts, tags, handles, fields and comparisons in it.
int count_terms(const Node& node);

}  // namespace manyhands::model::query
