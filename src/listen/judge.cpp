#include "listen/judge.hpp"

#include <algorithm>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/query/values.hpp"

namespace manyhands::listen {

using model::query::Extent;
using model::query::Field;
using model::query::Form;
using model::query::Kind;

void Judge::use(const QuerySet& set) {
    set_ = &set;
    decided_.assign(set.leaves(), 0);
    post_number_ = 0;
}

void Judge::begin(std::string_view folded, bool same_places) {
    static const model::query::Message unknown;
    constexpr std::uint32_t kLast = 0x3FFF'FFFF;
    if (++post_number_ == kLast) {
        std::ranges::fill(decided_, 0U);
        post_number_ = 1;
    }
    post_ = &unknown;
    folded_ = folded;
    same_places_ = same_places;
    has_words_ = has_tags_ = has_handles_ = has_links_ = has_pieces_ = false;
    exact_.reset();
    asks_.reset();
}

void Judge::stands(std::uint32_t anchor) {
    const QuerySet::Leaves& leaves = set_->leaves_of(anchor);
    if (leaves.whole != QuerySet::kNone)
        decided_[leaves.whole] = (post_number_ << 2U) | (leaves.certain ? kYes : kPerhaps);
    if (leaves.prefix != QuerySet::kNone) decided_[leaves.prefix] = (post_number_ << 2U) | kPerhaps;
}

bool Judge::finds(std::size_t query) {
    std::size_t at = 0;
    return walk(set_->steps(query), at);
}

bool Judge::walk(std::span<const Step> steps, std::size_t& at) {
    const Step& step = steps[at++];
    if (step.kind != Kind::all && step.kind != Kind::any && step.kind != Kind::none) return holds(step.value);
    const std::size_t end = step.value;
    if (step.kind == Kind::none) return !walk(steps, at);
    const bool all = step.kind == Kind::all;
    while (at < end) {
        if (walk(steps, at) == all) continue;
        at = end;
        return !all;
    }
    return all;
}

bool Judge::holds(std::uint32_t number) {
    std::uint32_t& known = decided_[number];
    const bool told = known >> 2U == post_number_;
    if (told && (known & 3U) != kPerhaps) return (known & 3U) == kYes;
    const Leaf& leaf = set_->leaf(number);
    if (!told && leaf.scanned) return false;
    const bool yes = decide(leaf);
    decided_[number] = (post_number_ << 2U) | (yes ? kYes : kNo);
    return yes;
}

bool Judge::decide(const Leaf& leaf) {
    switch (leaf.kind) {
        case Kind::text:
            return stands_here(leaf);
        case Kind::near:
            return near(leaf);
        case Kind::hashtag:
            return std::ranges::any_of(tags(), [&](Span tag) {
                return leaf.extent == Extent::prefix ? cut(tag).starts_with(word(leaf.first))
                                                     : cut(tag) == word(leaf.first);
            });
        case Kind::handle:
            return std::ranges::any_of(handles(), [&](const std::string& handle) {
                return leaf.extent == Extent::prefix ? handle.starts_with(word(leaf.first))
                                                     : handle == word(leaf.first);
            });
        case Kind::field:
            return field_holds(leaf);
        case Kind::compare:
            return leaf.field == Field::followers && post_->followers &&
                   model::query::compare(*post_->followers, leaf.comparison, leaf.number);
        case Kind::all:
        case Kind::any:
        case Kind::none:
            break;
    }
    return false;
}

// ---- fields
// ------------------------------------------------------------------------------------------------

bool Judge::compare_handle(const Leaf& leaf, std::string_view handle) const {
    const std::string given = base::fold_case(handle);
    const std::string_view wanted = word(leaf.first + 1);
    return leaf.extent == Extent::prefix ? given.starts_with(wanted) : given == wanted;
}

bool Judge::field_holds(const Leaf& leaf) {
    const std::string_view as_written = word(leaf.first);
    switch (leaf.field) {
        case Field::from:
            return compare_handle(leaf, post_->from);
        case Field::to:
            return std::ranges::any_of(post_->to, [&](const auto& to) { return compare_handle(leaf, to); });
        case Field::network:
            return word(leaf.first + 1) == base::fold_case(post_->network);
        case Field::account:
            return as_written == post_->account_id || word(leaf.first + 1) == base::fold_case(post_->account);
        case Field::lang:
            return as_written == post_->lang;
        case Field::is:
            return (as_written == "reply" && post_->reply) || (as_written == "repost" && post_->repost) ||
                   (as_written == "quote" && post_->quote);
        case Field::has:
            if (as_written == "media") return post_->media;
            if (as_written == "question") return asks();
            return !post_->links.empty() || !links().empty();
        case Field::url: {
            const auto of_domain = [&](std::string_view link) {
                return model::query::is_of_domain(link, as_written);
            };
            return std::ranges::any_of(post_->links,
                                       [&](const std::string& link) {
                                           return of_domain(model::query::parse_domain(link));
                                       }) ||
                   std::ranges::any_of(links(), [&](const std::string& link) {
                       return of_domain(model::query::parse_domain(link));
                   });
        }
        case Field::followers:
        case Field::state:
        case Field::tag:
        case Field::holder:
        case Field::department:
        case Field::kind:
        case Field::waiting:
        case Field::snoozed:
        case Field::owed:
        case Field::opened:
        case Field::answered_by:
            return false;
    }
    return false;
}

bool Judge::asks() {
    if (asks_) return *asks_;
    // 나요, 까요, 가요 with something before them; 니까 behind a syllable whose last sound is ㅂ.
    const auto question = [](std::string_view word) {
        if (word.size() <= 6) return false;
        const std::string_view ending = word.substr(word.size() - 6);
        if (ending == "나요" || ending == "까요" || ending == "가요") return true;
        if (ending != "니까" || word.size() < 9) return false;
        const char32_t before = base::decode_utf8(word, word.size() - 9).code;
        return before >= 0xAC00 && before <= 0xD7A3 && (before - 0xAC00) % 28 == 17;
    };
    asks_ = folded_.find('?') != std::string_view::npos ||
            std::ranges::any_of(words(), [&](Span span) { return question(cut(span)); });
    return *asks_;
}

const std::vector<std::string>& Judge::links() {
    if (!has_links_) links_ = model::query::links_in(post_->text);
    has_links_ = true;
    return links_;
}

// ---- what stands in the text
// -------------------------------------------------------------------------------

const std::vector<Span>& Judge::words() {
    if (!has_words_) {
        words_.clear();
        cut_words(folded_, words_);
    }
    has_words_ = true;
    return words_;
}

const model::query::Folded& Judge::exact() {
    if (!exact_) exact_.emplace(post_->text, Form::exact);
    return *exact_;
}

// A tag is a # that stands apart, or right behind another tag, and the word behind it.
const std::vector<Span>& Judge::tags() {
    if (has_tags_) return tags_;
    has_tags_ = true;
    tags_.clear();
    std::size_t last_end = std::string_view::npos;
    for (auto at = folded_.find('#'); at != std::string_view::npos; at = folded_.find('#', at + 1)) {
        const std::size_t index = word_at(words(), at);
        if (index == words_.size() || words_[index].from != at + 1) continue;
        if (at > 0 && (folded_[at - 1] == '&' || folded_[at - 1] == '/')) continue;
        if (at != last_end && follows_spaced(folded_, at)) continue;
        last_end = words_[index].to;
        tags_.push_back(words_[index]);
    }
    return tags_;
}

const std::vector<std::string>& Judge::handles() {
    if (has_handles_) return handles_;
    has_handles_ = true;
    handles_.clear();
    const auto joins = [](char32_t code) { return code == U'.' || code == U'-' || code == U'@'; };
    for (auto at = folded_.find('@'); at != std::string_view::npos; at = folded_.find('@', at + 1)) {
        if (follows_spaced(folded_, at)) continue;
        std::size_t end = at + 1;
        std::size_t last = at + 1;  // behind the last letter
        while (end < folded_.size()) {
            const base::Decoded next = base::decode_utf8(folded_, end);
            const bool letter = is_spaced(next.code);
            if (!letter && !joins(next.code)) break;
            end += next.length;
            if (letter) last = end;
        }
        if (last == at + 1) continue;
        handles_.push_back(base::fold_case(folded_.substr(at + 1, last - at - 1)));
        at = last - 1;
    }
    return handles_;
}

template <class Each>
void Judge::folded_places(const Leaf& leaf, const Each& each) {
    if (leaf.count == 0) return;
    const std::string_view first = word(leaf.first);
    const bool prefix = leaf.extent == Extent::prefix;
    for (auto at = find(folded_, first); at != std::string_view::npos; at = find(folded_, first, at + 1)) {
        if (leaf.count == 1 && prefix ? !may_begin_prefix(folded_, at) : !is_border(folded_, at)) continue;
        std::size_t end = at + first.size();
        bool whole = true;
        for (std::uint32_t i = 1; i < leaf.count && whole; ++i) {
            // Past what is no word, or right here where two words may adjoin.
            const std::string_view wanted = word(leaf.first + i);
            const std::size_t index = word_at(words(), end);
            whole = index < words_.size() && (words_[index].from >= end || is_border(folded_, end));
            if (!whole) break;
            end = std::max<std::size_t>(end, words_[index].from);
            whole = folded_.substr(end).starts_with(wanted);
            end += wanted.size();
        }
        if (whole && (prefix || is_border(folded_, end)) && !each(at, end)) return;
    }
}

// Of a text whose every byte kept its place only the case was folded.
std::size_t Judge::exact_words() {
    return same_places_ ? words().size() : exact().words().size();
}
std::string_view Judge::exact_word(std::size_t index) {
    if (!same_places_) return exact().word(index);
    const Span span = words()[index];
    return post_->text.substr(span.from, span.to - span.from);
}

template <class Each>
void Judge::exact_places(const Leaf& leaf, const Each& each) {
    if (leaf.count == 0) return;
    const std::size_t all = exact_words();
    for (std::size_t at = 0; at + leaf.count <= all; ++at) {
        bool same = true;
        for (std::uint32_t i = 0; i < leaf.count && same; ++i) {
            const bool open = leaf.extent == Extent::prefix && i + 1 == leaf.count;
            const std::string_view here = exact_word(at + i);
            same = open ? here.starts_with(word(leaf.first + i)) : here == word(leaf.first + i);
        }
        if (same && !each(at, at + leaf.count - 1)) return;
    }
}

bool Judge::stands_here(const Leaf& leaf) {
    if (leaf.form == Form::exact && leaf.count == 1 && leaf.extent == Extent::whole && same_places_) {
        // Such a text has letters and gaps, and no marks or symbols, so that its words need not be cut.
        const std::string_view text = post_->text;
        const std::string_view wanted = word(leaf.first);
        for (auto at = find(text, wanted); at != std::string_view::npos; at = find(text, wanted, at + 1))
            if (stands_apart(folded_, at, at + wanted.size())) return true;
        return false;
    }
    bool found = false;
    const auto stop = [&found](std::size_t, std::size_t) {
        found = true;
        return false;
    };
    if (leaf.form == Form::folded)
        folded_places(leaf, stop);
    else
        exact_places(leaf, stop);
    return found;
}

// ---- NEAR
// --------------------------------------------------------------------------------------------------

std::vector<Judge::Place> Judge::places(const Leaf& leaf) {
    std::vector<Place> found;
    if (leaf.form == Form::folded) {
        folded_places(leaf, [&](std::size_t from, std::size_t to) {
            found.push_back(
                {original_from(from), original_to(to), word_at(words(), from), word_at(words(), to - 1)});
            return true;
        });
    } else {
        exact_places(leaf, [&](std::size_t first, std::size_t last) {
            const std::size_t length = word(leaf.first + leaf.count - 1).size();
            const auto begin = [&](std::size_t index) -> std::size_t {
                return same_places_ ? words()[index].from : exact().words()[index].from;
            };
            model::query::Range range{begin(first), begin(last) + length};
            if (!same_places_) range = exact().original(range);
            found.push_back({range.from, range.to, first, last});
            return true;
        });
    }
    return found;
}

// Both in order of place: of what stands behind a left one, the first is the nearest.
bool Judge::beside(const std::vector<Place>& lefts, const std::vector<Place>& rights,
                   std::int64_t most) const {
    for (const Place& left : lefts) {
        const auto right = std::ranges::lower_bound(rights, left.to, {}, &Place::from);
        if (right == rights.end()) continue;
        const std::size_t between =
            right->first_word > left.last_word ? right->first_word - left.last_word - 1 : 0;
        if (between <= static_cast<std::size_t>(most)) return true;
    }
    return false;
}

bool Judge::near(const Leaf& leaf) {
    std::vector<std::vector<Place>> rights;
    for (std::uint32_t l = 0; l < leaf.count; ++l) {
        const std::uint32_t left = set_->side(leaf.first + l);
        if (!holds(left)) continue;
        const std::vector<Place> lefts = places(set_->leaf(left));
        for (std::uint32_t r = 0; r < leaf.others; ++r) {
            const std::uint32_t right = set_->side(leaf.first + leaf.count + r);
            if (rights.size() <= r)
                rights.push_back(holds(right) ? places(set_->leaf(right)) : std::vector<Place>());
            if (beside(lefts, rights[r], leaf.number)) return true;
            if (!leaf.ordered && beside(rights[r], lefts, leaf.number)) return true;
        }
    }
    return false;
}

std::size_t Judge::original_from(std::size_t folded) {
    if (same_places_) return folded;
    if (!has_pieces_) {
        std::string again;
        pieces_.clear();
        base::append_folded(post_->text, base::Bytes::any, again, &pieces_);
        has_pieces_ = true;
    }
    const auto piece =
        std::ranges::upper_bound(pieces_, folded, {}, [](const base::FoldedPiece& p) { return p.folded; }) -
        1;
    return piece->original + (piece->plain ? folded - piece->folded : 0);
}

std::size_t Judge::original_to(std::size_t folded) {
    if (same_places_) return folded;
    original_from(folded);
    const auto next = std::ranges::upper_bound(pieces_, folded - 1, {},
                                               [](const base::FoldedPiece& p) { return p.folded; });
    const auto last = next - 1;
    if (last->plain) return last->original + (folded - last->folded);
    return next == pieces_.end() ? post_->text.size() : next->original;
}

}  // namespace manyhands::listen
