// The second factor: the room's services over the real store.
#include "storage/second_factor_store.hpp"

#include "base/encoding.hpp"
#include "identity/totp.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using identity::Second;
using testing::StoreTest;

class SecondFactorTest : public StoreTest {
  protected:
    SecondFactorTest() {
        kim_.email = "kim@hanbit.example";  // in lower case, as every way in keeps them
        EXPECT_OK(store_->update_employee(kim_));
        EXPECT_OK(identity_.set_password(kim_.id, kPassword));
    }
    static constexpr const char* kPassword = "a long enough one";

    model::Actor actor(const model::Employee& e, model::Role role = model::Role::desk) const {
        return {e.id, e.brand, e.department, role, e.initials, std::nullopt};
    }
    // What Kim's app shows now.
    std::string app() {
        const auto row = store_->second_factor(kim_.id);
        return identity::hotp(base::from_base64url((*row)->box)->substr(4),
                              static_cast<std::uint64_t>(identity::totp_step(clock_.now())));
    }
    std::vector<std::string> switch_on() {
        EXPECT_OK(second_.begin(actor(kim_)));
        auto codes = second_.confirm(actor(kim_), app());
        EXPECT_OK(codes);
        clock_.advance(30s);
        return codes ? *codes : std::vector<std::string>{};
    }
    std::string sign_in(const std::string& code, const std::string& password = kPassword) {
        const auto session = identity_.sign_in(kim_.email, password, code);
        return session ? "(in)" : session.error().key;
    }

    identity::SecondFactors second_{
        {*store_, *store_, clock_, random_,
         [](std::string_view plain) { return "box:" + std::string(plain); },
         [](std::string_view box) -> base::Result<std::string> { return std::string(box.substr(4)); }}};
    identity::Service identity_{
        *store_, clock_, random_, ids_,
        [this](const model::EmployeeId& id, const std::string& code) { return second_.ask(id, code); }};
};

TEST_F(SecondFactorTest, IsAskedForOnceItIsConfirmed) {
    EXPECT_EQ(sign_in(""), "(in)");
    const auto setup = second_.begin(actor(kim_));
    ASSERT_TRUE(setup);
    EXPECT_NE(setup->uri.find("secret=" + setup->secret), std::string::npos);
    EXPECT_EQ(sign_in(""), "(in)") << "not before it is confirmed";
    EXPECT_EQ(second_.confirm(actor(kim_), "000000").error().key, "identity.second.wrong");
    EXPECT_EQ(sign_in(""), "(in)");
    const auto codes = second_.confirm(actor(kim_), app());
    ASSERT_TRUE(codes) << codes.error().key;
    EXPECT_EQ(codes->size(), 10U);
    EXPECT_EQ(std::set<std::string>(codes->begin(), codes->end()).size(), 10U);
    EXPECT_EQ(sign_in(""), "identity.second.needed");
    EXPECT_EQ(sign_in("", "a wrong one"), "identity.sign_in.wrong") << "who does not know it hears nothing";
    EXPECT_EQ(sign_in(app()), "identity.second.wrong") << "the code that confirmed it was used";
    clock_.advance(30s);
    EXPECT_EQ(sign_in(app()), "(in)");
    EXPECT_EQ(sign_in(app()), "identity.second.wrong") << "once";
    EXPECT_EQ(second_.begin(actor(kim_)).error().key, "identity.second.on");
    EXPECT_EQ(second_.status(kim_.id)->recovery_left, 10);
}

TEST_F(SecondFactorTest, RecoveryCodesWorkOnceEachAndStandNowhere) {
    const auto codes = switch_on();
    EXPECT_EQ(sign_in(codes[0]), "(in)");
    EXPECT_EQ(sign_in(codes[0]), "identity.second.wrong");
    std::string typed;
    for (const char c : codes[1])
        typed += c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(sign_in(typed), "(in)") << "as people write";
    EXPECT_EQ(second_.status(kim_.id)->recovery_left, 8);
    EXPECT_FALSE(*store_->use_recovery(kim_.id, codes[2], clock_.now())) << "digests only";
    EXPECT_FALSE(*store_->use_recovery(lee_.id, base::to_hex(base::sha256(codes[2])), clock_.now()));
}

TEST_F(SecondFactorTest, WhoTriesCodesIsStopped) {
    switch_on();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(second_.ask(kim_.id, "000000").value(), Second::wrong);
    EXPECT_EQ(second_.ask(kim_.id, app()).error().key, "identity.sign_in.too_many")
        << "also with the right one";
    EXPECT_EQ(second_.end(actor(kim_), app()).error().code, base::ErrorCode::rate_limited);
    clock_.advance(16min);
    EXPECT_EQ(second_.ask(kim_.id, app()).value(), Second::right);
}

TEST_F(SecondFactorTest, IsEndedByItsOwnerOrAnAdmin) {
    const auto codes = switch_on();
    EXPECT_EQ(second_.end(actor(kim_), "000000").error().key, "identity.second.wrong");
    EXPECT_OK(second_.end(actor(kim_), codes[0]));
    EXPECT_EQ(sign_in(""), "(in)");
    EXPECT_EQ(second_.status(kim_.id)->on, false);
    switch_on();
    EXPECT_EQ(sign_in(codes[1]), "identity.second.wrong") << "those of before are gone";
    EXPECT_EQ(second_.reset(actor(lee_), kim_.id).error().code, base::ErrorCode::forbidden);
    model::Actor stranger = actor(lee_, model::Role::admin);
    stranger.brand = ids_.make<model::BrandId>();
    EXPECT_EQ(second_.reset(stranger, kim_.id).error().code, base::ErrorCode::not_found);
    EXPECT_OK(second_.reset(actor(lee_, model::Role::admin), kim_.id));
    EXPECT_EQ(sign_in(""), "(in)");
    identity::AuditQuery query;
    query.brand = brand_.id;
    query.action = "second_factor.";
    const auto page = store_->audit_page(query);
    std::vector<std::string> told;
    for (const auto& entry : *page)
        told.insert(told.begin(), entry.action);
    EXPECT_EQ(told, (std::vector<std::string>{"second_factor.on", "second_factor.recovered",
                                              "second_factor.off", "second_factor.on", "second_factor.off"}));
}

}  // namespace
}  // namespace manyhands::storage
