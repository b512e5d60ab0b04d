#!/bin/sh
# How long a key waits for its picture while the stream brings 500 changes a second to the open inbox, in a real
# Chromium. The stand-in server of the web app sends them: what is measured is the browser's side.
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
MH_ROOT=$root
export MH_ROOT
if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
    echo "input delay at 500 events/s, ms | - | Chromium is not here | - | <= 100 | -"
    exit 0
fi
exec node "$(dirname "$0")/run.mjs"
