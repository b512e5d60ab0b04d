// The live stream against the real store: what people see at once, what they missed, and when it ends.
#include <thread>

#include "http/shapes.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::Client;
using test::Reply;
using test::text_at;

struct Event {
    std::string id, name;
    boost::json::value data;
};

class LiveTest : public test::World {
  protected:
    std::unique_ptr<Client> listen(const model::Employee& employee, const std::string& after = {}) {
        auto stream = sign_in(employee);
        std::string text =
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + stream->headers["Cookie"] + "\r\n";
        if (!after.empty()) text += "Last-Event-ID: " + after + "\r\n";
        stream->send(text + "\r\n");
        const Reply head = stream->read_reply(Client::Body::stream);
        EXPECT_EQ(head.status, 200);
        EXPECT_EQ(head.header("content-type"), "text/event-stream");
        return stream;
    }

    // The next event of that name, checked against its shape; others are passed over.
    static Event next(Client& stream, const std::string& name) {
        for (int i = 0; i < 200; ++i) {
            const std::string text = stream.next_event();
            if (text.empty()) break;
            Event event;
            std::size_t from = 0;
            while (from < text.size()) {
                const auto end = std::min(text.find('\n', from), text.size());
                const std::string line = text.substr(from, end - from);
                if (line.starts_with("id: ")) event.id = line.substr(4);
                if (line.starts_with("event: ")) event.name = line.substr(7);
                if (line.starts_with("data: ")) event.data = boost::json::parse(line.substr(6));
                from = end + 1;
            }
            if (event.name != name) continue;
            check_shape(event);
            return event;
        }
        ADD_FAILURE() << "no event " << name;
        return {};
    }

    static void check_shape(const Event& event) {
        const std::map<std::string, SchemaPtr> declared{{"conversation", shapes::conversation_row()},
                                                        {"counts", shapes::counts()},
                                                        {"presence", shapes::presence_event()},
                                                        {"server", shapes::server_event()},
                                                        {"account", shapes::account()},
                                                        {"notice", shapes::notice()},
                                                        {"job", shapes::job()}};
        const auto found = declared.find(event.name);
        if (found == declared.end()) return;
        for (const Violation& violation : violations(*found->second, event.data))
            ADD_FAILURE() << event.name << " " << violation.pointer << " " << violation.key;
    }
};

TEST_F(LiveTest, EverybodySeesAClaimAtOnce) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto lee = listen(lee_);
    EXPECT_EQ(text_at(next(*lee, "counts").data, "/queue"), "1");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const Event event = next(*lee, "conversation");
    EXPECT_EQ(text_at(event.data, "/id"), id);
    EXPECT_EQ(text_at(event.data, "/claim/holder/initials"), "KG");
    EXPECT_FALSE(event.id.empty());
}

TEST_F(LiveTest, AStreamResumesWhereItWas) {
    customer_writes("chan", "첫 글", "p1");
    const std::string seen = std::to_string(*store_->last_seq(brand_.id));
    const std::string second = customer_writes("dana", "둘째 글", "p2");
    const auto lee = listen(lee_, seen);
    const Event event = next(*lee, "conversation");
    EXPECT_EQ(text_at(event.data, "/id"), second);
    EXPECT_EQ(event.id, std::to_string(*store_->last_seq(brand_.id)));
    const std::string third = customer_writes("eun", "셋째 글", "p3");
    EXPECT_EQ(text_at(next(*lee, "conversation").data, "/id"), third);
}

TEST_F(LiveTest, EverybodyIsToldThatTheServerOnlyReadsAndThatItWritesAgain) {
    const auto kim = listen(kim_);
    read_only_ = true;
    EXPECT_EQ(text_at(next(*kim, "server").data, "/read_only"), "true");
    const auto lee = listen(lee_);
    EXPECT_EQ(text_at(next(*lee, "server").data, "/read_only"), "true") << "whoever comes later, too";
    read_only_ = false;
    EXPECT_EQ(text_at(next(*kim, "server").data, "/read_only"), "false");
    EXPECT_EQ(text_at(next(*lee, "server").data, "/read_only"), "false");
}

TEST_F(LiveTest, WhoIsTooFarBehindStartsAnew) {
    SiteConfig config;
    config.live.too_far_behind = 2;
    restart(config);
    for (int i = 0; i < 3; ++i)
        customer_writes("c" + std::to_string(i), "글", "p" + std::to_string(i));
    const std::string last = std::to_string(*store_->last_seq(brand_.id));
    const auto lee = listen(lee_, "1");
    const Event reset = next(*lee, "reset");
    EXPECT_EQ(text_at(reset.data, "/seq"), last);
    EXPECT_EQ(reset.id, last);
    const auto future = listen(lee_, "999999");
    EXPECT_EQ(text_at(next(*future, "reset").data, "/seq"), last);
}

TEST_F(LiveTest, PresenceIsSeenAndNotReplayed) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto lee = listen(lee_);
    const auto kim = sign_in(kim_);
    const std::string body = R"({"conversation_id":")" + id + R"(","typing":true})";
    EXPECT_EQ(call(*kim, "POST", "/api/v1/presence", body).status, 204);
    const Event event = next(*lee, "presence");
    EXPECT_EQ(text_at(event.data, "/conversation_id"), id);
    EXPECT_EQ(text_at(event.data, "/present/0/initials"), "KG");
    EXPECT_EQ(text_at(event.data, "/present/0/typing"), "true");
    EXPECT_TRUE(event.id.empty());
    EXPECT_EQ(text_at(test::json_of(call(*kim, "GET", "/api/v1/conversations/" + id)), "/present/0/name"),
              "Kim Gaon");
    clock_.advance(std::chrono::seconds(26));
    EXPECT_EQ(text_at(next(*lee, "presence").data, "/present"), "[]");
    const std::string nobody = R"({"conversation_id":"01J0000000000000000000N0NE","typing":false})";
    EXPECT_EQ(call(*kim, "POST", "/api/v1/presence", nobody).status, 404);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/presence", R"({"conversation_id":null,"typing":false})").status,
              204);
}

TEST_F(LiveTest, TheStreamEndsWithTheSession) {
    const auto lee = listen(lee_);
    ASSERT_TRUE(identity_->deactivate(lee_.id));
    next(*lee, "signed_out");
    EXPECT_TRUE(lee->at_end());
    const auto kim = listen(kim_);
    const auto other = sign_in(kim_);
    other->headers["Cookie"] = kim->headers["Cookie"];
    other->headers["X-CSRF-Token"] = kim->headers["X-CSRF-Token"];
    EXPECT_EQ(call(*other, "DELETE", "/api/v1/session").status, 204);
    next(*kim, "signed_out");
}

TEST_F(LiveTest, NobodyListensWithoutASession) {
    const auto visitor = client();
    EXPECT_EQ(call(*visitor, "GET", "/api/v1/events").status, 401);
}

TEST_F(LiveTest, AccountsTellTheirTroubleInTheViewersLanguage) {
    const auto kim = sign_in(kim_);
    call(*kim, "PATCH", "/api/v1/me", R"({"lang":"ko"})");
    const auto lee = listen(lee_);
    const auto korean = listen(kim_);
    model::Account account = account_;
    account.status = model::AccountStatus::failing;
    account.problem = {base::ErrorCode::unavailable, "http.internal", {}, "secret cause"};
    site_->live().account_changed(account);
    const Event english = next(*lee, "account");
    EXPECT_EQ(text_at(english.data, "/problem"), "Something went wrong on our side.");
    EXPECT_EQ(text_at(next(*korean, "account").data, "/problem"), "서버에 문제가 생겼습니다.");
}

TEST_F(LiveTest, AnotherBrandHearsNothing) {
    const model::Brand other{ids_.make<model::BrandId>(), "Other", false, clock_.now()};
    ASSERT_TRUE(store_->add_brand(other));
    const model::Department desk{ids_.make<model::DepartmentId>(), other.id, "데스크", "Desk"};
    ASSERT_TRUE(store_->add_department(desk));
    identity::NewEmployee wanted{"Outsider Oh", "oh@other.example", model::Role::admin, desk.id, ""};
    const auto oh = identity_->add_employee(other.id, wanted);
    ASSERT_TRUE(oh.has_value());
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto outsider = sign_in(*oh);
    EXPECT_EQ(call(*outsider, "GET", "/api/v1/conversations/" + id).status, 404);
    EXPECT_EQ(claim(*outsider, id).status, 404);
    EXPECT_EQ(
        call(*outsider, "PATCH", "/api/v1/accounts/" + account_.id.value, R"({"status":"paused"})").status,
        404);
    EXPECT_EQ(text_at(test::json_of(call(*outsider, "GET", "/api/v1/conversations?view=all")), "/items"),
              "[]");
    const auto stream = listen(*oh, "0");
    next(*stream, "counts");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const std::string presence = R"({"conversation_id":")" + id + R"(","typing":false})";
    EXPECT_EQ(call(*kim, "POST", "/api/v1/presence", presence).status, 204);
    site_->live().account_changed(account_);
    const auto lee = listen(lee_, "0");
    next(*lee, "conversation");  // the hub has been through all of that
    EXPECT_EQ(stream->next_event(std::chrono::milliseconds(200)), "");
}

TEST_F(LiveTest, ManyStreamsGetOneChange) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto first = sign_in(lee_);
    std::vector<std::unique_ptr<Client>> streams;
    for (int i = 0; i < 200; ++i) {
        auto stream = client();
        stream->send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + first->headers["Cookie"] +
                     "\r\n\r\n");
        streams.push_back(std::move(stream));
    }
    for (const auto& stream : streams) {
        EXPECT_EQ(stream->read_reply(Client::Body::stream).status, 200);
        next(*stream, "counts");
    }
    EXPECT_EQ(site_->live().streams(), 200U);
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    for (const auto& stream : streams)
        EXPECT_EQ(text_at(next(*stream, "conversation").data, "/state"), "claimed");
    streams.clear();
    while (site_->live().streams() != 0)
        std::this_thread::yield();
}

TEST_F(LiveTest, ANoticeAndAJobGoToTheirPersonAlone) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto to_lee = listen(lee_);
    const auto to_ahn = listen(ahn_);
    next(*to_lee, "counts");
    next(*to_ahn, "counts");
    const auto kim = sign_in(kim_);
    call(*kim, "POST", "/api/v1/conversations/" + id + "/notes",
         R"({"text":"봐 주세요","mentions":[")" + lee_.id.value + R"("]})");
    const Event notice = next(*to_lee, "notice");
    EXPECT_EQ(text_at(notice.data, "/excerpt"), "봐 주세요");
    EXPECT_EQ(text_at(notice.data, "/by/initials"), kim_.initials);

    desk::Job job;
    job.id = ids_.make<base::Id<struct JobTag>>().value;
    job.employee = lee_.id;
    job.total = 3;
    site_->live().job_changed(job);
    EXPECT_EQ(text_at(next(*to_lee, "job").data, "/total"), "3");
    // Ahn heard of the conversation, and of neither of the two.
    for (std::string text = to_ahn->next_event(std::chrono::milliseconds(300)); !text.empty();
         text = to_ahn->next_event(std::chrono::milliseconds(300))) {
        EXPECT_EQ(text.find("event: notice"), std::string::npos);
        EXPECT_EQ(text.find("event: job"), std::string::npos);
    }
}

}  // namespace
}  // namespace manyhands::http
