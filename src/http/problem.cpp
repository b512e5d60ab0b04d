#include "http/problem.hpp"

#include "base/log.hpp"
#include "http/json_writer.hpp"

namespace manyhands::http {

int http_status(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::invalid:
            return 400;
        case base::ErrorCode::unauthenticated:
            return 401;
        case base::ErrorCode::forbidden:
            return 403;
        case base::ErrorCode::not_found:
            return 404;
        case base::ErrorCode::conflict:
            return 409;
        case base::ErrorCode::stale:
            return 412;
        case base::ErrorCode::too_large:
            return 413;
        case base::ErrorCode::rate_limited:
            return 429;
        case base::ErrorCode::unavailable:
            return 503;
        case base::ErrorCode::internal:
            return 500;
    }
    return 500;
}

Response problem(const Failure& failure, base::Lang lang, const std::string& request_id) {
    const base::Error& error = failure.error;
    Response response;
    response.status = failure.status != 0 ? failure.status : http_status(error.code);
    const bool ours = error.code == base::ErrorCode::internal;
    if (ours || error.code == base::ErrorCode::unavailable || !error.cause.empty()) {
        base::log(ours ? base::LogLevel::error : base::LogLevel::info, "http", "request failed",
                  {{"request_id", request_id}, {"key", error.key}, {"cause", error.cause}});
    }
    JsonWriter out;
    out.begin_object();
    out.member("type",
               "urn:manyhands:problem:" +
                   (ours || error.key.empty() ? std::string(base::to_string(error.code)) : error.key));
    out.member("title", base::tr(lang, "http.problem." + std::string(base::to_string(error.code))));
    out.member("status", response.status);
    if (!ours && !error.key.empty()) out.member("detail", base::tr(lang, error));
    out.member("request_id", request_id);
    if (!ours && !failure.said.empty()) {
        out.key("args").begin_object();
        for (const auto& [name, value] : failure.said)
            out.member(name, value);
        out.end_object();
    }
    if (!failure.fields.empty()) {
        out.key("errors").begin_array();
        for (const Violation& violation : failure.fields) {
            out.begin_object();
            out.member("pointer", violation.pointer);
            out.member("detail", base::tr(lang, violation.key, violation.args));
            if (violation.at)
                out.member("from", static_cast<std::int64_t>(violation.at->first))
                    .member("to", static_cast<std::int64_t>(violation.at->second));
            if (violation.suggestion) out.member("suggestion", *violation.suggestion);
            out.end_object();
        }
        out.end_array();
    }
    if (!failure.current.empty()) out.key("current").raw(failure.current);
    out.end_object();
    response.body = out.take();
    response.headers = failure.headers;
    response.set("Content-Type", "application/problem+json");
    response.set("Content-Language", std::string(base::to_string(lang)));
    return response;
}

}  // namespace manyhands::http
