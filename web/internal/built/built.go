// Package built hands out pages that are part of the program: files that a bundler has
// made, with their compressed forms and their content security policy.
//
// The package refuses to know what the pages are about.
package built

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
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

var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
	".png":  "image/png",
}

// hashed are names in which a bundler has put a hash of the content.
var hashed = regexp.MustCompile(`\.[A-Za-z0-9_-]{8}(\.lean)?\.[a-z0-9]+$`)

// ServeHTTP implements [http.Handler].
func (b handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", b.policy)
	h.Set("Vary", "Accept-Encoding")
	name, status := b.find(r.URL.Path), http.StatusOK
	if name == "" {
		name, status = "404.html", http.StatusNotFound
	}
	content, encoding, err := b.read(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	sum := sha256.Sum256(content)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h.Set("Content-Type", mediaTypes[path.Ext(name)])
	h.Set("Cache-Control", "no-cache") // kept and asked for
	if hashed.MatchString(name) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("ETag", tag)
	if status == http.StatusOK && r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(status)
	w.Write(content)
}

// find returns the name of the file for a path, empty when there is none that is handed out.
func (b handler) find(asked string) string {
	name := strings.TrimPrefix(path.Clean("/"+asked), "/")
	if asked == "" || strings.HasSuffix(asked, "/") {
		name = path.Join(name, "index.html")
	} else if path.Ext(name) == "" {
		name += ".html"
	}
	if mediaTypes[path.Ext(name)] == "" {
		return ""
	}
	for _, suffix := range []string{"", ".gz"} {
		if info, err := fs.Stat(b.files, name+suffix); err == nil && !info.IsDir() {
			return name
		}
	}
	return ""
}

// read returns a file in the form that a browser takes.
func (b handler) read(name, accept string) (content []byte, encoding string, err error) {
	for _, v := range []struct{ suffix, encoding string }{{".br", "br"}, {".gz", "gzip"}} {
		if strings.Contains(accept, v.encoding) {
			if content, err := fs.ReadFile(b.files, name+v.suffix); err == nil {
				return content, v.encoding, nil
			}
		}
	}
	if content, err := fs.ReadFile(b.files, name); err == nil {
		return content, "", nil
	}
	small, err := fs.ReadFile(b.files, name+".gz")
	if err != nil {
		return nil, "", err
	}
	r, err := gzip.NewReader(bytes.NewReader(small))
	if err != nil {
		return nil, "", err
	}
	content, err = io.ReadAll(r)
	return content, "", err
}
