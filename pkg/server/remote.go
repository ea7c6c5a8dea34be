package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// remoteOf returns where a request comes from. Behind a proxy that is trusted it is what
// the proxy says in X-Forwarded-For; what stands before that, anybody may have written.
func remoteOf(r *http.Request, trusted []netip.Prefix) netip.AddrPort {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil { // not TCP, so from this machine
		remote = netip.AddrPortFrom(netip.IPv6Loopback(), 0)
	}
	isProxy := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && isProxy(remote.Addr()); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		remote = netip.AddrPortFrom(a, 0)
	}
	return remote
}
