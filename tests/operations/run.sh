#!/bin/sh
# Keeping an installation, with the real program: backup under writes, restore, damage, verbs beside the running server, figures,
# SIGKILL at every statement of a migration.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
exec node --no-warnings --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.mjs
