package server

import (
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"

	"github.com/convergence-wasm/convergence/internal/webfile"
)

// files hands out a directory. Files may be there compressed already, as
// name.br and name.gz.
type files string

// hashed are names in which a bundler has put a hash of the content.
var hashed = regexp.MustCompile(`-[A-Z0-9]{8}\.[a-z0-9]+$`)

// ServeHTTP implements [http.Handler].
func (dir files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cache := webfile.KeepAndAsk
	if hashed.MatchString(r.URL.Path) {
		cache = webfile.KeepForGood
	}
	dir.serve(w, r, r.URL.Path, cache)
}

// serve answers with the file of a path, which caches treat as they are told.
func (dir files) serve(w http.ResponseWriter, r *http.Request, file, cache string) {
	root, err := os.OpenRoot(string(dir))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer root.Close()
	name := strings.TrimPrefix(path.Clean("/"+file), "/")
	if file == "" || strings.HasSuffix(file, "/") {
		name = path.Join(name, "index.html")
	}
	original, err := root.Stat(name)
	if err == nil && original.IsDir() {
		http.Redirect(w, r, path.Base(name)+"/", http.StatusMovedPermanently)
		return
	}
	if err != nil {
		http.NotFound(w, r)
		return
	}
	f, err := webfile.Open(root.FS(), name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	f.Serve(w, r, cache)
}
