package server

import (
	"fmt"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// files hands out a directory. Files may be there compressed already, as
// name.br and name.gz.
type files string

// hashed are names in which a bundler has put a hash of the content.
var hashed = regexp.MustCompile(`-[A-Z0-9]{8}\.[a-z0-9]+$`)

// mediaTypes are those that must be right for a browser to run the client, and
// that not every system's table has.
var mediaTypes = map[string]string{
	".wasm": "application/wasm",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".json": "application/json",
	".map":  "application/json",
	".ts":   "text/plain; charset=utf-8",
	".svg":  "image/svg+xml",
}

// ServeHTTP implements [http.Handler].
func (dir files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cache := keepAndAsk
	if hashed.MatchString(r.URL.Path) {
		cache = keepForGood
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
	content, info, encoding, err := openVariant(root, name, original, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer content.Close()
	h := w.Header()
	if t := mediaTypes[path.Ext(name)]; t != "" {
		h.Set("Content-Type", t)
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", cache)
	h.Set("ETag", fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), encoding))
	http.ServeContent(w, r, name, info.ModTime(), content)
}

// openVariant opens a file, or its compressed form if the browser takes it. What is
// older than the file is the compressed form of an earlier build.
func openVariant(root *os.Root, name string, original os.FileInfo, accept string) (*os.File, os.FileInfo, string, error) {
	for _, v := range []struct{ suffix, encoding string }{{".br", "br"}, {".gz", "gzip"}} {
		if !accepts(accept, v.encoding) {
			continue
		}
		f, err := root.Open(name + v.suffix)
		if err != nil {
			continue
		}
		if info, err := f.Stat(); err == nil && !info.ModTime().Before(original.ModTime()) {
			return f, info, v.encoding, nil
		}
		f.Close()
	}
	f, err := root.Open(name)
	return f, original, "", err
}

// accepts reports whether an Accept-Encoding header names an encoding.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q, found := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
			weight, err := strconv.ParseFloat(q, 64)
			return !found || err != nil || weight > 0
		}
	}
	return false
}
