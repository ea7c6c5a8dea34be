//go:build js && wasm

package main

import (
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
