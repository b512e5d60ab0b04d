// Shapes of reports and business hours.
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kBig = std::int64_t{1} << 53U;

SchemaPtr str() {
    return text(0, 4096);
}
SchemaPtr whole() {
    return integer(0, kBig);
}
SchemaPtr maybe_number() {
    return nullable(number());
}
SchemaPtr day_kind() {
    return one_of({"working", "weekend", "holiday"});
}
SchemaPtr date() {
    return line(10, 10);
}

const SchemaPtr& clock() {
    static const SchemaPtr s =
        object("ClockFigures", {req("counted", whole()), req("answered", whole()), req("waiting", whole()),
                                req("never", whole()), req("only_held", whole()),
                                req("mean_seconds", maybe_number()), req("p50_seconds", maybe_number()),
                                req("p90_seconds", maybe_number()), req("p99_seconds", maybe_number())});
    return s;
}

std::vector<Property> figures(std::vector<Property> more) {
    static const SchemaPtr band =
        object("Band", {req("up_to_minutes", nullable(whole())), req("answered", whole())});
    std::vector<Property> all{req("episodes", whole()),
                              req("answered", whole()),
                              req("waiting", whole()),
                              req("overdue", whole()),
                              req("never", whole()),
                              req("no_answer_needed", whole()),
                              req("found_late", whole()),
                              req("within_promise", whole()),
                              req("outside_hours", whole()),
                              req("mean_seconds", maybe_number()),
                              req("p50_seconds", maybe_number()),
                              req("p90_seconds", maybe_number()),
                              req("p99_seconds", maybe_number()),
                              req("bands", array(band)),
                              req("real", clock()),
                              req("held", whole()),
                              req("missed_promises", whole()),
                              req("action", nullable(clock()))};
    for (Property& property : more)
        all.push_back(std::move(property));
    return all;
}

// Strict in both directions: a time is "09:00", "24:00" at most; what it means is the model's to check.
SchemaPtr spans() {
    static const SchemaPtr span = object("OpenSpan", {req("from", line(5, 5)), req("to", line(5, 5))});
    return array(span, 50);
}

}  // namespace

const SchemaPtr& first_answer_report() {
    static const SchemaPtr s = object(
        "FirstAnswerReport",
        figures(
            {req("from", instant()), req("to", instant()), req("zone", str()),
             req("clock", one_of({"wall", "business"})),
             req("by", one_of({"day", "account", "department", "employee", "hour", "day_kind"})),
             req("promise_minutes", whole()),
             req("groups", array(object("ReportGroup", figures({req("key", str()), req("label", str())})))),
             req("departments",
                 array(object("DepartmentTime", {req("id", str()), req("label", str()),
                                                 req("concerns", whole()), req("seconds", whole())}))),
             req("before",
                 nullable(object("ReportBefore", figures({req("from", instant()), req("to", instant())})))),
             req("by_day",
                 array(object("ReportDay",
                              {req("day", date()), req("kind", day_kind()), req("episodes", whole()),
                               req("answered", whole()), req("within_promise", whole()),
                               req("mean_seconds", maybe_number()), req("p50_seconds", maybe_number()),
                               req("p90_seconds", maybe_number())})))}));
    return s;
}

const SchemaPtr& first_answer_conversations() {
    static const SchemaPtr s = object(
        "ReportConversations",
        {req("items", array(object("ReportConversation",
                                   {req("conversation", conversation_row()), req("episode", whole()),
                                    req("fate", one_of({"answered", "waiting", "never", "no_answer_needed",
                                                        "only_held"})),
                                    req("opened_at", instant()), req("answered_at", nullable(instant())),
                                    req("seconds", nullable(whole())), req("found_late", boolean()),
                                    req("initials", nullable(str()))}))),
         req("next", nullable(str()))});
    return s;
}

const SchemaPtr& hours() {
    static const SchemaPtr s = object(
        "BusinessHours",
        {req("zone", line(1, 64)), req("week", array(spans(), 7)), req("calendars", array(line(1, 16), 20)),
         req("own_days",
             array(object("OwnDay", {req("date", date()), req("name", line(0, 200)), req("spans", spans())}),
                   1'000))});
    return s;
}

const SchemaPtr& hours_now() {
    static const SchemaPtr s = object(
        "HoursNow", {req("open", boolean()), req("changes_at", nullable(instant())),
                     req("next_days", array(object("HoursDay", {req("date", date()), req("name_ko", str()),
                                                                req("name_en", str()), req("own", boolean()),
                                                                req("open", boolean())})))});
    return s;
}

const SchemaPtr& hours_list() {
    static const SchemaPtr s = object(
        "HoursList",
        {req("items",
             array(object("HoursOf", {req("department_id", nullable(id())), req("hours", nullable(hours())),
                                      req("now", nullable(hours_now()))}))),
         req("calendars", array(object("HolidayCalendar", {req("id", line(1, 16)), req("label", str())})))});
    return s;
}

const SchemaPtr& hours_request() {
    static const SchemaPtr s =
        object("HoursRequest", {opt("department_id", nullable(id())), req("hours", nullable(hours()))});
    return s;
}

}  // namespace manyhands::http::shapes
