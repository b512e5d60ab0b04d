// Decision 3: the earlier of the network's two times, never later than we saw it.
#include "model/post.hpp"

#include <gtest/gtest.h>

namespace manyhands::model {
namespace {

using std::chrono::minutes;

constexpr base::Instant kSeen = base::from_micros(1'800'000'000'000'000);

RemotePost post(std::optional<base::Instant> created, std::optional<base::Instant> indexed) {
    RemotePost post;
    post.created_at = created;
    post.indexed_at = indexed;
    return post;
}

TEST(PostTime, IsTheEarlierOfCreatedAndIndexed) {
    EXPECT_EQ(post_time(post(kSeen - minutes(3), kSeen - minutes(2)), kSeen), kSeen - minutes(3));
    EXPECT_EQ(post_time(post(kSeen - minutes(1), kSeen - minutes(2)), kSeen), kSeen - minutes(2));
}

TEST(PostTime, AClientsClockInTheFutureIsNotBelieved) {
    EXPECT_EQ(post_time(post(kSeen + minutes(60), kSeen - minutes(2)), kSeen), kSeen - minutes(2));
    EXPECT_EQ(post_time(post(kSeen + minutes(60), std::nullopt), kSeen), kSeen);
}

TEST(PostTime, WithoutTimesOfTheNetworkItIsWhenWeSawIt) {
    EXPECT_EQ(post_time(post(std::nullopt, std::nullopt), kSeen), kSeen);
    EXPECT_EQ(post_time(post(std::nullopt, kSeen + minutes(1)), kSeen), kSeen);
}

}  // namespace
}  // namespace manyhands::model
