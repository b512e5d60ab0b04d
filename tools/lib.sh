# Shared by run, test and the tools. POSIX sh; source it after setting `root` to the project's folder.

node_home="$root/build/node22"
node_bin="$node_home/node_modules/.bin"

case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    ko*) speaks=ko ;;
    *) speaks=en ;;
esac

# say KOREAN ENGLISH: one sentence in the person's language, on standard error.
say() {
    if [ "$speaks" = ko ]; then printf '%s\n' "$1" >&2; else printf '%s\n' "$2" >&2; fi
}

# stamp FILE PATH...: true when nothing below PATH changed since FILE was written by write_stamp.
# Content decides, not time: a fresh clone gives every file a new time.
digest_of() {
    find "$@" -type d \( -name node_modules -o -name dist -o -name test-results \) -prune -o -type f -print 2>/dev/null |
        LC_ALL=C sort | xargs -r sha256sum | sha256sum | cut -d' ' -f1
}
is_stamped() {
    stamp_file=$1
    shift
    [ -f "$stamp_file" ] && [ "$(cat "$stamp_file")" = "$(digest_of "$@")" ]
}
write_stamp() {
    stamp_file=$1
    shift
    mkdir -p "$(dirname "$stamp_file")"
    digest_of "$@" >"$stamp_file"
}

# with_dots COMMAND...: runs it with its output in a file, prints a dot every five seconds and the output only on failure.
with_dots() {
    dots_log=$(mktemp "${TMPDIR:-/tmp}/manyhands-step.XXXXXX")
    "$@" >"$dots_log" 2>&1 &
    dots_pid=$!
    dots_started=$(date +%s)
    dots_next=5
    while kill -0 "$dots_pid" 2>/dev/null; do
        sleep 0.2 2>/dev/null || sleep 1
        dots_now=$(($(date +%s) - dots_started))
        if [ "$dots_now" -ge "$dots_next" ]; then
            printf '.' >&2
            dots_next=$((dots_now + 5))
        fi
    done
    dots_code=0
    wait "$dots_pid" || dots_code=$?
    [ "$dots_next" -gt 5 ] && printf '\n' >&2
    if [ "$dots_code" -ne 0 ]; then
        tail -n 60 "$dots_log" >&2
    fi
    rm -f "$dots_log"
    return "$dots_code"
}

# The pinned Node first, whatever else the machine has.
use_node() {
    PATH="$node_bin:$PATH"
    export PATH
    for headers in "$node_home"/node_modules/node-linux-*; do
        npm_config_nodedir=$headers
    done
    export npm_config_nodedir
    npm_config_update_notifier=false
    npm_config_fund=false
    npm_config_audit=false
    export npm_config_update_notifier npm_config_fund npm_config_audit
}

# How many compilers at once: one a core, but each may take 1.5 GB of memory.
build_jobs() {
    jobs_cores=$(nproc 2>/dev/null || echo 2)
    jobs_memory=$(awk '/^MemAvailable/ { n = int($2 / 1500000); print (n < 1 ? 1 : n) }' /proc/meminfo 2>/dev/null || echo 2)
    [ -n "$jobs_memory" ] || jobs_memory=2
    if [ "$jobs_memory" -lt "$jobs_cores" ]; then echo "$jobs_memory"; else echo "$jobs_cores"; fi
}
