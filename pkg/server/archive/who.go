package archive

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func memberOf(u protocol.UserID) member {
	return member{administration.TypeNames[u.Type], text(u.Username)}
}

func (m member) id() (u protocol.UserID, err error) {
	t, ok := administration.Named(administration.TypeNames, m.Type)
	if !ok {
		err = fmt.Errorf("%q is no type of users", m.Type)
	}
	return protocol.UserID{Type: t, Username: string(m.Name)}, err
}

func membersOfAll(all []protocol.UserID) []member {
	out := make([]member, len(all))
	for i := range all {
		out[i] = memberOf(all[i])
	}
	return out
}

func idsOf(all []member) (out []protocol.UserID, err error) {
	for _, m := range all {
		u, err := m.id()
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

func rightsOf(world store.Rights, users []protocol.UserPermissions, groups []protocol.GroupPermissions) rights {
	r := rights{administration.RightsNames(world), []userRights{}, []groupRights{}}
	for _, u := range users {
		r.Users = append(r.Users, userRights{memberOf(u.User), administration.RightsNames(u.Permissions)})
	}
	for _, g := range groups {
		r.Groups = append(r.Groups, groupRights{text(g.Group), administration.RightsNames(g.Permissions)})
	}
	return r
}

// read returns what rights are of.
func (r *rights) read() (world store.Rights, users []protocol.UserPermissions, groups []protocol.GroupPermissions, err error) {
	named := func(names []string) store.Rights {
		all, wrong, ok := administration.RightsNamed(names)
		if !ok && err == nil {
			err = fmt.Errorf("%q is no right", wrong)
		}
		return all
	}
	world = named(r.World)
	for _, u := range r.Users {
		id, wrong := u.User.id()
		if wrong != nil && err == nil {
			err = wrong
		}
		users = append(users, protocol.UserPermissions{User: id, Permissions: named(u.Rights)})
	}
	for _, g := range r.Groups {
		groups = append(groups, protocol.GroupPermissions{Group: string(g.Group), Permissions: named(g.Rights)})
	}
	return world, users, groups, err
}

func rolesOf(r protocol.Roles) roles {
	out := roles{textsOf(r.World), []userRoles{}, []groupRoles{}}
	for _, u := range r.Users {
		out.Users = append(out.Users, userRoles{memberOf(u.User), textsOf(u.Names)})
	}
	for _, g := range r.Groups {
		out.Groups = append(out.Groups, groupRoles{text(g.Group), textsOf(g.Names)})
	}
	return out
}

func (r *roles) read() (out protocol.Roles, err error) {
	out.World = stringsOf(r.World)
	for _, u := range r.Users {
		id, err := u.User.id()
		if err != nil {
			return out, err
		}
		out.Users = append(out.Users, protocol.UserRoles{User: id, Names: stringsOf(u.Roles)})
	}
	for _, g := range r.Groups {
		out.Groups = append(out.Groups, protocol.GroupRoles{Group: string(g.Group), Names: stringsOf(g.Roles)})
	}
	return out, nil
}
