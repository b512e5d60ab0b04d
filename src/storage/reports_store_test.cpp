#include "storage/reports_store.hpp"

#include <algorithm>

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using testing::StoreTest;

class Reports : public StoreTest {
  protected:
    struct Seen {
        reports::EpisodeFact fact;
        std::string account, department, employee;
    };
    std::vector<Seen> between(base::Instant from, base::Instant to) {
        std::vector<Seen> rows;
        reports::EpisodeNames names;
        EXPECT_OK(store_->episodes(brand_.id, from, to, names, [&](const reports::EpisodeFact& fact) {
            rows.push_back({fact, names.accounts.text(fact.account), names.departments.text(fact.department),
                            names.employees.text(fact.employee)});
        }));
        return rows;
    }
    void answer(const model::ConversationState& state, base::Instant at) {
        EXPECT_OK(put(state.conversation.id,
                      {event(model::EpisodeAnswered{1, state.conversation.episode->opened_at, at,
                                                    model::PostId("p"), std::nullopt, kim_.id})}));
    }
};

TEST_F(Reports, HowEachEpisodeEndedInOrderOfOpening) {
    const auto start = now();
    auto answered = open(1, start + base::Minutes(3));
    const auto dropped = open(2, start + base::Minutes(2));
    open(3, start + base::Minutes(1));
    EXPECT_OK(put(answered.conversation.id,
                  {event(model::HandedOff{department_.id, other_department_.id, ""}),
                   event(model::EpisodeAnswered{1, start + base::Minutes(3), start + base::Minutes(9),
                                                model::PostId("p"), std::nullopt, kim_.id})}));
    EXPECT_OK(put(dropped.conversation.id, {event(model::EpisodeDropped{1, start + base::Minutes(4)})}));
    const auto rows = between(start, start + base::Minutes(10));
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].fact.end, reports::EpisodeEnd::open);
    EXPECT_EQ(rows[0].employee, "");
    EXPECT_EQ(rows[1].fact.end, reports::EpisodeEnd::dropped);
    EXPECT_EQ(rows[2].fact.end, reports::EpisodeEnd::answered);
    EXPECT_EQ(rows[2].fact.ended_at, start + base::Minutes(9));
    EXPECT_EQ(rows[2].department, other_department_.id.value);
    EXPECT_EQ(rows[2].account, account_.id.value);
    EXPECT_EQ(rows[2].employee, kim_.id.value);
    // From is within, to is not.
    EXPECT_EQ(between(start + base::Minutes(2), start + base::Minutes(3)).size(), 1u);
}

TEST_F(Reports, AnEarlierPostMovesTheOpenEpisodeAndMakesNoSecond) {
    const auto state = open(1, now());
    const auto earlier = customer_post(state.conversation, "earlier", now() - base::Minutes(5));
    EXPECT_OK(
        put(state.conversation.id, {event(model::PostReceived{earlier}),
                                    event(model::EpisodeOpened{{1, earlier.id, earlier.posted_at, true}})}));
    const auto rows = between(now() - base::Minutes(10), now() + base::Minutes(10));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].fact.opened_at, earlier.posted_at);
    EXPECT_TRUE(rows[0].fact.found_late);
}

TEST_F(Reports, PagesAreNewestFirstAndMissNothingAtTheSameInstant) {
    const auto start = now();
    for (int i = 0; i < 25; ++i)
        open(i, start + base::Minutes(i / 5));  // five at each instant
    std::vector<std::string> seen;
    std::optional<reports::EpisodePlace> after;
    for (int pages = 0; pages < 40; ++pages) {
        std::size_t got = 0;
        reports::EpisodeNames names;
        base::Instant last = after ? after->opened_at : start + 1h;
        EXPECT_OK(store_->episode_page(
            brand_.id, start, start + 1h, after, names, [&](const reports::EpisodeRow& row) {
                EXPECT_LE(row.fact.opened_at, last);
                last = row.fact.opened_at;
                seen.push_back(row.conversation.value);
                after = reports::EpisodePlace{row.fact.opened_at, row.conversation, row.number};
                return ++got < 3;
            }));
        if (got == 0) break;
    }
    EXPECT_EQ(seen.size(), 25U);
    std::ranges::sort(seen);
    EXPECT_EQ(std::ranges::unique(seen).size(), 0U);
}

TEST_F(Reports, TheFiguresReadOneIndexAndNothingElse) {
    sqlite::Connection db(store_->file(), sqlite::Mode::read);
    const std::string plan = db.plan(
        "select opened_at, ended_at, outcome, account, department, employee, found_late from episodes "
        "where brand = 'b' and opened_at >= 1 and opened_at < 2 order by opened_at");
    EXPECT_NE(plan.find("COVERING INDEX episodes_figures"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
}

// A month of everything that changes an episode, read again and again: what is kept in memory must be what a
// store that keeps nothing reads.
TEST_F(Reports, WhatIsKeptIsWhatIsReadAnew) {
    base::SeededRandom random(20260101);
    std::vector<model::ConversationId> all;
    const auto minutes = [&](std::uint64_t most) {
        return base::Minutes(static_cast<std::int64_t>(random.below(most)));
    };
    const auto any_open = [&]() -> std::optional<model::Conversation> {
        for (int attempt = 0; attempt < 5 && !all.empty(); ++attempt)
            if (auto c = stored(all[random.below(all.size())]).conversation; c.episode) return c;
        return std::nullopt;
    };
    const auto change = [&](std::uint64_t what) {
        if (what < 3) {
            all.push_back(open(static_cast<int>(all.size()), now() - minutes(20 * 1440)).conversation.id);
            return;
        }
        const auto c = any_open();
        if (!c) return;
        const model::Episode episode = *c->episode;
        const auto& who = random.below(2) == 0 ? kim_ : lee_;
        if (what == 3) {
            EXPECT_OK(put(c->id, {event(model::EpisodeAnswered{episode.number, episode.opened_at, now(),
                                                               model::PostId("p"), std::nullopt, who.id})}));
        } else if (what == 4) {
            EXPECT_OK(put(c->id, {event(model::EpisodeDropped{episode.number, now()})}));
            if (random.below(2) == 0) EXPECT_OK(put(c->id, {event(model::EpisodeRestored{episode})}));
        } else if (what == 5) {
            const auto to = c->department == department_.id ? other_department_.id : department_.id;
            EXPECT_OK(put(c->id, {event(model::HandedOff{c->department, to, ""})}));
        } else if (what == 6) {
            EXPECT_OK(put(c->id, {event(model::EpisodeWithdrawn{episode.number})}));
        } else {
            const auto remote_id = "earlier-" + std::to_string(random.below(1'000'000'000));
            const auto post = customer_post(*c, remote_id, episode.opened_at - minutes(3 * 1440));
            EXPECT_OK(
                put(c->id, {event(model::PostReceived{post}),
                            event(model::EpisodeOpened{{episode.number, post.id, post.posted_at, true}})}));
        }
    };
    const auto told = [&](Store& store, base::Instant from, base::Instant to) {
        std::vector<std::string> lines;
        reports::EpisodeNames names;
        EXPECT_OK(store.episodes(brand_.id, from, to, names, [&](const reports::EpisodeFact& fact) {
            lines.push_back(base::to_rfc3339(fact.opened_at) + " " + base::to_rfc3339(fact.ended_at) + " " +
                            std::to_string(static_cast<int>(fact.end)) + (fact.found_late ? "L " : "- ") +
                            names.accounts.text(fact.account) + " " +
                            names.departments.text(fact.department) + " " +
                            names.employees.text(fact.employee));
        }));
        return lines;
    };
    std::size_t most_kept = 0;
    for (int step = 0; step < 400; ++step) {
        change(random.below(8));
        clock_.advance(minutes(240));
        if (random.below(3) != 0) continue;
        const auto from = now() - minutes(60 * 1440);
        const auto to = from + minutes(70 * 1440) + base::Minutes(1);
        auto anew = Store::open_for_reading(folder_.path(), clock_);
        ASSERT_TRUE(anew.has_value());
        EXPECT_EQ(told(*store_, from, to), told(**anew, from, to)) << "step " << step;
        EXPECT_EQ((*anew)->kept_episodes(), 0U);
        most_kept = std::max(most_kept, store_->kept_episodes());
    }
    EXPECT_GT(most_kept, 50U) << "nothing was kept, so nothing was compared";
}

// Each of these tells the journal's watch. A new one must do so as well, or a report shows the past.
TEST_F(Reports, NobodyElseWritesEpisodes) {
    std::vector<std::string> writers;
    for (const SqlStatement& statement : all_statements())
        for (const char* words : {"insert into episodes", "update episodes", "delete from episodes"})
            if (statement.sqlite.find(words) != std::string::npos) writers.push_back(statement.name);
    std::ranges::sort(writers);
    EXPECT_EQ(writers, (std::vector<std::string>{"owed.begin", "owed.end", "owed.handed", "owed.mark",
                                                 "owed.missed", "owed.restore", "route.end_episode",
                                                 "route.move_episode", "route.open_episode",
                                                 "route.restore_episode", "route.withdraw_episode"}));
}

TEST_F(Reports, AnotherBrandsEpisodesAreNotSeen) {
    open(1, now());
    reports::EpisodeNames names;
    int n = 0;
    EXPECT_OK(store_->episodes(model::BrandId("other"), now() - 1h, now() + 1h, names,
                               [&](const reports::EpisodeFact&) { ++n; }));
    EXPECT_EQ(n, 0);
}

model::BusinessHours office(int from) {
    model::BusinessHours hours;
    hours.zone = "Asia/Seoul";
    hours.calendars = {"kr"};
    hours.week[0] = {{from, 1080}};
    return hours;
}

TEST_F(Reports, HoursOfTheBrandAndItsDepartments) {
    EXPECT_EQ(store_->hours(brand_.id)->of(department_.id), nullptr);
    EXPECT_OK(store_->set_hours(brand_.id, {}, office(540)));
    EXPECT_OK(store_->set_hours(brand_.id, other_department_.id, office(600)));
    reopen();
    auto all = store_->hours(brand_.id).value();
    EXPECT_EQ(*all.brand, office(540));
    EXPECT_EQ(*all.of(department_.id), office(540)) << "the brand's";
    EXPECT_EQ(*all.of(other_department_.id), office(600));
    EXPECT_OK(store_->set_hours(brand_.id, other_department_.id, office(660)));
    EXPECT_EQ(*store_->hours(brand_.id)->of(other_department_.id), office(660));
    EXPECT_OK(store_->set_hours(brand_.id, other_department_.id, std::nullopt));
    EXPECT_EQ(*store_->hours(brand_.id)->of(other_department_.id), office(540));
    EXPECT_ERROR(store_->set_hours(brand_.id, model::DepartmentId("nowhere"), office(540)),
                 "identity.employee.bad_department");
    EXPECT_FALSE(store_->hours(model::BrandId("other"))->brand.has_value());
}

}  // namespace
}  // namespace manyhands::storage
