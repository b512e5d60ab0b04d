// The shapes of single sign-on.
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr str() {
    return text(0, 4096);
}
SchemaPtr newcomers() {
    return one_of({"refused", "confirmed", "at_once"});
}
SchemaPtr role() {
    return one_of({"employee", "desk", "lead", "auditor", "analyst", "admin"});
}

}  // namespace

const SchemaPtr& sso_brands() {
    static const SchemaPtr s = object(
        "SsoBrands", {req("items", array(object("SsoBrand", {req("brand_id", str()), req("name", str()),
                                                             req("address", str())})))});
    return s;
}

const SchemaPtr& sso_settings() {
    static const SchemaPtr rule = object("SsoGroup", {req("group", str()), req("role", nullable(role())),
                                                      req("department_id", nullable(str()))});
    static const SchemaPtr provider =
        object("SsoProvider", {req("issuer", str()), req("client_id", str()), req("has_secret", boolean()),
                               req("scopes", str()), req("email_claim", str()), req("name_claim", str()),
                               req("groups_claim", str()), req("groups", array(rule)),
                               req("newcomers", newcomers()), req("department_id", nullable(str())),
                               req("trust_email", boolean()), req("password_allowed", boolean())});
    static const SchemaPtr s =
        object("SsoSettings", {req("redirect_uri", str()), req("provider", nullable(provider))});
    return s;
}

const SchemaPtr& sso_settings_request() {
    static const SchemaPtr rule = object(
        "SsoGroupWrite",
        {req("group", line(1, 256)), opt("role", nullable(role())), opt("department_id", nullable(id()))});
    static const SchemaPtr s = object(
        "SsoSettingsWrite",
        {req("issuer", line(1, 512)), req("client_id", line(1, 512)), opt("client_secret", line(0, 1024)),
         opt("scopes", line(1, 512)), opt("email_claim", line(1, 128)), opt("name_claim", line(0, 128)),
         opt("groups_claim", line(0, 128)), opt("groups", array(rule, 200)), req("newcomers", newcomers()),
         opt("department_id", id()), req("trust_email", boolean()), req("password_allowed", boolean())});
    return s;
}

}  // namespace manyhands::http::shapes
