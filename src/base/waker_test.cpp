#include "base/waker.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

using namespace std::chrono_literals;

class WakerTest : public testing::Test {
  protected:
    ManualClock clock_{from_micros(1'700'000'000'000'000)};
    Waker waker_;
};

TEST_F(WakerTest, AWakeBeforeTheWaitIsNotLost) {
    waker_.wake();
    EXPECT_TRUE(waker_.wait(clock_, std::nullopt));
}

TEST_F(WakerTest, ManyWakesAreOne) {
    waker_.wake();
    waker_.wake();
    EXPECT_TRUE(waker_.wait(clock_, std::nullopt));
    // Nothing is left of them: only the deadline, which is now, lets this one through.
    EXPECT_TRUE(waker_.wait(clock_, clock_.now()));
}

TEST_F(WakerTest, ADeadlineThatHasComeDoesNotSleep) {
    EXPECT_TRUE(waker_.wait(clock_, clock_.now()));
    EXPECT_TRUE(waker_.wait(clock_, clock_.now() - 1h));
    clock_.jump_to(clock_.now() + 48h);  // as a machine that was asleep
    EXPECT_TRUE(waker_.wait(clock_, from_micros(1'700'000'000'000'000) + 24h));
}

TEST_F(WakerTest, AClockThatIsSetBackEndsTheSleep) {
    const Alarm alarm(clock_, clock_.now() + 10s);
    EXPECT_EQ(alarm.left(clock_), 10s);
    clock_.advance(4s);
    EXPECT_EQ(alarm.left(clock_), 6s);
    clock_.jump_to(clock_.now() - 1s);  // a nudge: it is slept for longer
    EXPECT_EQ(alarm.left(clock_), 7s);
    clock_.jump_to(clock_.now() - 1h);
    EXPECT_EQ(alarm.left(clock_), 0s);  // not an hour later
    const Alarm next(clock_, clock_.now() + 10s);
    EXPECT_EQ(next.left(clock_), 10s);
    clock_.jump_to(clock_.now() + 1h);
    EXPECT_EQ(next.left(clock_), 0s);
    EXPECT_EQ(Alarm(clock_, std::nullopt).left(clock_), std::nullopt);
}

TEST_F(WakerTest, AnotherThreadWakesIt) {
    std::promise<void> waits;
    std::atomic<bool> awake{false};
    std::jthread sleeper([&] {
        waits.set_value();
        awake = waker_.wait(clock_, clock_.now() + 24h);
    });
    waits.get_future().wait();
    waker_.wake();
    sleeper.join();
    EXPECT_TRUE(awake);
}

TEST_F(WakerTest, StopEndsTheSleeperAndEveryLaterWait) {
    std::atomic<bool> goes_on{true};
    std::jthread sleeper([&] {
        while (waker_.wait(clock_, clock_.now() + 24h)) {
        }
        goes_on = false;
    });
    EXPECT_FALSE(waker_.stopped());
    waker_.stop();
    sleeper.join();
    EXPECT_FALSE(goes_on);
    EXPECT_TRUE(waker_.stopped());
    waker_.wake();
    EXPECT_FALSE(waker_.wait(clock_, clock_.now()));
}

TEST_F(WakerTest, NoWakeIsLostAmongManyThreads) {
    std::atomic<int> asked{0};
    std::atomic<int> seen{0};
    std::jthread loop([&] {
        while (waker_.wait(clock_, clock_.now() + 24h))
            seen = asked.load();
        seen = asked.load();
    });
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < 1'000; ++n) {
                    ++asked;
                    waker_.wake();
                }
            });
    }
    // Everything was asked for; the loop must come to see all of it without a further call.
    while (seen != 4'000)
        std::this_thread::yield();
    waker_.stop();
    loop.join();
    EXPECT_EQ(seen, 4'000);
}

}  // namespace
}  // namespace manyhands::base
