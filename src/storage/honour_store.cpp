#include "storage/honour_store.hpp"

#include "storage/audit_store.hpp"
#include "storage/event_codec.hpp"
#include "storage/log_places.hpp"

namespace manyhands::storage {

using base::Result;

Result<std::int64_t> HonourRows::honour_events(const model::BrandId& brand, std::int64_t after_seq,
                                               std::int64_t upto_seq, const EachEvent& each) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::int64_t> {
        const std::int64_t last = std::min(upto_seq, last_seq(db, brand));
        auto query = db.use("honour.events");
        query.bind("brand", brand).bind("seq", after_seq).bind("upto", last);
        while (query.step()) {
            auto row = query.row();
            const std::int64_t seq = row.number();
            const auto conversation = row.id<model::ConversationId>();
            const std::string type = row.text();
            model::Event event;
            event.at = row.at();
            event.by = row.maybe_id<model::EmployeeId>();
            auto body = decode_event(type, row.view(), {});
            if (!body)
                return base::fail(base::ErrorCode::internal, "storage.failed", {},
                                  "event " + std::to_string(seq) + " " + type + " cannot be read");
            event.body = std::move(*body);
            each(conversation, event);
        }
        return std::max(after_seq, last);
    });
}

Result<std::int64_t> HonourRows::seq_before(const model::BrandId& brand, base::Instant when) {
    return engine_.read(
        [&](sqlite::Connection& db) -> Result<std::int64_t> { return storage::seq_before(db, brand, when); });
}

Result<std::vector<reports::Rating>> HonourRows::ratings(const model::BrandId& brand, base::Instant from,
                                                         base::Instant to) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<reports::Rating>> {
        auto query = db.use("honour.ratings");
        query.bind("brand", brand).bind("from_at", from).bind("to_at", to);
        std::vector<reports::Rating> all;
        while (query.step()) {
            auto row = query.row();
            reports::Rating one;
            one.conversation = row.id<model::ConversationId>();
            one.answer = row.id<model::AnswerId>();
            one.author = row.id<model::EmployeeId>();
            one.at = row.at();
            one.source = row.text();
            one.good = row.truth();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<std::vector<reports::TipUse>> HonourRows::tip_uses(const model::BrandId& brand, base::Instant from,
                                                          base::Instant to) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<reports::TipUse>> {
        auto query = db.use("honour.tip_uses");
        query.bind("brand", brand).bind("from_at", from).bind("to_at", to);
        std::vector<reports::TipUse> all;
        while (query.step()) {
            auto row = query.row();
            reports::TipUse one;
            one.tip = row.text();
            one.author = row.id<model::EmployeeId>();
            one.user = row.id<model::EmployeeId>();
            one.conversation = row.id<model::ConversationId>();
            one.at = row.at();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<std::set<model::ConversationId>> HonourRows::colleague_conversations(const model::BrandId& brand,
                                                                            base::Instant as_of) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::set<model::ConversationId>> {
        auto query = db.use("honour.colleagues");
        query.bind("brand", brand).bind("as_of", as_of);
        std::set<model::ConversationId> all;
        while (query.step())
            all.insert(query.row().id<model::ConversationId>());
        return all;
    });
}

Result<std::vector<reports::HonourPerson>> HonourRows::honour_people(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<reports::HonourPerson>> {
        auto query = db.use("honour.people");
        query.bind("brand", brand);
        std::vector<reports::HonourPerson> all;
        while (query.step()) {
            auto row = query.row();
            reports::HonourPerson one;
            one.id = row.id<model::EmployeeId>();
            one.department = row.id<model::DepartmentId>();
            one.name = row.text();
            one.initials = row.text();
            const auto role = model::role(row.text());
            if (!role) throw std::logic_error("row: unknown role");
            one.role = *role;
            one.active = row.truth();
            one.shown.on_board = row.truth();
            one.shown.name_on_card = row.truth();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<void> HonourRows::choose(const model::BrandId& brand, const model::EmployeeId& who,
                                const reports::Shown& shown, base::Instant at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("honour.choose")
            .bind("employee", who)
            .bind("brand", brand)
            .bind("on_board", shown.on_board)
            .bind("name_on_card", shown.name_on_card)
            .bind("changed_at", at)
            .run();
        audit_add(db, brand, at,
                  {"honour.chosen", "employee", who.value,
                   std::string(R"({"on_board":)") + (shown.on_board ? "true" : "false") +
                       R"(,"name_on_card":)" + (shown.name_on_card ? "true" : "false") + "}",
                   who.value});
        return {};
    });
}

Result<void> HonourRows::publish(const model::BrandId& brand, const reports::PublishedTable& table) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("honour.publish");
        query.bind("brand", brand)
            .bind("season", table.season)
            .bind("document", table.document)
            .bind("digest", table.digest)
            .bind("upto_seq", table.upto_seq)
            .bind("published_at", table.published_at);
        if (!query.step()) return {};
        audit_add(db, brand, table.published_at,
                  {"honour.published", "season", table.season, R"({"digest":")" + table.digest + R"("})"});
        return {};
    });
}

Result<std::optional<reports::PublishedTable>> HonourRows::published(const model::BrandId& brand,
                                                                     const std::string& season) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<reports::PublishedTable>> {
        auto query = db.use("honour.table");
        query.bind("brand", brand).bind("season", season);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        reports::PublishedTable table;
        table.season = row.text();
        table.document = row.text();
        table.digest = row.text();
        table.upto_seq = row.number();
        table.published_at = row.at();
        return std::optional(std::move(table));
    });
}

Result<std::vector<std::string>> HonourRows::published_seasons(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<std::string>> {
        auto query = db.use("honour.seasons");
        query.bind("brand", brand);
        std::vector<std::string> all;
        while (query.step())
            all.push_back(query.row().text());
        return all;
    });
}

Result<std::vector<reports::Thanks>> HonourRows::thanks(const model::BrandId& brand, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<reports::Thanks>> {
        auto query = db.use("honour.thanks");
        query.bind("brand", brand).bind("limit", limit);
        std::vector<reports::Thanks> all;
        while (query.step()) {
            auto row = query.row();
            reports::Thanks one;
            one.to = row.id<model::EmployeeId>();
            one.conversation = row.id<model::ConversationId>();
            one.network = row.text();
            one.handle = row.text();
            one.name = row.text();
            one.text = row.text();
            one.lang = row.text();
            one.at = row.at();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<std::vector<reports::DepartmentPart>> HonourRows::participation(const model::BrandId& brand,
                                                                       base::Instant month) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<reports::DepartmentPart>> {
        auto query = db.use("honour.participation");
        query.bind("month", month).bind("brand", brand);
        std::vector<reports::DepartmentPart> all;
        while (query.step()) {
            auto row = query.row();
            reports::DepartmentPart one;
            one.department = row.id<model::DepartmentId>();
            one.name_ko = row.text();
            one.name_en = row.text();
            one.invited = row.number();
            one.joined = row.number();
            one.certified = row.number();
            one.first_answer = row.number();
            one.active = row.number();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<std::vector<std::pair<model::EmployeeId, base::Instant>>> HonourRows::answering(
    const model::BrandId& brand, base::Instant since) {
    using All = std::vector<std::pair<model::EmployeeId, base::Instant>>;
    return engine_.read([&](sqlite::Connection& db) -> Result<All> {
        auto query = db.use("honour.answering");
        query.bind("brand", brand).bind("since", since);
        All all;
        while (query.step()) {
            auto row = query.row();
            auto id = row.id<model::EmployeeId>();
            all.emplace_back(std::move(id), row.at());
        }
        return all;
    });
}

Result<std::vector<HonourRows::Answered>> HonourRows::answered(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Answered>> {
        auto query = db.use("honour.answered");
        query.bind("brand", brand);
        std::vector<Answered> all;
        while (query.step()) {
            auto row = query.row();
            Answered one;
            one.answer = row.id<model::AnswerId>();
            one.conversation = row.id<model::ConversationId>();
            one.author = row.id<model::EmployeeId>();
            one.next_words = row.text();
            one.next_at = row.at();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<void> HonourRows::rate(const model::BrandId& brand, const std::vector<reports::Rating>& ratings) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        for (const reports::Rating& one : ratings)
            db.use("honour.rate")
                .bind("brand", brand)
                .bind("conversation", one.conversation)
                .bind("answer", one.answer)
                .bind("author", one.author)
                .bind("at", one.at)
                .bind("source", one.source)
                .bind("good", one.good)
                .run();
        return {};
    });
}

}  // namespace manyhands::storage
