// The desk's routes: what they take, what they give, in which language they refuse, and what the live stream
// tells.
#include "http/shapes.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class DeskApi : public test::World {
  protected:
    std::string at(const std::string& id, const std::string& path) {
        return "/api/v1/conversations/" + id + path;
    }
    std::string make_tag(test::Client& client, const std::string& name) {
        const Reply made =
            call(client, "POST", "/api/v1/tags", R"({"name":")" + name + R"(","colour":"red"})");
        EXPECT_EQ(made.status, 201) << made.body;
        return text_at(json_of(made), "/id");
    }
};

TEST_F(DeskApi, SnoozeAndBack) {
    const auto id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const auto away = json_of(call(*kim, "POST", at(id, "/snooze"), R"({"until":"2026-03-10T00:00:00Z"})"));
    EXPECT_EQ(text_at(away, "/conversation/state"), "snoozed");
    EXPECT_EQ(text_at(away, "/conversation/snooze/until"), "2026-03-10T00:00:00Z");
    EXPECT_EQ(text_at(away, "/conversation/snooze/by/initials"), kim_.initials);
    EXPECT_NE(text_at(away, "/conversation/waiting_since"), "null") << "the clock runs on";
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/conversations/counts")), "/snoozed"), "1");
    const auto list = json_of(call(*kim, "GET", "/api/v1/conversations?view=snoozed"));
    EXPECT_EQ(text_at(list, "/items/0/id"), id);
    const auto back = json_of(call(*kim, "DELETE", at(id, "/snooze")));
    EXPECT_EQ(text_at(back, "/conversation/snooze"), "null");
    EXPECT_EQ(call(*kim, "POST", at(id, "/snooze"), R"({"until":null})").status, 200);
    const Reply past = call(*kim, "POST", at(id, "/snooze"), R"({"until":"2020-01-01T00:00:00Z"})");
    EXPECT_EQ(past.status, 400);
    EXPECT_EQ(text_at(json_of(past), "/errors/0/pointer"), "/until");
    EXPECT_EQ(call(*kim, "POST", at(id, "/snooze"), "{}").status, 400);
}

TEST_F(DeskApi, TagsOfTheBrandAndOfAConversation) {
    const auto id = customer_writes("chan", "환불해 주세요", "p1");
    const auto ahn = sign_in(ahn_);
    const auto kim = sign_in(kim_);
    const auto tag = make_tag(*ahn, "환불");
    EXPECT_EQ(call(*kim, "POST", "/api/v1/tags", R"({"name":"x","colour":"red"})").status, 403);
    const Reply twice = call(*ahn, "POST", "/api/v1/tags", R"({"name":" 환불 ","colour":"blue"})");
    EXPECT_EQ(twice.status, 409);
    EXPECT_EQ(text_at(json_of(twice), "/errors/0/pointer"), "/name");
    const auto marked =
        json_of(call(*kim, "PATCH", at(id, "/tags"), R"({"add":[")" + tag + R"("],"remove":[]})"));
    EXPECT_EQ(text_at(marked, "/conversation/tags/0/name"), "환불");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/tags")), "/items/0/conversations"), "1");
    const auto changed = json_of(call(*ahn, "PATCH", "/api/v1/tags/" + tag, R"({"colour":"teal"})"));
    EXPECT_EQ(text_at(changed, "/colour"), "teal");
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/tags/" + tag).status, 204);
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/tags/" + tag).status, 404);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", at(id, ""))), "/conversation/tags"), "[]");
}

TEST_F(DeskApi, NotesOpinionsAndTheirNotices) {
    const auto id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    const Reply noted = call(*kim, "POST", at(id, "/notes"),
                             R"({"text":"확인 부탁해요","mentions":[")" + lee_.id.value + R"("]})");
    ASSERT_EQ(noted.status, 201) << noted.body;
    const auto note = text_at(json_of(noted), "/notes/0/id");
    EXPECT_EQ(text_at(json_of(noted), "/notes/0/author/initials"), kim_.initials);
    EXPECT_EQ(call(*lee, "PATCH", "/api/v1/notes/" + note, R"({"text":"고침"})").status, 403);
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/notes/" + note, R"({"text":"급합니다"})").status, 200);
    const auto notices = json_of(call(*lee, "GET", "/api/v1/notices"));
    EXPECT_EQ(text_at(notices, "/unread"), "1");
    EXPECT_EQ(text_at(notices, "/items/0/excerpt"), "급합니다");
    EXPECT_EQ(text_at(notices, "/items/0/read"), "false");
    const auto read = json_of(call(*lee, "POST", "/api/v1/notices/read", R"({"up_to":")" + note + R"("})"));
    EXPECT_EQ(text_at(read, "/unread"), "0");
    const auto gone = json_of(call(*kim, "DELETE", "/api/v1/notes/" + note));
    EXPECT_EQ(text_at(gone, "/notes/0/deleted"), "true");
    EXPECT_EQ(text_at(gone, "/conversation/notes"), "0");

    clock_.advance(base::Seconds(1));
    const Reply asked = call(*kim, "POST", at(id, "/second-opinion"),
                             R"({"question":"환불이 맞나요?","employee_id":")" + lee_.id.value + R"("})");
    ASSERT_EQ(asked.status, 201) << asked.body;
    const auto question = text_at(json_of(asked), "/notes/1/id");
    EXPECT_EQ(text_at(json_of(asked), "/notes/1/asked/initials"), lee_.initials);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/notes/" + question + "/opinion", R"({"text":"네"})").status, 409);
    clock_.advance(base::Seconds(1));
    const Reply told = call(*lee, "POST", "/api/v1/notes/" + question + "/opinion", R"({"text":"네"})");
    ASSERT_EQ(told.status, 201) << told.body;
    EXPECT_EQ(text_at(json_of(told), "/notes/2/answers"), question);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/notices")), "/items/0/kind"), "opinion");
    EXPECT_EQ(call(*kim, "POST", at(id, "/notes"), R"({"text":" ","mentions":[]})").status, 400);
}

TEST_F(DeskApi, HandingToAPersonOrADepartmentIsOneOfTheTwo) {
    const auto id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "POST", at(id, "/hand-off"), R"({"reason":""})").status, 400);
    const std::string both = R"({"reason":"","department_id":")" + delivery_.id.value +
                             R"(","employee_id":")" + lee_.id.value + R"("})";
    EXPECT_EQ(call(*kim, "POST", at(id, "/hand-off"), both).status, 400);
    const Reply given = call(*kim, "POST", at(id, "/hand-off"),
                             R"({"reason":"이 님이 압니다","employee_id":")" + lee_.id.value + R"("})");
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(text_at(json_of(given), "/conversation/offered_to/employee_id"), lee_.id.value);
    const auto lee = sign_in(lee_);
    EXPECT_EQ(text_at(json_of(call(*lee, "GET", "/api/v1/notices")), "/items/0/excerpt"), "이 님이 압니다");
    const Reply nobody = call(*kim, "POST", at(id, "/hand-off"),
                              R"({"reason":"","employee_id":"01J0000000000000000000N0NE"})");
    EXPECT_EQ(nobody.status, 400);
    EXPECT_EQ(text_at(json_of(nobody), "/errors/0/pointer"), "/employee_id");
}

TEST_F(DeskApi, MergeSplitAndTheCustomersOthers) {
    const auto one = customer_writes("chan", "환불해 주세요", "p1");
    const auto two = customer_writes("chan", "답이 없네요", "q1");
    const auto kim = sign_in(kim_);
    const auto others = json_of(call(*kim, "GET", at(one, "/customer")));
    EXPECT_EQ(text_at(others, "/items/0/id"), two);
    EXPECT_EQ(text_at(others, "/total"), "1");
    const Reply merged = call(*kim, "POST", at(two, "/merge"), R"({"into":")" + one + R"("})");
    ASSERT_EQ(merged.status, 200) << merged.body;
    EXPECT_EQ(text_at(json_of(merged), "/conversation/id"), one);
    EXPECT_EQ(text_at(json_of(merged), "/conversation/posts"), "2");
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", at(two, ""))), "/conversation/merged_into"), one);
    EXPECT_EQ(call(*kim, "POST", at(two, "/merge"), R"({"into":")" + one + R"("})").status, 409);
    const Reply undone = call(*kim, "POST", at(two, "/unmerge"));
    ASSERT_EQ(undone.status, 200) << undone.body;
    EXPECT_EQ(text_at(json_of(undone), "/conversation/id"), two);
    EXPECT_EQ(text_at(json_of(undone), "/conversation/posts"), "1");
    EXPECT_EQ(text_at(json_of(undone), "/conversation/merged_into"), "null");
    EXPECT_EQ(undone.body.find("undo_"), std::string::npos) << "what the undo needs is nobody's to read";
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", at(one, ""))), "/conversation/posts"), "1");
    EXPECT_EQ(call(*kim, "POST", at(two, "/unmerge")).status, 409);
    ASSERT_EQ(call(*kim, "POST", at(two, "/merge"), R"({"into":")" + one + R"("})").status, 200);
    const auto post = text_at(json_of(merged), "/posts/1/id");
    const Reply split = call(*kim, "POST", at(one, "/split"), R"({"post_ids":[")" + post + R"("]})");
    ASSERT_EQ(split.status, 201) << split.body;
    EXPECT_NE(text_at(json_of(split), "/conversation/id"), one);
    EXPECT_EQ(text_at(json_of(split), "/posts/0/id"), post);
    EXPECT_EQ(call(*kim, "POST", at(one, "/split"), R"({"post_ids":[]})").status, 400);
}

TEST_F(DeskApi, ADepartmentsWaitingIsKeptNotCut) {
    for (int i = 0; i < 205; ++i)
        customer_writes("c" + std::to_string(i), "질문", "p" + std::to_string(i));
    const auto kim = sign_in(kim_);
    const auto list = json_of(call(*kim, "GET", "/api/v1/departments"));
    std::map<std::string, std::string> waiting;
    for (const auto& item : list.at("items").as_array())
        waiting[text_at(item, "/id")] = text_at(item, "/waiting");
    EXPECT_EQ(waiting[support_.id.value], "205");
    EXPECT_EQ(waiting[delivery_.id.value], "0");
}

TEST_F(DeskApi, MeSaysWhatIsAllowed) {
    const auto kim = json_of(call(*sign_in(kim_), "GET", "/api/v1/me"));
    EXPECT_EQ(text_at(kim, "/may/bulk"), "true");
    EXPECT_EQ(text_at(kim, "/may/manage_tags"), "false");
    EXPECT_EQ(text_at(kim, "/may/export"), "false");
    const auto employee = hire("Choi Store", model::Role::employee);
    const auto choi = json_of(call(*sign_in(employee), "GET", "/api/v1/me"));
    EXPECT_EQ(text_at(choi, "/may/hand_off"), "true");
    EXPECT_EQ(text_at(choi, "/may/merge"), "false");
    EXPECT_EQ(text_at(choi, "/may/bulk"), "false");
    EXPECT_EQ(text_at(choi, "/may/write_notes"), "true");
}

}  // namespace
}  // namespace manyhands::http
