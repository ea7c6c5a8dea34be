package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/internal/signin"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

const (
	sessionLife = time.Hour           // of an administrator
	deviceLife  = 90 * 24 * time.Hour // for how long a device is known after a password was right on it
)

// login is a name with a password.
type login struct {
	Body struct {
		Name     string  `json:"name" minLength:"1" maxLength:"255"`
		Password string  `json:"password" minLength:"1" maxLength:"1024"`
		Domain   *string `json:"domain,omitempty" pattern:"^[^/]+/[^/]+$" patternDescription:"namespace/domain" doc:"of an administrator of one domain; left out for one of the server"`
	} `nameHint:"Login"`
}

// Session is a session of an administrator that has just begun.
type Session struct {
	Token   string    `json:"token" doc:"send it as Authorization: Bearer TOKEN; it is not shown again"`
	Expires time.Time `json:"expires"`
}

// Holder is who a token is of, and what it is for.
type Holder struct {
	Kind    string     `json:"kind" enum:"administrator,api-key"`
	Name    string     `json:"name"`
	Domain  string     `json:"domain,omitempty" doc:"namespace/domain that it is for; left out for the whole server"`
	Scopes  []string   `json:"scopes" nullable:"false" doc:"what it may do"`
	Expires *time.Time `json:"expires,omitempty"`
}

func (a *API) declareSignIn() {
	const tag = "Signing in"
	serve(a, route{id: "login", method: http.MethodPost, path: "/auth/login", tag: tag, who: anybody, errors: []int{http.StatusUnauthorized, http.StatusTooManyRequests},
		summary: "Begin the session of an administrator",
		about:   "The token is good for an hour. After some wrong passwords the next one has to wait, for longer each time; Retry-After says how long."},
		func(ctx context.Context, in *login) (*struct{ Body Session }, error) {
			token, expires, err := a.logIn(ctx, in)
			if err != nil {
				return nil, err
			}
			return &struct{ Body Session }{Session{token, expires}}, nil
		})
	type link struct {
		Forwarded string `header:"X-Forwarded-For" doc:"of a proxy, through which a link signs nobody in"`
		Body      struct {
			Token string `json:"token" minLength:"1" maxLength:"255" doc:"what follows # in the link"`
		} `nameHint:"Link"`
	}
	serve(a, route{id: "login-by-link", method: http.MethodPost, path: "/auth/link", tag: tag, who: anybody, errors: []int{http.StatusUnauthorized},
		summary: "Begin the session of an administrator with a link that the server has printed",
		about:   "convergence serve --dev prints one. It is good once, for ten minutes, for who is on the same machine."},
		func(ctx context.Context, in *link) (*struct{ Body Session }, error) {
			if !holderOf(ctx).remote.Unmap().IsLoopback() || in.Forwarded != "" {
				return nil, huma.Error401Unauthorized("a link signs in on the machine of the server only; sign in with a password")
			}
			name, ok := a.TakeLink(in.Body.Token)
			made(ctx, name)
			hash, err := a.passwordOf(ctx, name, store.DomainName{})
			if !ok || errors.Is(err, store.ErrNotFound) {
				return nil, huma.Error401Unauthorized("This link has been used or is too old: it signs in once, within ten minutes. Start the server again with --dev for another link, or sign in with a password, which convergence admin password NAME --server sets.")
			}
			if err != nil {
				return nil, err
			}
			token, expires, err := a.begin(ctx, store.AdminSession{Name: name, Credential: credential(hash)})
			return &struct{ Body Session }{Session{token, expires}}, err
		})
	serve(a, route{id: "logout", method: http.MethodPost, path: "/auth/logout", tag: tag, who: holders, person: true, summary: "End the session of the token"},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			return nil, a.System.EndAdminSession(ctx, holderOf(ctx).token)
		})
	serve(a, route{id: "get-token", method: http.MethodGet, path: "/auth/token", tag: tag, who: holders, summary: "Who the token is of, and what it is for"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body Holder }, error) {
			h := holderOf(ctx)
			out := Holder{Kind: "administrator", Name: h.name, Scopes: administration.Scopes()}
			if h.key {
				out.Kind, out.Scopes = "api-key", h.scopes
			}
			if !h.ofServer() {
				out.Domain = h.domain.String()
			}
			if h.deadline > 0 {
				expires := time.UnixMilli(h.deadline).UTC()
				out.Expires = &expires
			}
			return &struct{ Body Holder }{out}, nil
		})
}

// logIn looks at a password when it is its turn, and begins a session.
func (a *API) logIn(ctx context.Context, in *login) (token string, expires time.Time, err error) {
	var domain store.DomainName
	if in.Body.Domain != nil {
		domain = domainNamed(*in.Body.Domain)
	}
	name := in.Body.Name
	made(ctx, name)
	holderOf(ctx).domain = domain // in whose log it is
	device := a.Device(holderOf(ctx).remote)
	known, err := a.System.KnownAdminDevice(ctx, name, domain, device, time.Now().Add(-deviceLife).UnixMilli())
	if err != nil {
		return "", expires, err
	}
	who := signin.Who{User: "administrator " + domain.String() + " " + name, Address: device, Known: known}
	var hash string
	right, err := a.SignIns.Look(ctx, who, func() (bool, error) {
		var err error
		if hash, err = a.passwordOf(ctx, name, domain); err != nil && !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
		// Also for somebody who does not exist, so that the time is the same.
		return password.Matches(in.Body.Password, hash), nil
	})
	if tooMany, ok := errors.AsType[*signin.TooMany](err); ok {
		return "", expires, huma.ErrorWithHeaders(huma.Error429TooManyRequests(err.Error()),
			http.Header{"Retry-After": {strconv.Itoa(int(tooMany.Wait.Seconds()))}})
	}
	switch {
	case errors.Is(err, signin.ErrBusy):
		return "", expires, huma.ErrorWithHeaders(huma.Error503ServiceUnavailable(err.Error()), http.Header{"Retry-After": {"1"}})
	case err != nil:
		return "", expires, err
	case !right:
		return "", expires, huma.Error401Unauthorized("name or password is wrong; an administrator is made with: convergence admin add")
	}
	return a.begin(ctx, store.AdminSession{Name: name, Domain: domain, Credential: credential(hash), Device: device})
}

// begin begins a session and returns its token.
func (a *API) begin(ctx context.Context, s store.AdminSession) (token string, expires time.Time, err error) {
	now := time.Now()
	token, expires = administration.NewToken(administration.SessionPrefix), now.Add(sessionLife).UTC().Truncate(time.Millisecond)
	s.Hash, s.Created, s.Deadline = administration.TokenHash(token), now.UnixMilli(), expires.UnixMilli()
	return token, expires, a.System.BeginAdminSession(ctx, s)
}
