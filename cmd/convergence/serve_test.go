package main

import (
	"bufio"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

func TestFirstStart(t *testing.T) {
	data := t.TempDir()
	p := serveProcess(t, data)
	if said := strings.Join(p.lines, "\n"); !strings.Contains(said, "convergence domain add") || !strings.Contains(said, "convergence user add") || strings.Contains(p.said(), "#cvl_") {
		t.Errorf("the first start says:\n%s", said)
	}
	_, refused := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	if refused.Failure == nil || refused.Failure.Code != protocol.CodeDomainNotFound {
		t.Errorf("without --dev there is something: %+v", refused)
	}
	dev := serveProcess(t, t.TempDir(), "--dev")
	if said := strings.Join(dev.lines, "\n"); !strings.Contains(said, "convergence/default") || !strings.Contains(said, "demo") {
		t.Errorf("--dev says:\n%s", said)
	}
	if said := dev.said(); !strings.Contains(said, "/console/#cvl_") {
		t.Errorf("--dev gives no link to the console:\n%s", said)
	}
	if _, ok := connect(t, dev.url+"convergence/default", "demo", "demo", "i"); ok.Success == nil {
		t.Errorf("demo is refused: %+v", ok.Failure)
	}
}

// TestMaxMessage says how large a message may be: clients are told, and what makes
// no sense is an error.
func TestMaxMessage(t *testing.T) {
	p := serveProcess(t, t.TempDir(), "--dev", "--max-message", "200000")
	_, answer := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	want := protocol.DefaultLimits()
	want.Message = 200_000
	if answer.Success == nil || answer.Success.Limits != want {
		t.Errorf("the client is told %+v", answer.Success)
	}
	for _, wrong := range []string{"0", "-1", "131071", "268435457", "many"} {
		if said, err := convergence(t, "", "serve", "--data", t.TempDir(), "--addr", "localhost:0", "--max-message", wrong); err == nil || !strings.Contains(said, "max-message") {
			t.Errorf("%s: %v\n%s", wrong, err, said)
		}
	}
}

// TestAddWhileRunning makes a domain and a user beside a running server.
func TestAddWhileRunning(t *testing.T) {
	data := t.TempDir()
	p := serveProcess(t, data)
	for _, step := range []struct {
		input string
		args  []string
		says  string
		fails bool
	}{
		{"", []string{"user", "add", "ada"}, "domain add", true},
		{"", []string{"user", "list"}, "domain add", true},
		{"", []string{"domain", "add", "nonsense"}, "NAMESPACE/DOMAIN", true},
		{"", []string{"domain", "add", "space/../x"}, "not allowed", true},
		{"", []string{"domain", "add", "space/one"}, "user add", false},
		{"", []string{"domain", "add", "space/one"}, "exists already", true},
		{"secret\n", []string{"user", "add", "ada", "--display-name", "Ada L"}, "ready", false},
		{"secret", []string{"user", "add", "--domain", "space/one", "bob"}, "ready", false},
		{"secret\n", []string{"user", "add", "ada"}, "exists already", true},
		{"\n", []string{"user", "add", "eve"}, "empty", true},
		{"", []string{"user", "edit", "ada", "--email", "ada@example.org"}, "changed", false},
		{"", []string{"user", "edit", "nobody"}, "user add nobody", true},
		{"", []string{"domain", "set", "space/one", "--emails", "users"}, "changed", false},
		{"", []string{"domain", "edit", "space/one", "--emails", "all"}, "not \"all\"", true},
		{"", []string{"domain", "edit", "space/one", "--collections", "nobody"}, "changed", false},
		{"", []string{"domain", "list"}, "nobody", false},
		{"", []string{"domain", "set", "space/one", "--collections", "users"}, "changed", false},
		{"", []string{"domain", "set", "space/two"}, "not found", true},
		{"", []string{"group", "add", "editors"}, "ready", false},
		{"", []string{"group", "add", "editors", "--domain", "space/one"}, "exists already", true},
		{"", []string{"group", "member", "add", "editors", "nobody"}, "user add", true},
		{"", []string{"group", "member", "add", "nobody", "ada"}, "group add", true},
		{"", []string{"group", "member", "remove", "editors", "ada"}, "not found", true},
		{"", []string{"group", "member", "add", "editors", "ada"}, "user ada is in group editors", false},
		{"", []string{"group", "member", "remove", "editors", "ada"}, "not in group editors", false},
		{"", []string{"group", "member"}, "needs one of add, remove", true},
		{"", []string{"group", "list"}, "editors", false},
		{"", []string{"user", "add", "web", "--without-password"}, "ready", false},
		{"", []string{"user", "list", "--json"}, `{"name":"web","displayName":"web","password":false,"disabled":false}`, false},
		{"", []string{"user", "disable", "web"}, "disabled", false},
		{"", []string{"user", "list"}, "true", false},
		{"", []string{"user", "disable", "web", "--off"}, "again", false},
		{"", []string{"user", "disable", "nobody"}, "user add", true},
		{"new\n", []string{"user", "password", "bob"}, "another password", false},
		{"new\n", []string{"user", "password", "nobody"}, "user add", true},
		{"", []string{"user", "remove", "web"}, "removed", false},
		{"", []string{"user", "remove", "web"}, "user add", true},
		{"", []string{"collection", "add", "notes", "--world", "none", "--user", "ada=all", "--group", "editors=read,write"}, "ready", false},
		{"", []string{"collection", "list", "--json"}, `{"id":"notes","world":"none","users":{"ada":"read,write,remove,manage,create"},"groups":{"editors":"read,write"}}`, false},
		{"", []string{"collection", "edit", "notes", "--user", "nobody=all"}, "user add nobody", true},
		{"", []string{"collection", "edit", "notes", "--user", "ada=fly"}, "no right", true},
		{"", []string{"collection", "edit", "notes", "--user", "ada", "--world", "all"}, "NAME=RIGHTS", true},
		{"", []string{"collection", "edit", "notes", "--user", "ada=", "--world", "read"}, "changed", false},
		{"", []string{"collection", "list"}, "read", false},
		{"", []string{"collection", "edit", "other", "--world", "read"}, "collection add other", true},
		{"", []string{"collection", "remove", "notes"}, "removed", false},
		{"", []string{"key", "add", "k", "serve_test.go"}, "no public key", true},
		{"", []string{"key", "remove", "k"}, "not found", true},
		{"", []string{"admin", "add", "root"}, "token root --admin", false},
		{"", []string{"admin", "list"}, "root", false},
		{"", []string{"admin", "remove", "nobody"}, "admin list", true},
		{"", []string{"session", "kick", "zz"}, "not connected", true},
		{"", []string{"domain", "remove", "space/one"}, "--yes", true},
		{"secret\n", []string{"user", "add", "eve", "--domain", "space/two"}, "does not exist", true},
		{"", []string{"domain", "list"}, "space/one", false},
		{"", []string{"user", "frobnicate"}, "disable", true},
		{"", []string{"frobnicate"}, "no command \"frobnicate\"", true},
	} {
		args := step.args
		args = append(args, "--data", data)
		said, err := convergence(t, step.input, args...)
		if (err != nil) != step.fails || !strings.Contains(said, step.says) {
			t.Errorf("%v: %v\n%s", step.args, err, said)
		}
	}
	c, answer := connect(t, p.url+"space/one", "ada", "secret", "i")
	if answer.Success == nil || answer.Success.User.DisplayName != "Ada L" {
		t.Fatalf("ada is refused: %+v", answer)
	}
	c.open()
	// The domain is open now; a new user is seen all the same.
	if said, err := convergence(t, "late\n", "user", "add", "late", "--data", data); err != nil {
		t.Fatal(said)
	}
	if _, answer := connect(t, p.url+"space/one", "late", "late", "i2"); answer.Success == nil {
		t.Fatalf("the new user is refused: %+v", answer.Failure)
	}
}

// textOf returns the text of the model of the tests.
func textOf(t *testing.T, state *protocol.OpenResponse) ot.Text {
	t.Helper()
	root, err := protocol.DecodeValue(state.Data)
	if err != nil {
		t.Fatal(err)
	}
	return root.Members[0].Value.Text
}

// TestStopsCleanly stops the server in the midst of edits: what it has committed
// it acknowledges before it goes, so client and store agree to the operation.
func TestStopsCleanly(t *testing.T) {
	data := t.TempDir()
	stored := 0
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, 0} {
		p := serveProcess(t, data, "--dev")
		c, _ := connect(t, p.url+"convergence/default", "demo", "demo", "i")
		state := c.open()
		if text := textOf(t, state); text.Len() != stored || int(state.LastSequence) != stored {
			t.Fatalf("%d operations were acknowledged; there are %d, the last one has sequence %d", stored, text.Len(), state.LastSequence)
		}
		if signal == 0 {
			return
		}
		send := func(first, count int) {
			for i := range count {
				c.send(0, 0, &protocol.OperationSubmission{Resource: state.Resource, First: uint64(first + i + 1), Version: state.Version,
					Operations: []ot.Op{insert(first + i)}})
			}
		}
		acknowledged := func() error {
			e, err := c.receive()
			if a, ok := e.Message.(*protocol.OperationAck); ok {
				stored = int(a.First) + a.Count - 1
			}
			return err
		}
		before := stored
		send(before, 50)
		must(t, acknowledged())
		send(before+50, 50)
		must(t, p.Process.Signal(signal))
		var err error
		for err == nil {
			err = acknowledged()
		}
		if websocket.CloseStatus(err) != websocket.StatusCode(protocol.CloseShutdown) {
			t.Errorf("%v: connection ended with %v", signal, err)
		}
		if stored == before {
			t.Errorf("%v: nothing was acknowledged", signal)
		}
		select {
		case err := <-p.done:
			if err != nil {
				t.Errorf("%v: %v", signal, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%v: still running", signal)
		}
	}
}

// TestStopsDespiteRequests stops the server while a request, of whomever, does not come to its end, which is
// answered, and while somebody does not take a file: the server ends in good order.
func TestStopsDespiteRequests(t *testing.T) {
	client := t.TempDir()
	must(t, os.WriteFile(filepath.Join(client, "large.js"), make([]byte, 16<<20), 0o600))
	p := serveProcess(t, t.TempDir(), "--dev", "--client", client)
	u, err := url.Parse(p.url)
	must(t, err)
	half, err := net.Dial("tcp", u.Host)
	must(t, err)
	defer half.Close()
	_, err = io.WriteString(half, "POST /api/rest/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
	must(t, err)
	answers := bufio.NewReader(half)
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") { // the body is read
		t.Fatalf("%q, %v", line, err)
	}
	slow, err := net.Dial("tcp", u.Host) // reads nothing of what fills all buffers in between
	must(t, err)
	defer slow.Close()
	must(t, slow.(*net.TCPConn).SetReadBuffer(4096))
	_, err = io.WriteString(slow, "GET /client/large.js HTTP/1.1\r\nHost: x\r\n\r\n")
	must(t, err)
	_, err = io.ReadFull(slow, make([]byte, 100))
	must(t, err)
	must(t, p.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-p.done:
		if err != nil {
			t.Errorf("it ends with %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it is still running")
	}
	if rest, _ := io.ReadAll(answers); !strings.Contains(string(rest), " 408 ") {
		t.Errorf("the request is answered with %q", rest)
	}
}

// TestKill kills the server in the midst of a stream of edits, several times:
// what was acknowledged is there afterwards, in order and once.
func TestKill(t *testing.T) {
	data := t.TempDir()
	acknowledged, sent := 0, 0
	for round := range 4 {
		p := serveProcess(t, data, "--dev")
		c, answer := connect(t, p.url+"convergence/default", "demo", "demo", "i")
		if answer.Success == nil {
			t.Fatalf("round %d: %+v", round, answer.Failure)
		}
		state := c.open()
		text := textOf(t, state).WTF8()
		if len(text) < acknowledged || len(text) > sent || int(state.LastSequence) != len(text) || int(state.Version) != len(text)+1 {
			t.Fatalf("round %d: %d operations at version %d, sequence %d; %d were acknowledged, %d sent",
				round, len(text), state.Version, state.LastSequence, acknowledged, sent)
		}
		for i := range len(text) {
			if text[i] != byte('a'+i%26) {
				t.Fatalf("round %d: wrong at %d: %q", round, i, text)
			}
		}
		acknowledged, sent = len(text), len(text)
		kill := time.After(time.Duration(150+100*round) * time.Millisecond)
		got := make(chan int, 10_000)
		go func() {
			defer close(got)
			for {
				e, err := c.receive()
				if err != nil {
					return
				}
				if a, ok := e.Message.(*protocol.OperationAck); ok {
					got <- int(a.First) + a.Count - 1
				}
			}
		}()
	stream:
		for {
			select {
			case <-kill:
				must(t, p.Process.Signal(syscall.SIGKILL))
				break stream
			default:
			}
			sent++
			m := &protocol.OperationSubmission{Resource: state.Resource, First: uint64(sent), Version: state.Version}
			m.Operations = append(m.Operations, insert(sent-1))
			c.send(0, 0, m)
			if sent%50 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
		<-p.done
		for last := range got {
			acknowledged = last
		}
	}
	t.Logf("%d sent, %d acknowledged", sent, acknowledged)
	if acknowledged < 100 {
		t.Fatal("too few operations to tell anything")
	}
}
