// Listening: that nothing is missed, whatever the order, the pages and the faults; exact requests.
#include "channels/bluesky/at_uri.hpp"
#include "channels/bluesky/cursor.hpp"
#include "channels/bluesky/scripted_http.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;

const char* const kNotifications = "app.bsky.notification.listNotifications";

class Listen : public BlueskyTest {
  protected:
    Listen() {
        http_.on(kNotifications, [this](const Asked& asked) { return list(asked, all_); });
        http_.on("app.bsky.feed.getAuthorFeed", ok(R"({"feed":[]})"));
        http_.on("app.bsky.feed.searchPosts", ok(R"({"posts":[]})"));
        http_.on("app.bsky.actor.getProfiles", ok(R"({"profiles":[]})"));
        http_.on("app.bsky.feed.getPosts", ok(R"({"posts":[]})"));
        session_ = open();
    }

    // As the network does it: newest first, a cursor to what is older.
    net::HttpResult list(const Asked& asked, std::vector<json::object> items) {
        std::stable_sort(items.begin(), items.end(), [](const json::object& a, const json::object& b) {
            return text_at(a, "indexedAt") > text_at(b, "indexedAt");
        });
        std::size_t from = 0;
        if (const auto cursor = asked.what.find("cursor="); cursor != std::string::npos)
            from = std::stoul(asked.what.substr(cursor + 7));
        json::array some;
        for (std::size_t i = from; i < items.size() && i < from + page_size_; ++i)
            some.push_back(items[i]);
        const std::size_t next = from + page_size_;
        return ok(page("notifications", std::move(some), next < items.size() ? std::to_string(next) : ""));
    }

    std::string add(base::Instant time, const std::string& reason = "mention") {
        const std::string uri = at(make_tid(clock_.now(), static_cast<unsigned>(all_.size() % 1024)));
        all_.push_back(notification(uri, "@brand.example 글", time, reason));
        return uri;
    }

    // One call; keeps the cursor.
    std::vector<std::string> hear(const std::vector<std::string>& watched = {}) {
        std::vector<std::string> ids;
        const auto delivery = session_->listen(cursor_, watched);
        if (!delivery) {
            ADD_FAILURE() << delivery.error().error.cause;
            return ids;
        }
        cursor_ = delivery->next;
        more_ = delivery->more;
        for (const auto& post : delivery->posts)
            ids.push_back((post.deleted ? "deleted " : "") + post.remote_id);
        last_ = delivery->posts;
        return ids;
    }
    std::set<std::string> hear_everything() {
        std::set<std::string> ids;
        do {
            for (const std::string& id : hear())
                ids.insert(id);
        } while (more_ && !HasFailure());
        return ids;
    }

    std::vector<json::object> all_;
    std::size_t page_size_ = 100;
    std::unique_ptr<ChannelSession> session_;
    Cursor cursor_;
    bool more_ = false;
    std::vector<model::RemotePost> last_;
};

TEST_F(Listen, ExactRequestsOfTheFirstCall) {
    session_ = open({}, {{"search", " 냉장고 , , Model A "}});
    hear();
    const auto asked = http_.asked();
    std::vector<std::string> seen;
    for (const Asked& one : asked)
        seen.push_back(one.what);
    EXPECT_EQ(
        seen,
        (std::vector<std::string>{
            "POST com.atproto.server.createSession",
            "GET "
            "app.bsky.notification.listNotifications?limit=100&reasons=mention&reasons=reply&reasons=quote",
            "GET app.bsky.feed.getAuthorFeed?actor=did:plc:brand&filter=posts_with_replies&limit=50",
            "GET app.bsky.feed.searchPosts?q=brand.example&sort=latest&limit=100",
            "GET app.bsky.feed.searchPosts?q=냉장고&sort=latest&limit=100",
            "GET app.bsky.feed.searchPosts?q=Model A&sort=latest&limit=100"}));
    hear();
    EXPECT_EQ(http_.asked().size(), 1U);  // the next poll: notifications only
}

TEST_F(Listen, EachOnceAndThenQuiet) {
    const std::string a = add(clock_.now() - 1min), b = add(clock_.now() - 2h, "reply");
    EXPECT_EQ(hear(), (std::vector{a, b}));
    EXPECT_TRUE(hear().empty());
    const Cursor quiet = cursor_;
    EXPECT_TRUE(hear().empty());
    EXPECT_EQ(cursor_, quiet);
    clock_.advance(2s);
    const std::string c = add(clock_.now());
    EXPECT_EQ(hear(), (std::vector{c}));
    EXPECT_NE(cursor_, quiet);
}

TEST_F(Listen, TheFirstLookGoesBackADay) {
    const std::string inside = add(clock_.now() - 23h);
    all_.push_back(notification(at(make_tid(clock_.now() - 25h, 9)), "어제보다 전", clock_.now() - 25h));
    all_.push_back(notification(at("self"), "키가 시각이 아닌 옛 글", clock_.now() - 48h));
    EXPECT_EQ(hear(), (std::vector{inside}));
}

TEST_F(Listen, APlaceThatIsNotKnownAnyMoreSaysWhereItBeginsAgain) {
    const std::string inside = add(clock_.now() - 23h);
    for (const char* lost : {"", "damaged", "{\"v\":999}"}) {
        session_ = open({});
        const auto anew = session_->listen(lost, {});
        ASSERT_TRUE(anew.has_value()) << lost;
        EXPECT_EQ(anew->begins, clock_.now() - 24h) << lost;
        ASSERT_EQ(anew->posts.size(), 1U) << lost;
        EXPECT_EQ(anew->posts[0].remote_id, inside);
        session_ = open(session_->state());
        const auto goes_on = session_->listen(anew->next, {});
        ASSERT_TRUE(goes_on.has_value());
        EXPECT_EQ(goes_on->begins, std::nullopt) << "a known place leaves nothing out";
    }
}

TEST_F(Listen, APostThatCannotBeReadIsHandedOnOnceAndHidesNoOther) {
    const std::string a = add(clock_.now());
    json::object broken = notification(at("3lbroken"), "@brand.example 깨진 글", clock_.now());
    broken["cid"] = nullptr;
    all_.push_back(broken);
    json::object other = notification(at("3lother"), "글이 아닌 것", clock_.now());
    other["cid"] = nullptr;
    other["record"].as_object()["$type"] = "app.bsky.graph.follow";
    all_.push_back(other);
    const auto delivery = session_->listen(cursor_, {});
    ASSERT_TRUE(delivery.has_value());
    ASSERT_EQ(delivery->posts.size(), 1U);
    EXPECT_EQ(delivery->posts[0].remote_id, a);
    ASSERT_EQ(delivery->unreadable.size(), 1U) << "what is no post at all is nobody's business";
    EXPECT_NE(delivery->unreadable[0].find("깨진 글"), std::string::npos);
    const auto again = session_->listen(delivery->next, {});
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->unreadable.empty());
}

TEST_F(Listen, AClockOfLastYearHidesNothing) {
    for (int i = 0; i < 30; ++i)
        add(clock_.now() - std::chrono::minutes(i));
    hear_everything();
    const std::string backdated = add(clock_.now() - 24h * 365);
    // On the first page it is seen at once.
    EXPECT_EQ(hear(), (std::vector{backdated}));
}

TEST_F(Listen, ABackdatedPostBehindTheMarkIsFoundByTheWalk) {
    page_size_ = 10;
    for (int i = 0; i < 100; ++i)
        add(clock_.now() - std::chrono::minutes(20 * i));
    hear_everything();
    const std::string late = add(clock_.now() - 20h);
    EXPECT_TRUE(hear().empty());
    std::set<std::string> found;
    for (int i = 0; i < 200 && found.empty(); ++i) {
        clock_.advance(2s);
        found = hear_everything();
    }
    EXPECT_EQ(found, std::set{late});
}

TEST_F(Listen, ALongAbsenceIsCaughtUpPageByPage) {
    hear();
    clock_.advance(1h);
    page_size_ = 10;
    std::set<std::string> expected;
    for (int i = 0; i < 137; ++i)
        expected.insert(add(clock_.now() - std::chrono::seconds(20 * i)));
    std::set<std::string> heard;
    int calls = 0;
    do {
        for (const std::string& id : hear())
            heard.insert(id);
        // New ones come in while we are behind, and the process restarts in the middle.
        if (calls == 1) {
            expected.insert(add(clock_.now()));
            session_ = open(session_->state());
        }
        ++calls;
    } while (more_);
    for (const std::string& id : hear_everything())
        heard.insert(id);
    EXPECT_EQ(heard, expected);
    EXPECT_GE(calls, 3);
}

TEST_F(Listen, AFaultInTheMiddleLosesNothing) {
    page_size_ = 10;
    hear();
    clock_.advance(30min);
    std::set<std::string> expected, heard;
    for (int i = 0; i < 95; ++i)
        expected.insert(add(clock_.now() - std::chrono::seconds(10 * i)));
    int calls = 0;
    http_.on(kNotifications, [&](const Asked& asked) {
        return ++calls % 3 != 1 ? refused(502, "UpstreamFailure") : list(asked, all_);
    });
    int failures = 0;
    for (int i = 0; i < 100 && heard != expected; ++i) {
        const auto delivery = session_->listen(cursor_, {});
        if (!delivery) {
            EXPECT_EQ(delivery.error().refusal, Refusal::unavailable);
            ++failures;
            continue;
        }
        cursor_ = delivery->next;
        for (const auto& post : delivery->posts)
            heard.insert(post.remote_id);
    }
    EXPECT_GT(failures, 0);
    EXPECT_EQ(heard, expected);
}

TEST_F(Listen, ADeliveryThatWasNotKeptComesAgain) {
    const std::string a = add(clock_.now());
    const Cursor before = cursor_;
    EXPECT_EQ(hear(), (std::vector{a}));
    cursor_ = before;
    EXPECT_EQ(hear(), (std::vector{a}));
    const Cursor with_a = cursor_;
    const std::string b = add(clock_.now());
    EXPECT_EQ(hear(), (std::vector{b}));
    cursor_ = with_a;
    const auto again = hear();
    EXPECT_NE(std::find(again.begin(), again.end(), b), again.end());
}

TEST_F(Listen, AServiceWithoutTheFilterSendsLikes) {
    page_size_ = 10;
    std::set<std::string> expected;
    for (int i = 0; i < 60; ++i) {
        const std::string id = add(clock_.now() - std::chrono::seconds(i), i % 20 == 19 ? "mention" : "like");
        if (i % 20 == 19) expected.insert(id);
    }
    EXPECT_EQ(hear_everything(), expected);
}

TEST_F(Listen, AFutureClockDoesNotSkipWhatComesUntilThen) {
    const std::string future = add(clock_.now() + 48h);
    EXPECT_EQ(hear(), (std::vector{future}));
    clock_.advance(1h);
    const std::string present = add(clock_.now());
    EXPECT_EQ(hear(), (std::vector{present}));
    session_ = open(session_->state());
    const std::string later = add(clock_.now());
    const auto heard = hear();
    EXPECT_NE(std::find(heard.begin(), heard.end(), later), heard.end());
}

TEST_F(Listen, SearchFindsTermsAndTheHandleAsAWord) {
    session_ = open({}, {{"search", "냉장고"}});
    http_.on("app.bsky.feed.searchPosts", [this](const Asked& asked) {
        if (asked.what.find("q=냉장고") != std::string::npos)
            return ok(page("posts", {view(at("3lterm"), "냉장고가 시끄러워요", clock_.now())}));
        return ok(page("posts", {view(at("3lnamed"), "brand.example 어때요?", clock_.now()),
                                 view(at("3lwords"), "a brand and an example", clock_.now()),
                                 view(at("3lother"), "see brand.example.com", clock_.now())}));
    });
    EXPECT_EQ(hear(), (std::vector{at("3lnamed"), at("3lterm")}));
    EXPECT_TRUE(last_[0].addressed_to_us);
    EXPECT_FALSE(last_[1].addressed_to_us);
}

TEST_F(Listen, ABrokenSideListDoesNotHoldUpTheMentions) {
    http_.on("app.bsky.feed.searchPosts", refused(501, "MethodNotImplemented"));
    http_.on("app.bsky.feed.getAuthorFeed", broken(net::Break::after_send));
    http_.on("app.bsky.actor.getProfiles", refused(500, "x"));
    const std::string a = add(clock_.now());
    EXPECT_EQ(hear(), (std::vector{a}));
    EXPECT_EQ(last_[0].author.followers, std::nullopt);
    EXPECT_TRUE(more_);  // mentions first
    EXPECT_TRUE(hear().empty());
    EXPECT_FALSE(more_);
    http_.asked();
    clock_.advance(10s);
    hear();
    EXPECT_EQ(http_.count("GET app.bsky.feed.searchPosts"), 0);  // left alone for a while
}

TEST_F(Listen, WhenRequestsRunShortOnlyMentionsAreRead) {
    http_.on(kNotifications, [this](const Asked& asked) {
        auto answer = list(asked, all_);
        answer->headers = {
            {"ratelimit-limit", "3000"}, {"ratelimit-remaining", "500"}, {"ratelimit-reset", "1773033900"}};
        return answer;
    });
    const std::string a = add(clock_.now());
    EXPECT_EQ(hear({at("3lwatched")}), (std::vector{a}));
    EXPECT_EQ(http_.count("GET app.bsky.feed"), 0);
    clock_.advance(2min);  // the window is over
    hear({at("3lwatched")});
    EXPECT_GT(http_.count("GET app.bsky.feed"), 0);
}

TEST_F(Listen, ABusyDayDoesNotStarveTheOtherLists) {
    http_.on("app.bsky.feed.getAuthorFeed", [this](const Asked&) {
        return ok(page("feed", {json::object{{"post", view(at("3lown", kOurDid), "공지", clock_.now())}}}));
    });
    std::set<std::string> heard;
    for (int i = 0; i < 4; ++i) {
        clock_.advance(1s);
        add(clock_.now());
        for (const std::string& id : hear())
            heard.insert(id);
    }
    EXPECT_TRUE(heard.contains(at("3lown", kOurDid)));
    EXPECT_EQ(heard.size(), 5U);
}

TEST_F(Listen, OwnPostsButNotReposts) {
    http_.on("app.bsky.feed.getAuthorFeed", [this](const Asked&) {
        return ok(page(
            "feed", {json::object{{"post", view(at("3lown", kOurDid), "공지", clock_.now())}},
                     json::object{{"post", view(at("3ltheirs"), "남의 글", clock_.now())},
                                  {"reason", json::object{{"$type", "app.bsky.feed.defs#reasonRepost"}}}}}));
    });
    EXPECT_EQ(hear(), (std::vector{at("3lown", kOurDid)}));
    EXPECT_FALSE(last_[0].addressed_to_us);
    EXPECT_EQ(last_[0].author.remote_id, kOurDid);
}

TEST_F(Listen, FollowersComeByBatchesAndAreKept) {
    http_.on(
        "app.bsky.actor.getProfiles",
        ok(R"({"profiles":[{"did":"did:plc:customer","handle":"kim.example","followersCount":15200}]})"));
    add(clock_.now());
    hear();
    EXPECT_EQ(last_[0].author.followers, 15'200);
    add(clock_.now());
    hear();
    EXPECT_EQ(last_[0].author.followers, 15'200);
    EXPECT_EQ(http_.count("GET app.bsky.actor.getProfiles?actors=did:plc:customer"), 1);
    clock_.advance(61min);
    add(clock_.now());
    hear();
    EXPECT_EQ(http_.count("GET app.bsky.actor.getProfiles"), 2);
}

TEST_F(Listen, EditsTombstonesBlocksAndAnswersOfWatchedPosts) {
    std::map<std::string, json::object> posts;
    for (const char* key : {"3ledited", "3ldeleted", "3lblocked", "3lsame"})
        posts[at(key)] = view(at(key), "처음", clock_.now());
    http_.on("app.bsky.feed.getPosts", [&](const Asked& asked) {
        json::array found;
        for (const auto& [uri, post] : posts)
            if (asked.what.find(uri) != std::string::npos) found.push_back(post);
        return ok(page("posts", std::move(found)));
    });
    http_.on("com.atproto.repo.getRecord", [](const Asked& asked) {
        return asked.what.ends_with("3lblocked") ? ok(R"({"uri":"x","cid":"c","value":{}})")
                                                 : refused(400, "RecordNotFound");
    });
    const std::vector<std::string> watched{at("3ledited"), at("3ldeleted"), at("3lblocked"), at("3lsame")};
    EXPECT_EQ(hear(watched).size(), 4U);  // as they are now
    clock_.advance(5s);
    EXPECT_TRUE(hear(watched).empty());

    posts[at("3ledited")]["cid"] = "cid-2";
    posts[at("3ledited")]["record"].as_object()["text"] = "고침";
    posts.erase(at("3ldeleted"));
    posts.erase(at("3lblocked"));
    clock_.advance(5s);
    EXPECT_EQ(hear(watched), (std::vector{at("3ledited")}));
    EXPECT_EQ(last_[0].text, "고침");
    EXPECT_EQ(last_[0].remote_version, "cid-2");
    clock_.advance(5s);  // missing twice
    EXPECT_EQ(hear(watched), (std::vector{"deleted " + at("3ldeleted")}));
    for (int i = 0; i < 5; ++i) {
        clock_.advance(5s);
        EXPECT_TRUE(hear(watched).empty());
    }

    posts[at("3lsame")]["replyCount"] = 1;
    http_.on("app.bsky.feed.getPostThread", [&](const Asked& asked) {
        EXPECT_EQ(asked.what,
                  "GET app.bsky.feed.getPostThread?uri=" + at("3lsame") + "&depth=2&parentHeight=0");
        json::object more = view(at("3ladded"), "그리고 물도 새요", clock_.now());
        return ok(json::serialize(
            json::object{{"thread", json::object{{"post", posts[at("3lsame")]},
                                                 {"replies", json::array{json::object{{"post", more}}}}}}}));
    });
    clock_.advance(5s);
    EXPECT_EQ(hear(watched), (std::vector{at("3ladded")}));
    clock_.advance(5s);
    EXPECT_TRUE(hear(watched).empty());
}

TEST_F(Listen, AnIndexThatAnswersNothingForAMomentDeletesNothing) {
    bool empty = false;
    http_.on("app.bsky.feed.getPosts", [&](const Asked&) {
        return ok(empty ? R"({"posts":[]})" : page("posts", {view(at("3lhere"), "글", clock_.now())}));
    });
    http_.on("com.atproto.repo.getRecord", refused(502, "UpstreamFailure"));
    hear({at("3lhere")});
    for (int i = 0; i < 10; ++i) {
        empty = i % 2 == 0 || i > 6;
        clock_.advance(5s);
        EXPECT_TRUE(hear({at("3lhere")}).empty());
    }
}

TEST_F(Listen, ManyWatchedPostsAreLookedAtInTurn) {
    std::vector<std::string> watched;
    for (int i = 0; i < 120; ++i)
        watched.push_back(at("3lw" + std::to_string(1'000 + i)));
    watched.emplace_back("not an address");
    std::set<std::string> asked_for;
    http_.on("app.bsky.feed.getPosts", [&](const Asked& asked) {
        std::size_t count = 0;
        for (const std::string& uri : watched)
            if (asked.what.find(uri) != std::string::npos) {
                asked_for.insert(uri);
                ++count;
            }
        EXPECT_LE(count, 25U);
        return ok(R"({"posts":[]})");
    });
    hear(watched);
    EXPECT_EQ(http_.count("GET app.bsky.feed.getPosts"), 2);
    hear(watched);
    hear(watched);
    EXPECT_EQ(asked_for.size(), 120U);
}

TEST_F(Listen, VeryLongKeysMakeSmallerBatches) {
    std::vector<std::string> watched;
    for (int i = 0; i < 40; ++i)
        watched.push_back(at(std::string(500, 'a') + std::to_string(i)));
    std::size_t longest = 0, uris = 0;
    http_.on("app.bsky.feed.getPosts", [&](const Asked& asked) {
        longest = std::max(longest, asked.what.size());
        for (auto from = asked.what.find("uris="); from != std::string::npos;
             from = asked.what.find("uris=", from + 1))
            ++uris;
        return ok(R"({"posts":[]})");
    });
    for (int i = 0; i < 3; ++i)
        hear(watched);
    EXPECT_EQ(uris, 40U);
    EXPECT_LT(longest, 7'000U);
}

TEST_F(Listen, PicturesGetTheirAddressesFromThePost) {
    json::object with = notification(at("3lpic"), "사진", clock_.now());
    with["record"].as_object()["embed"] = json::object{
        {"$type", "app.bsky.embed.images"}, {"images", json::array{json::object{{"alt", "깨진 화면"}}}}};
    all_.push_back(with);
    json::object whole = view(at("3lpic"), "사진", clock_.now());
    whole["embed"] = json::object{
        {"$type", "app.bsky.embed.images#view"},
        {"images",
         json::array{json::object{{"alt", "깨진 화면"}, {"fullsize", "https://cdn.example/1.jpg"}}}}};
    http_.on("app.bsky.feed.getPosts", ok(page("posts", {whole})));
    hear();
    EXPECT_EQ(last_[0].media, (std::vector{model::Media{"https://cdn.example/1.jpg", "깨진 화면"}}));
}

TEST_F(Listen, BadItemsAreSkippedAndTheGoodOnesKept) {
    const std::string good = add(clock_.now());
    json::array items{nullptr, 1, "x", json::array{}, json::object{}, json::object{{"reason", "mention"}},
                      all_[0]};
    json::object no_author = notification(at("3lna"), "x", clock_.now());
    no_author.erase("author");
    items.push_back(no_author);
    http_.on(kNotifications, ok(page("notifications", items)));
    EXPECT_EQ(hear(), (std::vector{good}));
    for (const char* body : {"", "<html>", "null", "[]", "\"x\"", "{", "{\"notifications\":"}) {
        http_.on(kNotifications, ok(body));
        EXPECT_FALSE(session_->listen(cursor_, {}).has_value()) << body;
    }
    for (const char* body : {"{}", R"({"notifications":null})", R"({"notifications":{}})",
                             R"({"notifications":[[[[]]]],"cursor":7})"}) {
        http_.on(kNotifications, ok(body));
        EXPECT_TRUE(session_->listen(cursor_, {}).has_value()) << body;
    }
    // A cursor that leads to itself does not make us run in a circle.
    http_.on(kNotifications, ok(page("notifications", {all_[0]}, "same")));
    EXPECT_TRUE(session_->listen({}, {}).has_value());
}

}  // namespace
}  // namespace manyhands::channels::bluesky
