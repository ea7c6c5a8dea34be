package cluster

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// TestMetricsOfNodes edits a model at two nodes, and expects the metrics of each to say what it has
// done.
func TestMetricsOfNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	at := w.withMetrics()
	m := open(t, ctx, []*native.Domain{w.connect(ctx, w.nodes[0].Addr), w.connect(ctx, w.nodes[1].Addr)}, "m")
	for range 5 {
		for i := range m {
			must(t, m[i].Element().At("sum").Add(1))
			must(t, m[i].Committed(ctx))
		}
	}
	list := w.command("node", "list", "--store", w.database.URL(""))
	led, passed := 0.0, 0.0
	for i := range w.nodes {
		says := scrape(t, at[i])
		if _, node, _ := strings.Cut(says, `convergence_node_info{node="`); !strings.Contains(list, strings.SplitN(node, `"`, 2)[0]) || node == "" {
			t.Errorf("node %d is not called as it is listed:\n%s", i, list)
		}
		led += value(t, says, `convergence_models_led{domain="convergence/default"}`)
		passed += value(t, says, `convergence_operations_passed_on_total{answered="yes",domain="convergence/default"}`)
		for _, more := range []string{`convergence_model_reads_total{domain="convergence/default"}`, `convergence_bus_messages_total{direction="sent"}`,
			`convergence_bus_messages_total{direction="heard"}`, `convergence_bus_bytes_total{direction="heard"}`, `convergence_store_round_trips_total`} {
			if value(t, says, more) <= 0 {
				t.Errorf("node %d has none of %s", i, more)
			}
		}
	}
	if led != 1 || passed < 5 {
		t.Errorf("%v models are led, and %v operations were passed on", led, passed)
	}
}

// withMetrics starts the nodes anew with metrics, and returns where those are.
func (w *world) withMetrics() []string {
	w.t.Helper()
	var at []string
	for _, p := range w.nodes {
		addr, err := serverprocess.FreeAddr()
		must(w.t, err)
		at = append(at, addr)
		p.Stop()
		p.Args = append(p.Args, "--metrics-addr", addr)
		must(w.t, p.Start())
	}
	return at
}

// scrape returns the metrics of a node.
func scrape(t *testing.T, addr string) string {
	t.Helper()
	r, err := http.Get("http://" + addr + "/metrics")
	must(t, err)
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	must(t, err)
	return string(text)
}

func value(t *testing.T, says, of string) float64 {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(of) + ` (\S+)$`).FindStringSubmatch(says)
	if found == nil {
		t.Errorf("there is no %s", of)
		return 0
	}
	v, err := strconv.ParseFloat(found[1], 64)
	must(t, err)
	return v
}
