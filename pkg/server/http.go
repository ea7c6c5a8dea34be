package server

import (
	"encoding/json"
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
	return mux
}

func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) {
	health := struct {
		Status  string `json:"status"`
		Version string `json:"version"`
	}{"ok", s.options.Version}
	code := http.StatusOK
	if s.stopping() {
		health.Status, code = "stopping", http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(health)
}
