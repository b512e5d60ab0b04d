// The shapes of employees' own accounts, and of answers from their own clients.
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr str() {
    return text(0, 4096);
}
SchemaPtr kind() {
    return one_of({"personal", "work"});
}
SchemaPtr why() {
    return nullable(one_of({"self", "lead", "inactive"}));
}

}  // namespace

const SchemaPtr& binding_wish() {
    static const SchemaPtr s =
        object("BindingWish",
               {req("id", id()), req("network", str()), req("handle", str()), req("code", str()),
                req("problem", nullable(one_of({"no_such_handle", "bound_already", "brand_account"}))),
                req("made_at", instant()), req("expires_at", instant())});
    return s;
}

const SchemaPtr& my_bindings() {
    static const SchemaPtr s = object(
        "MyBindings",
        {req("tag", nullable(str())), req("signature", one_of({"handle", "initials"})),
         req("networks", array(object("OwnNetwork",
                                      {req("id", str()), req("label", str()), req("brand_handle", str())}))),
         req("items",
             array(object("Binding", {req("id", id()), req("network", str()), req("handle", str()),
                                      req("kind", kind()), req("bound_at", instant()),
                                      req("ended_at", nullable(instant())), req("ended_why", why())}))),
         req("wishes", array(binding_wish())),
         req("posts",
             array(object("OwnPost",
                          {req("network", str()), req("handle", str()), req("url", nullable(str())),
                           req("at", instant()), req("state", one_of({"seen", "taken", "noted", "refused"})),
                           req("reason", nullable(str())), req("conversation_id", nullable(id()))})))});
    return s;
}

const SchemaPtr& binding_request() {
    static const SchemaPtr s =
        object("BindingToBegin", {req("network", line(1, 64)), req("handle", line(1, 254))});
    return s;
}

const SchemaPtr& all_bindings() {
    static const SchemaPtr s = object(
        "Bindings",
        {req("items",
             array(object("BindingOf", {req("employee", named()), req("id", id()), req("network", str()),
                                        req("handle", str()), req("kind", kind()), req("bound_at", instant()),
                                        req("ended_at", nullable(instant())), req("ended_why", why())}))),
         req("strangers", integer(0, std::int64_t{1} << 53U))});
    return s;
}

const SchemaPtr& binding_change() {
    static const SchemaPtr s = object("BindingChange", {req("kind", kind())});
    return s;
}

const SchemaPtr& conversation_code() {
    static const SchemaPtr s = object("ConversationCode", {req("code", str()), req("expires_at", instant()),
                                                           req("tag", str()), req("brand_handle", str())});
    return s;
}

}  // namespace manyhands::http::shapes
