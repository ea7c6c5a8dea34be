// Package garbage has Go's collector wait until a program has made enough garbage. By itself it
// begins when as much has come together as there is memory in use, which for a small server that
// is busy means many times a second.
package garbage

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// usual is the percentage of the memory in use that Go lets garbage have.
	usual = 100
	// least is how much counts as being in use, in Go, at least.
	least = 4 << 20
)

// Allow has the collector wait until there are so many bytes of garbage, or as many as there are in
// use if that is more. A limit of memory holds all the same. It does nothing where GOGC is set.
func Allow(bytes int64) {
	if os.Getenv("GOGC") != "" {
		return
	}
	t := &tuner{bytes: bytes, percent: usual, use: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
	t.tune()
}

// tuner is looked at after each collection, by which it is found unreachable and kept again.
type tuner struct {
	bytes   int64
	percent int
	use     []metrics.Sample
}

func (t *tuner) tune() {
	metrics.Read(t.use)
	inUse := max(least, int64(t.use[0].Value.Uint64()))
	percent := int(max(usual, t.bytes*100/inUse))
	if off := percent - t.percent; percent != t.percent && (percent == usual || off > t.percent/8 || -off > t.percent/8) {
		t.percent = percent
		debug.SetGCPercent(percent)
	}
	runtime.SetFinalizer(t, (*tuner).tune)
}
