package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/convergence-wasm/convergence/pkg/server/bus"
)

// State is what a server has at one moment.
type State struct {
	Connections int // signed in or not
	Domains     []DomainState
	Memory      []MemoryPart
	RoundTrips  *uint64 // to the store, nil for one in this process
	Node        *Node   // nil for the only server
}

// Node is what one of several servers has.
type Node struct {
	ID  string
	Bus bus.Traffic
}

// DomainState is what an open domain has.
type DomainState struct {
	Counts   *Domain
	Sessions int
	Models   int // that are loaded
	Leads    int // models that this server appends to for others
}

// MemoryPart is one part of the memory that the server shares out.
type MemoryPart struct {
	Name        string
	Used, Total int64 // bytes
}

var (
	connectionsDesc = prometheus.NewDesc("convergence_connections", "WebSockets that are open, signed in or not.", nil, nil)
	domainsDesc     = prometheus.NewDesc("convergence_domains_open", "Domains that somebody has used since the server began.", nil, nil)
	sessionsDesc    = prometheus.NewDesc("convergence_sessions", "Clients that have signed in and are connected.", []string{"domain"}, nil)
	modelsDesc      = prometheus.NewDesc("convergence_models_loaded", "Models in memory.", []string{"domain"}, nil)
	memoryDesc      = prometheus.NewDesc("convergence_memory_bytes", "Memory that is taken, of a part of what --memory shares out: "+
		"strangers and incoming is what is being read, outgoing what waits in the queues of connections, held the states of who is there, spare whom clients have been told of beyond 1,000 each, queued what waits for models, and documents the loaded models.", []string{"part"}, nil)
	ledDesc   = prometheus.NewDesc("convergence_models_led", "Models in memory that this server, of several, stores operations of for all of them.", []string{"domain"}, nil)
	nodeDesc  = prometheus.NewDesc("convergence_node_info", "Always 1, with the name by which convergence node list has this server, of several; another one with each start.", []string{"node"}, nil)
	busDesc   = prometheus.NewDesc("convergence_bus_messages_total", "Messages over NATS between several servers, sent and heard.", []string{"direction"}, nil)
	busSize   = prometheus.NewDesc("convergence_bus_bytes_total", "The bytes of these.", []string{"direction"}, nil)
	tripsDesc = prometheus.NewDesc("convergence_store_round_trips_total", "Times that the database was sent something and waited for: a statement, or several together. None with SQLite.", nil, nil)
	limitDesc = prometheus.NewDesc("convergence_memory_limit_bytes", "Memory that there is of a part. Over it the costliest wait and then go.", []string{"part"}, nil)
)

// collector looks at the state for each scrape: what is kept anyway need not be counted.
type collector struct {
	metrics *Metrics
	state   func() State
}

// Describe implements [prometheus.Collector].
func (*collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connectionsDesc, domainsDesc, sessionsDesc, modelsDesc, memoryDesc, limitDesc, ledDesc, nodeDesc, busDesc, busSize, tripsDesc} {
		to <- d
	}
}

// Collect implements [prometheus.Collector].
func (c *collector) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	s := c.state()
	gauge(connectionsDesc, float64(s.Connections))
	gauge(domainsDesc, float64(len(s.Domains)))
	sessions, models, leads := make(map[string]int), make(map[string]int), make(map[string]int)
	for _, d := range s.Domains { // several may be the others
		sessions[d.Counts.name] += d.Sessions
		models[d.Counts.name] += d.Models
		leads[d.Counts.name] += d.Leads
	}
	for name, n := range sessions {
		gauge(sessionsDesc, float64(n), name)
		gauge(modelsDesc, float64(models[name]), name)
		if s.Node != nil {
			gauge(ledDesc, float64(leads[name]), name)
		}
	}
	counter := func(d *prometheus.Desc, n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	if s.RoundTrips != nil {
		counter(tripsDesc, *s.RoundTrips)
	}
	if n := s.Node; n != nil {
		gauge(nodeDesc, 1, n.ID)
		counter(busDesc, n.Bus.Sent, "sent")
		counter(busDesc, n.Bus.Heard, "heard")
		counter(busSize, n.Bus.SentBytes, "sent")
		counter(busSize, n.Bus.HeardBytes, "heard")
	}
	for _, p := range s.Memory {
		gauge(memoryDesc, float64(p.Used), p.Name)
		gauge(limitDesc, float64(p.Total), p.Name)
	}
}
