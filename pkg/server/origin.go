package server

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// pageMayConnect reports whether the page that a request comes from may connect to a
// domain: pages of the server itself, of the origins that the domain and the options
// name, and with LocalOrigins of this machine instead of the server's. Programs that are
// no browsers name no origin and are let through.
//
// Nothing that a browser adds by itself signs anybody in; this is against pages that
// would use what a visitor can reach and they cannot, or guess from there.
func (s *Server) pageMayConnect(ctx context.Context, r *http.Request, name store.DomainName) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err == nil && u.Host != "" {
		if s.options.LocalOrigins {
			// Not the own host: a name of somebody else's may lead to this machine.
			if isLocal(u.Hostname()) {
				return true
			}
		} else if strings.EqualFold(u.Host, r.Host) {
			return true
		}
	}
	is := func(allowed string) bool { return allowed == "*" || strings.EqualFold(allowed, origin) }
	if slices.ContainsFunc(s.options.Origins, is) {
		return true
	}
	info, err := s.system.Domain(ctx, name)
	return err == nil && slices.ContainsFunc(strings.Fields(info.Origins), is)
}

// isLocal reports whether a host is this machine, whatever a name server says.
func isLocal(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
