package server

import (
	"context"
	"errors"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// changeRoles changes who may do what. When it answers, all who have lost what
// they need have been put out.
func (c *connection) changeActivityRoles(request uint32, name protocol.ActivityName, change store.RolesChange) {
	c.existing(request, name, func(a *activity, rights roleSet) {
		if !rights[roleManage] {
			c.Refuse(request, protocol.CodeUnauthorized, "you may not change the permissions of activity %s/%s", name.Type, name.ID)
			return
		}
		roles, err := c.domain.store.ChangeActivityRoles(c.Context(), name, change)
		if errors.Is(err, store.ErrNotFound) {
			c.Refuse(request, protocol.CodeActivityNotFound, "activity %s/%s has just been removed", name.Type, name.ID)
			return
		}
		if err != nil {
			c.Failed(request, "permissions cannot be stored", err)
			return
		}
		a.info.Roles = roles
		a.review()
		c.Answer(request, &protocol.OK{})
	})
}

// review looks at the rights of everybody who is in the activity again.
func (a *activity) review() {
	for _, p := range slices.Clone(a.participants) {
		rights, err := a.rightsOf(p.connection)
		if err != nil {
			// Not knowing who may do what is no reason to let everybody go on.
			a.all.domain.log.Error("rights on an activity cannot be read", "error", err)
			rights = roleSet{}
		}
		was := p.rights
		p.rights = rights
		switch {
		case !rights[roleJoin]:
			a.putOut(p, "you may no longer join this activity")
		case p.lurks && !rights[roleLurk]:
			a.putOut(p, "you may no longer lurk in this activity")
		case was[roleViewState] && !rights[roleViewState]:
			a.putOut(p, "you may no longer see the state of this activity")
		case !was[roleViewState] && rights[roleViewState]:
			for _, other := range a.participants {
				if other != p && !other.lurks && len(other.state) > 0 {
					p.connection.Send(conn.Out{Message: &protocol.ActivityStateUpdated{
						Resource: a.resource, SessionID: other.connection.Identity.Session, Set: other.state, Complete: true}})
				}
			}
		}
	}
}

func (a *activity) putOut(p *participant, reason string) {
	p.connection.Send(conn.Out{Message: &protocol.ActivityForceLeave{Resource: a.resource, Reason: reason}})
	a.remove(p, true)
}

// groupsChanged reviews the activities that users are in who may be in other
// groups now.
func (s *activities) groupsChanged(changes []store.RightsChange) {
	concerned := func(c *connection) bool {
		return slices.ContainsFunc(changes, func(change store.RightsChange) bool {
			return change == store.RightsChange{} || change.User != nil && *change.User == c.User()
		})
	}
	s.mu.Lock()
	names := make(map[protocol.ActivityName]bool)
	for c, mine := range s.joined {
		if concerned(c) {
			for _, p := range mine {
				if p != nil {
					names[p.activity.name] = true
				}
			}
		}
	}
	s.mu.Unlock()
	for name := range names {
		err := s.with(context.Background(), name, func(a *activity) {
			if len(a.info.Roles.Groups) > 0 {
				a.review()
			}
		})
		if err != nil {
			s.domain.log.Error("activity cannot be looked up", "error", err)
		}
	}
}
