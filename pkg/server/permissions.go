package server

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// modelRights returns what a user may do with a model. The first entry found
// decides alone, so that an entry for a user can also take rights away: the
// user's entry of the model, the user's entry of the collection, then the
// world of the model if it overrides, else that of the collection.
func modelRights(user protocol.UserID, m *store.Model, c *store.Collection) protocol.Permissions {
	if user.Type == protocol.UserConvergence {
		return protocol.AllPermissions
	}
	if p, ok := entryOf(user, m.Users); ok {
		return p & protocol.AllPermissions
	}
	if p, ok := entryOf(user, c.Users); ok {
		return p & protocol.AllPermissions
	}
	if m.OverrideWorld {
		return m.World & protocol.AllPermissions
	}
	return c.World & protocol.AllPermissions
}

// mayCreate reports whether a user may make models in a collection.
func mayCreate(user protocol.UserID, c *store.Collection) bool {
	if user.Type == protocol.UserConvergence {
		return true
	}
	rights, ok := entryOf(user, c.Users)
	if !ok {
		rights = c.World
	}
	return rights.Can(store.RightCreate)
}

func entryOf(user protocol.UserID, entries []protocol.UserPermissions) (protocol.Permissions, bool) {
	for _, e := range entries {
		if e.User == user {
			return e.Permissions, true
		}
	}
	return 0, false
}
