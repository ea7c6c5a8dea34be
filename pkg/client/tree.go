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

	gone map[string]*document.Node // that have a tag and were detached: they may come back under their ids

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
// listens to. Of an element that was detached it holds when it comes back.
func (t *Tree) ListenElement(n *document.Node, mask uint32) {
	t.d.session.Lock()
	defer t.d.session.Unlock()
	if t.closed {
		return
	}
	if n.Attached() {
		t.count(n, -1)
	}
	n.Listen = mask
	if n.Attached() {
		t.count(n, 1)
	}
}

// count counts an element among those that listen, or with -1 not any more.
//
//go:noinline
func (t *Tree) count(n *document.Node, by int) {
	if n.Listen != 0 {
		t.listenedElements += by
	}
	if n.Listen&ElementModelChanged.Bit() != 0 {
		t.changedListeners += by
	}
}

// leave notes that an element was detached.
func (t *Tree) leave(n *document.Node) {
	t.count(n, -1)
	t.Tagged(n)
}

// Tagged notes the tag of an element that was detached, which may come back. It is for a
// sink, which is called under the lock, and where nothing else runs meanwhile.
//
//go:noinline
func (t *Tree) Tagged(n *document.Node) {
	if n.Tag == 0 || n.Attached() {
		return
	}
	if t.gone == nil {
		t.gone = make(map[string]*document.Node)
	}
	t.gone[n.ID()] = n
}

// comeBack gives elements that are there again, with the ids that they had, the tags of
// those that were detached, and their listeners.
func (t *Tree) comeBack(n *document.Node) {
	if old := t.gone[n.ID()]; old != nil && old.Kind() == n.Kind() && n.Tag == 0 {
		n.Tag, n.Listen = old.Tag, old.Listen
		old.Tag, old.Listen = 0, 0
		delete(t.gone, n.ID())
		t.count(n, 1)
		t.d.sink.ElementBack(t, n)
	}
	n.Members(func(kid *document.Node) bool {
		t.comeBack(kid)
		return len(t.gone) > 0
	})
}

// Untag says that an element has no tag any more.
func (t *Tree) Untag(n *document.Node) {
	t.d.session.Lock()
	defer t.d.session.Unlock()
	if n.Tag = 0; t.gone[n.ID()] == n {
		delete(t.gone, n.ID())
	}
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
