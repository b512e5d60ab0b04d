#!/bin/sh
# Nothing lost, nothing doubled: the short form, for ./test. The long form is proof.sh.
#   tests/load/run.sh            every failpoint, the race, MH_PROOF_ANSWERS answers (default 200) under SIGKILL, MH_PROOF_REAL
#                                (40) of them on the real AT network, and MH_PROOF_MENTIONS mentions (default 240) told anew and in any order
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
# A crowd of clients shares a few tokens here: what is tried is not the limits.
export MANYHANDS_LIMITS_READS_PER_MINUTE=0 MANYHANDS_LIMITS_CHANGES_PER_MINUTE=0 MANYHANDS_LIMITS_HEAVY_PER_MINUTE=0
long=${MH_PROOF_LONG:-}
code=0
# The released program knows nothing of failpoints.
if [ -n "${MH_RELEASE:-}" ] && [ -x "${MH_RELEASE:-}" ]; then
    if grep -q MANYHANDS_FAILPOINT "$MH_RELEASE"; then
        echo "failpoints in the released program | 1 | - | - | 0 | short"
        code=1
    else
        echo "failpoints in the released program | 0 | - | - | 0 | met"
    fi
fi
node "$here/race.mjs" || code=1
node "$here/failpoints.mjs" || code=1
node "$here/threads.mjs" || code=1
node "$here/kills.mjs" "${MH_PROOF_ANSWERS:-200}" || code=1
"$root/tests/servers/setup" || code=1
node --no-warnings "$here/real.mjs" "${MH_PROOF_REAL:-40}" || code=1
MH_PROOF_RESTARTS=${MH_PROOF_RESTARTS:-$([ -n "$long" ] && echo 20 || echo 4)} \
    node --no-warnings "$here/mentions.mjs" "${MH_PROOF_MENTIONS:-$([ -n "$long" ] && echo 20000 || echo 240)}" || code=1
[ -z "$long" ] || node --no-warnings "$here/ready.mjs" || code=1
[ -z "$long" ] || node --no-warnings "$here/networks.mjs" "${MH_NETWORKS_SECONDS:-15}" || code=1
exit $code
