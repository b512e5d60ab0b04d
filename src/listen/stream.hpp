// A piece of a stream of posts, line by line, and what finds them: one output line
// {"id":"...","queries":["q1",...]} for each post that a query finds, in the order of the input. With
// Explain::ranges also {"ranges":{"q1":[[from,to],...]}}: bytes of the text's UTF-8. Belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "listen/matcher.hpp"
#include "listen/post_line.hpp"

namespace manyhands::listen {

enum class Explain { no, ranges };

struct BadLine {
    std::uint64_t line = 0;  // from 1
    LineFault fault = LineFault::not_json;
};

struct StreamCounts {
    std::uint64_t lines = 0;  // empty ones too
    std::uint64_t posts = 0;
    std::uint64_t bytes = 0;
    std::uint64_t found = 0;    // posts that a query found
    std::uint64_t matches = 0;  // pairs of post and query
    std::uint64_t bad = 0;

    StreamCounts& operator+=(const StreamCounts& other);
};

class StreamMatcher final : private Matcher::Posts {
  public:
    StreamMatcher(std::shared_ptr<const QuerySet> set, Explain explain);

    // `lines` ends with a line end or at the end of the stream; PostLine::kPadding bytes must be readable
    // behind it. `first` is the number of its first line. Appends to `out` and `bad`.
    StreamCounts run(std::string_view lines, std::uint64_t first, std::string& out,
                     std::vector<BadLine>& bad);

    Matcher& matcher() { return matcher_; }

  private:
    struct Line {
        std::string_view json;
        std::string_view id;  // empty: not known yet
    };
    const model::query::Message* post(std::size_t number) override;
    bool is_known(std::size_t number) const override {
        return explain_ == Explain::no && !batch_[number].id.empty();
    }
    void found(std::size_t number, std::span<const std::uint32_t> queries) override;
    void explain(std::span<const std::uint32_t> queries);

    Matcher matcher_;
    Explain explain_;
    PostLine line_;
    std::vector<Line> batch_;
    const model::query::Message* message_ = nullptr;
    StreamCounts counts_;
    std::string* out_ = nullptr;
};

// Appends `text`, valid UTF-8, as a JSON string with its quotes.
void append_json(std::string_view text, std::string& out);

}  // namespace manyhands::listen
