#include "storage/guideline_store.hpp"

#include "storage/documents.hpp"

namespace manyhands::storage {
namespace {

using base::Result;

constexpr Documents kGuidelines{"answer.guidelines",         "answer.guidelines_at",
                                "answer.guideline_versions", "answer.save_guidelines",
                                "answer.guideline.stale",    "guidelines"};

// Every id that was made at `since` or later is greater.
std::string first_id(base::Instant since) {
    constexpr std::size_t kTimeCharacters = 10;
    base::SeededRandom nothing(0);
    return base::make_ulid(std::max(since, base::Instant{}), nothing).substr(0, kTimeCharacters);
}

}  // namespace

Result<std::optional<answer::SavedGuidelines>> GuidelineRows::guidelines(const model::BrandId& brand) {
    return read_guidelines(brand, std::nullopt);
}

Result<std::optional<answer::SavedGuidelines>> GuidelineRows::guidelines_at(const model::BrandId& brand,
                                                                            std::int64_t version) {
    return read_guidelines(brand, version);
}

Result<std::optional<answer::SavedGuidelines>> GuidelineRows::read_guidelines(
    const model::BrandId& brand, std::optional<std::int64_t> version) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::SavedGuidelines>> {
        MH_LET(row, newest_document(db, kGuidelines, brand, version));
        if (!row) return std::nullopt;
        MH_LET(read, answer::read_guidelines(row->document));
        return answer::SavedGuidelines{std::move(row->about), std::move(read)};
    });
}

Result<std::vector<answer::GuidelineVersion>> GuidelineRows::guideline_versions(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) { return versions_of(db, kGuidelines, brand); });
}

Result<void> GuidelineRows::save_guidelines(const model::BrandId& brand, const answer::SavedGuidelines& saved,
                                            std::int64_t former) {
    const SavedDocument document{saved.about, answer::write_guidelines(saved.guidelines)};
    return engine_.write(
        [&](sqlite::Connection& db) { return save_document(db, kGuidelines, brand, document, former); });
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
            one.author = row.id<model::EmployeeId>();
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
