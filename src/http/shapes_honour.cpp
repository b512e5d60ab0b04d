// The shapes of honour (web/src/api/honour.ts).
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kMost = 1'000'000'000;

SchemaPtr count() {
    return integer(0, kMost);
}
SchemaPtr hundredths() {
    return integer(0, 10'000);
}

SchemaPtr bounded(const char* name) {
    return object(name, {req("good", count()), req("all", count()), req("low", hundredths()),
                         req("high", hundredths())});
}

const SchemaPtr& row() {
    static const SchemaPtr s = object(
        "HonourRow",
        {req("place", nullable(integer(1, kMost))), req("employee_id", id()), req("initials", text(0, 64)),
         req("name", text(0, 1024)), req("department_id", id()), req("answered", count()),
         req("timing", bounded("HonourTiming")), req("satisfaction", bounded("HonourSatisfaction")),
         req("score", hundredths()), req("help", count()), req("provisional", boolean()),
         req("standing", one_of({"ranked", "too_few", "below_floor", "not_rated"}))});
    return s;
}

SchemaPtr choice_of(const char* name, bool needed) {
    const auto field = [&](const char* which) {
        return needed ? req(which, boolean()) : opt(which, boolean());
    };
    return object(name, {field("on_board"), field("name_on_card")});
}

}  // namespace

const SchemaPtr& honour_board() {
    static const SchemaPtr s = object(
        "HonourBoard",
        {req("board", one_of({"crowd", "desk"})),
         req("season", text(6, 8)),
         req("from", instant()),
         req("to", instant()),
         req("final_at", instant()),
         req("zone", text(1, 64)),
         req("stage", one_of({"running", "closing", "published"})),
         req("published_at", nullable(instant())),
         req("digest", nullable(text(64, 64))),
         req("ratings_count", boolean()),
         req("audited", boolean()),
         req("people", count()),
         req("top", array(row(), 20)),
         req("near", array(row(), 20)),
         req("me", nullable(row())),
         req("my_audit", nullable(hundredths())),
         req("helpers", array(row(), 20)),
         req("teams",
             array(object("HonourTeam", {req("department_id", id()), req("people", count()),
                                         req("answered", count()), req("timing", bounded("HonourTeamTiming")),
                                         req("satisfaction", bounded("HonourTeamSatisfaction")),
                                         req("score", hundredths())}))),
         req("departments", array(object("HonourDepartment", {req("id", id()), req("name", text(0, 1024))}))),
         req("seasons", array(text(6, 8), 300)),
         req("choice", choice_of("HonourChoice", true)),
         req("formula", object("HonourFormula", {req("least_answered", count()), req("audit_floor", count()),
                                                 req("rated_people", count()), req("help_by_pair", count()),
                                                 req("help_at_most", count()), req("team_people", count()),
                                                 req("promise_minutes", integer(1, 1440))})),
         req("brand", text(0, 1024))});
    return s;
}

const SchemaPtr& honour_thanks() {
    static const SchemaPtr s =
        object("HonourThanks",
               {req("items",
                    array(object("HonourThank", {req("conversation_id", id()), req("initials", text(0, 64)),
                                                 req("name", text(0, 1024)), req("network", text(0, 64)),
                                                 req("customer", text(0, 4096)), req("text", text(0, 65536)),
                                                 req("lang", text(0, 16)), req("at", instant())}),
                          100))});
    return s;
}

const SchemaPtr& honour_choice() {
    static const SchemaPtr s = choice_of("HonourChoiceNow", true);
    return s;
}

const SchemaPtr& honour_choice_request() {
    static const SchemaPtr s = choice_of("HonourChoiceChange", false);
    return s;
}

const SchemaPtr& honour_duty() {
    static const SchemaPtr s = object(
        "OnDuty",
        {req("page_on", boolean()), req("url", text(0, 1024)), req("at", instant()), req("zone", text(1, 64)),
         req("people", array(object("OnDutyPerson",
                                    {req("initials", text(0, 64)), req("name", nullable(text(0, 1024)))}))),
         req("texts", object("OnDutyTexts", {req("ko", text(0, 4096)), req("en", text(0, 4096))})),
         req("name_on_card", boolean())});
    return s;
}

const SchemaPtr& participation() {
    static const SchemaPtr s =
        object("Participation",
               {req("items",
                    array(object("DepartmentParticipation",
                                 {req("department_id", id()), req("name", text(0, 1024)),
                                  req("invited", count()), req("joined", count()), req("certified", count()),
                                  req("first_answer", count()), req("active", count())}))),
                req("zone", text(1, 64)), req("at", instant())});
    return s;
}

}  // namespace manyhands::http::shapes
