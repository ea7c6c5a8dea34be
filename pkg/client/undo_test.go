package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/standin"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// undoing is a model whose steps are noted, on a host whose clock the test moves.
type undoing struct {
	t     *testing.T
	m     *client.Model
	host  *standin.Host
	still *movedHost
	sink  *deafSink
	steps []string
}

type movedHost struct {
	stillHost
	millis int64
}

func (h *movedHost) Now() time.Time { return time.UnixMilli(h.millis) }

func newUndoing(t *testing.T, data ot.Value) *undoing {
	x := &undoing{t: t, still: &movedHost{}}
	x.sink = &deafSink{host: &x.still.stillHost}
	x.m, x.host = openLocal(t, data, x.still, x.still.run, x.sink)
	return x
}

func (x *undoing) manager(o client.UndoOptions) *client.UndoManager {
	o.Notify = func(s *undo.Step, e undo.Event) {
		stack := "undo"
		if s.Redo {
			stack = "redo"
		}
		x.steps = append(x.steps, fmt.Sprint(s.ID, " ", []string{"", "added to ", "popped off ", "dropped off "}[e], stack))
	}
	return x.m.UndoManager(o)
}

func (x *undoing) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

func (x *undoing) write(index, count int, text string) {
	x.t.Helper()
	x.must(x.m.Splice(x.m.Root().Get("text"), index, count, units(text)))
	x.still.run()
}

func (x *undoing) after(millis int64) { x.still.millis += millis }

// others has somebody else edit.
func (x *undoing) others(ops ...ot.Op) {
	x.host.Push(&protocol.RemoteOperation{Resource: 1, SessionID: "other", Instance: "other", First: 1, Operations: ops})
	x.still.run()
}

func (x *undoing) take(what func() (bool, error), want bool) {
	x.t.Helper()
	done, err := what()
	x.must(err)
	if done != want {
		x.t.Fatalf("something was taken back: %v", done)
	}
	x.still.run()
}

func (x *undoing) reads(want string) {
	x.t.Helper()
	if got := x.m.Root().Get("text").Buffer().Text().WTF8(); got != want {
		x.t.Fatalf("the text is %q, not %q", got, want)
	}
}

func TestUndoByTimeAndBatch(t *testing.T) {
	x := newUndoing(t, object(text("text", "")))
	u := x.manager(client.UndoOptions{})
	x.write(0, 0, "a")
	x.after(500)
	x.write(1, 0, "b") // in time
	x.after(501)
	x.write(2, 0, "c")
	x.must(x.m.StartBatch())
	x.write(3, 0, "d")
	x.after(2000)
	x.write(0, 0, "-")
	x.must(x.m.CompleteBatch())
	x.write(5, 0, "e") // not the batch's, however soon
	u.StopCapturing()
	x.write(6, 0, "f")
	for _, want := range []string{"-abcde", "-abcd", "abc", "ab", ""} {
		x.take(u.Undo, true)
		x.reads(want)
	}
	if u.CanUndo() || !u.CanRedo() {
		t.Error("all is undone: there is nothing to undo, and all to do again")
	}
	x.take(u.Undo, false)
	for _, want := range []string{"ab", "abc", "-abcd"} {
		x.take(u.Redo, true)
		x.reads(want)
	}
	x.write(0, 1, "")
	if u.CanRedo() {
		t.Error("after another edit nothing can be done again")
	}
	want := []string{"1 added to undo", "2 added to undo", "3 added to undo", "4 added to undo", "5 added to undo",
		"6 added to redo", "5 popped off undo", "7 added to redo", "4 popped off undo", "8 added to redo", "3 popped off undo",
		"9 added to redo", "2 popped off undo", "10 added to redo", "1 popped off undo",
		"11 added to undo", "10 popped off redo", "12 added to undo", "9 popped off redo", "13 added to undo", "8 popped off redo",
		"7 dropped off redo", "6 dropped off redo", "14 added to undo"}
	if !slices.Equal(x.steps, want) {
		t.Errorf("steps:\n%s", strings.Join(x.steps, "\n"))
	}
	u.Clear()
	if u.CanUndo() || u.Bytes() != 0 {
		t.Error("something is left of what was cleared")
	}
	status := x.m.Status()
	if !status.Committed || status.BatchStarted {
		t.Errorf("the server does not have all: %+v", status)
	}
}

func TestUndoLeavesWhatOthersDid(t *testing.T) {
	x := newUndoing(t, object(text("text", "one two")))
	id := x.m.Root().Get("text").ID()
	u := x.manager(client.UndoOptions{CaptureMillis: -1})
	x.write(4, 3, "")
	x.others(ot.Op{Kind: ot.StringSplice, ID: id, Index: 0, Text: ot.MustText("zero ")})
	x.write(9, 0, "2 or 3")
	x.others(ot.Op{Kind: ot.StringSplice, ID: id, Index: 10, Text: ot.MustText(".0")})
	x.reads("zero one 2.0 or 3")
	listened := x.sink.calls
	x.m.ListenElement(x.m.Root().Get("text"), client.ElementRemove.Bit()|client.ElementInsert.Bit())
	x.take(u.Undo, true)
	x.reads("zero one .0")
	if x.sink.calls != listened+2 {
		t.Errorf("undo was heard of %d times: it removes at two places", x.sink.calls-listened)
	}
	x.take(u.Undo, true)
	x.reads("zero one .0two")
	x.take(u.Redo, true)
	x.take(u.Redo, true)
	x.reads("zero one 2.0 or 3")
}

func TestUndoBringsElementsBack(t *testing.T) {
	x := newUndoing(t, object(text("text", "abc")))
	root := x.m.Root()
	element := root.Get("text")
	id := element.ID()
	u := x.manager(client.UndoOptions{})
	_, err := x.m.RemoveProperty(root, "text")
	x.must(err)
	x.still.run()
	x.take(u.Undo, true)
	if back := root.Get("text"); back == nil || back.ID() != id {
		t.Fatalf("the element is not back with its id %s: %v", id, back)
	}
	x.others(ot.Op{Kind: ot.StringSplice, ID: id, Index: 3, Text: ot.MustText("d")})
	x.reads("abcd")
	x.take(u.Redo, true)
	if root.Get("text") != nil {
		t.Fatal("done again, it is still there")
	}
	x.take(u.Undo, true)
	x.reads("abcd")
}

// TestUndoOfWhatIsTooLarge brings back, beside something else, more than fits one message.
func TestUndoOfWhatIsTooLarge(t *testing.T) {
	long := strings.Repeat("long", protocol.LeastMessage/2)
	x := newUndoing(t, object(text("text", long), text("other", "a")))
	x.m.Domain().Believe(func(l *protocol.Limits) { l.Message = protocol.LeastMessage })
	u := x.manager(client.UndoOptions{})
	root := x.m.Root()
	id := root.Get("text").ID()
	_, err := x.m.RemoveProperty(root, "other")
	x.must(err)
	_, err = x.m.RemoveProperty(root, "text")
	x.must(err)
	x.still.run()
	for range 2 {
		x.take(u.Undo, true)
		x.reads(long)
		if other := root.Get("other"); other == nil || root.Get("text").ID() != id || u.CanUndo() || !x.m.Status().Committed {
			t.Fatalf("there is %v beside it, %+v", other, x.m.Status())
		}
		x.take(u.Redo, true)
		if root.Len() != 0 || u.CanRedo() {
			t.Fatalf("done again there are %d properties", root.Len())
		}
	}
}

// TestUndoPassesOver: a step of which others have left nothing is no step.
func TestUndoPassesOver(t *testing.T) {
	x := newUndoing(t, object(text("text", ""), text("aside", "")))
	aside := x.m.Root().Get("aside")
	u := x.manager(client.UndoOptions{CaptureMillis: -1})
	x.write(0, 0, "kept")
	x.must(x.m.Splice(aside, 0, 0, units("gone")))
	x.still.run()
	x.others(ot.Op{Kind: ot.StringSet, ID: aside.ID(), Text: ot.MustText("theirs")})
	x.take(u.Undo, true)
	x.reads("")
	if got := aside.Buffer().Text().WTF8(); got != "theirs" || u.CanUndo() {
		t.Errorf("the other text is %q, and there is more to undo: %v", got, u.CanUndo())
	}
	if last := x.steps[len(x.steps)-1]; last != "1 popped off undo" || !slices.Contains(x.steps, "2 dropped off undo") {
		t.Errorf("steps:\n%s", strings.Join(x.steps, "\n"))
	}
}

// TestUndoScopes: each of two undo managers takes back what is its own.
func TestUndoScopes(t *testing.T) {
	x := newUndoing(t, object(text("text", ""), text("aside", "")))
	aside := x.m.Root().Get("aside")
	mine := x.manager(client.UndoOptions{Scope: nil})
	only := x.m.UndoManager(client.UndoOptions{Scope: []*document.Node{aside}})
	x.write(0, 0, "text")
	if only.CanUndo() {
		t.Error("an edit beside its scope can be undone")
	}
	x.must(x.m.Splice(aside, 0, 0, units("aside")))
	x.take(only.Undo, true)
	if aside.Len() != 0 {
		t.Error("the scope's edit was not undone")
	}
	x.reads("text")
	// For the other one that was the edit of somebody else: nothing is left of the aside.
	x.take(mine.Undo, true)
	x.reads("")
	only.Close()
	x.must(x.m.Splice(aside, 0, 0, units("aside")))
	if only.CanUndo() {
		t.Error("a closed undo manager has heard of an edit")
	}
}

func TestUndoRefuses(t *testing.T) {
	x := newUndoing(t, object(text("text", "")))
	u := x.manager(client.UndoOptions{})
	x.write(0, 0, "a")
	x.must(x.m.StartBatch())
	if _, err := u.Undo(); err == nil || !strings.Contains(err.Error(), "batch") {
		t.Errorf("undo in a batch: %v", err)
	}
	x.must(x.m.CancelBatch())
	x.m.Close(func(*client.Error) {})
	x.still.run()
	if _, err := u.Undo(); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("undo in a closed model: %v", err)
	}
	if !u.CanUndo() {
		t.Error("a refused undo has lost its step")
	}
}

// BenchmarkKeystrokeWithUndo is what a keystroke costs with an undo manager, to be held
// beside BenchmarkKeystrokeWithout.
func BenchmarkKeystrokeWithUndo(b *testing.B) { benchmarkKeystroke(b, true) }

func BenchmarkKeystrokeWithout(b *testing.B) { benchmarkKeystroke(b, false) }

func benchmarkKeystroke(b *testing.B, with bool) {
	still := &movedHost{}
	host := standin.New(still, client.CreationIDs().Assign(object(text("text", ""))))
	d, err := client.New("ws://h/n/d", client.DefaultOptions(), host, &deafSink{host: &still.stillHost})
	if err != nil {
		b.Fatal(err)
	}
	var m *client.Model
	host.Open(d, func(opened *client.Model, _ *client.Error) { m = opened })
	still.run()
	if with {
		m.UndoManager(client.UndoOptions{})
	}
	n, x := m.Root().Get("text"), units("x")
	var spent time.Duration
	b.ReportAllocs()
	for i := range b.N {
		start := time.Now()
		if err := m.Splice(n, i, 0, x); err != nil {
			b.Fatal(err)
		}
		spent += time.Since(start)
		if i%10 == 9 {
			still.millis += 100
			still.run()
		}
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N), "ns/keystroke")
}
