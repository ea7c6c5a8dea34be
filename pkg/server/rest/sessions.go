package rest

import (
	"context"
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
