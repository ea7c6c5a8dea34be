package rest

import (
	"context"
	"net/http"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
)

// Member names a user, of any type.
type Member struct {
	Type string `json:"type" enum:"normal,convergence,anonymous"`
	Name string `json:"name" minLength:"1" maxLength:"255"`
}

func memberOf(id protocol.UserID) Member {
	return Member{administration.TypeNames[id.Type], id.Username}
}

// id returns the user that a member, whose type the schema has checked, names.
func (m Member) id() protocol.UserID {
	t, _ := administration.Named(administration.TypeNames, m.Type)
	return protocol.UserID{Type: t, Username: m.Name}
}

// Group is a group of users, which can have rights.
type Group struct {
	ID          string   `json:"id"`
	Description string   `json:"description"`
	Members     []Member `json:"members" nullable:"false"`
}

func groupOf(g protocol.Group) Group {
	out := Group{g.ID, g.Description, []Member{}}
	for _, m := range g.Members {
		out.Members = append(out.Members, memberOf(m))
	}
	return out
}

// OneGroup names a group.
type OneGroup struct {
	InDomain
	Group string `path:"group" maxLength:"255" doc:"id of the group"`
}

func (a *API) declareGroups() {
	const tag, path = "Groups", domainPath + "/groups"
	const one, member = path + "/{group}", path + "/{group}/members/{user}"
	show := func(ctx context.Context, d *Domain, id string) func() (Group, error) {
		return func() (Group, error) {
			g, err := d.Store.Group(ctx, id)
			return groupOf(g), missing("group", id, err)
		}
	}
	serve(a, route{id: "list-groups", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "users:read", errors: []int{http.StatusBadRequest}, summary: "Groups with their members, by id"},
		func(ctx context.Context, in *InList) (*Listed[Group], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]protocol.Group, error) {
				return administration.Groups(ctx, d.Store, after, in.Limit+1)
			}, func(g protocol.Group) string { return g.ID }, groupOf)
		})
	type addInput struct {
		InDomain
		Body struct {
			ID          string `json:"id" minLength:"1" maxLength:"255"`
			Description string `json:"description,omitempty" maxLength:"1000"`
		} `nameHint:"NewGroup"`
	}
	serve(a, route{id: "add-group", method: http.MethodPost, path: path, tag: tag, who: ofDomain, scope: "users:write", status: http.StatusCreated, errors: []int{http.StatusConflict}, summary: "Make a group without members"},
		func(ctx context.Context, in *addInput) (*Made[Group], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			made(ctx, in.Body.ID)
			if err := d.Store.CreateGroup(ctx, in.Body.ID, in.Body.Description); err != nil {
				return nil, err
			}
			g, err := show(ctx, d, in.Body.ID)()
			return &Made[Group]{entityTag(g), d.location("groups", g.ID), g}, err
		})
	serve(a, route{id: "get-group", method: http.MethodGet, path: one, tag: tag, who: ofDomain, scope: "users:read", summary: "A group with its members"},
		func(ctx context.Context, in *OneGroup) (*Tagged[Group], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			g, err := show(ctx, d, in.Group)()
			return tagged(g), err
		})
	type setInput struct {
		OneGroup
		Matching
		Body struct {
			Description string `json:"description" maxLength:"1000"`
		} `nameHint:"GroupDescription"`
	}
	serve(a, route{id: "set-group", method: http.MethodPut, path: one, tag: tag, who: ofDomain, scope: "users:write", errors: []int{http.StatusPreconditionFailed}, summary: "Say what a group is for"},
		func(ctx context.Context, in *setInput) (*Tagged[Group], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return change(a.changing(in.name()), in.Matching, show(ctx, d, in.Group), func(Group) error { return d.Store.DescribeGroup(ctx, in.Group, in.Body.Description) })
		})
	type removeInput struct {
		OneGroup
		Matching
	}
	serve(a, route{id: "remove-group", method: http.MethodDelete, path: one, tag: tag, who: ofDomain, scope: "users:write", errors: []int{http.StatusPreconditionFailed}, summary: "Remove a group, with the rights that it has"},
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return remove(a.changing(in.name()), in.Matching, show(ctx, d, in.Group), func() error { return d.Store.RemoveGroup(ctx, in.Group) })
		})
	type memberInput struct {
		OneGroup
		User string `path:"user" maxLength:"255" doc:"username"`
		Type string `query:"type" enum:"normal,convergence,anonymous" default:"normal" doc:"of the user"`
	}
	for _, m := range []struct {
		id, method, summary string
		do                  func(ctx context.Context, d *Domain, group string, user protocol.UserID) error
	}{
		{"add-group-member", http.MethodPut, "Put a user into a group", func(ctx context.Context, d *Domain, group string, user protocol.UserID) error {
			return d.Store.AddGroupMember(ctx, group, user)
		}},
		{"remove-group-member", http.MethodDelete, "Take a user out of a group", func(ctx context.Context, d *Domain, group string, user protocol.UserID) error {
			return d.Store.RemoveGroupMember(ctx, group, user)
		}},
	} {
		serve(a, route{id: m.id, method: m.method, path: member, tag: tag, who: ofDomain, scope: "users:write", summary: m.summary},
			func(ctx context.Context, in *memberInput) (*struct{}, error) {
				d, err := a.domain(ctx, in.InDomain)
				if err != nil {
					return nil, err
				}
				return nil, m.do(ctx, d, in.Group, Member{in.Type, in.User}.id())
			})
	}
}
