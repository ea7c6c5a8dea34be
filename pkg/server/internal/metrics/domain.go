package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Domain counts what happens in one domain, or in all that are not counted by name.
// Counting costs an atomic addition and allocates nothing, refusals excepted.
type Domain struct {
	name    string
	metrics *Metrics

	signIns                              prometheus.Counter
	submitted, acknowledged, transformed prometheus.Counter
	commits                              prometheus.Observer
	passed, unanswered, readOthers       prometheus.Counter
}

func (m *Metrics) newDomain(name string) *Domain {
	return &Domain{
		name: name, metrics: m, signIns: m.signIns.WithLabelValues(name),
		submitted: m.submitted.WithLabelValues(name), acknowledged: m.acknowledged.WithLabelValues(name),
		transformed: m.transformed.WithLabelValues(name), commits: m.commits.WithLabelValues(name),
		passed: m.passedOn.WithLabelValues(name, "yes"), unanswered: m.passedOn.WithLabelValues(name, "no"),
		readOthers: m.readOthers.WithLabelValues(name),
	}
}

// Name is the value of the label.
func (d *Domain) Name() string { return d.name }

// SignedIn counts a sign-in.
func (d *Domain) SignedIn() { d.signIns.Inc() }

// SignInRefused counts one that was refused.
func (d *Domain) SignInRefused(code protocol.Code) {
	d.metrics.refused.WithLabelValues(d.name, string(code)).Inc()
}

// Refused counts a request that is answered with an error.
func (d *Domain) Refused(code protocol.Code) {
	d.metrics.answers.WithLabelValues(d.name, string(code)).Inc()
}

// Submitted counts operations that have arrived.
func (d *Domain) Submitted(operations int) { d.submitted.Add(float64(operations)) }

// Acknowledged counts operations that are durable.
func (d *Domain) Acknowledged(operations int) { d.acknowledged.Add(float64(operations)) }

// Transformed counts an operation that was transformed.
func (d *Domain) Transformed() { d.transformed.Inc() }

// PassedOn counts operations that another node was asked to have stored.
func (d *Domain) PassedOn(operations int, answered bool) {
	if answered {
		d.passed.Add(float64(operations))
	} else {
		d.unanswered.Add(float64(operations))
	}
}

// ReadOthers counts a look for what other nodes have stored of a model.
func (d *Domain) ReadOthers() { d.readOthers.Inc() }

// Delivered counts an attempt to call a webhook: one that arrived, failed or was given up.
func (d *Domain) Delivered(outcome string) { d.metrics.webhooks.WithLabelValues(d.name, outcome).Inc() }

// Committed notes how long a transaction took.
func (d *Domain) Committed(took time.Duration) { d.commits.Observe(took.Seconds()) }
