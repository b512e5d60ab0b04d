#include "storage/mail_store.hpp"

#include "storage/nudge_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {

using base::Result;
using identity::Mail;
using identity::MailKind;
using identity::Reader;
using model::EmployeeId;

namespace {

Reader read_reader(sqlite::Row& row) {
    Reader reader;
    reader.employee = read_employee(row);
    reader.wishes = read_reach_wishes(row);
    reader.has_device = row.truth();
    return reader;
}

std::optional<Reader> one_reader(sqlite::Connection& db, const EmployeeId& id) {
    auto query = db.use("mails.reader");
    query.bind("employee", id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return read_reader(row);
}

}  // namespace

Result<std::vector<Reader>> MailRows::readers(const model::BrandId& brand, const EmployeeId& after,
                                              int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Reader>> {
        auto query = db.use("mails.readers");
        query.bind("brand", brand).bind("after", after).bind("limit", limit);
        std::vector<Reader> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(read_reader(row));
        }
        return all;
    });
}

Result<std::optional<Reader>> MailRows::reader(const EmployeeId& id) {
    return engine_.read(
        [&](sqlite::Connection& db) -> Result<std::optional<Reader>> { return one_reader(db, id); });
}

Result<int> MailRows::queue_mails(const std::vector<Mail>& mails) {
    return engine_.write([&](sqlite::Connection& db) -> Result<int> {
        int added = 0;
        for (const Mail& mail : mails) {
            auto query = db.use("mails.queue");
            query.bind("id", mail.id)
                .bind("brand", mail.brand)
                .bind("employee", mail.employee)
                .bind("kind", to_string(mail.kind))
                .bind("period", mail.period)
                .bind("from_at", mail.from)
                .bind("to_at", mail.to)
                .bind("made_at", mail.made_at)
                .bind("due_at", mail.due_at);
            if (!query.step()) continue;
            query.run();
            ++added;
        }
        return added;
    });
}

Result<std::vector<Mail>> MailRows::due_mails(base::Instant now, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Mail>> {
        auto query = db.use("mails.due");
        query.bind("now", now).bind("limit", limit);
        std::vector<Mail> all;
        while (query.step()) {
            auto row = query.row();
            Mail mail;
            mail.id = row.id<identity::MailId>();
            mail.brand = row.id<model::BrandId>();
            mail.employee = row.id<EmployeeId>();
            mail.kind = identity::mail_kind(row.text()).value_or(MailKind::digest);
            mail.period = row.text();
            mail.from = row.at();
            mail.to = row.at();
            mail.attempts = row.integer();
            mail.made_at = row.at();
            mail.due_at = row.at();
            all.push_back(std::move(mail));
        }
        return all;
    });
}

Result<void> MailRows::end_mail(const Mail& mail, identity::MailEnd end, const std::string& problem,
                                base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("mails.end")
            .bind("state", to_string(end))
            .bind("attempts", mail.attempts + 1)
            .bind("problem", problem)
            .bind("now", now)
            .bind("id", mail.id)
            .run();
        return {};
    });
}

Result<void> MailRows::delay_mail(const Mail& mail, const std::string& problem, base::Instant due_at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("mails.delay")
            .bind("attempts", mail.attempts + 1)
            .bind("problem", problem)
            .bind("due_at", due_at)
            .bind("id", mail.id)
            .run();
        return {};
    });
}

Result<void> MailRows::prune_mails(base::Instant before) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("mails.prune").bind("before", before).run();
        return {};
    });
}

Result<int> MailRows::audited(const model::BrandId& brand, const EmployeeId& employee, base::Instant from,
                              base::Instant to) {
    return engine_.read([&](sqlite::Connection& db) -> Result<int> {
        auto query = db.use("mails.audited");
        query.bind("brand", brand).bind("employee", employee).bind("from_at", from).bind("to_at", to);
        query.step();
        return query.row().integer();
    });
}

Result<bool> MailRows::stop_mails(const EmployeeId& employee, MailKind kind, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        const auto person = one_reader(db, employee);
        if (!person) return false;
        const identity::ReachWishes& wishes = person->wishes;
        std::optional<std::string> digest;
        if (wishes.digest) digest = to_string(*wishes.digest);
        // Whoever chose nothing yet has no row.
        db.use("nudges.save_wishes")
            .bind("employee", employee)
            .bind("brand", person->employee.brand)
            .bind("quiet_from", wishes.quiet.from)
            .bind("quiet_until", wishes.quiet.until)
            .bind("zone", wishes.zone)
            .bind("lang", wishes.lang)
            .bind("digest", kind == MailKind::digest ? std::optional<std::string>("never") : digest)
            .bind("week_report", kind == MailKind::week_report ? false : wishes.week_report)
            .bind("changed_at", now)
            .run();
        return true;
    });
}

}  // namespace manyhands::storage
