#!/bin/sh
# The server at a million conversations: bench/http/run.mjs says what is measured. BENCH=short: a small company and
# moments instead of seconds; then the figures only show that they are printed.
set -eu
# What is measured is the server, not how soon it says "too many".
export MANYHANDS_LIMITS_READS_PER_MINUTE=0 MANYHANDS_LIMITS_CHANGES_PER_MINUTE=0 MANYHANDS_LIMITS_HEAVY_PER_MINUTE=0
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export MH_ROOT="$root"
export MH_BENCH_BUILD="${MH_BENCH_BUILD:-$root/build/release}"
cmake --build "$MH_BENCH_BUILD" --target mh_bench_http --target manyhands >/dev/null
exec node "$root/bench/http/run.mjs"
