// Setting-up programmes as rows, and the return address of a hand-off with its conversation.
#include "storage/programme_store.hpp"

#include "route/route.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class ProgrammeRowsTest : public StoreTest {
  protected:
    route::SavedProgramme saved(std::int64_t version) {
        route::SavedProgramme one{version, kim_.id, now(), {}};
        one.programme.steps[0] = {route::StepState::done, kim_.id, now()};
        one.programme.rules.push_back({"01RULE00000000000000000001",
                                       {},
                                       {"소송"},
                                       other_department_.id,
                                       department_.id,
                                       base::Minutes(60)});
        return one;
    }
};

TEST_F(ProgrammeRowsTest, TheNewestHoldsAndNobodyOverwritesUnseen) {
    EXPECT_FALSE(store_->programme(brand_.id)->has_value());
    EXPECT_OK(store_->save_programme(brand_.id, saved(1), 0));
    route::SavedProgramme second = saved(2);
    second.programme.rules.front().words = {"lawyer"};
    EXPECT_OK(store_->save_programme(brand_.id, second, 1));
    EXPECT_ERROR(store_->save_programme(brand_.id, saved(2), 1), "route.programme.stale");
    reopen();
    const auto live = *store_->programme(brand_.id);
    ASSERT_TRUE(live);
    EXPECT_EQ(live->version, 2);
    EXPECT_EQ(live->saved_by, kim_.id);
    EXPECT_EQ(live->programme, second.programme);
    EXPECT_FALSE(store_->programme(model::BrandId("other"))->has_value());
}

TEST_F(ProgrammeRowsTest, OpenDepartmentsAreThoseThatAreNotClosed) {
    EXPECT_EQ(store_->open_departments(brand_.id)->size(), 2U);
    EXPECT_TRUE(store_->open_departments(model::BrandId("other"))->empty());
}

TEST_F(ProgrammeRowsTest, AReturnAddressStaysOverARestartAndFollowsItsDepartment) {
    const auto id = open(1, now()).conversation.id;
    const auto back = model::HandBack{department_.id, now() + base::Minutes(60)};
    const auto handed = store_->transact(brand_.id, id, [&](const auto* state) {
        return route::hand_off(*state, kim_.id,
                               route::HandOff{other_department_.id, std::nullopt, "", {}, back}, now());
    });
    ASSERT_TRUE(handed) << handed.error().key;
    reopen();
    const auto seen = [&] {
        std::optional<model::HandBack> found;
        EXPECT_OK(store_->transact(brand_.id, id, [&](const auto* state) -> base::Result<model::Events> {
            found = state->conversation.hand_back;
            return model::Events{};
        }));
        return found;
    };
    EXPECT_EQ(seen(), back);
    // Its return address is closed: it goes to the successor instead.
    EXPECT_OK(store_->close_department(brand_.id, department_.id, other_department_.id));
    ASSERT_TRUE(seen());
    EXPECT_EQ(seen()->to, other_department_.id);
    EXPECT_EQ(seen()->at, back.at);
}

}  // namespace
}  // namespace manyhands::storage
