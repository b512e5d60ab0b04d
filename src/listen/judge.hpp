// Decides whether one post is found by one query of a set, exactly. What several queries ask (words, tags,
// links, leaves) is worked out once a post, when first asked for. Belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/fold.hpp"
#include "listen/letters.hpp"
#include "listen/query_set.hpp"
#include "model/query/evaluate.hpp"

namespace manyhands::listen {

class Judge {
  public:
    // `set` must outlive its use.
    void use(const QuerySet& set);
    // The next post: its text folded, and whether every byte kept its place in that. It must live until the
    // next one.
    void begin(std::string_view folded, bool same_places);
    // What else is known of it, before it is asked for; what it views must live until the next one as well.
    void learn(const model::query::Message& post) { post_ = &post; }
    // The scanner found the literal in it. Of all that stand there each must be told, before finds().
    void stands(std::uint32_t anchor);
    // Whether the query finds the post that has begun.
    bool finds(std::size_t query);

  private:
    // A place where a text stands: bytes of the original, first and last word touched.
    struct Place {
        std::size_t from = 0, to = 0;
        std::size_t first_word = 0, last_word = 0;
    };

    bool walk(std::span<const Step> steps, std::size_t& at);
    bool holds(std::uint32_t number);
    bool decide(const Leaf& leaf);
    bool field_holds(const Leaf& leaf);
    bool near(const Leaf& leaf);
    bool beside(const std::vector<Place>& lefts, const std::vector<Place>& rights, std::int64_t words) const;
    bool compare_handle(const Leaf& leaf, std::string_view folded) const;
    bool asks();
    bool stands_here(const Leaf& leaf);
    std::vector<Place> places(const Leaf& leaf);
    // Calls each(from, to) for every place in the folded text until it returns false.
    template <class Each>
    void folded_places(const Leaf& leaf, const Each& each);
    template <class Each>
    void exact_places(const Leaf& leaf, const Each& each);
    std::size_t original_from(std::size_t folded);
    std::size_t original_to(std::size_t folded);

    const std::vector<Span>& words();
    const std::vector<Span>& tags();  // of folded text, without #
    const std::vector<std::string>& handles();
    const std::vector<std::string>& links();
    const model::query::Folded& exact();
    std::size_t exact_words();
    std::string_view exact_word(std::size_t index);
    std::string_view cut(Span span) const { return folded_.substr(span.from, span.to - span.from); }
    std::string_view word(std::uint32_t number) const { return set_->word(number); }

    const QuerySet* set_ = nullptr;
    const model::query::Message* post_ = nullptr;
    std::string_view folded_;
    bool same_places_ = false;

    // Of each leaf: four times the number of the post for which it was decided, and an Answer.
    enum Answer : std::uint32_t { kNo, kYes, kPerhaps };
    std::vector<std::uint32_t> decided_;
    std::uint32_t post_number_ = 0;

    bool has_words_ = false, has_tags_ = false, has_handles_ = false, has_links_ = false, has_pieces_ = false;
    std::vector<Span> words_, tags_;
    std::vector<std::string> handles_, links_;
    std::vector<base::FoldedPiece> pieces_;
    std::optional<model::query::Folded> exact_;
    std::optional<bool> asks_;
};

}  // namespace manyhands::listen
