package conn

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
)

// TestBeat expects the checks of a connection to come so that silence is
// noticed in time, whichever of the two spans is longer.
func TestBeat(t *testing.T) {
	const long, short = 5 * time.Second, 3 * time.Second
	near := func(got, want time.Duration) bool { return got <= want && got > want-time.Second }
	ago := func(d time.Duration) int64 { return time.Now().Add(-d).UnixNano() }
	for _, o := range []Options{
		{PingAfter: short, GiveUpAfter: long, MaxQueue: 10, MaxQueueBytes: 10_000},
		{PingAfter: long, GiveUpAfter: short, MaxQueue: 10, MaxQueueBytes: 10_000},
	} {
		o.Outgoing = budget.New(1 << 20)
		c := &Conn{options: &o, signs: &signs{}, queue: newQueue(o.Outgoing.Open(nil))}
		heard := func(at int64) { c.signs.heard.Store(at); c.signs.whole.Store(at) }
		heard(ago(time.Second))
		if got := c.beat(); c.pinged != 0 || !near(got, o.PingAfter-time.Second) {
			t.Errorf("%+v: a second after a message the next check comes after %v, pinged %v", o, got, c.pinged != 0)
		}
		heard(ago(o.PingAfter))
		if got := c.beat(); c.pinged == 0 || got > short {
			t.Errorf("%+v: after the ping the next check comes after %v, pinged %v", o, got, c.pinged != 0)
		}
		c.pinged = ago(time.Second)
		if got := c.beat(); c.closing.Load() || !near(got, o.GiveUpAfter-time.Second) {
			t.Errorf("%+v: a second after the ping the next check comes after %v, closing %v", o, got, c.closing.Load())
		}
		// Bytes come, and no whole message: it is pinged again and not given up.
		c.signs.heard.Store(ago(0))
		c.pinged = ago(long + short)
		if c.beat(); c.closing.Load() || time.Since(time.Unix(0, c.pinged)) > time.Second {
			t.Errorf("%+v: a client that is sending for long is closed: %v", o, c.closing.Load())
		}
		// What it says waits for us.
		c.signs.heard.Store(ago(2 * (long + short)))
		c.pinged = ago(long + short)
		c.signs.handling.Store(true)
		if c.beat(); c.closing.Load() {
			t.Errorf("%+v: a client is closed for the silence of the server", o)
		}
	}
}
