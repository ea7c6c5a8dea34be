package rest

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
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
