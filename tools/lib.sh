# Shared by run, test and the tools. POSIX sh; source it after setting `root` to the project's folder.

node_home="$root/build/node22"
node_bin="$node_home/bin"

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

# with_dots COMMAND...: runs it with its output in a file; every five seconds a sign of life (how far the build is, or a
# dot), and the output only on failure. An interrupted step is stopped, not left behind.
with_dots() {
    dots_log=$(mktemp "${TMPDIR:-/tmp}/manyhands-step.XXXXXX")
    # timeout makes a group of the command and its children, and hands our signal on to all of them.
    case $(command -v "$1") in
        /*) timeout 7200 "$@" >"$dots_log" 2>&1 & ;;
        *) "$@" >"$dots_log" 2>&1 & ;;
    esac
    dots_pid=$!
    dots_started=$(date +%s)
    dots_next=5
    dots_seen=
    while kill -0 "$dots_pid" 2>/dev/null; do
        sleep 0.2 2>/dev/null || sleep 1
        dots_now=$(($(date +%s) - dots_started))
        [ "$dots_now" -ge "$dots_next" ] || continue
        dots_next=$((dots_now + 5))
        dots_far=$(tail -n 1 "$dots_log" | sed -n 's/^\[\([0-9]*\/[0-9]*\)\].*/\1/p')
        if [ -n "$dots_far" ] && [ "$dots_far" != "$dots_seen" ]; then
            printf ' %s' "$dots_far" >&2
            dots_seen=$dots_far
        else
            printf '.' >&2
        fi
    done
    dots_code=0
    wait "$dots_pid" || dots_code=$?
    [ "$dots_next" -gt 5 ] && printf '\n' >&2
    if [ "$dots_code" -ne 0 ]; then
        tail -n "${dots_tail:-60}" "$dots_log" >&2
    fi
    rm -f "$dots_log"
    dots_pid=
    return "$dots_code"
}
stop_step() {
    [ -z "${dots_pid:-}" ] || kill "$dots_pid" 2>/dev/null || true
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

# configure PRESET: cmake's own file knows when that is not needed any more.
configure() {
    launcher=
    if command -v ccache >/dev/null 2>&1; then launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
    # shellcheck disable=SC2086  # nothing or one word
    (cd "$root" && cmake --preset "$1" $launcher)
}

# The web app into web/dist, only when its sources changed.
build_web() {
    [ -f "$root/web/package.json" ] || return 0
    if ! is_stamped "$root/build/stamps/web-packages" "$root/web/package.json" "$root/web/package-lock.json" ||
        [ ! -d "$root/web/node_modules" ]; then
        say "웹 앱의 도구를 받습니다 (처음 한 번, 약 30초)" "Fetching the web app's tools (only the first time, about 30 seconds)"
        with_dots sh -c "cd '$root/web' && npm ci --no-audit --no-fund" || return 1
        write_stamp "$root/build/stamps/web-packages" "$root/web/package.json" "$root/web/package-lock.json"
    fi
    if ! is_stamped "$root/build/stamps/web" "$root/web" "$root/locales" || [ ! -d "$root/web/dist" ]; then
        say "웹 앱을 만듭니다 (약 15초)" "Building the web app (about 15 seconds)"
        with_dots sh -c "cd '$root/web' && npm run build" || return 1
        write_stamp "$root/build/stamps/web" "$root/web" "$root/locales"
    fi
}
