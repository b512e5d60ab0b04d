// Honour over HTTP: from answers to a place on the board, who vanishes, who may see what, and the public
// card.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class HonourApiTest : public test::World {
  protected:
    static constexpr const char* kBoard = "/api/v1/honour/board?board=crowd";
    void SetUp() override {
        ann_ = hire("Ann Crowd", model::Role::employee);
        bo_ = hire("Bo Crowd", model::Role::employee);
        ann = sign_in(ann_);
        bo = sign_in(bo_);
    }
    void answers(test::Client& client, const std::string& name, int how_many, std::chrono::seconds after) {
        for (int i = 0; i < how_many; ++i) {
            const std::string post = name + std::to_string(i);
            const auto id = customer_writes(post, "제습기에서 물이 새요", post);
            EXPECT_EQ(claim(client, id).status, 200);
            clock_.advance(after);
            const Reply sent =
                answer(client, id, "물통을 뺐다가 다시 끼워 주세요.", "\"1\"", "answer-" + post);
            ASSERT_EQ(sent.status, 202) << sent.body;
            clock_.advance(std::chrono::seconds(30));
            network_accepts(text_at(json_of(sent), "/conversation/going_out/answer_id"));
        }
    }
    static std::vector<std::string> names(const boost::json::value& board) {
        std::vector<std::string> found;
        for (const auto& row : board.at("top").as_array())
            found.emplace_back(row.at("name").as_string());
        return found;
    }
    model::Employee ann_, bo_;
    std::unique_ptr<test::Client> ann, bo;
};

TEST_F(HonourApiTest, AnswersMakeAPlaceAndTheBoardSaysWhatItDoesNotKnow) {
    answers(*ann, "a", 5, std::chrono::minutes(2));
    answers(*bo, "b", 5, std::chrono::minutes(2));
    answers(*bo, "late", 1, std::chrono::minutes(20));
    const Reply reply = call(*bo, "GET", kBoard);
    ASSERT_EQ(reply.status, 200) << reply.body;
    expect_declared("GET", "/api/v1/honour/board", reply);
    const auto board = json_of(reply);
    EXPECT_EQ(names(board), (std::vector<std::string>{"Ann Crowd", "Bo Crowd"}));
    EXPECT_EQ(text_at(board, "/season"), "2026Q1");
    EXPECT_EQ(text_at(board, "/stage"), "running");
    EXPECT_FALSE(board.at("ratings_count").as_bool());
    EXPECT_FALSE(board.at("audited").as_bool());
    EXPECT_TRUE(board.at("top").at(0).at("provisional").as_bool());
    EXPECT_EQ(board.at("me").at("place").as_int64(), 2);
    EXPECT_EQ(board.at("me").at("timing").at("good").as_int64(), 5);
    EXPECT_EQ(board.at("me").at("timing").at("all").as_int64(), 6);
}

TEST_F(HonourApiTest, WhoOptsOutVanishesForOthersAndKeepsTheirOwnPlace) {
    answers(*ann, "a", 5, std::chrono::minutes(2));
    answers(*bo, "b", 6, std::chrono::minutes(2));
    const Reply chosen = call(*bo, "PATCH", "/api/v1/me/honour", R"({"on_board":false})");
    ASSERT_EQ(chosen.status, 200) << chosen.body;
    expect_declared("PATCH", "/api/v1/me/honour", chosen);
    const auto others = json_of(call(*ann, "GET", kBoard));
    EXPECT_EQ(names(others), std::vector<std::string>{"Ann Crowd"});
    EXPECT_EQ(others.at("top").at(0).at("place").as_int64(), 1) << "no gap tells of them";
    EXPECT_EQ(call(*ann, "GET", kBoard).body.find("Bo Crowd"), std::string::npos);
    const auto own = json_of(call(*bo, "GET", kBoard));
    EXPECT_EQ(own.at("me").at("place").as_int64(), 1);
    EXPECT_FALSE(own.at("choice").at("on_board").as_bool());
    EXPECT_EQ(names(own), std::vector<std::string>{"Ann Crowd"});
}

TEST_F(HonourApiTest, BadSeasonsAreRefusedWithWhatToWrite) {
    EXPECT_EQ(call(*ann, "GET", "/api/v1/honour/board?season=2026Q9").status, 400);
    EXPECT_EQ(call(*ann, "GET", "/api/v1/honour/board?season=2030Q1").status, 404);
    EXPECT_EQ(call(*ann, "GET", "/api/v1/honour/board?board=desk&season=2026Q1").status, 404);
    EXPECT_EQ(call(*ann, "PATCH", "/api/v1/me/honour", R"({"on_board":"no"})").status, 400);
}

TEST_F(HonourApiTest, ParticipationIsForThoseWhoSeeReports) {
    EXPECT_EQ(call(*ann, "GET", "/api/v1/reports/participation").status, 403);
    EXPECT_EQ(call(*ann, "GET", "/api/v1/reports/participation.csv").status, 403);
    const auto desk = sign_in(kim_);
    const Reply reply = call(*desk, "GET", "/api/v1/reports/participation");
    ASSERT_EQ(reply.status, 200) << reply.body;
    expect_declared("GET", "/api/v1/reports/participation", reply);
    EXPECT_EQ(reply.body.find("Ann"), std::string::npos) << "counts, no names";
    EXPECT_EQ(call(*desk, "GET", "/api/v1/reports/participation.csv").status, 403) << "files are for leads";
    const auto admin = sign_in(ahn_);
    const Reply file = call(*admin, "GET", "/api/v1/reports/participation.csv?lang=ko");
    ASSERT_EQ(file.status, 200);
    EXPECT_NE(file.body.find("초대"), std::string::npos);
}

TEST_F(HonourApiTest, TheCardIsOffUntilSwitchedOnAndShowsOnlyNamesThatWereGiven) {
    answers(*ann, "a", 1, std::chrono::minutes(2));
    const std::string path = "/on-duty/" + brand_.id.value;
    const auto visitor = client();
    EXPECT_EQ(visitor->request("GET", path).status, 404);
    const model::Actor admin{ahn_.id, ahn_.brand, ahn_.department, ahn_.role, ahn_.initials, std::nullopt};
    ASSERT_TRUE(settings_->change(admin, {{"honour.duty_page", "1"}}));
    const Reply page = visitor->request("GET", path + "?lang=ko");
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_NE(page.body.find("^" + ann_.initials), std::string::npos);
    EXPECT_EQ(page.body.find("Ann Crowd"), std::string::npos);
    EXPECT_EQ(page.body.find("<script"), std::string::npos);
    EXPECT_NE(page.body.find("Asia/Seoul"), std::string::npos);
    ASSERT_EQ(call(*ann, "PATCH", "/api/v1/me/honour", R"({"name_on_card":true})").status, 200);
    EXPECT_NE(visitor->request("GET", path).body.find("Ann Crowd"), std::string::npos);
    EXPECT_EQ(visitor->request("GET", "/on-duty/nobody").status, 404);
    const Reply duty = call(*ann, "GET", "/api/v1/honour/duty");
    ASSERT_EQ(duty.status, 200) << duty.body;
    expect_declared("GET", "/api/v1/honour/duty", duty);
    EXPECT_NE(text_at(json_of(duty), "/texts/en").find("^" + ann_.initials), std::string::npos);
}

TEST_F(HonourApiTest, ThanksAreTheCustomersNextWords) {
    const auto id = customer_writes("chan", "제습기에서 물이 새요", "t1");
    ASSERT_EQ(claim(*ann, id).status, 200);
    const Reply sent = answer(*ann, id, "물통을 뺐다가 다시 끼워 주세요.", "\"1\"", "answer-t1");
    ASSERT_EQ(sent.status, 202) << sent.body;
    const std::string answer_id = text_at(json_of(sent), "/conversation/going_out/answer_id");
    clock_.advance(std::chrono::seconds(30));
    network_accepts(answer_id);
    clock_.advance(std::chrono::minutes(3));
    customer_writes("chan", "덕분에 살았어요!", "t2", "t1");
    const auto none = json_of(call(*bo, "GET", "/api/v1/honour/thanks"));
    EXPECT_TRUE(none.at("items").as_array().empty()) << "nobody said yet that they were glad";
    ASSERT_TRUE(store_->honour().rate(brand_.id, {{model::ConversationId(id), model::AnswerId(answer_id),
                                                   ann_.id, clock_.now(), "tap", true}}));
    const Reply wall = call(*bo, "GET", "/api/v1/honour/thanks");
    expect_declared("GET", "/api/v1/honour/thanks", wall);
    EXPECT_EQ(text_at(json_of(wall), "/items/0/text"), "덕분에 살았어요!");
    EXPECT_EQ(text_at(json_of(wall), "/items/0/initials"), ann_.initials);
    ASSERT_EQ(call(*ann, "PATCH", "/api/v1/me/honour", R"({"on_board":false})").status, 200);
    EXPECT_TRUE(json_of(call(*bo, "GET", "/api/v1/honour/thanks")).at("items").as_array().empty());
    EXPECT_EQ(json_of(call(*ann, "GET", "/api/v1/honour/thanks")).at("items").as_array().size(), 1U);
}

}  // namespace
}  // namespace manyhands::http
