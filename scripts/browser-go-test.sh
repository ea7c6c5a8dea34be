#!/usr/bin/env bash
# go test in the browser. The environment is cut to the few variables needed:
# a wasm program's arguments and environment together must fit in 8192 bytes.
set -euo pipefail
# The first browser that the runner looks for is the headless shell, by this name.
ln -sf "$(node --input-type=module -e "console.log((await import('./scripts/chromium-path.mjs')).chromiumPath())")" build/bin/headless-shell
env -i HOME="$HOME" PATH="$PWD/build/bin:$PATH" GOOS=js GOARCH=wasm GOFLAGS="$(go env GOFLAGS)" \
  GOPROXY="$(go env GOPROXY)" GOCACHE="$(go env GOCACHE)" GOMODCACHE="$(go env GOMODCACHE)" \
  CONVERGENCE_TEST_URL="${CONVERGENCE_TEST_URL:-}" \
  go test -json -count=1 -short -timeout 5m -exec wasmbrowsertest "$@" | node scripts/go-test-report.mjs
