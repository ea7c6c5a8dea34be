package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// JWTKey verifies the JSON Web Tokens of a program that signs users in.
type JWTKey struct {
	ID        string    `json:"id" doc:"that tokens name as kid"`
	Algorithm string    `json:"algorithm"`
	Public    string    `json:"public" doc:"PEM"`
	Admin     bool      `json:"admin" doc:"whether its tokens sign in administrators"`
	Own       bool      `json:"own" doc:"whether the server signs with it itself: convergence token"`
	Created   time.Time `json:"created"`
}

func jwtKeyOf(k store.Key) JWTKey {
	algorithm, err := webtoken.Algorithm(k.Public)
	if err != nil {
		algorithm = err.Error()
	}
	return JWTKey{k.ID, algorithm, k.Public, k.Admin, k.Private != "", time.UnixMilli(k.Created).UTC()}
}

func (a *API) declareJWTKeys() {
	const tag, path = "Keys of JSON Web Tokens", domainPath + "/jwt-keys"
	serve(a, route{id: "list-jwt-keys", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "jwt-keys:read", errors: []int{http.StatusBadRequest}, summary: "Keys, by id"},
		func(ctx context.Context, in *InList) (*Listed[JWTKey], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]store.Key, error) {
				return d.Store.Keys(ctx)
			}, func(k store.Key) string { return k.ID }, jwtKeyOf)
		})
	type addInput struct {
		InDomain
		Body struct {
			ID     string `json:"id" minLength:"1" maxLength:"255"`
			Public string `json:"public" maxLength:"10000" doc:"PEM of an RSA key of at least 2048 bits, of ECDSA on P-256, or of Ed25519"`
			Admin  bool   `json:"admin,omitempty" doc:"its tokens sign in administrators; an administrator's session can say so, an API key cannot"`
		} `nameHint:"NewJWTKey"`
	}
	serve(a, route{id: "add-jwt-key", method: http.MethodPost, path: path, tag: tag, who: ofDomain, scope: "jwt-keys:write", status: http.StatusCreated, errors: []int{http.StatusConflict}, summary: "Add a public key"},
		func(ctx context.Context, in *addInput) (*struct{ Body JWTKey }, error) {
			if in.Body.Admin && holderOf(ctx).key {
				return nil, huma.Error403Forbidden("keys whose tokens sign in administrators are added by administrators who have signed in")
			}
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			made(ctx, in.Body.ID)
			if _, err := administration.AddKey(ctx, d.Store, in.Body.ID, in.Body.Public, in.Body.Admin); err != nil {
				return nil, err
			}
			k, err := d.Store.Key(ctx, in.Body.ID)
			return &struct{ Body JWTKey }{jwtKeyOf(k)}, err
		})
	type oneInput struct {
		InDomain
		Key string `path:"key" maxLength:"255" doc:"id of the key"`
	}
	serve(a, route{id: "get-jwt-key", method: http.MethodGet, path: path + "/{key}", tag: tag, who: ofDomain, scope: "jwt-keys:read", summary: "A key"},
		func(ctx context.Context, in *oneInput) (*struct{ Body JWTKey }, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			k, err := d.Store.Key(ctx, in.Key)
			return &struct{ Body JWTKey }{jwtKeyOf(k)}, missing("key", in.Key, err)
		})
	serve(a, route{id: "remove-jwt-key", method: http.MethodDelete, path: path + "/{key}", tag: tag, who: ofDomain, scope: "jwt-keys:write", summary: "Remove a key; its tokens sign nobody in any more"},
		func(ctx context.Context, in *oneInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return nil, d.Store.RemoveKey(ctx, in.Key)
		})
}
