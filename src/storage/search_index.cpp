#include "storage/search_index.hpp"

#include <algorithm>

#include "model/query/index.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

constexpr int kIdBits = 20;
constexpr int kFlushEvery = 2000;

// FNV-1a: the same on every machine and in every release, because keys are stored.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 14'695'981'039'346'656'037ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
    return hash ^ (hash >> 32U);
}

}  // namespace

std::int64_t search_key(base::Instant posted_at, const model::PostId& id) {
    constexpr std::int64_t kLast = (std::int64_t{1} << (62 - kIdBits)) - 1;
    const std::int64_t ms = std::clamp<std::int64_t>(base::to_micros(posted_at) / 1000, 0, kLast);
    return ms << kIdBits | static_cast<std::int64_t>(hash_of(id.value) & ((1U << kIdBits) - 1));
}

base::Instant time_of_search_key(std::int64_t key) {
    return base::from_micros((key >> kIdBits) * 1000);
}

Words words_of(std::string_view text, std::string_view author_handle) {
    return {text, author_handle, model::query::index_tokens(text, author_handle)};
}

void SearchIndex::add(const model::BrandId& brand, const model::PostId& id, base::Instant posted_at,
                      std::string_view text, std::string_view author_handle) {
    const bool known =
        expected_ != nullptr && expected_->text == text && expected_->author_handle == author_handle;
    pending_.emplace(search_key(posted_at, id),
                     Entry{brand.value, id.value,
                           known ? expected_->tokens : model::query::index_tokens(text, author_handle)});
}

std::optional<model::Post> SearchIndex::stored(const model::PostId& id) {
    auto query = db_.use("search.post");
    query.bind("id", id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return read_post(row);
}

void SearchIndex::edit(const model::PostId& id, std::string_view text) {
    const auto post = stored(id);
    if (!post) return;
    take_out(*post);
    add(post->brand, id, post->posted_at, text, post->remote.author.handle);
}

void SearchIndex::remove(const model::PostId& id) {
    if (const auto post = stored(id)) take_out(*post);
}

void SearchIndex::take_out(const model::Post& post) {
    const model::PostId& id = post.id;
    std::int64_t key = search_key(post.posted_at, id);
    const auto [first, last] = pending_.equal_range(key);
    const auto found = std::find_if(first, last, [&](const auto& e) { return e.second.post == id.value; });
    if (found != last) {
        pending_.erase(found);
        return;
    }
    for (;; ++key) {
        auto at = db_.use("search.post_of_key");
        at.bind("key", key);
        if (!at.step()) return;  // never indexed
        if (at.row().text() == id.value) break;
    }
    const std::string tokens = model::query::index_tokens(post.remote.text, post.remote.author.handle);
    db_.use("search.remove_tokens").bind("key", key).bind("body", tokens).run();
    db_.use("search.remove_post").bind("key", key).run();
}

void SearchIndex::flush() {
    for (const auto& [wanted, entry] : pending_) {
        std::int64_t key = wanted;
        for (;; ++key) {
            const std::int64_t before = db_.changes();
            db_.use("search.add_post")
                .bind("key", key)
                .bind("brand", entry.brand)
                .bind("post", entry.post)
                .run();
            if (db_.changes() != before) break;
        }
        db_.use("search.add_tokens").bind("key", key).bind("body", entry.tokens).run();
    }
    pending_.clear();
}

void SearchIndex::erase_removed() {
    db_.use("search.optimize").run();
}

std::int64_t index_if_none(sqlite::Connection& db) {
    {
        auto query = db.use("search.none_indexed");
        if (!query.step()) return 0;
    }
    std::int64_t indexed = 0;
    db.exec("begin immediate");
    try {
        SearchIndex index(db);
        auto query = db.use("search.posts_to_index");
        while (query.step()) {
            auto row = query.row();
            const auto id = row.id<model::PostId>();
            const auto brand = row.id<model::BrandId>();
            const base::Instant at = row.at();
            const std::string text = row.text();
            index.add(brand, id, at, text, row.text());
            if (++indexed % kFlushEvery == 0) index.flush();
        }
        index.flush();
        db.exec("commit");
    } catch (...) {
        if (db.in_transaction()) db.exec("rollback");
        throw;
    }
    return indexed;
}

}  // namespace manyhands::storage
