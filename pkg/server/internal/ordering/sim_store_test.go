package ordering

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// simStore is the store of the simulation: one model, and who leads it.
type simStore struct {
	s         *sim
	log       []Run
	version   int64
	last      map[string]uint64
	names     map[string]int64 // version by name of the operation
	doc       *document.Document
	states    map[int64]string
	leader    string
	until     int // by the clock of the store
	conflicts int
	passed    int
	together  int // passed on while something else was not answered
}

const (
	firstVersion = 1
	leaseTime    = 1500 // ms
)

func newSimStore(s *sim) *simStore {
	x := &simStore{s: s, version: firstVersion, last: make(map[string]uint64), names: make(map[string]int64), states: make(map[int64]string), doc: newDocument()}
	x.states[x.version] = text(x.doc)
	return x
}

func newDocument() *document.Document {
	item := func(id string) ot.Value { return ot.Value{ID: id, Kind: ot.KindNumber} }
	doc, err := document.New(ot.Value{ID: "root", Kind: ot.KindObject, Members: []ot.Member{
		{Key: "t", Value: ot.Value{ID: "t", Kind: ot.KindString, Text: ot.MustText("abcdef")}},
		{Key: "n", Value: item("n")},
		{Key: "a", Value: ot.Value{ID: "a", Kind: ot.KindArray, Items: []ot.Value{item("x"), item("y"), item("z")}}},
		{Key: "o", Value: ot.Value{ID: "o", Kind: ot.KindObject}},
	}})
	if err != nil {
		panic(err)
	}
	return doc
}

func text(doc *document.Document) string { return string(document.JSON(doc.Value())) }

// same expects a document to be that of a version.
func (s *sim) same(who string, version int64, doc *document.Document) {
	if is, want := text(doc), s.store.states[version]; is != want {
		s.fail("%s has at version %d\n%s instead of\n%s", who, version, is, want)
	}
}

func name(instance string, sequence uint64) string { return fmt.Sprint(instance, " ", sequence) }

// append is what the store does with an append: all of it or nothing.
func (x *simStore) append(version int64, runs []Run) bool {
	if version != x.version && x.s.bug != overwriting {
		x.conflicts++
		return false
	}
	for _, r := range runs {
		if r.First <= x.last[r.Instance] && x.s.bug != forgetful {
			x.s.fail("operation %d of %s, which was accepted before, comes at version %d", r.First, r.Instance, version)
			return false
		}
	}
	for _, r := range runs {
		if x.s.bug == overwriting {
			r.Version = x.version
		}
		if r.Version != x.version {
			x.s.fail("a run has version %d after %d", r.Version, x.version)
		}
		if len(r.Ops) != len(r.Inverses) {
			x.s.fail("%d operations have %d inverses", len(r.Ops), len(r.Inverses))
		}
		if r.First != x.last[r.Instance]+1 && x.s.bug == sound {
			x.s.fail("operation %d of %s comes after %d", r.First, r.Instance, x.last[r.Instance])
		}
		r.Of, r.Inverses = nil, nil
		x.log = append(x.log, r)
		for i, op := range r.Ops {
			id := name(r.Instance, r.First+uint64(i))
			if before, ok := x.names[id]; ok {
				x.s.fail("operation %s is stored twice, as versions %d and %d", id, before, x.version)
			}
			x.names[id] = x.version
			if err := x.doc.Apply(op, nil); err != nil {
				x.s.fail("version %d cannot be applied: %v", x.version, err)
			}
			x.version++
			x.states[x.version] = text(x.doc)
		}
		x.last[r.Instance] = r.First + uint64(len(r.Ops)) - 1
		x.s.log("stored %d..%d of %s %d", r.Version, x.version-1, r.Instance, r.First)
	}
	return true
}

// from returns what is stored from a version on.
func (x *simStore) from(version int64) (runs []Run) {
	for _, r := range x.log {
		if r = r.from(version); len(r.Ops) > 0 {
			runs = append(runs, r)
		}
	}
	return runs
}

// load builds the document at the newest version.
func (x *simStore) load() *document.Document {
	doc := newDocument()
	for _, r := range x.log {
		for _, op := range r.Ops {
			if err := doc.Apply(op, nil); err != nil {
				x.s.fail("loading: %v", err)
			}
		}
	}
	return doc
}

// operations returns the operations of some versions, for orders.
func (x *simStore) operations(from, to int64) (ops []ot.Op, err error) {
	for _, r := range x.from(from) {
		ops = append(ops, r.Ops...)
	}
	return ops[:to-from], nil
}

// lead gives the model to a node unless another one leads it.
func (x *simStore) lead(id string) string {
	if x.leader != id && x.s.now < x.until {
		return x.leader
	}
	x.leader, x.until = id, x.s.now+leaseTime
	return id
}

// renew is what the heartbeat of a node does for all that it leads.
func (x *simStore) renew(id string) {
	if x.leader == id && x.s.now < x.until {
		x.until = x.s.now + leaseTime
	}
}

func newOrder(x *simStore) order {
	return concurrency.NewServer[uint64](x.version, x.operations)
}
