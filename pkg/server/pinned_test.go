package server_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server"
)

const forGood = "public, max-age=31536000, immutable"

// write makes files with these contents in a directory. What is compressed is newer.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
		if filepath.Ext(name) != ".br" {
			then := time.Now().Add(-time.Minute)
			must(t, os.Chtimes(filepath.Join(dir, name), then, then))
		}
	}
}

// built is what makes up a client.
func built() map[string]string {
	return map[string]string{"convergence.global.min.js": "script", "convergence.wasm": "core", "convergence.wasm.br": "small", "types/index.d.ts": "types"}
}

// pinned returns the address of the client that the page of a server names.
func pinned(t *testing.T, get getting) string {
	t.Helper()
	_, body := get("/")
	m := regexp.MustCompile(`/client/(@[0-9a-f]{16})/convergence\.global\.min\.js<`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("the page names no build: %s", body)
	}
	return "/client/" + m[1]
}

func TestClientIsKeptForGoodUnderItsBuild(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, built())
	get := getter(t, serving(t, server.Pages{Client: dir}).URL)
	first := pinned(t, get)
	for _, c := range []struct{ path, accept, body, cache string }{
		{"/client/convergence.wasm", "", "core", "no-cache"},
		{"/client/convergence.global.min.js", "", "script", "no-cache"},
		{first + "/convergence.wasm", "", "core", forGood},
		{first + "/convergence.wasm", "br", "small", forGood},
		{first + "/convergence.global.min.js", "br", "script", forGood},
	} {
		answer, body := get(c.path, "Accept-Encoding", c.accept)
		h := answer.Header
		if answer.StatusCode != 200 || body != c.body || h.Get("Cache-Control") != c.cache ||
			h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s for %q: %d %q %v", c.path, c.accept, answer.StatusCode, body, h)
		}
	}
	if other := pinned(t, getter(t, serving(t, server.Pages{Client: copied(t, dir)}).URL)); other != first {
		t.Errorf("the same files elsewhere are %s, and here %s", other, first)
	}

	write(t, dir, map[string]string{"convergence.wasm": "next"})
	second := pinned(t, get)
	if second == first {
		t.Fatal("another core, and the same build")
	}
	// What is gone leads to what is there, by relative addresses: what caches keep of it they ask for again.
	for path, to := range map[string]string{
		first + "/convergence.wasm":          "../convergence.wasm",
		first + "/types/index.d.ts":          "../../types/index.d.ts",
		second + "/types/index.d.ts":         "../../types/index.d.ts",
		"/client/@" + "/convergence.wasm":    "../convergence.wasm",
		"/client/@x":                         "../",
		first + "/%2f%2felsewhere.example/x": "",
	} {
		answer, _ := get(path)
		location := answer.Header.Get("Location")
		if to != "" && (answer.StatusCode != 302 || location != to || answer.Header.Get("Access-Control-Allow-Origin") != "*") {
			t.Errorf("%s: %d %v", path, answer.StatusCode, answer.Header)
		}
		if answer.Header.Get("Cache-Control") == forGood || strings.HasPrefix(location, "//") || strings.Contains(location, "://") {
			t.Errorf("%s: %v", path, answer.Header)
		}
	}
	if answer, _ := get(second + "/missing.js"); answer.StatusCode != 404 || answer.Header.Get("Cache-Control") == forGood {
		t.Errorf("a file that is not there: %d %v", answer.StatusCode, answer.Header)
	}
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

func TestNamesWithHashesAreKeptForGood(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"index.html": "page", "fonts/latin-7W2XK3QA.woff2": "font", "main.js": "script", "not-hashed.css": "style"})
	get := getter(t, serving(t, server.Pages{Example: dir}).URL)
	for path, cache := range map[string]string{"": "no-cache", "main.js": "no-cache", "not-hashed.css": "no-cache", "fonts/latin-7W2XK3QA.woff2": forGood} {
		if answer, _ := get("/example/" + path); answer.StatusCode != 200 || answer.Header.Get("Cache-Control") != cache {
			t.Errorf("%s: %d %v", path, answer.StatusCode, answer.Header)
		}
	}
	if answer, _ := get("/example/fonts/gone-7W2XK3QA.woff2"); answer.StatusCode != 404 || answer.Header.Get("Cache-Control") != "" {
		t.Errorf("a file that is not there: %d %v", answer.StatusCode, answer.Header)
	}
}
