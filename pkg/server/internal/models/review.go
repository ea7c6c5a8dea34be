package models

import (
	"context"
	"slices"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
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

// reviewRights reads the rights on the model again and notifies the members whose
// rights are others now. Who may no longer read it has it closed.
func (q *sequencer) reviewRights() {
	if !q.exists || q.broken {
		return
	}
	ctx := context.Background()
	model, collection, err := q.models.store.Model(ctx, q.id)
	if err != nil || model.Key != q.model.Key {
		// Not knowing who may do what is no reason to let everybody go on.
		q.broke("rights cannot be read", err)
		return
	}
	q.model.OverrideWorld, q.model.World, q.model.Users, q.model.Groups = model.OverrideWorld, model.World, model.Users, model.Groups
	q.collection = collection
	for _, m := range slices.Clone(q.members) {
		rights, err := q.rights(m.client.Session)
		if err != nil {
			q.broke("rights cannot be read", err)
			return
		}
		switch was := m.rights; {
		case m.state == stateGone || rights == was:
		case !rights.Can(protocol.PermissionRead):
			q.evict(m, protocol.ReasonPermissionsChanged, "you may no longer read this model")
		default:
			m.rights = rights
			m.client.Send(conn.Out{Message: &protocol.PermissionsChanged{Resource: m.resource, Permissions: rights}})
		}
	}
}

// rights returns what the user of a connection may do with the model.
func (q *sequencer) rights(c *people.Session) (protocol.Permissions, error) {
	return q.models.modelRights(context.Background(), c.User(), &q.model, &q.collection)
}
