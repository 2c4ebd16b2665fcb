#!/bin/sh
# What `make test` runs: both builds, then the tests of each but the long ones. Closes with ctest's own summary; the exit
# status says whether both parts passed.
set -eu
jobs=${1:-2}
cd "$(dirname "$0")/.."
for preset in release dev; do
    said=$(cmake --preset $preset 2>&1) || { echo "$said"; exit 1; }
done
# Of the release build, only what its tests start: unit tests are run with sanitizers alone.
cmake --build --preset release -j "$jobs" --target mailstead bench_load
cmake --build --preset dev -j "$jobs"
status=0
ctest --test-dir build/dev --output-on-failure -j "$jobs" -LE 'long|bench|clients|release' || status=1
# Real servers and clients: our own end-to-end tests one after the other, and beside them, one after the other too, the
# comparisons with other servers, which have networks of their own. More at once would take each other's time limits.
ctest --test-dir build/release --output-on-failure -j 2 -L release -LE 'long|bench|clients' || status=1
exit $status
