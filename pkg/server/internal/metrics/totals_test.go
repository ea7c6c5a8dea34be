package metrics

import (
	"testing"
	"time"
)

func TestTotals(t *testing.T) {
	m := New("test", 1, func() State { return State{} })
	if sum := m.Totals(); sum.Operations != 0 || sum.Commits != 0 {
		t.Errorf("before anything: %+v", sum)
	}
	for i, name := range []string{"a/one", "a/two", "a/three"} {
		d := m.Domain(name)
		d.Acknowledged(10)
		d.Committed(time.Duration(i+1) * 2 * time.Millisecond) // 2, 4 and 6
	}
	sum := m.Totals()
	if sum.Operations != 30 || sum.Commits != 3 || sum.CommitSeconds < .0119 || sum.CommitSeconds > .0121 {
		t.Errorf("%+v", sum)
	}
	for _, b := range sum.Buckets {
		want := map[float64]uint64{.0005: 0, .001: 0, .0025: 1, .005: 2}
		if n, ok := want[b.Seconds]; !ok && b.Count != 3 || ok && b.Count != n {
			t.Errorf("%d took no longer than %v s", b.Count, b.Seconds)
		}
	}
	if len(sum.Buckets) < 10 {
		t.Errorf("the buckets are %v", sum.Buckets)
	}
}
