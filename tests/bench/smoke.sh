#!/bin/sh
# Do the benchmarks run to their end and print every figure? Small, sanitized, and no time is held against anything.
# What needs wrk and nginx (tools/setup bench) is passed over where they are not installed.
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export MH_ROOT="$root" BENCH=short
MH_BENCH_BUILD=$(dirname "${MH_RELEASE:-$root/build/release/manyhands}")
export MH_BENCH_BUILD
MH_BENCH_DIR=$(mktemp -d "$root/build/bench-smoke.XXXXXX")
export MH_BENCH_DIR
trap 'rm -rf "$MH_BENCH_DIR"' EXIT INT TERM
cmake --build "$MH_BENCH_BUILD" --target mh_bench_http --target mh_bench_storage --target mh_bench_listen -j "${MH_JOBS:-1}" >/dev/null
passed=0
failed=0
expect() {
    if grep -q "^$2.* | .* | .* | .* | .* | \(met\|short\|-\)\$" "$MH_BENCH_DIR/$1"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not printed: $2"
    fi
}
"$root/bench/storage/run.sh" | tee "$MH_BENCH_DIR/storage"
expect storage 'ingest'
expect storage 'claim acknowledged'
expect storage 'queue page'
"$root/bench/listen/run.sh" | tee "$MH_BENCH_DIR/listen"
for name in 'listen 100 queries, posts/s/core' 'listen 1000 queries, beside simdjson' 'listen 1000 queries, beside Aho' \
    'listen 1000 queries, a changed query' 'listen 1000 queries, memory' 'listen 1000 queries, four threads' \
    'listen 1000 queries, beside PostgreSQL' 'listen with from: in 50'; do
    expect listen "$name"
done
"$root/bench/input/run.sh" | tee "$MH_BENCH_DIR/input"
expect input 'input delay at 500 events/s'
"$root/bench/http/run.sh" | tee "$MH_BENCH_DIR/http"
for name in 'start to ready' 'memory at rest' 'page after page, queue' 'page after page, all' 'page after page, a saved view' 'search' 'report of a year' 'claims and answers' \
    'claim acknowledged' 'answer acknowledged' 'mentions/s of 2,000' 'memory under 2,000' 'a change at' 'memory of one stream'; do
    expect http "$name"
done
if command -v wrk >/dev/null && command -v nginx >/dev/null; then expect http 'queue page of 50, signed in'; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
