// What signs a person in (sessions, links, tokens), and the brand's accounts with their secrets.
#include <boost/json.hpp>

#include "base/acting.hpp"
#include "base/encoding.hpp"
#include "storage/audit_store.hpp"
#include "storage/identity_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

std::unexpected<base::Error> not_found() {
    return base::fail(base::ErrorCode::not_found, "storage.not_found");
}

identity::TokenRow read_token(sqlite::Row& row) {
    identity::TokenRow token;
    token.id = row.text();
    token.token_digest = row.text();
    token.employee = row.id<model::EmployeeId>();
    token.name = row.text();
    token.scopes = row.text();
    token.created_at = row.at();
    token.revoked_at = row.maybe_at();
    return token;
}

// Ids hold no blanks.
std::string joined(const std::vector<model::EmployeeId>& ids) {
    std::string text;
    for (const model::EmployeeId& id : ids)
        text += (text.empty() ? "" : " ") + id.value;
    return text;
}
std::vector<model::EmployeeId> parted(std::string_view text) {
    std::vector<model::EmployeeId> ids;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        ids.emplace_back(std::string(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return ids;
}

// Boxes are bytes; a TEXT column holds them as base64url.
base::Result<void> save_secret(sqlite::Connection& db, const model::AccountId& account,
                               const identity::SecretRow& secret) {
    auto query = db.use("identity.save_secret");
    query.bind("settings_box", base::to_base64url(secret.settings_box))
        .bind("state_box", base::to_base64url(secret.state_box))
        .bind("account", account);
    if (!query.step()) return not_found();
    query.run();
    return {};
}

base::Result<void> check_unique(sqlite::Connection& db, const model::Account& account) {
    auto query = db.use("identity.account_taken");
    query.bind("brand", account.brand)
        .bind("network", account.network)
        .bind("remote_id", account.remote_id)
        .bind("id", account.id);
    if (query.step())
        return base::fail(base::ErrorCode::conflict, "storage.account_exists", {{"handle", account.handle}});
    return {};
}

void bind_account_state(sqlite::Query& query, const model::Account& account) {
    query.bind("department", account.department)
        .bind("remote_id", account.remote_id)
        .bind("handle", account.handle)
        .bind("display_name", account.display_name)
        .bind("status", model::to_string(account.status))
        .bind("problem", to_json(account.problem))
        .bind("last_listened_at", account.last_listened_at)
        .bind("budget_remaining", account.budget_remaining)
        .bind("budget_resets_at", account.budget_resets_at)
        .bind("id", account.id);
}

// A status or department that changes; not what listening notes at every round.
void audit_change(sqlite::Connection& db, base::Instant now, const model::Account& account) {
    auto query = db.use("identity.account");
    query.bind("id", account.id);
    if (!query.step()) return;
    auto row = query.row();
    const model::Account was = read_account(row);
    boost::json::object detail;
    if (was.status != account.status)
        detail["status"] = {{"from", model::to_string(was.status)}, {"to", model::to_string(account.status)}};
    if (was.department != account.department)
        detail["department"] = {{"from", was.department.value}, {"to", account.department.value}};
    if (detail.empty()) return;
    audit_add(db, account.brand, now,
              {"account.changed", "account", account.id.value, boost::json::serialize(detail)});
}

}  // namespace

base::Result<void> IdentityRows::set_session_also(const std::string& token_digest,
                                                  const std::vector<model::EmployeeId>& also) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.set_session_also");
        query.bind("also", joined(also)).bind("token_digest", token_digest);
        if (!query.step()) return not_found();
        query.run();
        return {};
    });
}

base::Result<void> IdentityRows::add_session(const identity::SessionRow& session) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.add_session");
        query.bind("token_digest", session.token_digest)
            .bind("csrf_token", session.csrf_token)
            .bind("created_at", session.created_at)
            .bind("expires_at", session.expires_at)
            .bind("also", joined(session.also))
            .bind("employee", session.employee);
        if (!query.step()) return not_found();
        query.run();
        audit_add(db, brand_of_employee(db, session.employee), engine_.clock().now(),
                  {"session.opened", "employee", session.employee.value, "{}", session.employee.value});
        return {};
    });
}

base::Result<std::optional<identity::SessionRow>> IdentityRows::session(const std::string& token_digest) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<identity::SessionRow>> {
        auto query = db.use("identity.session");
        query.bind("token_digest", token_digest);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        identity::SessionRow session;
        session.token_digest = row.text();
        session.employee = row.id<model::EmployeeId>();
        session.csrf_token = row.text();
        session.created_at = row.at();
        session.expires_at = row.at();
        session.also = parted(row.text());
        return session;
    });
}

base::Result<void> IdentityRows::end_session(const std::string& token_digest) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        {
            auto query = db.use("audit.brand_of_session");
            query.bind("token_digest", token_digest);
            if (query.step()) {
                auto row = query.row();
                const auto brand = row.id<model::BrandId>();
                const std::string employee = row.text();
                audit_add(db, brand, engine_.clock().now(),
                          {"session.ended", "employee", employee, "{}", employee});
            }
        }
        db.use("identity.end_session").bind("token_digest", token_digest).run();
        return {};
    });
}

base::Result<void> IdentityRows::end_sessions_of(const model::EmployeeId& employee) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        db.use("identity.end_sessions_of").bind("employee", employee).run();
        audit_add(db, brand_of_employee(db, employee), engine_.clock().now(),
                  {"session.all_ended", "employee", employee.value});
        return {};
    });
}

base::Result<void> IdentityRows::add_link(const identity::LinkRow& link) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.add_link");
        query.bind("token_digest", link.token_digest)
            .bind("expires_at", link.expires_at)
            .bind("used_at", link.used_at)
            .bind("employee", link.employee);
        if (!query.step()) return not_found();
        query.run();
        audit_add(db, brand_of_employee(db, link.employee), engine_.clock().now(),
                  {"link.made", "employee", link.employee.value});
        return {};
    });
}

base::Result<std::optional<identity::LinkRow>> IdentityRows::use_link(const std::string& token_digest,
                                                                      base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<std::optional<identity::LinkRow>> {
        auto query = db.use("identity.use_link");
        query.bind("now", now).bind("token_digest", token_digest);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        identity::LinkRow link;
        link.token_digest = row.text();
        link.employee = row.id<model::EmployeeId>();
        link.expires_at = row.at();
        link.used_at = row.maybe_at();
        query.run();
        return link;
    });
}

base::Result<void> IdentityRows::add_token(const identity::TokenRow& token) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.add_token");
        query.bind("id", token.id)
            .bind("token_digest", token.token_digest)
            .bind("name", token.name)
            .bind("scopes", token.scopes)
            .bind("created_at", token.created_at)
            .bind("revoked_at", token.revoked_at)
            .bind("employee", token.employee);
        if (!query.step()) return not_found();
        query.run();
        audit_add(db, brand_of_employee(db, token.employee), engine_.clock().now(),
                  {"token.made", "token", token.id,
                   boost::json::serialize(
                       boost::json::object{{"employee", token.employee.value}, {"scopes", token.scopes}})});
        return {};
    });
}

base::Result<std::optional<identity::TokenRow>> IdentityRows::token(const std::string& token_digest) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<identity::TokenRow>> {
        auto query = db.use("identity.token");
        query.bind("token_digest", token_digest);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_token(row);
    });
}

base::Result<std::vector<identity::TokenRow>> IdentityRows::tokens_of(const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<identity::TokenRow>> {
        auto query = db.use("identity.tokens_of");
        query.bind("employee", employee);
        std::vector<identity::TokenRow> tokens;
        while (query.step()) {
            auto row = query.row();
            tokens.push_back(read_token(row));
        }
        return tokens;
    });
}

base::Result<void> IdentityRows::revoke_token(const model::EmployeeId& employee, const std::string& id,
                                              base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.revoke_token");
        query.bind("now", now).bind("id", id).bind("employee", employee);
        if (!query.step()) return not_found();
        query.run();
        audit_add(db, brand_of_employee(db, employee), engine_.clock().now(), {"token.revoked", "token", id});
        return {};
    });
}

base::Result<void> IdentityRows::add_account(const model::Account& account,
                                             const identity::SecretRow& secret) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        MH_TRY(check_unique(db, account));
        {
            auto query = db.use("identity.add_account");
            query.bind("brand", account.brand)
                .bind("network", account.network)
                .bind("created_at", account.created_at);
            bind_account_state(query, account);
            query.run();
        }
        audit_add(db, account.brand, engine_.clock().now(),
                  {"account.added", "account", account.id.value,
                   boost::json::serialize(boost::json::object{{"network", account.network}})});
        return save_secret(db, account.id, secret);
    });
}

base::Result<void> IdentityRows::update_account(const model::Account& account) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        MH_TRY(check_unique(db, account));
        audit_change(db, engine_.clock().now(), account);
        auto query = db.use("identity.update_account");
        bind_account_state(query, account);
        if (!query.step()) return not_found();
        query.run();
        return {};
    });
}

base::Result<void> IdentityRows::set_account_lag(const model::AccountId& id, base::Micros lag) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.set_account_lag");
        query.bind("lag", lag.count()).bind("id", id);
        if (!query.step()) return not_found();
        query.run();
        return {};
    });
}

base::Result<void> IdentityRows::set_account_gap(const model::AccountId& id,
                                                 const std::optional<model::ListeningGap>& gap) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("identity.set_account_gap");
        query.bind("gap_from", gap ? std::optional(gap->from) : std::nullopt)
            .bind("gap_to", gap ? std::optional(gap->to) : std::nullopt)
            .bind("id", id);
        if (!query.step()) return not_found();
        query.run();
        boost::json::object detail;
        if (gap) detail = {{"from", base::to_rfc3339(gap->from)}, {"to", base::to_rfc3339(gap->to)}};
        audit_add(db, brand_of_account(db, id), engine_.clock().now(),
                  {gap ? "account.gap_found" : "account.gap_seen", "account", id.value,
                   boost::json::serialize(detail)});
        return {};
    });
}

base::Result<void> IdentityRows::set_account_secret(const model::AccountId& id,
                                                    const identity::SecretRow& secret) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        MH_TRY(save_secret(db, id, secret));
        // The account's own session changes often and is nobody's deed.
        if (base::acting().kind != "system")
            audit_add(db, brand_of_account(db, id), engine_.clock().now(),
                      {"account.secret_set", "account", id.value});
        return {};
    });
}

base::Result<identity::SecretRow> IdentityRows::account_secret(const model::AccountId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<identity::SecretRow> {
        auto query = db.use("identity.secret");
        query.bind("account", id);
        if (!query.step()) return not_found();
        auto row = query.row();
        identity::SecretRow secret;
        secret.settings_box = base::from_base64url(row.text()).value_or("");
        secret.state_box = base::from_base64url(row.text()).value_or("");
        return secret;
    });
}

base::Result<model::Account> IdentityRows::account(const model::AccountId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<model::Account> {
        auto query = db.use("identity.account");
        query.bind("id", id);
        if (!query.step()) return not_found();
        auto row = query.row();
        return read_account(row);
    });
}

base::Result<std::vector<model::Account>> IdentityRows::accounts() {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Account>> {
        auto query = db.use("identity.accounts");
        std::vector<model::Account> list;
        while (query.step()) {
            auto row = query.row();
            list.push_back(read_account(row));
        }
        return list;
    });
}

}  // namespace manyhands::storage
