package quota

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// network is nodes that count together, and the store that they have.
type network struct {
	nodes   []*site
	store   map[protocol.UserID]*counts
	reading func() // is called while the store is read
	reads   int
}

type site struct {
	*Quota
	shared *Shared
	of     *network
	cut    bool // what it tells does not go out, and nothing comes
	out    [][]byte
}

var errCut = errors.New("cut")

func (s *site) TellUsed(data []byte) error {
	if s.cut {
		return errCut
	}
	s.out = append(s.out, data)
	return nil
}

func (s *site) Cut() bool { return s.cut }

func newNetwork(n int, limits store.Quotas) *network {
	w := &network{store: make(map[protocol.UserID]*counts), reading: func() {}}
	for range n {
		s := &site{of: w, Quota: New(limits, nil)}
		s.shared = Share(s.Quota, s, func(context.Context) ([]store.Used, error) {
			w.reads++
			var all []store.Used
			for maker, c := range w.store {
				all = append(all, store.Used{Maker: maker, Models: c.models, State: c.bytes, Chats: c.chats})
			}
			w.reading()
			return all, nil
		})
		w.nodes = append(w.nodes, s)
	}
	return w
}

// look has all nodes look, and carries what they tell; lost says what does not arrive.
func (w *network) look(t *testing.T, lost func() bool) {
	t.Helper()
	for _, s := range w.nodes {
		if err := s.shared.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, data := range s.out {
			for _, other := range w.nodes {
				switch {
				case other == s:
				case lost():
					other.shared.Missed()
				default:
					if err := other.shared.Heard(data); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		s.out = nil
	}
}

func never() bool { return false }

// add makes a model at a node, and in the store.
func (s *site) add(maker protocol.UserID) bool {
	if s.AddModel(maker, 100) != nil {
		return false
	}
	addTo(s.of.store, maker, counts{models: 1, bytes: 100})
	return true
}

// TestNodesCountTogether makes models at two nodes: when both have looked, both count all.
func TestNodesCountTogether(t *testing.T) {
	w := newNetwork(2, store.Quotas{Models: 10, UserModels: 8})
	a, b := w.nodes[0], w.nodes[1]
	ada, bob := protocol.UserID{Username: "ada"}, protocol.UserID{Username: "bob"}
	for range 6 {
		a.add(ada)
	}
	w.look(t, never)
	for i, want := range []bool{true, true, false} {
		if b.add(ada) != want {
			t.Errorf("model %d of ada at the other node: %v", i+7, !want)
		}
	}
	w.look(t, never)
	for i, want := range []bool{true, true, false} {
		if a.add(bob) != want {
			t.Errorf("model %d of all: %v", i+9, !want)
		}
	}
	a.RemoveModel(ada, 100)
	addTo(w.store, ada, counts{models: -1, bytes: -100})
	w.look(t, never)
	if !b.add(bob) {
		t.Error("there is no room at the other node when a model was removed")
	}
	if err := a.shared.Heard([]byte("nonsense")); err == nil || !a.shared.stale.Load() {
		t.Errorf("nonsense is heard: %v", err)
	}
}

// TestCountedAnew loses what one node tells, and makes a model at the other one while that reads the
// store, after what it reads.
func TestCountedAnew(t *testing.T) {
	w := newNetwork(2, store.Quotas{})
	a, b := w.nodes[0], w.nodes[1]
	ada := protocol.UserID{Username: "ada"}
	a.add(ada)
	w.reading = func() {
		w.reading = func() {}
		b.add(ada)
	}
	w.look(t, func() bool { return true })
	b.shared.took = 0
	w.look(t, never)
	if *b.users[ada] != (counts{models: 2, bytes: 200}) {
		t.Errorf("it counts %+v of two models", b.users[ada])
	}
	b.cut = true
	a.add(ada)
	a.shared.tell()
	a.out, b.shared.took = nil, 0
	w.look(t, never)
	if *b.users[ada] != (counts{models: 3, bytes: 300}) {
		t.Errorf("cut off it counts %+v of three models", b.users[ada])
	}
}

// TestCountsComeRight makes models at random nodes while messages are lost, nodes are cut off, and
// others make some while one reads the store. Soon after, all nodes count what the store has.
func TestCountsComeRight(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	makers := []protocol.UserID{{Username: "ada"}, {Username: "bob"}, {}}
	for round := range 200 {
		w := newNetwork(2+r.IntN(2), store.Quotas{})
		one := func() {
			s, maker := w.nodes[r.IntN(len(w.nodes))], makers[r.IntN(len(makers))]
			if have := w.store[maker]; have != nil && r.IntN(3) == 0 {
				s.RemoveModel(maker, 100)
				addTo(w.store, maker, counts{models: -1, bytes: -100})
				return
			}
			s.add(maker)
		}
		w.reading = func() {
			if r.IntN(2) == 0 {
				one()
			}
		}
		for range 50 {
			one()
			if r.IntN(5) == 0 {
				s := w.nodes[r.IntN(len(w.nodes))]
				if s.cut = !s.cut; !s.cut {
					s.shared.Missed() // as the bus tells
				}
			}
			w.look(t, func() bool { return r.IntN(4) == 0 })
		}
		w.reading = func() {}
		for _, s := range w.nodes {
			s.cut = false
		}
		w.look(t, never)
		for _, s := range w.nodes { // as after a minute
			s.shared.last, s.shared.took = time.Now().Add(-2*anewAtLeast), 0
		}
		w.look(t, never)
		var all counts
		for _, c := range w.store {
			all.add(*c)
		}
		for i, s := range w.nodes {
			if s.all != all {
				t.Fatalf("seed %d, round %d: node %d counts %+v, and there is %+v", seed, round, i, s.all, all)
			}
			for _, maker := range makers {
				if got, want := s.users[maker], w.store[maker]; (got == nil) != (want == nil) || got != nil && *got != *want {
					t.Fatalf("seed %d, round %d: node %d counts %+v of %v, who has %+v", seed, round, i, got, maker, want)
				}
			}
		}
	}
}

// TestCountingRests expects the store not to be read without a reason, and not again soon after it
// has taken long, but after somebody was refused.
func TestCountingRests(t *testing.T) {
	w := newNetwork(1, store.Quotas{Models: 1})
	s := w.nodes[0]
	for range 10 {
		w.look(t, never)
	}
	if w.reads != 0 {
		t.Errorf("the store is read %d times for nothing", w.reads)
	}
	s.add(protocol.UserID{})
	s.add(protocol.UserID{})
	w.look(t, never)
	w.look(t, never)
	if w.reads != 1 {
		t.Errorf("after somebody was refused the store is read %d times", w.reads)
	}
	s.add(protocol.UserID{})
	s.shared.took = time.Minute
	w.look(t, never)
	if w.reads != 1 {
		t.Error("the store is read again though that takes a minute")
	}
}
