// Package docs hands out the documentation as a site. It is made of the pages in docs/ by
// `make docs`, which puts it into dist/; that is part of the program that is built after it.
package docs

import (
	"embed"
	"net/http"

	"github.com/convergence-wasm/convergence/web/internal/built"
)

//go:embed dist
var dist embed.FS

// Handler returns what answers requests below /docs/, whose paths are what follows that;
// nil when the program was built without.
func Handler() http.Handler { return built.Handler(dist, "dist", "") }
