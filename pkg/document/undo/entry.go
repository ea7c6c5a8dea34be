package undo

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// entry is one edit that was made here, or several of a text that touch.
type entry struct {
	kind    ot.Kind
	dropped bool
	id      string // of the element that was edited
	at      uint64
	bytes   int
	node    *document.Node // the element
	page    *page          // nil if it is not kept

	// In the queue the edit is part of the operation with this number, or, in a
	// batch, of one that comes later; see concurrency.Client.
	sequence uint64
	first    uint64 // number of the oldest of them, if they are several

	// Of a string: how to take the edit back where nothing came after it. What others
	// have done since is in after, oldest first, see patch. An older edit of the same
	// string is below.
	hunk     hunk
	text     ot.Text
	after    []patch
	below    *entry
	taken    bool    // how it is to be taken back was found
	inverses []patch // that, as it goes past each of after
	moved    patch   // instead, after as it is without this edit, if trails

	lead   int32 // units that others have put right ahead of what it deleted, while that was known
	trails bool  // they have put some right behind it

	*shape // of all but strings
}

// shape is an edit of an element that is no string.
type shape struct {
	stamp         int  // while the server has not ordered it, see document.Stamp
	gone          bool // what it removed somebody else had removed before
	key           string
	index         int
	fresh         []string         // ids of what it put there, or moved
	nodes         []*document.Node // what it removed
	amended       *ot.Value        // of a whole set: what it removed, when others had edited that
	ahead, behind string           // ids of the neighbours in an array
	back          ot.Op            // of a boolean or date
	set           float64
	parts         []float64 // of a number: what to add; for a set, to what it was first
}

func (e *entry) isText() bool { return e.shape == nil }

// track returns the id of the element of which it matters who has set it last.
func (e *entry) track() string {
	switch e.kind {
	case ot.ArrayReplace, ot.ObjectSetProperty, ot.ArrayMove:
		return e.fresh[0]
	}
	return e.id
}

// Before notes how an edit made here is to be taken back, before it is applied. An
// edit that [Stacks.Did] does not follow was not applied.
func (s *Stacks) Before(op *ot.Op) {
	s.made = s.made[:0]
	if op.Kind != ot.Compound {
		s.before(op)
	}
	for i := range op.Ops { // of an edit that was cut: they add and insert
		s.before(&op.Ops[i])
	}
}

// Did notes that the edits of [Stacks.Before] were applied, and the number in the
// queue.
func (s *Stacks) Did(sequence uint64) {
	for _, e := range s.made {
		e.first, e.sequence = sequence, sequence
		s.push(e)
		for i := 0; s.busy && !e.isText() && i < len(e.fresh); i++ {
			if n := s.doc.Lookup(e.fresh[i]); n != nil {
				s.back(n, true)
			}
		}
	}
	clear(s.made)
	s.made = s.made[:0]
}

func (s *Stacks) before(op *ot.Op) {
	n := s.doc.Lookup(op.ID)
	if n == nil || op.NoOp {
		return
	}
	e := &entry{kind: op.Kind, id: op.ID, node: n}
	s.made = append(s.made, e)
	x := &shape{key: op.Key, index: op.Index}
	switch op.Kind {
	case ot.StringSplice, ot.StringSet:
		from, to := op.Index, op.Index+op.Count
		if op.Kind == ot.StringSet {
			to = n.Len()
		}
		if to > from && to <= n.Len() {
			e.text = n.Buffer().Slice(from, to)
		}
		e.hunk = hunk{At: int32(from), Del: int32(op.Text.Len())}
		e.bytes = len(e.text.WTF8())
		return
	case ot.NumberDelta:
		x.parts = []float64{-op.Number}
	case ot.NumberSet:
		v := n.Value()
		x.parts, x.set = append([]float64{v.Number}, v.Rest...), op.Number
	case ot.BooleanSet:
		x.back = ot.Op{Kind: op.Kind, Bool: n.Bool()}
	case ot.DateSet:
		x.back = ot.Op{Kind: op.Kind, Millis: n.Millis()}
	case ot.ArraySet, ot.ObjectSet:
		for i := range n.Len() {
			x.nodes = append(x.nodes, n.At(i))
		}
		for i := range op.Value.Items {
			x.fresh = append(x.fresh, op.Value.Items[i].ID)
		}
		for i := range op.Value.Members {
			x.fresh = append(x.fresh, op.Value.Members[i].Value.ID)
		}
	default:
		old := n.Get(op.Key)
		if n.Kind() == ot.KindArray && op.Kind != ot.ArrayInsert {
			old = n.At(op.Index)
			x.ahead, x.behind = idOf(n.At(op.Index-1)), idOf(n.At(op.Index+1))
		}
		switch {
		case op.Kind == ot.ArrayMove:
			x.fresh = []string{idOf(old)}
		case old != nil:
			x.nodes = []*document.Node{old}
		}
		if op.Value != nil {
			x.fresh = []string{op.Value.ID}
		}
	}
	if e.shape = x; op.Kind != ot.ArrayMove && len(x.nodes) > 0 {
		x.stamp = op.To
	}
	for _, old := range x.nodes {
		e.bytes += weigh(old)
	}
	e.bytes += shapeSize + len(x.fresh)*16
}

func idOf(n *document.Node) string {
	if n == nil {
		return ""
	}
	return n.ID()
}

// weigh returns about how many bytes an element takes with all that is in it.
func weigh(n *document.Node) int {
	bytes := 150
	if n.Kind() == ot.KindString {
		return bytes + 2*n.Len()
	}
	n.Members(func(kid *document.Node) bool {
		bytes += weigh(kid)
		return true
	})
	return bytes
}
