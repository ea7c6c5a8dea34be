package states

import (
	"reflect"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// FromTold is a state that another server has told, whose arrays and objects are read as any.
func FromTold(told Values) Values {
	state := make(Values, len(told))
	for key, value := range told {
		state[key] = asJSON(value)
	}
	return state
}

func asJSON(v any) protocol.JSON {
	switch v := v.(type) {
	case []any:
		all := make([]protocol.JSON, len(v))
		for i := range v {
			all[i] = asJSON(v[i])
		}
		return all
	case map[string]any:
		all := make(map[string]protocol.JSON, len(v))
		for key, value := range v {
			all[key] = asJSON(value)
		}
		return all
	}
	return v
}

// Difference is the step of a session from one state to another, which may have replaced all of
// it. It reports false when there is none.
func Difference(from, to Values, complete bool, session string) (Step, Values, bool) {
	if complete {
		return Change(from, true, nil, to, session)
	}
	var removed []string
	set := Values{}
	for key := range from {
		if _, is := to[key]; !is {
			removed = append(removed, key)
		}
	}
	for key, value := range to {
		if was, is := from[key]; !is || !reflect.DeepEqual(was, value) {
			set[key] = value
		}
	}
	return Change(from, false, removed, set, session)
}
