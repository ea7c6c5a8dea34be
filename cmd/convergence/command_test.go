package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestHelp demands of every command an explanation and examples that can be parsed.
func TestHelp(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Short == "" {
			t.Errorf("%s is not explained", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
		if c.HasSubCommands() {
			return
		}
		if c.Example == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for line := range strings.SplitSeq(c.Example, "\n") {
			words := strings.Fields(line)
			if len(words) == 0 || words[0] != "convergence" {
				t.Errorf("the example %q of %s is no call", line, c.CommandPath())
				continue
			}
			found, rest, err := newRoot(environment{}).Find(words[1:])
			if err != nil || found.CommandPath() != c.CommandPath() {
				t.Errorf("the example %q calls %s, %v", line, found.CommandPath(), err)
				continue
			}
			if strings.Contains(line, "'") {
				continue // whose words are not those of a shell
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("the example %q: %v", line, err)
			} else if err := found.ValidateArgs(found.Flags().Args()); err != nil {
				t.Errorf("the example %q: %v", line, err)
			}
		}
	}
	for _, c := range newRoot(environment{}).Commands() {
		visit(c)
	}
	for _, args := range [][]string{{"--help"}, {"domain", "--help"}, {"help", "user", "add"}, {"completion", "bash"}} {
		if said, err := convergence(t, "", args...); err != nil || len(said) < 100 {
			t.Errorf("%v: %v\n%s", args, err, said)
		}
	}
}

// TestMisspeltData names a directory that is not there: nothing is made.
func TestMisspeltData(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "misspelt")
	for _, args := range [][]string{
		{"serve", "--addr", "localhost:0"}, {"domain", "list"}, {"domain", "add", "a/b"}, {"user", "add", "ada"}, {"session", "list"},
	} {
		said, err := convergence(t, "secret\n", append(args, "--data", dir)...)
		if err == nil || !strings.Contains(said, dir) {
			t.Errorf("%v: %v\n%s", args, err, said)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Fatalf("%v has made the directory", args)
		}
	}
	// An empty one that is there is meant; but there are no domains in it.
	empty := t.TempDir()
	if said, err := convergence(t, "", "domain", "list", "--data", empty); err == nil || !strings.Contains(said, "domain add") {
		t.Errorf("%v\n%s", err, said)
	}
	if said, err := convergence(t, "", "domain", "add", "a/b", "--data", empty); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
	if err := exec.Command(program, "frobnicate").Run(); err == nil || err.(*exec.ExitError).ExitCode() != 2 {
		t.Errorf("a command that is not there ends with %v", err)
	}
}

// TestOneServer starts a second server on the same data, which says who has it, and
// another one once the first was killed.
func TestOneServer(t *testing.T) {
	data := t.TempDir()
	p := serveProcess(t, data, "--dev")
	said, err := convergence(t, "", "serve", "--addr", "localhost:0", "--data", data)
	if err == nil || !strings.Contains(said, fmt.Sprintf("process %d ", p.Process.Pid)) || !strings.Contains(said, "listening on 127.0.0.1:") {
		t.Errorf("%v\n%s", err, said)
	}
	must(t, p.Process.Kill())
	<-p.done
	serveProcess(t, data, "--dev")
}

// TestAdministrateWhileRunning signs in by a token, and is listed, kicked, disabled and
// removed with the domain, beside the server.
func TestAdministrateWhileRunning(t *testing.T) {
	data := t.TempDir()
	p := serveProcess(t, data, "--dev")
	url := p.url + "convergence/default"
	run := func(args ...string) string {
		t.Helper()
		said, err := convergence(t, "", append(args, "--data", data)...)
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, said)
		}
		return strings.TrimSpace(said)
	}
	signIn := func(token string) (*conn, *protocol.ConnectionResponse) {
		t.Helper()
		return connectWith(t, url, &protocol.ConnectionRequest{Client: "test", ProtocolVersion: protocol.Version,
			Instance: token[len(token)-20:], Method: protocol.AuthJWT, Secret: token})
	}
	gone := func(c *conn) {
		t.Helper()
		begin := time.Now()
		for {
			_, err := c.receive()
			if err == nil {
				continue
			}
			if code := websocket.CloseStatus(err); code != websocket.StatusCode(protocol.CloseKicked) && code != websocket.StatusCode(protocol.CloseRefused) {
				t.Errorf("the connection ended with %v", err)
			}
			break
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("that took %v", took)
		}
	}
	ada, in := signIn(run("token", "ada"))
	root, admin := signIn(run("token", "root", "--admin"))
	if in.Success == nil || admin.Success == nil || admin.Success.User.Type != protocol.UserConvergence {
		t.Fatalf("answered %+v and %+v", in.Failure, admin.Failure)
	}
	var sessions []struct{ ID, User, UserType, Method string }
	if err := json.Unmarshal([]byte(run("session", "list", "--json")), &sessions); err != nil || len(sessions) != 2 ||
		sessions[0].User != "ada" || sessions[0].ID != in.Success.SessionID || sessions[1].UserType != "convergence" || sessions[0].Method != "jwt" {
		t.Errorf("the sessions are %+v, %v", sessions, err)
	}
	run("session", "kick", in.Success.SessionID)
	gone(ada)
	ada, _ = signIn(run("token", "ada"))
	run("user", "disable", "ada")
	gone(ada)
	run("domain", "remove", "convergence/default", "--yes")
	gone(root)
	run("domain", "add", "convergence/default")
	time.Sleep(time.Second)
	if _, no := connectWith(t, url, &protocol.ConnectionRequest{Client: "test", ProtocolVersion: protocol.Version, Instance: "i",
		Method: protocol.AuthPassword, Username: "demo", Secret: "demo"}); no.Failure == nil || no.Failure.Code != protocol.CodeAuthenticationFailed {
		t.Errorf("the user of a domain that was removed is answered with %+v", no)
	}
}
