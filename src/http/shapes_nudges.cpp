// The shapes of how people are reached (web/src/api/nudges.ts).
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr clock() {
    return line(5, 5);
}
SchemaPtr device() {
    static const SchemaPtr s =
        object("PushDevice", {req("id", id()), req("name", line(0, 200)), req("service", line(1, 512)),
                              req("made_at", instant()), req("last_ok_at", nullable(instant()))});
    return s;
}

}  // namespace

const SchemaPtr& reach() {
    static const SchemaPtr s =
        object("Reach",
               {req("application_key", line(1, 200)), req("quiet_from", clock()), req("quiet_until", clock()),
                req("zone", line(0, 64)), req("digest", nullable(one_of({"never", "weekly", "daily"}))),
                req("week_report", boolean()), req("leads", boolean()), req("mail", boolean()),
                req("standard", one_of({"never", "weekly", "daily"})), req("daily_most", integer(0, 50)),
                req("devices", array(device()))});
    return s;
}

const SchemaPtr& reach_change() {
    static const SchemaPtr s =
        object("ReachChange", {opt("quiet_from", clock()), opt("quiet_until", clock()),
                               opt("zone", line(1, 64)), opt("lang", one_of({"ko", "en"})),
                               opt("digest", nullable(one_of({"never", "weekly", "daily"}))),
                               opt("week_report", boolean())});
    return s;
}

const SchemaPtr& device_request() {
    static const SchemaPtr s =
        object("DeviceToAdd",
               {req("endpoint", line(1, 2048)), req("p256dh", line(1, 200)), req("auth", line(1, 64)),
                req("name", line(0, 80)), opt("zone", line(1, 64)), opt("lang", one_of({"ko", "en"}))});
    return s;
}

}  // namespace manyhands::http::shapes
