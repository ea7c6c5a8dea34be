package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// TestRollingRestart restarts three nodes one after the other while clients edit: nothing is lost,
// no client sees an error or an attempt to connect that fails, and each that was moved is back at
// once.
func TestRollingRestart(t *testing.T) {
	const drain = 3 * time.Second
	w := newWorld(t, 3, "--drain", drain.String())
	w.rollingRestart(t, "rolling", drain, w.front.addr)
}

// TestRollingRestartBehindProxy is the same behind the proxy of deploy/compose.
func TestRollingRestartBehindProxy(t *testing.T) {
	const drain = 10 * time.Second // the default
	w := newWorld(t, 3, "--drain", drain.String())
	w.rollingRestart(t, "rolling_proxy", drain, w.proxy(t))
}

func (w *world) rollingRestart(t *testing.T, name string, drain time.Duration, front string) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	var mu sync.Mutex
	var moved, errors int
	var over bool
	var longest time.Duration
	var clients []*native.Domain
	for i := range 12 {
		options := client.DefaultOptions()
		d, err := native.Connect(ctx, serverprocess.Realtime(front), native.Options{Username: "demo", Password: "demo", Client: &options})
		must(t, err)
		t.Cleanup(d.Close)
		var since time.Time
		d.OnEvent(func(e client.DomainEvent) {
			mu.Lock()
			defer mu.Unlock()
			if over {
				return
			}
			switch e.Kind {
			case client.DomainInterrupted:
				moved++
				since = time.Now()
			case client.DomainConnected:
				if !since.IsZero() {
					longest = max(longest, time.Since(since))
				}
			case client.DomainConnectionFailed, client.DomainError, client.DomainDisconnected:
				errors++
				t.Errorf("client %d sees %+v", i, e)
			}
		})
		clients = append(clients, d)
	}
	m := open(t, ctx, clients, "m")
	for i := range m {
		m[i].OnEvent(func(e client.ModelEvent) {
			mu.Lock()
			defer mu.Unlock()
			if over {
				return
			}
			errors++
			t.Errorf("client %d sees the model fail: %+v", i, e)
		}, client.ModelClosed, client.ModelDeleted, client.ModelResyncError)
	}
	edits := make([]int, len(m))
	var stop atomic.Bool
	var editing sync.WaitGroup
	for i := range m {
		editing.Go(func() {
			for !stop.Load() {
				if err := edit(m[i], fmt.Sprint(i, " ", edits[i])); err != nil {
					t.Errorf("client %d: %v", i, err)
					return
				}
				edits[i]++
				time.Sleep(time.Duration(10+rand.IntN(40)) * time.Millisecond)
			}
		})
	}
	for i, p := range w.nodes {
		time.Sleep(3 * time.Second) // in which a proxy has found the one before
		must(t, p.Signal(syscall.SIGTERM))
		began := time.Now()
		within(t, 500*time.Millisecond, "the node is not ready any more", func() bool { return status(t, p.Addr, "/ready") == http.StatusServiceUnavailable })
		if code := status(t, p.Addr, "/health"); code != http.StatusOK {
			t.Errorf("while it hands over its clients the node is said to be %d", code)
		}
		select {
		case <-p.Exited():
		case <-time.After(drain + 10*time.Second):
			t.Fatalf("node %d does not end:\n%s", i, p.Log())
		}
		if took := time.Since(began); took < drain/5 {
			t.Errorf("node %d ends after %v, and has not handed over its clients", i, took)
		}
		must(t, p.Start())
		within(t, 5*time.Second, "it is ready again", func() bool { return status(t, p.Addr, "/ready") == http.StatusOK })
	}
	time.Sleep(time.Second)
	stop.Store(true)
	editing.Wait()
	var y tally
	y.compare(t, ctx, m, edits)
	mu.Lock()
	defer mu.Unlock()
	over = true
	y.figures(t, name)
	figure(name+".moved", moved, "connections")
	figure(name+".errors", errors, "errors")
	figure(name+".longest_away", int(longest.Milliseconds()), "ms")
	if moved < len(clients)*2/3 || y.edits < 100 {
		t.Errorf("%d times a client was moved, and %d edits were made", moved, y.edits)
	}
}

// status returns how a node answers.
func status(t *testing.T, addr, path string) int {
	t.Helper()
	r, err := http.Get("http://" + addr + path)
	if err != nil {
		return 0
	}
	r.Body.Close()
	return r.StatusCode
}

// TestSecondSignal sends a node two signals: it ends at once, and in good order.
func TestSecondSignal(t *testing.T) {
	w := newWorld(t, 1, "--drain", "1m")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	m := open(t, ctx, []*native.Domain{w.connect(ctx, w.nodes[0].Addr)}, "m")
	must(t, m[0].Element().At("text").Insert(0, "kept"))
	must(t, m[0].Committed(ctx))
	p := w.nodes[0]
	must(t, p.Signal(syscall.SIGTERM))
	within(t, 5*time.Second, "it hands over its clients", func() bool { return strings.Contains(p.Log(), "another signal ends that") })
	must(t, p.Signal(syscall.SIGTERM))
	select {
	case <-p.Exited():
	case <-time.After(10 * time.Second):
		t.Fatalf("it does not end:\n%s", p.Log())
	}
	if !strings.Contains(p.Log(), "stopping") {
		t.Errorf("it has not ended in good order:\n%s", p.Log())
	}
}
