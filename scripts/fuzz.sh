#!/usr/bin/env bash
# Runs every fuzz target for the given time. A crasher is kept under the
# package's testdata/fuzz and from then on is part of `go test`.
set -euo pipefail
time=${1:-30s} found=0
while read -r dir target; do
  found=1
  echo "== $dir $target ($time)"
  go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$dir"
done < <(git ls-files -co --exclude-standard '*_test.go' \
  | xargs grep -HoE '^func Fuzz[A-Za-z0-9_]+' \
  | sed -E 's#^(.*)/[^/]+:func (.*)$#./\1 \2#')
if [ "$found" -eq 0 ]; then echo 'no fuzz target found' >&2; exit 1; fi
