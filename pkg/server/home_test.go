package server_test

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestHome goes through what a server has and has not, and what its page says of it.
func TestHome(t *testing.T) {
	whole, partly, example := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, whole, built())
	files := built()
	delete(files, "convergence.wasm")
	write(t, partly, files)
	write(t, example, map[string]string{"index.html": "page"})
	const administer = `href="console/"`
	const read, makeDocs = `href="docs/"`, "make docs server"
	const tag, install, open, build = "client/convergence.global.min.js\"&gt;", "npm install", `href="example/start/"`, "make example"
	for _, c := range []struct {
		name        string
		pages       server.Pages
		says, hides []string
	}{
		{"everything", server.Pages{Client: whole, Example: example, Console: http.NotFoundHandler(), Docs: http.NotFoundHandler()}, []string{tag, install, open, administer, read}, []string{build, "make build", makeDocs}},
		{"nothing", server.Pages{}, []string{build, "make build", makeDocs}, []string{tag, install, open, administer, read}},
		{"half of a client", server.Pages{Client: partly}, []string{"there is no <code>convergence.wasm</code>"}, []string{tag}},
		{"a client that is gone", server.Pages{Client: partly + "/gone"}, []string{"there is no <code>convergence.global.min.js</code>"}, []string{tag}},
	} {
		t.Run(c.name, func(t *testing.T) {
			web := serving(t, c.pages)
			answer, body := getter(t, web.URL)("/")
			if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("%d %v", answer.StatusCode, answer.Header)
			}
			for _, text := range append(c.says, "1.2.3", web.URL+"/api/realtime/", `href="health"`) {
				if !strings.Contains(body, text) {
					t.Errorf("it does not say %q: %s", text, body)
				}
			}
			for _, text := range c.hides {
				if strings.Contains(body, text) {
					t.Errorf("it says %q", text)
				}
			}
		})
	}
}

// TestHomeShowsOnlyItself reads the policy of the page: the style sheet that it names is
// the one that is there, and whatever a request says, it is text in the page.
func TestHomeShowsOnlyItself(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, built())
	web := serving(t, server.Pages{Client: dir})
	get := getter(t, web.URL)
	answer, body := get("/", "X-Forwarded-Proto", "https")
	policy := map[string]string{}
	for rule := range strings.SplitSeq(answer.Header.Get("Content-Security-Policy"), "; ") {
		name, value, _ := strings.Cut(rule, " ")
		policy[name] = value
	}
	_, style, _ := strings.Cut(body, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	want := map[string]string{"default-src": "'none'", "img-src": "'self' data:", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'self'",
		"style-src": "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"}
	if !maps.Equal(policy, want) {
		t.Errorf("the policy is %q, and not %q", policy, want)
	}
	if strings.Contains(body, "<script") || strings.Contains(body, "style=") {
		t.Errorf("the page has what its policy forbids: %s", body)
	}
	if !strings.Contains(body, "https://"+strings.TrimPrefix(web.URL, "http://")+"/client/") {
		t.Errorf("behind a proxy with TLS: %s", body)
	}
	links := regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(body, -1)
	relative := slices.DeleteFunc(links, func(m []string) bool { return strings.Contains(m[1], ":") })
	if len(relative) < 2 {
		t.Errorf("links to what is here: %q", relative)
	}
	for _, m := range relative {
		if answer, _ := get("/" + m[1]); answer.StatusCode != 200 {
			t.Errorf("%s: %d", m[1], answer.StatusCode)
		}
	}
	if answer, _ := get("/client/"); answer.StatusCode != 302 || answer.Header.Get("Location") != "../#client" || !strings.Contains(body, `id="client"`) {
		t.Errorf("/client/: %d %v", answer.StatusCode, answer.Header)
	}
}
