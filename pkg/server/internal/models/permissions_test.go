package models

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestResolution goes down the list of modelRights: each case has everything
// that the one before had, but for what decided there.
func TestResolution(t *testing.T) {
	ada := protocol.UserID{Username: "ada"}
	groups := []string{"g1", "g2"}
	users := func(p protocol.Permissions) []protocol.UserPermissions {
		return []protocol.UserPermissions{{User: protocol.UserID{Username: "bob"}, Permissions: 15}, {User: ada, Permissions: p}}
	}
	of := func(list ...protocol.GroupPermissions) []protocol.GroupPermissions {
		return append(list, protocol.GroupPermissions{Group: "others", Permissions: 15})
	}
	m := store.Model{OverrideWorld: true, World: 4, Users: users(0),
		Groups: of(protocol.GroupPermissions{Group: "g1", Permissions: 1}, protocol.GroupPermissions{Group: "g2", Permissions: 2})}
	c := store.Collection{World: 16 | 7, Users: users(16 | 5), Groups: of(protocol.GroupPermissions{Group: "g2", Permissions: 16 | 8})}
	for i, step := range []struct {
		change     func()
		model      protocol.Permissions
		collection store.Rights
	}{
		{func() {}, 0, 16 | 5},
		{func() { m.Users = m.Users[:1] }, 3, 16 | 5}, // not what the collection says, as long as the model overrides it
		{func() { m.Groups = of() }, 4, 16 | 5},
		{func() { m.OverrideWorld = false }, 5, 16 | 5},
		{func() { c.Users = c.Users[:1] }, 8, 16 | 8},
		{func() { m.Groups = of(protocol.GroupPermissions{Group: "g1", Permissions: 1}) }, 1, 16 | 8},
		{func() { m.Groups, c.Groups = of(), of() }, 7, 16 | 7},
	} {
		step.change()
		if got := modelRights(ada, groups, &m, &c); got != step.model {
			t.Errorf("step %d: may do %b with the model, want %b", i, got, step.model)
		}
		if got := collectionRights(ada, groups, &c); got != step.collection {
			t.Errorf("step %d: may do %b with the collection, want %b", i, got, step.collection)
		}
		admin := protocol.UserID{Type: protocol.UserConvergence, Username: "ada"}
		if modelRights(admin, nil, &m, &c) != 15 || collectionRights(admin, nil, &c) != 31 {
			t.Errorf("step %d: an administrator may not do everything", i)
		}
	}
}
