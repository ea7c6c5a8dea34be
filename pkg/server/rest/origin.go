package rest

import (
	"net/http"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// enter answers what a browser asks before it lets a page of another origin send a request,
// and lets pages of those that are allowed read the answers. It reports whether to go on:
// whether the origin may do anything is looked at for each route.
func (a *API) enter(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	if !a.Allowed(r, domainIn(r.URL.Path)) {
		if r.Method == http.MethodOptions {
			a.write(w, r, http.StatusForbidden, "pages of this origin may not use the API here")
			return false
		}
		return true
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "ETag, Location, Retry-After, WWW-Authenticate")
	if r.Method != http.MethodOptions {
		return true
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match")
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
	return false
}

// domainIn returns the domain that a path names, the zero name when it names none.
func domainIn(path string) store.DomainName {
	rest, found := strings.CutPrefix(path, Prefix+"/domains/")
	if !found {
		return store.DomainName{}
	}
	parts := strings.SplitN(rest, "/", 3)
	if len(parts) < 2 {
		return store.DomainName{}
	}
	return store.DomainName{Namespace: parts[0], ID: parts[1]}
}

// unknown answers a request without a route: nothing is there, or it takes other methods.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := *r
		other.Method = method
		if _, pattern := a.mux.Handler(&other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if allowed != nil {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		a.write(w, r, http.StatusMethodNotAllowed, "what is there takes "+strings.Join(allowed, ", "))
		return
	}
	a.write(w, r, http.StatusNotFound, "there is no such route; they are listed at "+Prefix+"/docs")
}
