package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// RightsChanged returns when every open model that changes concern has looked
// at the rights of its members again.
func (s *Models) RightsChanged(changes []store.RightsChange) {
	s.mu.Lock()
	var open []*sequencer
	for id, q := range s.sequencers {
		if slices.ContainsFunc(changes, func(c store.RightsChange) bool { return c.Model == "" || c.Model == id }) {
			open = append(open, q)
		}
	}
	s.mu.Unlock()
	var all sync.WaitGroup
	for _, q := range open {
		all.Go(func() {
			done := make(chan struct{})
			q.post(command{do: func() {
				defer close(done)
				if slices.ContainsFunc(changes, q.concerns) {
					q.reviewRights()
				}
			}})
			select {
			case <-done:
			case <-q.ended: // nobody has it open any more
			}
		})
	}
	all.Wait()
}

// concerns reports whether a change may change the rights of a member.
func (q *sequencer) concerns(c store.RightsChange) bool {
	switch {
	case c.Model != "":
		return c.Model == q.id
	case c.Collection != "":
		return c.Collection == q.model.Collection
	case c.User != nil:
		return slices.ContainsFunc(q.members, func(m *member) bool { return m.client.User() == *c.User })
	}
	return true
}

// reviewedAtOnce is of how many users of a model the rights are looked up at once: the program
// that is asked may be slow.
const reviewedAtOnce = 16

// reviewRights reads the rights on the model again and notifies the members whose
// rights are others now. Who may no longer read it has it closed, and so has who may do
// nobody knows what: that client comes back by itself, and is let in when it is known.
func (q *sequencer) reviewRights() {
	life := q.models.options.Life
	if !q.exists || q.broken || life.Err() != nil {
		return
	}
	model, collection, err := q.models.store.Model(context.Background(), q.id)
	if err != nil || model.Key != q.model.Key {
		// Not knowing who may do what is no reason to let everybody go on.
		q.broke("rights cannot be read", err)
		return
	}
	q.model.OverrideWorld, q.model.World, q.model.Users, q.model.Groups = model.OverrideWorld, model.World, model.Users, model.Groups
	q.collection = collection
	type reviewed struct {
		members []*member
		rights  protocol.Permissions
		err     error
	}
	users := make(map[protocol.UserID]*reviewed)
	for _, m := range q.members {
		of := users[m.client.User()]
		if of == nil {
			of = &reviewed{}
			users[m.client.User()] = of
		}
		of.members = append(of.members, m)
	}
	answers, turns := make(chan *reviewed), make(chan struct{}, reviewedAtOnce)
	for user, of := range users {
		go func() {
			turns <- struct{}{}
			of.rights, of.err = q.models.modelRights(life, user, &model, &collection)
			<-turns
			answers <- of
		}()
	}
	for range users { // as they come: nobody keeps what was lost while another answer takes long
		of := <-answers
		for _, m := range of.members {
			q.reviewed(m, of.rights, of.err)
		}
	}
}

// reviewed has a member have the rights that were found, or be closed.
func (q *sequencer) reviewed(m *member, rights protocol.Permissions, err error) {
	switch {
	case m.state == stateGone, q.models.options.Life.Err() != nil: // all have to come back anyway
	case err != nil:
		q.log.Error("rights cannot be read, so the model is closed for a client", "session", m.client.Identity.Session, "user", m.client.User().Username, "error", err)
		q.evict(m, protocol.ReasonServerError, "the server could not find out what you may do with this model")
	case rights == m.rights:
	case !rights.Can(protocol.PermissionRead):
		q.evict(m, protocol.ReasonPermissionsChanged, "you may no longer read this model")
	default:
		m.rights = rights
		m.client.Send(conn.Out{Message: &protocol.PermissionsChanged{Resource: m.resource, Permissions: rights}})
	}
}

// rights returns what the user of a connection may do with the model. Where that is not what is
// needed the store is asked, as another server may just have allowed it: the members here hear of
// it later, by its news.
func (q *sequencer) rights(c *people.Session, needed protocol.Permissions) (protocol.Permissions, error) {
	s := q.models
	rights, err := s.modelRights(s.options.Life, c.User(), &q.model, &q.collection)
	if err != nil || rights.Can(needed) || s.options.Nodes == nil {
		return rights, err
	}
	model, collection, err := s.store.Model(s.options.Life, q.id)
	if errors.Is(err, store.ErrNotFound) { // it will be heard of, too
		return rights, nil
	}
	if err != nil {
		return 0, err
	}
	if sameRights(&model, &q.model) && collection.World == q.collection.World &&
		slices.Equal(collection.Users, q.collection.Users) && slices.Equal(collection.Groups, q.collection.Groups) {
		return rights, nil // the program that the server is part of need not be asked twice
	}
	return s.modelRights(s.options.Life, c.User(), &model, &collection)
}

// sameRights reports whether models are the same, with the same rights of their own.
func sameRights(a, b *store.Model) bool {
	return a.Key == b.Key && a.OverrideWorld == b.OverrideWorld && a.World == b.World && slices.Equal(a.Users, b.Users) && slices.Equal(a.Groups, b.Groups)
}

// unread returns the error for who asks while it is not known what they may do.
func (q *sequencer) unread(ctx context.Context, err error) *protocol.Error {
	if q.models.options.Life.Err() != nil {
		return stopped
	}
	q.log.ErrorContext(ctx, "rights cannot be read", "error", err)
	tracing.Of(ctx).Fail("rights cannot be read")
	return &protocol.Error{Code: protocol.CodeUnknown, Message: fmt.Sprintf("the server could not find out what you may do with model %q; try again later", q.id)}
}
