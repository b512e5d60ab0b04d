#!/bin/sh
# A few lives of the simulator, and every mistake that it must find, in about a minute. The long campaign is proof.sh.
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
lab=${MH_PROGRAM:-$root/build/asan/manyhands-lab}
passed=0
failed=0
ok() { echo "ok: $1"; passed=$((passed + 1)); }
bad() { echo "FAILED: $1"; failed=$((failed + 1)); }

# The released program has no such verb.
if [ -n "${MH_RELEASE:-}" ] && [ -x "${MH_RELEASE:-}" ]; then
    if "$MH_RELEASE" simulate --seed 1 >/dev/null 2>&1; then bad "the released program simulates"; else ok "the released program does not simulate"; fi
fi

if "$lab" simulate --seed 1 --seeds 4 --hours 0.2; then ok "four lives held"; else bad "a life broke a rule"; fi

one=$("$lab" simulate --seed 11 --hours 0.05 --json | sed 's/.*"digest":"\([0-9a-f]*\)".*/\1/')
two=$("$lab" simulate --seed 11 --hours 0.05 --json | sed 's/.*"digest":"\([0-9a-f]*\)".*/\1/')
if [ -n "$one" ] && [ "$one" = "$two" ]; then ok "the same seed is the same life: $one"; else bad "the same seed, two lives: $one $two"; fi

# Mistakes that are put in on purpose, and within how many lives of half an hour each must be found.
for mistake in blind-resend:8 no-settle:8 fresh-keys:12 lost-posts:3 lying-disk:3 stolen-claims:4 moved-deadline:3; do
    name=${mistake%:*}
    most=${mistake#*:}
    seed=1
    found=
    while [ "$seed" -le "$most" ] && [ -z "$found" ]; do
        "$lab" simulate --seed "$seed" --hours 0.4 --mistake "$name" >/dev/null || found=$seed
        seed=$((seed + 1))
    done
    if [ -n "$found" ]; then ok "$name is found at seed $found of $most"; else bad "$name is not found within $most lives"; fi
done

for args in "simulate --sed 1" "simulate --seed" "simulate --seed x" "simulate --mistake none" "simulate --hours 0"; do
    code=0
    # shellcheck disable=SC2086
    "$lab" $args >/dev/null 2>&1 || code=$?
    if [ "$code" -eq 2 ]; then ok "refused: $args"; else bad "not refused: $args ($code)"; fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
