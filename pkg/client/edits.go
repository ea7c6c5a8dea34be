package client

import (
	"errors"
	"math"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Splice deletes count code units of a string element at index and inserts
// units there, all in UTF-16. It is the path of every keystroke: unless local
// events are wanted it allocates nothing.
func (m *Model) Splice(n *document.Node, index, count int, units []uint16) error {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	if err := m.writable(n); err != nil {
		return err
	}
	if n.Kind() != ot.KindString {
		return errKind(n, ot.KindString)
	}
	if index < 0 || count < 0 || index > n.Len() || count > n.Len()-index {
		return session.RangeError("index out of bounds: %d units at %d of a string of %d units", count, index, n.Len())
	}
	if count == 0 && len(units) == 0 {
		return nil
	}
	if m.emitLocal && m.listenedElements > 0 || m.tells() || m.replica.Control.InBatch() || len(units) > protocol.LeastMessage/4 {
		return m.edit(ot.Op{Kind: ot.StringSplice, ID: n.ID(), Index: index, Count: count, Text: ot.TextFromUTF16(units)})
	}
	if m.turn != m.d.session.Turn {
		m.beginTurn()
	}
	var removed ot.Text
	if len(m.undo) > 0 {
		removed = m.beforeSplice(n, ot.Span{Index: index, Count: count, Inserted: len(units)})
	}
	if err := m.doc.Splice(n, index, count, units); err != nil {
		return session.RangeError("%v", err)
	}
	m.replica.Control.Splice(n.ID(), index, count, units)
	if len(m.undo) > 0 {
		m.afterSplice(n, ot.Span{Index: index, Count: count, Inserted: len(units)}, removed)
	}
	if len(m.references) > 0 {
		m.moveReferencesPast(n, ot.Span{Index: index, Count: count, Inserted: len(units)})
	}
	m.edited()
	return nil
}

// SetText replaces the whole text of a string element.
func (m *Model) SetText(n *document.Node, t ot.Text) error {
	return m.change(n, ot.KindString, func() (ot.Op, *Error) { return ot.Op{Kind: ot.StringSet, Text: t}, nil })
}

// AddNumber adds to a number element; adding 0 does nothing.
func (m *Model) AddNumber(n *document.Node, delta float64) error {
	return m.change(n, ot.KindNumber, func() (ot.Op, *Error) {
		if err := finite(delta); err != nil {
			return ot.Op{}, err
		}
		if delta == 0 {
			return ot.Op{}, nil
		}
		return ot.Op{Kind: ot.NumberDelta, Number: delta}, finite(n.Number() + delta)
	})
}

// SetNumber sets a number element.
func (m *Model) SetNumber(n *document.Node, v float64) error {
	return m.change(n, ot.KindNumber, func() (ot.Op, *Error) { return ot.Op{Kind: ot.NumberSet, Number: v}, finite(v) })
}

// SetBool sets a boolean element.
func (m *Model) SetBool(n *document.Node, v bool) error {
	return m.change(n, ot.KindBoolean, func() (ot.Op, *Error) { return ot.Op{Kind: ot.BooleanSet, Bool: v}, nil })
}

// SetDate sets a date element, in milliseconds since 1970.
func (m *Model) SetDate(n *document.Node, millis int64) error {
	return m.change(n, ot.KindDate, func() (ot.Op, *Error) { return ot.Op{Kind: ot.DateSet, Millis: millis}, nil })
}

// SetContent replaces all properties of an object or all entries of an array,
// and sets every other element but null. The value's ids are ignored and new
// ones are made.
func (m *Model) SetContent(n *document.Node, v ot.Value) error {
	switch v.Kind {
	case ot.KindString:
		return m.SetText(n, v.Text)
	case ot.KindNumber:
		return m.SetNumber(n, v.Number)
	case ot.KindBoolean:
		return m.SetBool(n, v.Bool)
	case ot.KindDate:
		return m.SetDate(n, v.Millis)
	}
	return m.change(n, v.Kind, func() (ot.Op, *Error) {
		if v.Kind == ot.KindNull {
			return ot.Op{}, session.UsageError(protocol.CodeInvalidArgument, "the value of a null element cannot be set: set the property or entry that holds it")
		}
		kind := ot.ArraySet
		if v.Kind == ot.KindObject {
			kind = ot.ObjectSet
		}
		fresh := m.ids.Assign(v)
		fresh.ID = n.ID()
		return ot.Op{Kind: kind, Value: &fresh}, nil
	})
}

// SetProperty sets a property of an object and returns the new element.
func (m *Model) SetProperty(n *document.Node, key string, v ot.Value) (*document.Node, error) {
	return m.put(n, ot.KindObject, v, func(fresh *ot.Value) (ot.Op, *Error) {
		kind := ot.ObjectAddProperty
		if n.Get(key) != nil {
			kind = ot.ObjectSetProperty
		}
		return ot.Op{Kind: kind, Key: key, Value: fresh}, nil
	})
}

// put makes an edit that gives a container a new element, which it returns.
func (m *Model) put(n *document.Node, kind ot.ValueKind, v ot.Value, make func(*ot.Value) (ot.Op, *Error)) (*document.Node, error) {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	fresh := m.ids.Assign(v)
	err := m.changeLocked(n, kind, func() (ot.Op, *Error) { return make(&fresh) })
	if err != nil {
		return nil, err
	}
	return m.doc.Lookup(fresh.ID), nil
}

// RemoveProperty removes a property of an object and returns the element that
// it held, or nil when there was none, which changes nothing.
func (m *Model) RemoveProperty(n *document.Node, key string) (*document.Node, error) {
	var old *document.Node
	err := m.change(n, ot.KindObject, func() (ot.Op, *Error) {
		if old = n.Get(key); old == nil {
			return ot.Op{}, nil
		}
		return ot.Op{Kind: ot.ObjectRemoveProperty, Key: key}, nil
	})
	return old, err
}

// InsertEntry inserts into an array and returns the new element.
func (m *Model) InsertEntry(n *document.Node, index int, v ot.Value) (*document.Node, error) {
	return m.put(n, ot.KindArray, v, func(fresh *ot.Value) (ot.Op, *Error) {
		return ot.Op{Kind: ot.ArrayInsert, Index: index, Value: fresh}, inRange(index, n.Len()+1)
	})
}

// SetEntry replaces an entry of an array and returns the new element.
func (m *Model) SetEntry(n *document.Node, index int, v ot.Value) (*document.Node, error) {
	return m.put(n, ot.KindArray, v, func(fresh *ot.Value) (ot.Op, *Error) {
		return ot.Op{Kind: ot.ArrayReplace, Index: index, Value: fresh}, inRange(index, n.Len())
	})
}

// RemoveEntry removes an entry of an array and returns the element that it
// held.
func (m *Model) RemoveEntry(n *document.Node, index int) (*document.Node, error) {
	var old *document.Node
	err := m.change(n, ot.KindArray, func() (ot.Op, *Error) {
		if err := inRange(index, n.Len()); err != nil {
			return ot.Op{}, err
		}
		old = n.At(index)
		return ot.Op{Kind: ot.ArrayRemove, Index: index}, nil
	})
	return old, err
}

// MoveEntry takes an entry of an array out and puts it so that it ends at to.
func (m *Model) MoveEntry(n *document.Node, from, to int) error {
	return m.change(n, ot.KindArray, func() (ot.Op, *Error) {
		if err := inRange(from, n.Len()); err != nil {
			return ot.Op{}, err
		}
		return ot.Op{Kind: ot.ArrayMove, Index: from, To: to}, inRange(to, n.Len())
	})
}

// RemoveElement removes an element from its container.
func (m *Model) RemoveElement(n *document.Node) error {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	if err := m.writable(n); err != nil {
		return err
	}
	parent := n.Parent()
	if parent == nil {
		return session.UsageError(protocol.CodeInvalidArgument, "the root element cannot be removed")
	}
	op := ot.Op{Kind: ot.ArrayRemove, ID: parent.ID(), Index: n.Index()}
	if parent.Kind() == ot.KindObject {
		op = ot.Op{Kind: ot.ObjectRemoveProperty, ID: parent.ID(), Key: n.Key()}
	}
	return m.edit(op)
}

// change makes one edit of an element of a certain kind. make builds the
// operation; one without a kind means that there is nothing to do.
func (m *Model) change(n *document.Node, kind ot.ValueKind, make func() (ot.Op, *Error)) error {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	return m.changeLocked(n, kind, make)
}

func (m *Model) changeLocked(n *document.Node, kind ot.ValueKind, make func() (ot.Op, *Error)) error {
	if err := m.writable(n); err != nil {
		return err
	}
	if n.Kind() != kind {
		return errKind(n, kind)
	}
	op, failed := make()
	if failed != nil {
		return failed
	}
	if op.Kind == 0 {
		return nil
	}
	op.ID = n.ID()
	return m.edit(op)
}

// edit makes an edit, in parts if it is larger than a message may be.
func (m *Model) edit(op ot.Op) error {
	parts, failed := m.cut(&op)
	switch {
	case failed != nil:
		return failed
	case parts == nil:
		return m.editPart(op)
	}
	for _, part := range parts {
		if err := m.editPart(part); err != nil {
			return err
		}
	}
	return nil
}

// editPart applies an operation made here and queues it for the server.
func (m *Model) editPart(op ot.Op) error {
	op = m.doc.Stamp(op)
	if m.turn != m.d.session.Turn {
		m.beginTurn()
	}
	o := m.watch(m.d.session.Self)
	o.local, o.silent = true, !m.emitLocal && m.undoing == nil && !m.making && !m.restoring
	var removed ot.Text
	if len(m.undo) > 0 {
		removed = m.beforeEdit(&op)
	}
	if err := m.doc.Apply(op, o); err != nil {
		if _, out := errors.AsType[*document.RangeError](err); out {
			return session.RangeError("%v", err)
		}
		if errors.Is(err, document.ErrDepth) {
			return errDepth()
		}
		return session.UsageError(protocol.CodeInvalidArgument, "%v", err)
	}
	m.replica.Control.Local(op)
	if len(m.undo) > 0 {
		m.afterEdit(&op, removed)
	}
	m.edited()
	return nil
}

// beginTurn notes in the queue the first edit of a turn, so that it knows what may
// merge without asking the clock for every keystroke. Edits that leave at the end of
// their turn merge with nothing later, and are not asked for at all. The end of the
// turn is asked for without a connection as well: what follows is another one.
func (m *Model) beginTurn() {
	m.turn = m.d.session.Turn
	now := int64(concurrency.NoTime)
	if r := m.replica; !r.SendsAll() || r.Control.HasUnsent() || len(m.undo) > 0 {
		now = m.d.session.Host.Now().UnixMilli()
	}
	m.turned = now
	m.replica.Control.Turn(now, m.d.session.Options.Merge)
	m.d.session.Schedule()
}

// edited notes that there is something to send.
func (m *Model) edited() {
	if !m.dirty {
		m.dirty = true
		if m.hears(ModelModified) {
			m.emit(ModelEvent{Kind: ModelModified})
		}
	}
	if m.tells() {
		m.emit(ModelEvent{Kind: ModelEdited, Version: int64(m.replica.Control.Newest())})
	}
	m.replica.Edited()
}

// tells reports whether somebody hears of every edit made here, see [ModelEdited].
func (m *Model) tells() bool { return m.listening&ModelEdited.Bit() != 0 }

// writable checks that an element can be edited now.
func (m *Model) writable(n *document.Node) error {
	if !m.replica.Permissions.Can(protocol.PermissionWrite) {
		return session.UsageError(protocol.CodeUnauthorized, "this session does not have write permissions for the model %q", m.replica.ID)
	}
	if m.closed || !n.Attached() {
		return session.UsageError(protocol.CodeInvalidArgument, "cannot change a detached RealTimeElement: it was removed from the model or the model is closed")
	}
	return nil
}

func errKind(n *document.Node, kind ot.ValueKind) *Error {
	return &Error{Code: protocol.CodeInvalidArgument, Class: session.ClassArgument,
		Message: "the element is of type " + n.Kind().String() + ", not " + kind.String()}
}

func finite(v float64) *Error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return &Error{Code: protocol.CodeInvalidArgument, Message: "a number must be finite", Class: session.ClassArgument}
	}
	return nil
}

func inRange(index, limit int) *Error {
	if index < 0 || index >= limit {
		return session.RangeError("index out of bounds: %d is not within 0 and %d", index, limit-1)
	}
	return nil
}
