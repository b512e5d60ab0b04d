#include "storage/know_store.hpp"

#include <algorithm>

#include "answer/training.hpp"
#include "storage/event_codec.hpp"
#include "storage/listening_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {

using base::Result;
using model::BrandId;
using model::ConversationId;
using model::EmployeeId;
using route::Shown;
using route::Term;

namespace {

constexpr const char* kConsumer = "know";

std::string query_term(const std::string& id) {
    return "q:" + id;
}
std::string tag_term(const std::string& id) {
    return "t:" + id;
}

std::vector<Term> tags_of(sqlite::Connection& db, const BrandId& brand, const ConversationId& conversation) {
    auto query = db.use("know.tags_of");
    query.bind("brand", brand).bind("conversation", conversation);
    std::vector<Term> all;
    while (query.step()) {
        auto row = query.row();
        const std::string id = row.text();
        all.push_back({tag_term(id), row.text()});
    }
    return all;
}

std::vector<std::string> queries_of(sqlite::Connection& db, const BrandId& brand,
                                    const ConversationId& conversation) {
    auto query = db.use("certification.found");
    query.bind("brand", brand).bind("conversation", conversation);
    std::vector<std::string> all;
    while (query.step()) {
        const std::string found = query.row().text();
        for (const model::FoundBy& one : found_from(found))
            if (std::ranges::find(all, one.query.value) == all.end()) all.push_back(one.query.value);
    }
    return all;
}

void add_answer(sqlite::Connection& db, const BrandId& brand, const std::string& term,
                const EmployeeId& employee, base::Instant at) {
    Shown shown{employee, term, 0, 0, {}};
    {
        auto query = db.use("know.one");
        query.bind("brand", brand).bind("term", term).bind("employee", employee);
        if (query.step()) {
            auto row = query.row();
            shown.answers = row.integer();
            shown.thousandths = row.number();
            shown.last_at = row.at();
        }
    }
    shown = route::with_answer(shown, at);
    db.use("know.save")
        .bind("brand", brand)
        .bind("term", term)
        .bind("employee", employee)
        .bind("answers", shown.answers)
        .bind("thousandths", shown.thousandths)
        .bind("last_at", shown.last_at)
        .run();
}

std::unexpected<base::Error> unreadable(std::int64_t seq, const std::string& type) {
    return base::fail(base::ErrorCode::internal, "storage.failed", {},
                      "event " + std::to_string(seq) + " " + type + " cannot be read");
}

struct Entry {
    std::int64_t seq = 0;
    ConversationId conversation;
    base::Instant at{};
    model::EventBody body;
};

Result<std::vector<Entry>> entries(sqlite::Connection& db, const BrandId& brand, std::int64_t from,
                                   std::int64_t upto) {
    auto query = db.use("know.events");
    query.bind("brand", brand).bind("seq", from).bind("upto", upto);
    std::vector<Entry> all;
    while (query.step()) {
        auto row = query.row();
        Entry entry;
        entry.seq = row.number();
        entry.conversation = row.id<ConversationId>();
        const std::string type = row.text();
        entry.at = row.at();
        auto body = decode_event(type, row.view(), {});
        if (!body) return unreadable(entry.seq, type);
        entry.body = std::move(*body);
        all.push_back(std::move(entry));
    }
    return all;
}

// The tags that it was given behind this place of the log: each counts where it stands there, once.
Result<std::set<std::string>> tagged_later(sqlite::Connection& db, const Entry& entry) {
    auto query = db.use("know.tagged_later");
    query.bind("conversation", entry.conversation).bind("seq", entry.seq);
    std::set<std::string> all;
    while (query.step()) {
        const auto body = decode_event("tagged", query.row().view(), {});
        if (!body) return unreadable(entry.seq, "tagged");
        if (const auto* tagged = std::get_if<model::Tagged>(&*body)) all.insert(tag_term(tagged->tag.value));
    }
    return all;
}

Result<void> take_answer(sqlite::Connection& db, const BrandId& brand, const Entry& entry,
                         const model::EpisodeAnswered& answered) {
    if (!answered.employee) return {};
    for (const std::string& id : queries_of(db, brand, entry.conversation))
        add_answer(db, brand, query_term(id), *answered.employee, answered.answered_at);
    const auto tags = tags_of(db, brand, entry.conversation);
    if (tags.empty()) return {};
    MH_LET(later, tagged_later(db, entry));
    for (const Term& tag : tags)
        if (!later.contains(tag.key))
            add_answer(db, brand, tag.key, *answered.employee, answered.answered_at);
    return {};
}

// Often it is the answered one that gets its tag: then its last answerer knows about that.
void take_tag(sqlite::Connection& db, const BrandId& brand, const Entry& entry, const model::Tagged& tagged) {
    std::optional<EmployeeId> who;
    std::optional<base::Instant> at;
    {
        auto query = db.use("know.last_answer");
        query.bind("brand", brand).bind("conversation", entry.conversation);
        if (!query.step()) return;
        auto row = query.row();
        who = row.maybe_id<EmployeeId>();
        at = row.maybe_at();
    }
    if (who && at && *at <= entry.at) add_answer(db, brand, tag_term(tagged.tag.value), *who, *at);
}

Result<void> take(sqlite::Connection& db, const BrandId& brand, const Entry& entry) {
    if (const auto* answered = std::get_if<model::EpisodeAnswered>(&entry.body))
        return take_answer(db, brand, entry, *answered);
    if (const auto* tagged = std::get_if<model::Tagged>(&entry.body)) take_tag(db, brand, entry, *tagged);
    return {};
}

Result<std::vector<Shown>> read_shown(auto& query) {
    std::vector<Shown> all;
    while (query.step()) {
        auto row = query.row();
        Shown one;
        one.employee = row.template id<EmployeeId>();
        one.term = row.text();
        one.answers = row.integer();
        one.thousandths = row.number();
        one.last_at = row.at();
        all.push_back(std::move(one));
    }
    return all;
}

std::set<EmployeeId> read_people(auto& query) {
    std::set<EmployeeId> all;
    while (query.step())
        all.insert(query.row().template id<EmployeeId>());
    return all;
}

}  // namespace

Result<bool> KnowRows::learn(const BrandId& brand, int at_most) {
    const auto read = [&](sqlite::Connection& db) -> Result<std::pair<std::int64_t, std::int64_t>> {
        std::int64_t last = 0;
        {
            auto query = db.use("honour.last_seq");
            query.bind("brand", brand);
            if (query.step()) last = query.row().number();
        }
        auto query = db.use("desk.consumer");
        query.bind("brand", brand).bind("consumer", std::string(kConsumer));
        return std::pair(query.step() ? query.row().number() : std::int64_t{0}, last);
    };
    MH_LET(quick, engine_.read(read));
    if (quick.first >= quick.second) return false;  // nothing new costs no change
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        MH_LET(place, read(db));
        const std::int64_t upto = std::min(place.second, place.first + at_most);
        MH_LET(all, entries(db, brand, place.first, upto));
        for (const Entry& entry : all)
            MH_TRY(take(db, brand, entry));
        db.use("desk.save_consumer")
            .bind("brand", brand)
            .bind("consumer", std::string(kConsumer))
            .bind("seq", upto)
            .run();
        return upto < place.second;
    });
}

Result<std::vector<Term>> KnowRows::terms_of(const BrandId& brand, const ConversationId& conversation) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Term>> {
        std::vector<Term> all;
        for (const std::string& id : queries_of(db, brand, conversation)) {
            auto query = db.use("know.query_name");
            query.bind("brand", brand).bind("id", id);
            if (query.step()) all.push_back({query_term(id), query.row().text()});
        }
        std::ranges::move(tags_of(db, brand, conversation), std::back_inserter(all));
        return all;
    });
}

Result<std::vector<Term>> KnowRows::terms(const BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Term>> {
        std::vector<Term> all;
        const auto read = [&](const char* name, auto key) {
            auto query = db.use(name);
            query.bind("brand", brand);
            while (query.step()) {
                auto row = query.row();
                const std::string id = row.text();
                all.push_back({key(id), row.text()});
            }
        };
        read("know.queries", query_term);
        read("know.tags", tag_term);
        return all;
    });
}

Result<std::vector<Shown>> KnowRows::shown(const BrandId& brand, const std::string& term) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Shown>> {
        auto query = db.use("know.shown");
        query.bind("brand", brand).bind("term", term);
        return read_shown(query);
    });
}

Result<std::vector<Shown>> KnowRows::shown_by(const BrandId& brand, const EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Shown>> {
        auto query = db.use("know.shown_by");
        query.bind("brand", brand).bind("employee", employee);
        return read_shown(query);
    });
}

Result<std::map<EmployeeId, std::set<std::string>>> KnowRows::ticked(const BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::map<EmployeeId, std::set<std::string>>> {
        auto query = db.use("know.ticked");
        query.bind("brand", brand);
        std::map<EmployeeId, std::set<std::string>> all;
        while (query.step()) {
            auto row = query.row();
            const auto employee = row.id<EmployeeId>();
            MH_LET(minutes, answer::read_first_minutes(row.text()));
            for (const std::string& topic : minutes.topics)
                all[employee].insert(query_term(topic));
        }
        return all;
    });
}

Result<std::vector<model::Conversation>> KnowRows::asking(const BrandId& brand, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::Conversation>> {
        auto query = db.use("know.asking");
        query.bind("brand", brand).bind("limit", limit);
        std::vector<model::Conversation> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(read_conversation(row).conversation);
        }
        return all;
    });
}

Result<KnowRows::Heard> KnowRows::heard(const ConversationId& conversation, std::int64_t question) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Heard> {
        Heard heard;
        auto told = db.use("know.told");
        told.bind("conversation", conversation).bind("question", question);
        heard.told = read_people(told);
        auto passed = db.use("know.passed");
        passed.bind("conversation", conversation).bind("question", question);
        heard.passed = read_people(passed);
        return heard;
    });
}

Result<std::map<EmployeeId, int>> KnowRows::asked_since(const BrandId& brand, base::Instant since) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::map<EmployeeId, int>> {
        auto query = db.use("know.asked_since");
        query.bind("brand", brand).bind("since", since);
        std::map<EmployeeId, int> all;
        while (query.step()) {
            auto row = query.row();
            const auto employee = row.id<EmployeeId>();
            all[employee] = row.integer();
        }
        return all;
    });
}

Result<std::map<EmployeeId, KnowRows::Load>> KnowRows::loads(const BrandId& brand, base::Instant since) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::map<EmployeeId, Load>> {
        std::map<EmployeeId, Load> all;
        auto holding = db.use("know.holding");
        holding.bind("brand", brand);
        while (holding.step()) {
            auto row = holding.row();
            const auto employee = row.id<EmployeeId>();
            all[employee].holding = row.integer();
        }
        auto answered = db.use("know.answered");
        answered.bind("brand", brand).bind("since", since);
        while (answered.step()) {
            auto row = answered.row();
            const auto employee = row.id<EmployeeId>();
            all[employee].answered = row.integer();
        }
        return all;
    });
}

}  // namespace manyhands::storage
