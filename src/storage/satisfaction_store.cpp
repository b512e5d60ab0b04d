#include "storage/satisfaction_store.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using reports::FoundLink;
using reports::Signal;
using reports::ThanksRow;
using reports::TrailPost;
using reports::Turnaround;

constexpr const char* kReader = "satisfaction";
constexpr int kOthersAtMost = 200;
constexpr base::Seconds kLookBack = std::chrono::hours(24 * 60);

// Of the log: what may change what is read of a conversation.
bool concerns(std::string_view type) {
    constexpr std::array<std::string_view, 10> kTypes{
        "conversation_opened", "post_received", "post_edited", "post_deleted", "answer_sent",
        "merged_into",         "merged_from",   "split_off",   "split_from",   "unmerged"};
    return std::ranges::find(kTypes, type) != kTypes.end();
}

std::string like(const std::string& text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

// {trail_post_columns}
TrailPost trail_post(sqlite::Row& row) {
    TrailPost post;
    post.id = row.id<model::PostId>();
    post.conversation = row.id<model::ConversationId>();
    post.author = row.text();
    post.followers = row.maybe_number();
    post.text = row.text();
    post.lang = row.text();
    post.at = row.at();
    return post;
}

reports::TrailAnswer trail_answer(sqlite::Row& row) {
    reports::TrailAnswer answer;
    answer.id = row.id<model::AnswerId>();
    answer.conversation = row.id<model::ConversationId>();
    answer.author = row.id<model::EmployeeId>();
    answer.at = row.at();
    return answer;
}

// {thanks_columns}
ThanksRow thanks_row(sqlite::Row& row) {
    ThanksRow out;
    Signal& s = out.signal;
    s.conversation = row.id<model::ConversationId>();
    s.answer = row.id<model::AnswerId>();
    s.author = row.id<model::EmployeeId>();
    s.at = row.at();
    s.source = reports::thanks_source(row.text()).value_or(reports::ThanksSource::tone);
    s.good = row.truth();
    s.counted = row.truth();
    out.initials = row.text();
    return out;
}

std::vector<ThanksRow> thanks_rows(sqlite::Query& query) {
    std::vector<ThanksRow> rows;
    while (query.step()) {
        auto row = query.row();
        rows.push_back(thanks_row(row));
    }
    return rows;
}

bool is_ours(sqlite::Connection& db, const model::BrandId& brand, const std::string& network,
             const std::string& remote_id) {
    auto query = db.use("reports.thanks_is_ours");
    query.bind("brand", brand).bind("network", network).bind("remote_id", remote_id);
    return query.step();
}

struct Customer {
    std::string network, remote_id, handle;
};
std::optional<Customer> customer_of(sqlite::Connection& db, const model::BrandId& brand,
                                    const model::ConversationId& id) {
    auto query = db.use("reports.thanks_customer");
    query.bind("id", id).bind("brand", brand);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    Customer customer;
    customer.network = row.text();
    customer.remote_id = row.text();
    customer.handle = row.text();
    return customer;
}

void say(sqlite::Connection& db, const model::BrandId& brand, const Signal& signal) {
    db.use("reports.thanks_say")
        .bind("brand", brand)
        .bind("conversation", signal.conversation)
        .bind("answer", signal.answer)
        .bind("author", signal.author)
        .bind("at", signal.at)
        .bind("source", reports::to_string(signal.source))
        .bind("good", signal.good)
        .bind("counted", signal.counted)
        .run();
}

void add_turnaround(sqlite::Connection& db, const model::BrandId& brand, const Turnaround& turned) {
    db.use("reports.thanks_add_turnaround")
        .bind("conversation", turned.conversation)
        .bind("brand", brand)
        .bind("answer", turned.answer)
        .bind("complaint", turned.complaint)
        .bind("at", turned.at)
        .bind("counted", turned.counted)
        .run();
    for (const Turnaround::Praise& praise : turned.praises)
        db.use("reports.thanks_add_praise")
            .bind("conversation", turned.conversation)
            .bind("post", praise.post)
            .bind("brand", brand)
            .bind("post_conversation", praise.conversation)
            .bind("by_customer", praise.by_customer)
            .bind("followers", praise.followers)
            .bind("at", praise.at)
            .run();
}

// {turnaround_columns}
reports::TurnaroundRow turnaround_row(sqlite::Row& row) {
    reports::TurnaroundRow out;
    out.turned.conversation = row.id<model::ConversationId>();
    out.turned.answer = row.id<model::AnswerId>();
    out.turned.complaint = row.id<model::PostId>();
    out.turned.at = row.at();
    out.turned.counted = row.truth();
    out.customer_handle = row.text();
    return out;
}

void add_praises(sqlite::Connection& db, const model::BrandId& brand, Turnaround& turned) {
    auto query = db.use("reports.thanks_praises");
    query.bind("brand", brand).bind("conversation", turned.conversation);
    while (query.step()) {
        auto row = query.row();
        Turnaround::Praise praise;
        praise.post = row.id<model::PostId>();
        praise.conversation = row.id<model::ConversationId>();
        praise.followers = row.number();
        praise.by_customer = row.truth();
        praise.at = row.at();
        turned.praises.push_back(std::move(praise));
    }
}

Result<FoundLink> found_link(sqlite::Connection& db, const std::string& digest, const std::string& token) {
    FoundLink found;
    std::string network;
    std::string customer;
    {
        auto query = db.use("reports.thanks_link");
        query.bind("digest", digest);
        if (!query.step()) return base::fail(ErrorCode::not_found, "reports.thanks.not_found");
        auto row = query.row();
        found.link.id = row.text();
        found.link.brand = row.id<model::BrandId>();
        found.link.conversation = row.id<model::ConversationId>();
        found.link.digest = row.text();
        found.link.lang = row.text();
        found.link.made_at = row.at();
        found.link.expires_at = row.at();
        found.link.answer = row.maybe_id<model::AnswerId>();
        found.link.tapped_at = row.maybe_at();
        found.link.good = row.truth();
        found.link.voter = row.text();
        found.account_handle = row.text();
        network = row.text();
        customer = row.text();
    }
    found.ours = is_ours(db, found.link.brand, network, customer);
    {
        auto query = db.use("reports.thanks_answer_with");
        query.bind("conversation", found.link.conversation).bind("pattern", like("/r/" + token));
        if (query.step()) {
            auto row = query.row();
            found.answer = trail_answer(row);
        }
    }
    if (found.answer) {
        auto query = db.use("reports.thanks_tapped_by_another");
        query.bind("brand", found.link.brand).bind("answer", found.answer->id).bind("id", found.link.id);
        found.tapped_elsewhere = query.step();
    }
    return found;
}

}  // namespace

Result<std::vector<model::BrandId>> SatisfactionRows::satisfied_brands() {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::BrandId>> {
        auto query = db.use("reports.thanks_brands");
        std::vector<model::BrandId> brands;
        while (query.step())
            brands.push_back(query.row().id<model::BrandId>());
        return brands;
    });
}

Result<reports::SatisfactionStore::Changed> SatisfactionRows::changed(const model::BrandId& brand,
                                                                      int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Changed> {
        Changed out;
        {
            auto query = db.use("desk.consumer");
            query.bind("brand", brand).bind("consumer", kReader);
            if (query.step()) out.seq = query.row().number();
        }
        std::set<model::ConversationId> seen;
        auto query = db.use("reports.thanks_changed");
        query.bind("brand", brand).bind("seq", out.seq).bind("limit", limit);
        while (query.step()) {
            auto row = query.row();
            out.seq = row.number();
            const auto conversation = row.id<model::ConversationId>();
            ++out.read;
            if (concerns(row.view()) && seen.insert(conversation).second)
                out.conversations.push_back(conversation);
        }
        out.more = out.read == limit;
        return out;
    });
}

Result<reports::Trail> SatisfactionRows::trail(const model::BrandId& brand, const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<reports::Trail> {
        const auto customer = customer_of(db, brand, id);
        if (!customer) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        reports::Trail trail;
        trail.ours = is_ours(db, brand, customer->network, customer->remote_id);
        {
            auto query = db.use("reports.thanks_conversations");
            query.bind("brand", brand)
                .bind("network", customer->network)
                .bind("customer", customer->remote_id);
            while (query.step())
                trail.conversations.push_back(query.row().id<model::ConversationId>());
        }
        for (const model::ConversationId& one : trail.conversations) {
            auto query = db.use("reports.thanks_answers");
            query.bind("conversation", one);
            while (query.step()) {
                auto row = query.row();
                trail.answers.push_back(trail_answer(row));
            }
        }
        // Most who write have no answer yet: there is nothing to say anything about.
        if (trail.answers.empty()) return trail;
        for (const model::ConversationId& one : trail.conversations) {
            auto query = db.use("reports.thanks_posts");
            query.bind("conversation", one)
                .bind("customer", customer->remote_id)
                .bind("limit", static_cast<std::int64_t>(reports::kTrailPosts));
            while (query.step()) {
                auto row = query.row();
                trail.posts.push_back(trail_post(row));
            }
        }
        std::ranges::stable_sort(trail.posts, {}, &TrailPost::at);
        std::ranges::stable_sort(trail.answers, {}, &reports::TrailAnswer::at);
        return trail;
    });
}

Result<std::vector<TrailPost>> SatisfactionRows::others(const model::BrandId& brand,
                                                        const model::ConversationId& id,
                                                        base::Instant since) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<TrailPost>> {
        const auto customer = customer_of(db, brand, id);
        if (!customer) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        std::vector<TrailPost> found;
        std::set<model::PostId> seen;
        const auto take = [&](sqlite::Query& query) {
            while (query.step()) {
                auto row = query.row();
                TrailPost post = trail_post(row);
                if (seen.insert(post.id).second) found.push_back(std::move(post));
            }
        };
        {
            auto query = db.use("reports.thanks_others_in_threads");
            query.bind("brand", brand)
                .bind("network", customer->network)
                .bind("customer", customer->remote_id)
                .bind("since", since)
                .bind("limit", kOthersAtMost);
            take(query);
        }
        if (!customer->handle.empty()) {
            auto query = db.use("reports.thanks_others_by_name");
            std::string handle = "@" + customer->handle;
            std::ranges::transform(handle, handle.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            query.bind("brand", brand)
                .bind("since", since)
                .bind("network", customer->network)
                .bind("customer", customer->remote_id)
                .bind("pattern", like(handle))
                .bind("limit", kOthersAtMost);
            take(query);
        }
        std::erase_if(
            found, [&](const TrailPost& post) { return is_ours(db, brand, customer->network, post.author); });
        std::ranges::stable_sort(found, {}, &TrailPost::at);
        return found;
    });
}

Result<std::vector<model::ConversationId>> SatisfactionRows::praised_by(const model::BrandId& brand,
                                                                        const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::ConversationId>> {
        auto query = db.use("reports.thanks_praised_by");
        query.bind("id", id).bind("brand", brand).bind("since", engine_.clock().now() - kLookBack);
        std::vector<model::ConversationId> found;
        while (query.step())
            found.push_back(query.row().id<model::ConversationId>());
        return found;
    });
}

Result<void> SatisfactionRows::keep(const model::BrandId& brand, const std::vector<model::ConversationId>& of,
                                    const reports::TrailReading& reading) {
    return engine_.write(
        [&](sqlite::Connection& db) -> Result<void> {
            for (const model::ConversationId& id : of)
                for (const char* statement :
                     {"reports.thanks_forget_tones", "reports.thanks_forget_turnaround",
                      "reports.thanks_forget_praises"})
                    db.use(statement).bind("brand", brand).bind("conversation", id).run();
            for (const Signal& signal : reading.tones)
                say(db, brand, signal);
            for (const Turnaround& turned : reading.turnarounds)
                add_turnaround(db, brand, turned);
            return {};
        },
        sqlite::Turn::delivery);
}

Result<void> SatisfactionRows::read_up_to(const model::BrandId& brand, std::int64_t seq) {
    return engine_.write(
        [&](sqlite::Connection& db) -> Result<void> {
            db.use("desk.save_consumer")
                .bind("brand", brand)
                .bind("consumer", kReader)
                .bind("seq", seq)
                .run();
            db.use("identity.free_old_initials").bind("now", engine_.clock().now()).run();
            return {};
        },
        sqlite::Turn::delivery);
}

Result<void> SatisfactionRows::add_thanks_link(const reports::ThanksLink& link, const model::EmployeeId& by) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("reports.thanks_add_link")
            .bind("id", link.id)
            .bind("brand", link.brand)
            .bind("conversation", link.conversation)
            .bind("digest", link.digest)
            .bind("lang", link.lang)
            .bind("made_by", by)
            .bind("made_at", link.made_at)
            .bind("expires_at", link.expires_at)
            .run();
        return {};
    });
}

Result<FoundLink> SatisfactionRows::link_of(const std::string& digest, const std::string& token) {
    return engine_.read(
        [&](sqlite::Connection& db) -> Result<FoundLink> { return found_link(db, digest, token); });
}

Result<FoundLink> SatisfactionRows::tap(const std::string& digest, const std::string& token, bool counted,
                                        const Decide& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<FoundLink> {
        MH_LET(found, found_link(db, digest, token));
        MH_LET(link, decide(found));
        db.use("reports.thanks_tap")
            .bind("answer", link.answer)
            .bind("tapped_at", link.tapped_at)
            .bind("good", link.good)
            .bind("voter", link.voter)
            .bind("id", link.id)
            .run();
        say(db, link.brand,
            {link.conversation, found.answer->id, found.answer->author, *link.tapped_at,
             reports::ThanksSource::tap, link.good, counted && !found.ours});
        found.link = link;
        return found;
    });
}

Result<int> SatisfactionRows::react(const model::AccountId& account,
                                    const std::vector<reports::Reaction>& all) {
    return engine_.write([&](sqlite::Connection& db) -> Result<int> {
        int added = 0;
        for (const reports::Reaction& one : all) {
            Signal signal;
            signal.at = one.at;
            signal.source = reports::ThanksSource::reaction;
            signal.good = true;
            model::BrandId brand;
            std::string network;
            {
                auto query = db.use("reports.thanks_reacted");
                query.bind("account", account).bind("remote_id", one.remote_id).bind("by", one.by);
                if (!query.step()) continue;
                auto row = query.row();
                brand = row.id<model::BrandId>();
                signal.answer = row.id<model::AnswerId>();
                signal.conversation = row.id<model::ConversationId>();
                signal.author = row.id<model::EmployeeId>();
                network = row.text();
            }
            signal.counted = !is_ours(db, brand, network, one.by);
            say(db, brand, signal);
            ++added;
        }
        return added;
    });
}

Result<std::vector<ThanksRow>> SatisfactionRows::signals(const model::BrandId& brand, base::Instant from,
                                                         base::Instant to) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<ThanksRow>> {
        auto query = db.use("reports.thanks_between");
        query.bind("brand", brand).bind("since", from).bind("until", to);
        return thanks_rows(query);
    });
}

Result<std::vector<ThanksRow>> SatisfactionRows::signals_of(const model::BrandId& brand,
                                                            const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<ThanksRow>> {
        auto query = db.use("reports.thanks_of_conversation");
        query.bind("brand", brand).bind("conversation", id);
        return thanks_rows(query);
    });
}

Result<std::vector<reports::TurnaroundRow>> SatisfactionRows::turnarounds(const model::BrandId& brand,
                                                                          base::Instant from,
                                                                          base::Instant to) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<reports::TurnaroundRow>> {
        std::vector<reports::TurnaroundRow> rows;
        {
            auto query = db.use("reports.thanks_turnarounds");
            query.bind("brand", brand).bind("since", from).bind("until", to);
            while (query.step()) {
                auto row = query.row();
                rows.push_back(turnaround_row(row));
            }
        }
        for (auto& row : rows)
            add_praises(db, brand, row.turned);
        return rows;
    });
}

Result<std::optional<reports::TurnaroundRow>> SatisfactionRows::turnaround_of(
    const model::BrandId& brand, const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<reports::TurnaroundRow>> {
        std::optional<reports::TurnaroundRow> found;
        {
            auto query = db.use("reports.thanks_turnaround_of");
            query.bind("brand", brand).bind("conversation", id);
            if (!query.step()) return found;
            auto row = query.row();
            found = turnaround_row(row);
        }
        add_praises(db, brand, found->turned);
        return found;
    });
}

}  // namespace manyhands::storage
