package tracing

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace/noop"
)

// everything does all that the server does with a tracer.
func everything(t *Tracer, ctx context.Context, header http.Header) {
	ctx, span := t.ServeHTTP(ctx, header, "request")
	_, part := t.Start(ctx, "part")
	_, call := t.Call(ctx, header, "call")
	_, commit := t.Commit()
	Of(ctx).Text("key", "value")
	span.Number("number", 1000)
	span.Fail("reason")
	for _, s := range [...]Span{commit, call, part, span} {
		s.End()
	}
}

// TestOff expects that a server without traces allocates nothing for them.
func TestOff(t *testing.T) {
	none := New(nil, "test", 1).For("space/domain")
	ctx, header := t.Context(), http.Header{}
	if n := testing.AllocsPerRun(1000, func() { everything(none, ctx, header) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if len(header) != 0 {
		t.Errorf("others are told %v", header)
	}
	log := slog.New(slog.DiscardHandler)
	if none.Log(log) != log {
		t.Error("the log is another one")
	}
}

// TestNoop expects that a provider that records nothing is no harm.
func TestNoop(t *testing.T) {
	everything(New(noop.NewTracerProvider(), "test", 1), t.Context(), http.Header{})
}

func TestSpans(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	tracer := New(trace.NewTracerProvider(trace.WithSpanProcessor(recorder)), "test", 1).For("space/domain")
	header := http.Header{"Traceparent": {"00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"}}
	everything(tracer, t.Context(), header)
	_, span := tracer.Serve(t.Context(), "bounds")
	span.Text("long", strings.Repeat("ä", 1000))
	span.Fail(strings.Repeat("x", 1000))
	span.End()

	byName := make(map[string]trace.ReadOnlySpan)
	for _, s := range recorder.Ended() {
		byName[s.Name()] = s
		if a := s.Attributes()[0]; a.Key != "convergence.domain" || a.Value.AsString() != "space/domain" {
			t.Errorf("%s begins with %v", s.Name(), a)
		}
	}
	request, call := byName["request"], byName["call"]
	if got := request.Parent().SpanID().String(); got != "0123456789abcdef" || !request.Parent().IsRemote() {
		t.Errorf("the request is a part of %s", got)
	}
	if want := "00-0123456789abcdef0123456789abcdef-" + call.SpanContext().SpanID().String() + "-01"; header.Get("Traceparent") != want {
		t.Errorf("the other server is told %q, want %q", header.Get("Traceparent"), want)
	}
	if byName["part"].Parent().SpanID() != request.SpanContext().SpanID() || byName["commit"].Parent().IsValid() {
		t.Error("parts belong elsewhere")
	}
	long := byName["bounds"].Attributes()[1].Value.AsString()
	if n := len(byName["bounds"].Status().Description); len(long) > mostText || !utf8.ValidString(long) || n != mostText {
		t.Errorf("a text of %d bytes, valid: %v, and a reason of %d", len(long), utf8.ValidString(long), n)
	}
}

// TestShare expects about the share of the commits that is asked for.
func TestShare(t *testing.T) {
	for share, bounds := range map[float64][2]int{-1: {0, 0}, 0.1: {600, 1400}, 1: {10_000, 10_000}} {
		recorder := tracetest.NewSpanRecorder()
		tracer := New(trace.NewTracerProvider(trace.WithSpanProcessor(recorder)), "test", share)
		for range 10_000 {
			_, span := tracer.Commit()
			span.End()
		}
		if n := len(recorder.Ended()); n < bounds[0] || n > bounds[1] {
			t.Errorf("of 10,000 commits %d are traced, want a share of %v", n, share)
		}
	}
}

// TestLog expects the trace in the lines that belong to one, also of logs made from the log.
func TestLog(t *testing.T) {
	tracer := New(trace.NewTracerProvider(), "test", 1)
	var text strings.Builder
	log := tracer.Log(slog.New(slog.NewTextHandler(&text, nil))).With("model", "m")
	ctx, span := tracer.Serve(t.Context(), "request")
	log.InfoContext(ctx, "inside")
	span.End()
	log.Info("outside")
	inside, outside, _ := strings.Cut(text.String(), "\n")
	if id := span.span.SpanContext().TraceID().String(); !strings.Contains(inside, "trace_id="+id) || strings.Contains(outside, "trace_id") {
		t.Errorf("of trace %s is logged:\n%s", id, text.String())
	}
}
