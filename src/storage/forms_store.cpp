#include "storage/forms_store.hpp"

#include <sstream>

#include "storage/audit_store.hpp"
#include "storage/journal.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using model::PrivateForm;

constexpr int kShown = 20;

// {form_columns}
PrivateForm form_in(sqlite::Row& row) {
    PrivateForm form;
    form.id = row.id<model::PrivateFormId>();
    form.brand = row.id<model::BrandId>();
    form.conversation = row.id<model::ConversationId>();
    form.asked_by = row.id<model::EmployeeId>();
    std::istringstream fields(row.text());
    for (std::string name; fields >> name;)
        if (const auto field = model::form_field(name)) form.fields.push_back(*field);
    form.lang = row.text();
    form.digest = row.text();
    form.asked_at = row.at();
    form.expires_at = row.at();
    form.given_at = row.maybe_at();
    form.withdrawn_at = row.maybe_at();
    form.erase_at = row.maybe_at();
    form.erased_at = row.maybe_at();
    return form;
}

struct Sealed {
    PrivateForm form;
    std::string details;
};
Result<Sealed> one(sqlite::Connection& db, const model::BrandId& brand, const model::PrivateFormId& id) {
    auto query = db.use("desk.form_one");
    query.bind("id", id).bind("brand", brand);
    if (!query.step()) return base::fail(ErrorCode::not_found, "desk.form.not_found");
    auto row = query.row();
    Sealed sealed{form_in(row), {}};
    sealed.details = row.text();
    return sealed;
}

}  // namespace

std::string fields_text(const std::vector<model::FormField>& fields) {
    std::string text;
    for (const model::FormField field : fields)
        text.append(text.empty() ? "" : " ").append(model::to_string(field));
    return text;
}

std::vector<PrivateForm> forms_of(sqlite::Connection& db, const model::ConversationId& conversation) {
    auto query = db.use("desk.form_of_conversation");
    query.bind("conversation", conversation).bind("limit", kShown);
    std::vector<PrivateForm> forms;
    while (query.step()) {
        auto row = query.row();
        forms.push_back(form_in(row));
    }
    return forms;
}

Result<desk::FoundForm> FormRows::form_by_digest(const std::string& digest) {
    return engine_.read([&](sqlite::Connection& db) -> Result<desk::FoundForm> {
        auto query = db.use("desk.form_by_digest");
        query.bind("digest", digest);
        if (!query.step()) return base::fail(ErrorCode::not_found, "desk.form.not_found");
        auto row = query.row();
        desk::FoundForm found{form_in(row), {}};
        found.account_handle = row.text();
        return found;
    });
}

Result<model::ConversationState> FormRows::transact_form(const model::BrandId& brand,
                                                         const model::PrivateFormId& id,
                                                         const DecideForm& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<model::ConversationState> {
        MH_LET(found, one(db, brand, id));
        Journal journal(db, brand);
        auto loaded = journal.load(found.form.conversation);
        if (!loaded) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        MH_LET(events, decide(loaded->state, found.form));
        journal.apply(*loaded, events);
        journal.flush();
        return std::move(loaded->state);
    });
}

Result<std::string> FormRows::read_form(const model::BrandId& brand, const model::PrivateFormId& id,
                                        const MayRead& may) {
    // Who read it is durable before they have it.
    return engine_.write([&](sqlite::Connection& db) -> Result<std::string> {
        MH_LET(found, one(db, brand, id));
        Journal journal(db, brand);
        const auto loaded = journal.load(found.form.conversation);
        if (!loaded) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        MH_TRY(may(loaded->state, found.form));
        audit_add(db, brand, engine_.clock().now(), {"details.read", "private_form", id.value});
        return std::move(found.details);
    });
}

Result<int> FormRows::erase_forms(base::Instant now) {
    return engine_.write(
        [&](sqlite::Connection& db) -> Result<int> {
            const std::int64_t before = db.changes();
            db.use("desk.form_erase_due").bind("now", now).run();
            return static_cast<int>(db.changes() - before);
        },
        sqlite::Turn::delivery);
}

}  // namespace manyhands::storage
