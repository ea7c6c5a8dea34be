package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
)

// result is what became of everybody else during an attack.
type result struct {
	peak                   int64 // resident memory of the server, bytes
	alive                  bool
	before, during, median time.Duration // from an edit to when the other of the pair sees it
	lost                   int           // edits that the other had not seen when the attack ended
	visitors, refused      int           // those who tried, and those who were not let in in time
	slowestVisit           time.Duration
	said                   string // by the attacker
}

// print prints the figures of an attack and reports whether it was held off.
func (r *result) print(name string) bool {
	ratio := float64(r.during) / float64(max(r.before, time.Microsecond))
	alive := 0
	if r.alive {
		alive = 1
	}
	fmt.Printf("%s: p99 %v in peace, %v attacked (median %v), %d edits not seen; %d visitors, the slowest let in after %v\n", name,
		r.before.Round(100*time.Microsecond), r.during.Round(100*time.Microsecond), r.median.Round(100*time.Microsecond), r.lost,
		r.visitors, r.slowestVisit.Round(time.Millisecond))
	if r.said != "" {
		fmt.Printf("  attacker: %s\n", r.said)
	}
	fmt.Printf("figure hostile.%s.rss.mb %d MB\n", name, r.peak>>20)
	fmt.Printf("figure hostile.%s.p99_ratio %.1f\n", name, ratio)
	fmt.Printf("figure hostile.%s.visitors.refused %d\n", name, r.refused)
	fmt.Printf("figure hostile.%s.alive %d\n", name, alive)
	return r.alive && r.peak < memoryAllowed && r.refused == 0 && r.lost == 0 && !strings.Contains(r.said, notArrived) && !strings.Contains(r.said, attackEnded) && (ratio <= slower || r.during <= slowest)
}

// watch is the machine that the server seems to run on: one that has no more
// memory than memoryLimit.
type watch struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
	peak   int64
	dead   bool
}

func watchMemory(ctx context.Context, p *serverprocess.Process) *watch {
	ctx, cancel := context.WithCancel(ctx)
	w := &watch{cancel: cancel}
	exited := p.Exited()
	w.done.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-exited:
				w.dead = true
				return
			case <-time.After(10 * time.Millisecond):
			}
			if used, err := p.Memory(); err == nil {
				w.peak = max(w.peak, used)
			}
			if w.peak > memoryLimit {
				w.dead = true
				p.Kill()
				return
			}
		}
	})
	return w
}

// stop returns the most memory that was seen, and whether the server lives.
func (w *watch) stop() (peak int64, alive bool) {
	w.cancel()
	w.done.Wait()
	return w.peak, !w.dead
}
