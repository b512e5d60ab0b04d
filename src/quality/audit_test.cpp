#include "quality/audit.hpp"

#include <gtest/gtest.h>

namespace manyhands::quality {
namespace {

using namespace std::chrono_literals;

const model::EmployeeId kAuthor("author");
const model::EmployeeId kFirst("first");
const model::EmployeeId kSecond("second");
const model::EmployeeId kLead("lead");
const base::Instant kNow = base::from_micros(1'767'250'800'000'000);
const base::Minutes kWeek{7 * 24 * 60};

Card card() {
    Card made = starter_card();
    made.version = 3;
    return made;
}

MarkWish wish(int tone = 5, bool critical = false) {
    return {{{"accuracy", 5}, {"tone", tone}, {"terms", 5}, {"method", 5}, {"privacy", 1}}, critical, "note"};
}

Judged judged(RoundState state = RoundState::open) {
    Judged one;
    one.item.author = kAuthor;
    one.item.network = "one";
    one.card = 3;
    one.state = state;
    if (state == RoundState::closed) one.closed_at = kNow;
    return one;
}

Judged marked(const std::vector<std::pair<model::EmployeeId, MarkWish>>& marks,
              RoundState state = RoundState::closed) {
    Judged one = judged();
    for (const auto& [by, what] : marks)
        one.marks.push_back(*mark_answer(one, card(), by, what, kNow));
    one.state = state;
    one.closed_at = kNow;
    return one;
}

template <class T>
std::string key(const base::Result<T>& result) {
    return result ? "" : result.error().key;
}

TEST(QualityAudit, AMarkIsMadeOnceAndNotByTheAuthor) {
    const auto mark = mark_answer(judged(), card(), kFirst, wish(4), kNow);
    ASSERT_TRUE(mark.has_value());
    EXPECT_EQ(mark->score, 9600);
    EXPECT_EQ(mark->card, 3) << "keeps the version that it was made with";
    EXPECT_EQ(mark->note, "note");
    EXPECT_EQ(mark_answer(judged(), card(), kFirst, wish(4, true), kNow)->score, 0);
    EXPECT_EQ(key(mark_answer(judged(), card(), kAuthor, wish(), kNow)), "quality.mark.own");
    EXPECT_EQ(key(mark_answer(judged(RoundState::closed), card(), kFirst, wish(), kNow)),
              "quality.round.closed");
    const Judged once = marked({{kFirst, wish()}}, RoundState::open);
    EXPECT_EQ(key(mark_answer(once, card(), kFirst, wish(), kNow)), "quality.mark.already");
    EXPECT_TRUE(mark_answer(once, card(), kSecond, wish(), kNow));
    MarkWish poor = wish();
    poor.marks.erase("tone");
    EXPECT_EQ(key(mark_answer(judged(), card(), kFirst, poor, kNow)), "quality.mark.incomplete");
    poor = wish();
    poor.note = std::string(2001, 'x');
    EXPECT_EQ(key(mark_answer(judged(), card(), kFirst, poor, kNow)), "quality.note.too_long");
}

TEST(QualityAudit, WhatCountsIsTheMeanUntilAnAppealChangesIt) {
    EXPECT_EQ(final_score(judged()), std::nullopt);
    Judged one = marked({{kFirst, wish(5)}, {kSecond, wish(4)}});
    EXPECT_DOUBLE_EQ(*final_score(one), 98);
    EXPECT_FALSE(final_critical(one));
    one.marks[0].critical = true;
    EXPECT_TRUE(final_critical(one));
    one.appeal = *appeal_against(one, kAuthor, "왜 그런가요", kWeek, kNow);
    one.appeal = *decide_appeal(one, card(), kLead, "맞습니다", wish(5), kNow);
    EXPECT_EQ(one.appeal->state, AppealState::changed);
    EXPECT_DOUBLE_EQ(*final_score(one), 100);
    EXPECT_FALSE(final_critical(one));
}

TEST(QualityAudit, AnAppealIsTheAuthorsAndInTime) {
    const Judged one = marked({{kFirst, wish(3)}});
    EXPECT_TRUE(appeal_against(one, kAuthor, "Why?", kWeek, kNow + kWeek - 1s));
    EXPECT_EQ(key(appeal_against(one, kAuthor, "Why?", kWeek, kNow + kWeek)), "quality.appeal.late");
    EXPECT_EQ(key(appeal_against(one, kAuthor, " \n", kWeek, kNow)), "quality.appeal.reason");
    EXPECT_EQ(key(appeal_against(one, kSecond, "Why?", kWeek, kNow)), "quality.item.not_found");
    EXPECT_EQ(key(appeal_against(marked({{kFirst, wish()}}, RoundState::open), kAuthor, "Why?", kWeek, kNow)),
              "quality.item.not_found")
        << "an author knows nothing before the round is closed";
    EXPECT_EQ(key(appeal_against(judged(RoundState::closed), kAuthor, "Why?", kWeek, kNow)),
              "quality.item.not_found");
    Judged calibration = one;
    calibration.kind = RoundKind::calibration;
    EXPECT_EQ(key(appeal_against(calibration, kAuthor, "Why?", kWeek, kNow)), "quality.item.not_found");
    Judged again = one;
    again.appeal = Appeal{};
    EXPECT_EQ(key(appeal_against(again, kAuthor, "Why?", kWeek, kNow)), "quality.appeal.already");
}

TEST(QualityAudit, AnAppealIsDecidedBySomebodyElse) {
    Judged one = marked({{kFirst, wish(3)}});
    EXPECT_EQ(key(decide_appeal(one, card(), kLead, "ok", {}, kNow)), "quality.appeal.not_found");
    one.appeal = *appeal_against(one, kAuthor, "Why?", kWeek, kNow);
    EXPECT_EQ(key(decide_appeal(one, card(), kFirst, "ok", {}, kNow)), "quality.appeal.not_you");
    EXPECT_EQ(key(decide_appeal(one, card(), kAuthor, "ok", {}, kNow)), "quality.appeal.not_you");
    EXPECT_EQ(key(decide_appeal(one, card(), kLead, "", {}, kNow)), "quality.appeal.decision");
    const auto stands = decide_appeal(one, card(), kLead, "The tone was curt.", {}, kNow + 1s);
    ASSERT_TRUE(stands.has_value());
    EXPECT_EQ(stands->state, AppealState::stands);
    EXPECT_EQ(stands->reason, "Why?");
    EXPECT_EQ(stands->decided_at, kNow + 1s);
    one.appeal = *stands;
    EXPECT_DOUBLE_EQ(*final_score(one), 92);
    EXPECT_EQ(key(decide_appeal(one, card(), kLead, "again", {}, kNow)), "quality.appeal.decided");
}

TEST(QualityAudit, AgreementIsOfPairs) {
    const std::vector<Judged> all{marked({{kSecond, wish(4)}, {kFirst, wish(5)}}),
                                  marked({{kFirst, wish(2)}}),
                                  marked({{kFirst, wish(3)}, {kSecond, wish(3)}, {kLead, wish(1)}})};
    const auto agreement = agreement_of(card(), all);
    ASSERT_EQ(agreement.size(), 5U);
    EXPECT_EQ(agreement[1].criterion, "tone");
    EXPECT_EQ(agreement[1].kappa.pairs, 4) << "one of two marks, three of three";
    EXPECT_EQ(agreement[1].kappa.equal, 1);
    EXPECT_EQ(agreement[1].kappa.matrix[4][3], 1) << "the smaller id first, whoever was quicker";
    EXPECT_EQ(agreement[0].kappa.kappa, std::nullopt) << "all the same";
}

TEST(QualityAudit, AnAnswerThatIsDrawnAgainCountsOnceByItsNewestMarks) {
    const Judged newest = marked({{kFirst, wish(3)}});
    const Judged before = marked({{kFirst, wish(5)}});
    Judged other = marked({{kFirst, wish(5)}});
    other.item.answer = model::AnswerId("other");
    EXPECT_EQ(overall({newest, before, before, before})->score.answers, 1);
    EXPECT_DOUBLE_EQ(overall({newest, before})->score.mean, overall({newest})->score.mean);
    EXPECT_DOUBLE_EQ(overall({newest, before})->score.low, overall({newest})->score.low) << "no narrower";
    EXPECT_EQ(standings({newest, other, before}, By::person)[0].score.answers, 2);
}

TEST(QualityAudit, StandingsHaveIntervalsAndNoRanks) {
    Judged ann = marked({{kFirst, wish(5)}});
    ann.item.stratum_population = 50;
    ann.item.stratum_drawn = 5;
    Judged ben = marked({{kFirst, wish(5, true)}});
    ben.item.author = model::EmployeeId("a-ben");
    ben.item.answer = model::AnswerId("ben's");
    ben.item.network = "two";
    const std::vector<Judged> all{ann, ben, judged(RoundState::closed)};
    const auto people = standings(all, By::person);
    ASSERT_EQ(people.size(), 2U) << "who has no mark has no score";
    EXPECT_EQ(people[0].key, "a-ben");
    EXPECT_EQ(people[0].critical, 1);
    EXPECT_DOUBLE_EQ(people[0].score.mean, 0);
    EXPECT_EQ(band_of(people[1].score), Band::unsure) << "one answer says little";
    EXPECT_EQ(standings(all, By::network)[1].key, "two");
    EXPECT_EQ(standings(all, By::department).size(), 1U);
    EXPECT_NEAR(overall(all)->score.mean, 100.0 * 10 / 11, 1e-9) << "each stands for its stratum";
    EXPECT_FALSE(overall({}));
}

TEST(QualityAudit, TheAuditorDoesNotSeeWhoWrote) {
    std::vector<ThreadPost> thread(3);
    thread[0].text = "도와주세요 ^^";
    thread[1].ours = true;
    thread[1].text = "바로 확인하겠습니다. ^KG";
    thread[2].ours = true;
    thread[2].text = "2^10 is 1024";
    make_blind(thread);
    EXPECT_EQ(thread[0].text, "도와주세요 ^^") << "customers write what they like";
    EXPECT_EQ(thread[1].text, "바로 확인하겠습니다.");
    EXPECT_EQ(thread[2].text, "2^10 is 1024");
}

TEST(QualityAudit, AShareIsMarkedTwice) {
    EXPECT_EQ(marked_twice(20, 20), 4);
    EXPECT_EQ(marked_twice(7, 20), 2) << "rounded up";
    EXPECT_EQ(marked_twice(7, 0), 0);
    EXPECT_EQ(marked_twice(7, 100), 7);
}

TEST(QualityAudit, WordsComeBack) {
    for (const auto one : {RoundKind::sample, RoundKind::calibration})
        EXPECT_EQ(round_kind(to_string(one)), one);
    for (const auto one : {RoundState::open, RoundState::closed})
        EXPECT_EQ(round_state(to_string(one)), one);
    for (const auto one : {AppealState::open, AppealState::stands, AppealState::changed})
        EXPECT_EQ(appeal_state(to_string(one)), one);
    for (const auto one : {By::person, By::department, By::network})
        EXPECT_EQ(by(to_string(one)), one);
    EXPECT_EQ(by("rank"), std::nullopt);
}

}  // namespace
}  // namespace manyhands::quality
