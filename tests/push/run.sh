#!/bin/sh
# How people who are not here are reached: web push to a push service of its own, which decrypts what comes as RFC 8291 says,
# and letters through Debian's mail server, read as they arrived. Real server, everything on loopback.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
exec node --no-warnings --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.mjs
