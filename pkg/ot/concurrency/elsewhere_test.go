package concurrency_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// TestServersOfOneModel has two servers order for one client each. What the one gives the other to
// be committed is accepted by it in the form in which it was.
func TestServersOfOneModel(t *testing.T) {
	here, there := concurrency.NewServer[string](0, nil), concurrency.NewServer[string](0, nil)
	for s, c := range map[*concurrency.Server[string]]string{here: "a", there: "b"} {
		if err := s.Open(c, 0); err != nil {
			t.Fatal(err)
		}
	}
	there.Remote(submit(t, here, "a", 0, splice(0, 0, "1")))
	own := []ot.Op{splice(0, 0, "x"), splice(1, 0, "y")}
	var forms []ot.Op
	scratch := there.Clone()
	for _, op := range own {
		p, err := scratch.Submit("b", 0, op)
		if err == nil {
			err = scratch.Assume(p)
		}
		if err != nil {
			t.Fatal(err)
		}
		forms = append(forms, p.Op)
	}
	wantOps(t, forms, splice(1, 0, "x"), splice(2, 0, "y"))
	if there.Version() != 1 || scratch.Version() != 1 {
		t.Errorf("versions %d and %d", there.Version(), scratch.Version())
	}
	there.Remote(submit(t, here, "a", 0, splice(1, 0, "2"))) // which was first
	if err := here.Open("another server", 1); err != nil {
		t.Fatal(err)
	}
	for i, form := range forms {
		committed := submit(t, here, "another server", 1, form)
		wantOps(t, []ot.Op{committed}, splice(2+i, 0, string("xy"[i])))
		if err := there.Accept("b", 0, own[i], committed); err != nil {
			t.Fatal(err)
		}
	}
	wantOps(t, []ot.Op{submit(t, there, "b", 0, splice(2, 0, "z"))}, splice(4, 0, "z"))
	if err := there.Accept("c", 0, own[0], own[0]); !errors.Is(err, concurrency.ErrUnknownClient) {
		t.Errorf("of a stranger: %v", err)
	}
}

// TestClonesAndDropped has a server, again and again, cloned, its clone go on in its place or be
// dropped with all that it has taken, and submissions be dropped, and expects of it what one does to
// which none of that happens.
func TestClonesAndDropped(t *testing.T) {
	for range 300 {
		seed := rand.Uint64()
		r := rand.New(rand.NewPCG(seed, 1))
		plain, s := concurrency.NewServer[string](0, nil), concurrency.NewServer[string](0, nil)
		seen := make(map[string]int64)
		for i := range 3 {
			for _, of := range []*concurrency.Server[string]{plain, s} {
				if err := of.Open(fmt.Sprint(i), 0); err != nil {
					t.Fatal(err)
				}
			}
		}
		some := func(of *concurrency.Server[string], seen map[string]int64) (client string, version int64, op ot.Op) {
			client = fmt.Sprint(r.IntN(3))
			return client, min(of.Version(), seen[client]+int64(r.IntN(3))), splice(r.IntN(10), r.IntN(2), "xyz"[:1+r.IntN(3)])
		}
		for range 60 {
			switch r.IntN(4) {
			case 0:
				client, version, op := some(s, seen)
				if _, err := s.Submit(client, version, op); err != nil {
					t.Fatal(err)
				}
				continue
			case 1: // as an append that another server is before
				clone, seen := s.Clone(), maps.Clone(seen)
				for range 1 + r.IntN(5) {
					client, version, op := some(clone, seen)
					seen[client] = version
					submit(t, clone, client, version, op)
				}
				continue
			case 2:
				s = s.Clone()
			}
			for range 1 + r.IntN(5) {
				client, version, op := some(s, seen)
				seen[client] = version
				want, got := submit(t, plain, client, version, op), submit(t, s, client, version, op)
				if got.Index != want.Index || got.Count != want.Count || got.Text != want.Text {
					t.Fatalf("seed %d: version %d is %+v, not %+v", seed, s.Version()-1, got, want)
				}
			}
		}
	}
}
