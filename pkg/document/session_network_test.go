package document_test

import (
	"errors"
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// connect opens a connection and replays what the client has missed. The old
// connection may still be delivering to the server.
func (w *world) connect(r *replica) {
	c := &connection{replica: r}
	w.conns = append(w.conns, c)
	r.conn = c
	r.resync = w.server.Version()
	if err := w.server.Open(c, r.resync); err != nil {
		panic(err)
	}
	if w.other != nil {
		if err := w.other.Open(c, r.resync); err != nil {
			panic(err)
		}
	}
	for v := r.client.Version(); v < r.resync; v++ {
		c.down = append(c.down, delivery{version: v, entry: w.log[v]})
	}
}

// disconnect loses everything on its way down, and some of what is on its way
// up at once; the rest arrives late. Sometimes the client restarts from what
// it has stored.
func (w *world) disconnect(r *replica) error {
	c := r.conn
	if c == nil {
		return nil
	}
	c.closed, c.down = true, nil
	c.up = c.up[:w.rng.IntN(len(c.up)+1)]
	r.conn = nil
	w.forgetReferences(r)
	r.client.Resend()
	if w.rng.IntN(3) > 0 {
		return nil
	}
	restarted := concurrency.NewClient(r.client.Version(), r.client.LastSequence()-uint64(r.client.PendingCount()))
	var failed error
	r.client.Pending(func(sequence uint64, op ot.Op) bool {
		failed = restarted.Restore(sequence, op)
		return failed == nil
	})
	r.client = restarted
	if r.undo != nil { // nothing of what was done before is known to the new queue
		r.undo.Clear()
		r.listen()
	}
	return failed
}

func (w *world) flush(r *replica, limit int) {
	if r.conn == nil || r.client.Version() < r.resync {
		return
	}
	for {
		g, ok := r.client.Take(limit)
		if !ok {
			return
		}
		for i, op := range g.Ops {
			r.conn.up = append(r.conn.up, submission{sequence: g.First + uint64(i), version: g.Version, op: overWire(op)})
		}
		if limit > 0 && w.rng.IntN(2) == 0 {
			return
		}
	}
}

// overWire returns an operation as it arrives: without the stamps of its maker.
func overWire(op ot.Op) ot.Op {
	if op.Kind != ot.ArrayMove {
		op.To = 0
	}
	op.Ops = slices.Clone(op.Ops)
	for i := range op.Ops {
		op.Ops[i] = overWire(op.Ops[i])
	}
	return op
}

func acknowledge(d *document.Document, c *concurrency.Client, version int64, sequence uint64) error {
	op := c.Oldest()
	if err := c.Ack(version, sequence); err != nil {
		return err
	}
	d.Acknowledge(&op, c.Committed())
	return nil
}

// receive is the server taking one message.
func (w *world) receive(c *connection) error {
	if len(c.up) == 0 {
		return nil
	}
	m := c.up[0]
	c.up = c.up[1:]
	instance := c.replica.instance
	if m.ref != nil {
		return w.receiveReference(c, m)
	}
	switch last := w.accepted[instance]; {
	case m.sequence > last+1:
		return fmt.Errorf("operation %d of client %d came after %d", m.sequence, instance, last)
	case m.sequence <= last:
		for v := len(w.log) - 1; v >= 0; v-- {
			if e := w.log[v]; e.instance == instance && e.sequence == m.sequence {
				if err := w.server.Again(c, m.version, m.op, int64(v)); err != nil {
					return fmt.Errorf("again: %w", err)
				}
				if w.other != nil {
					return w.other.Again(c, m.version, w.doc.Absorb(m.op), int64(v))
				}
				return nil
			}
		}
		return errors.New("an accepted operation is not in the log")
	}
	placed, err := w.server.Submit(c, m.version, m.op)
	if err != nil {
		return fmt.Errorf("submit %d of client %d: %w", m.sequence, instance, err)
	}
	placed.Op = w.doc.Absorb(placed.Op)
	if w.other != nil {
		if err := w.other.submit(w, c, m, placed.Op); err != nil {
			return err
		}
	}
	if err := w.doc.Apply(placed.Op, nil); err != nil {
		return fmt.Errorf("server applies %d of client %d: %w", m.sequence, instance, err)
	}
	if err := w.server.Commit(placed); err != nil {
		return err
	}
	w.moveReferences(placed.Op)
	w.accepted[instance] = m.sequence
	e := entry{instance, m.sequence, placed.Op}
	w.log = append(w.log, e)
	w.broadcast(delivery{version: placed.Version, entry: e}, nil)
	return nil
}

func (w *world) broadcast(d delivery, but *replica) {
	for _, r := range w.replicas {
		if r.conn != nil && r != but {
			r.conn.down = append(r.conn.down, d)
		}
	}
}

// deliver is a client taking one message.
func (w *world) deliver(r *replica) error {
	if r.conn == nil || len(r.conn.down) == 0 {
		return nil
	}
	m := r.conn.down[0]
	r.conn.down = r.conn.down[1:]
	switch {
	case m.ref != nil:
		return w.deliverReference(r, m)
	case m.instance == r.instance:
		return r.acknowledged(m.version, m.sequence)
	}
	var edits []ot.Op
	if r.undo != nil {
		r.undo.Beside(m.op)
		edits = r.undo.Unpaired(m.op)
	}
	op, err := r.client.Remote(m.version, m.op)
	if err != nil {
		return fmt.Errorf("client %d takes version %d: %w", r.instance, m.version, err)
	}
	if err := r.others(op); err != nil {
		return fmt.Errorf("client %d applies version %d: %w", r.instance, m.version, err)
	}
	var missing []ot.Op
	if edits != nil {
		missing = r.undo.Missing(op, edits)
	}
	for _, op := range missing {
		r.make(op)
	}
	return nil
}
