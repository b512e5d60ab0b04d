// The shapes of setting up and of hand-off rules (web/src/api/programme.ts).
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr state() {
    return one_of({"open", "done", "skipped"});
}
SchemaPtr by_step(const char* name, const SchemaPtr& each) {
    return object(name, {req("plan", each), req("expectations", each), req("collaboration", each),
                         req("loop", each), req("guidelines", each)});
}

// What it means is checked by the room.
SchemaPtr rule(Need named) {
    const SchemaPtr tags = array(id(), 200);
    const SchemaPtr words = array(text(0, 1024), 200);
    return named == Need::required
               ? object("HandOffRule",
                        {req("id", id()), req("tags", tags), req("words", words), req("to_id", id()),
                         req("back_id", id()), req("minutes", integer(0, 1'000'000)), req("loop", boolean())})
               : object("HandOffRuleToSave", {opt("id", id()), req("tags", tags), req("words", words),
                                              req("to_id", id()), req("back_id", id()),
                                              req("minutes", integer(0, 1'000'000)), req("loop", boolean())});
}

}  // namespace

const SchemaPtr& programme() {
    static const SchemaPtr s = object(
        "Programme",
        {req("version", integer(0, std::int64_t{1} << 53U)), req("saved_at", nullable(instant())),
         req("saved_by", nullable(id())),
         req("steps",
             by_step("SetupSteps", object("SetupMark", {req("state", state()), req("by", nullable(named())),
                                                        req("at", nullable(instant()))}))),
         req("rules", array(rule(Need::required)))});
    return s;
}

const SchemaPtr& save_programme_request() {
    static const SchemaPtr s = object("SaveProgramme", {req("version", integer(0, std::int64_t{1} << 53U)),
                                                        req("steps", by_step("SetupStates", state())),
                                                        req("rules", array(rule(Need::optional), 1000))});
    return s;
}

const SchemaPtr& hand_off_proposals() {
    static const SchemaPtr s = object(
        "HandOffProposals",
        {req("items", array(object("HandOffProposal",
                                   {req("rule_id", id()), req("department_id", id()), req("back_id", id()),
                                    req("minutes", integer(0, 1'000'000)), req("tag_id", nullable(id())),
                                    req("word", nullable(text(0, 1024)))})))});
    return s;
}

}  // namespace manyhands::http::shapes
