#include "storage/quality_store.hpp"

#include "quality/service.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using quality::AppealState;
using quality::Judged;
using quality::RoundKind;
using testing::StoreTest;

class QualityRowsTest : public StoreTest {
  protected:
    QualityRowsTest() {
        ahn_ = add_employee("Ahn Auditor", "AA");
        bae_ = add_employee("Bae Auditor", "BA");
    }
    model::Actor actor(const model::Employee& employee, model::Role role) const {
        return {employee.id, brand_.id, employee.department, role, employee.initials, {}};
    }
    model::Actor ahn() const { return actor(ahn_, model::Role::auditor); }
    model::Actor bae() const { return actor(bae_, model::Role::auditor); }
    model::Actor kim() const { return actor(kim_, model::Role::desk); }
    quality::Service service() {
        return quality::Service(
            {*store_, clock_, random_, ids_, [](const auto&) { return quality::Days{}; }});
    }
    // A published answer of `author` to customer n.
    model::AnswerId published(int n, const model::Employee& author,
                              const std::string& text = "바로 확인하겠습니다.") {
        const auto state = open(n, now() - 1h);
        const auto answer = answer_for(state, author, text);
        const auto& id = state.conversation.id;
        EXPECT_OK(put(id, {event(model::AnswerSubmitted{answer}, &author)}));
        EXPECT_OK(put(id, {event(model::AnswerSending{answer.id, 1, {"key", now()}})}));
        EXPECT_OK(put(id, {event(model::AnswerSent{answer.id, "r" + std::to_string(n), "", "", now()})}));
        return answer.id;
    }
    quality::Wish wish(std::optional<std::int64_t> size = {}) const {
        quality::Wish wish;
        wish.from = now() - 24h;
        wish.to = now() + 24h;
        wish.columns = quality::all_columns();
        wish.twice_percent = 50;
        wish.seed = "7";
        wish.size = size;
        return wish;
    }
    static quality::MarkWish good(int tone = 5) {
        return {{{"accuracy", 5}, {"tone", tone}, {"terms", 5}, {"method", 5}, {"privacy", 1}},
                false,
                "잘 썼습니다"};
    }
    // Everything that this auditor may mark.
    int mark_all(const model::Actor& auditor, const quality::RoundId& round, int tone = 5) {
        int marked = 0;
        for (auto next = service().next(auditor, round); next && next->pick;
             next = service().next(auditor, round)) {
            EXPECT_OK(service().mark(auditor, round, next->pick->item.answer, good(tone)));
            if (++marked > 100) break;
        }
        return marked;
    }
    std::vector<std::string> audited() {
        identity::AuditQuery query;
        query.brand = brand_.id;
        query.action = "quality.";
        std::vector<std::string> actions;
        const auto entries = store_->audit_page(query).value();
        for (const auto& entry : entries)
            actions.insert(actions.begin(), entry.action);
        return actions;
    }
    model::Employee ahn_, bae_;
};

TEST_F(QualityRowsTest, ADrawIsKeptAndRepeatable) {
    for (int n = 0; n < 12; ++n)
        published(n, n % 3 == 0 ? lee_ : kim_);
    const auto first = service().draw_round(ahn(), wish(6));
    EXPECT_OK(first);
    EXPECT_EQ(first->population, 12);
    EXPECT_EQ(first->items, 6);
    EXPECT_EQ(first->wish.seed, "7");
    EXPECT_EQ(first->card, 1) << "the starter becomes the first version";
    EXPECT_EQ(first->wanted, 9) << "half of them by two";
    ASSERT_EQ(first->strata.size(), 1U);
    EXPECT_EQ(first->strata[0].name, "language=ko network=simulated newcomer=yes kind=first risk=none");
    const auto again = service().draw_round(ahn(), wish(6));
    const auto answers = [&](const quality::RoundId& round) {
        quality::Rows::Filter filter;
        filter.brand = brand_.id;
        filter.round = round;
        filter.closed_samples = false;
        std::vector<std::string> ids;
        const auto all = store_->judged_audits(filter).value();
        for (const Judged& one : all)
            ids.push_back(one.item.answer.value);
        return ids;
    };
    EXPECT_EQ(answers(first->id), answers(again->id));
    reopen();
    auto other = wish(6);
    other.seed.reset();
    const auto third = service().draw_round(ahn(), other);
    EXPECT_NE(third->wish.seed, "7");
    EXPECT_EQ(service().rounds(ahn())->size(), 3U);
    EXPECT_EQ(service().rounds(ahn())->front().id, third->id);
    EXPECT_EQ(audited(),
              (std::vector<std::string>{"quality.card", "quality.drawn", "quality.drawn", "quality.drawn"}));
}

TEST_F(QualityRowsTest, OnlyWhatWasPublishedInThePeriodIsDrawn) {
    published(1, kim_);
    const auto state = open(2, now());
    EXPECT_OK(
        put(state.conversation.id, {event(model::AnswerSubmitted{answer_for(state, kim_, "later")}, &kim_)}));
    EXPECT_EQ(service().preview(ahn(), wish())->population, 1);
    auto before = wish();
    before.to = now();
    EXPECT_EQ(service().preview(ahn(), before)->population, 0) << "its end is outside";
    EXPECT_ERROR(service().draw_round(ahn(), before), "quality.round.nothing");
    before.to = before.from;
    EXPECT_ERROR(service().preview(ahn(), before), "quality.round.period");
    auto calibration = wish();
    calibration.kind = RoundKind::calibration;
    EXPECT_ERROR(service().draw_round(ahn(), calibration), "quality.round.size");
    calibration.size = 21;
    EXPECT_ERROR(service().draw_round(ahn(), calibration), "quality.round.size");
    auto seed = wish();
    seed.seed = "시드";
    EXPECT_ERROR(service().draw_round(ahn(), seed), "quality.round.seed");
}

TEST_F(QualityRowsTest, TwoAuditorsNeverHoldTheSameAnswerUnlessItIsMarkedTwice) {
    for (int n = 0; n < 4; ++n)
        published(n, kim_);
    auto once = wish(4);
    once.twice_percent = 0;
    const auto round = service().draw_round(ahn(), once);
    const auto hers = service().next(ahn(), round->id)->pick->item.answer;
    const auto his = service().next(bae(), round->id)->pick->item.answer;
    EXPECT_NE(hers, his);
    EXPECT_EQ(service().next(ahn(), round->id)->pick->item.answer, hers) << "the same until it is marked";
    EXPECT_OK(service().pass_over(ahn(), round->id, hers, "I know this customer"));
    EXPECT_NE(service().next(ahn(), round->id)->pick->item.answer, hers);
    clock_.advance(46min);
    std::set<model::AnswerId> got;
    for (int i = 0; i < 4; ++i) {
        const auto next = service().next(bae(), round->id);
        ASSERT_TRUE(next->pick);
        got.insert(next->pick->item.answer);
        EXPECT_OK(service().mark(bae(), round->id, next->pick->item.answer, good()));
    }
    EXPECT_EQ(got.size(), 4U) << "who went away gives back what they had";
    EXPECT_FALSE(service().next(bae(), round->id)->pick);
    EXPECT_FALSE(service().next(ahn(), round->id)->pick);
    EXPECT_EQ(service().rounds(bae())->front().by_me, 4);
    EXPECT_EQ(service().rounds(bae())->front().wanted, 0);
}

TEST_F(QualityRowsTest, BlindUntilItIsClosed) {
    published(1, kim_, "확인했습니다.");
    published(2, ahn_);
    auto twice = wish(2);
    twice.twice_percent = 100;
    const auto round = service().draw_round(ahn(), twice);
    const auto next = service().next(ahn(), round->id);
    ASSERT_TRUE(next->pick);
    EXPECT_EQ(next->pick->item.author, kim_.id) << "not her own";
    ASSERT_EQ(next->pick->thread.size(), 2U);
    EXPECT_FALSE(next->pick->thread[0].ours);
    EXPECT_TRUE(next->pick->thread[1].judged);
    EXPECT_EQ(next->pick->thread[1].text, "확인했습니다.") << "without initials";
    EXPECT_EQ(mark_all(ahn(), round->id, 4), 1);
    EXPECT_EQ(mark_all(bae(), round->id, 5), 2);
    EXPECT_ERROR(service().mark(ahn(), round->id, next->pick->item.answer, good()), "quality.mark.already");
    EXPECT_TRUE(service().record(ahn(), round->id)->items.empty());
    EXPECT_TRUE(service().mine(kim())->empty());
    EXPECT_OK(service().close(bae(), round->id));
    EXPECT_ERROR(service().close(bae(), round->id), "quality.round.closed");
    const auto record = service().record(ahn(), round->id);
    ASSERT_EQ(record->items.size(), 2U);
    EXPECT_EQ(record->agreement[1].kappa.pairs, 1);
    for (const Judged& one : record->items)
        for (const auto& mark : one.marks)
            EXPECT_EQ(mark.auditor.empty(), one.item.author == ahn_.id) << "nobody learns who marked them";
    const auto mine = service().mine(kim());
    ASSERT_EQ(mine->size(), 1U);
    EXPECT_DOUBLE_EQ(*quality::final_score(mine->front().judged), 98);
    EXPECT_TRUE(mine->front().may_appeal);
    EXPECT_EQ(service().next(ahn(), round->id)->pick, std::nullopt);
    const auto results = service().results(ahn(), now() - 24h, now() + 24h, quality::By::person);
    EXPECT_EQ(results->groups.size(), 2U);
    EXPECT_EQ(results->all->score.answers, 2);
    EXPECT_EQ(service().scores_of_people(brand_.id, now() - 24h, now() + 24h)->at(kim_.id).answers, 1);
    EXPECT_TRUE(service().scores_of_people(brand_.id, now() + 1h, now() + 24h)->empty());
}

TEST_F(QualityRowsTest, WhyAnAnswerWaitedDividesASample) {
    published(1, kim_);
    const auto state = open(2, now() - 1h);
    const auto& id = state.conversation.id;
    model::Answer answer = answer_for(state, kim_, "전액 환불해 드리겠습니다.");
    answer.state = model::AnswerState::awaiting_approval;
    EXPECT_OK(put(id, {event(model::AnswerSubmitted{answer}, &kim_)}));
    model::Approval approval;
    approval.asked_at = now();
    approval.waits.resize(2);
    approval.waits[1].risk = model::RiskClass::legal;
    EXPECT_OK(put(id, {event(model::ApprovalAsked{answer.id, approval}, &kim_)}));
    for (model::ApprovalWait& wait : approval.waits)
        wait.approved_by = lee_.id;
    EXPECT_OK(put(id, {event(model::AnswerApproved{answer.id,
                                                   {model::RiskClass::goodwill, model::RiskClass::legal},
                                                   true,
                                                   now(),
                                                   approval,
                                                   {},
                                                   kim_.id,
                                                   ids_.make<model::NoticeId>()},
                             &lee_)}));
    EXPECT_OK(put(id, {event(model::AnswerSending{answer.id, 1, {"key", now()}})}));
    EXPECT_OK(put(id, {event(model::AnswerSent{answer.id, "r2", "", "", now()})}));
    quality::Wish by_risk = wish(2);
    by_risk.columns = {quality::Column::risk};
    const auto round = service().draw_round(ahn(), by_risk);
    EXPECT_OK(round);
    ASSERT_EQ(round->strata.size(), 2U);
    EXPECT_EQ(round->strata[0].name, "risk=legal") << "the graver of the two that it waited for";
    EXPECT_EQ(round->strata[1].name, "risk=none");
    reopen();
    EXPECT_EQ(service().draw_round(ahn(), by_risk)->strata, round->strata);
    EXPECT_EQ(service().rounds(ahn())->front().wish.columns, by_risk.columns);
}

TEST_F(QualityRowsTest, AuthorsAreToldWhenARoundCloses) {
    const auto answer = std::min(published(1, kim_), published(2, kim_));
    published(3, lee_);
    const auto round = service().draw_round(ahn(), wish(3));
    const auto before = store_->notices(kim_.id, 10)->items.size();
    EXPECT_EQ(mark_all(ahn(), round->id), 3);
    EXPECT_EQ(store_->notices(kim_.id, 10)->items.size(), before) << "not before it closes";
    std::vector<model::EmployeeId> told;
    const auto telling = [&] {
        return quality::Service({*store_, clock_, random_, ids_, [](const auto&) { return quality::Days{}; },
                                 [&](const auto& people, const auto&) { told = people; }});
    };
    EXPECT_OK(telling().close(bae(), round->id));
    EXPECT_EQ(told.size(), 2U);
    reopen();
    const auto notices = store_->notices(kim_.id, 10)->items;
    ASSERT_EQ(notices.size(), before + 1);
    EXPECT_EQ(notices[0].kind, "audit_closed");
    EXPECT_EQ(notices[0].excerpt, base::to_rfc3339(now() + 24h * 7) + " " + answer.value + " 2")
        << "two of theirs, a week to appeal";
    EXPECT_TRUE(notices[0].by.empty()) << "nobody learns who marked";
    EXPECT_ERROR(telling().close(bae(), round->id), "quality.round.closed");
    EXPECT_EQ(store_->notices(kim_.id, 10)->items.size(), before + 1);
    EXPECT_EQ(store_->notices(ahn_.id, 10)->items.size(), 0U);

    EXPECT_OK(telling().appeal(kim(), round->id, answer, "사과가 있었습니다."));
    EXPECT_EQ(store_->notices(kim_.id, 10)->items.size(), before + 1);
    clock_.advance(1s);  // the newest stands first
    EXPECT_OK(telling().decide(bae(), round->id, answer, "맞는 말입니다.", good(5)));
    EXPECT_EQ(store_->notices(kim_.id, 10)->items.at(0).kind, "audit_decided");
    EXPECT_EQ(store_->notices(kim_.id, 10)->items.at(0).excerpt, answer.value);
    EXPECT_EQ(told, std::vector{kim_.id});
}

TEST_F(QualityRowsTest, AnAppealGoesToSomebodyElse) {
    const auto answer = published(1, kim_);
    const auto round = service().draw_round(ahn(), wish(1));
    EXPECT_EQ(mark_all(ahn(), round->id, 2), 1);
    EXPECT_OK(service().close(ahn(), round->id));
    EXPECT_ERROR(service().appeal(actor(lee_, model::Role::desk), round->id, answer, "?"),
                 "quality.item.not_found");
    EXPECT_OK(service().appeal(kim(), round->id, answer, "사과가 있었습니다."));
    EXPECT_ERROR(service().appeal(kim(), round->id, answer, "again"), "quality.appeal.already");
    EXPECT_FALSE(service().appeals(ahn())->front().may_decide) << "she marked it";
    ASSERT_EQ(service().appeals(bae())->size(), 1U);
    EXPECT_TRUE(service().appeals(bae())->front().may_decide);
    EXPECT_ERROR(service().decide(ahn(), round->id, answer, "no", {}), "quality.appeal.not_you");
    EXPECT_OK(service().decide(bae(), round->id, answer, "맞는 말입니다.", good(5)));
    reopen();
    const auto mine = service().mine(kim());
    ASSERT_EQ(mine->size(), 1U);
    EXPECT_EQ(mine->front().judged.appeal->state, AppealState::changed);
    EXPECT_EQ(mine->front().judged.appeal->decision, "맞는 말입니다.");
    EXPECT_DOUBLE_EQ(*quality::final_score(mine->front().judged), 100);
    EXPECT_EQ(audited().back(), "quality.appeal_decided");
    clock_.advance(24h * 8);
    EXPECT_FALSE(service().mine(kim())->front().may_appeal);
}

TEST_F(QualityRowsTest, ACalibrationIsMarkedByEverybodyAndCountsForNobody) {
    published(1, kim_);
    auto few = wish(1);
    few.kind = RoundKind::calibration;
    const auto round = service().draw_round(ahn(), few);
    EXPECT_EQ(mark_all(ahn(), round->id, 5), 1);
    EXPECT_EQ(mark_all(bae(), round->id, 2), 1);
    EXPECT_EQ(mark_all(actor(lee_, model::Role::lead), round->id, 4), 1);
    EXPECT_OK(service().close(ahn(), round->id));
    EXPECT_EQ(service().record(ahn(), round->id)->agreement[1].kappa.pairs, 3);
    EXPECT_FALSE(service().results(ahn(), now() - 24h, now() + 24h, quality::By::person)->all);
    EXPECT_TRUE(service().mine(kim())->empty());
    EXPECT_TRUE(store_->notices(kim_.id, 10)->items.empty()) << "it compares auditors, not authors";
}

TEST_F(QualityRowsTest, CardsHaveVersionsAndMarksKeepTheirs) {
    const auto answer = published(1, kim_);
    const auto round = service().draw_round(ahn(), wish(1));
    quality::Card card = service().cards(ahn())->current;
    EXPECT_EQ(card.version, 1);
    card.criteria.resize(1);
    card.criteria[0].weight = 100;
    const auto second = service().change_card(ahn(), card, 1);
    EXPECT_OK(second);
    EXPECT_EQ(second->version, 2);
    EXPECT_ERROR(service().change_card(bae(), card, 1), "quality.card.changed");
    card.criteria[0].weight = 99;
    EXPECT_ERROR(service().change_card(ahn(), card, 2), "quality.card.weights");
    EXPECT_OK(service().mark(ahn(), round->id, answer, good()));
    EXPECT_OK(service().close(ahn(), round->id));
    reopen();
    EXPECT_EQ(service().record(ahn(), round->id)->items[0].marks[0].card, 1);
    EXPECT_EQ(service().mine(kim())->front().card.criteria.size(), 5U);
    EXPECT_EQ(service().cards(ahn())->versions.size(), 2U);
    EXPECT_EQ(service().cards(ahn())->current.criteria.size(), 1U);
}

TEST_F(QualityRowsTest, WhatIsErasedIsNotJudgedAndLeavesNoWords) {
    const auto answer = published(1, kim_);
    published(2, kim_);
    const auto round = service().draw_round(ahn(), wish(2));
    EXPECT_EQ(mark_all(ahn(), round->id), 2);
    EXPECT_OK(service().close(ahn(), round->id));
    EXPECT_OK(service().appeal(kim(), round->id, answer, "고객 이름을 적은 까닭"));
    desk::Erasure wish;
    wish.id = "01J0000000000000000000WISH";
    wish.brand = brand_.id;
    wish.kind = desk::ErasureKind::customer;
    wish.employee = kim_.id;
    wish.created_at = now();
    quality::Rows::Filter filter;
    filter.brand = brand_.id;
    filter.answer = answer;
    const auto conversation = store_->judged_audits(filter)->front().item.conversation;
    EXPECT_OK(
        put(conversation, {event(model::EpisodeDropped{1, now()}, &kim_), event(model::Closed{}, &kim_)}));
    EXPECT_OK(store_->begin_customer_erasure(wish, conversation));
    for (auto more = store_->erase_some(wish, 20); *more; more = store_->erase_some(wish, 20))
        ;
    const auto erased = store_->judged_audits(filter)->front();
    EXPECT_TRUE(erased.gone);
    EXPECT_EQ(erased.marks.at(0).note, "");
    EXPECT_EQ(erased.appeal->reason, "");
    EXPECT_EQ(erased.marks.at(0).score, 10'000) << "the figures stay";
    EXPECT_EQ(service().rounds(ahn())->front().gone, 1);
    EXPECT_EQ(service().preview(ahn(), this->wish())->population, 1);
}

TEST_F(QualityRowsTest, AnotherBrandHasNothingOfIt) {
    const auto answer = published(1, kim_);
    const auto round = service().draw_round(ahn(), wish(1));
    model::Actor other = ahn();
    other.brand = model::BrandId("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    EXPECT_TRUE(service().rounds(other)->empty());
    EXPECT_ERROR(service().record(other, round->id), "quality.round.not_found");
    EXPECT_ERROR(service().next(other, round->id), "quality.round.not_found");
    EXPECT_ERROR(service().mark(other, round->id, answer, good()), "quality.round.not_found");
    EXPECT_ERROR(service().pass_over(other, round->id, answer, "x"), "quality.item.not_found");
    EXPECT_ERROR(service().close(other, round->id), "quality.round.not_found");
    EXPECT_ERROR(service().appeal(other, round->id, answer, "x"), "quality.item.not_found");
    EXPECT_EQ(service().cards(other)->current.version, 0);
    EXPECT_EQ(service().preview(other, wish())->population, 0);
    for (const auto role : {model::Role::employee, model::Role::desk, model::Role::analyst}) {
        EXPECT_ERROR(service().next(actor(lee_, role), round->id), "policy.forbidden");
        EXPECT_ERROR(service().draw_round(actor(lee_, role), wish(1)), "policy.forbidden");
        EXPECT_ERROR(service().appeals(actor(lee_, role)), "policy.forbidden");
    }
}

}  // namespace
}  // namespace manyhands::storage
