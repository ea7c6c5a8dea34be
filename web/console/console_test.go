package console

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// get asks for a file; headers are pairs of name and value.
func get(c handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.Path = path
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}

// TestHandler asks for what is there in every way that a browser does.
func TestHandler(t *testing.T) {
	c := handler{fstest.MapFS{
		"index.html": {Data: []byte("page")}, "main.js": {Data: []byte("script")}, "main.js.br": {Data: []byte("small")},
		"main.js.gz": {Data: []byte("smaller")}, "not-built.txt": {Data: []byte("for git")},
	}}
	for _, test := range []struct {
		path, accept           string
		status                 int
		body, encoding, typeIs string
	}{
		{"", "", 200, "page", "", "text/html; charset=utf-8"},
		{"main.js", "", 200, "script", "", "text/javascript; charset=utf-8"},
		{"main.js", "gzip, br", 200, "small", "br", "text/javascript; charset=utf-8"},
		{"main.js", "gzip", 200, "smaller", "gzip", "text/javascript; charset=utf-8"},
		{"index.html", "br", 200, "page", "", "text/html; charset=utf-8"},
		{"main.js.br", "", 404, "", "", ""},
		{"not-built.txt", "", 404, "", "", ""},
		{"../console.go", "", 404, "", "", ""},
		{"gone.js", "", 404, "", "", ""},
	} {
		w := get(c, test.path, "Accept-Encoding", test.accept)
		if w.Code != test.status || w.Header().Get("Content-Encoding") != test.encoding {
			t.Errorf("%q with %q: %d %v", test.path, test.accept, w.Code, w.Header())
		}
		if test.status == 200 && (w.Body.String() != test.body || w.Header().Get("Content-Type") != test.typeIs) {
			t.Errorf("%q with %q: %q %v", test.path, test.accept, w.Body, w.Header())
		}
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(w.Header().Get("Content-Security-Policy"), part) {
				t.Errorf("%q: the policy has no %s", test.path, part)
			}
		}
	}
	tag := get(c, "main.js").Header().Get("ETag")
	if w := get(c, "main.js", "If-None-Match", tag); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("what a browser has is sent again: %d", w.Code)
	}
	if w := get(c, "main.js", "If-None-Match", tag, "Accept-Encoding", "br"); w.Code != 200 {
		t.Errorf("another form counts as the same: %d", w.Code)
	}
}

// TestNotBuilt expects a program without a console to say how to get one.
func TestNotBuilt(t *testing.T) {
	w := get(handler{fstest.MapFS{"not-built.txt": {}}}, "")
	if w.Code != 404 || !strings.Contains(w.Body.String(), "make console") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
