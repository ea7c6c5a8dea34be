package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// Totals are the sums of all domains since the server began.
type Totals struct {
	Operations    uint64 // that were made durable and acknowledged
	Commits       uint64 // transactions of operations
	CommitSeconds float64
	Buckets       []Bucket // of the commits, by how long they took; what took longer is in none
}

// Bucket is how many took no longer than some seconds.
type Bucket struct {
	Seconds float64
	Count   uint64
}

// Totals returns what has been counted so far.
func (m *Metrics) Totals() Totals {
	m.mu.Lock()
	defer m.mu.Unlock()
	var sum Totals
	for _, d := range m.domains {
		var operations, commits dto.Metric
		d.acknowledged.Write(&operations) // of a single counter, which does not fail
		sum.Operations += uint64(operations.GetCounter().GetValue())
		if h, ok := d.commits.(prometheus.Metric); ok {
			h.Write(&commits)
		}
		h := commits.GetHistogram()
		sum.Commits += h.GetSampleCount()
		sum.CommitSeconds += h.GetSampleSum()
		for i, b := range h.GetBucket() {
			if i == len(sum.Buckets) {
				sum.Buckets = append(sum.Buckets, Bucket{Seconds: b.GetUpperBound()})
			}
			sum.Buckets[i].Count += b.GetCumulativeCount()
		}
	}
	return sum
}
