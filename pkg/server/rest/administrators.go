package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Administrator may do everything on the server.
type Administrator struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
}

// Password is a password that is given to somebody.
type Password struct {
	Password string `json:"password" minLength:"8" maxLength:"1024" writeOnly:"true"`
}

func (a *API) declareAdministrators() {
	const tag = "Administrators of the server"
	show := func(x store.Administrator) Administrator {
		return Administrator{x.Name, time.UnixMilli(x.Created).UTC()}
	}
	serve(a, route{id: "list-administrators", method: http.MethodGet, path: "/administrators", tag: tag, who: ofServer, person: true, errors: []int{http.StatusBadRequest}, summary: "Administrators of the server"},
		func(ctx context.Context, in *struct{ Paging }) (*Listed[Administrator], error) {
			after, err := in.after()
			if err != nil {
				return nil, err
			}
			all, err := a.System.Administrators(ctx)
			name := func(x store.Administrator) string { return x.Name }
			return listed(following(all, after, name), in.Limit, name, show), err
		})
	type addInput struct {
		Body struct {
			Name string `json:"name" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" patternDescription:"letters, digits, '.', '_' and '-'"`
			Password
		} `nameHint:"NewAdministrator"`
	}
	serve(a, route{id: "add-administrator", method: http.MethodPost, path: "/administrators", tag: tag, who: ofServer, person: true, status: http.StatusCreated,
		errors: []int{http.StatusConflict}, summary: "Make an administrator of the server"},
		func(ctx context.Context, in *addInput) (*struct{ Body Administrator }, error) {
			made(ctx, in.Body.Name)
			x := store.Administrator{Name: in.Body.Name, PasswordHash: password.Hash(in.Body.Password.Password), Created: time.Now().UnixMilli()}
			return &struct{ Body Administrator }{show(x)}, a.System.AddAdministrator(ctx, x)
		})
	type oneInput struct {
		Name string `path:"name" maxLength:"63"`
	}
	type passwordInput struct {
		Name string `path:"name" maxLength:"63"`
		Body Password
	}
	serve(a, route{id: "set-administrator-password", method: http.MethodPut, path: "/administrators/{name}/password", tag: tag, who: ofServer, person: true,
		errors: []int{http.StatusNotFound}, summary: "Give an administrator another password, which ends the sessions"},
		func(ctx context.Context, in *passwordInput) (*struct{}, error) {
			return nil, a.System.SetAdministratorPassword(ctx, in.Name, password.Hash(in.Body.Password))
		})
	serve(a, route{id: "remove-administrator", method: http.MethodDelete, path: "/administrators/{name}", tag: tag, who: ofServer, person: true,
		errors: []int{http.StatusNotFound}, summary: "Remove an administrator, which ends the sessions"},
		func(ctx context.Context, in *oneInput) (*struct{}, error) {
			return nil, a.System.RemoveAdministrator(ctx, in.Name)
		})
}
