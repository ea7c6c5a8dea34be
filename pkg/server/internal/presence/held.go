package presence

import (
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// Sessions hold the memory for what they subscribe to, and one of each user's for the state
// that all of them share.

// subscriptionBytes is about what a subscription takes.
const subscriptionBytes = 200

// heldBy has a session hold a state of its user. It reports false when there is no room.
func (u *present) heldBy(c *people.Session, state states.Values) bool {
	weight, has := states.Weight(state), 0
	if u.payer == c {
		has = u.weight
	}
	if !c.Hold(weight - has) {
		return false
	}
	if u.payer != nil && u.payer != c {
		u.payer.Hold(-u.weight)
	}
	u.payer, u.weight = c, weight
	return true
}

// passOn has another session hold the state of the user, if there is one with room for it.
func (u *present) passOn() {
	if u.payer != nil {
		u.payer.Hold(-u.weight)
	}
	u.payer, u.weight = nil, 0
	for c := range u.sessions {
		if u.heldBy(c, u.state) {
			return
		}
	}
}

// replaced has the state that another node has taken held here too, in the place of the one
// before it. It is the user's state whether there is room for it or not.
func (u *present) replaced(state states.Values) {
	u.state = state
	if u.payer == nil || !u.heldBy(u.payer, state) {
		u.passOn()
	}
}
