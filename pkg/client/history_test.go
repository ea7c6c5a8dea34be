package client_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestHistory walks a model back to its beginning and forward again.
func TestHistory(t *testing.T) {
	x := connected(t, nil)
	id := modelID(t)
	m := x.open(id, everything)
	first := value(m)
	edits := []func() error{
		func() error { return m.Splice(m.Root().Get("text"), 1, 3, units("ELL")) },
		func() error { _, err := m.RemoveProperty(m.Root(), "object"); return err },
		func() error { _, err := m.RemoveEntry(m.Root().Get("array"), 0); return err },
		func() error { return m.AddNumber(m.Root().Get("number"), 4) },
		func() error { return m.SetContent(m.Root(), object(text("all", "new"))) },
	}
	states := []ot.Value{{}, first}
	for _, edit := range edits {
		if err := edit(); err != nil {
			t.Fatal(err)
		}
		x.await("the acknowledgement", func() bool { return m.Status().Committed })
		states = append(states, value(m))
	}
	h, err := wait(x, func(done func(*client.History, *client.Error)) { x.OpenHistory(id, done) })
	if err != nil {
		t.Fatal(err)
	}
	h.Listen(7)
	for _, v := range []int64{6, 1, 0, 4, 2, 3, 6, 5, 1, 6} {
		if _, err := wait(x, nothing(func(done func(*client.Error)) { h.PlayTo(v, done) })); err != nil {
			t.Fatalf("version %d: %v", v, err)
		}
		var got ot.Value
		h.View(func() { got = h.Root().Value() })
		if want := states[max(v, 1)]; !ot.IdenticalValue(got, want) {
			t.Errorf("version %d is\n%+v, want\n%+v", v, got, want)
		}
		if s := h.Status(); s.Version != max(v, 1) || s.InTransition || s.Millis < m.Created() {
			t.Errorf("status at version %d: %+v", v, s)
		}
	}
	if _, err := wait(x, nothing(func(done func(*client.Error)) { h.PlayToTime(m.Created()-1000, done) })); err == nil && h.Status().Version != 1 {
		t.Errorf("before the creation: version %d", h.Status().Version)
	}
	if _, err := wait(x, nothing(func(done func(*client.Error)) { h.PlayTo(7, done) })); err == nil {
		t.Error("a version that does not exist")
	}
}
