package server

import (
	"net/http"

	"github.com/convergence-wasm/convergence/pkg/server/rest"
)

// Pages are what the server hands out: directories of files, and what answers for those
// that are part of the program. Empty ones are not there.
type Pages struct {
	Client  string       // the built client, under /client/
	Example string       // the example application, under /example/
	Docs    http.Handler // the documentation, under /docs/; paths are what follows that
}

// Handler returns what the server answers to HTTP requests.
func (s *Server) Handler(pages Pages) http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes(pages) {
		mux.Handle(r.pattern, r.handler)
	}
	return secured(mux)
}

// route is what answers requests of one pattern.
type route struct {
	pattern string
	handler http.Handler
}

// routes returns everything that is answered; docs/rights.md says to whom.
func (s *Server) routes(pages Pages) []route {
	home, shim, example := &home{version: s.options.Version}, notBuilt("client", "js"), notBuilt("example", "example")
	docs := pages.Docs
	if home.docs = docs != nil; !home.docs {
		docs = notBuilt("documentation", "docs server")
	}
	if pages.Client != "" {
		home.client = &client{dir: pages.Client}
		shim = home.client
	}
	if pages.Example != "" {
		home.example = true
		example = files(pages.Example)
	}
	return []route{
		{"GET /{$}", home},
		{"GET /api/realtime/{namespace}/{domain}", http.HandlerFunc(s.serveRealtime)},
		{rest.Prefix + "/", s.administration()},
		{"GET /health", http.HandlerFunc(s.serveHealth)},
		{"GET /ready", http.HandlerFunc(s.serveReady)},
		{"GET /client/", http.StripPrefix("/client/", shim)},
		{"GET /docs/", http.StripPrefix("/docs/", docs)},
		{"GET /example/", http.StripPrefix("/example/", example)},
	}
}

// notBuilt says what has to be done before something is here.
func notBuilt(what, target string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "the "+what+" has not been built; run: make "+target, http.StatusNotFound)
	})
}

// secured has browsers keep pages of the server apart from others: none frames them, looks
// at where they come from, or takes what they get for something else.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Content-Security-Policy", "frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
