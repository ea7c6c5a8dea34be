#!/usr/bin/env bash
# Runs the Go tests that need a browser (files named *_js_test.go) in headless
# Chromium, against a server process on a free port.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -t packages < <(git ls-files -co --exclude-standard '*_js_test.go' | xargs -rn1 dirname | sort -u | sed 's#^#./#')
if [ "${#packages[@]}" -eq 0 ]; then echo 'SKIP test-wasm: no package has a *_js_test.go file'; exit 0; fi
exec node scripts/with-server.mjs scripts/browser-go-test.sh "${packages[@]}"
