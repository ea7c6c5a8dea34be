package shrinking_test

import (
	"runtime"
	"testing"

	"github.com/convergence-wasm/convergence/internal/shrinking"
)

func TestOnlyTheKeyGoes(t *testing.T) {
	m, room := map[int]int{}, shrinking.Room(0)
	shrinking.Delete(&m, &room, 1)
	for i := range 1000 {
		m[i] = 2 * i
	}
	for i := range 1000 {
		if i%100 != 0 {
			shrinking.Delete(&m, &room, i)
		}
	}
	for i := range 1000 {
		if v, ok := m[i]; ok != (i%100 == 0) || ok && v != 2*i {
			t.Fatalf("%d: %d, %v", i, v, ok)
		}
	}
}

func TestMemoryComesBack(t *testing.T) {
	inUse := func() int64 {
		runtime.GC()
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	m, room := map[int][16]byte{}, shrinking.Room(0)
	before := inUse()
	for i := range 100_000 {
		m[i] = [16]byte{}
	}
	full := inUse()
	for i := range 100_000 - 3 {
		shrinking.Delete(&m, &room, i)
	}
	if left := inUse() - before; full-before < 1_000_000 || left > 50_000 {
		t.Errorf("%d bytes with 100,000 entries, %d with 3", full-before, left)
	}
	runtime.KeepAlive(&m)
}
