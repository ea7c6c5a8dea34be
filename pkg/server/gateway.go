package server

import (
	"crypto/rand"
	"net/http"
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
	c := &connection{
		Session: people.NewSession(conn.New(socket, hijacker.Wire, s.log.With("connection", rand.Text()[:10], "remote", remote.String()), s.connection)),
		server:  s, name: name, remote: remote,
	}
	if s.enlist(c) {
		go c.serve() // so that the memory of the request can go
		return
	}
	socket.Close(websocket.StatusCode(protocol.CloseShutdown), "the server is stopping")
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
