package states

import (
	"maps"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Values are the named values of a user's presence or of a session in an
// activity. A map that others may have seen is never changed.
type Values = map[string]protocol.JSON

// Change returns what a change that a session asks for really does to a state,
// and the outcome: all goes first with complete, then removed go, then set come. It
// reports false when that is nothing.
func Change(state Values, complete bool, removed []string, set Values, session string) (Step, Values, bool) {
	s := Step{Complete: complete && len(state) > 0, Removed: map[string]bool{}, Set: set, Session: session}
	after := make(Values, len(state)+len(set))
	if !s.Complete {
		maps.Copy(after, state)
		for _, k := range removed { // which may be named twice, or be set again
			_, is := after[k]
			if _, again := set[k]; is && !again {
				delete(after, k)
				s.Removed[k] = true
			}
		}
	}
	maps.Copy(after, set)
	return s, after, !s.empty()
}
