// There is no way around the guidelines: every route that changes anything is asked, in every shape it takes,
// by a person and by a program, to let a blocked word out.
#include <filesystem>
#include <fstream>
#include <set>

#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

constexpr std::string_view kBlocked = "bonk";

// Which members of an object are there.
struct Shape {
    bool optional = false;
    std::string one;  // this optional member alone; empty: as `optional` says
};

boost::json::value filled(const Schema& schema, const std::string& name, const std::string& conversation,
                          const Shape& shape) {
    switch (schema.type) {
        case Schema::Type::object: {
            boost::json::object out;
            for (const Property& p : schema.properties) {
                // With a reason it may go out, and that is recorded: another test.
                if (p.name == "exception") continue;
                const bool wanted = p.need == Need::required || shape.optional || p.name == shape.one;
                if (wanted) out[p.name] = filled(*p.schema, p.name, conversation, {true, {}});
            }
            return out;
        }
        case Schema::Type::map:
            return boost::json::object{};
        case Schema::Type::array: {
            boost::json::array out;
            for (std::int64_t i = 0; i < std::max<std::int64_t>(2, schema.min) && i < schema.max; ++i)
                out.push_back(filled(*schema.items, name, conversation, shape));
            return out;
        }
        case Schema::Type::string:
            if (!schema.values.empty()) return boost::json::value(schema.values.front());
            if (schema.format == Schema::Format::id) return boost::json::value(conversation);
            if (schema.format == Schema::Format::instant) return "2026-03-09T06:00:00Z";
            return boost::json::value("a " + std::string(kBlocked) + " for you, a long one");
        case Schema::Type::integer:
            if (!schema.choice.empty()) return boost::json::value(schema.choice.front());
            return boost::json::value(schema.min);
        case Schema::Type::number:
            return 1.0;
        case Schema::Type::boolean:
            return true;
    }
    return nullptr;
}

class GatePathsTest : public test::World {
  protected:
    void SetUp() override {
        SiteConfig config;
        config.api.limits = {1'000'000, 1'000'000, 1'000'000, 1'000'000};
        restart(config);
        ahn_client_ = sign_in(ahn_);
        const Reply made =
            call(*ahn_client_, "POST", "/api/v1/tokens", R"({"name":"bot","scopes":["read","answer"]})");
        ASSERT_EQ(made.status, 201) << made.body;
        bot_ = client();
        bot_->headers["Authorization"] = "Bearer " + text_at(json_of(made), "/token");
    }

    void blocked_as(const std::string& severity) {
        const auto now = json_of(call(*ahn_client_, "GET", "/api/v1/guidelines"));
        const std::string rule =
            R"({"id":"no-bonk","check":"banned","severity":")" + severity +
            R"(","on":true,"terms":["bonk"],"reason":{"ko":"가","en":"a"},"wrong":{"en":"A bonk."},"right":{"en":"A bang."}})";
        const Reply saved = call(*ahn_client_, "PUT", "/api/v1/guidelines",
                                 R"({"version":)" + text_at(now, "/version") + R"(,"rules":[)" + rule + "]}");
        ASSERT_EQ(saved.status, 200) << saved.body;
    }

    // Whether anything of the conversation would be published with the word in it.
    bool is_out(const std::string& conversation) {
        const auto detail = store_->detail(brand_.id, model::ConversationId(conversation));
        if (!detail) return false;
        for (const model::Answer& answer : detail->answers) {
            std::string all = answer.text + answer.published_text;
            for (const model::Image& image : answer.images)
                all += image.alt;
            for (const model::Part& part : answer.rest)
                all += part.text + part.published_text;
            if (all.find(kBlocked) != std::string::npos) return true;
        }
        return false;
    }

    // The operations that let it out.
    std::set<std::string> ways(test::Client& who) {
        std::set<std::string> found;
        for (const Route& route : site_->router().routes()) {
            if (route.access == Access::open || route.method == "GET" || route.operation == "sign_out")
                continue;
            std::vector<Shape> shapes{{true, {}}, {false, {}}};
            if (route.request)
                for (const Property& p : route.request->properties)
                    if (p.need == Need::optional) shapes.push_back({false, p.name});
            for (const Shape& shape : shapes) {
                const std::string id =
                    customer_writes("chan", "what was that", "p" + std::to_string(++posts_));
                const std::string seen = claim(*ahn_client_, id).header("etag");
                std::string path = route.pattern;
                while (path.find('{') != std::string::npos)
                    path.replace(path.find('{'), path.find('}') - path.find('{') + 1, id);
                const std::string body =
                    route.request ? boost::json::serialize(filled(*route.request, "", id, shape)) : "";
                auto headers = who.headers;
                who.headers["Content-Type"] = "application/json";
                who.headers["If-Match"] = seen;
                who.headers["Idempotency-Key"] = "key-" + std::to_string(100'000 + posts_);
                const Reply reply = who.request(route.method, path, body);
                who.headers = std::move(headers);
                EXPECT_LT(reply.status, 500) << route.operation << " " << reply.body;
                ++asked_;
                if (is_out(id)) found.insert(route.operation);
            }
        }
        return found;
    }

    std::unique_ptr<test::Client> ahn_client_, bot_;
    int posts_ = 0;
    int asked_ = 0;
};

TEST_F(GatePathsTest, NoRouteLetsOutWhatTheGuidelinesBlock) {
    // What is only warned of goes out by one way: the test would see others.
    blocked_as("warning");
    const std::set<std::string> one{"submit_answer"};
    EXPECT_EQ(ways(*bot_), one);
    ahn_client_ = sign_in(ahn_);
    blocked_as("block");
    EXPECT_EQ(ways(*bot_), std::set<std::string>{});
    EXPECT_EQ(ways(*ahn_client_), std::set<std::string>{});
    EXPECT_GT(asked_, 600);
}

// Inside the program answers come into being at two places: where the gate has been asked, and where the next
// part of an answer follows that has passed it whole.
TEST_F(GatePathsTest, AnswersAreMadeBehindTheGateOnly) {
    const std::filesystem::path root(MH_SOURCE_DIR);
    std::set<std::string> makers;
    std::set<std::string> deciders;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "src")) {
        const std::string path = std::filesystem::relative(entry.path(), root).string();
        if (entry.path().extension() != ".cpp" || path.find("test") != std::string::npos) continue;
        std::ifstream file(entry.path());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        if (text.find("AnswerSubmitted{") != std::string::npos) makers.insert(path);
        if (text.find("SubmitContext ") != std::string::npos ||
            text.find("SubmitContext{") != std::string::npos)
            deciders.insert(path);
    }
    EXPECT_EQ(makers, (std::set<std::string>{"src/answer/submit.cpp", "src/model/answered.cpp"}));
    EXPECT_EQ(deciders, (std::set<std::string>{"src/answer/service.cpp"}));
}

}  // namespace
}  // namespace manyhands::http
