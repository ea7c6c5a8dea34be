#!/usr/bin/env bash
# Runs the named make targets one after another, carries on after a failure,
# and closes with what ran. The last line counts the steps.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rm -rf build/log
mkdir -p build/log
rows=() passed=0 failed=0
for step in "$@"; do
  printf '\n=== %s\n' "$step"
  start=$SECONDS
  make "$step" 2>&1 | tee "build/log/$step.log"
  if [ "${PIPESTATUS[0]}" -eq 0 ]; then result=passed; passed=$((passed + 1)); else result=FAILED; failed=$((failed + 1)); fi
  rows+=("$(printf '  %-19s %-7s %5d s' "$step" "$result" $((SECONDS - start)))")
done
printf '\n=== summary\n'
printf '%s\n' "${rows[@]}"
# Tests say "SKIP <what>: <reason>"; the summary repeats each, so that none is silent.
if skips=$(grep -ahE '^SKIP |# SKIP' build/log/*.log); then printf 'Skipped:\n%s\n' "$skips"; fi
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
