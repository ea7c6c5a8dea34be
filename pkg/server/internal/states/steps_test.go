package states

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// testLimit is how many bytes a state may have here.
const testLimit = 128 << 10

// randomChange returns what happens next to a state, and the outcome: a session may
// change it, or the user goes, or comes with a new one.
func randomChange(r *rand.Rand, state Values, there *bool, keys int) (Step, Values) {
	key := func() string { return fmt.Sprint("k", r.IntN(keys)) }
	session := []string{"s", "t"}[r.IntN(2)]
	kind := r.IntN(10)
	if !*there {
		*there = true
		set := Values{key(): r.Float64()}
		return Step{Came: true, Set: set, Session: session}, maps.Clone(set)
	}
	for {
		var removed []string
		var set Values
		complete := false
		switch kind {
		case 0:
			*there = false
			return Step{Gone: true}, Values{}
		case 1, 2:
			if complete = true; kind == 2 {
				set = Values{key(): r.Float64()}
			}
		case 3, 4, 5:
			removed = []string{key(), key()}
		case 6:
			removed, set = []string{key()}, Values{key(): r.Float64()}
		default:
			set = Values{key(): r.Float64(), key(): r.Float64()}
		}
		if s, after, any := Change(state, complete, removed, set, session); any {
			return s, after
		}
		kind = r.IntN(10)
	}
}

// apply tells a step to a mirror and notes which kinds of news of each key it
// has heard.
func (s *Step) apply(state Values, heard map[string]int) Values {
	if s.Gone || s.Came || s.Complete {
		for k := range state {
			heard["- "+k]++
		}
		state = Values{}
	}
	for k := range s.Removed {
		if _, ok := state[k]; ok {
			heard["- "+k]++
			delete(state, k)
		}
	}
	for k, v := range s.Set {
		heard["+ "+k]++
		state[k] = v
	}
	return state
}

// TestStepsTellEverything gathers random changes and compares what a late reader
// hears with what a prompt one does: the same state in the end, and no kind of
// news of any key less, as long as there is not too much of it, and no value as that of
// somebody else.
func TestStepsTellEverything(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for round := range 2000 {
		state, prompt, heard := Values{}, Values{}, map[string]int{}
		late, told, there := Values{}, map[string]int{}, true
		for range r.IntN(3) {
			_, state = randomChange(r, state, &there, 3)
		}
		maps.Copy(prompt, state)
		maps.Copy(late, state)
		var s steps
		by := map[string]map[string]bool{} // who has set a value, by that
		n := 1 + r.IntN(3*maxSteps)
		for range n {
			st, after := randomChange(r, state, &there, 3)
			state = after
			for _, v := range st.Set {
				by[fmt.Sprint(v)] = map[string]bool{st.Session: true}
			}
			s = s.then(st, state, testLimit)
			prompt = st.apply(prompt, heard)
		}
		for i := range s {
			late = s[i].apply(late, told)
			for _, v := range s[i].Set {
				// Whose the state is that somebody comes with is not told.
				if who := s[i].Session; who != "" && !s[i].Came && !by[fmt.Sprint(v)][who] {
					t.Fatalf("seed %d, round %d: %v is said to be of %q: %+v", seed, round, v, who, s)
				}
			}
		}
		if !reflect.DeepEqual(late, state) || !reflect.DeepEqual(prompt, state) {
			t.Fatalf("seed %d, round %d: %v was heard of %v: %+v", seed, round, late, state, s)
		}
		if n <= maxSteps {
			for what := range heard {
				if told[what] == 0 {
					t.Fatalf("seed %d, round %d: %q was not heard: %+v", seed, round, what, s)
				}
			}
		}
		if len(s) > maxSteps {
			t.Fatalf("seed %d, round %d: %d steps", seed, round, len(s))
		}
	}
}

// TestStepsAreBounded changes ever new keys while nobody reads, and large Values.
func TestStepsAreBounded(t *testing.T) {
	for _, c := range []struct {
		name string
		set  protocol.JSON
		keep int // every such key stays
	}{
		{"many keys", "x", 100},
		{"large Values", strings.Repeat("x", testLimit/2), 3 * maxForgotten},
	} {
		state, late := Values{}, Values{}
		var s steps
		for i := range 3 * maxForgotten {
			k := fmt.Sprint("k", i)
			for _, removes := range []bool{false, true} {
				var st Step
				if !removes {
					st, state, _ = Change(state, false, nil, Values{k: c.set}, "")
				} else if i%c.keep > 0 {
					st, state, _ = Change(state, false, []string{k}, nil, "")
				} else {
					continue // this one stays
				}
				s = s.then(st, state, testLimit)
				removed := 0
				for i := range s {
					removed += len(s[i].Removed)
				}
				if removed > maxForgotten || s.size() > maxStates*testLimit || len(s) > maxSteps {
					t.Fatalf("%s: %d steps with %d removed keys and %d bytes wait", c.name, len(s), removed, s.size())
				}
			}
		}
		for i := range s {
			late = s[i].apply(late, map[string]int{})
		}
		if !reflect.DeepEqual(late, state) {
			t.Fatalf("%s: %d keys were heard of %d", c.name, len(late), len(state))
		}
	}
}

// TestStepsMergeWhatIsOfOneKind sets a key and removes it, in several ways.
func TestStepsMergeWhatIsOfOneKind(t *testing.T) {
	set := func(k string, v float64) Step { return Step{Set: Values{k: v}} }
	removed := func(k string) Step { return Step{Removed: map[string]bool{k: true}} }
	for _, c := range []struct {
		said []Step
		want steps
	}{
		{[]Step{set("a", 1), set("a", 2), set("a", 3)}, steps{set("a", 3)}},
		{[]Step{set("a", 1), removed("a")}, steps{set("a", 1), removed("a")}},
		{[]Step{removed("a"), set("a", 1)}, steps{removed("a"), set("a", 1)}},
		{[]Step{set("a", 1), removed("b"), set("a", 2)}, steps{{Removed: map[string]bool{"b": true}, Set: Values{"a": 2.0}}}},
		{[]Step{set("a", 1), {Complete: true}, set("a", 2)}, steps{set("a", 1), {Complete: true, Set: Values{"a": 2.0}}}},
		{[]Step{{Gone: true}, {Came: true}, set("a", 1)}, steps{{Gone: true}, {Came: true, Set: Values{"a": 1.0}}}},
		{[]Step{{Came: true}, set("a", 1), {Gone: true}}, steps{{Came: true, Set: Values{"a": 1.0}}, {Gone: true}}},
	} {
		var s steps
		for _, next := range c.said {
			s = s.then(next, nil, testLimit)
		}
		if fmt.Sprintf("%+v", s) != fmt.Sprintf("%+v", c.want) {
			t.Errorf("%+v\nbecame %+v\nwant %+v", c.said, s, c.want)
		}
	}
}
