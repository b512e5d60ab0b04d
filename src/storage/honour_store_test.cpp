// Honour over a real store: the log is read from the right place, a published table is computed again, and
// what was changed in it is found.
#include "storage/honour_store.hpp"

#include "base/encoding.hpp"
#include "storage/fixture_test.hpp"
#include "storage/honour_audits.hpp"

namespace manyhands::storage {
namespace {

using reports::Board;
using testing::StoreTest;

class HonourRowsTest : public StoreTest {
  protected:
    // Six customers are answered by Kim within four minutes, one by Lee after twenty.
    void answer_some() {
        for (int n = 1; n <= 7; ++n) {
            const auto state = open(n, now());
            const model::Employee& who = n == 7 ? lee_ : kim_;
            EXPECT_OK(put(state.conversation.id, {claimed(state, who)}));
            const auto opened = now();
            clock_.advance(std::chrono::minutes(n == 7 ? 20 : 4));
            model::EpisodeAnswered e{};
            e.number = 1;
            e.opened_at = opened;
            e.answered_at = now();
            e.post = ids_.make<model::PostId>();
            e.answer = ids_.make<model::AnswerId>();
            e.employee = who.id;
            EXPECT_OK(put(state.conversation.id, {event(e)}));
            if (n == 1) first_ = {state.conversation.id, *e.answer};
        }
    }
    reports::Honour honour() {
        return reports::Honour({store_->honour(), audits_, clock_, [](const auto&) { return nullptr; },
                                [](const auto&) { return std::string("UTC"); },
                                [](const auto&) { return false; }});
    }
    AuditsThen audits_{*store_};
    std::pair<model::ConversationId, model::AnswerId> first_;
};

TEST_F(HonourRowsTest, TheLogsPlaceByTimeIsFoundByHalving) {
    answer_some();
    HonourRows& rows = store_->honour();
    const std::int64_t last = *store_->last_seq(brand_.id);
    ASSERT_GT(last, 20);
    EXPECT_EQ(*rows.seq_before(brand_.id, base::from_micros(INT64_MAX)), last);
    EXPECT_EQ(*rows.seq_before(brand_.id, base::from_micros(0)), 0);
    const auto all = store_->log_after(brand_.id, 0, 1000);
    ASSERT_TRUE(all);
    for (const LogRows::Entry& entry : *all) {
        std::int64_t wanted = 0;
        for (const LogRows::Entry& other : *all)
            if (other.event.at < entry.event.at) wanted = std::max(wanted, other.seq);
        EXPECT_EQ(*rows.seq_before(brand_.id, entry.event.at), wanted) << entry.seq;
    }
}

TEST_F(HonourRowsTest, ChoicesAreKeptAndShownAtOnce) {
    HonourRows& rows = store_->honour();
    const auto shown = [&] {
        const auto people = rows.honour_people(brand_.id);
        for (const auto& person : *people)
            if (person.id == kim_.id) return person.shown;
        return reports::Shown{};
    };
    EXPECT_EQ(shown(), (reports::Shown{true, false}))
        << "on boards, initials on the card, until one says otherwise";
    EXPECT_OK(rows.choose(brand_.id, kim_.id, {false, true}, now()));
    EXPECT_OK(rows.choose(brand_.id, kim_.id, {false, true}, now()));
    reopen();
    const auto people = store_->honour().honour_people(brand_.id);
    ASSERT_TRUE(people);
    for (const auto& person : *people)
        EXPECT_EQ(person.shown, person.id == kim_.id ? (reports::Shown{false, true}) : (reports::Shown{}));
}

TEST_F(HonourRowsTest, ASeasonIsPublishedWhenItIsFinalAndIsWhatTheLogSays) {
    answer_some();
    HonourRows& rows = store_->honour();
    EXPECT_OK(rows.rate(brand_.id, {{first_.first, first_.second, kim_.id, now(), "tap", true}}));
    const auto board =
        *reports::season_at(kim_.role == model::Role::desk ? Board::desk : Board::crowd, now(), "UTC");
    reports::Honour service = honour();
    EXPECT_EQ(*service.publish_due(brand_.id), 0) << "it runs";
    clock_.advance(board.final_at - now() - std::chrono::hours(1));
    EXPECT_EQ(*service.publish_due(brand_.id), 0) << "ratings and appeals have their time";
    clock_.advance(std::chrono::hours(2));
    EXPECT_EQ(*service.publish_due(brand_.id), 1);
    EXPECT_EQ(*service.publish_due(brand_.id), 0);
    const auto kept = rows.published(brand_.id, board.key);
    ASSERT_TRUE(kept && *kept);
    const auto table = reports::kept_table((*kept)->document);
    ASSERT_TRUE(table);
    ASSERT_EQ(table->scores.size(), 2U);
    EXPECT_EQ(table->scores[0].person, kim_.id);
    EXPECT_EQ(table->scores[0].in_time, 6);
    EXPECT_EQ(table->scores[0].rated, 1);
    EXPECT_EQ(table->scores[1].standing, reports::Standing::too_few);
    // What comes behind it changes nothing, not even somebody's new role.
    const auto later = open(20, now());
    EXPECT_OK(put(later.conversation.id, {claimed(later, kim_)}));
    const auto verdict = service.verify(brand_.id, board.key);
    ASSERT_TRUE(verdict) << testing::why(verdict);
    EXPECT_TRUE(verdict->good());
    identity::AuditQuery query;
    query.brand = brand_.id;
    const auto entries = store_->audit_page(query);
    ASSERT_TRUE(entries);
    EXPECT_EQ(entries->front().action, "honour.published");
}

TEST_F(HonourRowsTest, ATableThatWasChangedIsFoundWithWhoseRowItIs) {
    answer_some();
    HonourRows& rows = store_->honour();
    const auto season =
        *reports::season_at(kim_.role == model::Role::desk ? Board::desk : Board::crowd, now(), "UTC");
    reports::Honour service = honour();
    auto table = service.computed(brand_.id, season, std::nullopt, now());
    ASSERT_TRUE(table && table->scores.size() == 2);
    for (reports::Score& score : table->scores)
        if (score.person == lee_.id) score.in_time += 1;
    const std::string document = reports::to_document(*table);
    EXPECT_OK(rows.publish(brand_.id, {season.key, document, base::to_hex(base::sha256(document)),
                                       *store_->last_seq(brand_.id), now()}));
    const auto changed = service.verify(brand_.id, season.key);
    ASSERT_TRUE(changed);
    EXPECT_TRUE(changed->digest_fits) << "a clever one makes the digest anew";
    EXPECT_EQ(changed->differing, std::vector<model::EmployeeId>{lee_.id});
    EXPECT_FALSE(changed->good());
    EXPECT_OK(rows.publish(brand_.id, {season.key, "other", "x", 1, now()}));
    EXPECT_EQ((*rows.published(brand_.id, season.key))->document, document) << "what is published stays";
    EXPECT_ERROR(service.verify(brand_.id, "2020Q1"), "reports.honour.no_season");
}

TEST_F(HonourRowsTest, PartsOfADepartmentAreCountedOnce) {
    const auto parts = store_->honour().participation(brand_.id, now());
    ASSERT_TRUE(parts) << testing::why(parts);
    std::int64_t invited = 0;
    for (const auto& part : *parts) {
        invited += part.invited;
        EXPECT_LE(part.active, part.first_answer);
        EXPECT_LE(part.first_answer, part.joined);
        EXPECT_LE(part.joined, part.invited);
    }
    EXPECT_EQ(invited, 2);
}

}  // namespace
}  // namespace manyhands::storage
