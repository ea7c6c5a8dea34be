#!/usr/bin/env bash
# Runs the named make targets one after another, carries on after a failure,
# and closes with what ran. Targets joined with a plus run at the same time, and
# what they print comes one after the other. The last line counts the steps.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rm -rf build/log
mkdir -p build/log
rows=() passed=0 failed=0

# Runs one target, with what it prints in its log, and how it went beside that.
run() {
  local start=$SECONDS result=passed
  make "$1" 2>&1 | tee "build/log/$1.log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || result=FAILED
  printf '  %-19s %-7s %5d s' "$1" "$result" $((SECONDS - start)) >"build/log/$1.row"
}

for group in "$@"; do
  IFS=+ read -ra steps <<<"$group"
  if [ "${#steps[@]}" -eq 1 ]; then
    printf '\n=== %s\n' "$group"
    run "$group"
  else
    printf '\n=== at the same time: %s\n' "${steps[*]}"
    for step in "${steps[@]}"; do run "$step" >/dev/null & done
    wait
    for step in "${steps[@]}"; do printf '\n=== %s\n' "$step"; cat "build/log/$step.log"; done
  fi
  for step in "${steps[@]}"; do
    row=$(cat "build/log/$step.row")
    rows+=("$row")
    if [[ $row == *FAILED* ]]; then failed=$((failed + 1)); else passed=$((passed + 1)); fi
    if [[ $step == build && $row != *FAILED* ]]; then export BUILT=1; fi
  done
done
printf '\n=== summary\n'
printf '%s\n' "${rows[@]}"
# Tests say "SKIP <what>: <reason>", Node's "# SKIP" or "﹣ <what> # <reason>"; the
# summary repeats each, so that none is silent.
if skips=$(grep -ahE '^SKIP |# SKIP|^ *﹣ ' build/log/*.log); then printf 'Skipped:\n%s\n' "$skips"; fi
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
