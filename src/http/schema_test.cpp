#include "http/schema.hpp"

#include <gtest/gtest.h>

namespace manyhands::http {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace)

std::vector<std::string> found(const SchemaPtr& schema, std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return {value.error().key};
    std::vector<std::string> out;
    for (const Violation& violation : violations(*schema, *value))
        out.push_back(violation.pointer + " " + violation.key);
    return out;
}

using Findings = std::vector<std::string>;

TEST(Schema, EachTypeKnowsItsOwn) {
    const SchemaPtr all = object(
        "All", {req("t", text(1, 6)), req("l", line(0, 6)), req("i", integer(-2, 5)),
                req("c", integer_of({0, 5})), req("n", number()), req("b", boolean()),
                req("o", one_of({"a", "b"})), req("d", id()), req("w", instant()),
                req("a", array(boolean(), 2)), req("m", map(text(0, 3))), req("x", nullable(boolean()))});
    EXPECT_EQ(found(all, R"({"t":"한글","l":"","i":-2,"c":5,"n":1.5,"b":false,"o":"b",
        "d":"01J00000000000000000000000","w":"2026-03-09T05:23:00+09:00","a":[true],"m":{"k":"v"},"x":null})"),
              Findings{});
    EXPECT_EQ(
        found(all, R"({"t":"","l":"a\nb","i":6,"c":4,"n":"1","b":0,"o":"c","d":"x","w":"soon",
        "a":[1,2,3],"m":{"k":5},"x":1})"),
        (Findings{"/t http.field.empty", "/l http.field.control_character", "/i http.field.out_of_range",
                  "/c http.field.not_one_of", "/n http.field.not_number", "/b http.field.not_boolean",
                  "/o http.field.not_one_of", "/d http.field.not_id", "/w http.field.not_instant",
                  "/a http.field.too_many", "/m/k http.field.not_string", "/x http.field.not_boolean"}));
    EXPECT_EQ(found(array(boolean(), 2), R"([true,"x"])"), Findings{"/1 http.field.not_boolean"});
}

TEST(Schema, UnknownMissingAndNullAreSaid) {
    const SchemaPtr s = object("S", {req("a", text(0, 9)), opt("b", boolean())});
    EXPECT_EQ(found(s, R"({"a":"x"})"), Findings{});
    EXPECT_EQ(found(s, R"({"b":null,"a/~":1})"),
              (Findings{"/b http.field.not_boolean", "/a~1~0 http.field.unknown", "/a http.field.missing"}));
    EXPECT_EQ(found(s, "7"), Findings{" http.field.not_object"});
}

TEST(Schema, LengthsAreBytes) {
    EXPECT_EQ(found(text(0, 5), R"("한글")"), Findings{" http.field.too_long"});
    EXPECT_EQ(found(text(3, 9), R"("ab")"), Findings{" http.field.too_short"});
}

TEST(Schema, HugeNumbersAreOutOfRange) {
    EXPECT_EQ(found(integer(0, 10), "18446744073709551615"), Findings{" http.field.out_of_range"});
    EXPECT_EQ(found(integer(0, 10), "1e3"), Findings{" http.field.not_integer"});
    EXPECT_EQ(found(integer(0, 10), "5.0"), Findings{" http.field.not_integer"});
}

TEST(Schema, FindingsAreBounded) {
    std::string many = "{";
    for (int i = 0; i < 1000; ++i)
        many += (i > 0 ? "," : "") + std::string("\"k") + std::to_string(i) + "\":1";
    EXPECT_EQ(found(object("S", {}), many + "}").size(), 20U);
}

TEST(Json, IsStrict) {
    EXPECT_EQ(found(map(text(0, 99)), R"({"a":"x:y","b":"\":","a":"z"})"), Findings{"http.json.duplicate"});
    EXPECT_EQ(found(map(text(0, 99)), R"({"a":"x:y","b":"\":"})"), Findings{});
    EXPECT_EQ(found(boolean(), "true true"), Findings{"http.json.malformed"});
    EXPECT_EQ(found(boolean(), "{'a':1}"), Findings{"http.json.malformed"});
    EXPECT_EQ(found(boolean(), "[1,]"), Findings{"http.json.malformed"});
    EXPECT_EQ(found(boolean(), "\"\xc0\xaf\""), Findings{"http.json.malformed"});
    EXPECT_EQ(found(boolean(), "NaN"), Findings{"http.json.malformed"});
    EXPECT_EQ(found(boolean(), ""), Findings{"http.json.malformed"});
    EXPECT_EQ(found(boolean(), std::string(20, '[') + std::string(20, ']')), Findings{"http.json.too_deep"});
}

}  // namespace
}  // namespace manyhands::http
