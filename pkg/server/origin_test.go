package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

func TestOrigins(t *testing.T) {
	var l logged
	try := func(s *testServer, origin string) bool {
		t.Helper()
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		c, answer, err := websocket.Dial(t.Context(), s.url, &websocket.DialOptions{HTTPHeader: header, Subprotocols: []string{protocol.Subprotocol}})
		if err != nil {
			if answer == nil || answer.StatusCode != http.StatusForbidden {
				t.Errorf("a page of %q is answered with %v, %v", origin, answer, err)
			}
			return false
		}
		c.CloseNow()
		return true
	}
	expect := func(s *testServer, want map[string]bool) {
		t.Helper()
		for origin, may := range want {
			if try(s, origin) != may {
				t.Errorf("a page of %q may connect: %v", origin, !may)
			}
		}
	}
	s := start(t, t.TempDir(), server.Options{Log: log(&l), Origins: []string{"https://flag.example"}})
	own := strings.TrimSuffix(strings.Replace(s.url, "ws", "http", 1), "/api/realtime/"+name.String())
	expect(s, map[string]bool{"": true, own: true, "https://flag.example": true, "http://localhost:1": false, "null": false,
		"https://other.example": false, "https://flag.example.evil": false, "nonsense": false, own + "0": false})
	l.has(t, "WARN", "origin", "other.example", "domain edit NAMESPACE/DOMAIN --origins")
	l.has(t, "WARN", "origin=null", "--allow-origin null")
	system, err := sqlite.Open(t.Context(), s.dir)
	must(t, err)
	defer system.Close()
	set := func(origins string) {
		t.Helper()
		must(t, system.SetDomain(t.Context(), store.DomainInfo{DomainName: name, Anonymous: true, Origins: origins}))
	}
	set("https://a.example http://b.example:81 null")
	expect(s, map[string]bool{"https://a.example": true, "http://A.example": false, "http://b.example:81": true, "http://b.example": false, "null": true, own: true})
	set("*")
	expect(s, map[string]bool{"https://anybody.example": true, "null": true})

	dev := start(t, t.TempDir(), server.Options{LocalOrigins: true})
	expect(dev, map[string]bool{"": true, "http://localhost:5173": true, "http://127.0.0.1:9": true, "http://[::1]:9": true, "http://app.localhost": true,
		"http://localhost.example": false, "https://other.example": false, "null": false})
	// A name that leads here is not this machine.
	header := http.Header{"Origin": {"http://rebound.example"}}
	if _, _, err := websocket.Dial(t.Context(), dev.url, &websocket.DialOptions{HTTPHeader: header, Host: "rebound.example"}); err == nil {
		t.Error("a page of a name that leads here may connect")
	}
}
