// A page without a script, for whoever is not in the web app: one card with a heading. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/catalogue.hpp"
#include "http/request.hpp"

namespace manyhands::http {

// For text and for values of attributes.
std::string escaped(std::string_view text);

// `inside` is HTML, already escaped where it holds what somebody wrote.
Response plain_page(base::Lang lang, std::string_view title, const std::string& inside, int status);
// The same, with pictures of ours.
Response plain_page_with_pictures(base::Lang lang, std::string_view title, const std::string& inside,
                                  int status);

}  // namespace manyhands::http
