#!/bin/sh
# Replays archives with the built program and compares its figures with an independent script.
# Real archives are compared too when they are there: MANYHANDS_ARCHIVES, or ../shared/data beside the repository.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
[ ! -x "$root/build/node22/bin/node" ] || PATH="$root/build/node22/bin:$PATH"
program=${MANYHANDS_BIN:-${MH_RELEASE:-}}
if [ -z "$program" ]; then
    for program in "$root/build/asan/manyhands" "$root/build/release/manyhands" ""; do [ ! -x "$program" ] || break; done
fi
[ -n "$program" ] || { echo "There is no program to test: build it, or set MANYHANDS_BIN." >&2; exit 2; }
if [ -z "${MANYHANDS_ARCHIVES:-}" ]; then
    for file in "$root/../shared/data/twcs/twcs.train.tsv.xz" "$root/../shared/data/ibm-care/ibm-care.train.tsv.xz"; do
        [ ! -f "$file" ] || MANYHANDS_ARCHIVES="${MANYHANDS_ARCHIVES:-}:$file"
    done
fi
export PATH MANYHANDS_BIN="$program" MANYHANDS_ARCHIVES="${MANYHANDS_ARCHIVES:-}"
exec node --test --test-reporter=spec "$here/replay.test.mjs"
