#!/bin/sh
# Promises 1 and 7, the long forms, for `make proof`: the power goes MH_POWER_CUTS times (120; PROOF=long 1,000), the disk is
# full three times, and the nth write, sync, open and request for memory fails (each single one with PROOF=long).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cuts=120
growth=1
if [ "${PROOF:-}" = long ]; then
    cuts=1000
    growth=0
fi
export MH_POWER_CUTS="${MH_POWER_CUTS:-$cuts}" MH_FULL_ROUNDS="${MH_FULL_ROUNDS:-3}" MH_FAULTS_GROWTH="${MH_FAULTS_GROWTH:-$growth}"
export MH_FAULTS_KINDS="${MH_FAULTS_KINDS:-write sync open write+ sync+ open+}" MH_FAULTS_MEMORY=1
exec "$here/run.sh"
