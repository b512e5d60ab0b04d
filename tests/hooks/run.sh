#!/bin/sh
# Webhooks as another system receives them: the real server, a real HTTP receiver on loopback, and the reference verifier of
# Standard Webhooks. Also a server that is killed between its steps.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/setup"
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
exec node --no-warnings --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.mjs
