// RFC 9457 problem documents: from an error of a room to what a person reads, in their language. The cause of
// an error goes to the log with the request's id and never to the caller.
#pragma once

#include <string>
#include <vector>

#include "base/catalogue.hpp"
#include "base/result.hpp"
#include "http/request.hpp"
#include "http/schema.hpp"

namespace manyhands::http {

// An error with what only HTTP knows of it.
struct Failure {
    base::Error error;
    int status = 0;                 // 0: by the error's code
    std::vector<Violation> fields;  // errors[] with pointers into the body
    std::string current;            // with 409 and 412: the conversation as it is now, as JSON
    Fields headers;                 // Allow, Retry-After ...
    // What the error's sentence says, as ids and instants: for programs, which need not take it out of the
    // sentence.
    std::vector<std::pair<std::string, std::string>> said;

    Failure() = default;
    // Not explicit: MH_TRY and MH_LET in a handler pass a room's error on.
    Failure(base::Error e) : error(std::move(e)) {}  // NOLINT(google-explicit-constructor)
    Failure(int s, base::ErrorCode code, std::string key,
            std::vector<std::pair<std::string, std::string>> args = {})
        : error{code, std::move(key), std::move(args), {}}, status(s) {}
};

int http_status(base::ErrorCode code);

// application/problem+json. Logs the cause of internal and unavailable errors.
Response problem(const Failure& failure, base::Lang lang, const std::string& request_id);

}  // namespace manyhands::http
