package client_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

var modelCount atomic.Int64

// modelID returns a model id that no other test uses.
func modelID(t *testing.T) string {
	return fmt.Sprintf("%s-%d-%d", t.Name(), modelCount.Add(1), time.Now().UnixNano())
}

func units(s string) []uint16 { return ot.MustText(s).AppendUTF16(nil) }

func number(key string, v float64) ot.Member {
	return ot.Member{Key: key, Value: ot.Value{Kind: ot.KindNumber, Number: v}}
}

var everything = object(text("text", "hello"), number("number", 1),
	ot.Member{Key: "array", Value: ot.Value{Kind: ot.KindArray, Items: []ot.Value{{Kind: ot.KindNull}, {Kind: ot.KindBoolean}}}},
	ot.Member{Key: "object", Value: object(text("a", "b"))},
	ot.Member{Key: "bool", Value: ot.Value{Kind: ot.KindBoolean, Bool: true}},
	ot.Member{Key: "date", Value: ot.Value{Kind: ot.KindDate, Millis: 5}})

// must fails the test on an error.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// same waits until both models hold the same and everything is acknowledged.
func same(x *tester, a, b *client.Model) {
	x.t.Helper()
	defer func() {
		if x.t.Failed() {
			x.t.Logf("first %+v\n%+v", a.Status(), value(a))
			x.t.Logf("second %+v\n%+v", b.Status(), value(b))
		}
	}()
	x.await("equal models", func() bool {
		return a.Status().Committed && b.Status().Committed && a.Status().Version == b.Status().Version && ot.IdenticalValue(value(a), value(b))
	})
}

func TestTwoClients(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := modelID(t)
	a := x.open(id, everything)
	b := y.open(id, object())
	if again := x.open(id, object()); again != a {
		t.Error("an open model was opened a second time")
	}
	if !ot.IdenticalValue(value(a), value(b)) {
		t.Fatalf("opened differently:\n%+v\n%+v", value(a), value(b))
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	root := a.Root()
	check(a.Splice(root.Get("text"), 5, 0, units(" 😀")))
	check(b.Splice(b.Root().Get("text"), 0, 1, units("H")))
	check(a.AddNumber(root.Get("number"), 2))
	check(b.AddNumber(b.Root().Get("number"), 40))
	check(a.SetBool(root.Get("bool"), false))
	check(b.SetDate(b.Root().Get("date"), 77))
	must[*document.Node](t)(a.InsertEntry(root.Get("array"), 1, ot.Value{Kind: ot.KindString, Text: ot.MustText("x")}))
	check(b.MoveEntry(b.Root().Get("array"), 1, 0))
	must[*document.Node](t)(a.SetProperty(root.Get("object"), "new", object(text("deep", "er"))))
	must[*document.Node](t)(b.RemoveProperty(b.Root().Get("object"), "a"))
	same(x, a, b)
	if got := value(a).Members[0].Value.Text.WTF8(); got != "Hello 😀" {
		t.Errorf("text %q", got)
	}
	if got := a.Root().Get("number").Number(); got != 43 {
		t.Errorf("number %v", got)
	}
}

// TestOfflineEdits edits while the connection is away; afterwards every edit is
// there once.
func TestOfflineEdits(t *testing.T) {
	x := connected(t, func(o *client.Options) { o.ReconnectIntervals = []time.Duration{time.Hour} })
	y := connected(t, nil)
	id := modelID(t)
	a := x.open(id, object(text("text", "")))
	b := y.open(id, object())
	insert := func(m *client.Model, s string) {
		t.Helper()
		if err := m.Splice(m.Root().Get("text"), 0, 0, units(s)); err != nil {
			t.Fatal(err)
		}
	}
	a.Listen(client.ModelOffline.Bit() | client.ModelOnline.Bit() | client.ModelModified.Bit() | client.ModelCommitted.Bit() |
		client.ModelReconnecting.Bit() | client.ModelResyncStarted.Bit() | client.ModelResyncCompleted.Bit())
	insert(a, "1") // perhaps sent, perhaps acknowledged, when the cable breaks
	x.host.cut()
	insert(a, "2")
	insert(b, "3")
	if a.Status().Committed {
		t.Error("an edit made offline counts as committed")
	}
	same(y, b, b)
	x.taken()
	x.Online()
	same(x, a, b)
	got := a.Root().Get("text").Buffer().Text().WTF8()
	for _, c := range "123" {
		if strings.Count(got, string(c)) != 1 {
			t.Errorf("text %q", got)
		}
	}
	x.await("online", func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return slices.ContainsFunc(x.log, func(s string) bool { return strings.HasPrefix(s, "model 7 ") })
	})
	var order []string
	for _, s := range x.taken() {
		if strings.HasPrefix(s, "model ") {
			order = append(order, strings.Fields(s)[1])
		}
	}
	if s := strings.Join(order, " "); s != "8 9 5 10 7" && s != "8 9 10 5 7" && s != "8 9 10 7 5" {
		t.Errorf("model events %q", s)
	}
}

// TestEvents checks which events reach a listener, in which order, and that
// nobody is told who did not ask.
func TestEvents(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := modelID(t)
	a, b := x.open(id, everything), y.open(id, object())
	x.taken()
	// Nobody listens: nothing is told.
	if err := b.Splice(b.Root().Get("text"), 0, 0, units("-")); err != nil {
		t.Fatal(err)
	}
	same(x, a, b)
	if got := x.taken(); len(got) != 0 {
		t.Errorf("told without being asked: %q", got)
	}
	a.ListenElement(a.Root().Get("text"), client.ElementRemove.Bit())
	a.ListenElement(a.Root(), client.ElementModelChanged.Bit())
	a.ListenElement(a.Root().Get("object").Get("a"), client.ElementDetached.Bit())
	if err := b.Splice(b.Root().Get("text"), 0, 1, nil); err != nil {
		t.Fatal(err)
	}
	must[*document.Node](t)(b.RemoveProperty(b.Root(), "object"))
	same(x, a, b)
	want := []string{
		`element text 6 local=false by= index=0 text="" removed="-"`, `changed "text" below ""`,
		`detached a`, `element  6 local=false by= index=0 text="" removed=""`, `changed "" below ""`,
	}
	if got := x.taken(); !slices.Equal(got, want) {
		t.Errorf("events\n%q, want\n%q", got, want)
	}
	// Local edits are told only on request.
	edit := func() {
		t.Helper()
		if err := a.Splice(a.Root().Get("text"), 0, 0, units("+")); err != nil {
			t.Fatal(err)
		}
	}
	edit()
	a.SetEmitLocal(true)
	edit()
	same(x, a, b)
	want = []string{`element text 7 local=true by= index=0 text="+" removed=""`, `changed "text" below ""`}
	if got := x.taken(); !slices.Equal(got, want) {
		t.Errorf("local events\n%q, want\n%q", got, want)
	}
}

func TestBatch(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := modelID(t)
	a, b := x.open(id, everything), y.open(id, object())
	if a.CompleteBatch() == nil || a.CancelBatch() == nil {
		t.Error("a batch that was not started ended")
	}
	version := a.Status().Version
	for _, err := range []error{
		a.StartBatch(), a.Splice(a.Root().Get("text"), 0, 5, units("bye")), a.SetBool(a.Root().Get("bool"), false),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if a.StartBatch() == nil || a.CancelBatch() == nil {
		t.Error("a batch with edits was started again or cancelled")
	}
	if s := a.Status(); s.Committed || s.BatchSize != 2 {
		t.Errorf("status in a batch: %+v", s)
	}
	if err := a.CompleteBatch(); err != nil {
		t.Fatal(err)
	}
	same(x, a, b)
	if got := a.Status().Version; got != version+1 {
		t.Errorf("a batch took versions %d to %d", version, got)
	}
}

func TestCloseAndRemove(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := modelID(t)
	a, b := x.open(id, everything), y.open(id, object())
	if err := a.Splice(a.Root().Get("text"), 0, 0, units("last words ")); err != nil {
		t.Fatal(err)
	}
	n := a.Root().Get("text")
	if _, err := wait(x, nothing(a.Close)); err != nil {
		t.Fatal(err)
	}
	if a.Attached(n) || n.Len() != 16 {
		t.Error("after closing an element is attached or its value is gone")
	}
	if err := a.Splice(n, 0, 0, units("x")); code(err) != protocol.CodeInvalidArgument {
		t.Errorf("edit of a closed model: %v", err)
	}
	if _, err := wait(x, nothing(a.Close)); code(err) != protocol.CodeAlreadyClosed {
		t.Errorf("second close: %v", err)
	}
	y.await("the words", func() bool { return value(b).Members[0].Value.Text.Len() == 16 })
	y.taken()
	if _, err := wait(x, nothing(func(done func(*client.Error)) { x.RemoveModel(id, done) })); err != nil {
		t.Fatal(err)
	}
	y.await("the forced close", func() bool { return !b.Status().Open })
	want := []string{"model 1 local=false reason=2", "model 2 local=false reason=0"}
	if got := y.taken(); !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
	if _, err := wait(x, func(done func(*client.Model, *client.Error)) { x.OpenModel(id, 0, done) }); code(err) != protocol.CodeModelNotFound {
		t.Errorf("opening a removed model: %v", err)
	}
}

// TestRefusedEdits expects wrong arguments to be refused before anything
// changes.
func TestRefusedEdits(t *testing.T) {
	x := connected(t, nil)
	m := x.open(modelID(t), everything)
	before, version := value(m), m.Status().Version
	root := m.Root()
	for name, err := range map[string]error{
		"before the start": m.Splice(root.Get("text"), -1, 0, units("x")),
		"behind the end":   m.Splice(root.Get("text"), 6, 0, units("x")),
		"too many":         m.Splice(root.Get("text"), 3, 3, nil),
		"overflow":         m.Splice(root.Get("text"), 1<<31-1, 1<<31-1, nil),
		"not a string":     m.Splice(root, 0, 0, units("x")),
		"not a number":     m.AddNumber(root.Get("text"), 1),
		"no such entry":    m.MoveEntry(root.Get("array"), 0, 2),
		"root":             m.RemoveElement(root),
		"null":             m.SetContent(root.Get("array").At(0), ot.Value{Kind: ot.KindNull}),
	} {
		if code(err) != protocol.CodeInvalidArgument {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !m.Status().Committed || m.Status().Version != version || !ot.IdenticalValue(before, value(m)) {
		t.Error("a refused edit changed something")
	}
}
