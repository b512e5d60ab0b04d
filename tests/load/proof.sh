#!/bin/sh
# Promises 1, 2, 3 and 5: nothing lost, nothing doubled, ready again; the long form, for `make proof`. MH_PROOF_ANSWERS: how many answers
# (2,000; PROOF=long 100,000), MH_PROOF_REAL: how many on the real AT network (200; 2,000), MH_PROOF_MENTIONS: how many mentions (20,000; PROOF=long 1,000,000).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
answers=2000
real=200
mentions=20000
seconds=15
if [ "${PROOF:-}" = long ]; then
    answers=100000
    real=2000
    mentions=1000000
    seconds=600
fi
export MH_PROOF_LONG=1 MH_PROOF_ANSWERS="${MH_PROOF_ANSWERS:-$answers}" MH_PROOF_REAL="${MH_PROOF_REAL:-$real}"
export MH_PROOF_MENTIONS="${MH_PROOF_MENTIONS:-$mentions}"
export MH_NETWORKS_SECONDS="${MH_NETWORKS_SECONDS:-$seconds}"
# The maker of a company with a million conversations is the bench's.
cmake --build "$(dirname "$MH_PROGRAM")" --target mh_bench_http >/dev/null
exec "$here/run.sh"
