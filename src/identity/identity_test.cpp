#include "identity/identity.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace manyhands::identity {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;

// As the real store behaves towards this room; its own tests are beside it.
class MemoryStore final : public IdentityStore {
  public:
    Result<void> add_brand(const model::Brand& brand) override {
        const std::scoped_lock guard(mutex_);
        brands_.push_back(brand);
        return {};
    }
    Result<std::vector<model::Brand>> all_brands() override { return brands_; }
    Result<void> add_department(const model::Department& department) override {
        const std::scoped_lock guard(mutex_);
        departments_.push_back(department);
        return {};
    }
    Result<std::vector<model::Department>> departments(const model::BrandId& brand) override {
        std::vector<model::Department> found;
        for (const auto& department : departments_)
            if (department.brand == brand) found.push_back(department);
        return found;
    }
    Result<void> add_employee(const model::Employee& employee) override {
        const std::scoped_lock guard(mutex_);
        for (const auto& [id, other] : employees_) {
            if (other.brand == employee.brand && other.email == employee.email)
                return fail(ErrorCode::conflict, "identity.employee.email_taken");
            if (other.brand == employee.brand && other.initials == employee.initials && other.active)
                return fail(ErrorCode::conflict, "identity.employee.initials_taken");
        }
        employees_[employee.id] = employee;
        return {};
    }
    Result<void> update_employee(const model::Employee& employee) override {
        const std::scoped_lock guard(mutex_);
        employees_.at(employee.id) = employee;
        return {};
    }
    Result<model::Employee> employee(const model::EmployeeId& id) override {
        const std::scoped_lock guard(mutex_);
        if (!employees_.contains(id)) return fail(ErrorCode::not_found, "identity.employee.not_found");
        return employees_.at(id);
    }
    Result<std::optional<model::Employee>> employee_by_email(const std::string& email) override {
        const std::scoped_lock guard(mutex_);
        for (const auto& [id, employee] : employees_)
            if (employee.email == email) return employee;
        return std::nullopt;
    }
    Result<std::vector<model::Employee>> employees_by_email(const std::string& email) override {
        const std::scoped_lock guard(mutex_);
        std::vector<model::Employee> all;
        for (const auto& [id, employee] : employees_)
            if (employee.email == email) all.push_back(employee);
        return all;
    }
    Result<void> set_session_also(const std::string& token_digest,
                                  const std::vector<model::EmployeeId>& also) override {
        const std::scoped_lock guard(mutex_);
        sessions[token_digest].also = also;
        return {};
    }
    Result<std::vector<model::Employee>> employees(const model::BrandId& brand) override {
        const std::scoped_lock guard(mutex_);
        std::vector<model::Employee> all;
        for (const auto& [id, employee] : employees_)
            if (employee.brand == brand) all.push_back(employee);
        return all;
    }
    Result<void> set_password_hash(const model::EmployeeId& id, const std::string& hash) override {
        hashes[id] = hash;
        return {};
    }
    Result<std::string> password_hash(const model::EmployeeId& id) override { return hashes[id]; }
    Result<void> add_session(const SessionRow& session) override {
        const std::scoped_lock guard(mutex_);
        sessions[session.token_digest] = session;
        return {};
    }
    Result<std::optional<SessionRow>> session(const std::string& digest) override {
        const std::scoped_lock guard(mutex_);
        return sessions.contains(digest) ? std::optional(sessions.at(digest)) : std::nullopt;
    }
    Result<void> end_session(const std::string& digest) override {
        sessions.erase(digest);
        return {};
    }
    Result<void> end_sessions_of(const model::EmployeeId& employee) override {
        std::erase_if(sessions, [&](const auto& row) { return row.second.employee == employee; });
        return {};
    }
    Result<void> add_link(const LinkRow& link) override {
        links[link.token_digest] = link;
        return {};
    }
    Result<std::optional<LinkRow>> use_link(const std::string& digest, Instant now) override {
        const std::scoped_lock guard(mutex_);
        const auto found = links.find(digest);
        if (found == links.end() || found->second.used_at || found->second.expires_at <= now)
            return std::nullopt;
        found->second.used_at = now;
        return found->second;
    }
    Result<void> add_token(const TokenRow& token) override {
        tokens[token.token_digest] = token;
        return {};
    }
    Result<std::optional<TokenRow>> token(const std::string& digest) override {
        return tokens.contains(digest) ? std::optional(tokens.at(digest)) : std::nullopt;
    }
    Result<std::vector<TokenRow>> tokens_of(const model::EmployeeId&) override {
        return std::vector<TokenRow>{};
    }
    Result<void> revoke_token(const model::EmployeeId& employee, const std::string& id,
                              Instant now) override {
        for (auto& [digest, token] : tokens)
            if (token.id == id && token.employee == employee) token.revoked_at = now;
        return {};
    }
    Result<void> add_account(const model::Account&, const SecretRow&) override { return {}; }
    Result<void> update_account(const model::Account&) override { return {}; }
    Result<void> set_account_secret(const model::AccountId&, const SecretRow&) override { return {}; }
    Result<SecretRow> account_secret(const model::AccountId&) override { return SecretRow{}; }
    Result<void> set_account_lag(const model::AccountId&, base::Micros) override { return {}; }
    Result<void> set_account_gap(const model::AccountId&,
                                 const std::optional<model::ListeningGap>&) override {
        return {};
    }
    Result<model::Account> account(const model::AccountId&) override { return model::Account{}; }
    Result<std::vector<model::Account>> accounts() override { return std::vector<model::Account>{}; }

    std::map<model::EmployeeId, std::string> hashes;
    std::map<std::string, SessionRow> sessions;
    std::map<std::string, LinkRow> links;
    std::map<std::string, TokenRow> tokens;

  private:
    std::mutex mutex_;
    std::vector<model::Brand> brands_;
    std::vector<model::Department> departments_;
    std::map<model::EmployeeId, model::Employee> employees_;
};

class IdentityTest : public testing::Test {
  protected:
    IdentityTest() {
        EXPECT_TRUE(store_.add_brand({brand_, "Hanbit", false, clock_.now()}));
        EXPECT_TRUE(store_.add_department({care_, brand_, "고객지원", "Care"}));
        kim_ = add("Kim Gaon", "kim@hanbit.example").value();
    }
    Result<model::Employee> add(const std::string& name, const std::string& email,
                                const std::string& initials = {}) {
        return service_.add_employee(brand_, {name, email, model::Role::desk, {}, initials});
    }
    // argon2id costs 64 MB and time on purpose: only the tests that need a password make one.
    void give_password(const std::string& password) {
        ASSERT_TRUE(service_.set_password(kim_.id, password).has_value());
    }

    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    base::SystemRandom random_;
    base::IdSource ids_{clock_, random_};
    MemoryStore store_;
    Service service_{store_, clock_, random_, ids_};
    model::BrandId brand_{"brand"};
    model::DepartmentId care_{"care"};
    model::Employee kim_;
};

// -- people
// --------------------------------------------------------------------------------------------------

TEST_F(IdentityTest, InitialsAreMadeAndNeverShared) {
    EXPECT_FALSE(kim_.initials.empty());
    const auto other = add("Kim Garam", "garam@hanbit.example");
    ASSERT_TRUE(other.has_value());
    EXPECT_NE(other->initials, kim_.initials);
    EXPECT_EQ(add("Lee Nara", "lee@hanbit.example", kim_.initials).error().key,
              "identity.employee.initials_taken");
    EXPECT_EQ(add("Lee Nara", "lee@hanbit.example", "NR").value().initials, "NR");
}

TEST_F(IdentityTest, AnEmailIsOnePersonWhateverItsCase) {
    EXPECT_EQ(kim_.email, "kim@hanbit.example");
    EXPECT_EQ(add("Another Kim", "KIM@Hanbit.example").error().key, "identity.employee.email_taken");
    EXPECT_EQ(add("Park", "Park@Hanbit.Example").value().email, "park@hanbit.example");
}

TEST_F(IdentityTest, WhatIsNoEmailIsRefused) {
    for (const char* email : {"", "kim", "@hanbit.example", "kim@", "kim@hanbit", "a@b@c.example",
                              "kim lee@hanbit.example", "<kim@hanbit.example>", "kim@hanbit.example\n"})
        EXPECT_EQ(add("Kim", email).error().key, "identity.employee.bad_email") << email;
    EXPECT_EQ(add("Kim", std::string(250, 'a') + "@b.example").error().key, "identity.employee.bad_email");
}

TEST_F(IdentityTest, NamesDepartmentsAndInitialsAreChecked) {
    EXPECT_EQ(add("", "a@b.example").error().key, "identity.employee.bad_name");
    EXPECT_EQ(add(std::string(81, 'a'), "a@b.example").error().key, "identity.employee.bad_name");
    std::string long_korean;
    for (int i = 0; i < 80; ++i)
        long_korean += "가";
    EXPECT_TRUE(add(long_korean, "korean@b.example").has_value()) << "characters count, not bytes";
    EXPECT_EQ(service_
                  .add_employee(brand_,
                                {"A B", "a@b.example", model::Role::desk, model::DepartmentId("nowhere"), {}})
                  .error()
                  .key,
              "identity.employee.bad_department");
    EXPECT_EQ(
        service_.add_employee(model::BrandId("other"), {"A B", "a@b.example", model::Role::desk, {}, {}})
            .error()
            .key,
        "identity.employee.bad_department");
    for (const char* initials : {"ABCDE", "a b", "^K", "K\n", "1<"})
        EXPECT_EQ(add("A B", "ab@b.example", initials).error().key, "identity.employee.bad_initials")
            << initials;
}

// -- links
// ---------------------------------------------------------------------------------------------------

TEST_F(IdentityTest, ALinkWorksOnce) {
    const std::string token = service_.make_link(kim_.id, kLinkLives).value();
    const auto session = service_.sign_in_with_link(token);
    ASSERT_TRUE(session.has_value());
    EXPECT_EQ(session->employee.id, kim_.id);
    const auto again = service_.sign_in_with_link(token);
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().key, "identity.link.spent");
    EXPECT_EQ(again.error().code, ErrorCode::unauthenticated);
    EXPECT_TRUE(service_.by_session(session->token).has_value()) << "the session made by it lives on";
}

TEST_F(IdentityTest, ALinkThatTwoThreadsUseSignsOneIn) {
    for (int round = 0; round < 20; ++round) {
        const std::string token = service_.make_link(kim_.id, kLinkLives).value();
        std::atomic<int> in{0}, spent{0};
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&] {
                    const auto session = service_.sign_in_with_link(token);
                    ++(session ? in : spent);
                });
        }
        EXPECT_EQ(in, 1);
        EXPECT_EQ(spent, 3);
    }
}

TEST_F(IdentityTest, ALinkExpires) {
    const std::string token = service_.make_link(kim_.id, kLinkLives).value();
    clock_.advance(kLinkLives);
    EXPECT_EQ(service_.sign_in_with_link(token).error().key, "identity.link.spent");
    const std::string other = service_.make_link(kim_.id, kLinkLives).value();
    clock_.advance(base::Micros(kLinkLives) - 1us);
    EXPECT_TRUE(service_.sign_in_with_link(other).has_value());
}

TEST_F(IdentityTest, InventedLinksAreSpent) {
    for (const std::string& token : {std::string(), std::string("x"), std::string(43, 'A'), random_.token()})
        EXPECT_EQ(service_.sign_in_with_link(token).error().key, "identity.link.spent");
}

TEST_F(IdentityTest, OnlyDigestsAreKept) {
    const std::string link = service_.make_link(kim_.id, kLinkLives).value();
    const auto session = service_.sign_in_with_link(link).value();
    const auto token =
        service_.create_token({kim_.id, brand_, care_, kim_.role, kim_.initials, {}}, "t", "read");
    EXPECT_EQ(store_.links.begin()->first, base::to_hex(base::sha256(link)));
    EXPECT_EQ(store_.sessions.begin()->first, base::to_hex(base::sha256(session.token)));
    EXPECT_EQ(store_.tokens.begin()->first, base::to_hex(base::sha256(token->token)));
}

// -- passwords
// -----------------------------------------------------------------------------------------------

TEST_F(IdentityTest, APasswordSignsIn) {
    EXPECT_FALSE(service_.has_password(kim_.id).value());
    give_password("긴 비밀번호 하나");
    EXPECT_TRUE(service_.has_password(kim_.id).value());
    EXPECT_TRUE(store_.hashes[kim_.id].starts_with("$argon2id$"));
    EXPECT_TRUE(service_.sign_in("KIM@hanbit.example", "긴 비밀번호 하나").has_value());
    const auto wrong = service_.sign_in("kim@hanbit.example", "긴 비밀번호 둘");
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, ErrorCode::unauthenticated);
    // Who is not here is told the same.
    EXPECT_EQ(service_.sign_in("nobody@hanbit.example", "긴 비밀번호 하나").error(), wrong.error());
    EXPECT_EQ(service_.sign_in("kim@hanbit.example", "").error(), wrong.error());
}

TEST_F(IdentityTest, WithoutAPasswordNothingSignsIn) {
    EXPECT_EQ(service_.sign_in("kim@hanbit.example", "").error().key, "identity.sign_in.wrong");
    EXPECT_EQ(service_.sign_in("kim@hanbit.example", "a decoy, not a password of anybody").error().key,
              "identity.sign_in.wrong");
}

TEST_F(IdentityTest, APasswordsLength) {
    for (const std::string& bad : {std::string(), std::string("1234567"), std::string(257, 'x')})
        EXPECT_EQ(service_.set_password(kim_.id, bad).error().key, "identity.password.length");
    EXPECT_TRUE(service_.set_password(kim_.id, "가나다라마바사아").has_value()) << "eight characters";
}

TEST_F(IdentityTest, WrongPasswordsAreThrottledAndForgiven) {
    give_password("right password");
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(service_.sign_in("kim@hanbit.example", "wrong").error().key, "identity.sign_in.wrong") << i;
    const auto eleventh = service_.sign_in("kim@hanbit.example", "right password");
    ASSERT_FALSE(eleventh.has_value());
    EXPECT_EQ(eleventh.error().key, "identity.sign_in.too_many");
    EXPECT_EQ(eleventh.error().code, ErrorCode::rate_limited);
    // In any spelling of the address; a link still works.
    EXPECT_EQ(service_.sign_in("Kim@Hanbit.example", "right password").error().key,
              "identity.sign_in.too_many");
    EXPECT_TRUE(service_.sign_in_with_link(service_.make_link(kim_.id, kLinkLives).value()).has_value());
    // Somebody who sets the machine's clock changes nothing.
    clock_.jump_to(clock_.now() + 24h);
    EXPECT_EQ(service_.sign_in("kim@hanbit.example", "right password").error().key,
              "identity.sign_in.too_many");
    clock_.advance(15min + 1s);
    EXPECT_TRUE(service_.sign_in("kim@hanbit.example", "right password").has_value());
}

TEST_F(IdentityTest, ThrottlingOnePersonLeavesTheOthersAlone) {
    const auto lee = add("Lee Nara", "lee@hanbit.example").value();
    ASSERT_TRUE(service_.set_password(lee.id, "password of lee").has_value());
    for (int i = 0; i < 11; ++i)
        (void)service_.sign_in("kim@hanbit.example", "wrong");
    EXPECT_TRUE(service_.sign_in("lee@hanbit.example", "password of lee").has_value());
}

// -- sessions
// ------------------------------------------------------------------------------------------------

TEST_F(IdentityTest, ASessionKnowsItsPersonUntilItEnds) {
    const auto session = service_.sign_in_with_link(service_.make_link(kim_.id, kLinkLives).value()).value();
    const auto known = service_.by_session(session.token);
    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(known->actor.employee, kim_.id);
    EXPECT_EQ(known->actor.brand, brand_);
    EXPECT_EQ(known->actor.role, model::Role::desk);
    EXPECT_FALSE(known->actor.token_scopes.has_value());
    EXPECT_EQ(known->csrf_token, session.csrf_token);
    EXPECT_NE(session.csrf_token, session.token);
    EXPECT_EQ(service_.by_session("").error().key, "identity.session.ended");
    EXPECT_EQ(service_.by_session(session.csrf_token).error().key, "identity.session.ended");

    clock_.advance(base::Micros(kSessionLives) - 1us);
    EXPECT_TRUE(service_.by_session(session.token).has_value());
    clock_.advance(1us);
    EXPECT_EQ(service_.by_session(session.token).error().key, "identity.session.ended");
}

TEST_F(IdentityTest, SignOutEndsOneSession) {
    const auto one = service_.sign_in_with_link(service_.make_link(kim_.id, kLinkLives).value()).value();
    const auto two = service_.sign_in_with_link(service_.make_link(kim_.id, kLinkLives).value()).value();
    ASSERT_TRUE(service_.sign_out(one.token).has_value());
    EXPECT_FALSE(service_.by_session(one.token).has_value());
    EXPECT_TRUE(service_.by_session(two.token).has_value());
}

TEST_F(IdentityTest, WhoIsDeactivatedIsOutEverywhereAtOnce) {
    give_password("right password");
    const auto session = service_.sign_in("kim@hanbit.example", "right password").value();
    const auto token = service_.create_token(service_.by_session(session.token)->actor, "script", "read");
    const std::string link = service_.make_link(kim_.id, kLinkLives).value();
    ASSERT_TRUE(service_.deactivate(kim_.id).has_value());
    EXPECT_EQ(service_.by_session(session.token).error().key, "identity.session.ended");
    EXPECT_EQ(service_.by_token(token->token).error().key, "identity.session.ended");
    EXPECT_FALSE(service_.sign_in_with_link(link).has_value());
    EXPECT_EQ(service_.sign_in("kim@hanbit.example", "right password").error().key, "identity.sign_in.wrong");
    // Their initials are free for a new colleague's own choice only through the store's rules; the row stays.
    EXPECT_FALSE(store_.employee(kim_.id)->active);
}

// -- tokens
// --------------------------------------------------------------------------------------------------

TEST_F(IdentityTest, ATokenCarriesItsScopes) {
    const model::Actor actor{kim_.id, brand_, care_, kim_.role, kim_.initials, {}};
    const auto made = service_.create_token(actor, "script", "read answer");
    ASSERT_TRUE(made.has_value());
    EXPECT_TRUE(made->token.starts_with("mh_"));
    const auto known = service_.by_token(made->token);
    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(known->actor.token_scopes, "read answer");
    EXPECT_EQ(known->actor.employee, kim_.id);
    EXPECT_TRUE(known->csrf_token.empty()) << "no cookie, no forgery";

    ASSERT_TRUE(store_.revoke_token(kim_.id, made->id, clock_.now()).has_value());
    EXPECT_EQ(service_.by_token(made->token).error().key, "identity.session.ended");
}

TEST_F(IdentityTest, OnlyScopesThatAreAreGiven) {
    const model::Actor actor{kim_.id, brand_, care_, kim_.role, kim_.initials, {}};
    for (const char* scopes : {"", " ", "write", "read,answer", "READ", "read  answer", "read admin"})
        EXPECT_EQ(service_.create_token(actor, "script", scopes).error().key, "identity.token.bad_scope")
            << scopes;
    for (const char* scopes : {"read", "answer", "manage", "manage read"})
        EXPECT_TRUE(service_.create_token(actor, "script", scopes).has_value()) << scopes;
    EXPECT_EQ(service_.create_token(actor, "", "read").error().key, "identity.token.bad_name");
    EXPECT_EQ(service_.create_token(actor, std::string(81, 'x'), "read").error().key,
              "identity.token.bad_name");
}

TEST_F(IdentityTest, ASessionIsNoTokenAndATokenNoSession) {
    const auto session = service_.sign_in_with_link(service_.make_link(kim_.id, kLinkLives).value()).value();
    const auto token = service_.create_token(service_.by_session(session.token)->actor, "t", "read").value();
    EXPECT_FALSE(service_.by_token(session.token).has_value());
    EXPECT_FALSE(service_.by_session(token.token).has_value());
    EXPECT_FALSE(service_.by_token("").has_value());
    EXPECT_FALSE(service_.by_token("mh_").has_value());
}

}  // namespace
}  // namespace manyhands::identity
