package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// traceCollector is a collector that keeps what it gets.
type traceCollector struct {
	*httptest.Server
	t *testing.T

	mu    sync.Mutex
	spans []*tracepb.Span
	text  string   // all that came
	keys  []string // of the requests, in a header
}

func collect(t *testing.T) *traceCollector {
	r := &traceCollector{t: t}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	return r
}

func (r *traceCollector) take(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	var got collector.ExportTraceServiceRequest
	if err != nil || request.URL.Path != "/v1/traces" || proto.Unmarshal(body, &got) != nil {
		r.t.Errorf("a request for %s cannot be read: %v", request.URL.Path, err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text += got.String() + string(body)
	r.keys = append(r.keys, request.Header.Get("Api-Key"))
	for _, resource := range got.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			r.spans = append(r.spans, scope.Spans...)
		}
	}
}

// span waits for a span that says something.
func (r *traceCollector) span(name, says string) *tracepb.Span {
	r.t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		r.mu.Lock()
		for _, span := range r.spans {
			if span.Name == name && strings.Contains(attributes(span), says) {
				r.mu.Unlock()
				return span
			}
		}
		text := r.text
		r.mu.Unlock()
		if time.Now().After(end) {
			r.t.Fatalf("no span %q says %q in\n%s", name, says, text)
		}
	}
}

// attributes returns what a span says, as "key=value".
func attributes(s *tracepb.Span) string {
	var all []string
	for _, a := range s.Attributes {
		value := a.Value.GetStringValue()
		if value == "" {
			value = fmt.Sprint(a.Value.GetIntValue())
		}
		all = append(all, a.Key+"="+value)
	}
	return strings.Join(all, " ") + " "
}

// TestTraces does one of everything that a trace is made of, with a real collector.
func TestTraces(t *testing.T) {
	r := collect(t)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=of-the-collector")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test")
	logFile := filepath.Join(t.TempDir(), "log")
	log, err := os.Create(logFile)
	must(t, err)
	defer log.Close()
	data := t.TempDir()
	p := serveWith(t, data, log, "--dev", "--otlp-endpoint", r.URL, "--trace-ratio", "1")
	c, in := connect(t, p.url+"convergence/default", "demo", "demo", "instance-of-test")
	opened := c.open()
	c.send(0, 0, &protocol.OperationSubmission{Resource: opened.Resource, First: 1, Version: opened.Version, Operations: []ot.Op{insert(0)}})
	c.send(3, 0, &protocol.QueryRequest{Query: "SELECT * FROM c WHERE text = 'a-secret-of-the-data'"})
	c.send(4, 0, &protocol.HistoryOperationsRequest{ModelID: "m", From: 1, To: 2})
	_, wrong := connect(t, p.url+"convergence/default", "demo", "a-wrong-password", "other")
	if in.Success == nil || wrong.Failure == nil {
		t.Fatal("who is let in is wrong")
	}
	request, err := http.NewRequest("GET", "http"+strings.TrimPrefix(strings.TrimSuffix(p.url, "realtime/"), "ws")+"rest/v1/domains/convergence/default/users?cursor=x", nil)
	must(t, err)
	request.Header.Set("Traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
	request.Header.Set("Authorization", "Bearer a-secret-token")
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	answer.Body.Close()

	route := "GET /api/rest/v1/domains/{namespace}/{domain}/users"
	for _, want := range []struct{ name, says string }{
		{"sign in", "convergence.domain=convergence/default convergence.method=password convergence.result=ok convergence.session=" + in.Success.SessionID},
		{"sign in", "convergence.method=password convergence.result=authentication_failed "},
		{"open model", "convergence.domain=convergence/default convergence.model=m convergence.bytes="},
		{"open model", "convergence.result=ok "},
		{"commit", "convergence.domain=convergence/default convergence.model=m convergence.bytes="},
		{"commit", "convergence.operations=1 "},
		{"query", "convergence.collection=c convergence.results=0 "},
		{"read history", "convergence.model=m convergence.runs=1 "},
		{route, "http.route=/api/rest/v1/domains/{namespace}/{domain}/users convergence.act=list-users convergence.domain=convergence/default http.response.status_code=401 "},
	} {
		r.span(want.name, want.says)
	}
	of := r.span(route, "")
	if trace, parent := hex.EncodeToString(of.TraceId), hex.EncodeToString(of.ParentSpanId); trace != "0123456789abcdef0123456789abcdef" || parent != "0123456789abcdef" {
		t.Errorf("the request is a part of %s in trace %s", parent, trace)
	}
	must(t, p.Process.Signal(syscall.SIGTERM))
	must(t, <-p.done)
	for _, secret := range []string{in.Success.ReconnectToken, "a-wrong-password", "a-secret-token", "a-secret-of-the-data", "instance-of-test", "demo\""} {
		if strings.Contains(r.text, secret) {
			t.Errorf("the traces have %q", secret)
		}
	}
	for _, about := range []string{"convergence", "deployment.environment", version} {
		if !strings.Contains(r.text, about) {
			t.Errorf("the traces do not name %s", about)
		}
	}
	if len(r.keys) == 0 || r.keys[0] != "of-the-collector" {
		t.Errorf("the collector gets the keys %q", r.keys)
	}
	lines, err := os.ReadFile(logFile)
	must(t, err)
	if id := hex.EncodeToString(r.span("sign in", "ok").TraceId); !strings.Contains(string(lines), "trace_id="+id) {
		t.Errorf("the log has no trace %s:\n%s", id, lines)
	}

	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	if said, err := convergence(t, "", "backup", t.TempDir(), "--data", data); err != nil {
		t.Fatal(said)
	}
	r.span("backup", "convergence.domains=1 ")
}

// TestDeafCollector expects a server to be as it is without a collector when that does not
// answer: it says so once, and ends soon.
func TestDeafCollector(t *testing.T) {
	release := make(chan struct{})
	deaf := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer deaf.Close()
	defer close(release)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "20")
	t.Setenv("OTEL_BSP_EXPORT_TIMEOUT", "200")
	t.Setenv("OTEL_BSP_MAX_QUEUE_SIZE", "4")
	t.Setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2")
	var log strings.Builder
	p := serveWith(t, t.TempDir(), &log, "--dev", "--otlp-endpoint", deaf.URL, "--trace-ratio", "1")
	c, in := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	if in.Success == nil {
		t.Fatal(in.Failure)
	}
	opened := c.open()
	for i := range 50 {
		begun := time.Now()
		c.send(0, 0, &protocol.OperationSubmission{Resource: opened.Resource, First: uint64(i + 1), Version: opened.Version + int64(i), Operations: []ot.Op{insert(i)}})
		if e, err := c.receive(); err != nil || e.Body != protocol.BodyOperationAck {
			t.Fatalf("edit %d is answered with %+v, %v", i, e, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("edit %d took %v", i, took)
		}
		time.Sleep(20 * time.Millisecond)
	}
	begun := time.Now()
	must(t, p.Process.Signal(syscall.SIGTERM))
	must(t, <-p.done)
	if took := time.Since(begun); took > 9*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	if n := strings.Count(log.String(), "traces cannot be sent"); n != 1 {
		t.Errorf("%d lines instead of one say that traces cannot be sent:\n%s", n, log.String())
	}
}

// TestBadTracing expects an error for what makes no sense.
func TestBadTracing(t *testing.T) {
	for _, wrong := range [][]string{{"--otlp-endpoint", "localhost:4318"}, {"--otlp-endpoint", "grpc://x"}, {"--trace-ratio", "2"}, {"--trace-ratio", "NaN"}} {
		said, err := convergence(t, "", append([]string{"serve", "--dev", "--data", t.TempDir(), "--addr", "localhost:0"}, wrong...)...)
		if err == nil || !strings.Contains(said, "collector") && !strings.Contains(said, "trace-ratio") {
			t.Errorf("%q: %v\n%s", wrong, err, said)
		}
	}
}
