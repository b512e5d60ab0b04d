#include "listen/matcher.hpp"

#include <algorithm>
#include <stdexcept>

#include <hs/hs_runtime.h>

#include "base/text/unicode.hpp"

namespace manyhands::listen {

Matcher::Matcher(std::shared_ptr<const QuerySet> set) {
    use(std::move(set));
}

Matcher::~Matcher() {
    release();
}

void Matcher::release() {
    hs_free_scratch(scratch_);
    scratch_ = nullptr;
}

void Matcher::use(std::shared_ptr<const QuerySet> set) {
    release();
    for (const QuerySet::Pass& pass : set->passes())
        if (hs_alloc_scratch(pass.scanned->database(), &scratch_) != HS_SUCCESS)
            throw std::runtime_error("no memory to scan with");
    set_ = std::move(set);
    judge_.use(*set_);
    buffer_.clear();
    posts_.clear();
    hits_.clear();
    anchor_post_.assign(set_->literals(), 0);
    serial_ = 1;
    query_run_.assign(set_->size(), 0);
    run_ = 0;
}

void Matcher::add(std::string_view text, base::Bytes bytes, std::string_view author) {
    const auto number = static_cast<std::uint32_t>(posts_.size());
    const auto from = static_cast<std::uint32_t>(buffer_.size());
    const bool same = base::append_folded(text, bytes, buffer_);
    posts_.push_back({from, static_cast<std::uint32_t>(buffer_.size()), same});
    // No word, tag or handle holds a line end, so nothing is found across two posts.
    buffer_ += '\n';
    if (!set_->needs_author() || author.empty()) return;
    authors_.clear();
    set_->authors(base::fold_case(author), authors_);
    for (const std::uint32_t anchor : authors_)
        hits_.push_back({number, anchor});
}

int Matcher::on_match(unsigned id, unsigned long long, unsigned long long to, unsigned, void* matcher) {
    static_cast<Matcher*>(matcher)->hit(id, static_cast<std::size_t>(to));
    return 0;
}

void Matcher::hit(std::uint32_t literal, std::size_t to) {
    const std::uint32_t number = (*anchors_)[literal];
    if (number == QuerySet::kNone) return;
    // The scanner goes forward, but what ends at one place comes in any order.
    while (to > posts_[at_].to)
        ++at_;
    while (to <= posts_[at_].from)
        --at_;
    const auto post = static_cast<std::uint32_t>(at_);
    if (anchor_post_[number] == serial_ + post) return;
    const QuerySet::Anchor& anchor = set_->anchor(number);
    const Entry& entry = posts_[at_];
    const std::string_view text = std::string_view(buffer_).substr(entry.from, entry.to - entry.from);
    const std::size_t end = to - entry.from;
    if (anchor.ends && !is_border(text, end)) return;
    if (anchor.begins && !is_border(text, end - anchor.length)) return;
    anchor_post_[number] = serial_ + post;
    hits_.push_back({post, number});
}

void Matcher::scan() {
    if (serial_ > 0x7FFF'FFFFU) {
        std::ranges::fill(anchor_post_, 0U);
        serial_ = 1;
    }
    if (posts_.empty()) return;
    for (const QuerySet::Pass& pass : set_->passes()) {
        at_ = 0;
        anchors_ = &pass.anchors;
        const auto result =
            hs_scan(pass.scanned->database(), buffer_.data(), static_cast<unsigned>(buffer_.size()), 0,
                    scratch_, &Matcher::on_match, this);
        if (result != HS_SUCCESS) throw std::runtime_error("scanner: " + std::to_string(result));
    }
}

void Matcher::gather(std::size_t first, std::size_t last) {
    quick_.clear();
    slow_.clear();
    ++run_;
    const Entry& entry = posts_[hits_[first].post];
    judge_.begin(std::string_view(buffer_).substr(entry.from, entry.to - entry.from), entry.same_places);
    for (; first < last; ++first) {
        judge_.stands(hits_[first].anchor);
        for (const std::uint32_t query : set_->queries_of(set_->anchor(hits_[first].anchor))) {
            if (query_run_[query] == run_) continue;
            query_run_[query] = run_;
            (set_->needs_text_only(query) ? quick_ : slow_).push_back(query);
        }
    }
}

void Matcher::judge(std::uint32_t number, Posts& posts) {
    found_.clear();
    const auto ask = [this](const std::vector<std::uint32_t>& queries) {
        for (const std::uint32_t query : queries)
            if (judge_.finds(query)) found_.push_back(query);
    };
    // Where nothing moved, the folded text tells what NEAR wants to know of the original as well.
    const bool early = posts_[number].same_places;
    if (early) {
        ask(quick_);
        if (found_.empty() && slow_.empty()) return;
    }
    if (!early || !slow_.empty() || !posts.is_known(number)) {
        const model::query::Message* const post = posts.post(number);
        if (post == nullptr) return;
        judge_.learn(*post);
        if (!early) ask(quick_);
        ask(slow_);
    }
    std::ranges::sort(found_);
    if (!found_.empty()) posts.found(number, found_);
}

void Matcher::run(Posts& posts) {
    scan();
    if (!std::ranges::is_sorted(hits_, {}, &Hit::post)) std::ranges::sort(hits_, {}, &Hit::post);
    for (std::size_t i = 0; i < hits_.size();) {
        const std::uint32_t number = hits_[i].post;
        std::size_t end = i;
        while (end < hits_.size() && hits_[end].post == number)
            ++end;
        gather(i, end);
        judge(number, posts);
        i = end;
    }
    serial_ += static_cast<std::uint32_t>(posts_.size());
    buffer_.clear();
    posts_.clear();
    hits_.clear();
}

std::vector<std::uint32_t> Matcher::match(const model::query::Message& post) {
    class One final : public Posts {
      public:
        explicit One(const model::query::Message& message) : message_(message) {}
        const model::query::Message* post(std::size_t) override { return &message_; }
        void found(std::size_t, std::span<const std::uint32_t> queries) override {
            all_.assign(queries.begin(), queries.end());
        }
        std::vector<std::uint32_t> take() { return std::move(all_); }

      private:
        const model::query::Message& message_;
        std::vector<std::uint32_t> all_;
    };
    One one(post);
    add(post.text, base::Bytes::any, post.from);
    run(one);
    return one.take();
}

}  // namespace manyhands::listen
