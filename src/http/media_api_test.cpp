// Pictures and threads over HTTP.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::string_literals;
using test::json_of;
using test::Reply;
using test::text_at;

// One pixel, with words in it that must not get out.
std::string png() {
    const auto be = [](std::uint32_t n) {
        std::string s;
        for (int shift = 24; shift >= 0; shift -= 8)
            s += static_cast<char>(n >> static_cast<unsigned>(shift) & 0xFFU);
        return s;
    };
    const auto chunk = [&](const std::string& type, const std::string& data) {
        std::uint32_t c = 0xFFFFFFFFU;
        for (const char byte : type + data) {
            c ^= static_cast<unsigned char>(byte);
            for (int k = 0; k < 8; ++k)
                c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
        }
        return be(static_cast<std::uint32_t>(data.size())) + type + data + be(c ^ 0xFFFFFFFFU);
    };
    return "\x89PNG\r\n\x1A\n"s + chunk("IHDR", be(1) + be(1) + "\x08\x02\0\0\0"s) +
           chunk("tEXt", "Author\0SECRET"s) + chunk("IDAT", "x") + chunk("IEND", "");
}

class MediaApiTest : public test::World {
  protected:
    Reply put_picture(test::Client& client, const std::string& bytes, const std::string& type = "image/png") {
        return client.request("POST", "/api/v1/media", bytes, {{"Content-Type", type}});
    }
    Reply submit(test::Client& client, const std::string& id, const std::string& body,
                 const std::string& key = "key-00000001") {
        const std::string seen = claim(client, id).header("etag");
        return call(client, "POST", "/api/v1/conversations/" + id + "/answers", body,
                    {{"If-Match", seen}, {"Idempotency-Key", key}});
    }
};

TEST_F(MediaApiTest, APictureGoesInCleanAndComesOutSafe) {
    const auto kim = sign_in(kim_);
    const Reply made = put_picture(*kim, png());
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(text_at(json_of(made), "/type"), "image/png");
    EXPECT_EQ(text_at(json_of(made), "/width"), "1");
    const std::string path = "/api/v1/media/" + text_at(json_of(made), "/id");
    const Reply shown = sign_in(lee_)->request("GET", path);
    ASSERT_EQ(shown.status, 200);
    EXPECT_EQ(shown.header("content-type"), "image/png");
    EXPECT_EQ(shown.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(shown.header("content-security-policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(shown.header("cache-control"), "private, max-age=31536000, immutable");
    EXPECT_EQ(shown.body.find("SECRET"), std::string::npos);
    EXPECT_TRUE(shown.body.starts_with("\x89PNG"));
    EXPECT_EQ(client()->request("GET", path).status, 401);
    EXPECT_EQ(kim->request("GET", "/api/v1/media/nonsense").status, 404);
    EXPECT_EQ(kim->request("GET", "/api/v1/media/" + support_.id.value).status, 404);
}

TEST_F(MediaApiTest, OnlyPicturesOfThreeKindsGetIn) {
    const auto kim = sign_in(kim_);
    EXPECT_EQ(put_picture(*kim, "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml").status, 400);
    EXPECT_EQ(put_picture(*kim, "GIF89a", "image/gif").status, 400);
    EXPECT_EQ(put_picture(*kim, png().substr(0, 40)).status, 400);
    EXPECT_EQ(put_picture(*kim, png(), "application/json").status, 415);
    EXPECT_EQ(put_picture(*kim, "", "image/png").status, 415);
    EXPECT_EQ(put_picture(*sign_in(hire("Ana Analyst", model::Role::analyst)), png()).status, 403);
    // Larger than other bodies may be, and not larger than a picture may.
    const Reply large = put_picture(*kim, png() + std::string(3'000'000, 'x'));
    EXPECT_EQ(large.status, 201) << large.body;
    EXPECT_EQ(put_picture(*kim, png() + std::string(9'000'000, 'x')).status, 413);
    EXPECT_EQ(kim->request("POST", "/api/v1/phrases", std::string(2'000'000, 'x'),
                           {{"Content-Type", "application/json"}})
                  .status,
              413);
}

TEST_F(MediaApiTest, AnAnswerCarriesWhatItsNetworkTakes) {
    const auto kim = sign_in(kim_);
    const std::string id = customer_writes("chan", "부표가 어디 있나요", "p1");
    const std::string picture = text_at(json_of(put_picture(*kim, png())), "/id");
    const auto one = [&](const std::string& alt) {
        return R"({"id":")" + picture + R"(","alt":")" + alt + R"("})";
    };
    const auto with = [&](const std::string& media) {
        return R"({"text":"여기 있습니다","media":[)" + media + "]}";
    };
    const Reply many = submit(*kim, id, with(one("a") + "," + one("b") + "," + one("c")));
    EXPECT_EQ(many.status, 400);
    EXPECT_EQ(text_at(json_of(many), "/errors/0/pointer"), "/media");
    const Reply long_alt = submit(*kim, id, with(one("fine") + "," + one(std::string(101, 'x'))));
    EXPECT_EQ(text_at(json_of(long_alt), "/errors/0/pointer"), "/media/1/alt");
    const Reply gone = submit(*kim, id, with(R"({"id":")" + support_.id.value + R"(","alt":""})"));
    EXPECT_EQ(text_at(json_of(gone), "/errors/0/pointer"), "/media/0/id");
    const Reply sent = submit(*kim, id, with(one("물통 뒤의 부표")));
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/media/0/alt"), "물통 뒤의 부표");
    clock_.advance(base::Seconds(10));  // the undo is over
    network_accepts(text_at(json_of(sent), "/answers/0/id"));
    const auto detail = json_of(call(*kim, "GET", "/api/v1/conversations/" + id));
    EXPECT_EQ(text_at(detail, "/posts/1/media/0/url"), "/api/v1/media/" + picture);
    EXPECT_EQ(text_at(detail, "/posts/1/media/0/alt"), "물통 뒤의 부표");
}

TEST_F(MediaApiTest, NetworksSayWhatTheyTake) {
    const auto networks = json_of(call(*sign_in(kim_), "GET", "/api/v1/networks"));
    EXPECT_EQ(text_at(networks, "/items/0/media/max"), "2");
    EXPECT_EQ(text_at(networks, "/items/0/media/types/1"), "image/png");
    EXPECT_EQ(text_at(networks, "/items/0/media/alt_required"), "false");
}

TEST_F(MediaApiTest, AThreadIsSubmittedWholeAndTakenBackWhole) {
    const auto kim = sign_in(kim_);
    const std::string id = customer_writes("chan", "부표가 어디 있나요", "p1");
    const Reply wrong = submit(*kim, id, R"({"text":"","parts":["하나","{{x}}"]})");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(text_at(json_of(wrong), "/errors/0/pointer"), "/parts/1");
    const Reply sent = submit(*kim, id, R"({"text":"","parts":["하나","둘","셋"],"number_parts":true})");
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/published_text"), "하나 1/3");
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/parts"), "3");
    EXPECT_EQ(text_at(json_of(sent), "/answers/0/rest/1"), "셋 3/3 ^" + kim_.initials);
    const std::string first = text_at(json_of(sent), "/answers/0/id");
    clock_.advance(base::Seconds(10));  // the undo is over
    network_accepts(first);
    const auto detail = json_of(call(*kim, "GET", "/api/v1/conversations/" + id));
    EXPECT_EQ(text_at(detail, "/conversation/going_out/state"), "queued");
    // Undo by the first part's name: what has not left stays, and is a draft again.
    const Reply undone = call(*kim, "POST", "/api/v1/answers/" + first + "/cancel");
    ASSERT_EQ(undone.status, 200) << undone.body;
    EXPECT_EQ(text_at(json_of(undone), "/draft/text"), "둘\n\n셋");
    EXPECT_EQ(text_at(json_of(undone), "/conversation/going_out"), "null");
}

}  // namespace
}  // namespace manyhands::http
