#!/usr/bin/env bash
# Runs the Go tests that need a browser (files named *_js_test.go) in headless
# Chromium, against a server process on a free port.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -t browser < <(git ls-files -co --exclude-standard '*_js_test.go' | xargs -rn1 dirname | sort -u | sed 's#^#./#')
if [ "${#browser[@]}" -eq 0 ]; then echo 'no package has a *_js_test.go file: where did the browser tests go?' >&2; exit 1; fi
# The pure packages run here too: the page is where they have to be right.
exec node scripts/with-server.mjs scripts/browser-go-test.sh "${browser[@]}" ./pkg/ot/... ./pkg/document ./pkg/protocol
