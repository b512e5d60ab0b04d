#!/bin/sh
# Two threads never touch one thing unguarded: the rooms that have threads, SIGKILL under load, mentions told anew and the
# journey on the real AT network, with everything that is ours built by clang with ThreadSanitizer (build/tsan). A part of
# `make proof`. Addresses and undefined behaviour are watched in all of ./test (build/asan).
#   tests/sanitize/proof.sh [ROOM...]      only the tests of these rooms
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$root/tools/lib.sh"
cd "$root"
use_node
build=$root/build/tsan
rooms=$*
[ -n "$rooms" ] || rooms="base net storage listen outbox channels http app"
"$root/tools/setup" fuzz
with_dots configure tsan
targets="manyhands manyhands-lab mh_fault_network"
for room in $rooms; do targets="$targets mh_test_$room"; done
# shellcheck disable=SC2086  # one word a target
with_dots cmake --build "$build" -j "$(build_jobs)" --target $targets

reports=$build/reports
rm -rf "$reports"
mkdir -p "$reports"
# A report is written down and the program goes on: the proofs themselves judge what it does, this one only counts.
export TSAN_OPTIONS="log_path=$reports/report exitcode=0 second_deadlock_stack=1"
code=0
ran=
run() {
    name=$1
    shift
    if timeout --kill-after=20 600 "$@" >"$reports/../$name.log" 2>&1; then
        ran="$ran $name"
    else
        code=1
        echo "# $name ended badly ($build/$name.log)"
        tail -n 5 "$build/$name.log"
    fi
}
# Of the rooms: what has threads of its own also has their names in its tests; the rest costs little.
for room in $rooms; do run "rooms-$room" "$build/mh_test_$room" --gtest_brief=1; done
if [ $# -eq 0 ]; then
    export MH_PROGRAM="$build/manyhands-lab" MANYHANDS_BIN="$build/manyhands-lab" MH_RELEASE="$build/manyhands"
    export MANYHANDS_LIMITS_READS_PER_MINUTE=0 MANYHANDS_LIMITS_CHANGES_PER_MINUTE=0 MANYHANDS_LIMITS_HEAVY_PER_MINUTE=0
    "$root/tests/servers/setup"
    run race node "$root/tests/load/race.mjs"
    run kills node "$root/tests/load/kills.mjs" 100
    run mentions env MH_PROOF_RESTARTS=4 node --no-warnings "$root/tests/load/mentions.mjs" 240
    run real node --no-warnings "$root/tests/load/real.mjs" 20
    run journey node --test --test-concurrency=1 "$root/tests/journey/journey.test.mjs"
fi
found=$(cat "$reports"/* 2>/dev/null | grep -c '^WARNING: ThreadSanitizer' || true)
grep -h '^SUMMARY' "$reports"/* 2>/dev/null | sort | uniq -c || true
met=met
[ "$code" -eq 0 ] && [ "$found" -eq 0 ] || met=short
echo "sanitizer: reports about threads | $found |$ran | - | 0 | $met"
[ "$met" = met ] || exit 1
