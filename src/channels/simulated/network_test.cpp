#include "channels/simulated/network.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

namespace manyhands::channels::simulated {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr base::Instant kStart = base::from_micros(1'767'250'800'000'000);

class NetworkTest : public testing::Test {
  protected:
    NetworkTest() { start(); }
    ~NetworkTest() override { std::filesystem::remove(journal_); }

    // A new process over the same journal.
    void start() {
        network_ = std::make_unique<Network>(clock_, random_, journal_);
        us_ = network_->person("hanbit", "Hanbit", 1'000);
        ann_ = network_->person("ann", "Ann", 10);
        bob_ = network_->person("bob", "Bob", 20);
    }

    Served ask(const std::string& token, const std::string& method, const std::string& url,
               const json::object& body = {}) {
        return network_->serve({method, url, {{"Authorization", "Bearer " + token}}, json::serialize(body)});
    }
    json::object ok(const Served& served) {
        EXPECT_EQ(served.hang_up, HangUp::no);
        EXPECT_TRUE(served.response.status == 200 || served.response.status == 201)
            << served.response.status << " " << served.response.body;
        return json::parse(served.response.body).as_object();
    }
    static std::string text_of(const json::value& value) { return std::string(value.as_string()); }
    std::string id_of(const json::object& post) { return std::string(post.at("id").as_string()); }
    std::string post(const std::string& token, const std::string& text, const std::string& parent = {},
                     const std::string& key = {}) {
        return id_of(ok(ask(token, "POST", "/posts", {{"text", text}, {"parent", parent}, {"key", key}})));
    }
    // What a reader hears from `cursor` on, until there is no more.
    std::vector<json::object> changes(const std::string& token, std::string& cursor, int limit = 100) {
        std::vector<json::object> all;
        for (bool more = true; more;) {
            const json::object page =
                ok(ask(token, "GET", "/changes?cursor=" + cursor + "&limit=" + std::to_string(limit)));
            for (const json::value& row : page.at("changes").as_array())
                all.push_back(row.as_object());
            cursor = page.at("next").as_string();
            more = page.at("more").as_bool();
        }
        return all;
    }
    std::size_t record(const std::string& person) {
        const json::object all = ok(network_->serve({"GET", "/record?author=" + person}));
        return all.at("posts").as_array().size();
    }

    std::string journal_ =
        (std::filesystem::path(testing::TempDir()) / ("network-" + std::to_string(::getpid()) + ".ndjson"))
            .string();
    base::ManualClock clock_{kStart};
    base::SeededRandom random_{5};
    std::unique_ptr<Network> network_;
    std::pair<std::string, std::string> us_, ann_, bob_;
};

TEST_F(NetworkTest, PeopleAreKnownByTheirHandle) {
    EXPECT_EQ(network_->person("ann", "another name", 99), ann_);
    EXPECT_NE(ann_.first, bob_.first);
    EXPECT_NE(ann_.second, bob_.second);
    const json::object me = ok(ask(ann_.second, "GET", "/me"));
    EXPECT_EQ(text_of(me.at("handle")), "ann");
    EXPECT_EQ(me.at("followers"), 10);
    const Served made = network_->serve({"POST", "/people", {}, R"({"handle":"cho","name":"Cho"})"});
    EXPECT_EQ(text_of(json::parse(made.response.body).at("token")), network_->person("cho", "", 0).second);
    EXPECT_EQ(network_->serve({"POST", "/people", {}, "{}"}).response.status, 400);
}

TEST_F(NetworkTest, WithoutATokenNothingIsShown) {
    for (const char* url : {"/me", "/changes", "/posts/x", "/search?parent=a&author=b", "/posts/x/thread"})
        for (const char* token : {"", "nonsense"})
            EXPECT_EQ(ask(token, "GET", url).response.status, 401) << url;
    EXPECT_EQ(network_->serve({"GET", "/me"}).response.status, 401);
    EXPECT_EQ(ask(ann_.second, "GET", "/nowhere").response.status, 404);
    EXPECT_EQ(ask(ann_.second, "GET", "http://[bad").response.status, 400);
}

TEST_F(NetworkTest, AThreadIsRootFirstAndKnowsItsRoot) {
    const std::string root = post(ann_.second, "@hanbit broken");
    clock_.advance(1s);
    const std::string answer = post(us_.second, "sorry", root);
    clock_.advance(1s);
    const std::string thanks = post(ann_.second, "thanks", answer);
    const json::object thread = ok(ask(bob_.second, "GET", "/posts/" + answer + "/thread"));
    std::vector<std::string> ids;
    for (const json::value& row : thread.at("posts").as_array()) {
        ids.push_back(id_of(row.as_object()));
        EXPECT_EQ(text_of(row.at("root")), root);
    }
    EXPECT_EQ(ids, (std::vector{root, answer, thanks}));
    const json::object one = ok(ask(bob_.second, "GET", "/posts/" + thanks));
    EXPECT_EQ(text_of(one.at("parent")), answer);
    EXPECT_EQ(text_of(one.at("text")), "thanks");
}

TEST_F(NetworkTest, AReaderHearsWhatConcernsThemAndNothingElse) {
    const std::string mention = post(ann_.second, "hello @hanbit");
    post(bob_.second, "nice weather");
    const std::string reply = post(bob_.second, "me too", mention);  // nobody of ours is in that thread yet
    const std::string ours = post(us_.second, "how can we help", mention);
    const std::string later = post(bob_.second, "help me too", mention);
    std::string cursor;
    std::vector<std::string> ids;
    for (const json::object& change : changes(us_.second, cursor))
        ids.push_back(id_of(change));
    EXPECT_EQ(ids, (std::vector{mention, reply, ours, later}));
    EXPECT_TRUE(changes(us_.second, cursor).empty());
}

TEST_F(NetworkTest, EditsAndTombstonesComeAsChanges) {
    const std::string id = post(ann_.second, "@hanbit brokn");
    std::string cursor;
    changes(us_.second, cursor);
    EXPECT_EQ(
        text_of(ok(ask(ann_.second, "PATCH", "/posts/" + id, {{"text", "@hanbit broken"}})).at("version")),
        "2");
    auto heard = changes(us_.second, cursor);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(text_of(heard[0].at("text")), "@hanbit broken");
    EXPECT_EQ(text_of(heard[0].at("version")), "2");

    // A reader who was away sees the newest text once more, never the old one.
    std::string from_the_start;
    for (const json::object& change : changes(us_.second, from_the_start))
        EXPECT_EQ(text_of(change.at("text")), "@hanbit broken");

    ok(ask(ann_.second, "DELETE", "/posts/" + id));
    // What was deleted names nobody any more; whoever was in the thread still hears of it.
    const std::string other = post(ann_.second, "@hanbit again");
    post(us_.second, "yes?", other);
    ok(ask(ann_.second, "DELETE", "/posts/" + other));
    heard = changes(us_.second, cursor);
    ASSERT_FALSE(heard.empty());
    EXPECT_TRUE(heard.back().at("deleted").as_bool());
    EXPECT_FALSE(heard.back().contains("text"));
    EXPECT_EQ(ask(bob_.second, "GET", "/posts/" + id).response.status, 404);
    EXPECT_EQ(ask(ann_.second, "DELETE", "/posts/" + id).response.status, 404);
}

// A mention that nobody of ours answered yet is heard to be gone, too.
TEST_F(NetworkTest, ADeletedMentionIsTold) {
    const std::string id = post(ann_.second, "@hanbit never mind");
    std::string cursor;
    changes(us_.second, cursor);
    ok(ask(ann_.second, "DELETE", "/posts/" + id));
    const auto heard = changes(us_.second, cursor);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(id_of(heard[0]), id);
    EXPECT_TRUE(heard[0].at("deleted").as_bool());
}

TEST_F(NetworkTest, OnlyTheAuthorMayChangeAPost) {
    const std::string id = post(ann_.second, "mine");
    EXPECT_EQ(ask(bob_.second, "PATCH", "/posts/" + id, {{"text", "no"}}).response.status, 403);
    EXPECT_EQ(ask(bob_.second, "DELETE", "/posts/" + id).response.status, 403);
    EXPECT_EQ(ask(ann_.second, "PATCH", "/posts/" + id, {{"text", ""}}).response.status, 400);
    EXPECT_EQ(ask(ann_.second, "PUT", "/posts/" + id).response.status, 405);
    EXPECT_EQ(network_->find(id)->text, "mine");
}

TEST_F(NetworkTest, WhatAPostMustBe) {
    EXPECT_EQ(ask(ann_.second, "POST", "/posts", {}).response.status, 400);
    EXPECT_EQ(ask(ann_.second, "POST", "/posts", {{"text", 5}}).response.status, 400);
    EXPECT_EQ(network_->serve({"POST", "/posts", {{"Authorization", "Bearer " + ann_.second}}, "{"})
                  .response.status,
              400);
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "한";
    EXPECT_EQ(ask(ann_.second, "POST", "/posts", {{"text", text}}).response.status, 201);
    EXPECT_EQ(ask(ann_.second, "POST", "/posts", {{"text", text + "!"}}).response.status, 400);
    const std::string gone = post(ann_.second, "gone soon");
    ok(ask(ann_.second, "DELETE", "/posts/" + gone));
    EXPECT_EQ(ask(bob_.second, "POST", "/posts", {{"text", "x"}, {"parent", gone}}).response.status, 410);
    EXPECT_EQ(ask(bob_.second, "POST", "/posts", {{"text", "x"}, {"parent", "none"}}).response.status, 410);
}

// -- keys
// ----------------------------------------------------------------------------------------------------

TEST_F(NetworkTest, TheSameKeyIsTheSamePost) {
    const std::string first = post(us_.second, "hello", {}, "K1");
    EXPECT_EQ(post(us_.second, "another text", {}, "K1"), first);
    EXPECT_EQ(network_->find(first)->text, "hello");
    EXPECT_NE(post(us_.second, "hello", {}, "K2"), first);
    EXPECT_NE(post(ann_.second, "hello", {}, "K1"), first) << "everybody has keys of their own";
    EXPECT_EQ(record(us_.first), 2U);
    Faults faults;
    faults.keys = false;
    network_->set_faults(faults);
    EXPECT_NE(post(us_.second, "hello", {}, "K1"), first);
    EXPECT_EQ(record(us_.first), 3U);
}

TEST_F(NetworkTest, ManyThreadsOneKeyOnePost) {
    std::vector<std::string> ids(8);
    {
        std::vector<std::jthread> threads;
        for (std::string& id : ids)
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i)
                    id = post(us_.second, "hello", {}, "K" + std::to_string(i));
            });
    }
    EXPECT_EQ(record(us_.first), 200U);
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 1U);
}

// -- lag
// -----------------------------------------------------------------------------------------------------

TEST_F(NetworkTest, APostIsSeenOnlyOnceItIsVisible) {
    Faults faults;
    faults.lag_at_most = 5s;
    network_->set_faults(faults);
    const std::string parent = post(ann_.second, "@hanbit hello");
    const std::string id = post(us_.second, "hi", parent, "K1");
    clock_.jump_to(network_->find(id)->visible_at - 1us);
    EXPECT_EQ(ask(us_.second, "GET", "/posts/" + id).response.status, 404);
    const std::string search = "/search?parent=" + parent + "&author=" + us_.first;
    EXPECT_TRUE(ok(ask(us_.second, "GET", search)).at("posts").as_array().empty());
    EXPECT_EQ(record(us_.first), 1U) << "the record sees everything at once";
    clock_.advance(1us);
    EXPECT_EQ(ask(us_.second, "GET", "/posts/" + id).response.status, 200);
    EXPECT_EQ(ok(ask(us_.second, "GET", search)).at("posts").as_array().size(), 1U);
}

TEST_F(NetworkTest, LagNeverLosesAChange) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        SCOPED_TRACE(seed);
        base::SeededRandom random(seed);
        Faults faults;
        faults.lag_at_most = 5s;
        faults.duplicate = 0.1;
        faults.reorder = 0.3;
        network_->set_faults(faults);
        std::set<std::string> posted, heard;
        std::string cursor;
        for (int i = 0; i < 400; ++i) {
            posted.insert(post(ann_.second, "@hanbit " + std::to_string(i)));
            clock_.advance(base::Micros(static_cast<std::int64_t>(random.below(300'000))));
            if (random.below(3) == 0)
                for (const json::object& change :
                     changes(us_.second, cursor, static_cast<int>(random.below(20)) + 1))
                    heard.insert(id_of(change));
        }
        clock_.advance(10s);
        for (const json::object& change : changes(us_.second, cursor))
            heard.insert(id_of(change));
        for (const std::string& id : posted)
            EXPECT_TRUE(heard.contains(id)) << id;
    }
}

TEST_F(NetworkTest, DuplicatesAndReorderingHappenAndLoseNothing) {
    for (int i = 0; i < 100; ++i)
        post(ann_.second, "@hanbit " + std::to_string(i));
    Faults faults;
    faults.duplicate = 0.5;
    faults.reorder = 0.5;
    network_->set_faults(faults);
    std::string cursor;
    std::vector<std::string> heard;
    for (const json::object& change : changes(us_.second, cursor))
        heard.emplace_back(change.at("text").as_string());
    EXPECT_GT(heard.size(), 120U);
    EXPECT_EQ(std::set(heard.begin(), heard.end()).size(), 100U);
    int backwards = 0;
    for (std::size_t i = 1; i < heard.size(); ++i)
        backwards += std::stoi(heard[i].substr(8)) < std::stoi(heard[i - 1].substr(8)) ? 1 : 0;
    EXPECT_GT(backwards, 5);
}

TEST_F(NetworkTest, AShuffledPageTellsEachChangeOneToThreeTimesInAnyOrder) {
    for (int i = 0; i < 100; ++i)
        post(ann_.second, "@hanbit " + std::to_string(i));
    Faults faults;
    faults.shuffle = true;
    network_->set_faults(faults);
    std::map<std::string, int> told;
    std::string first, cursor;
    for (const json::object& change : changes(us_.second, cursor)) {
        if (told.empty()) first = change.at("text").as_string();
        ++told[std::string(change.at("text").as_string())];
    }
    EXPECT_EQ(told.size(), 100U);
    std::map<int, int> times;
    for (const auto& [text, n] : told)
        ++times[n];
    EXPECT_EQ(times.size(), 3U);
    EXPECT_GT(times[1], 10);
    EXPECT_GT(times[3], 10);
    EXPECT_NE(first, "@hanbit 0");
}

// -- faults
// --------------------------------------------------------------------------------------------------

TEST_F(NetworkTest, EachFaultDoesWhatItSaysToTheRecord) {
    const auto with = [&](auto set) {
        Faults faults;
        set(faults);
        network_->set_faults(faults);
        const std::size_t before = record(us_.first);
        const Served served = ask(us_.second, "POST", "/posts", {{"text", "hello"}});
        return std::tuple(served.hang_up, served.response.status, record(us_.first) - before);
    };
    using Seen = std::tuple<HangUp, int, std::size_t>;
    EXPECT_EQ(with([](Faults& f) { f.refuse = 1; }), Seen(HangUp::no, 503, 0));
    EXPECT_EQ(with([](Faults& f) { f.hang_up = 1; }), Seen(HangUp::before_answer, 0, 1));
    EXPECT_EQ(with([](Faults& f) { f.hang_up_early = 1; }), Seen(HangUp::before_answer, 0, 0));
    EXPECT_EQ(with([](Faults& f) { f.late = 1; }), Seen(HangUp::before_answer, 0, 1));
    EXPECT_EQ(with([](Faults& f) { f.rate_limit = 1; }), Seen(HangUp::no, 429, 0));
    EXPECT_EQ(with([](Faults& f) { f.signed_out = true; }), Seen(HangUp::no, 401, 0));
    EXPECT_EQ(with([](Faults& f) { f.silent = true; }), Seen(HangUp::before_answer, 0, 0));
    EXPECT_EQ(with([](Faults&) {}), Seen(HangUp::no, 201, 1));
}

TEST_F(NetworkTest, ALimitSaysWhenToComeBack) {
    Faults faults;
    faults.rate_limit = 1;
    faults.rate_limit_seconds = 17;
    network_->set_faults(faults);
    const Served served = ask(us_.second, "POST", "/posts", {{"text", "hello"}});
    EXPECT_EQ(net::header(served.response.headers, "Retry-After"), "17");
}

TEST_F(NetworkTest, ALatePostComesLate) {
    Faults faults;
    faults.late = 1;
    faults.late_by = 2s;
    network_->set_faults(faults);
    const std::string parent = network_->post_at(ann_.first, "@hanbit hello", "", "en", kStart).id;
    ask(us_.second, "POST", "/posts", {{"text", "hello"}, {"parent", parent}, {"key", "K"}});
    const std::string search = "/search?parent=" + parent + "&author=" + us_.first;
    EXPECT_TRUE(ok(ask(us_.second, "GET", search)).at("posts").as_array().empty());
    clock_.advance(2s);
    EXPECT_EQ(ok(ask(us_.second, "GET", search)).at("posts").as_array().size(), 1U);
}

TEST_F(NetworkTest, FaultsComeByRequestAndInTheirShare) {
    ASSERT_EQ(network_->serve({"PUT", "/faults", {}, R"({"refuse":0.08,"hang_up":0.08,"late":0.04})"})
                  .response.status,
              200);
    int refused = 0, broken = 0, fine = 0;
    for (int i = 0; i < 5'000; ++i) {
        const Served served = ask(us_.second, "POST", "/posts", {{"text", "hello"}});
        if (served.hang_up != HangUp::no)
            ++broken;
        else if (served.response.status == 503)
            ++refused;
        else
            ++fine;
    }
    EXPECT_NEAR(refused, 400, 80);
    EXPECT_NEAR(broken, 540, 90);  // of those not refused: late or hung up
    EXPECT_EQ(record(us_.first), static_cast<std::size_t>(broken + fine));
    EXPECT_EQ(network_->serve({"PUT", "/faults", {}, "no"}).response.status, 400);
    network_->serve({"PUT", "/faults", {}, "{}"});
    EXPECT_EQ(ask(us_.second, "POST", "/posts", {{"text", "hello"}}).response.status, 201);
}

TEST_F(NetworkTest, TheSameSeedHasTheSameFaults) {
    const auto run = [](std::uint64_t seed) {
        const base::ManualClock clock(kStart);
        base::SeededRandom random(seed);
        Network network(clock, random, "");
        const auto [id, token] = network.person("hanbit", "Hanbit", 1);
        Faults faults;
        faults.refuse = 0.3;
        faults.hang_up = 0.3;
        faults.lag_at_most = 5s;
        network.set_faults(faults);
        std::string seen;
        for (int i = 0; i < 200; ++i) {
            const Served served = network.serve(
                {"POST", "/posts", {{"Authorization", "Bearer " + token}}, R"({"text":"hello"})"});
            seen += served.hang_up != HangUp::no ? 'h' : served.response.status == 503 ? 'r' : '.';
        }
        for (const NetworkPost& post : network.posts_of(id, 0))
            seen += std::to_string(base::to_micros(post.visible_at)) + " ";
        return seen;
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

// -- the journal
// ---------------------------------------------------------------------------------------------

TEST_F(NetworkTest, TheJournalBringsEverythingBack) {
    const auto people = std::tuple(us_, ann_, bob_);
    const std::string root = post(ann_.second, "@hanbit hello");
    const std::string answer = post(us_.second, "hi", root, "K1");
    ok(ask(ann_.second, "PATCH", "/posts/" + root, {{"text", "@hanbit hello!"}}));
    const std::string gone = post(ann_.second, "@hanbit oops");
    ok(ask(ann_.second, "DELETE", "/posts/" + gone));
    std::string before;
    const auto heard = changes(us_.second, before);

    start();
    EXPECT_EQ(std::tuple(us_, ann_, bob_), people) << "tokens stay valid";
    EXPECT_EQ(post(us_.second, "hi", root, "K1"), answer) << "keys are remembered";
    EXPECT_EQ(record(us_.first), 1U);
    EXPECT_EQ(network_->find(root)->version, 2);
    EXPECT_TRUE(network_->find(gone)->deleted);
    std::string after;
    EXPECT_EQ(changes(us_.second, after), heard);
    EXPECT_EQ(after, before) << "a reader's cursor stays good";
}

TEST_F(NetworkTest, AJournalCutOffInTheMiddleLosesItsLastLineOnly) {
    const std::string kept = post(ann_.second, "@hanbit one");
    const std::string cut = post(ann_.second, "@hanbit two");
    std::filesystem::resize_file(journal_, std::filesystem::file_size(journal_) - 20);
    start();
    EXPECT_TRUE(network_->find(kept).has_value());
    EXPECT_FALSE(network_->find(cut).has_value());
    // And what comes after it is not glued to the rest of that line.
    const std::string next = post(ann_.second, "@hanbit three");
    start();
    EXPECT_TRUE(network_->find(next).has_value());
}

TEST_F(NetworkTest, ManyThreadsAtOnce) {
    std::atomic<int> posted{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 100; ++i) {
                    post(ann_.second, "@hanbit " + std::to_string(t) + "." + std::to_string(i));
                    ++posted;
                }
            });
        threads.emplace_back([&] {
            std::string cursor;
            while (posted < 400)
                changes(us_.second, cursor);
        });
    }
    std::string cursor;
    EXPECT_EQ(changes(us_.second, cursor).size(), 400U);
    start();
    cursor.clear();
    EXPECT_EQ(changes(us_.second, cursor).size(), 400U);
}

}  // namespace
}  // namespace manyhands::channels::simulated
