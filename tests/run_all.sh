#!/bin/sh
# What `make test` runs: build both configurations, then all tests but the long ones; closes with ctest's own summary.
set -eu
jobs=${1:-2}
cd "$(dirname "$0")/.."
for preset in release dev; do
    cmake --preset $preset >/tmp/mailstead-cmake.$$ 2>&1 || { cat /tmp/mailstead-cmake.$$; rm -f /tmp/mailstead-cmake.$$; exit 1; }
    rm -f /tmp/mailstead-cmake.$$
    cmake --build --preset $preset -j "$jobs"
done
ctest --test-dir build/dev --output-on-failure -j "$jobs" -LE 'long|bench|clients|release'
ctest --test-dir build/release --output-on-failure -j "$jobs" -L release -LE 'long|bench|clients'
