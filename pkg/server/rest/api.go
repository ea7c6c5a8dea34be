package rest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/signin"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/rest/internal/reference"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Prefix is where the API is.
const Prefix = "/api/rest/v1"

// Options are what the API needs of the server. All must be set, unless something else is said.
type Options struct {
	System  store.System
	Log     *slog.Logger
	Tracer  *tracing.Tracer // nil without traces
	Version string
	// Domain returns a domain that exists, open, or fails with [store.ErrNotFound].
	Domain func(ctx context.Context, name store.DomainName) (*Domain, error)
	// Allowed reports whether pages of the origin of a request may use a domain, the zero
	// name being what is about the whole server.
	Allowed func(r *http.Request, name store.DomainName) bool
	Remote  func(r *http.Request) netip.Addr // where a request comes from
	Device  func(a netip.Addr) string        // what stands for the device there

	SignIns *signin.Desk // where passwords are looked at
	// TakeLink returns which administrator of the server a link signs in, which it does not
	// do again.
	TakeLink func(secret string) (name string, ok bool)
	// Admit returns a secret with which a client signs in to a domain once, and soon. It stays
	// for as long as still says so.
	Admit   func(name store.DomainName, user protocol.User, still func(context.Context) bool) (secret string, until time.Time)
	MaxBody int64 // bytes of a body with the data of a model
	// WriteTimeout is how long a client may take none of an answer before that is broken off.
	WriteTimeout time.Duration

	Connections   func() int // how many there are
	Traffic       func() Traffic
	Configuration Configuration // of the server, for administrators to read
}

// Domain is a domain with what serves it.
type Domain struct {
	Name   store.DomainName
	Store  store.Domain
	Models *models.Models
	// Look returns an activity with who takes part in it.
	Look func(ctx context.Context, name protocol.ActivityName) (store.Activity, []protocol.ActivityState, []people.Identity, error)
	// Ask has the service that a message is for answer it to somebody who is not connected.
	Ask func(ctx context.Context, by *people.Session, m protocol.Message) (protocol.Message, error)
}

// API is the administration of a server. Make one with [New].
type API struct {
	Options
	mux     *http.ServeMux
	huma    huma.API
	routes  []route
	exports sync.Mutex // held while a domain is exported
	changes sync.Map   // of domains: what changing returns
	counts  polled[store.DomainName, store.Counts]
	sizes   polled[struct{}, int64] // of the data directory
}

// New returns the API of a server.
func New(o Options) *API {
	a := &API{Options: o, mux: http.NewServeMux()}
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: huma.DefaultJSONFormat.Unmarshal}
	a.huma = humago.NewWithPrefix(a.mux, Prefix, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Convergence administration", Version: o.Version, Description: about},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"token": {Type: "http", Scheme: "bearer", Description: "the token of a session (POST /auth/login) or of an API key (convergence api-key add)"},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	})
	a.declare()
	a.mux.HandleFunc("GET "+Prefix+"/openapi.json", a.document())
	a.mux.HandleFunc("GET "+Prefix+"/docs", a.page())
	return a
}

const about = "The administration of a Convergence server. Errors are problems of RFC 9457; lists give a cursor for what follows; " +
	"what has an ETag is changed with If-Match."

// declare declares every route, in the order in which they are described.
func (a *API) declare() {
	a.declareSignIn()
	a.declareAPIKeys()
	a.declareAdministrators()
	a.declareServer()
	a.declareDomains()
	a.declareUsers()
	a.declareGroups()
	a.declareJWTKeys()
	a.declareCollections()
	a.declareModels()
	a.declareHistory()
	a.declareModelRights()
	a.declareChats()
	a.declareChatEvents()
	a.declareActivities()
	a.declareWebhooks()
	a.declareSessions()
	a.declareStatistics()
	a.declareAudit()
}

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	taken := &takenWriter{ResponseWriter: w, control: http.NewResponseController(w), within: a.WriteTimeout}
	defer taken.end()
	w = taken
	if !a.enter(w, r) {
		return
	}
	if !isText(r) {
		a.write(w, r, http.StatusBadRequest, "the address is not UTF-8")
		return
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		a.unknown(w, r)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// isText reports whether what the address of a request names can be an id or a text: clients know
// no others, and no archive can have one.
func isText(r *http.Request) bool {
	_, err := ot.NewText(r.URL.Path)
	for key, values := range r.URL.Query() {
		for _, text := range append(values, key) {
			if err == nil {
				_, err = ot.NewText(text)
			}
		}
	}
	return err == nil
}

// takenWriter writes an answer for as long as the client takes it. One that reads nothing
// would otherwise hold for ever what the answer holds, as an export does the moment at which
// it began.
type takenWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	within  time.Duration
	written int
}

// mostTaken is how much the client has to take in the time: what one on a slow line does.
const mostTaken = 64 << 10

func (t *takenWriter) Write(p []byte) (n int, err error) {
	for first := true; err == nil && (first || n < len(p)); first = false {
		var more int
		t.control.SetWriteDeadline(time.Now().Add(t.within)) // no error: connections of a server have one
		more, err = t.ResponseWriter.Write(p[n:min(len(p), n+mostTaken)])
		n += more
	}
	t.written += n
	return n, err
}

// Unwrap is for [http.ResponseController].
func (t *takenWriter) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// end is called when all is written. The connection may go on with other requests.
func (t *takenWriter) end() {
	if t.written > mostTaken { // a small one is sent at once, with its length
		t.control.Flush()
	}
	t.control.SetWriteDeadline(time.Time{})
}

// domain returns the open domain that a request names.
func (a *API) domain(ctx context.Context, in InDomain) (*Domain, error) {
	d, err := a.Domain(ctx, in.name())
	if err != nil {
		return nil, missing("domain", in.name().String(), err)
	}
	return d, nil
}

// document returns what serves the OpenAPI document.
func (a *API) document() http.HandlerFunc {
	text, err := json.Marshal(a.huma.OpenAPI())
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.Log.Error("the OpenAPI document cannot be written", "error", err)
			a.write(w, r, http.StatusInternalServerError, "the document cannot be written")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(text)
	}
}

// page returns what serves the document for people to read.
func (a *API) page() http.HandlerFunc {
	var routes []reference.Route
	for _, r := range a.routes {
		routes = append(routes, reference.Route{Method: r.method, Path: r.path, Tag: r.tag, Needs: r.needs()})
	}
	text, policy, err := reference.Page(a.huma.OpenAPI(), Prefix, routes)
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.Log.Error("the page about the REST API cannot be written", "error", err)
			a.write(w, r, http.StatusInternalServerError, "the page cannot be written")
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", policy)
		w.Write(text)
	}
}
