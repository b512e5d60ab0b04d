#!/bin/sh
# Runs the channel contract against real servers: tests/contract/run.sh [PROGRAM [gtest options]]
# PROGRAM: mh_contract; by default the one beside $MH_PROGRAM, else the newest one below build/. Starts the AT network on
# loopback and stops it again; MH_AT_PDS and MH_AT_CONTROL in the environment name one that runs already.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-}
[ $# -eq 0 ] || shift
if [ -z "$program" ] && [ -n "${MH_PROGRAM:-}" ]; then program=$(dirname "$MH_PROGRAM")/mh_contract; fi
if [ -z "$program" ]; then
    program=$(find "$root/build" -name mh_contract -type f -perm -u+x -printf '%T@ %p\n' 2>/dev/null | sort -rn | sed -n '1s/^[^ ]* //p')
fi
[ -x "$program" ] || {
    echo "mh_contract is not built" >&2
    exit 1
}
if [ -n "${MH_AT_PDS:-}" ] && [ -n "${MH_AT_CONTROL:-}" ]; then exec "$program" "$@"; fi

. "$root/tools/lib.sh"
use_node
"$root/tests/servers/setup"
dir=$(mktemp -d "${MH_TMP:-/tmp}/mh-contract.XXXXXX")
network=
trap 'code=$?; trap - EXIT; [ -z "$network" ] || { kill "$network" 2>/dev/null || true; wait "$network" 2>/dev/null || true; }; rm -rf "$dir"; exit $code' EXIT
trap 'exit 143' INT TERM HUP
node "$root/tests/servers/atnet.mjs" >"$dir/ready" 2>"$dir/log" &
network=$!
tries=0
while ! [ -s "$dir/ready" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$network" 2>/dev/null; then
        cat "$dir/log" >&2
        echo "the AT network did not start" >&2
        exit 1
    fi
    sleep 0.1
done
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$dir/ready"; }
MH_AT_PDS=$(field pds)
MH_AT_CONTROL=$(field control)
export MH_AT_PDS MH_AT_CONTROL
"$program" "$@"
