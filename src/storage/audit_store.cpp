#include "storage/audit_store.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/acting.hpp"

namespace manyhands::storage {
namespace {

namespace json = boost::json;

constexpr int kPieces = 1000;
constexpr int kPageAtMost = 200;

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

model::AuditHead read_head(sqlite::Connection& db, const model::BrandId& brand) {
    auto query = db.use("audit.head");
    query.bind("brand", brand);
    if (!query.step()) return model::audit_root(brand);
    auto row = query.row();
    model::AuditHead head;
    head.seq = row.number();
    head.digest = row.text();
    return head;
}

model::AuditEntry read_entry(sqlite::Row row) {
    model::AuditEntry entry;
    entry.brand = row.id<model::BrandId>();
    entry.seq = row.number();
    entry.at = row.at();
    entry.employee = row.text();
    entry.kind = row.text();
    entry.from = row.text();
    entry.action = row.text();
    entry.object_kind = row.text();
    entry.object = row.text();
    entry.detail = row.text();
    entry.digest = row.text();
    return entry;
}

std::string brand_by(sqlite::Connection& db, std::string_view statement, std::string_view id) {
    auto query = db.use(statement);
    query.bind("id", id);
    return query.step() ? query.row().text() : std::string();
}

}  // namespace

model::BrandId brand_of_employee(sqlite::Connection& db, const model::EmployeeId& id) {
    return model::BrandId(brand_by(db, "audit.brand_of_employee", id.value));
}

model::BrandId brand_of_account(sqlite::Connection& db, const model::AccountId& id) {
    return model::BrandId(brand_by(db, "audit.brand_of_account", id.value));
}

void audit_add(sqlite::Connection& db, const model::BrandId& brand, base::Instant at, const AuditFact& fact) {
    if (brand.empty()) return;  // what it belongs to is not there: nothing was done
    const base::Acting& acting = base::acting();
    const model::AuditHead former = read_head(db, brand);
    model::AuditEntry entry;
    entry.brand = brand;
    entry.seq = former.seq + 1;
    entry.at = at;
    entry.employee = fact.employee.empty() ? acting.employee : std::string(fact.employee);
    entry.kind = acting.kind;
    entry.from = acting.from;
    entry.action = fact.action;
    entry.object_kind = fact.object_kind;
    entry.object = fact.object;
    entry.detail = fact.detail;
    entry.digest = model::audit_digest(former.digest, entry);
    db.use("audit.add")
        .bind("brand", entry.brand)
        .bind("seq", entry.seq)
        .bind("at", entry.at)
        .bind("employee", entry.employee)
        .bind("kind", entry.kind)
        .bind("source", entry.from)
        .bind("action", entry.action)
        .bind("object_kind", entry.object_kind)
        .bind("object", entry.object)
        .bind("detail", entry.detail)
        .bind("digest", entry.digest)
        .run();
    db.use("audit.set_head").bind("brand", brand).bind("seq", entry.seq).bind("digest", entry.digest).run();
}

void audit_event(sqlite::Connection& db, const model::BrandId& brand,
                 const model::ConversationId& conversation, const model::Event& event) {
    const std::string by = event.by ? event.by->value : std::string();
    const auto on_answer = [&](std::string_view action, const model::AnswerId& answer,
                               const base::Error* problem = nullptr) {
        json::object detail{{"conversation", conversation.value}};
        if (problem != nullptr) detail["problem"] = problem->key;
        audit_add(db, brand, event.at, {action, "answer", answer.value, json::serialize(detail), by});
    };
    const auto on_conversation = [&](std::string_view action, json::object detail = {}) {
        audit_add(db, brand, event.at,
                  {action, "conversation", conversation.value, json::serialize(detail), by});
    };
    const auto excepted = [&](const model::AnswerId& answer, const model::AskedException& asked) {
        json::array rules;
        for (const std::string& id : asked.rules)
            rules.emplace_back(id);
        on_conversation("guidelines.excepted",
                        {{"rules", std::move(rules)}, {"version", asked.version}, {"answer", answer.value}});
    };
    std::visit(
        Overloaded{
            [&](const model::AnswerSubmitted& e) {
                on_answer("answer.submitted", e.answer.id);
                if (e.exception) excepted(e.answer.id, *e.exception);
            },
            [&](const model::AnswerCancelled& e) { on_answer("answer.cancelled", e.answer); },
            [&](const model::AnswerSent& e) { on_answer("answer.sent", e.answer); },
            [&](const model::AnswerFailed& e) { on_answer("answer.failed", e.answer, &e.problem); },
            [&](const model::AnswerHeld& e) { on_answer("answer.held", e.answer, &e.problem); },
            [&](const model::AnswerApproved& e) {
                on_answer("answer.approved", e.answer);
                if (e.edit && e.approval.exception) excepted(e.answer, *e.approval.exception);
            },
            [&](const model::AnswerReturned& e) { on_answer("answer.returned", e.answer); },
            [&](const model::AnswerDue& e) {
                if (event.by) on_answer("answer.sent_now", e.answer);
            },
            [&](const model::AnswerResumed& e) {
                if (event.by) on_answer("answer.resumed", e.answer);
            },
            [&](const model::HandedOff& e) {
                on_conversation("conversation.handed_off", {{"from", e.from.value}, {"to", e.to.value}});
            },
            [&](const model::ClaimReleased& e) {
                if (e.reason == model::ReleaseReason::taken_over)
                    on_conversation("conversation.taken_over", {{"from", e.holder.value}});
            },
            [&](const model::Closed&) {
                if (event.by) on_conversation("conversation.closed");
            },
            [&](const model::NoteDeleted& e) {
                if (event.by) on_conversation("note.deleted", {{"note", e.note.value}});
            },
            [&](const model::Reopened&) {
                if (event.by) on_conversation("conversation.reopened");
            },
            [&](const model::DetailsAsked& e) {
                on_conversation("details.asked", {{"form", e.form.id.value}});
            },
            [&](const model::DetailsWithdrawn& e) {
                on_conversation("details.withdrawn", {{"form", e.form.value}});
            },
            [&](const model::ActionPromised& e) {
                on_conversation("action.promised", {{"action", e.action.id.value}});
            },
            [&](const model::ActionDone& e) { on_conversation("action.done", {{"action", e.action.value}}); },
            [&](const model::ActionCancelled& e) {
                on_conversation("action.cancelled", {{"action", e.action.value}});
            },
            [](const auto&) {}},
        event.body);
}

base::Result<std::vector<model::AuditEntry>> AuditRows::audit_page(const identity::AuditQuery& query) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::AuditEntry>> {
        auto rows = db.use(query.employee.empty() ? "audit.page" : "audit.page_of_employee");
        if (!query.employee.empty()) rows.bind("employee", query.employee);
        rows.bind("brand", query.brand)
            .bind("before", query.before > 0 ? query.before : INT64_MAX)
            .bind("action", query.action)
            .bind("since", query.since)
            .bind("until", query.until)
            .bind("n", std::clamp(query.limit, 1, kPageAtMost));
        std::vector<model::AuditEntry> entries;
        while (rows.step())
            entries.push_back(read_entry(rows.row()));
        return entries;
    });
}

base::Result<void> AuditRows::note(const model::BrandId& brand, const identity::AuditNote& note) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        audit_add(db, brand, engine_.clock().now(),
                  {note.action, note.object_kind, note.object, note.detail});
        return {};
    });
}

base::Result<model::AuditHead> AuditRows::audit_head(const model::BrandId& brand) {
    return engine_.read(
        [&](sqlite::Connection& db) -> base::Result<model::AuditHead> { return read_head(db, brand); });
}

base::Result<identity::AuditVerdict> AuditRows::verify_audit(const model::BrandId& brand,
                                                             const std::vector<model::AuditHead>& kept) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<identity::AuditVerdict> {
        model::AuditChain chain(brand, kept);
        std::int64_t last = INT64_MIN;
        for (bool more = true; more;) {
            auto rows = db.use("audit.onward");
            rows.bind("brand", brand).bind("seq", last).bind("n", kPieces);
            more = false;
            while (rows.step()) {
                more = true;
                const model::AuditEntry entry = read_entry(rows.row());
                last = entry.seq;
                if (auto fault = chain.next(entry)) return identity::AuditVerdict{chain.head(), fault};
            }
        }
        return identity::AuditVerdict{chain.head(), chain.end(read_head(db, brand))};
    });
}

}  // namespace manyhands::storage
