package models

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// modelRights returns what a user, who is in groups, may do with a model. The
// first of these that exists decides alone, so that an entry can also take
// rights away:
//
//  1. users of type convergence may do everything
//  2. the model's entry for the user
//  3. the collection's entry for the user
//  4. the model's entries for groups of the user, together
//  5. the collection's entries for groups of the user, together
//  6. the world of the model if it overrides the collection, else the
//     collection's world
//
// A model that overrides its collection leaves out what is the collection's: who has
// made it private has to fear no entry there, whoever comes to have one.
//
// A user's own entry comes before any group, also when it is the collection's:
// who was named personally was meant. Among groups the model's come first,
// because they were made for it. A user who is in several groups may do what
// any of those that the list names may.
//
// The store compiles the same order into queries; see sqlite's readable. The page
// docs/rights.md explains it to those who use it.
func modelRights(user protocol.UserID, groups []string, m *store.Model, c *store.Collection) protocol.Permissions {
	return protocol.AllPermissions & firstRights(user, groups, m, c)
}

// collectionRights is [modelRights] for a collection itself; only it can have
// the right to create models.
func collectionRights(user protocol.UserID, groups []string, c *store.Collection) store.Rights {
	return store.AllRights & firstRights(user, groups, &store.Model{}, c)
}

func firstRights(user protocol.UserID, groups []string, m *store.Model, c *store.Collection) store.Rights {
	if user.Type == protocol.UserConvergence {
		return store.AllRights
	}
	if p, ok := entryOf(user, m.Users); ok {
		return p
	}
	if m.OverrideWorld {
		c = &store.Collection{World: m.World}
	}
	if p, ok := entryOf(user, c.Users); ok {
		return p
	}
	if p, ok := union(groups, m.Groups); ok {
		return p
	}
	if p, ok := union(groups, c.Groups); ok {
		return p
	}
	return c.World
}

func entryOf(user protocol.UserID, entries []protocol.UserPermissions) (protocol.Permissions, bool) {
	for _, e := range entries {
		if e.User == user {
			return e.Permissions, true
		}
	}
	return 0, false
}

func union(groups []string, entries []protocol.GroupPermissions) (all protocol.Permissions, ok bool) {
	for _, e := range entries {
		for _, g := range groups {
			if e.Group == g {
				all, ok = all|e.Permissions, true
			}
		}
	}
	return all, ok
}

// groupsOf returns the groups of a user if they can matter for a model or its
// collection. They are read each time: other processes change them.
func (s *Models) groupsOf(ctx context.Context, user protocol.UserID, m *store.Model, c *store.Collection) ([]string, error) {
	if len(m.Groups)+len(c.Groups) == 0 || user.Type == protocol.UserConvergence {
		return nil, nil
	}
	return s.store.GroupsOf(ctx, user)
}

// modelRights returns what a user may do with a model.
func (s *Models) modelRights(ctx context.Context, user protocol.UserID, m *store.Model, c *store.Collection) (protocol.Permissions, error) {
	groups, err := s.groupsOf(ctx, user, m, c)
	if err != nil {
		return 0, err
	}
	rights, err := s.authorized(ctx, user, m.Collection, m.ID, modelRights(user, groups, m, c))
	return rights & protocol.AllPermissions, err
}

// collectionRights returns what a user may do with a collection.
func (s *Models) collectionRights(ctx context.Context, user protocol.UserID, c *store.Collection) (store.Rights, error) {
	groups, err := s.groupsOf(ctx, user, &store.Model{}, c)
	if err != nil {
		return 0, err
	}
	rights, err := s.authorized(ctx, user, c.ID, "", collectionRights(user, groups, c))
	return rights & store.AllRights, err
}

// asksAbout reports whether the program that the server is part of says what a user may do.
func (s *Models) asksAbout(user protocol.UserID) bool {
	return s.options.Authorize != nil && user.Type != protocol.UserConvergence
}

// authorized returns what is left of rights, or comes to them, when the program that the
// server is part of is asked. Without an answer nothing is.
func (s *Models) authorized(ctx context.Context, user protocol.UserID, collection, model string, kept store.Rights) (store.Rights, error) {
	if !s.asksAbout(user) {
		return kept, nil
	}
	rights, err := s.options.Authorize(ctx, user, collection, model, kept)
	if err != nil {
		return 0, err
	}
	return rights, nil
}
