package states

import "github.com/convergence-wasm/convergence/pkg/protocol"

// Weight is about how many bytes a state takes in memory: small values take many times of
// what they are on the wire.
func Weight(state Values) int {
	n := 48 + 40*8 // maps have room for eight at least
	if len(state) > 8 {
		n = 48 + 80*len(state) // and larger ones for more than they have
	}
	for k, v := range state {
		n += len(k) + weight(v)
	}
	return n
}

func weight(v protocol.JSON) int {
	switch v := v.(type) {
	case string:
		return 16 + len(v)
	case []protocol.JSON:
		n := 24
		for _, e := range v {
			n += 16 + weight(e)
		}
		return n
	case map[string]protocol.JSON:
		return Weight(v)
	}
	return 8
}

// NoRoom refuses a state for which there is no memory left.
type NoRoom struct{}

func (NoRoom) Error() string {
	return "the server has no memory left for this state: make it smaller, or try again later"
}

// AsError returns the message that refuses it.
func (r NoRoom) AsError() *protocol.Error {
	return &protocol.Error{Code: protocol.CodeLimitExceeded, Message: r.Error()}
}
