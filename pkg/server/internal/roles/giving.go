package roles

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Giving checks roles that clients give to somebody.
type Giving struct {
	Profiles   *people.Profiles
	MaxEntries int // of one request
}

// Check returns roles that a client gives in their usual spelling, or
// refuses the request. Those who are to get them must exist.
func (g *Giving) Check(s *people.Session, request uint32, r protocol.Roles, known []string) (checked protocol.Roles, ok bool) {
	if checked, ok = g.spell(s, request, r, known); !ok {
		return checked, false
	}
	var users []protocol.UserID
	var groups []string
	for _, u := range r.Users {
		users = append(users, u.User)
	}
	for _, in := range r.Groups {
		groups = append(groups, in.Group)
	}
	wrong, err := g.Profiles.Missing(s.Context(), users, groups)
	if err != nil {
		s.Failed(request, "users cannot be looked up", err)
		return checked, false
	}
	if wrong != nil {
		s.Answer(request, wrong)
		return checked, false
	}
	return checked, true
}

// spell is Check for whoever has the roles.
func (g *Giving) spell(s *people.Session, request uint32, r protocol.Roles, known []string) (checked protocol.Roles, ok bool) {
	unknown, total := "", 0
	check := func(names []string) []string {
		out := make([]string, len(names))
		for i, name := range names {
			if usual := otherSpellings[name]; usual != "" {
				name = usual
			}
			if !slices.Contains(known, name) {
				unknown = name
			}
			out[i] = name
		}
		total += len(names)
		return out
	}
	checked.World = check(r.World)
	for _, u := range r.Users {
		total++
		checked.Users = append(checked.Users, protocol.UserRoles{User: u.User, Names: check(u.Names)})
	}
	for _, in := range r.Groups {
		total++
		checked.Groups = append(checked.Groups, protocol.GroupRoles{Group: in.Group, Names: check(in.Names)})
	}
	if limit := g.MaxEntries; total > limit {
		s.Refuse(request, protocol.CodeLimitExceeded, "%d permissions can be given at once; put users into groups", limit)
		return checked, false
	}
	if unknown != "" {
		s.Refuse(request, protocol.CodeInvalidMessage, "there is no permission %q; there are %q", unknown, known)
		return checked, false
	}
	return checked, true
}

// ForChange is Check for roles that change others.
func (g *Giving) ForChange(s *people.Session, request uint32, change store.RolesChange, known []string) (checked protocol.Roles, ok bool) {
	if change.Mode == store.RolesRemove {
		return g.spell(s, request, change.Roles, known) // nobody gets anything
	}
	return g.Check(s, request, change.Roles, known)
}

// Answer answers who may do what.
func Answer(s *people.Session, request uint32, r protocol.Roles) {
	var users []protocol.UserID
	for _, u := range r.Users {
		users = append(users, u.User)
	}
	s.SendMentioning(users, nil, conn.Out{Response: request, Message: &protocol.GetRolesResponse{Roles: r}})
}

// ChangeOf returns what a message asks to change in who may do what, and reports
// false for another message.
func ChangeOf(message protocol.Message) (of protocol.RoleTarget, change store.RolesChange, ok bool) {
	switch m := message.(type) {
	case *protocol.AddRolesRequest:
		return m.RoleTarget, store.RolesChange{Mode: store.RolesAdd, Roles: m.Roles}, true
	case *protocol.RemoveRolesRequest:
		return m.RoleTarget, store.RolesChange{Mode: store.RolesRemove, Roles: m.Roles}, true
	case *protocol.SetRolesRequest:
		return m.RoleTarget, store.RolesChange{Mode: store.RolesSet, Roles: m.Roles,
			World: m.SetWorld, AllUsers: m.ReplaceUsers, AllGroups: m.ReplaceGroups}, true
	}
	return of, change, false
}
