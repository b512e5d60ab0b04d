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

std::vector<Hit> hits(sqlite::Connection& db, const model::BrandId& brand, const std::string& match,
                      std::int64_t before, int limit) {
    auto query = db.use("search.hits");
    query.bind("match", match).bind("before", before).bind("brand", brand).bind("limit", limit);
    std::vector<Hit> found;
    while (query.step()) {
        auto row = query.row();
        found.push_back({row.number(), row.id<model::PostId>()});
    }
    return found;
}

std::vector<Hit> newest(sqlite::Connection& db, const model::BrandId& brand, std::int64_t before, int limit) {
    auto query = db.use("search.newest");
    query.bind("brand", brand).bind("before", before).bind("limit", limit);
    std::vector<Hit> found;
    while (query.step()) {
        auto row = query.row();
        found.push_back({row.number(), row.id<model::PostId>()});
    }
    return found;
}

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
    auto found = hits(db, plan.brand, *match, before, text_cursor ? kHits : kFew + 1);
    if (!text_cursor && std::ssize(found) <= kFew)
        return page_of_few(db, plan, filter, cursor, conversations_of(db, found));
    if (!text_cursor && !cursor.empty()) return std::nullopt;
    if (!text_cursor) found = hits(db, plan.brand, *match, kNewest, kHits);
    int cost = 0;
    for (const Hit& hit : found) {
        if (out.page.rows.size() == limit || cost >= kBudget) break;
        out.page.next = to_text_cursor(hit.key);
        out.looked_to = time_of_search_key(hit.key);
        ++out.looked_at;
        ++cost;
        const auto conversation = conversation_of(db, hit.post);
        if (!conversation) continue;
        auto row = find_row(db, plan.brand, *conversation);
        if (!row || !in_list(*row, plan)) continue;
        cost += kPostsCost;
        const auto posts = posts_of(db, row->conversation.id);
        if (!is_newest_hit(db, *match, found, before, hit, posts)) continue;
        if (filter.holds(facts_of(*row), [&] { return posts; })) out.page.rows.push_back(std::move(*row));
    }
    // All that the index had was looked at.
    if (std::ssize(found) < kHits && out.looked_at == std::ssize(found)) {
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
    const auto found = hits(db, plan.brand, *match, kNewest, kHits);
    return desk::Length{std::ssize(rows_of(db, plan, filter, conversations_of(db, found))),
                        std::ssize(found) == kHits};
}

desk::Found search_posts(sqlite::Connection& db, const model::BrandId& brand, const desk::Filter& filter,
                         std::optional<std::int64_t> before, int limit) {
    const auto match = model::query::index_expression(filter.root(), model::query::Dialect::fts5);
    const auto at_most = static_cast<std::size_t>(std::clamp(limit, 1, 100));
    desk::Found out;
    const std::int64_t from = before.value_or(kNewest);
    const auto found = match ? hits(db, brand, *match, from, kHits) : newest(db, brand, from, kHits);
    for (const Hit& hit : found) {
        if (out.hits.size() == at_most) break;
        ++out.looked_at;
        out.next = to_text_cursor(hit.key);
        out.looked_to = time_of_search_key(hit.key);
        const auto post = find_post(db, hit.post);
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
    if (std::ssize(found) < kHits && out.looked_at == std::ssize(found)) {
        out.next.clear();
        out.looked_to.reset();
    }
    return out;
}

}  // namespace manyhands::storage
