// What the description says of a route and of each kind of schema.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "http/api.hpp"

namespace manyhands::http {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace)

boost::json::value described(Route route) {
    return boost::json::parse(openapi({std::move(route)}));
}

std::string at(const boost::json::value& value, const std::string& pointer) {
    boost::system::error_code ec;
    const auto* found = value.find_pointer(pointer, ec);
    return found == nullptr ? "nothing" : boost::json::serialize(*found);
}

TEST(OpenApi, ASchemaOfEachKind) {
    Route route = make_route("PUT", "/x/{id}", "put_x");
    const SchemaPtr part = object("Part", {req("n", number())});
    route.request = object("Whole", {req("text", text(1, 9)), opt("when", instant()), req("id", id()),
                                     req("pick", one_of({"a", "b"})), req("maybe", nullable(one_of({"c"}))),
                                     req("number", integer(1, 5)), req("choice", integer_of({0, 5})),
                                     req("list", array(part, 7)), req("map", map(boolean())),
                                     req("part", nullable(part)), req("none", nullable(line(0, 3)))});
    const auto document = described(route);
    const std::string whole = "/components/schemas/Whole";
    EXPECT_EQ(at(document, whole + "/additionalProperties"), "false");
    EXPECT_EQ(at(document, whole + "/properties/text"), R"({"type":"string","minLength":1,"maxLength":9})");
    EXPECT_EQ(at(document, whole + "/properties/when/format"), "\"date-time\"");
    EXPECT_EQ(at(document, whole + "/properties/id/minLength"), "26");
    EXPECT_EQ(at(document, whole + "/properties/pick/enum"), R"(["a","b"])");
    EXPECT_EQ(at(document, whole + "/properties/maybe"), R"({"type":["string","null"],"enum":["c",null]})");
    EXPECT_EQ(at(document, whole + "/properties/number"), R"({"type":"integer","minimum":1,"maximum":5})");
    EXPECT_EQ(at(document, whole + "/properties/choice/enum"), "[0,5]");
    EXPECT_EQ(at(document, whole + "/properties/list/items"), R"({"$ref":"#/components/schemas/Part"})");
    EXPECT_EQ(at(document, whole + "/properties/map/additionalProperties/type"), "\"boolean\"");
    EXPECT_EQ(at(document, whole + "/properties/part"),
              R"({"anyOf":[{"$ref":"#/components/schemas/Part"},{"type":"null"}]})");
    EXPECT_EQ(at(document, whole + "/properties/none/type"), R"(["string","null"])");
    EXPECT_EQ(at(document, "/components/schemas/Part/required"), R"(["n"])");
    EXPECT_EQ(at(document, whole + "/required").find("when"), std::string::npos);
}

TEST(OpenApi, ARouteSaysWhatItNeeds) {
    Route route = make_route("POST", "/x/{id}/y", "post_y");
    route.request = object("Body", {req("a", boolean())});
    route.response = object("Reply", {});
    route.status = 202;
    route.query = {{"limit", integer(1, 200)}};
    route.condition = Condition::if_match;
    route.repeat = Repeat::idempotency_key;
    const auto document = described(route);
    const std::string post = "/paths/~1x~1{id}~1y/post";
    EXPECT_EQ(at(document, post + "/parameters/0/name"), "\"id\"");
    EXPECT_EQ(at(document, post + "/parameters/0/in"), "\"path\"");
    EXPECT_EQ(at(document, post + "/parameters/1/schema/maximum"), "200");
    EXPECT_EQ(at(document, post + "/parameters/2/name"), "\"If-Match\"");
    EXPECT_EQ(at(document, post + "/parameters/3/name"), "\"Idempotency-Key\"");
    EXPECT_EQ(at(document, post + "/requestBody/required"), "true");
    EXPECT_EQ(at(document, post + "/responses/202/content/application~1json/schema/$ref"),
              "\"#/components/schemas/Reply\"");
    EXPECT_NE(at(document, post + "/responses/default/content/application~1problem+json"), "nothing");
    EXPECT_EQ(at(document, post + "/security"), R"([{"session":[],"csrf":[]},{"token":[]}])");
}

TEST(OpenApi, OpenAndReadingRoutesNeedLess) {
    Route open = make_route("POST", "/in", "sign_in");
    open.access = Access::open;
    open.status = 204;
    const auto document = described(open);
    EXPECT_EQ(at(document, "/paths/~1in/post/security"), "[]");
    EXPECT_EQ(at(document, "/paths/~1in/post/responses/204/content"), "nothing");
    EXPECT_EQ(at(document, "/paths/~1in/post/requestBody"), "nothing");
    const auto reading = described(make_route("GET", "/r", "me"));
    EXPECT_EQ(at(reading, "/paths/~1r/get/security"), R"([{"session":[]},{"token":[]}])");
}

TEST(QueryCheck, KnowsNumbersRepeatsAndStrangers) {
    Route route = make_route("GET", "/x", "x");
    route.query = {{"limit", integer(1, 200)}, {"view", one_of({"a"})}};
    const auto found = [&](const std::string& target) {
        Request request;
        request.target = target;
        EXPECT_TRUE(split_target(request));
        std::string out;
        for (const Violation& violation : query_violations(route, request))
            out += violation.pointer + " " + violation.key + ";";
        return out;
    };
    EXPECT_EQ(found("/x"), "");
    EXPECT_EQ(found("/x?limit=200&view=a"), "");
    EXPECT_EQ(found("/x?limit=&view="), "");
    EXPECT_EQ(found("/x?limit=201"), "/query/limit http.field.out_of_range;");
    EXPECT_EQ(found("/x?limit=1e2"), "/query/limit http.field.not_integer;");
    EXPECT_EQ(found("/x?limit=+5"), "/query/limit http.field.not_integer;");
    EXPECT_EQ(found("/x?limit=99999999999999999999"), "/query/limit http.field.not_integer;");
    EXPECT_EQ(found("/x?view=b&view=a"), "/query/view http.field.not_one_of;/query/view http.field.twice;");
    EXPECT_EQ(found("/x?colour=red"), "/query/colour http.field.unknown;");
}

}  // namespace
}  // namespace manyhands::http
