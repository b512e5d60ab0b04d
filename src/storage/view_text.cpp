#include "storage/view_text.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <set>

#include "base/encoding.hpp"
#include "model/query/index.hpp"
#include "storage/rows.hpp"
#include "storage/search_index.hpp"
#include "storage/shelf.hpp"

namespace manyhands::storage {
namespace {

constexpr std::string_view kTextCursor = "text:";
constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::max();

struct Hit {
    std::int64_t key = 0;
    model::PostId post;
};

// What the index gives for `match`, newest first and kHits at most; without words the newest posts. Read in
// pieces: a page of common words is full long before all are there.
class Hits {
  public:
    Hits(sqlite::Connection& db, const model::BrandId& brand, const std::optional<std::string>& match,
         std::int64_t before)
        : db_(db), brand_(brand), match_(match), before_(before) {}

    // The one at this place; null behind the last.
    const Hit* at(std::size_t place) {
        if (place >= found_.size()) read(place + 1 - found_.size());
        return place < found_.size() ? &found_[place] : nullptr;
    }
    // Whether the index has no more than `n`.
    bool at_most(std::size_t n) { return at(n) == nullptr; }
    const std::vector<Hit>& so_far() const { return found_; }
    const std::vector<Hit>& all() {
        at(kHits);
        return found_;
    }
    // The index had no more than what was read of it.
    bool ended() const { return ended_; }

  private:
    void read(std::size_t wanted) {
        const std::size_t room = kHits - found_.size();
        const std::size_t n = std::min(std::max<std::size_t>(wanted, kPiece), room);
        if (ended_ || n == 0) return;
        auto query = db_.use(match_ ? "search.hits" : "search.newest");
        if (match_) query.bind("match", *match_);
        query.bind("before", found_.empty() ? before_ : found_.back().key)
            .bind("brand", brand_)
            .bind("limit", static_cast<std::int64_t>(n));
        const std::size_t had = found_.size();
        while (query.step()) {
            auto row = query.row();
            const std::int64_t key = row.number();
            found_.push_back({key, row.id<model::PostId>()});
        }
        ended_ = found_.size() < had + n;
    }

    static constexpr std::size_t kPiece = 64;
    sqlite::Connection& db_;
    const model::BrandId& brand_;
    const std::optional<std::string>& match_;
    std::int64_t before_;
    std::vector<Hit> found_;
    bool ended_ = false;
};

std::optional<model::Post> find_post(sqlite::Connection& db, const model::PostId& id) {
    auto query = db.use("search.post");
    query.bind("id", id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return read_post(row);
}

std::optional<model::ConversationId> conversation_of(sqlite::Connection& db, const model::PostId& id) {
    auto query = db.use("search.conversation_of");
    query.bind("id", id);
    if (!query.step()) return std::nullopt;
    return query.row().id<model::ConversationId>();
}

// The post's conversation has no newer post that the index gives for the same words: each conversation is
// shown once, at its newest. `found` is all that it gave from `before` down to this hit; only for what is
// newer than that must it be asked again.
bool is_newest_hit(sqlite::Connection& db, const std::string& match, const std::vector<Hit>& found,
                   std::int64_t before, const Hit& hit, const std::vector<model::Post>& posts) {
    return std::ranges::none_of(posts, [&](const model::Post& post) {
        if (post.deleted || post.id == hit.post) return false;
        const std::int64_t key = search_key(post.posted_at, post.id);
        if (key < hit.key) return false;
        if (key < before) return std::ranges::binary_search(found, key, std::greater<>(), &Hit::key);
        auto query = db.use("search.is_hit");
        query.bind("match", match).bind("key", key);
        return query.step();
    });
}

// Where a row stands in its list.
Place place_of(const desk::PageQuery& plan, const desk::Row& row) {
    const model::Conversation& c = row.conversation;
    if (plan.view == desk::View::queue) return {urgency_of(c).value_or(0), c.id.value};
    return {base::to_micros(c.last_post_at), c.id.value};
}

bool comes_before(const desk::PageQuery& plan, const Place& a, const Place& b) {
    if (plan.view == desk::View::queue) return std::pair(a.key, a.id) < std::pair(b.key, b.id);
    return std::pair(b.key, b.id) < std::pair(a.key, a.id);
}

using Ids = std::set<std::string>;  // of conversations

Ids conversations_of(sqlite::Connection& db, const std::vector<Hit>& found) {
    Ids ids;
    for (const Hit& hit : found)
        if (const auto conversation = conversation_of(db, hit.post)) ids.insert(conversation->value);
    return ids;
}

// Those with a tag that the query demands, if they are few.
std::optional<Ids> tagged(sqlite::Connection& db, const desk::PageQuery& plan, const desk::Filter& filter,
                          int at_most) {
    for (const model::query::Node* leaf : required(filter.root())) {
        if (leaf->kind != model::query::Kind::field || leaf->field != model::query::Field::tag) continue;
        const auto tag = only_meaning(filter, *leaf);
        if (!tag) continue;
        auto query = db.use("views.tagged");
        query.bind("brand", plan.brand).bind("tag", *tag).bind("limit", at_most + 1);
        Ids ids;
        while (query.step())
            ids.insert(query.row().text());
        if (std::ssize(ids) <= at_most) return ids;
    }
    return std::nullopt;
}

std::vector<desk::Row> rows_of(sqlite::Connection& db, const desk::PageQuery& plan,
                               const desk::Filter& filter, const Ids& ids) {
    std::vector<desk::Row> rows;
    for (const std::string& id : ids) {
        auto row = find_row(db, plan.brand, model::ConversationId(id));
        if (row && in_list(*row, plan) && holds(db, filter, *row)) rows.push_back(std::move(*row));
    }
    return rows;
}

// All of a few conversations, in the list's order, from behind the cursor.
std::optional<desk::FilteredPage> page_of_few(sqlite::Connection& db, const desk::PageQuery& plan,
                                              const desk::Filter& filter, const std::string& cursor,
                                              const Ids& ids) {
    desk::FilteredPage out;
    const auto limit = static_cast<std::size_t>(std::clamp(plan.limit, 1, 200));
    std::optional<Place> after;
    if (!cursor.empty()) {
        const auto place = from_cursor(plan.view, cursor);
        if (!place) return std::nullopt;  // scan() says what is wrong with it
        after = *place;
    }
    auto rows = rows_of(db, plan, filter, ids);
    out.looked_at = static_cast<int>(ids.size());
    std::erase_if(rows, [&](const desk::Row& row) {
        return after && !comes_before(plan, *after, place_of(plan, row));
    });
    std::ranges::sort(rows, [&](const desk::Row& a, const desk::Row& b) {
        return comes_before(plan, place_of(plan, a), place_of(plan, b));
    });
    if (rows.size() > limit) {
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
        out.page.next = to_cursor(plan.view, place_of(plan, rows.back()));
        out.looked_to = rows.back().conversation.last_post_at;
    }
    out.page.rows = std::move(rows);
    return out;
}

}  // namespace

std::optional<std::int64_t> from_text_cursor(const std::string& cursor) {
    const auto text = base::from_base64url(cursor);
    if (!text || !text->starts_with(kTextCursor)) return std::nullopt;
    std::int64_t key = 0;
    const char* const end = text->data() + text->size();
    const auto [at, problem] = std::from_chars(text->data() + kTextCursor.size(), end, key);
    return problem == std::errc() && at == end ? std::optional(key) : std::nullopt;
}

std::string to_text_cursor(std::int64_t key) {
    return base::to_base64url(std::string(kTextCursor) + std::to_string(key));
}

std::optional<desk::FilteredPage> page_by_text(sqlite::Connection& db, const desk::PageQuery& plan,
                                               const desk::Filter& filter, const std::string& cursor) {
    const auto text_cursor = from_text_cursor(cursor);
    if (!text_cursor)
        if (const auto few = tagged(db, plan, filter, kFew))
            return page_of_few(db, plan, filter, cursor, *few);
    const auto match = model::query::index_expression(filter.root(), model::query::Dialect::fts5);
    if (!match) return std::nullopt;
    const auto limit = static_cast<std::size_t>(std::clamp(plan.limit, 1, 200));
    desk::FilteredPage out;
    const std::int64_t before = text_cursor.value_or(kNewest);
    Hits hits(db, plan.brand, match, before);
    if (!text_cursor && hits.at_most(kFew))
        return page_of_few(db, plan, filter, cursor, conversations_of(db, hits.so_far()));
    if (!text_cursor && !cursor.empty()) return std::nullopt;
    int cost = 0;
    std::size_t place = 0;
    for (; out.page.rows.size() < limit && cost < kBudget; ++place) {
        const Hit* const hit = hits.at(place);
        if (hit == nullptr) break;
        const std::int64_t key = hit->key;
        out.page.next = to_text_cursor(key);
        out.looked_to = time_of_search_key(key);
        ++out.looked_at;
        ++cost;
        const auto conversation = conversation_of(db, hit->post);
        if (!conversation) continue;
        auto row = find_row(db, plan.brand, *conversation);
        if (!row || !in_list(*row, plan)) continue;
        cost += kPostsCost;
        // Each post is read once: with the others, or where there are none, alone.
        std::vector<model::Post> posts;
        if (row->conversation.posts > 1)
            posts = posts_of(db, row->conversation.id);
        else if (auto post = find_post(db, hit->post))
            posts.push_back(std::move(*post));
        if (!is_newest_hit(db, *match, hits.so_far(), before, hits.so_far()[place], posts)) continue;
        if (filter.holds(facts_of(*row), [&] { return posts; })) out.page.rows.push_back(std::move(*row));
    }
    // All that the index had was looked at.
    if (hits.at(place) == nullptr && hits.ended()) {
        out.page.next.clear();
        out.looked_to.reset();
    }
    return out;
}

std::optional<desk::Length> length_by_text(sqlite::Connection& db, const desk::PageQuery& plan,
                                           const desk::Filter& filter) {
    if (const auto few = tagged(db, plan, filter, kHits))
        return desk::Length{std::ssize(rows_of(db, plan, filter, *few)), false};
    const auto match = model::query::index_expression(filter.root(), model::query::Dialect::fts5);
    if (!match) return std::nullopt;
    Hits hits(db, plan.brand, match, kNewest);
    const auto count = std::ssize(rows_of(db, plan, filter, conversations_of(db, hits.all())));
    return desk::Length{count, std::ssize(hits.so_far()) == kHits};
}

desk::Found search_posts(sqlite::Connection& db, const model::BrandId& brand, const desk::Filter& filter,
                         std::optional<std::int64_t> before, int limit) {
    const auto match = model::query::index_expression(filter.root(), model::query::Dialect::fts5);
    const auto at_most = static_cast<std::size_t>(std::clamp(limit, 1, 100));
    desk::Found out;
    Hits hits(db, brand, match, before.value_or(kNewest));
    std::size_t place = 0;
    for (; out.hits.size() < at_most; ++place) {
        const Hit* const hit = hits.at(place);
        if (hit == nullptr) break;
        ++out.looked_at;
        out.next = to_text_cursor(hit->key);
        out.looked_to = time_of_search_key(hit->key);
        const auto post = find_post(db, hit->post);
        if (!post || post->deleted) continue;
        auto row = find_row(db, brand, post->conversation);
        if (!row) continue;
        const desk::Facts facts = facts_of(*row);
        const model::query::Subject subject(desk::message_of(*post, facts, parent_handle(db, *post)));
        if (!filter.holds(facts, subject)) continue;
        auto excerpt = desk::excerpt_of(post->remote.text, model::query::highlights(filter.root(), subject),
                                        desk::Hit::kExcerpt);
        out.hits.push_back({std::move(*row), post->id, post->posted_at, std::move(excerpt.text),
                            std::move(excerpt.highlights)});
    }
    if (hits.at(place) == nullptr && hits.ended()) {
        out.next.clear();
        out.looked_to.reset();
    }
    return out;
}

}  // namespace manyhands::storage
