package client

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// observer turns what the document reports into events for the sink.
type observer struct {
	m           *Model
	participant *Participant // who makes the change
	local       bool
	silent      bool // only detached elements are told
}

// valueEvents are the events that a change of an element itself is told as.
const valueEvents = 1<<(ElementValue-1) | 1<<(ElementSet-1) | 1<<(ElementRemove-1) | 1<<(ElementInsert-1) |
	1<<(ElementReorder-1) | 1<<(ElementSplice-1) | 1<<(ElementDelta-1)

// Wants implements document.Observer. It is asked for every change, so that
// nothing is built when nobody listens.
func (o *observer) Wants(n *document.Node) bool {
	m := o.m
	if o.silent || m.listenedElements == 0 {
		return false
	}
	if n.Listen&valueEvents != 0 {
		return true
	}
	if m.changedListeners > 0 {
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
	if n.Listen&ElementDetached.Bit() != 0 {
		o.m.d.sink.ElementDetached(o.m, n)
	}
	o.m.forget(n)
}

// Changed implements document.Observer.
func (o *observer) Changed(n *document.Node, c document.Change) {
	kind := eventKind(c.Op)
	if kind == 0 || !o.Wants(n) {
		return
	}
	sink := o.m.d.sink
	sink.ElementEvent(o.m, n, ElementEvent{Kind: kind, Local: o.local, Participant: o.participant, Change: c})
	if o.m.changedListeners == 0 {
		return
	}
	for at := n; at != nil; at = at.Parent() {
		if at.Listen&ElementModelChanged.Bit() != 0 {
			sink.ElementChanged(o.m, at, n)
		}
	}
}

// detachAll tells that all elements are detached, children before parents.
func (m *Model) detachAll() {
	if m.listenedElements > 0 {
		(&observer{m: m}).detachTree(m.doc.Root())
	}
}

func (o *observer) detachTree(n *document.Node) {
	n.Members(func(kid *document.Node) bool {
		o.detachTree(kid)
		return true
	})
	o.Detached(n)
}

// eventKind returns the event that an applied operation is told as; 0 for none.
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
