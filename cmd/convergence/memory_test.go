package main

import "testing"

func TestMemorySize(t *testing.T) {
	for text, want := range map[string]int64{
		"512MiB": 512 << 20, "2GiB": 2 << 30, "1.5 GiB": 3 << 29, "100MB": 100_000_000, "134217728": 128 << 20,
		"": 0, "lots": 0, "512": 0, "1MiB": 0, "-2GiB": 0, "NaNGiB": 0, "1e99GiB": 0,
	} {
		var m memorySize
		if err := m.Set(text); int64(m) != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %d: %v", text, m, err)
		}
	}
	if m := quarterOfMachine(); m < leastMemory {
		t.Errorf("a quarter of the machine is %d", m)
	}
}
