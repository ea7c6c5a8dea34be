package server_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// ack is an acknowledgement without its time.
func ack(c *client) protocol.OperationAck {
	c.t.Helper()
	a := *next[*protocol.OperationAck](c)
	a.Millis = 0
	return a
}

// TestResend sends operations again: each is applied once and acknowledged each
// time, on the same connection, on another one, and by another client that
// has adopted them.
func TestResend(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	request := credentials("ada")
	c := s.connectAs(request)
	r := c.open("m")
	ops := newOps(5)
	r.submit(1, 1, ops[:3]...)
	if a := ack(c); a != (protocol.OperationAck{Resource: r.resource, First: 1, Count: 3, Version: 1}) {
		t.Fatalf("acknowledged %+v", a)
	}
	other := s.connect("bob").open("m")
	next[*protocol.RemoteOpened](c)
	other.edit(splice(0, 0, "bob")) // versions are not sequences
	other.settle(5)
	next[*protocol.RemoteOperation](c)

	r.submit(2, 5, ops[1:]...) // 2 and 3 again, 4 and 5 new
	if a := ack(c); a != (protocol.OperationAck{Resource: r.resource, First: 2, Count: 2, Version: 2}) {
		t.Fatalf("acknowledged again %+v", a)
	}
	if a := ack(c); a != (protocol.OperationAck{Resource: r.resource, First: 4, Count: 2, Version: 5}) {
		t.Fatalf("acknowledged %+v", a)
	}
	// Twice in one WebSocket message: the second is in the group of the first.
	var w protocol.Writer
	for range 2 {
		must(t, w.Add(0, 0, &protocol.OperationSubmission{Resource: r.resource, First: 6, Version: 7, Operations: newOps(1)}))
	}
	c.write(w.Bytes())
	for range 2 {
		if a := ack(c); a != (protocol.OperationAck{Resource: r.resource, First: 6, Count: 1, Version: 7}) {
			t.Fatalf("acknowledged %+v", a)
		}
	}
	// After a reconnect of the same client.
	c.socket.CloseNow()
	again := s.connectAs(request).open("m")
	if again.opened.LastSequence != 6 || again.opened.Version != 8 {
		t.Fatalf("opened %+v", again.opened)
	}
	again.submit(5, 8, newOps(2)...)
	// Two runs of the log, which the writer may merge.
	for seen := 0; seen < 2; {
		a := ack(again.client)
		if seen += a.Count; a.Version != int64(a.First)+1 {
			t.Fatalf("acknowledged %+v", a)
		}
	}
	// By another client of the same user, under their own identity.
	adopter := s.connect("ada").open("m")
	adopter.send(0, 0, &protocol.OperationSubmission{Resource: adopter.resource, First: 6, Version: 8, Operations: newOps(2), Instance: request.Instance})
	for seen := 0; seen < 2; {
		a := ack(adopter.client)
		if seen += a.Count; a.Version != int64(a.First)+1 {
			t.Fatalf("acknowledged %+v", a)
		}
	}
	if state := s.stored("m"); state.Version != 9 {
		t.Fatalf("version %d", state.Version)
	}
	// Not by another user.
	thief := s.connect("bob").open("m")
	thief.send(0, 0, &protocol.OperationSubmission{Resource: thief.resource, First: 8, Version: 9, Operations: newOps(1), Instance: request.Instance})
	thief.evicted(protocol.ReasonUnauthorized)
}

// TestSubmissionsFollow sends submissions that do not say where they begin: they go on
// where the one before did, of the same instance.
func TestSubmissionsFollow(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	c := s.connect("ada")
	r := c.open("m")
	expect := func(c *client, first uint64, version int64) {
		t.Helper()
		if a := ack(c); a != (protocol.OperationAck{Resource: 1, First: first, Count: 1, Version: version}) {
			t.Fatalf("acknowledged %+v", a)
		}
	}
	r.submit(1, 1, splice(0, 0, "a"))
	expect(c, 1, 1)
	r.submit(0, 1, splice(1, 0, "b")) // one version further
	expect(c, 2, 2)
	other := s.connect("bob").open("m")
	next[*protocol.RemoteOpened](c)
	other.edit(splice(0, 0, "bob "))
	other.settle(4)
	next[*protocol.RemoteOperation](c)
	r.submit(0, 0, splice(2, 0, "c")) // has not seen it
	expect(c, 3, 4)
	r.submit(0, 3, splice(7, 0, "d")) // has
	expect(c, 4, 5)
	other.settle(6)
	if got := other.text(); got != "bob abcd" {
		t.Errorf("the text is %q", got)
	}
	// Operations of another instance follow those of that instance.
	adopter := s.connect("ada").open("m")
	adopter.send(0, 0, &protocol.OperationSubmission{Resource: 1, First: 1, Version: 6, Operations: []ot.Op{splice(8, 0, "e")}, Instance: "another"})
	expect(adopter.client, 1, 6)
	adopter.submit(0, 1, splice(9, 0, "f"))
	expect(adopter.client, 2, 7)
	// On another connection it begins anew.
	r = s.connect("ada").open("m")
	r.submit(0, 0, splice(0, 0, "x"))
	r.evicted(protocol.ReasonInvalidOperation)
}

// TestBadOperations sends operations that make no sense: the model is closed
// for that session only, the document stays.
func TestBadOperations(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	witness := s.connect("bob").open("m")
	witness.edit(splice(0, 0, "hello"))
	witness.settle(2)
	before := s.stored("m")
	member := func(id string) *ot.Value { return &ot.Value{Kind: ot.KindNull, ID: id} }
	for what, m := range map[string]protocol.OperationSubmission{
		"version to come":    {First: 1, Version: 99, Operations: newOps(1)},
		"version long ago":   {First: 1, Version: 1, Operations: newOps(1)},
		"out of bounds":      {First: 1, Version: 2, Operations: []ot.Op{splice(9, 0, "x")}},
		"deletes too much":   {First: 1, Version: 2, Operations: []ot.Op{splice(3, 9, "")}},
		"far out of bounds":  {First: 1, Version: 2, Operations: []ot.Op{splice(math.MaxInt32, math.MaxInt32, "x")}},
		"wrong kind":         {First: 1, Version: 2, Operations: []ot.Op{{Kind: ot.ArrayRemove, ID: "t"}}},
		"no element":         {First: 1, Version: 2, Operations: []ot.Op{{Kind: ot.ArrayRemove}}},
		"id that exists":     {First: 1, Version: 2, Operations: []ot.Op{{Kind: ot.ArrayInsert, ID: "l", Value: member("t")}}},
		"key that is absent": {First: 1, Version: 2, Operations: []ot.Op{{Kind: ot.ObjectRemoveProperty, ID: "@:0", Key: "nope"}}},
		"second of batch":    {First: 1, Version: 2, Operations: []ot.Op{{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "x"), splice(99, 0, "x")}}}},
		"sequence zero":      {First: 0, Version: 2, Operations: newOps(1)},
		"nothing":            {First: 1, Version: 2},
	} {
		t.Run(what, func(t *testing.T) {
			c := s.connect("ada")
			c.t = t
			r := c.open("m")
			m.Resource = r.resource
			c.send(0, 0, &m)
			r.evicted(protocol.ReasonInvalidOperation)
			if state := s.stored("m"); state.Version != before.Version {
				t.Fatalf("version %d", state.Version)
			}
			c.open("m") // may try again
		})
	}
	t.Run("too deep", func(t *testing.T) {
		c := s.connect("ada")
		r := c.open("deep")
		parent := "l"
		for i := range 200 {
			id := fmt.Sprint("n", i)
			r.submit(uint64(i+1), 1, ot.Op{Kind: ot.ArrayInsert, ID: parent, Value: &ot.Value{Kind: ot.KindArray, ID: id}})
			parent = id
		}
		for r.closed == nil {
			if m, ok := c.receive().Message.(*protocol.ForceClose); ok {
				r.closed = m
			}
		}
		s.stored("deep")
	})
	t.Run("bad after good", func(t *testing.T) {
		c := s.connect("ada")
		r := c.open("half")
		r.submit(1, 1, splice(0, 0, "good"), splice(99, 0, "bad"), splice(0, 0, "never"))
		if a := ack(c); a.Count != 1 {
			t.Fatalf("acknowledged %+v", a)
		}
		r.evicted(protocol.ReasonInvalidOperation)
		if got := c.open("half"); got.text() != "good" || got.opened.LastSequence != 1 {
			t.Fatalf("%q after sequence %d", got.text(), got.opened.LastSequence)
		}
	})
	after := s.stored("m")
	mustEqual(t, valueOf(t, before.Data), valueOf(t, after.Data), witness.doc.Value())
	witness.edit(splice(5, 0, "!"))
	witness.settle(3)
}

// TestGoneElement edits an element that somebody else has removed: the edit
// takes a version and does nothing.
func TestGoneElement(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	a, b := s.connect("ada").open("m"), s.connect("bob").open("m")
	a.submit(1, 1, ot.Op{Kind: ot.ObjectRemoveProperty, ID: "@:0", Key: "text"})
	next[*protocol.RemoteOperation](b.client)
	next[*protocol.RemoteOpened](a.client)
	next[*protocol.OperationAck](a.client)
	b.submit(1, 1, splice(0, 0, "too late"))
	if m := ack(b.client); m.Version != 2 {
		t.Fatalf("acknowledged %+v", m)
	}
	if m := next[*protocol.RemoteOperation](a.client); m.Version != 2 || !m.Operations[0].NoOp {
		t.Fatalf("received %+v", m)
	}
	if state := s.stored("m"); state.Version != 3 || len(valueOf(t, state.Data).Members) != 1 {
		t.Fatalf("state %+v", state)
	}
}

// TestAckIsDurable looks into the store, with a connection of its own, as soon
// as an acknowledgement has come.
func TestAckIsDurable(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir, server.Options{})
	r := s.connect("ada").open("m")
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	defer system.Close()
	d, err := system.OpenDomain(t.Context(), name)
	must(t, err)
	defer d.Close()
	for i := range 20 {
		r.edit(splice(0, 0, "x"))
		r.settle(int64(i + 2))
		if m, _, err := d.Model(t.Context(), "m"); err != nil || m.Version != int64(i+2) {
			t.Fatalf("acknowledged version %d, stored %d, %v", i+2, m.Version, err)
		}
	}
	m, _, err := d.Model(t.Context(), "m")
	must(t, err)
	entries, err := d.History(t.Context(), m.Key, 20, 21, 1000)
	must(t, err)
	inverse, err := protocol.DecodeOperations(entries[0].Inverses)
	if err != nil || len(inverse) != 1 || inverse[0].Count != 1 || inverse[0].Kind != ot.StringSplice {
		t.Fatalf("inverse %+v, %v", inverse, err)
	}
}

// TestAbsorbedAfterTransformed has a client edit, remove and bring back a text that
// somebody else, who was first, has edited and removed: what comes back has both edits at
// the places that its author sees them at. So others are moved past an edit of what is
// gone.
func TestAbsorbedAfterTransformed(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := s.connect("ada").open("m"), s.connect("bob").open("m")
	ada.edit(splice(0, 0, "ab"))
	ada.settle(2)
	bob.settle(2)
	remove := ot.Op{Kind: ot.ObjectRemoveProperty, ID: "@:0", Key: "text"}
	ada.edit(splice(2, 0, "X"), remove)
	ada.settle(4)
	back := ot.Value{Kind: ot.KindString, ID: "t", Text: ot.MustText("uvwab")}
	bob.edit(splice(0, 0, "uvw"), remove, ot.Op{Kind: ot.ObjectAddProperty, ID: "@:0", Key: "text", Value: &back, Bool: true})
	for _, r := range []*replica{bob, ada, s.connect("ada").open("m")} {
		r.settle(7)
		if r.doc.Lookup("t") == nil || r.text() != "uvwabX" {
			t.Errorf("%s has %s", r.instance, document.JSON(r.doc.Value()))
		}
	}
}

// TestIngest is a typing session that a client sends as fast as it can.
func TestIngest(t *testing.T) {
	operations := 260_000
	if testing.Short() || raceDetector {
		operations = 20_000
	}
	s := start(t, t.TempDir(), server.Options{})
	c := s.connect("ada")
	r := c.open("m")
	begin := time.Now()
	go func() {
		for i := 0; i < operations; i += 50 {
			ops := make([]ot.Op, 50)
			for j := range ops {
				ops[j] = splice(i+j, 0, "x")
			}
			data, err := protocol.Encode(0, 0, &protocol.OperationSubmission{Resource: r.resource, First: uint64(i + 1), Version: 1, Operations: ops})
			if err == nil {
				err = c.socket.Write(t.Context(), 2, data)
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for seen := 0; seen < operations; {
		seen += next[*protocol.OperationAck](c).Count
	}
	took := time.Since(begin)
	t.Logf("%d operations in %v, %v each", operations, took, took/time.Duration(operations))
	if state := s.stored("m"); state.Version != int64(operations)+1 {
		t.Fatalf("version %d", state.Version)
	}
}
