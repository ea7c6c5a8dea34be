package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Model is a model without its data.
type Model struct {
	ID         string    `json:"id"`
	Collection string    `json:"collection"`
	Version    int64     `json:"version" doc:"the number of operations that the server has ordered, from 1 on"`
	Oldest     int64     `json:"oldest" doc:"version that it can be taken back to; 1 while its whole history is kept"`
	Created    time.Time `json:"created"`
	Modified   time.Time `json:"modified"`
	Ephemeral  bool      `json:"ephemeral" doc:"whether it is removed when nobody has it open"`
}

func modelOf(m store.Model) Model {
	return Model{m.ID, m.Collection, m.Version, m.Oldest, time.UnixMilli(m.Created).UTC(), time.UnixMilli(m.Modified).UTC(), m.Ephemeral}
}

// InModel is a session that has a model open.
type InModel struct {
	Session string `json:"session"`
	User    Member `json:"user"`
}

// ModelData is a model with its data.
type ModelData struct {
	Model
	Open []InModel       `json:"open" nullable:"false" doc:"who has it open"`
	Data json.RawMessage `json:"data" doc:"an object; a date in it is {\"$convergenceType\": \"date\", \"value\": \"2006-01-02T15:04:05.000Z\"}"`
}

func modelDataOf(s models.State) ModelData {
	out := ModelData{modelOf(s.Model), []InModel{}, document.JSON(s.Value)}
	for _, who := range s.Open {
		out.Open = append(out.Open, InModel{who.Session, memberOf(who.User.UserID)})
	}
	return out
}

// seen returns whether a model is one whose ETag is given.
func (m Matching) seen() models.Seen {
	if m.IfMatch == "" || m.IfMatch == "*" {
		return nil
	}
	return func(is *store.Model) bool { return m.lists(models.Tag(is)) }
}

// OneModel names a model.
type OneModel struct {
	InDomain
	Model string `path:"model" maxLength:"255" doc:"id of the model"`
}

// author returns the domain that a request names, and who makes its changes there.
func (a *API) author(ctx context.Context, in InDomain) (*Domain, *people.Session, error) {
	d, err := a.domain(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	h := holderOf(ctx)
	by, err := d.Models.Author(ctx, h.user(), h.remote.String())
	return d, by, err
}

// user is who a holder is in the history of a domain.
func (h *holder) user() protocol.User {
	user := protocol.User{UserID: administration.Administrator(h.name), DisplayName: h.name}
	switch {
	case h.key: // names that no administrator has
		user.Username, user.DisplayName = store.AuthorAPIKey+h.name, "API key "+h.name
	case h.ofServer():
		user.Username, user.DisplayName = store.AuthorServer+h.name, h.name+" (server)"
	}
	return user
}

// dataOf reads the data of a model.
func dataOf(text json.RawMessage) (protocol.Creation, error) {
	v, err := modeldata.Parse(text)
	if err != nil {
		return protocol.Creation{}, huma.Error422UnprocessableEntity("the data is no data of a model: " + err.Error())
	}
	return protocol.Creation{Data: v}, nil
}

func (a *API) declareModels() {
	const tag, path = "Models", domainPath + "/models"
	type listInput struct {
		InDomain
		Paging
		Collection string `query:"collection" maxLength:"255" doc:"left out, those of all collections"`
	}
	serve(a, route{id: "list-models", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "models:read", errors: []int{http.StatusBadRequest}, summary: "Models, by id"},
		func(ctx context.Context, in *listInput) (*Listed[Model], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]store.Model, error) {
				return d.Store.ModelsAfter(ctx, in.Collection, after, in.Limit+1)
			}, func(m store.Model) string { return m.ID }, modelOf)
		})
	type addInput struct {
		InDomain
		Body struct {
			ID         string          `json:"id,omitempty" maxLength:"255" doc:"left out, the server gives one"`
			Collection string          `json:"collection" minLength:"1" maxLength:"255" doc:"made when it does not exist"`
			Data       json.RawMessage `json:"data" doc:"an object"`
			Rights     *ModelRights    `json:"rights,omitempty" doc:"left out, those of the collection"`
		} `nameHint:"NewModel"`
	}
	serve(a, route{id: "add-model", method: http.MethodPost, path: path, tag: tag, who: ofDomain, scope: "models:write", status: http.StatusCreated, largeBody: true,
		errors: []int{http.StatusConflict}, summary: "Make a model"},
		func(ctx context.Context, in *addInput) (*Made[ModelData], error) {
			creation, err := dataOf(in.Body.Data)
			if err != nil {
				return nil, err
			}
			creation.Collection = in.Body.Collection
			if r := in.Body.Rights; r != nil {
				u := r.update()
				creation.OverrideWorld, creation.World, creation.Users, creation.Groups = r.OverridesCollection, u.World, u.SetUsers, u.SetGroups
			}
			return a.makeModel(ctx, in.InDomain, in.Body.ID, creation)
		})
	type getInput struct {
		OneModel
		Version int64 `query:"version" minimum:"0" doc:"one that it had before; left out, the present one"`
	}
	serve(a, route{id: "get-model", method: http.MethodGet, path: path + "/{model}", tag: tag, who: ofDomain, scope: "models:read", errors: []int{http.StatusGone}, summary: "A model with its data, and who has it open"},
		func(ctx context.Context, in *getInput) (*Tagged[ModelData], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			var s models.State
			if in.Version == 0 {
				s, err = d.Models.Read(in.Model)
			} else {
				s, err = d.Models.At(ctx, in.Model, in.Version)
			}
			if err != nil {
				return nil, err
			}
			return &Tagged[ModelData]{models.Tag(&s.Model), modelDataOf(s)}, nil
		})
	type setInput struct {
		OneModel
		Matching
		IfNoneMatch string `header:"If-None-Match" enum:"*" doc:"make it, and change nothing when it exists"`
		Body        struct {
			Collection string          `json:"collection" minLength:"1" maxLength:"255" doc:"that it is in, or is made in"`
			Data       json.RawMessage `json:"data" doc:"an object"`
		} `nameHint:"ModelContent"`
	}
	type setOutput struct {
		Status int
		ETag   string `header:"ETag"`
		Body   ModelData
	}
	serve(a, route{id: "set-model", method: http.MethodPut, path: path + "/{model}", tag: tag, who: ofDomain, scope: "models:write", largeBody: true, makes: true,
		errors: []int{http.StatusConflict, http.StatusPreconditionFailed}, summary: "Make the data of a model what is sent, or make the model",
		about: "What is different becomes one operation, which who has the model open sees at once; what is the same stays the same element. Nothing is done when nothing is different."},
		func(ctx context.Context, in *setInput) (*setOutput, error) {
			creation, err := dataOf(in.Body.Data)
			if err != nil {
				return nil, err
			}
			creation.Collection = in.Body.Collection
			d, by, err := a.author(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			status := http.StatusOK
			is, _, err := d.Store.Model(ctx, in.Model)
			var s models.State
			switch {
			case errors.Is(err, store.ErrNotFound) && in.IfMatch != "":
				return nil, models.ErrStale
			case errors.Is(err, store.ErrNotFound):
				status = http.StatusCreated
				s, err = d.Models.Create(by, in.Model, creation)
			case err != nil:
			case in.IfNoneMatch != "":
				return nil, huma.Error412PreconditionFailed("the model exists")
			case is.Collection != creation.Collection:
				return nil, huma.Error409Conflict("the model is in the collection " + is.Collection)
			default:
				s, err = d.Models.Set(by, in.Model, in.seen(), &creation.Data)
			}
			if err != nil {
				return nil, err
			}
			return &setOutput{status, models.Tag(&s.Model), modelDataOf(s)}, nil
		})
	type removeInput struct {
		OneModel
		Matching
	}
	serve(a, route{id: "remove-model", method: http.MethodDelete, path: path + "/{model}", tag: tag, who: ofDomain, scope: "models:write", errors: []int{http.StatusPreconditionFailed},
		summary: "Remove a model, which closes it for everybody"},
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return nil, d.Models.Remove(in.Model, in.seen())
		})
	a.declareModelQuery()
}

// makeModel makes a model, which the answer shows.
func (a *API) makeModel(ctx context.Context, in InDomain, id string, creation protocol.Creation) (*Made[ModelData], error) {
	d, by, err := a.author(ctx, in)
	if err != nil {
		return nil, err
	}
	s, err := d.Models.Create(by, id, creation)
	if err != nil {
		return nil, err
	}
	made(ctx, s.ID)
	return &Made[ModelData]{models.Tag(&s.Model), d.location("models", s.ID), modelDataOf(s)}, nil
}

// FoundModel is a model that a query has found.
type FoundModel struct {
	ID       string          `json:"id"`
	Version  int64           `json:"version" doc:"of the data"`
	Created  time.Time       `json:"created"`
	Modified time.Time       `json:"modified"`
	Data     json.RawMessage `json:"data" doc:"the whole data, or the fields that the query names"`
}

// Found is what a query has found.
type Found struct {
	Items []FoundModel `json:"items" nullable:"false"`
	Total int          `json:"total" doc:"how many there are without regard to LIMIT and OFFSET"`
}

func (a *API) declareModelQuery() {
	type input struct {
		InDomain
		Body struct {
			Query string `json:"query" minLength:"1" maxLength:"65536" example:"SELECT * FROM notes WHERE title LIKE '%a%' ORDER BY title LIMIT 50"`
		} `nameHint:"ModelQuery"`
	}
	serve(a, route{id: "query-models", method: http.MethodPost, path: domainPath + "/model-query", tag: "Models", who: ofDomain, scope: "models:read", reads: true,
		summary: "Find models of a collection by what is in them, in the query language",
		about:   "The page is what LIMIT and OFFSET of the query say; without LIMIT it has 1,000 at most."},
		func(ctx context.Context, in *input) (*struct{ Body Found }, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			results, total, err := d.Models.Find(ctx, in.Body.Query)
			out := Found{[]FoundModel{}, total}
			for _, r := range results {
				out.Items = append(out.Items, FoundModel{r.ID, r.Version, time.UnixMilli(r.Created).UTC(), time.UnixMilli(r.Modified).UTC(), r.Data})
			}
			return &struct{ Body Found }{out}, err
		})
}
