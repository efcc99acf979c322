#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: runs every fuzz target for so long; a target starts from tests/fuzz/corpus/NAME/ and
# keeps what it finds in BUILD/corpus/NAME/. A finding is left in BUILD/findings/ and fails the command.
set -uo pipefail
build="$1" seconds="$2"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
mkdir -p "$build/findings"
failed=()
ran=0
for target in "$build"/bin/fuzz_*; do
  [[ -x "$target" && "$target" != */fuzz_replay_* ]] || continue
  name="${target##*/fuzz_}"
  mkdir -p "$build/corpus/$name"
  corpora=("$build/corpus/$name")
  [[ -d "$root/tests/fuzz/corpus/$name" ]] && corpora+=("$root/tests/fuzz/corpus/$name")
  echo "fuzz_$name: ${seconds} s"
  "$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="$build/findings/$name-" "${corpora[@]}" 2>"$build/findings/$name.log"
  status=$?
  grep -E 'ERROR|SUMMARY|number_of_executed_units' "$build/findings/$name.log"
  [[ $status == 0 ]] || failed+=("$name")
  ran=$((ran + 1))
done
echo "$ran fuzz targets, ${#failed[@]} with findings ${failed[*]}"
[[ $ran -gt 0 && ${#failed[@]} == 0 ]]
