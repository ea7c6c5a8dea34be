// Package console hands out the administration console: a page that signs in to the REST
// API of the server that it comes from and does through it what administrators do.
//
// Its sources are in src/. `make console` bundles them into dist/, which is part of the
// program that is built after that; a program that was built before says what to do.
//
// The package refuses to know what the console does: it has no rights of its own.
package console

import (
	"embed"
	"io/fs"
	"net/http"

	"github.com/convergence-wasm/convergence/web/internal/built"
)

//go:embed dist
var dist embed.FS

// Policy lets the page run its own script and our client, which is WebAssembly, talk to the
// server that it comes from, and nothing else.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler returns what answers requests below /console/, whose paths are what follows that;
// nil when the program was built without.
func Handler() http.Handler { return handler(dist, "dist") }

func handler(all fs.FS, folder string) http.Handler {
	pages := built.Handler(all, folder, Policy)
	if pages == nil {
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		pages.ServeHTTP(w, r)
	})
}
