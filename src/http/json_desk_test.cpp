// Rows and details as JSON, for the states that the API tests do not reach.
#include "http/json_desk.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

const base::Instant kNow = base::from_micros(1'773'033'780'000'000);  // 2026-03-09T05:23:00Z
const char* const kConversation = "01J00000000000000000000C0N";
const char* const kKim = "01J000000000000000000000K1";
const char* const kPost = "01J000000000000000000000P1";

desk::Row plain_row() {
    desk::Row row;
    model::Conversation& c = row.conversation;
    c.id = model::ConversationId(kConversation);
    c.account = model::AccountId("01J00000000000000000000ACC");
    c.department = model::DepartmentId("01J00000000000000000000DEP");
    c.network = "simulated";
    c.customer = {"r", "chan.example", "찬", std::nullopt, ""};
    c.lang = "ko";
    c.excerpt = "안 들려요";
    c.last_post_at = kNow;
    c.posts = 1;
    row.account_handle = "hanbit.example";
    return row;
}

boost::json::value row_json(const desk::Row& row) {
    JsonWriter out;
    write_row(out, row);
    auto value = boost::json::parse(out.str());
    for (const Violation& violation : violations(*shapes::conversation_row(), value))
        ADD_FAILURE() << violation.pointer << " " << violation.key;
    return value;
}

std::string at(const boost::json::value& value, const char* pointer) {
    return boost::json::serialize(value.at_pointer(pointer));
}

TEST(RowJson, ARowWithNothingHasNulls) {
    const auto row = row_json(plain_row());
    for (const char* name :
         {"/claim", "/last_answer", "/waiting_since", "/answered_in_seconds", "/offered_to", "/going_out",
          "/attention", "/customer/followers", "/customer/url"})
        EXPECT_EQ(at(row, name), "null") << name;
}

TEST(RowJson, ARowWithEverything) {
    desk::Row row = plain_row();
    model::Conversation& c = row.conversation;
    c.state = model::State::going_out;
    c.claim = model::Claim{model::EmployeeId(kKim), 3, kNow, kNow + base::Minutes(5), kNow};
    model::Employee kim;
    kim.id = model::EmployeeId(kKim);
    kim.department = c.department;
    kim.initials = "KG";
    row.holder = kim;
    c.episode = model::Episode{1, model::PostId(kPost), kNow - base::Minutes(7), false, 1};
    c.offer = model::Offer{model::EmployeeId(kKim), kNow + base::Minutes(3)};
    row.offered_initials = "KG";
    c.last_answered_at = kNow - base::Minutes(30);
    row.last_initials = "LN";
    c.last_answer_seconds = 720;
    c.customer.followers = 31'000;
    c.customer.url = "https://c.example";
    model::Answer answer;
    answer.id = model::AnswerId("01J0000000000000000000ANS1");
    answer.initials = "KG";
    answer.due_at = kNow + base::Seconds(5);
    row.answer = answer;
    const auto value = row_json(row);
    EXPECT_EQ(at(value, "/state"), "\"going_out\"");
    EXPECT_EQ(at(value, "/claim/fence"), "3");
    EXPECT_EQ(at(value, "/claim/until"), "\"2026-03-09T05:28:00Z\"");
    EXPECT_EQ(at(value, "/waiting_since"), "\"2026-03-09T05:16:00Z\"");
    EXPECT_EQ(at(value, "/offered_to/until"), "\"2026-03-09T05:26:00Z\"");
    EXPECT_EQ(at(value, "/last_answer/initials"), "\"LN\"");
    EXPECT_EQ(at(value, "/answered_in_seconds"), "720");
    EXPECT_EQ(at(value, "/customer/followers"), "31000");
    EXPECT_EQ(at(value, "/going_out/goes_out_at"), "\"2026-03-09T05:23:05Z\"");
    EXPECT_EQ(at(value, "/attention"), "null");
}

TEST(RowJson, AttentionAndGoingOutFollowTheAnswersState) {
    using S = model::AnswerState;
    struct Case {
        S state;
        const char* attention;
        bool going_out;
    };
    for (const Case& c :
         {Case{S::awaiting_approval, "null", true}, Case{S::queued, "null", true},
          Case{S::paused, "\"paused\"", true}, Case{S::sending, "null", true}, Case{S::sent, "null", false},
          Case{S::failed, "\"failed\"", false}, Case{S::unknown, "null", true},
          Case{S::held, "\"held\"", true}, Case{S::cancelled, "null", false}}) {
        desk::Row row = plain_row();
        model::Answer answer;
        answer.id = model::AnswerId("01J0000000000000000000ANS1");
        answer.state = c.state;
        row.answer = answer;
        const auto value = row_json(row);
        EXPECT_EQ(at(value, "/attention"), c.attention) << model::to_string(c.state);
        EXPECT_EQ(at(value, "/going_out") != "null", c.going_out) << model::to_string(c.state);
    }
}

model::Post post(const char* id, const std::string& remote, const std::string& parent, model::Side side) {
    model::Post p;
    p.id = model::PostId(id);
    p.remote.remote_id = remote;
    p.remote.parent_remote_id = parent;
    p.remote.text = "글 " + remote;
    p.remote.media = {{"https://m.example/1.png", "고장 난 이어폰"}};
    p.side = side;
    p.lang = "ko";
    p.posted_at = kNow;
    p.seen_at = kNow;
    return p;
}

boost::json::value detail_json(const desk::Detail& detail, base::Lang lang = base::Lang::en) {
    JsonWriter out;
    const auto who = [](const model::EmployeeId& id) {
        model::Employee employee;
        employee.id = id;
        employee.name = "Kim Gaon";
        employee.initials = "KG";
        return employee;
    };
    write_detail(out, {detail, answer::Draft{"쓰는 중", kNow}, {}, "graphemes-300", " ^KG", lang, "", who});
    auto value = boost::json::parse(out.str());
    for (const Violation& violation : violations(*shapes::conversation_detail(), value))
        ADD_FAILURE() << violation.pointer << " " << violation.key;
    return value;
}

TEST(DetailJson, PostsPointToTheirParents) {
    desk::Detail detail;
    detail.row = plain_row();
    detail.posts = {post(kPost, "r1", "", model::Side::customer),
                    post("01J000000000000000000000P2", "r2", "r1", model::Side::brand),
                    post("01J000000000000000000000P3", "r3", "gone", model::Side::other)};
    detail.posts[1].answer = model::AnswerId("01J0000000000000000000ANS1");
    const auto value = detail_json(detail);
    EXPECT_EQ(at(value, "/posts/0/parent_post_id"), "null");
    EXPECT_EQ(at(value, "/posts/1/parent_post_id"), "\"" + std::string(kPost) + "\"");
    EXPECT_EQ(at(value, "/posts/1/answer_id"), "\"01J0000000000000000000ANS1\"");
    EXPECT_EQ(at(value, "/posts/1/side"), "\"brand\"");
    EXPECT_EQ(at(value, "/posts/2/parent_post_id"), "null");
    EXPECT_EQ(at(value, "/posts/0/media/0/alt"), "\"고장 난 이어폰\"");
}

TEST(DetailJson, ADeletedPostSaysNothing) {
    desk::Detail detail;
    detail.row = plain_row();
    detail.posts = {post(kPost, "r1", "", model::Side::customer)};
    detail.posts[0].deleted = true;
    const auto value = detail_json(detail);
    EXPECT_EQ(at(value, "/posts/0/text"), "\"\"");
    EXPECT_EQ(at(value, "/posts/0/media"), "[]");
    EXPECT_EQ(at(value, "/posts/0/deleted"), "true");
}

TEST(DetailJson, AnAnswersProblemIsASentence) {
    desk::Detail detail;
    detail.row = plain_row();
    model::Answer answer;
    answer.id = model::AnswerId("01J0000000000000000000ANS1");
    answer.author = model::EmployeeId(kKim);
    answer.parent = model::PostId(kPost);
    answer.state = model::AnswerState::failed;
    answer.initials = "KG";
    answer.text = "네";
    answer.published_text = "네 ^KG";
    answer.attempts = 2;
    answer.problem = {base::ErrorCode::invalid, "http.field.too_long", {{"limit", "300"}}, "remote said no"};
    detail.answers = {answer};
    const auto value = detail_json(detail, base::Lang::ko);
    EXPECT_EQ(at(value, "/answers/0/problem"), "\"너무 깁니다. 최대 300바이트입니다.\"");
    EXPECT_EQ(at(value, "/answers/0/author/name"), "\"Kim Gaon\"");
    EXPECT_EQ(at(value, "/answers/0/sent_at"), "null");
    EXPECT_EQ(at(value, "/answers/0/url"), "null");
    EXPECT_EQ(boost::json::serialize(value).find("remote said no"), std::string::npos);
}

TEST(DetailJson, TheTimelineCarriesIdsAndFigures) {
    desk::Detail detail;
    detail.row = plain_row();
    desk::LoggedEvent event;
    event.seq = 7;
    event.conversation = detail.row.conversation.id;
    event.type = "band_passed";
    event.at = kNow;
    event.args = {{"minutes", "12"}};
    detail.timeline = {event};
    const auto value = detail_json(detail);
    EXPECT_EQ(at(value, "/timeline/0/args/minutes"), "\"12\"");
    EXPECT_EQ(at(value, "/timeline/0/initials"), "null");
    EXPECT_EQ(at(value, "/draft/text"), "\"쓰는 중\"");
    EXPECT_EQ(at(value, "/present"), "[]");
}

}  // namespace
}  // namespace manyhands::http
