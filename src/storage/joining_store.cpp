#include "storage/joining_store.hpp"

#include <sstream>

#include <boost/json.hpp>

#include "base/acting.hpp"
#include "storage/audit_store.hpp"
#include "storage/people_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using identity::JoinLink;
using identity::JoinRequest;
using model::Employee;

std::unexpected<base::Error> no_such_link() {
    return base::fail(ErrorCode::not_found, "identity.join.not_found");
}

// {link_columns}
JoinLink link_in(sqlite::Row& row) {
    JoinLink link;
    link.id = row.text();
    link.brand = row.id<model::BrandId>();
    link.department = row.id<model::DepartmentId>();
    link.made_by = row.id<model::EmployeeId>();
    std::istringstream domains(row.text());
    for (std::string domain; domains >> domain;)
        link.domains.push_back(domain);
    link.entry = identity::entry(row.text()).value_or(identity::Entry::confirmed);
    if (const auto most = row.maybe_number()) link.most = static_cast<int>(*most);
    link.made_at = row.at();
    link.expires_at = row.at();
    link.ended_at = row.maybe_at();
    link.joined = row.integer();
    link.waiting = row.integer();
    link.holds = row.truth();
    return link;
}

// {join_columns}
JoinRequest request_in(sqlite::Row& row) {
    JoinRequest request;
    request.id = row.text();
    request.brand = row.id<model::BrandId>();
    request.link = row.text();
    request.department = row.id<model::DepartmentId>();
    request.name = row.text();
    request.email = row.text();
    request.initials = row.text();
    request.password_hash = row.text();
    request.receipt_digest = row.text();
    request.asked_at = row.at();
    request.known = row.truth();
    request.same = row.integer();
    return request;
}

model::InitialsSet initials_of(sqlite::Query& query) {
    model::InitialsSet taken;
    while (query.step())
        taken.insert(query.row().text());
    return taken;
}

bool email_known(sqlite::Connection& db, const model::BrandId& brand, const std::string& email) {
    auto query = db.use("joining.email_known");
    query.bind("brand", brand).bind("email", email);
    return query.step();
}

std::string about(const JoinLink& link) {
    boost::json::object detail{{"department", link.department.value},
                               {"entry", identity::to_string(link.entry)}};
    if (link.most) detail["most"] = *link.most;
    return boost::json::serialize(detail);
}

// With the password they chose; the receipt of their browser becomes a link that works once.
void take_in(sqlite::Connection& db, base::Instant now, base::Instant until, const JoinRequest& request,
             const Employee& employee) {
    insert_person(db, now, {employee, true, std::nullopt});
    {
        auto query = db.use("identity.set_password_hash");
        query.bind("hash", request.password_hash).bind("id", employee.id);
        query.step();
        query.run();
    }
    auto query = db.use("identity.add_link");
    query.bind("token_digest", request.receipt_digest)
        .bind("expires_at", until)
        .bind("used_at", std::nullopt)
        .bind("employee", employee.id);
    query.step();
    query.run();
}

Result<JoinRequest> one_waiting(sqlite::Connection& db, const model::BrandId& brand, const std::string& id) {
    auto query = db.use("joining.one_waiting");
    query.bind("brand", brand).bind("id", id);
    if (!query.step()) return base::fail(ErrorCode::not_found, "identity.join.decided");
    auto row = query.row();
    return request_in(row);
}

void decide(sqlite::Connection& db, base::Instant now, const std::string& id, std::string_view state,
            const std::optional<std::string>& employee) {
    const std::string by = base::acting().employee;
    db.use("joining.decide")
        .bind("state", state)
        .bind("now", now)
        .bind("decided_by", by)
        .bind("employee", employee)
        .bind("id", id)
        .run();
}

}  // namespace

Result<void> JoiningRows::add_join_link(const JoinLink& link, const std::string& token_digest) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::string domains;
        for (const std::string& domain : link.domains)
            domains += (domains.empty() ? "" : " ") + domain;
        db.use("joining.add_link")
            .bind("id", link.id)
            .bind("brand", link.brand)
            .bind("department", link.department)
            .bind("token_digest", token_digest)
            .bind("made_by", link.made_by)
            .bind("domains", domains)
            .bind("entry", identity::to_string(link.entry))
            .bind("most", link.most)
            .bind("made_at", link.made_at)
            .bind("expires_at", link.expires_at)
            .run();
        audit_add(db, link.brand, link.made_at, {"join_link.made", "join_link", link.id, about(link)});
        return {};
    });
}

Result<std::vector<JoinLink>> JoiningRows::join_links(const model::BrandId& brand, base::Instant since) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<JoinLink>> {
        auto query = db.use("joining.links");
        query.bind("brand", brand).bind("since", since);
        std::vector<JoinLink> links;
        while (query.step()) {
            auto row = query.row();
            links.push_back(link_in(row));
        }
        return links;
    });
}

Result<void> JoiningRows::end_join_link(const model::BrandId& brand, const std::string& id, base::Instant now,
                                        const MayEnd& may) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::optional<JoinLink> link;
        {
            auto query = db.use("joining.link");
            query.bind("brand", brand).bind("id", id);
            if (!query.step()) return no_such_link();
            auto row = query.row();
            link = link_in(row);
        }
        MH_TRY(may(*link));
        if (link->ended_at) return {};
        db.use("joining.end_link").bind("now", now).bind("brand", brand).bind("id", id).run();
        audit_add(db, brand, now, {"join_link.ended", "join_link", id});
        return {};
    });
}

Result<std::optional<JoinLink>> JoiningRows::join_link(const std::string& token_digest) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<JoinLink>> {
        auto query = db.use("joining.link_by_digest");
        query.bind("token_digest", token_digest);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return link_in(row);
    });
}

Result<model::InitialsSet> JoiningRows::taken_initials(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<model::InitialsSet> {
        auto query = db.use("joining.taken_initials");
        query.bind("brand", brand);
        return initials_of(query);
    });
}

Result<identity::JoinStore::Arrival> JoiningRows::arrive(const std::string& token_digest, base::Instant now,
                                                         base::Instant stale, const std::string& email,
                                                         const DecideArrival& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<Arrival> {
        std::optional<JoinLink> link;
        {
            auto query = db.use("joining.link_by_digest");
            query.bind("token_digest", token_digest);
            if (!query.step()) return no_such_link();
            auto row = query.row();
            link = link_in(row);
        }
        db.use("joining.forget_stale").bind("brand", link->brand).bind("stale", stale).run();
        Around around;
        around.email_known = email_known(db, link->brand, email);
        {
            auto query = db.use("joining.taken_initials");
            query.bind("brand", link->brand);
            around.taken = initials_of(query);
        }
        MH_LET(arrival, decide(*link, around));
        const JoinRequest& asked = arrival.request;
        const bool in = arrival.employee.has_value();
        if (in) {
            MH_TRY(check_person(db, *arrival.employee));
            take_in(db, now, now + identity::kInvitationLives, asked, *arrival.employee);
        }
        const auto kept = [&](const std::string& text) { return in ? std::string() : text; };
        db.use("joining.add")
            .bind("id", asked.id)
            .bind("brand", asked.brand)
            .bind("link", asked.link)
            .bind("department", asked.department)
            .bind("state", in ? "joined" : "waiting")
            .bind("name", kept(asked.name))
            .bind("email", kept(asked.email))
            .bind("initials", kept(asked.initials))
            .bind("password_hash", kept(asked.password_hash))
            .bind("receipt_digest", asked.receipt_digest)
            .bind("asked_at", now)
            .bind("decided_at", in ? std::optional(now) : std::nullopt)
            .bind("employee", in ? std::optional(arrival.employee->id.value) : std::nullopt)
            .run();
        audit_add(db, asked.brand, now,
                  {in ? "join.joined" : "join.asked", "join_link", asked.link,
                   boost::json::serialize(in ? boost::json::object{{"employee", arrival.employee->id.value}}
                                             : boost::json::object{{"join", asked.id}})});
        return arrival;
    });
}

Result<std::vector<JoinRequest>> JoiningRows::waiting(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<JoinRequest>> {
        auto query = db.use("joining.waiting");
        query.bind("brand", brand);
        std::vector<JoinRequest> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(request_in(row));
        }
        return all;
    });
}

Result<Employee> JoiningRows::let_in(const model::BrandId& brand, const std::string& id, base::Instant until,
                                     const DecideEntry& decide_entry) {
    return engine_.write([&](sqlite::Connection& db) -> Result<Employee> {
        MH_LET(request, one_waiting(db, brand, id));
        Around around;
        around.email_known = request.known;
        {
            auto query = db.use("joining.taken_by_others");
            query.bind("brand", brand).bind("id", id);
            around.taken = initials_of(query);
        }
        MH_LET(employee, decide_entry(request, around));
        MH_TRY(check_person(db, employee));
        const base::Instant now = engine_.clock().now();
        take_in(db, now, until, request, employee);
        decide(db, now, id, "joined", employee.id.value);
        audit_add(db, brand, now,
                  {"join.confirmed", "employee", employee.id.value,
                   boost::json::serialize(boost::json::object{{"link", request.link}})});
        return employee;
    });
}

Result<void> JoiningRows::refuse_join(const model::BrandId& brand, const std::string& id,
                                      const MayRefuse& may) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_LET(request, one_waiting(db, brand, id));
        MH_TRY(may(request));
        const base::Instant now = engine_.clock().now();
        decide(db, now, id, "refused", std::nullopt);
        audit_add(db, brand, now,
                  {"join.refused", "join_link", request.link,
                   boost::json::serialize(boost::json::object{{"join", id}})});
        return {};
    });
}

Result<std::optional<identity::JoinStore::Receipt>> JoiningRows::receipt(const std::string& receipt_digest) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<Receipt>> {
        auto query = db.use("joining.receipt");
        query.bind("receipt_digest", receipt_digest);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        Receipt receipt;
        receipt.state = row.text();
        receipt.brand = row.id<model::BrandId>();
        return receipt;
    });
}

Result<std::vector<identity::Invitation>> JoiningRows::invitations(const model::BrandId& brand, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<identity::Invitation>> {
        auto query = db.use("joining.invitations");
        query.bind("brand", brand).bind("limit", limit);
        std::vector<identity::Invitation> all;
        while (query.step()) {
            auto row = query.row();
            identity::Invitation one;
            one.employee = read_employee(row);
            one.expires_at = row.maybe_at();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<void> JoiningRows::end_invitations(const model::BrandId& brand, const model::EmployeeId& id) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (brand_of_employee(db, id) != brand)
            return base::fail(ErrorCode::not_found, "identity.employee.not_found");
        {
            auto query = db.use("joining.open_links");
            query.bind("employee", id);
            if (!query.step() || query.row().number() == 0) return {};
        }
        db.use("identity.end_links_of").bind("employee", id).run();
        audit_add(db, brand, engine_.clock().now(), {"link.ended", "employee", id.value});
        return {};
    });
}

}  // namespace manyhands::storage
