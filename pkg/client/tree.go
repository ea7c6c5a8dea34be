package client

import "github.com/convergence-wasm/convergence/pkg/document"

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

// Find is [Tree.Element] for a sink, which is called under the lock.
func (t *Tree) Find(id string) *document.Node { return t.doc.Lookup(id) }
