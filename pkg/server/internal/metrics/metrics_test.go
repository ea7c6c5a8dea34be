package metrics

import (
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// gather returns the values of a metric by the label "domain".
func gather(t *testing.T, m *Metrics, name string) map[string]float64 {
	t.Helper()
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]float64)
	for _, f := range families {
		for _, x := range f.GetMetric() {
			if f.GetName() != name {
				continue
			}
			for _, l := range x.GetLabel() {
				if l.GetName() == "domain" {
					values[l.GetValue()] = x.GetGauge().GetValue() + x.GetCounter().GetValue() + float64(x.GetHistogram().GetSampleCount())
				}
			}
		}
	}
	return values
}

// TestCardinality expects no more time series from a thousand domains than from a few, and
// the numbers of all of them.
func TestCardinality(t *testing.T) {
	const most, all = 5, 1000
	var domains []DomainState
	m := New("test", most, func() State { return State{Domains: domains} })
	for i := range all {
		d := m.Domain(fmt.Sprintf("space/%d", i))
		d.SignedIn()
		d.Refused(protocol.CodeUnauthorized)
		d.Submitted(2)
		d.Committed(1)
		domains = append(domains, DomainState{Counts: d, Sessions: 3, Models: 1})
	}
	for name, each := range map[string]float64{
		"convergence_sign_ins_total": 1, "convergence_refusals_total": 1, "convergence_operations_submitted_total": 2,
		"convergence_commit_seconds": 1, "convergence_sessions": 3, "convergence_models_loaded": 1,
	} {
		got := gather(t, m, name)
		if len(got) != most+1 || got["space/0"] != each || got["space/4"] != each || got[Other] != each*(all-most) {
			t.Errorf("%s is %v", name, got)
		}
	}
	// The first ones keep their names.
	if m.Others().Name() != Other || m.Domain("space/2").Name() != "space/2" || m.Domain("space/999").Name() != Other {
		t.Error("a domain is counted under another name than before")
	}
}

// TestOthersFirst expects a stranger's refused sign-in to take no place of a domain.
func TestOthersFirst(t *testing.T) {
	m := New("test", 1, func() State { return State{} })
	m.Others().SignInRefused(protocol.CodeDomainNotFound)
	if name := m.Domain("space/one").Name(); name != "space/one" {
		t.Errorf("the first domain is counted as %s", name)
	}
	if name := m.Domain("space/two").Name(); name != Other {
		t.Errorf("the second domain is counted as %s", name)
	}
}
