package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

var program string

// TestMain builds the program once; what is tested is the real process.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "convergence")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "convergence")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s", out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// process is a running server.
type process struct {
	*exec.Cmd
	url   string
	lines []string // of standard output until it listened
	done  chan error

	mu   sync.Mutex
	more []string // lines after those
}

func serveProcess(t *testing.T, data string, args ...string) *process {
	t.Helper()
	return serveWith(t, data, os.Stderr, args...)
}

// serveWith is serveProcess with a place for the log.
func serveWith(t *testing.T, data string, log io.Writer, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(program, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, args...)...), done: make(chan error, 1)}
	out, err := p.StdoutPipe()
	must(t, err)
	p.Stderr = log
	must(t, p.Start())
	t.Cleanup(func() { p.Process.Kill() })
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		p.lines = append(p.lines, scanner.Text())
		if m := regexp.MustCompile(`listening on http(\S+)`).FindStringSubmatch(scanner.Text()); m != nil {
			p.url = "ws" + m[1] + "/api/realtime/"
			break
		}
	}
	if p.url == "" {
		t.Fatalf("the server did not start: %v", p.lines)
	}
	go func() {
		for scanner.Scan() {
			p.mu.Lock()
			p.more = append(p.more, scanner.Text())
			p.mu.Unlock()
		}
		p.done <- p.Wait()
	}()
	return p
}

// said returns what the server has said, some time after it listened.
func (p *process) said() string {
	time.Sleep(200 * time.Millisecond)
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(append(slices.Clone(p.lines), p.more...), "\n")
}

// convergence runs a command with a line of input and returns what it said.
func convergence(t *testing.T, input string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // a server that should have refused to begin does not end
	defer cancel()
	c := exec.CommandContext(ctx, program, args...)
	c.Stdin = strings.NewReader(input)
	out, err := c.CombinedOutput()
	return string(out), err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// conn sends and receives one message at a time.
type conn struct {
	t      *testing.T
	socket *websocket.Conn
	queue  []protocol.Envelope
}

func connect(t *testing.T, url, user, secret, instance string) (*conn, *protocol.ConnectionResponse) {
	t.Helper()
	return connectWith(t, url, &protocol.ConnectionRequest{Client: "test", ProtocolVersion: protocol.Version, Instance: instance,
		Method: protocol.AuthPassword, Username: user, Secret: secret})
}

func connectWith(t *testing.T, url string, request *protocol.ConnectionRequest) (*conn, *protocol.ConnectionResponse) {
	t.Helper()
	socket, _, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{Subprotocols: []string{protocol.Subprotocol}})
	must(t, err)
	t.Cleanup(func() { socket.CloseNow() })
	socket.SetReadLimit(-1)
	c := &conn{t: t, socket: socket}
	c.send(1, 0, request)
	e, err := c.receive()
	must(t, err)
	return c, e.Message.(*protocol.ConnectionResponse)
}

func (c *conn) send(request, response uint32, m protocol.Message) {
	c.t.Helper()
	data, err := protocol.Encode(request, response, m)
	must(c.t, err)
	must(c.t, c.socket.Write(c.t.Context(), websocket.MessageBinary, data))
}

func (c *conn) receive() (protocol.Envelope, error) {
	for len(c.queue) == 0 {
		ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		_, data, err := c.socket.Read(ctx)
		cancel()
		if err != nil {
			return protocol.Envelope{}, err
		}
		if err := protocol.Decode(data, func(e protocol.Envelope) error { c.queue = append(c.queue, e); return nil }); err != nil {
			return protocol.Envelope{}, err
		}
	}
	e := c.queue[0]
	c.queue = c.queue[1:]
	return e, nil
}

// open opens the model m and creates it when it is missing.
func (c *conn) open() *protocol.OpenResponse {
	c.t.Helper()
	c.send(2, 0, &protocol.OpenRequest{ModelID: "m", AutoCreate: 1})
	for {
		e, err := c.receive()
		must(c.t, err)
		switch m := e.Message.(type) {
		case *protocol.AutoCreateRequest:
			c.send(0, e.Request, &protocol.AutoCreateResponse{Creation: protocol.Creation{Collection: "c", Data: ot.Value{
				Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "text", Value: ot.Value{Kind: ot.KindString, ID: "t"}}}}}})
		case *protocol.OpenResponse:
			return m
		default:
			c.t.Fatalf("open answered with %T %+v", m, m)
		}
	}
}

func insert(index int) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: "t", Index: index, Text: ot.MustText(string(rune('a' + index%26)))}
}

// TestAddressTaken expects who starts a second server to be told what to do.
func TestAddressTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer taken.Close()
	said, err := exec.Command(program, "serve", "--dev", "--addr", taken.Addr().String(), "--data", t.TempDir()).CombinedOutput()
	if err == nil || !strings.Contains(string(said), "another program listens at "+taken.Addr().String()) || !strings.Contains(string(said), "--addr") {
		t.Errorf("%v, %s", err, said)
	}
}
