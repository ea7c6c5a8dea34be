package presence

import (
	"maps"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// ownChange is what this session did last to a key of its user's state. Other
// sessions of the user change the same state, and the server decides who was
// last: it sends every change to all of them, in its order, and all apply every
// one. Only what it sends of this session's own changes is passed over when this
// session has changed the key again since: more will follow.
type ownChange struct {
	value protocol.JSON
	gone  bool
}

// expect notes a change that is about to be sent.
func (p *Presence) expect(key string, c ownChange) {
	if p.session.State == session.StateConnected {
		p.pending[key] = c
	}
}

// stale reports whether an own change that comes back from the server is not the last one
// to its key.
func (p *Presence) stale(key string, came ownChange) bool {
	last, waits := p.pending[key]
	if !waits {
		return false
	}
	if last.gone != came.gone || !states.EqualJSON(last.value, came.value) {
		return true
	}
	delete(p.pending, key)
	return false
}

// heardSet applies what a session of this user has set; echo: this session.
func (p *Presence) heardSet(state states.KeyValues, echo bool) {
	if echo {
		news := states.KeyValues{}
		for k, v := range state {
			now, ok := p.own[k]
			if !p.stale(k, ownChange{value: v}) && (!ok || !states.EqualJSON(now, v)) {
				news[k] = v
			}
		}
		if state = news; len(state) == 0 {
			return
		}
	}
	p.mergeOwn(state)
}

// heardRemoved applies what a session of this user has removed.
func (p *Presence) heardRemoved(keys []string, echo bool) {
	if echo {
		keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return p.stale(k, ownChange{gone: true}) })
	}
	if keys = states.Present(p.own, keys); len(keys) > 0 {
		p.removeOwn(keys)
	}
}

// heardCleared applies that a session of this user has emptied the state.
func (p *Presence) heardCleared(echo bool) {
	if !echo {
		p.clearOwn(false)
		return
	}
	keys := slices.Collect(maps.Keys(p.own))
	for k, c := range p.pending {
		if c.gone {
			delete(p.pending, k)
		}
	}
	p.heardRemoved(keys, true)
}

func (p *Presence) mergeOwn(state states.KeyValues) { p.setOwn(states.Merged(p.own, state, nil)) }

func (p *Presence) setOwn(state states.KeyValues) {
	p.own = state
	p.emitOwn(Event{Kind: StateSet, State: p.own})
}

func (p *Presence) removeOwn(keys []string) {
	p.own = states.Merged(p.own, nil, keys)
	p.emitOwn(Event{Kind: StateRemoved, Keys: keys})
}

func (p *Presence) clearOwn(more bool) {
	p.own = states.KeyValues{}
	p.emitOwn(Event{Kind: StateCleared, More: more})
}

func (p *Presence) emitOwn(e Event) {
	e.Own, e.User = true, p.session.Self.User
	p.emit(e)
}

// Refused takes the server's word that it does not take a change of the own
// presence, and shows what it has.
func (p *Presence) Refused(err *session.Error) {
	p.refused = append(p.refused, err)
	if len(p.refused) > 1 {
		return // the answer to the question below is not here
	}
	clear(p.pending) // what is in it from now on is newer than the answer
	self := []protocol.UserID{p.session.Self.User.UserID}
	session.Ask(p.session.RequestNow, &protocol.PresenceRequest{Users: self}, "ask for presence", func(r *protocol.PresenceResponse, failed *session.Error) {
		refused := p.refused
		p.refused = nil
		for _, err := range refused {
			p.emitOwn(Event{Kind: StateRejected, Err: err})
		}
		if failed != nil || len(r.Users) != 1 {
			return // the next connection brings it
		}
		state := states.Merged(r.Users[0].State, nil, nil)
		for k, c := range p.pending {
			if c.gone {
				delete(state, k)
			} else {
				state[k] = c.value
			}
		}
		if !states.Equal(state, p.own) {
			p.replaceOwn(state, func() {})
		}
	})
}
