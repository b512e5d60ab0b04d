#include "storage/journal_owed.hpp"

#include <vector>

#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

class Projection {
  public:
    Projection(sqlite::Connection& db, const model::Conversation& c, const model::Event& event)
        : db_(db), c_(c), event_(event) {}

    void operator()(const model::AnswerOwed& e) {
        if (e.owed.number > 0)
            db_.use("owed.begin")
                .bind("department", c_.department)
                .bind("holdings", e.owed.holdings)
                .bind("missed", e.owed.missed)
                .bind("conversation", e.owed.origin)
                .bind("number", e.owed.number)
                .run();
        for (const model::EpisodeRef& part : e.with)
            db_.use("owed.mark")
                .bind("held", 2)
                .bind("conversation", part.conversation)
                .bind("number", part.number)
                .run();
    }
    void operator()(const model::RealAnswerGiven& e) {
        end(e.origin, e.number, "answered", e.answered_at, e.employee);
    }
    void operator()(const model::OwedDropped& e) {
        end(e.origin, e.number, e.why == model::OwedEnd::closed ? "dropped" : "taken_back", e.at,
            std::nullopt);
    }
    void operator()(const model::OwedMoved&) { open_one_stands_alone(); }

    void operator()(const model::OwedAlarmed& e) {
        switch (e.step) {
            case model::OwedAlarm::author:
                if (!tell(e, e.employee)) tell_leads(e);
                return;
            case model::OwedAlarm::lead:
                tell_leads(e);
                return;
            case model::OwedAlarm::missed:
                if (c_.owed && c_.owed->number > 0)
                    db_.use("owed.missed")
                        .bind("conversation", c_.owed->origin)
                        .bind("number", c_.owed->number)
                        .run();
                return;
        }
    }

    void operator()(const model::HandedOff& e) {
        if (e.from == e.to) return;
        model::ConversationId conversation = c_.id;
        int number = c_.episode ? c_.episode->number : 0;
        if (c_.owed && c_.owed->number > 0) {
            conversation = c_.owed->origin;
            number = c_.owed->number;
        }
        if (number == 0) return;  // nothing waits
        db_.use("owed.add_span")
            .bind("conversation", conversation)
            .bind("number", number)
            .bind("until_at", event_.at)
            .bind("position", c_.version)
            .bind("brand", c_.brand)
            .bind("department", e.from)
            .run();
        db_.use("owed.handed")
            .bind("department", e.to)
            .bind("conversation", conversation)
            .bind("number", number)
            .run();
    }
    void operator()(const model::EpisodeRestored& e) {
        // Its row may be a new one.
        db_.use("owed.restore")
            .bind("held", held_of(c_, e.episode.number))
            .bind("conversation", c_.id)
            .bind("number", e.episode.number)
            .run();
    }
    void operator()(const auto&) {}

  private:
    void end(const model::ConversationId& origin, int number, std::string_view outcome, base::Instant at,
             const std::optional<model::EmployeeId>& employee) {
        if (number > 0)
            db_.use("owed.end")
                .bind("outcome", outcome)
                .bind("ended_at", at)
                .bind("employee", employee)
                .bind("conversation", origin)
                .bind("number", number)
                .run();
        open_one_stands_alone();
    }

    // What is open now was part of what was owed, and is the beginning of a concern of its own.
    void open_one_stands_alone() {
        if (!c_.episode || c_.owed) return;
        db_.use("owed.mark")
            .bind("held", 0)
            .bind("conversation", c_.id)
            .bind("number", c_.episode->number)
            .run();
    }

    // False: nobody who could see it.
    bool tell(const model::OwedAlarmed& e, const model::EmployeeId& employee) {
        if (e.notice.empty() || employee.empty()) return true;
        {
            auto there = db_.use("owed.is_active");
            there.bind("brand", c_.brand).bind("id", employee);
            if (!there.step()) return false;
        }
        notify(e, employee, "promise");
        return true;
    }

    void tell_leads(const model::OwedAlarmed& e) {
        if (e.notice.empty()) return;
        std::vector<model::EmployeeId> leads = people("owed.leads_of_department");
        if (leads.empty()) leads = people("owed.leads_of_brand");
        for (const model::EmployeeId& lead : leads)
            notify(e, lead, "promise");
    }

    std::vector<model::EmployeeId> people(std::string_view statement) {
        std::vector<model::EmployeeId> found;
        auto query = db_.use(statement);
        query.bind("brand", c_.brand);
        if (statement == "owed.leads_of_department") query.bind("department", c_.department);
        while (query.step()) {
            auto row = query.row();
            found.push_back(row.id<model::EmployeeId>());
        }
        return found;
    }

    // By the one who promised; the words are the instant.
    void notify(const model::OwedAlarmed& e, const model::EmployeeId& employee, std::string_view kind) {
        db_.use("desk.notice_add")
            .bind("brand", c_.brand)
            .bind("employee", employee)
            .bind("id", e.notice)
            .bind("kind", kind)
            .bind("conversation", c_.id)
            .bind("note", std::nullopt)
            .bind("by", c_.owed ? c_.owed->by : employee)
            .bind("body", base::to_rfc3339(e.until))
            .bind("at", event_.at)
            .run();
    }

    sqlite::Connection& db_;
    const model::Conversation& c_;
    const model::Event& event_;
};

}  // namespace

int held_of(const model::Conversation& c, int number) {
    if (!c.owed) return 0;
    return c.owed->origin == c.id && c.owed->number == number ? 1 : 2;
}

void project_owed(sqlite::Connection& db, const model::Conversation& conversation,
                  const model::Event& event) {
    std::visit(Projection(db, conversation, event), event.body);
}

}  // namespace manyhands::storage
