#!/bin/sh
# Fuzzes one parser: Fuzz/run.sh TARGET [SECONDS] [libFuzzer options...]; without arguments it lists the targets.
# What it learns stays in Fuzz/.build/corpus/TARGET; an input that ends the program is kept in Fuzz/.build/findings.
set -eu
cd "$(dirname "$0")"
target=${1:-}
if [ -z "$target" ] || [ ! -f "$target.swift" ] || [ "$target" = Package ]; then
  echo "usage: Fuzz/run.sh TARGET [SECONDS] [libFuzzer options...]"
  echo "targets:"
  for file in *.swift; do [ "$file" = Package.swift ] || echo "  ${file%.swift}"; done
  exit 2
fi
seconds=${2:-60}
[ $# -ge 2 ] && shift 2 || shift $#
build=${LUMAPOD_FUZZ_BUILD:-.build}
# Of several -sanitize options swiftc heeds the last, and SwiftPM gives them in any order: both go into one.
swift build -c release --sanitize fuzzer -Xswiftc -sanitize=fuzzer,address --product "fuzz-$target" \
  --scratch-path "$build"
corpus="$build/corpus/$target"
mkdir -p "$corpus" "$build/findings"
binary="$build/release/fuzz-$target"
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=0}"
LUMAPOD_FUZZ_SEEDS="$corpus" "$binary" -runs=0 >/dev/null 2>&1 || { echo "the seeds cannot be made"; exit 1; }
if "$binary" -runs=1 "$corpus" 2>&1 | grep -q "no interesting inputs"; then
  echo "the fuzzer sees nothing of the code under test; fuzzing would find nothing"
  exit 1
fi
dictionary=""
[ -f "Dictionaries/$target.dict" ] && dictionary="-dict=Dictionaries/$target.dict"
# shellcheck disable=SC2086
exec "$binary" -max_total_time="$seconds" -max_len=8192 -timeout=10 -print_final_stats=1 $dictionary \
  -artifact_prefix="$build/findings/$target-" "$@" "$corpus"
