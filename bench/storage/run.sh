#!/bin/sh
# The store: ingest, acknowledgement under load, queue pages. MH_BENCH_CONVERSATIONS (100000) sets the size,
# MH_BENCH_DIR the disk to measure (default: the build's folder).
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export MH_ROOT="$root"
build=${MH_BENCH_BUILD:-$root/build/release}
size=100000
[ "${BENCH:-}" != short ] || size=2000
cmake --build "$build" --target mh_bench_storage >/dev/null
dir=$(mktemp -d "${MH_BENCH_DIR:-$build}/bench-storage.XXXXXX")
trap 'rm -rf "$dir"' EXIT INT TERM
"$build/mh_bench_storage" "$dir" "${MH_BENCH_CONVERSATIONS:-$size}" | node "$root/bench/ndjson.mjs"
