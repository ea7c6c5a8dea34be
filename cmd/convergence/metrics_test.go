package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestMetricsAddress expects metrics where they were asked for, and nowhere else.
func TestMetricsAddress(t *testing.T) {
	p := serveProcess(t, t.TempDir(), "--dev")
	if status, _ := get(t, "http"+strings.TrimPrefix(strings.TrimSuffix(p.url, "/api/realtime/"), "ws")+"/metrics"); status != 404 {
		t.Errorf("a stranger who asks for metrics is answered with %d", status)
	}
	p = serveProcess(t, t.TempDir(), "--dev", "--metrics-addr", "127.0.0.1:0")
	found := regexp.MustCompile(`metrics +(http\S+)`).FindStringSubmatch(p.said())
	if found == nil {
		t.Fatalf("the server does not say where its metrics are: %s", p.said())
	}
	if status, text := get(t, found[1]); status != 200 || !strings.Contains(text, "convergence_connections 0\n") {
		t.Errorf("the metrics are %d %q", status, text)
	}
	if status, _ := get(t, strings.TrimSuffix(found[1], "/metrics")+"/health"); status != 404 {
		t.Errorf("the address of metrics answers for something else with %d", status)
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	must(t, err)
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	must(t, err)
	return r.StatusCode, string(text)
}
