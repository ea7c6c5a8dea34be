package server

import (
	"maps"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// values are the named values of a user's presence or of a session in an
// activity. A map that others may have seen is never changed.
type values = map[string]protocol.JSON

// stateChange changes values: all of them go first when complete, then removed
// go, then set come.
type stateChange struct {
	complete bool
	removed  []string
	set      values
	after    values // the outcome
}

// changeOf returns the change of a state.
func changeOf(state values, complete bool, removed []string, set values) stateChange {
	after := make(values, len(state)+len(set))
	if !complete {
		maps.Copy(after, state)
		for _, k := range removed {
			delete(after, k)
		}
	}
	maps.Copy(after, set)
	return stateChange{complete, removed, set, after}
}

// maxForgotten bounds the removed keys of a sum of changes.
const maxForgotten = 1000

// then returns one change that does what c and next do.
func (c stateChange) then(next stateChange) stateChange {
	if next.complete || next.covers(c) {
		next.complete = next.complete || c.complete
		return next
	}
	sum := stateChange{complete: c.complete, set: make(values, len(c.set)+len(next.set)), after: next.after}
	maps.Copy(sum.set, c.set)
	gone := make(map[string]bool, len(c.removed)+len(next.removed))
	for _, k := range c.removed {
		gone[k] = true
	}
	for _, k := range next.removed {
		gone[k] = true
		delete(sum.set, k)
	}
	for k, v := range next.set {
		sum.set[k] = v
	}
	if c.complete {
		return sum // what is removed again was never seen
	}
	for k := range gone {
		if _, again := sum.set[k]; !again {
			sum.removed = append(sum.removed, k)
		}
	}
	if len(sum.removed) > maxForgotten {
		return stateChange{complete: true, set: next.after, after: next.after}
	}
	return sum
}

// covers reports whether nothing of an earlier change can be seen after c. It
// is so for nearly every pair: a cursor that moves sets the same keys again.
func (c stateChange) covers(earlier stateChange) bool {
	if earlier.complete {
		return false
	}
	for k := range earlier.set {
		if _, ok := c.set[k]; !ok {
			return false
		}
	}
	for _, k := range earlier.removed {
		if _, ok := c.set[k]; !ok {
			return false
		}
	}
	return true
}

// sizeOf is roughly how many bytes values take on the wire.
func sizeOf(state values) int {
	n := 0
	for k, v := range state {
		n += len(k) + 2 + sizeOfJSON(v)
	}
	return n
}

func sizeOfJSON(v protocol.JSON) int {
	n := 9
	switch v := v.(type) {
	case string:
		n += len(v)
	case []protocol.JSON:
		for _, e := range v {
			n += sizeOfJSON(e)
		}
	case map[string]protocol.JSON:
		n += sizeOf(v)
	}
	return n
}

// fits reports whether a state is within the limits of the server.
func (o *Options) fits(state values) bool {
	return len(state) <= o.MaxStateKeys && sizeOf(state) <= o.MaxStateBytes
}
