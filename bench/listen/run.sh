#!/bin/sh
# The listening engine: posts a second and core at 100 to 100,000 queries, beside a minimal loop of simdjson and
# Vectorscan, a plain Aho-Corasick and PostgreSQL's tsquery, all over the same posts. Real texts are measured too when
# they are there: MANYHANDS_ARCHIVES, or ../shared/data beside the repository.
set -eu
root=${MH_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
export MH_ROOT="$root"
build=${MH_BENCH_BUILD:-$root/build/release}
cmake --build "$build" --target mh_bench_listen >/dev/null
dir=$(mktemp -d "${MH_BENCH_DIR:-$build}/bench-listen.XXXXXX")
trap 'rm -rf "$dir"' EXIT INT TERM
chmod 755 "$dir"

data=${MANYHANDS_ARCHIVES:-$root/../shared/data}
real=
for file in twcs/twcs nsmc/nsmc airline/airline ibm-care/ibm-care qpair/qpair; do
    [ -f "$data/$file.train.tsv.xz" ] || continue
    xz -dc "$data/$file.train.tsv.xz" | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "text" || $i == "document" || $i == "question1") at = i; next }
        at { print $at }' >>"$dir/real.txt" || true
    real=$dir/real.txt
done
if [ -n "$real" ]; then shuf --random-source="$real" "$real" -o "$real"; fi

"$build/mh_bench_listen" "$dir" $real | tee "$dir/lines"
rate=$(sed -n 's/^listen 1000 queries, posts\/s\/core | \([0-9]*\) .*/\1/p' "$dir/lines")

# A percolator of PostgreSQL: every post against every query; it has no index for this.
chmod 644 "$dir/posts.txt" "$dir/queries.txt"
theirs=$("$root/tests/servers/start-postgres" psql -qAtX -v ON_ERROR_STOP=1 \
    -c "create table posts(n serial, text text)" -c "create table queries(n serial, q tsquery)" \
    -c "\\copy posts(text) from '$dir/posts.txt'" -c "\\copy queries(q) from '$dir/queries.txt'" \
    -c "analyze posts" -c "analyze queries" -c "set max_parallel_workers_per_gather = 0" -c "set jit = off" \
    -c "explain (analyze, timing off) with v as materialized (select n, to_tsvector('simple', text) as words from posts) select count(*) from v join queries on v.words @@ queries.q" \
    2>/dev/null | sed -n 's/^Execution Time: \([0-9.]*\) ms/\1/p') || theirs=
if [ -n "$theirs" ] && [ -n "$rate" ]; then
    awk -v ms="$theirs" -v posts="$(wc -l <"$dir/posts.txt")" -v rate="$rate" 'BEGIN {
        pg = posts / ms * 1000
        printf "listen 1000 queries, beside PostgreSQL tsquery | %d | %.0f | %.0f | >= 100 | %s\n", rate, pg, rate / pg, (rate / pg >= 100 ? "met" : "short")
    }' | tee -a "$dir/lines"
else
    echo "listen 1000 queries, beside PostgreSQL tsquery: PostgreSQL is not installed"
fi
node "$root/bench/ndjson.mjs" <"$dir/lines" >/dev/null
