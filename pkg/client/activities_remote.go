package client

import (
	"sort" // not slices: each type that is sorted would be another copy of the algorithm

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// toActivity runs f for the joined activity behind a resource number.
func (d *Domain) toActivity(resource uint32, f func(*Activity)) {
	if a := d.activities.resources[resource]; a != nil {
		f(a)
	}
}

func (a *Activity) sessionJoined(session string, state KeyValues) {
	p := a.d.session.Identities.Session(session)
	if p == a.d.session.Self {
		return
	}
	a.others[p] = state
	a.emit(ActivityEvent{Kind: ActivitySessionJoined, Participant: p, State: state})
}

func (a *Activity) sessionLeft(session string) {
	p := a.d.session.Identities.Session(session)
	if _, ok := a.others[p]; ok {
		delete(a.others, p)
		a.emit(ActivityEvent{Kind: ActivitySessionLeft, Participant: p})
	}
}

func (a *Activity) stateUpdated(m *protocol.ActivityStateUpdated) {
	p := a.d.session.Identities.Session(m.SessionID)
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
	removed = present(state, removed)
	old, state := changed(state, m.Set, removed)
	a.others[p] = state
	if len(m.Set)+len(removed) > 0 {
		a.emit(ActivityEvent{Kind: ActivityStateDelta, Participant: p, State: m.Set, Removed: removed, Complete: m.Complete, Old: old})
	}
}

func (a *Activity) deleted() {
	a.emit(ActivityEvent{Kind: ActivityDeleted, Participant: a.d.session.Self})
	a.end()
}

func (a *Activity) forced(reason string) {
	a.emit(ActivityEvent{Kind: ActivityForceLeave, Participant: a.d.session.Self, Reason: reason})
	a.end()
}

// offline tells that all others are out of sight.
func (s *activities) offline() {
	s.resources = map[uint32]*Activity{}
	for _, a := range s.all() {
		if a.attached {
			a.attached, a.held = false, a.own
		}
		gone := make([]*Participant, 0, len(a.others))
		for p := range a.others {
			gone = append(gone, p)
		}
		sort.Slice(gone, func(i, j int) bool { return gone[i].SessionID < gone[j].SessionID })
		for _, p := range gone {
			delete(a.others, p)
			a.emit(ActivityEvent{Kind: ActivitySessionLeft, Participant: p})
		}
	}
}

// online joins again what is still joined, under the new session.
func (s *activities) online(d *Domain, before *Participant) {
	for _, a := range s.all() {
		if !a.options.Lurk && before != d.session.Self {
			a.emit(ActivityEvent{Kind: ActivitySessionLeft, Local: true, Participant: before})
		}
		a.joinAgain(a.held, KeyValues{})
	}
}

func (s *activities) all() []*Activity {
	out := make([]*Activity, 0, len(s.joined))
	for _, a := range s.joined {
		out = append(out, a)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i].name, out[j].name
		return a.Type < b.Type || a.Type == b.Type && a.ID < b.ID
	})
	return out
}
