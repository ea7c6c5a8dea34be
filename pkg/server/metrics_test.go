package server_test

import (
	"io"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// scrape returns the value of each time series.
func (s *testServer) scrape() map[string]float64 {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.server.Metrics().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	text, err := io.ReadAll(w.Result().Body)
	must(s.t, err)
	all := make(map[string]float64)
	for line := range strings.Lines(string(text)) {
		if series, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(line, "#") {
			all[series], _ = strconv.ParseFloat(value[strings.LastIndexByte(value, ' ')+1:], 64)
		}
	}
	return all
}

// TestMetrics makes one of everything that is counted.
func TestMetrics(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	a, b := s.connect("ada"), s.connect("bob")
	ra, rb := a.open("m"), b.open("m")
	next[*protocol.RemoteOpened](a)
	ra.submit(1, 1, splice(0, 0, "x"), splice(1, 0, "y"))
	ack(a)
	next[*protocol.RemoteOperation](b)
	rb.submit(1, 1, splice(0, 0, "z")) // made before the two
	ack(b)
	next[*protocol.RemoteOperation](a)
	if e := call[*protocol.Error](a, &protocol.OpenRequest{ModelID: "m"}); e.Code != protocol.CodeModelAlreadyOpen {
		t.Fatalf("opening twice is answered with %s", e.Code)
	}
	for _, url := range []string{s.url, strings.TrimSuffix(s.url, name.String()) + "no/such"} {
		wrong := credentials("ada")
		wrong.Secret = "no"
		c := dial(t, url).listen()
		if call[*protocol.ConnectionResponse](c, wrong).Failure == nil {
			t.Fatal("somebody is let in")
		}
		c.closedWith(protocol.CloseRefused)
	}
	in := `{domain="convergence/default"}`
	want := map[string]float64{
		"convergence_connections": 2, "convergence_connections_opened_total": 4, `convergence_connections_closed_total{code="4200"}`: 2,
		"convergence_sessions" + in: 2, "convergence_models_loaded" + in: 1, "convergence_domains_open": 1, "convergence_sign_ins_total" + in: 2,
		`convergence_sign_ins_refused_total{code="authentication_failed",domain="convergence/default"}`: 1,
		`convergence_sign_ins_refused_total{code="domain_not_found",domain="other"}`:                    1,
		`convergence_refusals_total{code="model_already_open",domain="convergence/default"}`:            1,
		"convergence_operations_submitted_total" + in:                                                   3, "convergence_operations_acknowledged_total" + in: 3,
		"convergence_operations_transformed_total" + in: 1, "convergence_commit_seconds_count" + in: 2,
	}
	s.meets(want)
	got := s.scrape()
	if used, limit := got[`convergence_memory_bytes{part="documents"}`], got[`convergence_memory_limit_bytes{part="documents"}`]; used <= 0 || limit <= used {
		t.Errorf("documents take %v of %v", used, limit)
	}
	b.socket.CloseNow()
	s.meets(map[string]float64{"convergence_connections": 1, "convergence_sessions" + in: 1})
}

// meets waits for a scrape with these values.
func (s *testServer) meets(want map[string]float64) {
	s.t.Helper()
	var wrong map[string]float64
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		got := s.scrape()
		wrong = make(map[string]float64)
		for series, n := range want {
			if value, ok := got[series]; !ok || value != n {
				wrong[series] = value
			}
		}
		if len(wrong) == 0 {
			return
		}
	}
	s.t.Errorf("the metrics are wrong: %v", wrong)
}

// TestNoMetrics expects those who reach the server to be told nothing of it.
func TestNoMetrics(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	w := httptest.NewRecorder()
	s.server.Handler(server.Pages{}).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 404 {
		t.Errorf("a stranger is answered with %d", w.Code)
	}
}
