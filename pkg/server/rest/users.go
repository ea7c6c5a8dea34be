package rest

import (
	"context"
	"net/http"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Profile is how a user is called, and whether it may sign in.
type Profile struct {
	DisplayName string `json:"displayName" maxLength:"255"`
	FirstName   string `json:"firstName" maxLength:"255"`
	LastName    string `json:"lastName" maxLength:"255"`
	Email       string `json:"email" maxLength:"255"`
	Disabled    bool   `json:"disabled" doc:"kept out; connections that are open end"`
}

// User is a user of a domain.
type User struct {
	Name string `json:"name"`
	Profile
	Password bool `json:"password" doc:"whether there is one"`
}

func userOf(u store.User) User {
	return User{u.Username, Profile{u.DisplayName, u.FirstName, u.LastName, u.Email, u.Disabled}, u.PasswordHash != ""}
}

// OneUser names a user.
type OneUser struct {
	InDomain
	Name string `path:"user" maxLength:"255" doc:"username"`
}

func (a *API) declareUsers() {
	a.declareAccounts(accounts{"Users", "user", "users", "/users", "users", protocol.UserNormal})
	a.declareAccounts(accounts{"Administrators of a domain", "domain-administrator", "domain-administrators", "/administrators", "", protocol.UserConvergence})
}

// accounts are the users of a type, as routes are about them.
type accounts struct {
	tag, one, many, path, scope string // without a scope: for administrators, not for keys
	kind                        protocol.UserType
}

// declareAccounts declares the routes of users and, which are the same, of a domain's
// administrators.
func (a *API) declareAccounts(c accounts) {
	id := func(name string) protocol.UserID { return protocol.UserID{Type: c.kind, Username: name} }
	read, write := c.scope+":read", c.scope+":write"
	if c.scope == "" {
		read, write = "", ""
	}
	show := func(ctx context.Context, d *Domain, name string) func() (User, error) {
		return func() (User, error) {
			u, err := d.Store.User(ctx, id(name))
			if err == nil && u.Removed {
				err = store.ErrNotFound
			}
			return userOf(u), missing("user", name, err)
		}
	}
	one := domainPath + c.path + "/{user}"
	about := func(r route) route {
		r.tag, r.who, r.person = c.tag, ofDomain, c.scope == ""
		return r
	}
	type listInput struct {
		InDomain
		Paging
		Text string `query:"text" maxLength:"255" doc:"what the name, display name or e-mail address contains, regardless of case"`
	}
	serve(a, about(route{id: "list-" + c.many, method: http.MethodGet, path: domainPath + c.path, scope: read, errors: []int{http.StatusBadRequest}, summary: c.tag + ", by name"}),
		func(ctx context.Context, in *listInput) (*Listed[User], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]store.User, error) {
				return d.Store.UsersAfter(ctx, c.kind, after, in.Text, in.Limit+1)
			}, func(u store.User) string { return u.Username }, userOf)
		})
	type addInput struct {
		InDomain
		Body struct {
			Name        string `json:"name" minLength:"1" maxLength:"255"`
			DisplayName string `json:"displayName,omitempty" maxLength:"255" doc:"left out, the name"`
			FirstName   string `json:"firstName,omitempty" maxLength:"255"`
			LastName    string `json:"lastName,omitempty" maxLength:"255"`
			Email       string `json:"email,omitempty" maxLength:"255"`
			Password    string `json:"password,omitempty" minLength:"8" maxLength:"1024" doc:"left out, JSON Web Tokens are the only way to sign in"`
		} `nameHint:"NewUser"`
	}
	serve(a, about(route{id: "add-" + c.one, method: http.MethodPost, path: domainPath + c.path, scope: write, status: http.StatusCreated, errors: []int{http.StatusConflict}, summary: "Make one"}),
		func(ctx context.Context, in *addInput) (*Made[User], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			b := &in.Body
			made(ctx, b.Name)
			err = administration.AddUser(ctx, d.Store, protocol.User{UserID: id(b.Name), DisplayName: b.DisplayName, FirstName: b.FirstName, LastName: b.LastName, Email: b.Email}, b.Password)
			if err != nil {
				return nil, err
			}
			u, err := show(ctx, d, b.Name)()
			return &Made[User]{entityTag(u), d.location(c.path[1:], b.Name), u}, err
		})
	serve(a, about(route{id: "get-" + c.one, method: http.MethodGet, path: one, scope: read, summary: "One of them"}),
		func(ctx context.Context, in *OneUser) (*Tagged[User], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			u, err := show(ctx, d, in.Name)()
			return tagged(u), err
		})
	type setInput struct {
		OneUser
		Matching
		Body Profile
	}
	serve(a, about(route{id: "set-" + c.one, method: http.MethodPut, path: one, scope: write, errors: []int{http.StatusPreconditionFailed},
		summary: "Change the profile, and whether one may sign in"}),
		func(ctx context.Context, in *setInput) (*Tagged[User], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return change(a.changing(in.name()), in.Matching, show(ctx, d, in.Name), func(now User) error {
				p := &in.Body
				err := d.Store.SetProfile(ctx, protocol.User{UserID: id(in.Name), DisplayName: p.DisplayName, FirstName: p.FirstName, LastName: p.LastName, Email: p.Email})
				if err == nil && p.Disabled != now.Disabled {
					err = d.Store.SetDisabled(ctx, id(in.Name), p.Disabled)
				}
				return err
			})
		})
	type passwordInput struct {
		OneUser
		Body Password
	}
	serve(a, about(route{id: "set-" + c.one + "-password", method: http.MethodPut, path: one + "/password", scope: write, summary: "Give another password"}),
		func(ctx context.Context, in *passwordInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return nil, missing("user", in.Name, d.Store.SetPassword(ctx, id(in.Name), password.Hash(in.Body.Password)))
		})
	type removeInput struct {
		OneUser
		Matching
	}
	serve(a, about(route{id: "remove-" + c.one, method: http.MethodDelete, path: one, scope: write, errors: []int{http.StatusPreconditionFailed},
		summary: "Remove for good, and end the connections; the name is not given again"}),
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return remove(a.changing(in.name()), in.Matching, show(ctx, d, in.Name), func() error { return d.Store.RemoveUser(ctx, id(in.Name)) })
		})
}
