// Package states has what the states of presence and of activities have in common:
// key-value sets, and changes of them that the server has not been sent.
package states

import (
	"maps"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// KeyValues are named JSON values, as in presence and activities. A state
// that is handed out is never changed.
type KeyValues = map[string]protocol.JSON

// Delta is a change of a state that was not sent: with complete
// all of it goes first, then the removed keys, then set comes.
type Delta struct {
	Set      KeyValues
	Removed  []string
	Complete bool
}

// Empty reports whether the change changes nothing.
func (x *Delta) Empty() bool { return !x.Complete && len(x.Set)+len(x.Removed) == 0 }

// Add makes a further change part of this one.
func (x *Delta) Add(set KeyValues, removed []string, complete bool) {
	if complete {
		*x = Delta{Set: Merged(set, nil, nil), Complete: true}
		return
	}
	x.Set = Merged(x.Set, set, removed)
	x.Removed = append(x.Removed, removed...)
}

// Gone returns the keys to be removed, each once, without those that were set
// again.
func (x *Delta) Gone() []string {
	var out []string
	for _, k := range x.Removed {
		if _, again := x.Set[k]; !again && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// Apply returns a state with the change made.
func (x *Delta) Apply(s KeyValues) KeyValues {
	if x.Complete {
		s = nil
	}
	return Merged(s, x.Set, x.Gone())
}

// Present returns the keys that a state has, each once.
func Present(s KeyValues, keys []string) []string {
	var out []string
	for _, k := range keys {
		if _, ok := s[k]; ok && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// Merged returns a copy of a state with keys set and removed.
func Merged(s KeyValues, set KeyValues, removed []string) KeyValues {
	out := maps.Clone(s)
	if out == nil {
		out = KeyValues{}
	}
	for _, k := range removed {
		delete(out, k)
	}
	maps.Copy(out, set)
	return out
}

// Changed returns a state after an update, and the values before of what that touches.
func Changed(state, set KeyValues, removed []string) (old, after KeyValues) {
	old = KeyValues{}
	for k := range set {
		if v, ok := state[k]; ok {
			old[k] = v
		}
	}
	for _, k := range removed {
		if v, ok := state[k]; ok {
			old[k] = v
		}
	}
	return old, Merged(state, set, removed)
}

// Equal reports whether two states have the same keys with the same values.
func Equal(a, b KeyValues) bool { return maps.EqualFunc(a, b, EqualJSON) }

// EqualJSON reports whether two values are the same. Values that are no JSON are
// equal to none.
func EqualJSON(a, b protocol.JSON) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case bool:
		b, ok := b.(bool)
		return ok && a == b
	case float64:
		b, ok := b.(float64)
		return ok && a == b
	case string:
		b, ok := b.(string)
		return ok && a == b
	case []protocol.JSON:
		b, ok := b.([]protocol.JSON)
		return ok && slices.EqualFunc(a, b, EqualJSON)
	case map[string]protocol.JSON:
		b, ok := b.(map[string]protocol.JSON)
		return ok && Equal(a, b)
	}
	return false
}
