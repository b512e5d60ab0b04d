// Tags, notes, notices, merges and splits as rows: what is counted, what is moved, what is told to whom.
#include "desk/notes.hpp"
#include "route/route.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class DeskActions : public StoreTest {
  protected:
    DeskActions() {
        ann_ = add_employee("Ann Lead", "AL");
        ann_.role = model::Role::lead;
        EXPECT_OK(store_->update_employee(ann_));
    }
    model::Actor actor(const model::Employee& e, model::Role role = model::Role::desk) {
        return {e.id, brand_.id, e.department, role, e.initials, std::nullopt};
    }
    std::string scalar(const std::string& sql) {
        return sqlite::Connection(store_->file(), sqlite::Mode::read).scalar(sql);
    }
    desk::Tag make_tag(const std::string& name) {
        auto tag = notes_.make_tag(actor(ann_, model::Role::lead), name, "red");
        EXPECT_OK(tag);
        return *tag;
    }
    std::int64_t count(const model::TagId& id) {
        const auto tags = *store_->tags(brand_.id);
        for (const desk::Tag& tag : tags)
            if (tag.id == id) return tag.conversations;
        return -1;
    }
    std::string episodes(const model::ConversationId& id) {
        return scalar(
            "select group_concat(number || ':' || outcome || ':' || opened_at, ' ') from episodes "
            "where conversation = '" +
            id.value + "'");
    }
    std::string expected(int number, const char* outcome, base::Instant at) {
        return std::to_string(number) + ":" + outcome + ":" + std::to_string(base::to_micros(at));
    }
    void fire() {
        const auto all = *store_->due(now(), 10);
        for (const auto& due : all)
            EXPECT_OK(route_.fire(due));
    }
    // A customer writes again.
    model::PostId writes(const model::ConversationState& state, const std::string& remote) {
        const auto post = customer_post(state.conversation, remote, now());
        EXPECT_OK(put(state.conversation.id, {event(model::PostReceived{post})}));
        return post.id;
    }

    model::Employee ann_;
    desk::Notes notes_{*store_, *store_, *store_, *store_, ids_, clock_};
    route::Joiner joiner_{*store_, ids_, clock_};
    route::Service route_{*store_, *store_, ids_, clock_};
};

TEST_F(DeskActions, TagsAreCountedAsTheyComeAndGo) {
    const auto first = open(1, now()).conversation.id;
    const auto second = open(2, now()).conversation.id;
    const desk::Tag refund = make_tag("환불");
    const desk::Tag broken = make_tag("Broken");
    EXPECT_OK(notes_.tag(actor(kim_), first, {refund.id, broken.id}, {}));
    EXPECT_OK(notes_.tag(actor(kim_), first, {refund.id}, {}));  // again changes nothing
    EXPECT_OK(notes_.tag(actor(kim_), second, {refund.id}, {broken.id}));
    EXPECT_EQ(count(refund.id), 2);
    EXPECT_EQ(count(broken.id), 1);
    EXPECT_OK(notes_.tag(actor(lee_), first, {}, {refund.id}));
    EXPECT_EQ(count(refund.id), 1);
    EXPECT_EQ(scalar("select count(*) from tagged"), "2");
    EXPECT_EQ(stored(first).conversation.tags, (std::vector{broken.id}));
    const auto rows = store_->rows(brand_.id, {first});
    ASSERT_EQ(rows->front().tags.size(), 1u);
    EXPECT_EQ(rows->front().tags[0].name, "Broken");

    EXPECT_OK(notes_.delete_tag(actor(ann_, model::Role::lead), broken.id));
    EXPECT_TRUE(store_->rows(brand_.id, {first})->front().tags.empty()) << "off everywhere at once";
    EXPECT_ERROR(notes_.tag(actor(kim_), second, {broken.id}, {}), "desk.tag.not_found");
    EXPECT_OK(notes_.tag(actor(kim_), first, {}, {broken.id}));
    make_tag("broken");  // the name is free again
}

TEST_F(DeskActions, ATagsNameIsUniqueAsPeopleCompareWords) {
    const desk::Tag one = make_tag("Café");
    const auto lead = actor(ann_, model::Role::lead);
    EXPECT_ERROR(notes_.make_tag(lead, " CAFE ", "blue"), "desk.tag.name_taken");
    EXPECT_OK(notes_.change_tag(lead, one.id, "CAFE", std::nullopt));
    EXPECT_ERROR(notes_.make_tag(lead, "x", "mauve"), "desk.tag.bad_colour");
    EXPECT_ERROR(notes_.make_tag(lead, "  ", "blue"), "desk.tag.bad_name");
    EXPECT_ERROR(notes_.make_tag(actor(kim_), "mine", "blue"), "policy.forbidden");
    EXPECT_ERROR(notes_.change_tag(lead, model::TagId("none"), "x", std::nullopt), "desk.tag.not_found");
    EXPECT_ERROR(notes_.delete_tag(lead, model::TagId("none")), "desk.tag.not_found");
}

TEST_F(DeskActions, ANoteTellsThoseItMentions) {
    const auto id = open(1, now()).conversation.id;
    EXPECT_OK(notes_.add(actor(kim_), id, " 물류에 물어봤어요\n", {lee_.id, lee_.id, kim_.id}));
    auto detail = *store_->detail(brand_.id, id);
    ASSERT_EQ(detail.notes.size(), 1u);
    EXPECT_EQ(detail.notes[0].text, "물류에 물어봤어요");
    EXPECT_EQ(detail.row.conversation.notes, 1);
    auto notices = *store_->notices(lee_.id, 10);
    ASSERT_EQ(notices.items.size(), 1u) << "once, however often one is named";
    EXPECT_EQ(notices.unread, 1);
    EXPECT_EQ(notices.items[0].kind, "mention");
    EXPECT_EQ(notices.items[0].excerpt, "물류에 물어봤어요");
    EXPECT_EQ(notices.items[0].by_initials, kim_.initials);
    EXPECT_TRUE(store_->notices(kim_.id, 10)->items.empty()) << "nobody tells themselves";

    const auto note = detail.notes[0].id;
    EXPECT_OK(notes_.edit(actor(kim_), note, "물류가 답했어요"));
    EXPECT_EQ(store_->notices(lee_.id, 10)->items[0].excerpt, "물류가 답했어요");
    EXPECT_OK(notes_.read_notices(actor(lee_), notices.items[0].id));
    EXPECT_EQ(store_->notices(lee_.id, 10)->unread, 0);
    EXPECT_OK(notes_.remove(actor(kim_), note));
    detail = *store_->detail(brand_.id, id);
    EXPECT_TRUE(detail.notes[0].deleted);
    EXPECT_EQ(detail.notes[0].text, "");
    EXPECT_EQ(detail.row.conversation.notes, 0);
    EXPECT_EQ(store_->notices(lee_.id, 10)->items[0].excerpt, "");
    EXPECT_EQ(scalar("select count(*) from events where payload like '%물류%'"), "0");
}

TEST_F(DeskActions, ANoteIsItsAuthorsForAWhileAndALeadsAlways) {
    const auto id = open(1, now()).conversation.id;
    EXPECT_OK(notes_.add(actor(kim_), id, "하나", {}));
    const auto note = store_->detail(brand_.id, id)->notes[0].id;
    EXPECT_ERROR(notes_.edit(actor(lee_), note, "둘"), "policy.forbidden");
    clock_.advance(base::Minutes(15));
    EXPECT_OK(notes_.edit(actor(kim_), note, "둘"));
    clock_.advance(base::Seconds(1));
    EXPECT_ERROR(notes_.edit(actor(kim_), note, "셋"), "desk.note.too_old");
    EXPECT_ERROR(notes_.remove(actor(kim_), note), "desk.note.too_old");
    EXPECT_OK(notes_.remove(actor(ann_, model::Role::lead), note));
    EXPECT_OK(notes_.remove(actor(ann_, model::Role::lead), note));  // gone is gone
    EXPECT_EQ(stored(id).conversation.notes, 0);
    EXPECT_ERROR(notes_.edit(actor(ann_, model::Role::lead), note, "x"), "desk.note.deleted");
    EXPECT_ERROR(notes_.edit(actor(kim_), model::NoteId("none"), "x"), "desk.note.not_found");
    auto stranger = actor(kim_);
    stranger.brand = model::BrandId("another");
    EXPECT_ERROR(notes_.edit(stranger, note, "x"), "desk.note.not_found");
    EXPECT_ERROR(notes_.add(actor(kim_), id, " \n ", {}), "desk.note.empty");
    EXPECT_ERROR(notes_.add(actor(kim_), id, std::string(8001, 'x'), {}), "desk.note.too_long");
    EXPECT_ERROR(notes_.add(actor(kim_), id, "x", {model::EmployeeId("nobody")}), "desk.note.no_such_person");
}

TEST_F(DeskActions, ASecondOpinionIsAskedAndGivenAndClaimsNothing) {
    const auto id = open(1, now()).conversation.id;
    EXPECT_ERROR(notes_.ask_opinion(actor(kim_), id, kim_.id, "?"), "desk.opinion.of_yourself");
    EXPECT_OK(notes_.ask_opinion(actor(kim_), id, lee_.id, "환불이 맞을까요?"));
    const auto question = store_->notices(lee_.id, 10)->items.at(0);
    EXPECT_EQ(question.kind, "question");
    const model::NoteId asked(question.id.value);
    EXPECT_ERROR(notes_.give_opinion(actor(ann_), asked, "네"), "desk.note.not_asked");
    EXPECT_OK(notes_.give_opinion(actor(lee_, model::Role::employee), asked, "교환이 나아요"));
    const auto back = store_->notices(kim_.id, 10)->items.at(0);
    EXPECT_EQ(back.kind, "opinion");
    EXPECT_EQ(back.excerpt, "교환이 나아요");
    const auto detail = *store_->detail(brand_.id, id);
    EXPECT_EQ(detail.notes.at(1).answers, asked);
    EXPECT_EQ(detail.row.conversation.state, model::State::waiting);
    EXPECT_FALSE(detail.row.conversation.claim);
    EXPECT_TRUE(detail.answers.empty());
}

TEST_F(DeskActions, HandingToAPersonAsksThemFirstAndTellsThem) {
    const auto id = open(1, now()).conversation.id;
    EXPECT_OK(route_.hand_off_to(actor(kim_), id, lee_.id, "배송은 이 님이 압니다"));
    const auto c = stored(id).conversation;
    EXPECT_EQ(c.department, lee_.department);
    ASSERT_TRUE(c.offer);
    EXPECT_EQ(c.offer->employee, lee_.id);
    EXPECT_EQ(store_->notices(lee_.id, 10)->items.at(0).excerpt, "배송은 이 님이 압니다");
    EXPECT_ERROR(route_.claim(actor(kim_), id), "route.claim.offered_to_other");
    clock_.advance(base::Minutes(15));
    fire();
    EXPECT_FALSE(stored(id).conversation.offer);
    EXPECT_OK(route_.claim(actor(kim_), id));
    EXPECT_ERROR(route_.hand_off_to(actor(kim_), id, model::EmployeeId("nobody"), ""),
                 "route.hand_off.no_such_person");
    EXPECT_ERROR(route_.hand_off(actor(kim_), id, model::DepartmentId("none"), ""),
                 "route.hand_off.no_department");
}

TEST_F(DeskActions, ASnoozeComesBackWhenItIsDue) {
    const auto id = open(1, now()).conversation.id;
    EXPECT_OK(route_.snooze(actor(kim_), id, now() + base::Minutes(90)));
    EXPECT_EQ(stored(id).conversation.state, model::State::snoozed);
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->snoozed, 1);
    EXPECT_EQ(store_->rows(brand_.id, {id})->front().snoozed_by->id, kim_.id);
    clock_.advance(base::Minutes(90));
    fire();
    const auto c = stored(id).conversation;
    EXPECT_EQ(c.state, model::State::waiting);
    EXPECT_EQ(c.episode->bands_passed, 4) << "the clock of the promise has run on";
    EXPECT_EQ(episodes(id), expected(1, "open", c.opened_at));
}

TEST_F(DeskActions, AMergedWaitIsCountedOnceSinceTheEarlierOpening) {
    const auto start = now();
    const auto older = open(1, now());
    clock_.advance(base::Minutes(5));
    const auto newer = open(2, now());
    const auto tag = make_tag("급함");
    EXPECT_OK(notes_.tag(actor(kim_), older.conversation.id, {tag.id}, {}));
    EXPECT_OK(notes_.add(actor(kim_), older.conversation.id, "전화도 왔음", {}));
    clock_.advance(base::Minutes(1));
    const auto merged = joiner_.merge(actor(kim_), older.conversation.id, newer.conversation.id);
    ASSERT_TRUE(merged) << testing::why(merged);
    const auto& c = merged->conversation;
    EXPECT_EQ(c.id, newer.conversation.id);
    EXPECT_EQ(c.posts, 2);
    EXPECT_EQ(c.notes, 1);
    EXPECT_EQ(c.tags, (std::vector{tag.id}));
    EXPECT_EQ(c.episode->opened_at, start);
    EXPECT_EQ(c.episode->posts, 2);
    EXPECT_EQ(episodes(newer.conversation.id), expected(1, "open", start));
    EXPECT_EQ(episodes(older.conversation.id), "") << "not counted a second time";
    EXPECT_EQ(count(tag.id), 1);
    const auto ended = stored(older.conversation.id).conversation;
    EXPECT_EQ(ended.state, model::State::closed);
    EXPECT_EQ(ended.merged_into, newer.conversation.id);
    const auto detail = *store_->detail(brand_.id, newer.conversation.id);
    EXPECT_EQ(detail.posts.size(), 2u);
    EXPECT_EQ(detail.notes.size(), 1u);
    EXPECT_TRUE(store_->detail(brand_.id, older.conversation.id)->posts.empty());
    EXPECT_EQ(c, stored(c.id).conversation);
    EXPECT_ERROR(joiner_.merge(actor(kim_), older.conversation.id, newer.conversation.id),
                 "route.merge.already");
    EXPECT_ERROR(route_.reopen(actor(kim_), older.conversation.id), "route.merge.already");
}

TEST_F(DeskActions, NothingHeldByAnotherOrGoingOutIsMerged) {
    const auto one = open(1, now());
    const auto two = open(2, now());
    EXPECT_OK(put(two.conversation.id, {claimed(two, lee_)}));
    EXPECT_ERROR(joiner_.merge(actor(kim_), one.conversation.id, two.conversation.id),
                 "route.claim.held_by_other");
    EXPECT_OK(
        put(two.conversation.id,
            {event(model::AnswerSubmitted{answer_for(stored(two.conversation.id), lee_, "네")}, &lee_)}));
    EXPECT_ERROR(joiner_.merge(actor(lee_), one.conversation.id, two.conversation.id),
                 "route.merge.going_out");
    EXPECT_ERROR(joiner_.merge(actor(kim_), one.conversation.id, one.conversation.id), "route.merge.itself");
    EXPECT_ERROR(joiner_.merge(actor(kim_), one.conversation.id, model::ConversationId("none")),
                 "route.conversation.not_found");
    EXPECT_ERROR(joiner_.merge(actor(kim_, model::Role::employee), one.conversation.id, two.conversation.id),
                 "policy.forbidden");
    EXPECT_EQ(stored(one.conversation.id).conversation, one.conversation) << "a refusal changes nothing";
}

TEST_F(DeskActions, ASplitWaitsInBothPlacesSinceItsOwnPost) {
    const auto start = now();
    const auto whole = open(1, now());
    clock_.advance(base::Minutes(8));
    const auto second = writes(whole, "also-broken");
    const auto second_at = now();
    clock_.advance(base::Minutes(1));
    const auto made = joiner_.split(actor(kim_), whole.conversation.id, {second});
    ASSERT_TRUE(made) << testing::why(made);
    const auto& c = made->conversation;
    EXPECT_EQ(c.posts, 1);
    EXPECT_EQ(c.customer.remote_id, whole.conversation.customer.remote_id);
    EXPECT_EQ(c.last_customer_post, second);
    EXPECT_EQ(episodes(c.id), expected(1, "open", second_at));
    EXPECT_EQ(episodes(whole.conversation.id), expected(1, "open", start));
    const auto rest = stored(whole.conversation.id).conversation;
    EXPECT_EQ(rest.posts, 1);
    EXPECT_EQ(rest.episode->posts, 1);
    EXPECT_EQ(rest.last_customer_post, whole.conversation.last_customer_post);
    EXPECT_EQ(stored(c.id).conversation, c);
    EXPECT_EQ(store_->detail(brand_.id, c.id)->posts.size(), 1u);
    EXPECT_EQ(store_->of_customer(rest, 20)->rows.at(0).conversation.id, c.id);
    EXPECT_ERROR(joiner_.split(actor(kim_), c.id, {second}), "route.split.nothing_left");
    EXPECT_ERROR(joiner_.split(actor(kim_), c.id, {model::PostId("none")}), "route.split.no_such_post");
}

TEST_F(DeskActions, TheFirstQuestionMayBeTheOneThatSplitsOff) {
    const auto whole = open(1, now());
    const auto start = now();
    clock_.advance(base::Minutes(8));
    writes(whole, "also-broken");
    const auto second_at = now();
    const auto made =
        joiner_.split(actor(kim_), whole.conversation.id, {whole.conversation.last_customer_post});
    ASSERT_TRUE(made) << testing::why(made);
    EXPECT_EQ(episodes(made->conversation.id), expected(1, "open", start));
    EXPECT_EQ(made->conversation.episode->bands_passed, 1) << "seven minutes have passed already";
    EXPECT_EQ(episodes(whole.conversation.id), expected(1, "open", second_at));
}

TEST_F(DeskActions, TheCustomersOtherConversationsOfTheBrand) {
    const auto one = open(1, now());
    model::Events again = opening(1, now());
    auto& opened = std::get<model::ConversationOpened>(again[0].body).conversation;
    opened.root_remote_id = "another-root";
    std::get<model::PostReceived>(again[1].body).post.remote.remote_id = "another-root";
    const auto other = opened.id;
    EXPECT_OK(put(other, again));
    open(2, now());
    const auto others = store_->of_customer(one.conversation, 20);
    ASSERT_EQ(others->rows.size(), 1u);
    EXPECT_EQ(others->rows[0].conversation.id, other);
    EXPECT_EQ(others->total, 1);
    sqlite::Connection db(store_->file(), sqlite::Mode::read);
    EXPECT_NE(db.plan("select id from conversations where brand = 'a' and network = 'b' and "
                      "customer_remote_id = 'c' order by +last_post_at desc, id desc")
                  .find("conversations_identity (brand=? AND customer_remote_id=?)"),
              std::string::npos);
}

}  // namespace
}  // namespace manyhands::storage
