// First minutes and certification over HTTP: nobody answers in public who may not, and what a person goes
// through to get there.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

constexpr const char* kFirst = "/api/v1/first-minutes";
constexpr const char* kTraining = "/api/v1/training";

class TrainingApiTest : public test::World {
  protected:
    void SetUp() override {
        new_ = hire_new("Ha New", model::Role::employee);
        ha = sign_in(new_);
        ahn = sign_in(ahn_);
        lead = sign_in(hire("Han Lead", model::Role::lead));
        id_ = customer_writes("chan", "my parcel is late", "p1");
    }
    Reply submit(test::Client& client, const std::string& text, const std::string& key) {
        const std::string seen = call(client, "GET", "/api/v1/conversations/" + id_).header("etag");
        return call(client, "POST", "/api/v1/conversations/" + id_ + "/answers",
                    boost::json::serialize(boost::json::object{{"text", text}}),
                    {{"If-Match", seen}, {"Idempotency-Key", key}});
    }
    static std::string refusal(const Reply& reply) { return text_at(json_of(reply), "/type"); }

    void read_cards(test::Client& client) {
        const auto state = json_of(call(client, "GET", kFirst));
        for (const auto& card : state.at("cards").as_array())
            EXPECT_EQ(call(client, "POST",
                           std::string(kFirst) + "/cards/" + std::string(card.at("id").as_string()), "{}")
                          .status,
                      200);
    }
    Reply choose(test::Client& client, const std::string& question, int option) {
        return call(client, "POST", std::string(kFirst) + "/questions/" + question,
                    R"({"option":)" + std::to_string(option) + "}");
    }
    Reply practise(test::Client& client, const std::string& text) {
        return call(client, "POST", std::string(kFirst) + "/practice",
                    boost::json::serialize(boost::json::object{{"text", text}}));
    }
    void go_through(test::Client& client) {
        read_cards(client);
        for (const auto& question : answer::starter_training().questions)
            EXPECT_EQ(text_at(json_of(choose(client, question.id, question.right)), "/right"), "true");
        EXPECT_EQ(text_at(json_of(practise(client, "곧 확인해서 알려 드리겠습니다.")), "/passed"), "true");
    }
    // A new version of the document, changed by `change`.
    Reply save(test::Client& client, const std::function<void(boost::json::object&)>& change,
               const char* existing = "keep") {
        const auto now = json_of(call(client, "GET", kTraining));
        boost::json::object document = now.at("document").as_object();
        change(document);
        return call(
            client, "PUT", kTraining,
            boost::json::serialize(boost::json::object{
                {"version", now.at("version")}, {"existing", existing}, {"document", std::move(document)}}));
    }
    Reply certify(test::Client& client, const model::Employee& who, const std::string& level,
                  const std::string& reason = "asked for it") {
        boost::json::object body{{"level", nullptr}, {"reason", reason}};
        if (!level.empty()) body["level"] = level;
        return call(client, "POST", "/api/v1/employees/" + who.id.value + "/certification",
                    boost::json::serialize(body));
    }
    std::int64_t answers() {
        const auto detail = json_of(call(*ahn, "GET", "/api/v1/conversations/" + id_));
        return static_cast<std::int64_t>(detail.at("answers").as_array().size());
    }

    model::Employee new_;
    std::unique_ptr<test::Client> ha, ahn, lead;
    std::string id_;
};

TEST_F(TrainingApiTest, WhoeverIsNewIsRefusedWithWhatToDoAndKeepsTheDraft) {
    EXPECT_EQ(call(*ha, "PUT", "/api/v1/conversations/" + id_ + "/draft", R"({"text":"Hello there"})").status,
              200);
    const Reply refused = submit(*ha, "Hello there", "key-ha-000001");
    EXPECT_EQ(refused.status, 403) << refused.body;
    EXPECT_NE(refused.body.find("/quick"), std::string::npos) << "it says where to go: " << refused.body;
    const auto detail = json_of(call(*ha, "GET", "/api/v1/conversations/" + id_));
    EXPECT_EQ(text_at(detail, "/draft/text"), "Hello there");
    EXPECT_TRUE(detail.at("answers").as_array().empty());
    // By role nobody else is asked.
    EXPECT_EQ(submit(*lead, "We look into it", "key-lead-00001").status, 202);
}

TEST_F(TrainingApiTest, TheFirstMinutesCertify) {
    const auto begin = json_of(call(*ha, "GET", kFirst));
    EXPECT_EQ(text_at(begin, "/to_do"), "true");
    EXPECT_EQ(text_at(begin, "/certified"), "false");
    EXPECT_EQ(begin.at("cards").as_array().size(), 3U);
    EXPECT_FALSE(begin.at("questions").at(0).as_object().contains("right")) << "the right one is not told";
    read_cards(*ha);
    const auto& question = answer::starter_training().questions.front();
    const auto wrong = json_of(choose(*ha, question.id, (question.right + 1) % 3));
    EXPECT_EQ(text_at(wrong, "/right"), "false");
    EXPECT_EQ(text_at(wrong, "/reason"), question.reason.en);
    for (const auto& one : answer::starter_training().questions)
        choose(*ha, one.id, one.right);
    EXPECT_EQ(submit(*ha, "Too early", "key-ha-000002").status, 403) << "no practice answer yet";
    // It is on the server: another device goes on where this one stopped, with what was tried counted.
    const auto phone = sign_in(new_);
    const auto half = json_of(call(*phone, "GET", kFirst));
    EXPECT_EQ(text_at(half, "/practice/done"), "false");
    for (const auto& one : half.at("questions").as_array()) {
        EXPECT_EQ(text_at(one, "/done"), "true");
        EXPECT_EQ(text_at(one, "/tries"), text_at(one, "/id") == question.id ? "2" : "1");
    }
    const std::int64_t before = answers();
    const auto practised = json_of(practise(*phone, "곧 확인해서 알려 드리겠습니다."));
    EXPECT_EQ(text_at(practised, "/passed"), "true");
    EXPECT_EQ(text_at(practised, "/published"), "곧 확인해서 알려 드리겠습니다. ^" + new_.initials);
    EXPECT_EQ(answers(), before) << "nothing leaves";
    const auto done = json_of(call(*ha, "GET", kFirst));
    EXPECT_EQ(text_at(done, "/to_do"), "false");
    EXPECT_EQ(text_at(done, "/level"), "First answers");
    EXPECT_EQ(submit(*ha, "It comes tomorrow.", "key-ha-000003").status, 202);
    // What this level leaves to others.
    EXPECT_EQ(call(*ha, "GET", "/api/v1/audit").status, 403);
    const Reply audit = call(*ahn, "GET", "/api/v1/audit?action=certification.");
    EXPECT_NE(audit.body.find("certification.given"), std::string::npos) << audit.body;
}

TEST_F(TrainingApiTest, ThePracticeAnswerMeetsTheHousesGuidelines) {
    const auto now = json_of(call(*ahn, "GET", "/api/v1/guidelines"));
    const std::string rule =
        R"({"id":"no-bonk","check":"banned","severity":"block","on":true,"terms":["bonk"],"reason":{"ko":"가","en":"Not that word"},"wrong":{"en":"A bonk."},"right":{"en":"A bang."}})";
    ASSERT_EQ(call(*ahn, "PUT", "/api/v1/guidelines",
                   R"({"version":)" + text_at(now, "/version") + R"(,"note":"x","rules":[)" + rule + "]}")
                  .status,
              200);
    const auto blocked = json_of(practise(*ha, "A bonk for you"));
    EXPECT_EQ(text_at(blocked, "/passed"), "false");
    EXPECT_EQ(text_at(blocked, "/findings/0/words"), "bonk");
    EXPECT_EQ(text_at(blocked, "/findings/0/reason"), "Not that word");
    EXPECT_EQ(text_at(json_of(call(*ha, "GET", kFirst)), "/practice/done"), "false");
    EXPECT_EQ(practise(*ha, std::string(400, 'a')).status, 400) << "counted like every answer";
    EXPECT_EQ(text_at(json_of(practise(*ha, "A bang for you")), "/passed"), "true");
}

TEST_F(TrainingApiTest, LeadsGiveAndTakeWithAReason) {
    EXPECT_EQ(certify(*lead, new_, "all", " ").status, 400);
    EXPECT_EQ(certify(*lead, new_, "no-such").status, 400);
    EXPECT_EQ(certify(*ha, new_, "all").status, 403);
    EXPECT_EQ(certify(*lead, new_, "all").status, 204);
    EXPECT_EQ(submit(*ha, "It comes tomorrow.", "key-ha-000004").status, 202);
    EXPECT_EQ(certify(*lead, new_, "", "wrote nonsense").status, 204);
    const Reply refused = submit(*ha, "Once more", "key-ha-000005");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(text_at(json_of(call(*ha, "GET", kFirst)), "/taken"), "true");
    // Going through everything again does not give back what a person took.
    go_through(*ha);
    EXPECT_EQ(submit(*ha, "Once more", "key-ha-000006").status, 403);
    const auto people = json_of(call(*lead, "GET", "/api/v1/training/people"));
    bool seen = false;
    for (const auto& one : people.at("items").as_array())
        if (text_at(one, "/person/id") == new_.id.value) {
            seen = true;
            EXPECT_EQ(text_at(one, "/level"), "null");
            EXPECT_EQ(text_at(one, "/reason"), "wrote nonsense");
            EXPECT_EQ(text_at(one, "/questions"), "3");
        }
    EXPECT_TRUE(seen);
}

TEST_F(TrainingApiTest, ALevelSaysWhatMayBeAnswered) {
    go_through(*ha);
    const auto levels = [&](const char* member, const char* value) {
        return save(*ahn, [&](boost::json::object& document) {
            document["levels"].as_array()[0].as_object()[member] = boost::json::array{value};
        });
    };
    id_ = customer_writes("dora", "A reporter told me to call my lawyer", "p2");
    const Reply risky = submit(*ha, "We are sorry about this.", "key-ha-000007");
    EXPECT_EQ(risky.status, 403) << risky.body;
    EXPECT_NE(risky.body.find("lawyer"), std::string::npos) << risky.body;
    id_ = customer_writes("eve", "where is my parcel today", "p3");
    ASSERT_EQ(text_at(json_of(call(*ha, "GET", "/api/v1/conversations/" + id_)), "/conversation/lang"), "ko");
    ASSERT_EQ(levels("languages", "en").status, 200);
    EXPECT_EQ(submit(*ha, "It comes tomorrow.", "key-ha-000008").status, 403);
    ASSERT_EQ(levels("languages", "ko").status, 200);
    EXPECT_EQ(submit(*ha, "It comes tomorrow.", "key-ha-000012").status, 202);
    EXPECT_EQ(certify(*lead, new_, "all").status, 204);
    id_ = customer_writes("fay", "my lawyer asks where it is", "p4");
    EXPECT_EQ(submit(*ha, "It comes tomorrow.", "key-ha-000009").status, 202);
}

TEST_F(TrainingApiTest, AChangedCardIsAskedAgainAndOnlyThat) {
    go_through(*ha);
    ASSERT_EQ(save(*lead,
                   [](boost::json::object& document) {
                       document["cards"].as_array()[1].as_object()["text"].as_object()["en"] = "Never ever.";
                   })
                  .status,
              200);
    const auto now = json_of(call(*ha, "GET", kFirst));
    EXPECT_EQ(text_at(now, "/to_do"), "true");
    EXPECT_EQ(text_at(now, "/certified"), "true") << "what was earned stays";
    EXPECT_EQ(text_at(now, "/cards/0/done"), "true");
    EXPECT_EQ(text_at(now, "/cards/1/done"), "false");
    for (const auto& one : now.at("questions").as_array())
        EXPECT_EQ(text_at(one, "/done"), "true");
    EXPECT_EQ(submit(*ha, "It comes tomorrow.", "key-ha-000010").status, 202);
}

TEST_F(TrainingApiTest, WordsAreALeadsAndWhoIsAskedIsAnAdmins) {
    const auto asks_desk = [](boost::json::object& document) { document["asks"] = {"employee", "desk"}; };
    EXPECT_EQ(save(*lead, asks_desk).status, 403);
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", kTraining).status, 403);
    // Whoever is here already goes on.
    EXPECT_EQ(save(*ahn, asks_desk, "keep").status, 200);
    EXPECT_EQ(submit(*kim, "It comes tomorrow.", "key-kim-00001").status, 202);
    const model::Employee late = hire_new("Da Desk", model::Role::desk);
    id_ = customer_writes("gus", "hello there", "p5");
    EXPECT_EQ(submit(*sign_in(late), "Hi!", "key-late-00001").status, 403);
    // Off again: nobody is asked.
    EXPECT_EQ(
        save(*ahn, [](boost::json::object& document) { document["asks"] = boost::json::array{}; }).status,
        200);
    EXPECT_EQ(submit(*ha, "It comes tomorrow.", "key-ha-000011").status, 202);
    const Reply bad = save(*ahn, [](boost::json::object& document) {
        document["cards"].as_array()[0].as_object()["title"].as_object()["ko"] = "";
    });
    EXPECT_EQ(bad.status, 400);
    EXPECT_NE(bad.body.find("/document/cards/0/title/ko"), std::string::npos) << bad.body;
    EXPECT_EQ(
        save(*ahn, [](boost::json::object& document) { document["levels"].as_array().pop_back(); }).status,
        409)
        << "somebody has it";
}

TEST_F(TrainingApiTest, AskingThoseWhoAreHereAlreadyIsAChoice) {
    EXPECT_EQ(save(
                  *ahn, [](boost::json::object& document) { document["asks"] = {"employee", "desk"}; }, "ask")
                  .status,
              200);
    EXPECT_EQ(submit(*sign_in(kim_), "It comes tomorrow.", "key-kim-00002").status, 403);
}

}  // namespace
}  // namespace manyhands::http
