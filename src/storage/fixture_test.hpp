// What the tests of this folder share: a store in a folder of its own, a brand with people, and the events of
// a conversation's life as route and outbox would make them.
#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "storage/store.hpp"

namespace manyhands::storage::testing {

// A folder that goes away with the test.
class TempFolder {
  public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class StoreTest : public ::testing::Test {
  protected:
    StoreTest();
    void reopen();

    model::Employee add_employee(const std::string& name, const std::string& initials);
    // A customer's first post opens a conversation and its episode. `n` tells customers apart.
    model::ConversationState open(int n, base::Instant at, std::optional<std::int64_t> followers = {});
    model::Events opening(int n, base::Instant at, std::optional<std::int64_t> followers = {});
    model::Post customer_post(const model::Conversation& c, const std::string& remote_id, base::Instant at);
    model::Answer answer_for(const model::ConversationState& state, const model::Employee& author,
                             const std::string& text);
    // Puts events into a conversation that is there.
    base::Result<model::ConversationState> put(const model::ConversationId& id, const model::Events& events);
    model::Event event(model::EventBody body, const model::Employee* by = nullptr) {
        return {now(), by != nullptr ? std::optional(by->id) : std::nullopt, std::move(body)};
    }
    // The state as the database has it.
    model::ConversationState stored(const model::ConversationId& id);
    model::Event claimed(const model::ConversationState& state, const model::Employee& by);
    base::Instant now() const { return clock_.now(); }

    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};  // 2026-01-01T07:00:00Z
    base::SeededRandom random_{7};
    base::IdSource ids_{clock_, random_};
    TempFolder folder_;
    std::unique_ptr<Store> store_;
    model::Brand brand_;
    model::Department department_;
    model::Department other_department_;
    model::Account account_;
    model::Employee kim_;
    model::Employee lee_;
};

// Text of an error for a failing test.
template <class T>
std::string why(const base::Result<T>& result) {
    return result ? "ok" : result.error().key + " " + result.error().cause;
}

}  // namespace manyhands::storage::testing

#define EXPECT_OK(expression)                                                                  \
    do {                                                                                       \
        const auto mh_outcome = (expression);                                                  \
        EXPECT_TRUE(mh_outcome.has_value()) << ::manyhands::storage::testing::why(mh_outcome); \
    } while (false)
#define EXPECT_ERROR(expression, wanted)                                       \
    do {                                                                       \
        const auto mh_outcome = (expression);                                  \
        ASSERT_FALSE(mh_outcome.has_value());                                  \
        EXPECT_EQ(mh_outcome.error().key, wanted) << mh_outcome.error().cause; \
    } while (false)
