#!/bin/sh
# Proves that the servers the other tests stand on do what those tests believe.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/setup"
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
exec node --test --test-reporter=spec "$here/smoke.mjs"
