#!/bin/sh
# Single sign-on as a company has it: the real server, and npm's oidc-provider on loopback.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/setup"
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
exec node --no-warnings --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.mjs
