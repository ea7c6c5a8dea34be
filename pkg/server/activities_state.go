package server

import (
	"slices"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// updateActivity handles a change of the session's state in an activity.
func (c *connection) updateActivity(m *protocol.ActivityUpdateState) {
	p, known := c.domain.activities.find(c, m.Resource)
	if p == nil {
		if !known {
			c.complain(protocol.CodeActivityNotJoined, map[string]protocol.JSON{"resourceId": float64(m.Resource)},
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
	o := &c.server.options
	details := map[string]protocol.JSON{"activityType": a.name.Type, "activityId": a.name.ID}
	if p.lurks || !p.rights[roleSetState] {
		c.complain(protocol.CodeUnauthorized, details, "this session may not have a state in activity %s/%s", a.name.Type, a.name.ID)
		return
	}
	removed := slices.DeleteFunc(m.Removed, func(k string) bool { _, ok := p.state[k]; return !ok })
	complete := m.Complete && len(p.state) > 0
	if !complete && len(removed)+len(m.Set) == 0 {
		return
	}
	if complete {
		removed = nil
	}
	change := changeOf(p.state, complete, removed, m.Set)
	if len(m.Set) > 0 && !o.fits(change.after) {
		c.complain(protocol.CodeLimitExceeded, details,
			"a state may have %d keys and %d bytes; nothing of this change was applied", o.MaxStateKeys, o.MaxStateBytes)
		return
	}
	p.state = change.after
	news := newActivityNews(p, steps{change.step("")}, change.after)
	for _, other := range a.participants {
		if other != p && other.rights[roleViewState] {
			other.connection.gather(p, news)
		}
	}
}

// activityNews is how the state of a session in an activity has changed. It is
// gathered by participant: a session that leaves and comes back is another one.
type activityNews struct {
	of     *participant
	steps  steps
	state  values // after them
	weight int

	once sync.Once
	said []*frame
}

func newActivityNews(p *participant, s steps, state values) *activityNews {
	return &activityNews{of: p, steps: s, state: state, weight: s.size()}
}

func (n *activityNews) absorb(next gathered) gathered {
	m := next.(*activityNews)
	if n.steps.covered(m.steps) {
		return m // which is encoded once for all
	}
	return newActivityNews(n.of, n.steps.then(m.steps[0], m.state), m.state)
}

func (n *activityNews) size() int { return n.weight }

func (n *activityNews) frames() []*frame {
	n.once.Do(func() {
		for _, s := range n.steps {
			n.said = append(n.said, &frame{message: &protocol.ActivityStateUpdated{
				Resource: n.of.activity.resource, SessionID: n.of.connection.identity.session,
				Set: s.set, Complete: s.complete, Removed: s.removed}})
		}
	})
	return n.said
}
