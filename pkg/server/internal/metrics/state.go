package metrics

import "github.com/prometheus/client_golang/prometheus"

// State is what a server has at one moment.
type State struct {
	Connections int // signed in or not
	Domains     []DomainState
	Memory      []MemoryPart
}

// DomainState is what an open domain has.
type DomainState struct {
	Counts   *Domain
	Sessions int
	Models   int // that are loaded
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
		"strangers and incoming is what is being read, outgoing what waits in the queues of connections, held the states of who is there, queued what waits for models, and documents the loaded models.", []string{"part"}, nil)
	limitDesc = prometheus.NewDesc("convergence_memory_limit_bytes", "Memory that there is of a part. Over it the costliest wait and then go.", []string{"part"}, nil)
)

// collector looks at the state for each scrape: what is kept anyway need not be counted.
type collector struct {
	metrics *Metrics
	state   func() State
}

// Describe implements [prometheus.Collector].
func (*collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connectionsDesc, domainsDesc, sessionsDesc, modelsDesc, memoryDesc, limitDesc} {
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
	sessions, models := make(map[string]int), make(map[string]int)
	for _, d := range s.Domains { // several may be the others
		sessions[d.Counts.name] += d.Sessions
		models[d.Counts.name] += d.Models
	}
	for name, n := range sessions {
		gauge(sessionsDesc, float64(n), name)
		gauge(modelsDesc, float64(models[name]), name)
	}
	for _, p := range s.Memory {
		gauge(memoryDesc, float64(p.Used), p.Name)
		gauge(limitDesc, float64(p.Total), p.Name)
	}
}
