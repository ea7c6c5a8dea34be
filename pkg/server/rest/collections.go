package rest

import (
	"context"
	"net/http"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Collection is a named set of models, with who may do what in it.
type Collection struct {
	ID string `json:"id"`
	Rights
}

func collectionOf(c store.Collection) Collection {
	return Collection{c.ID, rightsOf(c.World, c.Users, c.Groups)}
}

// OneCollection names a collection.
type OneCollection struct {
	InDomain
	Collection string `path:"collection" maxLength:"255" doc:"id of the collection"`
}

func (a *API) declareCollections() {
	const tag, path = "Collections", domainPath + "/collections"
	show := func(ctx context.Context, d *Domain, id string) func() (Collection, error) {
		return func() (Collection, error) {
			c, err := d.Store.Collection(ctx, id)
			return collectionOf(c), missing("collection", id, err)
		}
	}
	serve(a, route{id: "list-collections", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "collections:read", errors: []int{http.StatusBadRequest}, summary: "Collections with the rights on them, by id"},
		func(ctx context.Context, in *InList) (*Listed[Collection], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]store.Collection, error) {
				return d.Store.Collections(ctx)
			}, func(c store.Collection) string { return c.ID }, collectionOf)
		})
	type addInput struct {
		InDomain
		Body struct {
			ID string `json:"id" minLength:"1" maxLength:"255"`
			Rights
		} `nameHint:"NewCollection"`
	}
	serve(a, route{id: "add-collection", method: http.MethodPost, path: path, tag: tag, who: ofDomain, scope: "collections:write", status: http.StatusCreated, errors: []int{http.StatusConflict}, summary: "Make a collection"},
		func(ctx context.Context, in *addInput) (*Made[Collection], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			made(ctx, in.Body.ID)
			u := in.Body.Rights.update(store.AllRights)
			if err := administration.Grantees(ctx, d.Store, u.SetUsers, u.SetGroups); err != nil {
				return nil, err
			}
			if err := d.Store.CreateCollection(ctx, store.Collection{ID: in.Body.ID, World: *u.World, Users: u.SetUsers, Groups: u.SetGroups}, 0); err != nil {
				return nil, err
			}
			c, err := show(ctx, d, in.Body.ID)()
			return &Made[Collection]{entityTag(c), d.location("collections", c.ID), c}, err
		})
	serve(a, route{id: "get-collection", method: http.MethodGet, path: path + "/{collection}", tag: tag, who: ofDomain, scope: "collections:read", summary: "A collection with the rights on it"},
		func(ctx context.Context, in *OneCollection) (*Tagged[Collection], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			c, err := show(ctx, d, in.Collection)()
			return tagged(c), err
		})
	type setInput struct {
		OneCollection
		Matching
		Body Rights
	}
	serve(a, route{id: "set-collection", method: http.MethodPut, path: path + "/{collection}", tag: tag, who: ofDomain, scope: "collections:write", errors: []int{http.StatusPreconditionFailed},
		summary: "Change the rights on a collection; they apply to models that are open too"},
		func(ctx context.Context, in *setInput) (*Tagged[Collection], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return change(a.changing(in.name()), in.Matching, show(ctx, d, in.Collection), func(Collection) error {
				u := in.Body.update(store.AllRights)
				if err := administration.Grantees(ctx, d.Store, u.SetUsers, u.SetGroups); err != nil {
					return err
				}
				return d.Store.SetCollectionRights(ctx, in.Collection, u)
			})
		})
	type removeInput struct {
		OneCollection
		Matching
	}
	serve(a, route{id: "remove-collection", method: http.MethodDelete, path: path + "/{collection}", tag: tag, who: ofDomain, scope: "collections:write",
		errors: []int{http.StatusConflict, http.StatusPreconditionFailed}, summary: "Remove a collection that has no models"},
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return remove(a.changing(in.name()), in.Matching, show(ctx, d, in.Collection), func() error { return d.Store.RemoveCollection(ctx, in.Collection) })
		})
}
