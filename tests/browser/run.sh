#!/bin/sh
# Browser tests of the web app. First with its stand-in server, which can show every state; then, when the program is
# built, the main job against a real practice company. MANYHANDS_URL and MANYHANDS_LINK test something that runs already.
#   tests/browser/run.sh [--stand-in | --real]
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
[ ! -x "$root/build/node22/bin/node" ] || PATH="$root/build/node22/bin:$PATH"
export PATH
which=${1:-all}
[ -d "$root/web/node_modules" ] || (cd "$root/web" && npm ci --no-fund --no-audit)
[ -f "$root/web/dist/index.html" ] || (cd "$root/web" && npm run -s build)

status=0
pid=
work=
cleanup() {
    if [ -n "$pid" ]; then
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    fi
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

if [ "$which" != --real ] && [ -z "${MANYHANDS_URL:-}" ]; then
    node --test --test-reporter=spec "$here/stand_in.test.mjs" "$here/composer.test.mjs" "$here/guidelines.test.mjs" "$here/setup.test.mjs" "$here/promised.test.mjs" "$here/tips.test.mjs" "$here/training.test.mjs" "$here/honour.test.mjs" "$here/desk.test.mjs" "$here/listening.test.mjs" "$here/quality.test.mjs" "$here/approvals.test.mjs" "$here/joining.test.mjs" "$here/quick.test.mjs" "$here/reach.test.mjs" "$here/axe.test.mjs" || status=1
fi
[ "$which" != --stand-in ] || exit $status

program=${MANYHANDS_BIN:-${MH_RELEASE:-}}
if [ -z "$program" ]; then
    for program in "$root/build/asan/manyhands" "$root/build/release/manyhands" ""; do [ ! -x "$program" ] || break; done
fi
if [ -z "${MANYHANDS_URL:-}" ] && [ -x "$program" ]; then
    work=$(mktemp -d "${TMPDIR:-/tmp}/manyhands-browser.XXXXXX")
    "$program" practice --data "$work/data" --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
    pid=$!
    tries=0
    until MANYHANDS_LINK=$(grep -o 'http://[^ ]*/link/[^ ]*' "$work/out" | head -n 1) && [ -n "$MANYHANDS_LINK" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 900 ] || ! kill -0 "$pid" 2>/dev/null; then
            echo "The practice company did not start:" >&2
            cat "$work/out" "$work/err" >&2
            exit 1
        fi
        sleep 0.2
    done
    MANYHANDS_URL=${MANYHANDS_LINK%/link/*}
    export MANYHANDS_URL MANYHANDS_LINK
fi
if [ -n "${MANYHANDS_URL:-}" ]; then
    # A link signs in once: both files share the session that the first one keeps in this file.
    MANYHANDS_SESSION=${work:-$(mktemp -d)}/session.json
    export MANYHANDS_SESSION
    node --test --test-concurrency=1 --test-reporter=spec "$here/company.test.mjs" "$here/first.test.mjs" "$here/axe.test.mjs" || status=1
elif [ "$which" = --real ]; then
    echo "There is no program to test: build it, or set MANYHANDS_URL and MANYHANDS_LINK." >&2
    exit 2
else
    # Without the program the main job is still tried, with the stand-in.
    node --test --test-reporter=spec "$here/company.test.mjs" || status=1
fi
exit $status
