#!/bin/sh
# The figures of the clocks (first answer, real answer) against an independent script.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
[ ! -x "$root/build/node22/bin/node" ] || PATH="$root/build/node22/bin:$PATH"
export PATH
exec node --test --test-reporter=spec "$here/figures.test.mjs"
