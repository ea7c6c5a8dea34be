package server

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// administration returns the REST API, which ends when the server stops like connections
// do.
func (s *Server) administration() http.Handler {
	o := &s.options
	api := rest.New(rest.Options{
		System: s.system, Log: s.log, Version: o.Version,
		Domain: func(ctx context.Context, name store.DomainName) (*rest.Domain, error) {
			d, _, err := s.openDomain(ctx, name)
			if err != nil {
				return nil, err
			}
			return &rest.Domain{Name: name, Store: d.store, Models: d.models}, nil
		},
		Allowed: func(r *http.Request, name store.DomainName) bool { return s.pageMayConnect(r.Context(), r, name) },
		Remote:  func(r *http.Request) netip.Addr { return remoteOf(r, o.TrustedProxies).Addr() },
		Device:  deviceOf,
		SignIns: s.signIns, Guesses: s.guesses, SignInWait: o.SignInWait, MaxBody: int64(o.Limits.Message),
		Configuration: rest.Configuration{
			Version: o.Version, Origins: append([]string{}, o.Origins...), LocalOrigins: o.LocalOrigins,
			TrustedProxies: texts(o.TrustedProxies), GuestsMakeCollections: o.GuestsMakeCollections,
			Limits: rest.Limits(o.Limits),
		},
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		stopped := s.stopped
		if !stopped {
			s.gone.Add(1)
		}
		s.mu.Unlock()
		if stopped {
			http.Error(w, "the server is stopping", http.StatusServiceUnavailable)
			return
		}
		defer s.gone.Done()
		api.ServeHTTP(w, r)
	})
}

func texts[T interface{ String() string }](values []T) []string {
	all := []string{}
	for _, v := range values {
		all = append(all, v.String())
	}
	return all
}
