// An account at work between the real store and the simulated network.
#include "app/account_worker.hpp"

#include <set>
#include <thread>

#include "app/fixture_test.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using model::AnswerState;
using model::State;

class WorkerTest : public testing::CompanyTest {};

TEST_F(WorkerTest, FromAMentionToAnAnswerInItsThread) {
    found();
    const std::string mention = post("ann", "@hanbit it does not start");
    listen();
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows()[0].conversation.state, State::waiting);
    const auto id = rows()[0].conversation.id;
    clock_.advance(1min);
    const auto a = answer(id);
    EXPECT_EQ(detail(id).row.conversation.state, State::going_out);
    send();
    EXPECT_EQ(stored(a).state, AnswerState::sent);
    const auto ours = network_.posts_of(us_.first, 0);
    ASSERT_EQ(ours.size(), 1U);
    EXPECT_EQ(ours[0].parent, mention);
    EXPECT_EQ(ours[0].text, "Please restart it ^" + kim_.initials);
    EXPECT_EQ(detail(id).row.conversation.state, State::answered);
    EXPECT_EQ(detail(id).row.conversation.last_answer_seconds, 60);
    listen();  // its echo
    EXPECT_EQ(detail(id).posts.size(), 2U) << "our own post is there once";
    EXPECT_EQ(rows().size(), 1U);
}

TEST_F(WorkerTest, ACustomersLikeIsAGoodWordForTheAnswerAndNobodyElsesIs) {
    found();
    post("ann", "@hanbit it does not start");
    listen();
    const auto id = rows()[0].conversation.id;
    const auto a = answer(id);
    send();
    listen();
    const std::string ours = network_.posts_of(us_.first, 0).at(0).id;
    const auto said = [&] { return company_->store().signals_of(brand_, id).value(); };
    network_.like(network_.person("passer-by", "", 0).first, ours);
    clock_.advance(1min);
    listen();
    EXPECT_TRUE(said().empty()) << "a stranger's like says nothing of whether it helped";
    network_.like(network_.person("ann", "", 0).first, ours);
    const base::Instant liked = clock_.now();
    clock_.advance(30s);
    listen();
    EXPECT_TRUE(said().empty()) << "asked once a minute";
    for (int again = 0; again < 2; ++again) {
        clock_.advance(1min);
        listen();
        ASSERT_EQ(said().size(), 1U);
        EXPECT_EQ(said()[0].signal.answer, a);
        EXPECT_EQ(said()[0].signal.author, kim_.id);
        EXPECT_EQ(said()[0].signal.at, liked);
        EXPECT_EQ(said()[0].signal.source, reports::ThanksSource::reaction);
        EXPECT_TRUE(said()[0].signal.good && said()[0].signal.counted);
    }
}

TEST_F(WorkerTest, TheEchoSettlesWhatTheResponseDidNot) {
    for (const char* keys : {"yes", "no"}) {
        SCOPED_TRACE(keys);
        company_.reset();
        std::filesystem::remove_all(folder_);
        found(keys);
        const std::string mention = post("ann", std::string("@hanbit help with ") + keys);
        listen();
        const auto id = rows(desk::View::queue).at(0).conversation.id;
        faults_.hang_up = 1;
        network_.set_faults(faults_);
        const std::size_t before = posted();
        const auto a = answer(id);
        send();
        EXPECT_EQ(stored(a).state, AnswerState::unknown);
        EXPECT_EQ(posted(), before + 1);
        faults_.hang_up = 0;
        network_.set_faults(faults_);
        listen();
        EXPECT_EQ(stored(a).state, AnswerState::sent);
        clock_.advance(1h);
        send();
        EXPECT_EQ(posted(), before + 1);
        EXPECT_EQ(detail(id).posts.size(), 2U);
    }
}

TEST_F(WorkerTest, AHeldAnswerIsSettledByALateEcho) {
    found("no");
    post("ann", "@hanbit help");
    listen();
    const auto id = rows()[0].conversation.id;
    faults_.late = 1;
    faults_.late_by = 30s;
    network_.set_faults(faults_);
    const auto a = answer(id);
    send();
    clock_.advance(10s);
    send();
    EXPECT_EQ(stored(a).state, AnswerState::held) << "read after the settle time, and not there";
    EXPECT_EQ(rows(desk::View::attention).size(), 1U) << "a person is asked";
    clock_.advance(30s);
    listen();
    EXPECT_EQ(stored(a).state, AnswerState::sent) << "it came after all: nobody need say anything";
    EXPECT_EQ(posted(), 1U);
    EXPECT_TRUE(rows(desk::View::attention).empty());
}

TEST_F(WorkerTest, EveryMentionIsThereOnce) {
    found();
    faults_.duplicate = 0.3;
    faults_.reorder = 0.5;
    faults_.lag_at_most = 5s;
    network_.set_faults(faults_);
    std::set<std::string> posts;
    base::SeededRandom random(8);
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < 25; ++i) {
            const std::string who = "customer" + std::to_string(random.below(40));
            posts.insert(post(who, "@hanbit question " + std::to_string(round * 25 + i)));
        }
        clock_.advance(base::Micros(static_cast<std::int64_t>(random.below(3'000'000))));
        listen();
        if (round % 3 == 2) open();  // restarted: what was heard is known from the store alone
        if (round == 5) {            // the cursor is lost: everything comes again
            ASSERT_TRUE(company_->store()
                            .ingest({brand_, account_, {}, ""},
                                    [](const auto&, auto&) { return std::vector<route::Change>{}; })
                            .has_value());
            EXPECT_EQ(company_->store().cursor(account_).value(), "");
        }
    }
    clock_.advance(10s);
    listen();
    std::multiset<std::string> kept;
    for (const desk::Row& row : rows())
        for (const model::Post& each : detail(row.conversation.id).posts)
            kept.insert(each.remote.remote_id);
    EXPECT_EQ(kept.size(), posts.size());
    for (const std::string& id : posts)
        EXPECT_EQ(kept.count(id), 1U) << id;
}

TEST_F(WorkerTest, AnAnswerThatIsToldBeforeItsQuestionIsKept) {
    found();
    faults_.shuffle = true;  // each one to three times, in any order
    network_.set_faults(faults_);
    std::size_t posts = 0;
    for (int i = 0; i < 12; ++i) {
        const std::string who = "customer" + std::to_string(i);
        std::string last = post(who, "@hanbit question " + std::to_string(i));
        for (int k = 0; k < 3; ++k)  // nobody is named in these: their thread is what concerns us
            last = post(who, "and one thing more", last);
        posts += 4;
    }
    listen();
    EXPECT_EQ(rows().size(), 12U);
    std::size_t kept = 0;
    for (const desk::Row& row : rows())
        kept += detail(row.conversation.id).posts.size();
    EXPECT_EQ(kept, posts);
}

TEST_F(WorkerTest, TheBrandsAnswerFromElsewhereCounts) {
    found();
    const std::string mention = post("ann", "@hanbit help");
    listen();
    const auto id = rows()[0].conversation.id;
    clock_.advance(2min);
    network_.post_at(us_.first, "We called you", mention, "en", clock_.now());
    listen();
    EXPECT_EQ(detail(id).row.conversation.state, State::answered);
    EXPECT_EQ(detail(id).row.conversation.last_answer_seconds, 120);
    EXPECT_EQ(rows().size(), 1U);
}

TEST_F(WorkerTest, APostThatComesWhileTheAnswerWaitsPausesIt) {
    found();
    const std::string mention = post("ann", "@hanbit help");
    listen();
    const auto id = rows()[0].conversation.id;
    const auto a = answer(id);
    post("ann", "@hanbit it works again, thanks", mention);
    listen();
    EXPECT_EQ(stored(a).state, AnswerState::paused);
    clock_.advance(1h);
    send();
    EXPECT_EQ(posted(), 0U) << "a person decides";
}

TEST_F(WorkerTest, EditsAndDeletionsArrive) {
    found();
    const std::string mention = post("ann", "@hanbit brokn");
    listen();
    const auto id = rows()[0].conversation.id;
    alter("ann", "PATCH", mention, {{"text", "@hanbit broken"}});
    listen();
    EXPECT_EQ(detail(id).posts.at(0).remote.text, "@hanbit broken");
    EXPECT_TRUE(detail(id).posts.at(0).edited);
    alter("ann", "DELETE", mention, {});
    listen();
    EXPECT_TRUE(detail(id).posts.at(0).deleted);
    EXPECT_EQ(detail(id).row.conversation.state, State::closed) << "nothing waits for an answer any more";
}

TEST_F(WorkerTest, AnAnswerToWhatWasDeletedFailsAndSaysSo) {
    found();
    const std::string mention = post("ann", "@hanbit help");
    listen();
    const auto a = answer(rows()[0].conversation.id);
    alter("ann", "DELETE", mention, {});  // not heard of yet
    send();
    EXPECT_EQ(stored(a).state, AnswerState::failed);
    EXPECT_FALSE(stored(a).problem.key.empty());
    EXPECT_EQ(posted(), 0U);
}

TEST_F(WorkerTest, SignedOutIsShownAndHeals) {
    found();
    post("ann", "@hanbit help");
    listen();
    EXPECT_EQ(account().status, model::AccountStatus::listening);
    const auto a = answer(rows()[0].conversation.id);
    faults_.signed_out = true;
    network_.set_faults(faults_);
    send();
    EXPECT_EQ(account().status, model::AccountStatus::signed_out);
    EXPECT_EQ(account().problem.key, "channels.signed_out");
    EXPECT_EQ(stored(a).state, AnswerState::queued) << "answers wait";
    faults_.signed_out = false;
    network_.set_faults(faults_);
    listen();
    EXPECT_EQ(account().status, model::AccountStatus::listening);
    EXPECT_TRUE(account().problem.key.empty());
    clock_.advance(1min);
    send();
    EXPECT_EQ(stored(a).state, AnswerState::sent);
}

TEST_F(WorkerTest, ADeadNetworkIsShownAndAskedLessAndLess) {
    found();
    faults_.silent = true;
    network_.set_faults(faults_);
    base::Micros last{0};
    for (int i = 0; i < 8; ++i) {
        const auto next = worker().listen_once();
        ASSERT_TRUE(next.has_value());
        const base::Micros wait = **next - clock_.now();
        EXPECT_GE(wait, last);
        EXPECT_LE(wait, 1min);
        last = wait;
        clock_.jump_to(**next);
    }
    EXPECT_EQ(last, 1min);
    EXPECT_EQ(account().status, model::AccountStatus::failing);
    faults_.silent = false;
    network_.set_faults(faults_);
    post("ann", "@hanbit help");
    listen();
    EXPECT_EQ(account().status, model::AccountStatus::listening);
    EXPECT_EQ(rows().size(), 1U);
}

TEST_F(WorkerTest, AMentionDeepInAThreadBringsTheThread) {
    found();
    const std::string root = post("ann", "has anybody had this noise?");
    const std::string deep = post("bob", "yes, mine too", root);
    post("cho", "ask @hanbit about it", deep);
    listen();
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(detail(rows()[0].conversation.id).posts.size(), 3U);
}

TEST_F(WorkerTest, OnePersonsTwoConcernsAreTwoConversations) {
    found();
    post("ann", "@hanbit the fridge");
    post("ann", "@hanbit and the phone");
    post("bob", "@hanbit my television");
    listen();
    EXPECT_EQ(rows().size(), 3U);
}

TEST_F(WorkerTest, WithThreadsItWorksByItself) {
    found();
    post("ann", "@hanbit help");
    listen();
    const auto id = rows()[0].conversation.id;
    const auto a = answer(id);
    worker().start();
    worker().wake_sender();
    while (stored(a).state != AnswerState::sent)
        std::this_thread::yield();
    worker().stop();
    EXPECT_EQ(posted(), 1U);
}

}  // namespace
}  // namespace manyhands::app
