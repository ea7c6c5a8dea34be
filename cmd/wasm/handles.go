//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
)

// table gives numbers from 1 to values that JavaScript refers to.
type table[T any] struct {
	entries []T
	live    []bool // which entries are in use
	free    []uint32
	checked int // length of free after the last trim
}

//go:noinline
func (t *table[T]) add(v T) uint32 {
	header.handles++
	if n := len(t.free); n > 0 {
		h := t.free[n-1]
		t.free = t.free[:n-1]
		t.entries[h-1], t.live[h-1] = v, true
		return h
	}
	t.entries, t.live = append(t.entries, v), append(t.live, true)
	return uint32(len(t.entries))
}

// get returns what has a number; when nothing has, the call ends.
func (t *table[T]) get(h uint32) T {
	if h == 0 || int(h) > len(t.entries) || !t.live[h-1] {
		bad("there is no object with handle %d", int32(h))
	}
	return t.entries[h-1]
}

// remove gives a number back and returns what had it. A number that nothing has
// is left alone.
func (t *table[T]) remove(handle int32) (v T, ok bool) {
	h := uint32(handle)
	if h == 0 || int(h) > len(t.entries) || !t.live[h-1] {
		return v, false
	}
	var none T
	v, t.entries[h-1], t.live[h-1] = t.entries[h-1], none, false
	t.free = append(t.free, h)
	header.handles--
	if t.used() == 0 {
		t.entries, t.live, t.free, t.checked = nil, nil, nil, 0
	} else if n := len(t.entries); n > smallTable && t.used() < n/4 && len(t.free)-t.checked > n/4 {
		t.trim()
	}
	return v, true
}

// smallTable is the number of entries below which a table is left as it is.
const smallTable = 256

// used is the number of handles in use.
//
//go:noinline
func (t *table[T]) used() int { return len(t.entries) - len(t.free) }

// trim gives back the end of a table that has become much too large. Handles
// cannot move, so a late one that is still in use prevents it; checked sees to
// it that the next attempt is not made before much more has become free.
//
//go:noinline
func (t *table[T]) trim() {
	n := len(t.entries)
	for n > 0 && !t.live[n-1] {
		n--
	}
	t.entries = append(make([]T, 0, n), t.entries[:n]...)
	t.live = append(make([]bool, 0, n), t.live[:n]...)
	free := make([]uint32, 0, len(t.free))
	for _, h := range t.free {
		if int(h) <= n {
			free = append(free, h)
		}
	}
	t.free, t.checked = free, len(free)
}

// element is an element that JavaScript has an object for. The object, and so
// the entry, outlives the element's place in the document.
type element struct {
	t *client.Tree
	n *document.Node
}

var (
	domains    table[*client.Domain]
	models     table[*client.Model]
	histories  table[*client.History]
	references table[*client.Reference]
	elements   table[element]
)

//go:noinline
func domainOf(h int) *client.Domain { return domains.get(uint32(h)) }
func modelOf(h int) *client.Model   { return models.get(uint32(h)) }

// model returns the model that an element can be edited in.
func (e element) model() *client.Model {
	m := e.t.Model()
	if m == nil {
		bad("the elements of a historical model cannot be changed")
	}
	return m
}

func isElement(h int32) bool {
	return h > 0 && int(h) <= len(elements.entries) && elements.entries[h-1].n != nil
}

// elementOf is elements.get for the path of every keystroke, which not even a
// call of isElement may make longer.
func elementOf(h int32) element {
	if h <= 0 || int(h) > len(elements.entries) || elements.entries[h-1].n == nil {
		bad("there is no element with handle %d", h)
	}
	return elements.entries[h-1]
}

// modelHandle returns the handle of a model, a new one at first.
func modelHandle(m *client.Model) uint32 {
	if m.Tag == 0 {
		m.Tag = models.add(m)
	}
	return m.Tag
}

// elementHandle returns the handle of an element, a new one at first.
func elementHandle(t *client.Tree, n *document.Node) uint32 {
	if n.Tag == 0 {
		n.Tag = elements.add(element{t, n})
		t.Tagged(n)
	}
	return n.Tag
}

// treeHandle returns the handle of the model, or minus that of the history,
// that a tree belongs to.
func treeHandle(t *client.Tree) int {
	if h := t.History(); h != nil {
		return -int(historyHandle(h))
	}
	return int(modelHandle(t.Model()))
}

func historyHandle(h *client.History) uint32 {
	if h.Tag == 0 {
		h.Tag = histories.add(h)
	}
	return h.Tag
}

func referenceHandle(r *client.Reference) uint32 {
	if r.Tag == 0 {
		r.Tag = references.add(r)
	}
	return r.Tag
}

// element writes [handle, kind], or nil for no element.
func (w *writer) element(t *client.Tree, n *document.Node) {
	if n == nil {
		w.nil()
		return
	}
	w.array(2)
	w.int(int(elementHandle(t, n)))
	w.int(int(n.Kind()))
}
