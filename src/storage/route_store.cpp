#include "storage/route_store.hpp"

#include <functional>
#include <unordered_map>

#include "base/log.hpp"
#include "outbox/author.hpp"
#include "storage/journal.hpp"
#include "storage/listening_store.hpp"

namespace manyhands::storage {
namespace {

// Posts of a delivery in one transaction; when a person waits, it ends after as many as are worth a commit.
constexpr std::size_t kDeliveryAtMost = 100;
constexpr std::size_t kDeliveryAtLeast = 8;

std::string stored_cursor(sqlite::Connection& db, const model::AccountId& account) {
    auto query = db.use("route.cursor");
    query.bind("account", account);
    return query.step() ? query.row().text() : std::string();
}

// The transaction as route sees it, with the conversations that it has touched.
class BatchReader final : public route::ThreadReader {
  public:
    BatchReader(sqlite::Connection& db, Journal& journal, model::BrandId brand)
        : db_(db), journal_(journal), brand_(std::move(brand)) {}

    std::optional<model::Post> find_post(const std::string& network, const std::string& remote_id) override {
        auto query = db_.use("route.find_post");
        query.bind("brand", brand_).bind("network", network).bind("remote_id", remote_id);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_post(row);
    }

    std::optional<model::ConversationId> find_conversation(const model::AccountId& account,
                                                           const std::string& customer_remote_id,
                                                           const std::string& root_remote_id) override {
        auto query = db_.use("route.find_conversation");
        query.bind("brand", brand_)
            .bind("customer_remote_id", customer_remote_id)
            .bind("account", account)
            .bind("root_remote_id", root_remote_id);
        if (!query.step()) return std::nullopt;
        return query.row().id<model::ConversationId>();
    }

    model::ConversationState load(const model::ConversationId& id) override {
        Loaded& loaded = hold(id);
        if (!loaded.stored) throw std::logic_error("ingest: no conversation " + id.value);
        return loaded.state;
    }

    std::optional<model::Answer> find_answer(const model::AccountId& account,
                                             const std::string& remote_id) override {
        if (remote_id.empty()) return std::nullopt;
        if (auto found = answer("answer.by_remote_id", "remote_id", account, remote_id)) return found;
        if (auto found = answer("answer.by_send_key", "key", account, remote_id)) return found;
        // Networks whose posts have addresses keep the key as the last piece of it.
        const auto slash = remote_id.find_last_of("/:");
        if (slash == std::string::npos || slash + 1 == remote_id.size()) return std::nullopt;
        return answer("answer.by_send_key", "key", account, std::string_view(remote_id).substr(slash + 1));
    }

    std::optional<model::Answer> find_answer_in_flight(const model::AccountId& account,
                                                       const std::string& parent_remote_id,
                                                       const std::string& published_text) override {
        auto query = db_.use("answer.in_flight");
        query.bind("account", account)
            .bind("parent_remote_id", parent_remote_id)
            .bind("published_body", published_text);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_answer(row);
    }

    // Stays where it is until forget().
    Loaded& hold(const model::ConversationId& id) {
        const auto found = held_.find(id);
        if (found != held_.end()) return found->second;
        return held_.emplace(id, journal_.load(id).value_or(Loaded{})).first->second;
    }
    // For one that is opened now: nothing to read.
    Loaded& hold_new(const model::ConversationId& id) { return held_[id]; }
    void forget(const model::ConversationId& id) { held_.erase(id); }

  private:
    std::optional<model::Answer> answer(std::string_view statement, std::string_view name,
                                        const model::AccountId& account, std::string_view value) {
        auto query = db_.use(statement);
        query.bind("account", account).bind(name, value);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_answer(row);
    }

    sqlite::Connection& db_;
    Journal& journal_;
    model::BrandId brand_;
    std::unordered_map<model::ConversationId, Loaded> held_;
};

// On the listener's own thread: the writer has enough to do. What cannot be made is left to the writer, which
// leaves out a post that breaks.
std::vector<Words> words_of_all(const std::vector<route::Incoming>& posts) {
    std::vector<Words> words;
    words.reserve(posts.size());
    for (const route::Incoming& post : posts) {
        try {
            words.push_back(words_of(post.remote.text, post.remote.author.handle));
        } catch (const std::exception&) {
            words.push_back({});
        }
    }
    return words;
}

class Batch {
  public:
    Batch(sqlite::Connection& db, const route::IngestBatch& batch, const route::Receive& receive,
          base::Instant now)
        : db_(db),
          batch_(batch),
          brand_(batch.brand),
          now_(now),
          receive_(receive),
          journal_(db, batch.brand),
          reader_(db, journal_, batch.brand) {}

    // Throws what the post's change breaks; then nothing of the transaction may be kept.
    void receive(const route::Incoming& incoming, const Words& words) {
        journal_.expect(&words);
        touched_.clear();
        touched_ = receive_(incoming, reader_);
        for (const route::Change& change : touched_) {
            if (change.events.empty()) continue;
            const bool opens = std::holds_alternative<model::ConversationOpened>(change.events.front().body);
            Loaded& loaded =
                opens ? reader_.hold_new(change.conversation) : reader_.hold(change.conversation);
            journal_.apply(loaded, change.events);
            ++counts_.changes;
            for (const model::Event& event : change.events) {
                counts_.posts += std::holds_alternative<model::PostReceived>(event.body) ? 1 : 0;
                keep_found(incoming, event);
            }
        }
    }

    // The same in a savepoint: a post whose change breaks something is left out.
    void receive_carefully(const route::Incoming& incoming, const Words& words) {
        const Journal::Counted counted = journal_.counted();
        const route::IngestCounts counts = counts_;
        std::string cause;
        db_.exec("savepoint post");
        try {
            receive(incoming, words);
            db_.exec("release post");
            return;
        } catch (const sqlite::Failure& failure) {
            if (failure.is_hard() || !db_.in_transaction()) throw;
            cause = failure.what();
        } catch (const std::exception& broken) {
            cause = broken.what();
        }
        db_.exec("rollback to post");
        db_.exec("release post");
        journal_.restore(counted);
        for (const route::Change& change : touched_)
            reader_.forget(change.conversation);
        touched_.clear();
        counts_ = counts;
        ++counts_.failed;
        const model::RemotePost& post = incoming.remote;
        leave_out(db_, batch_, now_, {{}, {}, {}, post.remote_id, post.url, post.text, cause, {}},
                  post.author.remote_id);
        base::log(base::LogLevel::error, "storage", "a post was left out",
                  {{"network", incoming.remote.network},
                   {"remote_id", incoming.remote.remote_id},
                   {"cause", cause}});
    }

    route::IngestCounts finish() {
        journal_.flush();
        return counts_;
    }

  private:
    // What found the post is kept with it, and goes with it; a changed text is found anew.
    void keep_found(const route::Incoming& incoming, const model::Event& event) {
        if (const auto* received = std::get_if<model::PostReceived>(&event.body)) {
            if (!incoming.found_by.empty() && received->post.remote.remote_id == incoming.remote.remote_id)
                save_found(db_, received->post.brand, received->post.id, incoming.found_by);
        } else if (const auto* edited = std::get_if<model::PostEdited>(&event.body)) {
            save_found(db_, brand_, edited->post, incoming.found_by);
        } else if (const auto* deleted = std::get_if<model::PostDeleted>(&event.body)) {
            save_found(db_, brand_, deleted->post, {});
        }
    }

    sqlite::Connection& db_;
    const route::IngestBatch& batch_;
    const model::BrandId& brand_;
    base::Instant now_;
    const route::Receive& receive_;
    Journal journal_;
    BatchReader reader_;
    std::vector<route::Change> touched_;
    route::IngestCounts counts_;
};

void save_cursor(sqlite::Connection& db, const route::IngestBatch& batch, std::string_view cursor) {
    db.use("route.save_cursor")
        .bind("account", batch.account)
        .bind("brand", batch.brand)
        .bind("cursor", cursor)
        .run();
}

struct Delivered {
    route::IngestCounts counts;
    std::size_t end = 0;  // the first post that is still to come
};

// The posts from `begin` on, as many as one transaction takes; with the last one moves the cursor.
base::Result<Delivered> deliver(sqlite::Connection& db, const route::IngestBatch& batch, std::size_t begin,
                                const std::vector<Words>& words, const route::Receive& receive,
                                base::Instant now, const std::function<bool()>& person_waits) {
    // Something is written first: a post that breaks has something to be rolled back then, and the batch
    // comes again with a savepoint for each post.
    save_cursor(db, batch, stored_cursor(db, batch.account));
    Batch posts(db, batch, receive, now);
    std::size_t at = begin;
    for (; at < batch.posts.size(); ++at) {
        const std::size_t done = at - begin;
        if (done >= kDeliveryAtMost || (done >= kDeliveryAtLeast && person_waits())) break;
        if (db.careful())
            posts.receive_carefully(batch.posts[at], words[at]);
        else
            posts.receive(batch.posts[at], words[at]);
    }
    if (at == batch.posts.size()) {
        for (const std::string& told : batch.unreadable)
            leave_out(db, batch, now, {{}, {}, {}, {}, {}, told, {}, {}}, {});
        save_cursor(db, batch, batch.next_cursor);
    }
    return Delivered{posts.finish(), at};
}

bool is_active(sqlite::Connection& db, const model::EmployeeId& id) {
    auto query = db.use("identity.is_active");
    query.bind("id", id);
    return query.step();
}

}  // namespace

base::Result<model::ConversationState> RouteStore::transact(const model::BrandId& brand,
                                                            const model::ConversationId& id,
                                                            const model::Decide& decide) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<model::ConversationState> {
        Journal journal(db, brand);
        auto found = journal.load(id);
        MH_LET(events, decide(found ? &found->state : nullptr));
        if (found)
            events = outbox::hold_back(found->state, std::move(events), [&](const model::EmployeeId& author) {
                return is_active(db, author);
            });
        if (!found && events.empty())
            return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        Loaded loaded = found ? std::move(*found) : Loaded{};
        journal.apply(loaded, events);
        journal.flush();
        return std::move(loaded.state);
    });
}

base::Result<route::IngestCounts> RouteStore::ingest(const route::IngestBatch& batch,
                                                     const route::Receive& receive) {
    const std::vector<Words> words = words_of_all(batch.posts);
    route::IngestCounts sum;
    std::size_t begin = 0;
    do {
        const auto delivered = engine_.write(
            [&](sqlite::Connection& db) {
                return deliver(db, batch, begin, words, receive, engine_.clock().now(),
                               [this] { return engine_.person_waits(); });
            },
            sqlite::Turn::delivery);
        if (!delivered) return std::unexpected(delivered.error());
        sum.changes += delivered->counts.changes;
        sum.posts += delivered->counts.posts;
        sum.failed += delivered->counts.failed;
        begin = delivered->end;
    } while (begin < batch.posts.size());
    return sum;
}

base::Result<std::string> RouteStore::cursor(const model::AccountId& account) {
    return engine_.read(
        [&](sqlite::Connection& db) -> base::Result<std::string> { return stored_cursor(db, account); });
}

base::Result<std::vector<std::string>> RouteStore::watched(const model::AccountId& account, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<std::string>> {
        auto query = db.use("route.watched");
        query.bind("account", account).bind("limit", limit);
        std::vector<std::string> ids;
        while (query.step())
            ids.push_back(query.row().text());
        return ids;
    });
}

base::Result<std::vector<route::DueConversation>> RouteStore::due(base::Instant now, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<route::DueConversation>> {
        auto query = db.use("route.due");
        query.bind("now", now).bind("limit", limit);
        std::vector<route::DueConversation> list;
        while (query.step()) {
            auto row = query.row();
            route::DueConversation due;
            due.brand = row.id<model::BrandId>();
            due.id = row.id<model::ConversationId>();
            due.due_at = row.at();
            list.push_back(std::move(due));
        }
        return list;
    });
}

base::Result<std::optional<base::Instant>> RouteStore::next_due() {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<base::Instant>> {
        auto query = db.use("route.next_due");
        if (!query.step()) return std::nullopt;
        return query.row().maybe_at();
    });
}

}  // namespace manyhands::storage
