package models

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
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

// subject is a model or a collection with what the asking user may do with it.
type subject struct {
	model      store.Model // of a collection: zero
	collection store.Collection
	own        store.Rights
}

// lookUp answers with an error and reports false when the subject does not
// exist or the user does not have the rights that are needed.
func (s *Models) lookUp(ctx context.Context, c *people.Session, request uint32, id string, target protocol.PermissionTarget, needed protocol.Permissions, what string) (found subject, ok bool) {
	user := c.User()
	missing, kind := protocol.CodeModelNotFound, "model"
	var err error
	if target == protocol.TargetCollection {
		missing, kind = protocol.CodeNoCollection, "collection"
		if found.collection, err = s.store.Collection(ctx, id); err == nil {
			found.own, err = s.collectionRights(ctx, user, &found.collection)
		}
	} else if found.model, found.collection, err = s.store.Model(ctx, id); err == nil {
		found.own, err = s.modelRights(ctx, user, &found.model, &found.collection)
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		c.Refuse(request, missing, "%s %q does not exist", kind, id)
	case err != nil:
		c.Failed(request, kind+" cannot be looked up", err)
	case !found.own.Can(needed):
		c.Refuse(request, protocol.CodeUnauthorized, "you may not %s %s %q", what, kind, id)
	default:
		return found, true
	}
	return found, false
}

// getPermissions answers with all rights on a model or collection.
func (s *Models) getPermissions(ctx context.Context, c *people.Session, request uint32, r *protocol.GetPermissionsRequest) {
	found, ok := s.lookUp(ctx, c, request, r.ID, r.Target, protocol.PermissionRead, "read")
	if !ok {
		return
	}
	answer := &protocol.GetPermissionsResponse{Own: found.own}
	if r.Target == protocol.TargetCollection {
		answer.World, answer.Users, answer.Groups = found.collection.World, found.collection.Users, found.collection.Groups
	} else {
		answer.OverridesCollection = found.model.OverrideWorld
		answer.World, answer.Users, answer.Groups = found.model.World, found.model.Users, found.model.Groups
	}
	c.Answer(request, answer)
}

// setPermissions changes the rights on a model or collection. When it answers,
// all who have a model open that this concerns have been notified.
func (s *Models) setPermissions(ctx context.Context, c *people.Session, request uint32, r *protocol.SetPermissionsRequest) {
	// One at a time, so that nobody changes anything with a right that has just
	// been taken away.
	s.settingRights.Lock()
	defer s.settingRights.Unlock()
	if r.Target == protocol.TargetCollection && c.User().Type != protocol.UserConvergence {
		// Whatever rights somebody has on a collection are rights on its models.
		c.Refuse(request, protocol.CodeUnauthorized, "only administrators may change the permissions of a collection; "+
			"they may with: convergence collection edit")
		return
	}
	found, ok := s.lookUp(ctx, c, request, r.ID, r.Target, protocol.PermissionManage, "change the permissions of")
	if !ok {
		return
	}
	mask, users, groups := protocol.AllPermissions, found.model.Users, found.model.Groups
	if r.Target == protocol.TargetCollection {
		mask, users, groups = store.AllRights, found.collection.Users, found.collection.Groups
	}
	entries := len(r.SetUsers) + len(r.SetGroups)
	if !r.ReplaceUsers {
		entries += len(users)
	}
	if !r.ReplaceGroups {
		entries += len(groups)
	}
	if limit := s.options.MaxEntries; entries > limit {
		c.Refuse(request, protocol.CodeLimitExceeded, "there may be %d entries for users and groups; put users into groups", limit)
		return
	}
	grantees, inGroups := named(r.SetUsers, r.SetGroups)
	wrong, err := s.options.Profiles.Missing(ctx, grantees, inGroups)
	if err != nil {
		c.Failed(request, "users cannot be looked up", err)
		return
	}
	if wrong != nil {
		c.Answer(request, wrong)
		return
	}
	update := updateOf(r, mask)
	change := store.RightsChange{Collection: r.ID}
	if r.Target == protocol.TargetCollection {
		err = s.store.SetCollectionRights(ctx, r.ID, update)
	} else {
		update.OverrideWorld = r.OverridesCollection
		change = store.RightsChange{Model: r.ID}
		err = s.store.SetModelRights(ctx, found.model.Key, update)
	}
	if errors.Is(err, store.ErrNotFound) {
		c.Refuse(request, protocol.CodeModelNotFound, "model %q has just been deleted", r.ID)
		return
	}
	if err != nil {
		c.Failed(request, "permissions cannot be stored", err)
		return
	}
	s.RightsChanged([]store.RightsChange{change})
	c.Answer(request, &protocol.SetPermissionsResponse{})
}

// updateOf returns what a request asks to change, but for rights that the subject does
// not have.
func updateOf(r *protocol.SetPermissionsRequest, mask protocol.Permissions) store.RightsUpdate {
	update := store.RightsUpdate{
		ReplaceUsers: r.ReplaceUsers, RemoveUsers: r.RemoveUsers, SetUsers: maskUsers(r.SetUsers, mask),
		ReplaceGroups: r.ReplaceGroups, RemoveGroups: r.RemoveGroups, SetGroups: maskGroups(r.SetGroups, mask),
	}
	if r.World != nil {
		world := *r.World & mask
		update.World = &world
	}
	return update
}

func maskUsers(entries []protocol.UserPermissions, mask protocol.Permissions) []protocol.UserPermissions {
	masked := make([]protocol.UserPermissions, len(entries))
	for i, e := range entries {
		masked[i] = protocol.UserPermissions{User: e.User, Permissions: e.Permissions & mask}
	}
	return masked
}

func maskGroups(entries []protocol.GroupPermissions, mask protocol.Permissions) []protocol.GroupPermissions {
	masked := make([]protocol.GroupPermissions, len(entries))
	for i, e := range entries {
		masked[i] = protocol.GroupPermissions{Group: e.Group, Permissions: e.Permissions & mask}
	}
	return masked
}

// named returns who is given permissions.
func named(users []protocol.UserPermissions, groups []protocol.GroupPermissions) (ids []protocol.UserID, names []string) {
	for _, u := range users {
		ids = append(ids, u.User)
	}
	for _, g := range groups {
		names = append(names, g.Group)
	}
	return ids, names
}
