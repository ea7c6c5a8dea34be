package server

import (
	"net/http"
)

// Pages are the directories of files that the server hands out. Empty ones are
// not there.
type Pages struct {
	Client  string // the built client, under /client/
	Example string // the example application, under /example/
}

// Handler returns what the server answers to HTTP requests.
func (s *Server) Handler(pages Pages) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/realtime/{namespace}/{domain}", s.serveRealtime)
	mux.HandleFunc("GET /health", s.serveHealth)
	mux.HandleFunc("GET /ready", s.serveReady)
	for _, p := range []struct{ prefix, dir, build string }{
		{"/client/", pages.Client, "the client has not been built; run: make js"},
		{"/example/", pages.Example, "the example has not been built; run: make example"},
	} {
		if p.dir == "" {
			mux.HandleFunc("GET "+p.prefix, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, p.build, http.StatusNotFound) })
			continue
		}
		mux.Handle("GET "+p.prefix, http.StripPrefix(p.prefix, files(p.dir)))
	}
	return secured(mux)
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
