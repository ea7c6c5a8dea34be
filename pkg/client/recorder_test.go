package client_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// tester is a domain for tests: calls that wait, and a record of what the sink
// was told.
type tester struct {
	t *testing.T
	*client.Domain
	host  *cuttableHost
	extra client.OfflineSink // hears of the offline support, if set
	creds client.Credentials
	data  client.Creation

	whenConnected func() // called before anything is sent

	mu      sync.Mutex
	changed *sync.Cond
	log     []string
}

func newTester(t *testing.T, change func(*client.Options)) *tester {
	t.Helper()
	o := client.DefaultOptions()
	o.ReconnectIntervals = []time.Duration{20 * time.Millisecond}
	if change != nil {
		change(&o)
	}
	x := &tester{t: t, host: &cuttableHost{}}
	x.changed = sync.NewCond(&x.mu)
	d, err := client.New(serverURL(t)+"/convergence/default", o, x.host, x)
	if err != nil {
		t.Fatal(err)
	}
	x.Domain = d
	t.Cleanup(d.Dispose)
	return x
}

// sinkTo has the events of the offline support handed on.
func (x *tester) sinkTo(s client.OfflineSink) { x.extra = s }

// OfflineEvent implements client.OfflineSink.
func (x *tester) OfflineEvent(d *client.Domain, e client.OfflineEvent) {
	if x.extra != nil {
		x.extra.OfflineEvent(d, e)
	}
}

// inOneTurn makes calls as a page does that makes them without awaiting anything.
func (x *tester) inOneTurn(calls func()) {
	x.host.turn.Lock()
	defer x.host.turn.Unlock()
	calls()
}

func (x *tester) note(format string, args ...any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.log = append(x.log, fmt.Sprintf(format, args...))
	x.changed.Broadcast()
}

// taken returns and forgets the record.
func (x *tester) taken() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	log := x.log
	x.log = nil
	return log
}

// await waits until done is true, looking again whenever something happens.
func (x *tester) await(what string, done func() bool) {
	x.t.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			x.t.Fatalf("waited in vain for %s; record: %q", what, x.taken())
		}
	}
}

// sync calls f, which is given a callback to call once, and waits for that.
func wait[T any](x *tester, f func(func(T, *client.Error))) (T, error) {
	x.t.Helper()
	type result struct {
		v   T
		err *client.Error
	}
	c := make(chan result, 1)
	f(func(v T, err *client.Error) { c <- result{v, err} })
	select {
	case r := <-c:
		if r.err != nil {
			return r.v, r.err
		}
		return r.v, nil
	case <-time.After(patience):
		x.t.Fatal("a callback was not called in time")
		panic("unreachable")
	}
}

func nothing(f func(func(*client.Error))) func(func(struct{}, *client.Error)) {
	return func(done func(struct{}, *client.Error)) {
		f(func(err *client.Error) { done(struct{}{}, err) })
	}
}

func (x *tester) connect(method protocol.AuthMethod) error {
	x.t.Helper()
	_, err := wait(x, nothing(func(done func(*client.Error)) { x.Connect(method, done) }))
	return err
}

// connected is a tester that is signed in anonymously.
func connected(t *testing.T, change func(*client.Options)) *tester {
	t.Helper()
	x := newTester(t, change)
	if err := x.connect(protocol.AuthAnonymous); err != nil {
		t.Fatal(err)
	}
	return x
}

// open opens a model and creates it from plain data if it is not there.
func (x *tester) open(id string, data ot.Value) *client.Model {
	x.t.Helper()
	x.data = client.Creation{Collection: "tests", Data: data}
	m, err := wait(x, func(done func(*client.Model, *client.Error)) { x.OpenModel(id, 1, done) })
	if err != nil {
		x.t.Fatal(err)
	}
	return m
}

// value returns the document, locked against edits.
func value(m *client.Model) (v ot.Value) {
	m.View(func() { v = m.Root().Value() })
	return v
}

// part returns an element below the root while others edit.
func part(m *client.Model, key string) (n *document.Node) {
	m.View(func() { n = m.Root().Get(key) })
	return n
}

func code(err error) protocol.Code {
	var e *client.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func object(members ...ot.Member) ot.Value { return ot.Value{Kind: ot.KindObject, Members: members} }
func text(key, s string) ot.Member {
	return ot.Member{Key: key, Value: ot.Value{Kind: ot.KindString, Text: ot.MustText(s)}}
}

// The tester is the sink of its domain.

func (x *tester) Busy() bool { return false }

func (x *tester) DomainEvent(_ *client.Domain, e client.DomainEvent) {
	x.note("domain %d %s", e.Kind, e.Code)
	if e.Kind == client.DomainConnected && x.whenConnected != nil {
		x.whenConnected()
	}
}

func (x *tester) ModelEvent(m *client.Model, e client.ModelEvent) {
	said := ""
	if e.Kind == client.ModelError {
		said = " " + e.Message
	}
	x.note("model %d local=%v reason=%d%s", e.Kind, e.Local, e.Reason, said)
	if e.Message != "" {
		x.t.Logf("model event: %s", e.Message)
	}
}

func (x *tester) ElementEvent(_ *client.Tree, n *document.Node, e client.ElementEvent) {
	op := e.Change.Op
	x.note("element %s %d local=%v by=%s index=%d text=%q removed=%q", n.Key(), e.Kind, e.Local,
		e.Participant.User.DisplayName, op.Index, op.Text, e.Change.Removed)
}

func (x *tester) ElementChanged(_ *client.Tree, listener, changed *document.Node) {
	x.note("changed %q below %q", changed.Key(), listener.Key())
}

func (x *tester) ElementDetached(_ *client.Tree, n *document.Node) { x.note("detached %s", n.Key()) }

func (x *tester) ElementBack(_ *client.Tree, n *document.Node) { x.note("back %s", n.Key()) }

func (x *tester) ReferenceCreated(*client.Reference) { x.note("reference created") }

func (x *tester) ReferenceEvent(_ *client.Reference, e client.ReferenceEvent) {
	x.note("reference %d %v%v%v%v synthetic=%v", e.Kind, e.Values.Indexes, e.Values.Ranges, e.Values.Keys, e.Values.Elements, e.Synthetic)
}

func (x *tester) HistoryEvent(_ *client.History, kind client.HistoryEventKind, version int64) {
	x.note("history %d %d", kind, version)
}

func (x *tester) PresenceEvent(_ *client.Domain, e client.PresenceEvent) {
	x.note("presence %d own=%v user=%s %v %v available=%v", e.Kind, e.Own, e.User.Username, e.State, e.Keys, e.Available)
	if e.Err != nil {
		x.note("presence refused: %s", e.Err.Code)
	}
}

func (x *tester) ActivityEvent(_ *client.Domain, a *client.Activity, e client.ActivityEvent) {
	x.note("activity %s %d local=%v %v %v old=%v complete=%v %s", a.Name().ID, e.Kind, e.Local, e.State, e.Removed, e.Old, e.Complete, e.Reason)
}

func (x *tester) ChatEvent(_ *client.Domain, e client.ChatEvent) {
	if p := e.Pending; p != nil {
		x.note("message of %s pending %q %v", e.ID, p.Text, p.Err)
		return
	}
	if m := e.Missed; m != nil {
		x.note("chat %s missed %d from %d", e.ID, m.Count, m.First)
		return
	}
	kind, number := protocol.ChatEventKind(""), int64(-1)
	if e.Event != nil {
		kind, number = e.Event.Kind, e.Event.Number
	}
	x.note("chat %s %s %d joined=%v left=%v gone=%v seen=%v", e.ID, kind, number, e.Joined, e.Left, e.Gone, e.Seen != nil)
}

func (x *tester) CredentialsWanted(d *client.Domain, attempt int, _ protocol.AuthMethod) {
	go d.Credentials(attempt, x.creds)
}

func (x *tester) DataWanted(d *client.Domain, number uint32) {
	go func() {
		if err := d.ModelData(number, x.data); err != nil {
			x.note("data refused: %v", err)
		}
	}()
}
