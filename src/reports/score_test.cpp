// Scores: what raises them, what never does, and that the same log gives the same ranking.
#include "reports/score.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace manyhands::reports {
namespace {

using model::ConversationId;
using model::EmployeeId;
using std::chrono::minutes;

constexpr const char* kZone = "Asia/Seoul";

base::Instant at(const char* text) {
    return *base::parse_rfc3339(text);
}

struct Logged {
    ConversationId conversation;
    model::Event event;
};
using Log = std::vector<Logged>;

// A company's life, one event after the other.
class Life {
  public:
    Log log;
    base::Instant now = at("2026-11-02T00:00:00Z");

    void add(const ConversationId& id, model::EventBody body, const std::string& by = {}) {
        model::Event event;
        event.at = now;
        if (!by.empty()) event.by = EmployeeId(by);
        event.body = std::move(body);
        log.push_back({id, std::move(event)});
    }
    ConversationId asks(const std::string& name, int number = 1) {
        const ConversationId id(name);
        model::Episode episode;
        episode.number = number;
        episode.opened_at = now;
        opened_[name] = now;
        add(id, model::EpisodeOpened{episode});
        return id;
    }
    void claims(const ConversationId& id, const std::string& who) {
        model::Claim claim;
        claim.holder = EmployeeId(who);
        claim.since = now;
        add(id, model::Claimed{claim}, who);
    }
    void leaves(const ConversationId& id, const std::string& who,
                model::ReleaseReason why = model::ReleaseReason::released) {
        add(id, model::ClaimReleased{EmployeeId(who), why}, who);
    }
    void answers(const ConversationId& id, const std::string& who, int number = 1) {
        model::EpisodeAnswered e{};
        e.number = number;
        e.opened_at = opened_[id.value];
        e.answered_at = now;
        e.post = model::PostId(id.value + "-post-" + std::to_string(number));
        e.answer = model::AnswerId(id.value + "-answer-" + std::to_string(number));
        e.employee = EmployeeId(who);
        add(id, e, who);
    }
    void deletes(const ConversationId& id, int number = 1) {
        add(id, model::PostDeleted{model::PostId(id.value + "-post-" + std::to_string(number)),
                                   model::Side::brand});
    }
    void served(const std::string& name, const std::string& who, int after_minutes = 5) {
        const ConversationId id = asks(name);
        claims(id, who);
        now += minutes(after_minutes);
        answers(id, who);
    }

  private:
    std::map<std::string, base::Instant> opened_;
};

Season crowd() {
    return *season_at(Board::crowd, at("2026-11-15T00:00:00Z"), kZone);
}

Beside people(const std::vector<std::string>& names) {
    Beside beside;
    for (const std::string& name : names)
        beside.people.push_back({EmployeeId(name), model::DepartmentId("store"), Board::crowd});
    return beside;
}

Table table_of(const Log& log, const Beside& beside) {
    Fold fold(crowd(), nullptr);
    for (const Logged& one : log)
        fold.take(one.conversation, one.event);
    return fold.table(beside);
}

Score of(const Table& table, const std::string& who) {
    for (const Score& score : table.scores)
        if (score.person.value == who) return score;
    return {};
}

void rate(Beside& beside, const std::string& who, const std::string& conversation, bool good,
          const char* source = "tap", base::Instant when = at("2026-11-10T00:00:00Z")) {
    beside.ratings.push_back({ConversationId(conversation), model::AnswerId(conversation + source),
                              EmployeeId(who), when, source, good});
}

TEST(Seasons, QuartersAndWeeksBeginInTheBrandsZone) {
    const Season season = crowd();
    EXPECT_EQ(season.key, "2026Q4");
    EXPECT_EQ(base::to_rfc3339(season.from), "2026-09-30T15:00:00Z") << "midnight in Seoul";
    EXPECT_EQ(base::to_rfc3339(season.to), "2026-12-31T15:00:00Z");
    EXPECT_EQ(season_at(Board::crowd, season.to - base::Micros(1), kZone)->key, "2026Q4");
    EXPECT_EQ(season_at(Board::crowd, season.to, kZone)->key, "2027Q1");
    EXPECT_EQ(season_at(Board::desk, at("2026-01-01T00:00:00Z"), "UTC")->key, "2026-W01");
    EXPECT_EQ(season_at(Board::desk, at("2027-01-01T00:00:00Z"), "UTC")->key, "2026-W53") << "ISO 8601";
    EXPECT_EQ(season_at(Board::desk, at("2024-12-30T00:00:00Z"), "UTC")->key, "2025-W01");
    for (const char* key : {"2026Q1", "2026Q4", "2026-W01", "2026-W53"})
        EXPECT_EQ(season_named(key, kZone)->key, key);
    for (const char* bad : {"", "2026Q5", "2026Q0", "2025-W53", "2026-W00", "1999Q1", "2026-Wxx", "2026q1"})
        EXPECT_FALSE(season_named(bad, kZone)) << bad;
    EXPECT_FALSE(season_named("2026Q1", "Nowhere/Else"));
}

TEST(Bounds, AreThoseOfWilson) {
    // Newcombe (1998), table I: 81 of 263 are 25.53 to 36.62 %.
    EXPECT_EQ(wilson_low(81, 263), 2553);
    EXPECT_EQ(wilson_high(81, 263), 3662);
    EXPECT_EQ(wilson_low(0, 0), 0);
    EXPECT_EQ(wilson_high(0, 0), 10'000);
    EXPECT_LT(wilson_low(5, 5), wilson_low(48, 50)) << "many and nearly all right stand above few";
}

TEST(Scores, AreTheProductOfTwoBoundsForThoseAboveTheFloor) {
    Life life;
    for (const char* who : {"ann", "bo", "cho"})
        for (int i = 0; i < 6; ++i)
            life.served(std::string(who) + std::to_string(i), who, i == 5 && *who == 'b' ? 13 : 5);
    Beside beside = people({"ann", "bo", "cho"});
    for (const char* who : {"ann", "bo", "cho"})
        rate(beside, who, std::string(who) + "0", true);
    beside.audits[EmployeeId("ann")] = {4, 9'700};
    beside.audits[EmployeeId("cho")] = {4, 9'499};
    const Table table = table_of(life.log, beside);
    EXPECT_TRUE(table.ratings);
    const Score ann = of(table, "ann");
    EXPECT_EQ(ann.in_time, 6);
    EXPECT_EQ(ann.score, (wilson_low(6, 6) * wilson_low(1, 1) + 5'000) / 10'000);
    EXPECT_EQ(ann.rank, 1);
    EXPECT_FALSE(ann.provisional);
    EXPECT_EQ(of(table, "bo").in_time, 5);
    EXPECT_EQ(of(table, "bo").rank, 2);
    EXPECT_TRUE(of(table, "bo").provisional) << "nobody has audited them";
    EXPECT_EQ(of(table, "cho").standing, Standing::below_floor);
    EXPECT_EQ(of(table, "cho").rank, 0);
}

TEST(Scores, SayWhatIsNotThereInsteadOfInventingIt) {
    Life life;
    for (int i = 0; i < 5; ++i)
        life.served("c" + std::to_string(i), "ann");
    life.served("d", "bo");
    Beside beside = people({"ann", "bo"});
    rate(beside, "ann", "c0", true);
    const Table table = table_of(life.log, beside);
    EXPECT_FALSE(table.ratings) << "one rated person alone does not make everybody else unrated";
    EXPECT_FALSE(table.audits);
    EXPECT_EQ(of(table, "ann").score, wilson_low(5, 5));
    EXPECT_EQ(of(table, "bo").standing, Standing::too_few);
}

TEST(Scores, WhatWasLateAlreadyCostsNothingAndWhatWasHandedOnIsLeftOut) {
    Life life;
    for (int i = 0; i < 5; ++i)
        life.served("c" + std::to_string(i), "ann");
    const Score before = of(table_of(life.log, people({"ann", "bo"})), "ann");
    const ConversationId late = life.asks("late");
    life.now += minutes(40);
    life.claims(late, "ann");
    life.now += minutes(2);
    life.answers(late, "ann");
    const ConversationId hard = life.asks("hard");
    life.claims(hard, "ann");
    life.leaves(hard, "ann", model::ReleaseReason::handed_off);
    life.claims(hard, "bo");
    life.now += minutes(4);
    life.answers(hard, "bo");
    const Score after = of(table_of(life.log, people({"ann", "bo"})), "ann");
    EXPECT_EQ(after.taken, before.taken);
    EXPECT_EQ(after.answered, before.answered + 1);
    const ConversationId slow = life.asks("slow");
    life.claims(slow, "ann");
    life.leaves(slow, "ann", model::ReleaseReason::handed_off);
    life.now += minutes(30);
    life.answers(slow, "bo");
    EXPECT_EQ(of(table_of(life.log, people({"ann", "bo"})), "ann").taken, before.taken + 1)
        << "handing on is no way out of a question that then waits too long";
}

TEST(Scores, HelpIsCappedBetweenTwoPeopleAndNeverForOneself) {
    Beside beside = people({"ann", "bo", "cho"});
    for (int i = 0; i < 9; ++i) {
        const std::string n = std::to_string(i);
        const auto when = at("2026-11-10T00:00:00Z") + minutes(i);
        beside.tips.push_back({"t", EmployeeId("ann"), EmployeeId("ann"), ConversationId("self" + n), when});
        beside.tips.push_back({"t", EmployeeId("ann"), EmployeeId("bo"), ConversationId("ab" + n), when});
        beside.tips.push_back({"u", EmployeeId("bo"), EmployeeId("ann"), ConversationId("ba" + n), when});
        beside.tips.push_back({"t", EmployeeId("ann"), EmployeeId("cho"), ConversationId("same"), when});
    }
    const Table table = table_of({}, beside);
    EXPECT_EQ(of(table, "ann").help + of(table, "bo").help, kHelpByPair + 1)
        << "three between two people, both ways, and one conversation with the third";
}

// -- whatever they do ------------------------------------------------------------------------------------
struct Made {
    Log log;
    Beside beside;
    std::vector<std::string> served;  // by "me"
};

Made random_life(std::uint64_t seed) {
    base::SeededRandom random(seed);
    const auto pick = [&](std::uint64_t n) { return static_cast<int>(random.next() % n); };
    Life life;
    Made made;
    made.beside = people({"me", "a", "b", "c"});
    const std::vector<std::string> names{"me", "a", "b", "c"};
    const int conversations = 20 + pick(60);
    for (int i = 0; i < conversations; ++i) {
        const std::string who = names[static_cast<std::size_t>(pick(4))];
        const std::string name = "c" + std::to_string(i);
        const ConversationId id = life.asks(name);
        life.now += minutes(pick(8));
        life.claims(id, who);
        if (pick(10) == 0) {
            life.leaves(id, who);
            continue;
        }
        life.now += minutes(1 + pick(15));
        life.answers(id, who);
        if (pick(3) == 0)
            rate(made.beside, who, name, pick(5) != 0, pick(2) == 0 ? "tap" : "tone",
                 life.now + minutes(pick(60)));
        if (who == "me") made.served.push_back(name);
    }
    made.log = life.log;
    return made;
}

// Higher is better; nobody who is not ranked stands above who is.
std::pair<bool, std::int64_t> worth(const Table& table) {
    const Score mine = of(table, "me");
    return {mine.standing == Standing::ranked, mine.standing == Standing::ranked ? mine.score : 0};
}

class Whatever : public ::testing::TestWithParam<int> {};

TEST_P(Whatever, TheSameLogGivesTheSameRanking) {
    Made made = random_life(static_cast<std::uint64_t>(GetParam()));
    const std::string first = to_document(table_of(made.log, made.beside));
    EXPECT_EQ(to_document(table_of(made.log, made.beside)), first);
    std::reverse(made.beside.ratings.begin(), made.beside.ratings.end());
    std::reverse(made.beside.people.begin(), made.beside.people.end());
    const Table again = table_of(made.log, made.beside);
    EXPECT_EQ(to_document(again), first) << "rows have no order of their own";
    const auto read = kept_table(first);
    ASSERT_TRUE(read);
    EXPECT_EQ(to_document(*read), first);
    EXPECT_TRUE(differences(*read, again).empty());
}

TEST_P(Whatever, OpeningAndLeavingNeverRaisesAScore) {
    const Made made = random_life(static_cast<std::uint64_t>(GetParam()));
    const auto before = worth(table_of(made.log, made.beside));
    Life more;
    more.log = made.log;
    more.now = at("2026-12-01T00:00:00Z");
    const ConversationId id = more.asks("opened");
    more.claims(id, "me");
    more.leaves(id, "me",
                GetParam() % 2 == 0 ? model::ReleaseReason::released : model::ReleaseReason::expired);
    if (GetParam() % 3 == 0) {
        more.now += minutes(3);
        more.answers(id, "a");
    }
    const Table after = table_of(more.log, made.beside);
    EXPECT_LE(worth(after), before);
    EXPECT_EQ(of(after, "me").taken, of(table_of(made.log, made.beside), "me").taken + 1);
}

TEST_P(Whatever, DeletingAnAnswerNeverRaisesAScore) {
    const Made made = random_life(static_cast<std::uint64_t>(GetParam()));
    const auto before = worth(table_of(made.log, made.beside));
    for (const std::string& name : made.served) {
        Life more;
        more.log = made.log;
        more.now = at("2026-12-01T00:00:00Z");
        more.deletes(ConversationId(name));
        EXPECT_LE(worth(table_of(more.log, made.beside)), before) << name;
    }
}

TEST_P(Whatever, SplittingNeverRaisesAScore) {
    const Made made = random_life(static_cast<std::uint64_t>(GetParam()));
    const auto before = worth(table_of(made.log, made.beside));
    for (const std::string& name : made.served) {
        Life more;
        more.log = made.log;
        more.now = at("2026-12-01T00:00:00Z");
        // Half of the conversation goes elsewhere and is answered there, in time; and a second answer here.
        const ConversationId other(name + "-half");
        more.add(other, model::SplitFrom{ConversationId(name), {}});
        more.asks(other.value);
        more.claims(other, "me");
        more.answers(other, "me");
        more.asks(name, 2);
        more.answers(ConversationId(name), "me", 2);
        EXPECT_LE(worth(table_of(more.log, made.beside)), before) << name;
    }
}

TEST_P(Whatever, VotesOfOnesOwnCircleNeverRaiseAScore) {
    const Made made = random_life(static_cast<std::uint64_t>(GetParam()));
    const auto before = worth(table_of(made.log, made.beside));
    Life more;
    more.log = made.log;
    more.now = at("2026-12-01T00:00:00Z");
    Beside beside = made.beside;
    for (int i = 0; i < 5; ++i) {
        const std::string name = "own" + std::to_string(i);
        more.served(name, "me", 1);
        rate(beside, "me", name, true, "tap", more.now);
        beside.colleagues.insert(ConversationId(name));
        beside.tips.push_back({"t", EmployeeId("me"), EmployeeId("me"), ConversationId(name), more.now});
    }
    EXPECT_EQ(worth(table_of(more.log, beside)), before);
    EXPECT_EQ(of(table_of(more.log, beside), "me").help, of(table_of(made.log, made.beside), "me").help);
}

INSTANTIATE_TEST_SUITE_P(Lives, Whatever, ::testing::Range(1, 121));

TEST(Teams, ADepartmentOfTwoIsNotShown) {
    Life life;
    for (const char* who : {"ann", "bo", "cho"})
        for (int i = 0; i < 3; ++i)
            life.served(std::string(who) + std::to_string(i), who);
    EXPECT_EQ(teams(table_of(life.log, people({"ann", "bo"}))).size(), 0U);
    const auto found = teams(table_of(life.log, people({"ann", "bo", "cho"})));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].answered, 9);
    EXPECT_EQ(found[0].score, wilson_low(9, 9));
}

TEST(Documents, WhatIsDamagedIsSaid) {
    EXPECT_FALSE(kept_table(""));
    EXPECT_FALSE(kept_table("manyhands honour 1\ncrowd 2026Q4 1 2 3 0\n"));
    EXPECT_FALSE(kept_table("manyhands honour 1\ncrowd 2026Q4 1 2 3 0 0\nann store 1 2\n"));
}

}  // namespace
}  // namespace manyhands::reports
