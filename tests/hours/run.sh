#!/bin/sh
# An hour at the desk by keyboard alone, an hour on a phone, and an admin's first hour from an empty folder, each in a
# real Chromium against the real program. Each prints what it did.
#   tests/hours/run.sh [test files]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
"$root/tests/servers/setup"
[ -d "$root/web/node_modules" ] || (cd "$root/web" && npm ci --no-fund --no-audit)
[ $# -gt 0 ] || set -- "$here"/*.test.mjs
exec node --test --test-concurrency=1 --test-reporter=spec "$@"
