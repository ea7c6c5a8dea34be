package document

import (
	"math"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// step is one applied discrete operation with all that is needed to take it
// back; node is nil when the operation did nothing.
type step struct {
	node    *Node
	op      ot.Op
	at      int              // of an object: the place of the property
	child   *Node            // new
	old     *Node            // replaced or removed
	text    ot.Text          // deleted by a splice
	buf     *Buffer          // replaced by StringSet
	vacated int32            // the vacancy that was filled or given up
	rank    int32            // of child, before it moved
	vacant  map[string]int32 // the vacancies that a whole set ended
	bits    uint64           // overwritten
	rest    *ot.Sum          // overwritten
	kids    *children        // replaced by a whole set
}

// Apply performs an operation and tells obs, which may be nil, what changed.
// An operation on an id that the document does not know does nothing: its
// element was detached by an operation that was ordered before. It fails with
// an [OpError] when the operation does not fit the document, which after
// correct transformation means that its maker was wrong.
//
// Law: it is atomic. After an error the document is as before and obs has not
// been called; a compound applies with all its members or not at all. op is
// not changed, and the document keeps nothing of it but its strings.
//
// An operation with a stamp ([Document.Stamp]) is pending, any other one is the
// server's.
func (d *Document) Apply(op ot.Op, obs Observer) error {
	if op.NoOp && op.To == 0 {
		return nil
	}
	if op.Kind != ot.Compound {
		var s step
		return d.applyOne(&op, &s, obs, false)
	}
	if obs == nil || !independent(op.Ops) {
		// An observer must not hear of members that are taken back, so the
		// first run is without it.
		log, err := d.applyAll(op.Ops)
		if err != nil || obs == nil {
			d.release(log)
			return err
		}
		d.rollBack(log)
		d.release(log)
	} else if err := d.checkAll(op.Ops); err != nil {
		return err
	}
	for i := range op.Ops {
		var s step
		if err := d.applyOne(&op.Ops[i], &s, obs, false); err != nil {
			return err // not reached: every member has been tried
		}
	}
	return nil
}

// ApplyInverse is [Document.Apply] without an observer. It returns the
// operation that undoes this one right afterwards (see [ot.Invert] for what it
// is good for); members that did nothing come back as NoOps.
//
// Law: applying op and then its inverse gives the document before op.
func (d *Document) ApplyInverse(op ot.Op) (inverse ot.Op, err error) {
	if op.NoOp {
		return op, nil
	}
	if op.Kind != ot.Compound {
		var s step
		if err := d.applyOne(&op, &s, nil, true); err != nil {
			return ot.Op{}, err
		}
		return s.inverse(&op)
	}
	log, err := d.applyAll(op.Ops)
	defer d.release(log)
	if err != nil {
		return ot.Op{}, err
	}
	members := make([]ot.Op, 0, len(log))
	for i, s := range slices.Backward(log) {
		inverse, err := s.inverse(&op.Ops[i])
		if err != nil {
			return ot.Op{}, err
		}
		if inverse.Kind == ot.Compound {
			members = append(members, inverse.Ops...)
		} else {
			members = append(members, inverse)
		}
	}
	return ot.Op{Kind: ot.Compound, Ops: members}, nil
}

// applyAll performs all members or, when one fails, none.
func (d *Document) applyAll(ops []ot.Op) ([]step, error) {
	log := d.log[:0]
	d.log = nil
	for i := range ops {
		log = append(log, step{})
		if err := d.applyOne(&ops[i], &log[i], nil, true); err != nil {
			d.rollBack(log[:i])
			return log, err
		}
	}
	return log, nil
}

// release keeps the log for the next compound, without what it points to.
func (d *Document) release(log []step) {
	clear(log)
	if cap(log) <= 256 {
		d.log = log[:0]
	}
}

// independent reports whether the members can be checked one by one in the
// present state: they neither add nor remove elements and each has an element of its own.
func independent(ops []ot.Op) bool {
	if len(ops) > 16 {
		return false
	}
	for i := range ops {
		switch ops[i].Kind {
		case ot.StringSplice, ot.StringSet, ot.NumberDelta, ot.NumberSet, ot.BooleanSet, ot.DateSet, ot.ArrayMove:
		default:
			return false
		}
		for j := range ops[:i] {
			if ops[j].ID == ops[i].ID {
				return false
			}
		}
	}
	return true
}

func (d *Document) checkAll(ops []ot.Op) error {
	for i := range ops {
		if ops[i].NoOp {
			continue
		}
		n, err := d.target(&ops[i])
		if err == nil && n != nil {
			err = check(n, &ops[i])
		}
		if err != nil {
			return &OpError{ops[i].Kind, ops[i].ID, err}
		}
	}
	return nil
}

// target returns the element that an operation edits, nil if it is gone.
func (d *Document) target(op *ot.Op) (*Node, error) {
	if op.ID == "" {
		return nil, ErrID
	}
	n := d.byID[op.ID]
	if n == nil {
		return nil, nil
	}
	if n.kind != op.Kind.Element() {
		return nil, ErrKind
	}
	return n, nil
}

// applyOne performs a discrete operation. With keep it fills s so that it can
// be taken back, else with what obs needs only.
func (d *Document) applyOne(op *ot.Op, s *step, obs Observer, keep bool) error {
	if op.NoOp {
		if op.Kind == ot.ObjectRemoveProperty && op.To != 0 {
			d.yield(op, s)
		}
		return nil
	}
	n, err := d.target(op)
	if err != nil {
		return &OpError{op.Kind, op.ID, err}
	}
	if n == nil {
		return nil
	}
	if err := check(n, op); err != nil {
		return &OpError{op.Kind, op.ID, err}
	}
	s.node = n
	keepText := keep || op.Kind == ot.StringSplice && op.Count > 0 && obs != nil && obs.Wants(n)
	if err := d.perform(n, op, s, keepText); err != nil {
		s.node = nil
		return &OpError{op.Kind, op.ID, err}
	}
	if keep || obs != nil {
		s.op = *op
	}
	if obs != nil {
		d.notify(s, obs)
	}
	return nil
}

// check reports what would make perform fail or leave the bounds, ids and
// depth of new values excepted.
func check(n *Node, op *ot.Op) error {
	length := n.Len()
	switch op.Kind {
	case ot.StringSplice:
		if op.Index < 0 || op.Count < 0 || op.Count > length || op.Index > length-op.Count ||
			op.Text.Len() > ot.MaxLength-length {
			return &RangeError{op.Index, op.Count, length}
		}
	case ot.ArrayInsert:
		if op.Index < 0 || op.Index > length {
			return &RangeError{op.Index, 0, length}
		}
	case ot.ArrayRemove, ot.ArrayReplace:
		if op.Index < 0 || op.Index >= length {
			return &RangeError{op.Index, 1, length}
		}
	case ot.ArrayMove:
		if op.Index < 0 || op.Index >= length || op.To < 0 || op.To >= length {
			return &RangeError{max(op.Index, op.To), 1, length}
		}
	case ot.ObjectAddProperty:
		if n.Get(op.Key) != nil {
			return ErrKey
		}
		if op.Index < 0 || op.Index > length+1 {
			return &RangeError{op.Index, 0, length}
		}
	case ot.ObjectSetProperty, ot.ObjectRemoveProperty:
		if n.Get(op.Key) == nil {
			return ErrKey
		}
	case ot.NumberDelta, ot.NumberSet:
		if math.IsNaN(op.Number) || math.IsInf(op.Number, 0) {
			return ot.ErrInvalid
		}
	case ot.DateSet:
		if op.Millis > ot.MaxMillis || op.Millis < -ot.MaxMillis {
			return ot.ErrInvalid
		}
	}
	return nil
}

// perform changes the tree. It fails only for what check does not look at, and
// then nothing has changed.
func (d *Document) perform(n *Node, op *ot.Op, s *step, keepText bool) error {
	s.bits, s.rest = n.bits, n.rest
	switch op.Kind {
	case ot.StringSplice:
		if keepText {
			s.text = n.text.Slice(op.Index, op.Index+op.Count)
		}
		return n.text.SpliceText(op.Index, op.Count, op.Text)
	case ot.StringSet:
		s.buf, n.text = n.text, NewBuffer(op.Text)
	case ot.NumberDelta:
		n.addNumber(op.Number)
	case ot.NumberSet:
		n.bits, n.rest = math.Float64bits(op.Number), nil
	case ot.BooleanSet:
		n.bits = boolBits(op.Bool)
	case ot.DateSet:
		n.bits = uint64(op.Millis)
	case ot.ArrayMove:
		s.child = n.At(op.Index)
		n.kids.move(op.Index, op.To)
	case ot.ArrayRemove:
		d.remove(n, op.Index, op, s)
	case ot.ObjectRemoveProperty:
		d.remove(n, n.indexOf(n.Get(op.Key)), op, s)
	case ot.ArrayInsert, ot.ObjectAddProperty, ot.ArrayReplace, ot.ObjectSetProperty:
		return d.put(n, op, s)
	case ot.ArraySet, ot.ObjectSet:
		return d.setAll(n, op, s)
	}
	return nil
}
