package server

import (
	"maps"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// values are the named values of a user's presence or of a session in an
// activity. A map that others may have seen is never changed.
type values = map[string]protocol.JSON

// changeOf returns what a change that a session asks for really does to a state,
// and the outcome: all goes first with complete, then removed go, then set come. It
// reports false when that is nothing.
func changeOf(state values, complete bool, removed []string, set values, session string) (step, values, bool) {
	s := step{complete: complete && len(state) > 0, removed: map[string]bool{}, set: set, session: session}
	after := make(values, len(state)+len(set))
	if !s.complete {
		maps.Copy(after, state)
		for _, k := range removed { // which may be named twice, or be set again
			_, is := after[k]
			if _, again := set[k]; is && !again {
				delete(after, k)
				s.removed[k] = true
			}
		}
	}
	maps.Copy(after, set)
	return s, after, !s.empty()
}
