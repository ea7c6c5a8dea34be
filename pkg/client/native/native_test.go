//go:build !js

package native_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	neturl "net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/faultproxy"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

func patience(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func connect(t *testing.T, o native.Options) *native.Domain {
	t.Helper()
	d, err := native.Connect(patience(t), url, o)
	must(t, err)
	t.Cleanup(d.Close)
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func codeOf(err error) protocol.Code {
	var e *client.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func creation(t *testing.T, v any) client.Creation {
	t.Helper()
	data, err := native.Value(v)
	must(t, err)
	return client.Creation{Collection: "native", Data: data}
}

func TestRefusals(t *testing.T) {
	for name, o := range map[string]native.Options{
		"password": {Username: "demo", Password: "wrong"},
		"token":    {Token: "nonsense"},
	} {
		if _, err := native.Connect(patience(t), url, o); codeOf(err) != protocol.CodeAuthenticationFailed {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := native.Connect(patience(t), "nonsense", native.Options{}); codeOf(err) != protocol.CodeInvalidURL {
		t.Errorf("invalid URL: %v", err)
	}
	d := connect(t, native.Options{})
	if _, err := d.Open(patience(t), "there is no such model"); codeOf(err) != protocol.CodeModelNotFound {
		t.Errorf("open: %v", err)
	}
	var absent native.Element
	if absent.Exists() || absent.Insert(0, "x") == nil || absent.Put("k", 1) == nil || absent.Remove() == nil {
		t.Error("an element that does not exist can be edited")
	}
}

// TestContextEndsWaiting calls everything that waits where nobody answers: its
// context ends it, also when that ends while it waits.
func TestContextEndsWaiting(t *testing.T) {
	at, err := neturl.Parse(url)
	must(t, err)
	proxy, err := faultproxy.Listen(at.Host, faultproxy.Clean)
	must(t, err)
	t.Cleanup(proxy.Close)
	at.Host = proxy.Addr()
	d, err := native.Connect(patience(t), at.String(), native.Options{})
	must(t, err)
	t.Cleanup(d.Close)
	m, err := d.AutoCreate(patience(t), "waits", creation(t, map[string]any{"n": 0}))
	must(t, err)
	proxy.Freeze()
	must(t, m.Element().At("n").Add(1))
	for _, x := range []struct {
		name string
		call func(context.Context) error
	}{
		{"connect", func(ctx context.Context) error {
			_, err := native.Connect(ctx, at.String(), native.Options{})
			return err
		}},
		{"open", func(ctx context.Context) error { _, err := d.Open(ctx, "m"); return err }},
		{"auto-create", func(ctx context.Context) error { _, err := d.AutoCreate(ctx, "m2", client.Creation{}); return err }},
		{"create", func(ctx context.Context) error {
			_, err := d.Create(ctx, "m3", creation(t, map[string]any{}))
			return err
		}},
		{"remove", func(ctx context.Context) error { return d.Remove(ctx, "m4") }},
		{"server time", func(ctx context.Context) error { _, err := d.ServerTime(ctx); return err }},
		{"committed", m.Committed},
		{"close", m.Close},
		{"reconnect", func(ctx context.Context) error { d.Disconnect(); return d.Reconnect(ctx) }},
	} {
		over, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- x.call(over) }()
		select {
		case err := <-done:
			t.Errorf("%s: did not wait: %v", x.name, err)
			cancel()
			continue
		case <-time.After(30 * time.Millisecond):
		}
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", x.name, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: waits on", x.name)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if err := d.Reconnect(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after its time: %v", err)
	}
}

func TestModelLife(t *testing.T) {
	ctx := patience(t)
	d, other := connect(t, native.Options{DisplayName: "One"}), connect(t, native.Options{})
	id, err := d.Create(ctx, "", creation(t, map[string]any{"text": "ab", "list": []any{1, true, nil}, "object": map[string]any{}}))
	must(t, err)
	if _, err := d.Create(ctx, id, creation(t, map[string]any{})); codeOf(err) != protocol.CodeModelAlreadyExists {
		t.Errorf("made twice: %v", err)
	}
	m, err := d.Open(ctx, id)
	must(t, err)
	if again, err := d.Open(ctx, id); err != nil || again != m {
		t.Errorf("opened again: %v, %v", again, err)
	}
	n, err := other.Open(ctx, id)
	must(t, err)
	events := make(chan client.ModelEventKind, 10)
	n.OnEvent(func(e client.ModelEvent) { events <- e.Kind }, client.ModelClosed, client.ModelDeleted)
	root := m.Element()
	for _, err := range []error{
		root.At("text").Splice(1, 1, "😀"), root.At("list").Move(0, 2), root.At("list", 0).Set(false),
		root.At("object").Put("k", time.UnixMilli(5)), root.At("list", 1).Remove(), root.Put("n", 1), root.At("n").Add(0.5),
		m.Committed(ctx),
	} {
		must(t, err)
	}
	for end := time.Now().Add(5 * time.Second); n.Status().Version != m.Status().Version; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the other one does not catch up")
		}
	}
	want := fmt.Sprint(map[string]any{"text": "a😀", "list": []any{false, 1.0}, "object": map[string]any{"k": time.UnixMilli(5)}, "n": 1.5})
	if got := fmt.Sprint(n.Element().Value()); got != want {
		t.Errorf("the other one has\n%s, want\n%s", got, want)
	}
	if root.At("text").Len() != 3 || root.At("list", 7).Exists() || root.At("text", "x").Exists() {
		t.Error("wrong elements")
	}
	if _, err := native.Value(make(chan int)); err == nil {
		t.Error("a channel is a value")
	}
	if codeOf(root.At("n").Add(math.NaN())) != protocol.CodeInvalidArgument {
		t.Error("not a number was added")
	}
	must(t, d.Remove(ctx, id))
	if a, b := <-events, <-events; a != client.ModelClosed || b != client.ModelDeleted {
		t.Errorf("events %d, %d", a, b)
	}
	if err := m.Close(ctx); codeOf(err) != protocol.CodeAlreadyClosed {
		t.Errorf("closing a removed model: %v", err)
	}
}

// TestManyGoroutines lets many goroutines of two clients edit, listen, open and
// close at once; with the race detector this is the proof of the lock order.
func TestManyGoroutines(t *testing.T) {
	ctx := patience(t)
	c := creation(t, map[string]any{"sum": 0, "text": ""})
	domains := []*native.Domain{connect(t, native.Options{}), connect(t, native.Options{})}
	const workers, edits = 8, 40
	var models []*native.Model
	var mu sync.Mutex
	running := 0 // listeners that are being called right now
	for _, d := range domains {
		m, err := d.AutoCreate(ctx, "many", c)
		must(t, err)
		models = append(models, m)
		inside := false
		m.Element().OnChange(func(native.Change) {
			mu.Lock()
			running++
			if inside {
				t.Error("two listeners of one domain are called at once")
			}
			inside = true
			mu.Unlock()
			_ = m.Element().Value() // a listener may call anything
			mu.Lock()
			inside = false
			mu.Unlock()
		})
	}
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() {
			d := domains[i%2]
			for j := range edits {
				m, err := d.AutoCreate(ctx, "many", c)
				if err != nil {
					t.Error(err)
					return
				}
				m.Element().At("sum").Add(1)
				m.Element().At("text").Insert(0, "x")
				_ = m.Element().Value()
				stop := m.OnEvent(func(client.ModelEvent) {}, client.ModelVersionChanged)
				stop()
				if j%10 == 0 {
					own, err := d.AutoCreate(ctx, fmt.Sprintf("own-%d-%d", i, j), c)
					if err != nil {
						t.Error(err)
						return
					}
					own.Element().At("sum").Add(1)
					if err := own.Close(ctx); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	for _, m := range models {
		must(t, m.Committed(ctx))
	}
	for _, m := range models {
		for end := time.Now().Add(5 * time.Second); m.Element().At("sum").Value() != float64(workers*edits); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("the sum is %v", m.Element().At("sum").Value())
			}
		}
		if got := m.Element().At("text").Value(); got != strings.Repeat("x", workers*edits) {
			t.Errorf("text %q", got)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if running == 0 {
		t.Error("no listener was called")
	}
}

// TestListenersInOrder expects every change once, in order, and nothing after
// stop.
func TestListenersInOrder(t *testing.T) {
	ctx := patience(t)
	a, b := connect(t, native.Options{}), connect(t, native.Options{})
	c := creation(t, map[string]any{"n": 0})
	m, err := a.AutoCreate(ctx, "in order", c)
	must(t, err)
	n, err := b.AutoCreate(ctx, "in order", c)
	must(t, err)
	heard := make(chan float64, 1000)
	var stop func()
	stop = n.Element().At("n").OnChange(func(c native.Change) {
		heard <- c.Op.Number
		if c.Op.Number == 100 {
			stop()
		}
	})
	for i := range 110 {
		must(t, m.Element().At("n").Set(float64(i+1)))
		must(t, m.Committed(ctx)) // else they are composed
	}
	for end := time.Now().Add(5 * time.Second); n.Status().Version != m.Status().Version; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the other one does not catch up")
		}
	}
	for i := range 100 {
		if got := <-heard; got != float64(i+1) {
			t.Fatalf("heard %v instead of %d", got, i+1)
		}
	}
	if len(heard) > 0 {
		t.Errorf("heard %v after stop", <-heard)
	}
}
