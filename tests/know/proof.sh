#!/bin/sh
# What asking those who know gains against chance and against asking everybody (docs/adr/0060), for `make proof`: a simulated
# crowd of 2,600 with the functions that production runs. MH_WHOM_QUESTIONS (4,000; PROOF=long: 28,000, a year's),
# MH_WHOM_SEED (20081124).
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
build=$(dirname "${MH_PROGRAM:-$root/build/release/manyhands-lab}")
questions=4000
[ "${PROOF:-}" != long ] || questions=28000
export MH_WHOM_PEOPLE="${MH_WHOM_PEOPLE:-2600}" MH_WHOM_QUESTIONS="${MH_WHOM_QUESTIONS:-$questions}"
cmake --build "$build" --target mh_test_route >/dev/null
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM
code=0
"$build/mh_test_route" --gtest_filter='WhomSimulation.*' >"$log" || code=1
grep -e '^# ' -e '^know: ' "$log" || code=1
exit "$code"
