package faultproxy_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"reflect"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/faultproxy"
)

// server accepts connections and hands them to the test.
func server(t *testing.T) (addr string, accepted chan *net.TCPConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	accepted = make(chan *net.TCPConn, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			accepted <- c.(*net.TCPConn)
		}
	}()
	return l.Addr().String(), accepted
}

// pair returns both ends of a connection through a proxy with one plan.
func pair(t *testing.T, plan faultproxy.Plan) (client, peer *net.TCPConn, p *faultproxy.Proxy) {
	t.Helper()
	addr, accepted := server(t)
	p, err := faultproxy.Listen(addr, func(int) faultproxy.Plan { return plan })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	peer = <-accepted
	t.Cleanup(func() { peer.Close() })
	for _, c := range []net.Conn{c, peer} {
		c.SetDeadline(time.Now().Add(10 * time.Second))
	}
	return c.(*net.TCPConn), peer, p
}

func send(t *testing.T, c net.Conn, data string) {
	t.Helper()
	if _, err := io.WriteString(c, data); err != nil {
		t.Fatal(err)
	}
}

func receive(t *testing.T, c net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(c, got); err != nil || string(got) != want {
		t.Fatalf("received %q, %v instead of %q", got[:n], err, want)
	}
}

// silent expects nothing to arrive for a while.
func silent(t *testing.T, c net.Conn) {
	t.Helper()
	c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	n, err := c.Read(make([]byte, 1))
	var timeout net.Error
	if n != 0 || !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Fatalf("read %d bytes, %v; nothing was to arrive", n, err)
	}
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
}

func TestCleanCarriesBothWaysAndEnds(t *testing.T) {
	client, peer, p := pair(t, faultproxy.Plan{})
	much := bytes.Repeat([]byte("0123456789"), 100_000)
	go client.Write(much)
	receive(t, peer, string(much))
	send(t, peer, "answer")
	receive(t, client, "answer")
	// An orderly end arrives as one, after everything that was sent before.
	send(t, client, "last words")
	client.Close()
	receive(t, peer, "last words")
	if _, err := peer.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the end arrived as %v", err)
	}
	if s := p.Stats(); s.Up != int64(len(much)+10) || s.Down != 6 || s.Connections != 1 || s.Cuts != 0 {
		t.Errorf("stats %+v", s)
	}
}

func TestCutAfterBytes(t *testing.T) {
	for name, plan := range map[string]faultproxy.Plan{
		"up":   {Up: faultproxy.Fault{Action: faultproxy.Cut, Bytes: 7}},
		"down": {Down: faultproxy.Fault{Action: faultproxy.Cut, Bytes: 7}},
	} {
		t.Run(name, func(t *testing.T) {
			from, to, p := pair(t, plan)
			if name == "down" {
				from, to = to, from
			}
			send(t, from, "seven +3 more")
			got, err := io.ReadAll(to)
			// The reset may overtake the last bytes; more than seven never come.
			if !errors.Is(err, syscall.ECONNRESET) || len(got) > 7 {
				t.Errorf("received %q, %v", got, err)
			}
			if _, err := from.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("the sender saw %v", err)
			}
			if p.Stats().Cuts != 1 {
				t.Errorf("stats %+v", p.Stats())
			}
		})
	}
}

func TestHoleSwallowsInSilence(t *testing.T) {
	client, peer, p := pair(t, faultproxy.Plan{Up: faultproxy.Fault{Action: faultproxy.Hole, Bytes: 5}})
	send(t, client, "12345678")
	receive(t, peer, "12345")
	silent(t, peer)
	send(t, peer, "still heard")
	receive(t, client, "still heard")
	if p.Stats().Holes != 1 {
		t.Errorf("stats %+v", p.Stats())
	}
}

func TestHalfClose(t *testing.T) {
	client, peer, p := pair(t, faultproxy.Plan{Down: faultproxy.Fault{Action: faultproxy.HalfClose, Bytes: 3}})
	send(t, peer, "abcdef")
	receive(t, client, "abc")
	if _, err := client.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the end arrived as %v", err)
	}
	send(t, client, "still heard")
	receive(t, peer, "still heard")
	if p.Stats().HalfCloses != 1 {
		t.Errorf("stats %+v", p.Stats())
	}
}

func TestDelayAndRate(t *testing.T) {
	client, peer, _ := pair(t, faultproxy.Plan{Delay: 60 * time.Millisecond})
	start := time.Now()
	send(t, client, "x")
	receive(t, peer, "x")
	if took := time.Since(start); took < 60*time.Millisecond {
		t.Errorf("a delay of 60 ms took %v", took)
	}
	client, peer, _ = pair(t, faultproxy.Plan{Rate: 100_000})
	start = time.Now()
	much := string(bytes.Repeat([]byte("x"), 20_000))
	go io.WriteString(client, much)
	receive(t, peer, much)
	if took := time.Since(start); took < 200*time.Millisecond {
		t.Errorf("20,000 bytes at 100,000 a second took %v", took)
	}
}

func TestCutAfterTimeAndCutAll(t *testing.T) {
	client, _, p := pair(t, faultproxy.Plan{CutAfter: 30 * time.Millisecond})
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("ended with %v", err)
	}
	if p.CutAll() > 1 || p.Stats().Cuts != 1 {
		t.Errorf("stats %+v", p.Stats())
	}
	client, peer, p := pair(t, faultproxy.Plan{})
	send(t, client, "up")
	receive(t, peer, "up")
	if n := p.CutAll(); n != 1 {
		t.Errorf("%d connections were cut", n)
	}
	if _, err := peer.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("ended with %v", err)
	}
}

func TestFreezeAndThaw(t *testing.T) {
	client, peer, p := pair(t, faultproxy.Plan{})
	send(t, client, "before")
	receive(t, peer, "before")
	p.Freeze()
	send(t, client, "held back")
	send(t, peer, "this too")
	silent(t, peer)
	silent(t, client)
	p.Thaw()
	receive(t, peer, "held back")
	receive(t, client, "this too")
}

func TestRefusedTarget(t *testing.T) {
	p, err := faultproxy.Listen("127.0.0.1:1", faultproxy.Clean)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	c, err := net.Dial("tcp", p.Addr())
	if err == nil { // the reset may come while dialling
		defer c.Close()
		_, err = c.Read(make([]byte, 1))
	}
	if err == nil || p.Stats().Refused != 1 {
		t.Errorf("ended with %v, stats %+v", err, p.Stats())
	}
}

// TestRandomScriptRepeats expects the same seed to give the same faults, in
// whatever order connections come, and another seed to give others.
func TestRandomScriptRepeats(t *testing.T) {
	mix := faultproxy.Mix{Lifetime: time.Second, Bytes: 10_000, BySize: 0.5, MaxDelay: time.Millisecond, Slow: 0.3, Rate: 1000, Silent: true}
	draw := func(seed uint64, backwards bool) []faultproxy.Plan {
		s := faultproxy.Random(seed, mix)
		plans := make([]faultproxy.Plan, 200)
		for i := range plans {
			if backwards {
				i = len(plans) - 1 - i
			}
			plans[i] = s(i)
		}
		return plans
	}
	if !reflect.DeepEqual(draw(1, false), draw(1, true)) {
		t.Error("the same seed gives other faults")
	}
	if reflect.DeepEqual(draw(1, false), draw(2, false)) {
		t.Error("another seed gives the same faults")
	}
	kinds := map[faultproxy.Action]int{}
	for _, p := range draw(3, false) {
		kinds[p.Up.Action]++
		kinds[p.Down.Action]++
	}
	for _, a := range []faultproxy.Action{faultproxy.Cut, faultproxy.Hole, faultproxy.HalfClose} {
		if kinds[a] < 10 {
			t.Errorf("action %d happens %d times of 200", a, kinds[a])
		}
	}
}
