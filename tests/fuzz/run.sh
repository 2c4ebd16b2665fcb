#!/bin/sh
# Runs every fuzz target of a build for some seconds: run.sh BUILD_DIR SECONDS. New inputs go to BUILD_DIR/corpus, what
# breaks a target to BUILD_DIR/findings; the exit status says whether anything was found.
set -eu
build=$1
seconds=${2:-60}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$build/findings"
status=0
for program in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$program" ] && [ -f "$program" ] || continue
    name=$(basename "$program" | sed 's/^fuzz_//')
    mkdir -p "$build/corpus/$name"
    dictionary=""
    [ ! -e "$here/$name.dict" ] || dictionary="-dict=$here/$name.dict"
    echo "== $name"
    "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 $dictionary \
        -artifact_prefix="$build/findings/$name-" "$build/corpus/$name" "$here/corpus/$name" 2>&1 | tail -n 12 || status=1
    [ -z "$(ls "$build/findings" | grep "^$name-" || true)" ] || status=1
done
exit $status
