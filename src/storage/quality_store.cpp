#include "storage/quality_store.hpp"

#include <map>
#include <stdexcept>

#include <boost/json.hpp>

#include "storage/audit_store.hpp"

namespace manyhands::storage {
namespace {

namespace json = boost::json;

using base::ErrorCode;
using base::Result;
using quality::Judged;
using quality::Round;

constexpr int kRoundsAtMost = 200;

template <class T>
T word_of(const std::optional<T>& value) {
    if (!value) throw std::logic_error("row: an unknown word of an audit");
    return *value;
}

json::object words_json(const quality::Words& words) {
    return {{"ko", words.ko}, {"en", words.en}};
}
quality::Words words_from(const json::value& value) {
    return {std::string(value.at("ko").as_string()), std::string(value.at("en").as_string())};
}

std::string card_body(const quality::Card& card) {
    json::array criteria;
    for (const quality::Criterion& one : card.criteria)
        criteria.push_back(json::object{{"id", one.id},
                                        {"name", words_json(one.name)},
                                        {"hint", words_json(one.hint)},
                                        {"weight", one.weight},
                                        {"scale", quality::to_string(one.scale)}});
    return json::serialize(
        json::object{{"criteria", std::move(criteria)}, {"critical", words_json(card.critical)}});
}

quality::Card read_card(sqlite::Row row) {
    quality::Card card;
    card.version = row.number();
    const json::value body = json::parse(row.text());
    const json::array& criteria = body.at("criteria").as_array();
    for (const json::value& one : criteria)
        card.criteria.push_back({std::string(one.at("id").as_string()), words_from(one.at("name")),
                                 words_from(one.at("hint")), one.at("weight").to_number<int>(),
                                 word_of(quality::scale(one.at("scale").as_string()))});
    card.critical = words_from(body.at("critical"));
    card.by = row.id<model::EmployeeId>();
    card.at = row.at();
    return card;
}

// {round_columns}
Round read_round(sqlite::Row row) {
    Round round;
    round.id = row.id<quality::RoundId>();
    round.brand = row.id<model::BrandId>();
    round.wish.kind = word_of(quality::round_kind(row.text()));
    round.state = word_of(quality::round_state(row.text()));
    round.wish.from = row.at();
    round.wish.to = row.at();
    round.wish.columns = quality::columns_from(row.text());
    round.wish.seed = row.text();
    round.wish.confidence = row.integer();
    round.wish.margin = row.integer();
    round.wish.expected = row.integer();
    round.wish.twice_percent = row.integer();
    round.wish.size = row.maybe_number();
    round.newcomer_days = row.integer();
    round.population = row.number();
    round.card = row.number();
    round.created_by = row.id<model::EmployeeId>();
    round.created_at = row.at();
    round.closed_at = row.maybe_at();
    return round;
}

void count_up(sqlite::Connection& db, Round& round, const model::EmployeeId& viewer) {
    {
        auto strata = db.use("quality.strata");
        strata.bind("round", round.id);
        while (strata.step()) {
            auto row = strata.row();
            quality::Stratum one;
            one.name = row.text();
            one.population = row.number();
            one.drawn = row.number();
            round.strata.push_back(std::move(one));
        }
    }
    auto progress = db.use("quality.progress");
    progress.bind("viewer", viewer).bind("round", round.id);
    if (!progress.step()) return;
    auto row = progress.row();
    round.items = row.number();
    round.gone = row.number();
    round.marked = row.number();
    round.wanted = row.number();
    round.by_me = row.number();
}

Result<Round> find_round(sqlite::Connection& db, const model::BrandId& brand, const quality::RoundId& id) {
    auto query = db.use("quality.round");
    query.bind("id", id).bind("brand", brand);
    if (!query.step()) return base::fail(ErrorCode::not_found, "quality.round.not_found");
    return read_round(query.row());
}

// {item_columns}
quality::Item read_item(sqlite::Row& row) {
    quality::Item item;
    item.round = row.id<quality::RoundId>();
    item.brand = row.id<model::BrandId>();
    item.position = row.number();
    item.answer = row.id<model::AnswerId>();
    item.conversation = row.id<model::ConversationId>();
    item.author = row.id<model::EmployeeId>();
    item.department = row.id<model::DepartmentId>();
    item.network = row.text();
    item.sent_at = row.at();
    item.stratum = row.text();
    item.stratum_population = row.number();
    item.stratum_drawn = row.number();
    item.wanted = row.integer();
    return item;
}

// Of an answer's row: what it waited for in the lanes.
std::optional<model::RiskClass> risk_of(const std::string& approval) {
    if (approval.empty()) return std::nullopt;
    std::vector<model::RiskClass> risks;
    const json::value judged = json::parse(approval);
    const json::array& waits = judged.at("waits").as_array();
    for (const json::value& wait : waits)
        risks.push_back(word_of(model::risk_class(wait.at("risk").as_string())));
    return quality::gravest(risks);
}

// Nobody is named in it: authors do not learn who marked.
void tell(sqlite::Connection& db, const model::BrandId& brand, const model::EmployeeId& employee,
          const model::NoticeId& id, std::string_view kind, const std::string& body, base::Instant at) {
    auto add = db.use("desk.notice_add");
    add.bind("brand", brand).bind("employee", employee).bind("id", id).bind("kind", kind);
    add.bind("conversation", "").bind("note", std::optional<model::NoteId>()).bind("by", "");
    add.bind("body", body).bind("at", at).run();
}

void bind_filter(sqlite::Query& query, const quality::Rows::Filter& filter) {
    query.bind("brand", filter.brand)
        .bind("round", filter.round)
        .bind("answer", filter.answer)
        .bind("author", filter.author)
        .bind("closed", filter.closed_samples)
        .bind("from_at", filter.from)
        .bind("to_at", filter.to)
        .bind("appealed", filter.appealed);
}

std::vector<Judged> read_judged(sqlite::Connection& db, const quality::Rows::Filter& filter) {
    std::vector<Judged> all;
    std::map<std::pair<std::string, std::string>, std::size_t> place;
    {
        auto query = db.use("quality.judged");
        bind_filter(query, filter);
        while (query.step()) {
            auto row = query.row();
            Judged one;
            one.item = read_item(row);
            one.kind = word_of(quality::round_kind(row.text()));
            one.state = word_of(quality::round_state(row.text()));
            one.closed_at = row.maybe_at();
            one.card = row.number();
            one.gone = row.truth();
            place[{one.item.round.value, one.item.answer.value}] = all.size();
            all.push_back(std::move(one));
        }
    }
    const auto find = [&](sqlite::Row& row) -> Judged& {
        std::string round = row.text();
        std::string answer = row.text();
        return all.at(place.at({std::move(round), std::move(answer)}));
    };
    {
        auto query = db.use("quality.judged_marks");
        bind_filter(query, filter);
        while (query.step()) {
            auto row = query.row();
            Judged& of = find(row);
            quality::Mark mark;
            mark.auditor = row.id<model::EmployeeId>();
            mark.card = row.number();
            mark.marks = quality::marks_from(row.text());
            mark.critical = row.truth();
            mark.score = row.number();
            mark.note = row.text();
            mark.at = row.at();
            of.marks.push_back(std::move(mark));
        }
    }
    auto query = db.use("quality.judged_appeals");
    bind_filter(query, filter);
    while (query.step()) {
        auto row = query.row();
        Judged& of = find(row);
        quality::Appeal appeal;
        appeal.reason = row.text();
        appeal.at = row.at();
        appeal.state = word_of(quality::appeal_state(row.text()));
        appeal.decided_by = row.id<model::EmployeeId>();
        appeal.decided_at = row.maybe_at();
        appeal.decision = row.text();
        if (const auto marks = row.maybe_text()) {
            quality::Mark mark;
            mark.auditor = appeal.decided_by;
            mark.card = of.card;
            mark.marks = quality::marks_from(*marks);
            mark.critical = row.truth();
            mark.score = row.number();
            appeal.mark = std::move(mark);
        }
        of.appeal = std::move(appeal);
    }
    return all;
}

Result<Judged> find_judged(sqlite::Connection& db, const model::BrandId& brand, const quality::RoundId& round,
                           const model::AnswerId& answer) {
    quality::Rows::Filter filter;
    filter.brand = brand;
    filter.round = round;
    filter.answer = answer;
    filter.closed_samples = false;
    std::vector<Judged> found;
    if (!round.empty() && !answer.empty()) found = read_judged(db, filter);
    if (found.empty()) return base::fail(ErrorCode::not_found, "quality.item.not_found");
    return std::move(found.front());
}

void add_item(sqlite::Connection& db, const quality::Item& item) {
    db.use("quality.add_item")
        .bind("round", item.round)
        .bind("answer", item.answer)
        .bind("brand", item.brand)
        .bind("position", item.position)
        .bind("conversation", item.conversation)
        .bind("author", item.author)
        .bind("department", item.department)
        .bind("network", item.network)
        .bind("sent_at", item.sent_at)
        .bind("stratum", item.stratum)
        .bind("wanted", item.wanted)
        .run();
}

std::string drawn_detail(const Round& round, std::size_t items) {
    return json::serialize(json::object{{"kind", quality::to_string(round.wish.kind)},
                                        {"seed", round.wish.seed.value_or("")},
                                        {"answers", std::to_string(items)}});
}

}  // namespace

Result<std::vector<quality::Card>> QualityRows::audit_cards(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<quality::Card>> {
        auto query = db.use("quality.cards");
        query.bind("brand", brand);
        std::vector<quality::Card> cards;
        while (query.step())
            cards.push_back(read_card(query.row()));
        return cards;
    });
}

Result<quality::Card> QualityRows::audit_card(const model::BrandId& brand, std::int64_t version) {
    return engine_.read([&](sqlite::Connection& db) -> Result<quality::Card> {
        auto query = db.use("quality.card");
        query.bind("brand", brand).bind("version", version);
        if (!query.step()) return base::fail(ErrorCode::not_found, "quality.card.not_found");
        return read_card(query.row());
    });
}

Result<quality::Card> QualityRows::add_audit_card(const model::BrandId& brand, const quality::Card& card,
                                                  std::int64_t former) {
    return engine_.write([&](sqlite::Connection& db) -> Result<quality::Card> {
        std::int64_t newest = 0;
        {
            auto query = db.use("quality.cards");
            query.bind("brand", brand);
            if (query.step()) newest = query.row().number();
        }
        if (newest != former) return base::fail(ErrorCode::conflict, "quality.card.changed");
        quality::Card made = card;
        made.version = newest + 1;
        db.use("quality.add_card")
            .bind("brand", brand)
            .bind("version", made.version)
            .bind("body", card_body(made))
            .bind("by", made.by)
            .bind("at", made.at)
            .run();
        audit_add(db, brand, engine_.clock().now(),
                  {"quality.card", "score_card", std::to_string(made.version), card_body(made)});
        return made;
    });
}

Result<std::vector<quality::Candidate>> QualityRows::audit_population(const model::BrandId& brand,
                                                                      base::Instant from, base::Instant to) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<quality::Candidate>> {
        auto query = db.use("quality.published");
        query.bind("brand", brand)
            .bind("from_at", from)
            .bind("to_at", to)
            .bind("limit", quality::kPopulationAtMost + 1);
        std::vector<quality::Candidate> all;
        while (query.step()) {
            auto row = query.row();
            quality::Candidate one;
            one.answer = row.id<model::AnswerId>();
            one.conversation = row.id<model::ConversationId>();
            one.author = row.id<model::EmployeeId>();
            one.department = row.id<model::DepartmentId>();
            one.language = row.text();
            one.network = row.text();
            const std::string_view kind = row.view();
            one.kind = kind == "later"   ? quality::PostKind::later
                       : kind == "found" ? quality::PostKind::found
                                         : quality::PostKind::first;
            one.sent_at = row.at();
            one.author_since = row.at();
            one.risk = risk_of(row.text());
            all.push_back(std::move(one));
        }
        if (std::ssize(all) > quality::kPopulationAtMost)
            return base::fail(ErrorCode::invalid, "quality.round.population",
                              {{"limit", std::to_string(quality::kPopulationAtMost)}, {"pointer", "/from"}});
        return all;
    });
}

Result<void> QualityRows::add_audit_round(const Round& round, const std::vector<quality::Item>& items) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("quality.add_round")
            .bind("id", round.id)
            .bind("brand", round.brand)
            .bind("kind", quality::to_string(round.wish.kind))
            .bind("from_at", round.wish.from)
            .bind("to_at", round.wish.to)
            .bind("columns", quality::to_text(round.wish.columns))
            .bind("seed", round.wish.seed.value_or(""))
            .bind("confidence", round.wish.confidence)
            .bind("margin", round.wish.margin)
            .bind("expected", round.wish.expected)
            .bind("twice_percent", round.wish.twice_percent)
            .bind("size", round.wish.size)
            .bind("newcomer_days", round.newcomer_days)
            .bind("population", round.population)
            .bind("card", round.card)
            .bind("created_by", round.created_by)
            .bind("created_at", round.created_at)
            .run();
        for (const quality::Stratum& one : round.strata)
            db.use("quality.add_stratum")
                .bind("round", round.id)
                .bind("name", one.name)
                .bind("brand", round.brand)
                .bind("population", one.population)
                .bind("drawn", one.drawn)
                .run();
        for (const quality::Item& item : items)
            add_item(db, item);
        audit_add(db, round.brand, engine_.clock().now(),
                  {"quality.drawn", "audit_round", round.id.value, drawn_detail(round, items.size())});
        return {};
    });
}

Result<std::vector<Round>> QualityRows::audit_rounds(const model::BrandId& brand,
                                                     const model::EmployeeId& viewer) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Round>> {
        std::vector<Round> rounds;
        {
            auto query = db.use("quality.rounds");
            query.bind("brand", brand).bind("limit", kRoundsAtMost);
            while (query.step())
                rounds.push_back(read_round(query.row()));
        }
        for (Round& round : rounds)
            count_up(db, round, viewer);
        return rounds;
    });
}

Result<Round> QualityRows::audit_round(const model::BrandId& brand, const quality::RoundId& id,
                                       const model::EmployeeId& viewer) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Round> {
        MH_LET(round, find_round(db, brand, id));
        count_up(db, round, viewer);
        return round;
    });
}

Result<std::vector<model::EmployeeId>> QualityRows::close_audit_round(const model::BrandId& brand,
                                                                      const quality::RoundId& id,
                                                                      const Closing& closing) {
    return engine_.write([&](sqlite::Connection& db) -> Result<std::vector<model::EmployeeId>> {
        MH_LET(round, find_round(db, brand, id));
        if (round.state == quality::RoundState::closed)
            return base::fail(ErrorCode::conflict, "quality.round.closed");
        db.use("quality.close_round").bind("at", closing.at).bind("id", id).bind("brand", brand).run();
        audit_add(db, brand, engine_.clock().now(), {"quality.closed", "audit_round", id.value});
        std::vector<std::pair<model::EmployeeId, std::string>> told;
        if (round.wish.kind == quality::RoundKind::sample) {
            auto authors = db.use("quality.marked_authors");
            authors.bind("round", id).bind("brand", brand);
            while (authors.step()) {
                auto row = authors.row();
                const auto author = row.id<model::EmployeeId>();
                const std::string answer = row.text();
                told.emplace_back(author, base::to_rfc3339(closing.appeal_until) + " " + answer + " " +
                                              std::to_string(row.number()));
            }
        }
        std::vector<model::EmployeeId> people;
        for (const auto& [author, body] : told) {
            tell(db, brand, author, closing.notice, "audit_closed", body, closing.at);
            people.push_back(author);
        }
        return people;
    });
}

Result<std::optional<quality::Item>> QualityRows::pick_for_audit(const model::BrandId& brand,
                                                                 const quality::RoundId& round,
                                                                 const model::EmployeeId& auditor,
                                                                 base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<std::optional<quality::Item>> {
        MH_LET(found, find_round(db, brand, round));
        if (found.state == quality::RoundState::closed) return std::optional<quality::Item>();
        std::optional<quality::Item> item;
        {
            auto query = db.use("quality.pick");
            query.bind("auditor", auditor)
                .bind("round", round)
                .bind("brand", brand)
                .bind("since", now - quality::kPickHeldFor);
            if (query.step()) {
                auto row = query.row();
                item = read_item(row);
            }
        }
        if (item)
            db.use("quality.keep_pick")
                .bind("round", round)
                .bind("answer", item->answer)
                .bind("auditor", auditor)
                .bind("brand", brand)
                .bind("at", now)
                .bind("passed", "")
                .run();
        return item;
    });
}

Result<void> QualityRows::pass_over_audit(const model::BrandId& brand, const quality::RoundId& round,
                                          const model::AnswerId& answer, const model::EmployeeId& auditor,
                                          const std::string& reason, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_TRY(find_judged(db, brand, round, answer));
        db.use("quality.keep_pick")
            .bind("round", round)
            .bind("answer", answer)
            .bind("auditor", auditor)
            .bind("brand", brand)
            .bind("at", now)
            .bind("passed", reason)
            .run();
        return {};
    });
}

Result<std::vector<quality::ThreadPost>> QualityRows::audit_thread(const model::BrandId& brand,
                                                                   const quality::Item& item) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<quality::ThreadPost>> {
        std::vector<quality::ThreadPost> thread;
        bool there = false;
        {
            auto query = db.use("quality.thread");
            query.bind("answer", item.answer).bind("conversation", item.conversation).bind("brand", brand);
            while (query.step()) {
                auto row = query.row();
                quality::ThreadPost post;
                post.ours = row.truth();
                post.judged = row.truth();
                post.author = row.text();
                post.text = row.text();
                post.lang = row.text();
                post.at = row.at();
                post.edited = row.truth();
                post.deleted = row.truth();
                if (post.deleted && !post.judged) post.text.clear();
                there = there || post.judged;
                thread.push_back(std::move(post));
            }
        }
        if (there) return thread;
        auto query = db.use("quality.answer_text");
        query.bind("answer", item.answer).bind("brand", brand);
        if (query.step()) {
            auto row = query.row();
            quality::ThreadPost post;
            post.ours = true;
            post.judged = true;
            post.text = row.text();
            post.at = row.maybe_at().value_or(item.sent_at);
            thread.push_back(std::move(post));
        }
        return thread;
    });
}

Result<void> QualityRows::mark_audited(const model::BrandId& brand, const quality::RoundId& round,
                                       const model::AnswerId& answer, const DecideMark& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_LET(judged, find_judged(db, brand, round, answer));
        MH_LET(mark, decide(judged));
        db.use("quality.add_mark")
            .bind("round", round)
            .bind("answer", answer)
            .bind("auditor", mark.auditor)
            .bind("brand", brand)
            .bind("card", mark.card)
            .bind("marks", quality::to_text(mark.marks))
            .bind("critical", mark.critical)
            .bind("score", mark.score)
            .bind("note", mark.note)
            .bind("at", mark.at)
            .run();
        db.use("quality.remove_pick")
            .bind("round", round)
            .bind("answer", answer)
            .bind("auditor", mark.auditor)
            .run();
        // The round, not the answer: its author may be one who reads the audit log.
        audit_add(db, brand, engine_.clock().now(), {"quality.marked", "audit_round", round.value});
        return {};
    });
}

Result<model::EmployeeId> QualityRows::appeal_audited(const model::BrandId& brand,
                                                      const quality::RoundId& round,
                                                      const model::AnswerId& answer,
                                                      const model::NoticeId& notice,
                                                      const DecideAppeal& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<model::EmployeeId> {
        MH_LET(judged, find_judged(db, brand, round, answer));
        MH_LET(appeal, decide(judged));
        const auto& mark = appeal.mark;
        db.use("quality.save_appeal")
            .bind("round", round)
            .bind("answer", answer)
            .bind("brand", brand)
            .bind("state", quality::to_string(appeal.state))
            .bind("reason", appeal.reason)
            .bind("at", appeal.at)
            .bind("decided_by", appeal.decided_by)
            .bind("decided_at", appeal.decided_at)
            .bind("decision", appeal.decision)
            .bind("marks", mark ? std::optional(quality::to_text(mark->marks)) : std::nullopt)
            .bind("critical", mark ? std::optional(std::int64_t{mark->critical ? 1 : 0}) : std::nullopt)
            .bind("score", mark ? std::optional(mark->score) : std::nullopt)
            .run();
        audit_add(db, brand, engine_.clock().now(),
                  {judged.appeal ? "quality.appeal_decided" : "quality.appealed", "answer", answer.value,
                   json::serialize(
                       json::object{{"round", round.value}, {"state", quality::to_string(appeal.state)}})});
        if (appeal.state != quality::AppealState::open)
            tell(db, brand, judged.item.author, notice, "audit_decided", answer.value, engine_.clock().now());
        return judged.item.author;
    });
}

Result<std::vector<Judged>> QualityRows::judged_audits(const Filter& filter) {
    return engine_.read(
        [&](sqlite::Connection& db) -> Result<std::vector<Judged>> { return read_judged(db, filter); });
}

}  // namespace manyhands::storage
