#!/bin/sh
# Search and lists through a query. MH_BENCH_CONVERSATIONS (100000) sets the size, MH_BENCH_DIR the disk to measure
# (default: build/bench).
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
build=$root/build/release
cmake --build "$build" --target mh_bench_search >/dev/null
dir=$(mktemp -d "${MH_BENCH_DIR:-$build}/bench-search.XXXXXX")
trap 'rm -rf "$dir"' EXIT INT TERM
"$build/mh_bench_search" "$dir" "${MH_BENCH_CONVERSATIONS:-100000}"
