// Publishing: exact requests, and what every answer of the network means for the outbox.
#include "channels/bluesky/sender.hpp"

#include "channels/bluesky/scripted_http.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;

class Send : public BlueskyTest {
  protected:
    Send() {
        session_ = open();
        http_.on("app.bsky.feed.getPosts", [this](const Asked&) { return ok(page("posts", {parent_})); });
        http_.on("com.atproto.repo.putRecord", [this](const Asked& asked) {
            const auto body = parse_json(asked.body);
            const std::string uri = at(std::string(text_at(*body, "rkey")), kOurDid);
            return ok(R"({"uri":")" + uri + R"(","cid":"c1","commit":{"cid":"x","rev":")" +
                      make_tid(clock_.now() + 123ms, 1) + R"("},"validationStatus":"valid"})");
        });
        answer_.id = model::AnswerId("01JABCDEFGHJKMNPQRSTVWXYZ0");
        answer_.key = session_->make_key(answer_.id, clock_.now() + 120456us);
        answer_.text = "네, 됩니다 ^KG";
        answer_.lang = "ko";
        answer_.parent_remote_id = answer_.root_remote_id = at("3lparent");
    }

    std::string put_body() {
        for (const Asked& asked : http_.asked())
            if (asked.what == "POST com.atproto.repo.putRecord") return asked.body;
        return {};
    }
    json::value put_record() {
        const auto body = parse_json(put_body());
        return body ? body->at("record") : json::value{};
    }

    json::object parent_ = view(at("3lparent"), "환불 되나요?", clock_.now());
    std::unique_ptr<ChannelSession> session_;
    Outgoing answer_;
};

TEST_F(Send, TheWholeWay) {
    const auto sent = session_->send(answer_);
    ASSERT_TRUE(sent.has_value());
    const std::string& key = answer_.key.key;
    EXPECT_EQ(sent->remote_id, at(key, kOurDid));
    EXPECT_EQ(sent->remote_version, "c1");
    EXPECT_EQ(sent->url, "https://bsky.app/profile/did:plc:brand/post/" + key);
    EXPECT_EQ(sent->at, clock_.now() + 123ms);  // the network's time, from the commit
    const auto asked = http_.asked();
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_EQ(asked[1], (Asked{"GET app.bsky.feed.getPosts?uris=" + at("3lparent"), "a1", ""}));
    EXPECT_EQ(asked[2].what, "POST com.atproto.repo.putRecord");
    EXPECT_EQ(json::parse(asked[2].body), json::parse(R"({
        "repo": "did:plc:brand", "collection": "app.bsky.feed.post", "rkey": ")" +
                                                      key + R"(", "swapRecord": null,
        "record": {"$type": "app.bsky.feed.post", "text": "네, 됩니다 ^KG", "createdAt": "2026-03-09T05:23:00.120Z",
            "langs": ["ko"], "reply": {
            "root": {"uri": "at://did:plc:customer/app.bsky.feed.post/3lparent", "cid": "cid-3lparent"},
            "parent": {"uri": "at://did:plc:customer/app.bsky.feed.post/3lparent", "cid": "cid-3lparent"}}}})"));
}

TEST_F(Send, PicturesAreUploadedFirstAndStandInThePostWithTheirDescriptions) {
    http_.on("com.atproto.repo.uploadBlob", [](const Asked& asked) {
        return ok(R"({"blob":{"$type":"blob","ref":{"$link":"bafy-)" + asked.body +
                  R"("},"mimeType":"image/png","size":)" + std::to_string(asked.body.size()) + "}}");
    });
    answer_.images = {{"image/png", "one", "부표의 위치", 640, 480}, {"image/jpeg", "two", "", 0, 0}};
    ASSERT_TRUE(session_->send(answer_).has_value());
    EXPECT_EQ(http_.count("POST com.atproto.repo.uploadBlob"), 2);
    const json::value record = put_record();
    EXPECT_EQ(text_at(record, "embed.$type"), "app.bsky.embed.images");
    const json::array& images = record.at("embed").at("images").as_array();
    ASSERT_EQ(images.size(), 2U);
    EXPECT_EQ(text_at(images[0], "alt"), "부표의 위치");
    EXPECT_EQ(text_at(images[0], "image.ref.$link"), "bafy-one");
    EXPECT_EQ(images[0].at("aspectRatio"), json::parse(R"({"width":640,"height":480})"));
    EXPECT_FALSE(images[1].as_object().contains("aspectRatio"));
    // Once more, as after a lost response: the same request to the letter.
    ASSERT_TRUE(session_->send(answer_).has_value());
    const std::string second = put_body();
    ASSERT_TRUE(session_->send(answer_).has_value());
    EXPECT_EQ(put_body(), second);
    EXPECT_EQ(json::parse(second).at("record"), record);
}

TEST_F(Send, APictureThatCannotBeUploadedKeepsTheAnswerHome) {
    answer_.images = {{"image/png", "one", "", 0, 0}};
    http_.on("com.atproto.repo.uploadBlob", refused(400, "BlobTooLarge"));
    const auto too_large = session_->send(answer_);
    ASSERT_FALSE(too_large.has_value());
    EXPECT_EQ(too_large.error().refusal, Refusal::invalid);
    http_.on("com.atproto.repo.uploadBlob", broken(net::Break::after_send));
    const auto lost = session_->send(answer_);
    ASSERT_FALSE(lost.has_value());
    EXPECT_EQ(lost.error().refusal, Refusal::unavailable) << "no post refers to it: nothing was published";
    EXPECT_EQ(http_.count("POST com.atproto.repo.putRecord"), 0);
}

TEST_F(Send, ARetryIsTheSameRequestToTheLetter) {
    ASSERT_TRUE(session_->send(answer_).has_value());
    const std::string first = put_body();
    clock_.advance(3h);
    ASSERT_TRUE(open(session_->state())->send(answer_).has_value());
    EXPECT_EQ(put_body(), first);
}

TEST_F(Send, TheRootIsWhatTheParentSaysEvenWhenItIsGone) {
    parent_["record"].as_object()["reply"] =
        json::object{{"root", json::object{{"uri", at("3lroot")}, {"cid", "cid-root"}}},
                     {"parent", json::object{{"uri", at("3lmiddle")}, {"cid", "cid-middle"}}}};
    answer_.root_remote_id = at("3lsomethingelse");
    ASSERT_TRUE(session_->send(answer_).has_value());
    const json::value record = put_record();
    EXPECT_EQ(text_at(record, "reply.root.uri"), at("3lroot"));
    EXPECT_EQ(text_at(record, "reply.root.cid"), "cid-root");
    EXPECT_EQ(text_at(record, "reply.parent.uri"), at("3lparent"));
}

TEST_F(Send, APostOfItsOwnHasNoReplyAndUnknownLanguagesNoTag) {
    answer_.parent_remote_id.clear();
    answer_.root_remote_id.clear();
    answer_.lang = "und";
    ASSERT_TRUE(session_->send(answer_).has_value());
    const json::value record = put_record();
    EXPECT_EQ(find(record, "reply"), nullptr);
    EXPECT_EQ(find(record, "langs"), nullptr);
}

TEST_F(Send, LinksAndMentionsWithByteOffsets) {
    http_.on("com.atproto.identity.resolveHandle", [](const Asked& asked) {
        return asked.what.ends_with("=kim.example") ? ok(R"({"did":"did:plc:kim"})")
                                                    : refused(400, "InvalidRequest");
    });
    answer_.text = "안녕 @kim.example @none.example https://a.co ^KG";
    ASSERT_TRUE(session_->send(answer_).has_value());
    EXPECT_EQ(put_record().at("facets"), json::parse(R"([
        {"index": {"byteStart": 7, "byteEnd": 19},
         "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:kim"}]},
        {"index": {"byteStart": 34, "byteEnd": 46},
         "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://a.co"}]}])"));
}

TEST_F(Send, ANameThatCannotBeAskedForHoldsTheAnswerBack) {
    http_.on("com.atproto.identity.resolveHandle", refused(502, "UpstreamFailure"));
    answer_.text = "@kim.example ^KG";
    const auto sent = session_->send(answer_);
    ASSERT_FALSE(sent.has_value());
    EXPECT_EQ(sent.error().refusal, Refusal::unavailable);
    EXPECT_EQ(http_.count("POST com.atproto.repo.putRecord"), 0);
}

TEST_F(Send, WhatTheAnswerToThePutMeans) {
    struct Row {
        const char* what;
        net::HttpResult answer;
        Refusal refusal;
    };
    const std::vector<Row> rows{
        {"too long", refused(400, "InvalidRequest"), Refusal::invalid},
        {"no name at all", net::HttpResponse{400, {}, ""}, Refusal::invalid},
        {"too large", refused(413, "PayloadTooLarge"), Refusal::invalid},
        {"signed out", refused(401, "AuthMissing"), Refusal::signed_out},
        {"taken down", refused(401, "AccountTakedown"), Refusal::signed_out},
        {"deactivated", refused(400, "AccountDeactivated"), Refusal::signed_out},
        {"revoked", refused(400, "InvalidToken"), Refusal::signed_out},
        {"scope", refused(403, "Forbidden"), Refusal::forbidden},
        {"limit", refused(429, "RateLimitExceeded"), Refusal::rate_limited},
        {"a create that exists", refused(500, "InternalServerError"), Refusal::unknown},
        {"gateway", net::HttpResponse{502, {}, "<html>bad gateway</html>"}, Refusal::unknown},
        {"maintenance", refused(503, "NotAvailable"), Refusal::unknown},
        {"gateway time-out", net::HttpResponse{504, {}, ""}, Refusal::unknown},
        {"request time-out", net::HttpResponse{408, {}, ""}, Refusal::unknown},
        {"another server's page", net::HttpResponse{404, {}, "<html>"}, Refusal::unavailable},
        {"moved", net::HttpResponse{302, {{"Location", "https://else.example"}}, ""}, Refusal::unavailable},
        {"no connection", broken(net::Break::not_connected), Refusal::unavailable},
        {"guard", broken(net::Break::refused_by_guard), Refusal::unavailable},
        {"hung up", broken(net::Break::after_send), Refusal::unknown},
        {"200 and no JSON", ok("<html>"), Refusal::unknown},
        {"200 and nothing", ok(""), Refusal::unknown},
        {"200 and an array", ok("[]"), Refusal::unknown},
        {"200 and no address", ok(R"({"cid":"c"})"), Refusal::unknown},
        {"200 and another's address", ok(R"({"uri":"at://did:plc:x/app.bsky.feed.post/3l2","cid":"c"})"),
         Refusal::unknown},
    };
    http_.on("com.atproto.server.refreshSession",
             ok(R"({"did":"did:plc:brand","handle":"b.example","accessJwt":"a2","refreshJwt":"r2"})"));
    for (const Row& row : rows) {
        SCOPED_TRACE(row.what);
        http_.on("com.atproto.repo.putRecord", row.answer);
        const auto session = open();
        http_.asked();
        const auto sent = session->send(answer_);
        ASSERT_FALSE(sent.has_value());
        EXPECT_EQ(sent.error().refusal, row.refusal) << sent.error().error.cause;
        EXPECT_FALSE(sent.error().error.key.empty());
        EXPECT_EQ(http_.count("POST com.atproto.repo.putRecord"), row.refusal == Refusal::signed_out ? 2 : 1);
        EXPECT_EQ(sent.error().retry_at.has_value(), row.refusal == Refusal::rate_limited);
    }
}

TEST_F(Send, WhatBreaksBeforeThePutPublishedNothing) {
    for (const auto& answer : {refused(500, "InternalServerError"), refused(502, "UpstreamFailure"),
                               refused(400, "InvalidRequest"), broken(net::Break::after_send),
                               broken(net::Break::not_connected), ok("<html>")}) {
        http_.on("app.bsky.feed.getPosts", answer);
        const auto sent = session_->send(answer_);
        ASSERT_FALSE(sent.has_value());
        EXPECT_EQ(sent.error().refusal, Refusal::unavailable);
    }
    http_.on("app.bsky.feed.getPosts",
             refused(429, "RateLimitExceeded", {{"ratelimit-reset", "1773033900"}}));
    const auto sent = session_->send(answer_);
    EXPECT_EQ(sent.error().refusal, Refusal::rate_limited);
    EXPECT_EQ(sent.error().retry_at, clock_.now() + 2min);
    EXPECT_EQ(http_.count("POST com.atproto.repo.putRecord"), 0);
}

TEST_F(Send, AParentThatIsGoneClosedOrBlocked) {
    http_.on("app.bsky.feed.getPosts", ok(R"({"posts":[]})"));
    http_.on("com.atproto.repo.getRecord", refused(400, "RecordNotFound"));
    EXPECT_EQ(session_->send(answer_).error().refusal, Refusal::parent_gone);

    http_.on("com.atproto.repo.getRecord", ok(R"({"uri":"x","cid":"c-new","value":{"text":"새 글"}})"));
    http_.on("app.bsky.feed.getPostThread", ok(R"({"thread":{"uri":"x","blocked":true}})"));
    EXPECT_EQ(session_->send(answer_).error().refusal, Refusal::forbidden);
    EXPECT_EQ(session_->send(answer_).error().error.key, "channels.problem.blocked");

    parent_["viewer"] = json::object{{"replyDisabled", true}};
    http_.on("app.bsky.feed.getPosts", [this](const Asked&) { return ok(page("posts", {parent_})); });
    EXPECT_EQ(session_->send(answer_).error().refusal, Refusal::parent_gone);
    EXPECT_EQ(http_.count("POST com.atproto.repo.putRecord"), 0);

    // Only too new for the index: it is there.
    http_.on("app.bsky.feed.getPosts", ok(R"({"posts":[]})"));
    http_.on("app.bsky.feed.getPostThread", refused(400, "NotFound"));
    ASSERT_TRUE(session_->send(answer_).has_value());
    EXPECT_EQ(text_at(put_record(), "reply.parent.cid"), "c-new");
}

TEST_F(Send, TargetsAndKeysThatAreNotOurs) {
    for (const char* bad : {"x", "https://bsky.app/x", "at://kim.example/app.bsky.feed.post/3l2",
                            "at://did:plc:a/app.bsky.feed.like/3l2"}) {
        answer_.parent_remote_id = bad;
        EXPECT_EQ(session_->send(answer_).error().refusal, Refusal::invalid) << bad;
    }
    answer_.parent_remote_id = at("3lparent");
    answer_.key.key = "../self";
    EXPECT_EQ(session_->send(answer_).error().refusal, Refusal::invalid);
    EXPECT_EQ(http_.count("POST com.atproto.repo.putRecord"), 0);
}

TEST_F(Send, AnEarlierAttemptUnderTheKeyIsRecognised) {
    http_.on("com.atproto.repo.putRecord", refused(400, "InvalidSwap"));
    const std::string value =
        R"({"text":"네, 됩니다 ^KG","createdAt":"2026-03-09T05:23:00.120Z","langs":["ko"]})";
    http_.on("com.atproto.repo.getRecord", ok(R"({"uri":"x","cid":"c0","value":)" + value + "}"));
    const auto sent = session_->send(answer_);
    ASSERT_TRUE(sent.has_value());
    EXPECT_EQ(sent->remote_version, "c0");
    EXPECT_EQ(sent->remote_id, at(answer_.key.key, kOurDid));

    http_.on("com.atproto.repo.getRecord", ok(R"({"uri":"x","cid":"c0","value":{"text":"다른 글"}})"));
    const auto taken = session_->send(answer_);
    ASSERT_FALSE(taken.has_value());
    EXPECT_EQ(taken.error().refusal, Refusal::invalid);
    EXPECT_EQ(taken.error().error.key, "channels.problem.key_taken");
}

TEST_F(Send, LookUp) {
    const std::string ask =
        "GET com.atproto.repo.getRecord?repo=did:plc:brand&collection=app.bsky.feed.post&rkey=" +
        answer_.key.key;
    http_.on(
        "com.atproto.repo.getRecord",
        ok(R"({"uri":"x","cid":"c0","value":{"text":"네, 됩니다 ^KG","createdAt":"2026-03-09T05:23:00.120Z"}})"));
    const auto found = session_->look_up(answer_);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->remote_id, at(answer_.key.key, kOurDid));
    EXPECT_EQ(http_.asked().back().what, ask);

    http_.on("com.atproto.repo.getRecord", refused(400, "RecordNotFound"));
    const auto missing = session_->look_up(answer_);
    ASSERT_TRUE(missing.has_value());
    EXPECT_FALSE(missing->has_value());

    // Anything else is no proof that it is not there.
    for (const auto& answer : {refused(400, "InvalidRequest"), refused(500, "InternalServerError"),
                               refused(404, "RecordNotFound"), broken(net::Break::after_send), ok("null")}) {
        http_.on("com.atproto.repo.getRecord", answer);
        const auto unclear = session_->look_up(answer_);
        ASSERT_FALSE(unclear.has_value());
        EXPECT_EQ(unclear.error().refusal, Refusal::unavailable);
    }
}

TEST_F(Send, TheBudgetFollowsSendsAndHeaders) {
    EXPECT_EQ(session_->budget().remaining, 2'500);
    ASSERT_TRUE(session_->send(answer_).has_value());
    EXPECT_EQ(session_->budget().remaining, 2'499);
    EXPECT_EQ(open(session_->state())->budget().remaining, 2'499);
    http_.on("com.atproto.repo.putRecord", refused(429, "RateLimitExceeded", {{"Retry-After", "60"}}));
    EXPECT_FALSE(session_->send(answer_).has_value());
    EXPECT_EQ(session_->budget().remaining, 0);
    EXPECT_EQ(session_->budget().resets_at, clock_.now() + 1min);
    clock_.advance(1min);
    EXPECT_EQ(session_->budget().remaining, 2'499);
}

TEST(CreatedText, MillisecondsAlways) {
    EXPECT_EQ(created_text(base::parse_rfc3339("2026-03-09T05:23:00Z").value()), "2026-03-09T05:23:00.000Z");
    EXPECT_EQ(created_text(base::parse_rfc3339("2026-03-09T05:23:00.007999Z").value()),
              "2026-03-09T05:23:00.007Z");
}

}  // namespace
}  // namespace manyhands::channels::bluesky
