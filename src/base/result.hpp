// Expected outcomes are values: Result<T> holds a T or one Error. Exceptions are for broken invariants only.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace manyhands::base {

// What a caller can do about it. The HTTP status stands beside each.
enum class ErrorCode {
    invalid,          // 400: the input is wrong; correct it
    unauthenticated,  // 401: sign in
    forbidden,        // 403: the policy says no
    not_found,        // 404
    conflict,         // 409: somebody else was first, or the state does not allow it
    stale,            // 412: what the caller saw has changed
    too_large,        // 413
    rate_limited,     // 429: later
    unavailable,      // 503: a network, disk or database does not answer; later
    internal,         // 500: a fault of ours
};

std::string_view to_string(ErrorCode code);

// `key` is a key of the catalogue and is shown to people with `args`; `cause` is for the log only.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string key;
    std::vector<std::pair<std::string, std::string>> args;
    std::string cause;

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

// return fail(ErrorCode::conflict, "route.claim.held_by_other", {{"holder", "^KG"}});
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string key,
                                                 std::vector<std::pair<std::string, std::string>> args = {},
                                                 std::string cause = {}) {
    return std::unexpected<Error>(Error{code, std::move(key), std::move(args), std::move(cause)});
}

}  // namespace manyhands::base

// Evaluates an expression of type Result<...>; returns its error from the enclosing function, else goes on.
#define MH_TRY(expression)                                                       \
    do {                                                                         \
        if (auto mh_result = (expression); !mh_result.has_value())               \
            return std::unexpected<::manyhands::base::Error>(mh_result.error()); \
    } while (false)

#define MH_CONCAT_(a, b) a##b
#define MH_CONCAT(a, b) MH_CONCAT_(a, b)

// MH_LET(row, store.load(id)): binds the value of a Result to a new name, or returns its error.
#define MH_LET(name, expression)                                                                          \
    auto MH_CONCAT(mh_result_, name) = (expression);                                                      \
    if (!MH_CONCAT(mh_result_, name).has_value())                                                         \
        return std::unexpected<::manyhands::base::Error>(std::move(MH_CONCAT(mh_result_, name)).error()); \
    auto name = std::move(MH_CONCAT(mh_result_, name)).value()
