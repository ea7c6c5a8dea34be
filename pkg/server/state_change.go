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

// step returns the change as what a session has done.
func (c stateChange) step(session string) step {
	return step{complete: c.complete, removed: c.removed, set: c.set, session: session}
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
