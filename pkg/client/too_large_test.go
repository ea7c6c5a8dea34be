//go:build !js

package client_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// over is more than a message may have, in bytes.
const over = mostMessage * 9 / 8

// oversize is a way to ask for more than a message to the server may have.
type oversize struct {
	name string
	do   func(t *testing.T, x *tester, m *client.Model) error
	// arrives is set where it is sent in parts: whether a model has it.
	arrives func(v ot.Value) bool
}

func sizeOfText(key string, atLeast int) func(ot.Value) bool {
	return func(v ot.Value) bool {
		for _, m := range v.Members {
			if m.Key == key {
				return m.Value.Text.Len() >= atLeast
			}
		}
		return false
	}
}

// imported is what an application has that imports JSON: many small values.
func imported(bytes int) ot.Value {
	v := ot.Value{Kind: ot.KindArray}
	for range bytes / 100 {
		v.Items = append(v.Items, object(text("name", strings.Repeat("n", 60)), number("n", 1)))
	}
	return v
}

func waited[T any](x *tester, f func(func(T, *client.Error))) error {
	_, err := wait(x, f)
	return err
}

var oversizes = []oversize{
	{"insert", func(_ *testing.T, _ *tester, m *client.Model) error {
		return m.Splice(part(m, "text"), 1, 0, units(strings.Repeat("é", over)))
	}, sizeOfText("text", over)},
	{"value", func(_ *testing.T, _ *tester, m *client.Model) error {
		return m.SetText(part(m, "set"), ot.MustText(strings.Repeat("v", over)))
	}, sizeOfText("set", over)},
	{"JSON", func(_ *testing.T, _ *tester, m *client.Model) error {
		_, err := m.SetProperty(m.Root(), "json", imported(over))
		return err
	}, func(v ot.Value) bool {
		for _, m := range v.Members {
			if m.Key == "json" {
				return len(m.Value.Items) == over/100 && len(m.Value.Items[over/100-1].Members) == 2
			}
		}
		return false
	}},
	{"new model", func(_ *testing.T, x *tester, _ *client.Model) error {
		return waited(x, func(done func(string, *client.Error)) {
			x.CreateModel("", client.Creation{Collection: "tests", Data: object(ot.Member{Key: "json", Value: imported(over)})}, done)
		})
	}, nil},
	{"batch", func(t *testing.T, _ *tester, m *client.Model) error {
		if err := m.StartBatch(); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := m.CompleteBatch(); err != nil {
				t.Error(err)
			}
		}()
		for i := range 12 {
			if err := m.Splice(part(m, "batch"), 0, 0, units(strings.Repeat(string(rune('a'+i)), mostMessage/8))); err != nil {
				return err
			}
		}
		return nil
	}, nil},
	{"chat message", func(_ *testing.T, x *tester, _ *client.Model) error {
		return waited(x, func(done func(*protocol.ChatPublishResponse, *client.Error)) {
			x.PublishChat("any", strings.Repeat("c", over), done)
		})
	}, nil},
	{"activity state", func(_ *testing.T, x *tester, m *client.Model) error {
		a := joinActivity(x, m.ID()[len(m.ID())-20:])
		err := a.Update(large(over), nil, false)
		if n := len(a.Status().State); n != 0 {
			return nil
		}
		return err
	}, nil},
	{"presence state", func(t *testing.T, x *tester, _ *client.Model) error {
		err := x.SetPresence(large(over))
		if n := len(x.OwnPresence()); n != 0 {
			t.Errorf("the presence has %d keys", n)
		}
		return err
	}, nil},
	{"reference", func(t *testing.T, _ *tester, m *client.Model) error {
		r, err := m.LocalReference(part(m, "text"), ot.ReferenceRange, "r")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Share(); err != nil {
			t.Fatal(err)
		}
		return r.Set(ot.Reference{Ranges: make([]ot.Range, 10_000)})
	}, nil},
	{"key", func(_ *testing.T, _ *tester, m *client.Model) error {
		_, err := m.SetProperty(m.Root(), strings.Repeat("k", over), ot.Value{Kind: ot.KindNull})
		return err
	}, nil},
	{"key within a value", func(_ *testing.T, _ *tester, m *client.Model) error {
		_, err := m.SetProperty(m.Root(), "object", object(number(strings.Repeat("k", 100<<10), 1)))
		return err
	}, nil},
	{"model id", func(_ *testing.T, x *tester, _ *client.Model) error {
		return waited(x, func(done func(*client.Model, *client.Error)) { x.OpenModel(strings.Repeat("i", 1000), 1, done) })
	}, nil},
	{"activity id", func(_ *testing.T, x *tester, _ *client.Model) error {
		return waited(x, func(done func(*client.Activity, *client.Error)) {
			x.JoinActivity(protocol.ActivityName{Type: "t", ID: strings.Repeat("i", 1000)}, client.ActivityOptions{}, done)
		})
	}, nil},
	{"query", func(_ *testing.T, x *tester, _ *client.Model) error {
		return waited(x, func(done func(*protocol.QueryResponse, *client.Error)) { x.Query(strings.Repeat("q", over), done) })
	}, nil},
	{"chat name", func(_ *testing.T, x *tester, _ *client.Model) error {
		_, err := answeredBy(x, &protocol.ChatSetNameRequest{ID: "any", Name: strings.Repeat("n", over)})
		return err
	}, nil},
}

var severalTexts = object(text("text", "ab"), text("set", ""), text("batch", ""))

// goesOn checks that another model of the same client is committed, and that there
// were no more connections than said. It returns how long that took.
func goesOn(t *testing.T, x *tester, beside *client.Model, connections int) time.Duration {
	t.Helper()
	if err := beside.Splice(part(beside, "text"), 0, 0, units("x")); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	x.await("the other model to be committed", func() bool { return beside.Status().Committed })
	took := time.Since(begun)
	if dials, _ := x.host.counted(); dials > connections {
		t.Errorf("%d connections", dials)
	}
	return took
}

// limitExceeded checks the error of what is too large: its code, and that it says
// how large that was and may be.
func limitExceeded(t *testing.T, err error) {
	t.Helper()
	if code(err) != protocol.CodeLimitExceeded || !strings.Contains(err.Error(), " is too large: the server takes at most ") {
		t.Errorf("the error is %v", err)
	}
}

// TestTooLarge asks for too much in every way: it arrives in parts, or the call says
// so, and everything else goes on over the same connection.
func TestTooLarge(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	beside := x.open(modelID(t), object(text("text", "")))
	longest := time.Duration(0)
	defer func() { fmt.Printf("figure too_large.beside.ms %d ms\n", longest.Milliseconds()) }()
	for _, way := range oversizes {
		t.Run(way.name, func(t *testing.T) {
			m := x.open(modelID(t), severalTexts)
			before := value(m)
			err := way.do(t, x, m)
			longest = max(longest, goesOn(t, x, beside, 1))
			x.await("all to be committed", func() bool { return m.Status().Committed })
			there := y.open(m.ID(), severalTexts)
			y.await("both to be the same", func() bool { return there.Status().Version == m.Status().Version })
			if a, b := value(m), value(there); !sameText(a, b) {
				t.Error("the other client has something else")
			}
			switch {
			case way.arrives != nil:
				if err != nil || !way.arrives(value(there)) {
					t.Errorf("it has not arrived: %v", err)
				}
			default:
				limitExceeded(t, err)
				if way.name != "batch" && !sameText(before, value(m)) {
					t.Error("something has changed")
				}
			}
		})
	}
}

// sameText compares documents by their plain values.
func sameText(a, b ot.Value) bool {
	if a.Kind != b.Kind || a.Text != b.Text || a.Number != b.Number || len(a.Items) != len(b.Items) || len(a.Members) != len(b.Members) {
		return false
	}
	for i := range a.Items {
		if !sameText(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i := range a.Members {
		if a.Members[i].Key != b.Members[i].Key || !sameText(a.Members[i].Value, b.Members[i].Value) {
			return false
		}
	}
	return true
}
