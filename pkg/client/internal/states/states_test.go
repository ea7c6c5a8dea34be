package states

import (
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

type list = []protocol.JSON

func TestEqualJSON(t *testing.T) {
	values := []protocol.JSON{nil, false, true, 0.0, 1.0, "", "1", list{}, list{1.0}, list{1.0, nil}, list{"1"},
		KeyValues{}, KeyValues{"k": nil}, KeyValues{"k": 1.0}, KeyValues{"l": 1.0}, KeyValues{"k": list{KeyValues{"k": true}}}, KeyValues{"k": list{KeyValues{"k": false}}}}
	for i, a := range values {
		for j, b := range values {
			if EqualJSON(a, b) != (i == j) {
				t.Errorf("%v and %v", a, b)
			}
		}
	}
	if EqualJSON(1, 1) {
		t.Error("what is no JSON value is equal to something")
	}
}

// TestDelta checks that changes which were added to each other change a state as they
// do one after the other.
func TestDelta(t *testing.T) {
	changes := []Delta{
		{Set: KeyValues{"a": 1.0, "b": 1.0}}, {Removed: []string{"a", "c"}}, {Set: KeyValues{"a": 2.0}, Removed: []string{"b"}},
		{Complete: true}, {Set: KeyValues{"c": 3.0}, Complete: true},
	}
	start := KeyValues{"a": 0.0, "c": 0.0, "d": 0.0}
	for _, x := range changes {
		for _, y := range changes {
			for _, z := range changes {
				var all Delta
				want := start
				for _, change := range []Delta{x, y, z} {
					all.Add(change.Set, change.Removed, change.Complete)
					want = change.Apply(want)
				}
				for i, k := range all.Gone() {
					if _, again := all.Set[k]; again || slices.Contains(all.Gone()[:i], k) {
						t.Errorf("%v, %v, %v: %q goes, and is set again or goes twice", x, y, z, k)
					}
				}
				if got := all.Apply(start); !Equal(got, want) {
					t.Errorf("%v, %v, %v: %v, not %v", x, y, z, got, want)
				}
			}
		}
	}
	if !Equal(start, KeyValues{"a": 0.0, "c": 0.0, "d": 0.0}) {
		t.Error("the state itself was changed")
	}
}
