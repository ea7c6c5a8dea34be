package replica

import (
	"fmt"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// held is a holder that notes what it hears.
type held struct {
	failed error
	stays  bool
	heard  []string
}

func (h *held) note(format string, args ...any) {
	h.heard = append(h.heard, fmt.Sprintf(format, args...))
}

func (h *held) Stays() bool     { return h.stays }
func (h *held) Event(e Event)   { h.note("event %d", e.Kind) }
func (h *held) Value() ot.Value { return ot.Value{} }
func (h *held) Apply(op ot.Op, _ *session.Participant, _ *ot.Op) error {
	h.note("apply %v", op.Kind)
	return nil
}
func (h *held) Acknowledge(op ot.Op, committed bool) {
	h.note("acknowledge %v %v", op.Kind, committed)
}
func (h *held) Accepted(*session.Participant) error              { h.note("accepted"); return nil }
func (h *held) Sent()                                            { h.note("sent") }
func (h *held) Detached()                                        { h.note("detached") }
func (h *held) Synchronised(*protocol.ResyncServerDone)          { h.note("synchronised") }
func (h *held) NotSynchronised(protocol.Message, *session.Error) { h.note("not synchronised") }
func (h *held) Replaced()                                        { h.note("replaced") }
func (h *held) Ended(e Event)                                    { h.note("ended %d", e.Reason) }
func (h *held) Failed(err error)                                 { h.failed = err }
func (h *held) Coming(ot.Op)                                     {}
func (h *held) Unsendable(err *session.Error)                    { h.note("unsendable: %s", err.Code) }

// noHost never calls anything.
type noHost struct{}

func (noHost) Dial(string, string, session.SocketHandler) session.Socket { return nil }
func (noHost) AfterFunc(time.Duration, func()) session.Timer             { return noHost{} }
func (noHost) Stop()                                                     {}
func (noHost) Schedule()                                                 {}
func (noHost) Proceed()                                                  {}
func (noHost) Now() time.Time                                            { return time.Time{} }

// newHeld returns a replica whose instance is called own, with the queue q, and its
// holder.
func newHeld(t *testing.T, stays bool) (*Replica, *held) {
	t.Helper()
	options := session.DefaultOptions()
	options.Instance = "own"
	s, err := session.New("ws://localhost/n/d", options, noHost{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &held{stays: stays}
	r := NewSet(s).New()
	r.ID, r.Queue, r.Holder = "m", "q", h
	r.Control = concurrency.NewClient(7, 0)
	return r, h
}

func insert(r *Replica, s string) {
	r.Control.Local(ot.Op{Kind: ot.StringSplice, ID: "a", Text: ot.TextFromUTF16([]uint16{uint16(s[0])})})
	r.Control.Freeze()
}

// TestIdentity adopts operations of two other clients between own ones, and forgets
// them as they are acknowledged.
func TestIdentity(t *testing.T) {
	r, h := newHeld(t, true)
	for range 6 {
		insert(r, "x")
	}
	r.Adopt(2, "dead", 41)
	r.Adopt(3, "dead", 42)
	r.Adopt(4, "other", 1)
	want := []string{"q 1", "dead 41", "dead 42", "other 1", "q 5", "q 6"}
	for i, w := range want {
		if instance, sequence := r.Identity(uint64(i + 1)); fmt.Sprint(instance, " ", sequence) != w {
			t.Errorf("operation %d is %s %d, not %s", i+1, instance, sequence, w)
		}
	}
	if len(r.adopted) != 2 {
		t.Errorf("%d runs, not 2", len(r.adopted))
	}
	if !r.IsHead("q", 1) || r.IsHead("dead", 41) || !r.isPending("dead", 42) || !r.isPending("other", 1) || !r.isPending("q", 6) || r.isPending("dead", 43) {
		t.Error("the head or what is pending is wrong")
	}
	// The second comes as a replayed operation, the others as acknowledgements.
	ack := func(first uint64) error {
		h.failed = nil
		r.Acknowledged(&protocol.OperationAck{First: first, Count: 1, Version: r.Control.Version(), Millis: 9})
		return h.failed
	}
	if err := ack(1); err != nil {
		t.Fatal(err)
	}
	r.Remote(&protocol.RemoteOperation{Instance: "dead", First: 41, Version: 8, Operations: []ot.Op{{Kind: ot.StringSplice, ID: "a"}}})
	if h.failed != nil {
		t.Fatal(h.failed)
	}
	if r.isPending("dead", 41) || !r.IsHead("dead", 42) || len(r.adopted) != 2 {
		t.Errorf("after the replay: %v", r.adopted)
	}
	if err := ack(42); err != nil {
		t.Fatal(err)
	}
	if len(r.adopted) != 1 || !r.IsHead("other", 1) {
		t.Errorf("after the last of a run: %v", r.adopted)
	}
	if err := ack(5); err == nil {
		t.Error("an acknowledgement out of order was taken")
	}
	if n := len(h.heard); n == 0 || h.heard[n-1] != "accepted" {
		t.Errorf("heard %v", h.heard)
	}
}

// TestOutOfOrder has an operation of ours arrive before those that it was made after.
func TestOutOfOrder(t *testing.T) {
	r, h := newHeld(t, true)
	insert(r, "x")
	insert(r, "y")
	r.Remote(&protocol.RemoteOperation{Instance: "q", First: 2, Version: 7, Operations: []ot.Op{{Kind: ot.StringSplice, ID: "a"}}})
	if h.failed == nil || r.Control.PendingCount() != 2 || len(h.heard) > 0 {
		t.Errorf("error %v, %d pending, heard %v", h.failed, r.Control.PendingCount(), h.heard)
	}
}

// TestForced closes what stays for a reason, keeps it when the server is in trouble,
// and ends a synchronisation in both cases.
func TestForced(t *testing.T) {
	for _, c := range []struct {
		stays  bool
		reason protocol.CloseReason
		want   string
	}{
		{true, protocol.ReasonDeleted, fmt.Sprintf("[ended %d event %d]", protocol.ReasonDeleted, Deleted)},
		{true, protocol.ReasonServerError, fmt.Sprintf("[detached event %d]", Error)},
		{false, protocol.ReasonServerError, fmt.Sprintf("[ended %d]", protocol.ReasonServerError)},
	} {
		r, h := newHeld(t, c.stays)
		r.Forced(&protocol.ForceClose{Reason: c.reason})
		if got := fmt.Sprint(h.heard); got != c.want {
			t.Errorf("stays %v, reason %d: %s, not %s", c.stays, c.reason, got, c.want)
		}
	}
}

// TestCondemned finds ranges of operations that overlap, of their instance alone.
func TestCondemned(t *testing.T) {
	s := NewSet(nil)
	why := &session.Error{Code: protocol.CodeInvalidMessage}
	s.Condemn("m", Condemned{Instance: "q", First: 5, Count: 3, Err: why})
	s.Condemn("m", Condemned{Instance: "q", First: 5, Count: 3, Err: why})
	s.Condemn("m", Condemned{Creation: 100, Err: why})
	if len(s.condemned["m"]) != 2 {
		t.Errorf("%d condemned, not 2", len(s.condemned["m"]))
	}
	for _, c := range []struct {
		instance string
		first    uint64
		count    int
		want     bool
	}{{"q", 4, 1, false}, {"q", 4, 2, true}, {"q", 7, 9, true}, {"q", 8, 1, false}, {"p", 5, 3, false}} {
		if got := s.condemnedOf("m", c.instance, c.first, c.count) != nil; got != c.want {
			t.Errorf("%d operations of %s from %d: %v", c.count, c.instance, c.first, got)
		}
	}
	if s.CondemnedCreation("m", 100) == nil || s.CondemnedCreation("m", 101) != nil || s.CondemnedCreation("n", 100) != nil {
		t.Error("the wrong creation")
	}
	if s.Pardon("m"); s.condemnedOf("m", "q", 5, 3) != nil {
		t.Error("pardoned, and still condemned")
	}
}
