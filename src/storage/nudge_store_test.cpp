// Devices, nudges and letters over the real store.
#include "storage/nudge_store.hpp"

#include "storage/fixture_test.hpp"
#include "storage/know_store.hpp"
#include "storage/mail_store.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using identity::Device;
using identity::DeviceId;
using identity::Mail;
using identity::MailEnd;
using identity::MailKind;
using identity::Nudge;
using identity::NudgeEnd;
using testing::StoreTest;

class NudgeStoreTest : public StoreTest {
  protected:
    Device device(const std::string& digest, const model::Employee& who) {
        Device one;
        one.id = ids_.make<DeviceId>();
        one.brand = who.brand;
        one.employee = who.id;
        one.digest = digest;
        one.service = "push.example";
        one.name = "Chrome, Android";
        one.box = "box";
        one.made_at = clock_.now();
        clock_.advance(1s);
        return one;
    }
    Nudge nudge(const Device& device, std::int64_t question = 7) {
        return {ids_.make<identity::NudgeId>(),
                device.brand,
                device.employee,
                device.id,
                model::ConversationId("c"),
                question,
                0,
                clock_.now(),
                clock_.now()};
    }
    Mail mail(const std::string& period) {
        Mail one;
        one.id = ids_.make<identity::MailId>();
        one.brand = kim_.brand;
        one.employee = kim_.id;
        one.period = period;
        one.made_at = one.due_at = clock_.now();
        return one;
    }
};

TEST_F(NudgeStoreTest, ABrowserTellsOnePersonAndSomebodyHasTenAtMost) {
    const Device first = device("same", kim_);
    EXPECT_OK(store_->add_device(first));
    EXPECT_OK(store_->add_device(device("same", lee_)));
    EXPECT_TRUE(store_->devices_of(kim_.id)->empty()) << "somebody else signed in there";
    for (int i = 0; i < 12; ++i)
        EXPECT_OK(store_->add_device(device("d" + std::to_string(i), kim_)));
    const auto all = store_->devices_of(kim_.id);
    ASSERT_EQ(all->size(), 10U);
    EXPECT_EQ(all->front().digest, "d11");
    EXPECT_EQ(all->back().digest, "d2") << "the oldest went";
    EXPECT_FALSE(*store_->end_device(lee_.id, all->front().id)) << "only one's own";
    EXPECT_TRUE(*store_->end_device(kim_.id, all->front().id));
    EXPECT_FALSE(*store_->end_device(kim_.id, all->front().id));
    EXPECT_EQ(store_->brands_with_devices()->size(), 1U);
}

TEST_F(NudgeStoreTest, WhoIsSwitchedOffHasNoDeviceFromThatMomentOn) {
    EXPECT_OK(store_->add_device(device("kim", kim_)));
    model::Employee gone = kim_;
    gone.active = false;
    EXPECT_OK(store_->change_employee(kim_.brand, kim_.id,
                                      [](model::Employee& e, std::int64_t) -> base::Result<void> {
                                          e.active = false;
                                          return {};
                                      }));
    EXPECT_TRUE(store_->devices_of(kim_.id)->empty());
    EXPECT_EQ(store_->add_device(device("again", kim_)).error().key, "identity.employee.not_found");
    EXPECT_TRUE(store_->devices_of(kim_.id)->empty());
}

TEST_F(NudgeStoreTest, AQuestionIsToldOnceToADevice) {
    const Device phone = device("phone", kim_);
    const Device tablet = device("tablet", kim_);
    EXPECT_OK(store_->add_device(phone));
    EXPECT_OK(store_->add_device(tablet));
    EXPECT_EQ(*store_->queue_nudges({nudge(phone), nudge(tablet)}), 2);
    EXPECT_EQ(*store_->queue_nudges({nudge(phone)}), 0);
    EXPECT_EQ(*store_->queue_nudges({nudge(phone, 8)}), 1) << "the next question there";
    const auto told = [&] { return store_->know().heard(model::ConversationId("c"), 7)->told.size(); };
    EXPECT_EQ(told(), 1U) << "one person with two devices";
    EXPECT_EQ(store_->know().asked_since(brand_.id, clock_.now() - 1h)->at(kim_.id), 2)
        << "two questions, whatever the devices";
    EXPECT_TRUE(store_->know().asked_since(brand_.id, clock_.now() + 1s)->empty());
    auto due = store_->due_nudges(clock_.now(), 10);
    ASSERT_EQ(due->size(), 3U);
    EXPECT_EQ(due->front().person.employee.id, kim_.id);
    EXPECT_EQ(due->front().device.box, "box");
    EXPECT_OK(store_->end_nudge(due->at(0).nudge, NudgeEnd::sent, clock_.now()));
    EXPECT_OK(store_->delay_nudge(due->at(1).nudge, clock_.now() + 1min));
    EXPECT_EQ(store_->due_nudges(clock_.now(), 10)->size(), 1U);
    clock_.advance(1min);
    due = store_->due_nudges(clock_.now(), 10);
    ASSERT_EQ(due->size(), 2U);
    EXPECT_EQ(due->at(1).nudge.attempts, 1);
    Device rests = due->at(0).device;
    rests.rest_until = clock_.now() + 1h;
    rests.failures = 2;
    EXPECT_OK(store_->device_state(rests));
    const auto others = *store_->due_nudges(clock_.now(), 10);
    EXPECT_LT(others.size(), 2U);
    for (const auto& one : others)
        EXPECT_NE(one.device.id, rests.id) << "it rests";
    EXPECT_OK(store_->drop_device(phone.id));
    EXPECT_OK(store_->drop_device(tablet.id));
    clock_.advance(2h);
    EXPECT_TRUE(store_->due_nudges(clock_.now(), 10)->empty());
    EXPECT_OK(store_->prune_nudges(clock_.now()));
    EXPECT_EQ(told(), 0U);
}

TEST_F(NudgeStoreTest, WishesAreKeptAndWhoChoseNothingHasTheHousesOwn) {
    EXPECT_EQ(*store_->reach_wishes(kim_.id), identity::ReachWishes{});
    const identity::ReachWishes wishes{{60, 120}, "Asia/Seoul", "ko", identity::Rhythm::daily, false};
    EXPECT_OK(store_->save_reach_wishes(kim_, wishes, clock_.now()));
    EXPECT_EQ(*store_->reach_wishes(kim_.id), wishes);
    EXPECT_OK(store_->add_device(device("kim", kim_)));
    EXPECT_OK(store_->add_device(device("lee", lee_)));
    const auto all = store_->reachable(kim_.brand, 10);
    ASSERT_EQ(all->size(), 2U);
    for (const auto& one : *all)
        EXPECT_EQ(one.wishes, one.employee.id == kim_.id ? wishes : identity::ReachWishes{});
}

TEST_F(NudgeStoreTest, ALetterGoesOutOnceAPeriod) {
    EXPECT_EQ(*store_->queue_mails({mail("week of 2026-03-02")}), 1);
    EXPECT_EQ(*store_->queue_mails({mail("week of 2026-03-02"), mail("week of 2026-03-09")}), 1);
    auto due = store_->due_mails(clock_.now(), 10);
    ASSERT_EQ(due->size(), 2U);
    EXPECT_OK(store_->end_mail(due->at(0), MailEnd::sent, "", clock_.now()));
    EXPECT_OK(store_->delay_mail(due->at(1), "net.mail.not_reached", clock_.now() + 1min));
    EXPECT_TRUE(store_->due_mails(clock_.now(), 10)->empty());
    clock_.advance(1min);
    due = store_->due_mails(clock_.now(), 10);
    ASSERT_EQ(due->size(), 1U);
    EXPECT_EQ(due->at(0).attempts, 1);
    EXPECT_OK(store_->prune_mails(clock_.now()));
    EXPECT_TRUE(store_->due_mails(clock_.now(), 10)->empty());
}

TEST_F(NudgeStoreTest, LettersStopByTheirKindAndLeaveTheRest) {
    EXPECT_TRUE(*store_->stop_mails(kim_.id, MailKind::digest, clock_.now()));
    auto wishes = *store_->reach_wishes(kim_.id);
    EXPECT_EQ(wishes.digest, identity::Rhythm::never);
    EXPECT_TRUE(wishes.week_report);
    EXPECT_EQ(wishes.quiet, identity::QuietHours{});
    EXPECT_TRUE(*store_->stop_mails(kim_.id, MailKind::week_report, clock_.now()));
    wishes = *store_->reach_wishes(kim_.id);
    EXPECT_EQ(wishes.digest, identity::Rhythm::never);
    EXPECT_FALSE(wishes.week_report);
    EXPECT_FALSE(*store_->stop_mails(model::EmployeeId("nobody"), MailKind::digest, clock_.now()));
    const auto reader = store_->reader(kim_.id);
    ASSERT_TRUE(reader && *reader);
    EXPECT_FALSE((*reader)->has_device);
    EXPECT_EQ(*store_->audited(kim_.brand, kim_.id, clock_.now() - 24h, clock_.now()), 0);
}

}  // namespace
}  // namespace manyhands::storage
