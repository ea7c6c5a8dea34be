package rest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
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
	Storage     int64     `json:"storage" doc:"bytes on the disk"`
	Traffic
}

// Traffic is what a server does and has in memory. Counts are since it was started: of two
// answers, the differences say what happened between them.
type Traffic struct {
	Operations uint64       `json:"operations" doc:"that were made durable and acknowledged"`
	Commits    Commits      `json:"commits" doc:"transactions of operations"`
	Memory     Memory       `json:"memory" doc:"of connections and models"`
	Open       []OpenDomain `json:"open" nullable:"false" doc:"domains that somebody has used since the start, the busiest first; 100 at most"`
}

// Commits are how long transactions of operations took to be durable.
type Commits struct {
	Count   uint64         `json:"count"`
	Seconds float64        `json:"seconds" doc:"of all together"`
	Buckets []CommitBucket `json:"buckets" nullable:"false" doc:"how many took no longer than so many seconds"`
}

// CommitBucket is how many transactions took no longer than some seconds.
type CommitBucket struct {
	Seconds float64 `json:"seconds"`
	Count   uint64  `json:"count"`
}

// Memory is what is taken of what --memory shares out.
type Memory struct {
	Used  int64 `json:"used" doc:"bytes"`
	Limit int64 `json:"limit" doc:"bytes"`
}

// OpenDomain is a domain that is in use.
type OpenDomain struct {
	Domain   string `json:"domain" doc:"namespace/domain"`
	Sessions int    `json:"sessions" doc:"that are connected"`
	Models   int    `json:"models" doc:"in memory"`
}

// countedFor is how long a count answers those who ask: counting takes longer the more there
// is, and many pages may ask every second.
const countedFor = 3 * time.Second

const pollable = "Ask as often as you like: what takes long to count is counted once in 3 seconds."

// polled keeps counts for a short time. The zero value is ready.
type polled[K comparable, V any] struct {
	mu  sync.Mutex
	all map[K]*polledCount[V]
}

type polledCount[V any] struct {
	mu    sync.Mutex // held while somebody counts, for whom the others wait
	value V
	at    time.Time
}

// get returns what count has counted a short time ago, or counts.
func (p *polled[K, V]) get(key K, count func() (V, error)) (V, error) {
	p.mu.Lock()
	if p.all == nil || len(p.all) > 10_000 { // forgetting costs a count, nothing else
		p.all = make(map[K]*polledCount[V])
	}
	c := p.all[key]
	if c == nil {
		c = new(polledCount[V])
		p.all[key] = c
	}
	p.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) < countedFor {
		return c.value, nil
	}
	value, err := count()
	if err == nil {
		c.value, c.at = value, time.Now()
	}
	return value, err
}

// forget has what was counted counted again.
func (p *polled[K, V]) forget(key K) {
	p.mu.Lock()
	delete(p.all, key)
	p.mu.Unlock()
}

func (a *API) declareStatistics() {
	const tag = "Statistics"
	started := time.Now().UTC().Truncate(time.Second)
	serve(a, route{id: "get-statistics", method: http.MethodGet, path: domainPath + "/statistics", tag: tag, who: ofDomain, scope: "domains:read", summary: "How much a domain has", about: pollable},
		func(ctx context.Context, in *InDomain) (*struct{ Body Statistics }, error) {
			d, err := a.domain(ctx, *in)
			if err != nil {
				return nil, err
			}
			c, err := a.counts.get(d.Name, func() (store.Counts, error) { return d.Store.Counts(ctx) })
			return &struct{ Body Statistics }{Statistics{c.Users, c.Guests, c.Groups, c.Collections, c.Models, c.Operations, c.Chats, c.Activities, c.Connected, c.File}}, err
		})
	serve(a, route{id: "get-server-statistics", method: http.MethodGet, path: "/statistics", tag: tag, who: ofServer, scope: "server:read", summary: "How much the server has", about: pollable},
		func(ctx context.Context, _ *struct{}) (*struct{ Body ServerStatistics }, error) {
			all, err := a.System.Domains(ctx)
			if err != nil {
				return nil, err
			}
			size, err := a.sizes.get(struct{}{}, func() (int64, error) { return a.System.Size(ctx) })
			return &struct{ Body ServerStatistics }{ServerStatistics{a.Version, started, len(all), a.Connections(), size, a.Traffic()}}, err
		})
}
