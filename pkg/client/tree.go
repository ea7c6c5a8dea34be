package client

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Tree is the elements of a [Model] or a [History], and who listens to them.
type Tree struct {
	d       *Domain
	model   *Model   // nil for the elements of a history
	history *History // nil for those of a model
	doc     *document.Document
	closed  bool

	changedListeners int // elements that listen to ElementModelChanged
	listenedElements int // elements that listen to anything

	watching observer // of the change that is being applied, kept here to be allocated once
}

// watch returns what emits the events of the change that p makes next.
func (t *Tree) watch(p *Participant) *observer {
	t.watching = observer{t: t, participant: p}
	return &t.watching
}

// Domain returns the domain that the tree belongs to.
func (t *Tree) Domain() *Domain { return t.d }

// Model returns the model whose elements these are, nil for a history.
func (t *Tree) Model() *Model { return t.model }

// History returns the history whose elements these are, nil for a model.
func (t *Tree) History() *History { return t.history }

// Root returns the root element, an object.
func (t *Tree) Root() *document.Node { return t.doc.Root() }

// Element returns the element with an id, or nil.
func (t *Tree) Element(id string) *document.Node {
	t.d.session.Lock()
	defer t.d.session.Unlock()
	if t.closed {
		return nil
	}
	return t.doc.Lookup(id)
}

// Attached reports whether an element is part of the tree, which must be open.
func (t *Tree) Attached(n *document.Node) bool {
	t.d.session.Lock()
	defer t.d.session.Unlock()
	return !t.closed && n.Attached()
}

// View runs f while nothing changes the document. f must not call methods of
// the tree or the domain.
func (t *Tree) View(f func()) {
	t.d.session.Lock()
	defer t.d.session.Unlock()
	f()
}

// ListenElement says which events of an element the sink wants; the mask has
// the bits of [ElementEventKind]. Nothing is built for elements that nobody
// listens to.
func (t *Tree) ListenElement(n *document.Node, mask uint32) {
	t.d.session.Lock()
	defer t.d.session.Unlock()
	if t.closed || !n.Attached() {
		return
	}
	t.forget(n)
	n.Listen = mask
	if mask != 0 {
		t.listenedElements++
	}
	if mask&ElementModelChanged.Bit() != 0 {
		t.changedListeners++
	}
}

// forget takes back what ListenElement counted for an element.
func (t *Tree) forget(n *document.Node) {
	if n.Listen != 0 {
		t.listenedElements--
	}
	if n.Listen&ElementModelChanged.Bit() != 0 {
		t.changedListeners--
	}
	n.Listen = 0
}

// detachAll emits that all elements are detached, children before parents.
func (t *Tree) detachAll() {
	t.closed = true
	if t.listenedElements > 0 {
		(&observer{t: t}).detachTree(t.doc.Root())
	}
}

// observer turns what the document reports into events for the sink.
type observer struct {
	t           *Tree
	participant *Participant // who makes the change
	local       bool
	silent      bool // only the detaching of elements is emitted
}

// valueEvents are the events of a change of an element itself.
const valueEvents = 1<<(ElementValue-1) | 1<<(ElementSet-1) | 1<<(ElementRemove-1) | 1<<(ElementInsert-1) |
	1<<(ElementReorder-1) | 1<<(ElementSplice-1) | 1<<(ElementDelta-1)

// Wants implements document.Observer. It is asked for every change, so that
// nothing is built when nobody listens.
func (o *observer) Wants(n *document.Node) bool {
	t := o.t
	if o.silent || t.listenedElements == 0 {
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
	t.forget(n)
	if t.model != nil && len(t.model.references) > 0 {
		t.model.elementGone(n)
	}
}

// Changed implements document.Observer.
func (o *observer) Changed(n *document.Node, c document.Change) {
	t := o.t
	if kind := eventKind(c.Op); kind != 0 && o.Wants(n) {
		if kind == ElementSplice && t.d.session.Options.SplitSplices {
			o.emit(n, ElementRemove, c)
			kind = ElementInsert
		}
		o.emit(n, kind, c)
	}
	if t.model != nil && len(t.model.references) > 0 {
		t.model.moveReferences(&c.Op)
	}
}

// emit emits a change, and that of each element above that listens.
func (o *observer) emit(n *document.Node, kind ElementEventKind, c document.Change) {
	t := o.t
	t.d.sink.ElementEvent(t, n, ElementEvent{Kind: kind, Local: o.local, Participant: o.participant, Change: c})
	if t.changedListeners == 0 {
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

// Find is [Tree.Element] for a sink, which is called under the lock.
func (t *Tree) Find(id string) *document.Node { return t.doc.Lookup(id) }
