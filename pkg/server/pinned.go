package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/convergence-wasm/convergence/internal/webfile"
)

// client hands out the built client. Under @ID/ there are the same files for as long as
// they are these, so that a browser need not ask again; a page that is of an earlier build
// gets those of today.
type client struct {
	dir string

	mu    sync.Mutex
	looks string // of the directory when id was found
	id    string
}

// ServeHTTP implements [http.Handler]; the path is what follows /client/.
func (c *client) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*") // pages elsewhere may load the client from here,
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	if _, err := os.Stat(filepath.Join(c.dir, "index.html")); r.URL.Path == "" && err != nil {
		redirect(w, "../#client") // where it is said what there is
		return
	}
	rest, pinned := strings.CutPrefix(r.URL.Path, "@")
	if !pinned {
		files(c.dir).serve(w, r, r.URL.Path, webfile.KeepAndAsk)
		return
	}
	id, name, _ := strings.Cut(rest, "/")
	if current, err := c.build(); err != nil || id != current || strings.Contains(name, "/") {
		to := url.URL{Path: strings.Repeat("../", 1+strings.Count(name, "/")) + name}
		redirect(w, to.String())
		return
	}
	files(c.dir).serve(w, r, name, webfile.KeepForGood)
}

// redirect leads elsewhere for now, by a relative address: a proxy may have cut off what
// the path began with.
func redirect(w http.ResponseWriter, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}

// build returns the id of what the directory holds. It follows from the content, so that
// all servers with one build have the same.
func (c *client) build() (string, error) {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return "", err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool {
		// What is compressed follows from the rest.
		return !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") || slices.Contains([]string{".br", ".gz"}, filepath.Ext(e.Name()))
	})
	var looks strings.Builder
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&looks, e.Name(), info.Size(), info.ModTime().UnixNano())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.id != "" && c.looks == looks.String() {
		return c.id, nil
	}
	sum := sha256.New()
	for _, e := range entries {
		f, err := os.Open(filepath.Join(c.dir, e.Name()))
		if err != nil {
			return "", err
		}
		of := sha256.New()
		_, err = io.Copy(of, f)
		f.Close()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %x\n", e.Name(), of.Sum(nil))
	}
	c.looks, c.id = looks.String(), hex.EncodeToString(sum.Sum(nil)[:8])
	return c.id, nil
}

// lacks returns a file of the client without which it does not run and that is not
// there, or nothing.
func (c *client) lacks() string {
	for _, name := range []string{"convergence.global.min.js", "convergence.wasm"} {
		if info, err := os.Stat(filepath.Join(c.dir, name)); err != nil || !info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}
