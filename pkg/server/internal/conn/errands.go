package conn

import (
	"context"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// errands are requests of one connection that no sequencer owns, such as
// queries. They run one after the other, in the order in which they came,
// beside the read loop.
type errands struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu      sync.Mutex
	waiting []func(ctx context.Context)
	running bool
	done    sync.WaitGroup
}

func newErrands() *errands {
	e := &errands{}
	e.ctx, e.cancel = context.WithCancel(context.Background())
	return e
}

// Errand runs a request. When too many are waiting it is refused.
func (c *Conn) Errand(request uint32, run func(ctx context.Context)) {
	e, limit := c.errands, c.options.MaxErrands
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.waiting) >= limit {
		c.Refuse(request, protocol.CodeLimitExceeded, "%d requests are waiting already; wait for their answers", limit)
		return
	}
	e.waiting = append(e.waiting, run)
	if !e.running {
		e.running = true
		e.done.Go(e.run)
	}
}

func (e *errands) run() {
	for {
		e.mu.Lock()
		if len(e.waiting) == 0 || e.ctx.Err() != nil {
			e.waiting, e.running = nil, false
			e.mu.Unlock()
			return
		}
		next := e.waiting[0]
		e.waiting = e.waiting[1:]
		e.mu.Unlock()
		next(e.ctx)
	}
}

// end breaks off what runs and returns when it has ended.
func (e *errands) end() {
	e.cancel()
	e.done.Wait()
}

// Errands ends when the errands do: what fails then is no trouble.
func (c *Conn) Errands() context.Context { return c.errands.ctx }
