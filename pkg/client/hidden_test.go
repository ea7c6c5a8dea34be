//go:build !js

package client_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// The tests of this file run the real server, its store and real clients, all
// with default options, in a bubble of package synctest: their network is in
// memory, and an hour passes as fast as the machine can.

// wires is the network: a listener for the server, and connections that can be
// cut off without a word.
type wires struct {
	accepted chan net.Conn
	over     chan struct{}
	close    sync.Once
}

func newWires() *wires { return &wires{accepted: make(chan net.Conn), over: make(chan struct{})} }

func (w *wires) Accept() (net.Conn, error) {
	select {
	case c := <-w.accepted:
		return c, nil
	case <-w.over:
		return nil, net.ErrClosed
	}
}
func (w *wires) Addr() net.Addr { return &net.TCPAddr{} }
func (w *wires) Close() error   { w.close.Do(func() { close(w.over) }); return nil }

// dial returns a client's end.
func (w *wires) dial(hole *atomic.Bool) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case w.accepted <- there:
		return &wire{Conn: here, hole: hole}, nil
	case <-w.over:
		return nil, errors.New("nobody listens")
	}
}

// wire is a connection that swallows everything in both directions once its
// hole is there.
type wire struct {
	net.Conn
	hole *atomic.Bool
}

func (w *wire) Write(b []byte) (int, error) {
	if w.hole.Load() {
		return len(b), nil
	}
	return w.Conn.Write(b)
}

func (w *wire) Read(b []byte) (int, error) {
	for {
		n, err := w.Conn.Read(b)
		if err != nil || !w.hole.Load() {
			return n, err
		}
	}
}

// pageHost is a host like a page: everything happens when something comes, and
// timers are late.
type pageHost struct {
	wires *wires
	hole  atomic.Bool // the cable is cut
	late  func(since, delay time.Duration) time.Duration
	begun time.Time
	woken atomic.Int64 // timers that have fired
}

// Dial implements client.Host.
func (h *pageHost) Dial(_ *client.Domain, url, subprotocol string, to client.SocketHandler) client.Socket {
	ctx, cancel := context.WithCancel(context.Background())
	s := &pageSocket{cancel: cancel, out: make(chan []byte, 1000)}
	go func() {
		defer cancel()
		transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return h.wires.dial(&h.hole) }}
		conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}, Subprotocols: []string{subprotocol}})
		if err == nil {
			defer conn.CloseNow()
			conn.SetReadLimit(-1)
			s.open.Store(true)
			to.Opened()
			go func() {
				for {
					select {
					case data := <-s.out:
						conn.Write(ctx, websocket.MessageBinary, data)
					case <-ctx.Done():
						return
					}
				}
			}()
		}
		for err == nil {
			var data []byte
			if _, data, err = conn.Read(ctx); err == nil {
				to.Message(data, false)
			}
		}
		if ctx.Err() == nil {
			to.Closed(1006, err.Error())
		}
	}()
	return s
}

// AfterFunc implements client.Host.
func (h *pageHost) AfterFunc(delay time.Duration, f func()) client.Timer {
	if h.late != nil {
		delay = h.late(time.Since(h.begun), delay)
	}
	return stoppable{time.AfterFunc(delay, func() { h.woken.Add(1); f() })}
}
func (h *pageHost) Schedule(d *client.Domain) { go d.Turn() } // a microtask, not a timer
func (h *pageHost) Proceed(d *client.Domain)  { go d.Proceed() }
func (h *pageHost) Now() time.Time            { return time.Now() }

type stoppable struct{ *time.Timer }

func (t stoppable) Stop() { t.Timer.Stop() }

type pageSocket struct {
	cancel context.CancelFunc
	open   atomic.Bool
	out    chan []byte
}

func (s *pageSocket) Send(data []byte) {
	if s.open.Load() {
		s.out <- slices.Clone(data)
	}
}
func (s *pageSocket) Buffered() int     { return 0 }
func (s *pageSocket) Close(int, string) { s.open.Store(false); s.cancel() }

// hiddenTimers are those of a page in the background, as Chromium throttles
// them: at whole seconds, and after five minutes at whole minutes.
func hiddenTimers(since, delay time.Duration) time.Duration {
	at := since + delay
	grid := time.Second
	if at > 5*time.Minute {
		grid = time.Minute
	}
	return (at+grid-1)/grid*grid - since
}

// company is a server and clients in a bubble.
type company struct {
	t     *testing.T
	wires *wires
	all   []*client.Domain
}

func inCompany(t *testing.T, f func(*testing.T, *company)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		system, err := sqlite.Open(ctx, dir)
		check(err)
		check(system.CreateDomain(ctx, store.DomainInfo{DomainName: store.DomainName{Namespace: "n", ID: "d"}, Anonymous: true, Makers: store.MakersEverybody}))
		// Other processes change nothing here; looking for it is what takes time.
		s := server.New(system, server.Options{RightsEvery: 10 * time.Second})
		w := newWires()
		web := &http.Server{Handler: s.Handler(server.Pages{})}
		go web.Serve(w)
		defer func() { // also when the test has failed: nothing may remain in the bubble
			time.Sleep(time.Minute)
			system.Close()
		}()
		defer w.Close()
		defer web.Close()
		defer func() {
			stop, cancel := context.WithTimeout(ctx, 10*time.Second)
			defer cancel()
			s.Shutdown(stop)
		}()
		c := &company{t: t, wires: w}
		defer func() {
			for _, d := range c.all {
				d.Dispose()
			}
		}()
		f(t, c)
	})
}

// enter connects somebody with default options, who is in the room and the
// activity that all are in.
func (c *company) enter(late func(since, delay time.Duration) time.Duration) (*tester, *pageHost) {
	c.t.Helper()
	x := &tester{t: c.t}
	x.changed = sync.NewCond(&x.mu)
	host := &pageHost{wires: c.wires, late: late, begun: time.Now()}
	d, err := client.New("http://server/api/realtime/n/d", client.DefaultOptions(), host, x)
	if err != nil {
		c.t.Fatal(err)
	}
	x.Domain = d
	c.all = append(c.all, d)
	if err := x.connect(protocol.AuthAnonymous); err != nil {
		c.t.Fatal(err)
	}
	wait(x, func(done func(protocol.Message, *client.Error)) {
		x.Request(&protocol.ChatCreateRequest{ID: "room", Type: "room", Membership: "public"}, done)
	})
	if _, err := wait(x, func(done func(protocol.ChatInfo, *client.Error)) { x.JoinChat("room", done) }); err != nil {
		c.t.Fatal(err)
	}
	joinActivity(x, "activity")
	return x, host
}

// follows lets x hear of the presence of others.
func (x *tester) follows(others ...*tester) {
	x.t.Helper()
	var users []protocol.UserID
	for _, other := range others {
		users = append(users, other.Session().Participant.User.UserID)
	}
	if _, err := wait(x, nothing(func(done func(*client.Error)) { x.SubscribePresence(users, done) })); err != nil {
		x.t.Fatal(err)
	}
}

// TestHiddenForAnHour hides a page for an hour: its timers fire once a minute.
// Nobody may see it go and come, and it must not think that the server has gone.
func TestHiddenForAnHour(t *testing.T) {
	inCompany(t, func(t *testing.T, c *company) {
		watcher, _ := c.enter(nil)
		hidden, host := c.enter(hiddenTimers)
		watcher.follows(hidden)
		hidden.follows(watcher)
		time.Sleep(time.Second)
		watcher.taken()
		hidden.taken()
		fired := host.woken.Load()
		time.Sleep(time.Hour)
		if log := watcher.taken(); len(log) != 0 {
			t.Errorf("the other has heard %q", log)
		}
		if log := hidden.taken(); len(log) != 0 {
			t.Errorf("the hidden page has heard %q", log)
		}
		fired = host.woken.Load() - fired
		if fired > 360 || fired < 60 {
			t.Errorf("%d timers of the page have fired: it was not hidden as it should have been", fired)
		}
		fmt.Printf("figure hidden.timers_in_an_hour %d timers\n", fired)
		// It is there, and hears what is said.
		hidden.SetPresence(client.KeyValues{"back": true})
		noted(watcher, "presence", "back:true")
		say(t, watcher, "hello")
		noted(hidden, "chat room message")
	})
}

func say(t *testing.T, x *tester, text string) {
	t.Helper()
	if _, err := wait(x, func(done func(*protocol.ChatPublishResponse, *client.Error)) { x.PublishChat("room", text, done) }); err != nil {
		t.Fatal(err)
	}
}

// TestCutCableIsNoticed cuts cables at different moments after the last message:
// with default options who is cut off is gone from presence, the activity and
// the room of everybody within ten seconds, also when the page is hidden.
func TestCutCableIsNoticed(t *testing.T) {
	inCompany(t, func(t *testing.T, c *company) {
		watcher, _ := c.enter(nil)
		var worst time.Duration
		for i := range 12 {
			var late func(since, delay time.Duration) time.Duration
			if i%2 == 1 {
				late = hiddenTimers
			}
			x, host := c.enter(late)
			watcher.follows(x)
			time.Sleep(time.Duration(i) * 777 * time.Millisecond)
			watcher.taken()
			host.hole.Store(true)
			cut := time.Now()
			for _, what := range []string{"presence 4", "activity activity 2 local=false", "chat room user_left"} {
				watcher.await(what, func() bool {
					watcher.mu.Lock()
					defer watcher.mu.Unlock()
					return slices.ContainsFunc(watcher.log, func(line string) bool { return strings.HasPrefix(line, what) })
				})
			}
			worst = max(worst, time.Since(cut))
			x.Dispose()
		}
		if worst > 10*time.Second {
			t.Errorf("it took %v until a cut cable was noticed", worst)
		}
		fmt.Printf("figure liveness.cut_cable.worst_ms %d ms\n", worst.Milliseconds())
	})
}
