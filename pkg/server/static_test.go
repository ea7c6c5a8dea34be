package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// serving starts a server that hands out pages.
func serving(t *testing.T, pages server.Pages) *httptest.Server {
	t.Helper()
	system, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	web := httptest.NewServer(server.New(system, server.Options{Version: "1.2.3"}).Handler(pages))
	t.Cleanup(func() {
		web.Close()
		system.Close()
	})
	return web
}

// getting asks for a path, with headers, and follows nothing.
type getting func(path string, header ...string) (*http.Response, string)

func getter(t *testing.T, base string) getting {
	return func(path string, header ...string) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequest("GET", base+path, nil)
		must(t, err)
		request.Header.Set("Accept-Encoding", "identity")
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		answer, err := http.DefaultTransport.RoundTrip(request)
		must(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		must(t, err)
		return answer, string(body)
	}
}

func TestPages(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("secret"), 0o600))
	must(t, os.Mkdir(filepath.Join(dir, "sub"), 0o700))
	for file, content := range map[string]string{
		"core.wasm": "plain", "core.wasm.br": "brotli", "core.wasm.gz": "gzip", "shim.js": "js", "old.js": "new build", "old.js.br": "old build", "index.html": "index", "sub/index.html": "sub",
	} {
		must(t, os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600))
	}
	before := time.Now().Add(-time.Minute)
	must(t, os.Chtimes(filepath.Join(dir, "old.js.br"), before, before))
	must(t, os.Chtimes(filepath.Join(dir, "core.wasm"), before, before)) // maps have no order
	web := serving(t, server.Pages{Client: dir})

	get := getter(t, web.URL)
	for _, c := range []struct{ path, accept, body, kind, encoding string }{
		{"/client/core.wasm", "", "plain", "application/wasm", ""},
		{"/client/core.wasm", "gzip, deflate, br", "brotli", "application/wasm", "br"},
		{"/client/core.wasm", "gzip;q=1.0, br;q=0", "gzip", "application/wasm", "gzip"},
		{"/client/old.js", "br", "new build", "text/javascript; charset=utf-8", ""},
		{"/client/shim.js", "br", "js", "text/javascript; charset=utf-8", ""},
		{"/client/", "", "index", "text/html; charset=utf-8", ""},
		{"/client/sub/", "", "sub", "text/html; charset=utf-8", ""},
	} {
		answer, body := get(c.path, "Accept-Encoding", c.accept)
		if answer.StatusCode != 200 || body != c.body || answer.Header.Get("Content-Type") != c.kind ||
			answer.Header.Get("Content-Encoding") != c.encoding || answer.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s for %q: %d %q %v", c.path, c.accept, answer.StatusCode, body, answer.Header)
		}
		tag := answer.Header.Get("ETag")
		if again, _ := get(c.path, "Accept-Encoding", c.accept, "If-None-Match", tag); tag == "" || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s with tag %q: %d", c.path, tag, again.StatusCode)
		}
	}
	example := serving(t, server.Pages{Example: dir})
	for _, path := range []string{"/example/", "/example/shim.js", "/example/none.js"} {
		answer, _ := getter(t, example.URL)(path)
		if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval';") {
			t.Errorf("%s may run what it has not: %q", path, policy)
		}
	}
	for path, code := range map[string]int{
		"/client/missing.js": 404, "/client/..%2fsecret": 404, "/client/%2e%2e/secret": 404, "/client/sub": 301,
		"/example/": 404, "/health": 200, "/ready": 200, "/": 200, "/nothing": 404, "/api/realtime/a/b": 426, "/client/core.wasm/": 404,
	} {
		if answer, body := get(path); answer.StatusCode != code || body == "secret" {
			t.Errorf("%s: %d %q", path, answer.StatusCode, body)
		}
	}
}
