// What the HTTP edge is wired to in this company: for the verbs that stay, and for bench/http, which runs the
// same server with a load inside.
#pragma once

#include "app/company.hpp"
#include "http/site.hpp"

namespace manyhands::app {

// References into `company` and to `clock`: both must outlive the site.
http::Deps deps_of(Company& company, const base::Clock& clock);

}  // namespace manyhands::app
