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

func (m *importer) id(who member) (u protocol.UserID, err error) {
	t, ok := administration.Named(administration.TypeNames, who.Type)
	if !ok {
		return u, fmt.Errorf("%q is no type of users", who.Type)
	}
	return protocol.UserID{Type: t, Username: string(who.Name)}, within("a username", who.Name, m.limits.ID)
}

func membersOfAll(all []protocol.UserID) []member {
	out := make([]member, len(all))
	for i := range all {
		out[i] = memberOf(all[i])
	}
	return out
}

func (m *importer) ids(all []member) (out []protocol.UserID, err error) {
	for _, who := range all {
		u, err := m.id(who)
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

// rights returns what rights are of.
func (m *importer) rights(r *rights) (world store.Rights, users []protocol.UserPermissions, groups []protocol.GroupPermissions, err error) {
	named := func(names []string) store.Rights {
		all, wrong, ok := administration.RightsNamed(names)
		if !ok && err == nil {
			err = fmt.Errorf("%q is no right", wrong)
		}
		return all
	}
	world = named(r.World)
	for _, u := range r.Users {
		id, wrong := m.id(u.User)
		if wrong != nil && err == nil {
			err = wrong
		}
		users = append(users, protocol.UserPermissions{User: id, Permissions: named(u.Rights)})
	}
	for _, g := range r.Groups {
		if wrong := m.named("the id of a group", g.Group); err == nil {
			err = wrong
		}
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

func (m *importer) roles(r *roles) (out protocol.Roles, err error) {
	names := func(all []text) []string {
		for _, name := range all {
			if wrong := m.named("the name of a role", name); err == nil {
				err = wrong
			}
		}
		return stringsOf(all)
	}
	out.World = names(r.World)
	for _, u := range r.Users {
		id, wrong := m.id(u.User)
		if err == nil {
			err = wrong
		}
		out.Users = append(out.Users, protocol.UserRoles{User: id, Names: names(u.Roles)})
	}
	for _, g := range r.Groups {
		if wrong := m.named("the id of a group", g.Group); err == nil {
			err = wrong
		}
		out.Groups = append(out.Groups, protocol.GroupRoles{Group: string(g.Group), Names: names(g.Roles)})
	}
	return out, err
}
