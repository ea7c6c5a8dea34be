package server

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// activity runs do on an activity that a request names. Requests about
// activities run in the read loop, in the order in which they come.
func (c *connection) activity(request uint32, name protocol.ActivityName, do func(a *activity)) {
	if name.Type == "" || name.ID == "" {
		c.Refuse(request, protocol.CodeInvalidActivity, "an activity needs a type and an id")
		return
	}
	if err := c.domain.activities.with(c.Context(), name, do); err != nil {
		c.Failed(request, "activity cannot be looked up", err)
	}
}

// existing is activity for one that must exist. The rights are those of the
// session's user.
func (c *connection) existing(request uint32, name protocol.ActivityName, do func(a *activity, rights roleSet)) {
	c.activity(request, name, func(a *activity) {
		if !a.exists {
			c.Refuse(request, protocol.CodeActivityNotFound, "activity %s/%s does not exist", name.Type, name.ID)
			return
		}
		rights, err := a.rightsOf(c)
		if err != nil {
			c.Failed(request, "rights cannot be read", err)
			return
		}
		do(a, rights)
	})
}

// newActivity is what a request makes: whoever makes an activity may do
// everything with it.
func (c *connection) newActivity(request uint32, name protocol.ActivityName, ephemeral bool, given protocol.Roles) (a store.Activity, ok bool) {
	roles, ok := c.checkRoles(request, given, activityRoles)
	if !ok {
		return a, false
	}
	roles.Users = append(roles.Users, protocol.UserRoles{User: c.User(), Names: activityRoles})
	return store.Activity{ActivityName: name, Ephemeral: ephemeral, Created: time.Now().UnixMilli(), Roles: roles}, true
}

// create makes the activity. It reports false when that is refused.
func (a *activity) create(c *connection, request uint32, info store.Activity) bool {
	err := a.all.domain.store.CreateActivity(c.Context(), info)
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

func (c *connection) createActivity(request uint32, r *protocol.ActivityCreateRequest) {
	c.activity(request, r.ActivityName, func(a *activity) {
		if a.exists {
			c.Refuse(request, protocol.CodeActivityAlreadyExists, "activity %s/%s exists already", r.Type, r.ID)
			return
		}
		if info, ok := c.newActivity(request, r.ActivityName, false, r.Roles); ok && a.create(c, request, info) {
			c.Answer(request, &protocol.OK{})
		}
	})
}

func (c *connection) deleteActivity(request uint32, r *protocol.ActivityDeleteRequest) {
	c.existing(request, r.ActivityName, func(a *activity, rights roleSet) {
		if !rights[roleRemove] {
			c.Refuse(request, protocol.CodeUnauthorized, "you may not remove activity %s/%s", r.Type, r.ID)
			return
		}
		err := c.domain.store.DeleteActivity(c.Context(), r.ActivityName)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			c.Failed(request, "activity cannot be removed", err)
			return
		}
		a.exists = false
		participants := a.participants
		a.participants = nil
		for _, p := range participants {
			p.connection.Send(conn.Out{Message: &protocol.ActivityDeleted{Resource: a.resource}})
			a.remove(p, true)
		}
		c.Answer(request, &protocol.OK{})
	})
}

func (c *connection) activityParticipants(request uint32, r *protocol.ActivityParticipantsRequest) {
	c.existing(request, r.ActivityName, func(a *activity, rights roleSet) {
		if !rights[roleViewState] && !a.has(c) {
			c.Refuse(request, protocol.CodeUnauthorized, "you may not see who is in activity %s/%s", r.Type, r.ID)
			return
		}
		sessions, who := a.sessions(c, rights[roleViewState])
		c.SendMentioning(nil, who, conn.Out{Response: request, Message: &protocol.ActivityParticipantsResponse{Sessions: sessions}})
	})
}

func (c *connection) joinActivity(request uint32, r *protocol.ActivityJoinRequest) {
	c.activity(request, r.ActivityName, func(a *activity) {
		if a.has(c) {
			c.Refuse(request, protocol.CodeActivityAlreadyJoined, "this session is in activity %s/%s already", r.Type, r.ID)
			return
		}
		if !a.exists {
			if r.Create == nil {
				c.Refuse(request, protocol.CodeActivityNotFound, "activity %s/%s does not exist; create it, or join with autoCreate", r.Type, r.ID)
				return
			}
			info, ok := c.newActivity(request, r.ActivityName, r.Create.Ephemeral, r.Create.Roles)
			if !ok || !a.create(c, request, info) {
				return
			}
		}
		a.join(c, request, r)
		a.endIfEmpty() // when it was made for somebody who was then refused
	})
}

// join lets a session in.
func (a *activity) join(c *connection, request uint32, r *protocol.ActivityJoinRequest) {
	rights, err := a.rightsOf(c)
	p := &participant{activity: a, connection: c, lurks: r.Lurk, rights: rights, state: states.Values{}}
	if !r.Lurk && rights[roleSetState] && r.State != nil {
		p.state = r.State
	}
	switch {
	case err != nil:
		c.Failed(request, "rights cannot be read", err)
		return
	case !rights[roleJoin] || r.Lurk && !rights[roleLurk]:
		c.Refuse(request, protocol.CodeUnauthorized, "you may not join activity %s/%s", r.Type, r.ID)
		return
	case !a.add(p):
		c.Refuse(request, protocol.CodeLimitExceeded, "a session may be in %d activities", maxActivities)
		return
	}
	sessions, who := a.sessions(c, rights[roleViewState])
	c.SendMentioning(nil, who, conn.Out{Response: request, Message: &protocol.ActivityJoinResponse{
		Resource: a.resource, Sessions: sessions, Ephemeral: a.info.Ephemeral, Created: a.info.Created}})
	if p.lurks {
		return
	}
	for _, other := range a.participants {
		if other != p {
			joined := &protocol.ActivitySessionJoined{Resource: a.resource, SessionID: c.Identity.Session, State: states.Values{}}
			if other.rights[roleViewState] {
				joined.State = p.state
			}
			other.connection.SendMentioning(nil, []people.Identity{c.Identity}, conn.Out{Message: joined})
		}
	}
}

func (c *connection) leaveActivity(request uint32, r *protocol.ActivityLeaveRequest) {
	p, known := c.domain.activities.find(c, r.Resource)
	if p == nil {
		if known { // it was put out, and has been told
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

// rightsOf returns what the user of a connection may do.
func (a *activity) rightsOf(c *connection) (roleSet, error) {
	return c.domain.rolesOf(context.Background(), c.User(), a.info.Roles, activityRoles)
}
