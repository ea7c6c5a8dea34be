package rest

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// UserRights are the rights of one user.
type UserRights struct {
	User   Member   `json:"user"`
	Rights []string `json:"rights" nullable:"false" enum:"read,write,remove,manage,create"`
}

// GroupRights are the rights of the members of one group.
type GroupRights struct {
	Group  string   `json:"group" minLength:"1" maxLength:"255"`
	Rights []string `json:"rights" nullable:"false" enum:"read,write,remove,manage,create"`
}

// Rights are who may do what with a collection, or with a model.
type Rights struct {
	World  []string      `json:"world" nullable:"false" enum:"read,write,remove,manage,create" doc:"what everybody may do"`
	Users  []UserRights  `json:"users" nullable:"false" maxItems:"10000"`
	Groups []GroupRights `json:"groups" nullable:"false" maxItems:"10000"`
}

func rightsOf(world store.Rights, users []protocol.UserPermissions, groups []protocol.GroupPermissions) Rights {
	r := Rights{administration.RightsNames(world), []UserRights{}, []GroupRights{}}
	for _, u := range users {
		r.Users = append(r.Users, UserRights{memberOf(u.User), administration.RightsNames(u.Permissions)})
	}
	for _, g := range groups {
		r.Groups = append(r.Groups, GroupRights{g.Group, administration.RightsNames(g.Permissions)})
	}
	return r
}

// update returns the change that makes rights, whose names the schema has checked, those of
// a collection or, with its mask, of a model.
func (r *Rights) update(mask store.Rights) store.RightsUpdate {
	named := func(names []string) store.Rights {
		rights, _, _ := administration.RightsNamed(names)
		return rights & mask
	}
	world := named(r.World)
	u := store.RightsUpdate{World: &world, ReplaceUsers: true, ReplaceGroups: true}
	for _, e := range r.Users {
		u.SetUsers = append(u.SetUsers, protocol.UserPermissions{User: e.User.id(), Permissions: named(e.Rights)})
	}
	for _, e := range r.Groups {
		u.SetGroups = append(u.SetGroups, protocol.GroupPermissions{Group: e.Group, Permissions: named(e.Rights)})
	}
	return u
}
