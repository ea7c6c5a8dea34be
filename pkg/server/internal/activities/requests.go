package activities

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// activity runs do on an activity that a request names. Requests about
// activities run in the read loop, in the order in which they come.
func (s *Activities) activity(c *people.Session, request uint32, name protocol.ActivityName, do func(a *activity)) {
	if name.Type == "" || name.ID == "" {
		c.Refuse(request, protocol.CodeInvalidActivity, "an activity needs a type and an id")
		return
	}
	if err := s.with(c.Context(), name, do); err != nil {
		c.Failed(request, "activity cannot be looked up", err)
	}
}

// enough reports whether with some rights the session may do what it asks for.
type enough func(a *activity, rights roles.Set) bool

func anybody(*activity, roles.Set) bool { return true }

// having asks for a right.
func having(role string) enough {
	return func(_ *activity, rights roles.Set) bool { return rights[role] }
}

// existing is activity for one that must exist, and whose rights must do for what is asked for.
// The rights are those of the session's user.
func (s *Activities) existing(c *people.Session, request uint32, name protocol.ActivityName, may enough, what string, do func(a *activity, rights roles.Set)) {
	s.activity(c, request, name, func(a *activity) {
		rights, err := a.rightsFor(c, may)
		switch {
		case err != nil:
			c.Failed(request, "rights cannot be read", err)
		case !a.exists:
			c.Refuse(request, protocol.CodeActivityNotFound, "activity %s/%s does not exist", name.Type, name.ID)
		case !may(a, rights):
			c.Refuse(request, protocol.CodeUnauthorized, "you may not %s activity %s/%s", what, name.Type, name.ID)
		default:
			do(a, rights)
		}
	})
}

// newActivity is what a request makes: whoever makes an activity may do
// everything with it.
func (s *Activities) newActivity(c *people.Session, request uint32, name protocol.ActivityName, ephemeral bool, given protocol.Roles) (a store.Activity, ok bool) {
	given, ok = s.options.Giving.Check(c, request, given, roles.OfActivities)
	if !ok {
		return a, false
	}
	rights, err := s.options.Authorize.Left(s.options.Life, c.User(), roles.Subject{Activity: name, New: true}, roles.Named(roles.OfActivities), roles.OfActivities)
	if err != nil {
		c.Failed(request, "rights cannot be read", err)
		return a, false
	}
	if !rights[roles.Join] {
		c.Refuse(request, protocol.CodeUnauthorized, "you may not make activity %s/%s", name.Type, name.ID)
		return a, false
	}
	given.Users = append(given.Users, protocol.UserRoles{User: c.User(), Names: roles.OfActivities})
	return store.Activity{ActivityName: name, Ephemeral: ephemeral, Created: time.Now().UnixMilli(), Roles: given}, true
}

// create makes the activity. It reports false when that is refused.
func (a *activity) create(c *people.Session, request uint32, info store.Activity) bool {
	err := a.all.write(c.Context(), c.Owner(), func() error { return a.all.store.CreateActivity(c.Context(), info, a.all.options.MaxActivities) })
	if errors.Is(err, store.ErrTooMany) {
		c.Refuse(request, protocol.CodeLimitExceeded, "a domain may have %d activities: remove some", a.all.options.MaxActivities)
		return false
	}
	if errors.Is(err, store.ErrExists) { // somebody else was faster, beside this server
		err = nil
	}
	if err == nil {
		err = a.load(c.Context())
	}
	if err != nil {
		c.Failed(request, "activity cannot be created", err)
	}
	return err == nil
}

func (s *Activities) createActivity(c *people.Session, request uint32, r *protocol.ActivityCreateRequest) {
	s.activity(c, request, r.ActivityName, func(a *activity) {
		if a.exists && a.met != nil { // another server may just have removed it
			a.lookAgain()
		}
		if a.exists {
			c.Refuse(request, protocol.CodeActivityAlreadyExists, "activity %s/%s exists already", r.Type, r.ID)
			return
		}
		if info, ok := s.newActivity(c, request, r.ActivityName, false, r.Roles); ok && a.create(c, request, info) {
			c.Answer(request, &protocol.OK{})
		}
	})
}

func (s *Activities) deleteActivity(c *people.Session, request uint32, r *protocol.ActivityDeleteRequest) {
	s.existing(c, request, r.ActivityName, having(roles.Remove), "remove", func(a *activity, _ roles.Set) {
		err := s.write(c.Context(), c.Owner(), func() error { return s.store.DeleteActivity(c.Context(), r.ActivityName) })
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			c.Failed(request, "activity cannot be removed", err)
			return
		}
		a.tellChanged()
		a.ended()
		c.Answer(request, &protocol.OK{})
	})
}

// ended puts everybody out of an activity that was removed.
func (a *activity) ended() {
	a.exists, a.held = false, false
	participants := a.participants
	a.participants, a.peers = nil, nil
	for _, p := range participants {
		p.session.Send(conn.Out{Message: &protocol.ActivityDeleted{Resource: a.resource}})
		a.remove(p, true)
	}
}

func (s *Activities) activityParticipants(c *people.Session, request uint32, r *protocol.ActivityParticipantsRequest) {
	may := func(a *activity, rights roles.Set) bool { return rights[roles.ViewState] || a.has(c) }
	s.existing(c, request, r.ActivityName, may, "see who is in", func(a *activity, rights roles.Set) {
		sessions, who := a.sessions(c, rights[roles.ViewState])
		c.SendMentioning(nil, who, conn.Out{Response: request, Message: &protocol.ActivityParticipantsResponse{Sessions: sessions}})
	})
}

func (s *Activities) joinActivity(c *people.Session, request uint32, r *protocol.ActivityJoinRequest) {
	s.activity(c, request, r.ActivityName, func(a *activity) {
		if a.has(c) {
			c.Refuse(request, protocol.CodeActivityAlreadyJoined, "this session is in activity %s/%s already", r.Type, r.ID)
			return
		}
		if !a.exists && r.Create == nil {
			c.Refuse(request, protocol.CodeActivityNotFound, "activity %s/%s does not exist; create it, or join with autoCreate", r.Type, r.ID)
			return
		}
		p := &participant{activity: a, session: c, lurks: r.Lurk, state: states.Values{}}
		switch { // before anything is made
		case !s.mayBeInMore(c):
			c.Refuse(request, protocol.CodeLimitExceeded, "a session may be in %d activities", maxActivities)
			return
		case !p.hold(r.State):
			c.Refuse(request, protocol.CodeLimitExceeded, "the server has no memory left for another activity of yours: leave some, or try again later")
			return
		}
		if !a.mayJoin(c, request, r) || !p.join(request, r) {
			c.Hold(-p.weight)
			a.endIfEmpty() // it may have been made for this
		}
	})
}

// mayJoin sees to it that the activity exists while somebody is in it, which makes it if that was
// asked for, or refuses the request and reports false.
func (a *activity) mayJoin(c *people.Session, request uint32, r *protocol.ActivityJoinRequest) bool {
	for range keepAttempts { // another server may remove it at once
		if !a.exists {
			if r.Create == nil {
				break
			}
			info, ok := a.all.newActivity(c, request, r.ActivityName, r.Create.Ephemeral, r.Create.Roles)
			if !ok || !a.create(c, request, info) {
				return false
			}
		}
		kept, err := a.keep(c.Context(), c.Owner())
		if err != nil {
			c.Failed(request, "activity cannot be kept", err)
			return false
		}
		if kept {
			return true
		}
	}
	c.Refuse(request, protocol.CodeActivityNotFound, "activity %s/%s has just been removed", r.Type, r.ID)
	return false
}

// join lets a participant in, or refuses the request and reports false.
func (p *participant) join(request uint32, r *protocol.ActivityJoinRequest) bool {
	a, c := p.activity, p.session
	may := func(_ *activity, rights roles.Set) bool { return rights[roles.Join] && (!r.Lurk || rights[roles.Lurk]) }
	rights, err := a.rightsFor(c, may)
	p.rights = rights
	if !r.Lurk && rights[roles.SetState] && r.State != nil {
		p.state = r.State
	}
	p.hold(p.state) // which is no more
	switch {
	case err != nil:
		c.Failed(request, "rights cannot be read", err)
		return false
	case !a.exists:
		c.Refuse(request, protocol.CodeActivityNotFound, "activity %s/%s has just been removed", r.Type, r.ID)
		return false
	case !may(a, rights):
		c.Refuse(request, protocol.CodeUnauthorized, "you may not join activity %s/%s", r.Type, r.ID)
		return false
	}
	a.add(p)
	sessions, who := a.sessions(c, rights[roles.ViewState])
	c.SendMentioning(nil, who, conn.Out{Response: request, Message: &protocol.ActivityJoinResponse{
		Resource: a.resource, Sessions: sessions, Ephemeral: a.info.Ephemeral, Created: a.info.Created}})
	a.notifyJoined(p)
	return true
}

func (s *Activities) leaveActivity(c *people.Session, request uint32, r *protocol.ActivityLeaveRequest) {
	p, known := s.find(c, r.Resource)
	if p == nil {
		if known { // it was put out, and has been notified
			c.Answer(request, &protocol.OK{})
			return
		}
		c.Refuse(request, protocol.CodeActivityNotJoined, "no activity is joined as resource %d", r.Resource)
		return
	}
	a := p.activity
	a.mu.Lock()
	defer a.mu.Unlock()
	if p.in() {
		a.remove(p, false)
	}
	c.Answer(request, &protocol.OK{})
}

// in reports whether a participant still is one. The activity is locked.
func (p *participant) in() bool {
	for _, other := range p.activity.participants {
		if other == p {
			return true
		}
	}
	return false
}

// rightsFor is rightsOf for what is refused to whom that is not enough. Before that the store is
// asked, as another server may just have allowed it, or have removed the activity.
func (a *activity) rightsFor(c *people.Session, may enough) (roles.Set, error) {
	rights, err := a.rightsOf(c)
	if err != nil || a.met == nil || !a.exists || may(a, rights) || !a.lookAgain() {
		return rights, err
	}
	return a.rightsOf(c)
}

// rightsOf returns what the user of a connection may do.
func (a *activity) rightsOf(c *people.Session) (roles.Set, error) {
	kept, err := roles.Of(context.Background(), a.all.store, c.User(), a.info.Roles, roles.OfActivities)
	if err != nil {
		return nil, err
	}
	o := &a.all.options
	return o.Authorize.Left(o.Life, c.User(), roles.Subject{Activity: a.name}, kept, roles.OfActivities)
}
