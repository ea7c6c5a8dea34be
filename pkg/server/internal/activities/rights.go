package activities

import (
	"context"
	"errors"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// change changes who may do what. When it answers, all who have lost what
// they need have been put out.
func (s *Activities) change(c *people.Session, request uint32, name protocol.ActivityName, change store.RolesChange) {
	var ok bool
	if change.Roles, ok = s.options.Giving.ForChange(c, request, change, roles.OfActivities); !ok {
		return
	}
	s.existing(c, request, name, having(roles.Manage), "change the permissions of", func(a *activity, _ roles.Set) {
		var roles protocol.Roles
		err := s.write(c.Context(), c.Owner(), func() (err error) {
			roles, err = s.store.ChangeActivityRoles(c.Context(), name, change)
			return err
		})
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
		a.tellChanged()
		c.Answer(request, &protocol.OK{})
	})
}

// review looks at the rights of everybody who is in the activity again.
func (a *activity) review() {
	for _, p := range slices.Clone(a.participants) {
		rights, err := a.rightsOf(p.session)
		if err != nil {
			// Not knowing who may do what is no reason to let everybody go on.
			a.all.log.Error("rights on an activity cannot be read", "error", err)
			rights = roles.Set{}
		}
		was := p.rights
		p.rights = rights
		switch {
		case !rights[roles.Join]:
			a.putOut(p, "you may no longer join this activity")
		case p.lurks && !rights[roles.Lurk]:
			a.putOut(p, "you may no longer lurk in this activity")
		case was[roles.ViewState] && !rights[roles.ViewState]:
			a.putOut(p, "you may no longer see the state of this activity")
		case !was[roles.ViewState] && rights[roles.ViewState]:
			for _, other := range a.everybody() {
				if other != p && !other.lurks && len(other.state) > 0 {
					p.session.Send(conn.Out{Message: &protocol.ActivityStateUpdated{
						Resource: a.resource, SessionID: other.session.Identity.Session, Set: other.state, Complete: true}})
				}
			}
		}
	}
}

func (a *activity) putOut(p *participant, reason string) {
	p.session.Send(conn.Out{Message: &protocol.ActivityForceLeave{Resource: a.resource, Reason: reason}})
	a.remove(p, true)
}

// GroupsChanged reviews the activities that users are in who may be in other
// groups now.
func (s *Activities) GroupsChanged(changes []store.RightsChange) {
	concerned := func(c *people.Session) bool {
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
	s.reviewAll(names, func(a *activity) bool { return len(a.info.Roles.Groups) > 0 })
}

// Review looks at the rights of everybody who is in an activity again, as the program that
// decides them asks for. When it returns, who may no longer be in one has been put out.
func (s *Activities) Review() {
	s.mu.Lock()
	names := make(map[protocol.ActivityName]bool, len(s.open))
	for name := range s.open {
		names[name] = true
	}
	s.mu.Unlock()
	s.reviewAll(names, func(*activity) bool { return true })
}

func (s *Activities) reviewAll(names map[protocol.ActivityName]bool, concerned func(*activity) bool) {
	for name := range names {
		err := s.with(context.Background(), name, func(a *activity) {
			if concerned(a) {
				a.review()
			}
		})
		if err != nil {
			s.log.Error("activity cannot be looked up", "error", err)
		}
	}
}

// resolve answers what the session may do. Everybody may ask.
func (s *Activities) resolve(c *people.Session, request uint32, name protocol.ActivityName) {
	s.existing(c, request, name, anybody, "", func(_ *activity, rights roles.Set) {
		c.Answer(request, &protocol.ResolveRolesResponse{Names: rights.Names(roles.OfActivities)})
	})
}

// get answers who may do what, which takes the right to change it.
func (s *Activities) get(c *people.Session, request uint32, name protocol.ActivityName) {
	s.existing(c, request, name, having(roles.Manage), "see the permissions of", func(a *activity, _ roles.Set) {
		roles.Answer(c, request, a.info.Roles)
	})
}
