package document_test

import (
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// sessionReference is a cursor that one client of a random session shares with
// the others.
type sessionReference struct {
	owner string // the string that it points into
	value ot.Reference
	known bool // the server has it
	live  bool // ... and no operation has disposed of it
	pins  map[*replica]*concurrency.Pin
}

// keptReferences is how many references a session follows at once.
const keptReferences = 12

func (w *world) shareReference(r *replica) {
	n := w.element(r.doc)
	if n.Kind() != ot.KindString || r.conn == nil || r.client.Version() < r.resync || r.client.InBatch() {
		return
	}
	w.flush(r, 0) // the values are relative to everything done here
	if r.client.HasUnsent() {
		return
	}
	index := w.rng.IntN(n.Len() + 1)
	value := ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{index}}
	if w.rng.IntN(3) == 0 {
		value = ot.Reference{Kind: ot.ReferenceRange, Ranges: []ot.Range{{Start: index, End: w.rng.IntN(n.Len() + 1)}}}
	}
	x := &sessionReference{owner: n.ID(), value: value, pins: make(map[*replica]*concurrency.Pin)}
	x.pins[r] = r.client.PinHere(x.owner, value)
	if w.shared = append(w.shared, x); len(w.shared) > keptReferences {
		w.shared = w.shared[1:]
	}
	r.conn.up = append(r.conn.up, submission{version: r.client.Version(), ref: x})
}

// receiveReference is the server taking a reference.
func (w *world) receiveReference(c *connection, m submission) error {
	x := m.ref
	value, keep, err := w.server.Reference(c, m.version, x.owner, x.value)
	if err != nil || !keep || w.doc.Lookup(x.owner) == nil {
		return err
	}
	if err := checkReference(w.doc, x.owner, value); err != nil {
		return fmt.Errorf("server: %w", err)
	}
	x.value, x.known, x.live = value, true, true
	w.broadcast(delivery{version: w.server.Version(), ref: x, value: value}, c.replica)
	return nil
}

// deliverReference is a client taking a reference of another one.
func (w *world) deliverReference(r *replica, m delivery) error {
	shown, keep := r.client.MoveReference(m.ref.owner, m.value)
	if r.doc.Lookup(m.ref.owner) == nil {
		return nil
	}
	m.ref.pins[r] = r.client.Pin(m.ref.owner, m.value)
	if !keep {
		return nil
	}
	return checkReference(r.doc, m.ref.owner, shown)
}

// moveReferences is the server taking its references past an operation.
func (w *world) moveReferences(op ot.Op) {
	for _, x := range w.shared {
		if x.live {
			x.value, x.live = x.value.Move(x.owner, op)
		}
	}
}

// forgetReferences is a client losing its connection.
func (w *world) forgetReferences(r *replica) {
	for _, x := range w.shared {
		if p := x.pins[r]; p != nil {
			r.client.Unpin(p)
			delete(x.pins, r)
		}
	}
}

// compareReferences expects each reference at the same place everywhere, once
// nothing is under way any more.
func (w *world) compareReferences() error {
	for _, x := range w.shared {
		if !x.known || w.doc.Lookup(x.owner) == nil {
			continue
		}
		for r, p := range x.pins {
			value, keep := p.Value()
			if keep != x.live || keep && (!slices.Equal(value.Indexes, x.value.Indexes) || !slices.Equal(value.Ranges, x.value.Ranges)) {
				return fmt.Errorf("client %d has a reference on %s at %v %v (%v), the server at %v %v (%v)", r.instance, x.owner,
					value.Indexes, value.Ranges, keep, x.value.Indexes, x.value.Ranges, x.live)
			}
			if !keep {
				continue
			}
			if err := checkReference(r.doc, x.owner, value); err != nil {
				return fmt.Errorf("client %d: %w", r.instance, err)
			}
		}
	}
	return nil
}

func checkReference(d *document.Document, owner string, r ot.Reference) error {
	n := d.Lookup(owner)
	within := func(i int) error {
		if i < 0 || i > n.Len() {
			return fmt.Errorf("reference at %d of %d in %s", i, n.Len(), owner)
		}
		return nil
	}
	for _, i := range r.Indexes {
		if err := within(i); err != nil {
			return err
		}
	}
	for _, x := range r.Ranges {
		if err := within(x.Start); err != nil {
			return err
		}
		if err := within(x.End); err != nil {
			return err
		}
	}
	return nil
}
