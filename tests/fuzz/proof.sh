#!/bin/sh
# Every fuzz target with MH_FUZZ_ROUNDS times the mutations of ./test (default 10, PROOF=long: 200), from MH_FUZZ_SEED on
# (default: today). With clang and libFuzzer, and the coverage that leads it: tools/fuzz.
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
build=$(dirname "${MH_RELEASE:-$root/build/release/manyhands}")
rounds=10
[ "${PROOF:-}" != long ] || rounds=200
rounds=${MH_FUZZ_ROUNDS:-$rounds}
seed=${MH_FUZZ_SEED:-$(date +%Y%m%d)}
cmake --build "$build" --target mh_fuzz >/dev/null
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM
code=0
found=0
for target in $("$build/mh_fuzz" --list); do
    if "$build/mh_fuzz" --target "$target" --rounds $((rounds * 20)) --seed "$seed" --findings "$build/fuzz-findings" >>"$log" 2>&1; then
        continue
    fi
    code=1
    found=$((found + 1))
    tail -n 5 "$log"
done
inputs=$(awk '/^ok: / { n += $3 + $6 } END { print n + 0 }' "$log")
targets=$("$build/mh_fuzz" --list | wc -l)
met=met
[ "$code" -eq 0 ] || met=short
echo "fuzz: targets in which something was found | $found | $targets targets, $inputs inputs, seed $seed | - | 0 | $met"
exit $code
