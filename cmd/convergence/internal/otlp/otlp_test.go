package otlp

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// send starts a provider, has it send a span and returns what the log says.
func send(t *testing.T, endpoint string) string {
	t.Helper()
	var said strings.Builder
	p, err := Start(t.Context(), endpoint, "1", slog.New(slog.NewTextHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	_, span := p.Tracer("test").Start(t.Context(), "span")
	span.End()
	if err := p.ForceFlush(t.Context()); err != nil {
		t.Error(err)
	}
	p.Close()
	return said.String()
}

// TestReason has a collector answer wrongly in the ways there are: the log says of what kind, and
// has neither the address nor anything of the answer.
func TestReason(t *testing.T) {
	const secret = "wormhole"
	t.Setenv("OTEL_BSP_EXPORT_TIMEOUT", "3000") // of the one that is tried again
	raw := func(answer string) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() {
					defer c.Close()
					c.Read(make([]byte, 1<<10))
					io.WriteString(c, answer)
				}()
			}
		}()
		return "http://" + l.Addr().String()
	}
	answering := func(code int, kind string, body []byte) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(code)
			w.Write(body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	partly, err := proto.Marshal(&collector.ExportTraceServiceResponse{PartialSuccess: &collector.ExportTracePartialSuccess{RejectedSpans: 3, ErrorMessage: secret + "\n(9 spans rejected)"}})
	if err != nil {
		t.Fatal(err)
	}
	closed := httptest.NewServer(nil)
	all := []struct{ url, want string }{
		{answering(401, "text/plain", []byte(secret)), "it was answered with 401 Unauthorized"},
		{answering(400, "text/plain", []byte("failed to send to x: 200 "+secret)), "it was answered with 400 Bad Request"},
		{answering(503, "text/plain", []byte(secret)), "it takes nothing for now (429, 502, 503 or 504)"},
		{answering(200, "application/x-protobuf", partly), "3 of the spans were rejected"},
		{raw("\x00\x00\x06\x04" + secret + "\r\n\r\n"), "its answer is not one of HTTP"}, // as gRPC does
		{closed.URL, "it refuses connections"},
	}
	closed.Close()
	for _, one := range all {
		said := send(t, one.url+"/"+secret)
		if !strings.Contains(said, fmt.Sprintf("error=%q", one.want)) {
			t.Errorf("%s\nwant %s", said, one.want)
		}
		if host := strings.TrimPrefix(one.url, "http://"); strings.Contains(said, secret) || strings.Contains(said, host) {
			t.Errorf("the log has what is not for it: %s", said)
		}
	}
}

// TestPartialResource expects attributes of the environment that make no sense to be left out and
// told of, and traces to be sent with the others.
func TestPartialResource(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "team=docs,nonsense")
	got := make(chan string, 10)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var sent collector.ExportTraceServiceRequest
		if err := proto.Unmarshal(body, &sent); err != nil {
			t.Error(err)
		}
		got <- fmt.Sprint(sent.ResourceSpans[0].Resource.Attributes)
	}))
	defer s.Close()
	said := send(t, s.URL)
	if !strings.Contains(said, "OpenTelemetry") || !strings.Contains(said, "missing value") {
		t.Errorf("the log says %s", said)
	}
	select {
	case about := <-got:
		if !strings.Contains(about, "docs") || !strings.Contains(about, "convergence") {
			t.Errorf("spans are of %s", about)
		}
	case <-time.After(10 * time.Second):
		t.Error("nothing is sent")
	}
}
