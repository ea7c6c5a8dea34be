package rest

import (
	"encoding/json"
	"net/http"

	"github.com/convergence-wasm/convergence/pkg/server/rest/internal/reference"
)

// document returns what serves the OpenAPI document.
func (a *API) document() http.HandlerFunc {
	text, err := json.Marshal(a.huma.OpenAPI())
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.Log.Error("the OpenAPI document cannot be written", "error", err)
			a.write(w, r, http.StatusInternalServerError, "the document cannot be written")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(text)
	}
}

// page returns what serves the document for people to read.
func (a *API) page() http.HandlerFunc {
	var routes []reference.Route
	for _, r := range a.routes {
		routes = append(routes, reference.Route{Method: r.method, Path: r.path, Tag: r.tag, Needs: r.needs()})
	}
	text, policy, err := reference.Page(a.huma.OpenAPI(), Prefix, routes)
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.Log.Error("the page about the REST API cannot be written", "error", err)
			a.write(w, r, http.StatusInternalServerError, "the page cannot be written")
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", policy)
		w.Write(text)
	}
}
