#!/bin/sh
# A disk that is cut off, fills up and breaks below the real program: the short forms, for ./test. The long ones: proof.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
# A few people work as a crowd here: what is tried is not the limits.
export MANYHANDS_LIMITS_READS_PER_MINUTE=0 MANYHANDS_LIMITS_CHANGES_PER_MINUTE=0 MANYHANDS_LIMITS_HEAVY_PER_MINUTE=0
export MH_FULL_ROUNDS="${MH_FULL_ROUNDS:-1}" MH_FAULTS_GROWTH="${MH_FAULTS_GROWTH:-3}" MH_FAULTS_KINDS="${MH_FAULTS_KINDS:-write sync}"
code=0
node --no-warnings "$here/power.mjs" "${MH_POWER_CUTS:-6}" || code=1
node --no-warnings "$here/full.mjs" || code=1
node --no-warnings "$here/faults.mjs" || code=1
exit $code
