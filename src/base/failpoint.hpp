// A named place at which tests may kill the process or make a step fail. In the released binary the call is
// an empty function (failpoint_off.cpp); only the lab binary and the tests link failpoint_on.cpp.
#pragma once

#include <functional>
#include <string_view>

namespace manyhands::base {

// Lab: when the environment's MANYHANDS_FAILPOINT is "<name>=kill" or "<name>=kill@N", the N-th visit
// (default first) ends the process by SIGKILL. MANYHANDS_FAILPOINT_TRACE=<file> appends a line a visit:
// the name, the thread's number and the microseconds of the steady clock. Thread-safe.
void failpoint(std::string_view name);

// Lab and tests only (failpoint_on.cpp; the released binary does not link with it): is asked at every visit,
// on the visitor's thread, and may throw. Empty: nobody. Not while another thread may come by a failpoint.
void watch_failpoints(std::function<void(std::string_view)> watch);

}  // namespace manyhands::base
