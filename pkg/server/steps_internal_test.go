package server

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// change is a random change of a state, as a session may make it.
func randomChange(r *rand.Rand, state values, keys int) stateChange {
	key := func() string { return fmt.Sprint("k", r.IntN(keys)) }
	switch r.IntN(8) {
	case 0:
		if len(state) > 0 {
			return changeOf(state, true, nil, nil)
		}
	case 1, 2, 3:
		if k := key(); state[k] != nil {
			return changeOf(state, false, []string{k}, nil)
		}
	}
	return changeOf(state, false, nil, values{key(): r.Float64(), key(): r.Float64()})
}

// apply tells a step to a mirror and notes which kinds of news of each key it
// has heard.
func (s *step) apply(state values, heard map[string]int) values {
	if s.gone || s.came || s.complete {
		for k := range state {
			heard["- "+k]++
		}
		state = values{}
	}
	for _, k := range s.removed {
		if _, ok := state[k]; ok {
			heard["- "+k]++
			delete(state, k)
		}
	}
	for k, v := range s.set {
		heard["+ "+k]++
		state[k] = v
	}
	return state
}

// TestStepsTellEverything gathers random changes and compares what a late reader
// hears with what a prompt one does: the same state in the end, and no kind of
// news of any key less, as long as there is not too much of it.
func TestStepsTellEverything(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for round := range 2000 {
		state, prompt, heard := values{}, values{}, map[string]int{}
		late, told := values{}, map[string]int{}
		for range r.IntN(3) {
			state = randomChange(r, state, 3).after
		}
		for k, v := range state {
			prompt[k], late[k] = v, v
		}
		var s steps
		n := 1 + r.IntN(3*maxSteps)
		for range n {
			c := randomChange(r, state, 3)
			state = c.after
			st := c.step("")
			s = s.then(st, state)
			prompt = st.apply(prompt, heard)
		}
		for i := range s {
			late = s[i].apply(late, told)
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

// TestStepsAreBounded changes ever new keys while nobody reads.
func TestStepsAreBounded(t *testing.T) {
	state, late := values{}, values{}
	var s steps
	for i := range 3 * maxForgotten {
		k := fmt.Sprint("k", i)
		for _, c := range []stateChange{changeOf(state, false, nil, values{k: "x"}), changeOf(state, false, []string{k}, nil)} {
			if len(c.removed) > 0 && i%100 == 0 {
				continue // this one stays
			}
			state = c.after
			s = s.then(c.step(""), state)
		}
	}
	for i := range s {
		late = s[i].apply(late, map[string]int{})
	}
	if !reflect.DeepEqual(late, state) || len(s) > maxSteps {
		t.Fatalf("%d keys were heard of %d, in %d steps", len(late), len(state), len(s))
	}
}

// TestStepsMergeWhatIsOfOneKind sets a key and removes it, in several ways.
func TestStepsMergeWhatIsOfOneKind(t *testing.T) {
	set := func(k string, v float64) step { return step{set: values{k: v}} }
	removed := func(k string) step { return step{removed: []string{k}} }
	for _, c := range []struct {
		said []step
		want steps
	}{
		{[]step{set("a", 1), set("a", 2), set("a", 3)}, steps{set("a", 3)}},
		{[]step{set("a", 1), removed("a")}, steps{set("a", 1), removed("a")}},
		{[]step{removed("a"), set("a", 1)}, steps{removed("a"), set("a", 1)}},
		{[]step{set("a", 1), removed("b"), set("a", 2)}, steps{{removed: []string{"b"}, set: values{"a": 2.0}}}},
		{[]step{set("a", 1), {complete: true}, set("a", 2)}, steps{set("a", 1), {complete: true, set: values{"a": 2.0}}}},
		{[]step{{gone: true}, {came: true}, set("a", 1)}, steps{{gone: true}, {came: true, set: values{"a": 1.0}}}},
		{[]step{{came: true}, set("a", 1), {gone: true}}, steps{{came: true, set: values{"a": 1.0}}, {gone: true}}},
	} {
		var s steps
		for _, next := range c.said {
			s = s.then(next, nil)
		}
		if fmt.Sprintf("%+v", s) != fmt.Sprintf("%+v", c.want) {
			t.Errorf("%+v\nbecame %+v\nwant %+v", c.said, s, c.want)
		}
	}
}
