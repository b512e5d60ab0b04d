// Whether lanes that somebody wants to save would work: beyond what read_lanes() refuses in any document.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "model/people.hpp"

namespace manyhands::answer {

// `json` is one that read_lanes() takes. Looks at lanes that are on. Errors: invalid, with an argument
// "pointer": a term that stands in ordinary answers, a role that never approves, somebody who is not there or
// not active, a department that is not there.
base::Result<void> check_lanes(std::string_view json, const model::BrandId& brand,
                               model::Colleagues& colleagues);

}  // namespace manyhands::answer
