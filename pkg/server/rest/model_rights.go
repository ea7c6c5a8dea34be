package rest

import (
	"context"
	"net/http"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

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
			return change(a, in.Matching, show(ctx, d, in.Model), func(ModelRights) error { return d.Models.SetRights(ctx, in.Model, in.Body.update()) })
		})
}
