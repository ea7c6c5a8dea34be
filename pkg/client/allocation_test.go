package client_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/standin"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// stillHost runs timers and turns only when the test says so, on the test's own
// goroutine.
type stillHost struct {
	timers []func()
	turns  []*client.Domain
}

func (h *stillHost) Dial(*client.Domain, string, string, client.SocketHandler) client.Socket {
	panic("a stand-in dials")
}
func (h *stillHost) AfterFunc(delay time.Duration, f func()) client.Timer {
	if delay == 0 {
		h.timers = append(h.timers, f)
	}
	return stillTimer{}
}
func (h *stillHost) Schedule(d *client.Domain) { h.turns = append(h.turns, d) }
func (h *stillHost) Proceed(d *client.Domain)  { h.timers = append(h.timers, d.Proceed) }
func (h *stillHost) Now() time.Time            { return time.Unix(0, 0) }

type stillTimer struct{}

func (stillTimer) Stop() {}

// run lets everything happen that has been asked for.
func (h *stillHost) run() {
	for len(h.timers)+len(h.turns) > 0 {
		timers, turns := h.timers, h.turns
		h.timers, h.turns = nil, nil
		for _, f := range timers {
			f()
		}
		for _, d := range turns {
			d.Turn()
		}
	}
}

// deafSink signs in and hears nothing.
type deafSink struct {
	host  *stillHost
	calls int
}

func (s *deafSink) Busy() bool                                                           { return false }
func (s *deafSink) DomainEvent(*client.Domain, client.DomainEvent)                       {}
func (s *deafSink) ModelEvent(*client.Model, client.ModelEvent)                          { s.calls++ }
func (s *deafSink) ElementEvent(*client.Tree, *document.Node, client.ElementEvent)       { s.calls++ }
func (s *deafSink) ElementChanged(_ *client.Tree, _, _ *document.Node)                   { s.calls++ }
func (s *deafSink) ElementDetached(*client.Tree, *document.Node)                         { s.calls++ }
func (s *deafSink) ElementBack(*client.Tree, *document.Node)                             { s.calls++ }
func (s *deafSink) ReferenceCreated(*client.Reference)                                   { s.calls++ }
func (s *deafSink) ReferenceEvent(*client.Reference, client.ReferenceEvent)              { s.calls++ }
func (s *deafSink) HistoryEvent(*client.History, client.HistoryEventKind, int64)         { s.calls++ }
func (s *deafSink) PresenceEvent(*client.Domain, client.PresenceEvent)                   {}
func (s *deafSink) ActivityEvent(*client.Domain, *client.Activity, client.ActivityEvent) {}
func (s *deafSink) ChatEvent(*client.Domain, client.ChatEvent)                           {}
func (s *deafSink) DataWanted(*client.Domain, uint32)                                    {}
func (s *deafSink) CredentialsWanted(d *client.Domain, attempt int, _ protocol.AuthMethod) {
	s.host.AfterFunc(0, func() { d.Credentials(attempt, client.Credentials{}) })
}

// localModel opens a model on a stand-in for the server.
func localModel(t *testing.T, data ot.Value) (*client.Model, *standin.Host, *stillHost, *deafSink) {
	t.Helper()
	still := &stillHost{}
	sink := &deafSink{host: still}
	model, host := openLocal(t, data, still, still.run, sink)
	return model, host, still, sink
}

func openLocal(t *testing.T, data ot.Value, on client.Host, run func(), sink client.Sink) (*client.Model, *standin.Host) {
	t.Helper()
	host := standin.New(on, client.CreationIDs().Assign(data))
	d, err := client.New("ws://h/n/d", client.DefaultOptions(), host, sink)
	if err != nil {
		t.Fatal(err)
	}
	var model *client.Model
	host.Open(d, func(m *client.Model, err *client.Error) {
		if err != nil {
			t.Error(err)
		}
		model = m
	})
	run()
	if model == nil {
		t.Fatal("the model did not open")
	}
	return model, host
}

// TestKeystrokesAllocateNothing holds one-character edits and reads of the
// length to zero allocations, in the middle of a text and at its end, typed and
// scattered. Buffers grow now and then, which the average rounds down.
func TestKeystrokesAllocateNothing(t *testing.T) {
	m, _, still, _ := localModel(t, object(text("text", "some text to begin with")))
	n := m.Root().Get("text")
	x := units("x")
	at := 0
	check := func(what string, f func()) {
		t.Helper()
		for range 2000 { // until buffers have their size
			f()
		}
		if got := testing.AllocsPerRun(20000, f); got != 0 {
			t.Errorf("%s allocates %v times", what, got)
		}
		still.run()
		if !m.Status().Committed {
			t.Fatalf("%s: not everything was acknowledged", what)
		}
	}
	splice := func(index, count int, units []uint16) {
		if err := m.Splice(n, index, count, units); err != nil {
			t.Fatal(err)
		}
	}
	check("typing at the end", func() { splice(n.Len(), 0, x) })
	check("typing in the middle", func() { at++; splice(at, 0, x) })
	check("typing all over", func() { at = (at*7919 + 13) % n.Len(); splice(at, 0, x) })
	check("deleting", func() { splice(n.Len()-1, 1, nil) })
	check("overwriting", func() { at = (at + 1) % n.Len(); splice(at, 1, nil); splice(at, 0, x) })
	check("typing and taking back", func() { splice(3, 0, x); splice(3, 1, nil) })
	check("reading the length", func() { _ = n.Len() })
}

// TestNobodyListensNothingIsBuilt counts what the sink is told about remote and
// local edits when nobody has asked.
func TestNobodyListensNothingIsBuilt(t *testing.T) {
	m, host, still, sink := localModel(t, object(text("text", "abc")))
	host.Push(&protocol.RemoteOperation{Resource: 1, SessionID: "other", Version: 1, Operations: []ot.Op{
		{Kind: ot.StringSplice, ID: m.Root().Get("text").ID(), Index: 1, Count: 1, Text: ot.MustText("yz")},
		{Kind: ot.ObjectAddProperty, ID: m.Root().ID(), Key: "k", Value: &ot.Value{ID: "9:1", Kind: ot.KindNull}},
	}})
	still.run()
	if got := m.Root().Get("text").Buffer().Text().WTF8(); got != "ayzc" || m.Root().Get("k") == nil {
		t.Fatalf("the remote operations were not applied: %q", got)
	}
	if sink.calls != 0 {
		t.Errorf("the sink was called %d times", sink.calls)
	}
	m.Listen(client.ModelVersionChanged.Bit())
	m.ListenElement(m.Root().Get("text"), client.ElementInsert.Bit())
	host.Push(&protocol.RemoteOperation{Resource: 1, SessionID: "other", Version: 3, Operations: []ot.Op{
		{Kind: ot.StringSplice, ID: m.Root().Get("text").ID(), Index: 1, Text: ot.MustText("!")},
	}})
	still.run()
	if sink.calls != 2 {
		t.Errorf("the sink was called %d times with two listeners", sink.calls)
	}
}

// TestOperationsOfOthersAllocateNothing holds what a message costs to what its
// decoding allocates, however many operations are in it.
func TestOperationsOfOthersAllocateNothing(t *testing.T) {
	m, host, _, _ := localModel(t, object(text("text", "some text to begin with")))
	n := m.Root().Get("text")
	allocations := func(operations int) float64 {
		r := &protocol.RemoteOperation{Resource: 1, SessionID: "other", Instance: "other", First: 1}
		for range operations {
			r.Operations = append(r.Operations, ot.Op{Kind: ot.StringSplice, ID: n.ID(), Index: 10, Text: ot.MustText("a")})
		}
		const runs = 200
		messages := make([][]byte, runs+1) // AllocsPerRun makes one more, to warm up
		for i := range messages {
			messages[i] = host.Encode(r)
		}
		before, next := n.Len(), 0
		got := testing.AllocsPerRun(runs, func() {
			host.Handler().Message(messages[next], false)
			next++
		})
		if n.Len() != before+next*operations {
			t.Fatalf("%d messages of %d operations made %d units of %d", next, operations, n.Len(), before)
		}
		return got
	}
	if one := allocations(1); one != 0 {
		t.Errorf("a message of one operation allocates %v times", one)
	}
	if one, hundred := allocations(2), allocations(200); hundred > one+8 {
		t.Errorf("200 operations allocate %v times, 2 operations %v times", hundred, one)
	}
}

// quietHost is a stand-in that hears nothing while it is quiet.
type quietHost struct {
	*standin.Host
	quiet bool
}

func (h *quietHost) Dial(d *client.Domain, url, protocol string, handler client.SocketHandler) client.Socket {
	return &quietSocket{h.Host.Dial(d, url, protocol, handler), h}
}

type quietSocket struct {
	client.Socket
	host *quietHost
}

func (s *quietSocket) Send(message []byte) {
	if !s.host.quiet {
		s.Socket.Send(message)
	}
}

// TestTurnsAllocateNothing sends each edit by itself, and has each acknowledged by
// itself: neither allocates.
func TestTurnsAllocateNothing(t *testing.T) {
	still := &stillHost{}
	host := &quietHost{Host: standin.New(still, client.CreationIDs().Assign(object(text("text", ""))))}
	d, err := client.New("ws://h/n/d", client.DefaultOptions(), host, &deafSink{host: still})
	if err != nil {
		t.Fatal(err)
	}
	var m *client.Model
	host.Open(d, func(opened *client.Model, _ *client.Error) { m = opened })
	still.run()
	host.quiet = true
	const runs = 2000
	n, x := m.Root().Get("text"), units("x")
	turn := func() {
		if err := m.Splice(n, n.Len(), 0, x); err != nil {
			t.Fatal(err)
		}
		still.turns = still.turns[:0]
		d.Turn()
	}
	for range runs {
		turn()
	}
	first, version := uint64(1), int64(1)
	acknowledge := func(message []byte) { host.Handler().Message(message, false) }
	var acks [][]byte
	for ; first <= 3*runs+3; first, version = first+1, version+1 {
		ack, err := protocol.Encode(0, 0, &protocol.OperationAck{Resource: 1, First: first, Count: 1, Version: version, Millis: 1})
		if err != nil {
			t.Fatal(err)
		}
		acks = append(acks, ack)
	}
	next := 0
	if got := testing.AllocsPerRun(runs-1, func() { acknowledge(acks[next]); next++ }); got != 0 {
		t.Errorf("an acknowledgement allocates %v times", got)
	}
	if got := testing.AllocsPerRun(runs, func() { turn(); acknowledge(acks[next]); next++ }); got != 0 {
		t.Errorf("an edit, its turn and its acknowledgement allocate %v times", got)
	}
	if !m.Status().Committed || m.Status().Sequence != uint64(next) {
		t.Errorf("after %d acknowledgements: %+v", next, m.Status())
	}
}
