#include "storage/guideline_store.hpp"

#include <boost/json.hpp>

#include "storage/audit_store.hpp"

namespace manyhands::storage {
namespace {

using base::Result;

answer::GuidelineVersion read_version(sqlite::Row& row) {
    answer::GuidelineVersion about;
    about.version = row.number();
    about.note = row.text();
    about.saved_by = row.id<model::EmployeeId>();
    about.saved_at = row.at();
    return about;
}

Result<std::optional<answer::SavedGuidelines>> read_saved(sqlite::Query& query) {
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    answer::SavedGuidelines saved;
    saved.about = read_version(row);
    MH_LET(read, answer::read_guidelines(row.text()));
    saved.guidelines = std::move(read);
    return saved;
}

// Every id that was made at `since` or later is greater.
std::string first_id(base::Instant since) {
    constexpr std::size_t kTimeCharacters = 10;
    base::SeededRandom nothing(0);
    return base::make_ulid(std::max(since, base::Instant{}), nothing).substr(0, kTimeCharacters);
}

}  // namespace

Result<std::optional<answer::SavedGuidelines>> GuidelineRows::guidelines(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::SavedGuidelines>> {
        auto query = db.use("answer.guidelines");
        query.bind("brand", brand);
        return read_saved(query);
    });
}

Result<std::optional<answer::SavedGuidelines>> GuidelineRows::guidelines_at(const model::BrandId& brand,
                                                                            std::int64_t version) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::SavedGuidelines>> {
        auto query = db.use("answer.guidelines_at");
        query.bind("brand", brand).bind("version", version);
        return read_saved(query);
    });
}

Result<std::vector<answer::GuidelineVersion>> GuidelineRows::guideline_versions(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<answer::GuidelineVersion>> {
        auto query = db.use("answer.guideline_versions");
        query.bind("brand", brand);
        std::vector<answer::GuidelineVersion> versions;
        while (query.step()) {
            auto row = query.row();
            versions.push_back(read_version(row));
        }
        return versions;
    });
}

Result<void> GuidelineRows::save_guidelines(const model::BrandId& brand, const answer::SavedGuidelines& saved,
                                            std::int64_t former) {
    const std::string document = answer::write_guidelines(saved.guidelines);
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::int64_t newest = 0;
        {
            auto query = db.use("answer.guidelines");
            query.bind("brand", brand);
            if (query.step()) newest = query.row().number();
        }
        if (newest != former)
            return base::fail(base::ErrorCode::stale, "answer.guideline.stale",
                              {{"current", std::to_string(newest)}});
        db.use("answer.save_guidelines")
            .bind("brand", brand)
            .bind("version", saved.about.version)
            .bind("document", document)
            .bind("note", saved.about.note)
            .bind("saved_by", saved.about.saved_by)
            .bind("saved_at", saved.about.saved_at)
            .run();
        audit_add(db, brand, saved.about.saved_at,
                  {"guidelines.saved", "guidelines", std::to_string(saved.about.version), "{}",
                   saved.about.saved_by.value});
        return {};
    });
}

Result<std::vector<answer::PastAnswer>> GuidelineRows::past_answers(const model::BrandId& brand,
                                                                    const model::AccountId& account,
                                                                    base::Instant since, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<answer::PastAnswer>> {
        auto query = db.use("answer.past");
        query.bind("brand", brand).bind("since", first_id(since)).bind("how_many", std::int64_t{limit});
        std::vector<answer::PastAnswer> past;
        while (query.step()) {
            auto row = query.row();
            answer::PastAnswer one;
            one.id = row.id<model::AnswerId>();
            one.conversation = row.id<model::ConversationId>();
            const auto of = row.id<model::AccountId>();
            one.text = row.text();
            one.at = row.at();
            one.network = row.text();
            one.customer = row.text();
            if (account.empty() || of == account) past.push_back(std::move(one));
        }
        return past;
    });
}

void write_exception(sqlite::Connection& db, const model::BrandId& brand,
                     const model::ConversationId& conversation, const model::AnswerId& answer,
                     const model::Event& event, const model::AskedException& asked) {
    std::string rules;
    for (const std::string& id : asked.rules)
        rules += (rules.empty() ? "" : " ") + id;
    db.use("answer.note_exception")
        .bind("brand", brand)
        .bind("at", event.at)
        .bind("conversation", conversation)
        .bind("employee", event.by.value_or(model::EmployeeId{}))
        .bind("version", asked.version)
        .bind("rules", rules)
        .bind("reason", asked.reason)
        .bind("answer", answer)
        .run();
}

Result<std::vector<answer::GuidelineException>> GuidelineRows::exceptions(const model::BrandId& brand,
                                                                          int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<answer::GuidelineException>> {
        auto query = db.use("answer.exceptions");
        query.bind("brand", brand).bind("how_many", std::int64_t{limit});
        std::vector<answer::GuidelineException> all;
        while (query.step()) {
            auto row = query.row();
            answer::GuidelineException one;
            one.brand = brand;
            one.at = row.at();
            one.conversation = row.id<model::ConversationId>();
            one.employee = row.id<model::EmployeeId>();
            one.version = row.number();
            const std::string rules = row.text();
            for (std::size_t from = 0; from < rules.size();) {
                const std::size_t to = std::min(rules.find(' ', from), rules.size());
                one.rules.push_back(rules.substr(from, to - from));
                from = to + 1;
            }
            one.reason = row.text();
            one.answer = row.id<model::AnswerId>();
            all.push_back(std::move(one));
        }
        return all;
    });
}

}  // namespace manyhands::storage
