package server

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// subject is a model or a collection with what the asking user may do with it.
type subject struct {
	model      store.Model // of a collection: zero
	collection store.Collection
	own        store.Rights
}

// lookUp answers with an error and reports false when the subject does not
// exist or the user does not have the rights that are needed.
func (c *connection) lookUp(ctx context.Context, request uint32, id string, target protocol.PermissionTarget, needed protocol.Permissions, what string) (s subject, ok bool) {
	user := c.User()
	missing, kind := protocol.CodeModelNotFound, "model"
	var err error
	if target == protocol.TargetCollection {
		missing, kind = protocol.CodeNoCollection, "collection"
		if s.collection, err = c.domain.store.Collection(ctx, id); err == nil {
			s.own, err = c.domain.collectionRights(ctx, user, &s.collection)
		}
	} else if s.model, s.collection, err = c.domain.store.Model(ctx, id); err == nil {
		s.own, err = c.domain.modelRights(ctx, user, &s.model, &s.collection)
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		c.Refuse(request, missing, "%s %q does not exist", kind, id)
	case err != nil:
		c.Failed(request, kind+" cannot be looked up", err)
	case !s.own.Can(needed):
		c.Refuse(request, protocol.CodeUnauthorized, "you may not %s %s %q", what, kind, id)
	default:
		return s, true
	}
	return s, false
}

// getPermissions answers with all rights on a model or collection.
func (c *connection) getPermissions(ctx context.Context, request uint32, r *protocol.GetPermissionsRequest) {
	s, ok := c.lookUp(ctx, request, r.ID, r.Target, protocol.PermissionRead, "read")
	if !ok {
		return
	}
	answer := &protocol.GetPermissionsResponse{Own: s.own}
	if r.Target == protocol.TargetCollection {
		answer.World, answer.Users, answer.Groups = s.collection.World, s.collection.Users, s.collection.Groups
	} else {
		answer.OverridesCollection = s.model.OverrideWorld
		answer.World, answer.Users, answer.Groups = s.model.World, s.model.Users, s.model.Groups
	}
	c.Answer(request, answer)
}

// setPermissions changes the rights on a model or collection. When it answers,
// all who have a model open that this concerns have been told.
func (c *connection) setPermissions(ctx context.Context, request uint32, r *protocol.SetPermissionsRequest) {
	// One at a time, so that nobody changes anything with a right that has just
	// been taken away.
	c.domain.settingRights.Lock()
	defer c.domain.settingRights.Unlock()
	s, ok := c.lookUp(ctx, request, r.ID, r.Target, protocol.PermissionManage, "change the permissions of")
	if !ok {
		return
	}
	mask, users, groups := protocol.AllPermissions, s.model.Users, s.model.Groups
	if r.Target == protocol.TargetCollection {
		mask, users, groups = store.AllRights, s.collection.Users, s.collection.Groups
	}
	entries := len(r.SetUsers) + len(r.SetGroups)
	if !r.ReplaceUsers {
		entries += len(users)
	}
	if !r.ReplaceGroups {
		entries += len(groups)
	}
	if limit := c.server.options.MaxEntries; entries > limit {
		c.Refuse(request, protocol.CodeLimitExceeded, "there may be %d entries for users and groups; put users into groups", limit)
		return
	}
	grantees, inGroups := named(r.SetUsers, r.SetGroups)
	wrong, err := c.domain.profiles.Missing(ctx, grantees, inGroups)
	if err != nil {
		c.Failed(request, "users cannot be looked up", err)
		return
	}
	if wrong != nil {
		c.Answer(request, wrong)
		return
	}
	update := store.RightsUpdate{
		ReplaceUsers: r.ReplaceUsers, RemoveUsers: r.RemoveUsers, SetUsers: maskUsers(r.SetUsers, mask),
		ReplaceGroups: r.ReplaceGroups, RemoveGroups: r.RemoveGroups, SetGroups: maskGroups(r.SetGroups, mask),
	}
	if r.World != nil {
		world := *r.World & mask
		update.World = &world
	}
	change := store.RightsChange{Collection: r.ID}
	if r.Target == protocol.TargetCollection {
		err = c.domain.store.SetCollectionRights(ctx, r.ID, update)
	} else {
		update.OverrideWorld = r.OverridesCollection
		change = store.RightsChange{Model: r.ID}
		err = c.domain.store.SetModelRights(ctx, s.model.Key, update)
	}
	if errors.Is(err, store.ErrNotFound) {
		c.Refuse(request, protocol.CodeModelNotFound, "model %q has just been deleted", r.ID)
		return
	}
	if err != nil {
		c.Failed(request, "permissions cannot be stored", err)
		return
	}
	c.domain.rightsChanged([]store.RightsChange{change})
	c.Answer(request, &protocol.SetPermissionsResponse{})
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
