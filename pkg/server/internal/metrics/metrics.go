package metrics

import (
	"net/http"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// DefaultDomains is how many domains are counted by name.
const DefaultDomains = 50

// Other is what domains are called together that are not counted by name. A domain cannot
// have this name: it has no slash.
const Other = "other"

// Metrics are the numbers of one server. Make them with [New].
type Metrics struct {
	registry *prometheus.Registry
	most     int // domains by name

	opened  prometheus.Counter
	closed  *prometheus.CounterVec
	signIns *prometheus.CounterVec
	refused *prometheus.CounterVec // sign-ins
	answers *prometheus.CounterVec // refused requests
	// Operations by what has become of them.
	submitted, acknowledged, transformed *prometheus.CounterVec
	commits                              *prometheus.HistogramVec
	webhooks                             *prometheus.CounterVec // attempts
	// Of several servers.
	passedOn   *prometheus.CounterVec
	readOthers *prometheus.CounterVec

	mu      sync.Mutex
	domains map[string]*Domain
}

// New returns metrics that count at most so many domains by name. The state is what is
// looked at for each scrape.
func New(version string, domains int, state func() State) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), most: domains, domains: make(map[string]*Domain)}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(c)
		return c
	}
	m.opened = counter("convergence_connections_opened_total", "WebSockets that were accepted.").WithLabelValues()
	m.closed = counter("convergence_connections_closed_total", "WebSockets that ended, by the code that the server closed them with; 1000 for those that clients closed or lost.", "code")
	m.signIns = counter("convergence_sign_ins_total", "Sign-ins that succeeded.", "domain")
	m.refused = counter("convergence_sign_ins_refused_total", "Sign-ins that were refused, by error code. Domains that are not open are among the others.", "domain", "code")
	m.answers = counter("convergence_refusals_total", "Requests that were answered with an error, by its code.", "domain", "code")
	m.submitted = counter("convergence_operations_submitted_total", "Operations that clients sent, those that were sent again included.", "domain")
	m.acknowledged = counter("convergence_operations_acknowledged_total", "Operations that were made durable and acknowledged.", "domain")
	m.transformed = counter("convergence_operations_transformed_total", "Operations that were transformed against others which their client did not know.", "domain")
	m.webhooks = counter("convergence_webhook_attempts_total", "Calls of webhooks: those that arrived, those that failed and are tried again, and those that were given up with that.", "domain", "outcome")
	m.passedOn = counter("convergence_operations_passed_on_total", "Operations that were passed on to the server that leads their model, of several: those that it has answered for, and those that were stored from here because no answer came.", "domain", "answered")
	m.readOthers = counter("convergence_model_reads_total", "Times that a model was read for what others of several servers have stored: when somebody opens it, and when news of it was lost, late, or not told in order.", "domain")
	m.commits = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "convergence_commit_seconds", Help: "Time that a transaction of operations, of all models that wait, took to be durable.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	}, []string{"domain"})
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "convergence_build_info", Help: "Always 1, with the version of the server.",
		ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.commits, build, &collector{m, state},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers a scrape.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// Opened counts a connection.
func (m *Metrics) Opened() { m.opened.Inc() }

// Closed counts a connection that the server closes.
func (m *Metrics) Closed(code protocol.CloseCode) {
	m.closed.WithLabelValues(strconv.Itoa(int(code))).Inc()
}

// Domain returns what counts for a domain. The first that come are counted by name for as
// long as the server runs, also when they are removed: their numbers must not go down.
func (m *Metrics) Domain(name string) *Domain {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := m.domains[name]; d != nil {
		return d
	}
	if name != Other && m.named() >= m.most {
		name = Other
		if d := m.domains[name]; d != nil {
			return d
		}
	}
	d := m.newDomain(name)
	m.domains[name] = d
	return d
}

// Others returns what counts for domains that are not open.
func (m *Metrics) Others() *Domain { return m.Domain(Other) }

// named is how many domains are counted by name, the mutex being held.
func (m *Metrics) named() int {
	if m.domains[Other] != nil {
		return len(m.domains) - 1
	}
	return len(m.domains)
}
