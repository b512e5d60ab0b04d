// The shapes of joining: links, who came by them, invitations; and of the second factor.
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr str() {
    return text(0, 4096);
}
SchemaPtr how_many() {
    return integer(0, 100'000);
}
SchemaPtr way_in() {
    return one_of({"confirmed", "at_once"});
}
SchemaPtr link() {
    static const SchemaPtr s =
        object("JoinLink", {req("id", str()), req("department_id", str()), req("made_by", str()),
                            req("domains", array(str())), req("entry", way_in()),
                            req("most", nullable(integer(1, 5'000))), req("made_at", instant()),
                            req("expires_at", instant()), req("ended_at", nullable(instant())),
                            req("state", one_of({"open", "ended", "expired", "full"})),
                            req("joined", how_many()), req("waiting", how_many())});
    return s;
}
SchemaPtr token() {
    return line(1, 256);
}

}  // namespace

const SchemaPtr& join_links() {
    static const SchemaPtr s = object("JoinLinks", {req("items", array(link()))});
    return s;
}

const SchemaPtr& new_join_link() {
    static const SchemaPtr s = object("NewJoinLink", {req("link", link()), req("url", str())});
    return s;
}

const SchemaPtr& join_link_request() {
    static const SchemaPtr s =
        object("JoinLinkToMake", {req("hours", integer(1, 2'160)), opt("department_id", id()),
                                  opt("domains", array(line(1, 254), 20)),
                                  opt("most", nullable(integer(1, 5'000))), req("entry", way_in())});
    return s;
}

const SchemaPtr& join_requests() {
    static const SchemaPtr s = object(
        "JoinRequests",
        {req("items",
             array(object("JoinRequest",
                          {req("id", str()), req("link_id", str()), req("department_id", str()),
                           req("name", str()), req("email", str()), req("initials", str()),
                           req("asked_at", instant()), req("known", boolean()), req("same", how_many())})))});
    return s;
}

const SchemaPtr& join_confirm_request() {
    static const SchemaPtr s =
        object("JoinConfirm", {opt("initials", line(1, 16)), opt("department_id", id())});
    return s;
}

const SchemaPtr& join_token() {
    static const SchemaPtr s = object("JoinToken", {req("token", token())});
    return s;
}

const SchemaPtr& join_page() {
    static const SchemaPtr s = object(
        "JoinPage", {req("brand", str()), req("department_ko", str()), req("department_en", str()),
                     req("domains", array(str())), req("entry", way_in()), req("expires_at", instant())});
    return s;
}

const SchemaPtr& join_initials_request() {
    static const SchemaPtr s = object(
        "JoinInitialsWish", {req("token", token()), req("name", line(0, 320)), opt("initials", line(0, 16))});
    return s;
}

const SchemaPtr& join_initials() {
    static const SchemaPtr s = object("JoinInitials", {req("initials", str()), req("free", boolean())});
    return s;
}

const SchemaPtr& join_wish() {
    static const SchemaPtr s =
        object("JoinWish", {req("token", token()), req("name", line(1, 320)), req("email", line(1, 254)),
                            req("password", text(1, 1024)), opt("initials", line(0, 16))});
    return s;
}

const SchemaPtr& join_receipt() {
    static const SchemaPtr s = object("JoinReceipt", {req("receipt", str())});
    return s;
}

const SchemaPtr& join_receipt_request() {
    static const SchemaPtr s = object("JoinReceiptToUse", {req("receipt", token())});
    return s;
}

const SchemaPtr& join_entry() {
    static const SchemaPtr s =
        object("JoinEntry", {req("state", one_of({"waiting", "refused", "in"})), req("me", nullable(me()))});
    return s;
}

const SchemaPtr& invitations() {
    static const SchemaPtr s = object(
        "Invitations",
        {req("items",
             array(object("Invitation", {req("employee", employee()), req("expires_at", nullable(instant())),
                                         req("state", one_of({"open", "expired", "ended"}))}))),
         req("more", boolean())});
    return s;
}

const SchemaPtr& second_factor() {
    static const SchemaPtr s =
        object("SecondFactor", {req("on", boolean()), req("recovery_left", integer(0, 100))});
    return s;
}

const SchemaPtr& second_factor_setup() {
    static const SchemaPtr s = object("SecondFactorSetup", {req("secret", str()), req("uri", str())});
    return s;
}

const SchemaPtr& second_factor_code() {
    static const SchemaPtr s = object("SecondFactorCode", {req("code", line(1, 32))});
    return s;
}

const SchemaPtr& recovery_codes() {
    static const SchemaPtr s = object("RecoveryCodes", {req("codes", array(str()))});
    return s;
}

}  // namespace manyhands::http::shapes
