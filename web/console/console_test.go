package console

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// TestHandler expects that nothing of the console can be put into another page, or run
// what it does not have.
func TestHandler(t *testing.T) {
	pages := handler(fstest.MapFS{"index.html": {Data: []byte("page")}, "main.js": {Data: []byte("script")}}, ".")
	for path, status := range map[string]int{"": 200, "main.js": 200, "gone.js": 404} {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = path
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		h := w.Header()
		if w.Code != status || h.Get("X-Frame-Options") != "DENY" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%q: %d %v", path, w.Code, h)
		}
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(h.Get("Content-Security-Policy"), part) {
				t.Errorf("%q: the policy has no %s", path, part)
			}
		}
	}
}

// TestNotBuilt expects a program without a console to have none.
func TestNotBuilt(t *testing.T) {
	if handler(fstest.MapFS{"not-built.txt": {}}, ".") != nil {
		t.Error("there are pages though nothing was built")
	}
}
