// The report's clocks against an independent script, to the second: its histories (tests/clocks/figures.mjs)
// are played through the rooms and the store, with posts, holding answers, hand-offs, merges and their undo,
// closed and reopened conversations.
#include <fstream>
#include <sstream>

#include <boost/json.hpp>

#include "desk/filter.hpp"
#include "desk/promised_actions.hpp"
#include "model/answered.hpp"
#include "model/query/parser.hpp"
#include "reports/first_answer.hpp"
#include "route/route.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using base::Instant;
using testing::StoreTest;

const json::object& vectors() {
    static const json::object all = [] {
        std::ifstream file(std::string(MH_SOURCE_DIR) + "/tests/vectors/clocks.json");
        std::stringstream text;
        text << file.rdbuf();
        return json::parse(text.str()).as_object();
    }();
    return all;
}

const Instant kMonday = base::parse_rfc3339("2026-01-05T00:00:00Z").value();
Instant at(const json::value& seconds) {
    return kMonday + base::Seconds(seconds.to_number<std::int64_t>());
}

class Clocks : public StoreTest {
  protected:
    Clocks() {
        admin_ = add_employee("Ann Admin", "AA");
        admin_.role = model::Role::admin;
        EXPECT_OK(store_->update_employee(admin_));
    }
    model::Actor admin() {
        return {admin_.id, brand_.id, admin_.department, model::Role::admin, admin_.initials, std::nullopt};
    }
    void fire() {
        for (int round = 0; round < 50; ++round) {
            const auto all = store_->due(now(), 500);
            ASSERT_TRUE(all);
            if (all->empty()) return;
            for (const auto& due : *all)
                EXPECT_OK(route_.fire(due));
        }
        FAIL() << "it never ends";
    }
    void deliver(const std::string& id, const std::string& author, const std::string& parent,
                 const std::string& root) {
        route::Incoming in;
        in.remote.network = "simulated";
        in.remote.remote_id = id;
        in.remote.parent_remote_id = parent;
        in.remote.root_remote_id = root;
        in.remote.author.remote_id = author;
        in.remote.text = "about " + root;
        in.remote.created_at = now();
        in.lang = "en";
        in.concerns_us = true;
        const route::ReceiveContext context{brand_.id,
                                            account_.id,
                                            department_.id,
                                            "brand-1",
                                            now(),
                                            ids_,
                                            [](const auto&) { return false; }};
        EXPECT_OK(store_->ingest({brand_.id, account_.id, {in}, "x"}, [&](const auto& one, auto& reader) {
            auto changes = route::receive(one, reader, context);
            if (!changes.empty()) last_ = changes.front().conversation;
            return changes;
        }));
    }
    void answers(const model::ConversationId& id, const model::Employee& by, std::optional<Instant> until) {
        const auto state = stored(id);
        model::Answer answer = answer_for(state, by, "we answer");
        answer.submitted_at = now() - 10s;
        answer.holding_until = until;
        const model::SendKey key{"k" + answer.id.value, now()};
        EXPECT_OK(put(id, {event(model::AnswerSubmitted{answer}, &by),
                           event(model::AnswerSending{answer.id, 1, key})}));
        const auto sending = stored(id);
        EXPECT_OK(put(
            id, model::answered(sending, answer.id, {"at-" + answer.id.value, "", "", {}, now()}, now())));
    }

    struct Talk {
        model::ConversationId id;
        std::string root, last;
        int posts = 0;
    };
    // What is promised, handed on, done and cancelled.
    void act(const std::map<std::string, Talk>& talks, const json::value& step) {
        const std::string_view what = step.at("do").as_string();
        const std::string name(step.at("action").as_string());
        const auto owner = [&] { return step.at("owner").as_string() == "min" ? kim_.id : lee_.id; };
        const auto department = [&] {
            return step.at("dept").as_string() == "care" ? department_.id : other_department_.id;
        };
        if (what == "promise") {
            const desk::ActionWish wish{model::ActionKind::exchange, "a new one", owner(), department(),
                                        at(step.at("due"))};
            const auto made =
                actions_.promise(admin(), talks.at(std::string(step.at("talk").as_string())).id, wish);
            EXPECT_OK(made);
            if (made) promised_[name] = made->action.id;
        } else if (what == "hand_on") {
            EXPECT_OK(actions_.change(admin(), promised_.at(name), {owner(), department(), std::nullopt}));
        } else if (what == "done") {
            EXPECT_OK(actions_.done(admin(), promised_.at(name)));
        } else {
            EXPECT_OK(actions_.cancel(admin(), promised_.at(name)));
        }
    }
    void play(int number, const json::array& steps) {
        std::map<std::string, Talk> talks;
        promised_.clear();
        for (const json::value& step : steps) {
            clock_.jump_to(at(step.at("at")));
            fire();
            const std::string_view what = step.at("do").as_string();
            if (step.as_object().contains("action")) {
                act(talks, step);
                continue;
            }
            const std::string name(step.at("talk").as_string());
            Talk& talk = talks[name];
            const std::string whole = std::to_string(number) + name;
            const auto by = [&] { return step.at("by").as_string() == "min" ? kim_ : lee_; };
            const auto into = [&] { return talks.at(std::string(step.at("into").as_string())).id; };
            if (what == "post") {
                const std::string id = whole + std::to_string(talk.posts++);
                if (talk.root.empty()) talk.root = id;
                deliver(id, "customer-" + whole, talk.last, talk.root);
                talk.last = id;
                if (talk.id.empty()) talk.id = last_;
                EXPECT_EQ(talk.id, last_);
            } else if (what == "hold") {
                answers(talk.id, by(), at(step.at("until")));
            } else if (what == "answer") {
                answers(talk.id, by(), std::nullopt);
            } else if (what == "elsewhere") {
                deliver(whole + "e" + std::to_string(talk.posts++), "brand-1", talk.last, talk.root);
            } else if (what == "hand_off") {
                const bool care = step.at("to").as_string() == "care";
                EXPECT_OK(
                    route_.hand_off(admin(), talk.id, care ? department_.id : other_department_.id, ""));
            } else if (what == "close") {
                EXPECT_OK(route_.close(admin(), talk.id));
            } else if (what == "reopen") {
                EXPECT_OK(route_.reopen(admin(), talk.id));
            } else if (what == "merge") {
                EXPECT_OK(joiner_.merge(admin(), talk.id, into()));
            } else if (what == "unmerge") {
                EXPECT_OK(joiner_.unmerge(admin(), talk.id));
            } else {
                FAIL() << what;
            }
            if (HasFailure()) {
                ADD_FAILURE() << "history " << number << " at " << json::serialize(step);
                return;
            }
        }
    }
    void open_offices() {
        const auto hours = [](int from, int to) {
            model::BusinessHours one;
            one.zone = "UTC";
            for (std::size_t day = 0; day < 5; ++day)
                one.week[day] = {{from * 60, to * 60}};
            return one;
        };
        EXPECT_OK(store_->set_hours(brand_.id, {}, hours(9, 18)));
        EXPECT_OK(store_->set_hours(brand_.id, other_department_.id, hours(10, 16)));
    }
    reports::Question question(reports::ClockKind clock) {
        reports::Question q;
        q.brand = brand_.id;
        q.from = kMonday;
        q.to = at(vectors().at("now"));
        q.now = q.to;
        q.zone = "UTC";
        q.clock = clock;
        return q;
    }
    template <class Figures>
    static void same_times(const Figures& ours, std::int64_t answered, const json::value& theirs) {
        const auto number = [&](const char* name) {
            const json::value& value = theirs.at(name);
            return value.is_null() ? std::optional<std::int64_t>() : value.to_number<std::int64_t>();
        };
        EXPECT_EQ(answered, *number("answered"));
        EXPECT_EQ(ours.p50_seconds, number("p50"));
        EXPECT_EQ(ours.p90_seconds, number("p90"));
        EXPECT_EQ(ours.p99_seconds, number("p99"));
        EXPECT_DOUBLE_EQ(ours.mean_seconds.value_or(0) * static_cast<double>(answered),
                         static_cast<double>(*number("sum")));
    }
    static void same(const reports::Figures& ours, const json::value& theirs) {
        same_times(ours, ours.answered, theirs.at("first"));
        EXPECT_EQ(ours.never, theirs.at("first").at("never").to_number<std::int64_t>());
        const json::value& real = theirs.at("real");
        same_times(ours.real, ours.real.answered, real);
        const std::pair<const char*, std::int64_t> counts[]{{"counted", ours.real.counted},
                                                            {"waiting", ours.real.waiting},
                                                            {"never", ours.real.never},
                                                            {"only_held", ours.real.only_held},
                                                            {"held", ours.held},
                                                            {"missed", ours.missed}};
        for (const auto& [name, value] : counts)
            EXPECT_EQ(value, real.at(name).to_number<std::int64_t>()) << name;
        const json::value& action = theirs.at("action");
        ASSERT_TRUE(ours.action);
        same_times(*ours.action, ours.action->answered, action);
        EXPECT_EQ(ours.action->counted, action.at("counted").to_number<std::int64_t>());
        EXPECT_EQ(ours.action->waiting, action.at("waiting").to_number<std::int64_t>());
        EXPECT_EQ(ours.action->never, 0);
    }

    model::Employee admin_;
    model::ConversationId last_;
    route::Service route_{*store_, *store_, ids_, clock_};
    route::Joiner joiner_{*store_, ids_, clock_};
    desk::PromisedActions actions_{{*store_, *store_, *store_, clock_, ids_}};
    std::map<std::string, model::ActionId> promised_;  // of the history that is played
};

TEST_F(Clocks, EqualAnIndependentScriptToTheSecond) {
    open_offices();
    const auto& histories = vectors().at("histories").as_array();
    ASSERT_GE(histories.size(), 100U);
    for (std::size_t i = 0; i < histories.size() && !HasFailure(); ++i)
        play(static_cast<int>(i), histories[i].as_array());
    clock_.jump_to(at(vectors().at("now")));
    fire();
    for (const auto clock : {reports::ClockKind::wall, reports::ClockKind::business}) {
        SCOPED_TRACE(to_string(clock));
        const json::value& expected = vectors().at(to_string(clock));
        reports::Question all = question(clock);
        const auto report = reports::first_answer(*store_, all);
        ASSERT_TRUE(report) << testing::why(report);
        same(*report, expected.at("all"));
        EXPECT_GT(report->real.answered, 50);
        EXPECT_GT(report->action->answered, 50);
        const auto& departments = expected.at("all").at("departments").as_object();
        ASSERT_EQ(report->departments.size(), departments.size());
        for (const auto& one : report->departments) {
            const auto& theirs = departments.at(one.department == department_.id.value ? "care" : "legal");
            EXPECT_EQ(one.concerns, theirs.at("concerns").to_number<std::int64_t>()) << one.department;
            EXPECT_EQ(one.seconds, theirs.at("seconds").to_number<std::int64_t>()) << one.department;
        }
        // By department and by person, as groups and as filters.
        for (const bool person : {false, true}) {
            const auto& of = expected.at(person ? "by_employee" : "by_department").as_object();
            all.by = person ? reports::GroupBy::employee : reports::GroupBy::department;
            const auto grouped = reports::first_answer(*store_, all);
            ASSERT_TRUE(grouped);
            for (const auto& [name, theirs] : of) {
                SCOPED_TRACE(std::string(name));
                const std::string id =
                    person ? (name == "min" ? kim_.id.value : lee_.id.value)
                           : (name == "care" ? department_.id.value : other_department_.id.value);
                const auto group = std::ranges::find(grouped->groups, id, &reports::Group::key);
                ASSERT_NE(group, grouped->groups.end());
                same(*group, theirs);
                reports::Question one = all;
                (person ? one.filter.employee : one.filter.department) = id;
                const auto filtered = reports::first_answer(*store_, one);
                ASSERT_TRUE(filtered);
                same(*filtered, theirs);
            }
        }
    }
}

TEST_F(Clocks, AFigureAndItsConversationsAreTheSame) {
    const auto& histories = vectors().at("histories").as_array();
    for (std::size_t i = 0; i < 30 && !HasFailure(); ++i)
        play(static_cast<int>(i), histories[i].as_array());
    clock_.jump_to(at(vectors().at("now")));
    fire();
    const reports::Question all = question(reports::ClockKind::wall);
    const auto report = reports::first_answer(*store_, all);
    ASSERT_TRUE(report);
    const auto count = [&](const std::string& fate) {
        reports::Pick pick;
        pick.real = true;
        pick.fate = fate;
        const auto page = reports::picked(*store_, all, pick, {}, 1'000);
        EXPECT_OK(page);
        return static_cast<std::int64_t>(page->items.size());
    };
    EXPECT_EQ(count(""), report->real.counted);
    EXPECT_EQ(count("answered"), report->real.answered);
    EXPECT_EQ(count("waiting"), report->real.waiting);
    EXPECT_EQ(count("only_held"), report->real.only_held);
    EXPECT_EQ(count("held"), report->held);
    EXPECT_EQ(count("missed"), report->missed);
    EXPECT_GT(report->held, 20);
}

TEST_F(Clocks, WhatIsOwedStandsInTheQueueOfItsAuthorAndIsFound) {
    clock_.jump_to(kMonday + 9h);
    play(0, json::parse(R"([{"at":32400,"do":"post","talk":"a"},
        {"at":32460,"do":"hold","talk":"a","by":"min","until":39600}])")
                .as_array());
    const auto& owed = stored(last_).conversation.owed;
    ASSERT_TRUE(owed);
    EXPECT_EQ(owed->since, kMonday + 9h);
    EXPECT_EQ(owed->until, kMonday + 11h);
    const auto counts = store_->counts(brand_.id, kim_.id);
    EXPECT_EQ(counts->queue, 1);
    EXPECT_EQ(counts->mine, 1) << "who promised sees it";
    EXPECT_EQ(counts->answered, 0);
    const auto found = [&](const std::string& query) {
        const auto parsed = model::query::parse(query, model::query::Purpose::view);
        EXPECT_TRUE(parsed.ok()) << query;
        const desk::Filter filter(*parsed.root, {}, {kim_.id, now(), "UTC"});
        const auto state = stored(last_);
        return filter.holds({state.conversation, account_.handle}, [] { return std::vector<model::Post>(); });
    };
    EXPECT_TRUE(found("owed:yes"));
    EXPECT_FALSE(found("owed:no"));
    EXPECT_FALSE(found("owed:soon"));
    clock_.jump_to(kMonday + 10h + 45min);
    fire();
    EXPECT_TRUE(found("owed:soon"));
    clock_.jump_to(kMonday + 11h);
    EXPECT_TRUE(found("owed:missed"));
    EXPECT_FALSE(found("owed:soon"));
}

TEST_F(Clocks, TheAlarmIsANoticeToTheAuthorAndThenToTheLeadsAndOutlivesTheServer) {
    model::Employee lead = add_employee("Lee Lead", "LL");
    lead.role = model::Role::lead;
    EXPECT_OK(store_->update_employee(lead));
    play(0, json::parse(R"([{"at":32400,"do":"post","talk":"a"},
        {"at":32460,"do":"hold","talk":"a","by":"min","until":39660}])")
                .as_array());
    const auto unread = [&](const model::Employee& who) {
        return sqlite::Connection(store_->file(), sqlite::Mode::read)
            .scalar("select group_concat(kind || ' ' || body, ',') from notices where employee = '" +
                    who.id.value + "'");
    };
    clock_.jump_to(kMonday + 10h + 31min);  // the quarter before 11:01 begins
    EXPECT_EQ(unread(kim_), "");
    fire();
    EXPECT_EQ(unread(kim_), "promise 2026-01-05T11:01:00Z");
    EXPECT_EQ(unread(lead), "");
    clock_.jump_to(kMonday + 10h + 46min);
    fire();
    EXPECT_EQ(unread(lead), "promise 2026-01-05T11:01:00Z");
    // The server stands still, the clock goes on: the rest is caught up, once.
    clock_.jump_to(kMonday + 20h);
    fire();
    fire();
    EXPECT_EQ(unread(kim_), "promise 2026-01-05T11:01:00Z");
    EXPECT_EQ(stored(last_).conversation.owed->missed, 1);
    const auto report = reports::first_answer(*store_, question(reports::ClockKind::wall));
    EXPECT_EQ(report->missed, 1);
    EXPECT_EQ(report->answered, 1);
    EXPECT_EQ(report->real.answered, 0);
}

}  // namespace
}  // namespace manyhands::storage
