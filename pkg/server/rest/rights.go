package rest

import (
	"context"
	"net/http"

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

// ModelRights are who may do what with a model.
type ModelRights struct {
	OverridesCollection bool `json:"overridesCollection" doc:"whether what is said of the collection gives nobody anything here"`
	Rights
}

func (r *ModelRights) update() store.RightsUpdate {
	u := r.Rights.update(protocol.AllPermissions)
	u.OverrideWorld = &r.OverridesCollection
	return u
}

func (a *API) declareModelRights() {
	const tag, path = "Models", domainPath + "/models/{model}/rights"
	show := func(ctx context.Context, d *Domain, id string) func() (ModelRights, error) {
		return func() (ModelRights, error) {
			m, _, err := d.Store.Model(ctx, id)
			return ModelRights{m.OverrideWorld, rightsOf(m.World, m.Users, m.Groups)}, missing("model", id, err)
		}
	}
	serve(a, route{id: "get-model-rights", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "models:read", summary: "The rights on a model"},
		func(ctx context.Context, in *OneModel) (*Tagged[ModelRights], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			r, err := show(ctx, d, in.Model)()
			return tagged(r), err
		})
	type setInput struct {
		OneModel
		Matching
		Body ModelRights
	}
	serve(a, route{id: "set-model-rights", method: http.MethodPut, path: path, tag: tag, who: ofDomain, scope: "models:write", errors: []int{http.StatusPreconditionFailed},
		summary: "Change the rights on a model; who has it open is notified"},
		func(ctx context.Context, in *setInput) (*Tagged[ModelRights], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return change(a.changing(in.name()), in.Matching, show(ctx, d, in.Model), func(ModelRights) error { return d.Models.SetRights(ctx, in.Model, in.Body.update()) })
		})
}
