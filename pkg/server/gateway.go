package server

import (
	"context"
	"net/http"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// serveRealtime turns a request into a connection. Whether the domain exists is
// answered in the handshake, where a client can tell the reason to its user.
func (s *Server) serveRealtime(w http.ResponseWriter, r *http.Request) {
	if s.stopping() {
		http.Error(w, "the server is stopping", http.StatusServiceUnavailable)
		return
	}
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{protocol.Subprotocol},
		// Pages of any origin may connect: nothing that the browser adds by
		// itself, such as a cookie, signs anybody in.
		InsecureSkipVerify: true,
	})
	if err != nil {
		s.log.Debug("not a WebSocket", "path", r.URL.Path, "error", err)
		return
	}
	if socket.Subprotocol() != protocol.Subprotocol {
		socket.Close(websocket.StatusCode(protocol.CloseRefused), "the client must offer subprotocol "+protocol.Subprotocol)
		return
	}
	name := store.DomainName{Namespace: r.PathValue("namespace"), ID: r.PathValue("domain")}
	ctx, cancel := context.WithCancel(context.Background())
	c := &connection{
		server: s, socket: socket, name: name, remote: r.RemoteAddr, ctx: ctx, cancel: cancel,
		log:        s.log.With("remote", r.RemoteAddr),
		queue:      newQueue(),
		written:    make(chan struct{}),
		byModel:    make(map[string]*member),
		byResource: make(map[uint32]*member),
		asked:      make(map[uint32]*question),
		errands:    newErrands(),
		sessions:   make(map[string]bool),
		users:      make(map[protocol.UserID]protocol.User),
	}
	if s.enlist(c) {
		c.serve()
		return
	}
	cancel()
	socket.Close(websocket.StatusCode(protocol.CloseShutdown), "the server is stopping")
}
