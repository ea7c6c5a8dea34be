// Package built hands out pages that are part of the program: files that a bundler has
// made, with their compressed forms and their content security policy.
//
// The package refuses to know what the pages are about.
package built

import (
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/convergence-wasm/convergence/internal/webfile"
)

// Handler returns what hands out the files of a folder, whose paths are relative to it; nil
// when it has not been built. A file may be there compressed, as name.br and name.gz, and
// need not be there itself when it is there as name.gz. A path without an ending, which is
// how pages link to each other, is that of an HTML file. The content security policy of all
// is in the file policy.txt, with which a build ends, if none is given.
func Handler(all fs.FS, folder, policy string) http.Handler {
	files, err := fs.Sub(all, folder)
	if err != nil {
		return nil
	}
	if policy == "" {
		text, err := fs.ReadFile(files, "policy.txt")
		if err != nil {
			return nil
		}
		policy = string(text)
	}
	b := handler{files, policy}
	if b.find("") == "" {
		return nil
	}
	return b
}

type handler struct {
	files  fs.FS
	policy string
}

// hashed are names in which a bundler has put a hash of the content.
var hashed = regexp.MustCompile(`\.[A-Za-z0-9_-]{8}(\.lean)?\.[a-z0-9]+$`)

// ServeHTTP implements [http.Handler].
func (b handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", b.policy)
	name, found := b.find(r.URL.Path), true
	if name == "" {
		name, found = "404.html", false
	}
	f, err := webfile.Open(b.files, name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	switch {
	case !found:
		f.ServeAs(w, http.StatusNotFound)
	case hashed.MatchString(name):
		f.Serve(w, r, webfile.KeepForGood)
	default:
		f.Serve(w, r, webfile.KeepAndAsk)
	}
}

// find returns the name of the file for a path, empty when there is none that is handed out.
func (b handler) find(asked string) string {
	name := strings.TrimPrefix(path.Clean("/"+asked), "/")
	if asked == "" || strings.HasSuffix(asked, "/") {
		name = path.Join(name, "index.html")
	} else if path.Ext(name) == "" {
		name += ".html"
	}
	if webfile.MediaType(name) == "" {
		return ""
	}
	for _, suffix := range []string{"", ".gz"} {
		if info, err := fs.Stat(b.files, name+suffix); err == nil && !info.IsDir() {
			return name
		}
	}
	return ""
}
