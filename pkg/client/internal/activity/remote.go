package activity

import (
	"sort" // not slices: each type that is sorted would be another copy of the algorithm

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Handle takes a message of the server, and reports false for one that is not about
// an activity. One about an activity that was left is dropped.
func (all *Activities) Handle(message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.ActivitySessionJoined:
		all.with(m.Resource, func(a *Activity) { a.sessionJoined(m.SessionID, m.State) })
	case *protocol.ActivitySessionLeft:
		all.with(m.Resource, func(a *Activity) { a.sessionLeft(m.SessionID) })
	case *protocol.ActivityStateUpdated:
		all.with(m.Resource, func(a *Activity) { a.stateUpdated(m) })
	case *protocol.ActivityDeleted:
		all.with(m.Resource, (*Activity).deleted)
	case *protocol.ActivityForceLeave:
		all.with(m.Resource, func(a *Activity) { a.forced(m.Reason) })
	default:
		return false
	}
	return true
}

// with runs f for the joined activity behind a resource number.
func (all *Activities) with(resource uint32, f func(*Activity)) {
	if a := all.resources[resource]; a != nil {
		f(a)
	}
}

func (a *Activity) sessionJoined(id string, state states.KeyValues) {
	p := a.all.session.Identities.Session(id)
	if p == a.all.session.Self {
		return
	}
	a.others[p] = state
	a.emit(Event{Kind: SessionJoined, Participant: p, State: state})
}

func (a *Activity) sessionLeft(id string) {
	p := a.all.session.Identities.Session(id)
	if _, ok := a.others[p]; ok {
		delete(a.others, p)
		a.emit(Event{Kind: SessionLeft, Participant: p})
	}
}

func (a *Activity) stateUpdated(m *protocol.ActivityStateUpdated) {
	p := a.all.session.Identities.Session(m.SessionID)
	state, ok := a.others[p]
	if !ok {
		return
	}
	removed := m.Removed
	if m.Complete {
		removed = nil
		for k := range state {
			removed = append(removed, k)
		}
	}
	removed = states.Present(state, removed)
	old, state := states.Changed(state, m.Set, removed)
	a.others[p] = state
	if len(m.Set)+len(removed) > 0 {
		a.emit(Event{Kind: StateDelta, Participant: p, State: m.Set, Removed: removed, Complete: m.Complete, Old: old})
	}
}

func (a *Activity) deleted() {
	a.emit(Event{Kind: Deleted, Participant: a.all.session.Self})
	a.end()
}

func (a *Activity) forced(reason string) {
	a.emit(Event{Kind: ForceLeave, Participant: a.all.session.Self, Reason: reason})
	a.end()
}

// Offline ends what needs a connection: all others are out of sight.
func (all *Activities) Offline() {
	all.resources = map[uint32]*Activity{}
	for _, a := range all.list() {
		if a.attached {
			a.attached, a.held = false, a.own
		}
		gone := make([]*session.Participant, 0, len(a.others))
		for p := range a.others {
			gone = append(gone, p)
		}
		sort.Slice(gone, func(i, j int) bool { return gone[i].SessionID < gone[j].SessionID })
		for _, p := range gone {
			delete(a.others, p)
			a.emit(Event{Kind: SessionLeft, Participant: p})
		}
	}
}

// Online joins again what is still joined, under the new session.
func (all *Activities) Online(before *session.Participant) {
	for _, a := range all.list() {
		if !a.options.Lurk && before != all.session.Self {
			a.emit(Event{Kind: SessionLeft, Local: true, Participant: before})
		}
		a.joinAgain(a.held, states.KeyValues{})
	}
}

func (all *Activities) list() []*Activity {
	out := make([]*Activity, 0, len(all.joined))
	for _, a := range all.joined {
		out = append(out, a)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i].name, out[j].name
		return a.Type < b.Type || a.Type == b.Type && a.ID < b.ID
	})
	return out
}

// End leaves all activities, for good, without asking the server.
func (all *Activities) End() {
	for _, a := range all.list() {
		a.end()
	}
}
