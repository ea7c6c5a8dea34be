package states

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestWeight compares what states are said to take with what they do.
func TestWeight(t *testing.T) {
	list := func(n int, of func() protocol.JSON) func() Values {
		return func() Values {
			all := make([]protocol.JSON, n)
			for i := range all {
				all[i] = of()
			}
			return Values{"k": all}
		}
	}
	for name, made := range map[string]func() Values{
		"empty lists": list(1000, func() protocol.JSON { return []protocol.JSON{} }),
		"small maps":  list(1000, func() protocol.JSON { return Values{"": nil} }),
		"numbers":     list(1000, func() protocol.JSON { return float64(runtime.NumGoroutine()) + 0.5 }),
		"texts":       list(1000, func() protocol.JSON { return fmt.Sprintf("%040d", runtime.NumGoroutine()) }),
		"keys": func() Values {
			v := make(Values)
			for i := range 1000 {
				v[fmt.Sprint("key", i)] = nil
			}
			return v
		},
		"a cursor": func() Values { return Values{"x": 1.5, "y": 2.5} },
	} {
		const times = 50
		kept := make([]Values, times)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range kept {
			kept[i] = made()
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		takes := (int(after.HeapAlloc) - int(before.HeapAlloc)) / times
		if said := Weight(kept[0]); said < takes*6/10 || said > takes*5/2 {
			t.Errorf("%s take %d bytes, and are said to take %d", name, takes, said)
		}
		runtime.KeepAlive(kept)
	}
}
