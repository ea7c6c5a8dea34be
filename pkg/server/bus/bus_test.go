package bus_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/natsserver"
	"github.com/convergence-wasm/convergence/pkg/server/bus"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, s *natsserver.Server) bus.Bus {
	t.Helper()
	b, err := bus.Connect(s.URL())
	must(t, err)
	t.Cleanup(func() { b.Close() })
	return b
}

// onBoth runs a test with two ends of a bus of each kind.
func onBoth(t *testing.T, test func(t *testing.T, a, b bus.Bus)) {
	t.Run("local", func(t *testing.T) {
		one := bus.NewLocal()
		t.Cleanup(func() { one.Close() })
		test(t, one, one)
	})
	t.Run("nats", func(t *testing.T) {
		s := natsserver.ForTest(t)
		test(t, connect(t, s), connect(t, s))
	})
}

// heard gathers what a listener hears.
type heard struct {
	mu  sync.Mutex
	all []string
}

func (h *heard) hear(m bus.Message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, m.Subject+" "+string(m.Data))
}

// expect waits for exactly these.
func (h *heard) expect(t *testing.T, want ...string) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		h.mu.Lock()
		got := slices.Clone(h.all)
		h.mu.Unlock()
		if reflect.DeepEqual(got, want) || len(got) == 0 && len(want) == 0 {
			return
		}
		if len(got) > len(want) || time.Now().After(end) {
			t.Fatalf("heard %q, want %q", got, want)
		}
	}
}

func TestPublish(t *testing.T) {
	onBoth(t, func(t *testing.T, a, b bus.Bus) {
		var one, below, own heard
		stop, err := b.Listen("d.x.m.1", bus.Listener{Heard: one.hear})
		must(t, err)
		_, err = b.Listen("d.x.>", bus.Listener{Heard: below.hear})
		must(t, err)
		_, err = a.Listen("d.x.m.1", bus.Listener{Heard: own.hear})
		must(t, err)
		data := []byte("first")
		must(t, a.Publish("d.x.m.1", data))
		copy(data, "other") // which is the sender's again
		must(t, a.Publish("d.x.m.12", []byte("second")))
		must(t, a.Publish("d.x", []byte("nobody's")))
		must(t, a.Publish("d.xy.m", []byte("nobody's")))
		must(t, a.Publish("d.x.m.1", nil))
		one.expect(t, "d.x.m.1 first", "d.x.m.1 ")
		below.expect(t, "d.x.m.1 first", "d.x.m.12 second", "d.x.m.1 ")
		own.expect(t, "d.x.m.1 first", "d.x.m.1 ")
		stop()
		stop()
		must(t, a.Publish("d.x.m.1", []byte("after")))
		below.expect(t, "d.x.m.1 first", "d.x.m.12 second", "d.x.m.1 ", "d.x.m.1 after")
		one.expect(t, "d.x.m.1 first", "d.x.m.1 ")

		must(t, a.Publish("large", make([]byte, bus.MostBytes)))
		if err := a.Publish("large", make([]byte, bus.MostBytes+1)); !errors.Is(err, bus.ErrTooLarge) {
			t.Errorf("too large: %v", err)
		}
		for _, bad := range []string{"", ".", "a..b", "a.", "a b", "a.*", ">", "a.>"} {
			if err := a.Publish(bad, nil); !errors.Is(err, bus.ErrSubject) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if _, err := a.Listen("a.*.b", bus.Listener{}); !errors.Is(err, bus.ErrSubject) {
			t.Errorf("listening: %v", err)
		}
		must(t, a.Check())
		must(t, a.Close())
		for _, err := range []error{a.Publish("a", nil), a.Check(), a.Ask(t.Context(), "a", nil, nil)} {
			if !errors.Is(err, bus.ErrClosed) {
				t.Errorf("closed: %v", err)
			}
		}
	})
}

func TestAsk(t *testing.T) {
	onBoth(t, func(t *testing.T, a, b bus.Bus) {
		ask := func(within time.Duration, until int) (all []string, took time.Duration) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			began := time.Now()
			must(t, a.Ask(ctx, "who", []byte("?"), func(answer []byte) bool {
				all = append(all, string(answer))
				return len(all) < until
			}))
			slices.Sort(all)
			return all, time.Since(began)
		}
		if all, took := ask(time.Minute, 1); len(all) != 0 || took > 30*time.Second {
			t.Errorf("without anybody, %v answer after %v", all, took)
		}
		for i, on := range []bus.Bus{a, b} {
			_, err := on.Listen("who", bus.Listener{Heard: func(m bus.Message) {
				must(t, m.Answer(fmt.Append(nil, i, string(m.Data))))
			}})
			must(t, err)
		}
		_, err := b.Listen("who", bus.Listener{Heard: func(bus.Message) {}}) // who says nothing
		must(t, err)
		if all, took := ask(300*time.Millisecond, 9); !reflect.DeepEqual(all, []string{"0?", "1?"}) || took < 290*time.Millisecond {
			t.Errorf("%v answer within %v", all, took)
		}
		if all, took := ask(time.Minute, 2); len(all) != 2 || took > 30*time.Second {
			t.Errorf("the first two, %v, answer within %v", all, took)
		}
		must(t, bus.Message{}.Answer(nil))
	})
}

// TestAskAtOnce asks many questions at the same time, and expects each to get its own answers.
func TestAskAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, a, b bus.Bus) {
		var answering sync.WaitGroup
		_, err := b.Listen("double", bus.Listener{Heard: func(m bus.Message) {
			answering.Go(func() { // in whatever order
				must(t, m.Answer(append(m.Data, m.Data...)))
				must(t, m.Answer([]byte("more"))) // of which some come after the question has ended
			})
		}})
		must(t, err)
		var asking sync.WaitGroup
		for i := range 200 {
			asking.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				var got []string
				must(t, a.Ask(ctx, "double", fmt.Append(nil, i, "."), func(answer []byte) bool {
					got = append(got, string(answer))
					return len(got) < 1+i%2
				}))
				if want := fmt.Sprint(i, ".", i, "."); len(got) != 1+i%2 || got[0] != want {
					t.Errorf("question %d was answered by %q", i, got)
				}
			})
		}
		asking.Wait()
		answering.Wait()
	})
}

// TestSlow expects a listener who is too slow to be told that it has missed something, and
// nobody to wait for it.
func TestSlow(t *testing.T) {
	onBoth(t, func(t *testing.T, a, b bus.Bus) {
		var lost, slowly, quickly atomic.Int64
		release := make(chan bool)
		_, err := b.Listen("s", bus.Listener{Heard: func(bus.Message) { <-release; slowly.Add(1) }, Lost: func() { lost.Add(1) }})
		must(t, err)
		_, err = b.Listen("s", bus.Listener{Heard: func(bus.Message) { quickly.Add(1) }})
		must(t, err)
		const n = 20_000
		for i := range n {
			must(t, a.Publish("s", []byte{1}))
			if i%1000 == 0 {
				time.Sleep(5 * time.Millisecond) // for the quick one
			}
		}
		for end := time.Now().Add(10 * time.Second); lost.Load() == 0 || quickly.Load() == 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("told %d times that something is lost, and the quick one has heard %d", lost.Load(), quickly.Load())
			}
		}
		close(release)
		time.Sleep(50 * time.Millisecond)
		if slowly.Load() == n {
			t.Error("the slow one has heard all")
		}
	})
}

// TestNATSGoesAway ends the server of NATS and starts it again: listeners hear of it, and go on.
func TestNATSGoesAway(t *testing.T) {
	s := natsserver.ForTest(t)
	a, b := connect(t, s), connect(t, s)
	var h heard
	var lost atomic.Int64
	_, err := b.Listen("a", bus.Listener{Heard: h.hear, Lost: func() { lost.Add(1) }})
	must(t, err)
	must(t, a.Publish("a", []byte("1")))
	h.expect(t, "a 1")
	s.Kill()
	until := func(what string, is func() bool) {
		t.Helper()
		for end := time.Now().Add(15 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal(what)
			}
		}
	}
	until("nobody is told", func() bool { return lost.Load() == 1 && a.Check() != nil && b.Check() != nil })
	if err := a.Publish("a", []byte("2")); err == nil {
		t.Error("a message is sent to nowhere")
	}
	var later heard
	var told atomic.Int64
	began := time.Now()
	_, err = b.Listen("b", bus.Listener{Heard: later.hear, Lost: func() { told.Add(1) }}) // while there is no connection
	must(t, err)
	if took := time.Since(began); took > time.Second {
		t.Errorf("listening waits %v for a connection", took)
	}
	must(t, s.Start())
	until("it does not come back", func() bool { return a.Check() == nil && b.Check() == nil && lost.Load() == 2 && told.Load() == 1 })
	must(t, a.Publish("a", []byte("3")))
	h.expect(t, "a 1", "a 3")
	must(t, a.Publish("b", []byte("4")))
	later.expect(t, "b 4")
	s.Kill()
	if _, err := bus.Connect(s.URL()); err == nil || !strings.Contains(err.Error(), "look whether it runs") {
		t.Errorf("connecting to nothing: %v", err)
	}
	must(t, s.Start()) // for the end of the test
}

func TestSubject(t *testing.T) {
	for want, parts := range map[string][]string{
		"d.a-b_C9.m.=": {"d", "a-b_C9", "m", ""}, "=2e=2a=3e=3d=20": {".*>= "}, "=c3=a9.=00": {"é", "\x00"},
	} {
		if got := bus.Subject(parts...); got != want {
			t.Errorf("%q is %s, want %s", parts, got, want)
		}
	}
}
