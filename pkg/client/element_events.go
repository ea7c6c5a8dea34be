package client

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// ElementEventKind is the kind of an element event; 1<<(kind-1) is its bit in
// the mask of [Tree.ListenElement].
type ElementEventKind uint8

// The element events. The numbers are part of the bridge.
const (
	ElementValue        ElementEventKind = 1
	ElementDetached     ElementEventKind = 2
	ElementReference    ElementEventKind = 3
	ElementModelChanged ElementEventKind = 4
	ElementSet          ElementEventKind = 5
	ElementRemove       ElementEventKind = 6
	ElementInsert       ElementEventKind = 7
	ElementReorder      ElementEventKind = 8
	ElementSplice       ElementEventKind = 9
	ElementDelta        ElementEventKind = 10
)

// Bit returns the bit of the kind in a listening mask.
func (k ElementEventKind) Bit() uint32 { return 1 << (k - 1) }

// ElementEvent is a change of an element. Change holds what changed; Kind is
// the event of the change.
type ElementEvent struct {
	Kind        ElementEventKind
	Local       bool
	Silent      bool         // made here, and only [ModelEdited] is to tell of it
	Participant *Participant // who made the change
	Change      document.Change
}

// watch returns what emits the events of the change that p makes next.
func (t *Tree) watch(p *Participant) *observer {
	t.watching = observer{t: t, participant: p}
	return &t.watching
}

// observer turns what the document reports into events for the sink.
type observer struct {
	t           *Tree
	participant *Participant // who makes the change
	local       bool
	silent      bool // only the detaching of elements is emitted, and what ModelEdited tells of
}

// valueEvents are the events of a change of an element itself.
const valueEvents = 1<<(ElementValue-1) | 1<<(ElementSet-1) | 1<<(ElementRemove-1) | 1<<(ElementInsert-1) |
	1<<(ElementReorder-1) | 1<<(ElementSplice-1) | 1<<(ElementDelta-1)

// Wants implements document.Observer. It is asked for every change, so that
// nothing is built when nobody listens.
func (o *observer) Wants(n *document.Node) bool {
	t := o.t
	if o.silent {
		return t.model.tells()
	}
	if t.listenedElements == 0 {
		return false
	}
	if n.Listen&valueEvents != 0 {
		return true
	}
	if t.changedListeners > 0 {
		for ; n != nil; n = n.Parent() {
			if n.Listen&ElementModelChanged.Bit() != 0 {
				return true
			}
		}
	}
	return false
}

// Detached implements document.Observer.
func (o *observer) Detached(n *document.Node) {
	t := o.t
	if n.Listen&ElementDetached.Bit() != 0 {
		t.d.sink.ElementDetached(t, n)
	}
	t.leave(n)
	if t.model != nil && len(t.model.references) > 0 {
		t.model.elementGone(n)
	}
	if t.model != nil {
		for _, u := range t.model.undo {
			u.steps.Detached(n)
		}
	}
}

// Changed implements document.Observer.
func (o *observer) Changed(n *document.Node, c document.Change) {
	t := o.t
	if len(t.gone) > 0 {
		switch c.Op.Kind {
		case ot.ArraySet, ot.ObjectSet:
			t.comeBack(n)
		default:
			if c.Child != nil {
				t.comeBack(c.Child)
			}
		}
	}
	if t.model != nil && len(t.model.undo) > 0 {
		t.model.changed(n, &c, o.local)
	}
	if kind := eventKind(c.Op); kind != 0 && o.Wants(n) {
		if kind == ElementSplice && !o.silent && t.d.session.Options.SplitSplices {
			o.emit(n, ElementRemove, c)
			kind = ElementInsert
		}
		o.emit(n, kind, c)
	}
	if t.model != nil && len(t.model.references) > 0 {
		t.model.moveReferences(&c.Op)
	}
}

// agreed emits that somebody else has set an element where that has changed nothing, because the same was set
// here and the server has heard of theirs first; if nothing here has edited it since.
func (m *Model) agreed(op, came *ot.Op, o *observer) {
	for i := 0; i < len(op.Ops) && len(op.Ops) == len(came.Ops); i++ {
		m.agreed(&op.Ops[i], &came.Ops[i], o)
	}
	if !op.NoOp || came.NoOp || !came.Kind.IsSet() {
		return
	}
	n := m.doc.Lookup(came.ID)
	if n == nil || !o.Wants(n) {
		return
	}
	m.replica.Control.Waiting(0, func(_ uint64, own ot.Op) bool {
		if edits(&own, came.ID) {
			n = nil
		}
		return n != nil
	})
	if n != nil {
		o.emit(n, ElementValue, document.Change{Op: *came})
	}
}

// edits reports whether an operation does something to an element.
func edits(op *ot.Op, id string) bool {
	for i := range op.Ops {
		if edits(&op.Ops[i], id) {
			return true
		}
	}
	return op.ID == id && !op.NoOp
}

// emit emits a change, and that of each element above that listens.
//
//go:noinline
func (o *observer) emit(n *document.Node, kind ElementEventKind, c document.Change) {
	t := o.t
	t.d.sink.ElementEvent(t, n, ElementEvent{Kind: kind, Local: o.local, Silent: o.silent, Participant: o.participant, Change: c})
	if o.silent || t.changedListeners == 0 {
		return
	}
	for at := n; at != nil; at = at.Parent() {
		if at.Listen&ElementModelChanged.Bit() != 0 {
			t.d.sink.ElementChanged(t, at, n)
		}
	}
}

func (o *observer) detachTree(n *document.Node) {
	n.Members(func(kid *document.Node) bool {
		o.detachTree(kid)
		return true
	})
	o.Detached(n)
}

// eventKind returns the event of an applied operation; 0 for none.
func eventKind(op ot.Op) ElementEventKind {
	if op.NoOp {
		return 0
	}
	switch op.Kind {
	case ot.StringSplice:
		switch {
		case op.Count == 0 && op.Text.IsEmpty():
			return 0
		case op.Count == 0:
			return ElementInsert
		case op.Text.IsEmpty():
			return ElementRemove
		}
		return ElementSplice
	case ot.ArrayInsert:
		return ElementInsert
	case ot.ArrayRemove, ot.ObjectRemoveProperty:
		return ElementRemove
	case ot.ArrayReplace, ot.ObjectAddProperty, ot.ObjectSetProperty:
		return ElementSet
	case ot.ArrayMove:
		return ElementReorder
	case ot.NumberDelta:
		return ElementDelta
	}
	return ElementValue
}
