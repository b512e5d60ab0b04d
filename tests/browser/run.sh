#!/bin/sh
# Browser tests of the web app. Uses the application named by MANYHANDS_URL and MANYHANDS_LINK; without them it starts
# a practice company with the built program when there is one (MANYHANDS_BIN), and the web app's stand-in otherwise.
#   tests/browser/run.sh [--stand-in] [test files]
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
for node in "$root/build/node22/node_modules/node/bin" "$root/build/node22/node_modules/.bin" "$root/build/node22/bin"; do
    [ -x "$node/node" ] && PATH="$node:$PATH" && break
done
export PATH
[ -d "$root/web/node_modules" ] || (cd "$root/web" && npm ci --no-fund --no-audit)

stand_in=no
if [ "${1:-}" = --stand-in ]; then stand_in=yes; shift; fi
[ $# -gt 0 ] || set -- "$here"/*.test.mjs

pid=
work=
cleanup() {
    [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT INT TERM

if [ "$stand_in" = no ] && [ -z "${MANYHANDS_URL:-}" ] && [ -n "${MANYHANDS_BIN:-}" ]; then
    work=$(mktemp -d)
    "$MANYHANDS_BIN" practice --data "$work/data" --port 0 >"$work/out" 2>"$work/err" &
    pid=$!
    tries=0
    until MANYHANDS_LINK=$(grep -o 'http://[^ ]*/link/[^ ]*' "$work/out" | head -n 1) && [ -n "$MANYHANDS_LINK" ]; do
        tries=$((tries + 1))
        if [ $tries -gt 300 ] || ! kill -0 "$pid" 2>/dev/null; then
            echo "The practice company did not start:" >&2
            cat "$work/out" "$work/err" >&2
            exit 1
        fi
        sleep 0.2
    done
    MANYHANDS_URL=${MANYHANDS_LINK%/link/*}
    export MANYHANDS_URL MANYHANDS_LINK
fi
if [ -z "${MANYHANDS_URL:-}" ] && [ ! -f "$root/web/dist/index.html" ]; then (cd "$root/web" && npm run -s build); fi

# One file after the other: a one-time link signs in once, and each file keeps its session.
status=0
for file in "$@"; do node --test --test-reporter=spec "$file" || status=1; done
exit $status
