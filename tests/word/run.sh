#!/bin/sh
# The company's word, from the rules to the promise kept, on the real program that is killed between every two steps.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/lib.sh"
use_node
exec node --no-warnings "$here/scenario.mjs"
