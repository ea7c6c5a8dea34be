package tracing

import (
	"context"
	"math/rand/v2"
	"net/http"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// scope names who makes the spans.
const scope = "github.com/convergence-wasm/convergence/pkg/server"

// Tracer begins spans. Make one with [New].
type Tracer struct {
	tracer  trace.Tracer
	commits float64
	domain  string
}

// New returns a tracer that makes the spans of a provider, and of commits a share of
// them. It returns nil for a nil provider.
func New(provider trace.TracerProvider, version string, commits float64) *Tracer {
	if provider == nil {
		return nil
	}
	return &Tracer{tracer: provider.Tracer(scope, trace.WithInstrumentationVersion(version)), commits: commits}
}

// For returns the tracer of a domain, which its spans name.
func (t *Tracer) For(domain string) *Tracer {
	if t == nil {
		return nil
	}
	of := *t
	of.domain = domain
	return &of
}

// Start begins what the server does itself, as a part of what ctx belongs to.
func (t *Tracer) Start(ctx context.Context, name string) (context.Context, Span) {
	return t.start(ctx, name, trace.SpanKindInternal)
}

// Serve begins what a client has asked for.
func (t *Tracer) Serve(ctx context.Context, name string) (context.Context, Span) {
	return t.start(ctx, name, trace.SpanKindServer)
}

// ServeHTTP is Serve for a request, whose traceparent says what it is a part of.
func (t *Tracer) ServeHTTP(ctx context.Context, header http.Header, name string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	return t.Serve(propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(header)), name)
}

// Call begins a request to another server, which is told in the header what it is a part of.
func (t *Tracer) Call(ctx context.Context, header http.Header, name string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx, span := t.start(ctx, name, trace.SpanKindClient)
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(header))
	return ctx, span
}

// Commit begins the commit of a group, if it is one of those that are traced. There are too
// many for all of them.
func (t *Tracer) Commit() (context.Context, Span) {
	if t == nil || rand.Float64() >= t.commits {
		return context.Background(), Span{}
	}
	return t.Start(context.Background(), "commit")
}

func (t *Tracer) start(ctx context.Context, name string, kind trace.SpanKind) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx, started := t.tracer.Start(ctx, name, trace.WithSpanKind(kind))
	span := Span{started}
	if t.domain != "" {
		span.Text("convergence.domain", t.domain)
	}
	return ctx, span
}
