package activities

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// updateActivity handles a change of the session's state in an activity.
func (s *Activities) updateActivity(c *people.Session, m *protocol.ActivityUpdateState) {
	p, known := s.find(c, m.Resource)
	if p == nil {
		if !known {
			c.Complain(protocol.CodeActivityNotJoined, map[string]protocol.JSON{"resourceId": float64(m.Resource)},
				"no activity is joined as resource %d", m.Resource)
		}
		return
	}
	a := p.activity
	a.mu.Lock()
	defer a.mu.Unlock()
	if !p.in() {
		return
	}
	details := map[string]protocol.JSON{"activityType": a.name.Type, "activityId": a.name.ID}
	if !p.lurks && !p.rights[roles.SetState] && a.met != nil { // another server may just have given it
		rights, err := a.rightsFor(c, having(roles.SetState))
		if err == nil && a.exists && rights[roles.SetState] && !p.rights[roles.SetState] { // as by a group
			a.review()
		}
		if !p.in() {
			return
		}
	}
	if p.lurks || !p.rights[roles.SetState] {
		c.Complain(protocol.CodeUnauthorized, details, "this session may not have a state in activity %s/%s", a.name.Type, a.name.ID)
		return
	}
	change, after, any := states.Change(p.state, m.Complete, m.Removed, m.Set, "")
	if !any {
		return
	}
	if x := s.options.Limits.State(after); x != nil && len(m.Set) > 0 {
		c.Complain(protocol.CodeLimitExceeded, details, "%v; nothing of this change was applied", x)
		return
	}
	if !p.hold(after) && len(m.Set) > 0 {
		c.Complain(protocol.CodeLimitExceeded, details, "%v; nothing of this change was applied", states.NoRoom{})
		return
	}
	p.state = after
	a.tell(p, change.Complete)
	a.notifyState(p, change)
}

// hold has the session hold a state of the participant. It reports false when there is no room.
func (p *participant) hold(state states.Values) bool {
	weight := participantBytes + states.Weight(state)
	ok := p.session.Hold(weight - p.weight)
	if ok {
		p.weight = weight
	}
	return ok
}

// say returns the messages about a change of the state of a session.
func (p *participant) say(s states.Step) []protocol.Message {
	return []protocol.Message{&protocol.ActivityStateUpdated{
		Resource: p.activity.resource, SessionID: p.session.Identity.Session,
		Set: s.Set, Complete: s.Complete, Removed: s.Keys()}}
}
