package server

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"

	"github.com/convergence-wasm/convergence/internal/webfile"
)

//go:embed home.html
var homeHTML string

//go:embed home.css
var homeCSS string

var homePage = template.Must(template.New("home").Parse(homeHTML))

// homePolicy lets the page show itself and pictures of this server: its one style sheet is named by
// its hash, and its icon is in the address of its link.
var homePolicy = func() string {
	sum := sha256.Sum256([]byte(homeCSS))
	return "default-src 'none'; img-src 'self' data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
}()

// home is the page at the server's own address. It says what is here, and what would be
// after which command.
type home struct {
	version string
	client  *client // nil when there is none
	example bool
	console bool
	docs    bool
}

// ServeHTTP implements [http.Handler].
func (p *home) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data := struct {
		Style         template.CSS
		Version, Host string
		Secure        bool // the page is shown by TLS, maybe of a proxy in front
		Client        bool
		Lacks, Build  string // of the client: a file that is missing; or what it is now
		Example       bool
		Console, Docs bool
	}{
		Style: template.CSS(homeCSS), Version: p.version, Host: r.Host, Example: p.example, Console: p.console, Docs: p.docs, Client: p.client != nil,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
	if p.client != nil {
		if data.Lacks = p.client.lacks(); data.Lacks == "" {
			data.Build, _ = p.client.build() // without it the page has one hint less
		}
	}
	var page bytes.Buffer
	if err := homePage.Execute(&page, data); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", webfile.MediaType("index.html"))
	h.Set("Content-Security-Policy", homePolicy)
	h.Set("Cache-Control", "no-store")
	w.Write(page.Bytes())
}
