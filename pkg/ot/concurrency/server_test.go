package concurrency_test

import (
	"errors"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

func submit(t *testing.T, s *concurrency.Server[string], client string, version int64, op ot.Op) ot.Op {
	t.Helper()
	p, err := s.Submit(client, version, op)
	if err != nil {
		t.Fatalf("%s submits: %v", client, err)
	}
	if err := s.Commit(p); err != nil {
		t.Fatal(err)
	}
	return p.Op
}

// TestServerOwnOperations lets a client write on without having seen the
// other's operations: its later ones build on its earlier ones.
func TestServerOwnOperations(t *testing.T) {
	s := concurrency.NewServer[string](0, nil)
	for _, c := range []string{"a", "b"} {
		if err := s.Open(c, 0); err != nil {
			t.Fatal(err)
		}
	}
	submit(t, s, "b", 0, splice(0, 0, "xyz"))
	wantOps(t, []ot.Op{submit(t, s, "a", 0, splice(0, 0, "1"))}, splice(3, 0, "1"))
	wantOps(t, []ot.Op{submit(t, s, "a", 0, splice(1, 0, "2"))}, splice(4, 0, "2"))
	submit(t, s, "b", 1, splice(0, 1, ""))
	wantOps(t, []ot.Op{submit(t, s, "a", 0, splice(2, 0, "3"))}, splice(4, 0, "3"))
	r, keep, err := s.Reference("a", 3, "t", ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{6}})
	if err != nil || !keep || r.Indexes[0] != 5 {
		t.Errorf("reference at %v (%v, %v)", r.Indexes, keep, err)
	}
}

func TestServerVersions(t *testing.T) {
	s := concurrency.NewServer[string](7, nil)
	if err := s.Open("a", 8); !errors.Is(err, concurrency.ErrContextVersion) {
		t.Errorf("opening in the future: %v", err)
	}
	if err := s.Open("a", 7); err != nil {
		t.Fatal(err)
	}
	if err := s.Open("a", 7); !errors.Is(err, concurrency.ErrClientOpen) {
		t.Errorf("opening twice: %v", err)
	}
	for _, version := range []int64{6, 8} {
		if _, err := s.Submit("a", version, splice(0, 0, "x")); !errors.Is(err, concurrency.ErrContextVersion) {
			t.Errorf("submitting at %d: %v", version, err)
		}
	}
	if _, err := s.Submit("b", 7, splice(0, 0, "x")); !errors.Is(err, concurrency.ErrUnknownClient) {
		t.Errorf("unknown client: %v", err)
	}
	p, _ := s.Submit("a", 7, splice(0, 0, "x"))
	q, _ := s.Submit("a", 7, splice(0, 0, "y"))
	if err := s.Commit(p); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(q); !errors.Is(err, concurrency.ErrStale) {
		t.Errorf("committing a stale submission: %v", err)
	}
	if s.Version() != 8 {
		t.Errorf("version is %d", s.Version())
	}
}

// TestServerDroppedSubmission submits, drops the result and goes on as if
// nothing had been.
func TestServerDroppedSubmission(t *testing.T) {
	s := concurrency.NewServer[string](0, nil)
	for _, c := range []string{"a", "b"} {
		if err := s.Open(c, 0); err != nil {
			t.Fatal(err)
		}
	}
	submit(t, s, "b", 0, splice(0, 0, "xyz"))
	if _, err := s.Submit("a", 0, splice(0, 0, "long")); err != nil {
		t.Fatal(err)
	}
	wantOps(t, []ot.Op{submit(t, s, "a", 0, splice(5, 0, "1"))}, splice(8, 0, "1"))
	add := ot.Op{Kind: ot.ObjectAddProperty, ID: "o", Key: "k", Value: &ot.Value{ID: "v", Kind: ot.KindNull}}
	submit(t, s, "b", 2, add)
	if _, err := s.Submit("a", 0, ot.Op{Kind: ot.ObjectRemoveProperty, ID: "o", Key: "k"}); !errors.Is(err, ot.ErrImpossible) {
		t.Errorf("impossible pair: %v", err)
	}
	wantOps(t, []ot.Op{submit(t, s, "a", 0, splice(6, 0, "2"))}, splice(9, 0, "2"))
}

// TestServerPrune has an idle viewer submit what needs history from long ago.
func TestServerPrune(t *testing.T) {
	var log []ot.Op
	for _, load := range []concurrency.History{nil, func(from, to int64) ([]ot.Op, error) { return log[from:to], nil }} {
		log = nil
		s := concurrency.NewServer[string](0, load)
		_ = s.Open("idle", 0)
		_ = s.Open("busy", 0)
		for i := range 100 {
			log = append(log, submit(t, s, "busy", int64(i), splice(0, 0, "x")))
			s.Prune(5)
		}
		wantOps(t, []ot.Op{submit(t, s, "idle", 0, splice(1, 0, "1"))}, splice(101, 0, "1"))
	}
}
