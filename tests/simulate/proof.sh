#!/bin/sh
# A campaign of the simulator, for `make proof`: MH_SIMULATE_SEEDS lives (default 40, PROOF=long: 1000) of an hour each,
# from MH_SIMULATE_SEED on (default: today).
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
lab=${MH_PROGRAM:-$root/build/release/manyhands-lab}
seeds=40
[ "${PROOF:-}" != long ] || seeds=1000
seeds=${MH_SIMULATE_SEEDS:-$seeds}
from=${MH_SIMULATE_SEED:-$(date +%Y%m%d)}
echo "# $seeds lives of an hour | seed $from"
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM
code=0
"$lab" simulate --seed "$from" --seeds "$seeds" --hours 1 >"$log" || code=1
grep -A 2 BROKEN "$log" || true
last=$(grep ' lives, ' "$log" | tail -n 1)
broken=$(echo "$last" | sed 's/.* lives, \([0-9]*\) broken.*/\1/')
speed=$(echo "$last" | sed 's/.*(\([0-9.]*\) h\/s).*/\1/')
what=$(echo "$last" | sed 's/.*| //')
met=met
[ "$code" -eq 0 ] && [ "$broken" = 0 ] || met=short
echo "simulate: lives that broke a rule | ${broken:-?} | $seeds lives from seed $from: $what | - | 0 | $met"
# Promises 5 and 6 as the simulator sees them: storms and clocks of all kinds in each life.
jumps=$(echo "$last" | sed 's/.* \([0-9]*\) clock jumps.*/\1/')
bands=$(echo "$last" | sed 's/.* \([0-9]*\) bands passed.*/\1/')
late=$(grep -c '^  deadlines' "$log" || true)
met=met
[ "$late" -eq 0 ] && [ "${bands:-0}" -gt 0 ] && [ "${jumps:-0}" -gt 0 ] || { met=short; code=1; }
echo "simulate: deadlines that were wrong, missed or moved | $late | $bands bands passed, $jumps clock jumps | - | 0 | $met"
fast=$(awk -v s="${speed:-0}" 'BEGIN { print (s >= 1) ? "met" : "short" }')
[ "$fast" = met ] || code=1
echo "simulate: simulated hours a CPU-second | ${speed:-?} | - | - | >= 1 | $fast"
found=0
all=0
for mistake in blind-resend no-settle fresh-keys lost-posts lying-disk stolen-claims moved-deadline; do
    all=$((all + 1))
    seed=1
    while [ "$seed" -le 12 ]; do
        ended=0
        "$lab" simulate --seed "$seed" --hours 0.4 --mistake "$mistake" >"$log" || ended=$?
        if [ "$ended" -eq 1 ]; then  # a rule was broken; another code is no finding
            found=$((found + 1))
            break
        fi
        seed=$((seed + 1))
    done
done
met=met
[ "$found" -eq "$all" ] || { met=short; code=1; }
echo "simulate: mistakes put in on purpose and found within 12 lives | $found | $all | - | $all | $met"
exit $code
