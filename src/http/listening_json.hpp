// What the routes of listening share.
#pragma once

#include <string_view>

#include "http/json_writer.hpp"
#include "http/problem.hpp"
#include "listen/precision.hpp"
#include "listen/queries.hpp"

namespace manyhands::http {

void write_summary(JsonWriter& out, const listen::DrySummary& summary);
// null when nothing was marked.
void write_judged(JsonWriter& out, const listen::Marked& marked);
// A refusal of the room; a query that the language refuses becomes a 422 with everything that is wrong in it.
Failure query_failure(base::Error error, std::string_view text);

}  // namespace manyhands::http
