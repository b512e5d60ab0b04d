#!/bin/sh
# The figures of the quality audit against an independent script: sizes, intervals, kappa, the draw.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
[ ! -x "$root/build/node22/bin/node" ] || PATH="$root/build/node22/bin:$PATH"
export PATH
exec node --test --test-reporter=spec "$here/figures.test.mjs"
