// Package console hands out the administration console: a page that signs in to the REST
// API of the server that it comes from and does through it what administrators do.
//
// Its sources are in src/. `make console` bundles them into dist/, which is part of the
// program that is built after that; a program that was built before says what to do.
//
// The package refuses to know what the console does: it has no rights of its own.
package console

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed dist
var built embed.FS

// Policy lets the page run its own script and our client, which is WebAssembly, talk to the
// server that it comes from, and nothing else.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler returns what answers requests below /console/, whose paths are what follows that.
func Handler() http.Handler {
	files, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // the name is not valid, which go:embed would have said
	}
	return handler{files}
}

// handler hands out files, which may be there compressed as name.br and name.gz.
type handler struct{ files fs.FS }

var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
}

// ServeHTTP implements [http.Handler].
func (c handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	name := r.URL.Path
	if name == "" {
		name = "index.html"
	}
	mediaType := mediaTypes[path.Ext(name)]
	content, err := fs.ReadFile(c.files, name)
	switch {
	case mediaType != "" && err == nil:
	case name == "index.html":
		http.Error(w, "the console has not been built; run: make console server", http.StatusNotFound)
		return
	default:
		http.NotFound(w, r)
		return
	}
	for _, v := range []struct{ suffix, encoding string }{{".br", "br"}, {".gz", "gzip"}} {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), v.encoding) {
			continue
		}
		if small, err := fs.ReadFile(c.files, name+v.suffix); err == nil {
			content = small
			h.Set("Content-Encoding", v.encoding)
			break
		}
	}
	sum := sha256.Sum256(content)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h.Set("Content-Type", mediaType)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache") // kept and asked for, so that script and page are of one build
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(content)
}
