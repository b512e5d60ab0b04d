#!/bin/sh
# The linter: one answer against 1,000 rules, beside a bare Vectorscan pass for the same terms over the same bytes.
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export MH_ROOT="$root"
build=${MH_BENCH_BUILD:-$root/build/release}
cmake --build "$build" --target mh_bench_guidelines >/dev/null
"$build/mh_bench_guidelines" | node "$root/bench/ndjson.mjs"
