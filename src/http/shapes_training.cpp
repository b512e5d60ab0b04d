// The shapes of the first minutes and of certification (web/src/api/first.ts).
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kText = 4096;
constexpr std::int64_t kMany = std::int64_t{1} << 53U;

SchemaPtr count() {
    return integer(0, kMany);
}
SchemaPtr name() {
    return line(1, 64);
}
SchemaPtr both() {
    static const SchemaPtr s =
        object("TrainingWords", {req("ko", text(0, kText)), req("en", text(0, kText))});
    return s;
}

// What it means is checked by the room.
SchemaPtr document() {
    static const SchemaPtr s = object(
        "TrainingDocument",
        {req("asks", array(one_of({"employee", "desk", "lead", "auditor", "analyst", "admin"}), 6)),
         req("cards", array(object("TrainingCard",
                                   {req("id", line(0, 64)), req("title", both()), req("text", both())}),
                            100)),
         req("questions",
             array(object("TrainingQuestion",
                          {req("id", line(0, 64)), req("ask", both()), req("options", array(both(), 100)),
                           req("right", integer(0, 100)), req("reason", both())}),
                   100)),
         req("practice", object("TrainingPractice", {req("customer", both()), req("text", both())})),
         req("topics",
             array(object("TrainingTopic", {req("query", line(0, 64)), req("name", both())}), 1000)),
         req("levels",
             array(
                 object("CertificationLevel",
                        {req("id", line(0, 64)), req("name", both()), req("topics", array(line(0, 64), 1000)),
                         req("languages", array(one_of({"ko", "en"}), 10)),
                         req("barred",
                             array(one_of({"goodwill", "safety", "legal", "press", "personal_data"}), 10))}),
                 100))});
    return s;
}

}  // namespace

const SchemaPtr& first_minutes() {
    static const SchemaPtr s = object(
        "FirstMinutes",
        {req("to_do", boolean()), req("certified", boolean()), req("level", nullable(text(0, kText))),
         req("taken", boolean()), req("looked_at", count()), req("text_rule", name()),
         req("cards", array(object("FirstCard", {req("id", name()), req("title", text(0, kText)),
                                                 req("text", text(0, kText)), req("done", boolean())}))),
         req("questions",
             array(object("FirstQuestion",
                          {req("id", name()), req("ask", text(0, kText)),
                           req("options", array(object("FirstOption",
                                                       {req("n", count()), req("text", text(0, kText))}))),
                           req("done", boolean()), req("tries", count())}))),
         req("practice", object("FirstPractice", {req("customer", text(0, kText)),
                                                  req("text", text(0, kText)), req("done", boolean())})),
         req("topics", array(object("FirstTopic", {req("id", name()), req("name", text(0, kText)),
                                                   req("ticked", boolean())}))),
         req("topics_done", boolean())});
    return s;
}

const SchemaPtr& first_answer_request() {
    static const SchemaPtr s = object("FirstQuestionAnswer", {req("option", integer(0, 100))});
    return s;
}

const SchemaPtr& first_answer() {
    static const SchemaPtr s =
        object("FirstQuestionResult",
               {req("right", boolean()), req("reason", nullable(text(0, kText))), req("tries", count())});
    return s;
}

const SchemaPtr& first_practice_request() {
    static const SchemaPtr s = object("FirstPracticeAnswer", {req("text", text(1, 16 * 1024))});
    return s;
}

const SchemaPtr& first_practice() {
    static const SchemaPtr s =
        object("FirstPracticeResult",
               {req("passed", boolean()), req("published", text(0, 64 * 1024)),
                req("findings",
                    array(object("FirstFinding",
                                 {req("severity", one_of({"hint", "warning", "block"})),
                                  req("words", text(0, kText)), req("replacement", nullable(text(0, 8192))),
                                  req("reason", text(0, kText)), req("right", nullable(text(0, kText)))})))});
    return s;
}

const SchemaPtr& first_topics_request() {
    static const SchemaPtr s = object("FirstTopics", {req("topics", array(line(1, 64), 100))});
    return s;
}

const SchemaPtr& training() {
    static const SchemaPtr s =
        object("Training",
               {req("version", count()), req("saved_at", nullable(instant())),
                req("saved_by", nullable(id())), req("may_levels", boolean()), req("document", document())});
    return s;
}

const SchemaPtr& save_training_request() {
    static const SchemaPtr s = object(
        "SaveTraining",
        {req("version", count()), opt("existing", one_of({"keep", "ask"})), req("document", document())});
    return s;
}

const SchemaPtr& trainees() {
    static const SchemaPtr s = object(
        "Trainees",
        {req("items",
             array(object("Trainee", {req("person", named()), req("role", name()), req("department_id", id()),
                                      req("asked", boolean()), req("cards", count()),
                                      req("questions", count()), req("tries", count()),
                                      req("practice", boolean()), req("finished_at", nullable(instant())),
                                      req("level", nullable(name())), req("level_at", nullable(instant())),
                                      req("level_by", nullable(id())), req("reason", text(0, kText))}))),
         req("cards", count()), req("questions", count()), req("next", nullable(name()))});
    return s;
}

const SchemaPtr& certification_request() {
    static const SchemaPtr s =
        object("Certify", {req("level", nullable(line(1, 64))), req("reason", text(0, kText))});
    return s;
}

}  // namespace manyhands::http::shapes
