package rest

import (
	"context"
	"net/http"
)

// Configuration is what the server was started with. It is changed where the server is
// started: convergence serve --help.
type Configuration struct {
	Version               string   `json:"version"`
	Limits                Limits   `json:"limits" doc:"of what a client sends"`
	Origins               []string `json:"origins" nullable:"false" doc:"of pages that may connect to every domain"`
	LocalOrigins          bool     `json:"localOrigins" doc:"whether pages of this machine may"`
	TrustedProxies        []string `json:"trustedProxies" nullable:"false"`
	GuestsMakeCollections bool     `json:"guestsMakeCollections"`
}

// Limits are of what a client sends; docs/limits.md explains them.
type Limits struct {
	Message        int `json:"message" doc:"bytes of one message"`
	Text           int `json:"text" doc:"bytes of a chat message"`
	Name           int `json:"name" doc:"bytes of the name of a chat or user"`
	Topic          int `json:"topic" doc:"bytes of the topic of a chat"`
	ID             int `json:"id" doc:"bytes of the id of a model, a collection, an activity and its type, a chat"`
	Key            int `json:"key" doc:"bytes of the key of a property"`
	Query          int `json:"query" doc:"bytes of a query"`
	StateBytes     int `json:"stateBytes" doc:"of the state of a user, or of a session in an activity"`
	StateKeys      int `json:"stateKeys" doc:"count of such a state"`
	ReferenceBytes int `json:"referenceBytes" doc:"of a reference"`
	References     int `json:"references" doc:"count of those that a session shares of one model"`
}

func (a *API) declareServer() {
	serve(a, route{id: "get-configuration", method: http.MethodGet, path: "/configuration", tag: "Server", who: ofServer, scope: "server:read",
		summary: "What the server was started with"},
		func(context.Context, *struct{}) (*struct{ Body Configuration }, error) {
			return &struct{ Body Configuration }{a.Configuration}, nil
		})
}
