package server

import "github.com/convergence-wasm/convergence/pkg/protocol"

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
