package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Connected is a session that is connected.
type Connected struct {
	ID          string    `json:"id"`
	User        Member    `json:"user"`
	DisplayName string    `json:"displayName"`
	Method      string    `json:"method" doc:"of signing in"`
	Client      string    `json:"client" doc:"software"`
	Remote      string    `json:"remote" doc:"address"`
	Since       time.Time `json:"since"`
}

func connectedOf(s store.ConnectedSession) Connected {
	return Connected{s.ID, memberOf(s.User.UserID), s.User.DisplayName, s.Method, s.Client, s.Remote, time.UnixMilli(s.Connected).UTC()}
}

// SignIn is a session that is connected, or was.
type SignIn struct {
	Connected
	Ended *time.Time `json:"ended,omitempty" doc:"left out while it is connected"`
}

func signInOf(s store.SignIn) SignIn {
	out := SignIn{Connected: connectedOf(s.ConnectedSession)}
	if s.Ended > 0 {
		ended := time.UnixMilli(s.Ended).UTC()
		out.Ended = &ended
	}
	return out
}

func (a *API) declareSignIns() {
	serve(a, route{id: "list-sign-ins", method: http.MethodGet, path: domainPath + "/sign-ins", tag: "Sessions", who: ofDomain, scope: "sessions:read", errors: []int{http.StatusBadRequest},
		summary: "Who signed in, the newest first", about: "Sessions that have ended and changed no model are forgotten after as many days as keeping.sessions of the domain says."},
		func(ctx context.Context, in *InList) (*Listed[SignIn], error) {
			before, err := in.after()
			if err != nil {
				return nil, err
			}
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			all, err := d.Store.SignIns(ctx, before, in.Limit+1)
			if errors.Is(err, store.ErrNotFound) {
				err = errCursor
			}
			return listed(all, in.Limit, func(s store.SignIn) string { return s.ID }, signInOf), err
		})
}

// Admission lets a client sign in as the administrator who has asked for it.
type Admission struct {
	Token   string    `json:"token" doc:"give it to Convergence.reconnect; it is good once"`
	Expires time.Time `json:"expires" doc:"until when it has to be used"`
	User    Member    `json:"user" doc:"as whom it signs in"`
}

// declareAdmission declares how an administrator comes into a domain with a client, to see
// and edit what people see and edit.
func (a *API) declareAdmission() {
	serve(a, route{id: "admit-session", method: http.MethodPost, path: domainPath + "/session-token", tag: "Sessions", who: ofDomain, person: true,
		summary: "A token with which a client signs in once, as the administrator",
		about:   "It may do what administrators of the domain may. Its session ends with that of the administrator here, and has no token to reconnect with: who wants to go on asks for another one."},
		func(ctx context.Context, in *InDomain) (*struct{ Body Admission }, error) {
			if _, err := a.domain(ctx, *in); err != nil {
				return nil, err
			}
			h := holderOf(ctx)
			still := func(ctx context.Context) bool {
				_, err := a.session(ctx, h.token)
				return !errors.Is(err, errToken) // of a store that cannot be read nothing follows
			}
			user := h.user()
			token, expires := a.Admit(in.name(), user, still)
			return &struct{ Body Admission }{Admission{token, expires.UTC().Truncate(time.Millisecond), memberOf(user.UserID)}}, nil
		})
}

func (a *API) declareSessions() {
	const tag, path = "Sessions", domainPath + "/sessions"
	serve(a, route{id: "list-sessions", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "sessions:read", errors: []int{http.StatusBadRequest}, summary: "Who is connected, the oldest first"},
		func(ctx context.Context, in *InList) (*Listed[Connected], error) {
			// Ids are numbers in base 36: the longer one is the later one.
			order := func(s store.ConnectedSession) string { return fmt.Sprintf("%02d%s", len(s.ID), s.ID) }
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]store.ConnectedSession, error) {
				return d.Store.Connected(ctx)
			}, order, connectedOf)
		})
	a.declareSignIns()
	a.declareAdmission()
	type oneInput struct {
		InDomain
		Session string `path:"session" maxLength:"20" doc:"id of the session"`
	}
	serve(a, route{id: "kick-session", method: http.MethodDelete, path: path + "/{session}", tag: tag, who: ofDomain, scope: "sessions:write", summary: "End a session; its user may sign in again"},
		func(ctx context.Context, in *oneInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return nil, d.Store.Kick(ctx, in.Session)
		})
}
