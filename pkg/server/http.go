package server

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
	"github.com/convergence-wasm/convergence/pkg/server/internal/public"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Pages are what the server hands out: directories of files, and what answers for those
// that are part of the program. Empty ones are not there.
type Pages struct {
	Client  string       // the built client, under /client/
	Example string       // the example application, under /example/
	Console http.Handler // of administrators, under /console/; paths are what follows that
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
	home := &home{version: s.options.Version, console: pages.Console != nil, docs: pages.Docs != nil}
	shim, example, console, docs := notBuilt("client", "js"), notBuilt("example", "example"), pages.Console, pages.Docs
	if console == nil {
		console = notBuilt("console", "console server")
	}
	if docs == nil {
		docs = notBuilt("documentation", "docs server")
	}
	if pages.Client != "" {
		home.client = &client{dir: pages.Client}
		shim = home.client
	}
	if pages.Example != "" {
		home.example = true
		example = examples(files(pages.Example))
	}
	return []route{
		{"GET /{$}", home},
		{"GET /api/realtime/{namespace}/{domain}", http.HandlerFunc(s.serveRealtime)},
		{"GET /api/public/{namespace}/{domain}/models/{model}", s.publicReader()},
		{rest.Prefix + "/", s.administration()},
		{"GET /health", http.HandlerFunc(s.serveHealth)},
		{"GET /ready", http.HandlerFunc(s.serveReady)},
		{"GET /client/", http.StripPrefix("/client/", shim)},
		{"GET /console/", http.StripPrefix("/console/", console)},
		{"GET /docs/", http.StripPrefix("/docs/", docs)},
		{"GET /example/", http.StripPrefix("/example/", example)},
	}
}

// publicReader returns what hands out models to those who have not signed in.
func (s *Server) publicReader() http.Handler {
	return public.New(public.Options{
		Log: s.log, Models: s.modelsForGuests, Memory: s.options.Memory / 64, WriteTimeout: s.options.WriteTimeout,
		Allowed: func(r *http.Request, name store.DomainName) bool { return s.pageMayConnect(r.Context(), r, name) },
		Device:  func(r *http.Request) string { return deviceOf(remoteOf(r, s.options.TrustedProxies).Addr()) },
	})
}

// modelsForGuests returns the models of a domain that lets in guests. Where the program decides who comes in,
// or who may do what, nobody is let in unasked.
func (s *Server) modelsForGuests(ctx context.Context, name store.DomainName) (*models.Models, error) {
	if s.options.Hooks.Authenticate != nil || s.options.Hooks.Authorize != nil {
		return nil, store.ErrNotFound
	}
	info, err := s.system.Domain(ctx, name)
	if err != nil {
		return nil, err
	}
	if !info.Anonymous || !info.Availability.Include(protocol.UserAnonymous) {
		return nil, store.ErrNotFound
	}
	d, _, err := s.openDomain(ctx, name)
	if err != nil {
		return nil, err
	}
	return d.models, nil
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

// examplePolicy lets the examples run their own scripts and the client, which is WebAssembly, and
// talk to this server.
const examplePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// examples holds each example to examplePolicy. CodeMirror, of the one at the top, puts its style
// sheet into the page itself.
func examples(pages http.Handler) http.Handler {
	editorPolicy := strings.Replace(examplePolicy, "style-src 'self'", "style-src 'self' 'unsafe-inline'", 1)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		policy := examplePolicy
		if !strings.Contains(r.URL.Path, "/") {
			policy = editorPolicy
		}
		w.Header().Set("Content-Security-Policy", policy)
		pages.ServeHTTP(w, r)
	})
}

// isProxy reports whether an address is that of a proxy.
func isProxy(proxies []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// remoteOf returns where a request comes from. Behind a proxy that is trusted it is what
// the proxy says in X-Forwarded-For, without a port; what stands before that, anybody may have written.
func remoteOf(r *http.Request, trusted []netip.Prefix) netip.AddrPort {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil { // not TCP, so from this machine
		remote = netip.AddrPortFrom(netip.IPv6Loopback(), 0)
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && isProxy(trusted, remote.Addr()); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		remote = netip.AddrPortFrom(a, 0)
	}
	return remote
}
