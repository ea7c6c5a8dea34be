package main

import (
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestDrain stops a server that has been told to hand its clients over: it is not ready, and well,
// until they are, and they are told to connect again at once. How long it takes is for who says so.
func TestDrain(t *testing.T) {
	p := serveProcess(t, t.TempDir(), "--dev", "--drain", "2s")
	c, _ := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	c.open()
	must(t, p.Process.Signal(syscall.SIGTERM))
	base := strings.TrimSuffix("http"+strings.TrimPrefix(p.url, "ws"), "/api/realtime/")
	answers := func(path string) int {
		r, err := http.Get(base + path)
		if err != nil {
			return 0
		}
		r.Body.Close()
		return r.StatusCode
	}
	for end := time.Now().Add(5 * time.Second); answers("/ready") != http.StatusServiceUnavailable; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("/ready answers %d", answers("/ready"))
		}
	}
	if code := answers("/health"); code != http.StatusOK {
		t.Errorf("/health answers %d", code)
	}
	var err error
	for err == nil {
		_, err = c.receive()
	}
	if websocket.CloseStatus(err) != websocket.StatusCode(protocol.CloseMoved) {
		t.Errorf("the connection ends with %v", err)
	}
	select {
	case err := <-p.done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	for _, wrong := range []string{"-1s", "2h", "ten"} {
		out, err := exec.Command(program, "serve", "--data", t.TempDir(), "--drain", wrong).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "drain") {
			t.Errorf("--drain %s: %v, %s", wrong, err, out)
		}
	}
}
