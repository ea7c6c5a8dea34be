package rest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/convergence-wasm/convergence/pkg/server/rest/internal/reference"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// who is what a route asks of a token.
type who uint8

const (
	anybody  who = iota // no token
	holders             // any token
	ofDomain            // one for the domain that the path names, with the scope
	ofServer            // one for the whole server, with the scope
)

// route is the declaration of a route, without the types of what it takes and gives.
type route struct {
	id           string // in the document and in the audit log
	method, path string
	tag          string
	summary      string
	about        string // more, where there is more to say
	who          who
	scope        string // that a token needs, "resource:read" or "resource:write"
	person       bool   // for administrators who have signed in, not for keys
	reads        bool   // changes nothing although its method says so
	status       int    // of success, when it is not 200 or, without a body, 204
	makes        bool   // answers with 201 when what was to be changed has been made
	errors       []int  // beside those that every route has
	largeBody    bool   // takes the data of a model
	secrets      bool   // gives what is for the audit log although nothing is changed
	lines        string // what a stream of lines gives
}

// changes reports whether a route is one for the audit log, which it is too when it gives secrets away.
func (r *route) changes() bool { return r.method != http.MethodGet && !r.reads || r.secrets }

const (
	bodyLimit = 256 << 10        // bytes that most routes take
	bodyTime  = 30 * time.Second // for them to come
)

// linesType is the type of a stream of JSON lines.
const linesType = "application/x-ndjson"

// InDomain is the part of a path that names a domain.
type InDomain struct {
	Namespace string `path:"namespace" maxLength:"63" doc:"namespace of the domain"`
	Domain    string `path:"domain" maxLength:"63" doc:"id of the domain within its namespace"`
}

func (in InDomain) name() store.DomainName {
	return store.DomainName{Namespace: in.Namespace, ID: in.Domain}
}

const domainPath = "/domains/{namespace}/{domain}"

// serve declares a route with what handles it.
func serve[I, O any](a *API, r route, handle func(ctx context.Context, in *I) (*O, error)) {
	a.routes = append(a.routes, r)
	errs := append([]int{http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable}, r.errors...)
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Summary: r.summary, Description: r.about, Tags: []string{r.tag},
		DefaultStatus: r.status, MaxBodyBytes: bodyLimit, BodyReadTimeout: bodyTime,
		Middlewares: huma.Middlewares{a.traced(r), a.authorized(r)},
	}
	if r.largeBody {
		op.MaxBodyBytes = a.MaxBody
	}
	if r.lines != "" {
		op.Responses = map[string]*huma.Response{"200": {Description: r.lines, Content: map[string]*huma.MediaType{
			linesType: {Schema: &huma.Schema{Type: huma.TypeObject, Description: "of a line"}}}}}
	}
	if r.who != anybody {
		op.Security = []map[string][]string{{"token": {}}}
		errs = append(errs, http.StatusUnauthorized)
	}
	if r.who == ofDomain {
		errs = append(errs, http.StatusNotFound)
	}
	if r.method == http.MethodPost || r.method == http.MethodPut {
		errs = append(errs, http.StatusBadRequest, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if r.changes() {
		op.Middlewares = append(op.Middlewares, a.audited(r))
	}
	slices.Sort(errs)
	op.Errors = slices.Compact(errs)
	op.Extensions = map[string]any{"x-scope": r.needs(), "x-audited": r.changes()}
	defer func() {
		if r.makes {
			said := reference.Operation(a.huma.OpenAPI(), r.method, r.path).Responses
			created := *said["200"]
			created.Description = http.StatusText(http.StatusCreated)
			said["201"] = &created
		}
	}()
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, r, err)
		}
		return out, nil
	})
}

// traced is the middleware that makes the span of a request.
func (a *API) traced(r route) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if a.Tracer == nil {
			next(ctx)
			return
		}
		request, _ := humago.Unwrap(ctx)
		in, span := a.Tracer.ServeHTTP(ctx.Context(), request.Header, r.method+" "+Prefix+r.path)
		defer span.End()
		span.Text("http.request.method", r.method)
		span.Text("http.route", Prefix+r.path)
		span.Text("convergence.act", r.id)
		if r.who == ofDomain {
			span.Text("convergence.domain", domainIn(request.URL.Path).String())
		}
		next(huma.WithContext(ctx, in))
		span.Number("http.response.status_code", ctx.Status())
	}
}

// needs says in words what a token needs.
func (r *route) needs() string {
	needs := r.scope
	switch {
	case r.who == anybody:
		return "no token"
	case r.person:
		needs = "session of an administrator"
	case needs == "":
		return "any token"
	}
	if r.who == ofServer {
		needs += ", of the server"
	}
	return needs
}
