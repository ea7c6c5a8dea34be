//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

func callElement(number method, a *arguments, w *writer) error {
	e := elementOf(int32(a.int("element")))
	t, n := e.t, e.n
	answer := func(found *document.Node, err error) error {
		if err == nil {
			w.element(t, found)
		}
		return err
	}
	switch number {
	case methodElementID:
		w.string(n.ID())
	case methodElementPath:
		w.path(n, nil)
	case methodElementParent:
		w.element(t, n.Parent())
	case methodElementAt:
		w.element(t, a.descend(n))
	case methodElementValue:
		before := w.buf.Len()
		w.value(n)
		allocated(w.buf.Len() - before)
	case methodElementSetValue:
		return e.model().SetContent(n, a.value("value"))
	case methodElementRemove:
		return e.model().RemoveElement(n)
	case methodObjectGet:
		w.element(t, n.Get(a.string("key")))
	case methodObjectSet:
		key := a.string("key")
		return answer(e.model().SetProperty(n, key, a.value("value")))
	case methodObjectRemove:
		return answer(e.model().RemoveProperty(n, a.string("key")))
	case methodObjectKeys:
		w.array(n.Len())
		n.Members(func(kid *document.Node) bool {
			w.string(kid.Key())
			return true
		})
	case methodObjectEntries:
		w.array(2 * n.Len())
		n.Members(func(kid *document.Node) bool {
			w.string(kid.Key())
			w.element(t, kid)
			return true
		})
	case methodArrayGet:
		w.element(t, n.At(a.int("index")))
	case methodArraySet:
		i := a.int("index")
		return answer(e.model().SetEntry(n, i, a.value("value")))
	case methodArrayInsert:
		i := a.int("index")
		return answer(e.model().InsertEntry(n, i, a.value("value")))
	case methodArrayRemove:
		return answer(e.model().RemoveEntry(n, a.int("index")))
	case methodArrayReorder:
		from := a.int("from")
		return e.model().MoveEntry(n, from, a.int("to"))
	case methodArrayItems:
		w.array(n.Len())
		n.Members(func(kid *document.Node) bool {
			w.element(t, kid)
			return true
		})
	default:
		bad("unknown method %d", number)
	}
	return nil
}

// descend follows the remaining arguments, keys and indices, down from an
// element. It returns nil when there is nothing.
func (a *arguments) descend(n *document.Node) *document.Node {
	for a.left > 0 && n != nil {
		if c := a.code("path"); c >= 0xA0 && c <= 0xBF || c >= 0xD9 && c <= 0xDB {
			n = n.Get(a.string("path"))
			continue
		}
		i := a.int("path")
		if n.Kind() != ot.KindArray {
			return nil
		}
		n = n.At(i)
	}
	return n
}

// ElementEvent implements client.Sink.
func (sink) ElementEvent(t *client.Tree, n *document.Node, e client.ElementEvent) {
	number := sessionNumber(t.Domain(), e.Participant)
	w, op := frames, e.Change.Op
	head := func(payload int) {
		w.array(5 + payload)
		w.int(frameElementEvent)
		w.array(3)
		w.int(int(elementHandle(t, n)))
		w.int(int(n.Kind()))
		w.int(treeHandle(t))
		w.int(int(e.Kind))
		if e.Silent {
			w.nil()
		} else {
			w.bool(e.Local)
		}
		w.int(number)
	}
	key := func() {
		if n.Kind() == ot.KindObject {
			w.string(op.Key)
		} else {
			w.int(op.Index)
		}
	}
	switch e.Kind {
	case client.ElementSet:
		head(3)
		key()
		w.element(t, e.Change.Child)
		w.element(t, e.Change.Old)
	case client.ElementRemove:
		head(2)
		key()
		if n.Kind() == ot.KindString {
			w.string(e.Change.Removed.WTF8())
		} else {
			w.element(t, e.Change.Old)
		}
	case client.ElementInsert:
		head(2)
		w.int(op.Index)
		if n.Kind() == ot.KindString {
			w.string(op.Text.WTF8())
		} else {
			w.element(t, e.Change.Child)
		}
	case client.ElementReorder:
		head(2)
		w.int(op.Index)
		w.int(op.To)
	case client.ElementSplice:
		head(3)
		w.int(op.Index)
		w.int(op.Count)
		w.string(op.Text.WTF8())
	case client.ElementDelta:
		head(1)
		w.number(op.Number)
	default:
		head(1)
		w.value(n)
	}
}

// ElementChanged implements client.Sink.
func (sink) ElementChanged(t *client.Tree, listener, changed *document.Node) {
	w := frames
	w.array(3)
	w.int(frameModelChanged)
	w.int(int(elementHandle(t, listener)))
	w.path(changed, listener)
}

// path writes the path that leads from the element top to n, top excluded.
func (w *writer) path(n, top *document.Node) {
	depth := 0
	for at := n; at != top && at.Parent() != nil; at = at.Parent() {
		depth++
	}
	w.array(depth)
	w.pathParts(n, depth)
}

func (w *writer) pathParts(n *document.Node, depth int) {
	if depth == 0 {
		return
	}
	w.pathParts(n.Parent(), depth-1)
	if n.Parent().Kind() == ot.KindObject {
		w.string(n.Key())
	} else {
		w.int(n.Index())
	}
}

// ElementDetached implements client.Sink.
func (sink) ElementDetached(t *client.Tree, n *document.Node) {
	w := frames
	w.array(3)
	w.int(frameDetached)
	w.int(int(elementHandle(t, n)))
	w.bool(false)
}

// ElementBack implements client.Sink.
func (sink) ElementBack(_ *client.Tree, n *document.Node) {
	elements.entries[n.Tag-1].n = n
	if n.Listen == 0 {
		return
	}
	w := frames
	w.array(3)
	w.int(frameDetached)
	w.int(int(n.Tag))
	w.bool(true)
}
