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
	waiting []errand
	bytes   int        // of those that wait
	taken   *sync.Cond // signalled when one of them has begun
	running bool
	done    sync.WaitGroup
}

// errand is a request that waits for those before it.
type errand struct {
	run   func(ctx context.Context)
	bytes int
}

// errandBytes is how much the waiting errands of a connection may take: behind that the
// read loop waits, before the turn of the next message, since errands need turns too.
const errandBytes = 256 << 10

func newErrands() *errands {
	e := &errands{}
	e.taken = sync.NewCond(&e.mu)
	e.ctx, e.cancel = context.WithCancel(context.Background())
	return e
}

// wait returns when the waiting errands take no more than they may, or the connection ends.
func (e *errands) wait(closing func() bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.bytes > errandBytes && e.ctx.Err() == nil && !closing() {
		e.taken.Wait()
	}
}

// Errand runs a request, of which the handler of a message calls it. When too many are
// waiting it is refused.
func (c *Conn) Errand(request uint32, run func(ctx context.Context)) {
	e, limit := c.errands, c.options.MaxErrands
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.waiting) >= limit {
		c.Refuse(request, protocol.CodeLimitExceeded, "%d requests are waiting already; wait for their answers", limit)
		return
	}
	e.waiting = append(e.waiting, errand{func(ctx context.Context) {
		_ = c.turn(ctx, func() error { run(ctx); return nil }) // who has gone is not answered
	}, c.weight})
	e.bytes += c.weight
	if !e.running {
		e.running = true
		e.done.Go(e.run)
	}
}

func (e *errands) run() {
	for {
		e.mu.Lock()
		if len(e.waiting) == 0 || e.ctx.Err() != nil {
			e.waiting, e.bytes, e.running = nil, 0, false
			e.taken.Broadcast()
			e.mu.Unlock()
			return
		}
		next := e.waiting[0]
		e.waiting = e.waiting[1:]
		e.bytes -= next.bytes
		e.taken.Broadcast()
		e.mu.Unlock()
		next.run(e.ctx)
	}
}

// end breaks off what runs and returns when it has ended.
func (e *errands) end() {
	e.cancel()
	e.done.Wait()
}

// Errands ends when the errands do: what fails then is no trouble.
func (c *Conn) Errands() context.Context { return c.errands.ctx }
