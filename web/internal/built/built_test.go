package built

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

// get asks for a path; headers are pairs of name and value.
func get(b http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.Path = path
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}

func gzipped(text string) *fstest.MapFile {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return &fstest.MapFile{Data: b.Bytes()}
}

// TestHandler asks for what is there in every way that a browser does.
func TestHandler(t *testing.T) {
	packed := gzipped("a guide")
	b := Handler(fstest.MapFS{
		"policy.txt": {Data: []byte("default-src 'none'")}, "not-built.txt": {Data: []byte("for git")},
		"index.html": {Data: []byte("home")}, "404.html": {Data: []byte("no page")}, "api/index.html": {Data: []byte("api")},
		"guide/models.html.gz": packed, "guide/models.html.br": {Data: []byte("small")},
		"assets/app.AbCd_-12.js": {Data: []byte("script")},
	}, ".", "")
	for _, test := range []struct {
		path, accept   string
		status         int
		body, encoding string
		cache          string
	}{
		{"", "", 200, "home", "", "no-cache"},
		{"api/", "", 200, "api", "", "no-cache"},
		{"guide/models", "", 200, "a guide", "", "no-cache"},
		{"guide/models.html", "gzip", 200, string(packed.Data), "gzip", "no-cache"},
		{"guide/models", "gzip, br", 200, "small", "br", "no-cache"},
		{"assets/app.AbCd_-12.js", "br", 200, "script", "", "public, max-age=31536000, immutable"},
		{"guide/none", "", 404, "no page", "", "no-cache"},
		{"not-built.txt", "", 404, "no page", "", "no-cache"},
		{"policy.txt", "", 404, "no page", "", "no-cache"},
		{"guide/models.html.br", "", 404, "no page", "", "no-cache"},
		{"../built.go", "", 404, "no page", "", "no-cache"},
		{"guide", "", 404, "no page", "", "no-cache"},
	} {
		w := get(b, test.path, "Accept-Encoding", test.accept)
		h := w.Header()
		if w.Code != test.status || w.Body.String() != test.body || h.Get("Content-Encoding") != test.encoding || h.Get("Cache-Control") != test.cache {
			t.Errorf("%q with %q: %d %q %v", test.path, test.accept, w.Code, w.Body, h)
		}
		if h.Get("Content-Security-Policy") != "default-src 'none'" {
			t.Errorf("%q has no policy", test.path)
		}
	}
	tag := get(b, "").Header().Get("ETag")
	if w := get(b, "", "If-None-Match", tag); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("what a browser has is sent again: %d", w.Code)
	}
	if w := get(b, "api/", "If-None-Match", tag); w.Code != 200 {
		t.Errorf("another file counts as the same: %d", w.Code)
	}
}

// TestNotBuilt expects nothing of a folder that holds only what is for git.
func TestNotBuilt(t *testing.T) {
	if b := Handler(fstest.MapFS{"dist/not-built.txt": {}}, "dist", ""); b != nil {
		t.Errorf("%v", b)
	}
}
