package states

import (
	"maps"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// steps are what has become of a state while a reader was behind, in order.
// A change of a key takes the place of the one just before it of the same kind, and
// comes after one of another kind: who is notified late hears of every kind, and of
// several in a row the last.
type steps []Step

// Step is sent at once: first gone, then came, then all goes when complete, then
// removed go, then set come. No key is in both of these.
type Step struct {
	Gone, Came bool // of a user
	Complete   bool
	Removed    map[string]bool
	Set        Values
	Session    string // whose change it is, empty for several
}

// What waits for a reader is bounded by what can be known, not by what has
// happened: above these bounds the older steps become one, which says their
// outcome.
const (
	maxSteps     = 32   // fewer than 64, see then
	maxForgotten = 1000 // removed keys
	maxStates    = 4    // so many times the bytes that a state may have
)

// then returns what s and, after it, next say; outcome is the state after that,
// and limit how many bytes a state may have.
func (s steps) then(next Step, outcome Values, limit int) steps {
	if len(s) == 0 || len(s) == 1 && s[0].empty() {
		return steps{next}
	}
	out := append(make(steps, 0, len(s)+1), s...)
	if next.Gone || next.Came || next.Complete {
		return append(out, next).bounded(outcome, limit)
	}
	var own uint64 // which steps are copies: the others are shared with other readers
	at := func(i int) *Step {
		if i == len(out) {
			out = append(out, Step{Session: next.Session})
		}
		st := &out[i]
		if own&(1<<i) == 0 {
			own |= 1 << i
			st.Removed, st.Set = maps.Clone(st.Removed), maps.Clone(st.Set)
			if st.Removed == nil {
				st.Removed = map[string]bool{}
			}
			if st.Set == nil {
				st.Set = Values{}
			}
			if st.Session != next.Session && !st.Came {
				st.Session = ""
			}
		}
		return st
	}
	for k := range next.Removed {
		at(out.place(k, false)).Removed[k] = true
	}
	for k, v := range next.Set {
		at(out.place(k, true)).Set[k] = v
	}
	return out.bounded(outcome, limit)
}

// place returns the first step that may say that a key is set, or removed.
func (s steps) place(key string, set bool) int {
	for i := len(s) - 1; i >= 0; i-- {
		_, isSet := s[i].Set[key]
		switch {
		case isSet && set, !isSet && !set && s[i].Removed[key]:
			return i
		case isSet, s[i].Removed[key]:
			return i + 1
		case s[i].Gone, s[i].Came, s[i].Complete:
			return i
		}
	}
	return 0
}

// bounded makes the older steps one when there are too many, and all of them
// when they are too large.
func (s steps) bounded(outcome Values, limit int) steps {
	if len(s) > maxSteps {
		s = slices.Insert(s[maxSteps/2:], 0, s[:maxSteps/2].sum())
	}
	removed := 0
	for i := range s {
		removed += len(s[i].Removed)
	}
	if removed <= maxForgotten && s.size() <= maxStates*limit {
		return s
	}
	sum := s.sum()
	if len(sum.Removed) > maxForgotten {
		sum.Complete, sum.Removed, sum.Set = true, nil, outcome
	}
	return steps{sum}
}

// sum returns one step with the outcome of all.
func (s steps) sum() Step {
	sum := s[0]
	for _, next := range s[1:] {
		sum = sum.net(next)
	}
	return sum
}

// net returns one step with the outcome of s and next.
func (s Step) net(next Step) Step {
	sum := Step{Gone: s.Gone, Came: s.Came || next.Came, Complete: s.Complete || next.Complete, Session: s.Session}
	if s.Session != next.Session {
		sum.Session = ""
	}
	switch {
	case next.Gone && s.Came && !s.Gone:
		return Step{Came: next.Came, Complete: next.Complete, Set: next.Set, Session: next.Session} // came and went
	case next.Gone:
		return next
	case next.Came, next.Complete:
		sum.Complete, sum.Set = next.Complete, next.Set
		return sum
	}
	sum.Set = make(Values, len(s.Set)+len(next.Set))
	for k, v := range s.Set {
		if !next.Removed[k] {
			sum.Set[k] = v
		}
	}
	maps.Copy(sum.Set, next.Set)
	if sum.Complete {
		return sum
	}
	sum.Removed = make(map[string]bool, len(s.Removed)+len(next.Removed))
	for _, removed := range [...]map[string]bool{s.Removed, next.Removed} {
		for k := range removed {
			if _, again := sum.Set[k]; !again {
				sum.Removed[k] = true
			}
		}
	}
	return sum
}

// covered reports whether nothing of s is to be sent once next is: both set keys,
// and next sets all of those. It is so for nearly every pair: a cursor that moves
// sets the same keys again.
func (s steps) covered(next steps) bool {
	if len(s) != 1 || len(next) != 1 || !s[0].sets() || !next[0].sets() || s[0].Session != next[0].Session {
		return false
	}
	for k := range s[0].Set {
		if _, ok := next[0].Set[k]; !ok {
			return false
		}
	}
	return true
}

// sets reports whether a step only sets keys.
func (s *Step) sets() bool { return !s.Gone && !s.Came && !s.Complete && len(s.Removed) == 0 }

// empty reports whether a step says nothing.
func (s *Step) empty() bool { return s.sets() && len(s.Set) == 0 }

// Keys returns the removed keys in a fixed order.
func (s *Step) Keys() []string { return slices.Sorted(maps.Keys(s.Removed)) }

// size is roughly how many bytes they take.
func (s steps) size() int {
	size := 0
	for i := range s {
		size += protocol.StateSize(s[i].Set)
		for k := range s[i].Removed {
			size += len(k)
		}
	}
	return size
}
