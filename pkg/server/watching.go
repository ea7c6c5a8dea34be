package server

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// watchRights has open models hear of changes that another process made: an
// administrator's command line, or another node later.
func (d *domain) watchRights(last int64) {
	d.watch("rights", func() error {
		changes, now, err := d.store.RightsChanges(context.Background(), last)
		if err != nil {
			return err
		}
		last = now
		if len(changes) > 0 {
			d.rightsChanged(changes)
		}
		return nil
	})
}

// watch looks for changes again and again until the domain stops. What is missed
// while that fails, it finds when it works again.
func (d *domain) watch(what string, look func() error) {
	tick := time.NewTicker(d.server.options.RightsEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-d.stop:
			return
		case <-tick.C:
		}
		err := look()
		if err != nil && !failing {
			d.log.Error("changes of "+what+" cannot be read", "error", err)
		}
		failing = err != nil
	}
}

// rightsChanged returns when every open model that changes concern has looked
// at the rights of its members again.
func (d *domain) rightsChanged(changes []store.RightsChange) {
	d.mu.Lock()
	var open []*sequencer
	for id, q := range d.sequencers {
		if slices.ContainsFunc(changes, func(c store.RightsChange) bool { return c.Model == "" || c.Model == id }) {
			open = append(open, q)
		}
	}
	d.mu.Unlock()
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
	d.activities.GroupsChanged(changes)
}

// concerns reports whether a change may change the rights of a member.
func (q *sequencer) concerns(c store.RightsChange) bool {
	switch {
	case c.Model != "":
		return c.Model == q.id
	case c.Collection != "":
		return c.Collection == q.model.Collection
	case c.User != nil:
		return slices.ContainsFunc(q.members, func(m *member) bool { return m.connection.User() == *c.User })
	}
	return true
}

// reviewRights reads the rights on the model again and tells the members whose
// rights are others now. Who may no longer read it has it closed.
func (q *sequencer) reviewRights() {
	if !q.exists || q.broken {
		return
	}
	ctx := context.Background()
	model, collection, err := q.domain.store.Model(ctx, q.id)
	if err != nil || model.Key != q.model.Key {
		// Not knowing who may do what is no reason to let everybody go on.
		q.broke("rights cannot be read", err)
		return
	}
	q.model.OverrideWorld, q.model.World, q.model.Users, q.model.Groups = model.OverrideWorld, model.World, model.Users, model.Groups
	q.collection = collection
	for _, m := range slices.Clone(q.members) {
		rights, err := q.rights(m.connection)
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
			m.connection.Send(conn.Out{Message: &protocol.PermissionsChanged{Resource: m.resource, Permissions: rights}})
		}
	}
}

// rights returns what the user of a connection may do with the model.
func (q *sequencer) rights(c *connection) (protocol.Permissions, error) {
	return q.domain.modelRights(context.Background(), c.User(), &q.model, &q.collection)
}

// watchProfiles tells clients when users whom they know call themselves
// something else, whoever has changed it: a sign-in, this server or another
// process.
func (d *domain) watchProfiles(last int64) {
	d.watch("profiles", func() error {
		changed, now, err := d.store.ProfileChanges(context.Background(), last)
		if err == nil {
			err = d.profilesChanged(changed)
		}
		if err == nil {
			last = now
		}
		return err
	})
}

func (d *domain) profilesChanged(changed []protocol.UserID) error {
	if len(changed) == 0 {
		return nil
	}
	return d.profiles.Changed(changed, d.presence.Everybody())
}
