// One line of a stream as a post: an object of our own
//   {"id","network","text","lang","created_at","author":{"handle","followers"},"in_reply_to","links","media",
//    "repost_of","quote_of"}
// or of the X API v2 ({"data":{...},"includes":{...}}), read with simdjson. id and text are required; unknown
// members are passed over unread. Belongs to one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/query/evaluate.hpp"

namespace manyhands::listen {

// What is wrong with a line; its sentence is listen.line.<name>.
enum class LineFault { not_json, not_utf8, no_id, no_text, too_long };
std::string_view to_string(LineFault fault);

class PostLine {
  public:
    PostLine();
    ~PostLine();
    PostLine(const PostLine&) = delete;
    PostLine& operator=(const PostLine&) = delete;

    // Bytes that must be readable behind a line. Their content does not matter.
    static constexpr std::size_t kPadding = 64;
    static constexpr std::size_t kLongest = 8U << 20U;

    enum class Author { wanted, not_wanted };
    // What the scanner looks at. `json` is one line without its end. Afterwards text() and author() are
    // those of the line, valid UTF-8, until the next one is read. An escaped half of a surrogate pair is
    // U+FFFD.
    std::optional<LineFault> glance(std::string_view json, Author author);
    // After read(). After glance() a view of the line, or empty where only read() tells it.
    std::string_view id() const { return id_; }
    std::string_view text() const { return text_; }
    std::string_view author() const { return author_; }

    // The whole post, to live until the next line is read. Of what is broken behind the id and the text only
    // those are told: it is as if it were not there. Good whenever glance() was.
    std::expected<const model::query::Message*, LineFault> read(std::string_view json);

  private:
    struct Parser;
    struct Parts;
    class Reader;
    enum class Depth;
    std::optional<LineFault> read_parts(std::string_view json, Parts& parts, Depth depth);

    std::unique_ptr<Parser> parser_;
    std::string_view id_, text_, author_;
    std::string kept_id_, kept_text_, lang_;
    model::query::Message message_;
};

}  // namespace manyhands::listen
