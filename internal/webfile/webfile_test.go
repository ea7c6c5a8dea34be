package webfile

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"
)

func packed(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

var (
	now    = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	before = now.Add(-time.Minute)
	small  = packed("only small")
	files  = fstest.MapFS{
		"both.js": {Data: []byte("plain script"), ModTime: now}, "both.js.br": {Data: []byte("brotli"), ModTime: now}, "both.js.gz": {Data: []byte("gzip"), ModTime: now},
		"old.css": {Data: []byte("new build"), ModTime: now}, "old.css.br": {Data: []byte("old build"), ModTime: before},
		"small.html.gz": {Data: small}, "folder/x.js": {Data: []byte("x")}, "bad.json.gz": {Data: []byte("not packed")},
		"part.svg": {Data: []byte("of the program")}, "part.svg.br": {Data: []byte("br")},
	}
)

func serve(t *testing.T, name string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	f, err := Open(files, name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer f.Close()
	w := httptest.NewRecorder()
	f.Serve(w, r, KeepAndAsk)
	return w
}

// TestForms asks for files in each way in which they may be there, by what browsers say
// that they take.
func TestForms(t *testing.T) {
	tags := map[string]string{}
	for _, test := range []struct{ name, accept, body, encoding, kind string }{
		{"both.js", "", "plain script", "", "text/javascript; charset=utf-8"},
		{"both.js", "gzip, deflate, BR", "brotli", "br", "text/javascript; charset=utf-8"},
		{"both.js", "gzip;q=1.0, br;q=0", "gzip", "gzip", "text/javascript; charset=utf-8"},
		{"both.js", "zebra, brown", "plain script", "", "text/javascript; charset=utf-8"},
		{"both.js", "br; q=0.001", "brotli", "br", "text/javascript; charset=utf-8"},
		{"old.css", "br", "new build", "", "text/css; charset=utf-8"},
		{"small.html", "gzip", string(small), "gzip", "text/html; charset=utf-8"},
		{"small.html", "", "only small", "", "text/html; charset=utf-8"},
		{"small.html", "gzip;q=0", "only small", "", "text/html; charset=utf-8"},
		{"part.svg", "br, gzip", "br", "br", "image/svg+xml"},
		{"part.svg", "identity", "of the program", "", "image/svg+xml"},
	} {
		w := serve(t, test.name, "Accept-Encoding", test.accept)
		h := w.Header()
		if w.Code != http.StatusOK || w.Body.String() != test.body || h.Get("Content-Encoding") != test.encoding || h.Get("Content-Type") != test.kind ||
			h.Get("Vary") != "Accept-Encoding" || h.Get("Cache-Control") != KeepAndAsk {
			t.Errorf("%s for %q: %d %q %v", test.name, test.accept, w.Code, w.Body, h)
		}
		tag := h.Get("ETag")
		if other, known := tags[tag]; known && other != test.name+test.encoding {
			t.Errorf("%s as %q has the tag of %s", test.name, test.encoding, other)
		}
		tags[tag] = test.name + test.encoding
		for have, status := range map[string]int{tag: 304, `"other", W/` + tag: 304, "*": 304, `"other"`: 200} {
			if again := serve(t, test.name, "Accept-Encoding", test.accept, "If-None-Match", have); again.Code != status || status == 304 && again.Body.Len() > 0 {
				t.Errorf("%s for who has %s: %d", test.name, have, again.Code)
			}
		}
	}
	if len(tags) != 8 {
		t.Errorf("%d tags for 8 contents: %v", len(tags), tags)
	}
}

// TestParts expects a part of a file for who asks for one, as downloads that are resumed do.
func TestParts(t *testing.T) {
	for name, want := range map[string]string{"both.js": "plain", "small.html": "only ", "part.svg": "of th"} {
		if w := serve(t, name, "Range", "bytes=0-4"); w.Code != http.StatusPartialContent || w.Body.String() != want {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
	}
}

// TestNone expects what is not there, or no file, to be refused, and so what cannot be unpacked.
func TestNone(t *testing.T) {
	for _, name := range []string{"none.js", "folder", "../both.js", "/both.js", ""} {
		if _, err := Open(files, name, "br, gzip"); err == nil {
			t.Errorf("%q is there", name)
		}
	}
	if _, err := Open(files, "none.js", ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := Open(files, "bad.json", ""); err == nil {
		t.Error("what is not packed is unpacked")
	}
}

// TestServeAs expects the page that says that there is none to be sent in the form that is taken.
func TestServeAs(t *testing.T) {
	f, err := Open(files, "both.js", "br")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := httptest.NewRecorder()
	f.ServeAs(w, http.StatusNotFound)
	if w.Code != 404 || w.Body.String() != "brotli" || w.Header().Get("Content-Encoding") != "br" || w.Header().Get("ETag") != "" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
}
