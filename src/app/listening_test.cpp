// Queries that listen while posts flow: from the network to the store, and out of it again.
#include <atomic>
#include <thread>

#include "app/channels.hpp"
#include "app/fixture_test.hpp"
#include "app/listening_ports.hpp"

namespace manyhands::app {
namespace {

using listen::QueryState;

// A network that tells everything that it is given, as one does whose search is asked.
class Flow final : public channels::Channel {
  public:
    Flow() {
        info_.id = "flow";
        info_.label = "Flow";
    }
    const channels::ChannelInfo& info() const override { return info_; }
    base::Result<std::unique_ptr<channels::ChannelSession>> open(
        const channels::Settings&, const channels::SessionState&,
        const channels::SessionContext&) const override {
        return std::make_unique<Session>(*this);
    }
    void say(model::RemotePost post) {
        const std::scoped_lock lock(mutex_);
        post.network = "flow";
        post.root_remote_id = post.remote_id;
        posts_.push_back(std::move(post));
    }

  private:
    class Session final : public channels::ChannelSession {
      public:
        explicit Session(const Flow& flow) : flow_(flow) {}
        channels::Reply<channels::Delivery> listen(const channels::Cursor& cursor,
                                                   const std::vector<std::string>&) override {
            const std::scoped_lock lock(flow_.mutex_);
            channels::Delivery delivery;
            const std::size_t from = cursor.empty() ? 0 : std::stoul(cursor);
            delivery.posts.assign(flow_.posts_.begin() + static_cast<std::ptrdiff_t>(from),
                                  flow_.posts_.end());
            delivery.next = std::to_string(flow_.posts_.size());
            return delivery;
        }
        channels::Reply<std::vector<model::RemotePost>> thread(const std::string&) override {
            return std::vector<model::RemotePost>();
        }
        model::SendKey make_key(const model::AnswerId& answer, base::Instant now) override {
            return {answer.value, now};
        }
        channels::Reply<channels::Published> send(const channels::Outgoing&) override { return no(); }
        channels::Reply<std::optional<channels::Published>> look_up(const channels::Outgoing&) override {
            return no();
        }
        channels::Reply<channels::Identity> who_am_i() override { return channels::Identity{}; }
        channels::Probe probe() override { return {}; }
        channels::Budget budget() const override { return {}; }
        channels::SessionState state() const override { return {}; }

      private:
        static std::unexpected<channels::Problem> no() {
            return std::unexpected(channels::Problem{channels::Refusal::unavailable, {}, {}});
        }
        const Flow& flow_;
    };
    channels::ChannelInfo info_;
    mutable std::mutex mutex_;
    std::vector<model::RemotePost> posts_;
};

class ListeningTest : public testing::CompanyTest {
  protected:
    ListeningTest() {
        found();
        company_->store().add_account(flow_account(), {"", ""}).value();
        hear();
    }
    ~ListeningTest() override { worker_.reset(); }

    model::Account flow_account() const {
        model::Account account;
        account.id = model::AccountId("flow");
        account.brand = brand_;
        account.department = care_;
        account.network = "flow";
        account.remote_id = "us";
        account.handle = "us.example";
        account.created_at = clock_.now();
        return account;
    }
    // As the company would for a network of its list.
    void hear() {
        storage::Store& store = company_->store();
        ports_ = std::make_unique<WorkerPorts>(WorkerPorts{store,
                                                           store,
                                                           store,
                                                           store,
                                                           secrets_,
                                                           clock_,
                                                           random_,
                                                           company_->ids(),
                                                           [](const model::EmployeeId&) { return false; },
                                                           [](const model::Account&) {},
                                                           {},
                                                           &company_->listening().ears()});
        worker_ = std::make_unique<AccountWorker>(*ports_, flow_account(), flow_,
                                                  flow_.open({}, {}, {clock_, random_, *inside_}).value(),
                                                  listen::Terms());
    }
    void say(const std::string& id, const std::string& text, const std::string& author = "customer") {
        model::RemotePost post;
        post.remote_id = id;
        post.remote_version = text;
        post.author = {author, author + ".example", author, 10, ""};
        post.text = text;
        post.created_at = clock_.now();
        flow_.say(post);
        ASSERT_TRUE(worker_->listen_once());
    }
    model::Actor lead() const { return {kim_.id, brand_, care_, model::Role::lead, kim_.initials, {}}; }
    model::QueryId query(const std::string& text, QueryState state = QueryState::on,
                         std::optional<listen::AlertRule> alert = {}) {
        listen::QueryChange wanted;
        wanted.name = text;
        wanted.text = text;
        if (alert) wanted.alert = alert;
        const auto made = company_->listening().queries().add(lead(), wanted).value();
        EXPECT_TRUE(company_->listening().dry_runs().run(lead(), text, made.id, {}));
        EXPECT_TRUE(company_->listening().queries().set_state(lead(), made.id, state));
        company_->listening().ears().settle(brand_);
        return made.id;
    }
    // Of the only post of the only conversation.
    std::vector<desk::FoundMark> marks() {
        const auto all = rows();
        EXPECT_EQ(all.size(), 1U);
        const auto found = detail(all.at(0).conversation.id).found;
        return found.empty() ? std::vector<desk::FoundMark>() : found.begin()->second;
    }

    Flow flow_;
    identity::SecretBox secrets_{identity::SecretBox::Key{}, random_};
    std::unique_ptr<WorkerPorts> ports_;
    std::unique_ptr<AccountWorker> worker_;
};

TEST_F(ListeningTest, WhatAQueryFindsBecomesAMention) {
    say("p1", "환불이 안 돼요");
    EXPECT_TRUE(rows().empty()) << "nobody asked for it";
    const auto on = query("환불");
    const auto muted = query("안돼요", QueryState::muted);
    say("p2", "전액환불이 안돼요");
    ASSERT_EQ(rows().size(), 1U);
    const auto found = marks();
    ASSERT_EQ(found.size(), 2U);
    const auto& of_on = found[0].by.query == on ? found[0] : found[1];
    EXPECT_EQ(of_on.name, "환불");
    EXPECT_EQ(of_on.by.ranges, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{6, 12}}));
    say("p3", "안돼요");
    EXPECT_EQ(rows().size(), 1U) << "muted: it brings nothing";
    EXPECT_EQ(company_->listening().ears().counted(brand_, muted).total, 2);
    say("p4", "환불해 드립니다", "us");
    EXPECT_EQ(rows().size(), 1U) << "our own";
    EXPECT_EQ(company_->listening().ears().ring(brand_).info().posts, 3U);
    EXPECT_TRUE(company_->listening().queries().remove(lead(), on));
    EXPECT_EQ(marks().size(), 1U) << "of a query that is gone";
}

TEST_F(ListeningTest, AnEditAndATombstone) {
    query("환불");
    say("p1", "환불");
    EXPECT_EQ(marks().at(0).by.ranges.at(0).first, 0U);
    say("p1", "제 환불");
    EXPECT_EQ(marks().at(0).by.ranges.at(0).first, 4U);
    say("p1", "해결됐어요");
    EXPECT_TRUE(marks().empty());
    say("p1", "환불 아직이요");
    EXPECT_EQ(marks().size(), 1U);
    model::RemotePost gone;
    gone.remote_id = "p1";
    gone.author.remote_id = "customer";
    gone.deleted = true;
    flow_.say(gone);
    ASSERT_TRUE(worker_->listen_once());
    EXPECT_TRUE(marks().empty());
}

TEST_F(ListeningTest, ARestartKeepsQueriesMarksAndCounts) {
    const auto id = query("환불");
    say("p1", "환불");
    worker_.reset();
    open();
    hear();
    company_->listening().ears().settle(brand_);
    EXPECT_EQ(marks().at(0).by.query, id);
    EXPECT_EQ(company_->listening().ears().counted(brand_, id).total, 1);
    EXPECT_EQ(company_->listening().ears().set(brand_).queries, 1U);
    say("p2", "또 환불", "another");
    EXPECT_EQ(rows().size(), 2U);
    EXPECT_EQ(company_->listening().ears().ring(brand_).info().posts, 1U) << "in memory only";
}

TEST_F(ListeningTest, ErasingTakesTheRangesAndWhatWasHeard) {
    query("환불");
    say("p1", "환불");
    const auto id = rows().at(0).conversation.id;
    const model::Actor admin{kim_.id, brand_, care_, model::Role::admin, kim_.initials, {}};
    ASSERT_TRUE(company_->route().close(admin, id));
    ASSERT_TRUE(company_->erasures().erase_customer(admin, id));
    EXPECT_EQ(company_->listening().ears().ring(brand_).info().posts, 0U);
    while (company_->erasures().run_once(false).value()) {
    }
    EXPECT_EQ(detail(id).posts.at(0).remote.text, "");
    EXPECT_TRUE(detail(id).found.empty());
}

TEST_F(ListeningTest, AnAlertIsToldOnceAndNotAgainAfterARestart) {
    const auto id = query("환불", QueryState::on, listen::AlertRule{2, 30});
    say("p1", "환불");
    say("p2", "환불");
    company_->listening().ears().tend();
    const auto notices = [&] { return company_->store().notices(kim_.id, 10).value(); };
    ASSERT_EQ(notices().items.size(), 1U);
    EXPECT_EQ(notices().items[0].kind, "listening");
    EXPECT_EQ(notices().items[0].excerpt, "환불 (2)");
    EXPECT_EQ(company_->store().listening_query(brand_, id)->alerted_at, clock_.now());
    worker_.reset();
    open();
    hear();
    company_->listening().ears().settle(brand_);
    say("p3", "환불");
    company_->listening().ears().tend();
    EXPECT_EQ(notices().items.size(), 1U);
    clock_.advance(base::Minutes(31));
    say("p4", "환불");
    company_->listening().ears().tend();
    EXPECT_EQ(notices().items.size(), 1U) << "one in half an hour is not two";
    say("p5", "환불");
    company_->listening().ears().tend();
    EXPECT_EQ(notices().items.size(), 2U);
}

TEST_F(ListeningTest, AnAlertIsToldToTheWebhooksThatWantIt) {
    const auto hook = [&](std::vector<std::string> events, hooks::HookState state = hooks::HookState::on) {
        hooks::Webhook made;
        made.id = company_->ids().make<model::WebhookId>();
        made.brand = brand_;
        made.url = "https://hooks.example/in";
        made.events = std::move(events);
        made.state = state;
        made.created_at = clock_.now();
        EXPECT_TRUE(company_->store().add_webhook(made, {"box", "", {}}));
        return made.id;
    };
    const auto queued = [&](const model::WebhookId& id) {
        return company_->store().deliveries(brand_, id, {}, "", 100).value();
    };
    const auto first = hook({"listening.alert"});
    const auto second = hook({"conversation.opened", "listening.alert"});
    const auto other = hook({"answer.held"});
    const auto off = hook({"listening.alert"}, hooks::HookState::off);
    const auto id = query("환불", QueryState::on, listen::AlertRule{2, 30});
    say("p1", "환불");
    company_->listening().ears().tend();
    EXPECT_TRUE(queued(first).empty());
    say("p2", "환불");
    company_->listening().ears().tend();
    company_->listening().ears().tend();
    ASSERT_EQ(queued(first).size(), 1U);
    ASSERT_EQ(queued(second).size(), 1U);
    EXPECT_TRUE(queued(other).empty());
    EXPECT_TRUE(queued(off).empty());
    const hooks::Delivery one = queued(first)[0];
    EXPECT_NE(one.id, queued(second)[0].id);
    EXPECT_EQ(one.event, "listening.alert");
    EXPECT_GT(one.seq, 0) << "a test would be sent while its webhook is off";
    EXPECT_EQ(one.body, queued(second)[0].body);
    EXPECT_NE(one.body.find("\"query\":\"" + id.value + "\",\"found\":2,\"at_least\":2,\"minutes\":30"),
              std::string::npos)
        << one.body;
    EXPECT_EQ(one.body.find("환불"), std::string::npos) << "ids and figures only";
}

// Texts of two generations that each find all: every post is kept with the whole of one or of the other.
TEST_F(ListeningTest, SwapsWhilePostsFlow) {
    std::vector<model::QueryId> ids;
    for (int i = 0; i < 10; ++i)
        ids.push_back(query("always one"));
    const auto tried = [&](const std::string& text) {
        for (const auto& id : ids)
            EXPECT_TRUE(company_->listening().dry_runs().run(lead(), text, id, {}));
    };
    tried("always two");
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (int round = 0; !done; ++round) {
            listen::QueryChange wanted;
            wanted.text = round % 2 == 0 ? "always two" : "always one";
            for (const auto& id : ids)
                EXPECT_TRUE(company_->listening().queries().change(lead(), id, wanted));
        }
    });
    for (int i = 0; i < 100; ++i)
        say("p" + std::to_string(i), "always one or two", "customer" + std::to_string(i));
    done = true;
    writer.join();
    ASSERT_EQ(rows().size(), 100U);
    for (const desk::Row& row : rows())
        EXPECT_EQ(detail(row.conversation.id).found.begin()->second.size(), 10U);
}

TEST_F(ListeningTest, FilesOfAllKinds) {
    const auto read = [&](const std::string& bytes) {
        const auto posts = read_listening_archive("a file", bytes, clock_.now());
        EXPECT_TRUE(posts) << posts.error().key;
        return posts ? *posts : listen::ArchivePosts();
    };
    const auto lines = read(
        "{\"id\":\"1\",\"text\":\"환불\",\"created_at\":\"2026-01-01T00:00:00Z\",\"author\":"
        "{\"handle\":\"kim\",\"followers\":7}}\n"
        "{\"id\":\"2\"}\nnonsense\n"
        "{\"data\":{\"id\":\"3\",\"text\":\"refund\",\"created_at\":\"2026-01-02T00:00:00Z\"}}\n");
    ASSERT_EQ(lines.posts.size(), 2U);
    EXPECT_EQ(lines.posts[0].post.author.handle, "kim");
    EXPECT_EQ(lines.posts[0].post.author.followers, 7);
    EXPECT_EQ(lines.posts[0].lang, "ko");
    EXPECT_EQ(lines.posts[1].post.text, "refund");
    EXPECT_EQ(lines.skipped, 2);
    ASSERT_EQ(lines.problems.size(), 2U);
    EXPECT_EQ(lines.problems[0].line, 2);
    EXPECT_EQ(lines.problems[1].why.key, "channels.archive.bad_json");
    const auto table =
        read("tweet_id,user,body,created\n7,lee,\"late, again\",2026-01-01 10:00:00\n8,lee,,x\n");
    ASSERT_EQ(table.posts.size(), 1U);
    EXPECT_EQ(table.posts[0].post.text, "late, again");
    EXPECT_EQ(table.posts[0].post.author.handle, "lee");
    const auto damaged = read_listening_archive("x.xz",
                                                "\xFD"
                                                "7zXZ" +
                                                    std::string(40, '\0'),
                                                clock_.now());
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().key, "channels.archive.damaged");
    EXPECT_EQ(damaged.error().args.at(0).second, "x.xz") << "no path of ours";
}

TEST_F(ListeningTest, WhatTheNetworksGive) {
    const auto facts = network_facts(company_->accounts(), brand_).value();
    ASSERT_EQ(facts.size(), 1U) << "the one that this build does not know is left out";
    EXPECT_EQ(facts[0].label, "Simulated");
    EXPECT_EQ(facts[0].accounts, 1);
    EXPECT_EQ(facts[0].poll_seconds, 1);
    EXPECT_FALSE(facts[0].price_per_1000);
    for (const auto& channel : make_channels(inside_.get())) {
        const std::string key = "channels." + channel->info().id + ".sees";
        EXPECT_NE(base::tr(base::Lang::ko, key), key);
        EXPECT_NE(base::tr(base::Lang::en, key), key);
    }
}

}  // namespace
}  // namespace manyhands::app
