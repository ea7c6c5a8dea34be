package client

import (
	"maps"
	"reflect"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// ownChange is what this session did last to a key of its user's state. Other
// sessions of the user change the same state, and the server decides who was
// last: it tells every change to all of them, in its order, and all apply every
// one. Only what it tells of this session's own changes is passed over when this
// session has changed the key again since: more will follow.
type ownChange struct {
	value protocol.JSON
	gone  bool
}

// expect notes a change that is about to be sent.
func (d *Domain) expect(key string, c ownChange) {
	if d.session.State == session.StateConnected {
		d.presences.pending[key] = c
	}
}

// stale reports whether an own change that the server tells is not the last one
// to its key.
func (d *Domain) stale(key string, told ownChange) bool {
	last, waits := d.presences.pending[key]
	if !waits {
		return false
	}
	if last.gone != told.gone || !reflect.DeepEqual(last.value, told.value) {
		return true
	}
	delete(d.presences.pending, key)
	return false
}

// heardSet applies what a session of this user has set; echo: this session.
func (d *Domain) heardSet(state KeyValues, echo bool) {
	if echo {
		news := KeyValues{}
		for k, v := range state {
			now, ok := d.presences.own[k]
			if !d.stale(k, ownChange{value: v}) && (!ok || !reflect.DeepEqual(now, v)) {
				news[k] = v
			}
		}
		if state = news; len(state) == 0 {
			return
		}
	}
	d.mergeOwn(state)
}

// heardRemoved applies what a session of this user has removed.
func (d *Domain) heardRemoved(keys []string, echo bool) {
	if echo {
		keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return d.stale(k, ownChange{gone: true}) })
	}
	if keys = states.Present(d.presences.own, keys); len(keys) > 0 {
		d.removeOwn(keys)
	}
}

// heardCleared applies that a session of this user has emptied the state.
func (d *Domain) heardCleared(echo bool) {
	if !echo {
		d.clearOwn(false)
		return
	}
	keys := slices.Collect(maps.Keys(d.presences.own))
	for k, c := range d.presences.pending {
		if c.gone {
			delete(d.presences.pending, k)
		}
	}
	d.heardRemoved(keys, true)
}

func (d *Domain) mergeOwn(state KeyValues) { d.setOwn(states.Merged(d.presences.own, state, nil)) }

func (d *Domain) setOwn(state KeyValues) {
	d.presences.own = state
	d.ownPresence(PresenceEvent{Kind: PresenceStateSet, State: d.presences.own})
}

func (d *Domain) removeOwn(keys []string) {
	d.presences.own = states.Merged(d.presences.own, nil, keys)
	d.ownPresence(PresenceEvent{Kind: PresenceStateRemoved, Keys: keys})
}

func (d *Domain) clearOwn(more bool) {
	d.presences.own = KeyValues{}
	d.ownPresence(PresenceEvent{Kind: PresenceStateCleared, More: more})
}

func (d *Domain) ownPresence(e PresenceEvent) {
	e.Own, e.User = true, d.session.Self.User
	d.sink.PresenceEvent(d, e)
}

// presenceRefused tells that the server does not take a change of the own
// presence, and shows what it has.
func (d *Domain) presenceRefused(err *Error) {
	p := &d.presences
	p.refused = append(p.refused, err)
	if len(p.refused) > 1 {
		return // the answer to the question below is not here
	}
	clear(p.pending) // what is in it from now on is newer than the answer
	self := []protocol.UserID{d.session.Self.User.UserID}
	session.Ask(d.session.RequestNow, &protocol.PresenceRequest{Users: self}, "ask for presence", func(r *protocol.PresenceResponse, failed *Error) {
		refused := p.refused
		p.refused = nil
		for _, err := range refused {
			d.ownPresence(PresenceEvent{Kind: PresenceStateRejected, Err: err})
		}
		if failed != nil || len(r.Users) != 1 {
			return // the next connection tells it
		}
		state := states.Merged(r.Users[0].State, nil, nil)
		for k, c := range p.pending {
			if c.gone {
				delete(state, k)
			} else {
				state[k] = c.value
			}
		}
		if !reflect.DeepEqual(state, p.own) {
			d.replaceOwn(state, func() {})
		}
	})
}
