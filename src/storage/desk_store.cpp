#include "storage/desk_store.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/encoding.hpp"
#include "storage/action_store.hpp"
#include "storage/event_codec.hpp"
#include "storage/forms_store.hpp"
#include "storage/inbox_rows.hpp"
#include "storage/listening_store.hpp"
#include "storage/notes_store.hpp"
#include "storage/rows.hpp"
#include "storage/shelf.hpp"

namespace manyhands::storage {
namespace {

constexpr int kDetailPosts = 200;
constexpr int kDetailAnswers = 20;
constexpr int kTimeline = 50;
constexpr int kDetailNotes = 200;

// Which answers came from their author's own client, and by which handle; the log itself names nobody's.
void add_handles(sqlite::Connection& db, const model::ConversationId& id,
                 std::vector<desk::LoggedEvent>& events) {
    std::map<std::string, std::string> handles;
    auto query = db.use("own.handles");
    query.bind("conversation", id);
    while (query.step()) {
        auto row = query.row();
        std::string answer = row.text();
        handles.emplace(std::move(answer), row.text());
    }
    if (handles.empty()) return;
    for (desk::LoggedEvent& event : events) {
        const auto found =
            event.type == "answer_submitted" ? handles.find(event.args["answer"]) : handles.end();
        if (found != handles.end()) event.args["via"] = found->second;
    }
}

}  // namespace

std::string to_cursor(desk::View view, const Place& place) {
    return base::to_base64url(std::string(view_name(view)) + ":" + std::to_string(place.key) + ":" +
                              place.id);
}

base::Result<Place> from_cursor(desk::View view, const std::string& cursor) {
    Place place;
    if (cursor.empty()) {
        // The queue rises, all others fall.
        place.key = view == desk::View::queue ? std::numeric_limits<std::int64_t>::min()
                                              : std::numeric_limits<std::int64_t>::max();
        return place;
    }
    const auto text = base::from_base64url(cursor);
    const std::string head = std::string(view_name(view)) + ":";
    if (text && text->starts_with(head)) {
        const char* const end = text->data() + text->size();
        const auto [at, problem] = std::from_chars(text->data() + head.size(), end, place.key);
        if (problem == std::errc() && at != end && *at == ':') {
            place.id.assign(at + 1, end);
            return place;
        }
    }
    return base::fail(base::ErrorCode::invalid, "storage.bad_cursor");
}

static std::optional<model::Employee> find_employee(sqlite::Connection& db, const model::EmployeeId& id) {
    auto query = db.use("identity.employee");
    query.bind("id", id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return read_employee(row);
}

static void read_marks(sqlite::Connection& db, desk::Row& out) {
    const model::Conversation& c = out.conversation;
    if (c.snooze) out.snoozed_by = find_employee(db, c.snooze->by);
    for (const model::TagId& tag : c.tags) {
        auto query = db.use("desk.tag_one");
        query.bind("brand", c.brand).bind("id", tag);
        if (!query.step()) continue;
        auto row = query.row();
        out.tags.push_back(read_tag(row));
    }
}

// What only some rows have is fetched by its id.
desk::Row read_row(sqlite::Connection& db, sqlite::Row& row) {
    desk::Row out;
    out.conversation = read_conversation(row).conversation;
    out.account_handle = row.text();
    out.offered_initials = row.text();
    out.last_initials = row.text();
    if (!out.conversation.offer) out.offered_initials.clear();
    if (out.conversation.claim) out.holder = find_employee(db, out.conversation.claim->holder);
    read_marks(db, out);
    if (const auto answer = row.maybe_id<model::AnswerId>()) {
        auto query = db.use("answer.by_id");
        query.bind("id", *answer).bind("brand", out.conversation.brand);
        if (query.step()) {
            auto found = query.row();
            out.answer = read_answer(found);
        }
    }
    return out;
}

Choice choose(const desk::PageQuery& query) {
    using desk::View;
    switch (query.view) {
        case View::mine:
            return {"desk.page_mine", "", true};
        case View::queue:
            return {"desk.page_queue", "", true};
        case View::going_out:
            return {"desk.page_going_out", "", true};
        case View::attention:
            return {"desk.page_attention", "", true};
        case View::snoozed:
            return {"desk.page_snoozed", "", true};
        case View::answered:
        case View::all:
            break;
    }
    const std::string_view state = query.view == View::answered ? "answered" : "";
    if (query.account) return {"desk.page_account", state, false};
    if (query.department) return {"desk.page_department", state, false};
    if (query.view == View::answered) return {"desk.page_answered", "", true};
    return {"desk.page_all", "", false};
}

void bind_page(sqlite::Query& statement, const Choice& choice, const desk::PageQuery& query,
               const Place& place) {
    const std::string_view account = query.account ? std::string_view(query.account->value) : "";
    const std::string_view department = query.department ? std::string_view(query.department->value) : "";
    statement.bind("brand", query.brand).bind("key", place.key).bind("id", place.id);
    if (query.view == desk::View::mine) statement.bind("employee", query.viewer);
    const bool by_account = choice.statement == "desk.page_account";
    const bool by_department = choice.statement == "desk.page_department";
    if (choice.filtered || by_account) statement.bind("account", account);
    if (choice.filtered || by_account || by_department) statement.bind("department", department);
    if (by_account || by_department) statement.bind("state", choice.state);
    // One more than wanted tells whether there is a next page.
    statement.bind("limit", std::clamp(query.limit, 1, 200) + 1);
}

std::int64_t read_seq(sqlite::Connection& db, const model::BrandId& brand) {
    auto query = db.use("desk.last_seq");
    query.bind("brand", brand);
    return query.step() ? query.row().number() : 0;
}

std::optional<desk::Row> find_row(sqlite::Connection& db, const model::BrandId& brand,
                                  const model::ConversationId& id) {
    auto query = db.use("desk.row");
    query.bind("brand", brand).bind("id", id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return read_row(db, row);
}

static std::vector<desk::LoggedEvent> read_events(sqlite::Query& query) {
    std::vector<desk::LoggedEvent> events;
    while (query.step()) {
        auto row = query.row();
        desk::LoggedEvent event;
        event.seq = row.number();
        event.conversation = row.id<model::ConversationId>();
        event.type = row.text();
        event.at = row.at();
        event.by = row.maybe_id<model::EmployeeId>();
        event.initials = row.text();
        event.args = event_args(row.text());
        if (auto reason = row.text(); !reason.empty()) event.args["text"] = std::move(reason);
        events.push_back(std::move(event));
    }
    return events;
}

base::Result<desk::RowPage> DeskStore::page(const desk::PageQuery& query) {
    MH_LET(place, from_cursor(query.view, query.cursor));
    const Choice choice = choose(query);
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::RowPage> {
        desk::RowPage page;
        page.seq = read_seq(db, query.brand);
        const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 200));
        auto statement = db.use(choice.statement);
        bind_page(statement, choice, query, place);
        Place last;
        while (statement.step()) {
            if (page.rows.size() == limit) {
                page.next = to_cursor(query.view, last);
                break;
            }
            auto row = statement.row();
            page.rows.push_back(read_row(db, row));
            last = {row.number(), page.rows.back().conversation.id.value};
        }
        return page;
    });
}

base::Result<desk::Counts> DeskStore::counts(const model::BrandId& brand, const model::EmployeeId& viewer) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::Counts> {
        desk::Counts counts;
        const std::pair<desk::View, std::int64_t*> fields[] = {
            {desk::View::mine, &counts.mine},           {desk::View::queue, &counts.queue},
            {desk::View::going_out, &counts.going_out}, {desk::View::attention, &counts.attention},
            {desk::View::answered, &counts.answered},   {desk::View::all, &counts.all},
            {desk::View::snoozed, &counts.snoozed}};
        auto query = db.use("desk.counts");
        query.bind("brand", brand).bind("employee", viewer);
        while (query.step()) {
            auto row = query.row();
            const std::string name = row.text();
            const std::int64_t n = row.number();
            for (const auto& [view, field] : fields)
                if (view_name(view) == name) *field = n;
        }
        return counts;
    });
}

base::Result<desk::Detail> DeskStore::detail(const model::BrandId& brand, const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::Detail> {
        auto row = find_row(db, brand, id);
        if (!row) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        desk::Detail detail;
        detail.row = std::move(*row);
        {
            auto query = db.use("desk.posts");
            query.bind("conversation", id).bind("limit", kDetailPosts);
            while (query.step()) {
                auto post = query.row();
                detail.posts.push_back(read_post(post));
            }
            std::ranges::reverse(detail.posts);
        }
        {
            auto query = db.use("desk.answers");
            query.bind("conversation", id).bind("limit", kDetailAnswers);
            while (query.step()) {
                auto answer = query.row();
                detail.answers.push_back(read_answer(answer));
            }
            std::ranges::reverse(detail.answers);
        }
        {
            auto query = db.use("desk.note_of_conversation");
            query.bind("conversation", id).bind("limit", kDetailNotes);
            while (query.step()) {
                auto note = query.row();
                detail.notes.push_back(read_note(note));
            }
            std::ranges::reverse(detail.notes);
        }
        detail.found = found_in(db, brand, id);
        detail.forms = forms_of(db, id);
        detail.actions = actions_of(db, id);
        auto query = db.use("desk.timeline");
        query.bind("conversation", id).bind("limit", kTimeline);
        detail.timeline = read_events(query);
        add_handles(db, id, detail.timeline);
        return detail;
    });
}

base::Result<std::vector<desk::Row>> DeskStore::rows(const model::BrandId& brand,
                                                     const std::vector<model::ConversationId>& ids) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<desk::Row>> {
        std::vector<desk::Row> rows;
        for (const model::ConversationId& id : ids)
            if (auto row = find_row(db, brand, id)) rows.push_back(std::move(*row));
        return rows;
    });
}

base::Result<std::vector<desk::LoggedEvent>> DeskStore::events_after(const model::BrandId& brand,
                                                                     std::int64_t seq, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<desk::LoggedEvent>> {
        auto query = db.use("desk.events_after");
        query.bind("brand", brand).bind("seq", seq).bind("limit", limit);
        return read_events(query);
    });
}

base::Result<std::int64_t> DeskStore::last_seq(const model::BrandId& brand) {
    return engine_.read(
        [&](sqlite::Connection& db) -> base::Result<std::int64_t> { return read_seq(db, brand); });
}

base::Result<std::vector<model::BrandId>> DeskStore::brands() {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::BrandId>> {
        auto query = db.use("desk.brands");
        std::vector<model::BrandId> brands;
        while (query.step())
            brands.push_back(query.row().id<model::BrandId>());
        return brands;
    });
}

base::Result<std::map<model::DepartmentId, std::int64_t>> DeskStore::queues(const model::BrandId& brand) {
    using Queues = std::map<model::DepartmentId, std::int64_t>;
    return engine_.read([&](sqlite::Connection& db) -> base::Result<Queues> {
        auto query = db.use("desk.queue_by_department");
        query.bind("brand", brand);
        Queues queues;
        while (query.step()) {
            auto row = query.row();
            auto department = row.id<model::DepartmentId>();
            queues[std::move(department)] = row.number();
        }
        return queues;
    });
}

base::Result<desk::InboxStore::Others> DeskStore::of_customer(const model::Conversation& conversation,
                                                              int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<Others> {
        Others others;
        const auto bind = [&](sqlite::Query& query) {
            query.bind("brand", conversation.brand)
                .bind("network", conversation.network)
                .bind("customer", conversation.customer.remote_id)
                .bind("id", conversation.id);
        };
        {
            auto query = db.use("desk.customer_page");
            bind(query);
            query.bind("limit", limit);
            while (query.step()) {
                auto row = query.row();
                others.rows.push_back(read_row(db, row));
            }
        }
        auto query = db.use("desk.customer_total");
        bind(query);
        query.step();
        others.total = query.row().number();
        return others;
    });
}

base::Result<std::int64_t> DeskStore::consumer_seq(const model::BrandId& brand, const std::string& consumer) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::int64_t> {
        auto query = db.use("desk.consumer");
        query.bind("brand", brand).bind("consumer", consumer);
        return query.step() ? query.row().number() : 0;
    });
}

base::Result<void> DeskStore::save_consumer_seq(const model::BrandId& brand, const std::string& consumer,
                                                std::int64_t seq) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        db.use("desk.save_consumer").bind("brand", brand).bind("consumer", consumer).bind("seq", seq).run();
        return {};
    });
}

}  // namespace manyhands::storage
