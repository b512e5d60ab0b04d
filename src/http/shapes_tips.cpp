// The shapes of tips (web/src/api/tips.ts).
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr state() {
    return one_of({"proposed", "published", "retired"});
}
SchemaPtr texts() {
    return object("TipTexts", {opt("ko", text(0, 16 * 1024)), opt("en", text(0, 16 * 1024))});
}

}  // namespace

const SchemaPtr& tip() {
    static const SchemaPtr s = object(
        "Tip", {req("id", id()), req("title", text(0, 1024)), req("texts", texts()), req("state", state()),
                req("author", named()), req("proposed_by", named()), req("conversation_id", nullable(id())),
                req("version", integer(1, 1'000'000'000)), req("uses", integer(0, std::int64_t{1} << 53U)),
                req("changed_at", instant()), req("may_change", boolean()), req("may_publish", boolean())});
    return s;
}

const SchemaPtr& tips() {
    static const SchemaPtr s = object("Tips", {req("items", array(tip()))});
    return s;
}

const SchemaPtr& propose_tip_request() {
    static const SchemaPtr s =
        object("TipToPropose", {req("title", text(0, 1024)), req("texts", texts()), opt("answer_id", id()),
                                opt("state", one_of({"proposed", "published"}))});
    return s;
}

const SchemaPtr& change_tip_request() {
    static const SchemaPtr s =
        object("TipChange", {req("version", integer(1, 1'000'000'000)), opt("title", text(0, 1024)),
                             opt("texts", texts()), opt("state", state())});
    return s;
}

}  // namespace manyhands::http::shapes
