package conn

import (
	"context"
	"runtime"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/internal/lanes"
)

// Turns keep those who make the server work all the time from taking all of its
// processors. Messages of a user that take little time are handled at once; a user whose
// messages have taken more than that lately shares half of the processors with the others
// of that kind, and of those who wait the one who has used least comes first. Without them a
// message of somebody else waits behind all of theirs wherever it goes. Make them
// with [NewTurns].
type Turns struct{ lane *lanes.Lane }

// How much of each second handling a user's messages may take, and how much after a
// pause. What is over that for long is forgotten at some time.
const (
	workRate  = 100 * time.Millisecond
	workBurst = 300 * time.Millisecond
	workDebt  = time.Second
)

// NewTurns returns turns that nobody waits for.
func NewTurns() *Turns { return &Turns{lanes.New(max(1, runtime.GOMAXPROCS(0)/2))} }

// turn handles something of the user of a connection.
func (c *Conn) turn(ctx context.Context, handle func() error) error {
	if c.wire == nil { // nobody's, see [Unserved]
		return handle()
	}
	return c.options.Turns.do(ctx, c.wire.rate.Load(), handle)
}

// do handles something of a user.
func (t *Turns) do(ctx context.Context, of *rate, handle func() error) error {
	if of.work != nil && of.work.take(0) > 0 {
		leave, err := t.lane.Enter(ctx, of.owner)
		if err != nil {
			return err
		}
		defer leave()
	}
	start := time.Now()
	err := handle()
	if of.work != nil {
		of.work.take(int(time.Since(start)))
	}
	return err
}
