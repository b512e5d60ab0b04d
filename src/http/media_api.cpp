// Pictures for answers: put there as bytes, looked at again by whoever may see the conversation.
#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

Outcome add(const Deps& deps, Call& call) {
    MH_LET(row, deps.media.add(call.actor(), call.request.body));
    JsonWriter out;
    out.begin_object().member("id", row.id.value).member("type", row.type).member("width", row.width);
    out.member("height", row.height).member("bytes", row.bytes).end_object();
    return json_response(out.take(), 201);
}

// Bytes that people brought: never anything but a picture to the browser, and nothing of ours to them.
Outcome show(const Deps& deps, Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(Failure(404, base::ErrorCode::not_found, "answer.media.not_found"));
    MH_LET(kept, deps.media.get(call.actor(), model::MediaId(call.args.at(0))));
    Response response;
    response.set("Content-Type", kept.row.type);
    response.set("Content-Security-Policy", "default-src 'none'; sandbox");
    response.set("Content-Disposition", "inline; filename=\"" + kept.row.digest.substr(0, 12) + "." +
                                            kept.row.type.substr(kept.row.type.find('/') + 1) + "\"");
    response.set("Cache-Control", "private, max-age=31536000, immutable");
    response.body = std::move(kept.bytes);
    return response;
}

}  // namespace

std::vector<Route> media_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/media", "add_media");
        r.actions = {Action::submit_answer};
        r.raw_body = "image/";
        r.response = shapes::media();
        r.status = 201;
        r.handle = [&deps](Call& call) { return add(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/media/{id}", "media");
        r.actions = {Action::see_conversation};
        r.media = "image/*";
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) { return show(deps, call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
