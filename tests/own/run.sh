#!/bin/sh
# Answers from employees' own clients on the real AT network, and everybody who must not speak for the brand.
#   tests/own/run.sh [options of node --test]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
"$root/tests/servers/setup"
exec node --test --test-concurrency=1 --test-reporter=spec "$@" "$here/own.test.mjs"
