package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestConnectionsOfAnAddress has more connections come from one address than may: those too many hear
// why, those who come meanwhile are not even made WebSockets, others are let in, and so is who comes when somebody has left.
func TestConnectionsOfAnAddress(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{TrustedProxies: everyAddress, AddressConnections: 2})
	in := func(address string) *client {
		t.Helper()
		c := dialFrom(t, s.url, address).listen()
		call[*protocol.ConnectionResponse](c, credentials(""))
		return c
	}
	refused := func(address string) {
		t.Helper()
		if reason := dialFrom(t, s.url, address).listen().closedWith(protocol.CloseBusy); !strings.Contains(reason, "from this address") {
			t.Errorf("the reason is %q", reason)
		}
	}
	first := in("2001:db8::1")
	in("2001:db8::2")
	refused("2001:db8:0:0:ffff::3")
	in("2001:db8:0:1::1")
	in("198.51.100.1")
	in("10.0.0.1")
	in("10.0.0.1")
	refused("10.0.0.1") // which the proxy has told
	for range 3 {       // the proxy itself
		dial(t, s.url).quietGuest()
	}
	for range 8 { // who do not take the reason
		dialFrom(t, s.url, "2001:db8::4")
	}
	_, answer, err := websocket.Dial(t.Context(), s.url, &websocket.DialOptions{HTTPHeader: http.Header{"X-Forwarded-For": {"2001:db8::5"}}})
	if err == nil || answer == nil || answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") == "" {
		t.Errorf("the last is answered with %v", answer)
	}
	first.socket.CloseNow()
	for until := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		socket, _, err := websocket.Dial(t.Context(), s.url, &websocket.DialOptions{HTTPHeader: http.Header{"X-Forwarded-For": {"2001:db8::6"}}})
		if err == nil {
			request, err := protocol.Encode(1, 0, credentials(""))
			must(t, err)
			must(t, socket.Write(t.Context(), websocket.MessageBinary, request))
			_, _, err = socket.Read(t.Context())
			socket.CloseNow()
			if err == nil {
				break
			}
		}
		if time.Now().After(until) {
			t.Fatal("nobody is let in though somebody has left")
		}
	}
}

// quietGuest signs in, and expects nothing else to come.
func (c *client) quietGuest() {
	c.t.Helper()
	c.listen()
	call[*protocol.ConnectionResponse](c, credentials(""))
	c.quiet()
}
