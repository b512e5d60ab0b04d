// A job over many conversations: one step a conversation, going on after a restart, undone only where nobody
// changed anything since.
#include "app/bulk_worker.hpp"

#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>

#include <gtest/gtest.h>

#include "model/test_world.hpp"
#include "storage/store.hpp"

namespace manyhands::app {
namespace {

using namespace model::testing;
using desk::BulkKind;
using model::ConversationId;

class House {
  public:
    explicit House(std::filesystem::path folder) : folder_(std::move(folder)) { open_store(); }

    void set_up() {
        must(store_->add_brand({kBrand, "한빛전자", true, kNoon}));
        must(store_->add_department({kCare, kBrand, "고객지원", "Care"}));
        must(store_->add_department({kLegal, kBrand, "법무", "Legal"}));
        hire(kMin, "MK");
        hire(kSue, "SB");
    }
    template <class T>
    void must(const base::Result<T>& result) {
        if (!result) throw std::runtime_error(result.error().key + " " + result.error().cause);
    }
    void open_store() {
        worker_.reset();
        jobs_.reset();
        route_.reset();
        store_.reset();
        auto opened = storage::Store::open(folder_, clock_);
        must(opened);
        store_ = std::move(*opened);
        route_ = std::make_unique<route::Service>(*store_, *store_, ids_, clock_);
        jobs_ = std::make_unique<desk::Jobs>(*store_, *store_, *store_, ids_, clock_, [this] { ++woken_; });
        worker_ =
            std::make_unique<BulkWorker>(BulkWorker::Ports{*store_, *store_, *store_, *store_, ids_, clock_});
    }
    void hire(const model::EmployeeId& id, const std::string& initials) {
        model::Employee e;
        e.id = id;
        e.brand = kBrand;
        e.department = kCare;
        e.name = id.value;
        e.email = id.value + "@hanbit.example";
        e.initials = initials;
        e.role = model::Role::desk;
        must(store_->add_employee(e));
    }
    ConversationId opens() {
        const auto id = ids_.make<ConversationId>();
        model::Events events = opening(clock_.now());
        auto& c = std::get<model::ConversationOpened>(events[0].body).conversation;
        auto& post = std::get<model::PostReceived>(events[1].body).post;
        c.id = id;
        c.customer.remote_id = "did:" + id.value;
        c.root_remote_id = "at://" + id.value;
        post.id = model::PostId("p" + id.value);
        post.conversation = id;
        post.remote.remote_id = c.root_remote_id;
        post.remote.author.remote_id = c.customer.remote_id;
        std::get<model::EpisodeOpened>(events[2].body).episode.post = post.id;
        must(store_->transact(kBrand, id, [&](const auto*) { return events; }));
        return id;
    }
    std::vector<ConversationId> open_many(int n) {
        std::vector<ConversationId> ids;
        for (int i = 0; i < n; ++i)
            ids.push_back(opens());
        return ids;
    }
    model::Conversation talk(const ConversationId& id) {
        return store_->transact(kBrand, id, [](const auto*) { return model::Events{}; })->conversation;
    }
    std::string start(const std::vector<ConversationId>& ids, const desk::BulkAction& action) {
        const auto job = jobs_->start(actor(kMin), ids, action);
        must(job);
        return job->id;
    }
    void finish() {
        for (auto more = worker_->run_once();; more = worker_->run_once()) {
            must(more);
            if (!*more) return;
        }
    }
    desk::Job job(const std::string& id) { return *jobs_->job(actor(kMin), id); }
    std::string episodes(const char* outcome) {
        return sqlite(std::string("select count(*) from episodes where outcome = '") + outcome + "'");
    }
    std::string sqlite(const std::string& sql) {
        return storage::sqlite::Connection(store_->file(), storage::sqlite::Mode::read).scalar(sql);
    }

    base::ManualClock clock_{kNoon};
    base::SeededRandom random_{3};
    base::IdSource ids_{clock_, random_};
    std::filesystem::path folder_;
    std::unique_ptr<storage::Store> store_;
    std::unique_ptr<route::Service> route_;
    std::unique_ptr<desk::Jobs> jobs_;
    std::unique_ptr<BulkWorker> worker_;
    int woken_ = 0;
};

std::filesystem::path new_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "mh-bulk-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    return name;
}

class BulkWorkerTest : public ::testing::Test, protected House {
  protected:
    BulkWorkerTest() : House(new_folder()) { set_up(); }
    ~BulkWorkerTest() override {
        worker_.reset();
        store_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
};

constexpr int kKilled = 6;

// In a process of its own, which a failpoint ends at the third conversation.
void work_until_killed(const std::filesystem::path& folder) {
    ::setenv("MANYHANDS_FAILPOINT", "desk.job_item_done=kill@3", 1);
    House house(folder);
    house.set_up();
    house.start(house.open_many(kKilled), {.kind = BulkKind::hand_off, .department = kLegal});
    house.finish();
}

TEST(BulkWorkerKilled, TheNextProcessGoesOnAndDoesNothingTwice) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    if (::getenv("MH_BULK_FOLDER") == nullptr) ::setenv("MH_BULK_FOLDER", new_folder().c_str(), 1);
    const std::filesystem::path folder = ::getenv("MH_BULK_FOLDER");
    EXPECT_EXIT(work_until_killed(folder), ::testing::KilledBySignal(SIGKILL), "");
    {
        House house(folder);
        ASSERT_EQ(house.sqlite("select count(*) from job_items where state = 'done'"), "3");
        house.finish();
        EXPECT_EQ(house.sqlite("select count(*) from job_items where state = 'done'"), "6");
        EXPECT_EQ(house.sqlite("select count(*) from events where type = 'handed_off'"), "6");
        EXPECT_EQ(house.sqlite("select count(distinct conversation) from events where type = 'handed_off'"),
                  "6");
        EXPECT_EQ(house.sqlite("select state from jobs"), "done");
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

TEST_F(BulkWorkerTest, ClosesManyAndSaysWhichItCouldNot) {
    const auto ids = open_many(3);
    must(route_->claim(actor(kSue), ids[1]));
    const auto id = start({ids[0], ids[1], ids[2], ids[0], ConversationId("none")}, {});
    EXPECT_EQ(woken_, 1);
    EXPECT_EQ(job(id).total, 4) << "one that is named twice counts once";
    finish();
    const desk::Job done = job(id);
    EXPECT_EQ(done.state, desk::JobState::done);
    EXPECT_EQ(done.done, 4);
    EXPECT_EQ(done.failed, 2);
    ASSERT_EQ(done.results.size(), 4u);
    EXPECT_TRUE(done.results[0].ok);
    EXPECT_EQ(done.results[1].problem.key, "route.claim.held_by_other");
    EXPECT_EQ(done.results[3].problem.key, "route.conversation.not_found");
    EXPECT_EQ(talk(ids[0]).state, model::State::closed);
    EXPECT_EQ(talk(ids[1]).state, model::State::claimed);
    EXPECT_EQ(desk::undo_until(done, clock_.now()), clock_.now() + desk::kUndoFor);
}

TEST_F(BulkWorkerTest, GoesOnAfterAKillAndDoesNothingTwice) {
    const auto ids = open_many(6);
    const auto id = start(ids, {.kind = BulkKind::hand_off, .department = kLegal, .reason = "법무로"});
    for (int i = 0; i < 3; ++i)
        must(worker_->run_once());
    const auto half = store_->next_item(job(id));
    open_store();  // the process is another one now; nothing but the database is left
    EXPECT_EQ(job(id).done, 3);
    EXPECT_EQ((*store_->next_item(job(id)))->position, (*half)->position);
    // A step that was committed though nobody heard of it is not done again.
    must(store_->do_item(job(id), {2, ids[2]}, [](const auto*) -> base::Result<model::Events> {
        ADD_FAILURE() << "asked again";
        return model::Events{};
    }));
    finish();
    EXPECT_EQ(job(id).done, 6);
    EXPECT_EQ(job(id).failed, 0);
    EXPECT_EQ(sqlite("select count(*) from events where type = 'handed_off'"), "6");
    for (const auto& each : ids)
        EXPECT_EQ(talk(each).department, kLegal);
}

TEST_F(BulkWorkerTest, ManyHandedToAPersonAreOneNotice) {
    const auto ids = open_many(5);
    const auto id = start(ids, {.kind = BulkKind::hand_off, .employee = kSue, .reason = "아는 분"});
    finish();
    EXPECT_EQ(job(id).failed, 0);
    const auto told = store_->notices(kSue, 10);
    ASSERT_TRUE(told.has_value());
    ASSERT_EQ(told->items.size(), 1u);
    EXPECT_EQ(told->items[0].id.value, id);
    EXPECT_EQ(told->items[0].conversation, ids[0]);
    for (const auto& each : ids)
        EXPECT_EQ(talk(each).offer->employee, kSue);
}

TEST_F(BulkWorkerTest, UndoPutsBackWhatNobodyChangedSince) {
    const auto ids = open_many(4);
    must(route_->close(actor(kSue), ids[3]));  // closed before: the job changes nothing here
    const auto before = talk(ids[0]);
    const auto id = start(ids, {});
    finish();
    EXPECT_EQ(episodes("dropped"), "4");
    must(route_->reopen(actor(kSue), ids[1]));  // Sue changed it since
    clock_.advance(desk::kUndoFor - 1us);
    must(jobs_->undo(actor(kMin), id));
    EXPECT_EQ(job(id).state, desk::JobState::undoing);
    finish();
    const desk::Job undone = job(id);
    EXPECT_EQ(undone.state, desk::JobState::undone);
    EXPECT_EQ(undone.done, 4);
    EXPECT_EQ(undone.failed, 1);
    EXPECT_EQ(undone.results[1].problem.key, "desk.job.changed_since");
    EXPECT_FALSE(desk::undo_until(undone, clock_.now()));
    const auto after = talk(ids[0]);
    EXPECT_EQ(after.state, model::State::waiting);
    EXPECT_EQ(after.episode, before.episode) << "the clock runs as if it had not been closed";
    EXPECT_EQ(talk(ids[3]).state, model::State::closed);
    EXPECT_EQ(episodes("open"), "3") << "of 0, 1 and 2; nothing is counted twice";
    EXPECT_EQ(episodes("dropped"), "2") << "of 1 (reopened since) and 3";
}

TEST_F(BulkWorkerTest, UndoHasItsTimeAndItsOwner) {
    const auto id = start(open_many(1), {});
    EXPECT_EQ(jobs_->undo(actor(kMin), id).error().key, "desk.job.not_undoable") << "it still runs";
    finish();
    EXPECT_EQ(jobs_->undo(actor(kSue), id).error().key, "desk.job.not_found");
    EXPECT_EQ(jobs_->job(actor(kSue), id).error().key, "desk.job.not_found");
    clock_.advance(desk::kUndoFor);
    EXPECT_EQ(jobs_->undo(actor(kMin), id).error().key, "desk.job.not_undoable");
}

TEST_F(BulkWorkerTest, EveryKindComesAndGoes) {
    const auto id = opens();
    must(store_->add_tag(kBrand, {model::TagId("t1"), "환불", "red", 0}, kNoon));
    const auto there_and_back = [&](const desk::BulkAction& action) {
        const auto before = desk::mark_of(talk(id));
        const auto job_id = start({id}, action);
        finish();
        EXPECT_EQ(job(job_id).failed, 0) << desk::to_string(action.kind);
        EXPECT_NE(desk::mark_of(talk(id)), before) << desk::to_string(action.kind);
        must(jobs_->undo(actor(kMin), job_id));
        finish();
        EXPECT_EQ(job(job_id).failed, 0) << desk::to_string(action.kind);
        auto after = desk::mark_of(talk(id));
        after.fence = before.fence;  // the fence only rises
        after.episodes = before.episodes;
        EXPECT_EQ(after, before) << desk::to_string(action.kind);
    };
    there_and_back({.kind = BulkKind::close});
    there_and_back({.kind = BulkKind::snooze, .until = kNoon + 1h});
    there_and_back({.kind = BulkKind::tag, .tags = {model::TagId("t1")}});
    there_and_back({.kind = BulkKind::hand_off, .department = kLegal});
    there_and_back({.kind = BulkKind::hand_off, .employee = kSue});
    there_and_back({.kind = BulkKind::claim});
    must(route_->claim(actor(kMin), id));
    there_and_back({.kind = BulkKind::release});
    must(route_->snooze(actor(kMin), id, kNoon + 1h));
    there_and_back({.kind = BulkKind::wake});
    must(route_->wake(actor(kMin), id));
    must(route_->close(actor(kMin), id));
    there_and_back({.kind = BulkKind::reopen});
    EXPECT_EQ(episodes("open"), "0");
    EXPECT_EQ(episodes("dropped"), "1");
}

TEST_F(BulkWorkerTest, WhoMayNoMoreDoesNoMore) {
    const auto ids = open_many(2);
    const auto id = start(ids, {});
    must(worker_->run_once());
    auto min = *store_->employee(kMin);
    min.role = model::Role::analyst;
    must(store_->update_employee(min));
    finish();
    EXPECT_EQ(job(id).failed, 1);
    EXPECT_EQ(job(id).results[1].problem.key, "policy.forbidden");
    EXPECT_EQ(talk(ids[1]).state, model::State::waiting);
}

TEST_F(BulkWorkerTest, AnActionThatCanSucceedNowhereIsRefusedAtOnce) {
    const auto ids = open_many(1);
    const auto refused = [&](const desk::BulkAction& action) {
        const auto made = jobs_->start(actor(kMin), ids, action);
        return made ? "ok" : made.error().key;
    };
    EXPECT_EQ(refused({.kind = BulkKind::snooze, .until = kNoon}), "route.snooze.past");
    EXPECT_EQ(refused({.kind = BulkKind::tag, .tags = {model::TagId("t9")}}), "desk.tag.not_found");
    EXPECT_EQ(refused({.kind = BulkKind::tag}), "desk.tag.not_found");
    EXPECT_EQ(refused({.kind = BulkKind::hand_off, .department = model::DepartmentId("x")}),
              "route.hand_off.no_department");
    EXPECT_EQ(refused({.kind = BulkKind::hand_off, .employee = model::EmployeeId("x")}),
              "route.hand_off.no_such_person");
    EXPECT_EQ(jobs_->start(actor(kMin), {}, {}).error().key, "desk.bulk.none");
    EXPECT_EQ(jobs_->start(actor(kMin), open_many(501), {}).error().key, "desk.bulk.too_many");
    EXPECT_EQ(jobs_->start(actor(kMin, model::Role::employee), ids, {}).error().key, "policy.forbidden");
}

TEST_F(BulkWorkerTest, TellsHowItGoesOn) {
    std::vector<std::pair<desk::JobState, std::int64_t>> heard;
    worker_->on_progress([&](const desk::Job& now) { heard.emplace_back(now.state, now.done); });
    const auto id = start(open_many(3), {});
    clock_.advance(1s);
    finish();
    ASSERT_GE(heard.size(), 2u);
    EXPECT_EQ(heard.front(), (std::pair{desk::JobState::running, std::int64_t{1}}));
    EXPECT_EQ(heard.back(), (std::pair{desk::JobState::done, std::int64_t{3}}));
}

TEST_F(BulkWorkerTest, TheThreadFindsWhatWasLeftAndWhatIsNew) {
    const auto first = start(open_many(2), {});
    std::mutex mutex;
    std::condition_variable changed;
    int ended = 0;
    worker_->on_progress([&](const desk::Job& now) {
        if (now.state != desk::JobState::done) return;
        const std::scoped_lock guard(mutex);
        ++ended;
        changed.notify_one();
    });
    const auto await = [&](int wanted) {
        std::unique_lock guard(mutex);
        EXPECT_TRUE(changed.wait_for(guard, 60s, [&] { return ended >= wanted; }));
    };
    worker_->start();
    await(1);
    EXPECT_EQ(job(first).state, desk::JobState::done);
    start(open_many(1), {});
    worker_->wake();
    await(2);
    worker_->stop();
}

}  // namespace
}  // namespace manyhands::app
