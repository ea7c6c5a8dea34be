package server

import (
	"maps"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// steps are what has become of a state while a reader was not told, in order.
// A change of a key takes the place of the one just before it of the same kind, and
// comes after one of another kind: who is told late hears of every kind, and of
// several in a row the last.
type steps []step

// step is told at once: first gone, then came, then all goes when complete, then
// removed go, then set come. No key is in both of these.
type step struct {
	gone, came bool // of a user
	complete   bool
	removed    map[string]bool
	set        values
	session    string // whose change it is, empty for several
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
func (s steps) then(next step, outcome values, limit int) steps {
	if len(s) == 0 || len(s) == 1 && s[0].empty() {
		return steps{next}
	}
	out := append(make(steps, 0, len(s)+1), s...)
	if next.gone || next.came || next.complete {
		return append(out, next).bounded(outcome, limit)
	}
	var own uint64 // which steps are copies: the others are shared with other readers
	at := func(i int) *step {
		if i == len(out) {
			out = append(out, step{session: next.session})
		}
		st := &out[i]
		if own&(1<<i) == 0 {
			own |= 1 << i
			st.removed, st.set = maps.Clone(st.removed), maps.Clone(st.set)
			if st.removed == nil {
				st.removed = map[string]bool{}
			}
			if st.set == nil {
				st.set = values{}
			}
			if st.session != next.session && !st.came {
				st.session = ""
			}
		}
		return st
	}
	for k := range next.removed {
		at(out.place(k, false)).removed[k] = true
	}
	for k, v := range next.set {
		at(out.place(k, true)).set[k] = v
	}
	return out.bounded(outcome, limit)
}

// place returns the first step that may say that a key is set, or removed.
func (s steps) place(key string, set bool) int {
	for i := len(s) - 1; i >= 0; i-- {
		_, isSet := s[i].set[key]
		switch {
		case isSet && set, !isSet && !set && s[i].removed[key]:
			return i
		case isSet, s[i].removed[key]:
			return i + 1
		case s[i].gone, s[i].came, s[i].complete:
			return i
		}
	}
	return 0
}

// bounded makes the older steps one when there are too many, and all of them
// when they are too large.
func (s steps) bounded(outcome values, limit int) steps {
	if len(s) > maxSteps {
		s = slices.Insert(s[maxSteps/2:], 0, s[:maxSteps/2].sum())
	}
	removed := 0
	for i := range s {
		removed += len(s[i].removed)
	}
	if removed <= maxForgotten && s.size() <= maxStates*limit {
		return s
	}
	sum := s.sum()
	if len(sum.removed) > maxForgotten {
		sum.complete, sum.removed, sum.set = true, nil, outcome
	}
	return steps{sum}
}

// sum returns one step with the outcome of all.
func (s steps) sum() step {
	sum := s[0]
	for _, next := range s[1:] {
		sum = sum.net(next)
	}
	return sum
}

// net returns one step with the outcome of s and next.
func (s step) net(next step) step {
	sum := step{gone: s.gone, came: s.came || next.came, complete: s.complete || next.complete, session: s.session}
	if s.session != next.session {
		sum.session = ""
	}
	switch {
	case next.gone && s.came && !s.gone:
		return step{came: next.came, complete: next.complete, set: next.set, session: next.session} // came and went
	case next.gone:
		return next
	case next.came, next.complete:
		sum.complete, sum.set = next.complete, next.set
		return sum
	}
	sum.set = make(values, len(s.set)+len(next.set))
	for k, v := range s.set {
		if !next.removed[k] {
			sum.set[k] = v
		}
	}
	maps.Copy(sum.set, next.set)
	if sum.complete {
		return sum
	}
	sum.removed = make(map[string]bool, len(s.removed)+len(next.removed))
	for _, removed := range [...]map[string]bool{s.removed, next.removed} {
		for k := range removed {
			if _, again := sum.set[k]; !again {
				sum.removed[k] = true
			}
		}
	}
	return sum
}

// covered reports whether nothing of s is to be told once next is: both set keys,
// and next sets all of those. It is so for nearly every pair: a cursor that moves
// sets the same keys again.
func (s steps) covered(next steps) bool {
	if len(s) != 1 || len(next) != 1 || !s[0].sets() || !next[0].sets() || s[0].session != next[0].session {
		return false
	}
	for k := range s[0].set {
		if _, ok := next[0].set[k]; !ok {
			return false
		}
	}
	return true
}

// sets reports whether a step only sets keys.
func (s *step) sets() bool { return !s.gone && !s.came && !s.complete && len(s.removed) == 0 }

// empty reports whether a step says nothing.
func (s *step) empty() bool { return s.sets() && len(s.set) == 0 }

// keys returns the removed keys in a fixed order.
func (s *step) keys() []string { return slices.Sorted(maps.Keys(s.removed)) }

// size is roughly how many bytes they take.
func (s steps) size() int {
	size := 0
	for i := range s {
		size += protocol.StateSize(s[i].set)
		for k := range s[i].removed {
			size += len(k)
		}
	}
	return size
}
