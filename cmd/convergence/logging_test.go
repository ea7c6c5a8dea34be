package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestLogJSON expects every line of a server to be JSON, and those of a connection to have
// its id.
func TestLogJSON(t *testing.T) {
	var log bytes.Buffer
	p := serveWith(t, t.TempDir(), &log, "--dev", "--log-format", "json", "--log-level", "debug")
	connect(t, p.url+"convergence/default", "demo", "demo", "i")
	_, refused := connect(t, p.url+"convergence/default", "demo", "wrong", "j")
	if refused.Failure == nil || refused.Failure.Code != protocol.CodeAuthenticationFailed {
		t.Fatalf("a wrong password is answered with %+v", refused)
	}
	must(t, p.Process.Kill())
	<-p.done
	ids := make(map[string]string) // by message
	for line := range strings.Lines(log.String()) {
		var said struct{ Level, Msg, Connection, Remote string }
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Level == "" {
			t.Errorf("no line of JSON: %s", line)
		}
		if said.Remote != "" && said.Connection == "" {
			t.Errorf("a line of a connection without its id: %s", line)
		}
		ids[said.Msg] = said.Connection
	}
	if ids["signed in"] == "" || ids["sign-in refused"] == "" || ids["signed in"] == ids["sign-in refused"] {
		t.Errorf("the connections are %v", ids)
	}
}

// TestLogLevel expects no more than was asked for, and an error about other levels.
func TestLogLevel(t *testing.T) {
	var log bytes.Buffer
	p := serveWith(t, t.TempDir(), &log, "--dev", "--log-level", "error")
	connect(t, p.url+"convergence/default", "demo", "wrong", "j")
	must(t, p.Process.Kill())
	<-p.done
	if log.Len() > 0 {
		t.Errorf("logged %s", &log)
	}
	out, err := exec.Command(program, "serve", "--log-level", "loud").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "debug, info, warn, error") {
		t.Errorf("%v: %s", err, out)
	}
}
