package server_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/crypto/argon2"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// patience is how long a test waits for what must come.
const patience = 15 * time.Second

var name = store.DomainName{Namespace: "convergence", ID: "default"}

// testServer is a server on a port of its own.
type testServer struct {
	t    *testing.T
	dir  string
	url  string
	stop func()

	server   *server.Server
	carrying *lossy // between several servers
}

// start serves the store in dir, which gets a domain and the users ada and bob
// on first use.
func start(t *testing.T, dir string, options server.Options) *testServer {
	t.Helper()
	if together {
		return startTogether(t, dir, 0, options)
	}
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	populate(t, system)
	s := server.New(system, options)
	web := httptest.NewServer(s.Handler(server.Pages{}))
	ts := &testServer{t: t, dir: dir, server: s, url: "ws" + strings.TrimPrefix(web.URL, "http") + "/api/realtime/" + name.String()}
	var once atomic.Bool
	ts.stop = func() {
		if once.Swap(true) {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		web.Close()
		if err := system.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(ts.stop)
	return ts
}

// exists looks into the store.
func (s *testServer) exists(model string) bool {
	s.t.Helper()
	system := openStore(s.t, s.dir)
	defer system.Close()
	d, err := system.OpenDomain(s.t.Context(), name)
	must(s.t, err)
	defer d.Close()
	_, _, err = d.Model(s.t.Context(), model)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.t.Fatal(err)
	}
	return err == nil
}

// hashOf hashes the password of a user, which is the username, as cheaply as
// can be: the race detector makes the real thing slow.
func hashOf(user string) string {
	b64 := base64.RawStdEncoding
	return "$argon2id$v=19$m=8,t=1,p=1$" + b64.EncodeToString([]byte("saltsalt")) + "$" +
		b64.EncodeToString(argon2.IDKey([]byte(user), []byte("saltsalt"), 1, 8, 1, 32))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// client speaks the protocol, message by message.
type client struct {
	t        *testing.T
	socket   *websocket.Conn
	in       chan protocol.Envelope
	closed   chan error // takes the error that ended reading
	request  uint32
	session  string
	token    string
	instance string
	people   map[string]protocol.UserID
	users    map[protocol.UserID]protocol.User // as introduced
	deaf     atomic.Bool                       // throw away what comes
	pings    atomic.Bool                       // the test answers pings itself
	bytes    atomic.Pointer[func([]byte)]      // is shown what comes, as it comes
}

func dial(t *testing.T, url string) *client {
	t.Helper()
	return dialOffering(t, url, protocol.Subprotocol)
}

// dialOffering connects with the given subprotocols, or none.
func dialOffering(t *testing.T, url string, offer ...string) *client {
	t.Helper()
	return dialWith(t, url, &websocket.DialOptions{Subprotocols: offer})
}

// dialFrom connects as a proxy does for a client with another address.
func dialFrom(t *testing.T, url, address string) *client {
	t.Helper()
	return dialWith(t, url, &websocket.DialOptions{
		Subprotocols: []string{protocol.Subprotocol}, HTTPHeader: http.Header{"X-Forwarded-For": {address}}})
}

// everyAddress has a server believe dialFrom.
var everyAddress = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func dialWith(t *testing.T, url string, options *websocket.DialOptions) *client {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, url, options)
	must(t, err)
	socket.SetReadLimit(-1)
	c := &client{t: t, socket: socket, in: make(chan protocol.Envelope, 100_000), closed: make(chan error, 1), people: map[string]protocol.UserID{}, users: map[protocol.UserID]protocol.User{}}
	t.Cleanup(func() { socket.CloseNow() })
	return c
}

var pong, _ = protocol.Encode(0, 0, &protocol.Pong{})

// listen begins to read what the server sends.
func (c *client) listen() *client {
	go func() {
		for {
			_, data, err := c.socket.Read(context.Background())
			if show := c.bytes.Load(); show != nil {
				(*show)(data)
			}
			if err == nil && !c.deaf.Load() {
				err = protocol.Decode(data, func(e protocol.Envelope) error {
					if e.Body == protocol.BodyPing && !c.pings.Load() {
						return c.socket.Write(context.Background(), websocket.MessageBinary, pong)
					}
					c.in <- e
					return nil
				})
			}
			if err != nil {
				c.closed <- err
				close(c.in)
				return
			}
		}
	}()
	return c
}

var instances atomic.Int64

func credentials(user string) *protocol.ConnectionRequest {
	r := &protocol.ConnectionRequest{
		Client: "test", ClientVersion: "1", ProtocolVersion: protocol.Version, Capabilities: []string{},
		Instance: fmt.Sprint("instance", instances.Add(1)), Method: protocol.AuthPassword, Username: user, Secret: user,
	}
	if user == "" {
		r.Method = protocol.AuthAnonymous
	}
	return r
}

// connect signs in as a user, or anonymously when user is empty.
func (s *testServer) connect(user string) *client {
	s.t.Helper()
	return s.connectAs(credentials(user))
}

func (s *testServer) connectAs(r *protocol.ConnectionRequest) *client {
	s.t.Helper()
	c := dial(s.t, s.url).listen()
	answer := call[*protocol.ConnectionResponse](c, r)
	if answer.Success == nil {
		s.t.Fatalf("connection refused: %+v", answer.Failure)
	}
	c.session, c.token, c.instance = answer.Success.SessionID, answer.Success.ReconnectToken, r.Instance
	c.people[c.session] = answer.Success.User.UserID
	c.users[answer.Success.User.UserID] = answer.Success.User
	return c
}

func (c *client) write(data []byte) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	must(c.t, c.socket.Write(ctx, websocket.MessageBinary, data))
}

func (c *client) send(request, response uint32, m protocol.Message) {
	c.t.Helper()
	data, err := protocol.Encode(request, response, m)
	must(c.t, err)
	c.write(data)
}

// ask sends a request and returns its id.
func (c *client) ask(m protocol.Message) uint32 {
	c.t.Helper()
	c.request++
	c.send(c.request, 0, m)
	return c.request
}

// receive returns the next message that is not about identities.
func (c *client) receive() protocol.Envelope {
	c.t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case e, ok := <-c.in:
			if !ok {
				c.t.Fatalf("connection closed: %v", <-c.closed)
			}
			if update, ok := e.Message.(*protocol.IdentityUpdate); ok {
				for _, u := range update.Users {
					if c.users[u.UserID] == u {
						c.t.Errorf("user %q is introduced twice", u.Username)
					}
					c.users[u.UserID] = u
				}
				for _, s := range update.Sessions {
					if _, again := c.people[s.SessionID]; again {
						c.t.Errorf("session %s is introduced twice", s.SessionID)
					}
					c.people[s.SessionID] = s.User
				}
				continue
			}
			return e
		case <-timeout:
			c.t.Fatal("nothing came from the server")
		}
	}
}

// next returns the next message, which must be an M.
func next[M protocol.Message](c *client) M {
	c.t.Helper()
	e := c.receive()
	m, ok := e.Message.(M)
	if !ok {
		c.t.Fatalf("received %T %+v, want %v", e.Message, e.Message, reflect.TypeFor[M]())
	}
	return m
}

// call sends a request and returns its answer, which must be an M and the next
// message.
func call[M protocol.Message](c *client, request protocol.Message) M {
	c.t.Helper()
	id := c.ask(request)
	e := c.receive()
	m, ok := e.Message.(M)
	if !ok || e.Response != id {
		c.t.Fatalf("received %T %+v with response id %d, want %v for %d", e.Message, e.Message, e.Response, reflect.TypeFor[M](), id)
	}
	return m
}

// refused sends a request and demands an error with a code and a message.
func (c *client) refused(request protocol.Message, code protocol.Code) *protocol.Error {
	c.t.Helper()
	e := call[*protocol.Error](c, request)
	if e.Code != code || e.Message == "" {
		c.t.Fatalf("error %+v, want code %s", e, code)
	}
	return e
}

// closedWith demands that the server closes the connection with a code.
func (c *client) closedWith(code protocol.CloseCode) string {
	c.t.Helper()
	select {
	case err := <-c.closed:
		var e websocket.CloseError
		if !asClose(err, &e) || e.Code != websocket.StatusCode(code) || e.Reason == "" {
			c.t.Fatalf("connection ended with %v, want code %d and a reason", err, code)
		}
		return e.Reason
	case <-time.After(patience):
		c.t.Fatal("the connection stays open")
	}
	return ""
}

// quiet demands that nothing more has been sent to the client.
func (c *client) quiet() {
	c.t.Helper()
	call[*protocol.ServerTimeResponse](c, &protocol.ServerTimeRequest{})
}
