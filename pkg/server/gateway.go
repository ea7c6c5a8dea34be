package server

import (
	"crypto/rand"
	"net/http"
	"net/netip"
	"strings"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// serveRealtime turns a request into a connection. Whether the domain exists is
// answered in the handshake, where a client can give the reason to its user.
func (s *Server) serveRealtime(w http.ResponseWriter, r *http.Request) {
	if s.stopping() {
		http.Error(w, "the server is stopping", http.StatusServiceUnavailable)
		return
	}
	name := store.DomainName{Namespace: r.PathValue("namespace"), ID: r.PathValue("domain")}
	remote := remoteOf(r, s.options.TrustedProxies)
	if !s.pageMayConnect(r.Context(), r, name) {
		// Neither is put into a command that somebody may paste: both are what a stranger has sent.
		remedy := "convergence domain edit NAMESPACE/DOMAIN --origins ORIGIN, with those that are allowed already"
		if r.Header.Get("Origin") == "null" { // of files, and of frames that are cut off
			remedy = "serve the page by HTTP instead of opening it as a file, or start the server with --allow-origin null"
		}
		s.log.Warn("connection refused, its page is of an origin that is not allowed", "origin", r.Header.Get("Origin"), "domain", name.String(), "remote", remote.String(), "remedy", remedy)
		http.Error(w, "pages of this origin may not connect; to allow them: "+remedy, http.StatusForbidden)
		return
	}
	verdict, leave := s.fromAddress(remote)
	if verdict == conn.Refuse {
		leave()
		w.Header().Set("Retry-After", "60")
		http.Error(w, tooManyOfAddress, http.StatusTooManyRequests)
		return
	}
	let := false // leave to stay
	defer func() {
		if !let {
			leave()
		}
	}()
	offered := subprotocols(r)
	hijacker := &conn.Hijacker{ResponseWriter: w}
	socket, err := websocket.Accept(hijacker, r, &websocket.AcceptOptions{
		// A client that offers only others is answered with one of them, so that
		// it can be sent the reason why it is refused: browsers hide the reason from a page
		// whose offers were all turned down.
		Subprotocols:       append([]string{protocol.Subprotocol}, offered...),
		InsecureSkipVerify: true, // of the origin, which has been looked at
	})
	if err != nil {
		s.log.Debug("not a WebSocket", "path", r.URL.Path, "error", err)
		return
	}
	// Sockets that the application makes may offer nothing: the first version is
	// meant then.
	if len(offered) > 0 && socket.Subprotocol() != protocol.Subprotocol {
		socket.Close(websocket.StatusCode(protocol.CloseRefused),
			"the server speaks the subprotocol "+protocol.Subprotocol+", which the client did not offer: use a client of its version")
		return
	}
	if verdict != conn.LetIn {
		if verdict == conn.First {
			s.log.Warn("connections refused, there are too many from one address; if it is a proxy's, name it with --trusted-proxy, and else see --address-connections", "remote", remote.String(), "limit", s.options.AddressConnections)
		}
		socket.Close(websocket.StatusCode(protocol.CloseBusy), tooManyOfAddress)
		return
	}
	c := &connection{
		Session: people.NewSession(conn.New(socket, hijacker.Wire, s.log.With("connection", rand.Text()[:10], "remote", remote.String()), s.connection)),
		server:  s, name: name, remote: remote, leave: leave,
	}
	if s.enlist(c) {
		let = true
		go c.serve() // so that the memory of the request can go
		return
	}
	socket.Close(websocket.StatusCode(protocol.CloseShutdown), "the server is stopping")
}

// tooManyOfAddress is why a connection is refused that is not the only one of its address.
const tooManyOfAddress = "too many connections come from this address; close some, or try again later"

// fromAddress counts a connection among those of its address; IPv6 networks of 64 bits are one. A
// proxy is nobody's address, and on a private network the one who connects may be one that the
// server does not know of.
func (s *Server) fromAddress(remote netip.AddrPort) (v conn.Verdict, leave func()) {
	a := remote.Addr()
	direct := remote.Port() != 0
	if s.options.AddressConnections < 0 || a.IsLoopback() || isProxy(s.options.TrustedProxies, a) || direct && (a.IsPrivate() || a.IsLinkLocalUnicast()) {
		return conn.LetIn, func() {}
	}
	return s.addresses.Enter(deviceOf(a))
}

// subprotocols returns the subprotocols that a client offers.
func subprotocols(r *http.Request) (out []string) {
	for _, line := range r.Header.Values("Sec-WebSocket-Protocol") {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.TrimSpace(name); name != "" {
				out = append(out, name)
			}
		}
	}
	return out
}
