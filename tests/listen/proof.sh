#!/bin/sh
# The engine that listens against the naive evaluator: at least a million pairs of generated posts and queries, at one
# thread and at four while the queries change. MH_LISTEN_PAIRS and MH_LISTEN_SEED; part of `make proof`.
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
build=$(dirname "${MH_RELEASE:-$root/build/release/manyhands}")
export MH_LISTEN_PAIRS="${MH_LISTEN_PAIRS:-3000000}" MH_LISTEN_SEED="${MH_LISTEN_SEED:-$(date +%Y%m%d)}"
cmake --build "$build" --target mh_test_listen >/dev/null
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM
code=0
"$build/mh_test_listen" --gtest_filter='Matcher.EveryOperator*:Matcher.FourThreads*' >"$log" 2>&1 || code=1
pairs=$(sed -n 's/^pairs \([0-9]*\), found.*/\1/p' "$log")
found=$(sed -n 's/^pairs [0-9]*, found \([0-9]*\),.*/\1/p' "$log")
swapped=$(sed -n 's/^pairs \([0-9]*\) at 4 threads.*/\1/p' "$log")
swaps=$(sed -n 's/.*swaps \([0-9]*\),.*/\1/p' "$log")
if [ -n "$pairs" ] && [ -n "$swapped" ] && [ "$code" -eq 0 ]; then
    echo "listen: differences from the naive evaluator | 0 | $pairs pairs, $found found, seed $MH_LISTEN_SEED | - | 0 | met"
    echo "listen: differences at 4 threads while queries change | 0 | $swapped pairs, $swaps swaps, seed $MH_LISTEN_SEED | - | 0 | met"
else
    code=1
    tail -n 40 "$log"
    echo "listen: differences from the naive evaluator | found | seed $MH_LISTEN_SEED | - | 0 | short"
fi
exit $code
