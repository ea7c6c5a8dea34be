package client

import "slices"

// delta is a change of a state that the server has not been told: with complete
// all of it goes first, then the removed keys, then set comes.
type delta struct {
	set      KeyValues
	removed  []string
	complete bool
}

func (x *delta) empty() bool { return !x.complete && len(x.set)+len(x.removed) == 0 }

// add makes a further change part of this one.
func (x *delta) add(set KeyValues, removed []string, complete bool) {
	if complete {
		*x = delta{set: merged(set, nil, nil), complete: true}
		return
	}
	x.set = merged(x.set, set, removed)
	x.removed = append(x.removed, removed...)
}

// gone returns the keys to be removed, each once, without those that were set
// again.
func (x *delta) gone() []string {
	var out []string
	for _, k := range x.removed {
		if _, again := x.set[k]; !again && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// apply returns a state with the change made.
func (x *delta) apply(s KeyValues) KeyValues {
	if x.complete {
		s = nil
	}
	return merged(s, x.set, x.gone())
}
