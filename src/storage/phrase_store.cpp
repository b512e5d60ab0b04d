#include "storage/phrase_store.hpp"

#include "storage/audit_store.hpp"

namespace manyhands::storage {
namespace {

// Whose shortcuts must differ from each other.
std::string reach_of(const model::Phrase& phrase) {
    switch (phrase.shared) {
        case model::Shared::me:
            return phrase.owner.value;
        case model::Shared::department:
            return phrase.department.value;
        case model::Shared::brand:
            return {};
    }
    return {};
}

model::Phrase read_phrase(sqlite::Row& row) {
    model::Phrase phrase;
    phrase.id = row.id<model::PhraseId>();
    phrase.brand = row.id<model::BrandId>();
    phrase.owner = row.id<model::EmployeeId>();
    phrase.department = row.id<model::DepartmentId>();
    const auto shared = model::shared(row.text());
    if (!shared) throw std::logic_error("row: unknown reach of a phrase");
    phrase.shared = *shared;
    phrase.shortcut = row.text();
    phrase.title = row.text();
    phrase.text_ko = row.text();
    phrase.text_en = row.text();
    phrase.uses = row.number();
    phrase.created_at = row.at();
    phrase.changed_at = row.at();
    return phrase;
}

// What a person keeps for themselves is no change of the company: only shared ones are told.
std::string audit_detail(const model::Phrase& phrase) {
    return R"({"shared":")" + std::string(model::to_string(phrase.shared)) + "\"}";
}

}  // namespace

base::Result<std::vector<model::Phrase>> PhraseRows::phrases(const model::BrandId& brand,
                                                             const model::DepartmentId& department,
                                                             const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Phrase>> {
        auto query = db.use("answer.phrases");
        query.bind("brand", brand).bind("employee", employee).bind("department", department);
        std::vector<model::Phrase> phrases;
        while (query.step()) {
            auto row = query.row();
            phrases.push_back(read_phrase(row));
        }
        return phrases;
    });
}

base::Result<model::Phrase> PhraseRows::phrase(const model::BrandId& brand, const model::PhraseId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<model::Phrase> {
        auto query = db.use("answer.phrase");
        query.bind("id", id).bind("brand", brand);
        if (!query.step()) return base::fail(base::ErrorCode::not_found, "answer.phrase.not_found");
        auto row = query.row();
        return read_phrase(row);
    });
}

base::Result<void> PhraseRows::save_phrase(const model::Phrase& phrase) {
    const std::string reach = reach_of(phrase);
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        {
            auto query = db.use("answer.phrase_taken");
            query.bind("brand", phrase.brand)
                .bind("reach", reach)
                .bind("shortcut", phrase.shortcut)
                .bind("id", phrase.id);
            if (query.step())
                return base::fail(base::ErrorCode::conflict, "answer.phrase.shortcut_taken",
                                  {{"shortcut", phrase.shortcut}, {"pointer", "/shortcut"}});
        }
        db.use("answer.save_phrase")
            .bind("id", phrase.id)
            .bind("brand", phrase.brand)
            .bind("owner", phrase.owner)
            .bind("department", phrase.department)
            .bind("shared", model::to_string(phrase.shared))
            .bind("reach", reach)
            .bind("shortcut", phrase.shortcut)
            .bind("title", phrase.title)
            .bind("text_ko", phrase.text_ko)
            .bind("text_en", phrase.text_en)
            .bind("created_at", phrase.created_at)
            .bind("changed_at", phrase.changed_at)
            .run();
        if (phrase.shared != model::Shared::me)
            audit_add(db, phrase.brand, phrase.changed_at,
                      {"phrase.saved", "phrase", phrase.id.value, audit_detail(phrase)});
        return {};
    });
}

base::Result<void> PhraseRows::remove_phrase(const model::BrandId& brand, const model::PhraseId& id) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        std::optional<model::Phrase> former;
        {
            auto query = db.use("answer.phrase");
            query.bind("id", id).bind("brand", brand);
            if (query.step()) {
                auto row = query.row();
                former = read_phrase(row);
            }
        }
        db.use("answer.remove_phrase").bind("id", id).bind("brand", brand).run();
        if (former && former->shared != model::Shared::me)
            audit_add(db, brand, engine_.clock().now(),
                      {"phrase.removed", "phrase", id.value, audit_detail(*former)});
        return {};
    });
}

base::Result<void> PhraseRows::count_phrase_uses(const model::BrandId& brand,
                                                 const std::vector<model::PhraseId>& ids) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        for (const model::PhraseId& id : ids)
            db.use("answer.count_phrase_use").bind("id", id).bind("brand", brand).run();
        return {};
    });
}

}  // namespace manyhands::storage
