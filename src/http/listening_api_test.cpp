// Listening queries over HTTP: who may, what a mistake says, what must come before what.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

constexpr const char* kQueries = "/api/v1/listening/queries";

class ListeningApiTest : public test::World {
  protected:
    std::string make(test::Client& client, const std::string& query = "환불 OR refund") {
        const Reply made =
            call(client, "POST", kQueries,
                 boost::json::serialize(boost::json::object{
                     {"name", "환불"}, {"query", query}, {"purpose", "risk"}, {"colour", "red"}}));
        EXPECT_EQ(made.status, 201) << made.body;
        return text_at(json_of(made), "/id");
    }
    // As a dry run of this text would leave it.
    void tried(const std::string& id, const std::string& canonical) {
        const listen::DrySummary run{clock_.now(), listen::DryKind::stored, 100, 4};
        EXPECT_TRUE(store_->keep_dry_run(brand_.id, model::QueryId(id), listen::text_key_of(canonical), run));
    }
    Reply state(test::Client& client, const std::string& id, const std::string& wanted) {
        return call(client, "POST", std::string(kQueries) + "/" + id + "/state",
                    R"({"state":")" + wanted + "\"}");
    }
};

TEST_F(ListeningApiTest, FromWritingToRemoving) {
    const auto ahn = sign_in(ahn_);
    const std::string id = make(*ahn);
    const std::string path = std::string(kQueries) + "/" + id;
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", path)), "/state"), "draft");

    const Reply early = state(*ahn, id, "on");
    EXPECT_EQ(early.status, 409);
    EXPECT_EQ(text_at(json_of(early), "/type"), "urn:manyhands:problem:listening.dry_run_first");
    tried(id, "환불 OR refund");
    const Reply on = state(*ahn, id, "on");
    ASSERT_EQ(on.status, 200) << on.body;
    EXPECT_EQ(text_at(json_of(on), "/state"), "on");
    EXPECT_EQ(text_at(json_of(on), "/dry_run/found"), "4");

    EXPECT_EQ(call(*ahn, "PATCH", path, R"({"query":"반품"})").status, 409) << "on, and not tried";
    tried(id, "반품");
    const Reply changed =
        call(*ahn, "PATCH", path, R"({"query":"반품","alert":{"at_least":5,"minutes":30}})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(text_at(json_of(changed), "/alert/minutes"), "30");
    const Reply quiet = call(*ahn, "PATCH", path, R"({"alert":null,"name":"반품 얘기"})");
    EXPECT_EQ(text_at(json_of(quiet), "/alert"), "null");
    EXPECT_EQ(call(*ahn, "PATCH", path, R"({"name":"x","version":1})").status, 409) << "an old version";

    const Reply list = call(*ahn, "GET", kQueries);
    EXPECT_EQ(text_at(json_of(list), "/items/0/name"), "반품 얘기");
    EXPECT_EQ(text_at(json_of(list), "/items/0/owner/id"), ahn_.id.value);
    EXPECT_EQ(text_at(json_of(list), "/may_manage"), "true");
    EXPECT_EQ(call(*ahn, "DELETE", path).status, 204);
    EXPECT_EQ(call(*ahn, "GET", path).status, 404);
    EXPECT_EQ(call(*ahn, "GET", std::string(kQueries) + "/nonsense").status, 404);
}

TEST_F(ListeningApiTest, ARefusedQuerySaysWhereAndWhatCouldStandThere) {
    const auto ahn = sign_in(ahn_);
    ahn->headers["Accept-Language"] = "ko";
    const Reply refused = call(*ahn, "POST", kQueries, R"({"name":"x","query":"환불 lnag:ko"})");
    ASSERT_EQ(refused.status, 422) << refused.body;
    const auto problem = json_of(refused);
    EXPECT_EQ(text_at(problem, "/errors/0/pointer"), "/query");
    EXPECT_EQ(text_at(problem, "/errors/0/from"), "7");
    EXPECT_EQ(text_at(problem, "/errors/0/suggestion"), "lang");
    EXPECT_EQ(call(*ahn, "POST", kQueries, R"({"name":"x"})").status, 422) << "nothing to look for";
    const Reply name = call(*ahn, "POST", kQueries, R"({"query":"환불"})");
    EXPECT_EQ(name.status, 400);
    EXPECT_EQ(text_at(json_of(name), "/errors/0/pointer"), "/name");
    EXPECT_EQ(call(*ahn, "POST", kQueries, R"({"name":"x","query":"환불","colour":"gold"})").status, 400);
    EXPECT_EQ(call(*ahn, "POST", kQueries, R"({"name":"x","query":"환불","more":1})").status, 400);
}

TEST_F(ListeningApiTest, LeadsManageOthersSee) {
    const auto ahn = sign_in(ahn_);
    const std::string id = make(*ahn);
    const auto lead = sign_in(hire("Lee Lead", model::Role::lead));
    EXPECT_EQ(state(*lead, id, "muted").status, 200);
    for (const auto role : {model::Role::desk, model::Role::auditor, model::Role::analyst}) {
        const auto person = sign_in(hire("P " + std::string(to_string(role)), role));
        const Reply list = call(*person, "GET", kQueries);
        EXPECT_EQ(list.status, 200);
        EXPECT_EQ(text_at(json_of(list), "/may_manage"), "false");
        EXPECT_EQ(state(*person, id, "off").status, 403);
        EXPECT_EQ(call(*person, "DELETE", std::string(kQueries) + "/" + id).status, 403);
    }
    const auto employee = sign_in(hire("Em Ployee", model::Role::employee));
    EXPECT_EQ(call(*employee, "GET", kQueries).status, 403);
}

TEST_F(ListeningApiTest, ADryRunThenOn) {
    customer_writes("chan", "전액환불이 왜 안 되나요", "p1");
    customer_writes("ann", "where is my parcel", "p2");
    networks_ = {{"simulated", "Simulated", 1, "channels.simulated.sees", 1, 5.0, {"환불"}}};
    const auto ahn = sign_in(ahn_);
    const std::string id = make(*ahn, "환불 OR 교환");
    const std::string ask =
        R"({"query":"환불 OR 교환","query_id":")" + id + R"(","source":{"kind":"stored"}})";
    const Reply reply = call(*ahn, "POST", "/api/v1/listening/dry-runs", ask);
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto run = json_of(reply);
    EXPECT_EQ(text_at(run, "/summary/posts"), "2");
    EXPECT_EQ(text_at(run, "/summary/found"), "1");
    EXPECT_EQ(text_at(run, "/sample/0/highlights/0"), "[6,12]");
    EXPECT_NE(text_at(run, "/sample/0/conversation_id"), "null");
    EXPECT_EQ(text_at(run, "/coverage/0/not_searched"), R"(["교환"])");
    EXPECT_EQ(text_at(run, "/cost/0/price_per_1000"), "5");
    EXPECT_EQ(text_at(run, "/judged"), "null");

    const std::string marks = "/api/v1/listening/dry-runs/" + text_at(run, "/id") + "/marks";
    const std::string key = text_at(run, "/sample/0/key");
    const Reply marked = call(*ahn, "POST", marks, R"({"key":")" + key + R"(","verdict":"ours"})");
    ASSERT_EQ(marked.status, 200) << marked.body;
    EXPECT_EQ(text_at(json_of(marked), "/ours"), "1");
    EXPECT_EQ(call(*ahn, "POST", marks, R"({"key":"x","verdict":"ours"})").status, 404);
    const Reply back = call(*ahn, "POST", marks, R"({"key":")" + key + R"(","verdict":null})");
    EXPECT_EQ(text_at(json_of(back), "/precision"), "null");

    EXPECT_EQ(state(*ahn, id, "on").status, 200);
    ears_->settle(brand_.id);
    const Reply list = call(*ahn, "GET", kQueries);
    EXPECT_EQ(text_at(json_of(list), "/set/queries"), "1");
    EXPECT_EQ(text_at(json_of(list), "/items/0/dry_run/found"), "1");
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/listening/dry-runs", ask).status, 403) << "the desk only sees";
    EXPECT_EQ(
        call(*ahn, "POST", "/api/v1/listening/dry-runs", R"({"query":"-x","source":{"kind":"ring"}})").status,
        422);
}

TEST_F(ListeningApiTest, FilesToTryOn) {
    const auto ahn = sign_in(ahn_);
    const std::map<std::string, std::string> bytes{{"Content-Type", "application/octet-stream"}};
    const Reply given =
        ahn->request("POST", "/api/v1/listening/archives?name=posts.ndjson", "환불 파일", bytes);
    ASSERT_EQ(given.status, 201) << given.body;
    expect_declared("POST", "/api/v1/listening/archives", given);
    EXPECT_EQ(text_at(json_of(given), "/skipped"), "1");
    EXPECT_EQ(text_at(json_of(given), "/problems/0/line"), "2");
    const Reply run = call(
        *ahn, "POST", "/api/v1/listening/dry-runs",
        R"({"query":"환불","source":{"kind":"archive","id":")" + text_at(json_of(given), "/id") + R"("}})");
    EXPECT_EQ(text_at(json_of(run), "/summary/found"), "1") << run.body;
    EXPECT_EQ(ahn->request("POST", "/api/v1/listening/archives", "x", {{"Content-Type", "text/csv"}}).status,
              415);
    const std::string large(std::size_t{9} << 20U, 'x');
    EXPECT_EQ(ahn->request("POST", "/api/v1/listening/archives", large, bytes).status, 201)
        << "larger than a picture";
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/listening/ring")), "/limit_bytes"), "16777216");
}

// What found a post stands with it, in the words of the query now.
TEST_F(ListeningApiTest, PostsSayWhatFoundThem) {
    const auto ahn = sign_in(ahn_);
    const std::string id = make(*ahn);
    route::Incoming incoming;
    incoming.remote.network = "simulated";
    incoming.remote.remote_id = incoming.remote.root_remote_id = "p1";
    incoming.remote.author = {"chan", "chan.example", "찬", 12, ""};
    incoming.remote.text = "환불";
    incoming.concerns_us = true;
    incoming.found_by = {{model::QueryId(id), {{0, 6}}}, {model::QueryId("01GONE"), {{0, 3}}}};
    std::string conversation;
    EXPECT_TRUE(store_->ingest({brand_.id, account_.id, {incoming}, "c"},
                               [&](const route::Incoming& one, route::ThreadReader& reader) {
                                   const route::ReceiveContext context{
                                       brand_.id, account_.id, support_.id, "brand", clock_.now(), ids_, {}};
                                   auto changes = route::receive(one, reader, context);
                                   conversation = changes.front().conversation.value;
                                   return changes;
                               }));
    const Reply detail = call(*ahn, "GET", "/api/v1/conversations/" + conversation);
    EXPECT_EQ(text_at(json_of(detail), "/posts/0/found_by/0/query/name"), "환불") << detail.body;
    EXPECT_EQ(text_at(json_of(detail), "/posts/0/found_by/0/ranges"), "[[0,6]]");
    EXPECT_EQ(text_at(json_of(detail), "/posts/0/found_by/1"), "(nothing at /posts/0/found_by/1)");
}

}  // namespace
}  // namespace manyhands::http
