#!/bin/sh
# The main job against the real AT network: through the API, then in a real Chromium.
#   tests/journey/run.sh [test files]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
"$root/tests/servers/setup"
[ $# -gt 0 ] || set -- "$here"/*.test.mjs
exec node --test --test-concurrency=1 --test-reporter=spec "$@"
