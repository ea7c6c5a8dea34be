package webhooks

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestTraced expects a span of a call, in whose trace the receiver can go on, and which has
// neither the secret nor the address.
func TestTraced(t *testing.T) {
	r := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	recorder := tracetest.NewSpanRecorder()
	o := New(Options{Client: NewClient("test", true, 5*time.Second), Tracer: tracing.New(trace.NewTracerProvider(trace.WithSpanProcessor(recorder)), "test", 1).For("space/domain")})
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	o.attempt(t.Context(), &store.Webhook{ID: "w", URL: r.URL + "/?key=of-the-address", Secret: secret}, &store.Delivery{ID: "d", Body: []byte("{}"), Attempts: 2})
	if len(recorder.Ended()) != 1 || len(r.received()) != 1 {
		t.Fatalf("%d spans of %d calls", len(recorder.Ended()), len(r.received()))
	}
	span := recorder.Ended()[0]
	in := span.SpanContext()
	if want := fmt.Sprintf("00-%s-%s-01", in.TraceID(), in.SpanID()); r.received()[0].header.Get("Traceparent") != want {
		t.Errorf("the receiver is told %q, want %q", r.received()[0].header.Get("Traceparent"), want)
	}
	said := span.Status().Description
	for _, a := range span.Attributes() {
		said += fmt.Sprintf(" %s=%s", a.Key, a.Value.Emit())
	}
	if want := "it was answered with 503 Service Unavailable convergence.domain=space/domain convergence.webhook=w convergence.attempt=3 convergence.bytes=2 http.response.status_code=503"; said != want {
		t.Errorf("it says\n%s, want\n%s", said, want)
	}
	if strings.Contains(said, "of-the-address") || strings.Contains(said, secret) {
		t.Error("it has a secret")
	}
}
