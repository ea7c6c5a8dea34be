package rest

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// APIKey is a key of the REST API.
type APIKey struct {
	ID          string    `json:"id"`
	Description string    `json:"description"`
	Domain      string    `json:"domain,omitempty" doc:"namespace/domain that it is for; left out for the whole server"`
	Scopes      []string  `json:"scopes" nullable:"false"`
	Created     time.Time `json:"created"`
}

// NewAPIKey is a key with its token.
type NewAPIKey struct {
	APIKey
	Token string `json:"token" doc:"send it as Authorization: Bearer TOKEN; it is not shown again"`
}

func apiKeyOf(k store.APIKey) APIKey {
	out := APIKey{ID: k.ID, Description: k.Description, Scopes: k.Scopes, Created: time.UnixMilli(k.Created).UTC()}
	if k.Domain != (store.DomainName{}) {
		out.Domain = k.Domain.String()
	}
	return out
}

// domainNamed returns the domain that a text names as namespace/domain.
func domainNamed(text string) store.DomainName {
	namespace, id, _ := strings.Cut(text, "/")
	return store.DomainName{Namespace: namespace, ID: id}
}

func (a *API) declareAPIKeys() {
	const tag = "API keys"
	serve(a, route{id: "list-api-keys", method: http.MethodGet, path: "/api-keys", tag: tag, who: holders, person: true, errors: []int{http.StatusBadRequest},
		summary: "The keys that the administrator may change"},
		func(ctx context.Context, in *struct{ Paging }) (*Listed[APIKey], error) {
			all, err := a.keysOf(ctx)
			if err != nil {
				return nil, err
			}
			after, err := in.after()
			id := func(k store.APIKey) string { return k.ID }
			return listed(following(all, after, id), in.Limit, id, apiKeyOf), err
		})
	type addInput struct {
		Body struct {
			ID          string   `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" patternDescription:"letters, digits, '.', '_' and '-'"`
			Description string   `json:"description,omitempty" maxLength:"1000"`
			Domain      *string  `json:"domain,omitempty" pattern:"^[^/]+/[^/]+$" patternDescription:"namespace/domain" doc:"left out, the key is for the whole server"`
			Scopes      []string `json:"scopes" nullable:"false" minItems:"1" maxItems:"50" doc:"what it may do"`
		} `nameHint:"APIKeyRequest"`
	}
	serve(a, route{id: "add-api-key", method: http.MethodPost, path: "/api-keys", tag: tag, who: holders, person: true, status: http.StatusCreated,
		errors: []int{http.StatusConflict, http.StatusNotFound}, summary: "Make a key; its token is shown once"},
		func(ctx context.Context, in *addInput) (*struct{ Body NewAPIKey }, error) {
			key := store.APIKey{ID: in.Body.ID, Description: in.Body.Description, Scopes: in.Body.Scopes}
			if in.Body.Domain != nil {
				key.Domain = domainNamed(*in.Body.Domain)
			}
			if h := holderOf(ctx); !h.ofServer() && key.Domain != h.domain {
				return nil, huma.Error403Forbidden("you may make keys for domain " + h.domain.String())
			}
			made(ctx, key.ID)
			if err := administration.CheckScopes(key.Scopes); err != nil {
				return nil, huma.Error422UnprocessableEntity(err.Error())
			}
			key, token, err := administration.AddAPIKey(ctx, a.System, key)
			return &struct{ Body NewAPIKey }{NewAPIKey{apiKeyOf(key), token}}, err
		})
	type oneInput struct {
		ID string `path:"key" maxLength:"63"`
	}
	serve(a, route{id: "remove-api-key", method: http.MethodDelete, path: "/api-keys/{key}", tag: tag, who: holders, person: true,
		errors: []int{http.StatusNotFound}, summary: "Revoke a key"},
		func(ctx context.Context, in *oneInput) (*struct{}, error) {
			all, err := a.keysOf(ctx)
			if err != nil {
				return nil, err
			}
			for _, k := range all {
				if k.ID == in.ID {
					return nil, a.System.RemoveAPIKey(ctx, k.ID)
				}
			}
			return nil, missing("API key", in.ID, store.ErrNotFound)
		})
}

// keysOf returns the keys that the administrator may change.
func (a *API) keysOf(ctx context.Context) ([]store.APIKey, error) {
	all, err := a.System.APIKeys(ctx)
	if err != nil {
		return nil, err
	}
	h := holderOf(ctx)
	var own []store.APIKey
	for _, k := range all {
		if h.ofServer() || k.Domain == h.domain {
			own = append(own, k)
		}
	}
	return own, nil
}
