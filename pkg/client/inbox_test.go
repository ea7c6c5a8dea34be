package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/standin"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// hearing is a sink like that of a page: what it is told is heard when the client
// is off the stack, and until then it is busy.
type hearing struct {
	deafSink
	told []func()
	log  []string // what was heard, with the state at that moment
	hear func(what string)
}

func (s *hearing) Busy() bool { return len(s.told) > 0 }

func (s *hearing) tell(m *client.Model, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	s.told = append(s.told, func() {
		s.log = append(s.log, fmt.Sprintf("%s: %q at %d", what, m.Root().Get("text").Buffer().Text().WTF8(), m.Status().Version))
		if s.hear != nil {
			s.hear(what)
		}
	})
}

func (s *hearing) ElementEvent(t *client.Tree, _ *document.Node, e client.ElementEvent) {
	op := e.Change.Op
	s.tell(t.Model(), "%v %d %d %q", op.Kind, op.Index, op.Count, op.Text.WTF8())
}

func (s *hearing) ModelEvent(m *client.Model, e client.ModelEvent) {
	s.tell(m, "model event %d", e.Kind)
}

// hearingHost has everything heard before the client may go on.
type hearingHost struct {
	stillHost
	sink *hearing
}

func (h *hearingHost) Proceed(d *client.Domain) {
	h.timers = append(h.timers, func() {
		h.heard()
		d.Proceed()
	})
}

func (h *hearingHost) heard() {
	for len(h.sink.told) > 0 {
		next := h.sink.told[0]
		h.sink.told = h.sink.told[1:]
		next()
	}
}

// heardModel opens a model with a text that is listened to.
func heardModel(t *testing.T, content string) (*client.Model, *standin.Host, *hearingHost) {
	t.Helper()
	host := &hearingHost{}
	host.sink = &hearing{deafSink: deafSink{host: &host.stillHost}}
	m, server := openLocal(t, object(text("text", content)), host, host.run, host.sink)
	m.ListenElement(m.Root().Get("text"), client.ElementInsert.Bit()|client.ElementRemove.Bit()|client.ElementSplice.Bit()|client.ElementValue.Bit())
	return m, server, host
}

// deliver hands messages over as one, in bytes that are overwritten afterwards as
// those of a page are, and lets everything be heard.
func (h *hearingHost) deliver(server *standin.Host, messages ...protocol.Message) {
	var bytes []byte
	for _, m := range messages {
		bytes = append(bytes, server.Encode(m)...)
	}
	server.Handler().Message(bytes, false)
	clear(bytes)
	h.run()
	h.heard()
}

func insertOp(m *client.Model, index int, s string) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: m.Root().Get("text").ID(), Index: index, Text: ot.MustText(s)}
}

func removeOp(m *client.Model, index, count int) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: m.Root().Get("text").ID(), Index: index, Count: count}
}

func byOther(ops ...ot.Op) *protocol.RemoteOperation {
	return &protocol.RemoteOperation{Resource: 1, SessionID: "other", Operations: ops}
}

func expectLog(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("heard\n  %s\ninstead of\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// TestHeardOneByOne has several operations come at once, in one message of the
// protocol and in several: each is heard in the state that it has left.
func TestHeardOneByOne(t *testing.T) {
	m, server, host := heardModel(t, "")
	host.deliver(server,
		byOther(insertOp(m, 0, "ab"), insertOp(m, 2, "c"), removeOp(m, 0, 1)),
		byOther(insertOp(m, 0, "x")),
		byOther(ot.Op{Kind: ot.Compound, Ops: []ot.Op{insertOp(m, 0, "1"), insertOp(m, 1, "2")}}, insertOp(m, 0, "!")),
	)
	expectLog(t, host.sink.log,
		`StringSplice 0 0 "ab": "ab" at 2`,
		`StringSplice 2 0 "c": "abc" at 3`,
		`StringSplice 0 1 "": "bc" at 4`,
		`StringSplice 0 0 "x": "xbc" at 5`,
		// One operation with two members, told after both.
		`StringSplice 0 0 "1": "12xbc" at 6`,
		`StringSplice 1 0 "2": "12xbc" at 6`,
		`StringSplice 0 0 "!": "!12xbc" at 7`,
	)
}

// TestEditOnHearing edits between two operations of one message: an ordinary
// edit of the state of that moment.
func TestEditOnHearing(t *testing.T) {
	m, server, host := heardModel(t, "")
	n := m.Root().Get("text")
	host.sink.hear = func(what string) {
		if strings.Contains(what, `"a"`) {
			if err := m.Splice(n, 1, 0, units("-")); err != nil {
				t.Error(err)
			}
		}
	}
	host.deliver(server, byOther(insertOp(m, 0, "a"), insertOp(m, 1, "b")))
	expectLog(t, host.sink.log,
		`StringSplice 0 0 "a": "a" at 2`,
		`StringSplice 1 0 "b": "ab-" at 3`,
	)
	if !m.Status().Committed {
		t.Error("the edit was not acknowledged")
	}
}

// TestCloseOnHearing closes the model between two operations of one message:
// nothing more is heard of them.
func TestCloseOnHearing(t *testing.T) {
	m, server, host := heardModel(t, "")
	host.sink.hear = func(what string) {
		if strings.Contains(what, `"a"`) {
			m.Domain().Dispose()
		}
	}
	host.deliver(server, byOther(insertOp(m, 0, "a"), insertOp(m, 1, "b")), byOther(insertOp(m, 0, "c")))
	expectLog(t, host.sink.log,
		`StringSplice 0 0 "a": "a" at 2`,
		fmt.Sprintf(`model event %d: "a" at 2`, client.ModelClosed),
	)
}

// TestHeardInOrder has more messages and the end of the connection come while
// something is still to be heard.
func TestHeardInOrder(t *testing.T) {
	m, server, host := heardModel(t, "")
	m.Listen(client.ModelOffline.Bit())
	first := server.Encode(byOther(insertOp(m, 0, "a"), insertOp(m, 1, "b")))
	second := server.Encode(byOther(insertOp(m, 2, "c")))
	handler := server.Handler()
	handler.Message(first, false)
	handler.Message(second, false)
	clear(second)
	handler.Closed(1006, "")
	host.run()
	host.heard()
	expectLog(t, host.sink.log,
		`StringSplice 0 0 "a": "a" at 2`,
		`StringSplice 1 0 "b": "ab" at 3`,
		`StringSplice 2 0 "c": "abc" at 4`,
		fmt.Sprintf(`model event %d: "abc" at 4`, client.ModelOffline),
	)
}

// TestAcknowledgedOneByOne has one message acknowledge several operations: each
// version is told while it is the model's.
func TestAcknowledgedOneByOne(t *testing.T) {
	m, _, host := heardModel(t, "ab")
	m.Listen(client.ModelVersionChanged.Bit() | client.ModelCommitted.Bit())
	n := m.Root().Get("text")
	for _, at := range []int{0, 3, 0} { // not beside each other, so that they stay three
		if err := m.Splice(n, at, 0, units("-")); err != nil {
			t.Fatal(err)
		}
	}
	host.run()
	host.heard()
	version := func(at int) string {
		return fmt.Sprintf("model event %d: \"--ab-\" at %d", client.ModelVersionChanged, at)
	}
	expectLog(t, host.sink.log, version(2), version(3),
		fmt.Sprintf("model event %d: \"--ab-\" at %d", client.ModelCommitted, 4), version(4))
}
