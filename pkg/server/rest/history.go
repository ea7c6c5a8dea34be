package rest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
)

// Operation is something that was done to an element.
type Operation struct {
	Kind    string          `json:"kind"`
	Element string          `json:"element,omitempty" doc:"id of the element"`
	Index   *int            `json:"index,omitempty" doc:"in UTF-16 units of a text, or entries of an array"`
	To      *int            `json:"to,omitempty" doc:"where a moved entry ends"`
	Count   *int            `json:"count,omitempty" doc:"units of a text that were deleted"`
	Key     *string         `json:"key,omitempty" doc:"of a property"`
	Value   json.RawMessage `json:"value,omitempty" doc:"that was set or inserted"`
	Ops     []Operation     `json:"operations,omitempty" nullable:"false" doc:"of a compound"`
}

func operationOf(op *ot.Op) Operation {
	out := Operation{Kind: modeldata.Kinds[op.Kind], Element: op.ID}
	if op.NoOp {
		out.Kind = "none" // what others did meanwhile has left nothing of it
		return out
	}
	index, key := func() { out.Index = &op.Index }, func() { out.Key = &op.Key }
	value := func(v ot.Value) { out.Value = document.JSON(v) }
	switch op.Kind {
	case ot.StringSplice:
		index()
		out.Count = &op.Count
		value(ot.Value{Kind: ot.KindString, Text: op.Text})
	case ot.StringSet:
		value(ot.Value{Kind: ot.KindString, Text: op.Text})
	case ot.ArrayInsert, ot.ArrayReplace:
		index()
		value(*op.Value)
	case ot.ArrayRemove:
		index()
	case ot.ArrayMove:
		index()
		out.To = &op.To
	case ot.ArraySet, ot.ObjectSet:
		value(*op.Value)
	case ot.ObjectAddProperty, ot.ObjectSetProperty:
		key()
		value(*op.Value)
	case ot.ObjectRemoveProperty:
		key()
	case ot.NumberDelta, ot.NumberSet:
		value(ot.Value{Kind: ot.KindNumber, Number: op.Number})
	case ot.BooleanSet:
		value(ot.Value{Kind: ot.KindBoolean, Bool: op.Bool})
	case ot.DateSet:
		value(ot.Value{Kind: ot.KindDate, Millis: op.Millis})
	case ot.Compound:
		for i := range op.Ops {
			out.Ops = append(out.Ops, operationOf(&op.Ops[i]))
		}
	}
	return out
}

// Run is what somebody did to a model without anybody else doing something in between.
type Run struct {
	From       int64       `json:"from" doc:"version of the model before the first operation"`
	To         int64       `json:"to" doc:"... and after the last one"`
	Time       time.Time   `json:"time"`
	Session    string      `json:"session"`
	User       Member      `json:"user"`
	Operations []Operation `json:"operations" nullable:"false"`
}

func runOf(r models.Run) Run {
	out := Run{r.Version, r.Version + int64(len(r.Operations)), time.UnixMilli(r.Millis).UTC(), r.Author.Session, memberOf(r.Author.User.UserID), []Operation{}}
	for i := range r.Operations {
		out.Operations = append(out.Operations, operationOf(&r.Operations[i]))
	}
	return out
}

func (a *API) declareHistory() {
	a.declareVersions()
	type input struct {
		OneModel
		Paging
		From int64 `query:"from" minimum:"1" doc:"version to begin after; left out, the oldest that is kept. A cursor goes before it"`
	}
	serve(a, route{id: "get-model-history", method: http.MethodGet, path: domainPath + "/models/{model}/history", tag: "Models", who: ofDomain, scope: "models:read", errors: []int{http.StatusBadRequest, http.StatusGone},
		summary: "What was done to a model, the oldest first", about: "The limit is of operations. GET .../models/{model}?version= gives the data at a version."},
		func(ctx context.Context, in *input) (*Listed[Run], error) {
			from, err := in.number()
			if err != nil {
				return nil, err
			}
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			runs, version, err := d.Models.Operations(ctx, in.Model, cmp.Or(from, in.From), in.Limit)
			if err != nil {
				return nil, missing("model", in.Model, err)
			}
			out := listed(runs, len(runs), nil, runOf)
			if n := len(runs); n > 0 {
				if to := out.Body.Items[n-1].To; to < version {
					out.Body.Next = cursor(decimal(to))
				}
			}
			return out, nil
		})
}

// NamedVersion is a version of a model that has a name.
type NamedVersion struct {
	Name    string    `json:"name"`
	Version int64     `json:"version"`
	Time    time.Time `json:"time" doc:"when it was named"`
	User    Member    `json:"user" doc:"who named it"`
}

func namedVersionOf(v protocol.NamedVersion) NamedVersion {
	return NamedVersion{v.Name, v.Version, time.UnixMilli(v.Millis).UTC(), memberOf(v.By)}
}

func (a *API) declareVersions() {
	const tag, path = "Models", domainPath + "/models/{model}/versions"
	type listInput struct {
		OneModel
		Paging
	}
	serve(a, route{id: "list-model-versions", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "models:read", errors: []int{http.StatusBadRequest},
		summary: "The versions of a model that have names, by version and name"},
		func(ctx context.Context, in *listInput) (*Listed[NamedVersion], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, _ string) ([]protocol.NamedVersion, error) {
				all, err := d.Models.NamedVersions(ctx, in.Model)
				return all, missing("model", in.Model, err)
			}, func(v protocol.NamedVersion) string { return fmt.Sprintf("%016d%s", v.Version, v.Name) }, namedVersionOf)
		})
	type nameInput struct {
		OneModel
		Body struct {
			Name    string `json:"name" minLength:"1" maxLength:"255"`
			Version int64  `json:"version,omitempty" minimum:"1" doc:"left out, the present one"`
		} `nameHint:"NewNamedVersion"`
	}
	serve(a, route{id: "name-model-version", method: http.MethodPost, path: path, tag: tag, who: ofDomain, scope: "models:write", status: http.StatusCreated,
		errors: []int{http.StatusConflict, http.StatusGone}, summary: "Give a version of a model a name"},
		func(ctx context.Context, in *nameInput) (*Made[NamedVersion], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			v, err := d.Models.NameVersion(ctx, in.Model, protocol.NamedVersion{Name: in.Body.Name, Version: in.Body.Version, By: holderOf(ctx).user().UserID})
			if err != nil {
				return nil, missing("model", in.Model, err)
			}
			made(ctx, v.Name)
			shown := namedVersionOf(v)
			return &Made[NamedVersion]{entityTag(shown), d.location("models", in.Model, "versions", v.Name), shown}, nil
		})
	type removeInput struct {
		OneModel
		Name string `path:"name" maxLength:"255" doc:"of the version"`
	}
	serve(a, route{id: "remove-model-version", method: http.MethodDelete, path: path + "/{name}", tag: tag, who: ofDomain, scope: "models:write",
		summary: "Take the name of a version away, which stays in the history"},
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return nil, missing("model", in.Model, d.Models.RemoveVersionName(ctx, in.Model, in.Name))
		})
	type restoreInput struct {
		OneModel
		Matching
		Body struct {
			Version int64 `json:"version" minimum:"1" doc:"one that it had"`
		} `nameHint:"Restored"`
	}
	serve(a, route{id: "restore-model", method: http.MethodPost, path: domainPath + "/models/{model}/restore", tag: tag, who: ofDomain, scope: "models:write",
		errors: []int{http.StatusGone, http.StatusPreconditionFailed}, summary: "Make a model as it was at a version, by the smallest difference",
		about: "What is different becomes one operation, which who has the model open sees at once; elements that are in both stay, and others come back under the ids that they had. Nothing is done when nothing is different."},
		func(ctx context.Context, in *restoreInput) (*Tagged[ModelData], error) {
			d, by, err := a.author(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			s, err := d.Models.Restore(ctx, by, in.Model, in.seen(), in.Body.Version)
			if err != nil {
				return nil, err
			}
			return &Tagged[ModelData]{models.Tag(&s.Model), modelDataOf(s)}, nil
		})
}
