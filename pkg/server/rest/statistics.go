package rest

import (
	"context"
	"net/http"
	"time"
)

// Statistics are how much a domain has.
type Statistics struct {
	Users       int64 `json:"users" doc:"with administrators, without guests"`
	Guests      int64 `json:"guests" doc:"who ever came without a name"`
	Groups      int64 `json:"groups"`
	Collections int64 `json:"collections"`
	Models      int64 `json:"models"`
	Operations  int64 `json:"operations" doc:"in the history of the models"`
	Chats       int64 `json:"chats"`
	Activities  int64 `json:"activities"`
	Sessions    int64 `json:"sessions" doc:"that are connected"`
	Bytes       int64 `json:"bytes" doc:"of the file of the domain"`
}

// ServerStatistics are how much the server has.
type ServerStatistics struct {
	Version     string    `json:"version"`
	Started     time.Time `json:"started"`
	Domains     int       `json:"domains"`
	Connections int       `json:"connections" doc:"of all domains, with those that have not signed in"`
}

func (a *API) declareStatistics() {
	const tag = "Statistics"
	started := time.Now().UTC().Truncate(time.Second)
	serve(a, route{id: "get-statistics", method: http.MethodGet, path: domainPath + "/statistics", tag: tag, who: ofDomain, scope: "domains:read", summary: "How much a domain has"},
		func(ctx context.Context, in *InDomain) (*struct{ Body Statistics }, error) {
			d, err := a.domain(ctx, *in)
			if err != nil {
				return nil, err
			}
			c, err := d.Store.Counts(ctx)
			return &struct{ Body Statistics }{Statistics{c.Users, c.Guests, c.Groups, c.Collections, c.Models, c.Operations, c.Chats, c.Activities, c.Sessions, c.Bytes}}, err
		})
	serve(a, route{id: "get-server-statistics", method: http.MethodGet, path: "/statistics", tag: tag, who: ofServer, scope: "server:read", summary: "How much the server has"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body ServerStatistics }, error) {
			all, err := a.System.Domains(ctx)
			return &struct{ Body ServerStatistics }{ServerStatistics{a.Version, started, len(all), a.Connections()}}, err
		})
}
