// For tests only: the company of fixture_test.hpp with what the tests of single pieces ask of it.
#pragma once

#include <algorithm>

#include "app/fixture_test.hpp"

namespace manyhands::app {

class HouseTest : public testing::CompanyTest {
  protected:
    storage::Store& store() { return company_->store(); }
    model::Actor kim() const { return {kim_.id, brand_, care_, kim_.role, kim_.initials, std::nullopt}; }
    std::vector<desk::LoggedEvent> events(std::int64_t after = 0) {
        return store().events_after(brand_, after, 10'000).value();
    }
    int logged(const std::string& type) {
        const auto all = events();
        return static_cast<int>(
            std::count_if(all.begin(), all.end(), [&](const auto& event) { return event.type == type; }));
    }
    // A customer's new concern, heard; its conversation.
    model::ConversationId concern(const std::string& who = "ann") {
        const std::int64_t seq = store().last_seq(brand_).value();
        post(who, "@hanbit it does not start");
        listen();
        const auto news = events(seq);
        for (const desk::LoggedEvent& event : news)
            if (event.type == "conversation_opened") return event.conversation;
        ADD_FAILURE() << "nothing arrived";
        return {};
    }
    model::Conversation conversation(const model::ConversationId& id) { return detail(id).row.conversation; }
    base::Result<model::ConversationState> submit(const model::ConversationId& id, const std::string& text,
                                                  base::Seconds undo = base::Seconds(0)) {
        answer::Submission submission;
        submission.text = text;
        submission.undo = undo;
        submission.public_version_seen = conversation(id).public_version;
        submission.idempotency_key = "key-" + std::to_string(++keys_) + "-of-a-test";
        return company_->answer().submit(kim(), id, submission);
    }
    auto published() { return network_.posts_of(us_.first, 0); }
};

}  // namespace manyhands::app
