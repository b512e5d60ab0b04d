// The shapes of people, departments, brands and settings as an admin keeps them.
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr str() {
    return text(0, std::int64_t{256} * 1024);
}
SchemaPtr count() {
    return integer(0, std::int64_t{1} << 53U);
}
SchemaPtr role_name() {
    return one_of({"employee", "desk", "lead", "auditor", "analyst", "admin"});
}

}  // namespace

const SchemaPtr& employees() {
    static const SchemaPtr s = object(
        "Employees", {req("items", array(employee())), req("next", nullable(str())), req("total", count())});
    return s;
}

const SchemaPtr& employee_change() {
    static const SchemaPtr s = object(
        "EmployeeChange", {opt("name", line(1, 320)), opt("role", role_name()), opt("department_id", id()),
                           opt("initials", line(1, 16)), opt("active", boolean())});
    return s;
}

const SchemaPtr& one_time_link() {
    static const SchemaPtr s = object("OneTimeLink", {req("link", str())});
    return s;
}

const SchemaPtr& import_report() {
    static const SchemaPtr row =
        object("ImportRow", {req("row", count()), req("line", count()), req("ok", boolean()),
                             req("outcome", one_of({"created", "updated", "unchanged", "failed"})),
                             req("name", str()), req("email", str()), req("initials", str()),
                             req("link", nullable(str())), req("problem", nullable(str()))});
    static const SchemaPtr s =
        object("ImportReport",
               {req("dry_run", boolean()), req("encoding", one_of({"utf-8", "cp949"})), req("total", count()),
                req("created", count()), req("updated", count()), req("unchanged", count()),
                req("failed", count()), req("ignored", array(str())), req("rows", array(row))});
    return s;
}

const SchemaPtr& department() {
    static const SchemaPtr s =
        object("Department", {req("id", id()), req("name", str()), req("name_ko", str()),
                              req("name_en", str()), req("waiting", count())});
    return s;
}

const SchemaPtr& department_request() {
    static const SchemaPtr s =
        object("DepartmentToAdd", {req("name_ko", line(1, 240)), req("name_en", line(1, 240))});
    return s;
}

const SchemaPtr& department_change() {
    static const SchemaPtr s =
        object("DepartmentChange", {opt("name_ko", line(1, 240)), opt("name_en", line(1, 240))});
    return s;
}

const SchemaPtr& roles() {
    static const auto reach = [] { return one_of({"none", "own", "department", "brand"}); };
    static const SchemaPtr by_role =
        object("RoleReach", {req("employee", reach()), req("desk", reach()), req("lead", reach()),
                             req("auditor", reach()), req("analyst", reach()), req("admin", reach())});
    static const SchemaPtr s = object(
        "Roles",
        {req("items", array(object("RoleAction", {req("action", str()), req("label", str()),
                                                  req("token_scope", str()), req("reach", by_role)})))});
    return s;
}

const SchemaPtr& settings() {
    static const SchemaPtr item =
        object("SettingItem", {req("key", str()), req("label", str()), req("hint", str()),
                               req("section", str()), req("section_label", str()),
                               req("kind", one_of({"whole", "truth", "choice", "line", "whole_list"})),
                               req("choices", array(str())), req("value", str()), req("standard", str()),
                               req("source", one_of({"flag", "environment", "file", "interface", "default"})),
                               req("environment", str()), req("flag", str()),
                               req("restart_needed", boolean()), req("changeable", boolean())});
    static const SchemaPtr s = object("Settings", {req("items", array(item))});
    return s;
}

const SchemaPtr& settings_change() {
    static const SchemaPtr s = map(line(0, 512));
    return s;
}

const SchemaPtr& checklist() {
    static const SchemaPtr s = object(
        "Checklist", {req("items", array(object("ChecklistItem", {req("key", str()), req("done", boolean()),
                                                                  req("count", count())})))});
    return s;
}

const SchemaPtr& brand() {
    static const SchemaPtr s =
        object("BrandToSee", {req("id", id()), req("name", str()), req("current", boolean())});
    return s;
}

const SchemaPtr& brands() {
    static const SchemaPtr s = object("Brands", {req("items", array(brand())), req("may_add", boolean())});
    return s;
}

const SchemaPtr& brand_request() {
    static const SchemaPtr s = object(
        "BrandToAdd",
        {req("name", line(1, 320)), req("department_ko", line(1, 240)), req("department_en", line(1, 240))});
    return s;
}

const SchemaPtr& brand_choice() {
    static const SchemaPtr s = object("BrandChoice", {req("brand_id", id())});
    return s;
}

}  // namespace manyhands::http::shapes
