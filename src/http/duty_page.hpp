// Who answers now, for everybody: a page without a script that makes a good picture, and the line for an
// account's profile. Only initials, and names of those who wished it. Thread-safe.
#pragma once

#include "base/catalogue.hpp"
#include "http/request.hpp"
#include "reports/honour.hpp"

namespace manyhands::http {

Response duty_page(base::Lang lang, const reports::OnDuty& duty);
Response no_duty_page(base::Lang lang);  // 404
// At most 12 initials, then how many more.
std::string duty_text(base::Lang lang, const reports::OnDuty& duty);

}  // namespace manyhands::http
