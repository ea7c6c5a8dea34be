package concurrency_test

import (
	"errors"
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
