// Retention: what a period would erase, what was erased; and one customer's texts at their wish.
#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

SchemaPtr count() {
    return shape::integer(0, std::int64_t{1} << 53U);
}

const SchemaPtr& erasure_shape() {
    using namespace shape;  // NOLINT(google-build-using-namespace): nothing but a shape
    static const SchemaPtr s =
        object("Erasure", {req("id", id()), req("kind", one_of({"retention", "customer"})),
                           req("days", count()), req("total", count()), req("done", count()),
                           req("created_at", instant()), req("finished_at", nullable(instant()))});
    return s;
}

const SchemaPtr& retention_shape() {
    using namespace shape;  // NOLINT(google-build-using-namespace): nothing but a shape
    static const SchemaPtr s =
        object("Retention", {req("days", count()), req("asked", count()), req("conversations", count()),
                             req("oldest_at", nullable(instant())), req("runs", array(erasure_shape()))});
    return s;
}

const SchemaPtr& customer_texts_shape() {
    using namespace shape;  // NOLINT(google-build-using-namespace): nothing but a shape
    static const SchemaPtr s =
        object("CustomerTexts", {req("network", line(0, 64)), req("handle", text(0, 1024)),
                                 req("conversations", count()), req("open", count())});
    return s;
}

void write(JsonWriter& out, const desk::Erasure& run) {
    out.begin_object().member("id", run.id).member("kind", to_string(run.kind)).member("days", run.days);
    out.member("total", run.total).member("done", run.done).member("created_at", run.created_at);
    out.member("finished_at", run.finished_at).end_object();
}

}  // namespace

std::vector<Route> erasure_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/retention", "retention");
        r.actions = {Action::manage_settings};
        r.response = retention_shape();
        r.query = {{"days", shape::integer(0, 3650)}};
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) -> Outcome {
            const auto days = call.request.query_value("days");
            MH_LET(found,
                   deps.erasures.overview(
                       call.actor(), days ? std::optional(std::stoi(std::string(*days))) : std::nullopt));
            JsonWriter out;
            out.begin_object().member("days", found.days).member("asked", found.asked);
            out.member("conversations", found.due.conversations).member("oldest_at", found.due.oldest);
            out.key("runs").begin_array();
            for (const desk::Erasure& run : found.runs)
                write(out, run);
            out.end_array().end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/conversations/{id}/erase-customer", "erase_customer");
        r.actions = {Action::erase_customer};
        r.request = shapes::nothing();
        r.response = erasure_shape();
        r.status = 202;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(run, deps.erasures.erase_customer(call.actor(), model::ConversationId(call.args.at(0))));
            JsonWriter out;
            write(out, run);
            return json_response(out.take(), 202);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/conversations/{id}/erase-customer", "customer_texts");
        r.actions = {Action::erase_customer};
        r.response = customer_texts_shape();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(texts, deps.erasures.customer_texts(call.actor(), model::ConversationId(call.args.at(0))));
            JsonWriter out;
            out.begin_object().member("network", texts.network).member("handle", texts.handle);
            out.member("conversations", texts.conversations).member("open", texts.open).end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/erasures/{id}", "get_erasure");
        r.actions = {Action::erase_customer};
        r.response = erasure_shape();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(run, deps.erasures.find(call.actor(), std::string(call.args.at(0))));
            JsonWriter out;
            write(out, run);
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
