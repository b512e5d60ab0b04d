// Asks a set of queries about posts, many at a time: texts are folded side by side into one buffer, which is
// scanned once; only posts in which a literal of a query stands are looked at again. One for each thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/fold.hpp"
#include "listen/judge.hpp"
#include "listen/query_set.hpp"

struct hs_scratch;

namespace manyhands::listen {

class Matcher {
  public:
    // Who knows the posts of a batch, and wants to know what finds them.
    class Posts {
      public:
        virtual ~Posts() = default;
        // The post in full, to live until the next call; null: it is left out. Only asked for when a query
        // finds it or needs more than its text.
        virtual const model::query::Message* post(std::size_t number) = 0;
        // Whether found() of this post can do without post(), where its text alone decided.
        virtual bool is_known(std::size_t number) const {
            static_cast<void>(number);
            return false;
        }
        // In the order of numbers; queries ascending, at least one.
        virtual void found(std::size_t number, std::span<const std::uint32_t> queries) = 0;
    };

    // No batch holds more than this of folded text, except one that is a single post.
    static constexpr std::size_t kFull = 256 << 10U;

    explicit Matcher(std::shared_ptr<const QuerySet> set);
    ~Matcher();
    Matcher(const Matcher&) = delete;
    Matcher& operator=(const Matcher&) = delete;

    const QuerySet& set() const { return *set_; }
    // From the next batch on; a batch that was begun is forgotten.
    void use(std::shared_ptr<const QuerySet> set);

    // Puts a post into the batch: the text that its `Message` will have, and its author's handle (only
    // looked at when the set needs it). Its number is how many were put in before.
    void add(std::string_view text, base::Bytes bytes, std::string_view author);
    std::size_t size() const { return posts_.size(); }
    bool full() const { return buffer_.size() >= kFull; }
    // Tells what finds the posts of the batch, and begins the next one.
    void run(Posts& posts);

    // One post by itself: the queries that find it, ascending.
    std::vector<std::uint32_t> match(const model::query::Message& post);

  private:
    struct Entry {
        std::uint32_t from = 0, to = 0;  // of the buffer
        bool same_places = false;
    };
    struct Hit {
        std::uint32_t post = 0;
        std::uint32_t anchor = 0;
    };
    static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                        void* matcher);
    void hit(std::uint32_t literal, std::size_t to);
    void scan();
    // The queries that the hits [first, last) of one post make candidates.
    void gather(std::size_t first, std::size_t last);
    void judge(std::uint32_t number, Posts& posts);
    void release();

    std::shared_ptr<const QuerySet> set_;
    hs_scratch* scratch_ = nullptr;
    Judge judge_;
    std::string buffer_;  // folded texts, each with a line end behind it
    std::vector<Entry> posts_;
    std::vector<Hit> hits_;
    std::vector<std::uint32_t> anchor_post_;  // of each anchor: the last post it was seen in, by serial_
    std::uint32_t serial_ = 1;                // of the batch's first post
    std::vector<std::uint64_t> query_run_;    // of each query: the last post it was looked at for
    std::uint64_t run_ = 0;
    std::size_t at_ = 0;                                   // the post in which the scanner is
    const std::vector<std::uint32_t>* anchors_ = nullptr;  // of the literals that it looks for
    std::vector<std::uint32_t> authors_, quick_, slow_, found_;
};

}  // namespace manyhands::listen
